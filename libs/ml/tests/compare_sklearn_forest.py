"""Hold the random forest against the installed scikit-learn's, on real features.

    EARMARK_SHARED=... python compare_sklearn_forest.py path/to/earmark_ml_tool [--n-jobs N]

Fails (exit 1) when an answer is outside its tolerance. libs/ml/bench/compare_forest.py times both.
"""

import itertools
import sys

from sklearn_comparison import Tool, check, run_comparison, split_by_track

# The module before ends the test as skipped where these are missing.
# isort: split
import numpy as np
from sklearn import metrics
from sklearn.ensemble import RandomForestClassifier

N_SEEDS = 5
FOREST_ACCURACY = 0.01  # one point, mean over the seeds
IMPORTANCE = 0.01  # two forests of scikit-learn itself differ by about 0.003
FIGURE = 1e-12
OOB = 0.01  # accuracy of 1500 rows, mean over three seeds


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


def compare_all(tool: Tool, X, y, track, n_jobs: int):
    yield from compare_lone_trees(tool, X, y, track)
    yield from compare_forest(tool, X, y, track, n_jobs)
    yield from compare_variants(tool, X, y, track, n_jobs)


if __name__ == "__main__":
    sys.exit(run_comparison(__doc__, compare_all))
