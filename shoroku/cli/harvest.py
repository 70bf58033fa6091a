"""``shoroku harvest SOURCE``: records from a source on the network, page by page, each kept as it comes."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shoroku.cli.command import Helpful, Option
from shoroku.cli.edge import INTERRUPTED, PROBLEMS, told
from shoroku.cli.message import message
from shoroku.cli.options import json_option, library_option
from shoroku.cli.output import print_json
from shoroku.cli.place import Place, library_at
from shoroku.cli.stopping import stopping

if TYPE_CHECKING:
    from shoroku.cli.harvesting import Done
    from shoroku.corpus.sources.source import Source


class Sources(Helpful, click.Group):
    """The sources, each a command; they are loaded when one is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from shoroku.corpus.sources import sources

        return list(sources())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from shoroku.cli.click_words import translate_click
        from shoroku.cli.source_command import SourceCommand
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
    place: Place,
) -> None:
    if dry_run:
        _look(source, parameters, as_json, place)
        return
    from shoroku.cli.harvesting import run, tell

    with stopping() as stop, library_at(place) as library:
        done = run(library, source.name, parameters, stop)
        written = tell(done, place.path, rejects_file)
    _print(done, written, as_json)


def _print(done: "Done", written: Path | None, as_json: bool) -> None:
    from shoroku.cli.harvesting import outcome

    code = PROBLEMS if done.rejects else 0
    if done.error:
        code = told(done.error)
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


def _look(source: "Source", parameters: Mapping[str, str], as_json: bool, place: Place) -> None:
    with library_at(place) as library:
        page = library.look(source.name, parameters)
    from shoroku.cli.look import look_as_json, print_look

    if as_json:
        print_json({"source": source.name, "parameters": parameters, **look_as_json(page)})
    else:
        print_look(page)


def _nothing(**_: object) -> None:
    """The group itself does nothing; its options are those of its commands."""


command = Sources("harvest", callback=_nothing, context_settings={"help_option_names": ["-h", "--help"]})
