"""``shoroku search``: find records, best first."""

from typing import TYPE_CHECKING, Literal

import click

from shoroku.cli.messages import language, message
from shoroku.cli.options.command import command, option
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import (
    WRITTEN,
    check_excel,
    disallowed_option,
    excel_option,
    fail_empty_option,
    json_option,
    pager_option,
    tell_withheld,
)
from shoroku.cli.options.query import (
    Filters,
    Sizes,
    facet_option,
    filter_options,
    query_argument,
    with_all_years,
    with_default,
)
from shoroku.cli.terminal.exit_codes import PROBLEMS
from shoroku.cli.terminal.printing import print_json, tell

if TYPE_CHECKING:
    from shoroku.search import Page

#: The facets that are counted if none are named.
_DEFAULT_FACETS: Sizes = dict.fromkeys(("journal", "year", "language", "source"))


@command("search")
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
def search(
    ctx: click.Context,
    words: str,
    limit: int,
    offset: int,
    page_number: int | None,
    cursor: str | None,
    filters: Filters,
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
    location: Location,
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
    facets = {} if no_facets or not is_page else with_default(sizes or _DEFAULT_FACETS, facet_size)
    facets, most_years = with_all_years(facets) if format_ == "table" else (facets, None)
    with library_to_read(location) as library:
        page = library.search(
            words,
            **filters._asdict(),
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
    first = 1 if cursor else offset + 1
    from shoroku.cli.history import searches

    made = searches.Search(query=words, library=location.key, sort=sort, exact=exact, lang=lang, **filters._asdict())
    searches.remember(made, page.total, page.relaxed_total, first, [hit.id for hit in page.hits])
    _warn(page)
    if not is_page:
        _print_records(page, format_, excel, with_disallowed_abstracts)
    elif format_ == "json":
        from shoroku.cli.render.page_json import page_as_json

        print_json(page_as_json(page))
    else:
        from shoroku.cli.render.page import print_page
        from shoroku.cli.terminal.console import paged

        with paged(wanted=pager):
            print_page(page, None if cursor else first, page_number, most_years)
    if fail_empty and not page.total and not page.relaxed_total:
        ctx.exit(PROBLEMS)


def _warn(page: "Page") -> None:
    """Say on stderr what the page does not show, and what of the query was not read as written."""
    if page.is_cut:
        click.echo(message("search.cut"), err=True)
    if page.notices:
        from shoroku.search.query.caret import pointed

        for notice in page.notices:
            tell(notice.text(language()), err=True)
            for line in pointed(page.query, notice.start, notice.end):
                click.echo(f"  {line}", err=True)  # never wrapped: the caret stands under its place
    if page.behind:
        click.echo(message("search.behind", count=page.behind), err=True)


def _print_records(page: "Page", format_: str, excel: bool, with_disallowed: bool) -> None:
    """Print the records of a page as ``shoroku export`` would write them."""
    from shoroku.cli.terminal.output_file import outfile
    from shoroku.exporting import Export

    records = (hit.record for hit in page.hits)
    export = Export(records, format_, with_disallowed_abstracts=with_disallowed, excel=excel)
    with outfile(None, force=False) as file:
        for piece in export:
            file.write(piece)
    tell_withheld(export)
