"""``shoroku search``: find records, best first."""

import sys
from gettext import gettext as _
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import click

from shoroku.cli.options.command import Number, command, option
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import (
    WRITTEN,
    check_excel,
    excel_option,
    reading_options,
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
from shoroku.cli.terminal.errors import PROBLEMS
from shoroku.cli.terminal.text import (
    print_json,
    safe,
    tell,
    tell_cut_query,
    tell_notices,
    tell_unindexed,
    tell_withheld,
)
from shoroku.messages import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shoroku.corpus.store.lock import Writer
    from shoroku.search import Page

#: The facets that are counted if none are named.
_DEFAULT_FACETS: Sizes = dict.fromkeys(("journal", "year", "language", "source"))


@command(
    "search",
    short_help=N_("Find records, best first."),
    help=N_(
        "Find the records that contain all words of QUERY, best first. If there are few, records that contain some of the"
        " words follow. Words in quotation marks must stand next to each other. Without QUERY, all records are listed, newest"
        " first. For operators and fields see: shoroku help query"
    ),
    examples=(
        "$ shoroku search cytokine --year 2015..2020 --journal 臨床リウマチ",
        "$ shoroku search 関節リウマチ サイトカイン --source JaLC --json",
        '$ shoroku search "IL-6阻害薬" --page 2 --pager',
    ),
)
@query_argument()
@option(
    "--limit",
    "-n",
    metavar="N",
    type=Number(0, 10_000),
    default=10,
    show_default=True,
    help=N_("Number of hits to show."),
)
@option("--offset", metavar="N", type=Number(0), default=0, help=N_("Number of hits to skip."))
@option(
    "--page",
    "page_number",
    metavar="N",
    type=Number(1),
    help=N_("Page to show, starting at 1. Replaces --offset."),
)
@option(
    "--cursor",
    metavar="CURSOR",
    help=N_("Continue after a page: the “cursor” in its JSON. Replaces --offset."),
)
@filter_options
@option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest", "title", "cited"]),
    default="relevance",
    show_default=True,
    help=N_(
        "Order of the hits. cited: those first that most other records of this library cite; citations from elsewhere are not"
        " counted."
    ),
)
@option(
    "--exact",
    is_flag=True,
    help=N_("Search for the words as written: no spelling variants, synonyms or translations."),
)
@option(
    "--did-you-mean",
    is_flag=True,
    help=N_(
        "If almost nothing is found and words look mistyped, search for the corrected query instead. At a terminal, Enter does"
        " so without this option."
    ),
)
@option(
    "--search-in",
    "lang",
    former=["--lang"],
    type=click.Choice(["ja", "en"]),
    help=N_("Search only Japanese (ja) or only English (en) texts, translating words of the other language."),
)
@option(
    "--strict-query",
    former=["--strict"],
    is_flag=True,
    help=N_("Reject a query with errors instead of searching for a corrected form of it."),
)
@option("--explain", is_flag=True, help=N_("Show why each record was found."))
@facet_option(
    N_("Facet to count (default: journal, year, language and source); author:50 counts up to 50 values. Repeatable.")
)
@option(
    "--facet-size",
    metavar="N",
    type=Number(1, 10_000),
    default=10,
    show_default=True,
    help=N_("Number of values to count for each facet."),
)
@option("--no-facets", is_flag=True, help=N_("Do not count facets."))
@option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", *WRITTEN]),
    help=N_("Output format: table for reading, json for the whole page, any other for the page's records."),
)
@excel_option
@reading_options
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
    sort: Literal["relevance", "newest", "oldest", "title", "cited"],
    exact: bool,
    did_you_mean: bool,
    lang: Literal["ja", "en"] | None,
    strict_query: bool,
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
        text = _("--json means --format json and cannot be combined with --format {format}.")
        raise click.UsageError(text.format(format=format_), ctx)
    format_ = "json" if as_json else format_ or "table"
    if excel:
        check_excel(ctx, format_)
    if page_number is not None:
        if offset or cursor:
            raise click.UsageError(_("Use only one of --page, --offset and --cursor."), ctx)
        offset = (page_number - 1) * limit
    facets = {} if no_facets or format_ not in ("table", "json") else with_default(sizes or _DEFAULT_FACETS, facet_size)
    facets, most_years = with_all_years(facets) if format_ == "table" else (facets, None)
    options = {
        **filters,
        "facets": facets,
        "sort": sort,
        "limit": limit,
        "offset": offset,
        "cursor": cursor,
        "exact": exact,
        "lang": lang,
        "strict": strict_query,
        "explain": explain,
    }
    shown = _Shown(format_, excel, with_disallowed_abstracts, pager, offset, cursor, page_number, most_years)
    page = _search(words, options, filters, location, shown, is_corrected=did_you_mean)
    if format_ == "table" and page.did_you_mean and not did_you_mean and _is_accepted(page.did_you_mean):
        page = _search(page.did_you_mean, options, filters, location, shown)
    if fail_empty and not page.total and not page.relaxed_total:
        ctx.exit(PROBLEMS)


class _Shown(NamedTuple):
    """How a page is printed: ``search``'s own options."""

    format: str
    excel: bool
    with_disallowed: bool
    pager: bool
    offset: int
    cursor: str | None
    page_number: int | None
    most_years: int | None


def _search(
    words: str,
    options: "Mapping[str, Any]",
    filters: Filters,
    location: Location,
    shown: _Shown,
    *,
    is_corrected: bool = False,
) -> "Page":
    """Search, remember the search, print the page and return it.

    With ``is_corrected``, the corrected query is searched if there is one.
    """
    with library_to_read(location) as library:
        page = library.search(words, **options)
        if is_corrected and page.did_you_mean:
            text = _("Searching for “{query}” instead of “{written}”.")
            tell(text.format(query=safe(page.did_you_mean), written=safe(words)), err=True)
            words = page.did_you_mean
            page = library.search(words, **options)
    first = 1 if shown.cursor else shown.offset + 1
    from shoroku.cli.history import searches

    kept = {name: options[name] for name in ("sort", "exact", "lang")}
    made = searches.search_of(words, location.key, filters, **kept)
    searches.remember(made, page.total, page.relaxed_total, first, [hit.id for hit in page.hits])
    _warn(page, library.writer() if page.behind else None)
    if shown.format not in ("table", "json"):
        _print_records(page, shown.format, shown.excel, shown.with_disallowed)
        return page
    if shown.format == "json":
        page = page.passed_on(with_disallowed_abstracts=shown.with_disallowed)
        print_json(page.to_dict(with_disallowed_abstracts=True))  # the others are gone already
    else:
        from shoroku.cli.render.page import print_page
        from shoroku.cli.terminal.console import on_screen, paged

        page = page.passed_on(with_disallowed_abstracts=shown.with_disallowed or on_screen())
        with paged(wanted=shown.pager):
            print_page(page, None if shown.cursor else first, shown.page_number, shown.most_years)
    if withheld := sum(hit.withheld for hit in page.hits):
        tell_withheld(withheld)
    return page


def _is_accepted(query: str) -> bool:
    """Ask at an interactive terminal, with one key, whether to search for a correction; Enter means yes."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    tell(_("To search for “{query}”, press Enter; to go on without, any other key.").format(query=safe(query)))
    try:
        return click.getchar() in ("\r", "\n")
    except (EOFError, KeyboardInterrupt):
        return False


def _warn(page: "Page", writer: "Writer | None") -> None:
    """Say on stderr what the page does not show, and which parts of the query were not read as written."""
    if page.is_cut:
        tell_cut_query()
    tell_notices(page)
    if page.behind:
        tell_unindexed(page.behind, writer)


def _print_records(page: "Page", format_: str, excel: bool, with_disallowed: bool) -> None:
    """Print the records of a page as ``shoroku export`` would write them."""
    from shoroku.cli.terminal.output_file import output_file
    from shoroku.exporting import Export

    records = (hit.record for hit in page.hits)
    export = Export(records, format_, with_disallowed_abstracts=with_disallowed, excel=excel)
    with output_file(None, force=False) as file:
        for piece in export:
            file.write(piece)
    tell_withheld(export.withheld)
