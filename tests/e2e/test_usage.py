"""What the program says to a user who is wrong, and its help."""

import pytest


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "earmark needs one of predict, features"),
        (["predct", "x"], "did you mean predict?"),
        (["predict"], "earmark predict needs FILE|DIR"),
        (["predict", ""], '"" is the name of no file'),
        (["predict", "x.mp3", "--bundle"], "--bundle needs a value: --bundle DIR"),
        (["predict", "x.mp3", "--jsn"], "did you mean --json?"),
        (
            ["predict", "x.mp3", "--jobs", "many"],
            '--jobs must be a whole number from 1 to 1024, not "many"',
        ),
        (["predict", "x.mp3", "--jobs", "0"], "--jobs must be a whole number"),
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


def test_a_switch_takes_no_value(earmark, tmp_path):
    done = earmark("predict", "--json=3", tmp_path / "song.mp3")
    assert done.code == 2
    assert "--json" in done.err
