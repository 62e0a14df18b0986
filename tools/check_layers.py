"""Fail when a library or app includes a header of a layer that is not below it.

A layer may use what lies beneath it in its chain of arrows (docs: CONTRIBUTING.md), so the
list names direct arrows only and the rest follows.
"""

import pathlib
import re
import sys

ARROWS = {
    "libs/base": [],
    "libs/audio": ["base"],
    "libs/dsp": ["base"],
    "libs/features": ["dsp"],
    "libs/ml": ["base"],
    "libs/augment": ["audio", "dsp"],
    "libs/inference": ["audio", "features", "ml"],
    "libs/check": ["audio", "features", "ml"],
    "libs/plot": ["dsp", "ml"],
    "libs/behave": ["augment", "inference"],
    "libs/nn": ["features", "ml"],
    "libs/tracking": ["base"],
    "libs/telemetry": ["base"],
    "apps/process": [],
    "apps/command_line": ["inference", "tracking", "process"],
    "apps/earmark": ["augment", "behave", "check", "inference", "plot", "command_line"],
    "apps/earmark-server": ["check", "inference", "tracking", "telemetry", "command_line"],
    "apps/earmark-fetch": ["base", "process"],
    "apps/earmark-train-net": ["nn", "process"],
}
LAYER_OF = {pathlib.Path(layer).name: layer for layer in ARROWS}
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]earmark/(\w+)/', re.MULTILINE)


def beneath(layer: str) -> set[str]:
    names = set(ARROWS[layer])
    for name in ARROWS[layer]:
        names |= beneath(LAYER_OF[name])
    return names


def violations(root: pathlib.Path) -> list[str]:
    found = []
    for top in ("libs", "apps"):
        for folder in sorted(p for p in (root / top).iterdir() if p.is_dir()):
            layer = f"{top}/{folder.name}"
            if layer not in ARROWS:
                found.append(
                    f"{layer}: unknown layer, add its arrows to {pathlib.Path(__file__).name}"
                )
                continue
            allowed = beneath(layer) | {folder.name}
            for path in sorted(folder.rglob("*")):
                if path.suffix not in {".h", ".cpp"}:
                    continue
                for used in INCLUDE.findall(path.read_text()):
                    if used not in allowed:
                        found.append(f"{path.relative_to(root)}: {layer} may not include {used}")
    return found


if __name__ == "__main__":
    problems = violations(pathlib.Path(sys.argv[1]))
    print("\n".join(problems) or "layers: ok")
    sys.exit(bool(problems))
