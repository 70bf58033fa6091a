"""``shoroku add``: add the records of files; invalid ones are reported and kept in a rejects file."""

import gc
import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shoroku.cli.options.command import Decimal, command, option
from shoroku.cli.options.library import Location, library_option, library_to_make
from shoroku.cli.options.output import json_option
from shoroku.cli.terminal.errors import PROBLEMS
from shoroku.cli.terminal.progress import estimated_records, progress
from shoroku.cli.terminal.text import print_json, readable, safe
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.adding import Added

REJECTS_HELP = N_("File for rejected records (default: a new file in the library's rejects folder).")


def _format(ctx: click.Context, param: click.Parameter, name: str | None) -> str | None:
    if name is not None and not ctx.resilient_parsing:
        from shoroku.corpus.readers import formats

        if name not in formats():
            text = _("There is no format “{name}”. The formats are: {known}.")
            raise click.BadParameter(text.format(name=safe(name), known=", ".join(formats())), ctx, param)
    return name


@command(
    "add",
    short_help=N_("Add records from files."),
    help=N_(
        "Add the records in FILE to the library and index them; - reads standard input. Files may be gzipped. The format is"
        " detected from the content: JSON from CiNii Research, JaLC, Crossref, OpenAlex, DataCite, NRID, ORCID and ROR; XML from"
        " J-STAGE, PubMed, JATS, KAKEN, DataCite, ORCID, OAI-PMH, JPCOAR, junii2 and Dublin Core; RIS, BibTeX, nbib, CSV and"
        " JSON Lines. Invalid records are reported and written to a rejects file; the rest are added. Adding the same file"
        " again changes nothing."
    ),
    examples=(
        "$ shoroku add export.ris refs.bib pubmed.nbib jalc/*.json",
        "$ zcat records.jsonl.gz | shoroku add - --format jsonl",
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@option(
    "--format",
    "format_",
    metavar="NAME",
    callback=_format,
    help=N_(
        "Format of the files, detected from the content by default: cinii-json, cinii-rss, cinii-search, crossref, datacite,"
        " jalc, nrid, openalex, orcid, ror, datacite-xml, jstage, kaken, orcid-xml, pubmed, jats, oai, jpcoar, junii2, oai_dc,"
        " ris, bibtex, nbib, csv, jsonl."
    ),
)
@option("--all-or-nothing", former=["--strict"], is_flag=True, help=N_("Add nothing if any record is rejected."))
@option(
    "--max-expansion",
    metavar="N",
    type=Decimal(1),
    help=N_("Largest ratio of unpacked to packed size of a gzip file (default: 50); the first 64 MB are always read."),
)
@option("--rejects", "rejects_file", metavar="FILE", type=click.Path(path_type=Path), help=REJECTS_HELP)
@json_option
@library_option
@click.pass_context
def add(
    ctx: click.Context,
    files: tuple[str, ...],
    format_: str | None,
    all_or_nothing: bool,
    max_expansion: float | None,
    rejects_file: Path | None,
    as_json: bool,
    location: Location,
) -> None:
    gc.disable()  # this process only adds: there are no cycles worth collecting, and many objects to traverse
    total = estimated_records(files)
    with progress(_("Adding records"), total, is_estimate=True) as count, library_to_make(location) as library:
        more = {} if max_expansion is None else {"max_expansion": max_expansion}
        added = library.add(
            files, format=format_, stdin=sys.stdin.buffer, strict=all_or_nothing, progress=count, **more
        )
    gc.freeze()  # nor at the end of the process
    written = None
    refused = len(added.rejects)
    if refused or added.repairs:
        from shoroku.cli.render.rejects import tell_rejects, tell_repairs, write_rejects
        from shoroku.corpus.errors import IsFolder

        tell_repairs(added.repairs)
        tell_rejects(added.rejects)
        # A folder is told, but it is no record that was rejected.
        added = added._replace(rejects=[one for one in added.rejects if not isinstance(one.error, IsFolder)])
        if added.rejects:
            written = write_rejects(rejects_file, added.rejects, library=location.path, name=files[0])
    if withdrawn := added.outcome.withdrawn:
        text = _("Records not added because their only data source was withdrawn: {count:,}")
        click.echo(text.format(count=withdrawn), err=True)
    if all_or_nothing and refused:
        click.echo(_("Nothing was added (--all-or-nothing)."), err=True)
    _print_outcome(added, written, as_json)
    if refused:
        ctx.exit(PROBLEMS)


def _print_outcome(added: "Added", written: Path | None, as_json: bool) -> None:
    outcome = added.outcome
    if as_json:
        figures: dict[str, object] = dict(outcome._asdict())
        figures["rejected"] = len(added.rejects)
        figures["repaired"] = len(added.repairs)
        figures["rejects_file"] = readable(written) if written else None
        print_json(figures)
    else:
        rejected = len(added.rejects) + outcome.withdrawn
        text = _("{new:,} new, {changed:,} changed, {unchanged:,} unchanged, {rejected:,} rejected")
        click.echo(text.format(**outcome._asdict(), rejected=rejected))
