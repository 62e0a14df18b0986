"""Accuracy of `earmark evaluate --json` by a column of the list of tracks.

accuracy_by.py REPORT.json TRACKS.csv COLUMN
"""

import collections
import csv
import json
import pathlib
import sys


def main() -> None:
    report, tracks, column = sys.argv[1:4]
    with pathlib.Path(tracks).open(newline="", encoding="utf-8") as file:
        value = {row["id"]: row[column] for row in csv.DictReader(file)}
    right = collections.defaultdict(list)
    for track in json.loads(pathlib.Path(report).read_text())["tracks"]:
        right[value[track["id"]]].append(track["predicted"] == track["genre"])
    for name, answers in sorted(right.items(), key=lambda item: -len(item[1])):
        share = sum(answers) / len(answers)
        print(f"{name or '(empty)':<24} {share:6.1%} of {len(answers)} tracks")


if __name__ == "__main__":
    main()
