"""What the tests of earmark plot share: a song, and the drawing of one."""

import pathlib

import numpy as np
import pytest
import soundfile
from conftest import SAMPLE_RATE, render


@pytest.fixture(scope="session")
def song(tmp_path_factory) -> pathlib.Path:
    """15 s: a bass tone, a melody and beats."""
    y = 0.5 * render("blues", 1, 15) + 0.5 * render("pop", 2, 15)
    t = np.arange(y.size) / SAMPLE_RATE
    beats = np.exp(-40 * (t % 0.5)) * np.random.default_rng(3).standard_normal(t.size)
    path = tmp_path_factory.mktemp("plot") / "song.wav"
    soundfile.write(path, (0.6 * y + 0.2 * beats).astype(np.float32), SAMPLE_RATE, "FLOAT")
    return path


@pytest.fixture(scope="session")
def plot(earmark, bundle):
    def run(kind, *songs, out, **options):
        flags = ("--bundle", bundle) if kind == "genres" else ()
        given = [
            x
            for name, value in options.items()
            for x in (f"--{name.replace('_', '-')}", str(value))
        ]
        done = earmark("plot", kind, *songs, "--out", out, "--json", *flags, *given)
        assert done.code == 0, done.err
        return done.json_lines()[0]

    return run
