"""How much the service is given to do: all, or a share where sanitizers make it slow."""

import os

import pytest

# 1: all. tests/service/CMakeLists.txt sets less for builds with sanitizers.
LOAD = float(os.environ.get("EARMARK_TEST_LOAD", "1"))


def share(count: int) -> int:
    """Of songs, connections, bytes or pieces of a sound."""
    return max(1, round(count * LOAD))


def limit_s(seconds: float) -> float:
    """What something may take at most, or what another time must stay below."""
    return seconds / LOAD


def hold_memory(used_mb: float, limit_mb: float) -> None:
    """The end of a test of memory, of which the rest counts everywhere."""
    if LOAD < 1:
        pytest.skip(f"sanitizers keep books in memory: {used_mb:.0f} MB say nothing of {limit_mb}")
    assert used_mb < limit_mb
