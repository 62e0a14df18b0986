"""Whole processes of `earmark predict`: one 30 s MP3 (beside the reference's work in Python), 200
of them, and one hour. Wall seconds from start to exit, and the peak of resident memory.

The songs are the project's own rendered clip, so that anyone can run this.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from bench_rows import add_rows_option, record

ROOT = pathlib.Path(__file__).resolve().parents[2]


GOALS = {
    "one song": "0.1 s, 100 MB",
    "200 songs": "40 songs/s",
    "one hour": "6 s, memory as for 30 s",
}


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
        "walls_s": walls,
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


def record_all(rows: pathlib.Path | None, results: dict) -> None:
    reference = results.get("reference in Python")
    for what, goal in GOALS.items():
        figures = results[what]
        with_peer = what == "one song" and reference
        record(
            rows,
            f"`earmark predict --profile fast`, {what}, 2 cores",
            [1e3 * wall for wall in figures["walls_s"]],
            "the reference's work in Python",
            [1e3 * wall for wall in reference["walls_s"]] if with_peer else None,
            goal=goal,
            peak_mb=figures["peak_mb"],
            command="`tools/bench/compare_cli.py`",
            **({"rate": f"{200 / figures['median_s']:.0f} songs/s"} if "200" in what else {}),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--reference-python", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=11)
    add_rows_option(parser)
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
    for what, figures in results.items():
        print(
            f"{what:20} median {figures['median_s']:7.3f} s "
            f"({figures['walls_s'][0]:.3f} to {figures['walls_s'][-1]:.3f}), "
            f"peak {figures['peak_mb']:.0f} MB"
        )
    record_all(arguments.rows, results)


if __name__ == "__main__":
    main()
