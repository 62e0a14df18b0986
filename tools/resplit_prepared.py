"""Copy a prepared data set under another split: links the arrays, rewrites segments.csv.

random-segments puts every fifth segment of the rows train and valid, drawn by seed, into `valid`
and the rest into `train`: the reference's protocol, with the same songs on both sides.
fold K of N keeps artists whole within the rows `train`; the fold becomes `valid`, other rows are
left out.
"""

import argparse
import csv
import json
import pathlib
import random


def artist_folds(rows: list[dict], n_folds: int, seed: int) -> dict[str, int]:
    """Each artist's tracks to the fold that has the fewest of their genre so far."""
    tracks = {row["track"]: row for row in rows if row["split"] == "train"}
    groups: dict[str, list[dict]] = {}
    for track, row in tracks.items():
        groups.setdefault(row["artist"] or f"track {track}", []).append(row)
    order = sorted(groups)
    random.Random(seed).shuffle(order)
    order.sort(key=lambda name: -len(groups[name]))
    count: dict[tuple[int, str], int] = {}
    fold_of = {}
    for name in order:
        genre = groups[name][0]["genre"]
        fold = min(range(n_folds), key=lambda k: (count.get((k, genre), 0), sum_of(count, k), k))
        for row in groups[name]:
            fold_of[row["track"]] = fold
            count[fold, row["genre"]] = count.get((fold, row["genre"]), 0) + 1
    return fold_of


def sum_of(count: dict[tuple[int, str], int], fold: int) -> int:
    return sum(n for (k, _), n in count.items() if k == fold)


def resplit(rows: list[dict], arguments: argparse.Namespace) -> None:
    if arguments.rule == "random-segments":
        chance = random.Random(arguments.seed)
        for row in rows:
            row["split"] = "valid" if chance.random() < 0.2 else "train"
        return
    fold_of = artist_folds(rows, arguments.n_folds, arguments.seed)
    for row in rows:
        fold = fold_of.get(row["track"])
        row["split"] = "" if fold is None else "valid" if fold == arguments.fold else "train"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--rule", choices=["random-segments", "fold"], required=True)
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--n-folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    with (arguments.data / "segments.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    resplit(rows, arguments)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in ("features.npy", "mfcc.npy", "features_3_sec.csv"):
        link = arguments.out / name
        link.unlink(missing_ok=True)
        link.symlink_to((arguments.data / name).resolve())
    path = arguments.out / "segments.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    manifest = json.loads((arguments.data / "manifest.json").read_text())
    manifest["files"]["segments.csv"] = path.stat().st_size
    (arguments.out / "manifest.json").write_text(json.dumps(manifest, indent=1))


if __name__ == "__main__":
    main()
