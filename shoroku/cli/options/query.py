"""Options for what is searched: the query, the filters, the facets to count."""

from collections.abc import Callable, Mapping
from functools import wraps
from gettext import gettext as _
from typing import Any

import click

from shoroku.cli.options.command import QueryArgument, option
from shoroku.cli.options.completion import tag_names, values_of
from shoroku.cli.terminal.text import safe, tell
from shoroku.messages import N_

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
#: The filters of a search, by the names that ``Library.search`` gives them.
Filters = dict[str, Any]
Years = tuple[int | None, int | None]


def query_argument(name: str = "words", metavar: str = "QUERY") -> Decorator:
    """Give a command a query: any number of words, as one string without lone surrogates."""
    return click.argument(name, metavar=f"[{metavar}]...", nargs=-1, callback=_joined, cls=QueryArgument)


def _joined(_ctx: click.Context, _param: click.Parameter, words: tuple[str, ...]) -> str:
    return without_surrogates(" ".join(words))


def without_surrogates(text: str) -> str:
    """Return ``text`` with ``?`` in place of lone surrogates: bytes of a command line that are not UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


# --- Filters ----------------------------------------------------------------------------------------------------------

#: Filter -> what help calls its value (click's ``metavar``), and its help. Every filter but ``year`` may be repeated.
_FILTERS = {
    "journal": (
        "NAME",
        N_(
            "Only this journal: its title in any language, its ISSN, or the beginning of titles, as in Nature*. Repeatable."
        ),
    ),
    "year": ("YEARS", N_("Only these years: 2015..2020, 2015, 2015.. or ..2020.")),
    "language": ("CODE", N_("Only records whose text is in this language (ja, en, …). Repeatable.")),
    "source": ("NAME", N_("Only records from this data source (JaLC, …). Repeatable.")),
    "type": ("NAME", N_("Only records of this type (article, …). Repeatable.")),
    "author": ("NAME", N_("Only works by this author, in any name order and script. Repeatable.")),
    "publisher": ("NAME", N_("Only works from this publisher: its name in any language. Repeatable.")),
    "subject": ("WORDS", N_("Only works with this subject, as written in the records. Repeatable.")),
    "project": (
        "NUMBER",
        N_("Only works of this project: its award number in any notation. Repeatable."),
    ),
    "funder": (
        "NAME",
        N_("Only what this funder funded: its ROR or funder DOI, or its name as written in the records. Repeatable."),
    ),
    "institution": (
        "NAME",
        N_("Only works from this institution: its ROR, or its name as written in the records. Repeatable."),
    ),
    "tag": ("TAG", N_("Only records that you gave this tag. Repeatable.")),
}
FILTERS = tuple(_FILTERS)


def filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that narrow a search; they arrive together as ``filters``."""

    @wraps(function)  # keeps the options declared so far
    def with_filters(**values: Any) -> Any:
        return function(filters={name: values.pop(name) for name in FILTERS}, **values)

    for name, (metavar, help_) in reversed(_FILTERS.items()):
        if name == "year":
            option("--year", metavar=metavar, callback=_years, help=help_)(with_filters)
        else:
            completer = tag_names if name == "tag" else values_of(name)
            option(f"--{name}", metavar=metavar, multiple=True, shell_complete=completer, help=help_)(with_filters)
    return with_filters


def filters_as_json(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return filters as plain data: every filter by its name, empty if it is not set."""
    return {name: filters.get(name) or (None if name == "year" else []) for name in FILTERS}


def _years(ctx: click.Context, param: click.Parameter, written: str | None) -> Years | None:
    """Read years as the query language does (``2015..2020``, ``2015-2020``, 平成30年): both ends are included."""
    if written is None:
        return None
    from shoroku.search.years import read_years  # a help page starts without it

    years = read_years(written)
    if years is None:
        text = _("“{value}” is not a range of years. Write 2015..2020, 2015, 2015.. or ..2020.")
        raise click.BadParameter(text.format(value=safe(written)), ctx, param)
    if years.was_turned:
        text = _("{first} is later than {last}. Write the earlier year first.")
        raise click.BadParameter(text.format(first=years.last, last=years.first), ctx, param)
    if years.had_months:
        text = _("Only years can be searched; the month and day of “{value}” were ignored.")
        tell(text.format(value=safe(written)), err=True)
    return years.first, years.last


# --- Facets -----------------------------------------------------------------------------------------------------------

#: Every filter is also a facet.
FACETS = tuple(FILTERS)
#: No library has records of more years than this: a record's year has four digits.
_ALL_YEARS = 10_000
_MOST_VALUES = 10_000

#: Facet -> how many of its values to count, None if not given.
Sizes = dict[str, int | None]


def facet_option(help: str) -> Decorator:  # noqa: A002 (click's name)
    """Give a command ``--facet NAME`` and ``--facet NAME:N``; the facets arrive as ``sizes``, in the order given."""
    return option("--facet", "sizes", metavar="NAME[:N]", multiple=True, callback=_sizes, help=help)


def _sizes(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> Sizes:
    found: Sizes = {}
    for value in given:
        name, colon, size = value.partition(":")
        if name not in FACETS:
            text = _("There is no facet “{name}”. The facets are: {known}.")
            raise click.BadParameter(text.format(name=safe(name), known=", ".join(FACETS)), ctx, param)
        if colon and not (size.isascii() and size.isdigit() and 1 <= int(size[:9]) <= _MOST_VALUES):
            text = _("“{value}” cannot be read. After the colon, write a number from 1 to 10,000, as in {name}:50.")
            raise click.BadParameter(text.format(value=safe(value), name=name), ctx, param)
        found[name] = int(size) if colon else None
    return found


def with_default(sizes: Sizes, size: int) -> dict[str, int]:
    """Return the sizes, with ``size`` for facets that have none."""
    return {name: size if own is None else own for name, own in sizes.items()}


def with_all_years(sizes: dict[str, int]) -> tuple[dict[str, int], int | None]:
    """Return the sizes with all years, for the histogram, and how many years to list (None if years are not counted)."""
    if "year" not in sizes:
        return sizes, None
    return sizes | {"year": _ALL_YEARS}, sizes["year"]
