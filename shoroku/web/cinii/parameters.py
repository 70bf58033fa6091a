"""CiNii's parameters as a search of the library: a tree in its query language, filters, and conditions.

Texts become nodes of the tree and never parts of a query's text, so a quotation mark in a title means itself. What the
index does not hold (a whole title) is a condition that is tested on the records found.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from shoroku.corpus.normalize.work_types import work_type
from shoroku.corpus.readers.json_formats.cinii import DATA_SOURCES
from shoroku.corpus.record import Record
from shoroku.search.query.ast import EVERYTHING, Field, Node, Only, Phrase, both, either
from shoroku.search.query.field_values import within
from shoroku.search.query.parser import parse

#: What one search may reach, and what one answer may hold (CiNii's own limits).
MOST_REACHED, MOST_COUNT, USUAL_COUNT = 10_000, 200, 20
FORMATS = ("html", "rss", "atom", "json")
#: CiNii's kinds of search -> the type of record, "" for all.
KINDS = {
    "all": "",
    "projectsAndProducts": "",
    "articles": "article",
    "data": "dataset",
    "books": "book",
    "dissertations": "dissertation",
    "projects": "project",
    "researchers": "researcher",
}
#: Orders that can be asked for: by relevance (4) where it is not said.
RequestOrder = Literal["relevance", "newest", "oldest", "cited"]
#: The id of a person in a list of researchers: this, and the name.
PERSON = "person:"

_ORDERS: dict[str, RequestOrder] = {"0": "newest", "1": "oldest", "10": "cited"}
_MONTH = re.compile(r"(\d{4})-?(\d{2})?", re.ASCII)
#: Parameter -> the field in which its words are searched.
_WORDS = {
    "title": "title",
    "creator": "author",
    "affiliation": "affiliation",
    "publisher": "publisher",
    "description": "abstract",
    "category": "subject",
}
#: Parameter -> the field that has its value as a whole.
_VALUES = {
    "issn": "issn",
    "isbn": "id",
    "ncid": "id",
    "doi": "doi",
    "volume": "volume",
    "number": "number",
    "pages": "pages",
}
_TRUE = frozenset({"true", "1", "on", "yes"})

Condition = Callable[[Record], bool]


class SearchRequest(NamedTuple):
    """A search: a query of the library's language, filters, and conditions on the records found.

    ``size`` is the number of results on the page, ``start`` the first of them, from 1. ``journal`` is a part of a journal's
    name. ``nothing`` tells that no record can match: the parameter asks for what no library holds. ``person`` is the name
    that is looked for in a list of researchers, ``project`` the number of a project, ``researcher`` the identifier of someone
    whose works are asked for. ``tested`` names the parameters that are tested record by record, or that no record can meet:
    those that a page does not know.
    """

    kind: str
    tree: Node
    filters: dict[str, Any]
    conditions: tuple[Condition, ...]
    journal: str
    person: str
    project: str
    researcher: str
    order: RequestOrder
    start: int
    size: int
    format: str
    lang: str
    words: str
    nothing: bool
    tested: tuple[str, ...]

    @property
    def query(self) -> str:
        """The query as text: it is parsed into the same tree again."""
        return str(self.tree)

    @property
    def is_of_project_alone(self) -> bool:
        """Whether nothing but a project's number is asked for."""
        return bool(self.project) and self.tree == within("project", Phrase(self.project)) and not self.conditions


#: Parameters with lists of values.
LISTS = frozenset({"dataSourceType", "languageType", "resourceType"})


def search_request(kind: str, given: Mapping[str, str]) -> SearchRequest:
    """Return the search that the parameters of a request ask for; unknown parameters are ignored."""
    values = {name: text for name, value in given.items() if (text := " ".join(value.split()))}
    types, is_impossible = _types(kind, values)
    years, months, is_turned = _dates(values)
    conditions = dict(_conditions(values))
    filters = {
        "source": _sources(values),
        "language": _listed(values, "languageType"),
        "type": types,
        "year": years,
        "author": _person(values),
    }
    written = values.get("format", "").lower()
    return SearchRequest(
        kind=kind,
        tree=both((*_nodes(values), *months)),
        filters={name: value for name, value in filters.items() if value},
        conditions=tuple(conditions.values()),
        journal=values.get("publicationTitle", ""),
        person=values.get("name") or values.get("creator") or values.get("q", ""),
        project=values.get("projectId", ""),
        researcher=_researcher(values),
        order=_ORDERS.get(values.get("sortorder", ""), "relevance"),
        start=max(1, _number(values, "start", 1)),
        size=_size(values),
        format=written if written in FORMATS else "",
        lang=lang if (lang := values.get("lang", "").lower()) in ("ja", "en") else "ja",
        words=" ".join(value for name, value in values.items() if name not in _NOT_SHOWN),
        nothing=is_impossible or is_turned or any(name in values for name in _UNKNOWN_TO_LIBRARIES),
        tested=(
            *conditions,
            *(("researcherId",) if _researcher(values) else ()),
            *(name for name in _UNKNOWN_TO_LIBRARIES if name in values),
        ),
    )


#: Of what no library has.
_UNKNOWN_TO_LIBRARIES = ("degree",)
_NOT_SHOWN = frozenset({"appid", "format", "lang", "count", "start", "sortorder"})


def _number(values: Mapping[str, str], name: str, otherwise: int) -> int:
    written = values.get(name, "")
    digits = written.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        return otherwise
    return int(written)


def _size(values: Mapping[str, str]) -> int:
    count = _number(values, "count", USUAL_COUNT)
    return USUAL_COUNT if count <= 0 else min(count, MOST_COUNT)


def _listed(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(value for one in values.get(name, "").split(",") if (value := one.strip()))


# --- The tree ---------------------------------------------------------------------------------------------------------


def _nodes(values: Mapping[str, str]) -> Iterator[Node]:
    if "q" in values:
        yield parse(values["q"]).tree
    for name, field in _WORDS.items():
        if name in values and (tree := _title(values) if name == "title" else parse(values[name]).tree) != EVERYTHING:
            yield within(field, tree)
    if "projectId" in values:
        yield within("project", Phrase(values["projectId"]))
    for name, field in _VALUES.items():
        if name in values:
            yield either(within(field, Phrase(one)) for one in _spellings(name, values[name]))
    if _is_true(values, "hasLinkToFullText"):
        yield Only("has", "link")


def _spellings(name: str, value: str) -> tuple[str, ...]:
    """Return how records may write an identifier: an ISBN with hyphens or without."""
    bare = re.sub(r"[\s‐-―−－-]+", "", value) if name == "isbn" else value
    return tuple(dict.fromkeys(filter(None, (value, bare))))


def _title(values: Mapping[str, str]) -> Node:
    if _is_true(values, "isFullTitle"):
        return Field("title", Phrase(values["title"]))
    return parse(values["title"]).tree


def _is_true(values: Mapping[str, str], name: str) -> bool:
    return values.get(name, "").lower() in _TRUE


# --- Filters ----------------------------------------------------------------------------------------------------------


def _types(kind: str, values: Mapping[str, str]) -> tuple[tuple[str, ...], bool]:
    """Return the types to search, and whether there are none."""
    of_kind = KINDS[kind]
    named = {_type(value) for value in _listed(values, "resourceType")}
    if not named:
        return ((of_kind,) if of_kind else ()), False
    both_say = named & {of_kind} if of_kind else named
    return tuple(sorted(both_say)), not both_say


def _type(written: str) -> str:
    """Return the type that a resource type names (``journal article`` -> "article"), else the word itself."""
    readings = {work_type(written), work_type(written, "book")}
    return readings.pop() if len(readings) == 1 else written.lower()


def _sources(values: Mapping[str, str]) -> tuple[str, ...]:
    codes = _listed(values, "dataSourceType")
    return tuple(name for code in codes for name in dict.fromkeys((DATA_SOURCES.get(code.upper(), code), code)))


def _person(values: Mapping[str, str]) -> tuple[str, ...]:
    known = values.get("researcherId", "")
    return (known.removeprefix(PERSON),) if known.startswith(PERSON) else ()


# --- Dates ------------------------------------------------------------------------------------------------------------


class _Dates(NamedTuple):
    """The years to search, or the months if the range begins or ends within a year; and whether it ends before it begins."""

    years: tuple[int | None, int | None] | None = None
    months: tuple[Node, ...] = ()
    is_turned: bool = False


def _dates(values: Mapping[str, str]) -> _Dates:
    first, last = _month(values, "from", 1), _month(values, "until", 12)
    if first is None and last is None:
        return _Dates()
    if first is not None and last is not None and first > last:
        return _Dates(is_turned=True)
    if (first is None or first[1] == 1) and (last is None or last[1] == 12):
        return _Dates((first and first[0], last and last[0]))
    return _Dates(months=(Only("month", f"{_written(first)}..{_written(last)}"),))


def _written(month: tuple[int, int] | None) -> str:
    return f"{month[0]:04}-{month[1]:02}" if month else ""


def _month(values: Mapping[str, str], name: str, otherwise: int) -> tuple[int, int] | None:
    match = _MONTH.fullmatch(values.get(name, ""))
    if not match:
        return None
    return int(match[1]), min(max(int(match[2] or otherwise), 1), 12)


# --- Conditions -------------------------------------------------------------------------------------------------------


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _conditions(values: Mapping[str, str]) -> Iterator[tuple[str, Condition]]:
    """Yield the conditions with their parameters."""
    if _is_true(values, "isFullTitle") and (title := _folded(values.get("title", ""))):
        yield "isFullTitle", lambda record: any(_folded(text.value) == title for text in record.titles)


def _researcher(values: Mapping[str, str]) -> str:
    """Return the identifier of a researcher; one that is only a name is a filter."""
    known = values.get("researcherId", "")
    return "" if known.startswith(PERSON) else known


def has_person(record: Record, identifier: str) -> bool:
    """Return whether a creator of a record has an identifier."""
    return any(one.value == identifier for person in record.creators for one in person.identifiers)
