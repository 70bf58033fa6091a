"""``shoroku facets``: how many records there are by journal, year, author and the like."""

import click

from shoroku.cli.options.command import command, option
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
from shoroku.cli.terminal.printing import print_json


@command("facets")
@query_argument()
@facet_option("option.facet")
@option("--size", metavar="N", type=click.IntRange(1, 65_000), default=10, show_default=True)
@filter_options
@pager_option
@json_option
@library_option
def facets(
    words: str, sizes: Sizes, size: int, filters: Filters, pager: bool, as_json: bool, location: Location
) -> None:
    facets = with_default(sizes or dict.fromkeys(FACETS), size)
    facets, most_years = (facets, None) if as_json else with_all_years(facets)
    with library_to_read(location) as library:
        page = library.search(words, **filters._asdict(), facets=facets, limit=0)
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
