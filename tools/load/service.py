"""A running earmark-server, songs to send to it, and vegeta to send them."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator

SONG_S = 30
N_SONGS = 24
ANSWER_S = 120
END_S = 60


def need(program: str | pathlib.Path, remedy: str) -> None:
    """Ends with one sentence where a program is missing."""
    if shutil.which(program) is None:
        raise SystemExit(f"there is no {program}: {remedy}")


def end_well_by_signals() -> None:
    """SIGTERM and SIGHUP do what Ctrl-C does: the service, which they do not reach, is ended."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def make_songs(folder: pathlib.Path, render: pathlib.Path) -> list[pathlib.Path]:
    """30 s MP3 songs (44.1 kHz, stereo, 192 kbit/s) cut from a clip that is rendered here."""
    need("ffmpeg", "scripts/setup load installs it")
    need(render, "scripts/build release earmark-render-clip makes it")
    clip = folder / "clip.wav"
    subprocess.run([render, clip], check=True, stdout=subprocess.DEVNULL)
    encode = ["ffmpeg", "-nostdin", "-v", "error", "-y"]
    mp3 = ["-ac", "2", "-ar", "44100", "-codec:a", "libmp3lame", "-b:a", "192k"]
    long_song = folder / "long.mp3"
    subprocess.run([*encode, "-stream_loop", "30", "-i", clip, *mp3, long_song], check=True)
    songs = []
    for i in range(N_SONGS):
        song = folder / f"{i:02}.mp3"
        part = ["-ss", str(i * 7), "-t", str(SONG_S), "-i", long_song, "-codec:a", "copy"]
        subprocess.run([*encode, *part, song], check=True)
        songs.append(song)
    return songs


class Service:
    """A server of this build on a free port.

    It is in a session of its own: what a terminal sends (Ctrl-C) reaches the caller alone, who ends it.
    """

    def __init__(self, program: pathlib.Path, *flags: str, log: pathlib.Path | None = None) -> None:
        need(program, "scripts/build release earmark-server makes it")
        command = [program, "--port", "0", "--log-level", "error", *flags]
        env = {k: v for k, v in os.environ.items() if not k.startswith(("EARMARK_", "OTEL_"))}
        with contextlib.ExitStack() as files:
            self.process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=files.enter_context(log.open("w")) if log else None,
                text=True,
                env=env,
                start_new_session=True,
            )
        assert self.process.stdout is not None
        first = self.process.stdout.readline()
        found = re.search(r"http://(\S+?):(\d+)", first)
        if not found:
            self.process.kill()
            said = first + (log.read_text() if log else "")
            raise SystemExit(f"{program} did not start: {said.strip()}")
        self.address = found[0]
        self.host, self.port = found[1], int(found[2])

    def status(self, name: str) -> int:
        """A figure of /proc/PID/status, such as VmRSS in kB; 0 of a process that has ended."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(rf"^{name}:\s*(\d+)", text, re.MULTILINE)
        return int(found[1]) if found else 0

    def n_open_files(self) -> int:
        return len(list(pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def predict(self, song: pathlib.Path, query: str = "") -> dict:
        url = f"{self.address}/v1/predictions{query}"
        request = urllib.request.Request(url, song.read_bytes(), method="POST")
        with urllib.request.urlopen(request, timeout=ANSWER_S) as answer:
            return json.load(answer)

    def end(self) -> int | None:
        """Asks it to end. @returns  the exit code, negative after a signal; None where it goes on"""
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(END_S)
        return None


@contextlib.contextmanager
def running(
    program: pathlib.Path, *flags: str, log: pathlib.Path | None = None
) -> Iterator[Service]:
    """A service, which is gone in the end whatever happens; the caller may end it before."""
    service = Service(program, *flags, log=log)
    try:
        yield service
    finally:
        service.process.kill()
        service.process.wait()


def attack(
    vegeta: pathlib.Path, service: Service, songs: list[pathlib.Path], how: list[str]
) -> dict:
    """vegeta's report: throughput, latencies in ns, status codes."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as targets:
        for song in songs:
            targets.write(f"POST {service.address}/v1/predictions\n@{song}\n\n")
        targets.flush()
        attacked = subprocess.run(
            [vegeta, "attack", "-targets", targets.name, "-timeout", "120s", *how],
            stdout=subprocess.PIPE,
            check=True,
        )
    report = subprocess.run(
        [vegeta, "report", "-type", "json"],
        input=attacked.stdout,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(report.stdout)
