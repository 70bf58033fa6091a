"""Exit codes: every error becomes a message for a person and a code for a shell."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shoroku import Library
from shoroku.cli import app
from shoroku.corpus.store.lock import writing


def run(*arguments: object, language: str = "en", **environment: str | None) -> Result:
    runner = CliRunner(env={"SHOROKU_LANG": language, "SHOROKU_DEBUG": None, **environment})
    return runner.invoke(app, [*map(str, arguments)])


def raising(error: BaseException) -> object:
    def search(*_: object, **__: object) -> None:
        raise error

    return search


@pytest.fixture
def place(library: Library) -> Path:
    CliRunner().invoke(app, ["add", "-", "--library", str(library.path)], input='{"id": "a", "title": "A"}')
    return library.path


def test_fine(place: Path) -> None:
    """Success is 0, even if nothing is found."""
    assert run("search", "nothing-of-that-kind", "--library", place).exit_code == 0


def test_unknown_record(place: Path) -> None:
    """No such record: 1."""
    assert run("show", "nobody", "--library", place).exit_code == 1


def test_wrong_use(place: Path) -> None:
    """A usage error, found by click or by the library: 2."""
    assert run("search", "--nope").exit_code == 2
    assert run("search", "x", "--cursor", "?", "--library", place).exit_code == 2


@pytest.mark.parametrize(("language", "word"), [("en", "Another process"), ("ja", "別のプロセス")])
def test_second_writer(place: Path, language: str, word: str) -> None:
    """Another process is writing: 3, in words."""
    with writing(place):
        result = run("reindex", "--library", place, language=language)
    assert result.exit_code == 3
    assert word in result.stderr


def test_later_format(place: Path) -> None:
    """A library from a later version: 3, with the command that upgrades."""
    with sqlite3.connect(place / "records.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    result = run("search", "a", "--library", place)
    assert result.exit_code == 3
    assert "pip install -U shoroku" in result.stderr


def test_not_a_library(tmp_path: Path) -> None:
    """A file of that name that is not a store: 3."""
    (tmp_path / "records.db").write_bytes(b"something else entirely" * 100)
    result = run("search", "a", "--library", tmp_path)
    assert result.exit_code == 3
    assert "is not a shoroku library" in result.stderr


@pytest.mark.parametrize("language", ["en", "ja"])
def test_unexpected(place: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """An unexpected error: one line that says how to report it, no traceback, code 70."""
    monkeypatch.setattr(Library, "search", raising(RuntimeError("odd \x1b[31mthing")))
    result = run("search", "a", "--library", place, language=language)
    assert result.exit_code == 70
    assert result.stderr.count("\n") == 1
    assert "RuntimeError: odd thing" in result.stderr
    assert "SHOROKU_DEBUG=1" in result.stderr


def test_unexpected_with_debug(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With SHOROKU_DEBUG=1 the exception comes through with its traceback."""
    for error in (RuntimeError("odd"), OSError("odd")):
        monkeypatch.setattr(Library, "search", raising(error))
        assert run("search", "a", "--library", place, SHOROKU_DEBUG="1").exception is error


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Everything committed so far is safe"), ("ja", "確定した内容は保持")]
)
def test_interrupted(place: Path, monkeypatch: pytest.MonkeyPatch, language: str, word: str) -> None:
    """Ctrl-C: 130, and the word that nothing committed is lost."""
    monkeypatch.setattr(Library, "add", raising(KeyboardInterrupt()))
    result = run("add", "-", "--library", place, language=language)
    assert result.exit_code == 130
    assert word in result.stderr


@pytest.mark.parametrize(
    "arguments", [("search", "x"), ("stats",), ("show", "a"), ("reindex",), ("add", "-"), ("export", "--format", "ris")]
)
def test_library_that_is_a_file(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """A file where the library should be is a usage error, reported as such."""
    file = tmp_path / "notes.txt"
    file.write_text("x")
    result = run(*arguments, "--library", file)
    assert result.exit_code == 2
    assert f"Invalid value for '--library': {file} is a file. A library is a folder." in result.stderr
    assert "ライブラリにはフォルダを指定してください" in run(*arguments, "--library", file, language="ja").stderr


@pytest.mark.parametrize(("language", "told"), [("en", "\nInterrupted.\n"), ("ja", "\n中断しました。\n")])
def test_interrupted_search(place: Path, language: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in a command that commits nothing says nothing of what was committed."""
    monkeypatch.setattr(Library, "search", raising(KeyboardInterrupt()))
    result = run("search", "x", "--library", place, language=language)
    assert result.exit_code == 130
    assert result.stderr == told


def test_interrupted_add(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in a command that commits as it goes says that what was committed is safe."""
    monkeypatch.setattr(Library, "add", raising(KeyboardInterrupt()))
    result = run("add", "-", "--library", place)
    assert result.exit_code == 130
    assert "Everything committed so far is safe" in result.stderr


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        (("serach", "x"), "Did you mean search?"),
        (("help", "serach"), "Did you mean search?"),
        (("help", "exit-code"), "Did you mean exit-codes?"),
        (("lexikon",), "Did you mean lexicon?"),
        (("zzz",), ""),
    ],
)
def test_mistyped_command(written: tuple[str, ...], offered: str) -> None:
    """A command or topic that is nearly another's name is answered with that; one that is not, with nothing."""
    result = run(*written)
    assert result.exit_code == 2
    assert offered in result.stderr
    assert ("Did you mean" in result.stderr) == bool(offered)


@pytest.mark.parametrize("folder", ["x" * 300, "~nobody-at-all"])
@pytest.mark.parametrize("words", [("search", "serum"), ("add", "y" * 300), ("history",), ("check",), ("saved",)])
def test_paths_that_cannot_be(
    folder: str, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path that no file can have, or a home of nobody, ends with a message."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner(env={"SHOROKU_LANG": "en"}).invoke(app, [*words, "--library", folder])
    assert result.exit_code in (0, 1, 2, 3), result.output
    assert "Unexpected" not in result.output
