"""`edit`, `tag`, `note`, `delete` and `undo`: what they print, and how they end."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shoroku import Library
from shoroku.cli import app
from shoroku.cli.commands import edits as commands


@pytest.fixture
def place(shelf: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHOROKU_STATE", str(tmp_path / "state"))
    return shelf.path


def run(place: Path, *arguments: str, language: str = "en", **environment: str) -> Result:
    settings_ = {"SHOROKU_LANG": language, "SHOROKU_LIBRARY": str(place), "COLUMNS": "100"}
    return CliRunner(env={**settings_, **environment}).invoke(app, arguments)


def told(place: Path, *arguments: str) -> Any:
    result = run(place, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_record_is_corrected_and_shown(place: Path) -> None:
    """``edit --set`` and ``--clear`` correct a record; ``show`` says what is edited and what the sources have."""
    result = run(place, "edit", "k", "--set", "title_en=New title", "--set", "date=2002-05", "--clear", "abstract_en")
    assert (result.exit_code, "shoroku undo k" in result.stdout) == (0, True)
    shown = run(place, "show", "k").stdout
    assert "New title" in shown
    assert "titles@en (the sources have: Old title)" in shown
    assert "date (the sources have: 2001)" in shown
    assert "A short abstract" in shown.split("Edited by you")[1]
    assert "own" not in shown.split("Obtained from")[1]
    assert told(place, "show", "k")["edited"] == ["abstracts@en", "date", "titles@en"]
    assert told(place, "undo", "k", "--field", "titles") == {"id": "k", "edited": ["abstracts@en", "date"]}
    assert told(place, "undo", "k") == {"id": "k", "edited": []}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--set", "title_en"], 2),
        (["--set", "colour=red"], 2),
        (["--clear", "id"], 2),
        (["--set", "date=soon"], 1),
    ],
)
def test_a_wrong_correction(place: Path, words: list[str], code: int) -> None:
    """What cannot be corrected is reported with the fields that can, and nothing changes."""
    result = run(place, "edit", "k", *words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert told(place, "edits") == []


@pytest.mark.parametrize(
    ("script", "code", "edited"),
    [
        ("sed -i s/2001/2002/", 0, ["date"]),
        ("true", 0, []),
        ("sed -i s/{/[/", 1, []),
        ('sed -i \'s/"pages": ""/"pages": "5"/\'', 0, ["pages"]),
    ],
)
def test_a_record_in_an_editor(
    place: Path, script: str, code: int, edited: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without options the record opens in the editor, and the fields that were changed are corrected."""
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\n{script} "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setattr(commands, "_has_terminal", lambda: True)
    result = run(place, "edit", "k", VISUAL=str(editor), EDITOR=str(editor))
    assert result.exit_code == code, result.output
    assert told(place, "show", "k").get("edited", []) == edited


def test_no_terminal_for_an_editor(place: Path, tmp_path: Path) -> None:
    """Where nobody can type, no editor is opened; the message names --set."""
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nsed -i s/2001/2002/ "$1"\n')
    editor.chmod(0o755)
    result = run(place, "edit", "k", VISUAL=str(editor), EDITOR=str(editor))
    assert (result.exit_code, "--set" in result.stderr, result.stdout) == (1, True, "")
    assert told(place, "edits") == []


def test_hits_are_tagged(place: Path) -> None:
    """Hits are tagged by their numbers, found by --tag, listed and untagged."""
    run(place, "search", "old", "--sort", "title")
    assert "Tag to read added to 2 records" in run(place, "tag", "to read", "1-2").stdout
    page = told(place, "search", "--tag", "to read")
    assert (page["total"], [hit["tags"] for hit in page["hits"]]) == (2, [["to read"], ["to read"]])
    assert "Tags: to read" in run(place, "search", "--tag", "to read").stdout
    assert run(place, "tag").stdout == "to read (2)\n"
    assert told(place, "tag", "--remove", "TO READ", "k") == [{"id": "k", "tags": []}]
    assert told(place, "tag") == {"to read": 1}
    assert "Tags" in run(place, "show", "d").stdout
    assert run(place, "tag", "review").exit_code == 2


def test_a_note_is_written_and_read(place: Path) -> None:
    """``note`` sets a note, prints it, and removes it."""
    run(place, "note", "k", "see", "p. 3")
    assert run(place, "note", "k").stdout == "see p. 3\n"
    assert told(place, "note", "k") == {"id": "k", "note": "see p. 3"}
    assert run(place, "note", "k", "x", "--remove").exit_code == 2
    run(place, "note", "k", "--remove")
    assert "has no note" in run(place, "note", "k").stdout


def test_a_record_is_deleted_and_restored(place: Path) -> None:
    """``delete`` takes hits, ``edits`` lists them, and ``undo`` restores one by the same number or its id."""
    run(place, "search", "old", "--sort", "title")
    (first,) = told(place, "delete", "1")["deleted"]
    for command in (("show", first), ("edit", first, "--set", "date=2002"), ("show", "1")):
        refused = run(place, *command)
        assert (refused.exit_code, f"shoroku undo {first}" in refused.stderr) == (1, True), refused.stderr
    assert run(place, "delete", first).stdout == "Nothing was changed.\n"
    assert [(one["id"], one["deleted"]) for one in told(place, "edits")] == [(first, True)]
    assert f"{first}  deleted" in run(place, "edits").stdout
    assert told(place, "undo", "1")["id"] == first
    assert run(place, "show", first).exit_code == 0
    assert "have not edited" in run(place, "edits").stdout


def test_what_changes_nothing_is_told(place: Path) -> None:
    """To undo what was never edited, or to take off a tag that is not there, is not told as done."""
    for arguments in (("undo", "k"), ("tag", "--remove", "nonesuch", "k")):
        assert run(place, *arguments).output == "Nothing was changed.\n"


def test_a_field_is_set_once(place: Path) -> None:
    """Two values for one field, or a year beside a date, are refused."""
    for second in ("date=2021", "year=2021"):
        result = run(place, "edit", "k", "--set", "date=2020", "--set", second)
        assert result.exit_code == 2
        assert "twice" in result.output


@pytest.mark.parametrize("command", ["edit", "note", "delete", "undo"])
def test_an_unknown_record_on_the_command_line(place: Path, command: str) -> None:
    """A record that is not there is named, with exit code 1."""
    result = run(place, command, "nobody", *(["x"] if command == "note" else []))
    assert (result.exit_code, "nobody" in result.stderr) == (1, True)
