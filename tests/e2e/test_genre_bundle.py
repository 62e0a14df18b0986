"""Folders of songs become a bundle in one command."""

import json
import pathlib
import re
import shutil
import signal
import subprocess
import time

import pytest
import soundfile
from conftest import GENRES, SAMPLE_RATE, render

TRUNKS = pathlib.Path(__file__).resolve().parents[2] / "models/default"


def write_tagged(path, genre, seed, **tags):
    path.parent.mkdir(parents=True, exist_ok=True)
    with soundfile.SoundFile(path, "w", SAMPLE_RATE, 1, format="FLAC") as file:
        for name, value in tags.items():
            setattr(file, name, value)
        file.write(render(genre, seed, 3.2))


@pytest.fixture
def songs(tmp_path):
    """Six songs of each genre by three artists; one artist's name is only the album's."""
    root = tmp_path / "songs"
    for genre in GENRES:
        for i in range(6):
            tag = "album" if i > 3 else "artist"
            write_tagged(root / genre / f"{i}.flac", genre, i, **{tag: f"{genre} {i // 2}"})
    return root


@pytest.fixture
def train(earmark, tmp_path):
    def run(songs, *more, bundle=tmp_path / "mine"):
        return earmark(
            *("train", "tagger", "--genres-dir", songs, "--trunks", TRUNKS),
            *("--bundle", bundle, *more),
        )

    return run


def test_one_command_makes_a_bundle_that_predict_takes(earmark, train, songs, tmp_path):
    done = train(songs)
    assert done.code == 0, done.err
    assert "18 held-out tracks of songs, by-artist: 5 folds" in done.out
    assert f"try it: earmark predict --bundle {tmp_path / 'mine'}" in done.out
    manifest = json.loads((tmp_path / "mine" / "bundle.json").read_text())
    assert (manifest["name"], manifest["genres"]) == ("mine", sorted(GENRES))
    assert manifest["music"]["trunk"] == "ced"
    assert [p["name"] for p in manifest["profiles"]] == ["accurate"]
    report = json.loads((tmp_path / "mine.work" / "reports" / "accurate.json").read_text())
    assert report["n_tracks"] == 18
    (answer,) = earmark(
        "predict", "--bundle", tmp_path / "mine", "--json", songs / "pop" / "0.flac"
    ).json_lines()
    assert sorted(answer["probabilities"]) == sorted(GENRES)
    assert earmark("bundle", "verify", tmp_path / "mine").code == 0


def test_artists_of_tags_are_kept_apart(train, songs, tmp_path):
    assert train(songs).code == 0
    artists = {}
    segments = (tmp_path / "mine.work" / "data" / "segments.csv").read_text().splitlines()
    held_out = (tmp_path / "mine.work" / "held-out.csv").read_text().splitlines()[1:]
    for line in held_out:
        row, _, fold = line.split(",")[:3]
        artist = segments[int(row) + 1].split(",")[5]
        assert re.fullmatch(r"(blues|metal|pop) [012]", artist)
        artists.setdefault(artist, set()).add(fold)
    assert len(artists) == 9
    assert {len(folds) for folds in artists.values()} == {1}


def test_a_killed_run_goes_on(program, clean_env, train, songs, tmp_path):
    command = [program, "train", "tagger", "--genres-dir", songs, "--trunks", TRUNKS]
    command += ["--bundle", tmp_path / "mine", "--jobs", "1"]
    run = subprocess.Popen(
        command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=clean_env
    )
    cache = tmp_path / "mine.work" / "data" / "cache"
    while run.poll() is None and len(list(cache.glob("*.track"))) < 3:
        time.sleep(0.002)
    run.send_signal(signal.SIGKILL)
    run.wait()
    if run.returncode == 0:
        pytest.skip("the machine was done before it could be stopped")
    kept = {path: path.stat().st_mtime_ns for path in cache.glob("*.track")}
    assert kept
    assert not (tmp_path / "mine").exists()
    assert train(songs).code == 0
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


def test_what_is_wrong_with_the_songs_is_said(train, songs, tmp_path):
    (songs / "pop" / "broken.flac").write_bytes((songs / "pop" / "0.flac").read_bytes()[:50])
    for i in range(2, 6):
        (songs / "metal" / f"{i}.flac").unlink()
    done = train(songs)
    assert done.code == 2
    assert "genre 'metal' has 2 songs in" in done.err
    shutil.rmtree(songs / "metal")
    done = train(songs)
    assert done.code == 0, done.err
    assert "broken.flac" in done.err
    shutil.rmtree(songs / "blues")
    done = train(songs, bundle=tmp_path / "other")
    assert done.code == 2
    assert "all of one genre" in done.err
    assert not (tmp_path / "other").exists()


def test_a_recording_counts_once_and_under_two_genres_not_at_all(
    train, songs, write_song, tmp_path
):
    def long_song(genre, name, gain):
        y = gain * render(genre, 77, 9)
        soundfile.write(songs / genre / name, y, SAMPLE_RATE)
        return songs / genre / name

    first = long_song("blues", "z1.wav", 0.5)
    again = long_song("blues", "z2.flac", 1.0)
    other = songs / "pop" / "z3.wav"
    shutil.copy(long_song("metal", "z3.wav", 0.9), other)
    done = train(songs)
    assert done.code == 0, done.err
    assert f"{again} sounds like {first}: it is left out" in done.err
    assert f"{other} sounds like {songs / 'metal' / 'z3.wav'}, and their genres differ" in done.err
    segments = (tmp_path / "mine.work" / "data" / "segments.csv").read_text()
    assert "z1" in segments
    assert "z2" not in segments
    assert "z3" not in segments


def test_songs_without_tags_are_counted(train, songs):
    for i in range(6):
        write_tagged(songs / "pop" / f"{i}.flac", "pop", i, artist="Various Artists")
    done = train(songs)
    assert done.code == 0, done.err
    assert "6 songs have no tag for artist or album, and take no part in the figures" in done.err
    assert "12 held-out tracks" in done.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--out", "model"), "--bundle makes all of its files itself"),
        (("--folds", "1"), "--folds"),
        (("--params", "bad.yaml"), "Cx"),
        (("--jobs", "many"), "--jobs must be"),
        (("--bundle", "bad.yaml"), "--bundle bad.yaml is a file: a bundle is a folder"),
        (("--bundle", "songs"), "--bundle songs holds other files than a bundle"),
    ],
)
def test_wrong_flags_are_told_before_a_song_is_heard(earmark, songs, tmp_path, words, message):
    (tmp_path / "bad.yaml").write_text("tagger: {Cx: 1}\n")
    done = earmark(
        *("train", "tagger", "--genres-dir", songs, "--trunks", TRUNKS),
        *(() if "--bundle" in words else ("--bundle", "mine")),
        *words,
        cwd=tmp_path,
    )
    assert done.code == 2
    assert message in done.err
    assert {path.name for path in tmp_path.iterdir()} == {"songs", "bad.yaml"}


def test_a_bundle_is_for_taggers_of_folders_only(earmark, prepared, songs, tmp_path):
    for words in (
        ("forest", "--genres-dir", songs),
        ("tagger", "--data", prepared),
    ):
        done = earmark("train", *words, "--bundle", tmp_path / "mine")
        assert done.code == 2
        assert "--bundle goes with earmark train tagger --genres-dir DIR" in done.err
    done = earmark("train", "forest", "--data", prepared)
    assert "say where to write the model by --out FILE" in done.err
