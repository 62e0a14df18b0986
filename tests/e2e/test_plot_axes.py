"""Pictures of the plot subcommand to the pixel: their axes and values, and librosa's beside them."""

import librosa
import matplotlib as mpl
import numpy as np
import pytest
import soundfile
from conftest import SAMPLE_RATE
from pictures import inside, pixels, shares

pytest_plugins = ("plot_steps",)

ONE_PIXEL = 1.0


def hz_to_row(axes: dict, hz: float) -> float:
    mel = librosa.hz_to_mel(np.array([axes["y"]["low"], hz, axes["y"]["high"]]))
    return axes["height"] * (1 - (mel[1] - mel[0]) / (mel[2] - mel[0]))


def second_to_column(axes: dict, second: float) -> float:
    low, high = axes["x"]["low"], axes["x"]["high"]
    return axes["width"] * (second - low) / (high - low)


def test_tones_lie_at_their_hertz_and_seconds(plot, tmp_path):
    """Pure tones, each for 2 s, at the centres of mel bands, so that one band alone is brightest."""
    bands = [20, 45, 70, 95, 120]
    centres = librosa.mel_frequencies(130, fmin=0, fmax=SAMPLE_RATE / 2)[1:-1]
    t = np.arange(10 * SAMPLE_RATE) / SAMPLE_RATE
    hz = centres[np.repeat(bands, 2 * SAMPLE_RATE)]
    phase = 2 * np.pi * np.cumsum(hz) / SAMPLE_RATE
    soundfile.write(tmp_path / "tones.wav", 0.5 * np.sin(phase), SAMPLE_RATE, "FLOAT")
    report = plot("mel", tmp_path / "tones.wav", out=tmp_path / "tones.png")
    (axes,) = report["axes"]
    assert (axes["x"]["unit"], axes["y"]["unit"]) == ("s", "Hz")
    level = shares(inside(pixels(tmp_path / "tones.png"), axes), "magma")
    for i, band in enumerate(bands):
        column = level[:, round(second_to_column(axes, 2 * i + 1))]
        bright = np.flatnonzero(column == column.max())
        middle = (bright[0] + bright[-1] + 1) / 2
        assert abs(middle - hz_to_row(axes, centres[band])) <= ONE_PIXEL
    # Where one tone gives way to the next, in the row of either; a frame sees both over its length,
    # half of which is the place where they are as loud.
    for i in range(4):
        here, there = (level[int(hz_to_row(axes, centres[band]))] for band in bands[i : i + 2])
        begin = round(second_to_column(axes, 2 * i + 1))
        crossing = begin + np.flatnonzero(there[begin:] >= here[begin:])[0]
        frame = second_to_column(axes, 512 / SAMPLE_RATE) - second_to_column(axes, 0)
        assert abs(crossing - second_to_column(axes, 2 * i + 2)) <= frame + ONE_PIXEL
    assert len(t) == len(hz)


def test_ticks_stand_where_the_axes_say(plot, song, tmp_path):
    """Marks of the frame's colour left of and below the area: at octaves from 64 Hz and whole 2 s."""
    (axes,) = plot("mel", song, out=tmp_path / "a.png")["axes"]
    picture = pixels(tmp_path / "a.png")
    bottom, left = axes["top"] + axes["height"], axes["left"]
    mark = np.array([0x6E, 0x77, 0x81])
    below = picture[bottom + 3, left : left + axes["width"]]
    columns = np.flatnonzero((below == mark).all(axis=1))
    assert columns.tolist() == [int(second_to_column(axes, second)) for second in range(0, 15, 2)]
    beside = picture[axes["top"] : bottom, left - 4]
    rows = np.flatnonzero((beside == mark).all(axis=1))
    octaves = [64, 128, 256, 512, 1024, 2048, 4096, 8192]
    assert rows.tolist() == sorted(int(hz_to_row(axes, hz)) for hz in octaves)


def librosa_values(kind: str, y: np.ndarray) -> np.ndarray:
    if kind == "mel":
        return librosa.power_to_db(librosa.feature.melspectrogram(y=y), ref=np.max)
    if kind == "chroma":
        return librosa.feature.chroma_stft(y=y)
    assert kind == "tempogram"
    return librosa.feature.tempogram(y=y)


@pytest.mark.parametrize("kind", ["mel", "chroma"])
def test_the_picture_shows_librosas_values(plot, song, tmp_path, kind):
    """Colours read back are librosa's values to half a step of the colours, a 256th."""
    y, _ = librosa.load(song)
    expected = librosa_values(kind, y)
    (axes,) = plot(kind, song, out=tmp_path / "a.png")["axes"]
    level = shares(inside(pixels(tmp_path / "a.png"), axes), "magma")
    n_rows, n_cols = expected.shape
    rows = ((np.arange(n_rows) + 0.5) / n_rows * axes["height"]).astype(int)
    columns = ((np.arange(n_cols) + 0.5) / n_cols * axes["width"]).astype(int)
    shown = level[::-1][rows][:, columns]
    wanted = 1 + expected / 80 if kind == "mel" else expected
    assert np.corrcoef(shown.ravel(), wanted.ravel())[0, 1] > 0.9999
    assert np.abs(shown - wanted).max() < 0.01


def test_the_tempograms_bright_rows_are_librosas(plot, song, tmp_path):
    y, _ = librosa.load(song)
    mean = librosa_values("tempogram", y).mean(axis=1)
    (axes,) = plot("tempogram", song, out=tmp_path / "a.png")["axes"]
    level = shares(inside(pixels(tmp_path / "a.png"), axes), "magma").mean(axis=1)
    low, high = axes["y"]["low"], axes["y"]["high"]
    place = 1 - (np.arange(axes["height"]) + 0.5) / axes["height"]
    lag = np.rint(60 * SAMPLE_RATE / 512 / (low * (high / low) ** place)).astype(int)
    assert np.abs(level - mean[lag]).max() < 0.01
    # Beats every 0.5 s.
    bpm = low * (high / low) ** place
    beat = (bpm > 100) & (bpm < 150)
    assert bpm[beat][level[beat].argmax()] == pytest.approx(120, rel=0.03)


def test_librosa_display_puts_the_tones_at_the_same_hertz_and_seconds(plot, tmp_path):
    """librosa.display's own picture of the same sound: brightest pixels, read back by its axes."""
    mpl.use("Agg")
    from matplotlib import pyplot  # noqa: PLC0415: after the choice of its backend

    t = np.arange(8 * SAMPLE_RATE) / SAMPLE_RATE
    hz = np.repeat([440.0, 1000.0, 2500.0, 6000.0], 2 * SAMPLE_RATE)
    y = 0.5 * np.sin(2 * np.pi * np.cumsum(hz) / SAMPLE_RATE)
    assert t.size == y.size
    soundfile.write(tmp_path / "tones.wav", y, SAMPLE_RATE, "FLOAT")
    (axes,) = plot("mel", tmp_path / "tones.wav", out=tmp_path / "ours.png")["axes"]
    level = shares(inside(pixels(tmp_path / "ours.png"), axes), "magma")

    figure, their_axes = pyplot.subplots(figsize=(12, 5), dpi=100)
    mel_db = librosa.power_to_db(librosa.feature.melspectrogram(y=y), ref=np.max)
    librosa.display.specshow(mel_db, x_axis="time", y_axis="mel", ax=their_axes, cmap="magma")
    figure.canvas.draw()
    theirs = np.asarray(figure.canvas.buffer_rgba())[:, :, :3].astype(int)
    height = theirs.shape[0]
    mels = librosa.mel_frequencies(130, fmin=0, fmax=SAMPLE_RATE / 2)
    for i, tone in enumerate([440.0, 1000.0, 2500.0, 6000.0]):
        second = 2 * i + 1
        x = int(their_axes.transData.transform((second, tone))[0])
        bottom, top = (int(v) for v in their_axes.bbox.intervaly)
        column = theirs[height - top + 2 : height - bottom - 2, x].sum(axis=-1)
        bright = np.flatnonzero(column == column.max()).mean() + height - top + 2
        their_hz = their_axes.transData.inverted().transform((x, height - bright - 0.5))[1]
        ours = level[:, int(second_to_column(axes, second))]
        row = np.flatnonzero(ours == ours.max()).mean() + 0.5
        low, high = librosa.hz_to_mel(np.array([axes["y"]["low"], axes["y"]["high"]]))
        our_hz = librosa.mel_to_hz(high - row / axes["height"] * (high - low))
        # librosa.display spreads the bands from 0 to the highest frequency instead of from the first
        # triangle's peak to the last one's, so that the two differ by up to one band.
        band = np.diff(mels)[np.searchsorted(mels, tone)]
        assert abs(our_hz - tone) <= band
        assert abs(our_hz - their_hz) <= 2 * band
    pyplot.close(figure)


def test_a_part_is_drawn_at_its_own_time(plot, song, tmp_path):
    (axes,) = plot("waveform", song, out=tmp_path / "a.png", start_s=5, duration_s=2.5)["axes"]
    assert axes["x"]["low"] == 5
    assert axes["x"]["high"] == pytest.approx(7.5, abs=1 / SAMPLE_RATE)


def test_a_click_stands_where_it_is_in_a_waveform(plot, tmp_path):
    y = np.zeros(30 * SAMPLE_RATE, dtype=np.float32)
    y[20 * SAMPLE_RATE] = 0.9
    soundfile.write(tmp_path / "click.wav", y, SAMPLE_RATE)
    (axes,) = plot("waveform", tmp_path / "click.wav", out=tmp_path / "a.png")["axes"]
    picture = inside(pixels(tmp_path / "a.png"), axes)
    low, high = axes["y"]["low"], axes["y"]["high"]
    row = int(axes["height"] * (1 - (0.45 - low) / (high - low)))
    blue = np.flatnonzero(picture[row, :, 2] - picture[row, :, 0] > 60)
    assert blue.size > 0
    assert abs(blue.mean() + 0.5 - second_to_column(axes, 20)) <= 2 * ONE_PIXEL
