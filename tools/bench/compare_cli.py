"""Whole processes of `earmark predict`: one 30 s MP3 (beside the reference's work in Python), 200
of them, and one hour. Wall seconds from start to exit, and the peak of resident memory.

The songs are the project's own rendered clip, so that anyone can run this.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(command: list) -> tuple[float, float]:
    """Wall seconds and peak resident megabytes of one process; it must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}")
    return wall_s, usage.ru_maxrss / 1024


def measure(command: list, runs: int) -> dict:
    run(command)
    results = [run(command) for _ in range(runs)]
    walls = sorted(wall for wall, _ in results)
    return {
        "median_s": statistics.median(walls),
        "min_s": walls[0],
        "max_s": walls[-1],
        "peak_mb": max(peak for _, peak in results),
    }


def make_songs(build: pathlib.Path, folder: pathlib.Path) -> None:
    clip = folder / "clip.wav"
    subprocess.run([build / "tools/render_clip/earmark-render-clip", clip], check=True)
    encode = ["ffmpeg", "-v", "error", "-y"]
    mp3 = ["-codec:a", "libmp3lame", "-b:a", "192k"]
    subprocess.run([*encode, "-i", clip, *mp3, folder / "song.mp3"], check=True)
    subprocess.run(
        [*encode, "-stream_loop", "119", "-i", clip, *mp3, folder / "hour.mp3"], check=True
    )
    (folder / "songs").mkdir()
    for i in range(200):
        shutil.copy(folder / "song.mp3", folder / "songs" / f"{i:03}.mp3")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--reference-python", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=11)
    arguments = parser.parse_args()
    earmark = [arguments.build / "apps/earmark/earmark", "predict", "--profile", "fast"]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_songs(arguments.build, folder)
        results = {
            "one song": measure([*earmark, folder / "song.mp3"], arguments.runs),
            "200 songs": measure([*earmark, folder / "songs"], 3),
            "one hour": measure([*earmark, folder / "hour.mp3"], 3),
        }
        if arguments.reference_python:
            script = [arguments.reference_python, ROOT / "tools/bench/reference_predict.py"]
            subprocess.run([*script, "--make", folder / "models"], check=True, capture_output=True)
            results["reference in Python"] = measure(
                [*script, folder / "models", folder / "song.mp3"], 3
            )
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
