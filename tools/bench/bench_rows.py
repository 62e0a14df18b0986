"""The rows of docs/performance.md's table, as the comparing scripts leave them: one JSON a line."""

import argparse
import json
import pathlib
import statistics


def add_rows_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=pathlib.Path, help="append rows of the table to this file")


def spread(values: list[float]) -> list[float]:
    """Median, lower and upper quartile."""
    if len(values) < 2:
        return [values[0]] * 3
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return [middle, low, high]


def record(
    rows: pathlib.Path | None,
    what: str,
    ours_ms: list[float],
    peer: str = "",
    theirs_ms: list[float] | None = None,
    **more,
) -> None:
    """Without a file does nothing. `more`: goal (times as fast, or text with limits beside it: most
    of median_ms and peak_mb), limits, command, peak_mb."""
    if rows is None:
        return
    row = {"what": what, "ours_ms": spread(ours_ms), "peer": peer, **more}
    if theirs_ms:
        row["theirs_ms"] = spread(theirs_ms)
    with rows.open("a") as file:
        file.write(json.dumps(row) + "\n")
