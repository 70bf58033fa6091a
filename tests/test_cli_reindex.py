"""``shoroku reindex``: the index rebuilt from the records."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shoroku import Library
from shoroku.cli import app


@pytest.fixture
def place(library: Library, fill: Callable[..., Any], record: Callable[..., Any]) -> Path:
    fill(library, record("a", "red apple"), record("b", "red pear"))
    return library.path


def run(*arguments: object) -> Result:
    return CliRunner(env={"SHOROKU_LANG": "en"}).invoke(app, [*map(str, arguments)])


def test_text(place: Path) -> None:
    """It says how many records were indexed, and how long it took."""
    result = run("reindex", "--library", place)
    assert result.stdout.startswith("2 records indexed in ")
    assert (result.exit_code, result.stderr) == (0, "")


def test_json(place: Path) -> None:
    """--json prints the same as JSON."""
    printed = json.loads(run("reindex", "--library", place, "--json").stdout)
    assert printed["records"] == 2
    assert printed["seconds"] >= 0


def test_mends_a_lost_index(place: Path) -> None:
    """A library without its index names the command that mends it, and is searchable after it."""
    shutil.rmtree(place / "index")
    broken = run("search", "red", "--library", place)
    assert broken.exit_code == 3
    assert f"shoroku reindex --library {place}" in broken.stderr
    run("reindex", "--library", place)
    assert "2 records" in run("search", "red", "--library", place).stdout


def test_no_library(tmp_path: Path) -> None:
    """If there is no library none is made."""
    assert run("reindex", "--library", tmp_path / "nowhere").exit_code == 3
    assert not (tmp_path / "nowhere").exists()
