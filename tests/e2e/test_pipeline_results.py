"""What DVC makes of the pipeline's results: figures and plots side by side, experiments, remotes."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import time
import urllib.request

import pytest
from pipeline_project import DVC, MOTO, PARAMS

pytestmark = pytest.mark.skipif(
    not (DVC.exists() and MOTO.exists()), reason="DVC is not installed (scripts/setup test)"
)


@pytest.fixture
def project(pipeline_run):
    project, _ = pipeline_run
    yield project
    (project.folder / "params.yaml").write_text(PARAMS)
    project.run("git", "checkout", "-q", "-f", "main")
    project.dvc("checkout", "-q")


def test_figures_of_two_runs_stand_side_by_side(project):
    project.set_params({"cnn.epochs": "1", "cnn.learning_rate": "1.0e-2"})
    project.dvc("repro")
    diff = json.loads(project.dvc("metrics", "diff", "--json").out)
    nll = diff["reports/metrics/test_mfcc.json"]["nll"]
    assert nll["old"] != nll["new"]
    assert "reports/metrics/test_gtzan.json" not in diff
    params = json.loads(project.dvc("params", "diff", "--json").out)
    epochs = params["params.yaml"]["cnn.epochs"]
    assert (epochs["old"], epochs["new"]) == (2, 1)


def test_plots_show_histories_and_confusions(project):
    project.dvc("plots", "show", "-o", "plots")
    page = (project.folder / "plots/index.html").read_text()
    for name in ("gtzan_loss", "mfcc_accuracy", "confusion_gtzan", "confusion_ensemble"):
        assert name in page
    project.set_params({"cnn.epochs": "1"})
    project.dvc("repro")
    plots = json.loads(project.dvc("plots", "diff", "--json", "-o", "plots").out)
    assert not plots.get("errors")
    data = plots["data"]
    mfcc = next(v for k, v in data.items() if "mfcc_loss" in k)
    assert {revision for plot in mfcc for revision in plot["revisions"]} == {"HEAD", "workspace"}
    shutil.rmtree(project.folder / "plots")


def test_an_experiment_runs_with_another_parameter(project):
    done = project.dvc("exp", "run", "-n", "few-trees", "-S", "forest.n_estimators=3")
    assert sorted(done.stages) == ["test-ensemble", "test-gtzan", "train-gtzan"]
    shown = json.loads(project.dvc("exp", "show", "--json").out)
    text = json.dumps(shown)
    assert "few-trees" in text
    experiment = next(
        e for rev in shown for e in (rev.get("experiments") or []) if e["name"] == "few-trees"
    )
    data = experiment["revs"][0]["data"]
    assert data["params"]["params.yaml"]["data"]["forest"]["n_estimators"] == 3
    assert "accuracy" in data["metrics"]["reports/metrics/test_gtzan.json"]["data"]


def assert_a_clone_has_nothing_to_do(project, program, folder: pathlib.Path, **options) -> None:
    clone = project.clone(folder, program)
    assert not (clone.folder / "models/pipeline").exists()
    clone.dvc("pull", **options)
    for name in ("data/prepared/mfcc.npy", "models/pipeline/bundle/bundle.json"):
        assert (clone.folder / name).read_bytes() == (project.folder / name).read_bytes()
    again = clone.dvc("repro", **options)
    assert again.stages == []
    assert "up to date" in again.out
    # The songs lie elsewhere, or nowhere, on another machine.
    source = clone.folder / "data/source.yaml"
    source.write_text(re.sub(r'place: ".*"', 'place: "/elsewhere/tracks.csv"', source.read_text()))
    assert clone.dvc("repro", **options).stages == []


def test_a_clone_pulls_from_a_folder(project, program):
    project.dvc("push")
    assert (project.folder.parent / "earmark-dvc").is_dir()
    assert_a_clone_has_nothing_to_do(project, program, project.folder.parent / "clone")


@pytest.fixture
def s3(tmp_path):
    """The address of a server that speaks S3, with a bucket "songs"."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    log = tmp_path / "server.log"
    with (
        log.open("w") as out,
        subprocess.Popen(
            [MOTO, "-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
            stdout=out,
            stderr=out,
            env=env | {"HOME": str(tmp_path)},
        ) as server,
    ):
        try:
            deadline = time.monotonic() + 60
            while not (found := re.search(r"Running on (http://\S+:\d+)", log.read_text())):
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)
            bucket = urllib.request.Request(f"{found[1]}/songs", method="PUT")
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            opener.open(bucket, timeout=30).close()
            yield found[1]
        finally:
            server.kill()


def test_a_clone_pulls_from_storage_that_speaks_s3(project, program, tmp_path, s3):
    keys = {
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    project.dvc("remote", "add", "-d", "bucket", "s3://songs/store")
    project.dvc("remote", "modify", "bucket", "endpointurl", s3)
    project.run("git", "checkout", "-q", "-b", "with-bucket")
    project.commit("a bucket")
    project.dvc("push", env=keys)
    assert_a_clone_has_nothing_to_do(project, program, tmp_path / "clone", env=keys)
