"""Time the 57 columns and the tensor of a 30 s song, ours and warm librosa's by turns.

Without --song a made-up one is used. One thread each, CPU time; prints medians, spreads and ratio.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"
TOOLS = pathlib.Path(__file__).resolve().parents[3] / "tools"
sys.path[:0] = [str(TOOLS), str(TOOLS / "bench")]

import librosa  # noqa: E402
import numpy as np  # noqa: E402
from bench_rows import add_rows_option, record  # noqa: E402
from librosa_features import SEGMENT_SAMPLES, SR, mfcc_tensor, table_row  # noqa: E402

N_SEGMENTS = 10
OURS_PER_ROUND = 10


def load_song(path: str | None) -> np.ndarray:
    if path:
        y, _ = librosa.load(path, sr=SR)
    else:
        from make_golden_features import in_float, song

        y = np.concatenate(
            [in_float(song(i, 9000 + 500 * i, 1200000 + 90000 * i)) for i in range(10)]
        )
    return np.resize(y, N_SEGMENTS * SEGMENT_SAMPLES).astype("<f4")


def describe(what: str, times: list[float]) -> None:
    low, middle, high = statistics.quantiles(times, n=4)
    print(f"{what:12} median {middle:9.2f} ms  quartiles {low:9.2f} {high:9.2f}  n {len(times)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("features_stopwatch")
    parser.add_argument("--song")
    parser.add_argument("--rounds", type=int, default=7)
    add_rows_option(parser)
    arguments = parser.parse_args()
    y = load_song(arguments.song)
    segments = y.reshape(N_SEGMENTS, SEGMENT_SAMPLES)
    with tempfile.NamedTemporaryFile(suffix=".f32") as file:
        y.tofile(file.name)
        pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen([arguments.features_stopwatch, file.name], **pipe) as stopwatch:

            def ours() -> float:
                print(file=stopwatch.stdin, flush=True)
                return float(stopwatch.stdout.readline())

            def theirs() -> float:
                start = time.thread_time()
                for segment in segments:
                    table_row(segment)
                    mfcc_tensor(segment)
                return 1e3 * (time.thread_time() - start)

            ours()
            theirs()
            mine: list[float] = []
            librosas: list[float] = []
            for _ in range(arguments.rounds):
                librosas.append(theirs())
                mine += [ours() for _ in range(OURS_PER_ROUND)]
            stopwatch.stdin.close()
    describe("earmark", mine)
    describe("librosa", librosas)
    print(f"earmark is {statistics.median(librosas) / statistics.median(mine):.1f} times as fast")
    record(
        arguments.rows,
        "57 columns and MFCC tensor of a 30 s song, one thread",
        mine,
        "librosa 0.11, warm",
        librosas,
        goal=100,
        command="`libs/features/bench/compare_speed.py`",
    )


if __name__ == "__main__":
    main()
