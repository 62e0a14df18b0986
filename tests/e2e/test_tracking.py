"""What trainings log to a real MLflow server, and what Python reads of it."""

import csv
import json
import os
import pwd
import subprocess

import numpy as np
import pytest
from tracking_steps import named, spooled, train_naive_bayes

MLFLOW_PYTHON = os.environ.get("EARMARK_MLFLOW_PYTHON", "")
PROBABILITY_TOLERANCE = 1e-5  # ONNX computes in single precision
COMMIT_LENGTH = 40


def load_and_predict(server, run, inputs, tmp_path):
    """What mlflow.onnx and mlflow.pyfunc answer for the rows of an array."""
    np.save(tmp_path / "inputs.npy", inputs)
    script = """
import sys, numpy as np, mlflow, onnxruntime
uri, rows, out = sys.argv[1:]
x = np.load(rows)
model = mlflow.onnx.load_model(uri)
session = onnxruntime.InferenceSession(model.SerializeToString())
direct = session.run(["probabilities"], {session.get_inputs()[0].name: x})[0]
served = mlflow.pyfunc.load_model(uri).predict({session.get_inputs()[0].name: x})
np.savez(out, direct=direct, served=np.asarray(served["probabilities"]))
"""
    subprocess.run(
        [
            *(MLFLOW_PYTHON, "-c", script, f"runs:/{run['info']['run_id']}/model"),
            *(str(tmp_path / "inputs.npy"), str(tmp_path / "answers.npz")),
        ],
        env={**os.environ, "MLFLOW_TRACKING_URI": server.uri},
        check=True,
        capture_output=True,
        timeout=300,
    )
    return np.load(tmp_path / "answers.npz")


def held_out(file):
    with file.open(newline="") as text:
        rows = list(csv.DictReader(text))
    genres = [name for name in rows[0] if name not in ("row", "filename", "fold")]
    return (
        [int(row["row"]) for row in rows],
        np.array([[float(row[genre]) for genre in genres] for row in rows]),
    )


@pytest.mark.parametrize(
    ("logname", "user"), [("anna", "anna"), ("", pwd.getpwuid(os.getuid()).pw_name)]
)
def test_the_user_is_known_where_no_shell_says_who(
    logname, user, tracked, server, prepared, tmp_path, request
):
    env = {"USER": "", "LOGNAME": logname}
    assert train_naive_bayes(tracked, prepared, tmp_path, env=env).code == 0
    (run,) = server.runs(request.node.name)
    assert named(run["data"]["tags"])["mlflow.user"] == user


@pytest.mark.parametrize("kind", ["forest", "naive-bayes", "cnn"])
def test_a_training_logs_itself_and_its_model_comes_back_in_python(
    kind, tracked, server, prepared, tmp_path, request, needs_train_net
):
    (tmp_path / "params.yaml").write_text(
        "forest:\n  n_estimators: 20\ncnn:\n  epochs: 3\n  batch_size: 16\n"
    )
    done = tracked(
        *("train", kind, "--data", prepared, "--split", "column:split"),
        *("--params", tmp_path / "params.yaml", "--out", tmp_path / "model"),
        *("--held-out", tmp_path / "answers.csv"),
    )
    assert done.code == 0, done.err
    assert f'run "train {kind}" is at {server.uri}/#/experiments/' in done.err
    assert spooled(tmp_path) == []
    (run,) = server.runs(request.node.name)
    assert run["info"]["status"] == "FINISHED"
    params = named(run["data"]["params"])
    assert params["kind"] == kind
    assert params["split"] == "column:split"
    if kind == "forest":
        assert params["forest.n_estimators"] == "20"
    metrics = named(run["data"]["metrics"])
    assert 0 <= metrics["accuracy_low"] <= metrics["accuracy"] <= metrics["accuracy_high"] <= 1
    assert metrics["n_tracks"] == 15
    assert "recall/pop" in metrics
    assert "system/system_memory_usage_percentage" in metrics
    losses = server.history(run, "epoch/loss")
    assert [entry["step"] for entry in losses] == {
        "forest": [1, 2, 4, 8, 16, 20],
        "naive-bayes": [1],
        "cnn": [1, 2, 3],
    }[kind]
    tags = named(run["data"]["tags"])
    assert len(tags["earmark.data.sha256"]) == 64
    assert "| accuracy | " in tags["mlflow.note.content"]
    (dataset,) = run["inputs"]["dataset_inputs"]
    assert json.loads(dataset["dataset"]["profile"])["n_tracks"] == 30
    assert {
        f"evaluation/{name}"
        for name in ("evaluation.html", "card.md", "confusion.png", "reliability.svg")
    } <= server.artifacts(run, "evaluation")
    assert "params.yaml" in server.artifacts(run)

    rows, expected = held_out(tmp_path / "answers.csv")
    values = np.load(prepared / ("mfcc.npy" if kind == "cnn" else "features.npy"))[rows]
    answers = load_and_predict(server, run, values.astype(np.float32), tmp_path)
    np.testing.assert_allclose(answers["direct"], expected, atol=PROBABILITY_TOLERANCE)
    np.testing.assert_allclose(answers["served"], expected, atol=PROBABILITY_TOLERANCE)


def test_without_a_server_named_nothing_is_logged(earmark, prepared, tmp_path):
    done = earmark(
        *("train", "naive-bayes", "--data", prepared, "--split", "column:split"),
        *("--out", tmp_path / "model"),
        env={"EARMARK_TRACKING_SPOOL": str(tmp_path / "spool")},
    )
    assert done.code == 0, done.err
    assert "tracking" not in done.err
    assert spooled(tmp_path) == []


def test_the_git_commit_and_dotenv_of_the_working_folder_are_read(
    earmark, server, prepared, tmp_path
):
    subprocess.run(
        "git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x",
        shell=True,
        cwd=tmp_path,
        check=True,
    )
    (tmp_path / ".env").write_text(
        f"# where runs go\nexport MLFLOW_TRACKING_URI='{server.uri}'\n"
        f"MLFLOW_EXPERIMENT_NAME=dotenv\nEARMARK_TRACKING_SPOOL={tmp_path}/spool\n"
    )
    done = earmark(
        *("train", "naive-bayes", "--data", prepared, "--split", "column:split"),
        *("--out", tmp_path / "model"),
        cwd=tmp_path,
    )
    assert done.code == 0, done.err
    (run,) = server.runs("dotenv")
    commit = named(run["data"]["tags"])["mlflow.source.git.commit"]
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert commit == head.stdout.strip()
    assert len(commit) == COMMIT_LENGTH


def test_a_wrong_dotenv_is_named(earmark, prepared, tmp_path):
    (tmp_path / ".env").write_text("not ours\nMLFLOW_TRACKING_URI\n")
    done = train_naive_bayes(earmark, prepared, tmp_path, cwd=tmp_path)
    assert done.code == 2
    assert ".env, line 2" in done.err
