"""Runs a command and writes down how long it took, in wall and in CPU seconds.

timed.py RECORD.json NAME COMMAND...

RECORD.json keeps an entry a NAME, the last run's; a command that fails leaves it as it was. CPU
seconds are those of the command and of all that it waited for.
"""

import json
import os
import pathlib
import resource
import signal
import subprocess
import sys
import time


def processor() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def timed(command: list[str]) -> tuple[int, dict[str, float]]:
    # An interrupt is the command's to answer, which may have something to save; this waits for it.
    signal.signal(signal.SIGINT, lambda *_: None)
    begun_s = time.monotonic()
    code = subprocess.run(command, check=False).returncode
    wall_s = time.monotonic() - begun_s
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = usage.ru_utime + usage.ru_stime
    if code < 0:
        code = 128 - code  # ended by a signal: as a shell has it
    return code, {"wall_s": round(wall_s, 2), "cpu_s": round(cpu_s, 2)}


def write_down(record: pathlib.Path, name: str, took: dict[str, float]) -> None:
    text = record.read_text(encoding="utf-8") if record.exists() else '{"runs": {}}'
    runs = json.loads(text)["runs"] | {name: took}
    entry = {"processor": processor(), "n_processors": os.cpu_count(), "runs": runs}
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(entry, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    record, name, *command = sys.argv[1:]
    code, took = timed(command)
    if code == 0:
        write_down(pathlib.Path(record), name, took)
    sys.exit(code)


if __name__ == "__main__":
    main()
