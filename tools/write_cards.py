"""Writes docs/cards: a card for each model, one for the bundle, one for each source of data.

    write_cards.py [--tracks TRACKS.csv] [--check]

Prose comes from the templates tools/cards/*.md, every number from docs/cards/measured.json,
docs/cards/deep_checks.json and models/default/bundle.json. With --tracks, measured.json is made
first, from reports/*.json and the list of tracks (examples, sources). The reports come from `make
train-models`, `make robustness` and tools/measure_not_music.py; whichever is missing is named with
its command. --check writes nothing and exits 1 where a card is not what the numbers give.
"""

import argparse
import json
import pathlib
import sys

from cards import gather, page
from cards.problem import Problem

GATHERING = "make cards TRACKS=tracks.csv"


def parse() -> argparse.Namespace:
    root = pathlib.Path(__file__).resolve().parents[1]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tracks", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--reports", type=pathlib.Path, default=root / "reports")
    parser.add_argument("--bundle", type=pathlib.Path, default=root / "models/default")
    parser.add_argument("--out", type=pathlib.Path, default=root / "docs/cards")
    return parser.parse_args()


def differing(out: pathlib.Path, pages: dict[str, str]) -> list[str]:
    written = {path.name: path.read_text(encoding="utf-8") for path in out.glob("*.md")}
    return sorted(name for name in pages | written if pages.get(name) != written.get(name))


def write(out: pathlib.Path, pages: dict[str, str]) -> None:
    for path in out.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        (out / name).write_text(text, encoding="utf-8")


def run(arguments: argparse.Namespace) -> None:
    file = arguments.out / "measured.json"
    if arguments.tracks:
        measured = gather.gather(arguments.reports, arguments.tracks)
    else:
        measured = gather.read_json(file, GATHERING)
    bundle = gather.read_json(arguments.bundle / "bundle.json", gather.TRAINING)
    checks = gather.read_json(arguments.out / "deep_checks.json", gather.DEEP_CHECKS)
    pages = page.pages(measured, bundle, checks)
    if arguments.check:
        wrong = differing(arguments.out, pages)
        if wrong:
            raise Problem(
                f"{', '.join(wrong)}: not what the numbers give; `make cards` writes them"
            )
        return
    arguments.out.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write(arguments.out, pages)


def main() -> None:
    try:
        run(parse())
    except (Problem, OSError) as problem:
        sys.exit(f"write_cards: {problem}")


if __name__ == "__main__":
    main()
