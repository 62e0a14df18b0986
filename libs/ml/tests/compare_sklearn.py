"""Hold the library's models and metrics against the installed scikit-learn, on real features.

    EARMARK_SHARED=... python compare_sklearn.py path/to/earmark_ml_tool [--n-jobs N]

Fails (exit 1) when an answer is outside its tolerance. libs/ml/bench/compare_forest.py times both.
"""

import argparse
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy as np
    import pandas as pd
    from sklearn import metrics
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.naive_bayes import GaussianNB
    from sklearn.preprocessing import StandardScaler, label_binarize
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

N_SEEDS = 5
FOREST_ACCURACY = 0.01  # one point, mean over the seeds
IMPORTANCE = 0.01  # two forests of scikit-learn itself differ by about 0.003
PROBABILITY = 1e-9
FIGURE = 1e-12
OOB = 0.01  # accuracy of 1500 rows, mean over three seeds


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


def compare_forest(tool: Tool, X, y, track, n_jobs: int):
    ours, theirs, distances = [], [], []
    X32 = X.astype(np.float32)
    for seed in range(N_SEEDS):
        test = split_by_track(track, seed)
        model = RandomForestClassifier(random_state=seed, n_jobs=n_jobs).fit(X32[~test], y[~test])
        report, p = tool.run(
            "forest",
            {"X": X32[~test], "y": y[~test].astype(float), "X_test": X32[test]},
            random_state=seed,
            n_jobs=n_jobs,
        )
        ours.append(np.mean(p.argmax(1) == y[test]))
        theirs.append(np.mean(model.predict(X32[test]) == y[test]))
        distances.append(np.abs(np.array(report["importances"]) - model.feature_importances_).max())
    print(
        f"     forest accuracy over {N_SEEDS} seeds: ours {np.mean(ours):.4f}, "
        f"scikit-learn {np.mean(theirs):.4f}; by seed {np.round(np.subtract(ours, theirs), 4).tolist()}"
    )
    yield check(
        "forest: |mean accuracy - scikit-learn's|",
        abs(np.mean(ours) - np.mean(theirs)),
        FOREST_ACCURACY,
    )
    yield check("forest: feature importances", max(distances), IMPORTANCE)


VARIANTS = [
    {"min_samples_leaf": 5},
    {"max_depth": 8},
    {"max_leaf_nodes": 200},
    {"min_impurity_decrease": 0.0005},
    {"max_features": "log2", "min_samples_split": 20},
    {"max_features": "0.3", "min_weight_fraction_leaf": 0.002},
    {"bootstrap": 0},
    {"class_weight": "balanced"},
    {"class_weight": "balanced_subsample"},
    {"max_samples": 0.3},
    {"max_samples": 500},
    {"criterion": "entropy"},
    {"criterion": "entropy", "class_weight": "balanced", "min_samples_leaf": 3},
    {"criterion": "log_loss", "min_impurity_decrease": 0.002, "bootstrap": 0},
    {"sample_weight": True},
    {"sample_weight": True, "bootstrap": 0},
    {"sample_weight": True, "class_weight": "balanced", "min_samples_leaf": 3},
    {"sample_weight": True, "class_weight": "balanced_subsample"},
    {"sample_weight": True, "max_samples": 0.3},
    {"sample_weight": True, "max_samples": 500},
]

LONE_TREES = [
    {"criterion": criterion, **options}
    for criterion in ("gini", "entropy")
    for options in (
        {"min_samples_leaf": 20},
        {"min_samples_split": 100},
        {"max_depth": 6},
        {"max_leaf_nodes": 60},
        {"min_impurity_decrease": 0.005},
        {"min_weight_fraction_leaf": 0.01},
        {"class_weight": "balanced", "min_samples_leaf": 20},
        {"sample_weight": True, "min_samples_leaf": 20},
        {"sample_weight": True, "class_weight": "balanced", "max_leaf_nodes": 60},
    )
] + [{"criterion": "log_loss", "max_leaf_nodes": 60}]


def draw_weights(y):
    """Weights far from 1 and from each other, whose mean depends on the class."""
    return np.random.default_rng(4).lognormal(sigma=1, size=len(y)) * (1 + y % 3)


def share_answered_otherwise(p, q) -> float:
    return np.mean(np.abs(p - q).max(1) > 1e-6)  # ours are sums of floats


def compare_lone_trees(tool: Tool, X, y, track):
    """Without bootstrap and on all features a tree is scikit-learn's, but where two splits are
    equally good: scikit-learn's own trees of other seeds tell how far that goes. A forest of one
    tree, since balanced classes count sample weights in a forest and not in a lone tree there."""
    rows = np.flatnonzero(np.arange(len(y)) % 3 == 0)
    X32, y, track = X[rows].astype(np.float32), y[rows], track.iloc[rows]
    test = split_by_track(track, 0)
    fixed = {"n_estimators": 1, "bootstrap": 0, "max_features": "all"}
    for case in LONE_TREES:
        options = dict(case)
        weights = draw_weights(y[~test]) if options.pop("sample_weight", False) else None
        arrays = {"X": X32[~test], "y": y[~test].astype(float), "X_test": X32[test]}
        if weights is not None:
            arrays["weights"] = weights
        report, p = tool.run("forest", arrays, **fixed, **options)
        models = [
            RandomForestClassifier(
                n_estimators=1, bootstrap=False, max_features=None, random_state=seed, **options
            ).fit(X32[~test], y[~test], sample_weight=weights)
            for seed in range(9)
        ]
        answers = [model.predict_proba(X32[test]) for model in models]
        importances = [model.feature_importances_ for model in models]
        pairs = list(itertools.combinations(range(len(models)), 2))
        yield check(
            f"lone tree {case}: rows answered otherwise",
            min(share_answered_otherwise(p, q) for q in answers),
            max(share_answered_otherwise(answers[a], answers[b]) for a, b in pairs),
        )
        yield check(
            f"lone tree {case}: feature importances",
            min(np.abs(np.array(report["importances"]) - other).max() for other in importances),
            FIGURE + max(np.abs(importances[a] - importances[b]).max() for a, b in pairs),
        )


def count_nodes(tree) -> int:
    """Nodes without those under a pure one: with weights that aren't whole, scikit-learn's rounding
    takes some pure nodes for impure and splits them on, which changes no answer."""
    n_nodes, to_visit = 0, [0]
    while to_visit:
        node = to_visit.pop()
        n_nodes += 1
        if tree.children_left[node] >= 0 and np.count_nonzero(tree.value[node, 0] > 1e-9) > 1:
            to_visit += [tree.children_left[node], tree.children_right[node]]
    return n_nodes


def floored_loss(y, p) -> float:
    """Log loss with p at least 0.01, for a single "never seen" would weigh more than all the rest."""
    return metrics.log_loss(y, np.maximum(p, 0.01) / np.maximum(p, 0.01).sum(axis=1, keepdims=True))


def oob_score(model, y) -> float:
    """Without the rows that every tree drew, which scikit-learn counts as answers of class 0: with
    sample weights the heavy ones are many."""
    decided = model.oob_decision_function_.sum(axis=1) > 0
    return np.mean(model.oob_decision_function_[decided].argmax(1) == y[decided])


def compare_variants(tool: Tool, X, y, track, n_jobs: int):
    """Other parameters, on a third of the rows and with classes made unequal."""
    rows = np.flatnonzero((np.arange(len(y)) % 3 == 0) & ((y != 2) | (np.arange(len(y)) % 4 == 0)))
    X32, y, track = X[rows].astype(np.float32), y[rows], track.iloc[rows]
    for case in VARIANTS:
        variant = dict(case)
        weighted = variant.pop("sample_weight", False)
        theirs = dict(variant)
        if theirs.get("max_features") == "0.3":
            theirs["max_features"] = 0.3
        theirs["bootstrap"] = theirs["oob_score"] = bool(theirs.get("bootstrap", 1))
        scores = []
        for seed in range(3):
            test = split_by_track(track, seed)
            weights = draw_weights(y[~test]) if weighted else None
            model = RandomForestClassifier(random_state=seed, n_jobs=n_jobs, **theirs).fit(
                X32[~test], y[~test], sample_weight=weights
            )
            arrays = {"X": X32[~test], "y": y[~test].astype(float), "X_test": X32[test]}
            if weighted:
                arrays["weights"] = weights
            report, p = tool.run(
                "forest",
                arrays,
                random_state=seed,
                n_jobs=n_jobs,
                oob_score=int(theirs["oob_score"]),
                **variant,
            )
            n_nodes = sum(count_nodes(tree.tree_) for tree in model.estimators_)
            scores.append(
                (
                    floored_loss(y[test], p)
                    - floored_loss(y[test], model.predict_proba(X32[test])),
                    np.mean(p.argmax(1) == y[test]) - model.score(X32[test], y[test]),
                    report["n_nodes"] / n_nodes - 1,
                    report["oob_score"] - oob_score(model, y[~test])
                    if theirs["bootstrap"]
                    else 0.0,
                    np.abs(np.array(report["importances"]) - model.feature_importances_).max(),
                )
            )
        loss, accuracy, nodes, oob, importance = np.abs(np.mean(scores, axis=0))
        yield check(f"forest {case}: accuracy", accuracy, 0.015)  # 1300 rows: a row is 0.0008
        yield check(f"forest {case}: log loss", loss, 0.03)
        yield check(f"forest {case}: number of nodes, relative", nodes, 0.02)
        yield check(f"forest {case}: out-of-bag score", oob, OOB)
        yield check(f"forest {case}: feature importances", importance, IMPORTANCE)


def compare_naive_bayes(tool: Tool, X, y, track):
    test = split_by_track(track, 0)
    rng = np.random.default_rng(1)
    weights, priors = rng.random((~test).sum()), rng.dirichlet(np.ones(10))
    arrays = {"X": X[~test], "y": y[~test].astype(float), "X_test": X[test]}
    for name, extra, options, keywords in [
        ("defaults", {}, {}, {}),
        ("var_smoothing 1e-3", {}, {"var_smoothing": 1e-3}, {"var_smoothing": 1e-3}),
        ("sample_weight", {"weights": weights}, {}, {}),
        ("priors", {"priors": priors}, {}, {"priors": priors}),
    ]:
        model = GaussianNB(**keywords).fit(X[~test], y[~test], sample_weight=extra.get("weights"))
        _, p = tool.run("naive-bayes", {**arrays, **extra}, **options)
        yield check(
            f"naive Bayes, {name}: probabilities",
            np.abs(p - model.predict_proba(X[test])).max(),
            PROBABILITY,
        )


def compare_rest(tool: Tool, X, y):
    _, scaled = tool.run("scaler", {"X": np.c_[X, np.full(len(X), 0.1)]})
    want = StandardScaler().fit_transform(np.c_[X, np.full(len(X), 0.1)])
    yield check("standard scaler", np.abs(scaled - want).max(), PROBABILITY)

    rng = np.random.default_rng(2)
    p = rng.dirichlet(np.full(10, 0.3), 3000)
    p[:5] = np.eye(10)[:5]
    labels = np.where(
        rng.random(3000) < 0.6, p.argmax(1), rng.integers(0, 9, 3000)
    )  # class 9 is rare
    report, _ = tool.run("metrics", {"probabilities": p, "y": labels.astype(float)})
    predicted = p.argmax(1)
    want = {
        "accuracy": metrics.accuracy_score(labels, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(labels, predicted),
        "macro_f1": metrics.f1_score(labels, predicted, average="macro"),
        "nll": metrics.log_loss(labels, p, labels=range(10)),
        "brier": np.mean(np.sum((p - label_binarize(labels, classes=range(10))) ** 2, axis=1)),
    }
    for name, value in want.items():
        yield check(f"metrics: {name}", abs(report[name] - value), FIGURE)
    confusion = metrics.confusion_matrix(labels, predicted, labels=range(10)).ravel()
    yield check("metrics: confusion", np.abs(np.ravel(report["confusion"]) - confusion).max(), 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tool")
    parser.add_argument("--n-jobs", type=int, default=1)
    options = parser.parse_args()
    shared = os.environ.get("EARMARK_SHARED")
    if not shared:
        print("skipped: EARMARK_SHARED does not name the folder with the development data")
        return 77
    X, y, track = load_table(shared)
    with tempfile.TemporaryDirectory() as folder:
        tool = Tool(options.tool, folder)
        results = [
            *compare_naive_bayes(tool, X, y, track),
            *compare_rest(tool, X, y),
            *compare_lone_trees(tool, X, y, track),
            *compare_forest(tool, X, y, track, options.n_jobs),
            *compare_variants(tool, X, y, track, options.n_jobs),
        ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
