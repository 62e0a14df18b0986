"""Put the rows that the comparing scripts recorded into docs/performance.md.

write_performance.py ROWS.jsonl [--page docs/performance.md]
"""

import argparse
import json
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- figures of make bench -->", "<!-- end of figures -->"


def machine() -> str:
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    return f"{cpu[1] if cpu else 'unknown processor'}, {os.cpu_count()} cores, commit {commit}."


def put(page: pathlib.Path, begin: str, end: str, lines: list[str]) -> None:
    """Takes the place of what stands between two marks of a page."""
    before, rest = page.read_text(encoding="utf-8").split(begin)
    after = rest.split(end)[1]
    text = "\n".join([before + begin, "", *lines, "", end + after])
    page.write_text(text, encoding="utf-8")


def number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def time_of(spread_ms: list[float]) -> str:
    unit, scale = ("s", 1e-3) if spread_ms[0] >= 1000 else ("ms", 1)
    middle, low, high = (number(value * scale) for value in spread_ms)
    return f"{middle} {unit} ({low} to {high})"


def over_limits(row: dict) -> bool:
    measured = {"median_ms": row["ours_ms"][0], "peak_mb": row.get("peak_mb", 0)}
    return any(measured[name] > most for name, most in row.get("limits", {}).items())


def line(row: dict) -> str:
    goal = row.get("goal", "")
    ours = time_of(row["ours_ms"])
    if "peak_mb" in row:
        ours += f", {row['peak_mb']:.0f} MB"
    theirs, ratio = "", row.get("rate", "")
    if "theirs_ms" in row:
        times = row["theirs_ms"][0] / row["ours_ms"][0]
        theirs = f"{row['peer']}: {time_of(row['theirs_ms'])}"
        ratio = number(times)
        if isinstance(goal, int | float):
            ratio = f"**{ratio}**" if times >= goal else f"{ratio} (missed)"
    if over_limits(row):
        goal = f"{goal} (missed)"
    return f"| {row['what']} | {ours} | {theirs} | {ratio} | {goal} | {row['command']} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=pathlib.Path)
    parser.add_argument("--page", type=pathlib.Path, default=ROOT / "docs/performance.md")
    arguments = parser.parse_args()
    rows = [json.loads(text) for text in arguments.rows.read_text().splitlines()]
    table = [
        machine(),
        "",
        "| What | Earmark: median (quartiles) | Against | Times as fast | Goal | Command |",
        "|---|---|---|---|---|---|",
        *(line(row) for row in rows),
    ]
    put(arguments.page, BEGIN, END, table)
    print(f"{arguments.page}: {len(rows)} rows")


if __name__ == "__main__":
    main()
