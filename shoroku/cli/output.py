"""Printing: JSON for programs, styled lines for people. Rich is loaded where a person reads."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shoroku.cli.width import cells, lines, wrap

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def print_json(value: Any) -> None:
    """Print ``value`` as JSON, in UTF-8 whatever the locale."""
    import msgspec

    sys.stdout.flush()
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


def print_line(value: object) -> None:
    """Print a value as JSON on one line, as JSON Lines has it."""
    import msgspec

    sys.stdout.flush()
    click.echo(msgspec.json.encode(value))


def readable(path: Path | str) -> str:
    """Return a path as text that JSON can hold: a file's name need not be UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def console(*, stderr: bool = False) -> "Console":
    """Return where to print for people. Colours are off when piped or with $NO_COLOR; that is rich's own rule."""
    from shoroku.cli.plain_console import PlainConsole

    return PlainConsole(stderr=stderr, highlight=False, markup=False, emoji=False)


def print_text(to: "Console", text: "Text", indent: str = "", first: str | None = None) -> None:
    """Print a paragraph with lines that fit; ``first`` stands in the first line in place of the indentation."""
    before = indent if first is None else first
    for start, end in lines(text.plain, max(20, to.width - cells(indent))):
        to.print(before, text[start:end], sep="", soft_wrap=True)
        before = indent


def print_rows(to: "Console", rows: list[tuple[str, str]]) -> None:
    """Print names and what belongs to each, side by side."""
    width = max(cells(name) for name, _ in rows) + 2
    for name, value in rows:
        label = name + " " * (width - cells(name))
        for line in wrap(value, max(20, to.width - width)):
            to.print(f"{label}{line}", soft_wrap=True)
            label = " " * width


def print_items(to: "Console", name: str, width: int, items: list[str]) -> None:
    """Print ``name`` in a column of that width and, beside it, items of which none that fits a line is cut in two."""
    room = max(20, to.width - width)
    rows = [""]
    for item in items:
        longer = f"{rows[-1]}   {item}" if rows[-1] else item
        if cells(longer) <= room:
            rows[-1] = longer
        else:
            rows += wrap(item, room)
    label = name + " " * (width - cells(name))
    for row in filter(None, rows):
        to.print(f"{label}{row}", soft_wrap=True)
        label = " " * width
