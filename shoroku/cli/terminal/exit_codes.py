"""Where an exception becomes a message for a person and an exit code for a shell."""

import os
import sys
from collections.abc import Callable
from typing import IO, Any

import click

from shoroku.cli.messages import language, message
from shoroku.cli.terminal.printing import tell
from shoroku.cli.terminal.text import safe

#: Wrong use is 2, which click says; what the library's errors are is beside them (corpus/errors.py).
FINE, PROBLEMS, FAULT, INTERRUPTED = 0, 1, 70, 130


class Refused(click.ClickException):
    """The command cannot be carried out; the message says why. Exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        tell(message("edge.error", text=self.message), err=True)


def exit_code(run: Callable[[], None]) -> int:
    """Run a command line, tell what went wrong on stderr, and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show 髙 shows ?, and no traceback
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
        click.echo("\n" + message("edge.interrupted"), err=True)
        return INTERRUPTED
    except Exception as error:
        if isinstance(error, BrokenPipeError) or os.environ.get("SHOROKU_DEBUG"):
            raise
        return report_error(error)
    return FINE


def _flushed(code: int) -> int:
    """Return ``code``, or another if what was printed cannot be written: the disk that it goes to is full, say."""
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
        first, *places = error.text(language()).split("\n")
        tell(message("edge.error", text=safe(first)), err=True)
        for line in places:  # a stretch of the query, made fit for a terminal, and a caret below it: nothing may move
            click.echo(line, err=True)
        return error.exit_code
    kind = type(error).__name__
    tell(message("edge.fault", kind=kind, text=safe(str(error)) or "-"), err=True)
    return FAULT


def _close_quietly() -> None:
    """Our output can go nowhere (``| head``): have what is left of it, and Python's last flush, vanish.

    docs.python.org/3/library/signal.html#note-on-sigpipe
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
