"""``shoroku export``: all records that match, as a file for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from shoroku.cli.messages import message
from shoroku.cli.options.command import command, option
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import WRITTEN, check_excel, disallowed_option, excel_option, tell_withheld
from shoroku.cli.options.query import Filters, filter_options, query_argument
from shoroku.cli.terminal.printing import print_json, readable
from shoroku.cli.terminal.progress import progress

if TYPE_CHECKING:
    from shoroku.exporting import Export
    from shoroku.search import Order


@command("export")
@query_argument()
@option("--format", "format_", type=click.Choice(WRITTEN), required=True, help_id="option.written")
@option("--output", "-o", metavar="FILE", type=click.Path(path_type=Path))
@option("--force", is_flag=True)
@filter_options
@option("--sort", type=click.Choice(["relevance", "newest", "oldest", "stored"]), help_id="option.export_sort")
@option("--relaxed", is_flag=True)
@excel_option
@disallowed_option
@option("--json", "as_json", is_flag=True, help_id="option.export_json")
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
    excel: bool,
    with_disallowed_abstracts: bool,
    as_json: bool,
    location: Location,
) -> None:
    check_excel(ctx, format_, excel)
    if as_json and (output is None or str(output) == "-"):
        raise click.UsageError(message("export.json_needs_output"), ctx)
    with library_to_read(location) as library:
        from shoroku.exporting import Export

        matches = library.all(words, **filters._asdict(), sort=sort, relaxed=relaxed)
        if matches.is_cut:
            click.echo(message("search.cut"), err=True)
        if matches.behind:
            click.echo(message("search.behind", count=matches.behind), err=True)
        with progress(message("export.progress"), matches.total or None) as count:
            export = Export(
                matches,
                format_,
                with_disallowed_abstracts=with_disallowed_abstracts,
                excel=excel,
                progress=count,
            )
            _write(export, output, force)
    tell_withheld(export)
    _tell(export, output, as_json)


def _write(export: "Export", output: Path | None, force: bool) -> None:
    from shoroku.cli.terminal.output_file import outfile

    with outfile(output, force=force) as file:
        for piece in export:
            file.write(piece)


def _tell(export: "Export", output: Path | None, as_json: bool) -> None:
    """Say what was written, where standard output does not hold it."""
    if as_json:
        figures = {"records": export.records, "withheld_abstracts": export.withheld}
        print_json({**figures, "file": readable(output or "-")})
    elif output is not None and str(output) != "-":
        click.echo(message("export.done", count=export.records, file=readable(output)))
