"""Facets: how many of what was found, by journal, year, author and the like."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import shoroku
from shoroku import BadArgument, FacetValue, Library, Page, Person, Record, Text
from shoroku.search.present.facets import FacetCounter

NAMES = ("journal", "year", "language", "source", "type", "author", "publisher", "subject")
JOURNALS = ["臨床化学", "架空数学", "Journal of Examples", ""]
SOURCES: list[tuple[str, ...]] = [("JaLC",), ("JaLC", "PubMed"), (), ("CiNii Articles",)]
AUTHORS: list[tuple[str, ...]] = [("藤本 穣", "Hanako Yamada"), ("Hanako Yamada",), (), ("Ken Sato", "藤本 穣")]
PUBLISHERS = ["Example House", "Imaginary Press"]
SUBJECTS: list[tuple[str, ...]] = [("血清", "Serum"), (), ("Proteins",)]
WORDS = ["Serum", "Serum protein", "Protein", "Serum protein markers", "Glass"]


def _one(make: Callable[..., Record], number: int) -> Record:
    return make(
        f"r{number:03d}",
        WORDS[number % len(WORDS)],
        journals=JOURNALS[number * number % 7 % len(JOURNALS)],
        year=None if number % 11 == 0 else 1990 + number % 13,
        language=["ja", "en", ""][number % 3],
        sources=SOURCES[number % 4],
        type=["article", "book"][number % 5 == 0],
        creators=AUTHORS[number % 7 % 4],
        publishers=tuple(Text(name) for name in PUBLISHERS[: number % 3]),
        subjects=SUBJECTS[number % 3],
    )


@pytest.fixture(scope="module")
def shelf(
    tmp_path_factory: pytest.TempPathFactory, record: Callable[..., Record], fill: Callable[..., Library]
) -> Iterator[Library]:
    """Give a library of 120 records in several segments, some of them changed once."""
    records = [_one(record, number) for number in range(120)]
    with shoroku.open(tmp_path_factory.mktemp("facets") / "library") as library:
        fill(library, *(record(one.id, "Serum protein", type="thesis") for one in records[:30]))
        fill(library, *records[:70])
        fill(library, *records[70:])
        yield library


def values(one: Record, name: str) -> tuple[str, ...]:
    """Return what a record counts under, by looking at it."""
    found = {
        "journal": tuple(text.value for text in one.journals),
        "year": (str(one.year),) if one.year else (),
        "language": (one.language,),
        "source": one.sources,
        "type": (one.type,),
        "author": tuple(person.names[0].value for person in one.creators),
        "publisher": tuple(text.value for text in one.publishers),
        "subject": tuple(text.value for text in one.subjects),
    }
    return tuple(value for value in found[name] if value)


def counted(records: Iterable[Record], name: str) -> Counter[str]:
    return Counter(value for one in records for value in values(one, name))


def shown(page: Page, name: str) -> dict[str, int]:
    return {value.value: value.count for value in page.facets[name]}


def everything(library: Library, query: str, **asked: Any) -> list[Record]:
    return [hit.record for hit in library.search(query, limit=1000, **asked).hits if not hit.relaxed]


@pytest.mark.parametrize("query", ["", "serum", "serum protein", "markers"])
def test_counts_are_right(shelf: Library, query: str) -> None:
    """Each facet counts the records that hold all the words, as if one had counted them by hand."""
    page = shelf.search(query, facets=NAMES, facet_size=100, limit=3)
    records = everything(shelf, query)
    assert {name: shown(page, name) for name in NAMES} == {name: counted(records, name) for name in NAMES}


optional = {
    "journal": st.lists(st.sampled_from(JOURNALS[:3]), min_size=1, max_size=2),
    "year": st.tuples(st.integers(1990, 1996), st.integers(1996, 2002)),
    "language": st.sampled_from(["ja", "en"]),
    "source": st.sampled_from(["JaLC", "PubMed"]),
    "type": st.sampled_from(["article", "book"]),
    "author": st.lists(st.sampled_from(["藤本 穣", "Hanako Yamada", "Sato, Ken"]), min_size=1, max_size=2),
    "publisher": st.sampled_from(PUBLISHERS),
    "subject": st.lists(st.sampled_from(["血清", "proteins"]), min_size=1, max_size=2),
}


@settings(max_examples=60, deadline=None)
@given(asked=st.fixed_dictionaries({}, optional=optional), query=st.sampled_from(["", "serum", "serum protein"]))
def test_a_facet_is_not_narrowed_by_its_own_filter(shelf: Library, asked: dict[str, Any], query: str) -> None:
    """A facet's own filter does not change its counts; all other filters do."""
    page = shelf.search(query, facets=NAMES, facet_size=100, **asked)
    assume(page.total)
    for name in NAMES:
        others = {other: value for other, value in asked.items() if other != name}
        assert shown(page, name) == counted(everything(shelf, query, **others), name)


def test_choosing_one_journal_still_shows_the_others(shelf: Library) -> None:
    """With one journal chosen, every journal is still listed with what it holds."""
    free = shelf.search("serum", facets=["journal"])
    chosen = shelf.search("serum", journal="架空数学", facets=["journal", "language"])
    assert chosen.facets["journal"] == free.facets["journal"]
    assert len(chosen.facets["journal"]) == 3
    assert sum(shown(chosen, "language").values()) <= chosen.total < free.total


@pytest.mark.parametrize("size", [1, 2, 5])
def test_size_bounds_the_values_and_the_commonest_stay(shelf: Library, size: int) -> None:
    """A facet lists the commonest values, as many as were asked for, equal counts in the order of the values."""
    page = shelf.search("", facets=["journal", "source"], facet_size=size)
    for name in ("journal", "source"):
        expected = sorted(counted(shelf.records(), name).items(), key=lambda item: (-item[1], item[0]))
        assert [(value.value, value.count) for value in page.facets[name]] == expected[:size]


def test_years_are_listed_newest_first(shelf: Library) -> None:
    """Years stand in their own order, the newest first, whatever their counts."""
    page = shelf.search("", facets=["year"], facet_size=5)
    assert [value.value for value in page.facets["year"]] == ["2002", "2001", "2000", "1999", "1998"]


def test_only_what_was_asked_for_is_counted(shelf: Library) -> None:
    """A page has the facets that were named, in that order, and no others."""
    assert list(shelf.search("serum", facets=["type", "year"]).facets) == ["type", "year"]
    assert shelf.search("serum").facets == {}


@pytest.mark.parametrize("limit", [0, 10])
def test_with_only_relaxed_hits_those_are_counted(shelf: Library, limit: int) -> None:
    """If no record holds all the words, the facets count those that hold most of them."""
    page = shelf.search("serum obelisk", facets=["type"], limit=limit)
    assert page.total == 0
    assert sum(shown(page, "type").values()) == page.relaxed_total > 0


def test_nothing_found_nothing_counted(shelf: Library) -> None:
    """A search that finds nothing counts nothing."""
    page = shelf.search("xylophone", facets=NAMES)
    assert page.facets == dict.fromkeys(NAMES, ())


def test_counts_are_the_same_from_page_to_page(shelf: Library) -> None:
    """The counts are the same on every page."""
    first = shelf.search("serum protein", facets=NAMES, limit=7)
    later = shelf.search("serum protein", facets=NAMES, limit=7, cursor=first.cursor)
    assert later.facets == first.facets


def test_each_facet_may_have_a_size_of_its_own(shelf: Library) -> None:
    """A mapping says how many values each facet has."""
    page = shelf.search("", facets={"author": 2, "year": 3, "journal": 1})
    assert [(name, len(values)) for name, values in page.facets.items()] == [("author", 2), ("year", 3), ("journal", 1)]


@pytest.mark.parametrize("facets", [{"author": 0}, {"author": 65_001}, {"colour": 5}, ["colour"]])
def test_sizes_and_names_that_cannot_be(shelf: Library, facets: Any) -> None:
    """An unknown facet, and a size out of bounds, are usage errors."""
    with pytest.raises(BadArgument):
        shelf.search("", facets=facets)


@pytest.fixture
def people(library: Library, fill: Callable[..., Library], record: Callable[..., Record]) -> Library:
    """Give a library in which one person is written in many ways."""

    def by(name: str, *names: tuple[str, ...]) -> Record:
        creators = tuple(Person(names=tuple(Text(one) for one in person)) for person in names)
        return msgspec.structs.replace(record(name, "Serum"), creators=creators)

    return fill(
        library,
        by("a", ("藤本 穣", "Minoru Fujimoto"), ("仲 哲治", "Tetsuji Naka")),
        by("b", ("藤本穣",)),
        by("c", ("Fujimoto, Minoru", "藤本 穣")),
        by("d", ("M. Fujimoto",)),
        by("e", ("Minoru Fujimoto",), ("Tetsuji Naka",)),
        by("f", ("Masaru Fujimoto",), ("Minoru Sato",)),
    )


def test_both_names_of_a_person_are_one_author(people: Library) -> None:
    """A Japanese and a Latin name that a record gives one person are one value, shown with both."""
    (first, *_) = people.search("", facets=["author"]).facets["author"]
    assert first == FacetValue("藤本 穣 / Minoru Fujimoto", 3, {"ja": "藤本 穣", "en": "Minoru Fujimoto"})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("藤本穣", "abc"),
        ("藤本　穣", "abc"),
        ("藤本 穣 / Minoru Fujimoto", "abc"),
        ("Minoru Fujimoto", "acde"),
        ("FUJIMOTO Minoru", "acde"),
        ("Fujimoto, M.", "acdef"),
        ("M Fujimoto", "acdef"),
        ("Fujimoto", "acdef"),
        ("Masaru Fujimoto", "df"),
        ("Minoru Sato", "f"),
        ("Tetsuji Fujimoto", ""),
        ("Nobody Else", ""),
        ("", ""),
        ("\x00", ""),
        ("\ud800", ""),
        ("あ" * 100_000, ""),
    ],
)
def test_an_author_by_any_usual_name(people: Library, name: str, expected: str) -> None:
    """A person is found in any order and spelling; parts of two people's names are no person."""
    assert "".join(sorted(hit.id for hit in people.search("", author=name, limit=100).hits)) == expected


@pytest.mark.parametrize("written", ["Proteins", "ｐｒｏｔｅｉｎｓ", "PROTEINS "])
def test_a_subject_in_any_width_and_case(shelf: Library, written: str) -> None:
    """Subjects are compared without width and case, and shown as records write them."""
    page = shelf.search("", subject=written, facets=["subject"])
    assert page.total == 40
    assert FacetValue("Proteins", 40) in page.facets["subject"]


def test_names_are_looked_up_once(
    library: Library, record: Callable[..., Record], fill: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    """How people and subjects are written is read in records once, until the library changes; then it is read again."""
    fill(library, record("a", "Serum", creators=("藤本 穣",), subjects=("Blood",)))
    looked_up: list[str] = []
    sizes = count(5)  # another one each time: the facets of a search are counted once
    first_records = FacetCounter._first_records

    def noted(self: FacetCounter, name: str, field: str, key: str) -> list[int]:
        looked_up.append(name)
        return first_records(self, name, field, key)

    def shown() -> dict[str, list[tuple[str, int]]]:
        looked_up.clear()
        found = library.search("serum", facets=["author", "subject"], facet_size=next(sizes)).facets
        return {name: [(one.value, one.count) for one in values] for name, values in found.items()}

    monkeypatch.setattr(FacetCounter, "_first_records", noted)
    assert shown() == {"author": [("藤本 穣", 1)], "subject": [("Blood", 1)]}
    assert looked_up == ["author", "subject"]
    assert shown() == {"author": [("藤本 穣", 1)], "subject": [("Blood", 1)]}
    assert looked_up == []
    fill(
        library,
        record("a", "Serum", creators=("藤本　穣",), subjects=("BLOOD",)),
        record("b", "Serum", subjects=("blood",)),
    )
    assert [number for _, number in shown()["subject"]] == [2]
    assert looked_up == ["author", "subject"]
    monkeypatch.setattr("shoroku.search.present.facets._KEPT", 1)
    assert shown()["subject"][0][1] == 2
    assert shown()["subject"][0][1] == 2
    assert looked_up == ["author", "subject"]


def test_a_withdrawn_name_is_not_shown(
    library: Library, record: Callable[..., Record], fill: Callable[..., Library]
) -> None:
    """A name that was looked up in a record of a source is gone with that source."""
    fill(library, record("a", "Serum", subjects=("BLOOD",)), origin="One")
    fill(library, record("b", "Serum", subjects=("blood",)), origin="Other")
    assert [one.value for one in library.search("serum", facets="subject").facets["subject"]] == ["BLOOD"]
    library.withdraw("One")
    assert [one.value for one in library.search("serum", facets="subject").facets["subject"]] == ["blood"]


def test_what_a_caller_writes_into_names_is_gone_with_the_page(
    library: Library, record: Callable[..., Record], fill: Callable[..., Library]
) -> None:
    """The names of a value belong to one page, also if the facets of another page or search are kept."""
    both = ("架空社", "Imaginary Press")
    publishers = (Text(both[0], "ja"), Text(both[1], "en"))
    people: Any = (("山田 花子", "Hanako Yamada"),)
    fill(library, record("a", "Serum", journals=both, publishers=publishers, creators=people))
    facets = ("journal", "publisher", "author")
    for query in ("serum", "serum", "", "serum NOT glass"):
        found = library.search(query, facets=facets).facets
        values = [value for name in facets for value in found[name]]
        assert all(value.names for value in values)
        assert len(values) == len(facets)
        for value in values:
            assert "BROKEN" not in value.names.values()
            value.names["ja"] = "BROKEN"


def test_the_facets_of_a_search_are_counted_once(
    library: Library, record: Callable[..., Record], fill: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other pages and orders of a search show what its first page has counted; other words, filters and sizes count anew."""
    fill(library, *(_one(record, number) for number in range(60)))
    counted: list[object] = []
    facets = FacetCounter.facets

    def noted(self: FacetCounter, *arguments: Any) -> Any:
        counted.append(arguments)
        return facets(self, *arguments)

    def shown(query: str = "serum", **options: Any) -> Any:
        counted.clear()
        asked: Any = {"facets": NAMES, "limit": 5} | options
        return library.search(query, **asked).facets

    monkeypatch.setattr(FacetCounter, "facets", noted)
    first = shown()
    first_of_all = shown("")
    assert first != first_of_all
    for again in ({"offset": 5}, {"sort": "newest"}, {"sort": "cited"}, {"limit": 0}):
        assert shown(**again) == first
        assert shown("", **again) == first_of_all
        assert counted == []
    monkeypatch.setattr("shoroku.search.present.facets._KEPT_SEARCHES", 2)
    shown("glass")  # the third: what was kept first is dropped
    assert shown("") == first_of_all
    assert counted == []
    assert shown() == first
    assert len(counted) == 1
    first.clear()  # what one caller does with its page is nothing to another
    assert shown()
    for other in ({"year": 1995}, {"facet_size": 1}, {"exact": True}, {"lang": "ja"}, {"query": "protein"}):
        shown(**other)
        assert len(counted) == 1
    shown("Which serum protein markers are there in glass?")
    assert len(counted) == 1
    fill(library, _one(record, 75))
    changed = shown()
    assert len(counted) == 1
    assert sum(one.count for one in changed["type"]) == library.search("serum").total
