"""``shoroku facets``: the number of records by journal, year, author and so on."""

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
            }
        )
    else:
        from shoroku.cli.render.facets import print_facet_tables
        from shoroku.cli.terminal.console import paged

        with paged(wanted=pager):
            print_facet_tables(page, most_years)
