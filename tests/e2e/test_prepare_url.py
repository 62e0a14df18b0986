"""Addresses that earmark prepare takes songs from, and the notes of where songs lie."""

import contextlib
import hashlib
import http.server
import os
import re
import signal
import subprocess
import threading
import time

import pytest
from source_steps import NO_PROXY, make_archive, sha256

pytest_plugins = ("source_steps",)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--archive", "a.tar", "--url", "http://x/a.tar"], "one of"),
        (["--url", "ftp://x/a.tar"], "https://"),
        (["--genres-dir", "x", "--sha256", "0" * 64], "go with --archive"),
        (["--archive", "a.tar", "--root", "x"], "--root goes with --tracks"),
    ],
)
def test_flags_that_do_not_go_together_are_told(prepare, flags, words):
    done = prepare(*flags)
    assert done.code == 2
    assert words in done.err


class Server(http.server.ThreadingHTTPServer):
    """Serves one file, by parts where asked; may break off, and notes what it was asked for."""

    def __init__(self, content: bytes):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = content
        self.etag = '"1"'
        self.break_after: int | None = None
        self.slow = False
        self.ranges: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/songs.tar.gz"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self):
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/songs.tar.gz")
            self.end_headers()
            return
        if self.path != "/songs.tar.gz":
            self.send_error(404)
            return
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        content, first = self.server.content, 0
        if asked and self.headers.get("If-Range") == self.server.etag:
            first = int(re.fullmatch(r"bytes=(\d+)-", asked)[1])
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content) - first))
        if self.server.etag:
            self.send_header("ETag", self.server.etag)
        self.end_headers()
        rest = content[first:]
        if self.server.break_after is not None:
            rest = rest[: self.server.break_after]
        with contextlib.suppress(ConnectionError):
            for i in range(0, len(rest), 4096):
                self.wfile.write(rest[i : i + 4096])
                if self.server.slow:
                    time.sleep(0.02)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(genres_dir, tmp_path):
    archive = make_archive(tmp_path / "served.tar.gz", genres_dir)
    with Server(archive.read_bytes()) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_an_archive_is_fetched_from_its_address(prepare, server):
    done = prepare("--url", server.url, "--sha256", hashlib.sha256(server.content).hexdigest())
    assert done.code == 0, done.err
    assert "of 6 tracks" in done.out
    assert server.ranges == [None]


def test_a_moved_address_is_followed(prepare, server):
    assert prepare("--url", server.url.replace("songs.tar.gz", "moved")).code == 0


def test_a_lost_connection_is_told_and_taken_up(prepare, server):
    server.break_after = 100_000
    done = prepare("--url", server.url)
    assert done.code == 1
    assert "the connection was lost after 100000 bytes" in done.err
    assert "goes on from there" in done.err
    server.break_after = None
    assert prepare("--url", server.url).code == 0
    assert server.ranges == [None, "bytes=100000-"]


def test_a_killed_download_is_taken_up(prepare, program, clean_env, server, tmp_path):
    server.slow = True
    process = subprocess.Popen(
        [program, "prepare", "--url", server.url, "--out", tmp_path / "out", "--trunks", "none"],
        env={**clean_env, **NO_PROXY},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        parts = list((tmp_path / "out/download").glob("*.part"))
        if parts and parts[0].stat().st_size > 20_000:
            break
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    server.slow = False
    assert prepare("--url", server.url).code == 0
    assert re.fullmatch(r"bytes=\d{5,}-", server.ranges[-1])


def test_another_version_is_fetched_anew(prepare, server, genres_dir):
    server.break_after = 100_000
    assert prepare("--url", server.url).code == 1
    server.break_after = None
    server.etag = '"2"'
    assert prepare("--url", server.url).code == 0
    assert server.ranges[-1].startswith("bytes=")


def test_without_a_mark_of_its_version_a_download_begins_anew(prepare, server):
    server.etag = ""
    server.break_after = 100_000
    assert prepare("--url", server.url).code == 1
    server.break_after = None
    assert prepare("--url", server.url).code == 0
    assert server.ranges == [None, None]


def test_an_address_with_another_file_is_refused(refused, server, tmp_path):
    error = refused("--url", server.url, "--sha256", "0" * 64)
    assert "not the file that was meant" in error
    assert not list((tmp_path / "out/download").iterdir())


def test_what_the_server_says_is_told(refused, server):
    assert "status 404" in refused("--url", server.url + "x")
    nobody = "http://127.0.0.1:9/a.tar"
    assert "cannot be fetched" in refused("--url", nobody)


def test_a_source_is_noted_and_brought_in(earmark, needs_fetch, genres_dir, tmp_path, server):
    source = tmp_path / "data/source.yaml"
    archive = make_archive(tmp_path / "a.tar.gz", genres_dir)
    note = ("prepare", "--write-source", source)
    assert "written" in earmark(*note, "--archive", archive).out
    assert sha256(archive) in source.read_text()
    assert "as it was" in earmark(*note, "--archive", archive).out
    bring = ("prepare", "--source", source, "--trunks", "none", "--out", tmp_path / "out")
    assert earmark(*bring).code == 0
    archive.unlink()
    assert earmark(*bring).code == 0  # it is unpacked already

    assert "written" in earmark(*note, "--url", server.url, env=NO_PROXY).out
    assert "as it was" in earmark(*note, "--url", server.url).out
    assert len(server.ranges) == 1
    assert earmark(*bring).code == 0
    assert len(server.ranges) == 1


def test_songs_that_changed_since_their_source_was_noted_are_refused(
    earmark, dataset, write_song, tmp_path
):
    write_song(tmp_path / "songs/blues/a.wav", "blues")
    write_song(tmp_path / "songs/metal/b.wav", "metal")
    source = tmp_path / "source.yaml"
    note = ("prepare", "--write-source", source, "--genres-dir", tmp_path / "songs")
    assert earmark(*note).code == 0
    bring = ("prepare", "--source", source, "--trunks", "none", "--out", tmp_path / "out")
    assert earmark(*bring).code == 0
    write_song(tmp_path / "songs/metal/b.wav", "metal", seed=5)
    done = earmark(*bring)
    assert done.code == 2
    assert "have changed since" in done.err
    assert earmark(*note).code == 0
    assert earmark(*bring).code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("source:\n  kind: list\n", ["line 2", "tracks"]),
        ("source:\n  kinds: tracks\n", ["line 2", "did you mean kind?"]),
        ("source:\n  kind: tracks\n", ["needs kind, place and sha256"]),
        ("sources:\n  kind: tracks\n", ["line 1", "source"]),
    ],
)
def test_a_wrong_source_is_told_with_its_line(earmark, tmp_path, text, words):
    (tmp_path / "source.yaml").write_text(text)
    done = earmark("prepare", "--source", tmp_path / "source.yaml", "--out", tmp_path / "out")
    assert done.code == 2
    for word in words:
        assert word in done.err
