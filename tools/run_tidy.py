"""Run clang-tidy 16 over the project's C++ files; any finding fails.

--all takes every file; --changed N those that the last N commits touched or that are not
committed yet, newest first, until --seconds are over: it says which it did not reach. A file that
had no findings is not looked at again until it, a header of the project that it includes, its
compile command or .clang-tidy changes (build/tidy remembers), so a run that was ended goes on.
"""

import argparse
import concurrent.futures
import contextlib
import hashlib
import json
import os
import pathlib
import re
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


class Inputs:
    """What a file's findings depend on: an entry for each file that the build folder compiles."""

    def __init__(self, build: pathlib.Path):
        entries = json.loads((build / "compile_commands.json").read_text())
        self.build = build
        self.entries = {entry["file"]: entry for entry in entries}
        self.headers = self.read_headers()
        self.config = (ROOT / ".clang-tidy").read_bytes()

    def read_headers(self) -> dict[str, list[str]]:
        """The project's own files that each object was compiled from, as ninja noted."""
        listing = subprocess.run(
            ["ninja", "-C", self.build, "-t", "deps"], capture_output=True, text=True, check=True
        ).stdout
        headers: dict[str, list[str]] = {}
        for block in listing.split("\n\n"):
            head, *names = block.strip().splitlines() or [""]
            paths = (os.path.normpath(self.build / name.strip()) for name in names)
            headers[head.split(":")[0]] = [path for path in paths if path.startswith(str(ROOT))]
        return headers

    def digest(self, name: str) -> str:
        entry = self.entries[str(ROOT / name)]
        hashed = hashlib.sha256(self.config + entry["command"].encode())
        output = re.search(r" -o (\S+) ", entry["command"])[1]
        for path in sorted({str(ROOT / name), *self.headers.get(output, [])}):
            hashed.update(path.encode())
            with contextlib.suppress(OSError):
                hashed.update(pathlib.Path(path).read_bytes())
        return hashed.hexdigest()


def check(inputs: Inputs, name: str, deadline: float) -> str:
    known = ROOT / "build/tidy" / inputs.digest(name)
    if known.exists():
        return "ok"
    if time.monotonic() > deadline:
        return "unreached"
    result = subprocess.run(
        ["clang-tidy-16", "-p", inputs.build, "--quiet", name],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if result.returncode == 0:
        known.parent.mkdir(parents=True, exist_ok=True)
        known.touch()
        return "ok"
    print(result.stdout, flush=True)
    return "findings"


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
    inputs = Inputs(arguments.build)
    names = [name for name in names if str(ROOT / name) in inputs.entries]
    deadline = time.monotonic() + arguments.seconds
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda name: check(inputs, name, deadline), names))
    unreached = [name for name, state in zip(names, results, strict=True) if state == "unreached"]
    bad = [name for name, state in zip(names, results, strict=True) if state == "findings"]
    if unreached:
        print(f"tidy: no time left for {len(unreached)} files: {' '.join(unreached)}")
    print(f"tidy: {len(names) - len(unreached) - len(bad)} of {len(names)} files without findings")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
