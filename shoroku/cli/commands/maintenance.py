"""``shoroku reindex``: the index made anew from the records."""

import time
from typing import TYPE_CHECKING

import click

from shoroku.cli.messages import message
from shoroku.cli.options.command import command
from shoroku.cli.options.library import Location, library_at, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.terminal.exit_codes import PROBLEMS
from shoroku.cli.terminal.printing import print_json, readable
from shoroku.cli.terminal.progress import progress
from shoroku.cli.terminal.text import safe

if TYPE_CHECKING:
    from shoroku.library import Problem


@command("stats")
@json_option
@library_option
def stats(as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        stats = library.stats()
    if as_json:
        print_json({**stats._asdict(), "path": readable(stats.path)})
    else:
        from shoroku.cli.render.stats import print_stats

        print_stats(stats)


def _print_problems(problems: "list[Problem]") -> None:
    for problem in problems:
        click.echo(f"{message(f'check.{problem.part}')}: {safe(problem.what)}")
        mend = message("check.mend", command=safe(problem.mend)) if problem.mend else message("check.restore")
        click.echo(f"  {mend}")


@command("check")
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
        click.echo(message("check.fine", records=records))
    if problems:
        ctx.exit(PROBLEMS)


@command("reindex")
@json_option
@library_option
def reindex(as_json: bool, location: Location) -> None:
    began = time.perf_counter()
    with library_at(location) as library, progress(message("reindex.progress"), len(library)) as count:
        records = library.reindex(count)
    seconds = round(time.perf_counter() - began, 3)
    if as_json:
        print_json({"records": records, "seconds": seconds})
    else:
        click.echo(message("reindex.outcome", records=records, seconds=seconds))
