#!/usr/bin/env python3
"""Writes tests/golden/dsp_core.txt from scipy and librosa: windows, transforms, separation.

Each case is a line "name n" and n values on lines of their own. The tests make the signal too.
"""

import argparse
from pathlib import Path

import librosa
import numpy as np
import scipy.signal

WINDOWS = [
    "boxcar", "triang", "bartlett", "hann", "hamming", "blackman", "nuttall", "blackmanharris",
    "flattop", "bohman", "cosine", "tukey", ("tukey", 0.3), ("kaiser", 8.6), ("gaussian", 3.0),
    ("general_hamming", 0.6),
]  # fmt: skip

STFTS = {
    "default": {"n_fft": 256},
    "short_window": {"n_fft": 256, "hop_length": 50, "win_length": 200, "window": "blackman"},
    "reflect": {"n_fft": 128, "hop_length": 90, "pad_mode": "reflect"},
    "edge": {"n_fft": 100, "hop_length": 33, "pad_mode": "edge"},
    "uncentred": {"n_fft": 135, "hop_length": 40, "center": False},
    "odd": {"n_fft": 135, "hop_length": 40},
    "sparse": {"n_fft": 64, "hop_length": 90},
}

SEPARATIONS = {
    "default": {},
    "margins": {"margin": (1.5, 2.0), "kernel_size": (15, 7)},
    "hard": {"power": np.inf, "kernel_size": (9, 12)},
    "power_1": {"power": 1.0},
    "power_3": {"power": 3.0, "margin": (1.0, 3.0)},
}

# Of a signal that ends one sample before the next frame of a hop of 192 would be centred.
SIGNALS = {
    "one": {},
    "two": {"margin": (1.2, 1.5)},
    "long_hop": {"hop_length": 192},
    "short_window": {"hop_length": 48, "win_length": 64},
    "uncentred": {"center": False},
}


def signal(n: int) -> np.ndarray:
    """Noise of a 32-bit xorshift under a slow square, as signal() in dsp_core tests."""
    state = 2463534242
    y = np.empty(n, np.float32)
    for i in range(n):
        state ^= (state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state ^= (state << 5) & 0xFFFFFFFF
        noise = (state >> 8) / 16777216.0 - 0.5
        click = 0.5 if i % 700 < 20 else 0.0
        square = 0.25 if (i // 16) % 2 == 0 else -0.25
        y[i] = 0.1 * noise + click * noise + square
    return y


def cases():
    for window in WINDOWS:
        name = window if isinstance(window, str) else f"{window[0]}:{window[1]}"
        for n in (1, 2, 8, 13):
            yield f"window/{name}/periodic/{n}", scipy.signal.get_window(window, n, True)
            yield f"window/{name}/symmetric/{n}", scipy.signal.get_window(window, n, False)
    yield (
        "sumsquare",
        librosa.filters.window_sumsquare(
            window="hann", n_frames=5, hop_length=7, win_length=20, n_fft=25, dtype=np.float64
        ),
    )
    y = signal(500)
    for name, options in STFTS.items():
        D = librosa.stft(y, **options)
        yield f"stft/{name}/re", D.real
        yield f"stft/{name}/im", D.imag
        options = {k: v for k, v in options.items() if k != "pad_mode"}
        scaled = D * np.linspace(0.5, 1.5, D.shape[1], dtype=np.float32)
        for length in (None, 350, 700):
            yield f"istft/{name}/{length or 0}", librosa.istft(scaled, length=length, **options)
    y = signal(4000)
    S = np.abs(librosa.stft(y, n_fft=80))[:, :33]
    S[10:35, 3:30] *= S[10:35, 3:30] > 0.3
    yield "hpss/S", S
    for name, options in SEPARATIONS.items():
        harm, perc = librosa.decompose.hpss(S, mask=True, **options)
        yield f"hpss/{name}/harm", harm
        yield f"hpss/{name}/perc", perc
    for name, options in SIGNALS.items():
        harm, perc = librosa.effects.hpss(signal(4031), n_fft=256, **options)
        yield f"signals/{name}/harm", harm[::11]
        yield f"signals/{name}/perc", perc[::11]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    root = Path(__file__).resolve().parent.parent
    parser.add_argument("--out", type=Path, default=root / "tests/golden/dsp_core.txt")
    args = parser.parse_args()
    with args.out.open("w") as out:
        out.write(f"# librosa {librosa.__version__}, scipy {scipy.__version__}, ")
        out.write(f"numpy {np.__version__}; tools/make_golden_dsp_core.py\n")
        for name, values in cases():
            flat = np.asarray(values).astype(float).ravel()
            exact = name.startswith(("window", "sumsquare", "hpss/S"))
            digits = "%.15g" if exact else "%.7g"
            out.write(f"{name} {flat.size}\n")
            out.write(" ".join(digits % v for v in flat) + "\n")


if __name__ == "__main__":
    main()
