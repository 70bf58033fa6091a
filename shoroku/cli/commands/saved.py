"""Saved searches: ``shoroku save``, ``saved``, ``new`` and ``forget``."""

import sys
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

from shoroku.cli.options.command import Number, command, option
from shoroku.cli.options.completion import saved_names
from shoroku.cli.options.library import Location, library_at, library_option, library_to_read
from shoroku.cli.options.output import json_option, reading_options
from shoroku.cli.options.query import Filters, filter_options, filters_as_json, query_argument, without_surrogates
from shoroku.cli.terminal.errors import PROBLEMS
from shoroku.cli.terminal.text import print_json, safe, tell, tell_withheld
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.alerts import News
    from shoroku.corpus.store.saved_searches import Saved

_MOST = 10_000


@command(
    "save",
    short_help=N_("Save a search under a name."),
    help=N_(
        "Save a search in the library under a name. The records it finds now count as already seen; shoroku new NAME shows"
        " those that are added later. Only records that contain all the words count."
    ),
    examples=(
        '$ shoroku save still "adult-onset Still disease" --year 2015..',
        "$ shoroku save ra 関節リウマチ --from-start",
    ),
)
@click.argument("name", metavar="NAME")
@query_argument()
@filter_options
@option("--from-start", is_flag=True, help=N_("Count the records found now as new, too."))
@option("--replace", is_flag=True, help=N_("Replace a saved search of the same name."))
@json_option
@library_option
def save(
    name: str, words: str, filters: Filters, from_start: bool, replace: bool, as_json: bool, location: Location
) -> None:
    name = without_surrogates(name)
    with library_at(location) as library:
        count = library.saved.create(name, words, **filters, from_start=from_start, replace=replace)
    if as_json:
        print_json({"name": name, "matching": count})
        return
    if from_start:
        text = ngettext(
            "Saved as {name}; {count:,} record matches. To see it and later ones, run: shoroku new {name}",
            "Saved as {name}; {count:,} records match. To see them and later ones, run: shoroku new {name}",
            count,
        )
    else:
        text = ngettext(
            "Saved as {name}; {count:,} record matches now. To see later ones, run: shoroku new {name}",
            "Saved as {name}; {count:,} records match now. To see later ones, run: shoroku new {name}",
            count,
        )
    tell(text.format(name=safe(name), count=count))


@command(
    "saved",
    short_help=N_("List saved searches."),
    help=N_("List the library's saved searches: the name, the search, when it was saved and when it was last shown."),
    examples=("$ shoroku saved", "$ shoroku saved --json"),
)
@json_option
@library_option
def saved(as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        known = list(library.saved)
    if as_json:
        print_json([_saved_as_data(one) for one in known])
    elif known:
        from shoroku.cli.render.searches import print_saved_searches

        print_saved_searches(known)
    else:
        tell(_("This library has no saved searches. Save one with: shoroku save NAME QUERY"))


@command(
    "new",
    short_help=N_("Show the new records of saved searches."),
    help=N_(
        "Show the records that were added or changed since the last run and now match a saved search that they did not match"
        " before, newest works first. Once shown, they are no longer new. Suited to cron: prints nothing if nothing is new"
        " (with --json, an empty list of records)."
    ),
    examples=(
        "$ shoroku new still --peek",
        "$ shoroku new --all-names --fail-empty",
        "$ crontab -l",
        "30 6 * * 1  shoroku update >/dev/null; shoroku new --all-names",
    ),
)
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=saved_names)
@option("--all-names", is_flag=True, help=N_("Show the new records of all saved searches."))
@option(
    "--limit",
    "-n",
    metavar="N",
    type=Number(1, _MOST),
    default=_MOST,
    help=N_(
        "Number of records to show for each search, earliest additions first; the next run shows the rest (default: 10,000)."
    ),
)
@option("--peek", is_flag=True, help=N_("Do not count the shown records as seen."))
@reading_options
@library_option
@click.pass_context
def new(
    ctx: click.Context,
    names: tuple[str, ...],
    all_names: bool,
    limit: int,
    peek: bool,
    with_disallowed_abstracts: bool,
    fail_empty: bool,
    pager: bool,
    as_json: bool,
    location: Location,
) -> None:
    if bool(names) == all_names:
        text = _("Give either names of saved searches or --all-names. To list them, run: shoroku saved")
        raise click.UsageError(text, ctx)
    with library_to_read(location) as library:
        wanted = dict.fromkeys(map(without_surrogates, names)) or [one.name for one in library.saved]
        news = [library.saved.check(name, limit) for name in wanted]
        _show(news, with_disallowed_abstracts, pager, as_json, location)
        sys.stdout.flush()  # only what was written counts as seen
        for one in [] if peek else news:
            library.saved.mark_seen(one)
    if fail_empty and not any(one.hits for one in news):
        ctx.exit(PROBLEMS)


def _show(news: "list[News]", with_disallowed: bool, pager: bool, as_json: bool, location: Location) -> None:
    if as_json:
        news = [_passed_on(one, with_disallowed) for one in news]
        print_json([_news_as_data(one) for one in news])
    elif any(one.hits for one in news):
        from shoroku.cli.render.searches import print_news
        from shoroku.cli.terminal.console import on_screen, paged

        news = [_passed_on(one, with_disallowed or on_screen()) for one in news]
        with paged(wanted=pager):
            print_news([one for one in news if one.hits])
    elif sys.stderr.isatty():  # a person expects an answer; cron does not
        click.echo(_("Nothing is new."), err=True)
    tell_withheld(sum(hit.withheld for one in news for hit in one.hits))
    if ids := [hit.id for one in news for hit in one.hits]:
        from shoroku.cli.history.searches import remember_list

        remember_list(location.key, ids)


@command(
    "forget",
    short_help=N_("Delete a saved search."),
    help=N_("Delete a saved search. Its records stay in the library."),
    examples=("$ shoroku forget still", "$ shoroku forget ra --json"),
)
@click.argument("name", metavar="NAME", shell_complete=saved_names)
@json_option
@library_option
def forget(name: str, as_json: bool, location: Location) -> None:
    name = without_surrogates(name)
    with library_to_read(location) as library:
        library.saved.delete(name)
    if as_json:
        print_json({"forgotten": name})
    else:
        click.echo(_("Saved search {name} deleted").format(name=safe(name)))


def _saved_as_data(one: "Saved") -> dict[str, object]:
    return {
        "name": one.name,
        "query": one.query,
        **filters_as_json(one.filters),
        "saved": one.made,
        "looked": one.looked,
    }


def _passed_on(one: "News", with_disallowed: bool) -> "News":
    return one._replace(hits=tuple(hit.passed_on(with_disallowed_abstracts=with_disallowed) for hit in one.hits))


def _news_as_data(one: "News") -> dict[str, object]:
    hits = [hit.to_dict(with_disallowed_abstracts=True) for hit in one.hits]  # the others are gone already
    return {**_saved_as_data(one.saved), "new": hits, "more": one.more}
