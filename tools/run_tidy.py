"""Run clang-tidy 16 over the project's C++ files; any finding fails.

--all takes every file; --changed N those that the last N commits touched or that are not
committed yet, newest first, until --seconds are over: it says which it did not reach. A file is
looked at as the first of the --build folders compiles it, a header through a file that includes
it; it says which none of them does. A file that had no findings is not looked at again until it,
a header of the project that it includes, its compile command or .clang-tidy changes (build/tidy
remembers), so a run that was ended goes on.

Clang 16 stops at libtorch's own headers as C++20 (a vector of c10::IValue, which is incomplete
there); of files that include them it checks what it still understands, says so, and only what it
finds in the project's files counts.
"""

import argparse
import concurrent.futures
import contextlib
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What is tested, then the fuzzers, the benchmarks and the project that the install test builds.
BUILDS = ("dev", "asan", "bench", "dev/consumer/build")
OK, UNREACHED, FINDINGS = "ok", "unreached", "findings"


def git(*arguments: str) -> list[str]:
    output = subprocess.run(
        ["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [line for line in output.stdout.splitlines() if line]


def changed(n_commits: int) -> list[str]:
    sources = ("--", "*.cpp", "*.h")
    names = git("diff", "--name-only", "HEAD", *sources)
    names += git("log", f"--max-count={n_commits}", "--name-only", "--format=", *sources)
    return [name for name in dict.fromkeys(names) if (ROOT / name).is_file()]


@functools.cache
def real(name: str | pathlib.Path) -> str:
    """Build folders name files by the way that cmake was called by, which may lead over links."""
    return os.path.realpath(ROOT / name)


class Inputs:
    """What a file's findings depend on: an entry for each file that a build folder compiles."""

    def __init__(self, build: pathlib.Path):
        entries = json.loads((build / "compile_commands.json").read_text())
        self.build = build
        self.entries = {real(entry["file"]): entry for entry in entries}
        self.headers = self.read_headers()
        self.config = (ROOT / ".clang-tidy").read_bytes()
        self.users: dict[str, list[str]] = {}
        for source in self.entries:
            for path in self.inputs_of(source):
                self.users.setdefault(path, []).append(source)

    def read_headers(self) -> dict[str, list[str]]:
        """The project's own files that each object was compiled from, as ninja noted."""
        listing = subprocess.run(
            ["ninja", "-C", self.build, "-t", "deps"], capture_output=True, text=True, check=True
        ).stdout
        headers: dict[str, list[str]] = {}
        for block in listing.split("\n\n"):
            head, *names = block.strip().splitlines() or [""]
            paths = (real(self.build / name.strip()) for name in names)
            headers[head.split(":")[0]] = [path for path in paths if path.startswith(real(ROOT))]
        return headers

    def inputs_of(self, source: str) -> list[str]:
        output = re.search(r" -o (\S+) ", self.entries[source]["command"])[1]
        return sorted({source, *self.headers.get(output, [])})

    def digest(self, source: str) -> str:
        hashed = hashlib.sha256(self.config + self.entries[source]["command"].encode())
        for path in self.inputs_of(source):
            hashed.update(path.encode())
            with contextlib.suppress(OSError):
                hashed.update(pathlib.Path(path).read_bytes())
        return hashed.hexdigest()


def assign(names: list[str], builds: list[Inputs]) -> tuple[dict[str, Inputs], list[str]]:
    """Each source to look at with the build that compiles it, and the names that none does."""
    chosen: dict[str, Inputs] = {}
    left = []
    # Sources first, so that a header is seen through one of them where that can be.
    for name in sorted(names, key=lambda name: name.endswith(".h")):
        path = real(name)
        build = next((build for build in builds if path in build.users), None)
        if build is None:
            left.append(name)
        elif path in build.entries:
            chosen[path] = build
        elif not any(path in chosen[source].inputs_of(source) for source in chosen):
            chosen[build.users[path][0]] = build
    return chosen, left


def only_libtorch_fails(output: str) -> bool:
    errors = [line for line in output.splitlines() if ": error: " in line]
    return "c10::IValue" in output and not any(line.startswith(real(ROOT)) for line in errors)


def check(inputs: Inputs, source: str, deadline: float) -> str:
    known = ROOT / "build/tidy" / inputs.digest(source)
    if known.exists():
        return OK
    if time.monotonic() > deadline:
        return UNREACHED
    result = subprocess.run(
        ["clang-tidy-16", "-p", inputs.build, "--quiet", inputs.entries[source]["file"]],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    in_part = result.returncode != 0 and only_libtorch_fails(result.stdout)
    if in_part:
        print(f"tidy: libtorch's headers let only a part of {source} be seen", flush=True)
    if result.returncode == 0 or in_part:
        known.parent.mkdir(parents=True, exist_ok=True)
        known.touch()
        return OK
    print(result.stdout or result.stderr, flush=True)  # it may have crashed
    return FINDINGS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--all", action="store_true")
    group.add_argument("--changed", type=int, metavar="N")
    group.add_argument("--files", nargs="+", help="sources or headers")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--build", type=pathlib.Path, nargs="+", help=f"build/ {BUILDS}")
    arguments = parser.parse_args()
    names = arguments.files or (
        git("ls-files", "*.cpp") if arguments.all else changed(arguments.changed)
    )
    folders = arguments.build or [ROOT / "build" / name for name in BUILDS]
    builds = [Inputs(folder) for folder in folders if (folder / "compile_commands.json").is_file()]
    chosen, left = assign(names, builds)
    deadline = time.monotonic() + arguments.seconds
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        states = list(pool.map(lambda source: check(chosen[source], source, deadline), chosen))
    unreached = [source for source, state in zip(chosen, states, strict=True) if state == UNREACHED]
    if unreached:
        shown = " ".join(os.path.relpath(source, real(ROOT)) for source in unreached)
        print(f"tidy: no time left for {len(unreached)} files: {shown}")
    if left:
        print(f"tidy: in no build folder, so not looked at: {' '.join(left)}")
    print(f"tidy: {states.count(OK)} of {len(chosen)} files without findings")
    return FINDINGS in states or (bool(names) and not chosen)


if __name__ == "__main__":
    sys.exit(main())
