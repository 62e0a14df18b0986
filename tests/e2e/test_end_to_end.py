"""From an empty folder to an answer by the best bundle of a registry, with real DVC and MLflow."""

import json

import pytest
from pipeline_project import DVC, Project

pytestmark = pytest.mark.skipif(
    not DVC.exists(), reason="DVC is not installed (scripts/setup test)"
)
MODEL = "songs"


@pytest.fixture(scope="module")
def project(tmp_path_factory, program, needs_train_net, server):
    folder = tmp_path_factory.mktemp("end-to-end")
    made = Project.make(folder / "project", program)
    made.env |= {
        "MLFLOW_TRACKING_URI": server.uri,
        "MLFLOW_EXPERIMENT_NAME": "end to end",
        "EARMARK_TRACKING_SPOOL": str(folder / "spool"),
        "EARMARK_CACHE": str(folder / "cache"),
    }
    return made


def earmark(project, *arguments):
    return project.try_run("earmark", *arguments)


def register(project):
    done = earmark(
        project,
        *("evaluate", "--data", "data/prepared", "--rows", "test"),
        *("--bundle", "models/pipeline/bundle", "--register", MODEL),
    )
    assert done.code == 0, done.err


def test_songs_become_the_champion_that_answers(project, server, pipeline_songs):
    checked = earmark(project, "check", "--tracks", pipeline_songs / "tracks.csv", "--json", "-")
    assert checked.code == 0, checked.out

    done = project.pipeline(TRACKS=pipeline_songs / "tracks.csv")
    assert len(done.stages) == 7
    for report in ("test_gtzan.html", "test_mfcc.html", "test_ensemble.html"):
        assert "<html" in (project.folder / "reports" / report).read_text()
    logged = sorted(run["info"]["run_name"] for run in server.runs("end to end"))
    tested = ["evaluate gtzan", "evaluate mfcc", "evaluate pipeline"]
    assert logged == [*tested, "train cnn", "train forest", "train tagger"]

    register(project)
    done = earmark(project, "bundle", "promote", f"{MODEL}/latest", "--to", "champion")
    assert done.out == f"models:/{MODEL}@champion is version 1 now\n", done.err
    song = pipeline_songs / "metal/0.wav"
    done = earmark(project, "predict", "--bundle", f"models:/{MODEL}@champion", "--json", song)
    assert done.code == 0, done.err
    answer = json.loads(done.out)
    assert set(answer["members"]) == {"gtzan", "mfcc", "tagger"}
    assert answer["genre"] is None or answer["genre"] in ("blues", "metal", "pop")

    # The same songs with other parameters: a second version, which is compared before it serves.
    project.set_params({"forest.n_estimators": "3", "cnn.epochs": "1"})
    done = project.pipeline()
    assert "train-gtzan" in done.stages
    assert "prepare" not in done.stages
    register(project)
    figures = [
        float(tag["value"])
        for number in ("1", "2")
        for tag in server.call("model-versions/get", name=MODEL, version=number)["model_version"][
            "tags"
        ]
        if tag["key"] == "accuracy"
    ]
    done = earmark(project, "bundle", "promote", f"{MODEL}/2", "--to", "champion")
    is_better = figures[1] > figures[0]
    assert done.code == (0 if is_better else 1)
    alias = server.call("registered-models/alias", name=MODEL, alias="champion")
    assert alias["model_version"]["version"] == ("2" if is_better else "1")
    runs = earmark(project, "runs", "--sort", "accuracy", "--params", "kind")
    assert runs.code == 0, runs.err
    assert len(runs.out.splitlines()) >= 10
