"""``shoroku new``: what came since the last look at saved searches. Made for cron: nothing new, nothing said."""

import sys
from typing import TYPE_CHECKING

import click

from shoroku.cli.command import command as command_
from shoroku.cli.command import option
from shoroku.cli.completing import saved_names
from shoroku.cli.edge import PROBLEMS
from shoroku.cli.message import message
from shoroku.cli.options import fail_empty_option, json_option, library_option, pager_option
from shoroku.cli.output import paged, print_json
from shoroku.cli.place import Place, library_to_read
from shoroku.cli.safe import safe

if TYPE_CHECKING:
    from shoroku.alerts import News

_MOST = 10_000


@command_("new")
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=saved_names)
@option("--all-names", is_flag=True)
@option("--limit", "-n", metavar="N", type=click.IntRange(1, _MOST), default=_MOST, help_id="option.at_most")
@option("--peek", is_flag=True)
@fail_empty_option
@pager_option
@json_option
@library_option
@click.pass_context
def command(
    ctx: click.Context,
    names: tuple[str, ...],
    all_names: bool,
    limit: int,
    peek: bool,
    fail_empty: bool,
    pager: bool,
    as_json: bool,
    place: Place,
) -> None:
    if bool(names) == all_names:
        raise click.UsageError(message("new.names"), ctx)
    wanted = dict.fromkeys(name.encode("utf-8", "replace").decode("utf-8") for name in names)
    with library_to_read(place) as library:
        news = [library.new(name, limit) for name in (wanted or [one.name for one in library.saved()])]
        _show(news, pager, as_json, place)
        sys.stdout.flush()  # what could not be written was not looked at
        for one in [] if peek else news:
            library.looked(one)
    if fail_empty and not any(one.hits for one in news):
        ctx.exit(PROBLEMS)


def _show(news: "list[News]", pager: bool, as_json: bool, place: Place) -> None:
    if as_json:
        print_json([_as_data(one) for one in news])
    elif any(one.hits for one in news):
        with paged(wanted=pager):
            _print([one for one in news if one.hits])
    elif sys.stderr.isatty():  # somebody is waiting for an answer; cron is not
        click.echo(message("new.nothing"), err=True)
    ids = [hit.id for one in news for hit in one.hits]
    if ids:
        from shoroku.cli import past

        name = " ".join(one.saved.name for one in news)
        past.remember_hits(past.Search(query=name, library=past.library_of(place), sort="new"), 1, ids)


def _as_data(one: "News") -> dict[str, object]:
    from shoroku.cli.page_json import hit_as_json
    from shoroku.cli.saved import as_data

    return {**as_data(one.saved), "new": [hit_as_json(hit) for hit in one.hits], "more": one.more}


def _print(news: "list[News]") -> None:
    """Print the news of each search below its name; the numbers of hits go on, so that each names one record."""
    from rich.text import Text

    from shoroku.cli.output import console, print_text
    from shoroku.cli.page_text import print_hits

    to = console()
    number = 1
    for index, one in enumerate(news):
        if index:
            to.print()
        count = len(one.hits)
        heading = message("new.one" if count == 1 else "new.heading", name=safe(one.saved.name), count=count)
        print_text(to, Text(heading, style="bold"))
        print_hits(to, one.hits, number)
        number += len(one.hits)
        if one.more:
            to.print()
            print_text(to, Text(message("new.more", count=one.more), style="dim"))
