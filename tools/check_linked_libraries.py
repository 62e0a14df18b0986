"""Fail when an installed program or library links something that is not on the list.

The list names each library with its licence: nothing under the GPL may be shipped, and LGPL
libraries are linked dynamically. Usage: check_linked_libraries.py PREFIX
"""

import pathlib
import re
import subprocess
import sys

ALLOWED = {
    # system
    "linux-vdso": "kernel",
    "ld-linux-x86": "LGPL-2.1",
    "ld-linux-aarch64": "LGPL-2.1",
    "libc": "LGPL-2.1",
    "libm": "LGPL-2.1",
    "libmvec": "LGPL-2.1",
    "libpthread": "LGPL-2.1",
    "libdl": "LGPL-2.1",
    "librt": "LGPL-2.1",
    "libgcc_s": "GPL-3 with runtime exception",
    "libstdc++": "GPL-3 with runtime exception",
    "libgomp": "GPL-3 with runtime exception",
    "libatomic": "GPL-3 with runtime exception",
    # sound
    "libsndfile": "LGPL-2.1",
    "libFLAC": "BSD-3-Clause",
    "libogg": "BSD-3-Clause",
    "libvorbis": "BSD-3-Clause",
    "libvorbisenc": "BSD-3-Clause",
    "libopus": "BSD-3-Clause",
    "libmpg123": "LGPL-2.1",
    "libmp3lame": "LGPL-2",
    "libsoxr": "LGPL-2.1",
    "libSoundTouch": "LGPL-2.1",
    "libtag": "LGPL-2.1",
    "libz": "Zlib",
    "libvorbisfile": "BSD-3-Clause",
    # engine
    "libhwy": "Apache-2.0",
    "liblbfgs": "MIT",
    "libhwy_contrib": "Apache-2.0",
    "libcrypto": "Apache-2.0",
    "libyaml-cpp": "MIT",
    "libopenvino": "Apache-2.0",
    "libopenvino_onnx_frontend": "Apache-2.0",
    "libopenvino_intel_cpu_plugin": "Apache-2.0",
    "libopenvino_arm_cpu_plugin": "Apache-2.0",
    "libtbb": "Apache-2.0",
    "libtbbmalloc": "Apache-2.0",
    "libtbbbind_2_5": "Apache-2.0",
    "libhwloc": "BSD-3-Clause",
}
NAME = re.compile(r"^\s*(?:/\S*/)?([\w.+-]+?)(?:-[\d.]+)?\.so[\d.]*(?:\s|$)")


def linked(path: pathlib.Path) -> list[str]:
    output = subprocess.run(["ldd", path], capture_output=True, text=True).stdout
    if "not found" in output:
        sys.exit(f"{path} does not find all its libraries:\n{output}")
    return [match[1] for line in output.splitlines() if (match := NAME.match(line))]


def main() -> int:
    prefix = pathlib.Path(sys.argv[1])
    files = sorted((prefix / "bin").glob("*")) + sorted((prefix / "lib").rglob("*.so*"))
    problems = [
        f"{path.relative_to(prefix)} links {name}, which is not on the list of allowed libraries"
        for path in files
        if path.is_file()
        for name in linked(path)
        if name not in ALLOWED
    ]
    print("\n".join(problems) or f"linked libraries: ok, {len(files)} files")
    return bool(problems) or not files


if __name__ == "__main__":
    sys.exit(main())
