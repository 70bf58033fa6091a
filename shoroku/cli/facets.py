"""``shoroku facets``: how many records there are by journal, year, author and the like."""

import click

from shoroku.cli.command import command as command_
from shoroku.cli.command import option
from shoroku.cli.facet_option import FACETS, Sizes, facet_option, with_all_years, with_default
from shoroku.cli.options import Asked, filter_options, json_option, library_option, pager_option, query_argument
from shoroku.cli.output import paged, print_json
from shoroku.cli.place import Place, library_to_read


@command_("facets")
@query_argument()
@facet_option("option.facet")
@option("--size", metavar="N", type=click.IntRange(1, 65_000), default=10, show_default=True)
@filter_options
@pager_option
@json_option
@library_option
def command(words: str, sizes: Sizes, size: int, asked: Asked, pager: bool, as_json: bool, place: Place) -> None:
    facets = with_default(sizes or dict.fromkeys(FACETS), size)
    facets, most_years = (facets, None) if as_json else with_all_years(facets)
    with library_to_read(place) as library:
        page = library.search(words, **asked._asdict(), facets=facets, limit=0)
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
        from shoroku.cli.facets_text import print_facet_tables

        with paged(wanted=pager):
            print_facet_tables(page, most_years)
