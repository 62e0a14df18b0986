"""How often a song's label changes when its sound is altered, not its music.

    measure_robustness.py --tracks TRACKS.csv --bundle DIR --earmark PATH
                          [--profile accurate|fast|both] [--rows valid] [--only WORDS] [--seed N]
                          [--json FILE] [--markdown FILE]

Takes the whole songs of the list's split `valid`, alters each in every way that
tools/robustness/alterations.py lists (codecs, gain, sample rate, channels, noise, speed, a later
start), and lets `earmark predict --json` hear the altered files of one row at once; they are removed
after it. Songs under 10 s, excerpts, are left out. The bundle must never have heard these songs: it
must be trained on other rows of the list, as build/training/held-back/bundle is. The same list, bundle,
program and seed give the same table. Needs ffmpeg with libmp3lame and libopus, and the Python
packages of scripts/requirements/test.txt.
"""

import argparse
import collections
import concurrent.futures
import csv
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import zlib

try:
    import numpy as np
    import soundfile
    from robustness import alterations, measures, page
except ModuleNotFoundError as missing:
    sys.exit(
        f"measure_robustness: this Python has no {missing.name}: "
        "run scripts/setup robustness and use .deps/venv/bin/python"
    )

LEAST_S = 10.0  # what is shorter is an excerpt
N_FILES = 500  # a command line holds the names of so many
PROFILES = {"accurate": ["accurate"], "fast": ["fast"], "both": ["accurate", "fast"]}


class Problem(Exception):
    """What the user can mend, in one sentence."""


@dataclasses.dataclass(frozen=True)
class Song:
    path: pathlib.Path
    genre: str
    artist: str
    number: int  # in the list, whatever is left out: of its noise


def rows_of(tracks: pathlib.Path, split: str) -> list[Song]:
    if not tracks.is_file():
        raise Problem(f"there is no list of tracks {tracks}")
    with tracks.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for column in ("file", "genre", "split"):
        if rows and column not in rows[0]:
            raise Problem(f"{tracks} has no column {column}")
    songs = [
        Song(tracks.parent / row["file"], row["genre"], row.get("artist") or "", number)
        for number, row in enumerate(rows)
        if row["split"] == split
    ]
    if not songs:
        raise Problem(f"{tracks} has no rows of split {split}")
    return songs


@dataclasses.dataclass(frozen=True)
class Format:
    n_channels: int
    sr: int
    duration_s: float


def format_of(song: Song) -> Format:
    if not song.path.is_file():
        raise Problem(f"the list names {song.path}, which does not exist")
    try:
        info = soundfile.info(song.path)
    except soundfile.SoundFileError as error:
        raise Problem(f"cannot read {song.path}: {error}") from error
    return Format(info.channels, info.samplerate, info.duration)


def kinds(formats: list[Format]) -> str:
    """Such as "260 of 1 channel at 24 kHz, 8 of 2 channels at 44.1 kHz": what codecs begin with."""
    counts = collections.Counter((a.n_channels, a.sr) for a in formats)
    return ", ".join(
        f"{n} of {n_channels} channel{'s' * (n_channels > 1)} at {sr / 1000:g} kHz"
        for (n_channels, sr), n in counts.most_common()
    )


def check_programs(earmark: pathlib.Path, bundle: pathlib.Path) -> None:
    if not os.access(earmark, os.X_OK) or earmark.is_dir():
        raise Problem(f"there is no program {earmark}: build it with make build")
    if not (bundle / "bundle.json").is_file():
        raise Problem(f"there is no bundle in {bundle}: it would hold bundle.json")
    if shutil.which("ffmpeg") is None:
        raise Problem("ffmpeg is not installed: run scripts/setup robustness")
    listed = subprocess.run(
        ["ffmpeg", "-v", "quiet", "-encoders"], capture_output=True, text=True, check=False
    ).stdout.split()
    for encoder in ("libmp3lame", "libopus"):
        if encoder not in listed:
            raise Problem(f"this ffmpeg was built without the encoder {encoder}")


@dataclasses.dataclass(frozen=True)
class Listener:
    earmark: pathlib.Path
    bundle: pathlib.Path

    def hear(self, paths: list[pathlib.Path], profile: str) -> list[measures.Answer]:
        parts = [paths[i : i + N_FILES] for i in range(0, len(paths), N_FILES)]
        return [answer for part in parts for answer in self.hear_part(part, profile)]

    def hear_part(self, paths: list[pathlib.Path], profile: str) -> list[measures.Answer]:
        command = [self.earmark, "predict", "--json", "--bundle", self.bundle]
        done = subprocess.run(
            [*command, "--profile", profile, "--", *paths],
            capture_output=True,
            text=True,
            check=False,
        )
        # 1: a song failed, which its line says.
        if done.returncode not in (0, 1) or len(done.stdout.splitlines()) != len(paths):
            raise Problem(f"earmark predict gave no answers: {done.stderr.strip()}")
        return [measures.Answer.of(json.loads(line)) for line in done.stdout.splitlines()]


def alter(song: Song, row: alterations.Alteration, seed: int, stem: pathlib.Path) -> pathlib.Path:
    chance = np.random.default_rng([seed, song.number, zlib.crc32(row.name.encode())])
    try:
        return alterations.write(row.change(alterations.read(song.path), chance), row.codec, stem)
    except (soundfile.SoundFileError, OSError) as error:
        raise Problem(f"cannot alter {song.path} ({row.name}): {error}") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise Problem(f"ffmpeg cannot encode {song.path} ({row.name}): {said}") from error


def altered_answers(
    songs: list[Song],
    row: alterations.Alteration,
    profiles: list[str],
    listener: Listener,
    seed: int,
) -> dict[str, list[measures.Answer]]:
    with tempfile.TemporaryDirectory(prefix="earmark-robustness-") as name:
        folder = pathlib.Path(name)
        # Threads: soxr, libsndfile and ffmpeg work without Python's lock.
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = [
                pool.submit(alter, song, row, seed, folder / f"{i:06}")
                for i, song in enumerate(songs)
            ]
            paths = [job.result() for job in jobs]
        return {profile: listener.hear(paths, profile) for profile in profiles}


def changes(
    songs: list[Song], before: list[measures.Answer], after: list[measures.Answer]
) -> list[dict]:
    """The songs with another label, to look into."""
    answers = zip(songs, before, after, strict=True)
    return [
        {"file": song.path.name, "genre": song.genre, "before": a.genre, "after": b.genre}
        for song, a, b in answers
        if a.genre != b.genre
    ]


class Progress:
    def __init__(self, n_rows: int):
        self.n_rows = n_rows
        self.begun_s = time.monotonic()

    def say(self, n_done: int, name: str) -> None:
        left = ""
        if n_done:
            spent_s = time.monotonic() - self.begun_s
            left = f", about {spent_s / n_done * (self.n_rows - n_done) / 60:.0f} min left"
        print(f"row {n_done + 1} of {self.n_rows}: {name}{left}", file=sys.stderr, flush=True)


def measure(arguments: argparse.Namespace) -> dict:
    listed = rows_of(arguments.tracks, arguments.rows)
    check_programs(arguments.earmark, arguments.bundle)
    rows = [row for row in alterations.all_rows() if arguments.only in row.name]
    if not rows:
        raise Problem(f'no alteration has "{arguments.only}" in its name')
    formats = {song: format_of(song) for song in listed}
    songs = [song for song in listed if formats[song].duration_s >= LEAST_S]
    if not songs:
        raise Problem(f"no song of split {arguments.rows} lasts {LEAST_S:g} s")
    genres = [song.genre for song in songs]
    artists = measures.Artists([song.artist for song in songs], arguments.seed)
    listener = Listener(arguments.earmark, arguments.bundle)
    names = PROFILES[arguments.profile]
    print(f"{len(songs)} songs, unaltered", file=sys.stderr, flush=True)
    before = {name: listener.hear([song.path for song in songs], name) for name in names}
    compared: dict[str, list[dict]] = {name: [] for name in names}
    progress = Progress(len(rows))
    for i, row in enumerate(rows):
        progress.say(i, row.name)
        after = altered_answers(songs, row, names, listener, arguments.seed)
        for name in names:
            entry = {"name": row.name, "group": row.group, "goal": row.goal}
            entry |= measures.compare(before[name], after[name], genres, artists)
            entry["changes"] = changes(songs, before[name], after[name])
            compared[name].append(entry)
    bundle = json.loads((arguments.bundle / "bundle.json").read_text(encoding="utf-8"))
    return {
        "command": "make robustness TRACKS=tracks.csv",
        "name": bundle["name"],
        "version": bundle["version"],
        "seed": arguments.seed,
        "rows": arguments.rows,
        "n_songs": len(songs),
        "n_artists": artists.n,
        "n_left_out": len(listed) - len(songs),
        "least_s": LEAST_S,
        "kinds": kinds([formats[song] for song in songs]),
        "profiles": [
            {"name": name, **measures.standing(before[name], genres, artists), "rows": entries}
            for name, entries in compared.items()
        ],
    }


def parse() -> argparse.Namespace:
    root = pathlib.Path(__file__).resolve().parents[1]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tracks", type=pathlib.Path, required=True)
    parser.add_argument(
        "--bundle", type=pathlib.Path, default=root / "build/training/held-back/bundle"
    )
    parser.add_argument(
        "--earmark", type=pathlib.Path, default=root / "build/release/apps/earmark/earmark"
    )
    parser.add_argument("--profile", choices=PROFILES, default="both")
    parser.add_argument("--rows", default="valid", help="the split whose songs are altered")
    parser.add_argument("--only", default="", help="only rows with these words in their names")
    parser.add_argument("--seed", type=int, default=0, help="of the noise and of the resamples")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--markdown", type=pathlib.Path)
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    try:
        report = measure(arguments)
        for path, text in (
            (arguments.json, json.dumps(report, indent=1) + "\n"),
            (arguments.markdown, page.page(report)),
        ):
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    except (Problem, OSError) as problem:
        sys.exit(f"measure_robustness: {problem}")
    if not arguments.markdown:
        print(page.page(report))


if __name__ == "__main__":
    main()
