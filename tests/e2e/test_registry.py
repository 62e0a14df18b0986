"""Bundles in the registry of a real MLflow server: registered, promoted, loaded, and kept."""

import pathlib
import re
import shutil

import pytest

MODEL = "tiny songs"


@pytest.fixture(scope="module")
def env(server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("registry")
    return {
        "MLFLOW_TRACKING_URI": server.uri,
        "MLFLOW_EXPERIMENT_NAME": "registry",
        "EARMARK_TRACKING_SPOOL": str(folder / "spool"),
        "EARMARK_CACHE": str(folder / "cache"),
    }


@pytest.fixture(scope="module")
def other_bundle(tmp_path_factory, earmark, prepared, models):
    """The member that is right less often, alone."""
    out = tmp_path_factory.mktemp("other") / "other"
    done = earmark(
        *("bundle", "create", "--name", "other", "--version", "2.0"),
        *("--member", f"naive-bayes={models / 'naive-bayes'}"),
        *("--profile", "fast=naive-bayes", "--calibrate-on", prepared, "--out", out),
    )
    assert done.code == 0, done.err
    return out


def evaluate(earmark, env, prepared, bundle, *more):
    return earmark(
        *("evaluate", "--data", prepared, "--rows", "valid", "--bundle", bundle, *more), env=env
    )


@pytest.fixture(scope="module")
def registered(earmark, env, server, prepared, bundle, other_bundle):
    """Versions 1 and 2, measured on the same tracks; the champion is 1."""
    for folder in (bundle, other_bundle):
        done = evaluate(earmark, env, prepared, folder, "--register", MODEL)
        assert done.code == 0, done.err
        assert 'run "evaluate ' in done.err
    done = earmark("bundle", "promote", f"{MODEL}/1", "--to", "champion", env=env)
    assert done.code == 0, done.err
    assert f"models:/{MODEL}@champion is version 1 now" in done.out


def version(server, number):
    found = server.call("model-versions/get", name=MODEL, version=number)["model_version"]
    return {tag["key"]: tag["value"] for tag in found["tags"]}


def set_tag(server, number, key, value):
    server.call(
        "model-versions/set-tag",
        {"name": MODEL, "version": str(number), "key": key, "value": value},
    )


def predict(earmark, env, song, address, **options):
    return earmark("predict", "--bundle", address, "--json", song, env=env, **options)


def test_a_version_bears_its_figures(registered, server):
    tags = version(server, 1)
    assert 0 < float(tags["accuracy"]) <= 1
    assert tags["n_tracks"] == "15"
    assert "segment_accuracy" not in tags  # the run has it
    found = server.call("model-versions/get", name=MODEL, version=1)["model_version"]
    assert re.match(
        r"forest: .* right \(95 % interval .* on 15 tracks of data, rows valid",
        found["description"],
    )
    assert tags["tracks_sha256"] == version(server, 2)["tracks_sha256"]
    assert len(tags["bundle_sha256"]) == 64


@pytest.mark.parametrize("name", ["@champion", "/1", "/latest"])
def test_predict_takes_a_bundle_from_the_registry(name, registered, earmark, env, dataset):
    done = predict(earmark, env, dataset / "pop/9.wav", f"models:/{MODEL}{name}")
    assert done.code == 0, done.err
    assert done.err == ""
    (answer,) = done.json_lines()
    expected = ("other", "2.0") if name == "/latest" else ("tiny", "1.0")
    assert (answer["bundle"]["name"], answer["bundle"]["version"]) == expected


def test_the_environment_names_one_too(registered, earmark, env, dataset):
    done = earmark(
        *("predict", "--json", dataset / "pop/9.wav"),
        env={**env, "EARMARK_BUNDLE": f"models:/{MODEL}@champion"},
    )
    assert done.json_lines()[0]["bundle"]["name"] == "tiny"


def test_a_worse_version_is_not_promoted_but_by_force(registered, server, earmark, env):
    set_tag(server, 2, "accuracy", "0.1")
    done = earmark("bundle", "promote", f"{MODEL}/2", "--to", "champion", env=env)
    assert done.code == 1
    assert "is not right more often than the champion, version 1: 10.0 % and" in done.err
    assert re.search(r"\d+ tracks? gained, \d+ lost: .* in \d+ of 100 such comp", done.err)
    assert "accuracy" in done.out
    done = earmark("bundle", "promote", f"{MODEL}/2", "--to", "champion", "--force", env=env)
    assert done.code == 0
    assert f"models:/{MODEL}@champion is version 2 now" in done.out
    assert "promoted by force: version 2 is not right more often" in done.err
    done = earmark("bundle", "promote", f"{MODEL}/1", "--to", "champion", env=env)
    assert done.code == 0, done.err
    assert "version 1 is right more often than the champion, version 2: " in done.err
    assert re.search(r"\d+ tracks? gained, \d+ lost: .* in \d+ of 100 such comp", done.err)


def test_versions_without_answers_are_compared_by_their_figures_alone(
    registered, server, earmark, env
):
    info = server.call("runs/create", {"experiment_id": "0"})["run"]["info"]
    made = {
        "name": "by hand",
        "source": info["artifact_uri"] + "/bundle",
        "run_id": info["run_id"],
    }
    server.call("registered-models/create", {"name": "by hand"})
    for accuracy in ("0.8", "0.9\x1b[31m", "nan"):
        tags = [{"key": "accuracy", "value": accuracy}, {"key": "tracks_sha256", "value": "0"}]
        server.call("model-versions/create", {**made, "tags": tags})
    assert earmark("bundle", "promote", "by hand/1", "--to", "champion", env=env).code == 0
    done = earmark("bundle", "promote", "by hand/2", "--to", "champion", env=env)
    assert done.code == 0, done.err
    assert (
        "90.0 % and 80.0 % of the same tracks (their runs do not both have the answers" in done.err
    )
    assert "\x1b" not in done.out
    done = earmark("bundle", "promote", "by hand/3", "--to", "champion", env=env)
    assert done.code == 1
    assert "version 3 bears no figures" in done.err


def test_figures_of_other_tracks_are_no_comparison(registered, server, earmark, env):
    own = version(server, 2)["tracks_sha256"]
    set_tag(server, 2, "accuracy", "1.0")
    set_tag(server, 2, "tracks_sha256", "0" * 64)
    done = earmark("bundle", "promote", f"{MODEL}/2", "--to", "champion", env=env)
    assert done.code == 1
    assert "measured on different tracks" in done.err
    set_tag(server, 2, "tracks_sha256", own)


def test_the_last_good_version_answers_while_the_server_is_away(
    registered, server, earmark, env, dataset
):
    song, address = dataset / "pop/9.wav", f"models:/{MODEL}@champion"
    assert predict(earmark, env, song, address).code == 0
    server.kill()
    try:
        done = predict(earmark, env, song, address)
        assert done.code == 0, done.err
        assert done.json_lines()[0]["bundle"]["name"] == "tiny"
        assert "nobody answers at" in done.err
        assert "version 1, the last good one from there, answers" in done.err
        done = predict(earmark, env, song, f"models:/{MODEL}@nothing")
        assert done.code == 2
        assert "nobody answers at" in done.err
        assert done.out == ""
    finally:
        server.start()


def test_a_bad_version_leaves_the_last_good_one(registered, server, earmark, env, dataset):
    song, address = dataset / "pop/9.wav", f"models:/{MODEL}@champion"
    assert predict(earmark, env, song, address).code == 0
    # Version 3 is version 2, whose forest a fault of the disk has changed.
    second = server.call("model-versions/get", name=MODEL, version=2)["model_version"]
    source = second["source"]
    there = server.folder / "artifacts" / source.removeprefix("mlflow-artifacts:/")
    changed = there.parent / "changed"
    shutil.copytree(there, changed)
    model = next(changed.glob("*.nb"))
    model.write_bytes(b"x" + model.read_bytes()[1:])
    server.call(
        "model-versions/create",
        {
            "name": MODEL,
            "source": source.rsplit("/", 1)[0] + "/changed",
            "run_id": second["run_id"],
        },
    )
    server.call("registered-models/alias", {"name": MODEL, "alias": "champion", "version": "3"})
    try:
        done = predict(earmark, env, song, address)
        assert done.code == 0, done.err
        assert done.json_lines()[0]["bundle"]["name"] == "tiny"
        assert "version 1, the last good one from there, answers" in done.err
    finally:
        server.call("registered-models/alias", {"name": MODEL, "alias": "champion", "version": "1"})


def test_a_cached_file_that_changed_is_brought_anew(registered, earmark, env, dataset):
    song, address = dataset / "pop/9.wav", f"models:/{MODEL}/1"
    assert predict(earmark, env, song, address).code == 0
    (forest,) = pathlib.Path(env["EARMARK_CACHE"]).rglob("1/forest*")
    forest.write_bytes(b"x" + forest.read_bytes()[1:])
    done = predict(earmark, env, song, address)
    assert done.code == 0, done.err
    assert done.err == ""


def test_runs_are_listed_and_compared(registered, earmark, env):
    done = earmark("runs", "--json", env=env)
    assert done.code == 0, done.err
    runs = done.json_lines()
    assert [run["name"] for run in runs] == ["evaluate other", "evaluate tiny"]
    assert runs[0]["metrics"]["n_tracks"] == 15
    table = earmark("runs", "--params", "members", env=env).out.splitlines()
    assert table[0].split()[:3] == ["run", "name", "begun"]
    assert "accuracy" in table[0] and "members" in table[0]
    assert len(table) == 3
    ids = [run["run_id"][:8] for run in runs]
    done = earmark("runs", *ids, env=env)
    assert done.code == 0, done.err
    (members,) = [line for line in done.out.splitlines() if "members" in line]
    assert members.startswith("* ")
    assert "naive-bayes" in members and "forest" in members
    (begun,) = [line for line in done.out.splitlines() if "begun" in line]
    assert len(re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d", begun)) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("runs", "zzz"), "no run has an id that begins with zzz"),
        (("runs", "--top", "0"), "--top must be a whole number"),
        (("runs", "--experiment", "none"), "has no such thing"),
        (("bundle", "promote", "songs", "--to", "champion"), "names no version"),
        (("bundle", "promote", "songs@champion", "--to", "x"), "names no version"),
        (("bundle", "promote", "nothing/1", "--to", "champion"), "has no such thing"),
        (("predict", "--bundle", "models:/songs", "x.wav"), "names no registered model"),
        (("predict", "--bundle", "models:/nothing@champion", "x.wav"), "has no such thing"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(arguments, words, registered, earmark, env):
    done = earmark(*arguments, env=env)
    assert done.code in (1, 2)
    assert words in done.err
    assert done.err.count("\n") == 1, done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("runs",),
        ("bundle", "promote", "songs/1", "--to", "champion"),
        ("predict", "--bundle", "models:/songs@champion", "x.wav"),
        ("evaluate", "--data", "x", "--register", "songs"),
    ],
)
def test_without_a_server_named_the_variable_is(arguments, earmark, tmp_path):
    done = earmark(*arguments, cwd=tmp_path)
    assert done.code == 2
    assert "set MLFLOW_TRACKING_URI" in done.err
