"""``shoroku withdraw``: remove everything from one data source, after confirmation."""

import sys
from collections.abc import Iterable
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from shoroku.cli.options.command import command, option
from shoroku.cli.options.library import Location, library_at, library_option
from shoroku.cli.options.output import json_option
from shoroku.cli.options.query import without_surrogates
from shoroku.cli.terminal.errors import PROBLEMS
from shoroku.cli.terminal.text import print_json, safe, tell
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.corpus.store.withdrawal import Withdrawal


def _name(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.BadParameter(_("Name a data source."), ctx, param)
    return without_surrogates(value)


@command(
    "withdraw",
    short_help=N_("Remove everything from one data source."),
    help=N_(
        "Remove for good everything that only this data source supplied: from the records, the index and every file of the"
        " library. What other sources supply too is kept, without this source's name. Nothing from it is added again, whoever"
        " delivers it. Shows what will be removed and asks for confirmation."
    ),
    examples=(
        '$ shoroku withdraw --source "Nikkei BP" --dry-run',
        '$ shoroku withdraw --source "Nikkei BP"',
    ),
)
@option(
    "--source",
    "name",
    metavar="NAME",
    required=True,
    callback=_name,
    help=N_("Name of the data source, as shown by shoroku facets --facet source."),
)
@option("--dry-run", is_flag=True, help=N_("Show what would be removed; remove nothing."))
@option("--yes", is_flag=True, help=N_("Do not ask for confirmation."))
@json_option
@library_option
@click.pass_context
def withdraw(ctx: click.Context, name: str, dry_run: bool, yes: bool, as_json: bool, location: Location) -> None:
    if dry_run or not yes:
        with library_at(location) as library:
            plan = library.withdraw(name, dry_run=True)
            is_withdrawn = _is_among(name, library.sources.status().withdrawn)
        if dry_run:
            _print(plan, as_json, dry_run)
            return
        if plan.removed or plan.renamed:
            _confirm(ctx, plan)
        elif not is_withdrawn:
            text = _(
                "{source}: no source record is from this data source; nothing was withdrawn. For the names of data sources, run:"
                " shoroku facets --facet source. To refuse this data source from now on, add --yes."
            )
            tell(text.format(source=safe(name)), err=True)
            ctx.exit(PROBLEMS)
    from shoroku.cli.history.searches import forget_hits

    forget_hits(location.key)  # ids of its records; before and after, as somebody may search meanwhile
    with library_at(location) as library:  # opened again: a reader, even this one, would keep the old files
        made = library.withdraw(name)
    forget_hits(location.key)
    _print(made, as_json, dry_run)


def _is_among(name: str, names: Iterable[str]) -> bool:
    """Return whether a data source is one of those, in whatever spelling."""
    from shoroku.corpus.normalize import source_names

    return source_names.key(name) in map(source_names.key, names)


def _confirm(ctx: click.Context, plan: "Withdrawal") -> None:
    """Continue only if the user agrees."""
    click.echo(_planned(plan), err=True)
    if not sys.stdin.isatty():
        text = _(
            "Nothing was withdrawn: there is no terminal to confirm it at. To withdraw without confirmation, add --yes."
        )
        raise click.UsageError(text, ctx)
    if not click.confirm(_("Withdraw this data source? This cannot be undone."), err=True):
        click.echo(_("Nothing was withdrawn."), err=True)
        ctx.exit(PROBLEMS)


def _planned(plan: "Withdrawal") -> str:
    text = _(
        "{source}: source records to remove: {removed:,}; records that disappear with them: {records_gone:,}; source records"
        " that only lose the name: {renamed:,}; records that stay with less content: {records_changed:,}."
    )
    return text.format(**{**plan._asdict(), "source": safe(plan.source)})


def _done(made: "Withdrawal") -> str:
    text = _(
        "{source} has been withdrawn. Source records removed: {removed:,}; records that disappeared with them:"
        " {records_gone:,}; source records that only lost the name: {renamed:,}; records that stay with less content:"
        " {records_changed:,}."
    )
    return text.format(**{**made._asdict(), "source": safe(made.source)})


def _print(figures: "Withdrawal", as_json: bool, dry_run: bool) -> None:
    if as_json:
        print_json({**figures._asdict(), "dry_run": dry_run})
    else:
        click.echo(_planned(figures) if dry_run else _done(figures))
