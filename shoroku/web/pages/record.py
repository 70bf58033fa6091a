"""The page of a record, and its file in any format that can be written."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shoroku.corpus import addresses
from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.licence import may_be_passed_on
from shoroku.corpus.main_text import ordered
from shoroku.corpus.record import Person, Record, person_name
from shoroku.corpus.roles import contributors
from shoroku.corpus.store.merge import OWN_ORIGINS, Contribution
from shoroku.labels import LANGUAGES
from shoroku.library import Library
from shoroku.search.assist.similar import Similar
from shoroku.web.backend import Backend
from shoroku.web.pages import cite, metadata, render
from shoroku.web.pages.exports import file_of
from shoroku.web.pages.hits import Shown, cut, shown, shown_place, shown_record, shown_texts
from shoroku.web.pages.language import language_of
from shoroku.web.pages.linked.around import around
from shoroku.web.pages.linked.lines import person_page, role_of
from shoroku.web.pages.linked.panels import Found, linked, panels, writers
from shoroku.web.pages.links import Links
from shoroku.web.pages.search import FORMATS
from shoroku.web.pages.state import SearchState

_SIMILAR = 6
_TITLE, _NAME, _MOST_PEOPLE, _MOST_AFFILIATIONS, _MOST_LINKS = 2_000, 300, 500, 10, 50
_ORDER = ("DOI", "CRID", "NAID", "PMID")


class _Read(NamedTuple):
    record: Record
    contributions: list[Contribution]
    similar: list[Similar]
    linked: Found | None


class ShownPerson(NamedTuple):
    """A person: the names, the person's page here, affiliations, and identifiers with their addresses elsewhere."""

    names: tuple[Shown, ...]
    url: str
    role: str
    affiliations: tuple[Shown, ...]
    identifiers: tuple[tuple[str, str, str], ...]


async def record_page(request: Request) -> Response:
    """Answer with the page of a record, or its file if a format is asked for; any of its identifiers leads to it."""
    backend = Backend.of(request)
    identifier = request.path_params["id"]
    form = request.query_params.get("format")
    if form:
        return await file_of(request, form, [identifier], "record")
    read = await backend.ask(_read, backend.library, identifier)
    state = SearchState.of(request.query_params)
    if read.record.id != identifier:
        return RedirectResponse(Links(request).record(read.record.id, state.language), 302)
    return render.page(request, "record.html", **_shown(request, read, state))


def _read(library: Library, identifier: str) -> _Read:
    record = library.get(identifier)
    try:
        similar = library.similar(record.id, limit=_SIMILAR)
    except ShorokuError:  # an index that cannot be used, or too little time: the record itself can be shown
        similar = []
    return _Read(record, library.contributions(record.id), similar, linked(library, record))


def _shown(request: Request, read: _Read, state: SearchState) -> dict[str, Any]:
    """Return what the template of a record shows."""
    record, links = read.record, Links(request)
    titles = shown_texts(ordered(record, record.titles), _TITLE)
    everything = shown_texts(record.titles, _TITLE)
    home = SearchState(language=state.language)
    others = list(contributors(record))  # a project's institutions stand on its own page
    return {
        "record": record,
        "where": shown_place(record),
        "titles": titles,
        "readings": [one for one in everything if one not in titles],
        "plain_title": cut(record.title, 200),
        "persons": [
            _person(links, one, place, record, state.language)
            for place, one in enumerate(record.creators[:_MOST_PEOPLE], 1)
        ],
        "more_people": len(record.creators) - _MOST_PEOPLE,
        "contributors": [
            _person(links, one, len(record.creators) + number, record, state.language)
            for number, one in others[:_MOST_PEOPLE]
        ],
        "more_contributors": len(others) - _MOST_PEOPLE,
        "home": home,
        "journals": shown_texts(ordered(record, record.journals), _NAME),
        "publishers": shown_texts(ordered(record, record.publishers), _NAME),
        "subjects": shown_texts(record.subjects, _NAME),
        "abstracts": _abstracts(record),
        "is_withheld": bool(record.abstracts) and not may_be_passed_on(record),
        "language_names": LANGUAGES,
        "identifiers": _identifiers(record.identifiers),
        "has_own_id": not _is_identifier(record),
        "outside": _links(record),
        "contributions": [_contribution(one) for one in read.contributions if one.origin not in OWN_ORIGINS],
        "similar": [shown_record(one.record, one.title, one.title_other) for one in read.similar],
        **_linked(links, record, read.linked, request.query_params.get("all", ""), state, request),
        "citations": cite.citations(record, language_of(request)),
        "formats": list(FORMATS.items()),
        "highwire": list(metadata.highwire(record)),
        "coins": metadata.whole_coins(record),
        "json_ld": metadata.json_ld(record, links.whole(f"/records/{record.id}")),
    }


def _abstracts(record: Record) -> tuple[Shown, ...]:
    """Return the abstracts that may be passed on; over HTTP no others leave."""
    return shown_texts(ordered(record, record.abstracts)) if may_be_passed_on(record) else ()


def _linked(
    links: Links, record: Record, found: Found | None, whole: str, state: SearchState, request: Request
) -> dict[str, Any]:
    """Return what the template shows of links: panels, co-authors of the authors, a drawing; and the page of the thing itself."""
    page = {"project": links.project, "researcher": links.person}.get(record.type)
    return {
        "whole": whole,
        "own_page": page(record.id, state.language) if page else "",
        "panels": panels(links, record, found.neighbours, whole, state.language) if found else [],
        "coauthors": writers(links, found.coauthors, state.language) if found else [],
        "drawing": around(links, found.near, found.edges, found.not_drawn, language_of(request), state.language)
        if found
        else None,
    }


def _person(links: Links, person: Person, place: int, record: Record, language: str) -> ShownPerson:
    names = ordered(record, person.names)
    return ShownPerson(
        tuple(shown(person_name(one.value[:1_000]), one.lang, _NAME) for one in names),
        person_page(links, person, place, record.id, language) if names else "",
        role_of(person),
        shown_texts(ordered(record, person.affiliations)[:_MOST_AFFILIATIONS], _NAME),
        _identifiers(person.identifiers),
    )


def _is_identifier(record: Record) -> bool:
    """Tell whether the id of a record says no more than one of its identifiers: 10.5555/x or doi:10.5555/x beside that DOI."""
    shown = record.id.casefold()
    return any(shown in (one.value.casefold(), f"{one.kind}:{one.value}".casefold()) for one in record.identifiers)


def _identifiers(identifiers: Iterable[Identifier]) -> tuple[tuple[str, str, str], ...]:
    """Return identifiers: kind, value, and the address of its page or ""."""
    found = sorted(identifiers, key=lambda one: (_ORDER.index(one.kind) if one.kind in _ORDER else len(_ORDER), one))
    return tuple((one.kind, cut(one.value, _NAME), _address(one)) for one in found)


def _links(record: Record) -> list[tuple[str, str]]:
    """Return the links that are more than an identifier's page, each with the address that a browser may have, or ""."""
    known = {addresses.of_identifier(one) for one in record.identifiers}
    links = [(link, addresses.web_address(link) or "") for link in record.links[:_MOST_LINKS]]
    return [(link, url) for link, url in links if url not in known or not url]


def _address(one: Identifier) -> str:
    if one.kind == "ORCID":
        return addresses.web_address(f"https://orcid.org/{one.value.rpartition('/')[2]}") or ""
    return addresses.of_identifier(one)


def _contribution(one: Contribution) -> tuple[str, str, str]:
    """Return where a contribution is from, when it was fetched, and its address if it has one on the web: a file is ours."""
    is_on_web = one.place.startswith(("http://", "https://"))
    return one.origin, one.fetched, (addresses.web_address(one.place) or "") if is_on_web else ""
