"""The page of a project, by its number or its record: members, works with both bases apart, funding."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shoroku.corpus import addresses
from shoroku.corpus.errors import UnknownRecord
from shoroku.corpus.graph.kinds import PROJECT
from shoroku.corpus.graph.values import GraphEdge, GraphNode, ProjectEntry, ProjectOutput
from shoroku.corpus.licence import may_be_passed_on
from shoroku.corpus.main_text import ordered
from shoroku.corpus.record import Person, Record, person_name
from shoroku.graph.formats import address
from shoroku.library import Library
from shoroku.messages import N_
from shoroku.web.backend import Backend
from shoroku.web.pages import render
from shoroku.web.pages.hits import Shown, cut, shown, shown_texts
from shoroku.web.pages.language import language_of
from shoroku.web.pages.linked.around import Near, around, nearest
from shoroku.web.pages.linked.lines import Line, line, line_of, person_page, role_of
from shoroku.web.pages.links import Links
from shoroku.web.pages.state import SearchState

_MOST_WORKS, _MOST_MEMBERS, _MOST_OTHERS = 200, 100, 100
_TITLE, _NAME = 2_000, 300
#: The bases of a project's works, in the order in which they are shown.
_BOTH, _LISTED, _NAMED = (
    N_("The project lists it, and the work names the award"),
    N_("Only the project lists it"),
    N_("Only the work names the award"),
)


class Member(NamedTuple):
    """A member: the names, the page, the role as it is called or in the source's own word, affiliations."""

    names: tuple[Shown, ...]
    url: str
    role: str
    affiliations: tuple[Shown, ...]


class _Read(NamedTuple):
    entry: ProjectEntry
    record: Record | None
    near: list[Near]
    edges: tuple[GraphEdge, ...]
    not_drawn: int


async def project_page(request: Request) -> Response:
    """Answer with the page of a project; any notation of its number leads to it."""
    backend = Backend.of(request)
    number = request.path_params["id"]
    state = SearchState.of(request.query_params)
    read = await backend.ask(_read_at_once, backend.library, number)
    links = Links(request)
    if read.entry.node.id != number:
        return RedirectResponse(links.project(read.entry.node.id, state.language), 302)
    return render.page(request, "project.html", **_shown(links, read, state, request))


def _read_at_once(library: Library, number: str) -> _Read:
    with library.at_one_moment():
        return _read(library, number)


def _read(library: Library, number: str) -> _Read:
    entry = library.project(number, limit=_MOST_WORKS)
    record = None
    if entry.node.held:
        try:
            record = library.get(entry.node.id)
        except UnknownRecord:  # a writer removed it meanwhile
            record = None
    near, not_drawn = nearest(
        (
            *(Near(one.kind, one.forward, one.node) for one in entry.members),
            *(Near("output-of", False, one.node) for one in entry.outputs),
            *(Near(one.kind, one.forward, one.node) for one in entry.others),
        )
    )
    return _Read(entry, record, near, library.among(one.node.id for one in near), entry.left_out + not_drawn)


def _shown(links: Links, read: _Read, state: SearchState, request: Request) -> dict[str, Any]:
    """Return what the template of a project shows."""
    entry, record, chosen = read.entry, read.record, state.language
    titles = shown_texts(ordered(record, record.titles), _TITLE) if record else ()
    return {
        "entry": entry,
        "record": record,
        "titles": titles or (shown(entry.node.name or entry.node.id, "", _TITLE),),
        "plain_title": cut(entry.node.name or entry.node.id, 200),
        "numbers": _numbers(entry.node),
        "period": _period(record) if record else "",
        "amounts": [one for one in record.counts if one.kind == "award-amount"] if record else [],
        "abstracts": shown_texts(ordered(record, record.abstracts)) if record and may_be_passed_on(record) else (),
        "is_withheld": bool(record and record.abstracts) and not may_be_passed_on(record) if record else False,
        "subjects": shown_texts(record.subjects, _NAME) if record else (),
        "home": SearchState(language=chosen),
        "members": _members(links, entry, record, chosen),
        "more_members": len(record.creators if record else entry.members) - _MOST_MEMBERS,
        "institutions": [
            text for one in record.contributors for text in shown_texts(one.names, _NAME) if one.role == "institution"
        ]
        if record
        else [],
        "works": _works(links, entry.outputs, chosen),
        "total": len(entry.outputs),
        "others": [line(links, one, chosen) for one in entry.others if one.kind != "created-by"][:_MOST_OTHERS],
        "left_out": entry.left_out,
        "funding": _funding(record) if record else [],
        "drawing": around(links, read.near, read.edges, read.not_drawn, language_of(request), chosen),
        "sources": record.sources if record else (),
        "outside": _outside(entry.node, record),
    }


def _numbers(node: GraphNode) -> list[tuple[str, str]]:
    """Return the numbers of a project with their kinds: the award's, and those of a discovery service."""
    kinds = {"kaken": "KAKENHI", "kakenhi": "KAKENHI", "jgn": "JGN", "crid": "CRID", "award": ""}
    split = [key.partition(":") for key in (node.id, *node.identifiers)]
    found = dict.fromkeys((kinds[kind], cut(value, _NAME)) for kind, _, value in split if kind in kinds and value)
    return sorted(found, key=lambda one: list(kinds.values()).index(one[0]))


def _period(record: Record) -> str:
    return f"{record.date}–{record.until}" if record.until and record.until != record.date else record.date


def _members(links: Links, entry: ProjectEntry, record: Record | None, language: str) -> list[Member]:
    if record is None:
        return [
            Member(
                (shown(one.node.name or one.node.id, "", _NAME),),
                links.person(one.node.id, language),
                "; ".join(dict.fromkeys(said.word for said in one.statements if said.word)),
                (),
            )
            for one in entry.members[:_MOST_MEMBERS]
        ]
    return [
        _member(links, one, place, record, language)
        for place, one in enumerate(record.creators[:_MOST_MEMBERS], 1)
        if one.names
    ]


def _member(links: Links, one: Person, place: int, record: Record, language: str) -> Member:
    names = ordered(record, one.names)
    return Member(
        tuple(shown(person_name(text.value[:1_000]), text.lang, _NAME) for text in names),
        person_page(links, one, place, record.id, language),
        role_of(one),
        shown_texts(ordered(record, one.affiliations)[:3], _NAME),
    )


def _works(links: Links, outputs: Sequence[ProjectOutput], language: str) -> list[tuple[str, list[Line]]]:
    """Return the works by basis, latest first; each with who states it."""
    groups: dict[str, list[ProjectOutput]] = {_BOTH: [], _LISTED: [], _NAMED: []}
    for one in outputs:
        groups[_BOTH if one.listed and one.named else _LISTED if one.listed else _NAMED].append(one)
    return [
        (
            basis,
            [
                line_of(links, one.node, (*one.listed, *one.named), language)
                for one in sorted(some, key=lambda one: (-(one.node.year or 0), not one.node.held))
            ],
        )
        for basis, some in groups.items()
        if some
    ]


def _funding(record: Record) -> list[tuple[tuple[Shown, ...], str]]:
    """Return who funds a project, and the source's word for it, such as the name of a programme."""
    found = [(shown_texts(one.funders, _NAME), cut(one.word, _NAME)) for one in record.funding]
    return [one for one in dict.fromkeys(found) if one[0] or one[1]]


def _outside(node: GraphNode, record: Record | None) -> str:
    """Return the address of a project's page elsewhere, "" if none is known."""
    for identifier in record.identifiers if record else ():
        if identifier.kind == "KAKEN":
            return addresses.web_address(address(GraphNode(f"kakenhi:{identifier.value}", PROJECT))) or ""
    return addresses.web_address(address(node)) or "" if not node.id.startswith("award:") else ""
