"""The guide's table of settings is that of the program."""

import os
import pathlib
import re
import subprocess

from service import PROGRAM

GUIDE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "guides" / "service.md"


def program_settings() -> dict[str, str]:
    """Each flag with its help, which names the default in brackets."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("EARMARK_")}
    text = subprocess.run(
        [PROGRAM, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env=clean | {"COLUMNS": "300"},
    ).stdout
    found = re.findall(r"^  (--[\w-]+) \S+ +(.*(?:\n {20,}\S.*)*)", text, re.MULTILINE)
    return {flag: " ".join(help_text.split()) for flag, help_text in found}


def guide_settings() -> dict[str, str]:
    return dict(re.findall(r"^\| `(--[\w-]+)` \| (.+?) \|", GUIDE.read_text(), re.MULTILINE))


def test_every_setting_is_in_the_guide_with_its_default():
    program = program_settings()
    program.pop("--config")
    guide = guide_settings()
    assert list(guide) == list(program)
    for flag, default in guide.items():
        assert f"({default})" in program[flag], (flag, default, program[flag])
