"""examples/gradio as it runs, and a program that asks it."""

import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

ROOT = pathlib.Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("EARMARK_GRADIO_PYTHON", ROOT / ".deps/gradio/bin/python")
START_S = 60
ANSWER_S = 120

# Read by Python as it starts: where it connects to, and which names it looks up.
WATCH = """
import os, sys
def note(event, values):
    if event == "socket.connect":
        values = values[1:]
    elif event not in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        return
    with open(os.environ["WATCH_FILE"], "a") as file:
        file.write(f"{event} {values}\\n")
sys.addaudithook(note)
"""

# Run by the example's Python: an answer, or the sentence of an error, a line.
ASK = """
import json, sys
from gradio_client import Client, exceptions, handle_file
client = Client(sys.argv[1], verbose=False, analytics_enabled=False, download_files=False)
for file in sys.argv[2:]:
    try:
        answer = client.predict(handle_file(file) if file else None, api_name="/predict")
        print(json.dumps(["label", answer["label"]]))
    except exceptions.AppError as error:
        print(json.dumps(["error", str(error)]))
"""


class App:
    """@param service  address of the service's route"""

    def __init__(self, folder: pathlib.Path, service: str) -> None:
        (folder / "sitecustomize.py").write_text(WATCH)
        self.watched = folder / "watched"
        self.log = folder / "log"
        self.kept = folder / "kept"
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        clean = {k: v for k, v in os.environ.items() if not k.startswith("GRADIO_")}
        own = {
            "API_URL": service,
            "GRADIO_SERVER_PORT": str(port),
            "GRADIO_TEMP_DIR": str(self.kept),
            "PYTHONPATH": str(folder),
            "WATCH_FILE": str(self.watched),
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [PYTHON, ROOT / "examples/gradio/app.py"],
                stdout=log,
                stderr=log,
                env=clean | own,
                cwd=folder,
            )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + START_S
        while self.address not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.1)

    def ask(self, *files: pathlib.Path | None) -> list[tuple[str, str]]:
        """ "label" or "error" and its text for each file, or for none."""
        done = subprocess.run(
            [PYTHON, "-c", ASK, self.address, *(str(file or "") for file in files)],
            capture_output=True,
            text=True,
            timeout=ANSWER_S,
        )
        assert done.returncode == 0, done.stderr
        return [tuple(json.loads(line)) for line in done.stdout.splitlines()]

    def look(self, *files: pathlib.Path, picture: pathlib.Path) -> dict:
        """What Chromium saw of the page: see gradio_page.mjs."""
        done = subprocess.run(
            ["node", ROOT / "tests/service/gradio_page.mjs", self.address, picture, *files],
            capture_output=True,
            text=True,
            timeout=ANSWER_S,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def hosts(self) -> set[str]:
        """All that the process connected to or looked up."""
        return set(re.findall(r"\('([^']+)', \d+", self.watched.read_text()))

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(service: str) -> Iterator[App]:
    with tempfile.TemporaryDirectory() as folder:
        app = App(pathlib.Path(folder), service)
        try:
            yield app
        except BaseException:
            print(app.log.read_text(), file=sys.stderr)
            raise
        finally:
            app.close()
