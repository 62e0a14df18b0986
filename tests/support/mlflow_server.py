"""A real MLflow server on SQLite for tests, which can be killed and started again."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

START_S = 120  # a busy machine of two cores takes 15 s


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MlflowServer:
    """Its data lie in `folder` and outlive it."""

    def __init__(self, python: str, folder: pathlib.Path, *options: str, env=None):
        self.python = python
        self.folder = folder
        self.options = options
        self.env = env or {}
        self.port = free_port()
        self.uri = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "server.log").open("a") as log:
            self.process = subprocess.Popen(
                [
                    *(self.python, "-m", "mlflow", "server", "--host", "127.0.0.1"),
                    *("--port", str(self.port), "--workers", "1"),
                    *("--backend-store-uri", f"sqlite:///{self.folder}/mlflow.db"),
                    *("--artifacts-destination", str(self.folder / "artifacts")),
                    *self.options,
                ],
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true", **self.env},
            )
        self.wait()
        return self

    def wait(self):
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.uri}/health", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.2)
        raise RuntimeError(f"no MLflow: {(self.folder / 'server.log').read_text()[-2000:]}")

    def kill(self):
        """As a crash of the machine: all of its processes at once."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.wait_until_refused()

    def wait_until_refused(self):
        """Its workers are not waited for by us, and until they are gone a connection still opens."""
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=2).close()
            except OSError:
                return
            time.sleep(0.02)
        raise RuntimeError("a killed MLflow server goes on listening")

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()

    def call(self, where, body=None, **query):
        url = f"{self.uri}/api/2.0/mlflow/{where}"
        if query:
            url += "?" + urllib.parse.urlencode(query)
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            url, data=data, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def runs(self, experiment):
        found = self.call("experiments/get-by-name", experiment_name=experiment)
        body = {
            "experiment_ids": [found["experiment"]["experiment_id"]],
            "order_by": ["attributes.start_time DESC"],
        }
        return self.call("runs/search", body).get("runs", [])

    def history(self, run, key):
        answer = self.call(
            "metrics/get-history", run_id=run["info"]["run_id"], metric_key=key, max_results=1000
        )
        return answer.get("metrics", [])

    def artifacts(self, run, path=""):
        query = {"run_id": run["info"]["run_id"]}
        if path:
            query["path"] = path
        return {file["path"] for file in self.call("artifacts/list", **query).get("files", [])}
