"""What the tests of earmark augment share: songs to change, and the change of one."""

import numpy as np
import pytest
import soundfile

RATE = 44100


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
