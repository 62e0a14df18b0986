"""The service answers by a bundle of a registry, and follows its alias while it serves."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))
service = pytest.importorskip("service", reason="scripts/setup test installs what it needs")

MODEL = "served songs"
ADDRESS = f"models:/{MODEL}@champion"
POLL = ("--bundle-poll-s", 1)
WAIT_S = 60


@pytest.fixture(scope="module")
def env(server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("registry")
    return {
        "MLFLOW_TRACKING_URI": server.uri,
        "EARMARK_TRACKING_SPOOL": str(folder / "spool"),
        "EARMARK_CACHE": str(folder / "cache"),
    }


def promote(earmark, env, number: int) -> None:
    done = earmark(
        *("bundle", "promote", f"{MODEL}/{number}", "--to", "champion", "--force"), env=env
    )
    assert done.code == 0, done.err


@pytest.fixture(scope="module", autouse=True)
def registered(earmark, env, prepared, bundle, tmp_path_factory):
    """Versions 1 and 2 of a model, which are the bundle's 1.0 and 1.1; the champion is 1."""
    newer = tmp_path_factory.mktemp("newer") / "bundle"
    shutil.copytree(bundle, newer)
    manifest = json.loads((newer / "bundle.json").read_text())
    (newer / "bundle.json").write_text(json.dumps(manifest | {"version": "1.1"}))
    for folder in (bundle, newer):
        done = earmark(
            *("evaluate", "--data", prepared, "--rows", "valid", "--bundle", folder),
            *("--register", MODEL),
            env=env,
        )
        assert done.code == 0, done.err
    promote(earmark, env, 1)


def version(running) -> str:
    return running.get("/version").json()["bundle"]["version"]


def wait_for_version(running, wanted: str) -> None:
    end = time.monotonic() + WAIT_S
    while version(running) != wanted:
        assert time.monotonic() < end, running.errors()
        time.sleep(0.05)


def test_an_alias_that_moves_is_followed_and_no_request_fails(earmark, env, dataset):
    song = (dataset / "pop/9.wav").read_bytes()
    with service.running("--bundle", ADDRESS, *POLL, env=env) as running:
        assert version(running) == "1.0"
        done = threading.Event()
        answers = []

        def ask() -> None:
            while not done.is_set():
                answers.append(running.predict(song))

        asking = [threading.Thread(target=ask) for _ in range(2)]
        for thread in asking:
            thread.start()
        promote(earmark, env, 2)
        wait_for_version(running, "1.1")
        answers_before = len(answers)
        while len(answers) < answers_before + 4:
            time.sleep(0.02)
        done.set()
        for thread in asking:
            thread.join()
        assert {answer.status for answer in answers} == {200}
        assert answers[-1].json()["bundle"]["version"] == "1.1"
        promote(earmark, env, 1)
        wait_for_version(running, "1.0")


def test_without_the_registry_it_starts_by_what_it_had_before_or_says_why(env, dataset):
    with service.running("--bundle", ADDRESS, env=env):
        pass
    away = env | {"MLFLOW_TRACKING_URI": "http://127.0.0.1:1"}
    code, said = start(away | {"EARMARK_CACHE": env["EARMARK_CACHE"] + "-empty"})
    assert (code, said.count("\n")) == (2, 1)
    assert "127.0.0.1:1" in said


def start(env: dict[str, str]) -> tuple[int, str]:
    """How a start that cannot be ends."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("EARMARK_")}
    done = subprocess.run(
        [service.PROGRAM, "--port", "0", "--bundle", ADDRESS],
        capture_output=True,
        text=True,
        timeout=120,
        env=clean | env,
        check=False,
    )
    return done.returncode, done.stderr
