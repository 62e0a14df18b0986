"""docs/guides/metrics.md names what the service shows, and nothing else."""

import pathlib
import re

import songs

GUIDE = pathlib.Path(__file__).resolve().parents[2] / "docs/guides/metrics.md"


def documented() -> dict[str, tuple[str, set[str]]]:
    """Type and labels of each metric by its name."""
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([^|]+) \|", GUIDE.read_text(), re.MULTILINE)
    return {name: (kind, set(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}


def shown(text: str) -> dict[str, tuple[str, set[str]]]:
    types = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))
    labels: dict[str, set[str]] = {name: set() for name in types}
    for series, pairs in re.findall(r"^(\w+)\{(.*)\} ", text, re.MULTILINE):
        name = series if series in types else re.sub("_(bucket|sum|count)$", "", series)
        labels[name] |= set(re.findall(r'(\w+)="', pairs)) - {"le"}
    return {name: (kind, labels[name]) for name, kind in types.items()}


def test_all_metrics_are_documented(service):
    service.predict(songs.song(1))
    service.predict(b"no sound")
    found = shown(service.get("/metrics").body.decode())
    assert found == documented()
    assert len(found) > 20
