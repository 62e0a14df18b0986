"""Whatever clients do to it, the service goes on answering others."""

import concurrent.futures
import io
import pathlib
import random
import socket
import struct
import time

import pytest
import songs
from load import hold_memory, limit_s, share
from service import running

BUSY = 0.5  # of a processor, where nothing is asked; one that works takes 1
EVENTS = "Accept: text/event-stream\r\n"


def head(length: int, more: str = "") -> bytes:
    return f"POST /v1/predictions HTTP/1.1\r\nHost: x\r\n{more}Content-Length: {length}\r\n\r\n".encode()


def cpu_s(service) -> float:
    fields = pathlib.Path(f"/proc/{service.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def becomes_idle(service, within_s: float) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        before = cpu_s(service)
        time.sleep(0.5)
        if cpu_s(service) - before < BUSY * 0.5:
            return True
    return False


def silence(kind: str, minutes: int) -> bytes:
    """Written piece by piece, for the library's Vorbis takes no more."""
    file = io.BytesIO()
    with songs.soundfile.SoundFile(file, "w", 8000, 1, format=kind) as out:
        for _ in range(minutes):
            out.write(songs.np.zeros(8000 * 60))
    return file.getvalue()


@pytest.mark.parametrize("more", ["", EVENTS])
def test_work_for_who_is_gone_stops(service, more):
    # An hour, at any load: four of them take longer than is waited below.
    long_song = songs.encoded(songs.np.tile(songs.samples(1, 30), 120), "FLAC")
    gone = '"problem":"client_gone"'
    before = service.errors().count(gone)
    for _ in range(4):
        with service.connect() as connection:
            connection.sendall(head(len(long_song), more) + long_song)
            if more:
                assert connection.recv(12) == b"HTTP/1.1 200"
            else:
                time.sleep(0.2)
    assert becomes_idle(service, limit_s(10))
    assert service.errors().count(gone) == before + 4
    assert service.predict(songs.song(1)).status == 200


def test_requests_that_are_sent_before_the_answers_are_answered_in_their_order(service):
    content = songs.song(2, 3)
    asked = [
        b"GET /version HTTP/1.1\r\nHost: x\r\n\r\n",
        head(len(content)) + content,
        b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n",
        head(5) + b"words",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ]
    answer = b""
    with service.connect() as connection:
        connection.sendall(b"".join(asked))
        while block := connection.recv(65536):
            answer += block
    statuses = [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [200, 200, 404, 422, 200]
    assert answer.endswith(b'{"status":"alive"}\n')


def test_sounds_that_are_too_long_are_told_before_they_are_decoded():
    with running("--profile", "fast", "--max-duration-s", 600) as service:
        for kind in ("FLAC", "OGG", "WAV"):
            content = silence(kind, 25)
            before = cpu_s(service)
            answer = service.predict(content)
            assert (answer.status, answer.json()["kind"]) == (422, "too_long")
            assert cpu_s(service) - before < limit_s(1)


def test_a_head_that_claims_more_than_there_is_costs_nothing(service):
    wav = songs.song(3)
    claims = bytearray(wav)
    claims[4:8] = claims[40:44] = struct.pack("<I", 0xFFFFFFF0)
    before = service.memory_mb()
    answer = service.predict(bytes(claims))
    assert answer.status in (200, 422)
    hold_memory(service.memory_mb() - before, 100)


def test_broken_sounds_are_answered_in_words(service):
    """Flipped, cut and mixed bytes of each format."""
    chance = random.Random(1)
    for kind in ("WAV", "FLAC", "OGG", "MP3", "AIFF"):
        whole = songs.song(4, 3, kind)
        for _ in range(12):
            broken = bytearray(whole[: chance.randrange(1, len(whole) + 1)])
            for _ in range(chance.randrange(20)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            answer = service.predict(bytes(broken))
            assert answer.status in (200, 422), answer.body


def test_clients_that_are_killed_anywhere_harm_nobody(service):
    content = songs.song(5, 6)
    request = head(len(content), EVENTS) + content

    def break_off(seed: int) -> None:
        chance = random.Random(seed)
        with service.connect() as connection:
            is_whole = chance.random() < 0.3
            connection.sendall(request if is_whole else request[: chance.randrange(len(request))])
            if is_whole:
                connection.recv(chance.randrange(1, 2000))
            # Closed by a reset.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    expected = service.predict(content).json()
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        broken = [pool.submit(break_off, seed) for seed in range(share(300))]
        whole = [pool.submit(service.predict, content) for _ in range(share(20))]
        for one in broken:
            one.result()
        assert all(one.result().json() == expected for one in whole)
    assert becomes_idle(service, limit_s(10))
