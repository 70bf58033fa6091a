"""``shoroku add``: files in, records in the library; what could not be taken is told and written down."""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shoroku.cli.messages import message
from shoroku.cli.options.command import command, option
from shoroku.cli.options.library import Location, library_at, library_option
from shoroku.cli.options.output import json_option
from shoroku.cli.terminal.exit_codes import PROBLEMS
from shoroku.cli.terminal.printing import print_json, readable
from shoroku.cli.terminal.progress import progress

if TYPE_CHECKING:
    from shoroku.library import Added


def _format(ctx: click.Context, param: click.Parameter, name: str | None) -> str | None:
    if name is not None and not ctx.resilient_parsing:
        from shoroku.corpus.readers import formats

        if name not in formats():
            raise click.BadParameter(message("add.format", known=", ".join(formats())), ctx, param)
    return name


@command("add")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@option("--format", "format_", metavar="NAME", callback=_format, help_id="option.format")
@option("--strict", is_flag=True)
@option("--max-expansion", metavar="N", type=click.FloatRange(1), help_id="option.max_expansion")
@option("--rejects", "rejects_file", metavar="FILE", type=click.Path(path_type=Path), help_id="option.rejects")
@json_option
@library_option
@click.pass_context
def add(
    ctx: click.Context,
    files: tuple[str, ...],
    format_: str | None,
    strict: bool,
    max_expansion: float | None,
    rejects_file: Path | None,
    as_json: bool,
    location: Location,
) -> None:
    gc.disable()  # a process that only adds: no cycles worth collecting, and much to walk through
    with progress(message("add.progress")) as count, library_at(location) as library:
        more = {} if max_expansion is None else {"max_expansion": max_expansion}
        added = library.add(files, format=format_, stdin=sys.stdin.buffer, strict=strict, progress=count, **more)
    written = None
    if added.rejects or added.repairs:
        from shoroku.cli.render.rejects import default_file, tell_rejects, tell_repairs, write_rejects

        tell_repairs(added.repairs)
        tell_rejects(added.rejects)
        if added.rejects:
            written = write_rejects(rejects_file or default_file(location.path, files[0]), added.rejects)
    if withdrawn := added.outcome.withdrawn:
        click.echo(message("add.withdrawn", count=withdrawn), err=True)
    if strict and added.rejects:
        click.echo(message("add.nothing_taken"), err=True)
    _print_outcome(added, written, as_json)
    if added.rejects:
        ctx.exit(PROBLEMS)


def _print_outcome(added: "Added", written: Path | None, as_json: bool) -> None:
    outcome = added.outcome
    if as_json:
        figures: dict[str, object] = dict(outcome._asdict())
        figures["rejected"] = len(added.rejects)
        figures["repaired"] = len(added.repairs)
        figures["rejects_file"] = readable(written) if written else None
        print_json(figures)
    else:
        rejected = len(added.rejects) + outcome.withdrawn
        click.echo(message("add.outcome", **outcome._asdict(), rejected=rejected))
