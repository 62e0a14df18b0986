"""Write tests/golden/audio_resampler.txt: librosa 0.11's soxr_hq on a sweep, at several rates.

Each case: orig_sr target_sr n_in n_out, then n_out values.
"""

import pathlib

import librosa
import numpy as np

CASES = [
    (44100, 22050, 1500),
    (48000, 22050, 1501),
    (32000, 22050, 900),
    (16000, 22050, 700),
    (22050, 16000, 800),
]


def sweep(n: int) -> np.ndarray:
    t = np.arange(n, dtype=np.float64)
    return (0.5 * np.sin(2e-5 * np.pi * t * t)).astype(np.float32)


def main() -> None:
    out = pathlib.Path(__file__).parent.parent / "tests/golden/audio_resampler.txt"
    lines = []
    for orig_sr, target_sr, n in CASES:
        y = librosa.resample(sweep(n), orig_sr=orig_sr, target_sr=target_sr, res_type="soxr_hq")
        lines.append(f"{orig_sr} {target_sr} {n} {len(y)}")
        lines += [f"{v:.9g}" for v in y]
    out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
