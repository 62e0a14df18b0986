"""How well music is told from other sound, on sounds that Debian packages carry.

    measure_not_music.py [--earmark build/release/apps/earmark/earmark] [--tracks TRACKS.csv]
                         [--work build/not-music] [--each N]

Fetches the packages (apt-get download, 500 MB; none is installed), takes up to N sounds of each kind
and prints what `earmark predict --json` gives as "music": recorded speech in four languages, cartoon
voices, sound effects of games (some are jingles), music of games and telephones and, with --tracks,
the songs of a list. The last line is the AUROC of all that is no music against those songs.
"""

import argparse
import csv
import json
import pathlib
import random
import subprocess
import sys

import numpy as np

SPEECH = tuple(f"asterisk-core-sounds-{language}-wav" for language in ("en", "es", "fr", "ru"))
GAMES = ("hedgewars-data", "wesnoth-1.16-data", "lincity-ng-data", "minetest-data", "supertux-data")
MUSIC = ("asterisk-moh-opsound-wav", "wesnoth-1.16-music", "pingus-data", "frozen-bubble-data")
OTHERS = ("sound-theme-freedesktop",)
ENDINGS = {".wav", ".ogg", ".oga", ".mp3"}
LEAST_BYTES = 30_000  # shorter sounds last under a second


def fetch(work: pathlib.Path, package: str) -> pathlib.Path:
    folder = work / "packages" / package
    if not folder.exists():
        print(f"fetching {package}", file=sys.stderr)
        download = work / "download"
        download.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["apt-get", "download", "-q", package],
            cwd=download,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = download.glob(f"{package}_*.deb")
        folder.mkdir(parents=True)
        subprocess.run(["dpkg", "-x", archive, folder], check=True)
        archive.unlink()
    return folder


def kind_of(path: pathlib.Path, package: str) -> str:
    name = str(path).lower()
    if package in SPEECH:
        return "" if "/silence/" in name else "speech"
    if package in MUSIC or "music" in name:
        return "other music"
    return "voices" if "voices" in name else "effects"


def sounds(work: pathlib.Path, each: int) -> dict[str, list[pathlib.Path]]:
    found: dict[str, list[pathlib.Path]] = {}
    for package in SPEECH + GAMES + MUSIC + OTHERS:
        folder = fetch(work, package)
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in ENDINGS and path.stat().st_size >= LEAST_BYTES:
                kind = kind_of(path.relative_to(folder), package)
                found.setdefault(kind, []).append(path)
    found.pop("", None)
    chance = random.Random(0)
    return {kind: chance.sample(paths, min(each, len(paths))) for kind, paths in found.items()}


def songs(tracks: pathlib.Path) -> list[pathlib.Path]:
    with tracks.open(newline="", encoding="utf-8") as file:
        return [tracks.parent / row["file"] for row in csv.DictReader(file)]


def listen(earmark: pathlib.Path, paths: list[pathlib.Path]) -> tuple[np.ndarray, int]:
    """The measure of each sound that could be judged, and how many are said to be no music."""
    done = subprocess.run(
        [earmark, "predict", "--profile", "accurate", "--json", *paths],
        capture_output=True,
        text=True,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    heard = [a for a in answers if a.get("kind") in ("music", "not_music")]
    n_not_music = sum(a["kind"] == "not_music" for a in heard)
    return np.array([a["music"] for a in heard]), n_not_music


def auroc(music: np.ndarray, others: np.ndarray) -> float:
    """The chance that a song's measure is above another sound's, equals counting half."""
    difference = np.sign(music[:, None] - others[None, :])
    return float((difference + 1).mean() / 2)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    root = pathlib.Path(__file__).resolve().parents[1]
    parser.add_argument(
        "--earmark", type=pathlib.Path, default=root / "build/release/apps/earmark/earmark"
    )
    parser.add_argument("--tracks", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, default=root / "build/not-music")
    parser.add_argument("--each", type=int, default=120)
    arguments = parser.parse_args()
    sets = sounds(arguments.work.resolve(), arguments.each)
    if arguments.tracks:
        sets["songs of the list"] = songs(arguments.tracks)
    measures = {}
    print(
        "| Sounds | Number | Said to be no music | Least | Median | Most |\n|---|---|---|---|---|---|"
    )
    for kind, paths in sets.items():
        values, n_not_music = listen(arguments.earmark, paths)
        measures[kind] = values
        print(
            f"| {kind} | {len(values)} | {n_not_music} ({100 * n_not_music / len(values):.0f} %) "
            f"| {values.min():.2f} | {np.median(values):.2f} | {values.max():.2f} |"
        )
    if arguments.tracks:
        others = np.concatenate(
            [v for k, v in measures.items() if "music" not in k and "songs" not in k]
        )
        print(
            f"\nAUROC of {len(others)} sounds that are no music against the list's songs: "
            f"{auroc(measures['songs of the list'], others):.3f}"
        )


if __name__ == "__main__":
    main()
