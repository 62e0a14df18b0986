"""What the program does with its terminal, its pipes and signals."""

import os
import pathlib
import pty
import re
import signal
import subprocess
import time

import pytest


def test_a_closed_pipe_ends_quietly(program, bundle, clean_env, write_song, tmp_path):
    for i in range(20):
        write_song(tmp_path / f"{i}.wav", seconds=3)
    command = f"'{program}' predict --json --bundle '{bundle}' '{tmp_path}' | head -n 1"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, timeout=60, env=clean_env, check=False
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_a_full_disk_behind_standard_output_is_said(
    program, bundle, clean_env, write_song, tmp_path
):
    song = write_song(tmp_path / "song.wav")
    with pathlib.Path("/dev/full").open("w", encoding="ascii") as full:
        done = subprocess.run(
            [program, "predict", "--bundle", bundle, song],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            env=clean_env,
            check=False,
        )
    assert done.returncode == 1
    assert "cannot write the result" in done.stderr


@pytest.mark.parametrize("closed", ["0<&-", "2>&-", "0<&- 2>&-"])
def test_a_closed_stream_changes_nothing_else(
    program, bundle, predict, clean_env, write_song, tmp_path, closed
):
    song = write_song(tmp_path / "song.wav")
    command = f"'{program}' predict --json --bundle '{bundle}' '{song}' {closed}"
    done = subprocess.run(
        command, shell=True, stdout=subprocess.PIPE, text=True, env=clean_env, check=False
    )
    assert done.returncode == 0
    assert done.stdout == predict("--json", song).out


def test_closed_standard_output_is_said(program, bundle, clean_env, write_song, tmp_path):
    song = write_song(tmp_path / "song.wav")
    command = f"'{program}' predict --bundle '{bundle}' '{song}' >&-"
    done = subprocess.run(
        command, shell=True, stderr=subprocess.PIPE, text=True, env=clean_env, check=False
    )
    assert done.returncode == 1
    assert "cannot write the result to standard output: Bad file descriptor" in done.stderr


def test_no_message_goes_into_a_file_of_data(program, clean_env, write_song, tmp_path):
    for i in range(40):
        write_song(tmp_path / "songs" / "pop" / f"{i}.wav", seconds=3)
        (tmp_path / "songs" / "pop" / f"{i}b.wav").write_text("not sound")
    command = f"'{program}' prepare --genres-dir '{tmp_path}/songs' --out '{tmp_path}/data'"
    done = subprocess.run(f"{command} --jobs 4 2>&-", shell=True, env=clean_env, check=False)
    assert done.returncode == 1
    written = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert len(written) > 40
    assert not [path for path in written if b"earmark:" in path.read_bytes()]


def test_ctrl_c_ends_at_once_with_130(program, bundle, clean_env, write_song, tmp_path):
    song = write_song(tmp_path / "long.wav", seconds=600)
    run = subprocess.Popen(
        [program, "predict", "--bundle", bundle, *[song] * 200],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=clean_env,
    )
    run.stdout.readline()
    started = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=30)
    assert run.returncode == 130
    assert errors == ""
    assert time.monotonic() - started < 5  # generous: the machine may be busy


def run_in_terminal(command, env, columns):
    """What a terminal of so many columns shows."""
    import fcntl
    import struct
    import termios

    pid, fd = pty.fork()
    if pid == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execve(command[0], command, env)
    shown = b""
    while True:
        try:
            block = os.read(fd, 4096)
        except OSError:
            break
        if not block:
            break
        shown += block
    os.waitpid(pid, 0)
    return shown.decode()


@pytest.mark.parametrize("columns", [60, 100])
def test_lines_fit_the_terminal(program, bundle, clean_env, write_song, tmp_path, columns):
    song = write_song(tmp_path / ("a rather long name " * 5 + ".wav"), seconds=90)
    env = {**clean_env, "TERM": "xterm-256color"}
    for arguments in (
        ["--timeline", "--members", "forest,naive-bayes", str(song)],
        [str(song)] * 3,
    ):
        shown = run_in_terminal(
            [program, "predict", "--bundle", str(bundle), *arguments], env, columns
        )
        assert "\x1b[" in shown
        plain = re.sub(r"\x1b\[[0-9;]*[mK]", "", shown)
        assert (
            max(len(line.split("\r")[-1]) for line in plain.replace("\r\n", "\n").split("\n"))
            <= columns
        )


def test_no_colour_where_it_is_not_wanted(
    program, bundle, clean_env, write_song, tmp_path, predict
):
    song = write_song(tmp_path / "song.wav")
    assert "\x1b" not in predict(song).out
    env = {**clean_env, "TERM": "xterm-256color", "NO_COLOR": "1"}
    assert "\x1b[3" not in run_in_terminal(
        [program, "predict", "--bundle", str(bundle), str(song)], env, 80
    )
