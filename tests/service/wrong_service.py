"""Stands where earmark-server stands, and does one thing wrong, as WRONG says."""

import hashlib
import http.server
import json
import os
import random
import signal
import sys
import threading
import time

WRONG = os.environ["WRONG"]
N_GOOD = 40  # answers, before it begins
MB_PER_S = 20
started = time.monotonic()
kept: list = []
n_answered = 0


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        global n_answered
        content = self.rfile.read(int(self.headers["Content-Length"]))
        # Of a form the song is what lies between the heads and the last line.
        if "multipart" in self.headers.get("Content-Type", ""):
            content = content.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0]
        digest = hashlib.sha256(content + self.path.split("&")[0].encode())
        answer = {"probabilities": {"jazz": digest.hexdigest()}}
        n_answered += 1
        if n_answered > N_GOOD:
            self.go_wrong(answer)
        status = 500 if WRONG == "fails" and n_answered > N_GOOD else 200
        body = json.dumps(answer).encode()
        kind = "application/json"
        if status == 200 and self.headers.get("Accept") == "text/event-stream":
            data = json.dumps({"file_index": 0, "prediction": answer}).encode()
            body = b"event: prediction\ndata: " + data + b"\n\nevent: done\ndata: {}\n\n"
            kind = "text/event-stream"
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def go_wrong(self, answer: dict) -> None:
        if WRONG == "grows":
            while len(kept) < (time.monotonic() - started) * MB_PER_S:
                kept.append(random.randbytes(1_000_000))
        elif WRONG == "mixes up" and n_answered % 10 == 0:
            answer["probabilities"] = {"jazz": "another's"}
        elif WRONG == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        elif WRONG == "complains" and n_answered == N_GOOD + 1:
            print('{"level":"error","message":"a defect"}', file=sys.stderr, flush=True)
        elif WRONG == "fails":
            answer["detail"] = "a defect"


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100


server = Server(("127.0.0.1", 0), Handler)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
sys.exit(3 if WRONG == "ends badly" else 0)
