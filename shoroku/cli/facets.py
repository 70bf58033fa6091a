"""``shoroku facets``: how many records there are by journal, year, language, source, type."""

import click

from shoroku.cli.command import command as command_
from shoroku.cli.command import option
from shoroku.cli.options import FACETS, Asked, filter_options, json_option, library_option, pager_option, query_argument
from shoroku.cli.output import paged, print_json
from shoroku.cli.place import Place, library_to_read


@command_("facets")
@query_argument()
@option("--facet", "names", type=click.Choice(FACETS), multiple=True, help_id="option.facet")
@option("--size", metavar="N", type=click.IntRange(1, 100_000), default=10, show_default=True)
@filter_options
@pager_option
@json_option
@library_option
def command(
    words: str, names: tuple[str, ...], size: int, asked: Asked, pager: bool, as_json: bool, place: Place
) -> None:
    wanted = tuple(dict.fromkeys(names)) or FACETS
    with library_to_read(place) as library:
        page = library.search(words, **asked._asdict(), facets=wanted, facet_size=size, limit=0)
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
            print_facet_tables(page)
