"""How well changes of genre are found in DJ mixes, from songs that the models never heard.

    measure_mix.py --tracks TRACKS.csv --bundle DIR [--earmark build/release/apps/earmark/earmark]
                   [--half tune|report|all] [--hops 3,1,0.5] [--work build/mixes] [--json FILE]

DIR must be a bundle whose models learned from other songs than those whose `split` is "valid", such as
build/training/held-back/bundle, which make train-models leaves; models/default learned from all.

Songs of 30 s follow each other, each without its first 0 to 3 s, so that borders do not lie at
multiples of 3 s; no genre after itself, all equally loud: as hard cuts, and as crossfades of 1 to 2 s
of equal power, whose middle is the border. Each song is played once. Half of
the artists make the mixes to choose parameters on (`tune`), the other half those to report
(`report`); an artist is in one half only. Seeds are fixed: the same list gives the same mixes.

For the most probable genre of each segment (raw) and the smoothed one the table tells which share of
the borders has a change within 3 s, how far off half of these are at most, and how many changes meet
no border (or one that another change is nearer to): a minute, and as a share of all changes.
"""

import argparse
import collections
import itertools
import json
import pathlib
import random

import numpy as np
import soundfile
import track_list

SAMPLE_RATE = 22050
LEAST_SONG_S = 28.0
LOUDNESS = 0.1  # root mean square of each song, 1 being full scale
MOST_LEFT_OUT_S = 3.0  # of a song's beginning
SONGS_IN_A_MIX = 10
NEAR_S = 3.0
VARIANTS = ("cut", "crossfade")


def artist_of(row: dict[str, str]) -> str:
    return " ".join(row["artist"].lower().split()) or row["id"]


def halves_of(songs: list[dict[str, str]]) -> dict[str, str]:
    """By artist "tune" or "report": of each genre both get about as many songs."""
    n_songs = collections.Counter(map(artist_of, songs))
    genre_of = {artist_of(song): song["genre"] for song in songs}
    n_in_half = collections.Counter()
    halves = {}
    for artist in sorted(n_songs, key=lambda name: (-n_songs[name], name)):
        genre = genre_of[artist]
        halves[artist] = min(("tune", "report"), key=lambda half: n_in_half[genre, half])
        n_in_half[genre, halves[artist]] += n_songs[artist]
    return halves


def songs_of(tracks: pathlib.Path, half: str) -> list[dict[str, str]]:
    rows = track_list.read(tracks, ("id", "file", "genre", "artist", "split", "duration_s"))
    songs = [
        row for row in rows if row["split"] == "valid" and float(row["duration_s"]) >= LEAST_SONG_S
    ]
    halves = halves_of(songs)
    return [song for song in songs if half in ("all", halves[artist_of(song)])]


def orders(songs: list[dict[str, str]], rng: random.Random) -> list[list[dict[str, str]]]:
    """Mixes of SONGS_IN_A_MIX songs, no genre after itself; songs that fit nowhere are left out.

    The genre with the most songs left goes first, so that few are left over at the end."""
    left: dict[str, list[dict[str, str]]] = {}
    for song in rng.sample(songs, len(songs)):
        left.setdefault(song["genre"], []).append(song)
    row: list[dict[str, str]] = []
    while True:
        last = row[-1]["genre"] if row else None
        others = [genre for genre, of_genre in left.items() if of_genre and genre != last]
        if not others:
            break
        weights = [len(left[genre]) ** 2 for genre in others]
        row.append(left[rng.choices(others, weights)[0]].pop())
    mixes = [row[i : i + SONGS_IN_A_MIX] for i in range(0, len(row), SONGS_IN_A_MIX)]
    return [mix for mix in mixes if len(mix) >= 2]


def sound_of(song: dict[str, str], rng: random.Random) -> np.ndarray:
    """Mono at SAMPLE_RATE and LOUDNESS, without some of its beginning."""
    how = ("-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "f32le", "-")
    y = track_list.ffmpeg("-v", "error", "-i", song["file"], *how).stdout
    y = np.frombuffer(y, np.float32)[round(rng.uniform(0, MOST_LEFT_OUT_S) * SAMPLE_RATE) :]
    return y * (LOUDNESS / np.sqrt(np.mean(np.square(y, dtype=np.float64))))


def joined(sounds: list[np.ndarray], variant: str, rng: random.Random):
    """The mix and its borders in seconds."""
    mix, borders = sounds[0], []
    for sound in sounds[1:]:
        n = 0 if variant == "cut" else round(rng.uniform(1, 2) * SAMPLE_RATE)
        borders.append((len(mix) - n / 2) / SAMPLE_RATE)
        turn = np.linspace(0, np.pi / 2, n, dtype=np.float32)
        overlap = mix[len(mix) - n :] * np.cos(turn) + sound[:n] * np.sin(turn)
        mix = np.concatenate([mix[: len(mix) - n], overlap, sound[n:]])
    return mix, borders


def build(songs: list[dict[str, str]], half: str, work: pathlib.Path) -> list[dict]:
    work.mkdir(parents=True, exist_ok=True)
    mixes = []
    for number, order in enumerate(orders(songs, random.Random(0))):
        rng = random.Random(number)
        sounds = [sound_of(song, rng) for song in order]
        for variant in VARIANTS:
            mix, borders = joined(sounds, variant, rng)
            file = work / f"{half}-{number}-{variant}.wav"
            soundfile.write(file, mix, SAMPLE_RATE, subtype="FLOAT")
            genres = [song["genre"] for song in order]
            ids = [song["id"] for song in order]
            duration_s = len(mix) / SAMPLE_RATE
            mixes.append(
                {"file": str(file), "variant": variant, "songs": ids, "genres": genres}
                | {"borders_s": borders, "duration_s": duration_s}
            )
    return mixes


def listen(arguments: argparse.Namespace, mixes: list[dict], hop_s: float) -> list[dict]:
    printed = track_list.output_of(
        arguments.earmark,
        *("predict", "--bundle", arguments.bundle, "--json", "--timeline", "--hop-s", str(hop_s)),
        *(mix["file"] for mix in mixes),
    )
    answers = {answer["file"]: answer for answer in map(json.loads, printed.splitlines())}
    return [answers[mix["file"]] for mix in mixes]


def raw_changes(segments: list[dict]) -> list[float]:
    heard = [segment for segment in segments if segment["genre"]]
    return [
        (a["start_s"] + a["end_s"] + b["start_s"] + b["end_s"]) / 4
        for a, b in itertools.pairwise(heard)
        if a["genre"] != b["genre"]
    ]


def distances_s(borders: list[float], changes: list[float]) -> list[float]:
    """Of the pairs of a border and the change next to it within NEAR_S.

    Borders lie further from each other than twice that, so that no change has two."""
    nearest = (min((abs(change - border) for change in changes), default=9e9) for border in borders)
    return [distance for distance in nearest if distance <= NEAR_S]


def figures(mixes: list[dict], changes: list[list[float]]) -> dict:
    n_borders = sum(len(mix["borders_s"]) for mix in mixes)
    n_changes = sum(map(len, changes))
    met_s = [
        distance
        for mix, found in zip(mixes, changes, strict=True)
        for distance in distances_s(mix["borders_s"], found)
    ]
    met = len(met_s)
    minutes = sum(mix["duration_s"] for mix in mixes) / 60
    wrong = n_changes - met
    return {
        "n_borders": n_borders,
        "n_changes": n_changes,
        "found": met / n_borders,
        "median_distance_s": float(np.median(met_s)) if met else None,
        "wrong_a_minute": wrong / minutes,
        "wrong_share": wrong / n_changes if n_changes else 0.0,
        "f1": 2 * met / (n_borders + n_changes),
    }


def measure(arguments: argparse.Namespace, mixes: list[dict]) -> list[dict]:
    rows = []
    for hop_s in arguments.hops:
        answers = listen(arguments, mixes, hop_s)
        found = {
            "raw": [raw_changes(answer["segments"]) for answer in answers],
            "smoothed": [[c["time_s"] for c in answer["changes"]] for answer in answers],
        }
        for variant in VARIANTS:
            chosen = [i for i, mix in enumerate(mixes) if mix["variant"] == variant]
            for name, changes in found.items():
                row = figures([mixes[i] for i in chosen], [changes[i] for i in chosen])
                rows.append({"hop_s": hop_s, "variant": variant, "changes": name} | row)
    return rows


def print_table(rows: list[dict]) -> None:
    print(
        "| Hop | Borders | Changes | Borders found | Off by | Wrong a minute | Wrong of all | F1 |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    for row in rows:
        print(
            f"| {row['hop_s']:g} s | {row['variant']} | {row['changes']} "
            f"| {100 * row['found']:.1f} % of {row['n_borders']} "
            f"| {row['median_distance_s'] or 0:.2f} s | {row['wrong_a_minute']:.2f} "
            f"| {100 * row['wrong_share']:.0f} % of {row['n_changes']} | {row['f1']:.3f} |"
        )


def seconds_of(text: str) -> list[float]:
    try:
        return [float(hop) for hop in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' must be seconds, such as 3,1,0.5") from None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    root = pathlib.Path(__file__).resolve().parents[1]
    program = root / "build/release/apps/earmark/earmark"
    parser.add_argument("--tracks", type=pathlib.Path, required=True)
    parser.add_argument("--bundle", type=pathlib.Path, required=True)
    parser.add_argument("--earmark", type=pathlib.Path, default=program)
    parser.add_argument("--half", choices=("tune", "report", "all"), default="report")
    parser.add_argument("--hops", type=seconds_of, default=[3, 1, 0.5])
    parser.add_argument("--work", type=pathlib.Path, default=root / "build/mixes")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    if not (arguments.bundle / "bundle.json").is_file():
        track_list.stop(f"there is no bundle in {arguments.bundle}")
    songs = songs_of(arguments.tracks, arguments.half)
    mixes = build(songs, arguments.half, arguments.work.resolve())
    if not mixes:
        track_list.stop(
            f"{arguments.tracks} has no two songs of split valid, of different genres and "
            f"{LEAST_SONG_S:g} s or more, in the half {arguments.half}"
        )
    rows = measure(arguments, mixes)
    print_table(rows)
    if arguments.json:
        result = {"half": arguments.half, "near_s": NEAR_S, "mixes": mixes, "figures": rows}
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
