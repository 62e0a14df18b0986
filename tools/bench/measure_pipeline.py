"""Time and memory of each stage of the training pipeline, into docs/performance.md.

.deps/dvc/bin/python tools/bench/measure_pipeline.py

After make pipeline TRACKS=...: runs the commands of dvc.lock once more, one stage after another, from
songs that are not analysed yet. Writes a table of what each took, and what the models do on the songs that
test beside what docs/cards/measured.json has of the shipped ones. Memory is the peak of the largest process
of a stage. The results are the same, so DVC has nothing to do afterwards.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import yaml
from write_performance import machine, put

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEGIN = "<!-- figures of tools/bench/measure_pipeline.py -->"
END = "<!-- end of pipeline -->"
STAGES = ("prepare", "train-gtzan", "train-mfcc", "train-tagger")
STAGES += ("test-gtzan", "test-mfcc", "test-ensemble")
SHIPPED = {"test-gtzan": "forest", "test-mfcc": "cnn", "test-ensemble": "accurate"}


def run(commands: list[str]) -> dict[str, float]:
    """Wall seconds, processor seconds and MB of one stage's commands."""
    path = f"{ROOT}/build/train/apps/earmark:{os.environ['PATH']}"
    begun_s = time.monotonic()
    cpu_s = peak_kb = 0
    for command in commands:
        child = subprocess.Popen(
            command, shell=True, cwd=ROOT, env={**os.environ, "PATH": path}, stdout=sys.stderr
        )
        _, status, usage = os.wait4(child.pid, 0)
        if status != 0:
            sys.exit(f"measure_pipeline: this failed: {command}")
        cpu_s += usage.ru_utime + usage.ru_stime
        peak_kb = max(peak_kb, usage.ru_maxrss)
    return {"wall_s": time.monotonic() - begun_s, "cpu_s": cpu_s, "mb": peak_kb / 1000}


def commands_of(stage: dict) -> list[str]:
    return [stage["cmd"]] if isinstance(stage["cmd"], str) else stage["cmd"]


def right(share: float, low: float, high: float, n_tracks: int) -> str:
    return f"{100 * share:.1f} % ({100 * low:.1f} to {100 * high:.1f}) of {n_tracks}"


def here(stage: str) -> str:
    file = ROOT / "reports/metrics" / f"{stage.replace('-', '_')}.json"
    m = json.loads(file.read_text(encoding="utf-8"))
    return right(m["accuracy"], m["accuracy_low"], m["accuracy_high"], m["n_tracks"])


def shipped(stage: str) -> str:
    measured = json.loads((ROOT / "docs/cards/measured.json").read_text(encoding="utf-8"))
    m = measured["choices"][SHIPPED[stage]]
    return right(m["accuracy"], *m["accuracy_ci95"], m["n_tracks"])


def table(took: dict[str, dict[str, float]], n_songs: int) -> list[str]:
    lines = [
        f"{machine().removesuffix('.')}, {n_songs} songs.",
        "",
        "| Stage | Wall | Processor | Memory | Right, of songs that test | The shipped one |",
        "|---|---|---|---|---|---|",
    ]
    for stage, t in took.items():
        results = f"{here(stage)} | {shipped(stage)}" if stage in SHIPPED else " | "
        lines.append(
            f"| `{stage}` | {t['wall_s']:.1f} s | {t['cpu_s']:.1f} s | {t['mb']:.0f} MB | {results} |"
        )
    total = sum(t["wall_s"] for t in took.values())
    lines.append(f"| all | {total:.0f} s | {sum(t['cpu_s'] for t in took.values()):.0f} s | | | |")
    return lines


def main() -> None:
    lock, manifest = ROOT / "dvc.lock", ROOT / "data/prepared/manifest.json"
    for file in (lock, manifest):
        if not file.exists():
            sys.exit(f"measure_pipeline: there is no {file}: make pipeline TRACKS=tracks.csv first")
    stages = yaml.safe_load(lock.read_text(encoding="utf-8"))["stages"]
    n_songs = len(json.loads(manifest.read_text(encoding="utf-8"))["tracks"])
    shutil.rmtree(manifest.parent)
    took = {name: run(commands_of(stages[name])) for name in STAGES}
    lines = table(took, n_songs)
    put(ROOT / "docs/performance.md", BEGIN, END, lines)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
