"""What a search page shows, as a value: read from a URL's parameters, and written as one, so that every page has a permalink."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from shoroku.messages import N_
from shoroku.search.options import Sort, TextLanguage

#: Filters that take values; ``year`` is a range, and has parameters of its own.
VALUED = (
    *("type", "language", "journal", "author", "subject", "publisher"),
    *("institution", "funder", "project"),
    *("source", "tag"),
)
SORTS: tuple[Sort, ...] = get_args(Sort)
PAGE_SIZE = 20
#: Parameters of CiNii's interface that a page cannot be asked for, and what they are called.
LEFT_OUT = {
    "isFullTitle": N_("the whole title"),
    "researcherId": N_("the researcher's identifier"),
    "degree": N_("the degree"),
}
#: Every page ranks what comes before it, so only so many records are paged through. All can be exported.
MOST_SHOWN = 2_000
MOST_PAGES = MOST_SHOWN // PAGE_SIZE
_LAST_YEAR = 9_999

_T = TypeVar("_T")
_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True)
class SearchState:
    """A search as a page shows it.

    ``filters`` maps names to alternatives. ``texts`` limits the search to texts in a language; ``language`` is the page's own,
    "" if the browser decides. ``is_asked`` is false for the front page, which lists no records. ``left_out`` names parameters
    of CiNii's interface that the page cannot be asked for, which it says.
    """

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NONE)
    first_year: int | None = None
    last_year: int | None = None
    sort: Sort = "relevance"
    page: int = 1
    exact: bool = False
    texts: TextLanguage | None = None
    language: Literal["", "en", "ja"] = ""
    is_asked: bool = True
    left_out: tuple[str, ...] = ()

    @classmethod
    def of(cls, parameters: QueryParams) -> "SearchState":
        """Return the state that parameters describe. Values that mean nothing are left out, as if they were not given."""
        filters = {name: _values(parameters.getlist(name)) for name in VALUED}
        first, last = _year(parameters.get("from")), _year(parameters.get("until"))
        if first is not None and last is not None and first > last:
            first, last = last, first
        state = cls(
            query=parameters.get("q", "").strip(),
            filters=MappingProxyType({name: values for name, values in filters.items() if values}),
            first_year=first,
            last_year=last,
            sort=_one_of(SORTS, parameters.get("sort"), "relevance"),
            page=min(max(_number(parameters.get("page")) or 1, 1), MOST_PAGES),
            exact=parameters.get("exact") == "1",
            texts=_one_of((*get_args(TextLanguage), None), parameters.get("in"), None),
            language=_one_of(("en", "ja", ""), parameters.get("lang"), ""),
            left_out=tuple(dict.fromkeys(one for one in parameters.getlist("left_out") if one in LEFT_OUT)),
        )
        return replace(state, is_asked="q" in parameters or state.is_narrowed)

    @property
    def is_narrowed(self) -> bool:
        """Whether there is any filter."""
        return bool(self.filters) or (self.first_year, self.last_year) != (None, None)

    @property
    def offset(self) -> int:
        """The number of hits before the page."""
        return (self.page - 1) * PAGE_SIZE

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters that describe the state; what is usual is left out."""
        found = [("q", self.query)] if self.is_asked else []
        found += [(name, value) for name in VALUED for value in self.filters.get(name, ())]
        found += [("left_out", name) for name in self.left_out]
        found += [
            (name, str(value))
            for name, value, usual in (
                ("from", self.first_year, None),
                ("until", self.last_year, None),
                ("sort", self.sort, "relevance"),
                ("exact", int(self.exact), 0),
                ("in", self.texts, None),
                ("page", self.page, 1),
                ("lang", self.language, ""),
            )
            if value != usual
        ]
        return found

    def encoded(self, *more: tuple[str, str]) -> str:
        """Return the state as the query of a URL, with ``?``, or ""."""
        written = urlencode([*self.parameters(), *more])
        return f"?{written}" if written else ""

    def changed(self, **fields: Any) -> "SearchState":
        """Return the state with other fields, at its first page unless ``page`` is given."""
        return replace(self, **{"page": 1, "is_asked": True} | fields)

    def with_value(self, name: str, value: str) -> "SearchState":
        """Return the state with one filter alone changed: to that value."""
        return self.changed(filters=MappingProxyType({**self.filters, name: (value,)}))

    def without_value(self, name: str, value: str) -> "SearchState":
        """Return the state without one value of a filter."""
        left = tuple(one for one in self.filters.get(name, ()) if one != value)
        kept = {**self.filters, name: left}
        return self.changed(filters=MappingProxyType({name: values for name, values in kept.items() if values}))

    def match_arguments(self) -> dict[str, Any]:
        """Return the filters and how the words are searched, as ``Library.all`` takes them."""
        return {**self.filter_arguments(), "exact": self.exact, "lang": self.texts}

    def filter_arguments(self) -> dict[str, Any]:
        """Return the filters as ``Library.search`` takes them."""
        years = (self.first_year, self.last_year)
        return {**self.filters, **({} if years == (None, None) else {"year": years})}


def _values(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for value in given if (one := value.strip())))


def _number(written: str | None) -> int | None:
    return int(written) if written and written.isascii() and written.isdigit() and len(written) < 10 else None


def _year(written: str | None) -> int | None:
    number = _number((written or "").strip())
    return number if number is not None and 0 < number <= _LAST_YEAR else None


def _one_of(known: Iterable[_T], given: object, usual: _T) -> _T:
    return next((one for one in known if one == given), usual)
