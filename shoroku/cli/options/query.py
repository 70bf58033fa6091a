"""Options for what is searched: the query, the filters, the facets to count."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

import click

from shoroku.cli.messages import message
from shoroku.cli.options.command import option
from shoroku.cli.options.completion import values_of
from shoroku.cli.terminal.text import safe

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
Years = tuple[int | None, int | None]

_YEARS = re.compile(r"(?P<only>\d{1,4})|(?P<first>\d{1,4})?\.\.(?P<last>\d{1,4})?")


def query_argument(name: str = "words", metavar: str = "QUERY") -> Decorator:
    """Give a command a query: any number of words, as one string without lone surrogates."""
    return click.argument(name, metavar=f"[{metavar}]...", nargs=-1, callback=_query)


def _query(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> str:
    return " ".join(words).encode("utf-8", "replace").decode("utf-8")


# --- Filters ----------------------------------------------------------------------------------------------------------


class Filters(NamedTuple):
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
    """Give a command the options that narrow a search; they arrive together as ``filters``."""

    @wraps(function)  # takes the options declared so far along
    def with_filters(**values: Any) -> Any:
        filters = Filters(*(values.pop(name) for name in Filters._fields))
        return function(filters=filters, **values)

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


# --- Facets -----------------------------------------------------------------------------------------------------------

FACETS = ("journal", "year", "language", "source", "type", "author", "publisher", "subject")
#: No library has records of more years than this: a record's year has four digits.
ALL_YEARS = 10_000

Sizes = dict[str, int | None]


def facet_option(help_id: str) -> Decorator:
    """Give a command ``--facet NAME`` and ``--facet NAME:N``; the facets arrive as ``sizes``, in the order given."""
    return option("--facet", "sizes", metavar="NAME[:N]", multiple=True, callback=_sizes, help_id=help_id)


def _sizes(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> Sizes:
    """Read facets and the number of values asked for of each, None where that is not said."""
    found: Sizes = {}
    for value in given:
        name, colon, size = value.partition(":")
        if name not in FACETS:
            raise click.BadParameter(message("facet.unknown", name=safe(name), known=", ".join(FACETS)), ctx, param)
        if colon and not (size.isascii() and size.isdigit() and 1 <= int(size[:9]) <= 10_000):
            raise click.BadParameter(message("facet.size_unreadable", value=safe(value), name=name), ctx, param)
        found[name] = int(size) if colon else None
    return found


def with_default(sizes: Sizes, size: int) -> dict[str, int]:
    """Return the sizes, with ``size`` for facets that have none."""
    return {name: size if own is None else own for name, own in sizes.items()}


def with_all_years(sizes: dict[str, int]) -> tuple[dict[str, int], int | None]:
    """Return the sizes with all years, for the histogram, and how many years to list (None if years are not counted)."""
    if "year" not in sizes:
        return sizes, None
    return sizes | {"year": ALL_YEARS}, sizes["year"]
