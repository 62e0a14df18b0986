"""Run every fuzzer of a build from its committed corpus for some seconds each, in parallel."""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def corpora(name: str) -> list[pathlib.Path]:
    return [path for path in sorted(ROOT.glob(f"*/*/fuzz/corpus/{name}")) if path.is_dir()]


def environment() -> dict[str, str]:
    """Temporary files in memory, where there is such a place: some fuzzers write them for each run,
    and what they call waits until they are on the disk."""
    memory = pathlib.Path("/dev/shm")
    return os.environ | ({"TMPDIR": str(memory)} if os.access(memory, os.W_OK) else {})


def fuzz(program: pathlib.Path, seconds: int) -> bool:
    name = program.name.removeprefix("fuzz_")
    new_inputs = program.parent / "new" / name
    new_inputs.mkdir(parents=True, exist_ok=True)
    command = [
        program,
        f"-max_total_time={seconds}",
        "-timeout=20",
        "-rss_limit_mb=2048",
        "-malloc_limit_mb=512",
        "-print_final_stats=1",
        f"-artifact_prefix={program.parent}/found-{name}-",
        new_inputs,
        *corpora(name),
    ]
    result = subprocess.run(
        command, capture_output=True, text=True, errors="replace", env=environment()
    )
    runs = re.search(r"number_of_executed_units: *(\d+)", result.stderr)
    if result.returncode == 0 and runs:
        print(f"fuzz: {name:<20} ok, {runs[1]} runs", flush=True)
        return True
    print(f"fuzz: {name:<20} FAILED; the input is beside {program}", flush=True)
    print("\n".join(result.stderr.splitlines()[-40:]), flush=True)
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/asan")
    parser.add_argument("--seconds", type=int, default=20)
    arguments = parser.parse_args()
    programs = sorted(
        path
        for path in (arguments.build / "fuzz").glob("fuzz_*")
        if path.is_file() and os.access(path, os.X_OK)
    )
    if not programs:
        print(f"fuzz: no fuzzers in {arguments.build}/fuzz: build the preset asan first")
        return 1
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        good = list(pool.map(lambda program: fuzz(program, arguments.seconds), programs))
    return not all(good)


if __name__ == "__main__":
    sys.exit(main())
