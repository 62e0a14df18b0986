"""What an operator does: start, stop, change the models, look."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time

import contract
import pytest
import songs
from load import share
from service import PROGRAM, running

BUNDLE = pathlib.Path(__file__).resolve().parents[2] / "models" / "default"


def refused(*flags: object) -> tuple[int, str]:
    """How a start that cannot be ends."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("EARMARK_")}
    command = [PROGRAM, *map(str, flags)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=clean)
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_the_pages_for_operators(service):
    assert service.get("/healthz").json() == {"status": "alive"}
    assert service.get("/readyz").json() == {"status": "ready"}
    assert service.get("/version").json()["bundle"]["name"] == "default"
    bundle = service.get("/v1/bundles").json()["bundles"][0]
    assert [profile["name"] for profile in bundle["profiles"]] == ["fast", "accurate"]
    assert service.get("/openapi.json").json()["openapi"] == "3.1.0"
    assert service.request("HEAD", "/healthz").body == b""


def test_the_contract_is_shown_as_it_is_written(service):
    assert service.get("/openapi.json").json() == contract.document()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--bundle", "/nowhere"), "/nowhere"),
        (("--port", "99999"), "from 0 to 65535"),
        (("--profile", "quick"), "accurate"),
        (("--hots", "x"), "did you mean --host"),
        (("--host", "no.such.host.invalid"), "no address"),
        (("--config", "/nowhere.yaml"), "/nowhere.yaml"),
        (("--tokens", "/nowhere"), "/nowhere"),
        (("--upload-dir", "/nowhere"), "/nowhere"),
    ],
)
def test_a_start_that_cannot_be_says_why(flags, words):
    code, said = refused(*flags)
    assert code == 2
    assert said.startswith("earmark-server: ")
    assert said.count("\n") == 1
    assert words in said


def test_a_port_in_use_is_said(service):
    code, said = refused("--port", service.port, "--profile", "fast")
    assert code == 2
    assert f"port {service.port} of 127.0.0.1 is taken by another program" in said


def test_sigterm_answers_what_runs_and_ends_with_0():
    with running("--profile", "fast") as service:
        content = songs.encoded(songs.np.tile(songs.samples(1, 30), share(40)), "FLAC")
        answers = []
        asking = threading.Thread(target=lambda: answers.append(service.predict(content)))
        asking.start()
        events = service.predict(songs.song(1), Accept="text/event-stream")
        assert events.status == 200
        service.stop()
        asking.join()
        assert answers[0].status in (200, 503)


def own_bundle(folder: pathlib.Path, version: str) -> pathlib.Path:
    """A copy of the shipped one under another version."""
    if not folder.exists():
        shutil.copytree(BUNDLE, folder)
    manifest = json.loads((BUNDLE / "bundle.json").read_text())
    manifest["version"] = version
    (folder / "bundle.json").write_text(json.dumps(manifest))
    return folder


def test_sighup_reads_the_bundle_anew_and_no_request_fails(tmp_path):
    bundle = own_bundle(tmp_path / "bundle", "1.0.0")
    with running("--bundle", bundle, "--profile", "fast") as service:
        done = threading.Event()
        statuses = []

        def ask() -> None:
            while not done.is_set():
                statuses.append(service.predict(songs.song(1, 3)).status)

        asking = [threading.Thread(target=ask) for _ in range(3)]
        for thread in asking:
            thread.start()
        for version in ("1.0.1", "1.0.2"):
            own_bundle(bundle, version)
            service.send(signal.SIGHUP)
            service.wait_for_log(f'"version":"{version}"')
        done.set()
        for thread in asking:
            thread.join()
        assert set(statuses) == {200}
        assert service.predict(songs.song(1, 3)).json()["bundle"]["version"] == "1.0.2"


def test_a_bundle_that_became_bad_changes_nothing(tmp_path):
    bundle = own_bundle(tmp_path / "bundle", "1.0.0")
    with running("--bundle", bundle, "--profile", "fast") as service:
        (bundle / "bundle.json").write_text("{")
        service.send(signal.SIGHUP)
        service.wait_for_log("still answers")
        assert service.predict(songs.song(1, 3)).json()["bundle"]["version"] == "1.0.0"


def test_flags_environment_and_file_name_the_same_settings(tmp_path):
    config = tmp_path / "server.yaml"
    config.write_text("max_body_mb: 1\nprofile: fast\n")
    with running("--config", config) as service:
        assert service.predict(b"x" * 2_000_000).status == 413
    with running(env={"EARMARK_MAX_BODY_MB": "1", "EARMARK_PROFILE": "fast"}) as service:
        assert service.predict(b"x" * 2_000_000).status == 413
    names = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True).stdout
    assert "--max-body-mb" in names
    assert "EARMARK_MAX_BODY_MB" in names


def test_other_origins_may_ask_where_they_are_named():
    origin = "https://music.example"
    with running("--profile", "fast", "--cors-origins", origin) as service:
        allowed = service.get("/version", Origin=origin)
        assert allowed.headers["access-control-allow-origin"] == origin
        other = service.get("/version", Origin="https://evil.example")
        assert "access-control-allow-origin" not in other.headers
        head = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        preflight = service.request("OPTIONS", "/v1/predictions", None, head)
        assert preflight.status == 204
        assert "POST" in preflight.headers["access-control-allow-methods"]


def test_by_default_only_its_own_pages_may_ask(service):
    answer = service.get("/version", Origin="https://music.example")
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


def figures(service) -> dict[str, float]:
    """The metrics by name and labels, once all that was answered is counted.

    A request is counted after its answer's last byte, which its client may see first.
    """
    for _ in range(100):
        text = service.get("/metrics").body.decode()
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        seen = {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}
        if seen["http_server_active_requests"] == 1:
            return seen
        time.sleep(0.05)
    raise AssertionError("a request that was answered is not counted as ended")


def test_the_metrics_count_what_happens():
    with running("--profile", "fast") as service:
        genre = service.predict(songs.song(1, 6)).json()["genre"]
        service.predict(b"no sound")
        service.get("/nothing")
        seen = figures(service)
        assert seen[f'earmark_predictions_total{{genre="{genre}"}}'] == 1
        assert seen["earmark_audio_seconds_total"] == pytest.approx(6)
        assert seen['earmark_rejected_requests_total{reason="decode"}'] == 1
        assert seen['earmark_rejected_requests_total{reason="not_found"}'] == 1
        answered = 'http_request_method="POST",http_response_status_code="200"'
        name = "http_server_request_duration_seconds_count"
        assert seen[f'{name}{{{answered},http_route="/v1/predictions"}}'] == 1
        assert seen["earmark_received_bytes_total"] > 200_000
        assert seen["process_resident_memory_bytes"] > 10_000_000


def test_promtool_finds_nothing_in_the_metrics(service):
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed (package prometheus)")
    service.predict(songs.song(1, 6))
    command = ["promtool", "check", "metrics"]
    checked = subprocess.run(command, input=service.get("/metrics").body, capture_output=True)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")


def test_the_log_is_a_line_of_json_a_request_without_names_of_files():
    trace = "0af7651916cd43dd8448eb211c80319c"
    parent = f"00-{trace}-b7ad6b7169203331-01"
    with running("--profile", "fast") as service:
        answer = service.predict_files([("my secret.wav", songs.song(1, 6))], traceparent=parent)
        service.predict(b"no sound")
        service.wait_for_log('"problem":"decode"')
        assert "secret" not in service.errors()
        lines = [json.loads(line) for line in service.errors().splitlines()]
        good = next(line for line in lines if line.get("status") == 200)
        assert good["request_id"] == answer.headers["x-request-id"]
        assert good["trace_id"] == trace
        assert (good["route"], good["method"]) == ("/v1/predictions", "POST")
        assert (good["genre"], good["audio_s"]) == (answer.json()["genre"], 6)
        assert good["client"] == "127.0.0.1"
        assert 0 < good["duration_s"] < 60
    with running("--profile", "fast", "--log-file-names", "yes") as service:
        service.predict_files([("my secret.wav", songs.song(1, 6))])
        service.wait_for_log("my secret.wav")
