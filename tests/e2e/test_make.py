"""The Makefile's recipes: what a user names reaches the programs as it stands."""

import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Notes its arguments, each ended by a zero byte, in the file that SEEN names.
FAKE = '#!/bin/sh\nprintf "%s\\0" "$0" "$@" >>"$SEEN"\n'
FAKES = (
    *("scripts/setup", "scripts/build", "scripts/train-models", "scripts/robustness"),
    *("scripts/web", "build/release/apps/earmark-server/earmark-server"),
    *("bin/cmake", "bin/python3", "scripts/dvc", "build/train/apps/earmark/earmark"),
    *("build/release/apps/earmark/earmark", "build/release/tools/render_clip/earmark-render-clip"),
)
NAMES = (
    *("A$AP.mp3", "a b.mp3", 'say "hi".mp3', "it's.mp3", "`id`.mp3", "$(id).mp3", "-x.mp3"),
    *("a#b.mp3", "100%.mp3", "a\\b.mp3", "naïve, *?.mp3"),
)


@pytest.fixture
def make(tmp_path):
    """Runs a target in a copy of the project whose programs only note their arguments."""
    for name in FAKES:
        fake = tmp_path / name
        fake.parent.mkdir(parents=True, exist_ok=True)
        fake.write_text(FAKE)
        fake.chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    for script in ("pipeline", "predict", "serve"):
        shutil.copy(ROOT / "scripts" / script, tmp_path / "scripts")

    seen = tmp_path / "seen"

    def run(*arguments: str, code: int = 0) -> list[str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("EARMARK_", "MAKE"))}
        env |= {"SEEN": str(seen), "PATH": f"{tmp_path / 'bin'}:{env['PATH']}"}
        done = subprocess.run(
            ["make", *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        return seen.read_text().split("\0")[:-1] if seen.exists() else []

    return run


@pytest.mark.parametrize("name", NAMES)
def test_a_song_may_be_called_anything(make, name, tmp_path):
    (tmp_path / name).touch()
    assert make("predict", f"AUDIO={name}")[-3:] == ["predict", "--", name]


def test_the_service_is_built_with_its_app_and_started(make):
    *before, program = make("serve")
    assert before == [
        *("scripts/setup", "web", "scripts/web"),
        *("scripts/build", "release", "earmark-server"),
    ]
    assert program.endswith("build/release/apps/earmark-server/earmark-server")


def test_the_service_may_have_another_port(make):
    assert make("serve", "PORT=8080")[-2:] == ["--port", "8080"]


def test_without_a_song_one_is_rendered(make):
    clip = "build/release/clip.wav"
    *_, renderer, rendered, _, verb, end, named = make("predict")
    assert renderer.endswith("earmark-render-clip")
    assert (rendered, verb, end, named) == (clip, "predict", "--", clip)


@pytest.mark.parametrize("name", NAMES)
def test_so_may_a_list_of_tracks_and_a_prefix(make, name):
    assert make("train-models", f"TRACKS={name}")[-1] == name
    assert make("robustness", f"TRACKS={name}")[-1] == name
    assert make("cards", f"TRACKS={name}")[-1] == f"--tracks={name}"
    assert make("install", f"PREFIX={name}")[-1] == name
    train = make("install-train", f"PREFIX={name}")
    assert train[-4:] == ["--component", "train", "--prefix", name]


@pytest.mark.parametrize("name", NAMES)
def test_so_may_the_songs_of_the_pipeline(make, name, tmp_path):
    (tmp_path / name).touch()

    def words_of_the_last(words: list[str]) -> list[str]:
        return words[len(words) - words[::-1].index("prepare") :]

    noted = make("pipeline", f"ARCHIVE={name}", f"SHA256={name}", f"INSIDE={name}")
    words = ["--archive", name, "--sha256", name, "--inside", name]
    assert words_of_the_last(noted)[:6] == words
    for variable, flag in (("TRACKS", "tracks"), ("GENRES_DIR", "genres-dir"), ("URL", "url")):
        noted = make("pipeline", f"{variable}={name}")
        assert words_of_the_last(noted)[:2] == [f"--{flag}", name]


@pytest.mark.parametrize("variable", ["TRACKS", "GENRES_DIR", "ARCHIVE"])
def test_songs_that_are_not_there_are_missed_before_any_set_up(make, variable):
    assert make("pipeline", f"{variable}=absent", code=2) == []


def test_so_are_a_song_and_a_port_that_cannot_be(make):
    assert make("predict", "AUDIO=absent.mp3", code=2) == []
    for port in ("x", "-1", "65536", "80 80"):
        assert make("serve", f"PORT={port}", code=2) == []


def test_load_and_soak_may_take_another_time(make):
    assert make("soak")[-1] == "tools/load/soak.py"
    assert make("soak", "SECONDS=30")[-2:] == ["tools/load/soak.py", "--seconds=30"]
    assert make("load", "SECONDS=5")[-2:] == ["tools/load/measure_load.py", "--seconds=5"]


def test_without_a_list_cards_are_of_what_is_kept(make):
    assert make("cards")[-1] == "tools/write_cards.py"


def test_the_usual_prefix_is_usr_local(make):
    assert make("install")[-1] == "/usr/local"
