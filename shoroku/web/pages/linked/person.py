"""The page of a person, by an identifier or a place in a record; of a name, the entries that have it, told apart."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shoroku.corpus import addresses
from shoroku.corpus.errors import ShorokuError, StoreDamaged, UnknownRecord
from shoroku.corpus.graph.values import Candidate, Coauthor, Coauthors, GraphNode, Join, PersonEntry, Reason, Related
from shoroku.corpus.record import Record, titles
from shoroku.graph.formats import address
from shoroku.graph.labels import BASES, REASONS
from shoroku.graph.people import BY_IDENTIFIER, mention_of
from shoroku.library import Library
from shoroku.messages import Language, translated
from shoroku.web.backend import Backend
from shoroku.web.pages import render
from shoroku.web.pages.hits import Shown, ShownHit, cut, shown, shown_record
from shoroku.web.pages.language import language_of
from shoroku.web.pages.linked.around import around_person
from shoroku.web.pages.linked.lines import Line, line, line_of, said, span
from shoroku.web.pages.links import Links
from shoroku.web.pages.state import SearchState

#: Works on one page; co-authors, projects and people who may be the same that are shown; links that are looked for.
PAGE_SIZE, _MOST_COAUTHORS, _MOST_PROJECTS, _MOST_POSSIBLE, _MOST_WORKS = 25, 30, 50, 20, 10_000
_MOST_ENTRIES, _MOST_TEXTS, _NAME = 50, 20, 300
_WITHIN_NODES = 12


#: The ids of entries.
_IS_ADDRESS = re.compile("(?:orcid|erad|nrid|openalex|crid|name|mention):")


class Work(NamedTuple):
    """A work of a person: as a record of the library, or as a line if the library does not have it; and who states it."""

    hit: ShownHit | None
    line: Line | None
    said: tuple[str, ...]


class ShownJoin(NamedTuple):
    """An identifier with its kind and its address on the web, and where it stands: sources, and number of places."""

    kind: str
    value: str
    url: str
    sources: tuple[str, ...]
    mentions: int


class ShownEntry(NamedTuple):
    """An entry of a list of people."""

    url: str
    names: tuple[Shown, ...]
    basis: str
    joins: tuple[ShownJoin, ...]
    affiliations: tuple[Shown, ...]
    works: int
    projects: int
    years: str


class ShownCandidate(NamedTuple):
    """Someone who may be the same person: the name, the page, works, and reasons."""

    name: Shown
    url: str
    work: Shown | None
    work_url: str
    works: int
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]


class _Read(NamedTuple):
    entries: tuple[PersonEntry, ...]
    works: tuple[tuple[GraphNode | str, tuple[str, ...]], ...] = ()
    records: Mapping[str, Record] = MappingProxyType({})
    projects: tuple[Related, ...] = ()
    coauthors: Coauthors = Coauthors("")
    left_out: int = 0
    candidates: Mapping[str, Record] = MappingProxyType({})


async def person_page(request: Request) -> Response:
    """Answer with the page of a person, or with the list of those who have a name."""
    backend = Backend.of(request)
    who = request.path_params["id"]
    state = SearchState.of(request.query_params)
    read = await backend.ask(_read_at_once, backend.library, who, state.page)
    links = Links(request)
    if len(read.entries) > 1:
        return render.page(request, "people.html", **_several(links, who, read.entries, request))
    entry = read.entries[0]
    if entry.id != who:
        return RedirectResponse(links.person(entry.id, state.language), 302)
    return render.page(request, "person.html", **_one(links, entry, read, state, language_of(request)))


def _read_at_once(library: Library, who: str, page: int) -> _Read:
    with library.at_one_moment():
        return _read(library, who, page)


def _read(library: Library, who: str, page: int) -> _Read:
    """Return the people that an identifier or a name means; of one person, what is on the page."""
    entries, coauthors = _entries(library, who)
    if not entries:
        raise UnknownRecord(id=who)
    if len(entries) > 1 or entries[0].id != who:
        return _Read(entries)
    entry = entries[0]
    works, projects, left_out = _linked(library, entry)
    first = (page - 1) * PAGE_SIZE
    records = _records(library, [_id(node) for node, _ in works[first : first + PAGE_SIZE]])
    return _Read(
        (entry,),
        tuple(works),
        records,
        tuple(projects),
        coauthors or Coauthors(entry.id),
        left_out,
        _records(library, [one.works[0] for one in entry.possibly[:_MOST_POSSIBLE] if len(one.works) == 1]),
    )


def _entries(library: Library, who: str) -> tuple[tuple[PersonEntry, ...], Coauthors | None]:
    """Return the people that are meant, and of a single one the co-authors; if it is the address of one, also who may be the
    same person.

    That is left out if the index cannot be used or there is too little time.
    """
    if _IS_ADDRESS.match(who):
        try:
            return library.person_and_coauthors(who, limit=_MOST_COAUTHORS, possibly=True, most=_MOST_ENTRIES)
        except StoreDamaged:
            raise
        except ShorokuError:
            pass
    return library.person_and_coauthors(who, limit=_MOST_COAUTHORS, most=_MOST_ENTRIES)


def _linked(
    library: Library, entry: PersonEntry
) -> tuple[list[tuple[GraphNode | str, tuple[str, ...]]], list[Related], int]:
    """Return a person's works, latest first, with who states it; projects; and how many links are left out."""
    if entry.basis != BY_IDENTIFIER:  # only the name or a source's own number: the works' records are all that there is
        return [(id_, ()) for id_ in entry.works], [], 0
    found = library.related(entry.id, kinds=["person"], limit=_MOST_WORKS)
    works = sorted((one for one in found.related if one.kind == "created-by"), key=lambda one: -(one.node.year or 0))
    projects = [one for one in found.related if one.kind == "member-of"]
    return [(one.node, said(one.statements)) for one in works], projects, found.left_out


def _records(library: Library, ids: Sequence[str]) -> dict[str, Record]:
    found = {}
    for id_ in ids:
        try:
            found[id_] = library.get(id_)
        except UnknownRecord:  # a work that the library does not have, or had a moment ago
            continue
    return found


def _id(node: GraphNode | str) -> str:
    return node if isinstance(node, str) else node.id


# --- One person -------------------------------------------------------------------------------------------------------


def _one(links: Links, entry: PersonEntry, read: _Read, state: SearchState, language: Language) -> dict[str, Any]:
    """Return what the template of a person shows."""
    first = (state.page - 1) * PAGE_SIZE
    names = [shown(name, "", _NAME) for name in entry.names[:_MOST_TEXTS]]
    coauthors = read.coauthors
    possible = entry.possibly
    return {
        "entry": entry,
        "names": names or [shown(entry.id)],
        "plain_name": cut(entry.name or entry.id, 200),
        "basis": BASES[entry.basis],
        "joined": [_join(one) for one in entry.joins[:_MOST_TEXTS]],
        "clusters": [_join(Join(one, (), 0)) for one in entry.clusters[:_MOST_TEXTS]],
        "apart": [(one, links.person(one, state.language)) for one in entry.apart[:_MOST_TEXTS]],
        "affiliations": [shown(one, "", _NAME) for one in entry.affiliations[:_MOST_TEXTS]],
        "more_affiliations": len(entry.affiliations) - _MOST_TEXTS,
        "years": span(entry.first_year, entry.last_year),
        "works": [
            _work(links, node, read.records, told, state.language)
            for node, told in read.works[first : first + PAGE_SIZE]
        ],
        "total": len(read.works),
        "left_out": read.left_out,
        "not_looked_at": entry.left_out,
        "pages": -(-len(read.works) // PAGE_SIZE),
        "page": state.page,
        "first": first,
        "projects": [line(links, one, state.language) for one in read.projects[:_MOST_PROJECTS]],
        "more_projects": len(read.projects) - _MOST_PROJECTS,
        "coauthors": [_coauthor(links, one, state.language) for one in coauthors.coauthors],
        "more_coauthors": coauthors.left_out,
        "large_works": len(coauthors.large_works),
        "possible": [
            _candidate(links, one, read.candidates, state.language, language) for one in possible[:_MOST_POSSIBLE]
        ],
        "more_possible": max(len(possible) - _MOST_POSSIBLE, 0) + entry.left_out_possibly,
        "everyone": links.person(entry.name, state.language) if entry.namesakes else "",
        "named": SearchState(language=state.language).with_value("author", entry.name) if entry.name else None,
        "mention": _mention(links, entry, read.records, state.language),
        "drawing": around_person(
            links,
            coauthors.coauthors[:_WITHIN_NODES],
            read.projects,
            coauthors.left_out + max(len(coauthors.coauthors) - _WITHIN_NODES, 0) + max(len(read.projects) - 4, 0),
            language,
            state.language,
        ),
    }


def _work(
    links: Links, node: GraphNode | str, records: Mapping[str, Record], told: tuple[str, ...], language: str
) -> Work:
    record = records.get(_id(node))
    if record is None:
        unknown = node if isinstance(node, GraphNode) else GraphNode(node, held=False)
        return Work(None, line_of(links, unknown, (), language), told)
    title = record.titles[0].value if record.titles else ""
    return Work(shown_record(record, *_titles(record, title)), None, told)


def _titles(record: Record, otherwise: str) -> tuple[str, str]:
    title, other = titles(record)
    return title or otherwise, other


def _coauthor(links: Links, one: Coauthor, language: str) -> tuple[Shown, str, int, str, bool]:
    """Return a co-author: the name, the page, number of works together, their years, whether sources identify who it is."""
    return (
        shown(one.name, "", _NAME),
        links.person(one.id, language),
        one.weight,
        span(one.first_year, one.last_year),
        one.identified,
    )


def _mention(
    links: Links, entry: PersonEntry, records: Mapping[str, Record], language: str
) -> tuple[Shown, str, int] | None:
    """Return of a single mention the work, its page, and the place there; None if the entry is more."""
    found = mention_of(entry.id)
    record = records.get(found[1]) if found else None
    if found is None or record is None:
        return None
    return shown(_titles(record, record.id)[0], "", _NAME), links.record(record.id, language), found[0]


def _candidate(
    links: Links, one: Candidate, records: Mapping[str, Record], chosen: str, language: Language
) -> ShownCandidate:
    record = records.get(one.works[0]) if len(one.works) == 1 else None
    work = None if record is None else shown(_titles(record, record.id)[0], "", _NAME)
    return ShownCandidate(
        shown(one.name or one.id, "", _NAME),
        links.person(one.id, chosen),
        work,
        links.record(record.id, chosen) if record else "",
        len(one.works),
        tuple(_reason(reason, language) for reason in one.reasons_for),
        tuple(_reason(reason, language) for reason in one.reasons_against),
    )


def _reason(one: Reason, language: Language) -> str:
    return translated(REASONS[one.kind], language).format(value=cut(one.about, _NAME))


_KINDS = {"orcid": "ORCID", "erad": "e-Rad", "nrid": "NRID", "openalex": "OpenAlex", "crid": "CRID"}


def _join(one: Join) -> ShownJoin:
    prefix, _, value = one.key.partition(":")
    url = "" if prefix == "erad" else addresses.web_address(address(GraphNode(one.key, "person"))) or ""
    if prefix in ("nrid", "erad"):
        number = f"10000{value}" if prefix == "erad" else value
        url = f"https://nrid.nii.ac.jp/nrid/{number}/" if number.isascii() and number.isdecimal() else ""
    return ShownJoin(_KINDS.get(prefix, prefix.upper()), value, url, one.sources, one.mentions)


# --- Several ----------------------------------------------------------------------------------------------------------


def _several(links: Links, who: str, entries: Sequence[PersonEntry], request: Request) -> dict[str, Any]:
    """Return what the template of several people shows."""
    language = SearchState.of(request.query_params).language
    return {
        "who": cut(who, 200),
        "shown_name": shown(who, "", 200),
        "entries": [_entry(links, one, language) for one in entries],
        "more": max(one.left_out_people for one in entries),
        "not_looked_at": max(one.left_out for one in entries),
        "named": SearchState(language=language).with_value("author", who),
    }


def _entry(links: Links, one: PersonEntry, language: str) -> ShownEntry:
    return ShownEntry(
        links.person(one.id, language),
        tuple(shown(name, "", _NAME) for name in one.names[:6]) or (shown(one.id),),
        BASES[one.basis],
        tuple(map(_join, one.joins[:_MOST_TEXTS])),
        tuple(shown(text, "", _NAME) for text in one.affiliations[:3]),
        len(one.works),
        len(one.projects),
        span(one.first_year, one.last_year),
    )
