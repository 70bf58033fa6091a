"""Questions to the graph under ``/api/v1``: people, projects, links, paths. The answers have no abstracts."""

from typing import Any, TypedDict

from shoroku.corpus.graph.paths import WAYS
from shoroku.corpus.graph.questions import GROUPS
from shoroku.corpus.graph.values import (
    Coauthors,
    GraphPath,
    Neighbourhood,
    PersonEntry,
    ProjectEntry,
    Subgraph,
)
from shoroku.library import Library
from shoroku.messages import N_
from shoroku.web.api.operation import Operation, Values
from shoroku.web.api.parameters import Parameter

_MOST_LINKS = 1_000
_MOST_DEPTH = 3
_MOST_STEPS = 6

_POSSIBLY = Parameter(
    "possibly",
    "boolean",
    N_("Also consider works that are possibly the person's, because of name, affiliation, co-authors and years."),
    False,
)
_ANYTHING = Parameter(
    "id",
    "string",
    N_("A record (what /records takes), or the identifier of a person, a project or an institution."),
    is_required=True,
    most=500,
)
_WHO = Parameter(
    "who", "string", N_("A name, an ORCID, an e-Rad number, an NRID or an OpenAlex author."), is_required=True, most=500
)
_LINKS = Parameter("kind", "string", N_("Only links of this kind."), choices=tuple(GROUPS), is_repeatable=True)
_DEPTH = Parameter("depth", "integer", N_("Follow links for so many steps."), 1, least=1, most=_MOST_DEPTH)


class PeopleAnswer(TypedDict):
    """The people behind a name or an identifier, each entry with why it is one."""

    who: str
    people: list[PersonEntry]


def people(library: Library, values: Values) -> dict[str, Any]:
    """Return people."""
    found = library.person(values["who"], possibly=values["possibly"], limit=values["limit"])
    return {"who": values["who"], "people": found}


def coauthors(library: Library, values: Values) -> Coauthors:
    """Return with whom a person wrote."""
    return library.coauthors(values["who"], limit=values["limit"], possibly=values["possibly"])


def projects(library: Library, values: Values) -> ProjectEntry:
    """Return a project."""
    return library.project(values["number"], limit=values["limit"])


def related(library: Library, values: Values) -> Neighbourhood:
    """Return links."""
    return library.related(values["id"], kinds=values["kind"] or (), depth=values["depth"], limit=values["limit"])


def path(library: Library, values: Values) -> GraphPath:
    """Return a path."""
    return library.path_between(
        values["from"],
        values["to"],
        through=values["through"] or (),
        most=values["most"],
        possibly=values["possibly"],
    )


def graph(library: Library, values: Values) -> Subgraph:
    """Return a part of the graph."""
    return library.graph(values["id"], kinds=values["kind"] or (), depth=values["depth"], limit=values["limit"])


def _limit(meaning: str, usual: int) -> Parameter:
    return Parameter("limit", "integer", meaning, usual, most=_MOST_LINKS)


LINKED = (
    Operation(
        "people",
        "/people",
        N_("The people behind a name or an identifier, told apart, each with why it is one entry."),
        (
            _WHO,
            Parameter("limit", "integer", N_("Number of people of a name."), 100, least=1, most=_MOST_LINKS),
            _POSSIBLY,
        ),
        PeopleAnswer,
        people,
    ),
    Operation(
        "coauthors",
        "/coauthors",
        N_("With whom a person wrote: how many works, from when to when, and which."),
        (_WHO, _limit(N_("Number of co-authors."), 50), _POSSIBLY),
        Coauthors,
        coauthors,
        may_be_missing=True,
    ),
    Operation(
        "projects",
        "/projects",
        N_("A project by its award number: members, works that it lists, works that name the award, funders."),
        (
            Parameter(
                "number",
                "string",
                N_("An award number in any notation, or the id of a project's record."),
                is_required=True,
                most=500,
                example="19KK0341",
            ),
            _limit(N_("Number of works."), 200),
        ),
        ProjectEntry,
        projects,
        may_be_missing=True,
    ),
    Operation(
        "related",
        "/related",
        N_("What is linked with something: citations, data, projects, people; each link with who states it."),
        (_ANYTHING, _LINKS, _DEPTH, _limit(N_("Number of links."), 50)),
        Neighbourhood,
        related,
        may_be_missing=True,
    ),
    Operation(
        "path",
        "/path",
        N_("How two people, works or projects are connected: a shortest path of links, or none."),
        (
            Parameter("from", "string", N_("A name or an identifier."), is_required=True, most=500),
            Parameter("to", "string", N_("A name or an identifier."), is_required=True, most=500),
            Parameter("through", "string", N_("Only through these."), choices=tuple(WAYS), is_repeatable=True),
            Parameter("most", "integer", N_("Links that the path has at most."), 4, least=1, most=_MOST_STEPS),
            _POSSIBLY,
        ),
        GraphPath,
        path,
        may_be_missing=True,
    ),
    Operation(
        "graph",
        "/graph",
        N_("The part of the graph around something: nodes, edges, and what is left out."),
        (
            _ANYTHING,
            _LINKS,
            _DEPTH,
            Parameter("limit", "integer", N_("Number of nodes."), 200, least=1, most=_MOST_LINKS),
        ),
        Subgraph,
        graph,
        may_be_missing=True,
    ),
)
