"""quality/deep_checks.py: deepchecks' suites on what the pipeline made, and on faults planted there."""

import csv
import json
import os
import pathlib
import shutil
import subprocess

import numpy as np
import pytest

pytest_plugins = ["pipeline_steps"]

ROOT = pathlib.Path(__file__).resolve().parents[2]
PYTHON = pathlib.Path(os.environ.get("EARMARK_DEEPCHECKS_PYTHON", ""))
SUITES = ["data integrity", "train-test validation", "model evaluation"]
N_COPIES = 12  # of each segment, each a little different: deepchecks wants some hundred rows
PROBABILITY_TOLERANCE = 1e-5  # ONNX Runtime adds in another order than the engine

pytestmark = pytest.mark.skipif(
    not PYTHON.is_file(),
    reason="EARMARK_DEEPCHECKS_PYTHON names no Python: scripts/setup deepchecks makes it",
)


def deep_checks(*arguments):
    command = [PYTHON, ROOT / "quality/deep_checks.py", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Prepared:
    """A folder of prepared segments that can be changed and written."""

    def __init__(self, folder: pathlib.Path):
        self.manifest = json.loads((folder / "manifest.json").read_text())
        with (folder / "segments.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        random = np.random.default_rng(0)
        self.rows = [dict(row) for row in rows for _ in range(N_COPIES)]
        self.features, self.mfcc = (
            self.varied(np.load(folder / f"{name}.npy"), random) for name in ("features", "mfcc")
        )

    @staticmethod
    def varied(values: np.ndarray, random: np.random.Generator) -> np.ndarray:
        many = np.repeat(values, N_COPIES, axis=0)
        noise = random.normal(0, 0.02, many.shape) * values.std(axis=0)
        return (many + noise).astype(np.float32)

    def side(self, name: str) -> list[int]:
        return [i for i, row in enumerate(self.rows) if row["split"] == name]

    def write(self, folder: pathlib.Path) -> pathlib.Path:
        folder.mkdir()
        (folder / "manifest.json").write_text(json.dumps(self.manifest))
        np.save(folder / "features.npy", self.features)
        np.save(folder / "mfcc.npy", self.mfcc)
        with (folder / "segments.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, self.rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)
        return folder


@pytest.fixture(scope="module")
def made(pipeline_run):
    """What the pipeline made: its folder."""
    return pipeline_run[0].folder


@pytest.fixture(scope="module")
def check(made, program, tmp_path_factory):
    """Runs the checks on prepared data: the statuses by data set, check and side; and the folder."""

    def run(prepared: Prepared):
        folder = tmp_path_factory.mktemp("checks")
        done = deep_checks(
            *(
                "--data",
                prepared.write(folder / "data"),
                "--bundle",
                made / "models/pipeline/bundle",
            ),
            *("--earmark", program, "--out", folder / "tests"),
            *("--findings", folder / "findings.json"),
        )
        assert done.returncode == 0, done.stderr
        report = json.loads((folder / "tests/deep_checks.json").read_text())
        statuses = {
            (data["name"], check["name"], check.get("on", "both")): check["status"]
            for data in report["data_sets"]
            for suite in data["suites"]
            for check in suite["checks"]
        }
        return statuses, report, folder

    return run


@pytest.fixture(scope="module")
def clean(check, made):
    return check(Prepared(made / "data/prepared"))


# What deepchecks says of each planted fault, and on which side.
PLANTED = {
    "Data Duplicates": ("train", "warning"),
    "Is Single Value": ("train", "failed"),
    "Conflicting Labels": ("train", "failed"),
    "Index Train Test Leakage": ("both", "failed"),
    "Train Test Samples Mix": ("both", "failed"),
}


def test_every_check_of_the_three_suites_is_reported_for_both_data_sets(clean):
    statuses, report, folder = clean
    assert [data["name"] for data in report["data_sets"]] == ["gtzan", "mfcc"]
    for data in report["data_sets"]:
        assert [suite["name"] for suite in data["suites"]] == SUITES
        assert {check["name"] for suite in data["suites"] for check in suite["checks"]} >= {
            *PLANTED,
            *("Feature Drift", "Label Drift", "Weak Segments Performance", "Roc Report"),
            *("Simple Model Comparison", "Train Test Performance", "Confusion Matrix Report"),
        }
        page = (folder / f"tests/deep_{data['name']}_checks.html").read_text()
        assert "Conditions Summary" in page
        assert page.count("* plotly.js v") == 1
        assert "<script src=" not in page
    not_run = {name for (_, name, _), status in statuses.items() if status == "not run"}
    assert not_run <= {
        *("Boosting Overfit", "Regression Error Distribution"),
        *("Date Train Test Leakage Duplicates", "Date Train Test Leakage Overlap"),
        "Weak Segments Performance",  # where all rows are judged rightly
        "Outlier Sample Detection",  # where rows are few
    }
    assert "error" not in statuses.values()


def test_how_long_a_model_takes_is_no_verdict(clean):
    statuses, _, _ = clean
    timed = [status for (_, name, _), status in statuses.items() if name == "Model Inference Time"]
    assert timed == ["no condition"] * 4  # either side of either data set


def test_what_did_not_pass_is_listed_for_the_cards(clean):
    _, report, folder = clean
    findings = json.loads((folder / "findings.json").read_text())
    conditions = [
        condition
        for data in report["data_sets"]
        for suite in data["suites"]
        for check in suite["checks"]
        for condition in check.get("conditions", [])
    ]
    assert findings["n_passed"] + len(findings["findings"]) == len(conditions)
    assert {finding["status"] for finding in findings["findings"]} <= {"failed", "warning"}


def test_planted_faults_fail_and_only_then(clean, check, made):
    prepared = Prepared(made / "data/prepared")
    train, test = prepared.side("train"), prepared.side("test")
    for values in (prepared.features, prepared.mfcc):
        values[train[1:40]] = values[train[0]]  # one segment many times
        values[test[1:20]] = values[train[0]]  # and on the other side
    other = next(i for i in train if prepared.rows[i]["genre"] != prepared.rows[train[0]]["genre"])
    for values in (prepared.features, prepared.mfcc):
        values[other] = values[train[0]]  # under another label
    prepared.features[:, 5] = 1
    prepared.mfcc[:, :, 5] = 1
    prepared.rows[test[0]]["artist"] = prepared.rows[train[0]]["artist"]
    statuses, _, _ = check(prepared)
    for data in ("gtzan", "mfcc"):
        for name, (side, verdict) in PLANTED.items():
            assert statuses[data, name, side] == verdict, (data, name)
            assert clean[0][data, name, side] == "passed", (data, name)


ASK = """
import pathlib, sys
sys.path.insert(0, sys.argv[1])
import data_sets, deep_checks, numpy
for data in data_sets.read_prepared(pathlib.Path(sys.argv[2])):
    model = deep_checks.model_for(data, sorted(pathlib.Path(sys.argv[3]).glob("*.onnx")), None)
    numpy.save(f"{sys.argv[4]}/{data.name}.npy", model.predict_proba(data.test))
    pathlib.Path(f"{sys.argv[4]}/{data.name}.txt").write_text("\\n".join(model.classes_))
"""


@pytest.mark.parametrize(("name", "member"), [("gtzan", "gtzan.model"), ("mfcc", "mfcc.onnx")])
def test_the_wrapped_models_answer_as_the_engine_does(name, member, made, earmark, tmp_path):
    data = made / "data/prepared"
    done = earmark(
        *("bundle", "export", made / "models/pipeline/bundle"),
        *("--format", "onnx", "--out", tmp_path / "onnx"),
    )
    assert done.code == 0, done.err
    command = [PYTHON, "-c", ASK, ROOT / "quality", data, tmp_path / "onnx", tmp_path]
    subprocess.run([str(word) for word in command], check=True)
    wrapped = np.load(tmp_path / f"{name}.npy")
    done = earmark(
        *("evaluate", "--data", data, "--rows", "test", "--json", tmp_path / "engine.json"),
        *("--member", f"{name}={made / 'models/pipeline' / member}"),
    )
    assert done.code == 0, done.err
    engine = json.loads((tmp_path / "engine.json").read_text())["tracks"]
    assert len(engine) == len(wrapped)  # each song is one segment
    genres = (tmp_path / f"{name}.txt").read_text().split("\n")
    answers = [genres.index(track["predicted"]) for track in engine]
    # Trees may vote alike for two genres: the engine's answer is then one of the likeliest.
    for likeliest in (wrapped.max(axis=1), wrapped[np.arange(len(wrapped)), answers]):
        np.testing.assert_allclose(
            likeliest, [track["confidence"] for track in engine], atol=PROBABILITY_TOLERANCE
        )


def spoil(data: pathlib.Path, name: str, change) -> pathlib.Path:
    change(data / name)
    return data


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("manifest.json", pathlib.Path.unlink, "there is no"),
        ("manifest.json", lambda p: p.write_text("{"), "manifest.json is no manifest"),
        ("manifest.json", lambda p: p.write_text("[]"), "manifest.json is no manifest"),
        ("mfcc.npy", lambda p: p.write_bytes(b"x" * 99), "mfcc.npy is no NumPy array"),
        ("features.npy", lambda p: np.save(p, np.zeros((3, 57))), "has the shape (3, 57)"),
        ("features.npy", lambda p: np.save(p, np.zeros((24, 3))), "has the shape (24, 3)"),
        ("segments.csv", lambda p: p.write_text("a,b\n1,2\n"), "segments.csv has no column track"),
        (
            "segments.csv",
            lambda p: p.write_text(p.read_text().replace(",test,", ",train,")),
            "no segment's split is test",
        ),
    ],
)
def test_wrong_data_is_one_sentence(name, change, words, made, program, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(made / "data/prepared", data, ignore=shutil.ignore_patterns("cache"))
    done = deep_checks(
        *("--data", spoil(data, name, change), "--bundle", made / "models/pipeline/bundle"),
        *("--earmark", program, "--out", tmp_path / "tests"),
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert words in done.stderr
    assert not (tmp_path / "tests").exists()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--bundle", "nowhere"), "nowhere"),
        (("--earmark", "nowhere"), "cannot run nowhere"),
    ],
)
def test_wrong_flags_are_one_sentence(flags, words, made, program, tmp_path):
    usual = ["--bundle", made / "models/pipeline/bundle", "--earmark", program]
    done = deep_checks("--data", made / "data/prepared", *usual, *flags, "--out", tmp_path / "x")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert words in done.stderr


def test_an_unknown_flag_is_wrong_usage():
    done = deep_checks("--dta", "x")
    assert done.returncode == 2
    assert "unrecognized arguments: --dta x" in done.stderr


@pytest.mark.parametrize("made", [(), ("data/prepared/manifest.json",)])
def test_make_deep_checks_before_make_pipeline_names_it(made, tmp_path):
    for name in ("Makefile", "scripts/deep-checks"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for name in made:
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    done = subprocess.run(
        ["make", "-C", tmp_path, "deep-checks"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    first_missing = "models/pipeline/bundle/bundle.json" if made else "data/prepared/manifest.json"
    said = done.stderr.splitlines()[0]
    assert said.startswith(f"deep-checks: there is no {first_missing}: make pipeline")
