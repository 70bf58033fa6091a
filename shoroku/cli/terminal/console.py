"""Printing with rich: styled lines that fit the terminal, through a pager if one is wanted.

Importing this loads rich; commands import it once they know that a person reads.
"""

import io
import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.console import Console
from rich.text import Text

from shoroku.cli.terminal.text import cells, lines, safe, wrap

_LESS = "less"

#: Collects the text for the pager, where there is one.
_paged: ContextVar[Console | None] = ContextVar("_paged", default=None)


class PlainConsole(Console):
    """A rich console that raises BrokenPipeError, where rich itself would exit with 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console(*, stderr: bool = False) -> Console:
    """Return the console to print on: the terminal, or the text being collected for the pager.

    Colours follow the terminal, $NO_COLOR and $FORCE_COLOR (rich's own rule), unless ``--color`` overrides them.
    """
    ctx = click.get_current_context(silent=True)
    if (text := _paged.get()) is not None and not stderr:
        return text
    plain: dict[str, Any] = {"stderr": stderr, "highlight": False, "markup": False, "emoji": False}
    if ctx is None or ctx.color is None:
        return PlainConsole(**plain)
    if ctx.color:
        return PlainConsole(**plain, force_terminal=True, color_system="standard", no_color=False)
    return PlainConsole(**plain, color_system=None)


def on_screen() -> bool:
    """Return whether standard output is a terminal, so that a person reads what is printed."""
    return sys.stdout.isatty()


class Paragraph(NamedTuple):
    """A paragraph: texts with their styles, and a prefix for its lines. ``first`` replaces ``indent`` on the first line.

    The texts may come from records: what could control the terminal is removed when they are printed.
    """

    texts: Sequence[tuple[str, str]]
    indent: str = ""
    first: str | None = None


def print_paragraphs(to: Console, paragraphs: Iterable[Paragraph]) -> None:
    """Print paragraphs with lines that fit. One without texts is a blank line."""
    for texts, indent, first in paragraphs:
        if not texts:
            to.print()
        text = Text.assemble(*((safe(part), style) for part, style in texts))
        before = indent if first is None else first
        ends = [at for line in lines(text.plain, max(20, to.width - len(indent))) for at in line]
        for line in text.divide(ends)[1::2]:  # at once: a slice of a text would copy all of it
            to.print(before, line, sep="", soft_wrap=True)
            before = indent


def print_text(to: Console, text: str, style: str = "", indent: str = "", first: str | None = None) -> None:
    """Print one paragraph of one style."""
    print_paragraphs(to, [Paragraph([(text, style)], indent, first)] if text else [])


def print_rows(to: Console, rows: Iterable[tuple[str, str]]) -> None:
    """Print names and their values in two columns."""
    print_items(to, [(name, [value]) for name, value in rows])


def print_items(to: Console, rows: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Print names in one column and the items of each beside it; an item that fits on a line is not broken."""
    width = max(cells(name) for name, _ in rows) + 2
    room = max(20, to.width - width)
    for name, items in rows:
        label = name + " " * (width - cells(name))
        for line in _filled(map(safe, items), room):
            to.print(f"{label}{line}", soft_wrap=True)
            label = " " * width


def _filled(items: Iterable[str], room: int) -> Iterator[str]:
    """Yield lines of at most ``room`` columns with as many items as fit on each."""
    line = ""
    for item in items:
        longer = f"{line}   {item}" if line else item
        if cells(longer) <= room:
            line = longer
        else:
            if line:
                yield line
            *full, line = wrap(item, room)
            yield from full
    if line:
        yield line


# --- Pager ------------------------------------------------------------------------------------------------------------


@contextmanager
def paged(*, wanted: bool) -> Iterator[None]:
    """Send what is printed inside through a pager, if ``wanted`` and both stdin and stdout are terminals.

    Returns when the pager has ended.
    """
    if not wanted or not sys.stdin.isatty() or not sys.stdout.isatty():
        yield
        return
    text = _collecting(console())
    token = _paged.set(text)
    try:
        yield
    finally:
        _paged.reset(token)
    _show(text)


def _collecting(like: Console) -> Console:
    """Return a console that keeps what is printed, with the width and colours of ``like``."""
    system = "standard" if like.color_system else None
    return PlainConsole(
        file=io.StringIO(),
        width=like.width,
        force_terminal=True,
        color_system=system,  # type: ignore[arg-type]
        no_color=like.no_color,
        highlight=False,
        markup=False,
        emoji=False,
    )


def _show(text: Console) -> None:
    assert isinstance(text.file, io.StringIO)  # noqa: S101 (``_collecting`` made it)
    command = _pager()
    ctx = click.get_current_context(silent=True)
    has_colours = _is_less(command) or bool(ctx and ctx.color)
    with _as_pager(command):
        click.echo_via_pager(text.file.getvalue().rstrip("\n"), color=has_colours)


def _pager() -> str:
    """Return the pager's command line: $SHOROKU_PAGER, else $PAGER, else less.

    less gets -R, which passes on colours and no other control sequence.
    """
    named = (os.environ.get(name, "") for name in ("SHOROKU_PAGER", "PAGER"))
    command = next((one for one in named if _words(one)), _LESS)
    return f"{command} -R" if _is_less(command) else command


def _is_less(command: str) -> bool:
    return Path(_words(command)[0]).stem == _LESS


def _words(command: str) -> list[str]:
    """Return the words of a command line; none if a quotation mark in it is not closed."""
    try:
        return shlex.split(command)
    except ValueError:
        return []


@contextmanager
def _as_pager(command: str) -> Iterator[None]:
    """Set $PAGER, which click reads."""
    before = os.environ.get("PAGER")
    os.environ["PAGER"] = command
    try:
        yield
    finally:
        if before is None:
            del os.environ["PAGER"]
        else:
            os.environ["PAGER"] = before
