"""The cache of the dictionary's tables where its folder cannot be written."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shoroku.analyzers import synonyms
from shoroku.analyzers.synonyms import Thesaurus


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """Give a list that grows whenever the tables are made; the cache folder cannot be written."""
    made: list[str] = []
    usual = synonyms.build()

    def building(_progress: object) -> Thesaurus:
        made.append("built")
        return usual

    (tmp_path / "a file").touch()
    monkeypatch.setenv("SHOROKU_CACHE", str(tmp_path / "a file" / "cache"))
    monkeypatch.setattr(synonyms, "build", building)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    synonyms.forget()
    yield made
    synonyms.forget()


def ask_twice() -> None:
    """Ask as two processes would, one after the other."""
    for _ in range(2):
        assert "がん" in synonyms.spellings()["癌"]
        assert synonyms.translations()
        assert synonyms.others("転居")
        synonyms.forget()


def test_another_folder_is_used(built: list[str], tmp_path: Path) -> None:
    """The tables are made once and kept in a temporary folder that is the user's alone."""
    ask_twice()
    assert built == ["built"]
    (folder,) = tmp_path.glob("shoroku-cache-*")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(list(folder.iterdir())) == 3


def test_another_analysis_makes_other_tables(built: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables have the terms of one analysis, so they are made again when its version is another."""
    ask_twice()
    monkeypatch.setattr(synonyms, "VERSION", synonyms.VERSION + 1)
    ask_twice()
    assert built == ["built", "built"]


@pytest.mark.parametrize("mode", [0o777, 0o755])
def test_a_folder_that_others_may_read_or_write_is_not_used(built: list[str], tmp_path: Path, mode: int) -> None:
    """Nothing is read from it or written to it."""
    folder = tmp_path / f"shoroku-cache-{os.getuid()}"
    folder.mkdir()
    folder.chmod(mode)
    ask_twice()
    assert built == ["built", "built"]
    assert list(folder.iterdir()) == []


def test_nothing_is_left_where_a_disk_is_full(
    built: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be written whole is removed."""

    def failing(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setenv("SHOROKU_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(os, "replace", failing)
    ask_twice()
    assert built == ["built", "built"]
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "a file"] == []
