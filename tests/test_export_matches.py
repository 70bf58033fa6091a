"""All that matches: the same records in the same order as page after page, read as they are asked for."""

from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest

import shoroku
from shoroku import BadArgument, Contribution, Export, Identifier, Library, Record, Text
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.search.retrieve import all_matches

Make = Callable[..., Record]
Fill = Callable[..., Library]

WORDS = ("apple", "apple pie", "apple apple cake", "apple tree in spring", "pear")


@pytest.fixture
def filled(library: Library, record: Make, fill: Fill) -> Library:
    """Give a library of 400 records, many of which rank alike; some without a year."""
    made = [
        record(f"r{number:03}", WORDS[number % 5], year=None if number % 7 == 0 else 2000 + number % 4, language="en")
        for number in range(400)
    ]
    return fill(library, *made)


def paged(library: Library, query: str, **asked: Any) -> list[str]:
    """Return the ids that a search lists, page after page; what holds only most of the words left out."""
    ids: list[str] = []
    while page := library.search(query, **asked, limit=37, offset=len(ids)):
        found = [hit.id for hit in page.hits if not hit.relaxed]
        ids += found
        if not found:
            break
    return ids


ASKED: list[tuple[str, dict[str, Any]]] = [
    ("apple", {}),
    ("apple", {"sort": "newest"}),
    ("apple", {"sort": "oldest"}),
    ("apple", {"year": (2001, 2002)}),
    ("apple cake", {}),
    ("", {"sort": "newest"}),
    ("", {"sort": "oldest"}),
    ("", {"sort": "newest", "year": 2001}),
    ("nothing of that kind", {}),
    ("?!", {}),
]


@pytest.mark.parametrize("stretch", [7, 150, 100_000])
@pytest.mark.parametrize(("query", "asked"), ASKED)
def test_the_order_of_pages(
    filled: Library, monkeypatch: pytest.MonkeyPatch, query: str, asked: dict[str, Any], stretch: int
) -> None:
    """All matches stand in the order in which pages list them, however the index is asked."""
    monkeypatch.setattr(all_matches, "_STRETCH", stretch)
    monkeypatch.setattr(all_matches, "_CHUNK", 5)
    matches = filled.all(query, **asked)
    ids = [found.id for found in matches]
    assert ids == paged(filled, query, **asked)
    assert len(ids) == matches.total == len(matches)


def test_without_a_query_the_order_is_the_store_s(library: Library, record: Make, fill: Fill) -> None:
    """Neither query nor order: all records in the order in which they were added; with a filter too."""
    fill(library, *(record(id_, "A", year=year) for id_, year in (("c", 2001), ("a", 1999), ("b", 2001))))
    assert [found.id for found in library.all()] == ["c", "a", "b"]
    assert [found.id for found in library.all(year=2001)] == ["c", "b"]
    assert [found.id for found in library.all("A", sort="stored")] == ["c", "a", "b"]


def test_everything_needs_no_index(filled: Library) -> None:
    """What asks for nothing in particular is read from the store, even where the index is gone."""
    (filled.path / "index" / "current").unlink()
    filled.close()
    assert len(list(filled.all())) == 400


def test_most_of_the_words(filled: Library) -> None:
    """With ``relaxed``, records that hold most of the words follow those that hold all, as a search lists them."""
    strict, both = filled.all("apple cake pie"), filled.all("apple cake pie", relaxed=True)
    assert strict.total == 0
    page = filled.search("apple cake pie", limit=1000)
    assert page.relaxed
    assert [found.id for found in both] == [hit.id for hit in page.hits]


def test_a_wrong_order(filled: Library) -> None:
    """An unknown order is refused."""
    with pytest.raises(BadArgument, match="sort"):
        filled.all("apple", sort="best")  # type: ignore[arg-type]


def test_records_are_read_as_they_are_asked_for(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than a batch of records is read ahead."""
    read: list[int] = []

    original = Store.records
    monkeypatch.setattr(Store, "records", lambda self, seqs: read.append(len(seqs)) or original(self, seqs))
    monkeypatch.setattr("shoroku.exporting._BATCH", 10)
    assert len(list(islice(filled.all("apple"), 15))) == 15
    assert read == [10, 10]


def test_what_is_deleted_meanwhile_is_left_out(filled: Library) -> None:
    """A record that goes after the matches were found is not among them; one that changes is read as it is now."""
    matches = filled.all("pear")

    with Store(filled.path / STORE_FILE, writable=True) as store:
        store.remove("test", ["r004"])
    ids = [found.id for found in matches]
    assert "r004" not in ids
    assert len(ids) == matches.total - 1


def test_a_walk_sees_one_state(filled: Library, record: Make) -> None:
    """What is committed while somebody walks through the records does not show on this walk."""
    walk = iter(filled.all())
    first = next(walk)
    with shoroku.open(filled.path) as other:
        other.take([Contribution("test", record("r399", "Changed")), Contribution("test", record("new", "New"))])
    ids_and_titles = [(found.id, found.titles[0].value) for found in (first, *walk)]
    assert len(ids_and_titles) == 400
    assert ids_and_titles[399] == ("r399", "pear")
    assert len(list(filled.all())) == 401


def test_export(filled: Library) -> None:
    """An export is the file of all that matches; it counts as it goes."""
    counted: list[int] = []
    export = filled.export("jsonl", "pear", year=2001, progress=counted.append)
    lines = b"".join(export).splitlines()
    assert export.records == len(lines) == len(filled.all("pear", year=2001)) == counted[-1]


def test_disallowed_abstracts_stay_behind(library: Library, record: Make, fill: Fill) -> None:
    """An abstract that may not be redistributed is in no format, and is counted; with the owner's word it is."""
    withheld = "unpublished abstract"
    fill(
        library,
        record("a", "A", withheld, abstract_licence="disallow"),
        record("b", "B", "free abstract", abstract_licence="allow"),
        record("c", "C", "no word abstract"),
        record("d", "D", abstract_licence="disallow"),
    )
    for format_ in ("bibtex", "csl-json", "csv", "jsonl", "md", "nbib", "ris", "tsv"):
        export = library.export(format_)
        data = b"".join(export).decode()
        assert withheld not in data
        assert "free abstract" in data
        assert "no word abstract" in data
        assert (export.records, export.withheld) == (4, 1)
        allowed = library.export(format_, with_disallowed_abstracts=True)
        assert withheld in b"".join(allowed).decode()
        assert allowed.withheld == 0


def test_what_may_not_be_passed_on_is_still_found(library: Library, record: Make, fill: Fill) -> None:
    """A record is found by its abstract, and goes out without it."""
    fill(library, record("a", "A", "hidden words", abstract_licence="disallow"))
    (found,) = library.all("hidden words")
    assert found.abstracts
    assert b"hidden" not in b"".join(Export([found], "ris"))


def test_what_is_said_beside(library: Library, record: Make, fill: Fill) -> None:
    """All matches tell of a query that was cut, as a page does, and of an index that is behind."""
    fill(library, record("a", "apple"))
    long = "apple " * 5000
    assert library.all(long).is_cut == library.search(long).is_cut is True
    assert not library.all("apple").is_cut
    with Store(library.path / STORE_FILE, writable=True) as store:
        store.take([Contribution("test", record("b", "apple"))])
    assert library.all("apple").behind == library.search("apple").behind == 1


@pytest.mark.parametrize("asked", [{"query": "apple"}, {"query": ""}, {"query": "", "year": 2001}])
@pytest.mark.parametrize("limit", [0, 1, 9, 1000])
def test_the_first_ones(filled: Library, asked: dict[str, Any], limit: int) -> None:
    """``limit`` keeps the first matches, in the same order, and ``total`` says how many there are."""
    everything, some = filled.all(**asked), filled.all(**asked, limit=limit)
    assert [found.id for found in some] == [found.id for found in everything][:limit]
    assert some.total == len(some) == min(limit, everything.total)


@pytest.mark.parametrize("limit", [-1, 1.5, "3", True])
def test_a_wrong_limit(filled: Library, limit: Any) -> None:
    """A limit is a whole number from 0."""
    with pytest.raises(BadArgument, match="limit"):
        filled.all("apple", limit=limit)


def test_chosen_records(library: Library, record: Make, fill: Fill) -> None:
    """Records chosen by identifiers come once each, in the order given, whatever identifier names them."""
    fill(library, record("a", "A", identifiers=(Identifier("DOI", "10.1000/a"),)), record("b", "B"), record("c", "C"))
    assert [found.id for found in library.select(["c", "https://doi.org/10.1000/A", "c", "b"])] == ["c", "a", "b"]
    assert list(library.select([])) == []
    with pytest.raises(shoroku.UnknownRecord):
        library.select(["a", "nobody"])
    exported = library.export("jsonl", identifiers=["b", "a"])
    assert [line.split(b'"')[3] for line in b"".join(exported).splitlines()] == [b"b", b"a"]
    with pytest.raises(BadArgument, match="identifiers"):
        library.export("jsonl", "A", identifiers=["b"])


OWN = Record(id="r1", titles=(Text("Sandwhales", "en"),), tags=("to read", "鯨"), note="Ask about\nthe map.")


def test_tags_and_notes_are_written_on_request() -> None:
    """The user's own tags and note are in a file for others only if they are asked for."""
    for format_ in ("ris", "bibtex"):
        plain = b"".join(Export([OWN], format_)).decode()
        assert "to read" not in plain
        assert "map" not in plain
        own = b"".join(Export([OWN], format_, with_own=True)).decode()
        assert "to read" in own
        assert "鯨" in own
        assert "Ask about the map." in own
    ris = b"".join(Export([OWN], "ris", with_own=True)).decode().splitlines()
    assert {"KW  - to read", "KW  - 鯨", "N1  - Ask about the map."} <= set(ris)


def test_other_formats_have_no_place_for_tags_and_notes() -> None:
    """Asking for tags and notes in a format that cannot hold them is refused; JSON Lines has them anyway."""
    with pytest.raises(BadArgument):
        Export([OWN], "nbib", with_own=True)
    assert b"to read" in b"".join(Export([OWN], "jsonl"))
