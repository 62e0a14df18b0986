"""Run clang-tidy 16 over the project's C++ files; any finding fails.

--all takes every file; --changed N those that the last N commits touched or that are not
committed yet, newest first, until --seconds are over: it says which it did not reach.
"""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def git(*arguments: str) -> list[str]:
    output = subprocess.run(
        ["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return output.stdout.split()


def changed(n_commits: int) -> list[str]:
    names = git("diff", "--name-only", "HEAD", "--", "*.cpp")
    names += git("log", f"--max-count={n_commits}", "--name-only", "--format=", "--", "*.cpp")
    return [name for name in dict.fromkeys(names) if (ROOT / name).is_file()]


def compiled(build: pathlib.Path, names: list[str]) -> list[str]:
    """Only what the build folder compiles: its commands tell the include paths."""
    commands = (build / "compile_commands.json").read_text()
    return [name for name in names if str(ROOT / name) in commands]


def check(build: pathlib.Path, name: str, deadline: float) -> tuple[str, str]:
    if time.monotonic() > deadline:
        return "unreached", ""
    result = subprocess.run(
        ["clang-tidy-16", "-p", build, "--quiet", name], cwd=ROOT, capture_output=True, text=True
    )
    return ("ok" if result.returncode == 0 else "findings"), result.stdout


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--all", action="store_true")
    group.add_argument("--changed", type=int, metavar="N")
    group.add_argument("--files", nargs="+")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/dev")
    arguments = parser.parse_args()
    names = arguments.files or (
        git("ls-files", "*.cpp") if arguments.all else changed(arguments.changed)
    )
    names = compiled(arguments.build, names)
    deadline = time.monotonic() + arguments.seconds
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda name: check(arguments.build, name, deadline), names))
    unreached = [
        name for name, (state, _) in zip(names, results, strict=True) if state == "unreached"
    ]
    bad = [name for name, (state, _) in zip(names, results, strict=True) if state == "findings"]
    for state, output in results:
        if state == "findings":
            print(output)
    if unreached:
        print(f"tidy: no time left for {len(unreached)} files: {' '.join(unreached)}")
    print(f"tidy: {len(names) - len(unreached) - len(bad)} of {len(names)} files without findings")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
