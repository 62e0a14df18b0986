"""A running earmark-server and a client of it that holds every answer to the contract."""

import contextlib
import dataclasses
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator

import contract

PROGRAM = os.environ.get("EARMARK_SERVER_PROGRAM", "")
# A build with sanitizers takes its time.
START_S = 60
ANSWER_S = 120


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict:
        return json.loads(self.body)

    def events(self) -> list[tuple[str, dict]]:
        """The events of a stream; comments are left out."""
        found = []
        for block in self.body.decode().split("\n\n"):
            fields = dict(re.findall(r"^(event|data): (.*)$", block, re.MULTILINE))
            if fields:
                found.append((fields["event"], json.loads(fields["data"])))
        return found


def form(files: list[tuple[str, bytes]], field: str = "file") -> tuple[bytes, dict[str, str]]:
    """Files as multipart/form-data, with the headers."""
    boundary = uuid.uuid4().hex
    body = b""
    for name, content in files:
        disposition = f'form-data; name="{field}"; filename="{name}"'
        head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\n"
        body += (
            head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n"
        )
    body += f"--{boundary}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}


class Service:
    """@param flags  of the program, besides the port"""

    def __init__(self, *flags: object, env: dict[str, str] | None = None) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.uploads = pathlib.Path(self.folder.name) / "uploads"
        self.uploads.mkdir()
        self.log = pathlib.Path(self.folder.name) / "log"
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("EARMARK_", "OTEL_"))}
        command = [PROGRAM, "--port", "0", "--upload-dir", self.uploads, *map(str, flags)]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [str(one) for one in command],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=clean | (env or {}),
            )
        assert self.process.stdout is not None
        first = self.process.stdout.readline()
        found = re.search(r"http://(\S+):(\d+)", first)
        assert found, f"the service did not start: {first}{self.errors()}"
        self.host, self.port = found[1], int(found[2])

    def errors(self) -> str:
        return self.log.read_text()

    def connect(self) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=ANSWER_S)

    def request(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_S)
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                # An answer may come before all was sent.
                connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            answer = Answer(response.status, names, response.read())
        finally:
            connection.close()
        self.check(method, path, answer)
        return answer

    def check(self, method: str, path: str, answer: Answer) -> None:
        if method != "HEAD":
            contract.check_response(method, path, answer.status, answer.headers, answer.body)
        if answer.headers.get("content-type") == "text/event-stream":
            for name, data in answer.events():
                contract.check_event(name, data)

    def get(self, path: str, **headers: str) -> Answer:
        return self.request("GET", path, None, headers)

    def predict(self, content: bytes, query: str = "", **headers: str) -> Answer:
        return self.request("POST", "/v1/predictions" + query, content, headers)

    def predict_files(
        self, files: list[tuple[str, bytes]], query: str = "", **headers: str
    ) -> Answer:
        body, own = form(files)
        return self.request("POST", "/v1/predictions" + query, body, own | headers)

    def memory_mb(self, name: str = "VmHWM") -> float:
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"^{name}:\s*(\d+)", text, re.MULTILINE)[1]) / 1024

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait_for_log(self, pattern: str) -> None:
        end = time.monotonic() + START_S
        while not re.search(pattern, self.errors()):
            assert time.monotonic() < end, f"no {pattern} in {self.errors()}"
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends the service, which must go well and leave nothing.

        Where it is built with sanitizers, another code may also tell of a fault that they saw.
        """
        self.send(signal.SIGTERM)
        code = self.process.wait(ANSWER_S)
        assert code == 0, f"exit code {code}"
        assert list(self.uploads.iterdir()) == []

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()


@contextlib.contextmanager
def running(*flags: object, env: dict[str, str] | None = None) -> Iterator[Service]:
    service = Service(*flags, env=env)
    try:
        yield service
        service.stop()
    except BaseException:
        # pytest shows it beside the failure, for which it may have the cause: a sanitizer's report.
        print(service.errors())
        raise
    finally:
        service.close()
