"""Write tests/golden/patches.csv and patches.f32: librosa's log-mel patches of made-up signals.

The signals are those of make_golden_features.py, heard as if at 16 kHz. patches.csv, the manifest:
signal, CRC of its 48000 samples, patch, n_mels, and the frames kept, with spaces between them.
patches.f32: those frames of each patch in the same order, little-endian float32.
"""

import zlib

import librosa
import numpy as np
from librosa_patches import PATCH_SAMPLES, PATCHES
from make_golden_features import GOLDEN, in_float, noise, song, sweep

EVERY = 23  # frames; all of them would fill a megabyte


def signals() -> dict[str, np.ndarray]:
    loud, quiet = 278 * 3044, 440 * 3044
    square = np.where(np.arange(PATCH_SAMPLES) % 50 < 25, 1, -1)
    impulse = np.zeros(PATCH_SAMPLES)
    impulse[33075] = 1
    return {
        "song_120_bpm": in_float(song(1, 11025, quiet, PATCH_SAMPLES)),
        "song_167_bpm": in_float(song(7, 7938, loud, PATCH_SAMPLES)),
        "song_quiet": in_float(song(1, 11025, quiet, PATCH_SAMPLES), 2.0**-16),
        "noise": in_float(noise(3, PATCH_SAMPLES) * 64),
        "sweep": in_float(sweep()[:PATCH_SAMPLES]),
        "square": square.astype(np.float32),
        "impulse": impulse.astype(np.float32),
        "silence": np.zeros(PATCH_SAMPLES, np.float32),
        "denormal": in_float(song(1, 11025, quiet, PATCH_SAMPLES), 2.0**-130),
    }


def main() -> None:
    values = []
    with (GOLDEN / "patches.csv").open("w") as table:
        table.write("name,samples_crc,patch,n_mels,frames\n")
        for name, y in signals().items():
            for kind, patch_of in PATCHES.items():
                patch = patch_of(y)
                frames = [0, 1, *range(EVERY, len(patch) - 1, EVERY), len(patch) - 1]
                crc = zlib.crc32(y.tobytes())
                table.write(f"{name},{crc},{kind},{patch.shape[1]},{' '.join(map(str, frames))}\n")
                values.append(patch[frames].astype("<f4").ravel())
    np.concatenate(values).tofile(GOLDEN / "patches.f32")
    print(f"librosa {librosa.__version__}")


if __name__ == "__main__":
    main()
