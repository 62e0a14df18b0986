"""What measures mixes and duplicates, and what adds crops to a list: on rendered sound whose answers
are known. A wrong list is told in one sentence."""

import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest
import soundfile
from conftest import GENRES

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))

import measure_duplicates  # noqa: E402
import measure_mix  # noqa: E402
import rendered_classes  # noqa: E402

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="there is no ffmpeg")
SONG_S = 30
COLUMNS = ("id", "file", "genre", "artist", "split", "duration_s", "note")


def run(tool, *arguments, path=None):
    return subprocess.run(
        [sys.executable, TOOLS / f"{tool}.py", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": path or os.environ["PATH"]},
    )


def write_list(file, rows):
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.fixture(scope="module")
def songs(tmp_path_factory, write_song):
    """Two songs of 30 s in each genre, of artists of their own."""
    folder = tmp_path_factory.mktemp("songs")
    rows = []
    for genre in GENRES:
        for i in range(2):
            name = f"{genre}{i}"
            write_song(folder / f"{name}.wav", genre, seed=50 + i, seconds=SONG_S)
            row = {"id": name, "file": f"{name}.wav", "genre": genre, "artist": name}
            rows.append(row | {"split": "valid", "duration_s": SONG_S})
    return write_list(folder / "tracks.csv", rows)


def test_changes_that_meet_borders_are_counted():
    mixes = [{"borders_s": [10.0, 20.0, 30.0], "duration_s": 60.0}]
    # 0.5 s and 2 s off; a second one beside the first border; one at no border; one 3.5 s off.
    rows = measure_mix.figures(mixes, [[10.5, 11.0, 18.0, 26.5, 45.0]])
    assert (rows["n_borders"], rows["n_changes"]) == (3, 5)
    assert rows["found"] == pytest.approx(2 / 3)
    assert rows["median_distance_s"] == 1.25
    assert rows["wrong_a_minute"] == 3
    assert rows["wrong_share"] == pytest.approx(3 / 5)
    assert rows["f1"] == pytest.approx(4 / 8)
    assert measure_mix.figures(mixes, [[]])["median_distance_s"] is None


@needs_ffmpeg
def test_every_border_of_mixes_of_clear_genres_is_found(program, bundle, songs, tmp_path):
    done = run(
        *("measure_mix", "--tracks", songs, "--bundle", bundle, "--earmark", program),
        *("--half", "all", "--hops", "1", "--work", tmp_path / "mixes"),
        *("--json", tmp_path / "mixes.json"),
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "mixes.json").read_text())
    cut, crossfade = report["mixes"]
    assert len(cut["songs"]) >= 5
    assert len(cut["borders_s"]) == len(cut["songs"]) - 1
    assert cut["duration_s"] > crossfade["duration_s"] > 27 * len(cut["songs"]) - 10
    rows = {(row["variant"], row["changes"]): row for row in report["figures"]}
    for variant in measure_mix.VARIANTS:
        smoothed = rows[variant, "smoothed"]
        assert smoothed["n_borders"] == len(cut["borders_s"])
        assert smoothed["f1"] == 1  # a change at every border and nowhere else
        assert smoothed["median_distance_s"] <= 1
    assert len(done.stdout.splitlines()) == 2 + len(report["figures"])


@pytest.fixture(scope="module")
def pieces(tmp_path_factory):
    """Three pieces of 30 s, and the first again under another id."""
    folder = tmp_path_factory.mktemp("pieces")
    rows = []
    for seed, name in enumerate(("brass", "organ", "plucked string")):
        band = rendered_classes.Band.drawn(np.random.default_rng(seed))
        sound = rendered_classes.piece(name, band, SONG_S, np.random.default_rng(seed))
        soundfile.write(folder / f"{seed}.wav", sound, rendered_classes.RATE)
        rows.append({"id": name, "file": f"{seed}.wav", "genre": "any", "duration_s": SONG_S})
    return write_list(folder / "tracks.csv", [*rows, rows[0] | {"id": "again"}])


@needs_ffmpeg
def test_planted_copies_and_a_repeated_recording_are_found(program, pieces, tmp_path):
    done = run(
        *("measure_duplicates", "--tracks", pieces, "--earmark", program, "--n-tracks", "2"),
        *("--tool", os.environ["EARMARK_ML_TOOL"], "--work", tmp_path / "work"),
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for kind in measure_duplicates.KINDS:
        (line,) = (line for line in lines if line.split()[0] == kind)
        assert line.split()[1] == "2/2"
    assert re.search(r"copies of one track with each other: 1[45]\d/156", done.stdout)  # 153
    place = lines.index("pairs of different tracks: 1")
    assert lines[place + 1] == "  brass again bit errors 0.000 offset 0.00 s"


@needs_ffmpeg
def test_each_whole_track_gets_a_crop(songs, tmp_path):
    with songs.open() as file:
        rows = list(csv.DictReader(file))
    rows = [row | {"file": songs.parent / row["file"]} for row in rows]
    rows[0] |= {"duration_s": 2.5, "note": "excerpt"}
    done = run("add_crops", write_list(tmp_path / "tracks.csv", rows), tmp_path / "crops")
    assert done.returncode == 0, done.stderr
    with (tmp_path / "crops/tracks.csv").open() as file:
        listed = list(csv.DictReader(file))
    crops = [row for row in listed if row["copy_of"]]
    assert [row["copy_of"] for row in crops] == [row["id"] for row in rows[1:]]
    for row in crops:
        assert soundfile.info(row["file"]).duration == pytest.approx(2.5, abs=0.01)
        assert (row["note"], row["split"]) == ("excerpt", "valid")
    assert len(listed) == len(rows) + len(crops)
    # Nothing is as short as an excerpt: no crop could give one away.
    done = run("add_crops", songs, tmp_path / "none")
    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "none/tracks.csv").read_text().splitlines()) == 1 + len(rows)


LISTS = {
    "gone.csv": (None, "cannot read the list of tracks gone.csv: No such file or directory"),
    "bytes.csv": (b"id,file\n\xff\xfe", "bytes.csv is no CSV: "),
    "empty.csv": (b"", "empty.csv lists no track"),
    "header.csv": (b"id,file,duration_s\n", "header.csv lists no track"),
    "column.csv": (b"id,file\na,a.wav\n", "column.csv has no column "),
    "short.csv": (
        b"id,file,genre,artist,split,duration_s\na,a.wav\n",
        "track 1 of short.csv has not",
    ),
    "words.csv": (
        b"id,file,genre,artist,split,duration_s\na,a.wav,pop,x,valid,long\n",
        "track 1 of words.csv has the duration_s 'long', which is no number",
    ),
    "lost.csv": (
        b"id,file,genre,artist,split,duration_s\na,a.wav,pop,x,valid,30\n",
        "lost.csv names ",
    ),
}


def refusal(monkeypatch, tmp_path, tool, *arguments, path=None):
    monkeypatch.chdir(tmp_path)
    done = run(tool, *arguments, path=path)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    return done.stderr.splitlines()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("tool", ["add_crops", "measure_mix", "measure_duplicates"])
def test_a_wrong_list_is_told_in_one_sentence(monkeypatch, bundle, tmp_path, tool, name):
    content, message = LISTS[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    words = {
        "add_crops": (name, "out"),
        "measure_mix": ("--tracks", name, "--bundle", bundle),
        "measure_duplicates": ("--tracks", name, "--earmark", "e", "--tool", "t", "--work", "out"),
    }[tool]
    (line,) = refusal(monkeypatch, tmp_path, tool, *words)
    assert line.startswith(f"{tool}: {message}")


def test_other_wrong_arguments_are_told(monkeypatch, program, bundle, songs, tmp_path):
    def last(tool, *arguments, path=None):
        return refusal(monkeypatch, tmp_path, tool, *arguments, path=path)[-1]

    mix = ("measure_mix", "--tracks", songs, "--earmark", program, "--work", "mixes")
    assert last(*mix, "--bundle", "none") == "measure_mix: there is no bundle in none"
    assert "'often' must be seconds" in last(*mix, "--bundle", bundle, "--hops", "often")
    copies = ("measure_duplicates", "--tracks", songs, "--work", "out", "--earmark", program)
    for n in ("0", "7"):
        line = last(*copies, "--tool", "gone", "--n-tracks", n)
        assert f"--n-tracks {n} must be between 1 and 6, the tracks of 25 s or more in" in line
    assert "required: folder" in last("add_crops", songs)


def test_what_ffmpeg_or_a_program_cannot_do_is_told(monkeypatch, bundle, songs, tmp_path):
    mix = ("measure_mix", "--tracks", songs, "--bundle", bundle, "--half", "all")
    (line,) = refusal(monkeypatch, tmp_path, *mix, path=str(tmp_path))
    assert line == "measure_mix: cannot run ffmpeg: No such file or directory"
    (tmp_path / "text.wav").write_text("no sound")
    row = {"id": "a", "file": "text.wav", "genre": "pop", "split": "valid", "duration_s": 30}
    rows = [row, row | {"genre": "rock"}]
    write_list(tmp_path / "text.csv", rows)
    if shutil.which("ffmpeg") is not None:
        mix = ("measure_mix", "--tracks", "text.csv", "--bundle", bundle, "--half", "all")
        (line,) = refusal(monkeypatch, tmp_path, *mix)
        assert line.startswith("measure_mix: ffmpeg: ")
        assert "text.wav" in line
