"""What the tests of the command line share: the program, rendered music and a trained bundle."""

import csv
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys

import numpy as np
import pytest
import soundfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import mlflow_server
from pipeline_project import Project

SAMPLE_RATE = 22050
MLFLOW_PYTHON = os.environ.get("EARMARK_MLFLOW_PYTHON", "")
GENRES = ("blues", "metal", "pop")


@dataclasses.dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    def json_lines(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(scope="session")
def program() -> str:
    return os.environ["EARMARK_PROGRAM"]


@pytest.fixture(scope="session")
def clean_env() -> dict[str, str]:
    """The environment without settings that a developer may have."""
    return {k: v for k, v in os.environ.items() if not k.startswith("EARMARK_")}


@pytest.fixture(scope="session")
def earmark(program, clean_env):
    def run(*arguments, env=None, **options) -> Result:
        done = subprocess.run(
            [program, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=120,
            env={**clean_env, **(env or {})},
            check=False,
            **options,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def needs_train_net(program):
    folder = pathlib.Path(program).parent
    if not (folder.parent / "earmark-train-net" / "earmark-train-net").exists():
        pytest.skip("earmark-train-net is not built")


@pytest.fixture
def as_nobody(program, clean_env, tmp_path, bundle):
    """Runs the program as a user who may read only what all may; the bundle is opened to him."""
    if os.getuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root may read everything, and there is no setpriv to be someone else")
    for folder in (tmp_path, *list(tmp_path.parents)[:2], bundle, *list(bundle.parents)[:2]):
        folder.chmod(0o755)
    prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    def run(*arguments) -> Result:
        done = subprocess.run(
            [*(prefix if os.getuid() == 0 else []), program, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=120,
            env=clean_env,
            check=False,
        )
        if "Permission denied" in done.stderr and "exec" in done.stderr:
            pytest.skip("the program itself lies where only root may read")
        return Result(done.returncode, done.stdout, done.stderr)

    return run


def render(genre: str, seed: int, seconds: float) -> np.ndarray:
    """Sound that three made-up genres differ by: a slow tone, noise, or a fast high melody."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    if genre == "blues":
        pitch = rng.uniform(90, 130)
        y = np.sin(2 * np.pi * pitch * t) * (1 + 0.3 * np.sin(2 * np.pi * 1.5 * t))
    elif genre == "metal":
        y = rng.standard_normal(t.size) * (1 + 0.5 * np.sign(np.sin(2 * np.pi * 6 * t)))
    else:
        notes = rng.choice([880, 988, 1109, 1319, 1480], size=int(seconds * 4) + 1)
        y = np.sin(2 * np.pi * np.cumsum(notes[(t * 4).astype(int)]) / SAMPLE_RATE)
    y = y + 0.01 * rng.standard_normal(t.size)
    return (0.3 * y / np.abs(y).max()).astype(np.float32)


@pytest.fixture(scope="session")
def write_song():
    def write(path: pathlib.Path, genre="pop", seed=99, seconds=6.5) -> pathlib.Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, render(genre, seed, seconds), SAMPLE_RATE)
        return path

    return write


@pytest.fixture(scope="session")
def dataset(tmp_path_factory, write_song) -> pathlib.Path:
    """A list of labelled songs: CSV with the splits train and valid, an artist for every song."""
    root = tmp_path_factory.mktemp("songs")
    rows = ["id,file,genre,artist,split"]
    for genre in GENRES:
        for i in range(10):
            file = f"{genre}/{i}.wav"
            write_song(root / file, genre, seed=i, seconds=6.5)
            rows.append(
                f"{genre}.{i},{file},{genre},artist {genre} {i},{'valid' if i >= 5 else 'train'}"
            )
    (root / "tracks.csv").write_text("\n".join(rows) + "\n")
    return root


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, earmark, dataset) -> pathlib.Path:
    out = tmp_path_factory.mktemp("prepared") / "data"
    done = earmark("prepare", "--tracks", dataset / "tracks.csv", "--out", out)
    assert done.code == 0, done.err
    assert "60 segments of 30 tracks" in done.out
    return out


@pytest.fixture
def changed(prepared, tmp_path):
    """The prepared data with other labels: `change` is called with each row of segments.csv."""

    def copy(change):
        out = tmp_path / "changed"
        shutil.copytree(prepared, out, ignore=shutil.ignore_patterns("cache"))
        with (out / "segments.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            change(row)
        with (out / "segments.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        manifest = json.loads((out / "manifest.json").read_text())
        manifest["files"]["segments.csv"] = (out / "segments.csv").stat().st_size
        (out / "manifest.json").write_text(json.dumps(manifest))
        return out

    return copy


@pytest.fixture(scope="session")
def models(tmp_path_factory, earmark, prepared) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("models")
    (folder / "params.yaml").write_text("forest:\n  n_estimators: 20\n")
    for kind in ("forest", "naive-bayes"):
        done = earmark(
            *("train", kind, "--data", prepared, "--split", "column:split"),
            *("--params", folder / "params.yaml", "--out", folder / kind),
        )
        assert done.code == 0, done.err
        assert "accuracy by track" in done.out
    return folder


@pytest.fixture(scope="session")
def bundle(tmp_path_factory, earmark, prepared, models) -> pathlib.Path:
    out = tmp_path_factory.mktemp("bundles") / "tiny"
    done = earmark(
        *("bundle", "create", "--name", "tiny", "--version", "1.0"),
        *("--member", f"forest={models / 'forest'}"),
        *("--member", f"naive-bayes={models / 'naive-bayes'}"),
        *("--profile", "fast=forest", "--calibrate-on", prepared, "--out", out),
    )
    assert done.code == 0, done.err
    return out


@pytest.fixture(scope="session")
def predict(earmark, bundle):
    """earmark predict with the tiny bundle."""

    def run(*arguments, **options) -> Result:
        return earmark("predict", "--bundle", bundle, *arguments, **options)

    return run


@pytest.fixture(scope="session")
def pipeline_songs(tmp_path_factory, write_song) -> pathlib.Path:
    """A list of songs for the pipeline: eight of one segment a genre, each by its own artist."""
    root = tmp_path_factory.mktemp("pipeline-songs")
    rows = ["id,file,genre,artist"]
    for genre in GENRES:
        for i in range(8):
            write_song(root / genre / f"{i}.wav", genre, seed=i, seconds=3.2)
            rows.append(f"{genre}.{i},{genre}/{i}.wav,{genre},artist {genre} {i}")
    (root / "tracks.csv").write_text("\n".join(rows) + "\n")
    return root


@pytest.fixture(scope="session")
def pipeline_run(tmp_path_factory, program, needs_train_net, pipeline_songs):
    """A project whose pipeline ran once, by make, all committed; and what that run said."""
    project = Project.make(tmp_path_factory.mktemp("pipeline") / "project", program)
    done = project.pipeline(TRACKS=pipeline_songs / "tracks.csv")
    project.commit("the first run")
    return project, done


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    if not pathlib.Path(MLFLOW_PYTHON).exists():
        pytest.skip("there is no MLflow: scripts/setup mlflow installs it")
    with mlflow_server.MlflowServer(MLFLOW_PYTHON, tmp_path_factory.mktemp("mlflow")) as running:
        yield running


@pytest.fixture
def tracked(earmark, server, tmp_path, request):
    """earmark with the server, in an experiment and with a spool of the test's own."""
    env = {
        "MLFLOW_TRACKING_URI": server.uri,
        "MLFLOW_EXPERIMENT_NAME": request.node.name,
        "EARMARK_TRACKING_SPOOL": str(tmp_path / "spool"),
        "EARMARK_CACHE": str(tmp_path / "cache"),
    }

    def run(*arguments, **changes):
        options = {"env": {**env, **changes.pop("env", {})}, **changes}
        return earmark(*arguments, **options)

    run.env = env
    return run
