"""An MLflow server that is away, wrong, killed or locked costs no figure of a run."""

import os
import pathlib
import signal
import subprocess
import time

import odd_server
import pytest
from tracking_steps import named, spooled, train_naive_bayes


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
