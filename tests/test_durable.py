"""Folders are synced, so that a new file does not lose its name in a power loss; ``tests/faults/power.py`` loses power."""

import os
from pathlib import Path

import pytest

from shoroku.corpus.store.durable import make_folder, sync_folder


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The inodes of what is synced, in order."""
    found: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: found.append(os.fstat(descriptor).st_ino))
    return found


def test_a_folder_is_synced(tmp_path: Path, synced: list[int]) -> None:
    """It is the folder that is synced, and it is closed again."""
    before = len(os.listdir("/dev/fd"))
    sync_folder(tmp_path)
    assert synced == [tmp_path.stat().st_ino]
    assert len(os.listdir("/dev/fd")) == before


def test_new_folders_are_synced_into_theirs(tmp_path: Path, synced: list[int]) -> None:
    """Each new folder's name is made durable, from the outermost to the innermost; what is there is left alone."""
    make_folder(tmp_path / "a" / "b")
    assert synced == [tmp_path.stat().st_ino, (tmp_path / "a").stat().st_ino]
    make_folder(tmp_path / "a" / "b")
    assert len(synced) == 2
