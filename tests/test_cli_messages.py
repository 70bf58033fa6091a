"""The messages of the command line: every one in both languages, with the same placeholders, and none unused."""

import ast
import gettext
import io
import os
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Message

import shoroku
from shoroku import EmptyFile, IndexMissing, ShorokuError, UnknownRecord
from shoroku.cli.app import COMMANDS
from shoroku.cli.terminal.errors import ADVICE, advised
from shoroku.messages import translation
from tests.catalogue import CODE, MO, compiled, extracted, translated

SOURCES = sorted((CODE / "cli").rglob("*.py"))
CLICK_TEXTS = "shoroku/messages/click_texts.py"
#: Functions that look a text up, or mark one for later.
LOOKUPS = {"_", "N_", "gettext", "ngettext", "pgettext"}
#: Functions that print; their strings are what a person sees.
PRINTERS = {"echo", "tell", "Refused", "print", "print_text", "print_rows", "BadParameter", "UsageError", "add_column"}
#: Names of things, the same in every language; and of rich's styles.
NAMES = {"ISSN", "ID", "shoroku", "shoroku ", "bold", "dim", "cyan"}

_JAPANESE_SCRIPT = re.compile("[ぁ-んァ-ヶ一-龠]")
#: Commands and options, which stay as they are.
_COMMAND = re.compile(rf"shoroku (?:{'|'.join(COMMANDS)})\b|--[a-z-]+")
#: Texts that consist of signs only, or in which names of formats stand for words.
_WITHOUT_WORDS = {", ", " or "}
_WITHOUT_JAPANESE = ([], ["、"], ["・"], ["「{word}」"], ["DOI（10.NNNN/…）"], ["ISSN（NNNN-NNNN）"])


def texts(value: object) -> list[str]:
    """Return the forms of a message: one, or singular and plural."""
    return [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]


def keys(messages: object) -> set[tuple[str | None, tuple[str, ...]]]:
    return {(one.context, tuple(texts(one.id))) for one in messages if one.id}  # type: ignore[attr-defined]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_catalogue_holds_the_messages_of_the_code() -> None:
    """No message of the code is missing from the catalogue, and the catalogue holds no other."""
    assert keys(translated()) == keys(extracted())
    assert not translated().obsolete


ENTRIES = [one for one in translated() if one.id]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda one: texts(one.id)[0][:60])
def test_both_languages(entry: Message) -> None:
    """Every message has an English and a Japanese text, with the same placeholders."""
    english, japanese = texts(entry.id), texts(entry.string)
    assert all(text.strip(" ") or text in _WITHOUT_WORDS for text in japanese)
    assert not [text for text in english if _JAPANESE_SCRIPT.search(text.replace("題名 or タイトル", ""))]  # two names
    assert [text for text in japanese if not _JAPANESE_SCRIPT.search(text)] in _WITHOUT_JAPANESE
    is_clicks = [file for file, _ in entry.locations] == [CLICK_TEXTS]
    for text in japanese:
        assert placeholders(text) <= {name for form in english for name in placeholders(form)}
        assert is_clicks or placeholders(text) >= placeholders(english[-1])
        assert [kept for kept in _COMMAND.findall(english[-1]) if kept not in text] == []


def compiled_messages(content: bytes) -> dict[object, str]:
    """Return the messages of a compiled catalogue, without its header, which names the tool that made it."""
    found = dict(gettext.GNUTranslations(io.BytesIO(content))._catalog)  # type: ignore[attr-defined]
    found.pop("", None)
    return found


def test_the_compiled_catalogue_is_up_to_date() -> None:
    """The file that gettext reads holds what the catalogue says."""
    assert compiled_messages(MO.read_bytes()) == compiled_messages(compiled(translated()))


def test_clicks_texts_are_clicks() -> None:
    """Every text listed as one of click is looked up by click, or is a text that click looks up by a variable."""
    listed = {key for one in extracted() if CLICK_TEXTS in [file for file, _ in one.locations] for key in keys([one])}
    assert listed
    code = Path(click.__file__).parent
    texts = {text for file in code.glob("*.py") for text in _texts(ast.parse(file.read_text(encoding="utf-8")))}
    by_variable = {(None, (text,)) for text in texts if text.isalpha()}
    assert listed - keys(extracted({"click": code})) - by_variable == set()


def _texts(tree: ast.AST) -> Iterator[str]:
    """Yield the texts in a file's code."""
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def constants(node: ast.AST) -> Iterator[str]:
    """Yield the strings that ``node`` itself would show; those that are looked up are in the catalogue."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in LOOKUPS | {"isinstance"}:
        return
    if isinstance(node, ast.keyword) and node.arg in ("examples", "style", "metavar"):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from constants(child)


def docstrings(tree: ast.AST) -> set[str]:
    kinds = (ast.Module, ast.FunctionDef, ast.ClassDef)
    return {ast.get_docstring(node, clean=False) or "" for node in ast.walk(tree) if isinstance(node, kinds)}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_nothing_is_printed_that_is_not_looked_up(source: Path) -> None:
    """No sentence stands in the code but in a look-up, and what prints is given no words of its own."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    said = [text for text in constants(tree) if text not in docstrings(tree)]
    sentences = [text for text in said if re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", text)]
    assert [text for text in sentences if not text.startswith("harvest ")] == []  # examples
    arguments = [value for name, call in calls(tree) if name in PRINTERS for value in call.args]
    shown = {text for value in arguments for text in constants(value) if re.search(r"[A-Za-z]{2,}", text)}
    assert shown - NAMES == set()


def test_no_look_up_in_an_f_string() -> None:
    """No text is looked up inside an f-string, where the tools that extract messages do not see it."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FormattedValue):
                assert not [name for name, _ in calls(node) if name in LOOKUPS], f"{source}:{node.lineno}"


def test_the_language_is_left_as_it_was() -> None:
    """A program that calls the command line has its own texts looked up in its own catalogue afterwards."""
    code = (
        "import gettext, os; from click.testing import CliRunner; from shoroku.cli import app\n"
        "print(CliRunner(env={'SHOROKU_LANG': 'ja'}).invoke(app, ['--help']).stdout[:4])\n"
        "print(gettext.textdomain(), os.environ.get('LANGUAGE'), gettext.gettext('Usage:'))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "LANGUAGE"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["使い方:", "messages None Usage:"]


def test_errors_name_no_commands() -> None:
    """What an error says holds in Python too: it names no command and no option of the command line."""
    exported = [getattr(shoroku, name) for name in shoroku.__all__]
    kinds = [one for one in exported if isinstance(one, type) and issubclass(one, ShorokuError)]
    assert len(kinds) > len(ADVICE)
    assert [kind for kind in kinds if _COMMAND.search(kind.template)] == []
    assert set(ADVICE) <= {kind.__name__ for kind in kinds}


def test_advice_follows_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line says which command helps, with the error's own fields."""
    monkeypatch.setenv("SHOROKU_LANG", "en")
    with translation():
        text = advised(IndexMissing(path="my lib"))
        assert text.endswith(" Rebuild it with: shoroku reindex --library 'my lib'")
        assert advised(EmptyFile(file="a.ris")) == "a.ris: the file is empty."
    monkeypatch.setenv("SHOROKU_LANG", "ja")
    with translation():
        assert advised(UnknownRecord(id="x")).endswith("。検索するには: shoroku search 検索語")
