"""What tools that work on a list of tracks share: what is wrong with it is said in one sentence."""

import csv
import pathlib
import subprocess
import sys
from typing import NoReturn


def stop(message: str) -> NoReturn:
    """Ends the program as one that was called wrongly."""
    print(f"{pathlib.Path(sys.argv[0]).stem}: {message}", file=sys.stderr)
    raise SystemExit(2)


def read(tracks: pathlib.Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The list's rows, all of which have these columns; `file` names what is there, by its whole path,
    and `duration_s` is a number."""
    try:
        with tracks.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        stop(f"cannot read the list of tracks {tracks}: {error.strerror}")
    except (UnicodeDecodeError, csv.Error) as error:
        stop(f"{tracks} is no CSV: {error}")
    if not rows:
        stop(f"{tracks} lists no track")
    for column in columns:
        if column not in rows[0]:
            stop(f"{tracks} has no column {column}")
    for number, row in enumerate(rows, 1):
        check(row, columns, f"track {number} of {tracks}")
        row["file"] = str((tracks.parent / row["file"]).resolve())
        if not pathlib.Path(row["file"]).is_file():
            stop(f"{tracks} names {row['file']}, which does not exist")
    return rows


def check(row: dict[str, str], columns: tuple[str, ...], which: str) -> None:
    if None in row or None in row.values():
        stop(f"{which} has not as many fields as there are columns")
    try:
        float(row["duration_s"] if "duration_s" in columns else 0)
    except ValueError:
        stop(f"{which} has the duration_s '{row['duration_s']}', which is no number")


def ffmpeg(*arguments: str) -> subprocess.CompletedProcess:
    """What it printed; where it fails, its last line ends the program."""
    try:
        done = subprocess.run(
            ["ffmpeg", "-hide_banner", *arguments], capture_output=True, check=False
        )
    except OSError as error:
        stop(f"cannot run ffmpeg: {error.strerror}")
    if done.returncode != 0:
        stop("ffmpeg: " + done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
    return done


def output_of(program: pathlib.Path, *arguments: str | pathlib.Path) -> bytes:
    """What it prints; a program of ours that fails has said why, and its exit status is passed on."""
    try:
        done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, check=False)
    except OSError as error:
        stop(f"cannot run {program}: {error.strerror}")
    if done.returncode != 0:
        raise SystemExit(done.returncode)
    return done.stdout
