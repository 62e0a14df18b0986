"""The augment subcommand: what it writes is measured with numpy and scipy, not with its own code."""

import numpy as np
import pytest
import scipy.signal
import soundfile
from augment_steps import RATE, stereo_music, tone

pytest_plugins = ("augment_steps",)
SNR_ERROR_DB = 0.01  # rounding to floats
CENTS = 1.0  # a join of waveforms moves a tone's phase, not its pitch; 0.4 were measured
PLACE_ERROR_S = 0.06  # waveforms are joined within tens of milliseconds of their place
EQ_ERROR_DB = 0.1  # the filter's run-in at the song's beginning
DECAY_ERROR = 0.08  # relative, of the slope of a decay that is itself noise


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
