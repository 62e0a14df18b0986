"""A running earmark-server, songs to send to it, and vegeta to send them."""

import contextlib
import json
import pathlib
import re
import signal
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator

SONG_S = 30
N_SONGS = 24


def make_songs(folder: pathlib.Path, render: pathlib.Path) -> list[pathlib.Path]:
    """30 s MP3 songs (44.1 kHz, stereo, 192 kbit/s) cut from a clip that is rendered here."""
    clip = folder / "clip.wav"
    subprocess.run([render, clip], check=True, stdout=subprocess.DEVNULL)
    encode = ["ffmpeg", "-v", "error", "-y"]
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
    """A server of this build on a free port."""

    def __init__(self, program: pathlib.Path, *flags: str) -> None:
        command = [program, "--port", "0", "--log-level", "error", *flags]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        first = self.process.stdout.readline()
        found = re.search(r"http://\S+?:\d+", first)
        if not found:
            raise SystemExit(f"{program} did not start: {first}")
        self.address = found[0]

    def status(self, name: str) -> int:
        """A figure of /proc/PID/status, such as VmRSS in kB."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"^{name}:\s*(\d+)", text, re.MULTILINE)[1])

    def cpu_s(self) -> float:
        fields = (
            pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        )
        return (int(fields[11]) + int(fields[12])) / 100

    def n_open_files(self) -> int:
        return len(list(pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def predict(self, song: pathlib.Path, query: str = "") -> dict:
        url = f"{self.address}/v1/predictions{query}"
        request = urllib.request.Request(url, song.read_bytes(), method="POST")
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        if code := self.process.wait(60):
            raise SystemExit(f"earmark-server ended with {code}")


@contextlib.contextmanager
def running(program: pathlib.Path, *flags: str) -> Iterator[Service]:
    service = Service(program, *flags)
    try:
        yield service
        service.stop()
    finally:
        service.process.kill()


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
