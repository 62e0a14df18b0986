"""Write tests/golden/ml.json from an installed scikit-learn, on tables made here.

python tools/make_golden_ml.py tests/golden/ml.json
"""

import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier


def table(seed, n=240, n_features=6, n_classes=4):
    """Overlapping classes on columns of very different scales, one of them constant."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, n_classes, n)
    X = rng.normal(size=(n, n_features)) + 0.7 * rng.normal(size=(n_classes, n_features))[y]
    X *= 10.0 ** np.array([-6, -2, 0, 1, 3, 0])
    X[:, 5] = 2.5
    return X.astype(np.float32).astype(np.float64), y


def naive_bayes():
    X, y = table(1)
    rng = np.random.default_rng(2)
    for options in (
        {},
        {"var_smoothing": 1e-2},
        {"priors": [0.1, 0.2, 0.3, 0.4]},
        {"weights": True},
    ):
        weights = rng.integers(0, 4, 200).astype(float) if options.pop("weights", None) else None
        model = GaussianNB(**options).fit(X[:200], y[:200], sample_weight=weights)
        yield {
            **options,
            "weights": [] if weights is None else weights.tolist(),
            "probabilities": model.predict_proba(X[200:]).tolist(),
        }


def trees():
    """Without bootstrap and with all features a forest's tree is scikit-learn's tree itself, as
    long as no two features split a node equally well: then every seed gives the same one."""
    X, y = table(1)
    for options in (
        {"min_samples_leaf": 12},
        {"max_depth": 3},
        {"max_leaf_nodes": 7, "min_samples_leaf": 5},
        {"min_samples_split": 60},
        {"min_impurity_decrease": 0.02},
        {"min_weight_fraction_leaf": 0.05},
        {"criterion": "entropy", "min_samples_leaf": 15},
        {"criterion": "entropy", "max_leaf_nodes": 7, "min_samples_leaf": 5},
        {"criterion": "entropy", "min_impurity_decrease": 0.03},
        {"criterion": "log_loss", "max_depth": 3},
    ):
        models = [
            DecisionTreeClassifier(random_state=seed, **options).fit(X[:200], y[:200])
            for seed in range(20)
        ]
        model = models[0]
        assert all(
            np.allclose(m.predict_proba(X), model.predict_proba(X), 0, 1e-12) for m in models
        ), options
        yield {
            **options,
            "n_nodes": model.tree_.node_count,
            "importances": model.feature_importances_.tolist(),
            "probabilities": model.predict_proba(X[200:]).tolist(),
        }


def figures():
    rng = np.random.default_rng(4)
    p = rng.dirichlet(np.full(5, 0.4), 80)
    p[0] = [0, 0, 1, 0, 0]
    y = np.where(rng.random(80) < 0.5, p.argmax(1), rng.integers(0, 4, 80))  # class 4 is rare
    y[0] = 0
    predicted = p.argmax(1)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        y, predicted, labels=range(5), zero_division=0
    )
    return {
        "probabilities": p.tolist(),
        "y": y.tolist(),
        "accuracy": metrics.accuracy_score(y, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(y, predicted),
        "macro_f1": metrics.f1_score(y, predicted, average="macro", zero_division=0),
        "nll": metrics.log_loss(y, p, labels=range(5)),
        "confusion": metrics.confusion_matrix(y, predicted, labels=range(5)).ravel().tolist(),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
    }


X, y = table(1)
golden = {
    "scikit_learn": sklearn.__version__,
    "X": X.tolist(),
    "y": y.tolist(),
    "n_train": 200,
    "naive_bayes": list(naive_bayes()),
    "trees": list(trees()),
    "metrics": figures(),
    "scaled": StandardScaler().fit_transform(X).tolist(),
}
with pathlib.Path(sys.argv[1]).open("w", encoding="ascii") as out:
    json.dump(golden, out)
    out.write("\n")
