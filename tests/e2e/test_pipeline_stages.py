"""What each stage of the training pipeline depends on, and nothing else."""

import json
import pathlib
import shutil

import pytest
from pipeline_project import DVC, PARAMS
from pipeline_steps import STAGES

YAML_TO_JSON = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))"
pytest_plugins = ("pipeline_steps",)
pytestmark = pytest.mark.skipif(
    not DVC.exists(), reason="DVC is not installed (scripts/setup test)"
)


READ_BY = {
    "split.rule": ("by-track", ["prepare"]),
    "split.valid_fraction": ("0.3", ["prepare"]),
    "split.test_fraction": ("0.3", ["prepare"]),
    "split.seed": ("1", ["prepare"]),
    "split.excerpts": ("false", ["prepare"]),
    "features.trunks": ("elsewhere", ["prepare", "test-ensemble"]),
    "augmentation.copies": ("1", ["prepare"]),
    "augmentation.seed": ("1", ["prepare"]),
    "augmentation.tempo": ("0.9", ["prepare"]),
    "augmentation.pitch_semitones": ("none", ["prepare"]),
    "augmentation.eq": ("100:6:1", ["prepare"]),
    "augmentation.noise_snr_db": ("20", ["prepare"]),
    "augmentation.gain_db": ("-3", ["prepare"]),
    "augmentation.codec": ("none", ["prepare"]),
    "gtzan.model": ("naive-bayes", ["train-gtzan"]),
    "forest.n_estimators": ("11", ["train-gtzan"]),
    "forest.class_weight": ("none", ["train-gtzan"]),
    "forest.random_state": ("1", ["train-gtzan"]),
    "naive-bayes.var_smoothing": ("1.0e-8", []),
    "cnn.seed": ("1", ["train-mfcc"]),
    "cnn.epochs": ("3", ["train-mfcc"]),
    "cnn.batch_size": ("9", ["train-mfcc"]),
    "cnn.learning_rate": ("1.0e-3", ["train-mfcc"]),
    "cnn.schedule": ("none", ["train-mfcc"]),
    "cnn.dropout": ("0.4", ["train-mfcc"]),
    "cnn.label_smoothing": ("0.2", ["train-mfcc"]),
    "cnn.class_weight": ("none", ["train-mfcc"]),
    "cnn.standardize": ("false", ["train-mfcc"]),
    "tagger.C": ("0.01", ["train-tagger"]),
    "tagger.class_weight": ("none", ["train-tagger"]),
    "ensemble.sure_accuracy": ("0.8", ["test-ensemble"]),
}


def test_the_table_has_every_key_of_params_yaml():
    keys, section = [], ""
    for line in PARAMS.splitlines():
        if line and not line.startswith(("#", " ")):
            section = line.rstrip(":")
        elif line.startswith("  "):
            keys.append(f"{section}.{line.split(':')[0].strip()}")
    assert keys == list(READ_BY)


def test_each_key_makes_exactly_the_stages_stale_that_read_it(project):
    assert project.stale() == []
    found = {}
    for key, (value, _) in READ_BY.items():
        project.set_params({key: value})
        found[key] = project.stale()
    assert found == {key: sorted(stages) for key, (_, stages) in READ_BY.items()}


def lay_out(project, stage: dict, folder: pathlib.Path, without: str = "") -> None:
    """Only what a stage says that it reads."""
    shutil.rmtree(folder, ignore_errors=True)
    paths = [dep["path"] for dep in stage.get("deps", [])] + list(stage.get("params", {}))
    for path in (*paths, "params.yaml"):
        if not pathlib.Path(path).is_absolute() and path != without:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(project.folder / path, folder / path)


def run_stage(project, stage: dict, folder: pathlib.Path) -> int:
    commands = stage["cmd"] if isinstance(stage["cmd"], list) else [stage["cmd"]]
    for command in commands:
        done = project.try_run("sh", "-c", f"cd '{folder}' && {command}")
        if done.code != 0:
            return done.code
    return 0


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_reads_what_it_depends_on_and_all_of_it(project, tmp_path, name):
    lock = json.loads(
        project.run(DVC, "-c", YAML_TO_JSON, project.folder / "dvc.lock").out,
    )
    stage = lock["stages"][name]
    lay_out(project, stage, tmp_path / "all")
    assert run_stage(project, stage, tmp_path / "all") == 0
    for out in stage["outs"]:
        assert (tmp_path / "all" / out["path"]).exists()
    for dep in stage.get("deps", []):
        if not pathlib.Path(dep["path"]).is_absolute():
            lay_out(project, stage, tmp_path / "less", without=dep["path"])
            assert run_stage(project, stage, tmp_path / "less") != 0, dep["path"]


def test_naive_bayes_is_read_where_it_is_chosen(project):
    project.set_params({"gtzan.model": "naive-bayes"})
    ran = project.dvc("repro").stages
    assert sorted(ran) == ["test-ensemble", "test-gtzan", "train-gtzan"]
    history = json.loads((project.folder / "reports/history/gtzan_history.json").read_text())
    assert len(history) == 1
    project.set_params({"gtzan.model": "naive-bayes", "naive-bayes.var_smoothing": "1.0e-3"})
    assert project.stale() == ["train-gtzan"]
    project.set_params({"gtzan.model": "naive-bayes", "forest.n_estimators": "12"})
    assert project.stale() == []
