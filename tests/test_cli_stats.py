"""``shoroku stats``: the figures of a library."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shoroku import Library, Stats
from shoroku.cli import app


@pytest.fixture
def place(library: Library, fill: Callable[..., Any], record: Callable[..., Any]) -> Path:
    fill(library, record("a", language="ja"), record("b", language="en"), record("c", language="en"))
    return library.path


def stats(place: Path, *arguments: str, language: str = "en") -> Result:
    return CliRunner(env={"SHOROKU_LANG": language}).invoke(app, ["stats", "--library", str(place), *arguments])


def test_json(place: Path) -> None:
    """--json prints every figure under the name that the library gives it."""
    printed = json.loads(stats(place, "--json").stdout)
    assert printed.keys() == set(Stats._fields)
    assert (printed["path"], printed["records"], printed["last_change"]) == (str(place), 3, printed["index_change"])
    assert printed["facets"]["language"] == [{"value": "en", "count": 2}, {"value": "ja", "count": 1}]


def test_text(place: Path) -> None:
    """For people the figures stand side by side with their names."""
    lines = [line.split() for line in stats(place).stdout.splitlines()]
    assert ["Records", "3"] in lines
    assert ["Language", "en", "(2)", "ja", "(1)"] in lines


def test_in_japanese(place: Path) -> None:
    """The names are Japanese in a Japanese locale."""
    assert ["レコード数", "3"] in [line.split() for line in stats(place, language="ja").stdout.splitlines()]


def test_no_library(tmp_path: Path) -> None:
    """If there is no library a message says so, and the code is 3."""
    result = stats(tmp_path / "nowhere", language="ja")
    assert result.exit_code == 3
    assert "ライブラリがありません" in result.stderr
