"""earmark evaluate --data: models measured on prepared segments, without the songs."""

import csv
import json

import pytest

# Songs and prepared segments go through the same arithmetic, but for files' rounding to float32.
FIGURE_TOLERANCE = 1e-5


@pytest.fixture
def evaluate(earmark, prepared, tmp_path):
    """Figures, answers and the report of a run on the rows valid."""

    def run(*flags, data=prepared):
        done = earmark(
            *("evaluate", "--data", data, "--rows", "valid", *flags),
            *("--metrics", tmp_path / "metrics.json", "--json", tmp_path / "report.json"),
            *("--answers", tmp_path / "answers.csv", "--html", tmp_path / "report.html"),
        )
        assert done.code == 0, done.err
        metrics = json.loads((tmp_path / "metrics.json").read_text())
        with (tmp_path / "answers.csv").open(newline="") as file:
            answers = list(csv.DictReader(file))
        return metrics, answers, json.loads((tmp_path / "report.json").read_text())

    return run


def test_a_bundle_is_worth_as_much_as_on_the_songs(evaluate, earmark, bundle, dataset, tmp_path):
    metrics, answers, report = evaluate("--bundle", bundle, "--profile", "fast")
    heard = tmp_path / "heard.json"
    done = earmark(
        *("evaluate", "--tracks", dataset / "tracks.csv", "--rows", "valid", "--bundle", bundle),
        *("--profile", "fast", "--json", heard),
    )
    assert done.code == 0, done.err
    songs = json.loads(heard.read_text())
    for name in ("accuracy", "balanced_accuracy", "macro_f1", "segment_accuracy", "ece", "nll"):
        assert metrics[name] == pytest.approx(songs[name], abs=FIGURE_TOLERANCE)
    assert [metrics["accuracy_low"], metrics["accuracy_high"]] == songs["accuracy_ci95"]
    assert metrics["n_tracks"] == len(answers) == songs["n_tracks"] == 15
    said = {track["id"]: (track["predicted"], track["unsure"]) for track in songs["tracks"]}
    assert {t["id"]: (t["predicted"], t["unsure"]) for t in report["tracks"]} == said
    assert {a["track"]: a["predicted"] for a in answers} == {k: v[0] for k, v in said.items()}
    assert report["protocol"].startswith("by-artist")


def test_models_are_measured_alone_and_together(evaluate, models):
    forest, _, report = evaluate("--member", f"forest={models / 'forest'}")
    assert report["members"] == ["forest"]
    assert report["share_unsure"] == 0
    evaluate("--member", f"bayes={models / 'naive-bayes'}")
    both, _, report = evaluate(
        *("--member", f"forest={models / 'forest'}"), "--member", f"bayes={models / 'naive-bayes'}"
    )
    assert report["members"] == ["forest", "bayes"]
    assert set(both["recall"]) == {"blues", "metal", "pop"} == set(forest["recall"])


def test_copies_are_not_measured_on(evaluate, models, changed):
    def make_copies(row):
        row["copy_of"] = "blues.0" if row["track"] == "blues.7" else ""

    metrics, answers, _ = evaluate("--member", f"f={models / 'forest'}", data=changed(make_copies))
    assert metrics["n_tracks"] == 14
    assert "blues.7" not in {answer["track"] for answer in answers}


def test_what_cannot_be_measured_is_told(earmark, prepared, models, bundle, dataset, changed):
    forest = f"forest={models / 'forest'}"

    def refused(*flags):
        done = earmark("evaluate", *flags)
        assert done.code == 2, done.out
        return done.err

    assert "only of train and valid" in refused(
        "--data", prepared, "--rows", "tests", "--member", forest
    )
    assert "--member goes with --data" in refused(
        "--tracks", dataset / "tracks.csv", "--member", forest
    )
    both = ("--data", prepared, "--member", forest, "--bundle", bundle)
    assert "give one" in refused(*both)
    assert "give one" in refused("--data", prepared, "--tracks", dataset / "tracks.csv")
    assert "NAME=" in refused("--data", prepared, "--member", "forest")
    assert "no prepared data set" in refused("--data", dataset, "--member", forest)

    def relabel(row):
        row["genre"] = "polka" if row["track"] == "blues.7" else row["genre"]

    relabelled = changed(relabel)
    assert 'labelled "polka"' in refused("--data", relabelled, "--bundle", bundle)
    assert refused("--data", relabelled, "--member", forest)


def test_a_history_is_by_trees_or_of_the_end(earmark, prepared, tmp_path):
    (tmp_path / "params.yaml").write_text("forest:\n  n_estimators: 6\n")
    flags = ("--data", prepared, "--split", "column:split", "--params", tmp_path / "params.yaml")
    for kind, epochs in (("forest", [1, 2, 4, 6]), ("naive-bayes", [1])):
        done = earmark(
            *("train", kind, *flags, "--out", tmp_path / kind),
            *("--history", tmp_path / "history.json", "--held-out", tmp_path / "held-out.csv"),
        )
        assert done.code == 0, done.err
        history = json.loads((tmp_path / "history.json").read_text())
        assert [entry["epoch"] for entry in history] == epochs
        with (tmp_path / "held-out.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        right = [
            max(("blues", "metal", "pop"), key=lambda genre: float(row[genre]))
            == row["filename"].split(".")[0]
            for row in rows
        ]
        assert history[-1]["val_accuracy"] == pytest.approx(sum(right) / len(right))
