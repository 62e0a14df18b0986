import pytest
from service import running


@pytest.fixture(scope="module")
def service():
    """One for all tests of a file; quick, for they are not about the models."""
    with running("--profile", "fast", "--max-queue-s", 600) as one:
        yield one
