"""What POST /v1/predictions answers."""

import json
import os
import pathlib
import subprocess

import pytest
import songs
from load import share
from service import running

TOLERANCE = 1e-6  # JSON's own rounding
SAMPLES = pathlib.Path(os.environ.get("EARMARK_SHARED", "/nowhere")) / "data" / "samples"


def earmark(path, *flags):
    """What the command line says of a file."""
    command = [os.environ["EARMARK_PROGRAM"], "predict", "--json", *flags, "--", path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def without_file(prediction):
    return {key: value for key, value in prediction.items() if key != "file"}


@pytest.mark.parametrize(
    ("query", "flags"),
    [
        ("", ["--profile", "fast"]),
        ("?timeline=true&top=3", ["--profile", "fast", "--timeline", "--top", "3"]),
        ("?timeline=1&hop_s=1.5", ["--profile", "fast", "--timeline", "--hop-s", "1.5"]),
        ("?members=naive-bayes", ["--members", "naive-bayes"]),
        ("?profile=accurate&tags=true", ["--profile", "accurate", "--tags"]),
    ],
)
def test_the_answer_is_that_of_the_command_line(service, tmp_path, query, flags):
    content = songs.song(1, 10, "FLAC")
    (tmp_path / "song.flac").write_bytes(content)
    answer = service.predict(content, query)
    assert answer.status == 200
    assert without_file(answer.json()) == without_file(earmark(tmp_path / "song.flac", *flags))


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3", "AIFF"])
def test_the_content_tells_the_format_whatever_type_is_claimed(service, kind):
    content = songs.song(2, 6, kind)
    for claimed in ("audio/mpeg", "text/plain", "application/json", "x/y"):
        answer = service.predict(content, **{"Content-Type": claimed})
        assert answer.json()["n_segments"] == 2


def test_one_file_of_a_form_is_a_prediction_with_its_name(service):
    answer = service.predict_files([("../folder/my song.wav", songs.song(3))])
    assert answer.json()["file"] == "my song.wav"
    assert service.predict(songs.song(3)).json()["file"] == "sound"
    long_name = service.predict_files([("é" * 200 + ".wav", songs.song(3))])
    assert long_name.json()["file"] == "é" * 127


def test_several_files_are_a_list_in_their_order_with_what_failed(service):
    files = [("a.wav", songs.song(4)), ("b.txt", b"no sound at all"), ("c.wav", songs.song(5))]
    first, second, third = service.predict_files(files).json()["predictions"]
    assert (first["file"], second["file"], third["file"]) == ("a.wav", "b.txt", "c.wav")
    assert second["error"]["kind"] == "decode"
    assert first["probabilities"] != third["probabilities"]
    assert without_file(first) == without_file(service.predict(files[0][1]).json())


def test_a_body_in_chunks_is_read(service):
    content = songs.song(6)
    parts = (content[i : i + 5000] for i in range(0, len(content), 5000))
    answer = service.request("POST", "/v1/predictions", parts)
    assert answer.json() == service.predict(content).json()


def test_a_large_upload_lies_outside_of_memory_and_is_answered_alike(service):
    sound = songs.samples(7, 120, 44100)
    large = songs.encoded(sound.astype(float), "WAV", 44100)
    small = songs.encoded(sound, "FLAC", 44100)
    assert len(large) > 10_000_000 > len(small)
    assert service.predict(large).json()["n_segments"] == 40
    assert service.predict(large).json()["genre"] == service.predict(small).json()["genre"]


def test_silence_has_no_genre(service):
    answer = service.predict(songs.encoded(0 * songs.samples(1, 6))).json()
    assert (answer["kind"], answer["genre"], answer["confidence"]) == ("silence", None, None)


EVENTS = {"Accept": "text/event-stream"}


def test_events_tell_progress_segments_and_the_answer(service):
    content = songs.song(8, 30)
    events = service.predict(content, "?timeline=true", **EVENTS).events()
    names = [name for name, _ in events]
    assert names[0] == "queued"
    assert names[-2:] == ["prediction", "done"]
    assert "progress" in names
    answer = service.predict(content, "?timeline=true").json()
    prediction = next(data["prediction"] for name, data in events if name == "prediction")
    assert without_file(prediction) == without_file(answer)
    told = [data["segment"] for name, data in events if name == "segment"]
    for one, final in zip(told, answer["segments"], strict=True):
        assert one["start_s"] == final["start_s"]
        assert one["probabilities"] == pytest.approx(final["probabilities"], abs=TOLERANCE)


def test_events_for_clients_that_know_no_chunks_end_with_the_connection(service):
    content = songs.song(8)
    for kept in ("close", "keep-alive"):
        head = (
            f"POST /v1/predictions HTTP/1.0\r\nAccept: text/event-stream\r\nConnection: {kept}\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        answer = b""
        with service.connect() as connection:
            connection.sendall(head.encode() + content)
            while block := connection.recv(65536):
                answer += block
        fields, _, body = answer.partition(b"\r\n\r\n")
        assert b"chunked" not in fields
        assert body.startswith(b"event: queued\n")
        assert body.endswith(b"event: done\ndata: {}\n\n")


def test_events_of_several_files_say_which_and_what_failed(service):
    files = [("a.wav", songs.song(9)), ("b.txt", b"no sound"), ("c.wav", songs.song(10))]
    events = service.predict_files(files, **EVENTS).events()
    ends = [(name, data["file_index"]) for name, data in events if name in ("prediction", "error")]
    assert ends == [("prediction", 0), ("error", 1), ("prediction", 2)]


def test_segments_begin_anew_where_the_channels_cancel(service):
    mono = songs.samples(11, 12)
    content = songs.encoded(songs.np.stack([mono, -mono], axis=1))
    events = service.predict(content, **EVENTS).events()
    assert [name for name, _ in events].count("restart") == 1


def test_the_first_segment_of_a_long_sound_comes_long_before_the_last(service):
    n_parts = share(40)
    content = songs.encoded(songs.np.tile(songs.samples(12, 30), n_parts), "FLAC")
    names = [name for name, _ in service.predict(content, **EVENTS).events()]
    first = names.index("segment")
    assert "progress" in names[first:]
    assert names.count("segment") == 10 * n_parts


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"there are no recordings at {SAMPLES}")
def test_recordings_are_named_as_by_the_command_line():
    with running() as service:
        for path in sorted(SAMPLES.iterdir()):
            answer = service.predict_files([(path.name, path.read_bytes())]).json()
            assert answer == earmark(path) | {"file": path.name}
