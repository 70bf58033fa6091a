"""The table of messages: both languages, the same facts in each, and nothing said beside it."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import shoroku.cli
from shoroku.cli.messages import message
from shoroku.cli.messages.click_words import JAPANESE
from shoroku.cli.messages.texts import MESSAGES

FOLDER = Path(shoroku.cli.__file__).parent
SOURCES = sorted(FOLDER.rglob("*.py"))
#: The files that hold texts, and the one that holds what a line must not begin with.
TABLES = {"texts.py", "click_words.py", "text.py"}
#: Names of things, the same in every language; and of rich's styles.
NAMES = {"ISSN", "ID", "CRID", "NAID", "DOI", "PMID", " MB", "shoroku ", "bold", "dim", "cyan"}
#: What prints; its strings are what a person sees.
PRINTERS = {
    "echo",
    "tell",
    "Refused",
    "print",
    "print_text",
    "print_rows",
    "BadParameter",
    "UsageError",
    "ClickException",
    "add_column",
    "append",
}

_JAPANESE_SCRIPT = re.compile("[ぁ-んァ-ヶ一-龠]")


def fields(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


@pytest.mark.parametrize("id_", MESSAGES)
def test_both_languages(id_: str) -> None:
    """Every message is there in English and in Japanese, with the same placeholders."""
    english, japanese = MESSAGES[id_]
    assert english.strip()
    assert japanese.strip()
    assert not _JAPANESE_SCRIPT.search(english) or id_.endswith(".example")
    assert _JAPANESE_SCRIPT.search(japanese) or id_.endswith(".example")
    assert fields(english) == fields(japanese)


@pytest.mark.parametrize("english", JAPANESE)
def test_clicks_words(english: str) -> None:
    """Click's words in Japanese name the same facts."""
    assert set(fields(JAPANESE[english])) <= set(fields(english.replace("!r", "")))
    assert _JAPANESE_SCRIPT.search(JAPANESE[english])


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def constants(node: ast.AST) -> Iterator[str]:
    """Yield the strings that ``node`` itself would show; those inside a call of ``message`` are ids."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("message", "isinstance"):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from constants(child)


def docstrings(tree: ast.AST) -> set[str]:
    kinds = (ast.Module, ast.FunctionDef, ast.ClassDef)
    return {ast.get_docstring(node, clean=False) or "" for node in ast.walk(tree) if isinstance(node, kinds)}


@pytest.mark.parametrize(
    "source", [path for path in SOURCES if path.name not in TABLES], ids=lambda path: "/".join(path.parts[-2:])
)
def test_nothing_is_said_beside_the_table(source: Path) -> None:
    """No text in Japanese and no sentence stands in the code, and what prints is given no words of its own."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    said = [text for text in constants(tree) if text not in docstrings(tree)]
    assert [text for text in said if _JAPANESE_SCRIPT.search(text)] == []
    assert [text for text in said if re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", text)] == []
    arguments = [value for name, call in calls(tree) if name in PRINTERS for value in call.args]
    shown = {text for value in arguments for text in constants(value) if re.search(r"[A-Za-z]{2,}", text)}
    assert shown - NAMES == set()


def id_patterns(argument: ast.AST) -> Iterator[str]:
    if isinstance(argument, ast.IfExp):
        yield from id_patterns(argument.body)
        yield from id_patterns(argument.orelse)
    elif isinstance(argument, ast.JoinedStr):
        yield "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else r"[\w.]*" for v in argument.values)
    elif isinstance(argument, ast.Constant):
        yield re.escape(str(argument.value))


def used_ids() -> Iterator[re.Pattern[str]]:
    """Yield a pattern for every id that the code asks for; what an f-string fills in may be anything."""
    for path in SOURCES:
        for name, call in calls(ast.parse(path.read_text(encoding="utf-8"))):
            if name == "message":
                yield from map(re.compile, id_patterns(call.args[0]))
            for keyword in call.keywords:
                if keyword.arg == "help_id" and isinstance(keyword.value, ast.Constant):
                    yield re.compile(re.escape(str(keyword.value.value)))


def test_ids_and_uses_agree() -> None:
    """Every id that the code asks for is in the table, and the table holds nothing that nobody asks for."""
    patterns = {pattern.pattern: pattern for pattern in used_ids()}.values()
    assert [pattern.pattern for pattern in patterns if not any(map(pattern.fullmatch, MESSAGES))] == []
    options = re.compile(r"option\.\w+")  # asked for by the option's own name
    everything = [*patterns, options, re.compile(r"language\.\w*")]
    assert [id_ for id_ in MESSAGES if not any(pattern.fullmatch(id_) for pattern in everything)] == []


def test_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message is filled with its fields, in the language of the moment."""
    monkeypatch.setenv("SHOROKU_LANG", "en")
    assert message("facets.total", total=1200) == "1,200 records"
    monkeypatch.setenv("SHOROKU_LANG", "ja")
    assert message("facets.total", total=1200) == "1,200 件"
