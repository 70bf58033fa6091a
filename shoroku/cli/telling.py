"""A sentence for a person: on a terminal, in lines that end between words; elsewhere on one line, as programs like it."""

import shutil
import sys
from typing import IO, Any

import click

from shoroku.cli.message import message
from shoroku.cli.width import wrap

_NARROWEST = 20


def tell(text: str, *, err: bool = False) -> None:
    """Print a sentence, on stderr if ``err``. Its spaces stay where they are: a command in it can still be copied."""
    if (sys.stderr if err else sys.stdout).isatty():
        text = "\n".join(wrap(text, max(shutil.get_terminal_size().columns, _NARROWEST)))
    click.echo(text, err=err)


class Refused(click.ClickException):
    """Something that was asked for cannot be done: a sentence that says why, and exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        tell(message("edge.error", text=self.message), err=True)
