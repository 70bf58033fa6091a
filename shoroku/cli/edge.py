"""The edge: where an error becomes a message for a person and a code for a shell, once."""

import os
import sys
from collections.abc import Callable

import click

from shoroku.cli.language import language
from shoroku.cli.message import message
from shoroku.cli.safe import safe

FINE, PROBLEMS, WRONG_USE, LIBRARY, FAULT, INTERRUPTED = 0, 1, 2, 3, 70, 130


def exit_code(run: Callable[[], None]) -> int:
    """Run a command line, tell what went wrong on stderr, and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show 髙 shows ?, and no traceback
    try:
        code = _code_of(run)
        sys.stdout.flush()
    except BrokenPipeError:
        _close_quietly()
        return FINE
    except OSError as error:  # the disk that the output goes to is full, say
        _close_quietly()
        return _told(error)
    return code


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
        return _told(error)
    return FINE


def _told(error: Exception) -> int:
    from shoroku.corpus.errors import ShorokuError  # not needed where all goes well

    if isinstance(error, ShorokuError):
        click.echo(message("edge.error", text=safe(error.text(language()))), err=True)
        return error.exit_code
    kind = type(error).__name__
    click.echo(message("edge.fault", kind=kind, text=safe(str(error)) or "-"), err=True)
    return FAULT


def _close_quietly() -> None:
    """Our output can go nowhere (``| head``): have what is left of it, and Python's last flush, vanish.

    docs.python.org/3/library/signal.html#note-on-sigpipe
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
