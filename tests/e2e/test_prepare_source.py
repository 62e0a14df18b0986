"""Where earmark prepare takes songs from: archives, checked and unpacked with care, and addresses."""

import contextlib
import hashlib
import http.server
import io
import json
import os
import pathlib
import re
import signal
import subprocess
import tarfile
import threading
import time
import zipfile

import pytest
from conftest import GENRES

NO_PROXY = {"no_proxy": "*"}  # the servers are on this machine


@pytest.fixture(scope="session")
def needs_fetch(program):
    folder = pathlib.Path(program).parent
    if not (folder.parent / "earmark-fetch" / "earmark-fetch").exists():
        pytest.skip("earmark-fetch is not built")


@pytest.fixture(scope="session")
def genres_dir(tmp_path_factory, write_song):
    """GTZAN's layout: two songs of 3 s in each genre."""
    root = tmp_path_factory.mktemp("archive") / "genres"
    for genre in GENRES:
        for i in range(2):
            write_song(root / genre / f"{genre}.0000{i}.wav", genre, seed=i, seconds=3.2)
    return root


def sha256(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_archive(path: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.rglob("*")):
                archive.write(file, file.relative_to(folder.parent))
    else:
        mode = {".gz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz"}.get(path.suffix, "w")
        with tarfile.open(path, mode) as archive:
            archive.add(folder, folder.name)
    return path


@pytest.fixture
def prepare(earmark, needs_fetch, tmp_path):
    """earmark prepare, into tmp_path/out; nothing may be left outside of it."""

    def run(*flags):
        words = ("--trunks", "none", *flags, "--out", tmp_path / "out")
        return earmark("prepare", *words, env=NO_PROXY)

    return run


@pytest.fixture
def refused(prepare, tmp_path):
    """Prepares what must fail: says so in one line, and leaves nothing of the archive."""

    def run(*flags, code=1) -> str:
        done = prepare(*flags)
        assert done.code == code, done.err
        assert len(done.err.strip().splitlines()) == 1
        songs = tmp_path / "out/songs"
        assert not songs.exists() or not list(songs.iterdir())
        return done.err

    return run


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tar.bz2", "a.tar.xz", "a.zip"])
def test_archives_of_each_kind_are_taken(prepare, genres_dir, tmp_path, name):
    archive = make_archive(tmp_path / name, genres_dir)
    done = prepare("--archive", archive, "--sha256", sha256(archive).upper())
    assert done.code == 0, done.err
    assert "6 segments of 6 tracks" in done.out
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert sorted({track["genre"] for track in manifest["tracks"]}) == sorted(GENRES)
    again = prepare("--archive", archive)
    assert "6 tracks as an earlier run left them" in again.out


def test_a_list_in_an_archive_is_read(prepare, genres_dir, tmp_path, write_song):
    folder = tmp_path / "mine"
    write_song(folder / "sounds/naïve.wav", "blues")
    write_song(folder / "sounds/b.wav", "metal")
    (folder / "tracks.csv").write_text("file,genre\nsounds/naïve.wav,blues\nsounds/b.wav,metal\n")
    done = prepare("--archive", make_archive(tmp_path / "mine.tar.gz", folder))
    assert done.code == 0, done.err
    assert "of 2 tracks" in done.out


def test_what_archives_of_songs_have_beside_them_is_passed_over(prepare, genres_dir, tmp_path):
    archive = tmp_path / "gtzan.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for file in genres_dir.rglob("*.wav"):
            name = file.relative_to(genres_dir)
            out.write(file, f"Data/genres_original/{name}")
            out.writestr(f"Data/images_original/{name.with_suffix('.png')}", b"\x89PNG")
            out.writestr(f"__MACOSX/Data/genres_original/{name.parent}/._{name.name}", b"shadow")
        out.writestr("Data/features_30_sec.csv", "a,b\n")
    done = prepare("--archive", archive)
    assert done.code == 0, done.err
    assert "of 6 tracks" in done.out


def test_of_several_places_one_must_be_named(prepare, refused, genres_dir, tmp_path):
    archive = tmp_path / "two.tar"
    with tarfile.open(archive, "w") as out:
        out.add(genres_dir, "first")
        out.add(genres_dir, "second")
    done = prepare("--archive", archive)
    assert done.code == 2
    assert "first and second" in done.err
    assert "--inside" in done.err
    assert prepare("--archive", archive, "--inside", "second").code == 0
    for place in ("third", "../../..", "/etc"):
        done = prepare("--archive", archive, "--inside", place)
        assert done.code == 2, done.out
        assert f"no {place}" in done.err


def test_another_hash_is_refused(refused, genres_dir, tmp_path):
    archive = make_archive(tmp_path / "a.tar.gz", genres_dir)
    error = refused("--archive", archive, "--sha256", "0" * 64)
    assert sha256(archive) in error
    assert "64 hexadecimal digits" in refused("--archive", archive, "--sha256", "12", code=2)


def tar_with(path: pathlib.Path, *entries: tarfile.TarInfo, content=b"x") -> pathlib.Path:
    with tarfile.open(path, "w:gz") as archive:
        for entry in entries:
            entry.size = len(content) if entry.isreg() else 0
            archive.addfile(entry, io.BytesIO(content))
    return path


def entry(name: str, kind=tarfile.REGTYPE, link="") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = link
    return info


@pytest.mark.parametrize(
    "name",
    ["../outside.wav", "a/../../outside.wav", "/tmp/outside.wav", "a/b/../../../outside.wav"],
)
def test_no_name_leads_out(refused, tmp_path, name):
    error = refused("--archive", tar_with(tmp_path / "a.tar.gz", entry("blues/a.wav"), entry(name)))
    assert name in error
    assert "leave the folder" in error
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("blues/a.wav", b"x")
        archive.writestr(name, b"x")
    assert "leave the folder" in refused("--archive", tmp_path / "a.zip")
    assert not list(tmp_path.rglob("outside.wav"))
    assert not pathlib.Path("/tmp/outside.wav").exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_links_and_devices_are_refused(refused, tmp_path, kind):
    archive = tar_with(
        *(tmp_path / "a.tar.gz", entry("blues", kind, str(tmp_path)), entry("blues/outside.wav"))
    )
    assert "blues" in refused("--archive", archive)
    assert not (tmp_path / "outside.wav").exists()


def test_a_link_in_a_zip_is_refused(refused, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        info = zipfile.ZipInfo("blues")
        info.create_system = 3
        info.external_attr = 0o120777 << 16
        archive.writestr(info, str(tmp_path))
        archive.writestr("blues/outside.wav", b"x")
    assert "link" in refused("--archive", tmp_path / "a.zip")
    assert not (tmp_path / "outside.wav").exists()


def test_a_name_twice_is_refused(refused, tmp_path):
    archive = tar_with(tmp_path / "a.tar.gz", entry("blues/a.wav"), entry("blues/a.wav"))
    assert "twice" in refused("--archive", archive)
    archive = tar_with(tmp_path / "b.tar.gz", entry("blues"), entry("blues/a.wav"))
    assert "for a file and for a folder" in refused("--archive", archive)


def test_a_bomb_is_refused(refused, tmp_path):
    archive = tmp_path / "bomb.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=1) as out:
        info = tarfile.TarInfo("blues/a.wav")
        info.size = 1200 << 20

        class Zeros(io.RawIOBase):
            def read(self, n=-1):
                return bytes(n)

        out.addfile(info, Zeros())
    assert archive.stat().st_size < 10 << 20
    assert "more than a collection of songs would" in refused("--archive", archive)


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tar.xz", "a.zip"])
def test_a_truncated_archive_is_refused(refused, genres_dir, tmp_path, name):
    archive = make_archive(tmp_path / name, genres_dir)
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    assert "damaged or cut short" in refused("--archive", archive)


def test_what_is_no_archive_is_refused(refused, prepare, tmp_path):
    (tmp_path / "notes.txt").write_text("no archive\n" * 100)
    assert "no archive that can be unpacked" in refused("--archive", tmp_path / "notes.txt")
    (tmp_path / "empty.tar").write_bytes(b"")
    refused("--archive", tmp_path / "empty.tar")
    assert "cannot read" in refused("--archive", tmp_path / "nowhere.tar")
    archive = tar_with(tmp_path / "a.tar.gz", entry("notes.txt"))
    done = prepare("--archive", archive)
    assert done.code == 2
    assert "no songs in folders of their genre" in done.err


def test_a_list_that_leads_out_is_refused(prepare, tmp_path):
    archive = tar_with(
        tmp_path / "a.tar.gz", entry("tracks.csv"), content=b"file,genre\n../../../x.wav,blues\n"
    )
    done = prepare("--archive", archive)
    assert done.code == 2
    assert "not in the archive" in done.err


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
