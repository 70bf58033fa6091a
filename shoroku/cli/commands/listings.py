"""``shoroku journals`` and ``shoroku authors``: what a library holds, with counts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import click

from shoroku.cli.messages import message
from shoroku.cli.options.command import Command, command, option
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.options.query import Filters, filter_options, query_argument
from shoroku.cli.terminal.printing import print_json

if TYPE_CHECKING:
    from shoroku.library import Library
    from shoroku.search import Listing


def _list_command(name: str, facet: str, listing: "Callable[[Library], Callable[..., Listing]]") -> Command:
    """Return the command ``name``, which prints a table of what ``listing`` of the library gives."""

    @command(name)
    @query_argument(metavar="[WORDS]...")
    @option(
        "--limit",
        "-n",
        metavar="N",
        type=click.IntRange(0, 65_000),
        default=50,
        show_default=True,
        help_id="option.entries",
    )
    @option(
        "--sort", type=click.Choice(["count", "name"]), default="count", show_default=True, help_id="option.list_sort"
    )
    @filter_options
    @json_option
    @library_option
    def listed(
        words: str, limit: int, filters: Filters, sort: Literal["count", "name"], as_json: bool, location: Location
    ) -> None:
        with library_to_read(location) as library:
            found = listing(library)(words, sort=sort, limit=limit, **filters._asdict())
        if as_json:
            print_json({"query": words, "total": found.total, name: found.values})
        else:
            _print(facet, found)

    return listed


def _print(facet: str, found: "Listing") -> None:
    from shoroku.cli.render.facets import facet_table
    from shoroku.cli.terminal.console import console

    to = console()
    if not found.total:
        to.print(message("list.nothing"), soft_wrap=True)
    elif found.values:
        to.print(facet_table(facet, found.values))
    if len(found.values) < found.total:
        to.print(message("list.more", shown=len(found.values), total=found.total), style="dim", soft_wrap=True)


journals = _list_command("journals", "journal", lambda library: library.journals)


authors = _list_command("authors", "author", lambda library: library.authors)
