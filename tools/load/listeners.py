"""Clients that ask for songs, again and again, and know what must be answered."""

import contextlib
import http.client
import json
import pathlib
import random
import threading
import time
import uuid

from soak_report import Tally

ANSWER_S = 60
PAUSE_S = 1
PROFILES = ("fast", "accurate")
# The probabilities of a song by a profile.
Expected = dict[tuple[pathlib.Path, str], dict[str, float]]


class Listener:
    """@param seed  of what it asks for, and how"""

    def __init__(self, address: tuple[str, int], expected: Expected, tally: Tally, seed: int):
        self.address = address
        self.expected = expected
        self.tally = tally
        self.chance = random.Random(seed)

    def work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            (song, profile), expected = self.chance.choice(list(self.expected.items()))
            begin = time.monotonic()
            try:
                status, answer = self.ask(song, profile)
                is_right = status == 200 and answer["probabilities"] == expected
            except (OSError, http.client.HTTPException, ValueError, LookupError) as error:
                self.tally.failed(type(error).__name__)
                stop.wait(PAUSE_S)
                continue
            if status == 200:
                self.tally.answered(time.monotonic() - begin, is_right)
                continue
            if status == 503:
                self.tally.turned_away()
            else:
                self.tally.failed(f"{status} {answer.get('detail')}")
            stop.wait(PAUSE_S)

    def ask(self, song: pathlib.Path, profile: str) -> tuple[int, dict]:
        """As a body or a form, for one answer or for events."""
        timeline = self.chance.choice(("true", "false"))
        as_events = self.chance.random() < 0.3
        headers = {"Accept": "text/event-stream"} if as_events else {}
        body = song.read_bytes()
        if self.chance.random() < 0.3:
            mark = uuid.uuid4().hex
            headers["Content-Type"] = f"multipart/form-data; boundary={mark}"
            start = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
            body = start.encode() + body + f"\r\n--{mark}--\r\n".encode()
        connection = http.client.HTTPConnection(*self.address, timeout=ANSWER_S)
        with contextlib.closing(connection):
            path = f"/v1/predictions?profile={profile}&timeline={timeline}"
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        if answer.status == 200 and as_events:
            return 200, prediction(content)
        return answer.status, json.loads(content)


def prediction(events: bytes) -> dict:
    """@throws ValueError where there is none"""
    (data,) = (
        block.split(b"data: ", 1)[1]
        for block in events.split(b"\n\n")
        if block.startswith(b"event: prediction\n")
    )
    return json.loads(data)["prediction"]
