"""Compare the tags of real recordings with those that the original network gave them.

    compare_musicnn.py TRUNK_DUMP MUSICNN_DUMP TRUNK.onnx GOLDEN.json

Recordings are decoded, resampled and turned into patches by Earmark; the trunk runs in OpenVINO
and, in another process, in libtorch. Exits with 77, "skipped", where EARMARK_SHARED does not hold
the recordings that tools/make_golden_musicnn.py heard.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
SEGMENT_S = 3
# Tags are in 0 to 1; measured: 2e-6, from float sums in another order.
TOLERANCE = 1e-4
# Of all values of an embedding, which are up to 15 or so; measured: 9e-5.
RUNTIMES_TOLERANCE = 1e-3


def missing(data: pathlib.Path, tracks: list[dict]) -> str:
    for track in tracks:
        path = data / track["file"]
        if not path.is_file():
            return f"{path} is not there"
        if hashlib.sha256(path.read_bytes()).hexdigest() != track["sha256"]:
            return f"{path} is another recording"
    return ""


def embeddings(arguments: list[str], files: list[pathlib.Path], segments: list[int]):
    import numpy as np

    trunk_dump, musicnn_dump, trunk = arguments
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        numbers = ",".join(map(str, segments))
        subprocess.run([trunk_dump, trunk, folder, numbers, *files], check=True)
        libtorch = folder / "libtorch.npy"
        subprocess.run([musicnn_dump, trunk, folder / "patches.npy", libtorch], check=True)
        return np.load(folder / "openvino.npy"), np.load(libtorch)


def main(arguments: list[str]) -> int:
    shared = os.environ.get("EARMARK_SHARED", "")
    if not shared:
        print("skipped: EARMARK_SHARED does not name the folder with the recordings")
        return SKIPPED
    tracks = json.loads(pathlib.Path(arguments[3]).read_text(encoding="utf-8"))["tracks"]
    data = pathlib.Path(shared, "data")
    if reason := missing(data, tracks):
        print(f"skipped: {reason}")
        return SKIPPED
    import numpy as np

    segments = [patch["start_s"] // SEGMENT_S for patch in tracks[0]["patches"]]
    want = np.array([patch["tags"] for track in tracks for patch in track["patches"]])
    files = [data / track["file"] for track in tracks]
    openvino, libtorch = embeddings(arguments[:3], files, segments)
    wrong = 0
    for name, got in (("OpenVINO", openvino), ("libtorch", libtorch)):
        tags = 1 / (1 + np.exp(-got[:, -want.shape[1] :].astype(np.float64)))
        difference = np.abs(tags - want).max()
        print(f"{name}: {len(want)} patches, tags differ by at most {difference:.2g}")
        wrong += not difference <= TOLERANCE
    difference = np.abs(openvino - libtorch).max()
    print(f"OpenVINO and libtorch: embeddings differ by at most {difference:.2g}")
    wrong += not difference <= RUNTIMES_TOLERANCE
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
