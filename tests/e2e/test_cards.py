"""docs/cards: what is written is what was measured."""

import csv
import json
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CARDS = ROOT / "docs/cards"
TEMPLATES = sorted((ROOT / "tools/cards").glob("*.md"))
# Digits that no measurement gives: places, names, licences, years, code and where a link leads.
NO_FIGURES = r"\$\w+|`[^`]*`|\[\d+\]\([^)]*\)|\([^)]*\.md\)|4Q|F1|Apache-2\.0|\b(19|20)\d\d\b"
GENRES = ("blues", "rock")
REPORTS = ("accurate", "fast", "forest", "naive-bayes", "cnn", "tagger")


def python(script: str, *arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, ROOT / "tools" / script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def written(*arguments: object) -> subprocess.CompletedProcess:
    return python("write_cards.py", *arguments)


@pytest.fixture
def cards(tmp_path) -> pathlib.Path:
    return pathlib.Path(shutil.copytree(CARDS, tmp_path / "cards"))


def test_cards_are_what_the_numbers_give():
    done = written("--check")
    assert done.returncode == 0, done.stderr


def test_a_number_changed_by_hand_is_noticed(cards):
    path = cards / "forest.md"
    path.write_text(path.read_text().replace(" %", "1 %", 1))
    done = written("--check", "--out", cards)
    assert done.returncode == 1
    assert "forest.md: not what the numbers give" in done.stderr
    assert "tagger.md" not in done.stderr


def test_a_card_that_nothing_writes_is_noticed_and_removed(cards):
    (cards / "old.md").write_text("# old\n")
    assert "old.md" in written("--check", "--out", cards).stderr
    assert written("--out", cards).returncode == 0
    assert not (cards / "old.md").exists()
    assert written("--check", "--out", cards).returncode == 0


def test_figures_of_another_bundle_are_refused(cards, tmp_path):
    bundle = json.loads((ROOT / "models/default/bundle.json").read_text())
    for figure in bundle["figures"]:
        figure["accuracy"] += 0.001
    (tmp_path / "bundle.json").write_text(json.dumps(bundle))
    done = written("--check", "--out", cards, "--bundle", tmp_path)
    assert done.returncode == 1
    assert "make cards TRACKS=tracks.csv" in done.stderr


def test_a_finding_that_nobody_answered_is_refused(cards):
    file = cards / "deep_checks.json"
    checks = json.loads(file.read_text())
    checks["findings"].append(checks["findings"][0] | {"check": "Label Drift"})
    file.write_text(json.dumps(checks))
    done = written("--check", "--out", cards)
    assert done.returncode == 1
    assert "finding Label Drift has no answer" in done.stderr


def test_without_measurements_the_command_that_makes_them_is_named(tmp_path):
    done = written("--out", tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "measured.json: `make cards TRACKS=tracks.csv` makes it" in done.stderr


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_prose_holds_no_figures(template):
    prose = re.sub(NO_FIGURES, "", template.read_text())
    assert not re.findall(r".*\d.*", prose)


@pytest.mark.parametrize("card", sorted(CARDS.glob("*.md")), ids=lambda path: path.name)
def test_tables_are_whole_and_links_lead_somewhere(card):
    text = card.read_text()
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        columns = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(columns) == 1, table
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (card.parent / link).exists(), link


def report(tracks: list[dict]) -> dict:
    right = sum(t["genre"] == t["predicted"] for t in tracks) / len(tracks)
    return {
        "n_tracks": len(tracks),
        "accuracy": right,
        "tracks": tracks,
        "protocol": "by-artist: 5 folds",
    }


def answer(number: int, genre: str, predicted: str, confidence: float) -> dict:
    return {
        "id": f"t{number}",
        "file": f"/home/someone/t{number}.opus",
        "genre": genre,
        "predicted": predicted,
        "confidence": confidence,
        "unsure": confidence < 0.5,
    }


@pytest.fixture
def measured(tmp_path) -> pathlib.Path:
    """A folder of reports and a list of four songs of three artists."""
    answers = [
        answer(0, "blues", "blues", 0.9),
        answer(1, "blues", "rock", 0.8),
        answer(2, "rock", "blues", 0.95),
        answer(3, "rock", "rock", 0.4),
    ]
    reports = tmp_path / "reports"
    reports.mkdir()
    for name in REPORTS:
        (reports / f"{name}.json").write_text(json.dumps(report(answers)))
    rows = [{"name": "x", "changes": [{"file": "t0.opus"}]}]
    robust = {"profiles": [{"name": "accurate", "rows": rows}]}
    (reports / "robustness.json").write_text(json.dumps(robust))
    (reports / "not_music.json").write_text("{}")
    (reports / "training.json").write_text("{}")
    columns = ("id", "genre", "artist", "title", "source", "label", "note", "split", "file")
    songs = (
        ("t0", "blues", "Dr Dre", "A", "one", "x", "", "train", "t0.opus"),
        ("t1", "blues", "Dr. Dre", "B", "one", "x", "excerpt", "train", "t1.opus"),
        ("t2", "rock", "Who", "C", "one", "x", "", "valid", "t2.opus"),
        ("t3", "rock", "", "D", "two", "x", "", "valid", "t3.opus"),
    )
    with (tmp_path / "tracks.csv").open("w", newline="") as file:
        csv.writer(file).writerows([columns, *songs])
    return tmp_path


def gathered(folder: pathlib.Path) -> dict:
    code = (
        "import sys, json, pathlib; sys.path.insert(0, sys.argv[1]); from cards import gather; "
        "p = pathlib.Path(sys.argv[2]); "
        "print(json.dumps(gather.gather(p / 'reports', p / 'tracks.csv')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, ROOT / "tools", folder], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_sources_and_mistakes_are_counted(measured):
    result = gathered(measured)
    forest = result["choices"]["forest"]
    one, two = (forest["by_source"][name] for name in ("one", "two"))
    assert (one["n_tracks"], one["n_artists"]) == (3, 2)  # two spellings of one artist
    assert one["accuracy"] == pytest.approx(1 / 3, abs=1e-6)
    assert one["accuracy_ci95"] == [0.0, 0.5]  # Who alone, or Dr Dre alone
    assert (two["accuracy"], two["accuracy_ci95"]) == (1.0, [1.0, 1.0])
    assert [m["title"] for m in forest["mistakes"]] == ["C", "B"]
    assert result["sources"]["one"]["excerpts"] == {"blues": 1}
    assert result["data"]["n_unknown_artist"] == 1


def test_no_path_is_kept(measured):
    text = json.dumps(gathered(measured))
    assert "/home" not in text
    assert ".opus" not in text


@pytest.mark.parametrize(
    ("name", "command"),
    [
        *((name, "make train-models") for name in (*REPORTS, "training")),
        ("robustness", "make robustness"),
        ("not_music", "tools/measure_not_music.py"),
    ],
)
def test_a_missing_report_names_what_makes_it(measured, name, command):
    (measured / "reports" / f"{name}.json").unlink()
    done = written(
        *("--tracks", measured / "tracks.csv", "--reports", measured / "reports"),
        *("--out", measured / "cards"),
    )
    assert done.returncode == 1
    assert f"{name}.json: `" in done.stderr
    assert command in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_report_of_one_split_is_refused(measured):
    path = measured / "reports/forest.json"
    path.write_text(path.read_text().replace("by-artist: 5 folds", "random-segments"))
    done = written("--tracks", measured / "tracks.csv", "--reports", measured / "reports")
    assert done.returncode == 1
    assert "forest.json is not judged over folds by artist" in done.stderr


def test_time_is_written_down_of_what_succeeds(tmp_path):
    record = tmp_path / "times.json"
    busy = "import time; end = time.process_time() + 0.2\nwhile time.process_time() < end: pass"
    assert python("timed.py", record, "busy", sys.executable, "-c", busy).returncode == 0
    assert python("timed.py", record, "idle", "sleep", "0.2").returncode == 0
    before = record.read_text()
    assert python("timed.py", record, "busy", "sh", "-c", "exit 3").returncode == 3
    assert record.read_text() == before
    assert python("timed.py", record, "busy", "sh", "-c", "kill -INT $$").returncode == 130
    runs = json.loads(before)["runs"]
    assert runs["busy"]["cpu_s"] >= 0.2
    assert runs["idle"]["cpu_s"] < 0.2 <= runs["idle"]["wall_s"]
