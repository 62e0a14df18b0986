"""HTTP as its rules say, where clients differ from what most of them do."""

import re
import socket
import time

import pytest
import songs
from load import limit_s
from service import form, running
from wire import answered

SONG = songs.song(1, 3)


def posted(headers: bytes, body: bytes = SONG) -> bytes:
    head = b"POST /v1/predictions HTTP/1.1\r\nHost: x\r\n" + headers
    return head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body


def got(headers: bytes, version: bytes = b"1.1") -> bytes:
    return b"GET /version HTTP/" + version + b"\r\n" + headers + b"\r\n"


@pytest.mark.parametrize(
    "written", ["Multipart/Form-Data; Boundary", "MULTIPART/FORM-DATA;BOUNDARY"]
)
def test_a_form_is_one_however_its_type_is_written(service, written):
    body, headers = form([("A Song.wav", SONG)])
    boundary = headers["Content-Type"].partition("boundary=")[2]
    kind = f"{written}={boundary}"
    answer = service.request("POST", "/v1/predictions", body, {"Content-Type": kind})
    assert answer.status == 200
    assert answer.json()["file"] == "A Song.wav"


def test_what_a_boundary_says_keeps_its_case(service):
    body = (
        b'--AbC;=x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        + SONG
        + b"\r\n--AbC;=x--\r\n"
    )
    kind = 'Multipart/Form-Data; Charset=UTF-8; Boundary="AbC;=x"'
    answer = service.request("POST", "/v1/predictions", body, {"Content-Type": kind})
    assert answer.status == 200


@pytest.mark.parametrize("header", [b"Range: lines=1-2", b"range: bytes=x", b"RANGE:bytes=0-3"])
def test_whole_answers_are_given_where_a_part_is_asked_for(service, header):
    answer = answered(service, got(b"Host: x\r\n" + header + b"\r\nConnection: close\r\n"))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"}\n")
    assert answered(service, posted(header + b"\r\n")).startswith(b"HTTP/1.1 200 ")


def test_a_body_that_looks_like_a_header_is_left_alone(service):
    content = songs.encoded(songs.samples(1, 3)) + b"\nRange: bytes=x\r\n"
    assert answered(service, posted(b"", content)).startswith(b"HTTP/1.1 200 ")


def test_a_request_has_one_host(service):
    assert answered(service, got(b"")).startswith(b"HTTP/1.1 400 ")
    assert answered(service, got(b"Host: x\r\nHost: y\r\n")).startswith(b"HTTP/1.1 400 ")
    assert answered(service, got(b"", b"1.0")).startswith(b"HTTP/1.1 200 ")


def test_heads_that_cannot_be_taken_are_answered_as_the_contract_says(service):
    for path in (b"/healthz", b"/v1/bundles", b"/docs", b"/"):
        line = b"GET " + path
        assert answered(service, line + b" HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n")[9:12] == b"400"
        large = b"".join(b"X-%d: %s\r\n" % (i, b"y" * 1000) for i in range(40))
        assert answered(service, line + b" HTTP/1.1\r\n" + large + b"\r\n")[9:12] == b"431"
        far = b"?" + b"x" * 9000
        assert answered(service, line + far + b" HTTP/1.1\r\nHost: x\r\n\r\n")[9:12] == b"414"


def test_a_connection_serves_as_many_requests_as_it_says():
    with running("--profile", "fast", "--idle-timeout-s", 7) as service:
        with service.connect() as connection:
            answers = b""
            for i in range(1, 1001):
                connection.sendall(got(b"Host: x\r\n"))
                while answers.count(b"}\n") < i:
                    answers += connection.recv(65536)
            assert connection.recv(10) == b""
        told = re.findall(rb"Keep-Alive: timeout=(\d+), max=(\d+)", answers)
        assert set(told) == {(b"7", b"1000")}
        assert answers.count(b"Connection: close") == 1


def test_a_client_has_as_many_requests_under_way_as_it_may():
    with running("--profile", "fast", "--max-requests-per-client", 2) as service:
        uploads = [service.connect() for _ in range(2)]
        for upload in uploads:
            upload.sendall(posted(b"")[:-100])
        # Only then a song takes no place from them.
        wait_until(service, rb"\nhttp_server_active_requests 3\n")
        answer = service.predict(SONG)
        assert (answer.status, answer.json()["kind"]) == (429, "rate_limited")
        assert service.get("/healthz").status == 200
        for upload in uploads:
            upload.sendall(posted(b"")[-100:])
            assert upload.recv(12) == b"HTTP/1.1 200"
            upload.shutdown(socket.SHUT_RDWR)
        deadline = time.monotonic() + limit_s(20)
        while service.predict(SONG).status != 200:
            assert time.monotonic() < deadline


def wait_until(service, metric: bytes) -> None:
    """Heads arrive when they do; asking for metrics is a request, too."""
    deadline = time.monotonic() + limit_s(20)
    while not re.search(metric, service.get("/metrics").body):
        assert time.monotonic() < deadline


def test_the_sounds_of_a_request_have_a_sum():
    with running("--profile", "fast") as service:
        # A sound at 2000 Hz is decoded soon.
        four_hours = songs.encoded(songs.np.zeros(4 * 3600 * 2000), "FLAC", 2000)
        files = [(f"{i}.flac", four_hours) for i in range(7)] + [("song.wav", SONG)]
        predictions = service.predict_files(files).json()["predictions"]
        assert [one.get("kind") for one in predictions[:6]] == ["silence"] * 6
        for refused in predictions[6:]:
            assert refused["error"]["kind"] == "too_long"
