"""``shoroku person``, ``project``, ``related``, ``path`` and ``graph``: from one record to the next."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shoroku.cli.options.command import Number, command, option
from shoroku.cli.options.hits import identifier_or_hit
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.options.query import without_surrogates
from shoroku.cli.terminal.text import print_json, tell
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.corpus.graph.values import PersonEntry
    from shoroku.library import Library

#: Names of links (``corpus/graph/questions.py``), of ways (``paths.py``) and formats (``shoroku/graph/formats.py``), listed
#: here so that help pages need not load them.
LINKS = (
    "cites",
    "cited-by",
    "data",
    "project",
    "person",
    "institution",
    "version",
    "correction",
    "review",
    "part",
    "other",
)
WAYS = ("coauthors", "projects", "citations", "data", "versions", "institutions", "funders")
FORMATS = ("graphml", "dot", "csv", "jsonld", "json")


class Several(click.ParamType[tuple[str, ...]] if TYPE_CHECKING else click.ParamType):  # type: ignore[misc]
    """Some of several names, with commas between them."""

    name = "names"

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        found = [name.strip() for name in value.split(",") if name.strip()]
        for name in found:
            if name not in self.names:
                text = _("“{name}” is none of {names}.")
                self.fail(text.format(name=without_surrogates(name), names=", ".join(self.names)), param, ctx)
        return tuple(found)


_kinds = option(
    "--kind",
    "kinds",
    metavar="KINDS",
    type=Several(LINKS),
    default="",
    help=N_(
        "Only these links, with commas between them: cites, cited-by, data, project, person, institution, version,"
        " correction, review, part, other."
    ),
)
_possibly = option(
    "--possibly",
    is_flag=True,
    help=N_("Also consider works that are possibly the person's, because of name, affiliation, co-authors and years."),
)


@command(
    "person",
    short_help=N_("Show the people behind a name or an identifier."),
    help=N_(
        "Show the people behind a name, an ORCID, an e-Rad number, an NRID or an OpenAlex author. People whom sources identify"
        " are entries of their own, each with the identifiers that join it and the sources that state them; all other"
        " works with the name are one entry more. Equal names are never taken for one person."
    ),
    examples=(
        "$ shoroku person '藤本 穣'",
        "$ shoroku person 0000-0002-1825-0097 --works --coauthors",
    ),
)
@click.argument("who", metavar="NAME|ID")
@option("--works", is_flag=True, help=N_("List the works."))
@option("--coauthors", is_flag=True, help=N_("List with whom the person wrote."))
@_possibly
@option(
    "--limit",
    "-n",
    metavar="N",
    type=Number(0, 10_000),
    default=50,
    show_default=True,
    help=N_("Number of co-authors to show."),
)
@json_option
@library_option
def person(
    who: str, works: bool, coauthors: bool, possibly: bool, limit: int, as_json: bool, location: Location
) -> None:
    with library_to_read(location) as library:
        found = library.person(without_surrogates(who), possibly=possibly)
        others = [library.coauthors(one.id, limit=limit, possibly=possibly) if coauthors else None for one in found]
        titles = _titles(library, found) if works else None
    if as_json:
        print_json([{"person": one, "coauthors": some} for one, some in zip(found, others, strict=True)])
    else:
        from shoroku.cli.render.graph import print_people

        print_people(found, titles, others)


def _titles(library: "Library", found: "tuple[PersonEntry, ...]") -> dict[str, str]:
    """Return the titles of the works that the library has, by their ids."""
    from shoroku.corpus.record import titles

    records = (library.get(work) for one in found for work in one.works if work in library)
    return {record.id: titles(record)[0] or record.id for record in records}


@command(
    "project",
    short_help=N_("Show a project: members, works, funders."),
    help=N_(
        "Show a project by its award number in any notation, such as 20K12345 or JP20K12345, or by its record's id. Works that"
        " the project lists and works that name its award are told apart. The library need not have a record of the project."
    ),
    examples=("$ shoroku project 19KK0341", "$ shoroku project JP19KK0341 --works --members"),
)
@click.argument("number", metavar="NUMBER|ID")
@option("--works", is_flag=True, help=N_("List the works."))
@option("--members", is_flag=True, help=N_("List the members with their roles."))
@option(
    "--limit",
    "-n",
    metavar="N",
    type=Number(0, 10_000),
    default=200,
    show_default=True,
    help=N_("Number of works to show."),
)
@json_option
@library_option
def project(number: str, works: bool, members: bool, limit: int, as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        found = library.project(without_surrogates(number), limit=limit)
    if as_json:
        print_json(found)
    else:
        from shoroku.cli.render.graph import print_project

        print_project(found, members=members, works=works)


@command(
    "related",
    short_help=N_("Show what is linked with a record, a person or a project."),
    help=N_(
        "Show what is linked with a work, a person, a project or an institution: citations, data, projects, people, versions,"
        " corrections. Each link names the source that states it and the source's own word. ID is a record's id or a CRID,"
        " DOI, NAID, PMID, ORCID, e-Rad number, award number or ROR in any notation; N is the number of a hit of your last"
        " search."
    ),
    examples=(
        "$ shoroku related 1390287142242714752",
        "$ shoroku related 1 --kind cites,data,project --depth 2",
    ),
)
@click.argument("identifier", metavar="ID|N")
@_kinds
@option(
    "--depth", metavar="N", type=Number(1, 5), default=1, show_default=True, help=N_("Follow links for up to N steps.")
)
@option(
    "--limit",
    "-n",
    metavar="N",
    type=Number(0, 10_000),
    default=50,
    show_default=True,
    help=N_("Number of links to show."),
)
@json_option
@library_option
def related(identifier: str, kinds: tuple[str, ...], depth: int, limit: int, as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        named = identifier_or_hit(library, location, identifier)
        found = library.related(named, kinds=kinds, depth=depth, limit=limit)
    if as_json:
        print_json(found)
    else:
        from shoroku.cli.render.graph import print_related

        print_related(found)


@command(
    "path",
    short_help=N_("Show how two people, works or projects are connected."),
    help=N_(
        "Show a shortest path of links between two people, works or projects. FROM and TO are names or identifiers. Of a name,"
        " the path may begin with any person of that name, and shows with whom it does. Institutions and funders, which"
        " connect too many, are followed only if --through names them."
    ),
    examples=(
        "$ shoroku path '仲 哲治' 'Fujimoto Minoru'",
        "$ shoroku path 0000-0002-1825-0097 19KK0341 --most 6",
    ),
)
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@option(
    "--through",
    metavar="WAYS",
    type=Several(WAYS),
    default="",
    help=N_(
        "Only through these, with commas between them: coauthors, projects, citations, data, versions, institutions, funders."
    ),
)
@option(
    "--most", metavar="N", type=Number(1, 10), default=4, show_default=True, help=N_("Links that a path has at most.")
)
@_possibly
@json_option
@library_option
def path(
    start: str, end: str, through: tuple[str, ...], most: int, possibly: bool, as_json: bool, location: Location
) -> None:
    with library_to_read(location) as library:
        ends = [identifier_or_hit(library, location, one) for one in (start, end)]
        found = library.path_between(*ends, through=through, most=most, possibly=possibly)
    if as_json:
        print_json(found)
    else:
        from shoroku.cli.render.graph import print_path

        print_path(found)


@command(
    "graph",
    short_help=N_("Write a part of the graph to a file for other programs."),
    help=N_(
        "Write everything within some steps of a work, a person, a project or an institution as a graph: GraphML (Gephi, yEd,"
        " Cytoscape), DOT (Graphviz), CSV with one edge a line, JSON-LD or JSON. What is left out beyond --limit is reported."
    ),
    examples=("$ shoroku graph 19KK0341 --depth 2 --format graphml --output g.graphml",),
)
@click.argument("identifier", metavar="ID|N")
@option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="graphml",
    show_default=True,
    help=N_("Format to write."),
)
@option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("File to write (default: standard output). It appears once everything is written."),
)
@option("--force", is_flag=True, help=N_("Replace an existing file."))
@_kinds
@option(
    "--depth", metavar="N", type=Number(1, 5), default=1, show_default=True, help=N_("Follow links for up to N steps.")
)
@option(
    "--limit",
    "-n",
    metavar="N",
    type=Number(1, 10_000),
    default=1_000,
    show_default=True,
    help=N_("Number of nodes to write."),
)
@json_option
@library_option
def graph(
    identifier: str,
    format_: str,
    output: Path | None,
    force: bool,
    kinds: tuple[str, ...],
    depth: int,
    limit: int,
    as_json: bool,
    location: Location,
) -> None:
    from shoroku.cli.terminal.output_file import output_file
    from shoroku.graph.formats import FORMATS as WRITERS

    with library_to_read(location) as library:
        named = identifier_or_hit(library, location, identifier)
        found = library.graph(named, depth=depth, limit=limit, kinds=kinds)
    with output_file(output, force=force) as file:
        file.write(WRITERS["json" if as_json else format_](found))
    if found.left_out:
        text = _("{nodes:,} nodes and {edges:,} edges were written; {count:,} links are left out.")
        tell(text.format(nodes=len(found.nodes), edges=len(found.edges), count=found.left_out), err=True)
