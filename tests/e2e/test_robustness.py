"""tools/measure_robustness.py: that what it makes of a song is what it says, and how it counts."""

import csv
import json
import pathlib
import shutil
import subprocess
import sys

import numpy as np
import pytest
import soundfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "measure_robustness.py"
sys.path.insert(0, str(TOOL.parent))

from robustness import alterations, measures, page  # noqa: E402

SR = 48000
FLOAT_TOLERANCE = 1e-6  # of samples up to 1, stored as float32
SNR_TOLERANCE_DB = 0.1
# Of a resampled sine away from the ends, where the filter has seen all it needs; soxr's VHQ leaves
# less than -100 dB.
RESAMPLING_TOLERANCE = 1e-4


def chance() -> np.random.Generator:
    return np.random.default_rng(5)


def sine(hz=440.0, seconds=2.0, sr=SR, n_channels=1) -> alterations.Sound:
    y = 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * sr)) / sr)
    return alterations.Sound(np.tile(y[:, None], n_channels).astype(np.float32), sr)


def level_db(samples: np.ndarray) -> float:
    return 10 * np.log10(np.square(samples, dtype=np.float64).mean())


def row_named(name: str) -> alterations.Alteration:
    (row,) = (row for row in alterations.all_rows() if row.name == name)
    return row


def pitch_hz(sound: alterations.Sound) -> float:
    """Of a sine, by the slope of its crossings of zero."""
    y = sound.samples[:, 0].astype(np.float64)
    up = np.flatnonzero((y[:-1] < 0) & (y[1:] >= 0))
    crossings = up + y[up] / (y[up] - y[up + 1])
    return sound.sr / np.polyfit(np.arange(crossings.size), crossings, 1)[0]


@pytest.mark.parametrize("snr_db", [30, 20, 10])
@pytest.mark.parametrize("n_channels", [1, 2])
def test_noise_is_as_far_below_the_song_as_its_row_says(snr_db, n_channels):
    song = sine(n_channels=n_channels)
    noisy = row_named(f"white noise, {snr_db} dB below").change(song, chance())
    measured_db = level_db(song.samples) - level_db(noisy.samples - song.samples)
    assert measured_db == pytest.approx(snr_db, abs=SNR_TOLERANCE_DB)


def test_noise_is_white():
    noise = alterations.noisy(sine(), 0, chance()).samples - sine().samples
    power = np.square(np.abs(np.fft.rfft(noise[:, 0])))
    halves = power[: power.size // 2].mean() / power[power.size // 2 :].mean()
    assert halves == pytest.approx(1, abs=0.05)  # five standard deviations of 24,000 bins each


def test_noise_on_silence_is_silent():
    silence = alterations.Sound(np.zeros((100, 1), np.float32), SR)
    assert not alterations.noisy(silence, 10, chance()).samples.any()


def test_noise_depends_on_nothing_but_its_generator():
    again = [alterations.noisy(sine(), 20, chance()).samples for _ in range(2)]
    np.testing.assert_array_equal(*again)


@pytest.mark.parametrize("seconds", alterations.SHIFTS_S)
def test_a_shift_drops_exactly_the_beginning(seconds):
    song = alterations.Sound(np.arange(4 * SR, dtype=np.float32)[:, None], SR)
    shifted = row_named(f"begun {seconds:g} s later").change(song, chance())
    assert shifted.samples[0, 0] == pytest.approx(seconds * SR, abs=0)
    np.testing.assert_array_equal(shifted.samples, song.samples[round(seconds * SR) :])


def test_the_first_ten_seconds_are_ten():
    first = row_named("the first 10 s only").change(sine(seconds=12), chance())
    np.testing.assert_array_equal(first.samples, sine(seconds=12).samples[: 10 * SR])


@pytest.mark.parametrize(
    ("name", "gain_db"), [("+12 dB, floats beyond full scale", 12), ("-12 dB", -12)]
)
def test_gain_is_exact(name, gain_db):
    louder = row_named(name).change(sine(), chance())
    expected = sine().samples.astype(np.float64) * 10 ** (gain_db / 20)
    np.testing.assert_allclose(louder.samples, expected, atol=4 * FLOAT_TOLERANCE)


def test_clipping_cuts_at_full_scale_and_nowhere_else():
    whole = alterations.amplified(sine(), 12).samples
    clipped = row_named("+12 dB, clipped").change(sine(), chance()).samples
    np.testing.assert_array_equal(clipped, np.clip(whole, -1, 1))
    assert np.abs(whole).max() > 1 == np.abs(clipped).max()


@pytest.mark.parametrize("sr", alterations.RATES_HZ)
def test_another_rate_is_the_same_sound(sr):
    made = row_named(f"{sr / 1000:g} kHz").change(sine(), chance())
    assert made.sr == sr
    middle = slice(sr // 2, sr)
    np.testing.assert_allclose(
        made.samples[middle], sine(sr=sr).samples[middle], atol=RESAMPLING_TOLERANCE
    )


@pytest.mark.parametrize(("name", "ratio"), [("+2 % speed", 1.02), ("-2 % speed", 0.98)])
def test_speed_changes_length_and_pitch_alike(name, ratio):
    made = row_named(name).change(sine(hz=440), chance())
    assert made.sr == SR
    assert len(made.samples) == pytest.approx(2 * SR / ratio, abs=1)
    assert pitch_hz(made) == pytest.approx(440 * ratio, rel=1e-4)


def test_stereo_has_the_song_and_silence_or_its_inverse():
    mono = sine().samples[:, 0]
    silent = row_named("stereo, a channel silent").change(sine(n_channels=2), chance()).samples
    inverted = row_named("stereo, a channel inverted").change(sine(), chance()).samples
    np.testing.assert_allclose(silent[:, 0], mono, atol=FLOAT_TOLERANCE)
    assert not silent[:, 1].any()
    np.testing.assert_array_equal(inverted[:, 1], -inverted[:, 0])


def test_a_wav_of_floats_keeps_every_bit(tmp_path):
    loud = alterations.amplified(sine(), 12)
    again = alterations.read(alterations.write(loud, None, tmp_path / "a"))
    assert again.sr == SR
    np.testing.assert_array_equal(again.samples, loud.samples)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="there is no ffmpeg")
@pytest.mark.parametrize("name", ["MP3, 128 kbit/s", "MP3, 64 kbit/s", "Opus, 48 kbit/s"])
def test_a_codec_has_its_rate_of_bits_and_the_song(tmp_path, name):
    noise = alterations.noisy(sine(seconds=10), 0, chance())  # gives the codec enough to do
    row = row_named(name)
    path = alterations.write(noise, row.codec, tmp_path / "a")
    assert path.suffix == row.codec.ending
    assert path.stat().st_size * 8 / 10 == pytest.approx(row.codec.bit_rate, rel=0.2)
    assert alterations.read(path).samples.shape[0] == pytest.approx(10 * SR, abs=0.1 * SR)


def test_goals_are_two_per_cent_five_or_none():
    goals = {row.name: row.goal for row in alterations.all_rows()}
    assert len(goals) == 26
    five = {"MP3, 64 kbit/s", "white noise, 30 dB below"}
    assert {name for name, goal in goals.items() if goal == 0.05} == five
    groups = {row.group for row in alterations.all_rows() if row.goal == 0.02}
    assert groups == {"codec", "gain", "rate", "shift"}


def answers(*genres: str | None, unsure=False) -> list[measures.Answer]:
    return [measures.Answer(genre, None if genre is None else unsure) for genre in genres]


def test_shares_are_of_all_songs():
    before = answers("pop", "pop", "jazz", "rock")
    after = [*answers("pop", unsure=True), *answers("jazz", "pop", None)]
    genres = ["pop", "pop", "pop", "rock"]
    row = measures.compare(before, after, genres, measures.Artists(["a", "b", "c", "d"], 0))
    assert row["changed"] == 0.75  # a song that is no music any more has changed too
    assert row["unsure_changed"] == 0.5
    assert (row["became_wrong"], row["became_right"]) == (0.5, 0.25)
    assert (row["accuracy"], row["no_label"]) == (0.5, 0.25)


def test_sure_songs_are_those_sure_before():
    before = [*answers("pop", "pop"), *answers("jazz", "jazz", unsure=True)]
    after = answers("pop", "rock", "pop", "pop")
    artists = measures.Artists(["a"] * 4, 0)
    assert measures.compare(before, after, ["pop"] * 4, artists)["changed_of_sure"] == 0.5
    unsure = answers("pop", unsure=True)
    one = measures.Artists(["a"], 0)
    assert measures.compare(unsure, unsure, ["pop"], one)["changed_of_sure"] is None


def test_an_artists_songs_come_and_stay_away_together():
    values = np.array([1.0] * 50 + [0.0] * 50)
    two = measures.Artists(["a"] * 50 + ["b"] * 50, 0)
    assert two.interval(values) == (0.0, 1.0)
    alone = measures.Artists([""] * 100, 0)
    assert (two.n, alone.n) == (2, 100)
    # 1.96 standard errors of 0.05, give or take those of 2000 resamples
    assert alone.interval(values) == pytest.approx((0.4, 0.6), abs=0.02)


def test_a_table_marks_what_is_reached():
    row = {"name": "x", "group": "gain", "goal": 0.02}
    row |= measures.compare(*[answers("pop")] * 2, ["pop"], measures.Artists(["a"], 0))
    assert "| 2 %, reached |" in page.line(row)
    assert "| 2 %, **missed** |" in page.line(row | {"changed": 0.021})
    assert "| none |" in page.line(row | {"goal": None})


def run(*arguments, path: str | None = None) -> subprocess.CompletedProcess:
    env = None if path is None else {"PATH": path}
    command = [sys.executable, TOOL, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def test_the_table_of_a_list_is_the_same_twice(program, bundle, dataset, write_song, tmp_path):
    rows = ["file,genre,artist,split"]
    for seed in range(3):
        write_song(tmp_path / f"{seed}.wav", "blues", seed, seconds=10.5)
        rows.append(f"{seed}.wav,blues,artist {seed},valid")
    write_song(tmp_path / "short.wav", seconds=3)
    rows += ["short.wav,pop,,valid", "not there.wav,pop,,train"]
    (tmp_path / "tracks.csv").write_text("\n".join(rows) + "\n")
    reports = []
    for out in (tmp_path / "a.json", tmp_path / "b.json"):
        done = run(
            *("--tracks", tmp_path / "tracks.csv", "--bundle", bundle, "--earmark", program),
            *("--profile", "fast", "--only", "noise", "--json", out),
            *("--markdown", tmp_path / "page.md"),
        )
        assert done.returncode == 0, done.stderr
        reports.append(json.loads(out.read_text()))
    assert reports[0] == reports[1]
    assert (reports[0]["n_songs"], reports[0]["n_left_out"]) == (3, 1)
    assert reports[0]["kinds"] == "3 of 1 channel at 22.05 kHz"
    assert [p["name"] for p in reports[0]["profiles"]] == ["fast"]
    assert "| white noise, 30 dB below |" in (tmp_path / "page.md").read_text()


def test_what_is_missing_is_said_in_one_sentence(program, bundle, dataset, tmp_path):
    def problem(tracks=None, earmark=program, models=bundle, path=None, rows="valid") -> str:
        done = run(
            *("--tracks", tracks or dataset / "tracks.csv", "--bundle", models),
            *("--earmark", earmark, "--rows", rows),
            path=path,
        )
        assert (done.returncode, done.stdout) == (1, "")
        (line,) = done.stderr.splitlines()
        return line.removeprefix("measure_robustness: ")

    missing, lost = tmp_path / "missing", tmp_path / "lost.csv"
    assert problem(tracks=missing) == f"there is no list of tracks {missing}"
    assert problem(earmark=missing).startswith(f"there is no program {missing}")
    assert problem(models=missing).startswith(f"there is no bundle in {missing}")
    assert problem(path=str(tmp_path)).startswith("ffmpeg is not installed")
    assert problem(rows="test").endswith("has no rows of split test")
    assert problem() == "no song of split valid lasts 10 s"  # the tests' songs last 6.5
    with lost.open("w", newline="") as file:
        csv.writer(file).writerows([["file", "genre", "split"], ["gone.wav", "pop", "valid"]])
    assert problem(tracks=lost).endswith("gone.wav, which does not exist")
    lost.write_text("file,genre\na.wav,pop\n")
    assert problem(tracks=lost).endswith("has no column split")


def test_sound_that_cannot_be_read_is_named(program, bundle, tmp_path):
    (tmp_path / "text.wav").write_text("no sound")
    (tmp_path / "tracks.csv").write_text("file,genre,split\ntext.wav,pop,valid\n")
    done = run("--tracks", tmp_path / "tracks.csv", "--bundle", bundle, "--earmark", program)
    assert done.returncode == 1
    assert "cannot read" in done.stderr and "text.wav" in done.stderr
    with pytest.raises(soundfile.SoundFileError):
        alterations.read(tmp_path / "text.wav")
