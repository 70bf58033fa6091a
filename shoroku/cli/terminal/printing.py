"""Printing without rich: JSON for programs, sentences for people."""

import shutil
import sys
from typing import Any

import click

from shoroku.cli.terminal.text import wrap

_NARROWEST = 20


def print_json(value: Any) -> None:
    """Print ``value`` as JSON, in UTF-8 whatever the locale."""
    import msgspec

    from shoroku.corpus.normalize.json_escapes import escaped_json

    sys.stdout.flush()
    click.echo(escaped_json(msgspec.json.format(msgspec.json.encode(value), indent=2)))


def print_line(value: object) -> None:
    """Print a value as JSON on one line, as JSON Lines has it."""
    import msgspec

    from shoroku.corpus.normalize.json_escapes import escaped_json

    sys.stdout.flush()
    click.echo(escaped_json(msgspec.json.encode(value)))


def tell(text: str, *, err: bool = False) -> None:
    """Print a sentence, on stderr if ``err``: wrapped on a terminal, on one line elsewhere.

    Spaces inside the text are kept, so that a command in it can be copied.
    """
    if (sys.stderr if err else sys.stdout).isatty():
        text = "\n".join(wrap(text, max(shutil.get_terminal_size().columns, _NARROWEST)))
    click.echo(text, err=err)
