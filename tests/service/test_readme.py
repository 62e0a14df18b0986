"""What the README shows of the service works as it stands there."""

import json
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
import songs

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"
ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
def run(service, tmp_path):
    """Runs the README's snippet of a language that asks the service, beside a song."""
    (tmp_path / "song.mp3").write_bytes(songs.song(1, 6, "MP3"))
    (tmp_path / "song.json").write_text(json.dumps(service.predict(songs.song(1, 6, "MP3")).json()))

    def run(language: str, *command: str) -> str:
        blocks = re.findall(rf"```{language}\n(.*?)```", README.read_text(), re.DOTALL)
        (snippet,) = (block for block in blocks if ADDRESS in block)
        assert snippet.count("\n") <= 3
        text = snippet.replace(ADDRESS, f"http://{service.host}:{service.port}")
        done = subprocess.run(
            [*command], input=text, capture_output=True, text=True, cwd=tmp_path, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    run.genre = json.loads((tmp_path / "song.json").read_text())["genre"]
    return run


def test_curl(run):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    assert json.loads(run("sh", "sh"))["genre"] == run.genre


def test_python(run):
    assert run("python", sys.executable, "-") == run.genre


def test_javascript(run):
    if shutil.which("node") is None:
        pytest.skip("Node.js is not installed")
    assert run("js", "node", "--input-type=module", "-") == run.genre
