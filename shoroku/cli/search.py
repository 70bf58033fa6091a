"""``shoroku search``: words in, ranked records out."""

from typing import TYPE_CHECKING, Literal

import click

from shoroku.cli.command import command as command_
from shoroku.cli.command import option
from shoroku.cli.edge import PROBLEMS
from shoroku.cli.facet_option import Sizes, facet_option, with_all_years, with_default
from shoroku.cli.formats import WRITTEN, check_excel, disallowed_option, excel_option, tell_withheld
from shoroku.cli.language import language
from shoroku.cli.message import message
from shoroku.cli.options import (
    Asked,
    fail_empty_option,
    filter_options,
    json_option,
    library_option,
    pager_option,
    query_argument,
)
from shoroku.cli.output import paged, print_json
from shoroku.cli.place import Place, library_to_read
from shoroku.cli.telling import tell

if TYPE_CHECKING:
    from shoroku.cli.past import Search
    from shoroku.search import Page

#: What is counted beside the hits.
_COUNTED: Sizes = dict.fromkeys(("journal", "year", "language", "source"))


@command_("search")
@query_argument()
@option("--limit", "-n", metavar="N", type=click.IntRange(0, 10_000), default=10, show_default=True)
@option("--offset", metavar="N", type=click.IntRange(0), default=0)
@option("--page", "page_number", metavar="N", type=click.IntRange(1), help_id="option.page")
@option("--cursor", metavar="CURSOR")
@filter_options
@option("--sort", type=click.Choice(["relevance", "newest", "oldest", "title"]), default="relevance", show_default=True)
@option("--exact", is_flag=True)
@option("--lang", type=click.Choice(["ja", "en"]))
@option("--strict", is_flag=True, help_id="option.strict_query")
@option("--explain", is_flag=True)
@facet_option("option.search_facet")
@option("--facet-size", metavar="N", type=click.IntRange(1, 10_000), default=10, show_default=True)
@option("--no-facets", is_flag=True)
@option("--format", "format_", type=click.Choice(["table", "json", *WRITTEN]), help_id="option.shown")
@excel_option
@disallowed_option
@fail_empty_option
@pager_option
@json_option
@library_option
@click.pass_context
def command(
    ctx: click.Context,
    words: str,
    limit: int,
    offset: int,
    page_number: int | None,
    cursor: str | None,
    asked: Asked,
    sort: Literal["relevance", "newest", "oldest", "title"],
    exact: bool,
    lang: Literal["ja", "en"] | None,
    strict: bool,
    explain: bool,
    sizes: Sizes,
    facet_size: int,
    no_facets: bool,
    format_: str | None,
    excel: bool,
    with_disallowed_abstracts: bool,
    fail_empty: bool,
    pager: bool,
    as_json: bool,
    place: Place,
) -> None:
    if as_json and format_ not in (None, "json"):
        raise click.UsageError(message("search.two_formats", format=format_), ctx)
    format_ = "json" if as_json else format_ or "table"
    check_excel(ctx, format_, excel)
    is_page = format_ in ("table", "json")
    if page_number is not None:
        if offset or cursor:
            raise click.UsageError(message("search.two_places"))
        offset = (page_number - 1) * limit
    facets = {} if no_facets or not is_page else with_default(sizes or _COUNTED, facet_size)
    facets, most_years = with_all_years(facets) if format_ == "table" else (facets, None)
    with library_to_read(place) as library:
        page = library.search(
            words,
            **asked._asdict(),
            facets=facets,
            sort=sort,
            limit=limit,
            offset=offset,
            cursor=cursor,
            exact=exact,
            lang=lang,
            strict=strict,
            explain=explain,
        )
    from shoroku.cli import past

    search = past.asked_of(place, words, asked, sort, exact=exact, lang=lang)
    _remember(search, page, offset + 1 if not cursor else 1)
    if page.is_cut:
        click.echo(message("search.cut"), err=True)
    _tell_notices(page)
    if page.behind:
        click.echo(message("search.behind", count=page.behind), err=True)
    if not is_page:
        _print_records(page, format_, excel, with_disallowed_abstracts)
    elif format_ == "json":
        from shoroku.cli.page_json import page_as_json

        print_json(page_as_json(page))
    else:
        from shoroku.cli.page_text import print_page

        with paged(wanted=pager):
            print_page(page, None if cursor else offset + 1, page_number, most_years)
    if fail_empty and not page.total and not page.relaxed_total:
        click.get_current_context().exit(PROBLEMS)


def _remember(search: "Search", page: "Page", first: int) -> None:
    """Keep the search for ``shoroku history``, and its hits for ``shoroku open N``."""
    from shoroku.cli import past

    past.remember(search, page.total, page.relaxed_total)
    past.remember_hits(search, first, [hit.id for hit in page.hits])


def _print_records(page: "Page", format_: str, excel: bool, with_disallowed: bool) -> None:
    """Print the records of a page as ``shoroku export`` would write them."""
    from shoroku.cli.outfile import outfile
    from shoroku.exporting import Export

    records = (hit.record for hit in page.hits)
    export = Export(records, format_, with_disallowed_abstracts=with_disallowed, excel=excel)
    with outfile(None, force=False) as file:
        for piece in export:
            file.write(piece)
    tell_withheld(export)


def _tell_notices(page: "Page") -> None:
    """Say what of the query was read otherwise than it is written, and where."""
    if not page.notices:
        return
    from shoroku.search.language.caret import pointed

    for notice in page.notices:
        tell(notice.text(language()), err=True)
        for line in pointed(page.query, notice.start, notice.end):
            click.echo(f"  {line}", err=True)  # fit for a terminal, and not to be moved
