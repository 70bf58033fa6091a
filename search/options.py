"""Filters and options of a search, and their validation, which happens only here.

The public methods take the keywords of the ``…Arguments`` below and turn them into ``Filters`` and ``SearchOptions``. Both
are values: they are equal if they mean the same, and safe to keep.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypedDict, TypeVar, get_args

from shoroku.corpus.errors import BadArgument
from shoroku.messages import Localized
from shoroku.search.years import read_years

Values = str | Iterable[str]
Years = int | str | tuple[int | None, int | None] | None

TextLanguage = Literal["ja", "en"]
Sort = Literal["relevance", "newest", "oldest", "title", "cited"]
ListSort = Literal["count", "name"]
Order = Literal["relevance", "newest", "oldest", "stored"]
ORDERS: tuple[Order, ...] = get_args(Order)
LIST_SORTS: tuple[ListSort, ...] = get_args(ListSort)

#: The facets, which are also filters.
FACETS = (
    "journal",
    "year",
    "language",
    "source",
    "type",
    "author",
    "publisher",
    "subject",
    "project",
    "funder",
    "institution",
    "tag",
)

#: The ranking features, each of which can be left out: those of retrieval, of reranking, and of query expansion.
RETRIEVAL_FEATURES = ("titles", "neighbours", "repetition", "word_classes")
RERANKING_FEATURES = ("bigrams", "passages", "coverage", "feedback")
EXPANSION_FEATURES = ("spellings", "synonyms", "translations")
FEATURES = (*RETRIEVAL_FEATURES, *RERANKING_FEATURES, *EXPANSION_FEATURES)
ALL_FEATURES = frozenset(FEATURES)

MOST_HITS = 10_000
MOST_OFFSET = 100_000_000
MOST_VALUES = 65_000
#: From this hit on, a page that is asked for by a cursor is taken from the whole order, which is made once.
FIRST_DEEP = 1_000


class FilterArguments(TypedDict, total=False):
    """The filters of a search. Each takes one value or several alternatives; ``year`` takes a year or a range, also as text."""

    journal: Values
    year: Years
    language: Values
    source: Values
    type: Values
    author: Values
    publisher: Values
    subject: Values
    project: Values
    funder: Values
    institution: Values
    tag: Values


class SearchArguments(FilterArguments, total=False):
    """The arguments of ``Library.search`` besides the query."""

    facets: str | Sequence[str] | Mapping[str, int]
    facet_size: int
    sort: Sort
    limit: int
    offset: int
    cursor: str | None
    exact: bool
    lang: TextLanguage | None
    strict: bool
    explain: bool


class MatchArguments(FilterArguments, total=False):
    """The arguments of ``Library.all`` besides the query."""

    sort: Order | None
    relaxed: bool
    limit: int | None
    exact: bool
    lang: TextLanguage | None


class Filters(NamedTuple):
    """Conditions that a record must meet. An empty tuple or None is no condition. ``year`` is a range, both ends included."""

    journal: tuple[str, ...] = ()
    year: tuple[int | None, int | None] | None = None
    language: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    funder: tuple[str, ...] = ()
    institution: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> "Filters":
        """Return the filters among the arguments of a call. Raises BadArgument."""
        given: dict[str, Any] = {
            name: _year_range(value) if name == "year" else texts(name, value)
            for name, value in arguments.items()
            if name in cls._fields
        }
        return cls(**given)

    @property
    def has_alternatives(self) -> bool:
        """Whether some field has several values, one of which a record must have."""
        return any(len(values) > 1 for name, values in self._asdict().items() if name != "year")

    def without(self, name: str) -> "Filters":
        """Return these filters but for the one of that name."""
        left_out: dict[str, Any] = {name: None if name == "year" else ()}
        return self._replace(**left_out)


class SearchOptions(NamedTuple):
    """How to search, and what to return.

    ``features`` are the ranking features to use. ``lang`` limits the search to texts in one language. ``facets`` maps each
    facet to the number of values to count. With ``strict``, an invalid query is an error. ``is_deep`` asks for a page that is
    taken from the whole order.
    """

    features: frozenset[str] = ALL_FEATURES
    lang: TextLanguage | None = None
    sort: Sort = "relevance"
    limit: int = 10
    offset: int = 0
    facets: Mapping[str, int] = {}
    strict: bool = False
    explain: bool = False
    is_deep: bool = False

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> "SearchOptions":
        """Return the options among the arguments of ``Library.search``. Raises BadArgument."""
        given: SearchArguments = {**arguments}  # type: ignore[typeddict-item]
        offset = given.get("offset", 0)
        if (cursor := given.get("cursor")) is not None:
            offset = _offset_of(cursor)
        return cls(
            features=features(exact=given.get("exact", False)),
            lang=choice("lang", given.get("lang"), (*get_args(TextLanguage), None)),
            sort=choice("sort", given.get("sort", "relevance"), get_args(Sort)),
            limit=whole_number("limit", given.get("limit", 10), 0, MOST_HITS),
            offset=whole_number("offset", offset, 0, MOST_OFFSET),
            facets=_facet_sizes(given.get("facets", ()), given.get("facet_size", 10)),
            strict=given.get("strict", False),
            explain=given.get("explain", False),
            is_deep=cursor is not None and offset >= FIRST_DEEP,
        )

    @property
    def untranslated(self) -> "SearchOptions":
        """The same options without the other language."""
        return self._replace(features=self.features - {"translations"})


def check_names(method: str, arguments: Mapping[str, Any], known: type) -> None:
    """Check the names of a call's arguments against a typed dictionary. Raises TypeError, as Python does for any function."""
    for name in arguments:
        if name not in known.__annotations__:
            raise TypeError(f"{method}() got an unexpected keyword argument {name!r}")


def features(*, exact: bool = False, without: Iterable[str] = ()) -> frozenset[str]:
    """Return all ranking features but some; with ``exact``, none that expands the query. Raises BadArgument for unknown names."""
    left_out = {choice("without", name, FEATURES) for name in texts("without", without)}
    return ALL_FEATURES - left_out - (frozenset(EXPANSION_FEATURES) if exact else frozenset())


def cursor_at(offset: int) -> str:
    """Return the cursor of the page that begins at ``offset``."""
    return base64.urlsafe_b64encode(f"o{offset}".encode()).decode().rstrip("=")


# --- Checks -----------------------------------------------------------------------------------------------------------

Choice = TypeVar("Choice")


def text(name: str, value: object) -> str:
    """Return ``value``, which must be a text. Raises BadArgument."""
    if not isinstance(value, str):
        raise _bad(name, value, Localized("a string"))
    return value


def texts(name: str, value: object) -> tuple[str, ...]:
    """Return one text or several as a tuple. Raises BadArgument for anything else."""
    found = (value,) if isinstance(value, str) or not isinstance(value, Iterable) else tuple(value)
    if not all(isinstance(one, str) for one in found):
        raise _bad(name, value, Localized("a string or several strings"))
    return found


def paths(name: str, value: object) -> list[str]:
    """Return the names of several files. Raises BadArgument, also for a single string, which would be read letter by letter."""
    if isinstance(value, str | Path) or not isinstance(value, Iterable):
        raise _bad(name, value, Localized('a list of paths, like ["records.jsonl"]'))
    return [str(one) for one in value]


def folder(name: str, value: object) -> Path:
    """Return the path of a folder. Raises BadArgument if it is not a path, or not UTF-8, which tantivy requires."""
    if not isinstance(value, str | Path):
        raise _bad(name, value, Localized("a path"))
    try:
        str(value).encode()
    except UnicodeEncodeError:
        raise _bad(name, value, Localized("a path in UTF-8")) from None
    return Path(value)


def whole_number(name: str, value: object, low: int, high: int) -> int:
    """Return ``value``, which must be a whole number from ``low`` to ``high``. Raises BadArgument."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadArgument.between(name, value, low, high)
    return value


def choice(name: str, value: object, choices: Sequence[Choice]) -> Choice:
    """Return ``value``, which must be one of ``choices``. Raises BadArgument."""
    for one in choices:
        if one == value:
            return one
    raise BadArgument.one_of(name, value, map(str, choices))


def _bad(name: str, value: object, expected: Localized) -> BadArgument:
    return BadArgument(name=name, value=value, expected=expected)


def _year_range(year: object) -> tuple[int | None, int | None] | None:
    """Return a year or a range as a range, None if it is open at both ends. Raises BadArgument."""
    written = read_years(year) if isinstance(year, str) else None
    ends = (year, year) if isinstance(year, int) or year is None else written[:2] if written else year
    is_exact = written is None or not written.had_months  # no month can be searched
    if not is_exact or not isinstance(ends, tuple | list) or len(ends) != 2 or not all(map(_may_end, ends)):
        expected = Localized('a year or a range of years, like 2015, (2015, 2020), (2015, None), "2015-2020"')
        raise _bad("year", year, expected)
    first, last = ends
    if (written and written.was_turned) or (first is not None and last is not None and first > last):
        raise _bad("year", year, Localized("a range that begins before it ends"))
    return None if (first, last) == (None, None) else (first, last)


def _may_end(end: object) -> bool:
    return end is None or (isinstance(end, int) and not isinstance(end, bool))


def _facet_sizes(facets: object, size: object) -> dict[str, int]:
    """Return the number of values to count for each facet, from names or from names with sizes. Raises BadArgument."""
    usual = whole_number("facet_size", size, 1, MOST_VALUES)
    sizes = dict(facets) if isinstance(facets, Mapping) else dict.fromkeys(texts("facets", facets), usual)
    return {
        choice("facets", name, FACETS): whole_number("facet_size", count, 1, MOST_VALUES)
        for name, count in sizes.items()
    }


def _offset_of(cursor: object) -> int:
    """Return where the page of a cursor begins. Raises BadArgument."""
    written = text("cursor", cursor)
    try:
        decoded = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode("ascii")
        if not decoded.startswith("o"):
            raise ValueError(decoded)
        return int(decoded[1:])
    except ValueError as error:
        raise _bad("cursor", cursor, Localized("the cursor of a page")) from error
