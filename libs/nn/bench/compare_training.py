"""An epoch of the small CNN here, in Keras and in PyTorch, side by side: medians of wall and CPU.

compare_training.py BENCH_CNN_EPOCH --keras PYTHON --torch PYTHON [--threads 1 2] [--rounds 3]

Each PYTHON is of an environment that holds TensorFlow or PyTorch from PyPI; one that is left out is
not compared. The programs take turns, so that a busy machine slows them alike; the first epoch of
each run is warming up and not counted.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[2] / "tools/bench"))
from bench_rows import add_rows_option, record  # noqa: E402

SEGMENTS, EPOCHS = 6700, 4


def contestants(args: argparse.Namespace) -> dict[str, tuple[list[str], list[str]]]:
    """Name to (command, arguments after segments, epochs and threads)."""
    found = {
        "earmark": ([args.program], ["fused"]),
        "libtorch's operators": ([args.program], ["libtorch"]),
    }
    if args.keras:
        keras = [args.keras, str(HERE / "keras_epoch.py")]
        found |= {"Keras, arrays": (keras, ["arrays"]), "Keras, tf.data": (keras, ["dataset"])}
    if args.torch:
        torch = [args.torch, str(HERE / "torch_epoch.py")]
        found |= {
            "PyTorch": (torch, ["contiguous", "fused"]),
            "PyTorch, channels last": (torch, ["channels-last", "fused"]),
        }
    return found


def epochs(command: list[str], tail: list[str], threads: int) -> list[dict]:
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS="1")
    done = subprocess.run(
        [*command, str(SEGMENTS), str(EPOCHS), str(threads), *tail],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return lines[1:]


def record_fastest(rows, threads: int, times: dict[str, list[dict]]) -> None:
    walls = {name: [1e3 * run["wall_s"] for run in runs] for name, runs in times.items()}
    ours = walls.pop("earmark")
    walls.pop("libtorch's operators")
    if walls:
        fastest = min(walls, key=lambda name: statistics.median(walls[name]))
        record(
            rows,
            f"CNN, an epoch of {SEGMENTS} segments, {threads} thread{'s' if threads > 1 else ''}",
            ours,
            f"{fastest}, the fastest of {len(walls)} ways",
            walls[fastest],
            goal=1,
            command="`libs/nn/bench/compare_training.py`",
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--keras")
    parser.add_argument("--torch")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    add_rows_option(parser)
    args = parser.parse_args()
    for threads in args.threads:
        times = {name: [] for name in contestants(args)}
        for _ in range(args.rounds):
            for name, (command, tail) in contestants(args).items():
                times[name] += epochs(command, tail, threads)
        print(f"{threads} thread(s), {SEGMENTS} segments an epoch")
        for name, runs in times.items():
            wall = sorted(run["wall_s"] for run in runs)
            cpu = statistics.median(run["cpu_s"] for run in runs)
            print(
                f"  {name:24} wall {statistics.median(wall):7.3f} s "
                f"({wall[0]:.3f} to {wall[-1]:.3f})  CPU {cpu:7.3f} s",
                flush=True,
            )
        record_fastest(args.rows, threads, times)


if __name__ == "__main__":
    main()
