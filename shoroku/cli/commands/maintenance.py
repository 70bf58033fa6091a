"""The state of a library: ``shoroku stats``, ``check`` and ``reindex``."""

import time
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

from shoroku.cli.messages import N_
from shoroku.cli.options.command import command
from shoroku.cli.options.library import Location, library_at, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.terminal.exit_codes import PROBLEMS
from shoroku.cli.terminal.printing import print_json, readable
from shoroku.cli.terminal.progress import progress
from shoroku.cli.terminal.text import safe

if TYPE_CHECKING:
    from shoroku.library import Problem

_PARTS = {"store": N_("Database"), "index": N_("Index")}


@command(
    "stats",
    short_help=N_("Show the size and contents of a library."),
    help=N_("Show how many records a library holds, from which sources, and whether its index is up to date."),
    examples=("$ shoroku stats", "$ shoroku stats --json"),
)
@json_option
@library_option
def stats(as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        figures = library.stats()
    if as_json:
        print_json({**figures._asdict(), "path": readable(figures.path)})
    else:
        from shoroku.cli.render.stats import print_stats

        print_stats(figures)


@command(
    "check",
    short_help=N_("Check a library for damage."),
    help=N_(
        "Check that the database is intact and that the index matches it. Every problem is reported with the command that"
        " repairs it."
    ),
    examples=("$ shoroku check", "$ shoroku check --json"),
)
@json_option
@library_option
@click.pass_context
def check(ctx: click.Context, as_json: bool, location: Location) -> None:
    with library_at(location) as library:
        problems = library.check()
        records = 0 if problems else len(library)
    if as_json:
        print_json({"path": readable(location.path), "problems": [problem._asdict() for problem in problems]})
    elif problems:
        _print_problems(problems)
    else:
        text = ngettext(
            "No problems: {records:,} record, and the index matches.",
            "No problems: {records:,} records, and the index matches.",
            records,
        )
        click.echo(text.format(records=records))
    if problems:
        ctx.exit(PROBLEMS)


def _print_problems(problems: "list[Problem]") -> None:
    for problem in problems:
        part = _(_PARTS[problem.part])
        click.echo(f"{part}: {safe(problem.what)}")
        if problem.mend:
            advice = _("To repair it, run: {command}").format(command=safe(problem.mend))
        else:
            advice = _(
                "Restore the library from a backup, or add the records to a new one: shoroku add FILE --library DIR"
            )
        click.echo(f"  {advice}")


@command(
    "reindex",
    short_help=N_("Rebuild the index."),
    help=N_("Rebuild the index from the records. Searches use the old index until the new one is complete."),
    examples=("$ shoroku reindex", "$ shoroku reindex --json"),
)
@json_option
@library_option
def reindex(as_json: bool, location: Location) -> None:
    began = time.perf_counter()
    with library_at(location) as library, progress(_("Indexing"), len(library)) as count:
        records = library.reindex(count)
    seconds = round(time.perf_counter() - began, 3)
    if as_json:
        print_json({"records": records, "seconds": seconds})
    else:
        text = ngettext(
            "{records:,} record indexed in {seconds:.1f} s", "{records:,} records indexed in {seconds:.1f} s", records
        )
        click.echo(text.format(records=records, seconds=seconds))
