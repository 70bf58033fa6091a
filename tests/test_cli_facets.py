"""``shoroku facets``: counts by journal, year, author and the like."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shoroku import Library
from shoroku.cli import app


@pytest.fixture
def place(library: Library, fill: Callable[..., Any], record: Callable[..., Any]) -> Path:
    fill(
        library,
        record(
            "a",
            "red apple",
            journals="臨床リウマチ",
            year=2020,
            language="ja",
            sources=("JaLC",),
            creators=("Hanako Yamada",),
        ),
        record("b", "red pear", journals="Pomology", year=2019, language="en", sources=("JaLC", "KAKEN")),
        record(
            "c",
            "green pear",
            journals="Pomology",
            year=2018,
            language="en",
            type="book",
            subjects=("Fruit",),
            creators=("Hanako Yamada",),
        ),
    )
    return library.path


def facets(place: Path, *arguments: str, language: str = "en") -> Result:
    runner = CliRunner(env={"SHOROKU_LANG": language, "COLUMNS": "80"})
    return runner.invoke(app, ["facets", "--library", str(place), *arguments])


def counts(place: Path, *arguments: str) -> dict[str, dict[str, int]]:
    printed = json.loads(facets(place, "--json", *arguments).stdout)
    return {name: {one["value"]: one["count"] for one in values} for name, values in printed["facets"].items()}


def test_everything(place: Path) -> None:
    """Without a query every record is counted, by every facet."""
    assert counts(place) == {
        "journal": {"Pomology": 2, "臨床リウマチ": 1},
        "year": {"2020": 1, "2019": 1, "2018": 1},
        "language": {"en": 2, "ja": 1},
        "source": {"JaLC": 2, "KAKEN": 1},
        "type": {"article": 2, "book": 1},
        "author": {"Hanako Yamada": 2},
        "publisher": {},
        "subject": {"Fruit": 1},
        "project": {},
        "funder": {},
        "institution": {},
        "tag": {},
    }


def test_query_and_filters(place: Path) -> None:
    """A query and filters narrow what is counted; a facet's own filter leaves its counts as they were."""
    assert counts(place, "red", "--facet", "year") == {"year": {"2020": 1, "2019": 1}}
    narrowed = counts(place, "--language", "en", "--facet", "language", "--facet", "type")
    assert narrowed == {"language": {"en": 2, "ja": 1}, "type": {"article": 1, "book": 1}}


def test_size(place: Path) -> None:
    """--size bounds how many values there are."""
    assert counts(place, "--facet", "journal", "--size", "1") == {"journal": {"Pomology": 2}}


def test_json_shape(place: Path) -> None:
    """The JSON has the query, the total and the facets."""
    printed = json.loads(facets(place, "red", "--facet", "type", "--json").stdout)
    assert printed == {
        "query": "red",
        "total": 2,
        "relaxed": False,
        "relaxed_total": 0,
        "facets": {"type": [{"value": "article", "count": 2}]},
    }


@pytest.mark.parametrize(("language", "heading"), [("en", "Journal"), ("ja", "雑誌")])
def test_table(place: Path, language: str, heading: str) -> None:
    """For people there is a table for each facet, with counts to the right."""
    lines = [line.split() for line in facets(place, "--facet", "journal", language=language).stdout.splitlines()]
    assert [heading] in [line[:1] for line in lines]
    assert ["Pomology", "2"] in lines
    assert ["臨床リウマチ", "1"] in lines


def test_unknown_facet(place: Path) -> None:
    """An unknown facet is a usage error."""
    assert facets(place, "--facet", "colour").exit_code == 2


def test_values_cannot_drive_the_terminal(
    library: Library, fill: Callable[..., Any], record: Callable[..., Any]
) -> None:
    """An escape in a journal's name does not come through."""
    fill(library, record("a", journals="Jour\x1b[31mnal"))
    text = facets(library.path).stdout
    assert "Journal" in text
    assert "\x1b" not in text


def test_a_size_of_its_own(place: Path) -> None:
    """author:50 sets how many values that one facet has."""
    assert counts(place, "--facet", "year:2", "--facet", "source", "--size", "1") == {
        "year": {"2020": 1, "2019": 1},
        "source": {"JaLC": 2},
    }


@pytest.mark.parametrize(
    "facet", ["author:", "author:0", "author:x", "author:10001", "author:٣", ":5", "author:999999999999"]
)
def test_sizes_that_cannot_be(place: Path, facet: str) -> None:
    """A size that is not a number, or out of bounds, is a usage error."""
    assert facets(place, "--facet", facet).exit_code == 2


@pytest.mark.parametrize(("language", "name"), [("en", "Pomology Letters"), ("ja", "果樹学報告集成")])
def test_journals_are_named_in_the_readers_language(
    library: Library, fill: Callable[..., Any], record: Callable[..., Any], language: str, name: str
) -> None:
    """A journal with names in both languages is shown by the one that the reader reads."""
    fill(library, record("a", journals=("果樹学報告集成", "Pomology Letters")))
    assert [name, "1"] in [
        line.split("  ") and line.rsplit(maxsplit=1)
        for line in map(str.strip, facets(library.path, language=language).stdout.splitlines())
    ]


def test_years_have_bars(place: Path) -> None:
    """Over the counts of the newest years there is a line of bars for all of them, at most a line wide."""
    text = facets(place, "--facet", "year:1").stdout
    assert "2018 ▇▇▇ 2020" in text
    assert "2019  " not in text
