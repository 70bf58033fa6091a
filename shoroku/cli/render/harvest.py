"""Harvests for people and as JSON: a run and its outcome, and the preview of a dry run."""

from collections.abc import Callable, Mapping
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from shoroku.cli.history.command_lines import harvest_command
from shoroku.cli.render.rejects import tell_rejects, write_rejects
from shoroku.cli.terminal.errors import advised
from shoroku.cli.terminal.progress import harvest_progress
from shoroku.cli.terminal.text import readable, safe
from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.harvest.errors import SourceError
from shoroku.corpus.harvest.result import Tally
from shoroku.corpus.readers.intake import Reject
from shoroku.corpus.record import Record, citation, in_language
from shoroku.corpus.sources.source import Page
from shoroku.messages import language

if TYPE_CHECKING:
    from shoroku.library import Library

_MOST_SHOWN = 10


class Run(NamedTuple):
    """One run of a harvest, up to where it failed or was stopped."""

    source: str
    parameters: Mapping[str, str]
    tally: Tally
    rejects: list[Reject]
    warnings: list[ShorokuError]
    interrupted: bool
    error: SourceError | None

    def title(self) -> str:
        """Return which harvest it was."""
        return safe(harvest_command(self.source, self.parameters).removeprefix("harvest "))

    def outcome(self) -> str:
        """Return the line with the numbers of records."""
        return outcome(self.tally._asdict())

    def as_json(self, rejects_file: Path | None) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "source": self.source,
            "parameters": self.parameters,
            **self.tally._asdict(),
            "warnings": [warning.text(language()) for warning in self.warnings],
            "rejects_file": readable(rejects_file) if rejects_file else None,
            "interrupted": self.interrupted,
            "error": self.error.text(language()) if self.error else None,
        }


def outcome(tally: Mapping[str, int]) -> str:
    """Return the line with the numbers of records of a harvest."""
    text = _("{new:,} new, {changed:,} changed, {unchanged:,} unchanged, {deleted:,} deleted, {rejected:,} rejected")
    return text.format(**tally)


def run_harvest(
    library: "Library", source: str, parameters: Mapping[str, str], stop: Callable[[], bool], *, update: bool = False
) -> Run:
    """Run a harvest. Raises what ``Library.harvest`` raises, except that an error of the source is in the result."""
    try:
        with harvest_progress(source) as show:
            result = library.sources.harvest(source, parameters, update=update, progress=show, stop=stop)
    except SourceError as error:
        partial = error.partial  # the result of the pages before the failure
        if partial is None:
            return Run(source, parameters, Tally(), [], [], False, error)
        return Run(source, parameters, partial.tally, partial.rejects, partial.warnings, False, error)
    return Run(source, parameters, result.tally, result.rejects, result.warnings, result.interrupted, None)


def tell_run(run: Run, library: Path, rejects_file: Path | None = None, *, quiet: bool = False) -> Path | None:
    """Print warnings and rejects on stderr unless ``quiet``, write the rejects to a file, and return its path."""
    if not quiet:
        _tell_warnings(run.warnings)
        tell_rejects(run.rejects)
    if not run.rejects:
        return None
    return write_rejects(rejects_file, run.rejects, library=library, name=run.source, quiet=quiet)


def _tell_warnings(warnings: "list[ShorokuError] | tuple[ShorokuError, ...]") -> None:
    for warning in warnings:
        click.echo(_("Warning: {text}").format(text=safe(advised(warning))), err=True)


# --- Preview ----------------------------------------------------------------------------------------------------------


def preview_as_json(page: Page) -> dict[str, Any]:
    """Return a preview as plain data, without abstracts, which may not be passed on."""
    return {
        "total": page.total,
        "records": [
            {"id": record.id, "title": _title(record), "year": record.year, "doi": record.identifier("DOI") or None}
            for record in _records(page)
        ],
        "rejected": sum(item.error is not None for item in page.items),
        "warnings": [warning.text(language()) for warning in page.warnings],
    }


def print_preview(page: Page) -> None:
    """Print the number of records, the first of them, and what would be rejected."""
    from shoroku.cli.terminal.console import console, print_text

    _tell_warnings(page.warnings)
    tell_rejects([Reject("-", item.line, item.error) for item in page.items if item.error is not None])
    to = console()
    if page.total is None:
        heading = _("The source does not give the number of records. The first records:")
    else:
        text = ngettext("{total:,} record. The first records:", "{total:,} records. The first records:", page.total)
        heading = text.format(total=page.total)
    print_text(to, heading)
    for record in _records(page):
        print_text(to, _title(record), "bold", "    ", "  - ")
        about = " · ".join(filter(None, (citation(record), record.identifier("DOI") or record.id)))
        print_text(to, about, "dim", "    ")
    print_text(to, _("Nothing was saved (--dry-run)."))


def _records(page: Page) -> list[Record]:
    return [item.record for item in page.items if item.record is not None][:_MOST_SHOWN]


def _title(record: Record) -> str:
    return in_language(record.titles, language())
