"""`make soak` sees what is wrong with a service, and nothing where all is well."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest
import songs

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools/load"
# Last, for `service` must stay this folder's.
sys.path.append(str(TOOLS))

import soak_report  # noqa: E402
from soak_report import WARM_SHARE, Run, Sample, Tally, faults, summary, thirds  # noqa: E402

BUILD = pathlib.Path(os.environ.get("EARMARK_SERVER_PROGRAM", "")).parents[2:3]
WRONG = pathlib.Path(__file__).with_name("wrong_service.py")
REST = Sample(at_s=0, memory_mb=100, own_mb=50, n_files=8, n_threads=10)
LIMIT_S = 120
GROWTH_MB = 24
# In so short a time the service is not warm yet.
WARMING_MB = 150


def samples(memory_mb: list[float]) -> list[Sample]:
    return [Sample(i, mb, mb / 2, 20, 30) for i, mb in enumerate(memory_mb)]


def run(memory_mb: list[float] | None = None, tally: Tally | None = None, **other) -> Run:
    if tally is None:
        tally = Tally()
        tally.answered(0.1, True)
    usual = {
        "samples": samples(memory_mb or [100.0] * 60),
        "before": REST,
        "after": REST,
        "tally": tally,
        "growth_mb": GROWTH_MB,
        "bound_mb": 500,
        "exit_code": 0,
        "died_at_s": None,
        "is_stopped": False,
        "uploads": [],
        "errors": [],
    }
    return Run(**usual | other)


def test_a_service_that_stays_well_has_no_fault():
    assert faults(run()) == []


def test_what_is_taken_while_warming_up_is_no_growth():
    assert faults(run([50.0] * 10 + [150.0] * 50)) == []


def test_one_peak_is_no_growth():
    assert faults(run([100.0] * 55 + [300.0] + [100.0] * 4)) == []


def test_what_grows_slowly_all_the_time_is_a_fault():
    def growing(mb: float) -> list[float]:
        return [100 + mb * i / 60 for i in range(60)]

    # Of the time once warm two thirds lie between the medians.
    share = (1 - WARM_SHARE) * 2 / 3
    assert faults(run(growing(0.9 * GROWTH_MB / share))) == []
    (fault,) = faults(run(growing(1.1 * GROWTH_MB / share)))
    assert fault.startswith("memory grew from 1")


def test_memory_beyond_what_the_guide_says_is_a_fault():
    (fault,) = faults(run([100.0] * 30 + [1100.0] + [100.0] * 29))
    assert fault == "550 MB of its own are more than the 500 of the guide"


def test_the_bounds_are_the_guides():
    guide = (TOOLS.parents[1] / "docs/guides/service.md").read_text()
    assert f"at most {soak_report.OWN_MB} MB, and\n  `--memory-mb`" in guide
    assert f"and {soak_report.SONG_MB} MB for each of `--jobs`" in guide
    assert f"| `--max-requests` | {soak_report.MOST_THREADS} |" in guide


def test_too_few_samples_say_nothing_of_growth():
    assert thirds(samples([100.0, 200.0])) is None
    assert faults(run([100.0, 200.0])) == []
    assert "memory" not in summary(run([100.0, 200.0]))


def test_each_answer_that_should_not_be_is_a_fault():
    tally = Tally()
    tally.answered(0.1, False)
    tally.turned_away()
    tally.turned_away()
    tally.failed("500 a defect")
    tally.attacked("bomb", 200, False)
    tally.attacked("noise", 422, True)
    tally.attacked("left", None, False)
    assert faults(run(tally=tally)) == [
        "1 of 1 answers were not the song's own",
        "2 of 3 songs were turned away",
        "1 songs had no answer: 500 a defect",
        "1 times a bad client (bomb) was answered by 200",
    ]
    assert faults(run(tally=Tally())) == ["no song was answered"]


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"exit_code": -9, "died_at_s": 31.0}, "it ended by itself after 31 s, by signal 9"),
        ({"exit_code": 0, "died_at_s": 1.0}, "it ended by itself after 1 s, with exit code 0"),
        ({"exit_code": 3}, "asked to end, it did so with exit code 3"),
        ({"exit_code": None}, "it did not end when it was asked to"),
        ({"uploads": ["a"]}, "1 uploads are left, such as a"),
        ({"errors": ["x", "y"]}, "its log has 2 errors, the last: y"),
        (
            {"after": Sample(0, 100, 50, 30, 10)},
            "30 files are open when all clients are gone, 8 were before",
        ),
        ({"after": Sample(0, 100, 50, 8, 300)}, "300 threads are more than 266"),
    ],
)
def test_how_it_ends_and_what_it_leaves_are_looked_at(other, sentence):
    assert faults(run(**other)) == [sentence]


@pytest.fixture
def soak(tmp_path):
    """Starts a soak of a few short songs."""
    folder = tmp_path / "songs"
    folder.mkdir()
    for seed in range(4):
        (folder / f"{seed}.wav").write_bytes(songs.song(seed, 3))
    begun = []

    def start(build: pathlib.Path, *flags: str, wrong: str = "") -> subprocess.Popen:
        command = [sys.executable, TOOLS / "soak.py", "--build", build, "--songs", folder, *flags]
        begun.append(
            subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=os.environ | {"WRONG": wrong, "TMPDIR": str(tmp_path)},
            )
        )
        return begun[-1]

    yield start
    for process in begun:
        process.terminate()
        process.communicate(timeout=LIMIT_S)


def service_of(process: subprocess.Popen) -> int:
    """The number of the service's process, once it is asked for songs."""
    assert process.stdout is not None
    while "bad clients" not in process.stdout.readline():
        assert process.poll() is None
    (child,) = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(child)


@pytest.mark.parametrize(
    ("wrong", "pattern"),
    [
        ("grows", r"memory grew from \d+ MB to \d+ MB"),
        ("mixes up", r"\d+ of \d+ answers were not the song's own"),
        ("dies", r"it ended by itself after \d+ s, by signal 9"),
        ("fails", r"\d+ songs had no answer: 500 a defect"),
        ("complains", r"its log has 1 errors, the last: .*a defect"),
        ("ends badly", "asked to end, it did so with exit code 3"),
    ],
)
def test_what_goes_wrong_is_told_by_a_sentence_and_exit_1(soak, tmp_path, wrong, pattern):
    program = tmp_path / "build/apps/earmark-server/earmark-server"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{WRONG}"\n')
    program.chmod(0o755)
    process = soak(
        tmp_path / "build", "--seconds", "4", "--clients", "2", "--attackers", "0", wrong=wrong
    )
    out, errors = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 1, out + errors
    assert re.search(f"^the service did not stay well:\n(- .*\n)*- {pattern}", errors), errors


def test_songs_that_are_none_are_told_in_a_sentence(soak, tmp_path):
    shutil.rmtree(tmp_path / "songs")
    process = soak(*BUILD)
    _, errors = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, errors) == (1, f"there are no songs in {tmp_path / 'songs'}\n")
    (tmp_path / "songs").mkdir()
    (tmp_path / "songs/a.mp3").write_text("no sound\n")
    process = soak(*BUILD, "--attackers", "0")
    _, errors = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 1
    assert "a.mp3 is answered by 422: cannot read the sound" in errors


def test_a_build_that_is_missing_is_told_in_a_sentence(soak, tmp_path):
    process = soak(tmp_path, "--attackers", "0")
    _, errors = process.communicate(timeout=LIMIT_S)
    program = tmp_path / "apps/earmark-server/earmark-server"
    makes = "scripts/build release earmark-server makes it"
    assert (process.returncode, errors) == (1, f"there is no {program}: {makes}\n")


needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="there is no ffmpeg")


@needs_ffmpeg
def test_earmark_server_stays_well(soak):
    process = soak(*BUILD, "--seconds", "10", "--clients", "4", "--growth-mb", str(WARMING_MB))
    out, errors = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, errors) == (0, ""), out
    assert re.search(r"^\d{2,} answers \(median .*\): 0 wrong", out, re.MULTILINE)
    assert re.search(r"^\d{2,} bad clients: ", out, re.MULTILINE)
    assert out.endswith("the service stayed well\n")


def test_a_service_that_is_killed_is_told_at_once(soak):
    process = soak(*BUILD, "--seconds", "600", "--attackers", "0")
    child = service_of(process)
    time.sleep(1)
    os.kill(child, signal.SIGKILL)
    _, errors = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 1
    assert re.search(r"- it ended by itself after \d+ s, by signal 9", errors), errors


@needs_ffmpeg
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_that_is_stopped_tells_what_it_saw_and_leaves_nothing(soak, tmp_path, number):
    process = soak(*BUILD, "--seconds", "600", "--attackers", "3")
    child = service_of(process)
    time.sleep(2)
    process.send_signal(number)
    out, errors = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, errors) == (130, "")
    assert re.search(r"^stopped after \d+ s\n\d+ answers", out, re.MULTILINE), out
    assert not pathlib.Path(f"/proc/{child}").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["songs"]
