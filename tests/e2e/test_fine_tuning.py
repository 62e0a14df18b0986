"""A tagger whose trunk is trained further on the user's songs."""

import json
import pathlib
import shutil
import signal
import subprocess
import time

import numpy as np
import onnx
import pytest
from conftest import GENRES
from onnx import numpy_helper

TRUNKS = pathlib.Path(__file__).resolve().parents[2] / "models/default"


pytestmark = pytest.mark.usefixtures("needs_train_net")


@pytest.fixture(scope="module")
def songs(tmp_path_factory, write_song):
    root = tmp_path_factory.mktemp("songs")
    for g, genre in enumerate(GENRES):
        for i in range(5):
            write_song(root / genre / f"{i}.wav", genre, seed=10 * g + i, seconds=6.1)
    return root


@pytest.fixture(scope="module")
def params(tmp_path_factory):
    path = tmp_path_factory.mktemp("params") / "params.yaml"
    path.write_text("fine-tune:\n  epochs: 2\n  batch_size: 8\n")
    return path


@pytest.fixture(scope="module")
def tuned(tmp_path_factory, earmark, songs, params, needs_train_net):
    """The folder of a bundle whose trunk is tuned; beside it the work's folder."""
    out = tmp_path_factory.mktemp("tuned") / "mine"
    done = earmark(
        *("train", "tagger", "--genres-dir", songs, "--trunks", TRUNKS, "--folds", "3"),
        *("--fine-tune", "--params", params, "--bundle", out),
    )
    assert done.code == 0, done.err
    assert "fold 3 of 3: epoch 2/2" in done.err
    assert "all folds: epoch 2/2" in done.err
    return out


def arrays_of(path):
    graph = onnx.load(path).graph
    return {array.name: numpy_helper.to_array(array) for array in graph.initializer}


def test_the_bundle_answers_through_the_tuned_trunk(earmark, tuned, songs):
    assert earmark("bundle", "verify", tuned).code == 0
    ours, theirs = (arrays_of(folder / "musicnn.onnx") for folder in (tuned, TRUNKS))
    assert ours.keys() == theirs.keys()
    assert not np.array_equal(ours["middle1.kernel"], theirs["middle1.kernel"])
    assert np.array_equal(ours["timbral1.kernel"], theirs["timbral1.kernel"])
    assert (tuned / "ced.onnx").read_bytes() == (TRUNKS / "ced.onnx").read_bytes()
    notice = (tuned / "musicnn.LICENSE").read_text()
    assert notice.startswith((TRUNKS / "musicnn.LICENSE").read_text())
    assert "trained further" in notice
    for genre in GENRES:
        done = earmark("predict", "--bundle", tuned, "--json", songs / genre / "0.wav")
        (answer,) = done.json_lines()
        # The rule for music, which these tones are not, is of the untouched trunk.
        assert max(answer["probabilities"], key=answer["probabilities"].get) == genre


def test_folds_are_judged_by_trunks_of_their_own(tuned):
    """Each held-out song's answer is what its fold's model says: 30 rows in three folds."""
    rows = (tuned.parent / "mine.work" / "held-out.csv").read_text().splitlines()[1:]
    assert len(rows) == 30
    assert {row.split(",")[2] for row in rows} == {"0", "1", "2"}


def test_nothing_of_the_work_is_left(tuned):
    names = {path.name for path in (tuned.parent / "mine.work").iterdir()}
    assert names == {"data", "held-out.csv", "reports", "tagger.tagger", "tagger.tagger.trunks"}


@pytest.fixture
def train(earmark, tuned, params, tmp_path):
    """On what was prepared for the bundle."""

    def run(*more, trunks=TRUNKS, params=params, out=tmp_path / "model"):
        return earmark(
            *("train", "tagger", "--data", tuned.parent / "mine.work" / "data"),
            *("--trunks", trunks, "--split", "by-track", "--fine-tune", "--params", params),
            *("--out", out, *more),
        )

    return run


def test_the_same_songs_and_seed_give_the_same_trunk(train, tmp_path):
    for out in ("a", "b"):
        assert train("--jobs", "2", out=tmp_path / out).code == 0
    first, second = (tmp_path / f"{out}.trunks" / "musicnn.onnx" for out in "ab")
    assert first.read_bytes() == second.read_bytes()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_model_goes_only_with_its_own_trunks(earmark, train, tuned, tmp_path):
    answers = tmp_path / "answers.csv"
    assert train("--held-out", answers).code == 0
    done = earmark(
        *("bundle", "create", "--name", "wrong", "--version", "1", "--trunks", TRUNKS),
        *("--member", f"tagger={tmp_path / 'model'}", "--held-out", f"tagger={answers}"),
        *("--calibrate-on", tuned.parent / "mine.work" / "data", "--out", tmp_path / "wrong"),
    )
    assert done.code == 2
    assert "it learned from other networks than the bundle's" in done.err
    assert not (tmp_path / "wrong").exists()


def test_what_cannot_be_tuned_is_said(earmark, train, tuned, songs, tmp_path):
    only_ced = tmp_path / "only-ced"
    only_ced.mkdir()
    shutil.copy(TRUNKS / "ced.onnx", only_ced)
    done = train(trunks=only_ced)
    assert (done.code, done.out) == (2, "")
    assert "has no musicnn.onnx, the trunk that is fine-tuned" in done.err
    done = train(trunks=tuned)
    assert done.code == 2
    assert "the prepared data were not heard by the trunks in" in done.err
    (tmp_path / "bad.yaml").write_text("fine-tune:\n  epochz: 3\n")
    done = train(params=tmp_path / "bad.yaml")
    assert done.code == 2
    assert 'line 2: unknown key "epochz", did you mean "epochs"?' in done.err
    done = earmark("train", "forest", "--genres-dir", songs, "--fine-tune", "--out", tmp_path / "f")
    assert done.code == 2
    assert "--fine-tune goes with earmark train tagger" in done.err
    assert {path.name for path in tmp_path.iterdir()} == {"only-ced", "bad.yaml"}


def test_a_song_that_has_changed_since_is_said(earmark, write_song, params, tmp_path):
    for genre in GENRES:
        for i in range(3):
            write_song(tmp_path / "songs" / genre / f"{i}.wav", genre, seed=i, seconds=3.2)
    flags = ("--split", "by-track", "--trunks", TRUNKS, "--params", params)
    first = tmp_path / "first"
    done = earmark("train", "tagger", "--genres-dir", tmp_path / "songs", *flags, "--out", first)
    assert done.code == 0, done.err
    write_song(tmp_path / "songs" / "pop" / "1.wav", "pop", seed=8, seconds=9.5)
    done = earmark(
        *("train", "tagger", "--data", f"{first}.data", *flags, "--fine-tune"),
        *("--out", tmp_path / "second"),
    )
    assert done.code == 2
    assert "1.wav has changed, so that the prepared data are no longer of it" in done.err
    assert not list(tmp_path.glob("second*"))


def test_an_interrupted_tuning_leaves_nothing(program, clean_env, tuned, tmp_path):
    (tmp_path / "long.yaml").write_text("fine-tune:\n  epochs: 1000\n")
    command = [program, "train", "tagger", "--data", tuned.parent / "mine.work" / "data"]
    command += ["--trunks", TRUNKS, "--split", "by-track", "--fine-tune"]
    command += ["--params", tmp_path / "long.yaml", "--out", tmp_path / "model"]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=clean_env)
    while "epoch 1/1000" not in run.stderr.readline():
        time.sleep(0.01)
        assert run.poll() is None
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130, err
    assert {path.name for path in tmp_path.iterdir()} == {"long.yaml"}


def test_the_manifest_names_the_tuned_trunk(tuned):
    manifest = json.loads((tuned / "bundle.json").read_text())
    prepared = json.loads((tuned.parent / "mine.work" / "data" / "manifest.json").read_text())
    sums = {trunk["kind"]: trunk["sha256"] for trunk in manifest["trunks"]}
    assert sums["musicnn"] not in prepared["recipe"]["trunks"]
    assert sums["ced"] in prepared["recipe"]["trunks"]
