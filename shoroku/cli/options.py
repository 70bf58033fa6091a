"""Options that several commands have."""

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click

from shoroku.cli.command import option
from shoroku.cli.completing import values_of
from shoroku.cli.message import message
from shoroku.cli.place import Place, resolved
from shoroku.cli.safe import safe

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
Years = tuple[int | None, int | None]

_YEARS = re.compile(r"(?P<only>\d{1,4})|(?P<first>\d{1,4})?\.\.(?P<last>\d{1,4})?")


def _place(ctx: click.Context, _: click.Parameter, asked: Path | None) -> Place:
    return resolved(asked or ctx.find_root().params.get("library"))


#: Gives the command its ``place``. Also accepted before the command, where the group keeps it.
library_option = option(
    "--library", "place", metavar="DIR", type=click.Path(path_type=Path), callback=_place, help_id="option.library"
)

json_option = option("--json", "as_json", is_flag=True, help_id="option.json")

#: For commands that print much for people; see ``output.paged``.
pager_option = option("--pager", is_flag=True)

fail_empty_option = option("--fail-empty", is_flag=True)


def _years(ctx: click.Context, param: click.Parameter, written: str | None) -> Years | None:
    """Read ``2015..2020``, ``2015``, ``2015..`` or ``..2020``: both ends are included."""
    if written is None:
        return None
    match = _YEARS.fullmatch(written.strip())
    if match is None:
        raise click.BadParameter(message("year.unreadable", value=safe(written)), ctx, param)
    if match["only"]:
        return int(match["only"]), int(match["only"])
    first, last = (int(match[end]) if match[end] else None for end in ("first", "last"))
    if first is not None and last is not None and first > last:
        raise click.BadParameter(message("year.reversed", first=first, last=last), ctx, param)
    return first, last


class Asked(NamedTuple):
    """The filters of a command line, under the names that ``Library.search`` gives them."""

    journal: tuple[str, ...]
    year: Years | None
    language: tuple[str, ...]
    source: tuple[str, ...]
    type: tuple[str, ...]
    author: tuple[str, ...]
    publisher: tuple[str, ...]
    subject: tuple[str, ...]


def filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that narrow a search; they arrive together as ``asked``."""

    @wraps(function)  # takes the options declared so far along
    def with_filters(**values: Any) -> Any:
        asked = Asked(*(values.pop(name) for name in Asked._fields))
        return function(asked=asked, **values)

    for declared in reversed(
        (
            option("--journal", metavar="NAME", multiple=True, shell_complete=values_of("journal")),
            option("--year", metavar="YEARS", callback=_years),
            option("--language", metavar="CODE", multiple=True, shell_complete=values_of("language")),
            option("--source", metavar="NAME", multiple=True, shell_complete=values_of("source")),
            option("--type", metavar="NAME", multiple=True, shell_complete=values_of("type")),
            option("--author", metavar="NAME", multiple=True, shell_complete=values_of("author")),
            option("--publisher", metavar="NAME", multiple=True, shell_complete=values_of("publisher")),
            option("--subject", metavar="WORDS", multiple=True, shell_complete=values_of("subject")),
        )
    ):
        declared(with_filters)
    return with_filters


def query_argument(name: str = "words", metavar: str = "QUERY") -> Decorator:
    """Give a command a query: any number of words, as one string without what no text can hold."""
    return click.argument(name, metavar=f"[{metavar}]...", nargs=-1, callback=_query)


def _query(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> str:
    return " ".join(words).encode("utf-8", "replace").decode("utf-8")
