"""Each wrong request is answered in words, and nothing leaks."""

import json
import re
import time

import pytest
import songs
from load import limit_s
from service import Answer, form, running
from wire import answered

LEAKS = re.compile(
    r"/work|/tmp|/usr|/proc|std::|terminate|exception|sndfile|mpg123|openvino|nlohmann"
    r"|httplib|\.cpp|errno",
    re.IGNORECASE,
)
JSON = {"Content-Type": "application/json"}


def problem(answer: Answer) -> dict:
    assert not LEAKS.search(answer.body.decode()), answer.body
    return answer.json()


def kind(answer: Answer) -> tuple[int, str]:
    return answer.status, problem(answer)["kind"]


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("?timelin=true", "timelin", "did you mean timeline"),
        ("?timeline=yes", "timeline", "true or false"),
        ("?top=0", "top", "from 1 to 254"),
        ("?top=ten", "top", 'not "ten"'),
        ("?top=1&top=2", "top", "once"),
        ("?hop_s=1", "hop_s", "timeline=true"),
        ("?timeline=true&hop_s=nan", "hop_s", "from 0.5 to 3"),
        ("?profile=best", "profile", "accurate and fast"),
        ("?members=forest,tree", "members", "naive-bayes"),
        ("?members=forest,,cnn", "members", "commas"),
        ("?members=cnn&profile=fast", "members", "exclude"),
        ("?%ff%00=1", "??", "there is no parameter"),
    ],
)
def test_a_wrong_parameter_is_named(service, query, field, words):
    answer = service.predict(songs.song(1), query)
    assert kind(answer) == (400, "bad_parameter")
    assert problem(answer)["field"] == field
    assert words in problem(answer)["detail"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"just words", "decode"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "unsupported"),
        (songs.song(1)[:60], "decode"),
        (songs.song(1, 0.3), "too_short"),
        (b"\x00" * 5000, "decode"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff" * 999, "decode"),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00", "unsupported"),
    ],
)
def test_what_is_no_sound_is_422(service, content, expected):
    assert kind(service.predict(content)) == (422, expected)


def test_a_path_or_an_address_is_content_like_any_other(service):
    for content in (b"/etc/passwd", b"http://127.0.0.1:1/song.mp3", b"file:///etc/passwd"):
        assert kind(service.predict(content)) == (422, "decode")


def test_unknown_paths_and_methods(service):
    assert kind(service.get("/nothing")) == (404, "not_found")
    assert kind(service.get("/v1/../etc/passwd")) == (404, "not_found")
    assert kind(service.request("POST", "/nothing", b"x")) == (404, "not_found")
    wrong = service.get("/v1/predictions")
    assert kind(wrong) == (405, "method_not_allowed")
    assert wrong.headers["allow"] == "POST, OPTIONS"
    for method in ("PUT", "DELETE", "PATCH"):
        assert kind(service.request(method, "/healthz", b"x")) == (405, "method_not_allowed")


def test_forms_of_an_answer_that_cannot_be_given(service):
    for path in ("/healthz", "/metrics", "/v1/bundles", "/openapi.json"):
        assert kind(service.get(path, Accept="image/png")) == (406, "not_acceptable")
    wrong = service.predict(songs.song(1), Accept="text/html")
    assert kind(wrong) == (406, "not_acceptable")


def test_bodies_that_are_not_taken(service):
    song = songs.song(1)
    gzip = service.predict(song, **{"Content-Encoding": "gzip"})
    assert kind(gzip) == (415, "unsupported_media_type")
    text = service.request("POST", "/predict/music", b"x", {"Content-Type": "text/plain"})
    assert kind(text) == (415, "unsupported_media_type")


def test_forms_that_hold_no_file(service):
    empty = b"--x--\r\n"
    head = {"Content-Type": "multipart/form-data; boundary=x"}
    assert kind(service.request("POST", "/v1/predictions", empty, head))[0] == 400
    field = b'--x\r\nContent-Disposition: form-data; name="top"\r\n\r\n3\r\n--x--\r\n'
    answer = service.request("POST", "/v1/predictions", field, head)
    assert problem(answer)["field"] == "top"
    assert "query" in problem(answer)["detail"]
    broken = service.request("POST", "/v1/predictions", b"no form", head)
    assert kind(broken) == (400, "bad_request")
    no_boundary = {"Content-Type": "multipart/form-data"}
    assert kind(service.request("POST", "/v1/predictions", b"x", no_boundary))[0] == 400
    many = service.predict_files([(f"{i}.wav", b"x") for i in range(101)])
    assert kind(many) == (413, "too_large")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b"[1, 2]", "bad_json"),
        (b"{}", "bad_request"),
        (b'{"audios": []}', "bad_request"),
        (b'{"audios": [1, "2"]}', "bad_request"),
        (b'{"audios": [1, [2]]}', "bad_request"),
        (b'{"audios": [0.1], "gtzan_model": "SVM"}', "bad_request"),
        (b'{"audios": [0.1], "sample_rate": 0}', "bad_request"),
    ],
)
def test_wrong_samples(service, body, expected):
    for path in ("/predict/music", "/predict_music"):
        assert kind(service.request("POST", path, body, JSON)) == (400, expected)


def test_samples_that_cannot_be_judged(service):
    short = json.dumps({"audios": [0.1, 0.2, 0.3]}).encode()
    assert kind(service.request("POST", "/predict/music", short, JSON)) == (422, "too_short")
    silent = json.dumps({"audios": [0] * 44100}).encode()
    assert kind(service.request("POST", "/predict/music", silent, JSON)) == (422, "silence")


def test_requests_that_are_none(service):
    for text in (
        b"GARBAGE\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x00\xa5\r\n\r\n",
        b"POST /v1/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: -4\r\n\r\nabcd",
        b"POST /v1/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
        b"POST /v1/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked"
        b"\r\n\r\n0\r\n\r\n",
        b"POST /v1/predictions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    ):
        answer = answered(service, text)
        assert answer.startswith(b"HTTP/1.1 400 "), (text, answer[:300])
        assert b"application/problem+json" in answer
        assert not LEAKS.search(answer.decode())


HIDDEN = b"GET /version HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKS = b"POST /v1/predictions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "outer",
    [
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length : 35\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 35\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\r\n Content-Length: 35\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 35\r\n\r\n",
        CHUNKS + b"3\r\nabcX\r\n0\r\n\r\n",
        CHUNKS + b"4\r\nab\r\n\n0\r\n\r\n",
        CHUNKS + b"3;a\nb\r\nabc\r\n0\r\n\r\n",
        CHUNKS + b"0\r\nTrailer: x\r\n\r\n",
    ],
)
def test_no_request_hides_in_another(service, outer):
    """Where a proxy may see one request, two must not be answered."""
    answers = answered(service, outer + HIDDEN)
    assert answers.count(b"HTTP/1.1 ") == 1
    assert b"earmark-server" not in answers


def test_a_body_without_length_is_411(service):
    answer = answered(service, b"POST /v1/predictions HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 411 ")


def test_heads_that_are_too_large(service):
    long_line = b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    assert answered(service, long_line).startswith(b"HTTP/1.1 414 ")
    headers = b"".join(b"X-%d: %s\r\n" % (i, b"y" * 1000) for i in range(40))
    answer = answered(service, b"GET / HTTP/1.1\r\n" + headers + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 431 ")


@pytest.fixture(scope="module")
def small():
    """A service with tight bounds."""
    flags = ("--max-body-mb", 1, "--max-duration-s", 20, "--head-timeout-s", 0.5)
    with running(
        *("--profile", "fast", *flags, "--body-timeout-s", 0.5, "--rate-per-minute", 100000)
    ) as one:
        yield one


def test_bodies_that_are_too_large_with_and_without_a_length(small):
    content = b"\x00" * 3_000_000
    assert kind(small.predict(content)) == (413, "too_large")
    parts = (content[i : i + 10000] for i in range(0, len(content), 10000))
    assert kind(small.request("POST", "/v1/predictions", parts)) == (413, "too_large")
    body, head = form([("a", content[:600_000]), ("b", content[:600_000])])
    assert kind(small.request("POST", "/v1/predictions", body, head)) == (413, "too_large")


def test_sounds_that_are_too_long_though_they_are_small(small):
    bomb = songs.encoded(songs.np.zeros(22050 * 600), "FLAC")
    assert len(bomb) < 1_000_000
    assert kind(small.predict(bomb)) == (422, "too_long")


def test_more_channels_than_are_taken(small):
    many = songs.encoded(songs.np.tile(songs.samples(1, 0.6)[:, None], 9))
    answer = small.predict(many)
    assert kind(answer) == (422, "decode")
    assert "9 channels, and at most 8 are taken" in problem(answer)["detail"]


def test_senders_that_are_too_slow(small):
    begin = time.monotonic()
    assert answered(small, b"GET /heal", then_close=False).startswith(b"HTTP/1.1 408 ")
    slow_body = b"POST /v1/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc"
    assert answered(small, slow_body, then_close=False).startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - begin < limit_s(20)


def test_an_upload_that_breaks_off_harms_nobody(small):
    for _ in range(20):
        with small.connect() as connection:
            connection.sendall(
                b"POST /v1/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
                + b"a" * 999
            )
    assert small.predict(songs.song(1)).status == 200


def test_who_asks_too_often_is_told_when_to_come_again():
    with running("--profile", "fast", "--rate-per-minute", 12) as service:
        statuses = [service.predict(songs.song(1, 3)) for _ in range(4)]
        limited = [answer for answer in statuses if answer.status == 429]
        assert limited
        assert int(limited[0].headers["retry-after"]) >= 1


def test_tokens_are_needed_where_there_are_some(tmp_path):
    tokens = tmp_path / "tokens"
    tokens.write_text("# operators\nopen-sesame\n")
    with running("--profile", "fast", "--tokens", tokens) as service:
        song = songs.song(1, 3)
        missing = service.predict(song)
        assert kind(missing) == (401, "unauthorized")
        assert missing.headers["www-authenticate"] == "Bearer"
        assert kind(service.predict(song, Authorization="Bearer close"))[0] == 401
        assert service.predict(song, Authorization="Bearer open-sesame").status == 200
        assert service.get("/healthz").status == 200
        assert kind(service.get("/metrics"))[0] == 401
