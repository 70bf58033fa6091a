"""``shoroku update``: every harvest ever made, again, only what changed since. Made for cron: one line each."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from shoroku.cli.command import command as command_
from shoroku.cli.edge import FINE, INTERRUPTED, PROBLEMS
from shoroku.cli.language import language
from shoroku.cli.message import message
from shoroku.cli.options import json_option, library_option
from shoroku.cli.output import print_json
from shoroku.cli.place import Place, library_at
from shoroku.cli.safe import safe
from shoroku.cli.stopping import stopping

if TYPE_CHECKING:
    from shoroku.cli.harvesting import Done
    from shoroku.library import Library


@command_("update")
@json_option
@library_option
@click.pass_context
def command(ctx: click.Context, as_json: bool, place: Place) -> None:
    with stopping() as stop, library_at(place) as library:
        len(library)  # a library that is not there is a mistake, and not one without harvests
        planned = library.harvests()
        made: list[tuple[Done, dict[str, object]]] = []
        for harvest in planned:
            if stop():
                break
            made.append(_updated(library, harvest.source, harvest.parameters, stop, as_json))
    done = [one for one, _ in made]
    interrupted = len(made) < len(planned) or any(one.interrupted for one in done)
    if as_json:
        failed = sum(one.error is not None for one in done)
        print_json({"harvests": [figures for _, figures in made], "failed": failed, "interrupted": interrupted})
    elif not planned:
        click.echo(message("update.nothing"))
    if interrupted:
        click.echo(message("harvest.stopped"), err=True)
    ctx.exit(_code(done, interrupted))


def _updated(
    library: "Library", source: str, parameters: dict[str, str], stop: Callable[[], bool], as_json: bool
) -> "tuple[Done, dict[str, object]]":
    """Make one harvest again, and say in a line what came of it; an error of its source does not end the others."""
    from shoroku.cli.harvesting import described, outcome, run, tell

    done = run(library, source, parameters, stop, update=True)
    aloud = sys.stderr.isatty()  # cron sends on what is said there: errors, and nothing else
    written = tell(done, library.path, aloud=aloud)
    if done.error:
        text = safe(done.error.text(language()))
        click.echo(message("edge.error", text=f"{described(done)}: {text}"), err=True)
    if not as_json and (not done.error or any(done.tally)):
        told = outcome(done.tally)
        if done.warnings and not aloud:
            told = message("update.warnings", text=told, count=len(done.warnings))
        click.echo(f"{described(done)}: {told}")
    return done, done.as_json(written)


def _code(done: "list[Done]", interrupted: bool) -> int:
    from shoroku.corpus.errors import SourceError

    if interrupted:
        return INTERRUPTED
    if any(one.error for one in done):
        return SourceError.exit_code
    return PROBLEMS if any(one.rejects for one in done) else FINE
