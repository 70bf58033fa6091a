"""Printing: JSON for programs, styled lines for people. Rich is loaded where a person reads."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shoroku.cli.width import cells, lines, wrap

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


#: What collects the text for a pager, where there is one.
_paged: "ContextVar[Console | None]" = ContextVar("_paged", default=None)


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
    """Return where to print for people: the terminal, or the text that is about to go to a pager.

    Colours are on where a terminal is, as $NO_COLOR and $FORCE_COLOR say (that is rich's own rule), unless ``--color``
    says otherwise.
    """
    from shoroku.cli.plain_console import PlainConsole

    ctx = click.get_current_context(silent=True)
    if (text := _paged.get()) is not None and not stderr:
        return text
    plain: dict[str, Any] = {"stderr": stderr, "highlight": False, "markup": False, "emoji": False}
    if ctx is None or ctx.color is None:
        return PlainConsole(**plain)
    if ctx.color:
        return PlainConsole(**plain, force_terminal=True, color_system="standard", no_color=False)
    return PlainConsole(**plain, color_system=None)


@contextmanager
def paged(*, wanted: bool) -> Iterator[None]:
    """Have what is printed for people inside go through a pager, if that is ``wanted`` and a person is there to turn pages.

    It has been read, or thrown away, when this ends.
    """
    if not wanted or not sys.stdin.isatty() or not sys.stdout.isatty():
        yield
        return
    from shoroku.cli.pager import collecting, show

    text = collecting(console())
    token = _paged.set(text)
    try:
        yield
    finally:
        _paged.reset(token)
    show(text)


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
