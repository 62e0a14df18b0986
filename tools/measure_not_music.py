"""How well music is told from other sound, on sounds that Debian packages carry.

    measure_not_music.py [--earmark build/release/apps/earmark/earmark] [--tracks TRACKS.csv]
                         [--bundle DIR] [--work build/not-music] [--each N] [--json FILE]

Fetches the packages (apt-get download, 500 MB; none is installed), takes up to N sounds of each kind
and prints what `earmark predict --json` gives as "music": recorded speech in four languages, cartoon
voices, sound effects of games (some are jingles), noises that tools/made_sounds.py makes, music of
games and telephones and, with --tracks, the songs of a list. Then the AUROC of all that is no music
against those songs; and, how well confidence tells music of no trained genre: its AUROC of the other
music against the songs of the split `valid`, which the bundle must not have heard, as
build/training/held-back/bundle has not (make train-models).
"""

import argparse
import csv
import json
import pathlib
import random
import subprocess
import sys

import made_sounds
import numpy as np

SPEECH = tuple(f"asterisk-core-sounds-{language}-wav" for language in ("en", "es", "fr", "ru"))
GAMES = ("hedgewars-data", "wesnoth-1.16-data", "lincity-ng-data", "minetest-data", "supertux-data")
MUSIC = ("asterisk-moh-opsound-wav", "wesnoth-1.16-music", "pingus-data", "frozen-bubble-data")
OTHERS = ("sound-theme-freedesktop",)
ENDINGS = {".wav", ".ogg", ".oga", ".mp3"}
SONGS = "songs of the list that the bundle learned from"
UNHEARD = "songs of the list that it did not"
OTHER_MUSIC = "other music"
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
        return OTHER_MUSIC
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


def songs(tracks: pathlib.Path) -> dict[str, list[pathlib.Path]]:
    """All songs of the list, and apart from the others those of the split valid."""
    parts: dict[str, list[pathlib.Path]] = {SONGS: [], UNHEARD: []}
    with tracks.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            parts[UNHEARD if row["split"] == "valid" else SONGS].append(tracks.parent / row["file"])
    return parts


def listen(command: list, paths: list[pathlib.Path]) -> list[dict]:
    """The answers for the sounds that could be judged."""
    done = subprocess.run([*command, *paths], capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return [a for a in answers if a.get("kind") in ("music", "not_music")]


def auroc(music: np.ndarray, others: np.ndarray) -> float:
    """The chance that a song's measure is above another sound's, equals counting half."""
    difference = np.sign(music[:, None] - others[None, :])
    return float((difference + 1).mean() / 2)


def measure(sets: dict[str, list[pathlib.Path]], command: list) -> dict:
    """What is measured of each kind of sound, and the AUROCs where there are songs."""
    kinds, answers = [], {}
    for name, paths in sets.items():
        print(f"{name}: {len(paths)}", file=sys.stderr)
        answers[name] = listen(command, paths)
        values = np.array([answer["music"] for answer in answers[name]])
        kinds.append(
            {
                "name": name,
                "n_sounds": len(values),
                "n_not_music": sum(a["kind"] == "not_music" for a in answers[name]),
                "least": round(float(values.min()), 6),
                "median": round(float(np.median(values)), 6),
                "most": round(float(values.max()), 6),
            }
        )
    return {"profile": "accurate", "kinds": kinds} | aurocs(answers)


def aurocs(answers: dict[str, list[dict]]) -> dict:
    report: dict = dict.fromkeys(("n_others", "auroc", "n_other_music", "auroc_confidence"))
    if SONGS not in answers:
        return report
    ours = [a["music"] for name in (SONGS, UNHEARD) for a in answers[name]]
    others = [
        a["music"]
        for name, heard in answers.items()
        if name not in (SONGS, UNHEARD, OTHER_MUSIC)
        for a in heard
    ]
    report["n_others"] = len(others)
    report["auroc"] = round(auroc(np.array(ours), np.array(others)), 6)
    unheard = [a["confidence"] for a in answers[UNHEARD] if a["kind"] == "music"]
    other_music = [a["confidence"] for a in answers[OTHER_MUSIC] if a["kind"] == "music"]
    report["n_other_music"] = len(other_music)
    report["auroc_confidence"] = round(auroc(np.array(unheard), np.array(other_music)), 6)
    return report


def print_table(report: dict) -> None:
    print(
        "| Sounds | Number | Said to be no music | Least | Median | Most |\n|---|---|---|---|---|---|"
    )
    for kind in report["kinds"]:
        share = 100 * kind["n_not_music"] / kind["n_sounds"]
        print(
            f"| {kind['name']} | {kind['n_sounds']} | {kind['n_not_music']} ({share:.0f} %) "
            f"| {kind['least']:.2f} | {kind['median']:.2f} | {kind['most']:.2f} |"
        )
    if report["auroc"] is not None:
        print(
            f"\nAUROC of {report['n_others']} sounds that are no music against the list's songs: "
            f"{report['auroc']:.3f}\n"
            f"AUROC of the confidence, {report['n_other_music']} pieces of other music against the "
            f"songs that the bundle did not learn from: {report['auroc_confidence']:.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    root = pathlib.Path(__file__).resolve().parents[1]
    parser.add_argument(
        "--earmark", type=pathlib.Path, default=root / "build/release/apps/earmark/earmark"
    )
    parser.add_argument("--tracks", type=pathlib.Path)
    parser.add_argument(
        "--bundle", type=pathlib.Path, default=root / "build/training/held-back/bundle"
    )
    parser.add_argument("--work", type=pathlib.Path, default=root / "build/not-music")
    parser.add_argument("--each", type=int, default=120)
    parser.add_argument("--json", type=pathlib.Path, help="what the cards are written from")
    arguments = parser.parse_args()
    sets = sounds(arguments.work.resolve(), arguments.each)
    sets |= made_sounds.write_all(arguments.work / "made", each=20)
    if arguments.tracks:
        sets |= songs(arguments.tracks)
    command = [arguments.earmark, "predict", "--bundle", arguments.bundle]
    report = measure(sets, [*command, "--profile", "accurate", "--json"])
    print_table(report)
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
