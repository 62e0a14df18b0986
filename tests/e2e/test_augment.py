"""The augment subcommand: what it writes is measured with numpy and scipy, not with its own code."""

import csv
import json
import pathlib
import signal
import subprocess
import time

import numpy as np
import pytest
import scipy.signal
import soundfile

RATE = 44100
SNR_ERROR_DB = 0.01  # rounding to floats
CENTS = 1.0  # a join of waveforms moves a tone's phase, not its pitch; 0.4 were measured
PLACE_ERROR_S = 0.06  # waveforms are joined within tens of milliseconds of their place
EQ_ERROR_DB = 0.1  # the filter's run-in at the song's beginning
DECAY_ERROR = 0.08  # relative, of the slope of a decay that is itself noise


def tone(hz: float, seconds: float, rate: int = RATE) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)


def stereo_music(seconds: float = 4, rate: int = RATE) -> np.ndarray:
    """Chords that swell, with noise; both channels differ."""
    t = np.arange(int(seconds * rate)) / rate
    rng = np.random.default_rng(1)
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 1.3 * t)
    left = sum(np.sin(2 * np.pi * hz * t + t * t * hz) for hz in (196, 523, 1318))
    right = sum(np.sin(2 * np.pi * hz * t + t * t * hz) for hz in (220, 659, 1568))
    y = 0.1 * np.stack([left * swell, right * swell], axis=1)
    return y + 0.003 * rng.standard_normal(y.shape)


@pytest.fixture
def song(tmp_path):
    def write(samples=None, name="song.wav", rate=RATE, **options):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        samples = stereo_music() if samples is None else samples
        soundfile.write(path, samples, rate, **({"subtype": "FLOAT"} | options))
        return path

    return write


@pytest.fixture
def augment(earmark, tmp_path):
    """Changes one song; gives the samples before and after, and the JSON line."""

    def run(path, *flags):
        out = tmp_path / "out"
        done = earmark("augment", path, "--out", out, "--force", "--json", *flags)
        assert done.code == 0, done.err
        (line,) = done.json_lines()
        before, rate = soundfile.read(path, always_2d=True)
        after, new_rate = soundfile.read(line["out"], always_2d=True)
        assert new_rate == rate
        assert after.shape[1] == before.shape[1]
        assert line["measured"]["duration_s"] == pytest.approx(len(after) / rate)
        return before, after, line

    return run


def strongest_hz(samples: np.ndarray, rate: int = RATE) -> float:
    """Of a second in the middle: the peak of a padded spectrum, by a parabola."""
    middle = samples[len(samples) // 2 - rate // 2 :][:rate]
    n_fft = 1 << 20
    level = np.log(np.abs(np.fft.rfft(middle * np.hanning(rate), n_fft)) + 1e-12)
    k = int(level.argmax())
    a, b, c = level[k - 1 : k + 2]
    return (k + (a - c) / (2 * (a - 2 * b + c))) * rate / n_fft


def cents(hz: float, reference_hz: float) -> float:
    return 1200 * np.log2(hz / reference_hz)


@pytest.mark.parametrize("snr_db", [-10, 0, 10, 30])
def test_noise_has_its_ratio(augment, song, snr_db):
    before, after, line = augment(song(), "--noise-snr-db", snr_db)
    assert len(after) == len(before)
    measured = 10 * np.log10(np.sum(before**2) / np.sum((after - before) ** 2))
    assert measured == pytest.approx(snr_db, abs=SNR_ERROR_DB)
    assert line["measured"]["snr_db"] == pytest.approx(snr_db, abs=SNR_ERROR_DB)


def test_gain_is_exact(augment, song):
    before, after, _ = augment(song(), "--gain-db", -6)
    assert np.allclose(after, before * 10 ** (-6 / 20), rtol=1e-6, atol=0)
    before, after, line = augment(song(), "--gain-db", 20)
    assert np.abs(after).max() > 1
    assert line["measured"]["peak"] == pytest.approx(np.abs(after).max())


def test_shift_and_crop_and_order_keep_samples(augment, song):
    before, after, _ = augment(song(), "--shift-s", 0.5)
    assert np.array_equal(after, before[RATE // 2 :])
    before, after, _ = augment(song(), "--shift-s", -0.5)
    assert np.array_equal(after[RATE // 2 :], before)
    assert not after[: RATE // 2].any()
    before, after, line = augment(song(), "--crop-s", 1.5)
    start = round(line["changes"]["crop_start_s"] * RATE)
    assert np.array_equal(after, before[start : start + RATE * 3 // 2])
    before, after, line = augment(song(), "--reorder", 4)
    assert sorted(line["changes"]["order"]) == [0, 1, 2, 3] != line["changes"]["order"]
    parts = np.split(before, 4)
    assert np.array_equal(after, np.concatenate([parts[i] for i in line["changes"]["order"]]))


@pytest.mark.parametrize("semitones", [-12, -1.5, 2, 7])
def test_pitch_is_right_and_the_length_stays(augment, song, semitones):
    before, after, _ = augment(song(tone(440, 4)), "--pitch-semitones", semitones)
    assert len(after) == len(before)
    expected = 440 * 2 ** (semitones / 12)
    assert cents(strongest_hz(after[:, 0]), expected) == pytest.approx(0, abs=CENTS)


@pytest.mark.parametrize("tempo", [0.5, 0.8, 1.1, 2])
def test_tempo_changes_the_length_and_not_the_pitch(augment, song, tempo):
    begins_s = 3
    samples = tone(440, 6)
    samples[: begins_s * RATE] = 0
    before, after, _ = augment(song(samples), "--tempo", tempo)
    assert len(after) == round(len(before) / tempo)
    first = np.flatnonzero(np.abs(after[:, 0]) > 0.1)[0] / RATE
    assert first == pytest.approx(begins_s / tempo, abs=PLACE_ERROR_S)
    before, after, _ = augment(song(tone(440, 4)), "--tempo", tempo)
    assert cents(strongest_hz(after[:, 0]), 440) == pytest.approx(0, abs=CENTS)


def test_a_band_of_the_equaliser_has_its_gain(augment, song):
    for hz, expected_db in ((1000, 6), (100, 0), (8000, -9)):
        before, after, _ = augment(song(tone(hz, 2)), "--eq", "1000:6:4,8000:-9:4")
        gain_db = 20 * np.log10(np.std(after[RATE:]) / np.std(before[RATE:]))
        assert gain_db == pytest.approx(expected_db, abs=EQ_ERROR_DB)


@pytest.mark.parametrize("decay_s", [0.3, 1.2])
def test_a_room_decays_in_its_time(augment, song, decay_s):
    click = np.zeros(2 * RATE)
    click[0] = 0.5
    _, after, _ = augment(song(click), "--reverb-s", decay_s)
    left = np.cumsum(after[:0:-1, 0] ** 2)[::-1]
    level = 10 * np.log10(left / left[0] + 1e-12)
    t30 = 2 * (np.argmax(level < -35) - np.argmax(level < -5)) / RATE
    assert t30 == pytest.approx(decay_s, rel=DECAY_ERROR)


@pytest.mark.parametrize("codec", ["mp3:96", "opus:96", "vorbis:5"])
@pytest.mark.parametrize("rate", [22050, 44100])
def test_a_codecs_copy_lies_where_its_song_lies(augment, song, codec, rate):
    path = song(stereo_music(4, rate), rate=rate)
    before, after, _ = augment(path, "--codec", codec)
    assert after.shape == before.shape
    match = scipy.signal.correlate(after[:, 0], before[:, 0], mode="same", method="fft")
    assert match.argmax() == len(before) // 2
    assert 0 < np.sum((after - before) ** 2) < 0.1 * np.sum(before**2)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("song.flac", {"subtype": "PCM_16"}),
        ("song.ogg", {"subtype": "VORBIS"}),
        ("song.mp3", {"subtype": "MPEG_LAYER_III"}),
        ("song.aiff", {"subtype": "PCM_24"}),
    ],
)
def test_other_formats_are_read(augment, song, name, options):
    before, after, line = augment(song(name=name, **options), "--gain-db", -3)
    assert after.shape == before.shape
    assert line["out"].endswith("/out/song.wav")


def test_flac_is_written_and_says_what_it_clips(earmark, song, tmp_path):
    out = tmp_path / "out"
    done = earmark("augment", song(), "--out", out, "--format", "flac", "--gain-db", "20")
    assert done.code == 0
    assert "beyond full scale, which FLAC clips and WAV would keep" in done.err
    assert soundfile.info(out / "song.flac").subtype == "PCM_24"
    assert np.abs(soundfile.read(out / "song.flac")[0]).max() <= 1


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
