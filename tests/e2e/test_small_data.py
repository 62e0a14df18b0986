"""Data that are small, lopsided or odd: answered in plain words, never by "this is a defect"."""

import csv
import json
import os
import shutil
import subprocess

import numpy as np
import pytest
import soundfile
from conftest import SAMPLE_RATE


@pytest.fixture
def create(earmark, models, tmp_path):
    """Makes a bundle of the forest, calibrated on a folder; gives the run and the bundle."""

    def run(data, *arguments):
        out = tmp_path / "bundle"
        done = earmark(
            *("bundle", "create", "--name", "small", "--version", "1", "--calibrate-on", data),
            *("--member", f"forest={models / 'forest'}", "--out", out, *arguments),
        )
        return done, out

    return run


def only_valid_pop(row):
    if row["genre"] == "pop":
        row["split"] = "valid"


@pytest.mark.parametrize("kind", ["forest", "naive-bayes", "cnn"])
def test_a_genre_without_songs_to_train_on_is_named(
    earmark, changed, tmp_path, kind, needs_train_net
):
    done = earmark(
        *("train", kind, "--data", changed(only_valid_pop), "--split", "column:split"),
        *("--out", tmp_path / "model"),
    )
    assert done.code in (1, 2)
    assert "genre 'pop' has no segment left to train on" in done.err
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("kind", ["forest", "naive-bayes", "cnn"])
def test_genres_of_other_rows_are_no_classes(earmark, changed, tmp_path, kind, needs_train_net):
    params = tmp_path / "params.yaml"
    params.write_text("forest: {n_estimators: 2}\ncnn: {epochs: 1}\n")
    done = earmark(
        *("train", kind, "--data", changed(only_valid_pop), "--rows", "train"),
        *(
            "--params",
            params,
            "--out",
            tmp_path / "model.onnx",
            "--held-out",
            tmp_path / "rows.csv",
        ),
    )
    assert done.code == 0, done.err
    with (tmp_path / "rows.csv").open() as file:
        names = [row["filename"] for row in csv.DictReader(file)]
    assert names
    assert {name.split(".")[0] for name in names} <= {"blues", "metal"}


@pytest.mark.parametrize("kept_apart", ["valid", "test"])
def test_rows_that_test_steer_a_network_only_with_a_warning(
    earmark, changed, tmp_path, kept_apart, needs_train_net
):
    def change(row):
        row["split"] = "train" if row["split"] == "train" else kept_apart

    params = tmp_path / "params.yaml"
    params.write_text("cnn: {epochs: 2, early_stopping_patience: 1}\n")
    done = earmark(
        *("train", "cnn", "--data", changed(change), "--split", "column:split"),
        *("--params", params, "--out", tmp_path / "net.onnx"),
    )
    assert done.code == 0, done.err
    assert ("these steer the training" in done.err) == (kept_apart == "test")


def test_more_folds_than_artists_is_said(earmark, changed, tmp_path):
    def six_artists(row):
        row["artist"] = f"{row['genre']} {int(row['track'].split('.')[1]) % 2}"

    done = earmark(
        *("train", "forest", "--data", changed(six_artists), "--out", tmp_path / "model"),
        *("--folds", "10", "--fold", "0"),
    )
    assert done.code == 2
    assert "10 folds by-artist need as many groups, and the data have 6" in done.err


def test_folds_of_a_column_are_refused(earmark, prepared, tmp_path):
    done = earmark(
        *("train", "forest", "--data", prepared, "--out", tmp_path / "model"),
        *("--split", "column:split", "--folds", "5", "--fold", "0"),
    )
    assert done.code == 2
    assert "--folds goes with" in done.err


def test_a_bundle_is_calibrated_on_three_artists_but_not_on_one(create, changed):
    def of(n):
        def change(row):
            if row["split"] == "valid":
                row["artist"] = f"valid {int(row['track'].split('.')[1]) % n}"

        return change

    done, out = create(changed(of(3)))
    assert done.code == 0, done.err
    shutil.rmtree(out.parent / "changed")
    done, _ = create(changed(of(1)))
    assert done.code == 2
    assert "all by one artist" in done.err


def test_unknown_artists_are_not_called_apart(earmark, create, changed, dataset, models, tmp_path):
    def forget(row):
        row["artist"] = ""

    done, out = create(changed(forget))
    assert "by-track: artists are not known" in done.out
    assert json.loads((out / "bundle.json").read_text())["figures"][0]["protocol"] == "by-track"
    shutil.rmtree(out.parent / "changed")
    done, out = create(changed(lambda row: row["track"] == "pop.9" and forget(row)))
    assert "by-artist: by artist where known; 1 track has none" in done.out
    done = earmark(
        *("train", "forest", "--genres-dir", dataset, "--params", models / "params.yaml"),
        *("--out", tmp_path / "model"),
    )
    assert done.code == 0, done.err
    assert "by track, since no artist is known" in done.out
    assert "no artist in both" not in done.out


def test_a_name_that_is_not_utf8_is_prepared(earmark, write_song, tmp_path):
    folder = tmp_path / "songs"
    for genre in ("blues", "pop"):
        write_song(folder / genre / "song.wav", genre)
    (folder / "pop" / "song.wav").rename(folder / "pop" / os.fsdecode(b"caf\xe9.wav"))
    for _ in range(2):
        done = earmark("prepare", "--genres-dir", folder, "--out", tmp_path / "data")
        assert done.code == 0, done.err
    assert "2 tracks as an earlier run left them" in done.out
    assert b"caf\xe9" in (tmp_path / "data" / "segments.csv").read_bytes()


def test_silence_has_no_part_in_calibration_figures(earmark, bundle, dataset, tmp_path):
    soundfile.write(tmp_path / "none.wav", np.zeros(4 * SAMPLE_RATE, np.float32), SAMPLE_RATE)
    songs = "".join(f"{dataset}/{genre}/7.wav,{genre}\n" for genre in ("metal", "pop"))
    reports = []
    for extra in ("", f"{tmp_path}/none.wav,blues\n"):
        (tmp_path / "tracks.csv").write_text("file,genre\n" + songs + extra)
        done = earmark(
            *("evaluate", "--tracks", tmp_path / "tracks.csv", "--bundle", bundle),
            *("--json", tmp_path / "e.json"),
        )
        reports.append(json.loads((tmp_path / "e.json").read_text()))
    assert [report["n_tracks"] for report in reports] == [2, 3]
    for name in ("ece", "nll"):
        assert reports[0][name] == reports[1][name]
    assert reports[1]["accuracy"] == pytest.approx(2 / 3, abs=1e-6)  # rounded to six decimals
    assert "of the tracks with an answer" in done.out


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--split", "by-moon"), "--split must be"),
        (("--fold", "3"), "--fold needs --folds"),
        (("--jobs", "many"), "--jobs must be"),
        (("--params", "bad.yaml"), "epochz"),
        (("--out", "."), "it is a folder"),
    ],
)
def test_a_network_is_refused_before_songs_are_prepared(
    earmark, dataset, tmp_path, flags, message, needs_train_net
):
    (tmp_path / "bad.yaml").write_text("cnn:\n  epochz: 3\n")
    words = ["--genres-dir", dataset, *(() if "--out" in flags else ("--out", "net.onnx")), *flags]
    done = earmark("train", "cnn", *words, cwd=tmp_path)
    assert done.code == 2
    assert message in done.err
    assert {path.name for path in tmp_path.iterdir()} == {"bad.yaml"}


def test_without_the_program_for_networks_no_song_is_prepared(program, earmark, dataset, tmp_path):
    alone = shutil.copy(program, tmp_path / "earmark")
    done = subprocess.run(
        [alone, "train", "cnn", "--genres-dir", dataset, "--out", tmp_path / "net.onnx"],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == 2
    assert "earmark-train-net, which is not installed" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["earmark"]
