"""``shoroku export``: all matching records, as a file for other programs."""

from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shoroku.cli.options.command import Number, command, option
from shoroku.cli.options.hits import hit_numbers, ids_of_hits
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import WRITTEN, check_excel, check_own, disallowed_option, excel_option, own_option
from shoroku.cli.options.query import Filters, filter_options, query_argument
from shoroku.cli.terminal.progress import progress
from shoroku.cli.terminal.text import (
    print_json,
    readable,
    tell,
    tell_cut_query,
    tell_notices,
    tell_unindexed,
    tell_withheld,
)
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.exporting import Export, Matches
    from shoroku.library import Library
    from shoroku.search import Order

#: More than any library has.
MOST_RECORDS = 100_000_000


@command(
    "export",
    short_help=N_("Export all matching records to a file."),
    help=N_(
        "Export all records that contain all words of QUERY, best first, in a format that other programs read. Without QUERY,"
        " export every record. With --hits or --marked, export hits of your last search or the marked records."
        " docs/export.md explains where each field goes."
    ),
    examples=(
        "$ shoroku export 関節リウマチ --year 2015.. --format ris --output ra.ris",
        "$ shoroku export --format jsonl --output everything.jsonl",
        "$ shoroku export --hits 1,2 --format bibtex",
    ),
)
@query_argument()
@option("--format", "format_", type=click.Choice(WRITTEN), required=True, help=N_("Format to write."))
@option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("File to write (default: standard output). It appears once everything is written."),
)
@option("--force", is_flag=True, help=N_("Replace an existing file."))
@filter_options
@option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest", "stored"]),
    help=N_("Order of the records (default: relevance; without QUERY stored, the order in which they were added)."),
)
@option(
    "--relaxed", is_flag=True, help=N_("Also export records that contain only some of the words, after the others.")
)
@option(
    "--limit",
    "-n",
    metavar="N",
    type=Number(1, MOST_RECORDS),
    help=N_("Export at most N records, the first ones (default: all)."),
)
@option(
    "--hits",
    metavar="NUMBERS",
    callback=hit_numbers,
    help=N_("Export these hits of your last search, in this order: 1,3,5-7. Without QUERY and filters."),
)
@option("--marked", is_flag=True, help=N_("Export the marked records (see shoroku marked). Without QUERY and filters."))
@excel_option
@own_option
@disallowed_option
@option("--json", "as_json", is_flag=True, help=N_("Print a summary as JSON; requires --output."))
@library_option
@click.pass_context
def export(
    ctx: click.Context,
    words: str,
    format_: str,
    output: Path | None,
    force: bool,
    filters: Filters,
    sort: "Order | None",
    relaxed: bool,
    limit: int | None,
    hits: tuple[int, ...] | None,
    marked: bool,
    excel: bool,
    with_own: bool,
    with_disallowed_abstracts: bool,
    as_json: bool,
    location: Location,
) -> None:
    if excel:
        check_excel(ctx, format_)
    if with_own:
        check_own(ctx, format_)
    if as_json and (output is None or str(output) == "-"):
        text = _(
            "--json prints a summary, but standard output already receives the records. Name a file with --output. For records"
            " as JSON, use --format jsonl."
        )
        raise click.UsageError(text, ctx)
    is_search = bool(words or any(filters.values()) or sort or relaxed or limit)
    if is_search + (hits is not None) + marked > 1:
        text = _("Give one of these: a search (QUERY, filters, --sort, --relaxed, --limit), --hits, or --marked.")
        raise click.UsageError(text, ctx)
    with library_to_read(location) as library:
        from shoroku.exporting import Export

        if hits is not None:
            matches = library.select(ids_of_hits(location, hits))
        elif marked:
            matches = _marked(library)
        else:
            matches = library.all(words, **filters, sort=sort, relaxed=relaxed, limit=limit)
            if words or any(filters.values()):
                tell_notices(library.search(words, **filters, limit=0))
        if matches.is_cut:
            tell_cut_query()
        if matches.behind:
            tell_unindexed(matches.behind, library.writer())
        with progress(_("Exporting"), matches.total or None) as count:
            made = Export(
                matches,
                format_,
                with_disallowed_abstracts=with_disallowed_abstracts,
                with_own=with_own,
                excel=excel,
                progress=count,
            )
            _write(made, output, force)
    tell_withheld(made.withheld)
    _print_outcome(made, output, as_json)


def _marked(library: "Library") -> "Matches":
    """Return the marked records; say so if there are none."""
    matches = library.marked.all()
    if not matches.total:
        tell(_("No record is marked. Mark some with: shoroku mark ID, or the number of a hit"), err=True)
    return matches


def _write(made: "Export", output: Path | None, force: bool) -> None:
    from shoroku.cli.terminal.output_file import output_file

    with output_file(output, force=force) as file:
        for piece in made:
            file.write(piece)


def _print_outcome(made: "Export", output: Path | None, as_json: bool) -> None:
    """Say what was written, unless the records themselves went to standard output."""
    if as_json:
        figures = {"records": made.records, "withheld_abstracts": made.withheld}
        print_json({**figures, "file": readable(output or "-")})
    elif output is not None and str(output) != "-":
        text = ngettext("{count:,} record written to {file}", "{count:,} records written to {file}", made.records)
        click.echo(text.format(count=made.records, file=readable(output)))
