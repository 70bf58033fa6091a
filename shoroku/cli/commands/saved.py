"""Saved searches: ``shoroku save``, ``saved``, ``new`` and ``forget``."""

import sys
from typing import TYPE_CHECKING, Any

import click

from shoroku.cli.history.command_lines import LISTED, asked_again
from shoroku.cli.messages import message
from shoroku.cli.options.command import command, option
from shoroku.cli.options.completion import saved_names
from shoroku.cli.options.library import Location, library_at, library_option, library_to_read
from shoroku.cli.options.output import fail_empty_option, json_option, pager_option
from shoroku.cli.options.query import Filters, filter_options, query_argument
from shoroku.cli.terminal.exit_codes import PROBLEMS
from shoroku.cli.terminal.printing import print_json, tell
from shoroku.cli.terminal.text import safe

if TYPE_CHECKING:
    from shoroku.alerts import News
    from shoroku.corpus.store.saved_searches import Saved


@command("save")
@click.argument("name", metavar="NAME")
@query_argument()
@filter_options
@option("--from-start", is_flag=True)
@option("--replace", is_flag=True)
@json_option
@library_option
def save(
    name: str, words: str, filters: Filters, from_start: bool, replace: bool, as_json: bool, location: Location
) -> None:
    name = name.encode("utf-8", "replace").decode("utf-8")
    with library_at(location) as library:
        count = library.save(name, words, **filters._asdict(), from_start=from_start, replace=replace)
    if as_json:
        print_json({"name": name, "matching": count})
    else:
        tell(message("save.done_from_start" if from_start else "save.done", name=safe(name), count=count))


@command("saved")
@json_option
@library_option
def saved(as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        known = library.saved()
    if as_json:
        print_json([saved_as_data(one) for one in known])
    elif known:
        _print_saved(known)
    else:
        tell(message("saved.none"))


def saved_as_data(one: "Saved") -> dict[str, object]:
    """Return a saved search as plain data."""
    filters = {name: one.filters.get(name, []) for name in LISTED}
    year = one.filters.get("year")
    return {"name": one.name, "query": one.query, **filters, "year": year, "saved": one.made, "looked": one.looked}


def _print_saved(known: "list[Saved]") -> None:
    from rich.text import Text

    from shoroku.cli.commands.history import when
    from shoroku.cli.history.searches import Search
    from shoroku.cli.terminal.console import console, print_text

    to = console()
    for one in known:
        search = Search(query=one.query, **_filters(one))
        print_text(to, Text(safe(one.name), style="bold"))
        print_text(to, Text(safe(asked_again(search, ""))), "    ")
        print_text(to, Text(message("saved.looked", made=when(one.made), looked=when(one.looked)), style="dim"), "    ")


def _filters(one: "Saved") -> dict[str, Any]:
    return {name: tuple(value) for name, value in one.filters.items()}


_MOST = 10_000


@command("new")
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=saved_names)
@option("--all-names", is_flag=True)
@option("--limit", "-n", metavar="N", type=click.IntRange(1, _MOST), default=_MOST, help_id="option.at_most")
@option("--peek", is_flag=True)
@fail_empty_option
@pager_option
@json_option
@library_option
@click.pass_context
def new(
    ctx: click.Context,
    names: tuple[str, ...],
    all_names: bool,
    limit: int,
    peek: bool,
    fail_empty: bool,
    pager: bool,
    as_json: bool,
    location: Location,
) -> None:
    if bool(names) == all_names:
        raise click.UsageError(message("new.names"), ctx)
    wanted = dict.fromkeys(name.encode("utf-8", "replace").decode("utf-8") for name in names)
    with library_to_read(location) as library:
        news = [library.new(name, limit) for name in (wanted or [one.name for one in library.saved()])]
        _show(news, pager, as_json, location)
        sys.stdout.flush()  # only what was written counts as seen
        for one in [] if peek else news:
            library.looked(one)
    if fail_empty and not any(one.hits for one in news):
        ctx.exit(PROBLEMS)


def _show(news: "list[News]", pager: bool, as_json: bool, location: Location) -> None:
    if as_json:
        print_json([_news_as_data(one) for one in news])
    elif any(one.hits for one in news):
        from shoroku.cli.terminal.console import paged

        with paged(wanted=pager):
            _print_news([one for one in news if one.hits])
    elif sys.stderr.isatty():  # somebody is waiting for an answer; cron is not
        click.echo(message("new.nothing"), err=True)
    ids = [hit.id for one in news for hit in one.hits]
    if ids:
        from shoroku.cli.history.searches import Search, remember_hits

        name = " ".join(one.saved.name for one in news)
        remember_hits(Search(query=name, library=location.key, sort="new"), 1, ids)


def _news_as_data(one: "News") -> dict[str, object]:
    from shoroku.cli.render.page_json import hit_as_json

    return {**saved_as_data(one.saved), "new": [hit_as_json(hit) for hit in one.hits], "more": one.more}


def _print_news(news: "list[News]") -> None:
    """Print the news of each search below its name; the numbers of hits go on, so that each names one record."""
    from rich.text import Text

    from shoroku.cli.render.page import print_hits
    from shoroku.cli.terminal.console import console, print_text

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


@command("forget")
@click.argument("name", metavar="NAME", shell_complete=saved_names)
@json_option
@library_option
def forget(name: str, as_json: bool, location: Location) -> None:
    name = name.encode("utf-8", "replace").decode("utf-8")
    with library_to_read(location) as library:
        library.forget(name)
    if as_json:
        print_json({"forgotten": name})
    else:
        click.echo(message("forget.done", name=safe(name)))
