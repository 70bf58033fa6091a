"""What the graph answers, as values: nodes, statements, links, paths, people and projects."""

import msgspec


class Statement(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """Who says so: the ``source`` (origin of a source record), the ``record`` (its key there), the source's own ``word``.

    ``basis`` tells statements of one kind apart: "award" (the work names the award), "list" (the record of a project or
    person lists it), "record" (the record says it of itself).
    """

    source: str
    record: str
    word: str = ""
    basis: str = "record"


class GraphNode(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """A work, project, person or institution.

    ``id`` is a record's id, a person's or an institution's key ("orcid:0000-…", "ror:…"), or the key of what no record of
    the library is ("doi:10.…"); such a node is not ``held``. ``type`` is that of a record, or "person", "institution",
    "work" (not held) or "".
    """

    id: str
    type: str = ""
    name: str = ""
    name_other: str = ""
    year: int | None = None
    held: bool = True
    identifiers: tuple[str, ...] = ()


class Related(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """A link to ``node``, with everyone who states it. ``forward``: from the node asked about to ``node``; "cites" against
    its direction is "cited by". ``depth`` is the number of steps, ``start`` the id of the node one step before."""

    kind: str
    forward: bool
    node: GraphNode
    statements: tuple[Statement, ...]
    depth: int = 1
    start: str = ""


class Neighbourhood(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """What is linked with ``node``, nearest first, and what the answer leaves out: ``left_out`` links beyond the limit or behind
    a record with too many people, and ``text_only`` references without an identifier, which are no links.

    ``left_out_of`` tells of which kinds the links beyond the limit are, by the names that ``kinds`` takes.
    """

    node: GraphNode
    related: tuple[Related, ...] = ()
    left_out: int = 0
    text_only: int = 0
    left_out_of: dict[str, int] = {}


class Join(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """Why mentions are one person: they have the identifier ``key``, which ``sources`` state in ``mentions`` places."""

    key: str
    sources: tuple[str, ...]
    mentions: int


class Reason(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """Why someone is possibly the same person, or is not: "affiliation", "coauthor", "years", "cluster", "orcid" or
    "same-work", and what it is about."""

    kind: str
    about: str


class Candidate(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """Someone of the same name who is possibly the same person, with reasons; nothing is joined because of them.

    ``works`` are ids of records.
    """

    id: str
    name: str
    works: tuple[str, ...] = ()
    reasons_for: tuple[Reason, ...] = ()
    reasons_against: tuple[Reason, ...] = ()


class PersonEntry(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """Someone as far as sources tell. ``basis`` says what makes the entry one: an "identifier" that joins (ORCID, e-Rad),
    a "cluster" that one source takes for one person, only the "name", which is no statement that it is one person, or a
    "mention": one place in one record, of whom no source tells more.

    ``joins`` explain what is joined, ``clusters`` are identifiers that one source gives to what it thinks to be one person,
    ``apart`` are identifiers that a chain of statements connects to this person, but that cannot all be one person's.
    ``works`` are the latest first. ``left_out`` is how many more records have the name asked for: they were not looked at,
    because there are too many, so more works and more people of the name may be among them. ``left_out_people`` is how many
    more entries there are beyond the limit. ``possibly`` are the most likely ones, and ``left_out_possibly`` counts
    the others of the name; ``namesakes`` is how many other entries have the first name. (Both are 0 if ``possibly`` was not
    asked for.)
    """

    id: str
    names: tuple[str, ...]
    basis: str = "identifier"
    affiliations: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()
    clusters: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    possibly: tuple[Candidate, ...] = ()
    left_out: int = 0
    left_out_people: int = 0
    left_out_possibly: int = 0
    namesakes: int = 0

    @property
    def name(self) -> str:
        """The first name, or ""."""
        return self.names[0] if self.names else ""


class PeopleListing(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """People of a name: how many there are, and some of them as nodes, whose ``id`` is what ``person`` takes.

    ``left_out`` is how many more records have the words and were not looked at, because there are too many.
    """

    total: int = 0
    people: tuple[GraphNode, ...] = ()
    left_out: int = 0


class Coauthor(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """Someone who wrote works together with the person asked about: ``weight`` of them, whose ids are the evidence.

    Without an identifier (not ``identified``), all who are written the same are one entry.
    """

    id: str
    name: str
    weight: int
    works: tuple[str, ...]
    identified: bool = True
    first_year: int | None = None
    last_year: int | None = None


class Coauthors(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """The co-authors of a person, those of most works first. Left out: works with too many authors, co-authors beyond the
    limit (``left_out``), and ``left_out_works`` records with a frequent name, as in ``PersonEntry``."""

    id: str
    coauthors: tuple[Coauthor, ...] = ()
    works: int = 0
    large_works: tuple[str, ...] = ()
    left_out: int = 0
    left_out_works: int = 0


class PathStep(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """One step of a path: from the node before, by an edge of a kind, along it (``forward``) or against it, to ``node``."""

    kind: str
    forward: bool
    node: GraphNode
    statements: tuple[Statement, ...]


class GraphPath(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """A shortest path, or none: there is none within ``most`` steps, or (``bounded``) the search met too much to go on.

    ``start`` and ``end`` are where the path may have begun and ended, at most 100 of each if there is no path. ``left_out`` is
    how many more records have a name that was given: nothing leads from or to these, because there are too many to look at,
    so a path, or a shorter one, may be among them.
    """

    start: tuple[GraphNode, ...]
    end: tuple[GraphNode, ...]
    steps: tuple[PathStep, ...] = ()
    found: bool = False
    most: int = 0
    bounded: bool = False
    left_out: int = 0


class GraphEdge(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """An edge between two nodes, by their ids, in the direction of its kind, with everyone who states it."""

    start: str
    kind: str
    end: str
    statements: tuple[Statement, ...]


class Subgraph(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """Nodes and the edges among them, around the first node; ``left_out`` counts links to nodes beyond the limit."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    left_out: int = 0


class ProjectOutput(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """A work of a project: ``listed`` by the project's record, or ``named`` (the work names the award), or both."""

    node: GraphNode
    listed: tuple[Statement, ...] = ()
    named: tuple[Statement, ...] = ()


class ProjectEntry(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """A project: its record if the library has one, members with their roles, its works, and what else is linked."""

    node: GraphNode
    members: tuple[Related, ...] = ()
    outputs: tuple[ProjectOutput, ...] = ()
    others: tuple[Related, ...] = ()
    left_out: int = 0


class Versions(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """Versions, translations, corrections and retractions of a work."""

    node: GraphNode
    related: tuple[Related, ...] = ()
