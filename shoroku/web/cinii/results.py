"""The results of a search request: records of the library, or people."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from shoroku.corpus.record import Record
from shoroku.library import Library
from shoroku.search import FacetValue
from shoroku.search.engine.engine import check_deadline
from shoroku.web.cinii.parameters import MOST_REACHED, SearchRequest

#: Journals that a part of a name may mean.
_MOST_JOURNALS = 1_000


class Found(NamedTuple):
    """How many records match in all, and those of the page; of a list of researchers, people."""

    total: int = 0
    records: tuple[Record, ...] = ()
    people: tuple[FacetValue, ...] = ()


def find(library: Library, search_request: SearchRequest) -> Found:
    """Return one page of what was asked for. Raises the errors of ``Library.search``, SearchTimedOut."""
    limit = max(0, min(search_request.size, MOST_REACHED - search_request.start + 1))
    if search_request.kind == "researchers":
        return _people(library, search_request, limit)
    filters = dict(search_request.filters)
    if search_request.journal:
        listing = library.journals(search_request.journal, limit=_MOST_JOURNALS)
        filters["journal"] = tuple(value.value for value in listing.values)
    if search_request.nothing or filters.get("journal") == ():
        return Found()
    if search_request.conditions:
        return _tested(library, search_request, filters, limit)
    return _searched(library, search_request, filters, limit)


def _searched(library: Library, search_request: SearchRequest, filters: dict[str, Any], limit: int) -> Found:
    """Return a page of a search. A record that holds only some of the words is no match at CiNii."""
    asked = {
        "sort": search_request.order,
        "limit": limit,
        "offset": search_request.start - 1 if limit else 0,
        **filters,
    }
    page = library.search(search_request.query, **asked).whole()  # CiNii's formats cannot say that something is missing
    if page.in_one_list:  # a question in sentences: records with only some of its words stand among the others
        return _tested(library, search_request, filters, limit)
    return Found(page.total, tuple(hit.record for hit in page.hits if not hit.relaxed))


def _tested(library: Library, search_request: SearchRequest, filters: dict[str, Any], limit: int) -> Found:
    """Return a page of those matches that meet the conditions; every match is read."""
    first, last = search_request.start - 1, search_request.start - 1 + limit
    page: list[Record] = []
    total = 0
    for record in _matches(library, search_request, filters):
        if all(condition(record) for condition in search_request.conditions):
            if first <= total < last:
                page.append(record)
            total += 1
    return Found(total, tuple(page))


def _matches(library: Library, search_request: SearchRequest, filters: dict[str, Any]) -> Iterator[Record]:
    for record in library.all(search_request.query, sort=search_request.order, **filters):
        check_deadline()
        yield record


def _people(library: Library, search_request: SearchRequest, limit: int) -> Found:
    listing = library.authors(search_request.person, limit=min(search_request.start - 1 + limit, MOST_REACHED))
    return Found(listing.total, people=listing.values[search_request.start - 1 :])
