"""What earmark behave writes and says: reports that agree, the same for any number of threads."""

import html.parser
import json
import re
import signal
import subprocess

import numpy as np
import pytest
import soundfile

CASES = """
cases:
  - {name: labelled | songs, kind: minimum functionality, songs: labelled, at_least: 0.9}
  - {name: quieter, kind: invariance, change: {gain_db: -1}, at_least: 0.5}
  - {name: drowned, kind: invariance, change: {noise_amplitude: 10}, at_least: 1, note: a <note>}
  - {name: pop, kind: direction, change: {drive_db: [10, 40]}, genre: pop, may_rise: 0, at_least: 1}
  - {name: polka, kind: direction, change: {drive_db: [1, 2]}, genre: polka, may_rise: 0, at_least: 1}
"""


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    file = tmp_path_factory.mktemp("cases") / "cases.yaml"
    file.write_text(CASES)
    return file


@pytest.fixture
def run(earmark, bundle, cases, dataset, tmp_path):
    """A run of all cases on a few songs, and its three reports."""

    def behave(*more, name="report"):
        files = {kind: tmp_path / f"{name}.{kind}" for kind in ("json", "html", "markdown")}
        done = earmark(
            *("behave", "--bundle", bundle, "--cases", cases, "--pieces", "1"),
            *("--tracks", dataset / "tracks.csv", "--max-songs", "6", *more),
            *(word for kind, file in files.items() for word in (f"--{kind}", file)),
        )
        return done, {kind: file.read_text() for kind, file in files.items()}

    return behave


class Page(html.parser.HTMLParser):
    """Whether tags are closed in their order, and the text of each cell."""

    def __init__(self, text):
        super().__init__()
        self.open, self.cells, self.marks = [], [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        if tag not in {"meta", "br"}:
            self.open.append((tag, dict(attrs).get("class", "")))
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if any(tag == "td" for tag, _ in self.open):
            self.cells[-1] += data
        if self.open and self.open[-1][1].startswith("mark"):
            self.marks.append(data)


def tables(markdown) -> list[list[list[str]]]:
    """The cells of each table's rows."""
    found = []
    for line in markdown.splitlines():
        if line.startswith("| Case"):
            found.append([])
        elif found and line.startswith("| "):
            row = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            found[-1].append(row)
    return found


def test_the_reports_agree(run):
    done, reports = run()
    report = json.loads(reports["json"])
    assert done.code == 1 and not report["passed"]
    expected = [[case["verdict"] for case in m["cases"]] for m in report["members"]]
    names = [m["name"] for m in report["members"]]
    assert names == ["forest", "naive-bayes"]
    assert all("failed" in v and "passed" in v and v[-1] == "not asked" for v in expected)

    rows = tables(reports["markdown"])
    assert [[re.sub(r"\*|[:;].*", "", row[-1]) for row in t] for t in rows] == expected
    assert rows[0][0][0] == r"labelled \| songs"
    assert rows[0][2][0] == "drowned (a &lt;note&gt;)"
    shares = [[round(100 * (c["share"] or 0)) for c in m["cases"]] for m in report["members"]]
    assert [[int(row[4].split()[0]) for row in t[:-1]] for t in rows] == [s[:-1] for s in shares]
    assert all(len(row) == 8 for t in rows for row in t)

    page = Page(reports["html"])
    assert page.marks == [verdict for member in expected for verdict in member]
    assert "<note>" not in reports["html"]

    for name, case in zip(names, expected, strict=True):
        assert f"{name}" in done.out and case
    assert done.out.count("✗") == sum(v.count("failed") for v in expected)
    assert done.out.count("✓") == sum(v.count("passed") for v in expected)
    assert "polka: the bundle does not know the genre polka" in done.out


def test_any_number_of_threads_gives_the_same_bytes(run):
    one, reports = run("--jobs", "1", name="same")
    four, again = run("--jobs", "4", name="same")
    assert (one.out, reports) == (four.out, again)
    _, others = run("--seed", "1", name="same")
    assert others["json"] != reports["json"]


def test_json_alone_is_printed_where_asked_for(earmark, bundle, cases):
    done = earmark("behave", "--bundle", bundle, "--cases", cases, "--pieces", "1", "--json", "-")
    report = json.loads(done.out)
    assert (report["n_rendered"], report["n_songs"]) != (0, 1)
    assert report["bundle"] == {"name": "tiny", "version": "1.0"}
    labelled = report["members"][0]["cases"][0]
    assert labelled["verdict"] == "not asked"
    assert labelled["reason"] == "no song has a label that the bundle knows"


def test_a_song_that_cannot_be_read_is_told_and_the_rest_goes_on(
    earmark, bundle, cases, write_song, tmp_path
):
    good, bad = write_song(tmp_path / "good.wav"), tmp_path / "bad.wav"
    bad.write_text("this is no sound")
    (tmp_path / "all.yaml").write_text(
        "cases: [{name: a, kind: invariance, change: {gain_db: 0}, at_least: 1}]"
    )
    done = earmark(
        *("behave", "--bundle", bundle, "--cases", tmp_path / "all.yaml", "--pieces", "0"),
        *(good, bad, "--json", "-"),
    )
    assert done.code == 1
    assert done.err.count("\n") == 1 and str(bad) in done.err
    report = json.loads(done.out)
    assert [u["song"] for u in report["unreadable"]] == [str(bad)]
    assert not report["passed"]
    assert [c["verdict"] for m in report["members"] for c in m["cases"]] == ["passed"] * 2
    assert report["members"][0]["cases"][0]["n_songs"] == 1


def test_what_a_codec_does_not_take_is_left_out_and_said(earmark, bundle, tmp_path):
    slow = tmp_path / "slow.wav"
    soundfile.write(slow, 0.3 * np.sin(np.arange(40000) / 9), 7000)
    case = "cases: [{name: a, kind: invariance, change: {codec: 'mp3:64'}, at_least: 1}]"
    (tmp_path / "codec.yaml").write_text(case)
    arguments = ("behave", "--bundle", bundle, "--cases", tmp_path / "codec.yaml", slow)
    alone = earmark(*arguments, "--pieces", "0")
    assert alone.code == 0
    assert "a codec takes at least 8000" in " ".join(alone.out.split("not asked\n")[1].split())
    # Beside a piece that a codec takes.
    report = json.loads(earmark(*arguments, "--pieces", "1", "--json", "-").out)
    case = report["members"][0]["cases"][0]
    assert case["n_left_out"] == 1 and case["n_songs"] == report["n_rendered"]


def test_songs_are_drawn_by_the_seed(run):
    drawn = {seed: json.loads(run("--seed", seed)[1]["json"]) for seed in ("0", "1")}
    assert {r["n_songs"] for r in drawn.values()} == {6}
    names = [
        {m["song"] for c in r["members"][0]["cases"] for m in c["misses"]} for r in drawn.values()
    ]
    assert names[0] != names[1]


def test_progress_is_told_where_asked_for_and_an_interrupt_leaves_nothing(
    program, clean_env, bundle, tmp_path
):
    report = tmp_path / "behaviour.md"
    command = [program, "behave", "--bundle", bundle, "--pieces", "100", "--jobs", "1"]
    command += ["--progress", "--markdown", report]
    with subprocess.Popen(command, env=clean_env, stderr=subprocess.PIPE, text=True) as running:
        # Minutes of work: it is stopped as soon as it has told how far it is.
        told = running.stderr.readline()
        running.send_signal(signal.SIGINT)
        running.stderr.read()
    assert re.search(r"listening .* \d+/\d+ sounds, \d+:\d\d left", told)
    assert running.returncode == 130
    assert list(tmp_path.iterdir()) == []


def test_a_page_loads_nothing(run):
    _, reports = run()
    assert not re.search(r"(src|href)=\"(?!#)", reports["html"])


def test_an_exception_for_nobody_is_told(earmark, bundle, tmp_path):
    (tmp_path / "cases.yaml").write_text(
        "cases: [{name: a, kind: invariance, change: {gain_db: 0}, at_least: 1,"
        " except: {forrest: 0.5}}]"
    )
    done = earmark(
        "behave", "--bundle", bundle, "--cases", tmp_path / "cases.yaml", "--pieces", "1"
    )
    assert done.code == 0
    assert "forrest" in done.err and "did you mean forest?" in done.err
