"""``shoroku journals``, ``authors`` and ``facets``: what there is in a library, with counts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import click

from shoroku.cli.options.command import Number, command, option
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import json_option, pager_option
from shoroku.cli.options.query import (
    FACETS,
    Filters,
    Sizes,
    facet_option,
    filter_options,
    query_argument,
    with_all_years,
    with_default,
)
from shoroku.cli.terminal.text import print_json, tell_notices
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.search import Listing

Sort = Literal["count", "name"]


def _listing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the words to look for, the number and order of entries, and the filters."""
    for declared in (
        library_option,
        json_option,
        filter_options,
        option(
            "--sort",
            type=click.Choice(["count", "name"]),
            default="count",
            show_default=True,
            help=N_("Sort by number of records (count) or by name."),
        ),
        option(
            "--limit",
            "-n",
            metavar="N",
            type=Number(0, 65_000),
            default=50,
            show_default=True,
            help=N_("Number of entries to show."),
        ),
        query_argument(metavar="WORDS"),
    ):
        function = declared(function)
    return function


@command(
    "journals",
    short_help=N_("List journals with their number of records."),
    help=N_(
        "List the journals in the library with their number of records. With WORDS, list only those with a title that contains"
        " the words, or with that ISSN. A journal with several titles is listed once: titles belong together if at least two"
        " records give both, or if they share an ISSN."
    ),
    examples=(
        "$ shoroku journals 臨床",
        "$ shoroku journals rheumatology --year 2015..2020 --sort name",
    ),
)
@_listing_options
def journals(words: str, limit: int, filters: Filters, sort: Sort, as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        found = library.journals(words, sort=sort, limit=limit, **filters)
    _print("journal", "journals", words, found, as_json)


@command(
    "authors",
    short_help=N_("List authors with their number of records."),
    help=N_(
        "List the authors in the library with their number of records. With WORDS, list only those with that surname or full"
        " name, in any order and script. A Japanese and a Latin name that a record gives for one person are one entry."
        " Different people with the same name are not distinguished."
    ),
    examples=("$ shoroku authors 藤本", "$ shoroku authors Fujimoto --journal 臨床リウマチ -n 10"),
)
@_listing_options
def authors(words: str, limit: int, filters: Filters, sort: Sort, as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        found = library.authors(words, sort=sort, limit=limit, **filters)
    _print("author", "authors", words, found, as_json)


@command(
    "facets",
    short_help=N_("Count records by journal, year, author, …"),
    help=N_(
        "Count the records that QUERY finds by journal, year, language, data source, type, author, publisher and subject."
        " Without QUERY, count all records. A journal is counted once under all of its titles. A filter does not change the"
        " counts of its own facet."
    ),
    examples=(
        "$ shoroku facets サイトカイン --facet journal --facet year --size 20",
        "$ shoroku facets --year 2015.. --json",
    ),
)
@query_argument()
@facet_option(N_("Facet to count (default: all); author:50 counts up to 50 values. Repeatable."))
@option(
    "--size",
    metavar="N",
    type=Number(1, 65_000),
    default=10,
    show_default=True,
    help=N_("Number of values to count for each facet."),
)
@filter_options
@pager_option
@json_option
@library_option
def facets(
    words: str, sizes: Sizes, size: int, filters: Filters, pager: bool, as_json: bool, location: Location
) -> None:
    wanted = with_default(sizes or dict.fromkeys(FACETS), size)
    wanted, most_years = (wanted, None) if as_json else with_all_years(wanted)
    with library_to_read(location) as library:
        page = library.search(words, **filters, facets=wanted, limit=0)
    tell_notices(page)
    if as_json:
        print_json(
            {
                "query": page.query,
                "total": page.total,
                "relaxed": not page.total and page.relaxed_total > 0,
                "relaxed_total": page.relaxed_total,
                "facets": page.facets,
                **({"partial": page.partial} if page.partial else {}),
            }
        )
    else:
        from shoroku.cli.render.facets import print_facet_tables
        from shoroku.cli.terminal.console import paged

        with paged(wanted=pager):
            print_facet_tables(page, most_years)


def _print(facet: str, key: str, words: str, found: "Listing", as_json: bool) -> None:
    if as_json:
        print_json({"query": words, "total": found.total, key: found.values})
    else:
        from shoroku.cli.render.facets import print_listing

        print_listing(facet, found)
