"""earmark behave: sound models pass, models that were made to be wrong fail, by the case's name."""

import csv
import json
import pathlib

import numpy as np
import pytest
import soundfile
from conftest import SAMPLE_RATE, render

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 3.2
N_SONGS = 8  # of each genre


def behave(earmark, *arguments, code):
    """Its report."""
    done = earmark("behave", *arguments, "--json", "-")
    assert done.code == code, done.err + done.out[-2000:]
    return json.loads(done.out)


def verdicts(report, member) -> dict[str, str]:
    (found,) = (m for m in report["members"] if m["name"] == member)
    return {case["case"]: case["verdict"] for case in found["cases"]}


def failed(report, member) -> set[str]:
    return {case for case, verdict in verdicts(report, member).items() if verdict == "failed"}


@pytest.fixture(scope="module")
def train(earmark, tmp_path_factory):
    """A bundle of a forest that learned songs: `sound(genre, seed)` are their samples."""

    def run(genres, sound):
        root = tmp_path_factory.mktemp("bad")
        with (root / "tracks.csv").open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["id", "file", "genre", "artist", "split"])
            for genre in genres:
                for i in range(N_SONGS):
                    name = f"{genre}.{i}"
                    soundfile.write(root / f"{name}.wav", sound(genre, i), SAMPLE_RATE, "FLOAT")
                    split = "valid" if i % 4 == 0 else "train"
                    rows.writerow([name, f"{name}.wav", genre, name, split])
        data, model, bundle = root / "data", root / "forest", root / "bundle"
        for command in (
            ("prepare", "--tracks", root / "tracks.csv", "--out", data, "--trunks", "none"),
            ("train", "forest", "--data", data, "--split", "column:split", "--out", model),
            (
                *("bundle", "create", "--name", "bad", "--version", "1", "--out", bundle),
                *("--member", f"forest={model}", "--calibrate-on", data, "--trunks", "none"),
            ),
        ):
            done = earmark(*command)
            assert done.code == 0, done.err
        return bundle

    return run


def test_what_is_shipped_passes(earmark):
    report = behave(earmark, "--members", "tagger", "--pieces", "1", code=0)
    assert report["passed"]
    (tagger,) = report["members"]
    assert tagger["profiles"] == ["accurate"]
    assert (tagger["n_failed"], tagger["n_not_asked"]) == (0, 1)  # no song has a label
    assert tagger["n_passed"] == len(report["cases"]) - 1


def test_the_page_of_the_shipped_models_has_every_case(earmark, bundle):
    page = (ROOT / "docs" / "behaviour.md").read_text()
    report = behave(earmark, "--bundle", bundle, "--pieces", "1", code=1)
    for case in report["cases"]:
        assert page.count(f"\n| {case['name']}") == 5, case["name"]  # four members and a profile


def test_the_cases_of_the_reference_are_among_them(earmark, bundle):
    report = behave(earmark, "--bundle", bundle, "--pieces", "1", code=1)
    marked = [c for c in report["cases"] if (c["note"] or "").startswith("as in the reference")]
    assert [c["changes"][0].split()[0] for c in marked] == ["noise_amplitude"] * 3 + ["shift_s"] * 3
    assert [c["changes"] for c in marked[:3]] == [
        [f"noise_amplitude {factor}"] for factor in ("0.01", "0.1", "1")
    ]


def test_changed_labels_fail_minimum_functionality(earmark, train):
    """What it calls metal is soft, and what it calls classical is loud and fast."""
    bundle = train(
        ["classical", "metal"],
        lambda genre, seed: render("metal" if genre == "classical" else "blues", seed, SECONDS),
    )
    report = behave(earmark, "--bundle", bundle, "--pieces", "2", code=1)
    assert "rendered music is named" in failed(report, "forest")
    text = earmark("behave", "--bundle", bundle, "--pieces", "2")
    assert text.code == 1
    assert "rendered music is named: " in text.out


def test_labelled_songs_with_changed_labels_fail_too(earmark, bundle, dataset, tmp_path):
    right = behave(
        *(earmark, "--bundle", bundle, "--tracks", dataset / "tracks.csv", "--pieces", "0"),
        *("--cases", cases_file(tmp_path, LABELLED)),
        code=0,
    )
    assert verdicts(right, "forest") == {"labelled": "passed"}
    rows = (
        (dataset / "tracks.csv").read_text().replace(",metal,", ",x,").replace(",pop,", ",metal,")
    )
    (tmp_path / "wrong.csv").write_text(rows.replace(",x,", ",pop,"))
    wrong = behave(
        *(earmark, "--bundle", bundle, "--tracks", tmp_path / "wrong.csv", "--root", dataset),
        *("--pieces", "0", "--cases", cases_file(tmp_path, LABELLED)),
        code=1,
    )
    assert failed(wrong, "forest") == {"labelled"}
    (case,) = (m["cases"][0] for m in wrong["members"] if m["name"] == "forest")
    assert (case["n_songs"], case["share"]) == (30, pytest.approx(1 / 3, abs=0.1))
    assert len(case["misses"]) == case["n_songs"] - case["n_good"]


@pytest.fixture(scope="module")
def loudness(train):
    """A bundle whose genres differ by nothing else."""
    return train(
        ["loud", "soft"],
        lambda genre, seed: render("pop", seed, SECONDS) * (1 if genre == "loud" else 0.02),
    )


def test_without_a_genre_that_is_rendered_it_needs_songs(earmark, loudness):
    done = earmark("behave", "--bundle", loudness)
    assert done.code == 2
    assert "knows none of the genres that can be rendered: name songs" in done.err


def test_a_model_that_hears_loudness_alone_fails_when_gain_changes(earmark, loudness, tmp_path):
    cases = """
    - {name: louder, kind: invariance, change: {gain_db: 34}, at_least: 0.9}
    - {name: quieter, kind: invariance, change: {gain_db: -34}, at_least: 0.9}
    - {name: turned round, kind: invariance, change: {reorder: 2}, at_least: 0.9}
    """
    report = behave(
        *(earmark, "--bundle", loudness, "--pieces", "0", loudness.parent / "loud.0.wav"),
        *(loudness.parent / "soft.0.wav", "--cases", cases_file(tmp_path, cases)),
        code=1,
    )
    assert failed(report, "forest") == {"louder", "quieter"}
    (forest,) = report["members"]
    (miss,) = forest["cases"][0]["misses"]
    assert (miss["before"]["label"], miss["after"]["label"]) == ("soft", "loud")


def test_a_model_that_takes_distortion_for_classical_fails_the_direction(earmark, train, tmp_path):
    def sound(genre, seed):
        y = render("blues", seed, SECONDS)
        return np.tanh(30 * y) / np.tanh(30) if genre == "classical" else y

    bundle = train(["classical", "metal"], sound)
    cases = """
    - name: distortion
      kind: direction
      change: {drive_db: [0, 10, 20, 30]}
      genre: classical
      may_rise: 0.05
      at_least: 0.9
    """
    report = behave(
        *(earmark, "--bundle", bundle, "--pieces", "0", bundle.parent / "metal.0.wav"),
        *("--cases", cases_file(tmp_path, cases)),
        code=1,
    )
    assert failed(report, "forest") == {"distortion"}
    (case,) = report["members"][0]["cases"]
    assert len(case["mean_probabilities"]) == 5
    assert case["mean_probabilities"][0] < 0.5 < case["mean_probabilities"][-1]
    assert case["misses"][0]["by"] > 0.05


LABELLED = "- {name: labelled, kind: minimum functionality, songs: labelled, at_least: 0.9}"


def cases_file(folder, cases) -> pathlib.Path:
    file = folder / "cases.yaml"
    file.write_text("cases:\n" + cases)
    return file
