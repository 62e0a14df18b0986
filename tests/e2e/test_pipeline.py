"""The training pipeline (dvc.yaml), run by make and DVC on rendered songs: what it makes."""

import csv
import hashlib
import json
import pathlib
import re
import signal
import subprocess
import tarfile

import numpy as np
import pytest
from conftest import GENRES
from pipeline_project import DVC, PARAMS, Project
from pipeline_steps import STAGES

pytest_plugins = ("pipeline_steps",)
pytestmark = pytest.mark.skipif(
    not DVC.exists(), reason="DVC is not installed (scripts/setup test)"
)


def test_from_nothing_every_stage_runs_and_leaves_what_it_should(pipeline_run):
    project, done = pipeline_run
    assert done.stages[0] == "prepare"
    assert sorted(done.stages) == sorted(STAGES)
    data = project.folder / "data/prepared"
    with (data / "features_3_sec.csv").open(newline="") as file:
        table = list(csv.reader(file))
    assert len(table[0]) == 60
    assert len(table) == 1 + 24
    with (data / "segments.csv").open(newline="") as file:
        splits = [row["split"] for row in csv.DictReader(file)]
    assert {side: splits.count(side) for side in set(splits)} == {
        "train": 12,
        "valid": 6,
        "test": 6,
    }
    for model in ("gtzan", "mfcc", "ensemble"):
        figures = json.loads((project.folder / f"reports/metrics/test_{model}.json").read_text())
        assert figures["n_tracks"] == 6
        assert 0 <= figures["accuracy_low"] <= figures["accuracy"] <= figures["accuracy_high"] <= 1
        assert set(figures["recall"]) == set(GENRES)
    history = json.loads((project.folder / "reports/history/gtzan_history.json").read_text())
    assert [entry["epoch"] for entry in history] == [1, 2, 4, 8, 10]
    for name in ("gtzan", "mfcc", "tagger"):
        history = json.loads((project.folder / f"reports/history/{name}_history.json").read_text())
        assert {"epoch", "loss", "accuracy", "val_loss", "val_accuracy"} <= set(history[-1])
    assert len(json.loads((project.folder / "reports/history/mfcc_history.json").read_text())) == 2


def test_what_comes_of_it_is_a_bundle_that_answers(project, earmark, pipeline_songs):
    bundle = project.folder / "models/pipeline/bundle"
    done = earmark("predict", "--bundle", bundle, "--json", pipeline_songs / "blues/0.wav")
    assert done.code == 0, done.err
    assert set(done.json_lines()[0]["members"]) == {"gtzan", "mfcc", "tagger"}
    heard = earmark(
        *(
            "evaluate",
            "--tracks",
            pipeline_songs / "tracks.csv",
            "--bundle",
            bundle,
            "--members",
            "gtzan",
        ),
    )
    assert heard.code == 0, heard.err


def test_git_and_a_second_run_have_nothing_to_do(project, pipeline_songs):
    assert project.run("git", "status", "--short").out == ""
    again = project.pipeline(TRACKS=pipeline_songs / "tracks.csv")
    assert again.stages == []
    assert "up to date" in again.out
    assert project.pipeline().stages == []
    assert project.run("git", "status", "--short").out == ""


def test_songs_may_come_in_an_archive(tmp_path, program, needs_train_net, pipeline_songs):
    project = Project.make(tmp_path / "project", program)
    with tarfile.open(tmp_path / "songs.tar.gz", "w:gz") as archive:
        archive.add(pipeline_songs, "songs")
    digest = hashlib.sha256((tmp_path / "songs.tar.gz").read_bytes()).hexdigest()
    done = project.pipeline(ARCHIVE=tmp_path / "songs.tar.gz", SHA256=digest)
    assert sorted(done.stages) == sorted(STAGES)
    assert project.pipeline(ARCHIVE=tmp_path / "songs.tar.gz", SHA256=digest).stages == []
    project.commit("the run")
    assert project.run("git", "ls-files", "data").out == "data/source.yaml\n"


def test_without_songs_it_says_how_to_name_them(tmp_path, program):
    done = Project.make(tmp_path / "project", program).try_run("make", "pipeline")
    assert "TRACKS=tracks.csv" in done.err


# What each key of params.yaml is read by: by hand, not from dvc.yaml.


def test_a_changed_parameter_runs_only_what_it_must(project):
    project.set_params({"cnn.epochs": "1"})
    ran = project.dvc("repro").stages
    assert sorted(ran) == ["test-ensemble", "test-mfcc", "train-mfcc"]
    project.set_params({})
    assert project.dvc("repro").stages == []  # DVC remembers what came of it


def segments_of(project) -> list[dict]:
    with (project.folder / "data/prepared/segments.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_altered_copies_train_and_nothing_is_measured_on_them(project):
    originals = segments_of(project)
    project.set_params({"augmentation.copies": "2", "augmentation.noise_snr_db": "10..20"})
    done = project.dvc("repro")
    assert sorted(done.stages) == sorted(STAGES)
    assert "24 tracks as an earlier run left them" in done.out
    rows = segments_of(project)
    copies = [row for row in rows if row["copy_of"]]
    trained = {row["track"] for row in originals if row["split"] == "train"}
    assert len(copies) == 2 * len(trained)
    assert {row["copy_of"] for row in copies} == trained
    assert {row["split"] for row in copies} == {"train"}
    kept = [row for row in rows if not row["copy_of"]]
    assert [(row["track"], row["split"]) for row in kept] == [
        (row["track"], row["split"]) for row in originals
    ]
    metrics = json.loads((project.folder / "reports/metrics/test_gtzan.json").read_text())
    assert metrics["n_tracks"] == 6
    features = np.load(project.folder / "data/prepared/features.npy")
    assert len(np.unique(features, axis=0)) == len(rows)
    # The same seed gives the same copies, and what is prepared is not prepared again.
    project.set_params({"augmentation.copies": "1", "augmentation.noise_snr_db": "10..20"})
    assert "36 tracks as an earlier run left them" in project.dvc("repro").out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  tempo: 0.95..1.05", "  tempo: 5", ["tempo"]),
        ("  gain_db: -6..6", "  gain_dB: -6..6", ["mean gain_db?"]),
        ("  n_estimators:", "  n_estimatorz:", ["n_estimatorz", "mean n_estimators?"]),
        ("split:", "splits:", ["splits", "split"]),
        ("  rule: by-artist", "  rule: by-artists", ["by-artist"]),
        ("  model: forest", "  model: forrest", ["forest"]),
        ("  epochs: 2", "  epoch: 2", ["epochs"]),
        ("  epochs: 2", "  epochs: two", ["epochs"]),
        ("  C: 0.001", "  C: -1", ["C"]),
        ("  test_fraction: 0.25", "  test_fraction: 0.8", ["together under 1"]),
        ("  sure_accuracy: 0.9", "  sure_accuracy: 2", ["sure_accuracy"]),
    ],
)
def test_a_wrong_parameter_is_told_before_anything_runs(project, old, new, words):
    assert PARAMS.count(old) == 1
    (project.folder / "params.yaml").write_text(PARAMS.replace(old, new))
    line = PARAMS[: PARAMS.index(old)].count("\n") + 1
    done = project.try_run("make", "pipeline")
    assert done.code != 0
    assert done.stages == []
    for word in ["params.yaml", *([] if "together" in words[0] else [f"line {line}:"]), *words]:
        assert word in done.err, done.err


# Ends its whole process group the moment that a stage's own words come, with that work begun.
KILLER = """\
#!/bin/bash
if [[ " $* " == *"$KILL_AT"* ]]; then
  "$REAL" "$@" &
  while [ -n "${KILL_WHEN:-}" ] && [ "$(ls $KILL_WHEN 2>/dev/null | wc -l)" -lt 2 ]; do sleep 0.01; done
  kill -9 0
fi
exec "$REAL" "$@"
"""
# A word of each stage's command, in the order in which DVC runs them.
WORK = {
    "prepare": " prepare ",
    "train-gtzan": " train forest ",
    "train-mfcc": " train cnn ",
    "train-tagger": " train tagger ",
    "test-gtzan": " --member gtzan=models/pipeline/gtzan.model --metrics ",
    "test-mfcc": " --member mfcc=models/pipeline/mfcc.onnx --metrics ",
    "test-ensemble": " bundle create ",
}


def killed_repro(project, killer: pathlib.Path, program: str, work: str) -> str:
    """What dvc repro said until it was killed, with all that it had begun, at this work."""
    done = subprocess.run(
        [DVC, "-m", "dvc", "repro"],
        cwd=project.folder,
        env=project.env
        | {"PATH": f"{killer.parent}:{project.env['PATH']}", "REAL": program, "KILL_AT": work}
        | {"KILL_WHEN": "data/prepared/cache/*.track" if work == " prepare " else ""},
        capture_output=True,
        text=True,
        timeout=120,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    return done.stdout


def test_killed_in_any_stage_it_goes_on(tmp_path, program, needs_train_net, pipeline_songs):
    project = Project.make(tmp_path / "project", program)
    killer = tmp_path / "bin/earmark"
    killer.parent.mkdir()
    killer.write_text(KILLER)
    killer.chmod(0o755)
    source = ("--tracks", pipeline_songs / "tracks.csv", "--write-source", "data/source.yaml")
    project.run("earmark", "prepare", *source)
    done_before = set()
    for stage, work in WORK.items():
        said = killed_repro(project, killer, program, work)
        ran = re.findall(r"Running stage '([^']+)'", said)
        assert ran[-1] == stage
        assert not done_before & set(ran)
        done_before |= set(ran[:-1])
        if stage == "train-gtzan":
            assert "as an earlier run left them" in said
    done = project.dvc("repro")
    assert "test-ensemble" in done.stages
    assert not done_before & set(done.stages)
    assert project.stale() == []
