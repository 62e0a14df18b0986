"""Runs, models and the registry with a real MLflow server, which is killed in the middle too."""

import csv
import json
import os
import pathlib
import signal
import subprocess
import time

import numpy as np
import odd_server
import pytest

MLFLOW_PYTHON = os.environ.get("EARMARK_MLFLOW_PYTHON", "")
PROBABILITY_TOLERANCE = 1e-5  # ONNX computes in single precision
COMMIT_LENGTH = 40


def named(entries):
    return {entry["key"]: entry["value"] for entry in entries}


def spooled(tmp_path):
    spool = tmp_path / "spool"
    return list(spool.iterdir()) if spool.exists() else []


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


def train_naive_bayes(run, prepared, tmp_path, **options):
    return run(
        *("train", "naive-bayes", "--data", prepared, "--split", "column:split"),
        *("--out", tmp_path / "model"),
        **options,
    )


def test_a_wrong_dotenv_is_named(earmark, prepared, tmp_path):
    (tmp_path / ".env").write_text("A=1\nnot a setting\n")
    done = train_naive_bayes(earmark, prepared, tmp_path, cwd=tmp_path)
    assert done.code == 2
    assert ".env, line 2" in done.err


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://127.0.0.1:9", "nobody answers"),
        ("sqlite:///mlflow.db", "MLFLOW_TRACKING_URI must be a server's address"),
        ("http://no-such-host.invalid", "there is no host of the name"),
    ],
)
def test_a_server_that_is_not_there_costs_no_figure(
    address, words, tracked, server, prepared, tmp_path, request
):
    done = train_naive_bayes(tracked, prepared, tmp_path, env={"MLFLOW_TRACKING_URI": address})
    assert done.code == 0, done.err
    assert (tmp_path / "model").exists()
    lines = [line for line in done.err.splitlines() if words in line]
    assert len(lines) == 1, done.err
    assert "waits in" in done.err
    assert len(spooled(tmp_path)) == 1
    # The next run that reaches a server brings both there.
    assert train_naive_bayes(tracked, prepared, tmp_path).code == 0
    assert spooled(tmp_path) == []
    runs = server.runs(request.node.name)
    assert len(runs) == 2
    assert {run["info"]["status"] for run in runs} == {"FINISHED"}
    for run in runs:
        assert "accuracy" in named(run["data"]["metrics"])
        assert "model/model.onnx" in server.artifacts(run, "model")


def children_of(pid):
    return [
        int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ]


def test_a_server_killed_and_started_again_in_a_run_misses_nothing(
    program, clean_env, server, prepared, tmp_path, request, needs_train_net
):
    n_epochs = 400
    (tmp_path / "params.yaml").write_text(f"cnn:\n  epochs: {n_epochs}\n  batch_size: 2\n")
    env = {
        **clean_env,
        "MLFLOW_TRACKING_URI": server.uri,
        "MLFLOW_EXPERIMENT_NAME": request.node.name,
        "EARMARK_TRACKING_SPOOL": str(tmp_path / "spool"),
    }
    training = subprocess.Popen(
        [
            *(program, "train", "cnn", "--data", str(prepared), "--split", "column:split"),
            *("--params", str(tmp_path / "params.yaml"), "--out", str(tmp_path / "model.onnx")),
        ],
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in training.stderr:
        if line.startswith("epoch 3/"):
            break
    server.kill()
    for line in training.stderr:
        if line.startswith("epoch 20/"):
            break
    # The network is small and its epochs short: it waits for the server to be there again.
    (network,) = children_of(training.pid)
    os.kill(network, signal.SIGSTOP)
    server.start()
    os.kill(network, signal.SIGCONT)
    rest = training.stderr.read()
    assert training.wait(timeout=300) == 0, rest
    (run,) = server.runs(request.node.name)
    assert run["info"]["status"] == "FINISHED", rest
    steps = [entry["step"] for entry in server.history(run, "epoch/loss")]
    assert steps == list(range(1, n_epochs + 1))
    assert "model/model.onnx" in server.artifacts(run, "model")
    assert spooled(tmp_path) == []


def test_a_training_that_is_killed_is_sent_by_the_next_and_ended(
    program, clean_env, tracked, server, prepared, tmp_path, request, needs_train_net
):
    (tmp_path / "params.yaml").write_text("cnn:\n  epochs: 1000\n  batch_size: 4\n")
    training = subprocess.Popen(
        [
            *(program, "train", "cnn", "--data", str(prepared), "--split", "column:split"),
            *("--params", str(tmp_path / "params.yaml"), "--out", str(tmp_path / "model.onnx")),
        ],
        env={**clean_env, **tracked.env, "MLFLOW_TRACKING_URI": "http://127.0.0.1:9"},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    for line in training.stderr:
        if line.startswith("epoch 3/"):
            break
    time.sleep(0.5)
    os.killpg(training.pid, signal.SIGKILL)
    training.wait()
    assert train_naive_bayes(tracked, prepared, tmp_path).code == 0
    runs = {run["info"]["run_name"]: run for run in server.runs(request.node.name)}
    killed = runs["train cnn"]
    assert killed["info"]["status"] == "KILLED"
    assert len(server.history(killed, "epoch/loss")) >= 3
    assert spooled(tmp_path) == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (odd_server.always(401), "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD"),
        (odd_server.always(403), "does not allow this (status 403)"),
        (odd_server.always(404, b"<html>"), "no MLflow server answers at"),
        (odd_server.always(200, b"<html>"), "no MLflow server answers at"),
        (odd_server.always(301, Location="http://127.0.0.1:9"), "no MLflow server answers at"),
        (odd_server.always(429, Retry_After="1"), "is busy (status 429)"),
        (odd_server.always(500), "failed (status 500)"),
        (
            odd_server.always(
                507, b'{"error_code": "INTERNAL_ERROR", "message": "No space left on device"}'
            ),
            "No space left on device",
        ),
        (odd_server.never(60), "did not answer in time"),
    ],
)
def test_a_server_that_is_wrong_costs_no_figure(
    answer, words, tracked, server, prepared, tmp_path, request
):
    with odd_server.OddServer(answer) as odd:
        begun = time.monotonic()
        done = train_naive_bayes(tracked, prepared, tmp_path, env={"MLFLOW_TRACKING_URI": odd.uri})
        assert time.monotonic() - begun < 60
    assert done.code == 0, done.err
    (line,) = [line for line in done.err.splitlines() if words in line]
    assert "waits in" in line
    done = tracked("runs", "--send")
    assert done.code == 0, done.err
    assert done.out == "1 run sent, 0 still waiting\n"
    (run,) = server.runs(request.node.name)
    assert "accuracy" in named(run["data"]["metrics"])
    assert spooled(tmp_path) == []


def test_a_server_that_fails_each_third_time_misses_nothing(
    tracked, server, prepared, tmp_path, request
):
    asked = []

    def answer(handler, _):
        asked.append(handler.path)
        if len(asked) % 3 == 0:
            odd_server.reply(handler, 503)
            return True
        return False

    with odd_server.OddServer(answer, server.uri) as odd:
        done = train_naive_bayes(tracked, prepared, tmp_path, env={"MLFLOW_TRACKING_URI": odd.uri})
        assert done.code == 0, done.err
        # Five requests begin a run, so that it waits for the next; nothing is there twice.
        tracked("runs", "--send", env={"MLFLOW_TRACKING_URI": odd.uri})
    (run,) = server.runs(request.node.name)
    assert "accuracy" in named(run["data"]["metrics"])


@pytest.mark.parametrize(
    ("settings", "authorization"),
    [
        (
            {"MLFLOW_TRACKING_USERNAME": "anna", "MLFLOW_TRACKING_PASSWORD": "a:b"},
            "Basic YW5uYTphOmI=",
        ),
        ({"MLFLOW_TRACKING_TOKEN": "abc"}, "Bearer abc"),
    ],
)
def test_name_and_password_or_a_token_open_the_server(
    settings, authorization, tracked, server, prepared, tmp_path, request
):
    with odd_server.OddServer(odd_server.only_with(authorization), server.uri) as odd:
        env = {"MLFLOW_TRACKING_URI": odd.uri}
        done = train_naive_bayes(tracked, prepared, tmp_path, env={**env, **settings})
    assert done.code == 0, done.err
    assert 'run "train naive-bayes" is at' in done.err
    (run,) = server.runs(request.node.name)
    assert run["info"]["status"] == "FINISHED"
