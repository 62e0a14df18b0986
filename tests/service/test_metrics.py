"""docs/guides/metrics.md names what the service shows, and nothing else."""

import pathlib
import re
import shutil
import subprocess
import textwrap
from concurrent.futures import ThreadPoolExecutor

import pytest
import songs
from service import running

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


def send(service, n: int, seconds: float = 3) -> None:
    with ThreadPoolExecutor(4) as pool:
        for answer in pool.map(lambda i: service.predict(songs.song(i % 20, seconds)), range(n)):
            assert answer.status == 200


def drift_of(text: str) -> dict[str, float]:
    found = re.findall(r'^earmark_input_drift_psi\{feature="(\w+)"\} (\S+)$', text, re.MULTILINE)
    return {feature: float(psi) for feature, psi in found}


def test_all_metrics_are_documented_and_drift_is_told_of_enough_sounds():
    with running("--profile", "fast") as service:
        service.predict(b"no sound")
        send(service, 99)
        assert drift_of(service.get("/metrics").body.decode()) == {}
        send(service, 1)
        text = service.get("/metrics").body.decode()
        assert "\nearmark_input_drift_sounds 100\n" in text
        drift = drift_of(text)
        assert len(drift) == 57
        assert {"rms_mean", "mfcc20_var"} <= set(drift)
        # Twenty songs by formula are no songs that anything learned from.
        assert max(drift.values()) > 0.25
        found = shown(text)
        assert found == documented()
        assert len(found) > 20


def test_the_guides_alert_tells_drift(tmp_path):
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed (package prometheus)")
    rule = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(), re.DOTALL)[1]
    head = "groups:\n- name: earmark\n  rules:\n"
    (tmp_path / "rules.yaml").write_text(head + textwrap.indent(rule, "  "))
    series = [("_psi", 0.6, 'feature="rms_mean"'), ("_psi_by_chance", 0.05, 'job="earmark"')]
    lines = "".join(
        f"""
      - series: 'earmark_input_drift{name}{{instance="a",{label}}}'
        values: '{value}x200'"""
        for name, value, label in series
    )
    (tmp_path / "test.yaml").write_text(f"""
rule_files: [rules.yaml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:{lines}
    alert_rule_test:
      - eval_time: 2h
        alertname: EarmarkInputDrift
        exp_alerts: [{{exp_labels: {{instance: a}}}}]
""")
    command = ["promtool", "test", "rules", tmp_path / "test.yaml"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
