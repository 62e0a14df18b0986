"""Runs deepchecks' suites on a data set and its model, and puts the results into plain words."""

import collections.abc
import logging
import warnings

import deepchecks
import numpy as np
import pandas as pd
from data_sets import GROUP, LABEL, DataSet
from deepchecks.core import CheckFailure, CheckResult, ConditionCategory, SuiteResult
from deepchecks.tabular import Dataset, Suite, checks, suites
from onnx_model import OnnxModel

SUITES = {
    "data integrity": suites.data_integrity,
    "train-test validation": suites.train_test_validation,
    "model evaluation": suites.model_evaluation,
}
# Rows and rounds of permuted columns: enough to rank them, in seconds.
N_IMPORTANCE_ROWS = 500
N_IMPORTANCE_ROUNDS = 3
STATUS = {
    ConditionCategory.PASS: "passed",
    ConditionCategory.FAIL: "failed",
    ConditionCategory.WARN: "warning",
    ConditionCategory.ERROR: "error",
}
WORST_FIRST = ("error", "failed", "warning", "passed")
Results = dict[str, list[CheckResult | CheckFailure]]


def importance(data: DataSet, model: OnnxModel) -> pd.Series:
    """How much less often the model is right where a column is shuffled; all together 1. (What
    scikit-learn offers for it wants estimators that can be fitted.)"""
    rows = data.test.sample(min(N_IMPORTANCE_ROWS, len(data.test)), random_state=0)
    random = np.random.default_rng(0)

    def n_right(changed: pd.DataFrame) -> int:
        return int((model.predict(changed) == rows[LABEL]).sum())

    unshuffled = n_right(rows)
    losses = pd.Series(0.0, index=data.features)
    for column in data.features:
        for _ in range(N_IMPORTANCE_ROUNDS):
            shuffled = rows.assign(**{column: random.permutation(rows[column].to_numpy())})
            losses[column] += unshuffled - n_right(shuffled)
    losses = losses.clip(lower=0)
    return losses / losses.sum() if losses.sum() > 0 else losses + 1 / len(losses)


def repeatable(suite: Suite) -> Suite:
    """No verdict hangs on how busy the machine is: how long a model takes is shown but not judged,
    and no check gives up for lack of time."""
    for check in suite.checks.values():
        if isinstance(check, checks.ModelInferenceTime):
            check.clean_conditions()
        if isinstance(check, checks.OutlierSampleDetection):
            check.timeout = 0
    return suite


def run_suites(
    data: DataSet, model: OnnxModel, say: collections.abc.Callable[[str], None]
) -> Results:
    """Every result of the suites, by suite."""
    deepchecks.set_verbosity(logging.ERROR)
    columns = {
        "label": LABEL,
        "features": data.features,
        "cat_features": [],
        "index_name": GROUP,
        "label_type": "multiclass",
    }
    train, test = (
        Dataset(rows, dataset_name=name, **columns)
        for name, rows in (("Train", data.train), ("Test", data.test))
    )
    results = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        say(f"{data.title}: what each column is worth to the model")
        weights = importance(data, model)
        for name, suite in SUITES.items():
            say(f"{data.title}: {name}")
            chosen = repeatable(suite())
            results[name] = chosen.run(train, test, model, feature_importance=weights).results
    return results


def conditions_of(result: CheckResult) -> list[dict]:
    return [
        {"name": c.name, "status": STATUS[c.category], "details": " ".join(c.details.split())}
        for c in result.conditions_results
    ]


def check_of(result: CheckResult | CheckFailure) -> dict:
    header = str(result.header or "")
    found = {"name": result.check.name()}
    for side in ("Train", "Test"):
        if header.endswith(f" - {side} Dataset"):
            found["on"] = side.lower()
    if isinstance(result, CheckFailure):
        return found | {"status": "not run", "why": " ".join(str(result.exception).split())}
    conditions = conditions_of(result)
    statuses = [condition["status"] for condition in conditions]
    worst = next((status for status in WORST_FIRST if status in statuses), "no condition")
    return found | {"status": worst, "conditions": conditions}


def summary(data: DataSet, results: Results) -> dict:
    """What deep_checks.json says of a data set."""
    return {
        "name": data.name,
        "title": data.title,
        "n_train": len(data.train),
        "n_test": len(data.test),
        "n_features": len(data.features),
        "suites": [
            {
                "name": name,
                "checks": sorted(
                    (check_of(result) for result in of_suite),
                    key=lambda check: (check["name"], check.get("on", "")),
                ),
            }
            for name, of_suite in results.items()
        ],
    }


def joined(data: DataSet, results: Results) -> SuiteResult:
    everything = [result for of_suite in results.values() for result in of_suite]
    return SuiteResult(data.title, everything)
