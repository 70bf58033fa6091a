"""``shoroku check``: is the store sound, does the index match it."""

from typing import TYPE_CHECKING

import click

from shoroku.cli.command import command as command_
from shoroku.cli.edge import PROBLEMS
from shoroku.cli.message import message
from shoroku.cli.options import json_option, library_option
from shoroku.cli.output import print_json, readable
from shoroku.cli.place import Place, library_at
from shoroku.cli.safe import safe

if TYPE_CHECKING:
    from shoroku.library import Problem


def _print_problems(problems: "list[Problem]") -> None:
    for problem in problems:
        click.echo(f"{message(f'check.{problem.part}')}: {safe(problem.what)}")
        mend = message("check.mend", command=safe(problem.mend)) if problem.mend else message("check.restore")
        click.echo(f"  {mend}")


@command_("check")
@json_option
@library_option
@click.pass_context
def command(ctx: click.Context, as_json: bool, place: Place) -> None:
    with library_at(place) as library:
        problems = library.check()
        records = 0 if problems else len(library)
    if as_json:
        print_json({"path": readable(place.path), "problems": [problem._asdict() for problem in problems]})
    elif problems:
        _print_problems(problems)
    else:
        click.echo(message("check.fine", records=records))
    if problems:
        ctx.exit(PROBLEMS)
