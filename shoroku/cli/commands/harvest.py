"""``shoroku harvest SOURCE`` and ``shoroku update``: records from sources on the network, saved page by page."""

import sys
from collections.abc import Callable, Mapping
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shoroku.cli.commands.add import REJECTS_HELP
from shoroku.cli.options.command import HelpPage, Option, command
from shoroku.cli.options.library import Location, library_at, library_option, library_to_make
from shoroku.cli.options.output import json_option
from shoroku.cli.terminal.errors import FINE, INTERRUPTED, PROBLEMS, report_error
from shoroku.cli.terminal.interrupt import stopping
from shoroku.cli.terminal.text import print_json, safe
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.cli.render.harvest import Run
    from shoroku.corpus.sources.source import Source
    from shoroku.library import Library


class Sources(HelpPage, click.Group):
    """The sources, each a command; they are loaded when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from shoroku.corpus.sources import sources

        return list(sources())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from shoroku.cli.options.source import SourceCommand
        from shoroku.corpus.sources import sources

        source = sources().get(cmd_name)
        return SourceCommand(source, _options(), _harvest) if source else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            text = _("There is no source “{name}”. The sources are: {known}.")
            raise click.UsageError(text.format(name=safe(args[0]), known=", ".join(known)), ctx)
        return super().resolve_command(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.subcommand_metavar = _("SOURCE [OPTIONS]")
        return super().collect_usage_pieces(ctx)


def _options() -> list[click.Parameter]:
    """Return the options that every source's command has."""

    @library_option
    @json_option
    def declared() -> None:
        """Hold the options."""

    shared: list[click.Parameter] = declared.__click_params__  # type: ignore[attr-defined]
    return [
        Option(["--dry-run"], is_flag=True, help=N_("Show the number of records and the first few; save nothing.")),
        Option(["--rejects", "rejects_file"], metavar="FILE", type=click.Path(path_type=Path), help=REJECTS_HELP),
        *shared,
    ]


def _nothing(**_values: object) -> None:
    """The group itself does nothing; its options are those of its commands."""


harvest = Sources(
    "harvest",
    callback=_nothing,
    short_help=N_("Harvest records from a source."),
    help=N_(
        "Harvest records from a source on the network, at a rate that the source permits, and save them page by page. An"
        " interrupted harvest continues where it stopped when you run the same command again; Ctrl-C stops it after the current"
        " page. shoroku sources shows what each source offers and requires, shoroku harvest SOURCE --help its options."
    ),
    examples=(
        "$ shoroku harvest cinii --query IL-6 --from 2015 --until 2020",
        "$ shoroku harvest oai https://irdb.nii.ac.jp/oai --prefix jpcoar_2.0",
    ),
)


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
    from shoroku.cli.render.harvest import run_harvest, tell_run

    with stopping() as stop, library_to_make(location) as library:
        run = run_harvest(library, source.name, parameters, stop)
        written = tell_run(run, location.path, rejects_file)
    code = PROBLEMS if run.rejects else FINE
    if run.error:
        code = report_error(run.error)
        if any(run.tally):
            click.echo(_("Saved records are kept; run the same command again to continue."), err=True)
    elif run.interrupted:
        _tell_stopped()
        code = INTERRUPTED
    if as_json:
        print_json(run.as_json(written))
    elif not run.error or any(run.tally):
        click.echo(run.outcome())
    click.get_current_context().exit(code)


def _tell_stopped() -> None:
    click.echo(
        _("Stopped after a complete page. Saved records are kept; run the same command again to continue."), err=True
    )


def _preview(source: "Source", parameters: Mapping[str, str], as_json: bool, location: Location) -> None:
    with library_at(location) as library:
        page = library.sources.preview(source.name, parameters)
    from shoroku.cli.render.harvest import preview_as_json, print_preview

    if as_json:
        print_json({"source": source.name, "parameters": parameters, **preview_as_json(page)})
    else:
        print_preview(page)


@command(
    "update",
    short_help=N_("Repeat all harvests, fetching only what has changed."),
    help=N_(
        "Repeat every harvest of this library, fetching only what has changed since. A harvest that fails does not stop the"
        " others. Suited to cron: one line for each harvest, and without a terminal only errors on stderr."
    ),
    examples=(
        "$ shoroku update",
        "$ shoroku update --json",
        "$ crontab -l",
        "15 3 * * 1  shoroku update --library /srv/library",
    ),
)
@json_option
@library_option
@click.pass_context
def update(ctx: click.Context, as_json: bool, location: Location) -> None:
    with stopping() as stop, library_at(location) as library:
        len(library)  # raises NoLibrary: a missing library is an error, not a library without harvests
        planned = library.sources.harvests()
        made: list[tuple[Run, dict[str, object]]] = []
        for harvest in planned:
            if stop():
                break
            made.append(_updated(library, harvest.source, harvest.parameters, stop, as_json))
    runs = [run for run, _figures in made]
    interrupted = len(made) < len(planned) or any(run.interrupted for run in runs)
    if as_json:
        failed = sum(run.error is not None for run in runs)
        print_json({"harvests": [figures for _run, figures in made], "failed": failed, "interrupted": interrupted})
    elif not planned:
        click.echo(_("Nothing has been harvested into this library yet. To start, run: shoroku harvest SOURCE"))
    if interrupted:
        _tell_stopped()
    ctx.exit(_exit_code(runs, interrupted))


def _updated(
    library: "Library", source: str, parameters: dict[str, str], stop: Callable[[], bool], as_json: bool
) -> "tuple[Run, dict[str, object]]":
    """Repeat one harvest and print its outcome on a line; an error of its source does not stop the others."""
    from shoroku.cli.render.harvest import run_harvest, tell_run

    run = run_harvest(library, source, parameters, stop, update=True)
    is_watched = sys.stderr.isatty()  # cron mails what is on stderr: errors, and nothing else
    written = tell_run(run, library.path, quiet=not is_watched)
    if run.error:
        from shoroku.cli.terminal.errors import advised

        text = f"{run.title()}: {safe(advised(run.error))}"
        click.echo(_("Error: {message}").format(message=text), err=True)
    if not as_json and (not run.error or any(run.tally)):
        outcome = run.outcome()
        if run.warnings and not is_watched:
            outcome = _("{outcome}, warnings: {count:,}").format(outcome=outcome, count=len(run.warnings))
        click.echo(f"{run.title()}: {outcome}")
    return run, run.as_json(written)


def _exit_code(runs: "list[Run]", interrupted: bool) -> int:
    from shoroku.corpus.harvest.errors import SourceError

    if interrupted:
        return INTERRUPTED
    if any(run.error for run in runs):
        return SourceError.exit_code
    return PROBLEMS if any(run.rejects for run in runs) else FINE
