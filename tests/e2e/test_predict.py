"""earmark predict as a new user tries it."""

import json
import os
import re
import subprocess
import sys

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
    assert [s["smoothed"] for s in line["segments"]] == [line["genre"]] * 2
    assert line["changes"] == []
    assert "0:00" in predict("--timeline", song).out


@pytest.fixture(scope="module")
def mix(tmp_path_factory, write_song):
    """A slow tone of 21 s, then noise of 21 s; the border lies within a piece of 3 s after 21.5 s."""
    folder = tmp_path_factory.mktemp("mix")
    parts = [
        soundfile.read(write_song(folder / f"{genre}.wav", genre, seconds=21.5))[0]
        for genre in ("blues", "metal")
    ]
    soundfile.write(folder / "mix.wav", np.concatenate(parts), 22050)
    return folder / "mix.wav"


def test_the_timeline_says_when_the_genre_changes(predict, mix):
    (line,) = predict("--json", "--timeline", "--hop-s", "0.5", mix).json_lines()
    (change,) = line["changes"]
    assert (change["from"], change["to"]) == ("blues", "metal")
    assert change["time_s"] == pytest.approx(21.5, abs=1.5)
    starts = [segment["start_s"] for segment in line["segments"]]
    assert starts == [i / 2 for i in range(81)]
    for segment in line["segments"]:
        middle_s = (segment["start_s"] + segment["end_s"]) / 2
        assert segment["smoothed"] == ("blues" if middle_s < change["time_s"] else "metal")
    shown = predict("--timeline", "--hop-s", "0.5", mix).out
    assert re.search(r"smoothed +│blues─+│metal─+\n", shown)
    assert re.search(r"^  0:2[0-3] blues -> metal$", shown, re.MULTILINE)


def test_the_hop_changes_the_timeline_alone(predict, mix):
    command = ("--json", "--timeline", "--members", "forest,naive-bayes", mix)
    (whole,) = predict(*command).json_lines()
    assert whole["n_segments"] == len(whole["segments"]) == 14
    for hop_s in (0.5, 0.8, 2):
        (line,) = predict(*command, "--hop-s", hop_s).json_lines()
        assert len(line["segments"]) == int(40 / hop_s) + 1
        for field in set(whole) - {"segments", "changes"}:
            assert line[field] == whole[field], field


def test_the_hop_may_stand_in_the_environment(predict, mix):
    env = {"EARMARK_HOP_S": "1"}
    (line,) = predict("--json", "--timeline", mix, env=env).json_lines()
    assert len(line["segments"]) == 41
    (flag,) = predict("--json", "--timeline", "--hop-s", "3", mix, env=env).json_lines()
    assert len(flag["segments"]) == 14
    assert "changes" not in predict("--json", mix, env=env).json_lines()[0]
    wrong = predict("--timeline", mix, env={"EARMARK_HOP_S": "9"})
    assert (wrong.code, wrong.err.count("\n")) == (2, 1)
    assert 'EARMARK_HOP_S must be a number from 0.5 to 3, not "9"' in wrong.err


# A process of its own: the peak of a child counts from the memory of who started it.
RUN_AND_PRINT_PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def peak_megabytes(env, *command):
    done = subprocess.run(
        [sys.executable, "-c", RUN_AND_PRINT_PEAK, *map(str, command)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=120,
        env=env,
    )
    return float(done.stdout)


def test_overlap_in_two_hours_takes_no_memory_but_some_bytes_a_segment(
    program, bundle, clean_env, write_song, tmp_path
):
    """Most of it is silence, which is decoded and cut but not analysed: that takes seconds."""
    y, rate = soundfile.read(write_song(tmp_path / "short.wav", seconds=20), dtype="float32")
    hours = np.zeros(2 * 3600 * rate, np.float32)
    hours[: y.size] = hours[-y.size :] = y
    soundfile.write(tmp_path / "long.flac", hours, rate)
    del hours
    command = (program, "predict", "--bundle", bundle, "--json", "--timeline", "--hop-s", "0.5")
    short, long = (
        peak_megabytes(clean_env, *command, "--jobs", "1", tmp_path / name)
        for name in ("short.wav", "long.flac")
    )
    # All samples are 635 MB, all segments with their overlap 3800 MB; what is kept of 14,400
    # segments, and their JSON, 20 MB.
    assert long - short < 60


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
