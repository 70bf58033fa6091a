"""``shoroku withdraw``: what a data source gave goes for good, after it was told and agreed to."""

import sys
from typing import TYPE_CHECKING

import click

from shoroku.cli.history.searches import forget_hits
from shoroku.cli.messages import message
from shoroku.cli.options.command import command, option
from shoroku.cli.options.library import Location, library_at, library_option
from shoroku.cli.options.output import json_option
from shoroku.cli.terminal.exit_codes import PROBLEMS
from shoroku.cli.terminal.printing import print_json
from shoroku.cli.terminal.text import safe

if TYPE_CHECKING:
    from shoroku.corpus.store.withdrawal import Withdrawal


def _name(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.BadParameter(message("withdraw.empty"), ctx, param)
    return value.encode("utf-8", "replace").decode("utf-8")


@command("withdraw")
@option("--source", "name", metavar="NAME", required=True, callback=_name, help_id="option.withdrawn")
@option("--dry-run", is_flag=True, help_id="option.plan")
@option("--yes", is_flag=True)
@json_option
@library_option
@click.pass_context
def withdraw(ctx: click.Context, name: str, dry_run: bool, yes: bool, as_json: bool, location: Location) -> None:
    if dry_run or not yes:
        with library_at(location) as library:
            plan = library.withdraw(name, dry_run=True)
        if dry_run:
            _print(plan, as_json, dry_run)
            return
        _ask(ctx, plan)
    forget_hits(location.key)  # its ids; before and after, for somebody may search meanwhile
    with library_at(location) as library:  # opened anew: a reader, this one too, keeps the files as they are
        made = library.withdraw(name)
    forget_hits(location.key)
    _print(made, as_json, dry_run)


def _ask(ctx: click.Context, plan: "Withdrawal") -> None:
    """Go on only if somebody agrees."""
    click.echo(_planned(plan), err=True)
    if not sys.stdin.isatty():
        raise click.UsageError(message("withdraw.nobody"), ctx)
    if not click.confirm(message("withdraw.ask"), err=True):
        click.echo(message("withdraw.kept"), err=True)
        ctx.exit(PROBLEMS)


def _planned(plan: "Withdrawal") -> str:
    return message("withdraw.plan", **{**plan._asdict(), "source": safe(plan.source)})


def _done(made: "Withdrawal") -> str:
    return message("withdraw.done", **{**made._asdict(), "source": safe(made.source)})


def _print(told: "Withdrawal", as_json: bool, dry_run: bool) -> None:
    if as_json:
        print_json({**told._asdict(), "dry_run": dry_run})
    else:
        click.echo(_planned(told) if dry_run else _done(told))
