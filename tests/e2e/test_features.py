"""The features subcommand: its formats, and segments of other lengths."""

import csv
import json
import re
import subprocess

import numpy as np
import pytest
import soundfile


def test_features_have_the_tables_columns(earmark, dataset, tmp_path):
    song = dataset / "pop" / "0.wav"
    table = list(csv.reader(earmark("features", song).out.splitlines()))
    assert len(table) == 3
    assert {len(row) for row in table} == {60}
    assert {row[1] for row in table[1:]} == {"66149"}
    first = json.loads(earmark("features", "--format", "json", song).out.splitlines()[0])
    assert list(first["features"]) == table[0][2:-1]
    earmark("features", "--format", "npy", "--out", tmp_path / "x", song)
    assert np.load(tmp_path / "x.mfcc.npy").shape == (2, 130, 13)
    assert np.load(tmp_path / "x.features.npy")[0, 0] == pytest.approx(float(table[1][2]), rel=1e-6)


@pytest.mark.parametrize(
    ("segment_s", "n_segments", "length", "n_frames"),
    [("0.5", 13, "11024", 22), ("1.5", 4, "33074", 65), ("6.5", 1, "143324", 280)],
)
def test_a_segment_may_have_another_length(
    earmark, dataset, tmp_path, segment_s, n_segments, length, n_frames
):
    arguments = ("features", "--segment-s", segment_s, dataset / "pop" / "0.wav")
    rows = list(csv.DictReader(earmark(*arguments).out.splitlines()))
    assert [row["length"] for row in rows] == [length] * n_segments
    starts = [row["start_s"] for row in earmark(*arguments, "--format", "json").json_lines()]
    assert starts == [i * float(segment_s) for i in range(n_segments)]
    earmark(*arguments, "--format", "npy", "--out", tmp_path / "x")
    assert np.load(tmp_path / "x.features.npy").shape == (n_segments, 57)
    assert np.load(tmp_path / "x.mfcc.npy").shape == (n_segments, n_frames, 13)


def test_the_default_is_3_s(earmark, dataset):
    song = dataset / "pop" / "0.wav"
    assert earmark("features", "--segment-s", "3.0", song).out == earmark("features", song).out


def test_a_song_under_one_segment_is_repeated_with_a_warning(earmark, write_song, tmp_path):
    song = write_song(tmp_path / "song.wav", seconds=6.5)
    said = "the sound lasts only 6.50 s and was repeated to fill 30 s"
    done = earmark("features", "--segment-s", "30", song)
    assert done.code == 0
    assert len(done.out.splitlines()) == 2
    assert done.err == f"earmark: {song}: {said}\n"
    done = earmark("features", "--segment-s", "30", "--format", "json", song)
    assert done.json_lines()[0]["warnings"] == [said]
    assert done.err == ""


def test_a_damaged_song_under_one_segment_is_refused(earmark, write_song, tmp_path):
    whole = write_song(tmp_path / "whole.flac", "metal", seconds=6.5)
    damaged = tmp_path / "damaged.flac"
    damaged.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert earmark("features", damaged).code == 0
    done = earmark("features", "--segment-s", "6", damaged)
    assert done.code == 1
    assert "do not fill a segment of 6 s" in done.err


@pytest.mark.parametrize(
    "segment_s", ["-1", "abc", "0", "0.1", "0.4999", "60.001", "1e9", "nan", "inf", "3 s"]
)
def test_lengths_that_make_no_sense_are_named(earmark, segment_s):
    done = earmark("features", "--segment-s", segment_s, "x.wav")
    assert done.code == 2
    assert done.out == ""
    said = f'earmark: --segment-s must be a number from 0.5 to 60, not "{segment_s}"\n'
    assert done.err == said


def test_songs_of_the_same_name_are_told_apart(earmark, dataset):
    done = earmark("features", dataset / "blues" / "0.wav", dataset / "pop" / "0.wav")
    names = [row["filename"] for row in csv.DictReader(done.out.splitlines())]
    assert names == ["blues/0.0.wav", "blues/0.1.wav", "pop/0.0.wav", "pop/0.1.wav"]
    done = earmark("features", dataset / "blues" / "0.wav", dataset / "pop" / "1.wav")
    names = [row["filename"] for row in csv.DictReader(done.out.splitlines())]
    assert names == ["0.0.wav", "0.1.wav", "1.0.wav", "1.1.wav"]


def test_a_place_that_cannot_be_written_is_said_before_the_songs_are_heard(earmark, tmp_path):
    out = tmp_path / "nowhere" / "x"
    done = earmark("features", "--format", "npy", "--out", out, tmp_path / "absent.wav")
    assert done.code == 1
    assert done.err == f"earmark: cannot write {out}.features.npy: No such file or directory\n"


def test_a_folder_is_no_prefix_of_the_two_files_names(earmark, dataset, tmp_path):
    done = earmark("features", "--format", "npy", "--out", tmp_path, dataset / "pop" / "0.wav")
    assert done.code == 2
    assert f"{tmp_path}/songs" in done.err
    assert not list(tmp_path.iterdir())


def test_libopus_asks_the_program_for_the_size_of_its_decoders(program, clean_env, tmp_path):
    """Without that, most of the time of decoding goes there in a virtual machine."""
    song = tmp_path / "song.opus"
    rng = np.random.default_rng(0)
    soundfile.write(song, 0.1 * rng.standard_normal(48000), 48000, format="OGG", subtype="OPUS")
    done = subprocess.run(
        [program, "features", "--segment-s", "0.5", song],
        env={**clean_env, "LD_DEBUG": "bindings"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert len(done.stdout.splitlines()) == 1 + 2
    bound = r"libopus\S+ \[0\] to \S+ \[0\]: normal symbol `opus_decoder_get_size'"
    (line,) = re.findall(f".*{bound}", done.stderr)
    assert f"to {program} [0]" in line
