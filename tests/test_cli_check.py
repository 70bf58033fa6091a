"""``shoroku check``: whether the store is sound and the index matches it."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shoroku import Library
from shoroku.cli import app


@pytest.fixture
def place(library: Library, fill: Callable[..., Any], record: Callable[..., Any]) -> Path:
    fill(library, record("a"), record("b"))
    return library.path


def check(place: Path, *arguments: str, language: str = "en") -> Result:
    return CliRunner(env={"SHOROKU_LANG": language}).invoke(app, ["check", "--library", str(place), *arguments])


def test_all_is_well(place: Path) -> None:
    """A sound library is said to be sound, with code 0."""
    result = check(place)
    assert (result.exit_code, result.stdout) == (0, "No problems: 2 records, and the index matches.\n")
    assert json.loads(check(place, "--json").stdout) == {"path": str(place), "problems": []}


def test_a_problem(place: Path) -> None:
    """A problem is reported with the command that mends it, and the code is 1."""
    shutil.rmtree(place / "index")
    result = check(place)
    assert result.exit_code == 1
    assert result.stdout.startswith("Index: ")
    assert f"To repair it, run: shoroku reindex --library {place}\n" in result.stdout


def test_a_problem_as_json(place: Path) -> None:
    """--json prints part, what and the command that mends it."""
    shutil.rmtree(place / "index")
    result = check(place, "--json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert result.exit_code == 1
    assert (problem["part"], problem["mend"]) == ("index", f"shoroku reindex --library {place}")


def test_a_damaged_store(place: Path) -> None:
    """A damaged store is reported with a message that says what to do, never with a traceback."""
    database = place / "records.db"
    content = bytearray(database.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)
    for beside in place.glob("records.db-*"):
        beside.unlink()
    database.write_bytes(content)
    result = check(place)
    assert result.exit_code in (1, 3)
    assert "Restore" in result.output


def test_in_japanese(place: Path) -> None:
    """What check says is Japanese in a Japanese locale."""
    assert check(place, language="ja").stdout == "異常はありません（レコード 2 件、索引も一致しています）。\n"
    shutil.rmtree(place / "index")
    assert "修復するには: shoroku reindex" in check(place, language="ja").stdout


def test_no_english_in_japanese(place: Path) -> None:
    """A problem is said whole in the user's language; JSON has it in English whatever the language."""
    with closing(sqlite3.connect(place / "records.db")) as connection, connection:
        connection.execute("UPDATE note SET value = 77 WHERE name = 'next_change'")
    shown = check(place, language="ja").stdout
    assert re.findall(r"^データベース: (.*)$", shown, re.MULTILINE) == ["変更番号の不整合"]
    assert (
        json.loads(check(place, "--json", language="ja").stdout)["problems"][0]["what"] == "change numbers out of order"
    )


def test_damaged_index_is_listed_once(place: Path) -> None:
    """A file of the index that was changed is one problem."""
    (file, *_) = (place / "index").glob("*/*.store")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    result = check(place)
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if line.startswith("Index:")] == [
        f"Index: {file.name} has changed since it was written"
    ]
