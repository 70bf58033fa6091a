"""``shoroku journals`` and ``shoroku authors``: what there is, with counts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from shoroku import BadArgument, Library, Person, Text
from shoroku.cli import app

RHEUMATOLOGY = {"journals": ("臨床リウマチ", "Clinical Rheumatology"), "issns": ("2189-0595",)}


@pytest.fixture
def shelf(library: Library, fill: Callable[..., Library], record: Callable[..., Any]) -> Library:
    """Give a library of five records: three journals, four people."""
    fujimoto = Person(names=(Text("藤本 穣"), Text("Minoru Fujimoto")))
    sato = Person(names=(Text("Ken Sato"),))

    def one(name: str, year: int, people: tuple[Person, ...], **fields: Any) -> Any:
        return msgspec.structs.replace(record(name, year=year, **fields), creators=people)

    return fill(
        library,
        one("a", 2018, (fujimoto, sato), **RHEUMATOLOGY),
        one("b", 2019, (Person(names=(Text("藤本穣"),)),), journals="Clinical Rheumatology", issns=("2189-0595",)),
        one("c", 2020, (sato,), journals="Applied Chemistry"),
        one("d", 2020, (Person(names=(Text("K. Sato"),)),), journals="臨床化学"),
        one("e", 2020, (Person(names=(Text("Satoko Ito"),)),)),
    )


def values(listing: Any) -> list[tuple[str, int]]:
    return [(one.value, one.count) for one in listing.values]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ["臨床リウマチ", "Applied Chemistry", "臨床化学"]),
        ("臨床", ["臨床リウマチ", "臨床化学"]),
        ("リウマチ", ["臨床リウマチ"]),
        ("clin", ["臨床リウマチ"]),
        ("Chem Appl", ["Applied Chemistry"]),
        ("rheumatology CLINICAL", ["臨床リウマチ"]),
        ("21890595", ["臨床リウマチ"]),
        ("chemist history", []),
        ("hemistry", []),
        ("!?", []),
    ],
)
def test_journals_by_words(shelf: Library, words: str, expected: list[str]) -> None:
    """Words are beginnings of words of any name, a part of a Japanese one, or an ISSN."""
    found = shelf.journals(words)
    assert [one.value for one in found.values] == expected
    assert found.total == len(expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", [("Ken Sato", 2), ("藤本 穣 / Minoru Fujimoto", 2), ("K. Sato", 1), ("Satoko Ito", 1)]),
        ("藤本", [("藤本 穣 / Minoru Fujimoto", 2)]),
        ("藤本穣", [("藤本 穣 / Minoru Fujimoto", 2)]),
        ("fujimoto", [("藤本 穣 / Minoru Fujimoto", 2)]),
        ("Fujimoto, M.", [("藤本 穣 / Minoru Fujimoto", 2)]),
        ("Sato", [("Ken Sato", 2), ("K. Sato", 1)]),
        ("Sato Ken", [("Ken Sato", 2), ("K. Sato", 1)]),
        ("Minoru Sato", []),
        ("nobody", []),
        ("!?", []),
    ],
)
def test_authors_by_words(shelf: Library, words: str, expected: list[tuple[str, int]]) -> None:
    """Words are a surname or a whole name; who stands beside such a person on a record is not listed."""
    found = shelf.authors(words)
    assert values(found) == expected
    assert found.total == len(expected)


def test_filters_order_and_bounds(shelf: Library) -> None:
    """What is counted can be narrowed, put in the order of names, and cut."""
    assert values(shelf.journals(year=2018)) == [("臨床リウマチ", 1)]
    assert values(shelf.authors(journal="2189-0595")) == [("藤本 穣 / Minoru Fujimoto", 2), ("Ken Sato", 1)]
    assert values(shelf.authors("Sato", year=(2019, None))) == [("K. Sato", 1), ("Ken Sato", 1)]
    names = [one.value for one in shelf.authors(sort="name").values]
    assert names == ["Satoko Ito", "K. Sato", "Ken Sato", "藤本 穣 / Minoru Fujimoto"]
    cut = shelf.journals(sort="name", limit=1)
    assert (cut.total, values(cut)) == (3, [("Applied Chemistry", 1)])


@pytest.mark.parametrize("wrong", [{"sort": "size"}, {"limit": -1}, {"limit": 10**6}, {"year": "x"}])
def test_wrong_arguments(shelf: Library, wrong: dict[str, Any]) -> None:
    """An unknown order, and a limit out of bounds, are usage errors."""
    for listing in (shelf.journals, shelf.authors):
        with pytest.raises(BadArgument):
            listing(**wrong)


def run(place: Path, *arguments: str, language: str = "en") -> Result:
    env = {"SHOROKU_LANG": language, "COLUMNS": "80"}
    return CliRunner(env=env).invoke(app, [*arguments, "--library", str(place)])


def test_json(shelf: Library) -> None:
    """The JSON has the words, how many there are, and the entries with their names and ISSNs."""
    printed = json.loads(run(shelf.path, "journals", "-n", "1", "--json").stdout)
    names = {"ja": "臨床リウマチ", "en": "Clinical Rheumatology"}
    entry = {"value": "臨床リウマチ", "count": 2, "names": names, "issns": ["2189-0595"]}
    assert printed == {"query": "", "total": 3, "journals": [entry]}
    assert json.loads(run(shelf.path, "authors", "nobody", "--json").stdout) == {
        "query": "nobody",
        "total": 0,
        "authors": [],
    }


@pytest.mark.parametrize(("language", "name"), [("en", "Clinical Rheumatology"), ("ja", "臨床リウマチ")])
def test_tables(shelf: Library, language: str, name: str) -> None:
    """For people there is a table, journals named in their language, people with both names."""
    journals = [line.strip() for line in run(shelf.path, "journals", language=language).stdout.splitlines()]
    assert any(line.startswith(f"{name} ") and line.split()[-2:] == ["2189-0595", "2"] for line in journals)
    authors = [line.split() for line in run(shelf.path, "authors", "藤本", language=language).stdout.splitlines()]
    assert ["藤本", "穣", "/", "Minoru", "Fujimoto", "2"] in authors


@pytest.mark.parametrize(
    ("language", "more", "none"), [("en", "1 of 3", "Nothing was found"), ("ja", "3 件のうち 1 件", "ありません")]
)
def test_more_and_none(shelf: Library, language: str, more: str, none: str) -> None:
    """It is told when there are more than are shown, and when there is none."""
    assert more in run(shelf.path, "journals", "-n", "1", language=language).stdout
    assert none in run(shelf.path, "authors", "nobody", language=language).stdout
