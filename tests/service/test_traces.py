"""What a collector of traces is told of requests."""

import json
import os
import pathlib
import socket
import subprocess
import time

import pytest
import songs
from collector import Collector, attributes_of
from load import limit_s
from opentelemetry.proto.trace.v1 import trace_pb2
from service import PROGRAM, running

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
PARENT_ID = "b7ad6b7169203331"
PARENT = f"00-{TRACE_ID}-{PARENT_ID}-01"
PREDICT = "POST /v1/predictions"
# A second for what waits, one for what is being sent, and a slow machine.
ENDS_WITHIN_S = limit_s(5)


def traced(collector_url: str, **variables: str):
    return running(
        "--profile", "fast", env={"OTEL_EXPORTER_OTLP_ENDPOINT": collector_url} | variables
    )


def events(service) -> list[dict]:
    return [json.loads(line) for line in service.errors().splitlines()]


def test_a_requests_spans_go_on_with_the_clients_trace():
    with Collector() as collector, traced(collector.url) as service:
        sent = time.time_ns()
        service.predict(songs.song(1), traceparent=PARENT, tracestate="a=1,b=2")
        answered = time.time_ns()
        (span,) = collector.wait_for(PREDICT)
        assert span.trace_id.hex() == TRACE_ID
        assert span.parent_span_id.hex() == PARENT_ID
        assert span.trace_state == "a=1,b=2"
        assert span.kind == trace_pb2.Span.SPAN_KIND_SERVER
        assert sent <= span.start_time_unix_nano <= span.end_time_unix_nano
        assert span.start_time_unix_nano <= answered
        told = attributes_of(span)
        request_id = told.pop("earmark.request_id")
        assert told == {
            "http.request.method": "POST",
            "http.response.status_code": 200,
            "http.route": "/v1/predictions",
            "url.path": "/v1/predictions",
            "url.scheme": "http",
            "client.address": "127.0.0.1",
            "server.address": service.host,
            "server.port": service.port,
        }
        line = next(one for one in events(service) if one["message"] == "answered")
        assert line["trace_id"] == TRACE_ID
        assert line["span_id"] == span.span_id.hex()
        assert line["request_id"] == request_id
        assert not [one for one in events(service) if one["level"] != "info"]


def test_the_parts_of_the_work_lie_within_it():
    with Collector() as collector, traced(collector.url) as service:
        answer = service.predict(songs.song(2)).json()
        (span,) = collector.wait_for(PREDICT)
        parts = collector.below(span)
        assert list(parts) == ["receive", "wait", "predict"]
        told = attributes_of(parts["predict"])
        assert told["earmark.genre"] == (answer["genre"] or "")
        assert told["earmark.audio_s"] == answer["duration_s"]
        assert told["earmark.bundle"] == answer["bundle"]["name"]
        stages = collector.below(parts["predict"])
        assert {"decode", "features"} <= set(stages)
        for parent, children in ((span, parts), (parts["predict"], stages)):
            for child in children.values():
                assert parent.start_time_unix_nano <= child.start_time_unix_nano
                assert child.start_time_unix_nano <= child.end_time_unix_nano
                assert child.end_time_unix_nano <= parent.end_time_unix_nano


def test_the_exporters_protobuf_and_that_inside_openvino_do_not_meet():
    with Collector() as collector:
        address = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
        with running("--profile", "accurate", env=address) as service:
            service.get("/version")
            collector.wait_for("GET /version")
            for seed in range(3):
                service.predict(songs.song(seed))
            collector.wait_for(PREDICT, 3)
            maps = pathlib.Path(f"/proc/{service.process.pid}/maps").read_text()
        assert "libopenvino_onnx_frontend" in maps
        assert "libprotobuf" in maps


def test_a_request_that_fails_says_how():
    with Collector() as collector, traced(collector.url) as service:
        service.get("/nowhere")
        service.predict(b"no sound")
        (missed,) = collector.wait_for("GET")
        assert attributes_of(missed)["error.type"] == "not_found"
        (refused,) = collector.wait_for(PREDICT)
        assert attributes_of(refused)["http.response.status_code"] == 422
        # The client's fault, which is no error of the service.
        assert refused.status.code == trace_pb2.Status.STATUS_CODE_UNSET


def test_events_are_traced_to_their_end():
    with Collector() as collector, traced(collector.url) as service:
        service.predict(songs.song(3), Accept="text/event-stream")
        (span,) = collector.wait_for(PREDICT)
        assert "predict" in collector.below(span)


def test_probes_and_what_the_client_leaves_out_are_not_traced():
    with Collector() as collector:
        with traced(collector.url) as service:
            for path in ("/healthz", "/readyz", "/metrics"):
                service.get(path)
            service.get("/version", traceparent=PARENT[:-1] + "0")
            service.get("/openapi.json")
        assert {span.name for span in collector.spans} == {"GET /openapi.json"}


def test_what_waits_is_sent_at_the_end():
    with Collector() as collector:
        with traced(collector.url) as service:
            for _ in range(20):
                service.get("/version")
        assert len(collector.spans) == 20


@pytest.mark.parametrize("protocol", ["http/protobuf", "http/json"])
def test_the_environment_says_what_is_sent(protocol):
    variables = {
        "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Basic%20a2V5%3D,x-tenant=a",
        "OTEL_SERVICE_NAME": "music",
        "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test",
    }
    with Collector() as collector, traced(collector.url, **variables) as service:
        service.get("/version", traceparent=PARENT)
        (span,) = collector.wait_for("GET /version")
        assert span.trace_id.hex() == TRACE_ID
        path, headers = collector.requests[0]
        assert path == "/v1/traces"
        assert headers["authorization"] == "Basic a2V5="
        assert headers["x-tenant"] == "a"
        resource = collector.resources[0]
        assert resource["service.name"] == "music"
        assert resource["deployment.environment.name"] == "test"
        assert resource["service.version"] == service.get("/version").json()["version"]


def test_text_that_is_not_utf8_or_endless_is_told_all_the_same():
    with Collector() as collector, traced(collector.url) as service:
        with service.connect() as connection:
            head = b"GET /%ff%fe HTTP/1.1\r\nHost: \xff\r\nUser-Agent: \xe4" + b"u" * 3000
            connection.sendall(head + b"\r\nConnection: close\r\n\r\n")
            while connection.recv(4096):
                pass
        (span,) = collector.wait_for("GET")
        told = attributes_of(span)
        assert told["url.path"].startswith("/�")
        assert told["user_agent.original"].startswith("�u")
        assert len(told["user_agent.original"]) == 1024


def test_a_collector_that_is_away_costs_one_warning():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with traced(url) as service:
        for _ in range(3):
            assert service.get("/version").status == 200
            service.wait_for_log("traces cannot be sent to")
        begin = time.monotonic()
        service.stop()
        assert time.monotonic() - begin < ENDS_WITHIN_S
        warnings = [one for one in events(service) if one["level"] == "warning"]
        assert [one["message"] for one in warnings] == [
            f"traces cannot be sent to {url} and are lost until it takes them"
        ]


def test_a_collector_that_refuses_is_told_again_once_it_has_taken_some():
    with Collector(status=503) as collector, traced(collector.url) as service:
        service.get("/version")
        service.wait_for_log("traces cannot be sent to")
        collector.status = 200
        service.get("/openapi.json")
        collector.wait_for("GET /openapi.json")
        # The answer to it is on its way.
        time.sleep(0.5)
        collector.status = 503
        service.get("/docs")
        service.wait_for_log("(?s)traces cannot be sent to.*traces cannot be sent to")


def test_a_collector_that_does_not_answer_keeps_nobody_waiting():
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        traced(f"http://127.0.0.1:{silent.getsockname()[1]}") as service,
    ):
        for _ in range(10):
            assert service.get("/version").status == 200
        begin = time.monotonic()
        service.stop()
        assert time.monotonic() - begin < ENDS_WITHIN_S


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
        ("OTEL_TRACES_EXPORTER", "zipkin"),
    ],
)
def test_a_variable_that_cannot_be_is_named(name, value):
    done = subprocess.run(
        [PROGRAM, "--port", "0"],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {name: value},
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"earmark-server: {name} must be")
    assert done.stderr.count("\n") == 1
