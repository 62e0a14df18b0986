"""The augment subcommand: its files, its list of tracks, and what it refuses."""

import csv
import json
import pathlib
import signal
import subprocess
import time

import numpy as np
import pytest
import soundfile
from augment_steps import RATE, stereo_music, tone

pytest_plugins = ("augment_steps",)
ALL = (
    *("--shift-s", "0..0.5", "--crop-s", "2..3", "--reorder", "2..5", "--tempo", "0.9..1.1"),
    *("--pitch-semitones", "-2..2", "--eq", "100..5000:-6..6:1", "--reverb-s", "0.2..0.5"),
    *("--noise-snr-db", "10..30", "--drive-db", "0..6", "--gain-db", "-6..6"),
    *("--codec", "mp3:64..128,opus:48,vorbis:2..4"),
)


def test_what_is_drawn_depends_on_seed_name_and_copy_alone(earmark, song, tmp_path):
    for name in ("songs/a.wav", "songs/b.wav", "songs/deep/c.wav"):
        song(name=name)

    def files(out, *flags, inputs=(tmp_path / "songs",)):
        done = earmark("augment", *inputs, "--out", tmp_path / out, *ALL, *flags)
        assert done.code == 0, done.err
        names = sorted(p for p in (tmp_path / out).rglob("*") if p.is_file())
        return {str(p.relative_to(tmp_path / out)): p.read_bytes() for p in names}

    one = files("one", "--copies", "2", "--seed", "5", "--jobs", "1")
    assert list(one) == [f"{n}.{i}.wav" for n in ("a", "b", "deep/c") for i in (1, 2)]
    assert len(set(one.values())) == 6
    assert files("jobs", "--copies", "2", "--seed", "5", "--jobs", "3") == one
    other = files("other", "--copies", "2", "--seed", "6")
    assert not set(other.values()) & set(one.values())
    turned = [tmp_path / "songs" / name for name in ("b.wav", "a.wav")]
    alone = files("alone", "--copies", "2", "--seed", "5", inputs=turned)
    assert all(one[name] == content for name, content in alone.items())


def test_values_lie_in_their_ranges(earmark, song, tmp_path):
    done = earmark(
        *("augment", song(tone(440, 0.2)), "--out", tmp_path / "out", "--copies", "30"),
        *("--gain-db", "-6..6", "--reorder", "2..3", "--json"),
    )
    drawn = [line["changes"] for line in done.json_lines()]
    assert len({change["gain_db"] for change in drawn}) == 30
    assert all(-6 <= change["gain_db"] <= 6 for change in drawn)
    assert {change["reorder"] for change in drawn} == {2, 3}


def test_nothing_is_written_over_unasked_and_inputs_never(earmark, song, tmp_path):
    path = song()
    before = path.read_bytes()
    done = earmark("augment", path, "--out", tmp_path, "--gain-db", "1", "--force")
    assert done.code == 2
    assert "is one of the inputs, which are never written over" in done.err
    assert path.read_bytes() == before
    out = tmp_path / "out"
    assert earmark("augment", path, "--out", out, "--gain-db", "1").code == 0
    kept = (out / "song.wav").read_bytes()
    done = earmark("augment", path, "--out", out, "--gain-db", "2")
    assert done.code == 2
    assert done.err == (
        f"earmark: {out}/song.wav is there already: give another --out, or --force to write over "
        "it\n"
    )
    assert (out / "song.wav").read_bytes() == kept
    assert earmark("augment", path, "--out", out, "--gain-db", "2", "--force").code == 0
    assert (out / "song.wav").read_bytes() != kept


def test_songs_of_one_name_are_told_apart_or_refused(earmark, song, tmp_path):
    song(name="songs/a.wav")
    song(name="songs/a.flac", subtype="PCM_16")
    song(name="more/a.wav")
    done = earmark("augment", tmp_path / "songs", "--out", tmp_path / "out", "--gain-db", "1")
    assert done.code == 0
    written = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert written == ["a.flac.wav", "a.wav.wav"]
    both = [tmp_path / "songs" / "a.wav", tmp_path / "more" / "a.wav"]
    done = earmark("augment", *both, "--out", tmp_path / "out2", "--gain-db", "1")
    assert done.code == 2
    assert "would have the same name" in done.err
    assert not (tmp_path / "out2").exists()


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ((), "earmark augment needs a change to make, such as --gain-db -6"),
        (("--gain-db", "1", "--tracks", "x.csv"), "name the songs by FILE|DIR, or by --tracks"),
        (("--gain-db", "1", "--root", "x"), "name the songs by FILE|DIR, or by --tracks"),
        (("--gain-db", "loud"), "--gain-db must be a number from -120 to 60, or LOW..HIGH"),
        (("--gain-db", "6..-6"), "--gain-db must be a number from -120 to 60, or LOW..HIGH"),
        (("--reorder", "1"), "--reorder must be a whole number from 2 to 1000"),
        (("--tempo", "3"), "--tempo must be a number from 0.5 to 2"),
        (("--eq", "100"), "--eq must be bands HZ:GAIN_DB:Q"),
        (("--codec", "aac:64"), "--codec must be mp3:KBIT"),
        (("--gain-db", "1", "--format", "mp3"), "--format must be one of wav and flac"),
        (("--gain-db", "1", "--copies", "0"), "--copies must be a whole number from 1 to 1000"),
        (("--gain-db", "1", "--seed", "-1"), "--seed must be a whole number from 0 to"),
        (("--gain-db", "1", "--jobs", "none"), "--jobs must be a whole number"),
    ],
)
def test_wrong_usage_is_one_sentence(earmark, song, tmp_path, flags, said):
    done = earmark("augment", song(), "--out", tmp_path / "out", *flags)
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith(f"earmark: {said}")
    assert done.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_songs_must_be_named(earmark, tmp_path):
    done = earmark("augment", "--out", tmp_path / "out", "--gain-db", "1")
    assert done.code == 2
    assert done.err == "earmark: earmark augment needs FILE|DIR, --tracks CSV or --genres-dir DIR\n"


def test_songs_that_cannot_be_changed_are_named_and_the_others_done(earmark, song, tmp_path):
    (tmp_path / "text.wav").write_text("This is no sound, whatever it is called.\n")
    soundfile.write(tmp_path / "empty.wav", np.zeros((0, 1)), RATE)
    low = song(tone(100, 1, 2000), name="low.wav", rate=2000)
    inputs = [song(), tmp_path / "text.wav", tmp_path / "empty.wav", low, tmp_path / "absent.mp3"]
    out = tmp_path / "out"
    done = earmark("augment", *inputs, "--out", out, "--codec", "mp3:64")
    assert done.code == 1
    assert [p.name for p in out.iterdir()] == ["song.wav"]
    messages = done.err.splitlines()
    assert len(messages) == 5
    assert (
        f"{low}: the sound has 2000 samples a second, where a codec takes at least 8000"
        in (messages[2])
    )
    assert messages[4] == "1 file written, 4 failed"
    done = earmark("augment", *inputs, "--out", out, "--codec", "mp3:64", "--json", "--force")
    kinds = [line.get("error", {}).get("kind") for line in done.json_lines()]
    assert kinds == [None, "decode", "decode", "augment", "not_found"]


def test_nothing_is_left_where_no_song_could_be_changed(earmark, tmp_path):
    (tmp_path / "genres" / "rock").mkdir(parents=True)
    (tmp_path / "genres" / "rock" / "text.wav").write_text("This is no sound.\n")
    for songs in ([tmp_path / "genres" / "rock"], ["--genres-dir", tmp_path / "genres"]):
        done = earmark("augment", *songs, "--out", tmp_path / "out", "--gain-db", "1")
        assert done.code == 1
        assert done.err.splitlines()[-1] == "0 files written, 1 failed"
        assert not (tmp_path / "out").exists()


def test_silence_and_short_songs_are_no_trouble(augment, song):
    before, after, line = augment(song(np.zeros(RATE)), "--noise-snr-db", 10)
    assert not after.any()
    assert line["measured"]["snr_db"] is None
    assert line["measured"]["level_db"] is None
    before, after, line = augment(song(tone(440, 0.5)), "--crop-s", 1)
    assert np.array_equal(after, before)
    assert line["warnings"] == ["the sound is not longer than the crop and stays whole"]
    before, after, _ = augment(song(np.ones((1, 2))), "--pitch-semitones", 2, "--codec", "opus:48")
    assert after.shape == (1, 2)


def test_an_interrupted_run_leaves_whole_files_only(program, clean_env, song, tmp_path):
    path = song(stereo_music(60))
    out = tmp_path / "out"
    command = [program, "augment", path, "--out", out, "--copies", "500", *ALL]
    with subprocess.Popen(command, env=clean_env, stdout=subprocess.DEVNULL) as run:
        deadline = time.monotonic() + 60
        while not (out.exists() and any(out.glob("*.wav"))) and time.monotonic() < deadline:
            time.sleep(0.02)
        run.send_signal(signal.SIGINT)
        assert run.wait(60) == 130
    written = list(out.iterdir())
    assert written
    assert all(not path.name.startswith(".") for path in written)
    assert all(soundfile.info(path).frames > 0 for path in written)


def test_a_list_of_tracks_becomes_one_to_train_on(earmark, dataset, tmp_path):
    out = tmp_path / "more"
    flags = ("--noise-snr-db", "20..40", "--crop-s", "2..6", "--copies", "2")
    done = earmark("augment", "--tracks", dataset / "tracks.csv", "--out", out, *flags)
    assert done.code == 0, done.err
    with (out / "tracks.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 90
    for original, *copies in zip(rows[::3], rows[1::3], rows[2::3], strict=True):
        assert original["copy_of"] == ""
        assert pathlib.Path(original["file"]).parent.parent == dataset
        for i, copy in enumerate(copies, start=1):
            assert copy["id"] == f"{original['id']}.copy{i}"
            assert copy["copy_of"] == original["id"]
            same = ("genre", "artist", "split")
            assert [copy[name] for name in same] == [original[name] for name in same]
            seconds = soundfile.info(copy["file"]).duration
            assert copy["note"] == ("excerpt" if seconds < 3 else "")
    done = earmark("prepare", "--tracks", out / "tracks.csv", "--out", tmp_path / "data")
    assert done.code == 0, done.err
    assert "of 90 tracks" in done.out
    trained = earmark(
        *("train", "naive-bayes", "--data", tmp_path / "data", "--split", "by-artist"),
        *("--out", tmp_path / "model"),
    )
    assert trained.code == 0, trained.err
    list_before = (dataset / "tracks.csv").read_bytes()
    songs = ("--tracks", dataset / "tracks.csv", "--out", dataset)
    done = earmark("augment", *songs, *flags, "--force")
    assert done.code == 2
    assert "is the list of tracks, which is never written over" in done.err
    assert (dataset / "tracks.csv").read_bytes() == list_before


def test_ids_do_not_lead_out_of_the_folder(earmark, song, tmp_path):
    song(tone(440, 1), name="music/a.wav")
    (tmp_path / "list").mkdir()
    (tmp_path / "list" / "tracks.csv").write_text("file,genre\n../music/a.wav,rock\n")
    tracks = tmp_path / "list" / "tracks.csv"
    done = earmark("augment", "--tracks", tracks, "--out", tmp_path / "x" / "out", "--gain-db", "1")
    assert done.code == 0, done.err
    written = sorted(str(p.relative_to(tmp_path / "x")) for p in (tmp_path / "x").rglob("*.*"))
    assert written == ["out/music/a.wav", "out/tracks.csv"]


def test_folders_of_genres_become_a_list_too(earmark, song, tmp_path):
    for name in ("genres/rock/a.wav", "genres/jazz/b.wav"):
        song(tone(440, 1), name=name)
    (tmp_path / "genres" / "jazz" / "broken.wav").write_bytes(b"RIFF")
    out = tmp_path / "out"
    done = earmark("augment", "--genres-dir", tmp_path / "genres", "--out", out, "--gain-db", "1")
    assert done.code == 1
    with (out / "tracks.csv").open(newline="") as file:
        copies = [row["copy_of"] for row in csv.DictReader(file)]
    assert sorted(copies) == ["", "", "", "a", "b"]


def test_the_json_says_what_was_done(augment, song):
    _, _, line = augment(song(), "--codec", "mp3:64", "--eq", "100:3:1", "--gain-db", "-6")
    assert line["copy"] == 1
    assert line["changes"] == {
        "gain_db": -6,
        "eq": [{"hz": 100, "gain_db": 3, "q": 1}],
        "codec": {"name": "mp3", "setting": 64},
    }
    assert set(line["measured"]) == {
        *("duration_s", "sample_rate", "n_channels", "peak", "level_db", "snr_db")
    }
    json.dumps(line)
