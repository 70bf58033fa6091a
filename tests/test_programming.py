"""The library as a programmer uses it: records in and out, saved searches, sources, values that print and convert."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

import shoroku
from shoroku import Library, NotDeletable, Record, Text, UnknownRecord, UnknownSavedSearch

APPLE: dict[str, Any] = {
    "id": "a",
    "title_en": "Apple trees",
    "title_ja": "林檎の木",
    "doi": "10.99999/a",
    "year": 2001,
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return shoroku.open(tmp_path / "library")


def test_records_of_a_program_are_found(library: Library) -> None:
    """Mappings in the short or full form and ``Record`` values can be added, and are searchable at once."""
    added = library.add_records(
        [
            APPLE,
            {"titles": [{"value": "Pear trees", "lang": "en"}], "id": "p"},
            Record(id="q", titles=(Text("Quince", "en"),)),
        ]
    )
    assert (added.outcome.new, added.rejects) == (3, [])
    assert [hit.id for hit in library.search("pear").hits] == ["p"]
    assert [hit.id for hit in library.search("林檎").hits] == ["a"]
    assert len(library) == 3


def test_a_record_is_replaced_by_its_id(library: Library) -> None:
    """Adding a record again with the same id changes it."""
    library.add_records([APPLE])
    assert library.add_records([APPLE]).outcome.unchanged == 1
    assert library.add_records([APPLE | {"title_en": "Apples"}]).outcome.changed == 1
    assert library.get("a").titles[-1].value == "Apples"


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ({"id": "x"}, shoroku.NoTitle),
        ({"title": "t", "year": "never"}, shoroku.BadDate),
        ({"title": 3}, shoroku.WrongType),
        ({"title": object()}, shoroku.BrokenSyntax),
    ],
)
def test_an_invalid_record_is_rejected_with_its_position(library: Library, bad: dict[str, Any], error: type) -> None:
    """An invalid record is reported with its position; the others are added."""
    added = library.add_records([APPLE, bad])
    assert added.outcome.new == 1
    ((file, line, reason, *_),) = added.rejects
    assert (file, line, type(reason)) == ("records", 2, error)


def test_deleting(library: Library) -> None:
    """A record that a program added can be deleted by its id or its DOI, and is no longer found."""
    library.add_records([APPLE, {"id": "p", "title": "Pear trees"}])
    library.delete("10.99999/A")
    assert "a" not in library
    assert library.search("apple").total == 0
    library.delete("p")
    assert len(library) == 0
    assert library


def test_only_records_of_a_program_can_be_deleted(library: Library, tmp_path: Path) -> None:
    """A record from a file stays; what a program added to it can be taken away again."""
    lines = tmp_path / "records.jsonl"
    lines.write_text(json.dumps({"id": "f", "title": "Fig trees", "doi": "10.99999/f"}), encoding="utf-8")
    library.add([lines])
    with pytest.raises(NotDeletable, match="jsonl"):
        library.delete("f")
    with pytest.raises(UnknownRecord):
        library.delete("g")
    library.add_records([{"id": "mine", "title": "Fig trees, corrected", "doi": "10.99999/f"}])
    assert library.get("10.99999/f").title == "Fig trees, corrected"
    library.delete("mine")
    assert library.get("10.99999/f").title == "Fig trees"


def test_deleting_from_a_library_that_is_not_there(library: Library) -> None:
    """Deleting creates no library."""
    with pytest.raises(UnknownRecord):
        library.delete("a")
    assert not library.path.exists()


def test_membership_and_iteration(library: Library) -> None:
    """``in`` takes the identifiers that ``get`` takes; a library yields its records."""
    library.add_records([APPLE])
    assert "a" in library
    assert "https://doi.org/10.99999/a" in library
    assert "b" not in library
    assert 3 not in library
    assert [record.doi for record in library] == ["10.99999/a"]


def test_saved_searches(library: Library) -> None:
    """A saved search is created, checked, marked as seen and deleted."""
    library.add_records([APPLE])
    assert library.saved.create("trees", "tree*", year=(2000, None)) == 1
    assert "trees" in library.saved
    assert len(library.saved) == 1
    assert library.saved["trees"].query == "tree*"
    library.add_records([{"id": "p", "title": "Pear trees", "year": 2002}])
    news = library.saved.check("trees")
    assert [hit.id for hit in news.hits] == ["p"]
    library.saved.mark_seen(news)
    assert library.saved.check("trees").hits == ()
    library.saved.delete("trees")
    with pytest.raises(UnknownSavedSearch):
        library.saved.check("trees")


def test_sources_have_names_and_a_status(library: Library) -> None:
    """The sources of a library can be listed before there is a library."""
    assert {"cinii", "oai", "pubmed"} <= set(library.sources)
    assert library.sources.harvests() == []
    assert library.sources.status().contributions == {}


def test_values_print_what_they_are(library: Library) -> None:
    """The representation of a library, a page, a hit and a record says what it is, on a short line."""
    library.add_records([APPLE])
    page = library.search("apple")
    assert repr(library).startswith("shoroku.open('")
    assert repr(page) == "<Page of 'apple': 1 hits, 1 records in total>"
    assert repr(page.hits[0]) == "<Hit 'a': '林檎の木'>"
    assert repr(Record(id="x", titles=(Text("T"),))) == "Record(id='x', titles=(Text(value='T'),))"
    assert "create" not in repr(library.saved)


def test_a_page_converts_to_plain_data(library: Library) -> None:
    """``to_dict`` gives what ``search --json`` prints; ``dict`` gives the same, as web frameworks do."""
    library.add_records([APPLE])
    page = library.search("apple", facets=["year"], explain=True)
    found = page.to_dict()
    assert json.loads(json.dumps(found)) == found
    assert dict(page) == found
    assert found["hits"][0]["doi"] == "10.99999/a"
    assert found["facets"]["year"][0]["count"] == 1


def test_a_disallowed_abstract_stays_behind(library: Library) -> None:
    """Plain data has no snippet of an abstract that may not be redistributed, and says so, unless it is asked for."""
    library.add_records([APPLE | {"abstract_en": "All about apples.", "abstract_licence": "disallow"}])
    page = library.search("apples")
    assert page.hits[0].highlights["abstract"].text == "All about apples."
    (hit,) = page.to_dict()["hits"]
    assert (hit["highlights"]["abstract"], hit["withheld"]) == (None, True)
    (hit,) = page.to_dict(with_disallowed_abstracts=True)["hits"]
    assert (hit["highlights"]["abstract"], "withheld" in hit) == ("All about <mark>apples</mark>.", False)


def test_a_fastapi_route_returns_a_page(library: Library) -> None:
    """A route of FastAPI can return a page, and can be annotated with it."""
    library.add_records([APPLE])
    app = FastAPI()

    @app.get("/plain")
    def plain() -> Any:
        return library.search("apple")

    @app.get("/typed")
    def typed() -> shoroku.Page:
        return library.search("apple")

    async def answers() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return [await client.get(path) for path in ("/plain", "/typed")]

    for answer in asyncio.run(answers()):
        assert answer.status_code == 200
        assert [hit["id"] for hit in answer.json()["hits"]] == ["a"]
