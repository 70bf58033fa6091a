"""Filters: what narrows a search, one value or several, alone and together."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shoroku
from shoroku import Library, Record

JOURNALS = {
    "gengo": (("臨床化学雑誌", "Journal of Clinical Chemistry Letters"), ("1234-5679",)),
    "kagaku": (("架空化学", "Imaginary Chemistry"), ("0001-0002", "0001-0010")),
    "none": ((), ()),
}


@pytest.fixture(scope="module")
def shelf(
    tmp_path_factory: pytest.TempPathFactory, record: Callable[..., Record], fill: Callable[..., Library]
) -> Iterator[Library]:
    """Give a library whose records differ in what filters ask for; each id says what it has."""

    def one(name: str, journal: str, year: int | None, language: str, sources: tuple[str, ...], kind: str) -> Record:
        journals, issns = JOURNALS[journal]
        return record(
            name,
            "Serum",
            journals=journals,
            issns=issns,
            year=year,
            language=language,
            sources=sources,
            type=kind,
        )

    with shoroku.open(tmp_path_factory.mktemp("filters") / "library") as library:
        yield fill(
            library,
            one("a", "gengo", 2015, "ja", ("JaLC", "CiNii Articles"), "article"),
            one("b", "gengo", 2018, "en", ("JaLC",), "article"),
            one("c", "kagaku", 2020, "ja", ("PubMed",), "dataset"),
            one("d", "kagaku", 2020, "", (), "article"),
            one("e", "none", None, "en", ("CiNii Articles", "PubMed"), "book"),
        )


def found(library: Library, query: str = "", **asked: Any) -> str:
    page = library.search(query, limit=100, **asked)
    assert page.total == len(page.hits)
    return "".join(sorted(hit.id for hit in page.hits))


TABLE = [
    ({"journal": "臨床化学雑誌"}, "ab"),
    ({"journal": "Journal of Clinical Chemistry Letters"}, "ab"),
    ({"journal": "journal of  CLINICAL chemistry letters"}, "ab"),
    ({"journal": "ＪＯＵＲＮＡＬ　ｏｆ Clinical Chemistry Letters"}, "ab"),
    ({"journal": "1234-5679"}, "ab"),
    ({"journal": "12345679"}, "ab"),
    ({"journal": "ISSN 0001-0010"}, "cd"),
    ({"journal": ["架空化学", "1234-5679"]}, "abcd"),
    ({"journal": ("Imaginary Chemistry",)}, "cd"),
    ({"journal": "Chemistry"}, ""),
    ({"journal": "No Such Journal"}, ""),
    ({"journal": ["No Such Journal", "架空化学"]}, "cd"),
    ({"year": 2020}, "cd"),
    ({"year": (2015, 2018)}, "ab"),
    ({"year": (2016, None)}, "bcd"),
    ({"year": (None, 2018)}, "ab"),
    ({"year": (2015, 2015)}, "a"),
    ({"year": (1900, 1999)}, ""),
    ({"year": (None, None)}, "abcde"),
    ({"year": (-5, 99999)}, "abcd"),
    ({"year": None}, "abcde"),
    ({"language": "ja"}, "ac"),
    ({"language": "JA"}, "ac"),
    ({"language": ["ja", "en"]}, "abce"),
    ({"language": "fr"}, ""),
    ({"source": "JaLC"}, "ab"),
    ({"source": "jalc"}, "ab"),
    ({"source": "ＪａＬＣ"}, "ab"),
    ({"source": "cinii articles"}, "ae"),
    ({"source": ["PubMed", "JALC"]}, "abce"),
    ({"source": "Articles"}, ""),
    ({"type": "article"}, "abd"),
    ({"type": "Dataset"}, "c"),
    ({"type": ["dataset", "book"]}, "ce"),
    ({"journal": "臨床化学雑誌", "year": (2016, None)}, "b"),
    ({"journal": "臨床化学雑誌", "language": "ja", "source": "JaLC", "type": "article", "year": 2015}, "a"),
    ({"journal": "臨床化学雑誌", "type": "dataset"}, ""),
    ({"language": "ja", "source": ["JaLC", "PubMed"]}, "ac"),
    ({"journal": (), "language": [], "source": iter(())}, "abcde"),
]


@pytest.mark.parametrize("query", ["", "serum"])
@pytest.mark.parametrize(("asked", "expected"), TABLE)
def test_filters(shelf: Library, asked: dict[str, Any], expected: str, query: str) -> None:
    """A filter keeps the records that have one of its values; several filters must all fit."""
    assert found(shelf, query, **asked) == expected


def test_filters_add_nothing_to_a_score(shelf: Library) -> None:
    """A filtered record has the score that it has unfiltered."""
    free = {hit.id: hit.score for hit in shelf.search("serum").hits}
    kept = {hit.id: hit.score for hit in shelf.search("serum", journal="架空化学", year=2020).hits}
    assert kept == {name: free[name] for name in "cd"}


def test_filters_narrow_relaxed_hits_too(shelf: Library) -> None:
    """Records that hold only most of the words are narrowed like the others."""
    page = shelf.search("serum obelisk", source="PubMed")
    assert (page.total, page.relaxed_total, sorted(hit.id for hit in page.hits)) == (0, 2, ["c", "e"])


singles = {
    "journal": st.sampled_from(["臨床化学雑誌", "架空化学", "x"]),
    "language": st.sampled_from(["ja", "en", "fr"]),
    "source": st.sampled_from(["JaLC", "PubMed", "CiNii Articles"]),
    "type": st.sampled_from(["article", "book"]),
    "year": st.tuples(st.integers(2014, 2021), st.integers(2014, 2021)).map(lambda years: tuple(sorted(years))),
}


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({}, optional=singles))
def test_filters_together_find_what_each_finds(shelf: Library, asked: dict[str, Any]) -> None:
    """What several filters find together is what all of them find alone."""
    alone = [set(found(shelf, **{name: value})) for name, value in asked.items()]
    assert set(found(shelf, **asked)) == set("abcde").intersection(*alone)


@pytest.mark.parametrize("value", ["\x00", "\ud800", "x" * 100_000, "*", '"', "　", "😀"])
@pytest.mark.parametrize("name", ["journal", "language", "source", "type"])
def test_any_value_may_be_asked_for(shelf: Library, name: str, value: str) -> None:
    """A filter's value that no record can have finds nothing, and is no exception."""
    assert found(shelf, **{name: value}) == ""
