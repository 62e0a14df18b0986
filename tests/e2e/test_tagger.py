"""A tagger, from a folder of genres to answers: with the shipped trunks, which the repository holds."""

import json
import pathlib
import shutil

import numpy as np
import pytest
from conftest import GENRES

TRUNKS = pathlib.Path(__file__).resolve().parents[2] / "models/default"


@pytest.fixture(scope="module")
def genres_dir(tmp_path_factory, write_song):
    """GTZAN's layout: four songs of 3 s in each genre."""
    root = tmp_path_factory.mktemp("genres")
    for genre in GENRES:
        for i in range(4):
            write_song(root / genre / f"{i}.wav", genre, seed=i, seconds=3.2)
    return root


@pytest.fixture(scope="module")
def tagger(tmp_path_factory, earmark, genres_dir):
    """A tagger's file; beside it the prepared data that it learned from."""
    out = tmp_path_factory.mktemp("tagger") / "model"
    done = earmark(
        *("train", "tagger", "--genres-dir", genres_dir, "--split", "by-track"),
        *("--trunks", TRUNKS, "--out", out),
    )
    assert done.code == 0, done.err
    assert "of 3 genres" in done.out
    return out


@pytest.fixture(scope="module")
def heard(tmp_path_factory, earmark, genres_dir):
    """The songs as prepared data with a split, to calibrate on."""
    folder = tmp_path_factory.mktemp("heard")
    rows = ["id,file,genre,artist,split"]
    for genre in GENRES:
        for i in range(4):
            file = genres_dir / genre / f"{i}.wav"
            rows.append(f"{genre}.{i},{file},{genre},{genre} {i},{'valid' if i > 1 else 'train'}")
    (folder / "tracks.csv").write_text("\n".join(rows) + "\n")
    done = earmark(
        *("prepare", "--tracks", folder / "tracks.csv", "--trunks", TRUNKS),
        *("--out", folder / "data"),
    )
    assert done.code == 0, done.err
    return folder


@pytest.fixture(scope="module")
def create(earmark, tagger):
    def run(data, out, *more, trunks=TRUNKS):
        return earmark(
            *("bundle", "create", "--name", "heard", "--version", "1", "--calibrate-on", data),
            *("--member", f"tagger={tagger}", "--trunks", trunks, "--out", out, *more),
        )

    return run


@pytest.fixture(scope="module")
def tagger_bundle(create, heard):
    done = create(heard / "data", heard / "bundle")
    assert done.code == 0, done.err
    return heard / "bundle"


def test_a_tagger_of_songs_by_genre_learns_an_embedding_a_segment(tagger):
    data = pathlib.Path(f"{tagger}.data")
    manifest = json.loads((data / "manifest.json").read_text())
    n_values = manifest["recipe"]["n_embedding"]
    assert manifest["recipe"]["trunks"].startswith("musicnn:")
    assert " ced:" in manifest["recipe"]["trunks"]
    embedding = np.load(data / "embedding.npy")
    assert embedding.shape == (12, n_values)
    assert np.isfinite(embedding).all()


def test_a_bundle_with_a_tagger_holds_its_trunks_and_their_notices(tagger_bundle):
    manifest = json.loads((tagger_bundle / "bundle.json").read_text())
    assert [trunk["kind"] for trunk in manifest["trunks"]] == ["musicnn", "ced"]
    for trunk in manifest["trunks"]:
        assert (tagger_bundle / trunk["file"]).read_bytes() == (TRUNKS / trunk["file"]).read_bytes()
        assert (tagger_bundle / trunk["notice"]).stat().st_size > 0


def test_a_tagger_names_the_genres_that_it_learned(earmark, tagger_bundle, genres_dir):
    songs = [genres_dir / genre / "3.wav" for genre in GENRES]
    done = earmark("predict", "--bundle", tagger_bundle, "--json", *songs)
    assert done.code == 0, done.err
    answers = done.json_lines()
    assert [answer["genre"] for answer in answers] == list(GENRES)
    assert list(answers[0]["members"]) == ["tagger"]


def test_a_tagger_answers_the_same_on_any_number_of_jobs(earmark, tagger_bundle, genres_dir):
    command = ("predict", "--bundle", tagger_bundle, "--json", "--timeline", genres_dir / "pop")
    one, two = (earmark(*command, "--jobs", n) for n in (1, 2))
    assert one.code == 0
    assert sorted(one.out.splitlines()) == sorted(two.out.splitlines())


def test_a_tagger_is_evaluated(earmark, tagger_bundle, heard, tmp_path):
    done = earmark(
        *("evaluate", "--tracks", heard / "tracks.csv", "--rows", "valid"),
        *("--bundle", tagger_bundle, "--json", tmp_path / "e.json"),
    )
    assert done.code == 0, done.err
    report = json.loads((tmp_path / "e.json").read_text())
    assert (report["n_tracks"], report["n_failed"], report["accuracy"]) == (6, 0, 1)


def test_a_bundle_with_a_tagger_is_shown_checked_and_copied(earmark, tagger_bundle, tmp_path):
    assert "tagger" in earmark("bundle", "show", tagger_bundle).out
    checked = earmark("bundle", "verify", tagger_bundle)
    assert checked.code == 0, checked.err
    for file in ("musicnn.onnx", "ced.onnx", "tagger.tagger"):
        assert f"{file}: sound" in checked.out
    copy = tmp_path / "copy"
    assert earmark("bundle", "export", tagger_bundle, "--out", copy).code == 0
    assert sorted(p.name for p in copy.iterdir()) == sorted(p.name for p in tagger_bundle.iterdir())
    assert earmark("bundle", "verify", copy).code == 0
    (copy / "ced.onnx").write_bytes((copy / "musicnn.onnx").read_bytes())
    damaged = earmark("bundle", "verify", copy)
    assert damaged.code == 1
    assert "ced.onnx is not the file that bundle.json means" in damaged.err
    assert "musicnn.onnx: sound" in damaged.out


def test_a_tagger_exported_as_onnx_answers_in_onnxruntime_as_here(
    earmark, genres_dir, heard, tagger_bundle, tmp_path
):
    onnxruntime = pytest.importorskip("onnxruntime")
    out = tmp_path / "onnx"
    done = earmark("bundle", "export", tagger_bundle, "--format", "onnx", "--out", out)
    assert done.code == 0, done.err
    assert {"tagger.onnx", "musicnn.onnx", "ced.onnx"} <= {path.name for path in out.iterdir()}
    embedding = np.load(heard / "data" / "embedding.npy")[:1]  # of a song of one segment
    session = onnxruntime.InferenceSession(out / "tagger.onnx", providers=["CPUExecutionProvider"])
    (probabilities,) = session.run(["probabilities"], {"embedding": embedding})
    song = genres_dir / GENRES[0] / "0.wav"
    answer = json.loads(earmark("predict", "--bundle", tagger_bundle, "--json", song).out)
    genres = session.get_modelmeta().custom_metadata_map["genres"].split(",")
    ours = [answer["members"]["tagger"][genre] for genre in genres]
    assert probabilities[0] == pytest.approx(ours, abs=1e-5)  # the tolerance of the export


@pytest.fixture(scope="module")
def deaf(tmp_path_factory, earmark, heard):
    """The same songs, prepared without trunks."""
    out = tmp_path_factory.mktemp("deaf") / "data"
    done = earmark("prepare", "--tracks", heard / "tracks.csv", "--trunks", "none", "--out", out)
    assert done.code == 0, done.err
    return out


def test_prepared_without_trunks_a_tagger_cannot_learn(earmark, deaf, tmp_path):
    assert not (deaf / "embedding.npy").exists()
    done = earmark("train", "tagger", "--data", deaf, "--out", tmp_path / "model")
    assert done.code == 2
    assert done.err.strip() == (
        "earmark: the prepared data hold no embeddings: prepare them with the trunks of a bundle "
        "(earmark prepare --trunks DIR)"
    )
    assert not (tmp_path / "model").exists()


def test_a_folder_without_trunks_is_told_before_the_songs_are_prepared(
    earmark, genres_dir, tmp_path
):
    empty = tmp_path / "empty"
    empty.mkdir()
    for trunks, why in (
        (empty, f"--trunks: {empty} holds none of the networks that a tagger hears through"),
        (tmp_path / "absent", f"--trunks: there is no folder {tmp_path / 'absent'}"),
        ("none", "--trunks none leaves a tagger nothing to hear through"),
    ):
        done = earmark(
            *("train", "tagger", "--genres-dir", genres_dir, "--split", "by-track"),
            *("--trunks", trunks, "--out", tmp_path / "model"),
        )
        assert done.code == 2
        assert done.err.strip() == f"earmark: {why}"
        assert not (tmp_path / "model.data").exists()


def test_a_tagger_is_calibrated_only_on_what_its_own_trunks_heard(
    create, earmark, deaf, heard, tmp_path
):
    done = create(deaf, tmp_path / "bundle")
    assert done.code == 2
    assert "no embeddings" in done.err
    one = tmp_path / "one"
    one.mkdir()
    shutil.copy(TRUNKS / "musicnn.onnx", one)
    prepared = earmark(
        *("prepare", "--tracks", heard / "tracks.csv", "--trunks", one),
        *("--out", tmp_path / "other"),
    )
    assert prepared.code == 0, prepared.err
    done = create(tmp_path / "other", tmp_path / "bundle")
    assert done.code == 2
    assert "other trunks" in done.err
    assert not (tmp_path / "bundle").exists()


def test_a_tagger_needs_the_trunks_that_it_learned_with(create, heard, tmp_path):
    one = tmp_path / "one"
    one.mkdir()
    shutil.copy(TRUNKS / "ced.onnx", one)
    done = create(heard / "data", tmp_path / "bundle", trunks=one)
    assert done.code == 2
    assert not (tmp_path / "bundle").exists()
    (tmp_path / "empty").mkdir()
    done = create(heard / "data", tmp_path / "bundle", trunks=tmp_path / "empty")
    assert done.code == 2
    assert "holds none of the networks that a tagger hears through" in done.err


def test_unknown_parameters_of_a_tagger_are_named(earmark, heard, tmp_path):
    params = tmp_path / "params.yaml"
    train = ("train", "tagger", "--data", heard / "data", "--out", tmp_path / "m")
    for text, why in (
        ("tagger:\n  c: 1\n", "line 2"),
        ("tagger:\n  C: 0\n", "C"),
        ("tagger:\n  class_weight: fair\n", "class_weight"),
    ):
        params.write_text(text)
        done = earmark(*train, "--params", params)
        assert done.code == 2, text
        assert why in done.err
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"tags": ["Music", "Musik"]}, 'names the tag "Musik", which the trunk ced does not have'),
        ({"trunk": "vgg"}, 'names the trunk "vgg", which the bundle does not have'),
        ({"least": 30}, 'has a "least" that is not in [0, 1]'),
        ({"tags": []}, "must name tags"),
    ],
)
def test_a_wrong_rule_for_music_is_told_before_the_songs_are_read(create, tmp_path, rule, message):
    file = tmp_path / "music.json"
    file.write_text(json.dumps({"trunk": "ced", "tags": ["Music"], "least": 0.3} | rule))
    done = create(tmp_path / "no data", tmp_path / "out", "--music", file)
    assert (done.code, done.out) == (2, "")
    assert done.err == f'earmark: {file}: "music" {message}\n'
    assert not (tmp_path / "out").exists()
