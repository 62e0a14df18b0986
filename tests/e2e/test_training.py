"""From labelled songs to a measured bundle."""

import csv
import json
import shutil
import signal
import subprocess
import time
import xml.etree.ElementTree

import numpy as np
import pytest
import soundfile
from conftest import SAMPLE_RATE, render


def test_prepare_skips_what_is_done(earmark, dataset, prepared):
    again = earmark("prepare", "--tracks", dataset / "tracks.csv", "--out", prepared)
    assert again.code == 0
    assert "30 tracks as an earlier run left them" in again.out


def test_prepared_arrays_have_the_agreed_shapes(prepared):
    assert np.load(prepared / "features.npy").shape == (60, 57)
    assert np.load(prepared / "mfcc.npy").shape == (60, 130, 13)
    with (prepared / "features_3_sec.csv").open(encoding="utf-8") as file:
        header = next(csv.reader(file))
    assert len(header) == 60
    assert (header[0], header[1], header[-1]) == ("filename", "length", "label")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_preparation_is_taken_up(
    program, clean_env, earmark, dataset, prepared, tmp_path, how
):
    command = [program, "prepare", "--tracks", dataset / "tracks.csv", "--out", tmp_path / "out"]
    command += ["--jobs", "1"]
    run = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean_env
    )
    cache = tmp_path / "out" / "cache"
    while run.poll() is None and len(list(cache.glob("*") if cache.exists() else [])) < 3:
        time.sleep(0.002)
    run.send_signal(how)
    _, errors = run.communicate(timeout=30)
    if run.returncode == 0:
        pytest.skip("the machine was done before it could be stopped")
    if how == signal.SIGINT:
        assert run.returncode == 130
        assert "done and kept in" in errors
    assert not (tmp_path / "out" / "manifest.json").exists()
    done = earmark(*command[1:])
    assert done.code == 0
    assert "as an earlier run left them" in done.out
    for name in ("features.npy", "mfcc.npy", "segments.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (prepared / name).read_bytes()


def test_silence_is_not_prepared_as_it_is_not_predicted(earmark, predict, tmp_path):
    tone = render("pop", seed=1, seconds=3)
    silence = np.zeros(3 * SAMPLE_RATE, np.float32)
    soundfile.write(tmp_path / "half.wav", np.concatenate([silence, tone]), SAMPLE_RATE)
    soundfile.write(tmp_path / "none.wav", np.concatenate([silence, silence]), SAMPLE_RATE)
    (tmp_path / "tracks.csv").write_text("file,genre\nhalf.wav,pop\nnone.wav,pop\n")
    out = tmp_path / "data"
    done = earmark("prepare", "--tracks", tmp_path / "tracks.csv", "--out", out)
    assert done.code == 1
    assert "1 segment of 1 track" in done.out
    assert "none.wav is silent throughout" in done.err
    (row,) = csv.DictReader((out / "segments.csv").open())
    (answer,) = predict("--json", "--timeline", tmp_path / "half.wav").json_lines()
    heard = [s["start_s"] for s in answer["segments"] if s["genre"]]
    assert [float(row["start_s"])] == heard == [3.0]
    assert len(earmark("features", tmp_path / "half.wav").out.splitlines()) == 3


def test_a_full_disk_while_preparing_is_said_and_survived(
    program, clean_env, earmark, dataset, tmp_path
):
    import resource

    out = tmp_path / "out"
    limited = subprocess.run(
        [program, "prepare", "--tracks", dataset / "tracks.csv", "--out", out],
        capture_output=True,
        text=True,
        timeout=120,
        env=clean_env,
        check=False,
        # The nearest that needs no rights: no file may grow over 100 kB, as on a full disk.
        preexec_fn=lambda: (
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
        ),
        restore_signals=False,
    )
    assert limited.returncode == 1
    assert "kept in" in limited.stderr
    assert not (out / "manifest.json").exists()
    assert earmark("prepare", "--tracks", dataset / "tracks.csv", "--out", out).code == 0


def test_training_refuses_unknown_parameters_with_line_and_nearest_name(
    earmark, prepared, tmp_path
):
    params = tmp_path / "params.yaml"
    params.write_text("naive-bayes:\n  var_smoothing: 1e-9\nforest:\n  n_estimator: 10\n")
    done = earmark(
        "train", "forest", "--data", prepared, "--params", params, "--out", tmp_path / "f"
    )
    assert done.code == 2
    assert f"{params}, line 4:" in done.err
    assert "did you mean n_estimators?" in done.err
    params.write_text("forest:\n  n_estimators: lots\n")
    done = earmark(
        "train", "forest", "--data", prepared, "--params", params, "--out", tmp_path / "f"
    )
    assert done.code == 2
    assert "line 2: n_estimators" in done.err
    assert not (tmp_path / "f").exists()


def test_random_segments_are_printed_with_a_warning(earmark, prepared, models, tmp_path):
    done = earmark(
        *("train", "forest", "--data", prepared, "--split", "random-segments"),
        *("--params", models / "params.yaml", "--out", tmp_path / "f"),
    )
    assert "same songs in train and test" in done.out


def test_training_from_a_folder_of_genres(earmark, dataset, models, tmp_path):
    done = earmark(
        *("train", "forest", "--genres-dir", dataset, "--split", "by-track"),
        *("--params", models / "params.yaml", "--out", tmp_path / "f"),
    )
    assert done.code == 0, done.err
    assert (tmp_path / "f").exists()


def test_evaluation_says_the_same_in_json_html_and_text(earmark, bundle, dataset, tmp_path):
    done = earmark(
        *("evaluate", "--tracks", dataset / "tracks.csv", "--rows", "valid", "--bundle", bundle),
        *("--json", tmp_path / "e.json", "--html", tmp_path / "e.html"),
    )
    assert done.code == 0, done.err
    report = json.loads((tmp_path / "e.json").read_text())
    assert list(report)[:12] == [
        *("n_tracks", "n_failed", "accuracy", "accuracy_ci95", "balanced_accuracy", "macro_f1"),
        *("ece", "nll", "segment_accuracy", "confusion", "per_genre", "tracks"),
    ]
    assert (report["n_tracks"], report["n_failed"]) == (15, 0)
    assert report["accuracy"] == 1
    assert list(report["tracks"][0]) == [
        "id",
        "file",
        "genre",
        "predicted",
        "kind",
        "confidence",
        "error",
        "unsure",
        "artist",
    ]
    assert "100.0 %" in done.out
    page = (tmp_path / "e.html").read_text()
    assert "http" not in page
    for picture in page.split("<svg")[1:]:
        xml.etree.ElementTree.fromstring("<svg" + picture.split("</svg>")[0] + "</svg>")


def test_a_track_that_cannot_be_read_counts_as_wrong(earmark, bundle, dataset, tmp_path):
    tracks = tmp_path / "tracks.csv"
    tracks.write_text(f"file,genre\n{dataset}/metal/7.wav,metal\nabsent.wav,pop\n")
    done = earmark(
        "evaluate", "--tracks", tracks, "--bundle", bundle, "--json", tmp_path / "e.json"
    )
    assert done.code == 1
    report = json.loads((tmp_path / "e.json").read_text())
    assert (report["n_failed"], report["accuracy"]) == (1, 0.5)
    assert report["tracks"][1]["error"]["kind"] == "not_found"


@pytest.mark.parametrize("kind", ["forest", "naive-bayes"])
def test_a_bundle_of_other_genres_than_a_model_learned_is_refused(
    earmark, prepared, models, tmp_path, kind
):
    model = (models / kind).read_bytes()
    assert model.count(b"metal") == 1
    (tmp_path / "other").write_bytes(model.replace(b"metal", b"motet"))
    done = earmark(
        *("bundle", "create", "--name", "tiny", "--version", "1.0", "--calibrate-on", prepared),
        *("--member", f"{kind}={tmp_path / 'other'}", "--out", tmp_path / "bundle"),
    )
    assert done.code == 2
    assert "it knows the genres blues, motet, pop, the bundle names blues, metal, pop" in done.err
    assert not (tmp_path / "bundle").exists()


def test_evaluate_refuses_genres_that_the_bundle_does_not_know(earmark, bundle, dataset, tmp_path):
    tracks = tmp_path / "tracks.csv"
    tracks.write_text(f"file,genre\n{dataset}/metal/7.wav,polka\n")
    done = earmark("evaluate", "--tracks", tracks, "--bundle", bundle)
    assert done.code == 2
    assert "polka" in done.err


def test_any_column_of_the_list_may_split_the_tracks(earmark, dataset, tmp_path):
    rows = list(csv.DictReader((dataset / "tracks.csv").open()))
    table = tmp_path / "tracks.csv"
    with table.open("w") as file:
        writer = csv.DictWriter(file, [*rows[0], "my_split"])
        writer.writeheader()
        for i, row in enumerate(rows):
            writer.writerow(row | {"my_split": "test" if i % 5 == 0 else "train"})
    out = tmp_path / "data"
    assert earmark("prepare", "--tracks", table, "--root", dataset, "--out", out).code == 0
    train = ("train", "naive-bayes", "--data", out, "--out", tmp_path / "model")
    done = earmark(*train, "--split", "column:my_split")
    assert done.code == 0, done.err
    assert "my_split" in done.out
    wrong = earmark(*train, "--split", "column:fold")
    assert wrong.code == 2
    assert "my_split" in wrong.err


def test_bundles_are_listed_shown_checked_and_copied(earmark, bundle, tmp_path):
    assert "tiny 1.0" in earmark("bundle", "list", bundle.parent).out
    assert "by-artist" in earmark("bundle", "show", bundle).out
    assert earmark("bundle", "verify", bundle).code == 0
    assert earmark("bundle", "export", bundle, "--out", tmp_path / "copy").code == 0
    assert earmark("bundle", "verify", tmp_path / "copy").code == 0
    again = earmark("bundle", "export", bundle, "--out", tmp_path / "copy")
    assert again.code == 2
    assert "is there already" in again.err


def test_models_exported_as_onnx_answer_in_onnxruntime_as_here(earmark, bundle, dataset, tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime")
    out = tmp_path / "onnx"
    exported = earmark("bundle", "export", bundle, "--format", "onnx", "--out", out)
    assert exported.code == 0, exported.err
    song = dataset / "pop" / "0.wav"
    members = "forest,naive-bayes"
    answer = json.loads(
        earmark("predict", "--bundle", bundle, "--members", members, "--json", song).out
    )
    earmark("features", "--format", "npy", "--out", tmp_path / "x", song)
    rows = np.load(tmp_path / "x.features.npy")
    assert {path.stem for path in out.iterdir()} == set(members.split(","))
    for name in members.split(","):
        session = onnxruntime.InferenceSession(
            out / f"{name}.onnx", providers=["CPUExecutionProvider"]
        )
        genres = session.get_modelmeta().custom_metadata_map["genres"].split(",")
        mean = session.run(["probabilities"], {"features": rows})[0].mean(axis=0)
        ours = [answer["members"][name][genre] for genre in genres]
        assert mean == pytest.approx(ours, abs=1e-5)  # the tolerance of the export, and rounding


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m["genres"].pop(), "priors"),
        (lambda m: m.update(recipe="librosa-0.10"), "recipe"),
        (lambda m: m["members"][0].update(file="../../etc/passwd"), "own folder"),
        (lambda m: m["members"][0].update(sha256="0" * 64), "SHA-256"),
        (lambda m: m.update(surprise=1), "surprise"),
        (lambda m: m.pop("version"), "version"),
    ],
)
def test_a_bundle_that_does_not_fit_is_refused_with_the_reason(
    earmark, bundle, dataset, tmp_path, change, message
):
    copy = tmp_path / "bundle"
    shutil.copytree(bundle, copy)
    manifest = json.loads((copy / "bundle.json").read_text())
    change(manifest)
    (copy / "bundle.json").write_text(json.dumps(manifest))
    done = earmark("predict", "--bundle", copy, dataset / "pop" / "0.wav")
    assert done.code == 2
    assert message in done.err
    assert done.out == ""


def test_a_damaged_member_is_refused(earmark, bundle, dataset, tmp_path):
    copy = tmp_path / "bundle"
    shutil.copytree(bundle, copy)
    file = copy / "forest.forest"
    file.write_bytes(file.read_bytes()[:1000])
    done = earmark("predict", "--bundle", copy, dataset / "pop" / "0.wav")
    assert done.code == 2
    assert "is not the file that bundle.json means" in done.err
    assert earmark("bundle", "verify", copy).code == 1
