"""Add to a list of tracks, for each whole one, a crop as short as the list's excerpts are.

    add_crops.py TRACKS.csv FOLDER

Excerpts of a few seconds are repeated to fill a segment. Where only some genres have them, a model
may learn the repetition for the genre; with a crop of every track it cannot. FOLDER gets the crops
and tracks.csv, which names all sounds by their whole paths, and a crop's original as `copy_of`: crops
only train, and only where their originals do. A list without excerpts gets no crops.
"""

import argparse
import csv
import pathlib
import random

import track_list

EXCERPT_S = 3.0


def crop(row: dict[str, str], out: pathlib.Path, rng: random.Random, length_s: float) -> None:
    begin_s = rng.uniform(0, float(row["duration_s"]) - length_s)
    where = ["-ss", f"{begin_s:.3f}", "-t", f"{length_s:.3f}", "-i", row["file"]]
    track_list.ffmpeg("-v", "error", "-y", *where, str(out))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tracks", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    arguments = parser.parse_args()
    rows = track_list.read(arguments.tracks, ("id", "file", "duration_s"))
    folder = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(0)
    lengths = [float(r["duration_s"]) for r in rows if float(r["duration_s"]) <= EXCERPT_S]
    listed = []
    for row in rows:
        listed.append(row | {"copy_of": ""})
        if lengths and float(row["duration_s"]) > EXCERPT_S:
            out = (folder / f"{row['id']}.crop.wav").resolve()
            crop(row, out, rng, rng.choice(lengths))
            copy = {"id": f"{row['id']}.crop", "file": out, "note": "excerpt", "copy_of": row["id"]}
            listed.append(row | copy)
    names = dict.fromkeys(name for row in listed for name in row)
    with (folder / "tracks.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(names))
        writer.writeheader()
        writer.writerows(listed)


if __name__ == "__main__":
    main()
