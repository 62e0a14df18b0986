"""The features of a segment as the reference computes them: every librosa function apart.

    librosa_features.py SEGMENTS.f32 OUT.npy

SEGMENTS.f32 holds float32 samples at 22050 Hz, 66150 a segment; OUT.npy gets a row a segment: the
57 columns of the public table, the estimated tuning, and 130 x 13 MFCCs frame by frame.
"""

import sys
import warnings

import librosa
import numpy as np

SR = 22050
SEGMENT_SAMPLES = 66150
N_FRAMES = 130
N_MFCC_TENSOR = 13

COLUMNS = [
    f"{name}_{statistic}"
    for name in (
        "chroma_stft",
        "rms",
        "spectral_centroid",
        "spectral_bandwidth",
        "rolloff",
        "zero_crossing_rate",
        "harmony",
        "perceptr",
    )
    for statistic in ("mean", "var")
]
COLUMNS += ["tempo"]
COLUMNS += [f"mfcc{i + 1}_{statistic}" for i in range(20) for statistic in ("mean", "var")]


def table_row(y: np.ndarray, sr: int = SR) -> np.ndarray:
    harmony, perceptr = librosa.effects.hpss(y)
    series = [
        librosa.feature.chroma_stft(y=y, sr=sr),
        librosa.feature.rms(y=y),
        librosa.feature.spectral_centroid(y=y, sr=sr),
        librosa.feature.spectral_bandwidth(y=y, sr=sr),
        librosa.feature.spectral_rolloff(y=y, sr=sr),
        librosa.feature.zero_crossing_rate(y),
        harmony,
        perceptr,
    ]
    row = [statistic for x in series for statistic in (np.mean(x), np.var(x))]
    row.append(np.ravel(librosa.beat.beat_track(y=y, sr=sr)[0])[0])
    for coefficient in librosa.feature.mfcc(y=y, sr=sr, n_mfcc=20):
        row += [np.mean(coefficient), np.var(coefficient)]
    return np.array(row, dtype=np.float64)


def mfcc_tensor(y: np.ndarray, sr: int = SR) -> np.ndarray:
    return librosa.feature.mfcc(y=y, sr=sr, n_mfcc=N_MFCC_TENSOR).T


def tuning(y: np.ndarray, sr: int = SR) -> float:
    """What chroma_stft estimates within: from the power spectrogram."""
    power = np.abs(librosa.stft(y)) ** 2
    return float(librosa.estimate_tuning(S=power, sr=sr, bins_per_octave=12))


def segment_features(y: np.ndarray) -> np.ndarray:
    """[57 + 1 + n_frames * 13]: table row, tuning, tensor."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # silence has no pitch and no beat: expected here
        return np.concatenate([table_row(y), [tuning(y)], mfcc_tensor(y).ravel()])


def main() -> None:
    segments = np.fromfile(sys.argv[1], dtype="<f4").reshape(-1, SEGMENT_SAMPLES)
    np.save(sys.argv[2], np.stack([segment_features(y) for y in segments]))


if __name__ == "__main__":
    main()
