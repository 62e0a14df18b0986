"""Sounds that differ from each other."""

import io

import numpy as np
import soundfile

RATE = 22050


def samples(seed: int, seconds: float, rate: int = RATE) -> np.ndarray:
    """Chords with a beat, other ones for each seed."""
    random = np.random.default_rng(seed)
    t = np.arange(round(seconds * rate)) / rate
    sound = np.zeros_like(t)
    for frequency in 80 * 2 ** (random.integers(0, 36, 5) / 12):
        for harmonic in range(1, 6):
            sound += np.sin(2 * np.pi * frequency * harmonic * t) / harmonic / random.uniform(1, 4)
    beat = np.exp(-((t * random.uniform(1.5, 3)) % 1) * random.uniform(2, 12))
    noise = random.standard_normal(len(t)) * random.uniform(0, 0.3)
    mixed = sound * (0.3 + 0.7 * beat) + noise * beat
    return (0.8 * mixed / np.abs(mixed).max()).astype(np.float32)


def encoded(sound: np.ndarray, kind: str = "WAV", rate: int = RATE) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format=kind)
    return file.getvalue()


def song(seed: int, seconds: float = 6, kind: str = "WAV") -> bytes:
    return encoded(samples(seed, seconds), kind)
