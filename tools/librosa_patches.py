"""The log-mel patches of taggers' networks as librosa computes them: 3 s of sound at 16 kHz."""

import librosa
import numpy as np

SR = 16000
PATCH_SAMPLES = 48000


def musicnn(y: np.ndarray) -> np.ndarray:
    """[187, 96], as musicnn's own code: the whole frames of 3 s."""
    mel = librosa.feature.melspectrogram(y=y, sr=SR, n_fft=512, hop_length=256, n_mels=96)
    return np.log10(1 + 10000 * mel).T[:187]


def ced(y: np.ndarray) -> np.ndarray:
    """[288, 64], as torchaudio's MelSpectrogram and AmplitudeToDB without a floor."""
    mel = librosa.feature.melspectrogram(
        y=y,
        sr=SR,
        n_fft=512,
        hop_length=160,
        n_mels=64,
        pad_mode="reflect",
        htk=True,
        norm=None,
    )
    return librosa.power_to_db(mel, top_db=None).T[:288]


PATCHES = {"musicnn": musicnn, "ced": ced}
