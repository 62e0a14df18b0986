"""The reference's front end, examples/gradio, as people and programs meet it."""

import os
import pathlib
import shutil

import gradio_app
import numpy as np
import pytest
import songs
from gradio_app import serving
from service import running

pytestmark = pytest.mark.skipif(
    not os.access(gradio_app.PYTHON, os.X_OK),
    reason=f"scripts/setup gradio has not made {gradio_app.PYTHON}",
)
LABELS = {"hiphop": "hip hop"}
# Its label is another one where its 44.1 kHz are taken for 22.05.
SEED = 10
SECONDS = 6


def stereo(rate: int) -> np.ndarray:
    """The same song at each rate; both channels have one sound, at two levels."""
    sound = songs.samples(SEED, SECONDS, 44100)
    mono = sound if rate == 44100 else resampled(sound)
    return np.stack([mono, mono / 2], axis=1)


def resampled(sound: np.ndarray) -> np.ndarray:
    """44.1 kHz to 22.05 kHz, in the domain of frequencies."""
    spectrum = np.fft.rfft(sound)
    n = len(sound) // 2
    return (np.fft.irfft(spectrum[: n // 2 + 1], n) / 2).astype(np.float32)


@pytest.fixture
def write(tmp_path):
    def write(sound: np.ndarray, rate: int, name: str) -> pathlib.Path:
        file = tmp_path / name
        file.write_bytes(songs.encoded(sound, "WAV", rate))
        return file

    return write


@pytest.fixture(scope="module")
def app(service):
    with serving(f"http://{service.host}:{service.port}/predict/music") as one:
        yield one


def own_label(service, file: pathlib.Path) -> str:
    """The service's answer for the file, by the models that the reference's clients ask for."""
    genre = service.predict(file.read_bytes(), "?members=forest,cnn").json()["genre"]
    return LABELS.get(genre, genre)


def test_the_label_is_the_services_own_for_the_file(service, app, write):
    files = [
        write(stereo(44100), 44100, "stereo.wav"),
        write(stereo(22050)[:, 0], 22050, "mono.wav"),
        *(write(songs.samples(seed, 4), 22050, f"{seed}.wav") for seed in (4, 5, 14)),
    ]
    expected = [("label", own_label(service, file)) for file in files]
    assert len(set(expected)) > 2
    assert app.ask(*files) == expected


def test_the_sample_rate_is_sent(app, write):
    full, half, slowed = app.ask(
        write(stereo(44100), 44100, "full.wav"),
        write(stereo(22050), 22050, "half.wav"),
        write(stereo(44100), 22050, "slowed.wav"),
    )
    assert full == half
    assert full != slowed


def test_what_cannot_be_named_is_answered_by_a_sentence(app, write, tmp_path):
    text = tmp_path / "text.wav"
    text.write_text("no sound\n" * 100)
    short = write(songs.samples(1, 0.1), 22050, "short.wav")
    assert app.ask(None, text, short) == [
        ("error", "Choose a song, or record one, first."),
        ("error", "This file holds no sound that can be read."),
        ("error", "the sound: the sound lasts 0.10 s; at least 0.5 s is needed"),
    ]
    assert "Traceback" not in app.log.read_text()


def test_a_service_that_is_away_or_refuses_is_told_in_a_sentence(write):
    song = write(songs.samples(1, 10), 22050, "song.wav")
    with running("--profile", "fast", "--max-body-mb", 1) as service:
        address = f"http://{service.host}:{service.port}/predict/music"
        with serving(address) as app:
            ((kind, text),) = app.ask(song)
            assert (kind, "larger than the 1 MB" in text) == ("error", True), text
            service.stop()
            ((kind, text),) = app.ask(song)
            assert kind == "error"
            assert text.startswith(f"The service at {address} does not answer: ")
            assert "Traceback" not in app.log.read_text()


@pytest.fixture
def look(app, tmp_path):
    if shutil.which("node") is None or not (gradio_app.ROOT / "web/node_modules").is_dir():
        pytest.skip("scripts/web has not run")
    if not os.access(os.environ.get("EARMARK_CHROMIUM", "/usr/bin/chromium"), os.X_OK):
        pytest.skip("there is no Chromium")
    return lambda *files: app.look(*files, picture=tmp_path / "page.png")


def test_a_file_that_is_dropped_on_the_page_is_named(service, look, write):
    song = write(stereo(44100), 44100, "song.wav")
    seen = look(song)
    assert seen["label"] == own_label(service, song)
    assert seen["error"] is None
    assert seen["complaints"] == []


def test_without_a_file_the_page_says_what_to_do(look):
    seen = look()
    assert "Choose a song, or record one, first." in seen["error"]
    assert seen["label"] is None


def test_page_and_program_ask_nobody_but_the_service(app, look, write):
    seen = look(write(songs.samples(2, 3), 22050, "song.wav"))
    assert seen["foreign"] == []
    assert [one for one in seen["buttons"] if "share" in one.lower()] == []
    assert app.hosts() == {"127.0.0.1"}
