"""What traces are sent to: a receiver of OTLP over HTTP that keeps what it gets."""

import base64
import http.server
import re
import threading
import time

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

WAIT_S = 20


def as_protobuf_reads_it(body: bytes) -> bytes:
    """OTLP writes ids as hexadecimal digits, protobuf's JSON bytes in base 64."""
    return re.sub(
        rb'"(traceId|spanId|parentSpanId)":"([0-9a-f]+)"',
        lambda found: b'"%s":"%s"' % (found[1], base64.b64encode(bytes.fromhex(found[2].decode()))),
        body,
    )


def value_of(value) -> object:
    return getattr(value, value.WhichOneof("value"))


def attributes_of(of) -> dict[str, object]:
    return {one.key: value_of(one.value) for one in of.attributes}


class Collector:
    """@param status  of its answers, to be changed at any time"""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.resources: list[dict[str, object]] = []
        self.spans: list[trace_pb2.Span] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.take(self.path, dict(self.headers.items()), body)
                self.send_response(outer.status)
                self.send_header("Content-Type", self.headers["Content-Type"])
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self) -> "Collector":
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> None:
        request = trace_service_pb2.ExportTraceServiceRequest()
        if headers["Content-Type"] == "application/json":
            json_format.Parse(as_protobuf_reads_it(body), request)
        else:
            request.ParseFromString(body)
        self.requests.append((path, headers))
        for resource in request.resource_spans:
            self.resources.append(attributes_of(resource.resource))
            for scope in resource.scope_spans:
                self.spans.extend(scope.spans)

    def wait_for(self, name: str, count: int = 1) -> list[trace_pb2.Span]:
        end = time.monotonic() + WAIT_S
        while len(found := [span for span in self.spans if span.name == name]) < count:
            assert time.monotonic() < end, f"no {name} among {[s.name for s in self.spans]}"
            time.sleep(0.02)
        return found

    def below(self, parent: trace_pb2.Span) -> dict[str, trace_pb2.Span]:
        return {span.name: span for span in self.spans if span.parent_span_id == parent.span_id}
