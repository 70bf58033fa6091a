"""What a record is linked with, in panels: data, projects, citations, versions, co-authors; each line with who states it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from shoroku.corpus.errors import BadArgument, ShorokuError, UnknownRecord
from shoroku.corpus.graph import keys
from shoroku.corpus.graph.kinds import PROJECT, RESEARCHER
from shoroku.corpus.graph.questions import DATA_TYPES, GROUPS
from shoroku.corpus.graph.values import Coauthors, GraphEdge, GraphNode, Neighbourhood, Related
from shoroku.corpus.record import Count, Person, Record, in_language
from shoroku.library import Library
from shoroku.messages import N_
from shoroku.search.engine.engine import SearchTimedOut
from shoroku.web.pages.hits import Shown, cut, shown
from shoroku.web.pages.linked.around import Near, nearest
from shoroku.web.pages.linked.lines import NAME, Line, line, span
from shoroku.web.pages.links import Links
from shoroku.web.problems import NO_GRAPH

#: Why a page has no links.
_NOT_NOW: tuple[type[ShorokuError], ...] = (*NO_GRAPH, SearchTimedOut)
#: Links that are looked at, lines of a panel, and lines of the one that is asked for as a whole.
_MOST, _MOST_LINES, _MOST_OF_ONE = 1_000, 10, 1_000
#: Authors whose co-authors are shown, the co-authors of each, and works beyond which they are left to the author's page.
_MOST_AUTHORS, _MOST_COAUTHORS = 3, 6
#: References without an identifier that are shown.
_MOST_TEXTS = 50
#: Authors in the drawing.
_MOST_DRAWN = 4


class Found(NamedTuple):
    """What the graph tells of a record."""

    neighbours: Neighbourhood
    near: list[Near]
    edges: tuple[GraphEdge, ...]
    not_drawn: int
    coauthors: tuple[tuple[str, Coauthors], ...]


class Writer(NamedTuple):
    """An author of a record: the name, the page, and with whom the author wrote: names, pages, number of works, years."""

    name: Shown
    url: str
    works: int
    coauthors: tuple[tuple[Shown, str, int, str], ...]
    more: int


class Panel(NamedTuple):
    """Links of a record that belong together, and how many there are that are not shown. ``counts`` is what sources counted;
    ``texts`` are references without an identifier, which are no links."""

    id: str
    label: str
    lines: tuple[Line, ...]
    more: int
    counts: tuple[Count, ...] = ()
    texts: tuple[str, ...] = ()
    more_texts: int = 0


def linked(library: Library, record: Record) -> Found | None:
    """Return what a record is linked with, None if its library has no graph yet or there is too little time."""
    has_people = record.type in (PROJECT, RESEARCHER)
    try:
        with library.at_one_moment():
            neighbours = library.related(
                record.id, kinds=[one for one in GROUPS if has_people or one != "person"], limit=_MOST
            )
            near, not_drawn = nearest(
                (*_authors(record), *(Near(one.kind, one.forward, one.node) for one in neighbours.related))
            )
            edges = library.among(one.node.id for one in near)
            coauthors = () if has_people else tuple(_coauthors(library, record))
    except _NOT_NOW:  # the record itself can be shown
        return None
    return Found(neighbours, near, edges, neighbours.left_out + not_drawn, coauthors)


def _authors(record: Record) -> Iterator[Near]:
    """Yield the first authors of a work that sources identify."""
    if record.type in (PROJECT, RESEARCHER):
        return
    for key, person in _identified(record)[:_MOST_DRAWN]:
        yield Near("created-by", True, GraphNode(key, "person", in_language(person.names, record.language)))


def _identified(record: Record) -> list[tuple[str, Person]]:
    """Return the authors that sources identify, each once: the key of the identifier and the author, in their order."""
    known: dict[str, Person] = {}
    for person in record.creators:
        if key := max(keys.joining(person), default=""):
            known.setdefault(key, person)
    return list(known.items())


def _coauthors(library: Library, record: Record) -> list[tuple[str, Coauthors]]:
    """Return the co-authors of the first authors that sources identify, each with the author's name."""
    found = []
    for key, person in _identified(record)[:_MOST_AUTHORS]:
        with suppress(UnknownRecord, BadArgument):  # an author whose source record went meanwhile
            found.append((in_language(person.names, record.language), library.coauthors(key, limit=_MOST_COAUTHORS)))
    return [one for one in found if one[1].coauthors]


def writers(links: Links, found: Sequence[tuple[str, Coauthors]], language: str) -> list[Writer]:
    """Return authors with their co-authors as they are shown."""
    return [
        Writer(
            shown(name or one.id, "", NAME),
            links.person(one.id, language),
            one.works,
            tuple(
                (
                    shown(other.name, "", NAME),
                    links.person(other.id, language),
                    other.weight,
                    span(other.first_year, other.last_year),
                )
                for other in one.coauthors
            ),
            one.left_out,
        )
        for name, one in found
    ]


def panels(links: Links, record: Record, found: Neighbourhood, whole: str, language: str) -> list[Panel]:
    """Return the panels of a record; the one whose id is ``whole`` with all its lines."""
    groups: dict[str, list[Related]] = {}
    for one in found.related:
        groups.setdefault(_panel_of(one), []).append(one)
    left_out = _left_out(record, found)
    for id_ in left_out:
        groups.setdefault(id_, [])
    counts = tuple(one for one in record.counts if one.kind == "cited-by")
    if counts:
        groups.setdefault("cited-by", [])
    texts = [one.title for one in record.relations if not one.identifiers and one.kind == "cites" and one.title]
    if texts:
        groups.setdefault("cites", [])
    return [
        _panel(
            links,
            id_,
            label,
            groups[id_],
            left_out[id_],
            (counts, texts),
            _MOST_OF_ONE if id_ == whole else _MOST_LINES,
            language,
        )
        for id_, label in _PANELS.items()
        if id_ in groups
    ]


def _left_out(record: Record, found: Neighbourhood) -> Counter[str]:
    """Return how many links are not looked at, by the panel to which they belong.

    A group of kinds may belong to several panels: its links count in the one that most of them belong to. Links behind
    something that has too many of them are of no known kind.
    """
    counted = Counter({"other": max(found.left_out - sum(found.left_out_of.values()), 0)})
    for group, number in found.left_out_of.items():
        panel = "results" if group == "project" and record.type == PROJECT else _OF_GROUP[group]
        counted[panel] += number
    return +counted


def _panel(
    links: Links,
    id_: str,
    label: str,
    some: Sequence[Related],
    left_out: int,
    stated: tuple[tuple[Count, ...], list[str]],
    most: int,
    language: str,
) -> Panel:
    counts, texts = stated
    has_labels = id_ not in ("cites", "cited-by")
    ordered = sorted(some, key=lambda one: (not one.node.held, -(one.node.year or 0)))
    return Panel(
        id_,
        label,
        tuple(
            line(links, one, language) if has_labels else line(links, one, language)._replace(label="")
            for one in ordered[:most]
        ),
        max(len(some) - most, 0) + left_out,
        counts if id_ == "cited-by" else (),
        tuple(cut(one, NAME) for one in texts[:_MOST_TEXTS]) if id_ == "cites" else (),
        max(len(texts) - _MOST_TEXTS, 0) if id_ == "cites" else 0,
    )


#: Panels in their order, and what they are called.
_PANELS = {
    "data": N_("Data"),
    "projects": N_("Projects and funding"),
    "results": N_("Works of the project"),
    "people": N_("People and works"),
    "versions": N_("Versions and corrections"),
    "reviews": N_("Reviews and comments"),
    "cites": N_("Cites"),
    "cited-by": N_("Cited by"),
    "parts": N_("Parts"),
    "institutions": N_("Institutions"),
    "other": N_("Other links"),
}
#: Groups of kinds -> their panels.
_OF_GROUP = {
    "data": "data",
    "project": "projects",
    "person": "people",
    "version": "versions",
    "correction": "versions",
    "review": "reviews",
    "cites": "cites",
    "cited-by": "cited-by",
    "part": "parts",
    "institution": "institutions",
    "other": "other",
}
_OF_KIND: dict[str, str | Callable[[Related], str]] = {
    "": "other",
    "cites": lambda one: "data" if one.node.type in DATA_TYPES else "cites" if one.forward else "cited-by",
    "supplements": "data",
    "derived-from": "data",
    "part-of": "parts",
    "reviews": "reviews",
    "comments": "reviews",
    "output-of": lambda one: "projects" if one.forward else "results",
    "part-of-project": "projects",
    "funded-by": lambda one: "projects" if one.forward else "results",
    "created-by": "people",
    "member-of": "people",
    "affiliated-with": "institutions",
}


def _panel_of(one: Related) -> str:
    found = _OF_KIND.get(one.kind, "versions")
    return found if isinstance(found, str) else found(one)
