"""What the tests of dvc.yaml share: its stages, and the project after its first run."""

import pytest
from pipeline_project import PARAMS

STAGES = [
    *("prepare", "train-gtzan", "train-mfcc", "train-tagger"),
    *("test-gtzan", "test-mfcc", "test-ensemble"),
]


@pytest.fixture
def project(pipeline_run):
    """The project after its first run; what a test changes of its parameters is taken back."""
    project, _ = pipeline_run
    yield project
    (project.folder / "params.yaml").write_text(PARAMS)
    project.dvc("checkout", "-q")
