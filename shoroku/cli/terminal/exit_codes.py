"""Where an exception becomes a message for a person and an exit code for a shell."""

import os
import sys
from collections.abc import Callable
from gettext import gettext as _
from typing import IO, Any

import click

from shoroku.cli.messages import N_
from shoroku.cli.terminal.printing import tell
from shoroku.cli.terminal.text import safe

#: Wrong use is 2, which click says; each of the library's errors has a code of its own (``corpus/errors.py``).
FINE, PROBLEMS, FAULT, INTERRUPTED = 0, 1, 70, 130

#: What the codes mean, in a line each; ``shoroku help exit-codes`` says it at length.
EXIT_CODES = (
    ("0", N_("success")),
    ("1", N_("records rejected, problems found, no such record, or nothing found with --fail-empty")),
    ("2", N_("wrong use of a command or option")),
    ("3", N_("the library cannot be used")),
    ("4", N_("a source could not be harvested; saved pages are kept")),
    ("70", N_("internal error")),
    ("130", N_("interrupted (Ctrl-C)")),
)


class Refused(click.ClickException):
    """The command cannot be carried out; the message says why. Exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        tell(_("Error: {message}").format(message=self.message), err=True)


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
    except Exception as error:
        if isinstance(error, BrokenPipeError) or os.environ.get("SHOROKU_DEBUG"):
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


def report_error(error: Exception) -> int:
    """Print an error on stderr, and return its exit code."""
    from shoroku.corpus.errors import ShorokuError  # loaded only when there is an error

    if isinstance(error, ShorokuError):
        from shoroku.cli.terminal.advice import advised

        first, *place = advised(error).split("\n")
        tell(_("Error: {message}").format(message=safe(first)), err=True)
        for line in place:  # a part of the query and a caret below it: never wrapped
            click.echo(line, err=True)
        return error.exit_code
    text = _(
        "Unexpected error ({kind}: {text}). To report it, run the same command with SHOROKU_DEBUG=1 and attach the output."
    )
    tell(text.format(kind=type(error).__name__, text=safe(str(error)) or "-"), err=True)
    return FAULT


def _close_quietly() -> None:
    """Send the rest of the output, and Python's last flush, to nowhere: the reader has gone (``| head``).

    docs.python.org/3/library/signal.html#note-on-sigpipe
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
