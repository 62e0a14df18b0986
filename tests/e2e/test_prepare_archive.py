"""Archives that earmark prepare takes songs from, checked and unpacked with care."""

import io
import json
import pathlib
import tarfile
import zipfile

import pytest
from conftest import GENRES
from source_steps import make_archive, sha256

pytest_plugins = ("source_steps",)


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


def test_no_name_steers_the_terminal(refused, tmp_path):
    error = refused(
        "--archive", tar_with(tmp_path / "a.tar.gz", entry("\x1b]0;owned\x07/../x.wav"))
    )
    assert 'named "?]0;owned?/../x.wav"' in error


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
