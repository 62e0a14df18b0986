"""Whole processes of `earmark predict`: one 30 s MP3 (by turns with the reference's work in
Python), 200 of them, and one hour. Wall seconds from start to exit, and the peak of resident memory.

The sound is the project's own rendered clip, so that anyone can run this: an hour is 120 times the
clip, and the 200 songs are 30 s of that hour from 200 places, each at another beat.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from bench_rows import add_rows_option, record

ROOT = pathlib.Path(__file__).resolve().parents[2]


N_SONGS = 200
SONG_S = 30.0
# No multiple of it is a multiple of the clip's 30 s, and the last song ends within the hour.
STEP_S = 17.3
# An hour may take as much memory as a song, and what the allocator keeps from run to run.
SAME_MEMORY = 1.1


def goals(profile: str, song_peak_mb: float) -> dict[str, dict]:
    if profile == "accurate":
        return {"one song": {"goal": "0.3 s", "limits": {"median_ms": 300}}}
    return {
        "one song": {"goal": "0.1 s, 100 MB", "limits": {"median_ms": 100, "peak_mb": 100}},
        f"{N_SONGS} songs": {"goal": "40 songs/s", "limits": {"median_ms": 1e3 * N_SONGS / 40}},
        "one hour": {
            "goal": "6 s, memory as for 30 s",
            "limits": {"median_ms": 6000, "peak_mb": SAME_MEMORY * song_peak_mb},
        },
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


def measure(commands: dict[str, list], runs: int) -> dict[str, dict]:
    """The commands by turns, each run once before to warm up."""
    for command in commands.values():
        run(command)
    results: dict[str, list] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            results[name].append(run(command))
    return {
        name: {
            "median_s": statistics.median(wall for wall, _ in pairs),
            "walls_s": sorted(wall for wall, _ in pairs),
            "peak_mb": max(peak for _, peak in pairs),
        }
        for name, pairs in results.items()
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
    for i in range(N_SONGS):
        part = ["-ss", i * STEP_S, "-t", SONG_S, "-i", folder / "hour.mp3", "-codec:a", "copy"]
        song = folder / "songs" / f"{i:03}.mp3"
        subprocess.run([*encode, *map(str, part), song], check=True)


def record_all(rows: pathlib.Path | None, profile: str, results: dict) -> None:
    reference = results.get("reference in Python")
    all_goals = goals(profile, results["one song"]["peak_mb"])
    for what in ("one song", f"{N_SONGS} songs", "one hour"):
        figures = results[what]
        with_peer = what == "one song" and reference
        record(
            rows,
            f"`earmark predict --profile {profile}`, {what}, 2 cores",
            [1e3 * wall for wall in figures["walls_s"]],
            "the reference's work in Python",
            [1e3 * wall for wall in reference["walls_s"]] if with_peer else None,
            **all_goals.get(what, {}),
            peak_mb=figures["peak_mb"],
            command="`tools/bench/compare_cli.py`",
            **({"rate": f"{N_SONGS / figures['median_s']:.0f} songs/s"} if "songs" in what else {}),
        )


def measure_profile(
    profile: str, folder: pathlib.Path, arguments: argparse.Namespace
) -> dict[str, dict]:
    """One song, by turns with the reference's work in the profile that answers it, then the rest."""
    program = arguments.build / "apps/earmark/earmark"
    earmark = [program, "predict", "--profile", profile]
    one_song = {"one song": [*earmark, folder / "song.mp3"]}
    if arguments.reference_python and profile == "fast":
        script = [arguments.reference_python, ROOT / "tools/bench/reference_predict.py"]
        subprocess.run([*script, "--make", folder / "models"], check=True, capture_output=True)
        one_song["reference in Python"] = [*script, folder / "models", folder / "song.mp3"]
    results = measure(one_song, arguments.runs)
    results |= measure({f"{N_SONGS} songs": [*earmark, folder / "songs"]}, 3)
    return results | measure({"one hour": [*earmark, folder / "hour.mp3"]}, 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--reference-python", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=7)
    add_rows_option(parser)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_songs(arguments.build, folder)
        for profile in ("fast", "accurate"):
            results = measure_profile(profile, folder, arguments)
            for what, figures in results.items():
                print(
                    f"{profile:8}  {what:20} median {figures['median_s']:7.3f} s "
                    f"({figures['walls_s'][0]:.3f} to {figures['walls_s'][-1]:.3f}), "
                    f"peak {figures['peak_mb']:.0f} MB"
                )
            record_all(arguments.rows, profile, results)


if __name__ == "__main__":
    main()
