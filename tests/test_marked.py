"""Marked records: a list that keeps its records whatever is harvested, merged or withdrawn, and its commands."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import shoroku
from shoroku import Contribution, Identifier, Library, Record, UnknownRecord
from shoroku.cli import app

Made = Callable[..., Any]
DOI = (Identifier("DOI", "10.1000/x"),)


@pytest.fixture
def shelf(library: Library, fill: Made, record: Made) -> Library:
    """Give a library of four records."""
    fill(library, *(record(name, f"Apple {name}", year=2000 + number) for number, name in enumerate("abcd")))
    return library


def ids(library: Library) -> list[str]:
    return [record.id for record in library.marked]


def test_marking(shelf: Library) -> None:
    """Records are listed in the order in which they were marked, each once; unmarking and clearing tell how many went."""
    assert shelf.marked.add(["c", "a"]) == 2
    assert shelf.marked.add(["a", "b", "b"]) == 1
    assert ids(shelf) == ["c", "a", "b"]
    assert len(shelf.marked) == 3
    assert ("a" in shelf.marked, "d" in shelf.marked, "nobody" in shelf.marked, 3 in shelf.marked) == (
        True,
        False,
        False,
        False,
    )
    assert shelf.marked.remove("a") == 1
    assert shelf.marked.remove(["a", "b"]) == 1
    assert ids(shelf) == ["c"]
    assert shelf.marked.clear() == 1
    assert ids(shelf) == []
    assert shelf.marked.clear() == 0


def test_an_unknown_record(shelf: Library) -> None:
    """Of identifiers of which one is unknown, none is marked."""
    with pytest.raises(UnknownRecord):
        shelf.marked.add(["a", "nobody"])
    assert ids(shelf) == []


def test_marks_survive(shelf: Library, fill: Made, record: Made) -> None:
    """A mark stays on its record when a source delivers it again, when records merge under another id, and part again."""
    fill(shelf, record("doi", "Plum", identifiers=DOI))
    shelf.marked.add(["b", "doi"])
    fill(shelf, record("b", "Another title"))
    other = Record(id="other", titles=record("x", "Plum jam").titles, identifiers=DOI)
    shelf.take([Contribution("program", other)])
    assert "doi" in [one.key for one in shelf.contributions("other")]
    assert ids(shelf) == ["b", "other"]
    assert "other" in shelf.marked
    assert shelf.marked.add("other") == 0
    shelf.delete("other")
    assert ids(shelf) == ["b", "doi"]
    shelf.reindex()
    assert ids(shelf) == ["b", "doi"]


def test_two_marked_records_that_merge(library: Library, fill: Made, record: Made) -> None:
    """Marked records that turn out to be one work are listed once, and unmarked at once."""
    fill(library, record("a", "Plum"), record("b", "Plum"))
    library.marked.add(["a", "b"])
    fill(library, record("a", "Plum", identifiers=DOI), record("b", "Plum", identifiers=DOI))
    assert len(ids(library)) == 1
    assert library.marked.remove(ids(library)) == 1
    assert ids(library) == []


def test_records_that_are_gone(shelf: Library) -> None:
    """A withdrawn record leaves the list, and no file of the list names it."""
    gone = Record(id="unmistakable-name", titles=(shoroku.Text("Gone", "en"),), sources=("JaLC",))
    shelf.take([Contribution("JaLC", gone)])
    shelf.marked.add(["unmistakable-name", "a"])
    shelf.withdraw("JaLC")
    assert ids(shelf) == ["a"]
    assert b"unmistakable-name" not in (shelf.path / "saved.db").read_bytes()


def test_another_store_of_the_same_records(shelf: Library, tmp_path: Path) -> None:
    """In a library made again from its records, and in a repaired one, the list is the same."""
    shelf.marked.add(["d", "b"])
    with Library(tmp_path / "again") as again:
        again.take([one for record in reversed(list(shelf)) for one in shelf.contributions(record.id)])
        (tmp_path / "again" / "saved.db").write_bytes((shelf.path / "saved.db").read_bytes())
        assert ids(again) == ["d", "b"]
    shelf.repair()
    assert ids(shelf) == ["d", "b"]


def test_a_list_from_before(shelf: Library) -> None:
    """A file that an earlier version wrote has no marked records, is sound, and keeps its saved searches."""
    shelf.saved.create("apples", "apple")
    shelf.marked.add("a")
    shelf.close()
    connection = sqlite3.connect(shelf.path / "saved.db", isolation_level=None)
    for statement in ("DROP TABLE marked_part", "DROP TABLE marked", "PRAGMA user_version = 1", "DROP TABLE seal"):
        connection.execute(statement)
    connection.close()
    assert (ids(shelf), shelf.check()) == ([], [])
    shelf.marked.add("b")
    assert (ids(shelf), shelf.check()) == (["b"], [])
    assert [one.name for one in shelf.saved] == ["apples"]


def test_a_changed_list_is_found(shelf: Library) -> None:
    """``check`` notices a list that is not what was written, and a repair names it."""
    shelf.marked.add(["a", "b"])
    with sqlite3.connect(shelf.path / "saved.db") as connection:
        connection.execute("UPDATE marked_part SET mark = mark + 1 WHERE marked = 1")
    connection.close()
    assert [problem.what for problem in shelf.check()] == ["saved.db: changed since it was written"]
    assert "saved.db: marked records" in shelf.repair().doubtful
    assert shelf.check() == []


# --- The commands -----------------------------------------------------------------------------------------------------


@pytest.fixture
def place(shelf: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHOROKU_STATE", str(tmp_path / "state"))
    return shelf.path


def run(place: Path, *arguments: str, language: str = "en") -> Result:
    return CliRunner(env={"SHOROKU_LANG": language, "SHOROKU_LIBRARY": str(place)}).invoke(app, arguments)


def listed(place: Path) -> list[str]:
    return [record["id"] for record in json.loads(run(place, "marked", "--json").stdout)]


def test_hits_are_marked_by_their_numbers(place: Path) -> None:
    """Hits of the last search, ranges of them and identifiers are marked in the order given."""
    run(place, "search", "apple", "--sort", "oldest")
    result = run(place, "mark", "3-4", "a", "3")
    assert (result.exit_code, "3 records marked; the list has 3" in result.stdout) == (0, True)
    assert listed(place) == ["c", "d", "a"]
    missing = run(place, "mark", "2,9")
    assert (
        missing.exit_code,
        "There is no number 9: the last list has the numbers 1 to 3" in missing.stderr,
        listed(place),
    ) == (1, True, ["c", "d", "a"])
    assert json.loads(run(place, "mark", "b", "--json").stdout) == {"added": 1, "marked": 4}


def test_the_numbers_of_the_list(place: Path) -> None:
    """The list is numbered, and its numbers name records until the next search; a shorter list leaves no old numbers."""
    run(place, "mark", "b", "a", "d")
    assert "2.  Apple a" in run(place, "marked").stdout
    assert json.loads(run(place, "show", "3", "--json").stdout)["id"] == "d"
    assert "2 records unmarked; the list has 1." in run(place, "unmark", "1,3").stdout
    run(place, "marked")
    assert run(place, "show", "3", "--json").exit_code == 1
    assert json.loads(run(place, "unmark", "--all", "--json").stdout) == {"removed": 1, "marked": 0}


def test_the_marked_records_are_exported(place: Path) -> None:
    """``export --marked`` writes them in the order of the list; beside a search or hits it is a usage error."""
    run(place, "mark", "c", "a")
    lines = run(place, "export", "--marked", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["c", "a"]
    for other in (["apple"], ["--hits", "1"], ["--limit", "2"]):
        assert run(place, "export", "--marked", *other, "--format", "jsonl").exit_code == 2


@pytest.mark.parametrize(("language", "told"), [("en", "No record is marked"), ("ja", "マーク")])
def test_an_empty_list(place: Path, language: str, told: str) -> None:
    """An empty list says how to mark a record; with --fail-empty it ends with 1."""
    result = run(place, "marked", language=language)
    assert (result.exit_code, told in result.stdout) == (0, True)
    assert run(place, "marked", "--fail-empty").exit_code == 1
    assert listed(place) == []


@pytest.mark.parametrize(
    ("language", "told"), [("en", "No record is marked"), ("ja", "マークしたレコードはありません")]
)
def test_an_empty_list_is_not_exported(place: Path, language: str, told: str) -> None:
    """With nothing marked, ``export --marked`` says so; its file is empty, as that of a search without results."""
    file = place.parent / "marked.ris"
    result = run(place, "export", "--marked", "--format", "ris", "--output", str(file), language=language)
    assert (result.exit_code, told in result.stderr, file.read_bytes()) == (0, True, b"")


@pytest.mark.parametrize("words", [[], ["a", "--all"]])
def test_what_to_unmark(place: Path, words: list[str]) -> None:
    """``unmark`` takes either records or --all."""
    assert run(place, "unmark", *words).exit_code == 2
