"""``shoroku facets``: counts by journal, year, language, source and type."""

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
        record("a", "red apple", journals="臨床リウマチ", year=2020, language="ja", sources=("JaLC",)),
        record("b", "red pear", journals="Pomology", year=2019, language="en", sources=("JaLC", "KAKEN")),
        record("c", "green pear", journals="Pomology", year=2018, language="en", type="book"),
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
    """A facet that there is not is wrong use."""
    assert facets(place, "--facet", "colour").exit_code == 2


def test_values_cannot_drive_the_terminal(
    library: Library, fill: Callable[..., Any], record: Callable[..., Any]
) -> None:
    """An escape in a journal's name does not come through."""
    fill(library, record("a", journals="Jour\x1b[31mnal"))
    text = facets(library.path).stdout
    assert "Journal" in text
    assert "\x1b" not in text
