"""Write tests/golden/features.csv and features_mfcc.f32: librosa's features of made-up signals.

The signals are integer arithmetic only, so that golden_signals.cpp in libs/features/tests makes
the same bits. features.csv: name, number and CRC of the samples, tuning, the 57 columns.
features_mfcc.f32: the tensors of the signals in the same order, little-endian float32.
"""

import pathlib
import zlib

import librosa
import numpy as np
from librosa_features import COLUMNS, SEGMENT_SAMPLES, segment_features

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "tests/golden"
TIME = np.arange(SEGMENT_SAMPLES, dtype=np.int64)
FULL_SCALE = 1 << 22
OTHER_LENGTHS = (11025, 33075, 661500)  # 0.5, 1.5 and 30 s


def noise(seed: int, n: int = SEGMENT_SAMPLES) -> np.ndarray:
    """Marsaglia's xorshift32, its upper 16 bits as a signed number."""
    values = np.zeros(n, np.int64)
    x = seed
    for i in range(n):
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        values[i] = (x >> 16) - 32768
    return values


def tone(time: np.ndarray, step: int, start: int = 0) -> np.ndarray:
    """Two parabolas that look like a sine of amplitude 16384; step / 65536 turns a 1024th."""
    phase = ((time - start) * step >> 16) % 1024  # 0 ... 1023 a period
    half = phase % 512
    parabola = half * (512 - half) >> 2
    return np.where(phase < 512, parabola, -parabola)


def decay(time: np.ndarray, start: int, length: int) -> np.ndarray:
    """16384 falling to 0 by a parabola from start on."""
    left = np.clip(length - (time - start), 0, length)
    left = np.where(start > time, 0, left)
    return left * left // length * 16384 // length


def song(seed: int, beat: int, root: int, n_samples: int = SEGMENT_SAMPLES) -> np.ndarray:
    """Three notes a beat that fade, a noise burst on each beat, a bass, and hiss."""
    time = np.arange(n_samples, dtype=np.int64)
    y = np.zeros(n_samples, np.int64)
    hiss = noise(seed, n_samples)
    for n, start in enumerate(range(beat // 3, n_samples, beat)):
        note = root * (4 + n % 3) // 4
        chord = sum(tone(time, step, start) for step in (note, note * 5 // 4, note * 3 // 2))
        y += (chord * decay(time, start, beat * 2) >> 14) * 24
        y += (hiss * decay(time, start, beat // 4) >> 14) * 20
    return y + tone(time, root // 4) * 30 + hiss


def sweep() -> np.ndarray:
    phase = (TIME * TIME * 12 >> 14) % 1024
    half = phase % 512
    parabola = half * (512 - half) >> 2
    return np.where(phase < 512, parabola, -parabola) * 128


def in_float(y: np.ndarray, scale: float = 1.0) -> np.ndarray:
    return (y.astype(np.float64) / FULL_SCALE * scale).astype(np.float32)


def signals() -> list[tuple[str, np.ndarray]]:
    # 65536 * 1024 / 22050 of a step is one Hz: 3044 turns a second.
    a = song(1, 11025, 440 * 3044)
    b = song(7, 7938, 278 * 3044)
    impulse = np.zeros(SEGMENT_SAMPLES, np.int64)
    impulse[33075] = FULL_SCALE
    square = np.where(TIME % 50 < 25, FULL_SCALE, -FULL_SCALE)
    of_a_segment = {
        "song_120_bpm": in_float(a),
        "song_167_bpm": in_float(b),
        "song_quiet": in_float(a, 2.0**-16),
        "song_loud": in_float(b, 2.0**12),
        "noise": in_float(noise(3) * 64),
        "sweep": in_float(sweep()),
        "silence": np.zeros(SEGMENT_SAMPLES, np.float32),
        "impulse": in_float(impulse),
        "dc": np.full(SEGMENT_SAMPLES, 0.5, np.float32),
        "square": in_float(square),
        "denormal": in_float(a, 2.0**-130),
        "scale_1e-30": in_float(a, 2.0**-100),
    }
    others = [("song_120_bpm", in_float(song(1, 11025, 440 * 3044, n))) for n in OTHER_LENGTHS]
    return [*of_a_segment.items(), *others]


def main() -> None:
    tensors = []
    with (GOLDEN / "features.csv").open("w") as table:
        table.write(f"name,n_samples,samples_crc,tuning,{','.join(COLUMNS)}\n")
        for name, y in signals():
            row = segment_features(y)
            values = ",".join(f"{value:.9g}" for value in row[: len(COLUMNS)])
            table.write(
                f"{name},{len(y)},{zlib.crc32(y.tobytes())},{row[len(COLUMNS)]:.2f},{values}\n"
            )
            tensors.append(row[len(COLUMNS) + 1 :].astype("<f4"))
    np.concatenate(tensors).tofile(GOLDEN / "features_mfcc.f32")
    print(f"librosa {librosa.__version__}")


if __name__ == "__main__":
    main()
