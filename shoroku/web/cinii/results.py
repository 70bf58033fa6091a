"""The results of a search request: records of the library, or people."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from shoroku.corpus.errors import BadArgument, ShorokuError, UnknownRecord
from shoroku.corpus.graph.values import GraphNode
from shoroku.corpus.record import Record
from shoroku.graph.people import BY_NAME, NAMED
from shoroku.library import Library
from shoroku.search import FacetValue, Order
from shoroku.search.engine.engine import check_deadline
from shoroku.search.query.ast import Node, Phrase, both, either
from shoroku.search.query.field_values import within
from shoroku.web.cinii.parameters import MOST_REACHED, PERSON, SearchRequest, has_person
from shoroku.web.problems import NO_GRAPH

#: Journals that a part of a name may mean.
_MOST_JOURNALS = 1_000
#: Records that one query names, and characters of their ids; more are tested one by one (the language has limits).
_MOST_NAMED, _MOST_CHARACTERS = 500, 9_000
_NO_PROJECT: tuple[type[ShorokuError], ...] = (UnknownRecord, BadArgument, *NO_GRAPH)
#: Kinds of search that may find projects.
_WITH_PROJECTS = frozenset({"all", "projectsAndProducts", "projects"})


class Found(NamedTuple):
    """How many match in all, and the records of the page; people, and projects of which the library has no record."""

    total: int = 0
    records: tuple[Record, ...] = ()
    nodes: tuple[GraphNode, ...] = ()


def find(library: Library, search_request: SearchRequest) -> Found:
    """Return one page of what was asked for. Raises the errors of ``Library.search``, SearchTimedOut."""
    limit = max(0, min(search_request.size, MOST_REACHED - search_request.start + 1))
    if search_request.kind == "researchers":
        return _people(library, search_request, limit)
    if search_request.researcher:
        search_request = _by_researcher(library, search_request)
    filters = dict(search_request.filters)
    if search_request.journal:
        listing = library.journals(search_request.journal, limit=_MOST_JOURNALS)
        filters["journal"] = tuple(value.value for value in listing.values)
    if search_request.nothing or filters.get("journal") == ():
        return Found()
    try:
        found = _ordered(library, search_request, filters, limit)
    except NO_GRAPH:
        if search_request.order != "cited":
            raise
        found = _ordered(library, search_request._replace(order="relevance"), filters, limit)
    return found if found.total or not search_request.project else _known_project(library, search_request)


def _ordered(library: Library, search_request: SearchRequest, filters: dict[str, Any], limit: int) -> Found:
    if search_request.conditions:
        return _tested(library, search_request, filters, limit)
    return _searched(library, search_request, filters, limit)


def _by_researcher(library: Library, search_request: SearchRequest) -> SearchRequest:
    """Return a search that is limited to the works of a researcher: those that sources state, else by the identifier alone."""
    try:
        entries = library.person(search_request.researcher)
    except NO_GRAPH:
        entries = ()
    works = entries[0].works if len(entries) == 1 and entries[0].basis != BY_NAME else ()
    if works and (named := _naming(works)):
        return search_request._replace(tree=both((search_request.tree, named)))
    chosen = frozenset(works)

    def wrote(record: Record) -> bool:
        return record.id in chosen if chosen else has_person(record, search_request.researcher)

    return search_request._replace(conditions=(*search_request.conditions, wrote))


def _naming(ids: Sequence[str]) -> Node | None:
    """Return the query for the records with these ids, None if they are too many for one query."""
    if len(ids) > _MOST_NAMED or sum(map(len, ids)) > _MOST_CHARACTERS:
        return None
    return either(within("id", Phrase(id_)) for id_ in ids)


def _known_project(library: Library, search_request: SearchRequest) -> Found:
    """Return a project that is asked for by its number and of which the library has no record, but that works name."""
    if search_request.kind not in _WITH_PROJECTS or search_request.start > 1 or not search_request.is_of_project_alone:
        return Found()
    try:
        node = library.project(search_request.project, limit=0).node
    except _NO_PROJECT:
        return Found()
    return Found() if node.held else Found(1, nodes=(node,))


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
    ids: list[str] = []
    for record in _matches(library, search_request, filters):
        if first <= len(ids) < last:
            page.append(record)
        ids.append(record.id)
    if search_request.order == "cited" and ids and (named := _naming(ids)):
        return _searched(library, search_request._replace(tree=named), {}, limit)
    return Found(len(ids), tuple(page))


def _matches(library: Library, search_request: SearchRequest, filters: dict[str, Any]) -> Iterator[Record]:
    """Yield the matches that meet the conditions; where they cannot be ordered by citations one by one, the newest first."""
    sort: Order = "newest" if search_request.order == "cited" else search_request.order
    for record in library.all(search_request.query, sort=sort, **filters):
        check_deadline()
        if all(condition(record) for condition in search_request.conditions):
            yield record


def _people(library: Library, search_request: SearchRequest, limit: int) -> Found:
    first = search_request.start - 1
    if search_request.person.strip() and (known := _known_people(library, search_request.person, first, limit)):
        return known
    listing = library.authors(search_request.person, limit=min(first + limit, MOST_REACHED))
    return Found(listing.total, nodes=tuple(_named(one) for one in listing.values[first:]))


def _named(one: FacetValue) -> GraphNode:
    return GraphNode(
        f"{PERSON}{one.value}", "person", one.names.get("ja", one.value), one.names.get("en", ""), held=False
    )


def _known_people(library: Library, words: str, first: int, limit: int) -> Found | None:
    """Return the people of a name as the graph tells them apart, None if it knows none."""
    try:
        listing = library.people(words, limit=limit, offset=first)
    except NO_GRAPH:
        return None
    people = tuple(
        msgspec.structs.replace(one, id=f"{PERSON}{one.name}") if one.id.startswith(NAMED) else one
        for one in listing.people
    )
    return Found(listing.total, nodes=people) if listing.total else None
