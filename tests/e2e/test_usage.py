"""What the program says to a user who is wrong, and its help."""

import shutil
import signal
import subprocess
import time

import pytest


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "earmark needs one of predict, features"),
        (["predct", "x"], "did you mean predict?"),
        (["predict"], "earmark predict needs FILE|DIR"),
        (["predict", ""], "FILE|DIR must not be empty"),
        (["predict", "x.mp3", "--top", "2", "--top", "3"], "--top must be given once only"),
        (["predict", "x.mp3", "--jobs", ""], "--jobs must not be empty"),
        (["predict", "--bundle=", "x.mp3"], "--bundle= must have a value after it"),
        (["evaluate", "--tracks", "x.csv", "--rows", ""], "--rows must not be empty"),
        (["bundle", "show", ""], "DIR must not be empty"),
        (["predict", "x.mp3", "--bundle"], "--bundle needs a value: --bundle DIR"),
        (["predict", "x.mp3", "--jsn"], "did you mean --json?"),
        (
            ["predict", "x.mp3", "--jobs", "many"],
            '--jobs must be a whole number from 1 to 1024, not "many"',
        ),
        (["predict", "x.mp3", "--jobs", "0"], "--jobs must be a whole number"),
        (
            ["predict", "x.mp3", "--timeline", "--hop-s", "0.4"],
            '--hop-s must be a number from 0.5 to 3, not "0.4"',
        ),
        (["predict", "x.mp3", "--timeline", "--hop-s", "3.1"], "--hop-s must be a number"),
        (["predict", "x.mp3", "--timeline", "--hop-s", "nan"], "--hop-s must be a number"),
        (["predict", "x.mp3", "--hop-s", "1"], "--hop-s needs --timeline"),
        (["predict", "x.mp3", "--json", "--hop-s", "1"], "--hop-s needs --timeline"),
        (["predict", "x.mp3", "--bundle", "/nowhere"], "there is no bundle at /nowhere"),
        (["train", "forrest", "--data", "d", "--out", "f"], "did you mean forest?"),
        (["train", "forest", "--out", "f"], "one of --data DIR and --genres-dir DIR"),
        (
            ["train", "forest", "--data", "d", "--split", "by-luck", "--out", "f"],
            "--split must be by-artist",
        ),
        (["features", "x.mp3", "--format", "jsn"], "did you mean json?"),
        (["evaluate"], "one of --tracks CSV and --genres-dir DIR"),
        (
            ["evaluate", "--tracks", "x.csv", "--html", "/nowhere/x.html"],
            "there is no folder /nowhere",
        ),
        (["bundle"], "earmark bundle needs one of list, show"),
        (["bundle", "export"], "earmark bundle export needs --out DIR"),
        (
            ["bundle", "export", "--out", "x", "--format", "zip"],
            '--format must be one of bundle and onnx, not "zip"',
        ),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_right(earmark, bundle, arguments, message):
    done = earmark(*arguments, env={"EARMARK_BUNDLE": str(bundle)})
    assert done.code == 2
    assert message in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("EARMARK_JOBS", "x", 'EARMARK_JOBS must be a whole number from 1 to 1024, not "x"'),
        ("EARMARK_BUNDLE", "/nowhere", "there is no bundle at /nowhere"),
        ("EARMARK_PROFILE", "quick", 'has no profile "quick"; it has fast'),
        ("EARMARK_MEMBERS", "oracle", 'has no member "oracle"; it has forest, naive-bayes'),
    ],
)
def test_wrong_environment_is_named(earmark, bundle, variable, value, message):
    done = earmark("predict", "x.mp3", env={"EARMARK_BUNDLE": str(bundle), variable: value})
    assert done.code == 2
    assert message in done.err


def test_a_flag_overrides_the_environment(earmark, bundle, write_song, tmp_path):
    song = write_song(tmp_path / "song.wav", seconds=3)
    done = earmark("predict", "--bundle", bundle, song, env={"EARMARK_BUNDLE": "/nowhere"})
    assert done.code == 0


def test_version_and_help(earmark):
    assert earmark("--version").out.startswith("earmark ")
    help_text = earmark("--help").out
    for name in ("predict", "features", "prepare", "train", "evaluate", "bundle"):
        assert name in help_text
        assert "--help" in earmark(name, "--help").out


def test_help_names_the_environment(earmark):
    words = earmark("--help").out.split()
    for name in ("BUNDLE", "PROFILE", "MEMBERS", "JOBS"):
        assert f"EARMARK_{name}" in words
    assert "NO_COLOR" in words


def test_an_empty_variable_is_as_none(earmark, bundle, write_song, tmp_path):
    song = write_song(tmp_path / "song.wav", seconds=3)
    env = {"EARMARK_JOBS": "", "EARMARK_PROFILE": "", "EARMARK_MEMBERS": ""}
    assert earmark("predict", song, env={"EARMARK_BUNDLE": str(bundle), **env}).code == 0


def test_a_broken_bundle_hides_no_other(earmark, bundle, tmp_path):
    for name in ("a", "c"):
        shutil.copytree(bundle, tmp_path / name)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "bundle.json").write_text("{")
    done = earmark("bundle", "list", tmp_path)
    assert done.code == 1
    assert len(done.out.splitlines()) == 2
    assert f"{tmp_path}/b" in done.err


def test_a_folder_of_bundles_that_may_not_be_read_is_said(as_nobody, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    secret.chmod(0)
    done = as_nobody("bundle", "list", secret)
    secret.chmod(0o755)
    assert done.code == 2
    assert done.err == f"earmark: cannot list the folder {secret}: Permission denied\n"


def test_a_wrong_format_leaves_no_folder(earmark, bundle, tmp_path):
    done = earmark("bundle", "export", bundle, "--out", tmp_path / "x", "--format", "zip")
    assert done.code == 2
    assert not (tmp_path / "x").exists()


def test_where_no_folder_can_be_made_it_is_said_why(as_nobody, bundle, tmp_path):
    out = tmp_path / "copy"
    done = as_nobody("bundle", "export", bundle, "--out", out)
    assert done.code == 1
    assert done.err == f"earmark: cannot make the folder {out}: Permission denied\n"


FAKE_TRAIN_NET = """#!/bin/sh
trap 'echo told >"$SEEN.told"; exit 130' TERM HUP
: >"$SEEN.ready"
while :; do sleep 0.05; done
"""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_reaches_the_program_that_trains(program, bundle, clean_env, tmp_path, sent):
    # Beside a copy, because that is where the program looks first.
    copy = shutil.copy(program, tmp_path / "earmark")
    fake = tmp_path / "earmark-train-net"
    fake.write_text(FAKE_TRAIN_NET)
    fake.chmod(0o755)
    run = subprocess.Popen(
        [copy, "bundle", "export", bundle, "--format", "onnx", "--out", tmp_path / "out"],
        env={**clean_env, "SEEN": str(tmp_path / "seen")},
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "seen.ready").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    run.send_signal(sent)
    assert run.wait(timeout=60) == 130
    assert (tmp_path / "seen.told").exists()


def test_what_is_no_sound_among_labelled_songs_is_passed_over(
    earmark, bundle, write_song, tmp_path
):
    for genre in ("blues", "pop"):
        write_song(tmp_path / "songs" / genre / "song.wav", genre, seconds=3)
    (tmp_path / "songs" / "pop" / "cover.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / "songs" / "pop" / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    done = earmark("evaluate", "--bundle", bundle, "--genres-dir", tmp_path / "songs")
    assert done.code == 0, done.err
    assert f"{tmp_path}/songs: 2 files are not sound" in done.err
    done = earmark("prepare", "--genres-dir", tmp_path / "songs", "--out", tmp_path / "data")
    assert done.code == 0, done.err
    assert "2 files are not sound" in done.err


def test_a_switch_takes_no_value(earmark, tmp_path):
    done = earmark("predict", "--json=3", tmp_path / "song.mp3")
    assert done.code == 2
    assert "--json" in done.err
