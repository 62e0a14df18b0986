"""Fail when an installed program or library links something that is not on the list.

The list names each library with its licence: nothing under the GPL may be shipped, and LGPL
libraries are linked dynamically. What a program loads by itself while it runs is looked up and held
to the list too. Usage: check_linked_libraries.py PREFIX
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
    # the service
    "libcpp-httplib": "MIT",
    "libbrotlienc": "MIT",
    "libprometheus-cpp-core": "MIT",
    "libspdlog": "MIT",
    "libfmt": "MIT",
    "libopentelemetry_common": "Apache-2.0",
    "libopentelemetry_exporter_otlp_http": "Apache-2.0",
    "libopentelemetry_exporter_otlp_http_client": "Apache-2.0",
    "libopentelemetry_http_client_curl": "Apache-2.0",
    "libopentelemetry_logs": "Apache-2.0",
    "libopentelemetry_otlp_recordable": "Apache-2.0",
    "libopentelemetry_proto": "Apache-2.0",
    "libopentelemetry_resources": "Apache-2.0",
    "libopentelemetry_trace": "Apache-2.0",
    "libabsl_bad_variant_access": "Apache-2.0",
    "libabsl_raw_logging_internal": "Apache-2.0",
    "libabsl_strings": "Apache-2.0",
    "libabsl_strings_internal": "Apache-2.0",
    "libabsl_throw_delegate": "Apache-2.0",
    "libprotobuf": "BSD-3-Clause",
    # a server's way, by libcurl
    "libcurl": "curl",
    "libnghttp2": "MIT",
    "librtmp": "LGPL-2.1",
    "libssh2": "BSD-3-Clause",
    "libpsl": "MIT",
    "libssl": "Apache-2.0",
    "libldap": "OpenLDAP-2.8",
    "liblber": "OpenLDAP-2.8",
    "libsasl2": "BSD-4-Clause",
    "libgssapi_krb5": "MIT",
    "libkrb5": "MIT",
    "libk5crypto": "MIT",
    "libkrb5support": "MIT",
    "libcom_err": "MIT",
    "libkeyutils": "LGPL-2",
    "libgnutls": "LGPL-2.1",
    "libhogweed": "LGPL-3",
    "libnettle": "LGPL-3",
    "libgmp": "LGPL-3",
    "libidn2": "LGPL-3",
    "libunistring": "LGPL-3",
    "libp11-kit": "BSD-3-Clause",
    "libtasn1": "LGPL-2.1",
    "libffi": "MIT",
    "libresolv": "LGPL-2.1",
    "libzstd": "BSD-3-Clause",
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
    # drawing, by Cairo
    "libcairo": "LGPL-2.1 or MPL-1.1",
    "libpixman": "MIT",
    "libfontconfig": "MIT",
    "libfreetype": "FTL",
    "libpng16": "libpng-2.0",
    "libexpat": "MIT",
    "libbrotlidec": "MIT",
    "libbrotlicommon": "MIT",
    "libX11": "MIT",
    "libXext": "MIT",
    "libXrender": "MIT",
    "libXau": "MIT",
    "libXdmcp": "MIT",
    "libxcb": "MIT",
    "libxcb-render": "MIT",
    "libxcb-shm": "MIT",
    "libbsd": "BSD-3-Clause",
    "libmd": "BSD-3-Clause",
}
# Not linked: libs/plot loads the one when it draws, libs/tracking the other when it asks a server.
LOADED = ("libcairo.so.2", "libcurl.so.4")
NAME = re.compile(r"^\s*(?:/\S*/)?([\w.+-]+?)(?:-[\d.]+)?\.so[\d.]*(?:\s|$)")


def loaded_later() -> list[pathlib.Path]:
    """Where the system has the libraries of LOADED."""
    cache = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True).stdout
    found = dict(re.findall(r"^\s*(\S+) .*=> (\S+)$", cache, re.MULTILINE))
    for name in LOADED:
        if name not in found:
            sys.exit(f"{name} is not installed")
    return [pathlib.Path(found[name]) for name in LOADED]


def linked(path: pathlib.Path) -> list[str]:
    output = subprocess.run(["ldd", path], capture_output=True, text=True).stdout
    if "not found" in output:
        sys.exit(f"{path} does not find all its libraries:\n{output}")
    return [match[1] for line in output.splitlines() if (match := NAME.match(line))]


def main() -> int:
    prefix = pathlib.Path(sys.argv[1])
    files = sorted((prefix / "bin").glob("*")) + sorted((prefix / "lib").rglob("*.so*"))
    problems = [
        f"{path} links {name}, which is not on the list of allowed libraries"
        for path in [*files, *loaded_later()]
        if path.is_file()
        for name in linked(path)
        if name not in ALLOWED
    ]
    print("\n".join(problems) or f"linked libraries: ok, {len(files)} files")
    return bool(problems) or not files


if __name__ == "__main__":
    sys.exit(main())
