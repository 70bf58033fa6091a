"""What is drawn around a record, a person or a project."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from shoroku.corpus.graph.questions import DATA_TYPES
from shoroku.corpus.graph.values import Coauthor, GraphEdge, GraphNode, Related
from shoroku.graph.labels import LINKS
from shoroku.messages import Language, translated
from shoroku.web.pages.hits import cut
from shoroku.web.pages.language import catalogue, tag_of
from shoroku.web.pages.linked.drawing import MOST_NODES, Chord, Drawing, Node, drawing
from shoroku.web.pages.linked.lines import page_of, said, web_address
from shoroku.web.pages.links import Links

_NAME = 120
#: Lines between co-authors: those of most works.
_MOST_TOGETHER = 16


class Near(NamedTuple):
    """What is linked with something: by which kind of link, in which direction, and what it is."""

    kind: str
    forward: bool
    node: GraphNode


def nearest(related: Iterable[Near]) -> tuple[list[Near], int]:
    """Return what to draw: of each kind of link some, in turn; and how many there are besides."""
    by_kind: dict[tuple[str, bool], list[Near]] = {}
    seen = set()
    for one in related:
        if one.node.id not in seen:
            seen.add(one.node.id)
            by_kind.setdefault((one.kind, one.forward), []).append(one)
    found = [one for turn in zip_longest(*by_kind.values()) for one in turn if one]
    kinds = list(by_kind)
    return sorted(found[:MOST_NODES], key=lambda one: kinds.index((one.kind, one.forward))), max(
        len(found) - MOST_NODES, 0
    )


def around(
    links: Links, near: Sequence[Near], edges: Iterable[GraphEdge], left_out: int, language: Language, chosen: str
) -> Drawing | None:
    """Return the drawing of what is linked with something, and of the links among that.

    ``chosen`` is the language that the page's address names, if any.
    """
    nodes = [_node(links, one.node, translated(LINKS[one.kind, one.forward], language), chosen) for one in near]
    chords = [
        Chord(one.start, one.end, translated(LINKS[one.kind, True], language), said(one.statements)) for one in edges
    ]
    return drawing(nodes, chords, left_out)


def around_person(
    links: Links,
    coauthors: Sequence[Coauthor],
    projects: Sequence[Related],
    left_out: int,
    language: Language,
    chosen: str,
) -> Drawing | None:
    """Return a person's projects and co-authors, with lines between co-authors of the same work of the person."""
    nodes = [_node(links, one.node, translated(LINKS[one.kind, one.forward], language), chosen) for one in projects[:4]]
    most = max((one.weight for one in coauthors), default=1)
    ngettext = catalogue(language).ngettext
    for one in coauthors:
        note = ngettext("{count} work together", "{count} works together", one.weight).format(count=one.weight)
        weight = 1 + min(3, 4 * one.weight // (most + 1))
        url = links.person(one.id, chosen)
        nodes.append(Node(one.id, cut(one.name, _NAME), tag_of(one.name, ""), note, url, False, True, "person", weight))
    chords = []
    for at, first in enumerate(coauthors):
        for second in coauthors[at + 1 :]:
            if common := len(set(first.works) & set(second.works)):
                label = ngettext("{count} work together", "{count} works together", common).format(count=common)
                chords.append((common, Chord(first.id, second.id, label)))
    chords.sort(key=lambda one: -one[0])
    return drawing(nodes, [chord for _, chord in chords[:_MOST_TOGETHER]], left_out)


def _node(links: Links, node: GraphNode, note: str, chosen: str) -> Node:
    here = page_of(links, node, chosen)
    name = cut(node.name or node.id, _NAME)
    year = f" · {node.year}" if node.year else ""
    return Node(
        node.id, name, tag_of(name, ""), f"{note}{year}", here or web_address(node), not here, node.held, shape(node)
    )


def shape(node: GraphNode) -> str:
    """Return by which shape a node is drawn."""
    if node.type in ("person", "researcher"):
        return "person"
    if node.type in ("institution", "organization"):
        return "institution"
    if node.type in DATA_TYPES:
        return "data"
    return "project" if node.type == "project" else "work"
