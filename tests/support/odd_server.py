"""A server before the real one that does what servers do wrong, or asks who is there."""

import http.server
import threading
import time
import urllib.error
import urllib.request


class OddServer:
    """Answers each request by `answer(handler, body)`, which is False where it is to be passed on."""

    def __init__(self, answer, upstream=None):
        odd = self
        self.answer = answer
        self.upstream = upstream
        self.requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                odd.requests.append((self.command, self.path, dict(self.headers)))
                try:
                    if not odd.answer(self, body):
                        odd.pass_on(self, body)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # who asked has given up

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.uri = f"http://127.0.0.1:{self.server.server_address[1]}"

    def pass_on(self, handler, body):
        request = urllib.request.Request(
            self.upstream + handler.path,
            data=body or None,
            method=handler.command,
            headers={"Content-Type": handler.headers.get("Content-Type", "application/json")},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                reply(handler, answer.status, answer.read())
        except urllib.error.HTTPError as error:
            reply(handler, error.code, error.read())

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def reply(handler, status, body=b"", **headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def always(status, body=b"", **headers):
    def answer(handler, _):
        reply(handler, status, body, **headers)
        return True

    return answer


def never(seconds):
    """Takes a request and says nothing for so long."""

    def answer(handler, _):
        time.sleep(seconds)
        reply(handler, 200, b"{}")
        return True

    return answer


def only_with(authorization):
    """Passes on what bears this header, and refuses the rest."""

    def answer(handler, _):
        if handler.headers.get("Authorization") == authorization:
            return False
        reply(handler, 401)
        return True

    return answer
