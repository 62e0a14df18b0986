"""Copy a prepared data set under another split: links the arrays, rewrites segments.csv.

random-segments puts every fifth segment of the rows train and valid, drawn by seed, into `valid`
and the rest into `train`: the reference's protocol, with the same songs on both sides.
"""

import argparse
import csv
import json
import pathlib
import random


def resplit(rows: list[dict], seed: int) -> None:
    chance = random.Random(seed)
    for row in rows:
        row["split"] = "valid" if chance.random() < 0.2 else "train"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--rule", choices=["random-segments"], required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    with (arguments.data / "segments.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    resplit(rows, arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in ("features.npy", "mfcc.npy", "embedding.npy", "features_3_sec.csv"):
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
