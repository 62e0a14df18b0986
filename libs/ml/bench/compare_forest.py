"""Time the random forest beside scikit-learn's on 20,050 rows of 57 columns, threads equal.

With EARMARK_SHARED the rows are the public feature table's, else made up. The sides take turns, so
that a busy spell falls on both.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier

sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "tools/bench"))
from bench_rows import add_rows_option, record

N_ROWS, N_FEATURES, N_CLASSES = 20050, 57, 10
ROUNDS = 5
GOALS = {"fit": 2.5, "predict_10": 10, "predict": 2}
NAMES = {
    "fit": f"fit {N_ROWS} rows",
    "predict_10": "predict 10 rows",
    "predict": f"predict {N_ROWS} rows",
}


def load_rows() -> tuple[np.ndarray, np.ndarray, str]:
    shared = os.environ.get("EARMARK_SHARED")
    if not shared:
        X, y = make_classification(
            N_ROWS, N_FEATURES, n_informative=20, n_classes=N_CLASSES, random_state=0
        )
        return X.astype(np.float32), y, "made-up rows"
    path = pathlib.Path(shared) / "data/tables/production_music_features_3_sec.csv.gz"
    table = pd.read_csv(path)
    X = np.ascontiguousarray(table.drop(columns=["filename", "length", "label"]), np.float32)
    return X[:N_ROWS], table.label.astype("category").cat.codes.to_numpy()[:N_ROWS], "public table"


def run_ours(program: str, folder: pathlib.Path, n_jobs: int) -> dict[str, list[float]]:
    """Seconds of one fit and of several predictions."""
    arguments = [f"{name}={folder / name}.npy" for name in ("X", "y", "X_test", "out")]
    done = subprocess.run(
        [program, "forest", *arguments, f"n_jobs={n_jobs}", "predict_repeats=5"],
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(done.stdout)
    return {name: report[name]["wall"] for name in GOALS}


def run_theirs(X: np.ndarray, y: np.ndarray, n_jobs: int) -> dict[str, list[float]]:
    model = RandomForestClassifier(random_state=0, n_jobs=n_jobs)

    def timed(work, repeats: int) -> list[float]:
        times = []
        for _ in range(repeats):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        return times

    return {
        "fit": timed(lambda: model.fit(X, y), 1),
        "predict_10": timed(lambda: model.predict_proba(X[:10]), 10),
        "predict": timed(lambda: model.predict_proba(X), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ml_tool")
    parser.add_argument("--n-jobs", type=int, default=1)
    add_rows_option(parser)
    arguments = parser.parse_args()
    X, y, data = load_rows()
    ours = {name: [] for name in GOALS}
    theirs = {name: [] for name in GOALS}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        np.save(folder / "X.npy", X)
        np.save(folder / "X_test.npy", X)
        np.save(folder / "y.npy", y.astype(float))
        for _ in range(ROUNDS):
            for side, times in (
                (ours, run_ours(arguments.ml_tool, folder, arguments.n_jobs)),
                (theirs, run_theirs(X, y, arguments.n_jobs)),
            ):
                for what, seconds in times.items():
                    side[what] += [1e3 * value for value in seconds]
    threads = f"{arguments.n_jobs} thread{'s' if arguments.n_jobs > 1 else ''}"
    for what, goal in GOALS.items():
        mine, other = ours[what], theirs[what]
        print(
            f"{NAMES[what]:20} {statistics.median(mine):9.3f} ms   scikit-learn "
            f"{statistics.median(other):9.3f} ms   "
            f"ratio {statistics.median(other) / statistics.median(mine):6.1f} (goal {goal})"
        )
        record(
            arguments.rows,
            f"random forest of 100 trees: {NAMES[what]} ({data}), {threads}",
            mine,
            "scikit-learn",
            other,
            goal=goal,
            command="`libs/ml/bench/compare_forest.py`",
        )


if __name__ == "__main__":
    main()
