"""Questions about what is linked: neighbours, citations, data, versions, projects, a part of the graph."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from shoroku.corpus.errors import UnknownRecord
from shoroku.corpus.graph.describing import Describer
from shoroku.corpus.graph.kinds import PROJECT
from shoroku.corpus.graph.tables import Queries
from shoroku.corpus.graph.values import (
    GraphEdge,
    GraphNode,
    Neighbourhood,
    ProjectEntry,
    ProjectOutput,
    Related,
    Statement,
    Subgraph,
    Versions,
)
from shoroku.corpus.graph.walker import MOST_FOLLOWED, PERSON, RECORD, STUB, Entity, Link, Said, Walker
from shoroku.corpus.store.store import Store

#: Names that a user gives for kinds of links -> kinds of edges, and the direction (None for both).
GROUPS: dict[str, tuple[tuple[str, bool | None], ...]] = {
    "cites": (("cites", True),),
    "cited-by": (("cites", False),),
    "data": (("supplements", False), ("derived-from", None), ("supplements", True), ("cites", None)),
    "project": (("output-of", None), ("part-of-project", None), ("member-of", True)),
    "person": (("created-by", None), ("member-of", None)),
    "institution": (("affiliated-with", None), ("funded-by", None)),
    "version": (("version-of", None), ("translation-of", None), ("same-as", None)),
    "correction": (("corrects", None), ("retracts", None), ("updates", None)),
    "review": (("reviews", None), ("comments", None)),
    "part": (("part-of", None),),
    "other": (("", None),),
}
#: Types of records and of what relations name that are data.
DATA_TYPES = frozenset({"data", "dataset", "image", "software", "collection"})
#: Citations of which those of data, or by data, are looked for.
MOST_LOOKED_AT = 10_000


#: The order in which links are listed that are equally near. Within a limit, each kind gets the same room (``_shared``), so
#: that a long list of references leaves room for the few links of other kinds.
ORDER = (
    "data",
    "project",
    "person",
    "version",
    "correction",
    "review",
    "part",
    "institution",
    "cited-by",
    "cites",
    "other",
)
#: What is linked with nothing but projects.
_OF_PROJECTS = (("output-of", False), ("member-of", False), ("part-of-project", None))


class Group(NamedTuple):
    """All statements of one edge: a link from an entity to another, however many sources state it."""

    start: Entity
    kind: str
    forward: bool
    other: Entity
    said: tuple[Said, ...]


class Answering:
    """Answers questions about one store, at one moment. Make one for each question."""

    def __init__(self, store: Store, connection: Queries) -> None:
        self.store = store
        self.walker = Walker(connection)
        self.describer = Describer(store, self.walker)

    # --- Neighbours ---------------------------------------------------------------------------------------------------

    def related(self, entity: Entity, kinds: Collection[str] = (), depth: int = 1, limit: int = 50) -> Neighbourhood:
        """Return what is linked with an entity, nearest first, then in the order of ``ORDER``; ``kinds`` are names of ``GROUPS``."""
        rules = [rule for kind in kinds for rule in GROUPS[kind]]
        seen = {entity}
        frontier = [entity]
        found: list[tuple[int, Group]] = []
        left_out = 0
        most = max(limit, MOST_LOOKED_AT if "data" in kinds else MOST_FOLLOWED)
        for level in range(1, depth + 1):
            step = self.walker.step(frontier, rules, most)
            left_out += sum(step.left_out.values())
            groups = [group for group in grouped(step.links) if group.other not in seen and _fits(group, rules)]
            if "data" in kinds:
                groups = self._only_data(groups, [rule for kind in kinds if kind != "data" for rule in GROUPS[kind]])
            found += [(level, group) for group in groups]
            frontier = list(dict.fromkeys(group.other for group in groups))
            seen.update(frontier)
            if len(found) > limit:
                break
        chosen, beyond = _shared(found, self._names(found, kinds), limit)
        left_out += sum(beyond.values())
        return Neighbourhood(self.node(entity), self._values(chosen), left_out, self._text_only(entity), beyond)

    def _only_data(self, groups: Sequence[Group], others: Sequence[tuple[str, bool | None]]) -> list[Group]:
        """Of groups found as "data", keep those whose other end is data (or the work that data stand behind)."""
        unclear = [group for group in groups if group.kind == "cites" and not (others and _fits(group, others))]
        nodes = self.nodes(unclear)
        left = {group for group in unclear if not self._is_data(group, nodes[group.other])}
        return [group for group in groups if group not in left]

    def _names(self, found: Sequence[tuple[int, Group]], kinds: Collection[str]) -> list[str]:
        """Return which of the kinds of links, or of those asked for, each link is; a citation of data is "data"."""
        names = [_name_of(group, kinds) for _, group in found]
        if kinds and "data" not in kinds:
            return names
        citations = [place for place, (_, group) in enumerate(found) if group.kind == "cites"][:MOST_LOOKED_AT]
        nodes = self.nodes([found[place][1] for place in citations])
        for place in citations:
            if self._is_data(found[place][1], nodes[found[place][1].other]):
                names[place] = "data"
        return names

    def _is_data(self, group: Group, node: GraphNode) -> bool:
        return node.type in DATA_TYPES or (group.other.sort == STUB and self.stated_type(group.said[0]) in DATA_TYPES)

    def stated_type(self, said: Said) -> str:
        """Return the type that a statement gives to what it names."""
        return self.describer.type_at(said.contribution, said.place)

    def _text_only(self, entity: Entity) -> int:
        if entity.sort != RECORD:
            return 0
        record = self.store.records([entity.number]).get(entity.number)
        return sum(not relation.identifiers for relation in record.relations) if record else 0

    def _values(self, found: Sequence[tuple[int, Group]]) -> tuple[Related, ...]:
        nodes = self.nodes([group for _, group in found])
        starts = self.describer.nodes([group.start for _, group in found])
        self.describer.read((link for _, group in found for link in _links(group)), roles=True)
        return tuple(
            Related(
                group.kind,
                group.forward,
                nodes[group.other],
                self.statements(group),
                level,
                starts[group.start].id,
            )
            for level, group in found
        )

    def statements(self, group: Group) -> tuple[Statement, ...]:
        """Return who states a link, each once."""
        return tuple(dict.fromkeys(self.describer.statement(group.kind, said) for said in group.said))

    def nodes(self, groups: Sequence[Group]) -> dict[Entity, GraphNode]:
        """Return the other ends of links as nodes."""
        return self.describer.nodes(
            [group.other for group in groups], {group.other: group.said[0] for group in reversed(groups)}
        )

    def node(self, entity: Entity) -> GraphNode:
        """Return one entity as a node. What no record tells the name of gets it from a statement about it.

        Raises UnknownRecord if no record that the user sees states anything about it.
        """
        if entity.sort != STUB:
            node = self.describer.nodes([entity])[entity]
            if entity.sort == PERSON and not node.held:
                raise UnknownRecord(id=node.id)
            return node
        link = next(iter(self.walker.step([entity]).links), None)
        if link is None:
            raise UnknownRecord(id=self.describer.nodes([entity])[entity].id)
        return self.describer.nodes([entity], {entity: link.said})[entity]

    # --- Single questions ---------------------------------------------------------------------------------------------

    def citations(self, entity: Entity, *, forward: bool, depth: int, limit: int) -> Neighbourhood:
        """Return what an entity cites (``forward``), or what cites it, up to ``depth`` steps away."""
        return self.related(entity, ["cites" if forward else "cited-by"], depth, limit)

    def data_behind(self, entity: Entity, limit: int) -> Neighbourhood:
        """Return the data that stand behind a work: its supplements and sources, and data sets that cite it or that it cites."""
        return self.related(entity, ["data"], 1, limit)

    def versions(self, entity: Entity) -> Versions:
        """Return versions, translations, corrections and retractions of a work, also those several steps away."""
        found = self.related(entity, ["version", "correction"], 3, 200)
        return Versions(found.node, found.related)

    def is_project(self, entity: Entity) -> bool:
        """Return whether something is a project: by its type, or because a record states of it what only projects have."""
        if self.node(entity).type == PROJECT:
            return True
        return entity.sort == STUB and bool(self.walker.step([entity], _OF_PROJECTS).links)

    def project(self, entity: Entity, limit: int) -> ProjectEntry:
        """Return a project's members, its works with both bases, and what else is linked with it."""
        groups = grouped(self.walker.step([entity], most=None).links)
        works = [group for group in groups if group.kind == "output-of" and not group.forward]
        members = [group for group in groups if group.kind == "member-of"]
        others = [group for group in groups if group not in works and group not in members]
        left_out = sum(max(len(found) - limit, 0) for found in (works, others))
        works, others = works[:limit], others[:limit]
        nodes = self.nodes(works)
        self.describer.read(link for group in works for link in _links(group))
        outputs = []
        for group in works:
            statements = self.statements(group)
            listed = tuple(one for one in statements if one.basis == "list")
            outputs.append(
                ProjectOutput(nodes[group.other], listed, tuple(one for one in statements if one.basis != "list"))
            )
        return ProjectEntry(
            self.node(entity),
            self._values([(1, group) for group in members]),
            tuple(outputs),
            self._values([(1, group) for group in others]),
            left_out,
        )

    def graph(self, entity: Entity, depth: int, limit: int, kinds: Collection[str] = ()) -> Subgraph:
        """Return the part of the graph within ``depth`` steps of an entity, at most ``limit`` nodes, nearest first."""
        rules = [rule for kind in kinds for rule in GROUPS[kind]]
        chosen: dict[Entity, Said | None] = {entity: None}
        frontier: list[Entity] = [entity]
        kinds_of_edges = frozenset(kind for kind, _ in rules) or None
        edges: dict[tuple[Entity, str, Entity], dict[Said, None]] = {}
        left_out = 0
        for _ in range(depth):
            step = self.walker.step(frontier, rules, max(limit, MOST_FOLLOWED))
            left_out += sum(step.left_out.values())
            frontier = []
            for link in step.links:
                if rules and not _fits_link(link, rules):
                    continue
                if link.other not in chosen:
                    if len(chosen) >= limit:
                        left_out += 1
                        continue
                    chosen[link.other] = link.said
                    frontier.append(link.other)
                edges.setdefault(_directed(link), {})[link.said] = None
        for link in self.walker.among(list(chosen), kinds_of_edges):
            turned = link._replace(start=link.other, forward=not link.forward, other=link.start)
            if not rules or _fits_link(link, rules) or _fits_link(turned, rules):
                edges.setdefault(_directed(link), {})[link.said] = None
        nodes = self.describer.nodes(list(chosen), {one: said for one, said in chosen.items() if said})
        self.describer.read(
            Link(start, kind, True, end, said) for (start, kind, end), all_said in edges.items() for said in all_said
        )
        if entity.sort == STUB:
            nodes |= {entity: self.node(entity)}
        return Subgraph(
            tuple(nodes.values()),
            tuple(
                GraphEdge(
                    nodes[start].id,
                    kind,
                    nodes[end].id,
                    tuple(dict.fromkeys(self.describer.statement(kind, said) for said in sorted(all_said))),
                )
                for (start, kind, end), all_said in edges.items()
            ),
            left_out,
        )

    def among(self, ids: Sequence[str]) -> tuple[GraphEdge, ...]:
        """Return the links between any two of the records and other nodes that have these ids."""
        named = {Entity(RECORD, seq): id_ for id_, seq in self.store.seqs(ids).items()}
        for id_ in ids:
            if id_ not in named.values() and (entity := self.walker.entity(id_)):
                named.setdefault(entity, id_)
        edges: dict[tuple[Entity, str, Entity], dict[Said, None]] = {}
        links = self.walker.among(list(named), None)
        for link in links:
            edges.setdefault(_directed(link), {})[link.said] = None
        self.describer.read(links)
        return tuple(
            GraphEdge(
                named[start],
                kind,
                named[end],
                tuple(dict.fromkeys(self.describer.statement(kind, said) for said in sorted(all_said))),
            )
            for (start, kind, end), all_said in edges.items()
        )


def grouped(links: Iterable[Link]) -> list[Group]:
    """Return links with all statements of each together, in the order of the first."""
    found: dict[tuple[Entity, str, bool, Entity], dict[Said, None]] = {}
    for link in links:
        forward = link.forward or link.kind == "same-as"  # which says the same in both directions
        found.setdefault((link.start, link.kind, forward, link.other), {})[link.said] = None
    return [Group(*edge, tuple(sorted(said))) for edge, said in found.items()]


def _shared(
    found: Sequence[tuple[int, Group]], names: Sequence[str], limit: int
) -> tuple[list[tuple[int, Group]], dict[str, int]]:
    """Return ``limit`` of the links in their order, and of which kinds how many are left out; ``names`` are their kinds.

    What is nearer comes first. Of what is equally near, every kind gets one place after the other, until there are no more.
    """
    waiting: dict[tuple[int, str], deque[Group]] = {}
    for (level, group), name in zip(found, names, strict=True):
        waiting.setdefault((level, name), deque()).append(group)
    ordered = sorted(waiting, key=lambda one: (one[0], ORDER.index(one[1])))
    chosen: dict[tuple[int, str], list[Group]] = {one: [] for one in ordered}
    room = limit
    for level in dict.fromkeys(level for level, _ in ordered):
        here = [one for one in ordered if one[0] == level]
        while room and (here := [one for one in here if waiting[one]]):
            for one in here[:room]:
                chosen[one].append(waiting[one].popleft())
            room -= min(len(here), room)
    beyond: dict[str, int] = {}
    for one in ordered:
        if waiting[one]:
            beyond[one[1]] = beyond.get(one[1], 0) + len(waiting[one])
    return [(level, group) for level, name in ordered for group in chosen[level, name]], beyond


def _name_of(group: Group, kinds: Collection[str]) -> str:
    """Return which of the kinds of links, or of those asked for, a link is by its kind; a citation is "data" last."""
    names = [name for name in (*ORDER[1:], "data") if not kinds or name in kinds]
    return next((name for name in names if _fits(group, GROUPS[name])), "other")


def _links(group: Group) -> list[Link]:
    return [Link(group.start, group.kind, group.forward, group.other, said) for said in group.said]


def _fits(group: Group, rules: Sequence[tuple[str, bool | None]]) -> bool:
    return not rules or any(kind == group.kind and forward in (None, group.forward) for kind, forward in rules)


def _fits_link(link: Link, rules: Sequence[tuple[str, bool | None]]) -> bool:
    return any(kind == link.kind and forward in (None, link.forward) for kind, forward in rules)


def _directed(link: Link) -> tuple[Entity, str, Entity]:
    """Return a link as an edge in the direction of its kind; one that has none runs from the lower end."""
    ends = (link.start, link.other) if link.forward else (link.other, link.start)
    if link.kind == "same-as":
        ends = (min(ends), max(ends))
    return ends[0], link.kind, ends[1]
