"""Filters with values that no record has: they are reported, with the nearest; journals by the beginning of their names."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shoroku import Library, Record, Text
from shoroku.cli import app


@pytest.fixture
def shelf(library: Library, fill: Callable[..., Library], record: Callable[..., Record]) -> Library:
    return fill(
        library,
        record(
            "a",
            "関節の研究",
            journals=("日本内科学会雑誌", "Journal of Internal Medicine"),
            publishers=(Text("日本内科学会", "ja"),),
            creators=("藤本 穣",),
            subjects=("関節リウマチ",),
            sources=("JaLC",),
            language="ja",
            type="article",
        ),
        record(
            "b",
            "関節の画像",
            journals="日本放射線学会誌",
            publishers=(Text("Springer", "en"),),
            creators=("Ingrid Larsen",),
            sources=("CiNii Articles",),
            language="en",
            type="book",
        ),
        record("c", "関節の力学", journals="臨床リウマチ", sources=("JaLC",), language="ja", type="article"),
    )


def told(library: Library, query: str = "関節", **filters: Any) -> list[tuple[str, str, str]]:
    """Return kind, value, and what is offered for each notice."""
    notices = library.search(query, **filters).notices
    return [(one.kind, one.fields["value"], one.fields.get("near", one.fields.get("known", ""))) for one in notices]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"journal": "臨床リュウマチ"}, [("near_value", "臨床リュウマチ", "臨床リウマチ")]),
        (
            {"journal": "Jornal of Internal Medicine"},
            [("near_value", "Jornal of Internal Medicine", "Journal of Internal Medicine")],
        ),
        ({"journal": "Nonesuch"}, [("unknown_value", "Nonesuch", "")]),
        ({"publisher": "Springr"}, [("near_value", "Springr", "Springer")]),
        ({"source": "JaLCX"}, [("near_value", "JaLCX", "JaLC")]),
        ({"source": "Foo"}, [("known_values", "Foo", "JaLC, CiNii Articles")]),
        ({"language": "jp"}, [("known_values", "jp", "ja, en")]),
        ({"type": "artcle"}, [("near_value", "artcle", "article")]),
        ({"author": "Larson, Ingrid"}, [("near_value", "Larson, Ingrid", "Ingrid Larsen")]),
        ({"subject": "関節リュウマチ"}, [("near_value", "関節リュウマチ", "関節リウマチ")]),
        ({"source": ["JaLC", "Foo"]}, [("known_values", "Foo", "JaLC, CiNii Articles")]),
        ({"source": "jalc", "language": "jpn", "journal": "日本内科学会雑誌", "year": 1800}, []),
        ({"language": "Japanese"}, []),
        ({}, []),
    ],
)
def test_unknown_values(filters: dict[str, Any], expected: list[tuple[str, str, str]], shelf: Library) -> None:
    """Every value that no record has is reported on the page, with the nearest ones or, of few, all; nothing else is."""
    assert told(shelf, **filters) == expected


def test_values_of_the_query(shelf: Library) -> None:
    """Values that the query itself gives are reported as well."""
    assert told(shelf, "関節 journal:臨床リュウマチ") == [("near_value", "臨床リュウマチ", "臨床リウマチ")]


def test_notices_in_both_languages(shelf: Library) -> None:
    """A notice on a filter is about no part of the query, and can be read in both languages."""
    (notice,) = shelf.search("関節", source="JaLCX").notices
    assert (notice.start, notice.end, notice.is_problem) == (0, 0, False)
    assert notice.text("en") == "No record of this library has the data source “JaLCX”. Did you mean: JaLC"
    assert notice.text("ja") == "データソースが「JaLCX」のレコードは、このライブラリにありません。もしかして: JaLC"


@pytest.mark.parametrize(
    ("journal", "found"),
    [
        ("日本*", {"a", "b"}),
        ("日本内*", {"a"}),
        ("journal of*", {"a"}),
        ("臨床*", {"c"}),
        ("京都*", set()),
        ("*", set()),
    ],
)
def test_journals_by_their_beginning(journal: str, found: set[str], shelf: Library) -> None:
    """A journal that ends with a star means all journals whose names begin so."""
    assert {hit.id for hit in shelf.search("関節", journal=journal).hits} == found


def run(library: Library, *arguments: str, language: str = "en") -> Result:
    return CliRunner(env={"SHOROKU_LANG": language}).invoke(app, [*arguments, "--library", str(library.path)])


@pytest.mark.parametrize(
    "arguments",
    [("search", "関節"), ("search", "関節", "--json"), ("facets", "関節"), ("export", "関節", "--format", "jsonl")],
)
def test_commands_say_it(arguments: tuple[str, ...], shelf: Library) -> None:
    """Commands say on stderr which value no record has, without a caret, and succeed."""
    result = run(shelf, *arguments, "--journal", "臨床リュウマチ")
    assert result.exit_code == 0
    expected = "No record of this library has the journal “臨床リュウマチ”. Did you mean: 臨床リウマチ\n"
    assert result.stderr == expected


@pytest.mark.parametrize(
    ("value", "command"),
    [
        ("臨床", "shoroku journals 臨床"),
        ("Internal Med", "shoroku journals 'Internal Med'"),
        ("日本", "shoroku journals 日本"),
    ],
)
def test_journals_with_such_names(value: str, command: str, shelf: Library) -> None:
    """If a name is a part of journals' names, the command that lists these is named, and lists some."""
    for language, word in (("en", "To list the journals"), ("ja", "雑誌の一覧")):
        told = run(shelf, "search", "関節", "--journal", value, language=language).stderr.splitlines()[-1]
        assert word in told
        assert told.endswith(command)
    assert shelf.journals(value).total


def test_no_journal_with_such_a_name(shelf: Library) -> None:
    """Otherwise no command is named."""
    for value in ("Nonesuch", "臨床リュウマチ", "!"):
        assert "shoroku journals" not in run(shelf, "search", "関節", "--journal", value).stderr
    assert "shoroku journals" not in run(shelf, "search", "関節", "--publisher", "日本").stderr


def test_commands_say_it_in_japanese(shelf: Library) -> None:
    """The same in Japanese."""
    result = run(shelf, "search", "関節", "--language", "jp", language="ja")
    assert "言語が「jp」のレコードは、このライブラリにありません。ライブラリにあるもの: ja, en" in result.stderr
