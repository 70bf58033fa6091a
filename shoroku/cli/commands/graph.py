"""``shoroku person``, ``project``, ``related``, ``path`` and ``graph``: from one record to the next."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shoroku.cli.options.command import Number, command, option
from shoroku.cli.options.hits import identifier_or_hit
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.options.query import without_surrogates
from shoroku.cli.terminal.errors import Refused
from shoroku.cli.terminal.text import print_json, readable, safe, tell
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

    def convert(
        self, value: str | tuple[str, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):  # the default
            return value
        found = [name.strip() for name in value.split(",") if name.strip()]
        for name in found:
            if name not in self.names:
                text = _("“{name}” is none of {names}.")
                self.fail(text.format(name=without_surrogates(name), names=", ".join(self.names)), param, ctx)
        if not found:
            self.fail(_("Give at least one of {names}.").format(names=", ".join(self.names)), param, ctx)
        return tuple(found)


#: How an ORCID is written, with a right check digit or a wrong one.
_ORCID = re.compile(r"(?:(?:https?://)?orcid\.org/|orcid:\s*)?(?:\d{4}[-\s]?){3}\d{3}[\dX]/?", re.ASCII | re.IGNORECASE)


def _not_empty(ctx: click.Context, param: click.Parameter, written: str) -> str:
    """Refuse an argument of nothing but white space. A callback of an argument."""
    if not written.strip():
        raise click.BadParameter(_("Give a name, an identifier or a number."), ctx, param)
    return without_surrogates(written)


@contextmanager
def _unknown_as(text: str) -> Iterator[None]:
    """Say of an identifier that nobody has what fits: that its check digit is wrong, else ``text`` if there is one.

    Of a copy on a cluster, say that the command is not possible, by the name that was typed.
    """
    from shoroku.corpus.errors import DeletedRecord, UnknownRecord
    from shoroku.indexer.cluster.errors import NotOnCluster

    try:
        yield
    except NotOnCluster as error:
        raise NotOnCluster(**error.fields | {"what": click.get_current_context().info_name}) from error
    except DeletedRecord:
        raise
    except UnknownRecord as error:
        if _has_wrong_digit(error.id):
            text = _("The check digit of this ORCID is wrong: {id}")
        if not text:
            raise
        raise Refused(text.format(id=safe(error.id))) from error


def _has_wrong_digit(written: str) -> bool:
    from shoroku.corpus.identifiers import canonical
    from shoroku.corpus.keys import is_valid

    return _ORCID.fullmatch(written.strip()) is not None and not is_valid(canonical("ORCID", written))


def _perhaps_a_name(written: str) -> str:
    """Return what to say if nothing is known of what was written: no identifier is without a digit, so it may be a name."""
    if any(one.isdigit() for one in written):
        return ""
    return _("No record has the identifier {id}. If it is a name, run: shoroku person NAME")


_kinds = option(
    "--kind",
    "kinds",
    metavar="KINDS",
    type=Several(LINKS),
    default=(),
    help=N_(
        "Only these links, with commas between them: cites, cited-by, data, project, person, institution, version,"
        " correction, review, part, other."
    ),
)
_depth = option(
    "--depth", metavar="N", type=Number(1, 5), default=1, show_default=True, help=N_("Follow links for up to N steps.")
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
        " works with the name form one further entry. Equal names are never taken for one person."
    ),
    examples=(
        "$ shoroku person '藤本 穣'",
        "$ shoroku person 0000-0002-1825-0097 --works --coauthors",
    ),
)
@click.argument("who", metavar="NAME|ID", callback=_not_empty)
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
@option(
    "--people",
    "most",
    metavar="N",
    type=Number(1, 10_000),
    default=100,
    show_default=True,
    help=N_("Number of people of a name to show; those of most records come first."),
)
@json_option
@library_option
def person(
    who: str, works: bool, coauthors: bool, possibly: bool, limit: int, most: int, as_json: bool, location: Location
) -> None:
    from shoroku.corpus.errors import UnknownRecord

    with library_to_read(location) as library, _unknown_as(_("No record names such a person.")):
        found = library.person(who, possibly=possibly, limit=most)
        if not found:
            raise UnknownRecord(id=who)
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
    examples=("$ shoroku project 21K98765", "$ shoroku project JP21K98765 --works --members"),
)
@click.argument("number", metavar="NUMBER|ID", callback=_not_empty)
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
    unknown = _("No project has the number {id}, and no work names it.")
    with library_to_read(location) as library, _unknown_as(unknown):
        found = library.project(number, limit=limit)
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
        " corrections. Each link names the source that states it and the source's own word. Within --limit, every kind of link"
        " gets the same room. ID is a record's id or a CRID,"
        " DOI, NAID, PMID, ORCID, e-Rad number, award number or ROR in any notation; N is the number of a hit of your last"
        " search."
    ),
    examples=(
        "$ shoroku related 1390287142242714752",
        "$ shoroku related 1 --kind cites,data,project --depth 2",
    ),
)
@click.argument("identifier", metavar="ID|N", callback=_not_empty)
@_kinds
@_depth
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
    with library_to_read(location) as library, _unknown_as(_perhaps_a_name(identifier)):
        named = identifier_or_hit(library, location, identifier)
        found = library.related(named, kinds=kinds, depth=depth, limit=limit)
    if as_json:
        print_json(found)
    else:
        from shoroku.cli.render.graph import print_related

        print_related(found, references=not kinds or "cites" in kinds)


@command(
    "path",
    short_help=N_("Show how two people, works or projects are connected."),
    help=N_(
        "Show a shortest path of links between two people, works or projects. ID is what shoroku related takes; N is the"
        " number of a hit of your last search. For a name, the path may start from any person of that name; the output"
        " shows which. Institutions and funders, which connect too many, are followed only if --through names them."
    ),
    examples=(
        "$ shoroku path '仲 哲治' 'Fujimoto Minoru'",
        "$ shoroku path 0000-0002-1825-0097 21K98765 --most 6",
    ),
)
@click.argument("start", metavar="NAME|ID|N", callback=_not_empty)
@click.argument("end", metavar="NAME|ID|N", callback=_not_empty)
@option(
    "--through",
    metavar="WAYS",
    type=Several(WAYS),
    default=(),
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
    unknown = _(
        "“{id}” is neither a name nor an identifier that a record has. To look for a name, run: shoroku person NAME"
    )
    with library_to_read(location) as library, _unknown_as(unknown):
        ends = [identifier_or_hit(library, location, one) for one in (start, end)]
        found = library.path_between(*ends, through=through, most=most, possibly=possibly)
        names = [_name(library, one) for one in ends] if found.found else ["", ""]
    if as_json:
        print_json(found)
    else:
        from shoroku.cli.render.graph import print_path

        print_path(found, start=names[0], end=names[1])


def _name(library: "Library", word: str) -> str:
    """Return an end of a path if it is a name, "" if it is an identifier."""
    from shoroku.corpus.errors import UnknownRecord

    try:
        library.related(word, limit=0)
    except UnknownRecord:
        return word.removeprefix("name:")
    return ""


@command(
    "graph",
    short_help=N_("Write a part of the graph to a file for other programs."),
    help=N_(
        "Write everything within some steps of a work, a person, a project or an institution as a graph: GraphML (Gephi, yEd,"
        " Cytoscape), DOT (Graphviz), CSV with one edge a line, JSON-LD or JSON. What is left out beyond --limit is reported."
    ),
    examples=(
        "$ shoroku graph 21K98765 --depth 2 --format graphml --output g.graphml",
        "$ shoroku graph 1390287142242714752 --format csv >links.csv",
    ),
)
@click.argument("identifier", metavar="ID|N", callback=_not_empty)
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
@_depth
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

    if as_json:
        _refuse_other_format(format_)
    with library_to_read(location) as library, _unknown_as(_perhaps_a_name(identifier)):
        named = identifier_or_hit(library, location, identifier)
        found = library.graph(named, depth=depth, limit=limit, kinds=kinds)
    with output_file(output, force=force) as file:
        file.write(WRITERS["json" if as_json else format_](found))
    if output is not None and str(output) != "-" and not as_json:
        nodes = ngettext("{count:,} node", "{count:,} nodes", len(found.nodes)).format(count=len(found.nodes))
        edges = ngettext("{count:,} edge", "{count:,} edges", len(found.edges)).format(count=len(found.edges))
        text = _("{nodes} and {edges} written to {file}")
        click.echo(text.format(nodes=nodes, edges=edges, file=readable(output)))
    if found.left_out:
        text = ngettext("{count:,} link is left out.", "{count:,} links are left out.", found.left_out)
        tell(text.format(count=found.left_out), err=True)


def _refuse_other_format(format_: str) -> None:
    """Refuse --json beside another format, unless that is only the default."""
    source = click.get_current_context().get_parameter_source("format_")
    if format_ != "json" and source is not click.core.ParameterSource.DEFAULT:
        raise click.UsageError(
            _("--json writes JSON, and --format {name} does not: give only one.").format(name=format_)
        )
