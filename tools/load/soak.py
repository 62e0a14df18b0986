"""Songs, and clients that break off, are slow or mean no good, all at once: the service must stay well.

Ends with 0 where it did, with 1 and a sentence for each fault where it did not, and with 130 where it
was stopped (Ctrl-C) before its time and had no fault until then.
"""

import argparse
import concurrent.futures
import contextlib
import json
import os
import pathlib
import random
import sys
import tempfile
import threading
import time
import urllib.error

from attackers import QUICK, SLOW, Bomb, Target, make_bombs
from listeners import PROFILES, Expected, Listener
from service import Service, end_well_by_signals, make_songs, need, running
from soak_report import HEADER, OWN_MB, SONG_MB, Run, Sample, Tally, faults, row, summary

SAMPLE_S = 2
# What the allocator keeps varies with which songs happened to meet.
GROWTH_MB = 24
MEMORY_MB = 256
# Longer than the service waits for a body and for a silent connection.
REST_S = 20


def expected_answers(service: Service, songs: list[pathlib.Path]) -> Expected:
    found = {}
    for song in songs:
        for profile in PROFILES:
            try:
                answer = service.predict(song, f"?profile={profile}")
            except urllib.error.HTTPError as error:
                detail = json.load(error).get("detail")
                raise SystemExit(f"{song} is answered by {error.code}: {detail}") from error
            found[song, profile] = answer["probabilities"]
    return found


def attack(target: Target, tally: Tally, seed: int, stop: threading.Event) -> None:
    """By every third one slowly."""
    chance = random.Random(seed)
    attacks = QUICK if seed % 3 else SLOW
    while not stop.wait(chance.random()):
        name = chance.choice(list(attacks))
        status = None
        with contextlib.suppress(OSError):
            status = attacks[name].run(target, chance, stop)
        tally.attacked(name, status, status in attacks[name].allowed)


def look(service: Service, at_s: float) -> Sample:
    return Sample(
        at_s,
        service.status("VmRSS") / 1024,
        service.status("RssAnon") / 1024,
        service.n_open_files(),
        service.status("Threads"),
    )


def watch(
    service: Service,
    seconds: float,
    works: list[concurrent.futures.Future],
    tally: Tally,
    samples: list[Sample],
) -> None:
    """Until the time is over, or the service or one of the works has ended."""
    begin = time.monotonic()
    row_s = min(60, seconds / 10)
    next_row = row_s
    print(HEADER, flush=True)
    while service.process.poll() is None and not any(one.done() for one in works):
        now = time.monotonic() - begin
        with contextlib.suppress(OSError):  # It may end just here.
            samples.append(look(service, now))
        if samples and now >= next_row:
            next_row += row_s
            print(row(samples[-1], tally), flush=True)
        if now >= seconds:
            break
        time.sleep(min(SAMPLE_S, seconds / 60))


def at_rest(service: Service, n_files: int) -> Sample | None:
    """When no more than so many files are open, or for long enough; none of a service that ends."""
    begin = time.monotonic()
    with contextlib.suppress(OSError):
        while (seen := look(service, time.monotonic() - begin)).n_files > n_files:
            if seen.at_s > REST_S:
                break
            time.sleep(0.2)
        return seen
    return None


def soak(
    arguments: argparse.Namespace,
    folder: pathlib.Path,
    songs: list[pathlib.Path],
    bombs: list[Bomb],
) -> Run:
    uploads = folder / "uploads"
    uploads.mkdir()
    log = folder / "log"
    jobs = len(os.sched_getaffinity(0))
    flags = ["--jobs", str(jobs), "--memory-mb", str(MEMORY_MB), "--upload-dir", str(uploads)]
    tally = Tally()
    samples: list[Sample] = []
    is_stopped = False
    with running(
        arguments.build / "apps/earmark-server/earmark-server", *flags, log=log
    ) as service:
        address = (service.host, service.port)
        expected = expected_answers(service, songs)
        before = look(service, 0)
        target = Target(*address, [song.read_bytes() for song in songs], bombs)
        stop = threading.Event()
        with concurrent.futures.ThreadPoolExecutor(arguments.clients + arguments.attackers) as pool:
            works = [
                pool.submit(Listener(address, expected, tally, seed).work, stop)
                for seed in range(arguments.clients)
            ]
            works += [
                pool.submit(attack, target, tally, seed, stop)
                for seed in range(arguments.attackers)
            ]
            try:
                watch(service, arguments.seconds, works, tally, samples)
            except KeyboardInterrupt:
                is_stopped = True
                at = f" after {samples[-1].at_s:.0f} s" if samples else ""
                print(f"stopped{at}", flush=True)
            stop.set()
        for one in works:
            one.result()  # A defect of ours is none of the service.
        has_died = service.process.poll() is not None
        after = None if has_died else at_rest(service, before.n_files)
        exit_code = service.end()
        return Run(
            samples=samples,
            before=before,
            after=after,
            tally=tally,
            growth_mb=arguments.growth_mb,
            bound_mb=OWN_MB + MEMORY_MB + jobs * SONG_MB,
            exit_code=exit_code,
            died_at_s=(samples[-1].at_s if samples else 0) if has_died else None,
            is_stopped=is_stopped,
            uploads=sorted(path.name for path in uploads.iterdir()),
            errors=log.read_text().splitlines(),
        )


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--build", type=pathlib.Path, default="build/release")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--clients", type=int, default=8, help="that ask for songs (8)")
    parser.add_argument("--attackers", type=int, default=12, help="that mean no good (12)")
    parser.add_argument("--songs", type=pathlib.Path, help="folder of songs, not rendered ones")
    growth = f"that memory may grow by once warm ({GROWTH_MB}), which takes minutes"
    parser.add_argument("--growth-mb", type=float, default=GROWTH_MB, help=growth)
    arguments = parser.parse_args()
    if not arguments.seconds > 0 or arguments.clients < 1 or arguments.attackers < 0:
        parser.error("--seconds and --clients must be above 0, --attackers not below")
    return arguments


def main() -> None:
    arguments = parsed()
    if arguments.attackers:
        need("ffmpeg", "scripts/setup load installs it")
    end_well_by_signals()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if arguments.songs:
            songs = sorted(path for path in arguments.songs.glob("*") if path.is_file())
            if not songs:
                raise SystemExit(f"there are no songs in {arguments.songs}")
        else:
            render = arguments.build / "tools/render_clip/earmark-render-clip"
            songs = make_songs(folder, render)
        bombs = make_bombs(folder) if arguments.attackers else []
        run = soak(arguments, folder, songs, bombs)
    print(summary(run))
    if found := faults(run):
        print("the service did not stay well:", file=sys.stderr)
        for one in found:
            print(f"- {one}", file=sys.stderr)
        sys.exit(1)
    print("the service stayed well")
    sys.exit(130 if run.is_stopped else 0)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
