"""What the comparisons with scikit-learn share: the tool under test, the table, limits that are held.

Importing it ends a test as skipped, with exit status 77, where a package is missing.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

# On a busy machine BLAS threads wait for each other for minutes.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

try:
    import numpy as np
    import pandas as pd
    import sklearn  # noqa: F401  what the tests that import this compare with
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)


class Tool:
    def __init__(self, program: str, folder: str):
        self.program, self.folder = program, pathlib.Path(folder)

    def run(self, command: str, arrays: dict, **options):
        """The tool's report and, where it writes one, its array."""
        arguments = [f"out={self.folder / 'out.npy'}"]
        for name, values in arrays.items():
            path = self.folder / f"{name}.npy"
            np.save(path, np.ascontiguousarray(values))
            arguments.append(f"{name}={path}")
        arguments += [f"{name}={value}" for name, value in options.items()]
        done = subprocess.run(
            [self.program, command, *arguments], capture_output=True, text=True, check=True
        )
        out = self.folder / "out.npy"
        return json.loads(done.stdout), np.load(out) if out.exists() else None


def load_table(shared: str):
    table = pd.read_csv(pathlib.Path(shared) / "data/tables/production_music_features_3_sec.csv.gz")
    track = table.filename.str.rsplit(".", n=2).str[0]
    X = np.ascontiguousarray(table.drop(columns=["filename", "length", "label"]).to_numpy())
    return X, pd.factorize(table.label, sort=True)[0], track


def split_by_track(track, seed: int):
    tracks = np.random.default_rng(seed).permutation(track.unique())
    return track.isin(set(tracks[: len(tracks) // 5])).to_numpy()


def check(name: str, difference: float, limit: float) -> bool:
    ok = bool(difference <= limit)
    print(f"{'ok  ' if ok else 'FAIL'} {name}: {difference:.3g} (limit {limit:g})", flush=True)
    return ok


def run_comparison(doc: str, comparisons) -> int:
    """An exit status, after `comparisons(tool, X, y, track, n_jobs)` has given each check's outcome."""
    parser = argparse.ArgumentParser(description=doc.partition("\n")[0])
    parser.add_argument("tool", help="path of earmark_ml_tool")
    parser.add_argument("--n-jobs", type=int, default=1)
    options = parser.parse_args()
    shared = os.environ.get("EARMARK_SHARED")
    if not shared:
        print("skipped: EARMARK_SHARED does not name the folder with the development data")
        return 77
    X, y, track = load_table(shared)
    with tempfile.TemporaryDirectory() as folder:
        tool = Tool(options.tool, folder)
        return 0 if all(list(comparisons(tool, X, y, track, options.n_jobs))) else 1
