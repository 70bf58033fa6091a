"""One harvest from the command line: run, what it did and what went wrong in one place, told and as JSON."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from shoroku.cli.asked import asked
from shoroku.cli.harvest_progress import harvest_progress
from shoroku.cli.language import language
from shoroku.cli.message import message
from shoroku.cli.output import readable
from shoroku.cli.rejects import default_file, tell_rejects, write_rejects
from shoroku.cli.safe import safe
from shoroku.corpus.errors import ShorokuError, SourceError
from shoroku.corpus.intake import Reject

if TYPE_CHECKING:
    from shoroku.corpus.harvesting import Result
    from shoroku.corpus.harvests import Tally
    from shoroku.library import Library


class Done(NamedTuple):
    """What one run did, up to where it failed or was stopped."""

    source: str
    parameters: Mapping[str, str]
    tally: "Tally"
    rejects: list[Reject]
    warnings: list[ShorokuError]
    interrupted: bool
    error: SourceError | None

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


def run(
    library: "Library", source: str, parameters: Mapping[str, str], stop: Callable[[], bool], *, update: bool = False
) -> Done:
    """Make a harvest. Raises what ``Library.harvest`` raises, but an error of the source is in the result."""
    from shoroku.corpus.harvests import Tally

    try:
        with harvest_progress(source) as show:
            result = library.harvest(source, parameters, update=update, progress=show, stop=stop)
    except SourceError as error:
        partial: Result | None = getattr(error, "partial", None)  # what the pages before the failure gave
        if partial is None:
            return Done(source, parameters, Tally(), [], [], False, error)
        return Done(source, parameters, partial.tally, partial.rejects, partial.warnings, False, error)
    return Done(source, parameters, result.tally, result.rejects, result.warnings, result.interrupted, None)


def outcome(tally: "Tally") -> str:
    """Return the line that says what came of the records."""
    return message("harvest.outcome", **tally._asdict())


def tell(done: Done, library: Path, rejects_file: Path | None = None, *, aloud: bool = True) -> Path | None:
    """Tell warnings and rejects, unless it is to be quiet, write the rejects down, and return where."""
    if aloud:
        for warning in done.warnings:
            click.echo(message("harvest.warning", text=safe(warning.text(language()))), err=True)
        tell_rejects(done.rejects)
    if not done.rejects:
        return None
    return write_rejects(rejects_file or default_file(library, done.source), done.rejects, tell=aloud)


def described(done: Done) -> str:
    """Return which harvest it was."""
    return safe(asked(done.source, done.parameters))
