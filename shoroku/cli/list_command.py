"""What ``shoroku journals`` and ``shoroku authors`` have in common."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import click

from shoroku.cli.command import Command, option
from shoroku.cli.command import command as command_
from shoroku.cli.options import Asked, filter_options, json_option, library_option, query_argument
from shoroku.cli.output import print_json
from shoroku.cli.place import Place, library_to_read

if TYPE_CHECKING:  # loaded by the library, when there is one to read
    from shoroku.library import Library
    from shoroku.search import Listing


def list_command(name: str, facet: str, listing: "Callable[[Library], Callable[..., Listing]]") -> Command:
    """Return the command ``name``, which prints a table of what ``listing`` of the library gives."""

    @command_(name)
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
    def command(
        words: str, limit: int, asked: Asked, sort: Literal["count", "name"], as_json: bool, place: Place
    ) -> None:
        with library_to_read(place) as library:
            found = listing(library)(words, sort=sort, limit=limit, **asked._asdict())
        if as_json:
            print_json({"query": words, "total": found.total, name: found.values})
        else:
            _print(facet, found)

    return command


def _print(facet: str, found: "Listing") -> None:
    from shoroku.cli.facets_text import facet_table
    from shoroku.cli.message import message
    from shoroku.cli.output import console

    to = console()
    if not found.total:
        to.print(message("list.nothing"), soft_wrap=True)
    elif found.values:
        to.print(facet_table(facet, found.values))
    if len(found.values) < found.total:
        to.print(message("list.more", shown=len(found.values), total=found.total), style="dim", soft_wrap=True)
