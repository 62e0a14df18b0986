"""Compare parameters by folds of artists inside the rows `train` of prepared data.

    cross_validate.py DATA VARIANTS.json [--work DIR] [--build build/train] [--folds 5] [--jobs N]

DATA is what `earmark prepare` left. VARIANTS.json names members, each a kind with its section of
params.yaml, and means of members by weight; without "means", all members in equal parts are one:

    {"members": {"forest 500": {"kind": "forest", "params": {"n_estimators": 500}},
                 "small net": {"kind": "cnn", "params": {"epochs": 60, "seed": 1},
                               "flags": ["--without-excerpts"]}},
     "means": {"both": {"forest 500": 1, "small net": 1}}}

`earmark train --folds N --fold K` trains, and onnxruntime runs the model on the segments kept
apart. A track's answer is the mean over its segments, that of several members their weighted mean.
Printed is the share of tracks that are right over all folds: of all, and of whole ones (no
excerpt). Models and answers stay in --work, so that another run trains only what is new.
"""

import argparse
import csv
import hashlib
import json
import pathlib
import subprocess
import sys

import numpy as np
import onnxruntime

INPUTS = {"features": "features.npy", "mfcc": "mfcc.npy"}


class Data:
    def __init__(self, folder: pathlib.Path, split: str):
        self.folder = folder
        with (folder / "segments.csv").open(newline="", encoding="utf-8") as file:
            self.rows = list(csv.DictReader(file))
        self.genres = sorted({r["genre"] for r in self.rows if r["split"] == split})
        self.arrays = {name: np.load(folder / f, mmap_mode="r") for name, f in INPUTS.items()}
        self.state = hashlib.sha256()
        for name in ("manifest.json", "segments.csv"):
            self.state.update((folder / name).read_bytes())


class Validation:
    """Trains members on folds and keeps what they say of the tracks apart."""

    def __init__(self, arguments: argparse.Namespace):
        apps = arguments.build / "apps"
        self.earmark = apps / "earmark" / "earmark"
        self.train_net = apps / "earmark-train-net" / "earmark-train-net"
        self.arguments = arguments
        self.data = Data(arguments.data, arguments.rows)
        arguments.work.mkdir(parents=True, exist_ok=True)

    def answers(self, name: str, member: dict) -> dict[str, np.ndarray]:
        """Track -> probabilities, by the model that did not hear it."""
        tracks = {}
        for fold in range(self.arguments.folds):
            print(f"{name}: fold {fold + 1} of {self.arguments.folds}", file=sys.stderr)
            rows, probabilities = self.fold(member, fold)
            of_track: dict[str, list] = {}
            for row, p in zip(rows, probabilities, strict=True):
                of_track.setdefault(self.data.rows[row]["track"], []).append(p)
            tracks |= {track: np.mean(p, axis=0) for track, p in of_track.items()}
        return tracks

    def fold(self, member: dict, fold: int) -> tuple[np.ndarray, np.ndarray]:
        a = self.arguments
        what = json.dumps([member, fold, a.folds, a.seed, a.rows], sort_keys=True)
        key = self.data.state.copy()
        key.update(what.encode())
        stem = a.work / f"{member['kind']}-{key.hexdigest()[:16]}"
        kept = stem.with_suffix(".npz")
        if not kept.exists():
            model = self.train(member, fold, stem)
            with stem.with_suffix(".csv").open(newline="", encoding="utf-8") as file:
                rows = np.array([int(r["row"]) for r in csv.DictReader(file)])
            np.savez(kept, rows=rows, probabilities=self.run(model, rows))
        with np.load(kept) as file:
            return file["rows"], file["probabilities"]

    def train(self, member: dict, fold: int, stem: pathlib.Path) -> pathlib.Path:
        a, kind = self.arguments, member["kind"]
        params, model = stem.with_suffix(".params.yaml"), stem.with_suffix(".onnx")
        params.write_text(json.dumps({kind: member.get("params", {})}))  # JSON is YAML
        out = model if kind == "cnn" else stem.with_suffix(".model")
        command = [self.earmark, "train", kind, "--data", a.data, "--params", params, "--out", out]
        command += ["--rows", a.rows, "--folds", a.folds, "--fold", fold, "--split-seed", a.seed]
        command += ["--held-out", stem.with_suffix(".csv"), *member.get("flags", [])]
        call(command + (["--jobs", a.jobs] if a.jobs else []))
        if kind != "cnn":
            genres = ",".join(self.data.genres)
            export = ["onnx", "--kind", kind, "--model", out, "--genres", genres, "--out", model]
            call([self.train_net, *export])
        return model

    def run(self, model: pathlib.Path, rows: np.ndarray) -> np.ndarray:
        session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        parts = np.array_split(rows, len(rows) // 256 + 1)
        array = self.data.arrays[name]
        return np.concatenate([session.run(["probabilities"], {name: array[p]})[0] for p in parts])

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
    parser.add_argument("--rows", default="train")
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
