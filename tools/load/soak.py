"""Ten minutes of songs, broken uploads and clients that leave: memory must stay flat.

Fails where an answer is wrong, memory or open files grow, or the service does not end well.
"""

import argparse
import concurrent.futures
import pathlib
import random
import socket
import tempfile
import time

from service import Service, make_songs, running

# What the allocator keeps varies with which songs happened to meet.
GROWTH_MB = 24
WARM_SHARE = 0.2


def leave(service: Service, song: bytes) -> None:
    """Sends a part of a song and goes."""
    host, port = service.address.removeprefix("http://").split(":")
    head = f"POST /v1/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(song)}\r\n\r\n"
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head.encode() + song[: random.randrange(len(song))])


class Client:
    """One who asks again and again, for anything."""

    def __init__(self, service: Service, songs: list[pathlib.Path], expected: dict) -> None:
        self.service = service
        self.songs = songs
        self.expected = expected

    def ask_until(self, end: float) -> tuple[int, int]:
        n_asked = n_wrong = 0
        while time.monotonic() < end:
            song = random.choice(self.songs)
            profile = random.choice(["fast", "fast", "accurate"])
            if random.random() < 0.05:
                leave(self.service, song.read_bytes())
                continue
            query = f"?profile={profile}&timeline={random.choice(['true', 'false'])}"
            answer = self.service.predict(song, query)
            n_asked += 1
            n_wrong += answer["probabilities"] != self.expected[song, profile]
        return n_asked, n_wrong


def watch(service: Service, seconds: float) -> list[tuple[float, int]]:
    """Memory in MB and open files, each few seconds."""
    seen = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        seen.append((service.status("VmRSS") / 1024, service.n_open_files()))
        print(f"{end - time.monotonic():5.0f} s left, {seen[-1][0]:6.1f} MB, {seen[-1][1]} files")
        time.sleep(min(10, seconds / 20))
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default="build/release")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--clients", type=int, default=8)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(arguments.build / "apps/earmark-server/earmark-server") as service,
        concurrent.futures.ThreadPoolExecutor(arguments.clients) as pool,
    ):
        render = arguments.build / "tools/render_clip/earmark-render-clip"
        songs = make_songs(pathlib.Path(folder), render)
        expected = {
            (song, profile): service.predict(song, f"?profile={profile}")["probabilities"]
            for song in songs
            for profile in ("fast", "accurate")
        }
        end = time.monotonic() + arguments.seconds
        client = Client(service, songs, expected)
        asking = [pool.submit(client.ask_until, end) for _ in range(arguments.clients)]
        seen = watch(service, arguments.seconds)
        results = [one.result() for one in asking]
    warm = seen[int(len(seen) * WARM_SHARE) :]
    growth = max(mb for mb, _ in warm[len(warm) // 2 :]) - max(
        mb for mb, _ in warm[: len(warm) // 2]
    )
    n_asked, n_wrong = (sum(column) for column in zip(*results, strict=True))
    print(f"{n_asked} answers, {n_wrong} wrong; memory grew by {growth:.1f} MB in the second half")
    if n_wrong or growth > GROWTH_MB:
        raise SystemExit("the service did not stay well")


if __name__ == "__main__":
    main()
