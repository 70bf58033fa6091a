"""The command ``shoroku``: the group of all commands, each loaded when it is called for."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from shoroku.cli.messages import message
from shoroku.cli.messages.click_words import translate_click
from shoroku.cli.options.command import Helpful, Option, color_option
from shoroku.cli.options.completion import COMPLETION_VARIABLE
from shoroku.cli.terminal.exit_codes import exit_code

#: Command -> the module in ``commands/`` that defines it, in the order that a newcomer needs them.
COMMANDS = {
    "add": "add",
    "harvest": "harvest",
    "update": "harvest",
    "search": "search",
    "show": "show",
    "similar": "similar",
    "suggest": "suggest",
    "open": "show",
    "history": "history",
    "save": "saved",
    "saved": "saved",
    "new": "saved",
    "forget": "saved",
    "export": "export",
    "facets": "facets",
    "journals": "listings",
    "authors": "listings",
    "lexicon": "lexicon",
    "stats": "maintenance",
    "sources": "sources",
    "withdraw": "withdraw",
    "reindex": "maintenance",
    "check": "maintenance",
    "eval": "eval",
    "completion": "help",
    "help": "help",
}


class App(Helpful, click.Group):
    """The group. Its ``main`` is the edge where errors become messages and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"shoroku.cli.commands.{COMMANDS[cmd_name]}")
        commands = (one for one in vars(module).values() if isinstance(one, click.Command))
        return next(one for one in commands if one.name == cmd_name)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.subcommand_metavar = message("usage.command")
        return super().collect_usage_pieces(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for part in ("environment", "exit_codes"):
            with formatter.section(message(f"usage.{part}")):
                rows = [row.split("\t") for row in message(f"usage.{part}.rows").splitlines()]
                formatter.write_dl([(name, meaning) for name, meaning in rows])
        super().format_epilog(ctx, formatter)

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> Any:
        if os.environ.get(COMPLETION_VARIABLE):  # the shell asks for completions: click's own affair
            return super().main(args, prog_name, complete_var=COMPLETION_VARIABLE, **extra)
        translate_click()
        given = list(sys.argv[1:] if args is None else args)
        extra.pop("standalone_mode", None)
        sys.exit(exit_code(lambda: self._run(given, prog_name or "shoroku", extra)))

    def _run(self, args: list[str], prog_name: str, extra: dict[str, Any]) -> None:
        with self.make_context(prog_name, args, **extra) as ctx:
            self.invoke(ctx)


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        import shoroku

        click.echo(f"shoroku {shoroku.__version__}")
        ctx.exit()


def _nothing(**_: object) -> None:
    """The group itself does nothing; its ``--library`` is read by the commands."""


app = App(
    "shoroku",
    callback=_nothing,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[
        Option(["--library"], metavar="DIR", type=click.Path(path_type=Path)),
        color_option(),
        Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_print_version),
    ],
)
