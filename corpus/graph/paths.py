"""Shortest paths between people, works and projects, searched from both ends at once (Pohl, 1971)."""

from collections.abc import Collection
from itertools import pairwise
from typing import NamedTuple

from shoroku.corpus.graph.questions import Answering, grouped
from shoroku.corpus.graph.values import GraphPath, PathStep
from shoroku.corpus.graph.walker import Entity, Walker

#: Ways on which a path may run -> kinds of edges.
WAYS = {
    "coauthors": ("created-by",),
    "projects": ("output-of", "member-of", "part-of-project"),
    "citations": ("cites",),
    "data": ("supplements", "derived-from"),
    "versions": ("version-of", "translation-of", "same-as", "part-of"),
    "institutions": ("affiliated-with",),
    "funders": ("funded-by",),
}
#: What is walked unless the user says otherwise. Institutions and funders join too many to mean anything.
USUAL = ("coauthors", "projects", "citations", "data", "versions")
#: Entities that one search looks at, at most; ends that an answer without a path names.
MOST_SEEN, _MOST_ENDS = 60_000, 100


class _Side(NamedTuple):
    """One end of the search: from where each entity was reached, and those reached last."""

    reached: dict[Entity, Entity | None]
    frontier: list[Entity]


def path(
    answering: Answering, start: Collection[Entity], end: Collection[Entity], ways: Collection[str], most: int
) -> GraphPath:
    """Return a shortest path of at most ``most`` steps from one of ``start`` to one of ``end``."""
    kinds = frozenset(kind for way in ways for kind in WAYS[way])
    met, sides, bounded = _search(answering.walker, start, end, kinds, most)
    if met is None:
        named = [list(ends)[:_MOST_ENDS] for ends in (start, end)]
        nodes = answering.describer.nodes([*named[0], *named[1]])
        first_ends, last_ends = (tuple(nodes[one] for one in ends) for ends in named)
        return GraphPath(first_ends, last_ends, most=most, bounded=bounded)
    stops = [*reversed(_trace(sides[0], met)), *_trace(sides[1], met)[1:]]
    first, last = (answering.describer.nodes([stop])[stop] for stop in (stops[0], stops[-1]))
    return GraphPath((first,), (last,), _steps(answering, stops, kinds), True, most)


def _search(
    walker: Walker, start: Collection[Entity], end: Collection[Entity], kinds: frozenset[str], most: int
) -> tuple[Entity | None, tuple[_Side, _Side], bool]:
    """Return where both sides meet on a shortest path, None if they do not within ``most`` steps."""
    sides = tuple(_Side(dict.fromkeys(ends), list(ends)) for ends in (start, end))
    both = (sides[0], sides[1])
    if common := sorted(both[0].reached.keys() & both[1].reached.keys()):
        return common[0], both, False
    for _ in range(most):
        near, far = sorted(both, key=lambda side: len(side.frontier))
        if not near.frontier:
            return None, both, False
        if len(near.reached) + len(far.reached) > MOST_SEEN:
            return None, both, True
        new: list[Entity] = []
        for before, other in walker.reached(near.frontier, kinds):
            if other not in near.reached:
                near.reached[other] = before
                new.append(other)
        near.frontier[:] = new
        if common := sorted(set(new) & far.reached.keys()):
            return common[0], both, False
    return None, both, False


def _trace(side: _Side, met: Entity) -> list[Entity]:
    """Return the way from ``met`` to where a side began."""
    stops = []
    stop: Entity | None = met
    while stop is not None:
        stops.append(stop)
        stop = side.reached[stop]
    return stops


def _steps(answering: Answering, stops: list[Entity], kinds: frozenset[str]) -> tuple[PathStep, ...]:
    """Return the steps of a path, each with everyone who states it."""
    wanted = list(pairwise(stops))
    links = [link for start, other in wanted for link in answering.walker.between(start, other, kinds)]
    groups = {(group.start, group.other): group for group in reversed(grouped(links))}
    chosen = [groups[edge] for edge in wanted]
    nodes = answering.nodes(chosen)
    answering.describer.read(links, roles=True)
    return tuple(
        PathStep(group.kind, group.forward, nodes[group.other], answering.statements(group)) for group in chosen
    )
