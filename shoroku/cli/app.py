"""The command ``shoroku``: the group of all commands, each loaded when it is called."""

import os
import sys
from collections.abc import Callable, Sequence
from gettext import gettext as _
from importlib import import_module
from typing import Any

import click

from shoroku.cli.options.command import HelpPage, Option, color_option, near_names
from shoroku.cli.options.completion import COMPLETION_VARIABLE
from shoroku.cli.options.library import LIBRARY_HELP, LibraryType
from shoroku.cli.terminal.errors import EXIT_CODES, FINE, INTERRUPTED, report_error
from shoroku.cli.terminal.text import sentences
from shoroku.messages import N_, translation

#: Command -> the module in ``commands/`` that defines it, in the order in which a newcomer needs them.
COMMANDS = {
    "add": "add",
    "harvest": "harvest",
    "update": "harvest",
    "search": "search",
    "show": "show",
    "similar": "similar",
    "related": "graph",
    "person": "graph",
    "project": "graph",
    "path": "graph",
    "graph": "graph",
    "suggest": "words",
    "open": "show",
    "history": "history",
    "save": "saved",
    "saved": "saved",
    "new": "saved",
    "forget": "saved",
    "mark": "marked",
    "unmark": "marked",
    "marked": "marked",
    "edit": "edits",
    "tag": "edits",
    "note": "edits",
    "delete": "edits",
    "undo": "edits",
    "edits": "edits",
    "export": "export",
    "facets": "listings",
    "journals": "listings",
    "authors": "listings",
    "lexicon": "words",
    "stats": "maintenance",
    "sources": "sources",
    "withdraw": "withdraw",
    "reindex": "maintenance",
    "sync": "maintenance",
    "check": "maintenance",
    "serve": "serve",
    "mcp": "serve",
    "eval": "eval",
    "completion": "help",
    "help": "help",
}

#: Commands that commit as they proceed, and continue where they were interrupted.
WRITING = frozenset({"add", "harvest", "update", "withdraw", "reindex", "check", "sync"})

ENVIRONMENT = (
    ("SHOROKU_LIBRARY", N_("folder of the library, unless --library is given")),
    ("SHOROKU_LANG", N_("language of messages (ja or en), overriding the locale")),
    ("SHOROKU_CACHE", N_("folder for cached files")),
    ("SHOROKU_STATE", N_("folder for your search history")),
    ("SHOROKU_HISTORY", N_("set to off to disable the search history")),
    ("SHOROKU_PAGER", N_("pager for --pager, overriding PAGER")),
    ("SHOROKU_SETTINGS", N_("settings file with your contact address and API keys")),
    ("SHOROKU_CONTACT", N_("your e-mail address, sent to the sources you harvest")),
    ("SHOROKU_OPENSEARCH_*", N_("how to log in to a cluster: USER and PASSWORD, API_KEY, or CERTIFICATE and KEY; CA")),
    ("SHOROKU_DEBUG", N_("set to 1 to show the traceback of an unexpected error")),
    ("NO_COLOR", N_("disable colours; FORCE_COLOR enables them in a pipe")),
)


class App(HelpPage, click.Group):
    """The group. Its ``main`` is where errors become messages and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"shoroku.cli.commands.{COMMANDS[cmd_name]}")
        commands = (one for one in vars(module).values() if isinstance(one, click.Command))
        return next(one for one in commands if one.name == cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if args and (near := near_names(args[0], COMMANDS)):
                raise click.UsageError(sentences(error.format_message(), near), ctx) from error
            raise

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.subcommand_metavar = _("COMMAND [ARGS]...")
        return super().collect_usage_pieces(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Environment variables")):
            formatter.write_dl([(name, _(meaning)) for name, meaning in ENVIRONMENT])
        with formatter.section(_("Exit codes")):
            formatter.write_dl([(code, _(meaning)) for code, meaning in EXIT_CODES])
        super().format_epilog(ctx, formatter)

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> Any:
        with translation():
            if os.environ.get(COMPLETION_VARIABLE):  # the shell asks for completions, which click answers
                return super().main(args, prog_name, complete_var=COMPLETION_VARIABLE, **extra)
            given = list(sys.argv[1:] if args is None else args)
            extra.pop("standalone_mode", None)
            sys.exit(exit_code(lambda: self._run(given, prog_name or "shoroku", extra)))

    def _run(self, args: list[str], prog_name: str, extra: dict[str, Any]) -> None:
        with self.make_context(prog_name, args, **extra) as ctx:
            try:
                self.invoke(ctx)
            except (KeyboardInterrupt, click.Abort) as error:
                if ctx.invoked_subcommand in WRITING:
                    raise
                raise _Stopped from error


class _Stopped(Exception):
    """Ctrl-C in a command that writes nothing, so the message need not mention what was committed."""


def _print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        import shoroku

        click.echo(f"shoroku {shoroku.__version__}")
        ctx.exit()


def _nothing(**_values: object) -> None:
    """The group itself does nothing; its ``--library`` is read by the commands."""


app = App(
    "shoroku",
    callback=_nothing,
    help=N_("Search scholarly abstracts in Japanese and English."),
    examples=('$ shoroku search "IL-6阻害薬とバイオマーカー"', "$ shoroku add records.jsonl.gz"),
    params=[
        Option(["--library"], metavar="DIR", type=LibraryType(), help=LIBRARY_HELP),
        color_option(),
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help=N_("Show the version and exit."),
        ),
    ],
)


# --- The way out ------------------------------------------------------------------------------------------------------


def exit_code(run: Callable[[], None]) -> int:
    """Run a command line, print what went wrong on stderr, and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show 髙 shows ?, not a traceback
    try:
        return _flushed(_code_of(run))
    except BrokenPipeError:
        _close_quietly()
        return FINE


def _code_of(run: Callable[[], None]) -> int:
    try:
        run()
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        text = _("Interrupted. Everything committed so far is safe; run the same command again to continue.")
        click.echo(f"\n{text}", err=True)
        return INTERRUPTED
    except _Stopped:
        click.echo("\n" + _("Interrupted."), err=True)
        return INTERRUPTED
    except Exception as error:
        if isinstance(error, BrokenPipeError) or os.environ.get("SHOROKU_DEBUG"):
            raise
        return report_error(error)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of a package in Rust; it cannot be imported
            raise
        return report_error(error)
    return FINE


def _flushed(code: int) -> int:
    """Return ``code``, or another if the output cannot be written, to a full disk for example."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _close_quietly()
        return report_error(error)
    return code


def _close_quietly() -> None:
    """Discard the rest of the output, and what Python flushes at exit: the reader has closed the pipe (``| head``).

    docs.python.org/3/library/signal.html#note-on-sigpipe
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
