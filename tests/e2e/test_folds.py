"""Models of folds: each song is judged by one that never heard its artist, all songs train the last."""

import csv
import json
import re

import pytest
from conftest import GENRES


@pytest.fixture(scope="module")
def fold_models(tmp_path_factory, earmark, prepared, models):
    """A forest and naive Bayes of all songs; beside each NAME.csv, what models of 3 folds say."""
    folder = tmp_path_factory.mktemp("folds")
    for kind in ("forest", "naive-bayes"):
        done = earmark(
            *("train", kind, "--data", prepared, "--folds", "3"),
            *("--params", models / "params.yaml", "--out", folder / kind),
            *("--held-out", folder / f"{kind}.csv"),
        )
        assert done.code == 0, done.err
        assert "trained on 60 segments" in done.out
        assert re.search(r"\(30|; 30 tracks\)", done.out)
        assert "split 3 folds by-artist" in done.out
    return folder


@pytest.fixture
def create(earmark, fold_models, prepared, tmp_path):
    def run(*arguments, data=prepared):
        return earmark(
            *("bundle", "create", "--name", "folds", "--version", "1", "--calibrate-on", data),
            *("--member", f"forest={fold_models / 'forest'}"),
            *("--member", f"bayes={fold_models / 'naive-bayes'}"),
            *("--profile", "fast=forest", "--profile", "both=forest,bayes"),
            *("--out", tmp_path / "bundle", *arguments),
        )

    return run


@pytest.fixture
def answers(fold_models):
    return (
        *("--held-out", f"bayes={fold_models / 'naive-bayes.csv'}"),
        *("--held-out", f"forest={fold_models / 'forest.csv'}"),
    )


def read_rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_segment_is_answered_once_and_artists_stay_together(fold_models, prepared):
    answers = read_rows(fold_models / "forest.csv")
    segments = read_rows(prepared / "segments.csv")
    assert sorted(int(row["row"]) for row in answers) == list(range(60))
    assert list(answers[0]) == ["row", "filename", "fold", *sorted(GENRES)]
    folds = {}
    for row in answers:
        segment = segments[int(row["row"])]
        assert row["filename"] == segment["filename"]
        assert sum(float(row[genre]) for genre in GENRES) == pytest.approx(1)
        folds.setdefault(segment["artist"], set()).add(row["fold"])
    assert {len(of_artist) for of_artist in folds.values()} == {1}
    assert set.union(*folds.values()) == {"0", "1", "2"}


def test_one_named_fold_is_answered_as_among_all(earmark, fold_models, prepared, models, tmp_path):
    done = earmark(
        *("train", "naive-bayes", "--data", prepared, "--folds", "3", "--fold", "1"),
        *("--out", tmp_path / "model", "--held-out", tmp_path / "one.csv"),
    )
    assert done.code == 0, done.err
    every = [row for row in read_rows(fold_models / "naive-bayes.csv") if row["fold"] == "1"]
    assert read_rows(tmp_path / "one.csv") == every


def test_a_bundle_is_calibrated_and_reported_by_folds(create, answers, tmp_path):
    done = create(*answers, "--reports", tmp_path / "reports")
    assert done.code == 0, done.err
    manifest = json.loads((tmp_path / "bundle" / "bundle.json").read_text())
    assert {figure["n_tracks"] for figure in manifest["figures"]} == {30}
    assert {figure["protocol"] for figure in manifest["figures"]} == {"by-artist"}
    assert {p.name for p in (tmp_path / "reports").iterdir()} == {
        f"{name}.{ending}"
        for name in ("fast", "both", "forest", "bayes")
        for ending in ("json", "html")
    }
    report = json.loads((tmp_path / "reports" / "both.json").read_text())
    assert report["n_tracks"] == 30
    assert report["protocol"].startswith("by-artist: 3 folds")
    figure = next(f for f in manifest["figures"] if len(f["members"]) == 2)
    assert report["accuracy"] == pytest.approx(figure["accuracy"], abs=1e-6)
    assert 0 <= report["ece_if_perfect"] < 0.5
    assert "3 folds" in (tmp_path / "reports" / "both.html").read_text()


def test_tracks_of_unknown_artists_are_reported_apart(create, answers, changed, tmp_path):
    def forget(row):
        if row["track"].endswith(".9"):
            row["artist"] = ""

    data = changed(forget)
    done = create(*answers, "--reports", tmp_path / "reports", data=data)
    assert done.code == 0, done.err
    report = json.loads((tmp_path / "reports" / "fast.json").read_text())
    assert report["n_tracks"] == 27
    assert [(group["n_tracks"], "unknown" in group["name"]) for group in report["groups"]] == [
        (30, True)
    ]


def test_wrong_lists_of_answers_are_refused(create, answers, fold_models, prepared, tmp_path):
    (tmp_path / "other.csv").write_text("row,filename,fold,x,y\n0,blues.0.0.wav,0,0.5,0.5\n")
    lines = (fold_models / "forest.csv").read_text().splitlines()
    (tmp_path / "less.csv").write_text("\n".join(lines[:-1]) + "\n")
    forest = ("--held-out", f"forest={fold_models / 'forest.csv'}")
    for flags, words in (
        (forest, "--held-out is missing for bayes"),
        ((*answers, "--rows", "valid"), "--rows and --held-out both say"),
        ((*forest, "--held-out", "sun=x.csv"), "sun"),
        ((*forest, "--held-out", "bayes"), "--held-out must be NAME=VALUE"),
        ((*forest, "--held-out", f"bayes={tmp_path / 'none.csv'}"), "none.csv"),
        ((*forest, "--held-out", f"bayes={tmp_path / 'other.csv'}"), "answers for the genres x, y"),
        ((*forest, "--held-out", f"bayes={tmp_path / 'less.csv'}"), "keeps other segments apart"),
    ):
        done = create(*flags)
        assert done.code == 2, flags
        assert words in done.err
        assert len(done.err.splitlines()) == 1
        assert not (tmp_path / "bundle").exists()


def test_more_folds_than_artists_leave_nothing(earmark, prepared, tmp_path):
    done = earmark(
        *("train", "forest", "--data", prepared, "--folds", "99", "--out", tmp_path / "model"),
        *("--held-out", tmp_path / "rows.csv"),
    )
    assert done.code == 2
    assert "99 folds by-artist need as many groups, and the data have 30" in done.err
    assert list(tmp_path.iterdir()) == []
