"""Finding what a question asks for: records of the library, or people."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from shoroku.corpus.record import Record
from shoroku.library import Library
from shoroku.search import FacetValue
from shoroku.search.engine.engine import check_deadline
from shoroku.web.cinii.question import MOST_REACHED, Question

#: Journals that a part of a name may mean.
_MOST_JOURNALS = 1_000


class Found(NamedTuple):
    """How many records match in all, and those of the page; of a list of researchers, people."""

    total: int = 0
    records: tuple[Record, ...] = ()
    people: tuple[FacetValue, ...] = ()


def find(library: Library, question: Question) -> Found:
    """Return one page of what was asked for. Raises the errors of ``Library.search``, SearchTimedOut."""
    limit = max(0, min(question.size, MOST_REACHED - question.start + 1))
    if question.kind == "researchers":
        return _people(library, question, limit)
    filters = dict(question.filters)
    if question.journal:
        listing = library.journals(question.journal, limit=_MOST_JOURNALS)
        filters["journal"] = tuple(value.value for value in listing.values)
    if question.nothing or filters.get("journal") == ():
        return Found()
    if question.conditions:
        return _tested(library, question, filters, limit)
    return _searched(library, question, filters, limit)


def _searched(library: Library, question: Question, filters: dict[str, Any], limit: int) -> Found:
    """Return a page of a search. A record that holds only some of the words is no match at CiNii."""
    asked = {"sort": question.order, "limit": limit, "offset": question.start - 1 if limit else 0, **filters}
    page = library.search(question.query, **asked)
    if page.in_one_list:  # a question in sentences: records with only some of its words stand among the others
        return _tested(library, question, filters, limit)
    return Found(page.total, tuple(hit.record for hit in page.hits if not hit.relaxed))


def _tested(library: Library, question: Question, filters: dict[str, Any], limit: int) -> Found:
    """Return a page of those matches that meet the conditions; every match is read."""
    first, last = question.start - 1, question.start - 1 + limit
    page: list[Record] = []
    total = 0
    for record in _matches(library, question, filters):
        if all(condition(record) for condition in question.conditions):
            if first <= total < last:
                page.append(record)
            total += 1
    return Found(total, tuple(page))


def _matches(library: Library, question: Question, filters: dict[str, Any]) -> Iterator[Record]:
    for record in library.all(question.query, sort=question.order, **filters):
        check_deadline()
        yield record


def _people(library: Library, question: Question, limit: int) -> Found:
    listing = library.authors(question.person, limit=min(question.start - 1 + limit, MOST_REACHED))
    return Found(listing.total, people=listing.values[question.start - 1 :])
