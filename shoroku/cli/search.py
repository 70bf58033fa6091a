"""``shoroku search``: words in, ranked records out."""

from typing import Literal

import click

from shoroku.cli.command import command as command_
from shoroku.cli.command import option
from shoroku.cli.facet_option import Sizes, facet_option, with_default
from shoroku.cli.histogram import MOST_YEARS
from shoroku.cli.message import message
from shoroku.cli.options import Asked, filter_options, json_option, library_option, query_argument
from shoroku.cli.output import print_json
from shoroku.cli.place import Place, library_to_read

#: What is counted beside the hits.
_COUNTED: Sizes = dict.fromkeys(("journal", "year", "language", "source"))


@command_("search")
@query_argument()
@option("--limit", "-n", metavar="N", type=click.IntRange(0, 10_000), default=10, show_default=True)
@option("--offset", metavar="N", type=click.IntRange(0), default=0)
@option("--cursor", metavar="CURSOR")
@filter_options
@option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True)
@facet_option("option.search_facet")
@option("--facet-size", metavar="N", type=click.IntRange(1, 10_000), default=10, show_default=True)
@option("--no-facets", is_flag=True)
@json_option
@library_option
def command(
    words: str,
    limit: int,
    offset: int,
    cursor: str | None,
    asked: Asked,
    sort: Literal["relevance", "newest", "oldest"],
    sizes: Sizes,
    facet_size: int,
    no_facets: bool,
    as_json: bool,
    place: Place,
) -> None:
    facets = {} if no_facets else with_default(sizes or _COUNTED, facet_size)
    most_years = facets.get("year")
    if most_years and not as_json:  # bars are for all years
        facets["year"] = MOST_YEARS
    with library_to_read(place) as library:
        page = library.search(
            words,
            **asked._asdict(),
            facets=facets,
            sort=sort,
            limit=limit,
            offset=offset,
            cursor=cursor,
        )
    if page.is_cut:
        click.echo(message("search.cut"), err=True)
    if page.behind:
        click.echo(message("search.behind", count=page.behind), err=True)
    if as_json:
        from shoroku.cli.page_json import page_as_json

        print_json(page_as_json(page))
    else:
        from shoroku.cli.page_text import print_page

        print_page(page, None if cursor else offset + 1, most_years)
