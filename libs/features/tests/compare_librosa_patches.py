"""Compare the log-mel patches of taggers' networks with librosa's on real recordings.

    compare_librosa_patches.py PATCHES_DUMP [--tracks-per-genre N]

librosa decodes the recordings under EARMARK_SHARED; both programs get the same float samples.
Exits with 77, "skipped", where the recordings or librosa are missing.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

from compare_librosa import SKIPPED, choose, spread_segments

# What log_mel_patch.h promises.
COMPRESSED_TOLERANCE = 2e-5
DECIBEL_TOLERANCE = 5e-4
DEPTH_DB = 60


def tolerance(kind: str, patches):
    """Of each value of patches [n, n_frames, n_mels]."""
    import numpy as np

    if kind == "musicnn":
        return COMPRESSED_TOLERANCE
    depth_db = patches.max(axis=2, keepdims=True) - patches
    return DECIBEL_TOLERANCE * 10 ** (np.maximum(depth_db - DEPTH_DB, 0) / 20)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("patches_dump")
    parser.add_argument("--tracks-per-genre", type=int, default=5)
    arguments = parser.parse_args()
    shared = os.environ.get("EARMARK_SHARED", "")
    if not pathlib.Path(shared, "data/tracks.csv").is_file():
        print("skipped: EARMARK_SHARED does not name a folder with data/tracks.csv")
        return SKIPPED
    try:
        import numpy as np
        from librosa_patches import PATCH_SAMPLES, PATCHES, SR
    except ImportError as error:
        print(f"skipped: {error}")
        return SKIPPED
    paths = choose(pathlib.Path(shared), arguments.tracks_per_genre)
    segments = np.concatenate([spread_segments(path, PATCH_SAMPLES, SR) for path in paths])
    theirs = [[patch_of(y) for y in segments] for patch_of in PATCHES.values()]
    with tempfile.TemporaryDirectory() as folder:
        sound, out = pathlib.Path(folder, "segments.f32"), pathlib.Path(folder, "out.f32")
        segments.tofile(sound)
        subprocess.run([arguments.patches_dump, sound, out], check=True)
        ours = np.fromfile(out, "<f4").reshape(len(segments), -1)
    print(f"{len(paths)} recordings, {len(segments)} patches of each kind")
    wrong = 0
    start = 0
    for kind, patches in zip(PATCHES, theirs, strict=True):
        want = np.stack(patches)
        got = ours[:, start : start + want[0].size].reshape(want.shape)
        start += want[0].size
        share = (np.abs(got - want) / tolerance(kind, want)).max()
        print(f"{kind}: worst difference {share:.3f} of the allowed")
        wrong += not share <= 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
