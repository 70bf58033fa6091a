"""Invalid arguments: each call names the argument, says what it must be, and what it got."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import shoroku
from shoroku import BadArgument, Library, Record

WRONG: list[tuple[str, Callable[[Any], object], str]] = [
    ("lang", lambda library: library.search("a", lang="fr"), "one of ja, en, None, got 'fr'"),
    ("limit", lambda library: library.search("a", limit="x"), "between 0 and 10,000, got 'x'"),
    ("limit", lambda library: library.search("a", limit=-1), "between 0 and 10,000, got -1"),
    ("limit", lambda library: library.search("a", limit=True), "got True"),
    ("offset", lambda library: library.search("a", offset=1.5), "got 1.5"),
    ("cursor", lambda library: library.search("a", cursor="x"), "the cursor of a page, got 'x'"),
    ("cursor", lambda library: library.search("a", cursor=3), "got 3"),
    ("sort", lambda library: library.search("a", sort="best"), "one of relevance, newest, oldest, title"),
    ("year", lambda library: library.search("a", year=(2020, 2015)), "a range that begins before it ends"),
    ("year", lambda library: library.search("a", year="soon"), "a year or a range of years"),
    ("year", lambda library: library.search("a", year=""), "a year or a range of years"),
    ("year", lambda library: library.search("a", year="2015-04"), "a year or a range of years"),
    ("year", lambda library: library.search("a", year="2020-2015"), "a range that begins before it ends"),
    ("year", lambda library: library.search("a", year=("2015", "2020")), "a year or a range of years"),
    ("year", lambda library: library.search("a", year=(2015, 2016, 2017)), "a year or a range of years"),
    ("journal", lambda library: library.search("a", journal=5), "a string or several strings, got 5"),
    ("author", lambda library: library.search("a", author=["x", 5]), "a string or several strings"),
    ("facets", lambda library: library.search("a", facets=["colour"]), "one of journal, year"),
    ("facet_size", lambda library: library.search("a", facets=["year"], facet_size=0), "between 1 and 65,000"),
    ("facet_size", lambda library: library.search("a", facets={"year": "x"}), "between 1 and 65,000"),
    ("query", lambda library: library.search(None), "a string, got None"),
    ("query", lambda library: library.all(b"a"), "a string, got b'a'"),
    ("sort", lambda library: library.all("a", sort="title"), "one of relevance, newest, oldest, stored"),
    ("sort", lambda library: library.journals(sort="year"), "one of count, name"),
    ("limit", lambda library: library.authors(limit=None), "between 0 and 65,000"),
    ("words", lambda library: library.lexicon(7), "a string, got 7"),
    ("prefix", lambda library: library.suggest(7), "a string, got 7"),
    ("within", lambda library: library.suggest("a", within="abstract"), "one of title, subject, journal, author"),
    ("without", lambda library: library.run("a", without=["magic"]), "one of titles, neighbours"),
    ("limit", lambda library: library.similar("a", limit=1000), "between 0 and 100"),
    ("identifier", lambda library: library.get(1), "a string, got 1"),
    ("year", lambda library: library.saved.create("new", "a", year=(2020, 2015)), "a range that begins before it ends"),
    ("first", lambda library: library.changes.between("yesterday"), "a time in UTC, like 2026-01-31T12:00:00Z"),
    ("first", lambda library: library.changes.between("2026-01-01"), "a time in UTC"),
    ("first", lambda library: library.changes.between("2026-01-01T00:00:00+09:00"), "a time in UTC"),
    ("first", lambda library: library.changes.between(20260101), "a string, got 20260101"),
    ("last", lambda library: library.changes.between(last="2026-13-01T00:00:00Z"), "a time in UTC"),
    ("last", lambda library: library.changes.between("2026-01-01T00:00:00Z", b"x"), "a string, got b'x'"),
    ("files", lambda library: library.add("x.ris"), "a list of paths"),
    ("files", lambda library: library.add(Path("x.ris")), "a list of paths"),
    ("files", lambda library: library.add(None), "a list of paths"),
]


@pytest.fixture(scope="module")
def one(
    tmp_path_factory: pytest.TempPathFactory, record: Callable[..., Record], fill: Callable[..., Library]
) -> Library:
    """Give a library of one record."""
    return fill(Library(tmp_path_factory.mktemp("arguments") / "lib"), record("a", "apple", year=2015))


@pytest.mark.parametrize(("name", "call", "told"), WRONG)
def test_a_wrong_argument_is_named(one: Library, name: str, call: Callable[[Any], object], told: str) -> None:
    """Whatever is wrong with an argument, BadArgument says its name, what it must be and what it got."""
    with pytest.raises(BadArgument) as caught:
        call(one)
    assert caught.value.name == name
    assert str(caught.value).startswith(f"{name} must be ")
    assert told in str(caught.value)
    assert name in caught.value.text("ja")


@pytest.mark.parametrize(
    ("year", "total"),
    [
        ("2015", 1),
        ("2014-2016", 1),
        ("2015-", 1),
        ("..2015", 1),
        ("平成27年", 1),
        ("2016", 0),
        ("2016-", 0),
        ("-2014", 0),
    ],
)
def test_years_may_be_written(one: Library, year: str, total: int) -> None:
    """A year or a range may be a text, as on the command line."""
    assert one.search("apple", year=year).total == total
    assert len(list(one.all("apple", year=year))) == total


@pytest.mark.parametrize(
    "call",
    [
        lambda library: library.search("a", jounral="x"),
        lambda library: library.similar("a", lang="ja"),
        lambda library: library.journals("a", words="b"),
        lambda library: library.all("a", offset=3),
    ],
)
def test_an_unknown_argument_is_a_type_error(one: Library, call: Callable[[Any], object]) -> None:
    """An argument that a method does not have is an error of the program, as with any function of Python."""
    with pytest.raises(TypeError, match=r"unexpected keyword argument|multiple values"):
        call(one)


def test_one_value_or_several(one: Library) -> None:
    """A filter and a facet may be one text or several; a year one number or a range that is open at an end."""
    for year in (2015, (2015, 2015), (None, 2015), (2015, None), [2014, 2016], None, (None, None)):
        assert one.search("apple", year=year).total == 1  # type: ignore[arg-type]
    assert one.search("apple", facets="year").facets == one.search("apple", facets=["year"]).facets
    assert one.search("apple", journal="x").total == one.search("apple", journal=("x", "y")).total == 0


@pytest.mark.parametrize(
    ("path", "expected"), [("library\udcff", "a path in UTF-8"), (b"library", "a path"), (3, "a path")]
)
def test_a_path_that_cannot_be_a_library(path: object, expected: str) -> None:
    """A path that is not UTF-8, or no path at all, is refused when the library is opened."""
    with pytest.raises(BadArgument, match=f"path must be {expected}"):
        shoroku.open(path)  # type: ignore[arg-type]
