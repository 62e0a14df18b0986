"""Sounds that are no music, made by arithmetic: noises, tones, clicks, rain, engines, applause.

Each maker takes a random generator and gives 10 s at 22,050 Hz between -1 and 1.
"""

import pathlib

import numpy as np
import soundfile

RATE = 22050
SECONDS = 10
N = RATE * SECONDS


def peak(y: np.ndarray, level: float = 0.5) -> np.ndarray:
    return (level * y / np.abs(y).max()).astype(np.float32)


def coloured(rng: np.random.Generator, slope: float, low: float = 20, high: float = 11000):
    """Noise whose power falls with frequency to the power of `slope`, between two limits in Hz."""
    spectrum = np.fft.rfft(rng.standard_normal(N))
    hz = np.fft.rfftfreq(N, 1 / RATE)
    shape = np.where((hz >= low) & (hz <= high), np.maximum(hz, 1.0) ** (-slope / 2), 0)
    return np.fft.irfft(spectrum * shape, N)


def noise(rng: np.random.Generator) -> np.ndarray:
    return peak(coloured(rng, slope=rng.choice([0, 1, 2])))


def tone(rng: np.random.Generator) -> np.ndarray:
    t = np.arange(N) / RATE
    begin, end = np.exp(rng.uniform(np.log(100), np.log(5000), 2))
    hz = np.full(N, begin) if rng.random() < 0.5 else np.linspace(begin, end, N)
    y = np.sin(2 * np.pi * np.cumsum(hz) / RATE)
    return peak(np.sign(y) if rng.random() < 0.3 else y * (1 + 0 * t))


def clicks(rng: np.random.Generator) -> np.ndarray:
    y = 0.001 * rng.standard_normal(N)
    step = int(RATE / rng.uniform(0.5, 8))
    jitter = rng.integers(0, max(1, step // 3), N // step)
    y[np.minimum(np.arange(N // step) * step + jitter, N - 1)] = 1
    return peak(y)


def rain(rng: np.random.Generator) -> np.ndarray:
    """A hiss with thousands of short drops, each a decaying knock of its own pitch."""
    y = 0.15 * coloured(rng, slope=0.5, low=400) / 0.01
    y /= np.abs(y).max()
    for _ in range(rng.integers(300, 3000)):
        n = rng.integers(60, 500)
        at = rng.integers(0, N - n)
        t = np.arange(n)
        drop = np.exp(-t / (n / 5)) * np.sin(2 * np.pi * rng.uniform(800, 6000) * t / RATE)
        y[at : at + n] += rng.exponential(0.3) * drop
    return peak(y)


def engine(rng: np.random.Generator) -> np.ndarray:
    """Explosions at a wandering speed, with the harmonics of a pipe and some rumble."""
    speed = rng.uniform(15, 90) * (1 + 0.15 * np.cumsum(rng.standard_normal(N)) / np.sqrt(N))
    phase = np.cumsum(speed) / RATE
    y = sum(
        rng.uniform(0.2, 1) / k * np.sin(2 * np.pi * k * phase + rng.uniform(0, 6))
        for k in range(1, 24)
    )
    rumble = coloured(rng, slope=2, high=800)
    return peak(y / np.abs(y).max() + rng.uniform(0.2, 0.8) * rumble / np.abs(rumble).max())


def applause(rng: np.random.Generator) -> np.ndarray:
    """Many hands, each clapping at its own pace: short bursts of noise in a band of its own."""
    y = np.zeros(N + RATE)
    for _ in range(rng.integers(20, 150)):
        n = rng.integers(150, 600)
        burst = rng.standard_normal(n) * np.exp(-np.arange(n) / (n / 4))
        spectrum = np.fft.rfft(burst)
        hz = np.fft.rfftfreq(n, 1 / RATE)
        clap = np.fft.irfft(spectrum * np.exp(-(((hz - rng.uniform(800, 2500)) / 900) ** 2)), n)
        at = rng.uniform(0, 0.5)
        while at < SECONDS:
            begin = int(at * RATE)
            y[begin : begin + n] += rng.uniform(0.5, 1) * clap
            at += rng.uniform(0.18, 0.35)
    return peak(y[:N])


MAKERS = {
    "noise": noise,
    "tones": tone,
    "clicks": clicks,
    "rain": rain,
    "engines": engine,
    "applause": applause,
}


def write_all(folder: pathlib.Path, each: int) -> dict[str, list[pathlib.Path]]:
    """So many files of each kind, the same on every run."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for k, (name, maker) in enumerate(MAKERS.items()):
        found[f"made: {name}"] = paths = [folder / f"{name}.{i}.wav" for i in range(each)]
        for i, path in enumerate(paths):
            soundfile.write(path, maker(np.random.default_rng([k, i])), RATE)
    return found
