"""The service behind nginx, by deploy/nginx/earmark.conf: TLS, large bodies, events, clients' addresses."""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import time

import pytest
import songs
from load import share
from service import form, running

CONFIG = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "earmark.conf"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"

pytestmark = pytest.mark.skipif(not os.access(NGINX, os.X_OK), reason="nginx is not installed")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def write_certificate(folder: pathlib.Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=earmark.example", "-addext", "subjectAltName=DNS:earmark.example"),
            *("-keyout", folder / "key.pem", "-out", folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )


class Proxy:
    """nginx with the project's file, but for ports and paths."""

    def __init__(self, folder: pathlib.Path, service_port: int) -> None:
        write_certificate(folder)
        self.certificate = folder / "cert.pem"
        self.port = free_port()
        site = CONFIG.read_text()
        for ours, here in (
            ("127.0.0.1:8000", f"127.0.0.1:{service_port}"),
            ("listen 443", f"listen 127.0.0.1:{self.port}"),
            ("/etc/ssl/certs/earmark.pem", str(self.certificate)),
            ("/etc/ssl/private/earmark.key", str(folder / "key.pem")),
        ):
            assert ours in site
            site = site.replace(ours, here)
        names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "\n".join(f"{name}_temp_path {folder}/{name};" for name in names)
        whole = f"daemon off;\nuser root;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        whole += f"events {{}}\nhttp {{\naccess_log off;\n{temporary}\n{site}\n}}\n"
        (folder / "nginx.conf").write_text(whole)
        self.process = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"])
        self.wait()

    def wait(self) -> None:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.05)
        raise AssertionError("nginx did not start")

    def connect(self) -> http.client.HTTPSConnection:
        context = ssl.create_default_context(cafile=self.certificate)
        context.check_hostname = False
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=120)

    def request(self, method, path, body=None, headers=None):
        connection = self.connect()
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx")
    flags = ("--profile", "fast", "--trusted-proxies", "127.0.0.1", "--rate-per-minute", 30)
    with running(*flags) as service:
        one = Proxy(folder, service.port)
        yield one
        one.process.terminate()
        assert one.process.wait(20) == 0


def client(number: int) -> dict[str, str]:
    """A client's own claim of where it comes from, which must not be believed."""
    return {"X-Forwarded-For": f"203.0.113.{number}"}


def test_songs_and_pages_go_through(proxy):
    assert proxy.request("GET", "/healthz") == (200, b'{"status":"alive"}\n')
    body, headers = form([("a.wav", songs.encoded(songs.samples(1, 120, 44100), "WAV", 44100))])
    assert len(body) > 10_000_000
    status, answer = proxy.request("POST", "/v1/predictions", body, headers)
    assert status == 200
    assert json.loads(answer)["n_segments"] == 40


def test_events_arrive_while_the_sound_is_heard(proxy):
    n_parts = share(60)
    content = songs.encoded(songs.np.tile(songs.samples(2, 30), n_parts), "FLAC")
    connection = proxy.connect()
    connection.request("POST", "/v1/predictions", content, {"Accept": "text/event-stream"})
    response = connection.getresponse()
    begin = time.monotonic()
    first = response.readline()
    first_after = time.monotonic() - begin
    rest = response.read()
    assert first.startswith(b"event: queued")
    assert rest.count(b"event: segment") == 10 * n_parts
    assert first_after < (time.monotonic() - begin) / 2


def test_clients_are_told_apart_by_the_address_that_nginx_saw(proxy):
    statuses = [
        proxy.request("POST", "/v1/predictions", b"x", client(number))[0] for number in range(8)
    ]
    assert 429 in statuses
