"""Hold linear models, the scaler and the metrics against the installed scikit-learn, on real features.

    EARMARK_SHARED=... python compare_sklearn.py path/to/earmark_ml_tool

Fails (exit 1) when an answer is outside its tolerance.
"""

import sys

from sklearn_comparison import Tool, check, run_comparison, split_by_track

# The module before ends the test as skipped where these are missing.
# isort: split
import numpy as np
from sklearn import metrics
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler, label_binarize

PROBABILITY = 1e-9
FIGURE = 1e-12
# At a tol of 1e-8; scikit-learn's own lbfgs and newton-cg lie 7e-6 apart there.
MINIMUM = 1e-5


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


def compare_logistic_regression(tool: Tool, X, y, track):
    test = split_by_track(track, 3)
    chosen = np.flatnonzero(~test)[::4]  # enough rows; all of them would take minutes
    scaler = StandardScaler().fit(X[chosen])
    train, rows = scaler.transform(X[chosen]), scaler.transform(X[test]).astype(np.float32)
    labels = y[chosen]
    weights = np.random.default_rng(4).random(len(train))
    arrays = {"X": train, "y": labels.astype(float), "X_test": rows}
    for C in (1, 0.003):
        for balanced in (False, True):
            for extra in ({}, {"weights": weights}):
                model = LogisticRegression(
                    C=C, class_weight="balanced" if balanced else None, tol=1e-10, max_iter=10000
                ).fit(train, labels, sample_weight=extra.get("weights"))
                _, p = tool.run(
                    "logistic-regression",
                    {**arrays, **extra},
                    **{"C": C, "balanced": int(balanced), "tol": 1e-8},
                )
                yield check(
                    f"logistic regression, C {C}{', balanced' * balanced}"
                    f"{', sample_weight' * bool(extra)}: probabilities",
                    np.abs(p - model.predict_proba(rows.astype(np.float64))).max(),
                    MINIMUM,
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


def compare_all(tool: Tool, X, y, track, _n_jobs: int):
    yield from compare_naive_bayes(tool, X, y, track)
    yield from compare_logistic_regression(tool, X, y, track)
    yield from compare_rest(tool, X, y)


if __name__ == "__main__":
    sys.exit(run_comparison(__doc__, compare_all))
