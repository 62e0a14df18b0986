"""Write the files of folders as C++ source: embed_assets.py OUT.S OUT.cpp OUT.d FOLDER...

OUT.S takes the bytes in by .incbin, as they are and packed by gzip; OUT.cpp defines
earmark::server::assets(); OUT.d tells make or ninja what both came from. A folder that is not there
gives none.
"""

import gzip
import hashlib
import pathlib
import sys

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".woff2": "font/woff2",
}
# Smaller gains are not worth a second copy.
WORTH = 0.9


def files_of(folders: list[pathlib.Path]) -> list[tuple[str, pathlib.Path]]:
    """Each file's path below its folder, in order, and the file."""
    return sorted(
        (path.relative_to(folder).as_posix(), path)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    )


def sources_of(folder: pathlib.Path) -> list[pathlib.Path]:
    """What changes when the folder's content does: its files, and folders for what is new or gone."""
    if not folder.is_dir():
        return [folder.parent]
    return [folder, *folder.rglob("*")]


def write_dependencies(
    file: pathlib.Path, target: pathlib.Path, folders: list[pathlib.Path]
) -> None:
    sources = [str(path).replace(" ", "\\ ") for folder in folders for path in sources_of(folder)]
    file.write_text(f"{target}: " + " \\\n  ".join(sources) + "\n")


def embed(
    assembly: pathlib.Path,
    source: pathlib.Path,
    dependencies: pathlib.Path,
    *folders: pathlib.Path,
) -> None:
    lines = ['.section .note.GNU-stack,"",%progbits', ".section .rodata"]
    declared, rows = [], []
    packed_folder = assembly.parent / (assembly.stem + ".packed")
    packed_folder.mkdir(exist_ok=True)

    def take_in(symbol: str, path: pathlib.Path) -> str:
        lines.append(f'.global {symbol}\n.hidden {symbol}\n{symbol}:\n.incbin "{path.resolve()}"')
        declared.append(f"extern const char {symbol}[];")
        return f"{{{symbol}, {path.stat().st_size}}}"

    for i, (name, path) in enumerate(files_of(list(folders))):
        content = path.read_bytes()
        packed = gzip.compress(content, 9, mtime=0)
        plain_text = take_in(f"earmark_asset_{i}", path)
        packed_text = "{}"
        if len(packed) < WORTH * len(content):
            packed_path = packed_folder / str(i)
            packed_path.write_bytes(packed)
            packed_text = take_in(f"earmark_packed_{i}", packed_path)
        kind = TYPES.get(path.suffix, "application/octet-stream")
        digest = hashlib.sha256(content).hexdigest()[:16]
        rows.append(f'    {{"/{name}", "{kind}", "{digest}", {plain_text}, {packed_text}}},')
    write_dependencies(dependencies, assembly, list(folders))
    assembly.write_text("\n".join(lines) + "\n")
    table = "\n".join(rows)
    body = (
        f"  static const std::array<Asset, {len(rows)}> kAssets{{{{\n{table}\n  }}}};\n"
        "  return kAssets;"
        if rows
        else "  return {};"
    )
    source.write_text(
        '#include "assets.h"\n\n#include <array>\n\nextern "C" {\n'
        + "\n".join(declared)
        + "\n}\n\nnamespace earmark::server {\n\nstd::span<const Asset> assets() {\n"
        + body
        + "\n}\n\n}  // namespace earmark::server\n"
    )


if __name__ == "__main__":
    embed(*(pathlib.Path(argument) for argument in sys.argv[1:]))
