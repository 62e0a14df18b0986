"""Clients that break off, talk nonsense, are slow or mean no good; what may be answered to each.

An attack takes the target, its own chance, and an event that asks it to end; it gives the status that
was answered, or None where the connection ended without.
"""

import contextlib
import dataclasses
import gzip
import pathlib
import random
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable

POST = "POST /v1/predictions HTTP/1.1\r\nHost: x\r\n"
EVENTS = "Accept: text/event-stream\r\n"
ANSWER_S = 60
SLOW_S = 30
N_SILENT = 20
SILENT_S = 15
# A service may always be busy, or tired of waiting.
BUSY = frozenset({None, 408, 503})


@dataclasses.dataclass(frozen=True)
class Bomb:
    """A small request that asks for much."""

    content: bytes
    status: int


@dataclasses.dataclass(frozen=True)
class Target:
    host: str
    port: int
    songs: list[bytes]
    bombs: list[Bomb]

    def connect(self, seconds: float = ANSWER_S) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=seconds)


@dataclasses.dataclass(frozen=True)
class Attack:
    run: Callable[[Target, random.Random, threading.Event], int | None]
    allowed: frozenset[int | None]


def head(length: int, more: str = "") -> bytes:
    return f"{POST}{more}Content-Length: {length}\r\n\r\n".encode()


def status(connection: socket.socket) -> int | None:
    """What is answered; all of it is read, so that the connection can end well."""
    answer = b""
    with contextlib.suppress(OSError):
        while block := connection.recv(65536):
            answer += block
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else None


def ask(target: Target, request: bytes, is_whole: bool = True) -> int | None:
    """@param is_whole  else no more will come, which the service is told"""
    with target.connect() as connection:
        # An answer may come before all was sent.
        with contextlib.suppress(OSError):
            connection.sendall(request)
            if not is_whole:
                connection.shutdown(socket.SHUT_WR)
        return status(connection)


def song_cut(target: Target, chance: random.Random, more: str = "") -> bytes:
    song = chance.choice(target.songs)
    request = head(len(song), more) + song
    return request[: chance.randrange(1, len(request))]


def leave(target: Target, chance: random.Random, _: threading.Event) -> None:
    """Sends a part of a song and goes."""
    with target.connect() as connection:
        connection.sendall(song_cut(target, chance))


def be_killed(target: Target, chance: random.Random, _: threading.Event) -> None:
    """Ends as a killed process does, before, while or after it is answered."""
    song = chance.choice(target.songs)
    with target.connect() as connection:
        if chance.random() < 0.5:
            connection.sendall(song_cut(target, chance, EVENTS))
        else:
            connection.sendall(head(len(song), EVENTS) + song)
            connection.recv(chance.randrange(1, 2000))
        # Closed by a reset.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def break_upload(target: Target, chance: random.Random, _: threading.Event) -> int | None:
    """A form, or chunks, that go wrong in the middle; the client waits for what is said of it."""
    song = chance.choice(target.songs)
    part = song[: chance.randrange(1, len(song))]
    if chance.random() < 0.5:
        start = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        of_form = "Content-Type: multipart/form-data; boundary=b\r\n"
        return ask(target, head(len(start) + len(song) + 9, of_form) + start + part, is_whole=False)
    chunks = f"{POST}Transfer-Encoding: chunked\r\n\r\n{len(part):x}\r\n".encode() + part
    wrong = chance.choice([b"\r\nzz\r\n", b"no end", b"\r\n" + b"f" * 40])
    return ask(target, chunks + wrong, is_whole=False)


def talk_nonsense(target: Target, chance: random.Random, _: threading.Event) -> int | None:
    """Bytes that are no HTTP, such as TLS, or heads beyond measure."""
    return ask(
        target,
        chance.choice(
            [
                chance.randbytes(chance.randrange(1, 5000)) + b"\r\n\r\n",
                b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + chance.randbytes(400),
                b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000,
                b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 20_000,
                b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
                head(-5),
            ]
        ),
        is_whole=False,
    )


def send_noise(target: Target, chance: random.Random, _: threading.Event) -> int | None:
    """A song with wrong bytes, or bytes that never were one."""
    sound = bytearray(chance.choice(target.songs))
    for _ in range(chance.randrange(200)):
        sound[chance.randrange(len(sound))] = chance.randrange(256)
    if chance.random() < 0.3:
        sound = bytearray(chance.randbytes(100_000))
    return ask(target, head(len(sound), "Connection: close\r\n") + sound)


def send_bomb(target: Target, chance: random.Random, _: threading.Event) -> int | None:
    """@returns  None where it was answered as it must be"""
    bomb = chance.choice(target.bombs)
    answered = ask(target, bomb.content)
    return None if answered == bomb.status else answered


def send_slowly(target: Target, chance: random.Random, stop: threading.Event) -> int | None:
    """A few bytes of a head or a body each half second, until it is told off."""
    song = chance.choice(target.songs)
    with target.connect() as connection:
        rest = head(len(song)) + song
        if chance.random() < 0.5:
            connection.sendall(head(len(song)))
            rest = song
        end = time.monotonic() + SLOW_S
        with contextlib.suppress(OSError):
            while not stop.wait(0.5) and time.monotonic() < end:
                connection.sendall(rest[:3])
                rest = rest[3:]
        if stop.is_set():
            return None
        return status(connection)


def stay_silent(target: Target, _: random.Random, stop: threading.Event) -> None:
    """Connections that say nothing."""
    with contextlib.ExitStack() as silent:
        for _ in range(N_SILENT):
            silent.enter_context(target.connect())
        stop.wait(SILENT_S)


def read_slowly(target: Target, chance: random.Random, stop: threading.Event) -> int | None:
    """Takes its answer by drops, and goes before its end."""
    song = chance.choice(target.songs)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.settimeout(ANSWER_S)
        connection.connect((target.host, target.port))
        connection.sendall(head(len(song), EVENTS) + song)
        answer = connection.recv(12)
        while not stop.wait(0.2) and chance.random() < 0.97 and connection.recv(50):
            pass
    return int(answer[9:12] or 0) or None


QUICK = {
    "left": Attack(leave, BUSY),
    "killed": Attack(be_killed, BUSY),
    "broken upload": Attack(break_upload, BUSY | {400}),
    "nonsense": Attack(talk_nonsense, BUSY | {400, 414, 431}),
    "noise": Attack(send_noise, BUSY | {200, 422}),
    "bomb": Attack(send_bomb, BUSY),
}
SLOW = {
    "slow sender": Attack(send_slowly, BUSY),
    "silent": Attack(stay_silent, BUSY),
    "slow reader": Attack(read_slowly, BUSY | {200}),
}


def posted(content: bytes, more: str = "") -> bytes:
    return head(len(content), "Connection: close\r\n" + more) + content


def make_bombs(folder: pathlib.Path) -> list[Bomb]:
    """@param folder  for the silences, which ffmpeg makes"""
    hours = {}
    for n_hours in (1, 5):
        file = folder / f"{n_hours}.flac"
        length = ["-t", str(n_hours * 3600), file]
        source = ["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono"]
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *source, *length], check=True)
        hours[n_hours] = file.read_bytes()
    endless = struct.pack("<IHHIIHH", 16, 1, 1, 22050, 44100, 2, 16)
    claim = b"\xf0\xff\xff\xff"
    wav = b"RIFF" + claim + b"WAVEfmt " + endless + b"data" + claim + bytes(1000)
    zipped = gzip.compress(bytes(20_000_000))
    return [
        Bomb(posted(hours[1]), 200),
        Bomb(posted(hours[5]), 422),
        Bomb(posted(wav), 422),
        Bomb(posted(zipped), 422),
        Bomb(posted(zipped, "Content-Encoding: gzip\r\n"), 415),
        Bomb(list_of_samples(b"[" * 500_000), 400),
        Bomb(list_of_samples(b"[" + b"1" * 1_000_000), 400),
        Bomb(list_of_samples(b"[" + b"[1,2,3]," * 100_000 + b"[1]]}"), 413),
    ]


def list_of_samples(samples: bytes) -> bytes:
    return posted(b'{"audios":' + samples, "Content-Type: application/json\r\n").replace(
        b"/v1/predictions", b"/predict/music", 1
    )
