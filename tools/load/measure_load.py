"""Songs a second and latency of earmark-server, beside what the processors allow.

The bound is the processor time of a song in `earmark predict`, measured in the same run: so many songs
a second could be judged if nothing else took time. Full load: 16 clients that never pause. Half load:
songs at even distances, half as many a second as under full load.
"""

import argparse
import os
import pathlib
import subprocess
import tempfile

from service import N_SONGS, SONG_S, attack, end_well_by_signals, make_songs, need, running

CLIENTS = 16


def cpu_s_of_song(earmark: pathlib.Path, profile: str, songs: list[pathlib.Path]) -> float:
    """Processor seconds of a song: of many songs less those of one, so that starting is left out."""

    def cpu_s(files: list[pathlib.Path]) -> float:
        command = [earmark, "predict", "--json", "--profile", profile, "--", *files]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        usage = os.wait4(process.pid, 0)[2]
        return usage.ru_utime + usage.ru_stime

    many = songs * 5
    return (cpu_s(many) - cpu_s(songs[:1])) / (len(many) - 1)


def measure(arguments: argparse.Namespace, profile: str, songs: list[pathlib.Path]) -> list[str]:
    build = arguments.build / "apps"
    cores = len(os.sched_getaffinity(0))
    seconds = f"-duration={arguments.seconds}s"
    cpu_s = cpu_s_of_song(build / "earmark/earmark", profile, songs)
    bound = cores / cpu_s
    flags = ["--profile", profile, "--max-queue-s", "60"]
    with running(build / "earmark-server/earmark-server", *flags) as service:
        for song in songs:
            service.predict(song)
        workers = ["-rate=0", f"-max-workers={CLIENTS}", f"-workers={CLIENTS}"]
        full = attack(arguments.vegeta, service, songs, [*workers, seconds])
        rate = f"-rate={max(1, round(full['throughput'] * 5))}/10s"
        half = attack(arguments.vegeta, service, songs, [rate, seconds])
        peak_mb = service.status("VmHWM") / 1024
        if code := service.end():
            raise SystemExit(f"earmark-server ended with {code}")
    for name, report in (("full", full), ("half", half)):
        if report["success"] != 1:
            raise SystemExit(f"{profile}, {name} load: answers {report['status_codes']}")
    ms = {
        (name, p): report["latencies"][p] / 1e6
        for name, report in (("full", full), ("half", half))
        for p in ("50th", "99th")
    }
    return [
        profile,
        f"{1000 * cpu_s:.1f}",
        f"{bound:.0f}",
        f"{full['throughput']:.1f}",
        f"{100 * full['throughput'] / bound:.0f} %",
        f"{ms['full', '50th']:.0f} / {ms['full', '99th']:.0f}",
        f"{ms['half', '50th']:.0f} / {ms['half', '99th']:.0f}",
        f"{ms['half', '99th'] / ms['half', '50th']:.1f}",
        f"{peak_mb:.0f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default="build/release")
    parser.add_argument("--vegeta", type=pathlib.Path, default=".deps/vegeta/vegeta")
    parser.add_argument("--seconds", type=int, default=20)
    arguments = parser.parse_args()
    end_well_by_signals()
    need(arguments.vegeta, "scripts/setup load makes it")
    need(arguments.build / "apps/earmark/earmark", "scripts/build release earmark makes it")
    head = [
        "Profile",
        "CPU ms a song",
        "Songs/s that allows",
        "Songs/s",
        "Share",
        "Full load p50/p99 ms",
        "Half load p50/p99 ms",
        "p99 : p50",
        "Most memory MB",
    ]
    with tempfile.TemporaryDirectory() as folder:
        render = arguments.build / "tools/render_clip/earmark-render-clip"
        songs = make_songs(pathlib.Path(folder), render)
        rows = [measure(arguments, profile, songs) for profile in ("fast", "accurate")]
    print(f"{N_SONGS} MP3 songs of {SONG_S} s, {len(os.sched_getaffinity(0))} processors, ", end="")
    print(f"{CLIENTS} clients, {arguments.seconds} s each\n")
    for row in (head, ["---"] * len(head), *rows):
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
