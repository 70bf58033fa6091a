"""``shoroku harvest SOURCE`` and ``shoroku update``: records from sources on the network, saved page by page.

Both report through ``Done``: what one run did, up to where it failed or was stopped.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from shoroku.cli.history.command_lines import asked
from shoroku.cli.messages import language, message
from shoroku.cli.options.command import Helpful, Option, command
from shoroku.cli.options.library import Location, library_at, library_option
from shoroku.cli.options.output import json_option
from shoroku.cli.render.rejects import default_file, tell_rejects, write_rejects
from shoroku.cli.terminal.exit_codes import FINE, INTERRUPTED, PROBLEMS, report_error
from shoroku.cli.terminal.interrupt import stopping
from shoroku.cli.terminal.printing import print_json, readable
from shoroku.cli.terminal.progress import harvest_progress
from shoroku.cli.terminal.text import safe
from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.harvest.errors import SourceError
from shoroku.corpus.readers.intake import Reject

if TYPE_CHECKING:
    from shoroku.corpus.harvest.result import Result, Tally
    from shoroku.corpus.sources.source import Source
    from shoroku.library import Library


class Sources(Helpful, click.Group):
    """The sources, each a command; they are loaded when one is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from shoroku.corpus.sources import sources

        return list(sources())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from shoroku.cli.messages.click_words import translate_click
        from shoroku.cli.options.source import SourceCommand
        from shoroku.corpus.sources import sources

        source = sources().get(cmd_name)
        translate_click()
        return SourceCommand(source, _options(), _harvest) if source else None

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.subcommand_metavar = message("harvest.usage")
        return super().collect_usage_pieces(ctx)


def _options() -> list[click.Parameter]:
    """Return the options that every source's command has."""

    @library_option
    @json_option
    def declared() -> None:
        """Hold the options."""

    shared: list[click.Parameter] = declared.__click_params__  # type: ignore[attr-defined]
    return [
        Option(["--dry-run"], is_flag=True, help_id="option.look"),
        Option(
            ["--rejects", "rejects_file"], metavar="FILE", type=click.Path(path_type=Path), help_id="option.rejects"
        ),
        *shared,
    ]


def _harvest(
    source: "Source",
    parameters: Mapping[str, str],
    dry_run: bool,
    rejects_file: Path | None,
    as_json: bool,
    location: Location,
) -> None:
    if dry_run:
        _preview(source, parameters, as_json, location)
        return

    with stopping() as stop, library_at(location) as library:
        done = run_harvest(library, source.name, parameters, stop)
        written = report(done, location.path, rejects_file)
    _print(done, written, as_json)


def _print(done: "Done", written: Path | None, as_json: bool) -> None:

    code = PROBLEMS if done.rejects else 0
    if done.error:
        code = report_error(done.error)
        if any(done.tally):
            click.echo(message("harvest.stays"), err=True)
    elif done.interrupted:
        click.echo(message("harvest.stopped"), err=True)
        code = INTERRUPTED
    if as_json:
        print_json(done.as_json(written))
    elif not done.error or any(done.tally):
        click.echo(outcome(done.tally))
    click.get_current_context().exit(code)


def _preview(source: "Source", parameters: Mapping[str, str], as_json: bool, location: Location) -> None:
    with library_at(location) as library:
        page = library.look(source.name, parameters)
    from shoroku.cli.render.harvest import preview_as_json, print_preview

    if as_json:
        print_json({"source": source.name, "parameters": parameters, **preview_as_json(page)})
    else:
        print_preview(page)


def _nothing(**_: object) -> None:
    """The group itself does nothing; its options are those of its commands."""


harvest = Sources("harvest", callback=_nothing, context_settings={"help_option_names": ["-h", "--help"]})


@command("update")
@json_option
@library_option
@click.pass_context
def update(ctx: click.Context, as_json: bool, location: Location) -> None:
    with stopping() as stop, library_at(location) as library:
        len(library)  # a library that is not there is a mistake, and not one without harvests
        planned = library.harvests()
        made: list[tuple[Done, dict[str, object]]] = []
        for harvest in planned:
            if stop():
                break
            made.append(_updated(library, harvest.source, harvest.parameters, stop, as_json))
    done = [one for one, _ in made]
    interrupted = len(made) < len(planned) or any(one.interrupted for one in done)
    if as_json:
        failed = sum(one.error is not None for one in done)
        print_json({"harvests": [figures for _, figures in made], "failed": failed, "interrupted": interrupted})
    elif not planned:
        click.echo(message("update.nothing"))
    if interrupted:
        click.echo(message("harvest.stopped"), err=True)
    ctx.exit(_code(done, interrupted))


def _updated(
    library: "Library", source: str, parameters: dict[str, str], stop: Callable[[], bool], as_json: bool
) -> "tuple[Done, dict[str, object]]":
    """Make one harvest again, and say in a line what came of it; an error of its source does not end the others."""

    done = run_harvest(library, source, parameters, stop, update=True)
    aloud = sys.stderr.isatty()  # cron sends on what is said there: errors, and nothing else
    written = report(done, library.path, aloud=aloud)
    if done.error:
        text = safe(done.error.text(language()))
        click.echo(message("edge.error", text=f"{described(done)}: {text}"), err=True)
    if not as_json and (not done.error or any(done.tally)):
        told = outcome(done.tally)
        if done.warnings and not aloud:
            told = message("update.warnings", text=told, count=len(done.warnings))
        click.echo(f"{described(done)}: {told}")
    return done, done.as_json(written)


def _code(done: "list[Done]", interrupted: bool) -> int:
    from shoroku.corpus.harvest.errors import SourceError

    if interrupted:
        return INTERRUPTED
    if any(one.error for one in done):
        return SourceError.exit_code
    return PROBLEMS if any(one.rejects for one in done) else FINE


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


def run_harvest(
    library: "Library", source: str, parameters: Mapping[str, str], stop: Callable[[], bool], *, update: bool = False
) -> Done:
    """Make a harvest. Raises what ``Library.harvest`` raises, but an error of the source is in the result."""
    from shoroku.corpus.harvest.result import Tally

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


def report(done: Done, library: Path, rejects_file: Path | None = None, *, aloud: bool = True) -> Path | None:
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
