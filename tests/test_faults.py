"""Faults beneath a library, in short; the long forms are run by hand with ``python -m tests.faults``."""

import shutil
from pathlib import Path

import pytest

from tests.faults import corrupt, garbage, kill, power, starve, together


def test_killed(tmp_path: Path) -> None:
    """Commands killed at random moments are finished by the next, and the library is that of an undisturbed run."""
    names = ["add", "update", "withdraw", "harvest cinii", "reindex and save"]
    seen = kill.run(tmp_path, moments=5, seed=1, records=200, names=names)
    assert seen["killed"] > 2


@pytest.mark.skipif(not shutil.which("strace"), reason="strace records what is written")
def test_power_loss(tmp_path: Path) -> None:
    """After a power loss, whatever was not synced, the library is not older than the last command that had ended."""
    seen = power.run(tmp_path, moments=10, seed=1, commands=["add", "save", "withdraw"])
    assert seen["crashes"] > 10


def test_full_disk(tmp_path: Path) -> None:
    """However many bytes a disk has left, a command works or says that it is full, and finishes once there is room."""
    if not starve.can_mount(tmp_path / "disk"):
        pytest.skip("only the superuser may mount a small disk")
    seen = starve.run(tmp_path, step=60, names=("add", "withdraw"))
    assert seen["said that the disk is full"] > 2


def test_damaged_files(tmp_path: Path) -> None:
    """Every change of content is found by check and repaired, and no search answers wrongly or with a traceback."""
    seen = corrupt.run(tmp_path, changes=18, seed=1)
    assert seen["changes"] > 12
    assert not [what for what in seen if "WRONG" in what]


def test_a_bit_of_a_table(tmp_path: Path) -> None:
    """A bit that is changed in the tables of the graph, in a payload, or in what many contributions share, is found by check
    unless nothing stands there."""
    tables = ["edge", "edge_node", "mention", "node", "word", "contribution", "dictionary", "provenance"]
    seen = corrupt.run_bytes(tmp_path, changes=64, seed=2, tables=tables)
    for name in tables:
        assert seen[f"{name}: noticed"] > 0


def test_garbage(tmp_path: Path) -> None:
    """No file, query or command line ends in an unexpected error, takes too long or holds too much memory."""
    seen = garbage.run(tmp_path, seconds=5, seed=1)
    assert sum(count for what, count in seen.items() if what.startswith("files")) > 50


def test_readers_beside_a_writer(tmp_path: Path) -> None:
    """Readers see whole commits, never an older one than before, and keep no more files open as time goes by."""
    seen = together.run(tmp_path, seconds=4, readers=4)
    assert seen["searches"] > 4
    assert seen["commits"] > 1
