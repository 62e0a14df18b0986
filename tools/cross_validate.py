"""Compare parameters by folds of artists of prepared data.

    cross_validate.py DATA VARIANTS.json [--work DIR] [--build build/train] [--folds 5] [--jobs N]

DATA is what `earmark prepare` left. VARIANTS.json names members, each a kind with its section of
params.yaml, and means of members by weight; without "means", all members in equal parts are one:

    {"members": {"forest 500": {"kind": "forest", "params": {"n_estimators": 500}},
                 "small net": {"kind": "cnn", "params": {"epochs": 60, "seed": 1},
                               "flags": ["--without-excerpts"]}},
     "means": {"both": {"forest 500": 1, "small net": 1}}}

`earmark train --folds N` trains and answers for each fold. A track's answer is the mean over its
segments (of the logarithms, for a tagger), that of several members their weighted mean. Printed is
the share of tracks that are right over all folds: of all, and of whole ones (no excerpt). Answers
stay in --work, so that another run trains only what is new.
"""

import argparse
import csv
import hashlib
import json
import pathlib
import subprocess
import sys

import numpy as np


class Data:
    def __init__(self, folder: pathlib.Path, split: str):
        self.folder = folder
        with (folder / "segments.csv").open(newline="", encoding="utf-8") as file:
            self.rows = list(csv.DictReader(file))
        self.genres = sorted({r["genre"] for r in self.rows if split in ("", r["split"])})
        self.state = hashlib.sha256()
        for name in ("manifest.json", "segments.csv"):
            self.state.update((folder / name).read_bytes())


class Validation:
    """Trains members on folds and keeps what they say of the tracks apart."""

    def __init__(self, arguments: argparse.Namespace):
        self.earmark = arguments.build / "apps" / "earmark" / "earmark"
        self.arguments = arguments
        self.data = Data(arguments.data, arguments.rows)
        arguments.work.mkdir(parents=True, exist_ok=True)

    def answers(self, name: str, member: dict) -> dict[str, np.ndarray]:
        """Track -> probabilities, by the model that did not hear it."""
        print(name, file=sys.stderr)
        of_track: dict[str, list] = {}
        with self.train(member).open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                p = np.array([float(row[genre]) for genre in self.data.genres])
                of_track.setdefault(self.data.rows[int(row["row"])]["track"], []).append(p)
        if member["kind"] != "tagger":
            return {track: np.mean(p, axis=0) for track, p in of_track.items()}
        means = {t: np.exp(np.log(np.maximum(p, 1e-12)).mean(0)) for t, p in of_track.items()}
        return {track: p / p.sum() for track, p in means.items()}

    def train(self, member: dict) -> pathlib.Path:
        """The file with the member's answers, made where an earlier run did not."""
        a, kind = self.arguments, member["kind"]
        key = self.data.state.copy()
        key.update(json.dumps([member, a.folds, a.seed, a.rows], sort_keys=True).encode())
        stem = a.work / f"{kind}-{key.hexdigest()[:16]}"
        answers, params = stem.with_suffix(".csv"), stem.with_suffix(".params.yaml")
        if answers.exists():
            return answers
        params.write_text(json.dumps({kind: member.get("params", {})}))  # JSON is YAML
        command = [self.earmark, "train", kind, "--data", a.data, "--params", params]
        command += ["--folds", a.folds, "--split-seed", a.seed, "--held-out", answers]
        command += ["--out", stem.with_suffix(".model"), *member.get("flags", [])]
        command += (["--rows", a.rows] if a.rows else []) + (["--jobs", a.jobs] if a.jobs else [])
        call(command)
        return answers

    def shares_right(self, tracks: dict[str, np.ndarray]) -> tuple[float, float]:
        """Of all tracks, and of those without an excerpt."""
        first = {r["track"]: r for r in reversed(self.data.rows)}
        right = {
            t: self.data.genres[int(p.argmax())] == first[t]["genre"] for t, p in tracks.items()
        }
        whole = [right[t] for t in tracks if first[t]["excerpt"] == "0"]
        return float(np.mean(list(right.values()))), float(np.mean(whole))


def call(command: list) -> None:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("variants", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("build/cross-validation"))
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/train"))
    parser.add_argument("--rows", default="", help="only those with this split (all)")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0, help="of the folds")
    parser.add_argument("--jobs", type=int)
    arguments = parser.parse_args()
    variants = json.loads(arguments.variants.read_text())
    validation = Validation(arguments)
    members = {name: validation.answers(name, m) for name, m in variants["members"].items()}
    means = variants.get("means", {"mean of all": dict.fromkeys(members, 1)})
    table = dict(members)
    for name, weights in means.items():
        common = set.intersection(*(set(members[m]) for m in weights))
        table[name] = {t: sum(w * members[m][t] for m, w in weights.items()) for t in common}
    print("| | Right | Whole tracks | Tracks |\n|---|---|---|---|")
    for name, tracks in table.items():
        right, whole = validation.shares_right(tracks)
        print(f"| {name} | {100 * right:.1f} % | {100 * whole:.1f} % | {len(tracks)} |")


if __name__ == "__main__":
    main()
