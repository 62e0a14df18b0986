"""earmark predict as a new user tries it."""

import json
import os
import re

import numpy as np
import pytest
import soundfile

PREDICTION_KEYS = [
    *("file", "kind", "genre", "confidence", "unsure", "probabilities", "duration_s"),
    *("n_segments", "members", "bundle", "warnings"),
]


def test_a_song_is_named_for_a_person(predict, write_song, tmp_path):
    done = predict(write_song(tmp_path / "song.wav", "metal"))
    assert done.code == 0
    assert "song.wav" in done.out
    assert re.search(r"metal +█+.* \d+ %", done.out)
    assert done.err == ""


def test_json_has_the_agreed_fields(predict, write_song, tmp_path):
    song = write_song(tmp_path / "song.wav", "metal")
    done = predict("--json", song)
    (line,) = done.json_lines()
    assert [key for key in line if key != "second"] == PREDICTION_KEYS
    assert line["file"] == str(song)
    assert line["kind"] == "music"
    assert line["genre"] == "metal"
    assert line["n_segments"] == 2
    assert line["duration_s"] == pytest.approx(6.5, abs=0.001)
    assert sum(line["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    assert list(line["members"]) == ["forest"]
    assert line["bundle"] == {"name": "tiny", "version": "1.0"}


def test_timeline_adds_segments_and_top_limits_genres(predict, write_song, tmp_path):
    song = write_song(tmp_path / "song.wav", "blues")
    (line,) = predict("--json", "--timeline", "--top", "2", song).json_lines()
    assert len(line["probabilities"]) == 2
    assert [s["start_s"] for s in line["segments"]] == [0, 3]
    assert "0:00" in predict("--timeline", song).out


def test_members_can_be_chosen_by_flag_and_environment(predict, write_song, tmp_path):
    song = write_song(tmp_path / "song.wav")
    (both,) = predict("--json", "--members", "forest,naive-bayes", song).json_lines()
    assert list(both["members"]) == ["forest", "naive-bayes"]
    (one,) = predict("--json", song, env={"EARMARK_MEMBERS": "naive-bayes"}).json_lines()
    assert list(one["members"]) == ["naive-bayes"]


def test_a_mixed_folder_is_done_and_what_is_broken_is_named(predict, write_song, tmp_path):
    write_song(tmp_path / "a" / "one.wav", "metal")
    write_song(tmp_path / "b.wav", "pop")
    (tmp_path / "cover.jpg").write_bytes(b"\xff\xd8\xff\xe0 not sound")
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "text.mp3").write_text("this is a text file\n" * 100)
    (tmp_path / "empty.wav").write_bytes(b"")
    done = predict("--json", tmp_path)
    assert done.code == 1
    lines = {os.path.relpath(line["file"], tmp_path): line for line in done.json_lines()}
    assert list(lines) == ["a/one.wav", "b.wav", "empty.wav", "text.mp3"]
    assert lines["a/one.wav"]["genre"] == "metal"
    assert "text file" in lines["text.mp3"]["error"]["message"]
    assert lines["empty.wav"]["error"]["kind"] == "decode"
    assert "2 songs named, 2 failed, 2 files are not sound" in done.err


def test_output_is_in_the_order_of_the_inputs(predict, write_song, tmp_path):
    long = write_song(tmp_path / "long.wav", seconds=60)
    short = write_song(tmp_path / "short.wav", seconds=3)
    done = predict("--json", "--jobs", "2", long, short)
    assert [line["file"] for line in done.json_lines()] == [str(long), str(short)]


def test_the_answer_does_not_depend_on_the_number_of_threads(predict, write_song, tmp_path):
    song = write_song(tmp_path / "long.wav", seconds=90)
    one = predict("--json", "--timeline", "--jobs", "1", song)
    four = predict("--json", "--timeline", "--jobs", "4", song)
    assert one.out == four.out


def test_a_folder_without_sound_is_wrong_usage(predict, tmp_path):
    (tmp_path / "readme.txt").write_text("nothing to hear")
    done = predict(tmp_path)
    assert done.code == 2
    assert "there is no sound in the folder" in done.err


def test_a_missing_file_is_named(predict, tmp_path):
    done = predict("--json", tmp_path / "absent.mp3")
    assert done.code == 1
    assert done.json_lines()[0]["error"]["kind"] == "not_found"


def test_a_file_without_permission_is_named(as_nobody, bundle, write_song, tmp_path):
    song = write_song(tmp_path / "secret.wav")
    song.chmod(0)
    done = as_nobody("predict", "--json", "--bundle", bundle, song)
    assert done.code == 1, done.err
    assert json.loads(done.out)["error"]["kind"] == "permission"


def test_a_folder_inside_without_permission_stops_no_other_song(
    as_nobody, bundle, write_song, tmp_path
):
    secret = write_song(tmp_path / "music" / "b" / "secret.wav").parent
    first = write_song(tmp_path / "music" / "a.wav")
    last = write_song(tmp_path / "music" / "c.wav")
    secret.chmod(0)
    try:
        done = as_nobody("predict", "--json", "--bundle", bundle, secret.parent)
        alone = as_nobody("predict", "--json", "--bundle", bundle, secret)
    finally:
        secret.chmod(0o755)
    assert done.code == 1, done.err
    lines = {line["file"]: line for line in done.json_lines()}
    assert list(lines) == [str(first), str(secret), str(last)]
    assert lines[str(secret)]["error"]["kind"] == "permission"
    assert "genre" in lines[str(last)]
    assert f"cannot list the folder {secret}: Permission denied" in done.err
    assert alone.code == 2
    assert "cannot list the folder" in alone.err


def test_silence_has_no_genre(predict, tmp_path):
    soundfile.write(tmp_path / "silence.wav", np.zeros(22050 * 7), 22050)
    (line,) = predict("--json", tmp_path / "silence.wav").json_lines()
    assert (line["kind"], line["genre"], line["confidence"]) == ("silence", None, None)
    assert line["members"] == {}
    assert "silence" in predict(tmp_path / "silence.wav").out


def test_too_short_and_repeated_sounds(predict, write_song, tmp_path):
    short = write_song(tmp_path / "short.wav", seconds=1.2)
    tiny = write_song(tmp_path / "tiny.wav", seconds=0.3)
    repeated, failed = predict("--json", short, tiny).json_lines()
    assert repeated["n_segments"] == 1
    assert "repeat" in repeated["warnings"][0]
    assert failed["error"]["kind"] == "too_short"


def test_an_inverted_channel_does_not_silence_a_song(predict, write_song, tmp_path):
    y, rate = soundfile.read(write_song(tmp_path / "mono.wav", "metal"))
    soundfile.write(tmp_path / "inverted.wav", np.stack([y, -y], axis=1), rate)
    mono, inverted = predict(
        "--json", tmp_path / "mono.wav", tmp_path / "inverted.wav"
    ).json_lines()
    assert inverted["genre"] == mono["genre"] == "metal"
    assert "cancel" in inverted["warnings"][0]


def test_a_cut_file_yields_what_decoded_with_a_warning(predict, write_song, tmp_path):
    whole = write_song(tmp_path / "whole.flac", "metal", seconds=20).read_bytes()
    (tmp_path / "cut.flac").write_bytes(whole[: len(whole) // 2])
    (line,) = predict("--json", tmp_path / "cut.flac").json_lines()
    assert line["genre"] == "metal"
    assert line["warnings"]


def test_a_file_name_may_hold_anything(predict, write_song, tmp_path):
    song = write_song(tmp_path / 'a "quoted"\n\x1b[31m näme.wav')
    (line,) = predict("--json", song).json_lines()
    assert line["file"] == str(song)
    assert "\x1b" not in predict(song).out
