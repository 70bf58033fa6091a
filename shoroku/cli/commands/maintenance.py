"""The state of a library and of its copies: ``shoroku stats``, ``check``, ``reindex`` and ``sync``."""

import time
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

from shoroku.cli.options.command import Number, command, option
from shoroku.cli.options.library import Location, library_at, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.terminal.errors import PROBLEMS
from shoroku.cli.terminal.progress import progress
from shoroku.cli.terminal.text import print_json, readable, safe
from shoroku.messages import N_, language

if TYPE_CHECKING:
    from shoroku.checking import Problem
    from shoroku.corpus.store.repair import Repaired
    from shoroku.indexer.cluster.sync import Sent

_PARTS = {"store": N_("Database"), "index": N_("Index"), "graph": N_("graph")}


@command(
    "stats",
    short_help=N_("Show the size and contents of a library."),
    help=N_("Show how many records a library holds, from which sources, and whether its index is up to date."),
    examples=("$ shoroku stats", "$ shoroku stats --json"),
)
@json_option
@library_option
def stats(as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        figures = library.stats()
    if as_json:
        print_json({**figures._asdict(), "path": readable(figures.path)})
    else:
        from shoroku.cli.render.stats import print_stats

        print_stats(figures)


@command(
    "check",
    short_help=N_("Check a library for damage."),
    help=N_(
        "Check that the records and saved searches have not changed since they were written, and that the index matches."
        " Every problem is reported with the command that repairs it. Reads the whole library, unless --quick is given."
    ),
    examples=("$ shoroku check", "$ shoroku check --quick", "$ shoroku check --repair"),
)
@option("--quick", is_flag=True, help=N_("Check counters, saved searches and the index's files only; read no record."))
@option(
    "--repair",
    is_flag=True,
    help=N_(
        "First rebuild the library from the records that are intact, and list what is lost. Keeps the previous file."
    ),
)
@json_option
@library_option
@click.pass_context
def check(ctx: click.Context, quick: bool, repair: bool, as_json: bool, location: Location) -> None:
    with library_at(location) as library:
        repaired = library.repair() if repair else None
        problems = library.check(quick=quick)
        damage = [one for one in problems if one.part != "graph"]  # sources that contradict each other are no damage
        records = 0 if damage else len(library)
    if repaired and not as_json:
        _print_repaired(repaired)
    if as_json:
        told = {
            "path": readable(location.path),
            "problems": [{**one._asdict(), "what": str(one.what)} for one in problems],
        }
        print_json(told | ({"repaired": repaired._asdict()} if repaired else {}))
    else:
        if not damage:
            _print_fine(records, quick=quick)
        _print_problems(problems)
    if damage:
        ctx.exit(PROBLEMS)


def _print_fine(records: int, *, quick: bool) -> None:
    if quick:
        text = ngettext(
            "No problems found in {records:,} record by a quick check. To read all of it, run: shoroku check",
            "No problems found in {records:,} records by a quick check. To read all of them, run: shoroku check",
            records,
        )
    else:
        text = ngettext(
            "No problems: {records:,} record, and the index matches.",
            "No problems: {records:,} records, and the index matches.",
            records,
        )
    click.echo(text.format(records=records))


def _print_repaired(repaired: "Repaired") -> None:
    text = ngettext(
        "The library was rebuilt from {kept:,} intact source record. The previous file was kept as {path}.",
        "The library was rebuilt from {kept:,} intact source records. The previous file was kept as {path}.",
        repaired.kept,
    )
    click.echo(text.format(kept=repaired.kept, path=safe(repaired.set_aside)))
    _print_names(_("Lost because their text was damaged:"), repaired.lost)
    _print_names(_("Kept, but the source, file, address or date may be wrong:"), repaired.doubtful)


def _print_names(heading: str, names: tuple[str, ...]) -> None:
    if names:
        click.echo(heading)
        for name in names:
            click.echo(f"  {safe(name)}")


def _print_problems(problems: "list[Problem]") -> None:
    from shoroku.messages import in_japanese

    for problem in problems:
        part = _(_PARTS[problem.part])
        what = in_japanese(problem.what) if language() == "ja" else problem.what
        click.echo(f"{part}: {safe(what)}")
        if problem.part == "graph":
            advice = _("They are left apart. Nothing is damaged; one of the sources is wrong.")
        elif problem.mend:
            advice = _("To repair it, run: {command}").format(command=safe(problem.mend))
        else:
            advice = _(
                "Restore the library from a backup, or add the records to a new one: shoroku add FILE --library DIR"
            )
        click.echo(f"  {advice}")


@command(
    "reindex",
    short_help=N_("Rebuild the index."),
    help=N_("Rebuild the index from the records. Searches use the old index until the new one is complete."),
    examples=("$ shoroku reindex", "$ shoroku reindex --json"),
)
@json_option
@library_option
def reindex(as_json: bool, location: Location) -> None:
    began = time.perf_counter()
    with library_at(location) as library, progress(_("Indexing"), len(library)) as count:
        records = library.reindex(count)
    seconds = round(time.perf_counter() - began, 3)
    if as_json:
        print_json({"records": records, "seconds": seconds})
    else:
        text = ngettext(
            "{records:,} record indexed in {seconds:.1f} s", "{records:,} records indexed in {seconds:.1f} s", records
        )
        click.echo(text.format(records=records, seconds=seconds))


@command(
    "sync",
    short_help=N_("Send a library to an OpenSearch cluster."),
    help=N_(
        "Send the records that changed to an index on the OpenSearch cluster at URL, and make the index if there is none."
        " At the end, numbers and checksums of all records are compared with the library. A run that is interrupted is"
        " continued by the next one. User and password, API key or certificate come from the environment"
        " (SHOROKU_OPENSEARCH_USER, …) or the settings file."
    ),
    examples=(
        "$ shoroku sync --to opensearch https://search.example.org:9200 --index papers",
        "$ shoroku sync --to opensearch http://127.0.0.1:9200 --index papers --rebuild",
    ),
)
@option("--to", "kind", type=click.Choice(["opensearch"]), required=True, help=N_("Kind of the cluster."))
@click.argument("url", metavar="URL")
@option("--index", metavar="NAME", required=True, help=N_("Name of the index on the cluster."))
@option("--shards", metavar="N", type=Number(1, 1024), default=1, help=N_("Shards of a new index (default: 1)."))
@option("--replicas", metavar="N", type=Number(0, 10), default=1, help=N_("Copies of each shard (default: 1)."))
@option("--rebuild", is_flag=True, help=N_("Send everything to a new index, which replaces the old one at the end."))
@option("--without-records", is_flag=True, help=N_("Send the terms of the records, but not the records."))
@option(
    "--with-disallowed-abstracts",
    is_flag=True,
    help=N_("Also send abstracts whose licence is “disallow”. Whoever may read the index can then read them."),
)
@option(
    "--purge",
    is_flag=True,
    help=N_("Erase what was deleted from the disks of the nodes, too. After a withdrawal this is done anyway."),
)
@option(
    "--wait",
    metavar="SECONDS",
    type=Number(0, 30 * 86_400),
    default=0,
    help=N_("Wait for another run that sends to the same index (default: 0)."),
)
@json_option
@library_option
def sync(
    kind: str,
    url: str,
    index: str,
    shards: int,
    replicas: int,
    rebuild: bool,
    without_records: bool,
    with_disallowed_abstracts: bool,
    purge: bool,
    wait: int,
    as_json: bool,
    location: Location,
) -> None:
    began = time.perf_counter()
    with library_at(location) as library, progress(_("Sending")) as count:
        sent = library.clusters.send(
            url,
            index,
            shards=shards,
            replicas=replicas,
            rebuild=rebuild,
            with_records=not without_records,
            with_disallowed_abstracts=with_disallowed_abstracts,
            purge=purge,
            wait=wait,
            progress=count,
        )
    seconds = round(time.perf_counter() - began, 3)
    if as_json:
        print_json({**sent._asdict(), "seconds": seconds})
    else:
        _print_sent(sent, index, seconds)


def _print_sent(sent: "Sent", index: str, seconds: float) -> None:
    text = ngettext(
        "{changes:,} change sent in {seconds:.1f} s; {index} has {records:,} records, verified (change {change:,}, {name}).",
        "{changes:,} changes sent in {seconds:.1f} s; {index} has {records:,} records, verified (change {change:,}, {name}).",
        sent.changes,
    )
    click.echo(text.format(index=safe(index), seconds=seconds, **sent._asdict()))
    if sent.repaired:
        text = ngettext(
            "{count:,} record differed on the cluster and was sent again.",
            "{count:,} records differed on the cluster and were sent again.",
            sent.repaired,
        )
        click.echo(text.format(count=sent.repaired))
    if sent.purged:
        click.echo(_("Deleted records were erased from the disks of the nodes."))
    if sent.templates:
        text = _(
            "These index templates apply to the index, too, and come before that of shoroku: {names}. Settings and fields"
            " that only they have hold for the index."
        )
        click.echo(text.format(names=safe(", ".join(sent.templates))), err=True)
