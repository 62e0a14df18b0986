"""Write what the original network MSD_musicnn says: tests/golden/musicnn_*.

    make_golden_musicnn.py [TRUNK_DUMP]

musicnn_patches.npy, float32 [3, 187, 96]: log-mel patches, by librosa, of three made-up signals of
make_golden_features.py; musicnn_tags.npy, float32 [3, 50]: their tags by the original graph.

With TRUNK_DUMP, the test program of libs/inference, and the recordings in EARMARK_SHARED also
musicnn_tags_of_tracks.json: the tags of segments of one recording a genre. Their patches are what
Earmark itself hears, so that both sides hear the same; the recordings are not in the repository.

Runs in .deps/venv; the graph runs in .deps/musicnn (scripts/setup musicnn).
"""

import csv
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import librosa
import numpy as np
from make_golden_features import in_float, noise, song, sweep

ROOT = pathlib.Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests/golden"
ORIGINAL_PYTHON = ROOT / ".deps/musicnn/bin/python"
TRUNK = ROOT / "models/default/musicnn.onnx"
SR, PATCH_SR, N_FRAMES = 22050, 16000, 187
SEGMENT_S = 3
SEGMENTS = (0, 4, 8)
LEAST_DURATION_S = (max(SEGMENTS) + 1) * SEGMENT_S


def log_mel(y: np.ndarray) -> np.ndarray:
    resampled = librosa.resample(y, orig_sr=SR, target_sr=PATCH_SR, res_type="soxr_hq")
    mel = librosa.feature.melspectrogram(
        y=resampled, sr=PATCH_SR, n_fft=512, hop_length=256, n_mels=96
    )
    return np.log10(1 + 10000 * mel).T[:N_FRAMES].astype(np.float32)


def original_tags(patches: pathlib.Path) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "tags.npy")
        command = [ORIGINAL_PYTHON, ROOT / "tools/musicnn_tags.py", patches, out]
        subprocess.run(command, check=True)
        return np.load(out).astype(np.float32)


def write_made_up() -> None:
    songs = song(1, 11025, 440 * 3044), noise(3) * 64, sweep()
    patches = GOLDEN / "musicnn_patches.npy"
    np.save(patches, np.stack([log_mel(in_float(y)) for y in songs]))
    np.save(GOLDEN / "musicnn_tags.npy", original_tags(patches))


def one_a_genre(data: pathlib.Path) -> list[dict[str, str]]:
    """The first recording of each genre that is long enough."""
    chosen: dict[str, dict[str, str]] = {}
    with (data / "tracks.csv").open(newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            if float(row["duration_s"]) >= LEAST_DURATION_S:
                chosen.setdefault(row["genre"], row)
    return list(chosen.values())


def of_tracks(trunk_dump: str) -> dict:
    data = pathlib.Path(os.environ["EARMARK_SHARED"], "data")
    tracks = one_a_genre(data)
    files = [data / track["file"] for track in tracks]
    with tempfile.TemporaryDirectory() as folder:
        segments = ",".join(map(str, SEGMENTS))
        subprocess.run([trunk_dump, TRUNK, folder, segments, *files], check=True)
        tags = original_tags(pathlib.Path(folder, "patches.npy"))
    tags = tags.reshape(len(tracks), len(SEGMENTS), -1)
    return {
        "made_by": "tools/make_golden_musicnn.py",
        "network": "MSD_musicnn of the PyPI package musicnn 0.1.0, its original TensorFlow graph",
        "tracks": [
            {
                "id": track["id"],
                "file": track["file"],
                "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
                "patches": [
                    {
                        "start_s": segment * SEGMENT_S,
                        "tags": [float(f"{tag:.7g}") for tag in of_patch],
                    }
                    for segment, of_patch in zip(SEGMENTS, of_track, strict=True)
                ],
            }
            for track, file, of_track in zip(tracks, files, tags, strict=True)
        ],
    }


def main(arguments: list[str]) -> None:
    write_made_up()
    print(f"librosa {librosa.__version__}")
    if arguments:
        text = json.dumps(of_tracks(arguments[0]), indent=1)
        (GOLDEN / "musicnn_tags_of_tracks.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
