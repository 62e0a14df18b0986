"""What the tests of archives and addresses share: songs, archives of them, and earmark prepare."""

import hashlib
import pathlib
import tarfile
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
