"""Text for people through a pager: $SHOROKU_PAGER, else $PAGER, else less; colours are kept where they are understood."""

import io
import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from shoroku.cli.plain_console import PlainConsole

_LESS = "less"


def collecting(like: Console) -> Console:
    """Return a console that keeps what is printed, for a terminal like ``like``, and without colours where that has none."""
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


def show(text: Console) -> None:
    """Show what was collected. Returns when the person has left the pager."""
    assert isinstance(text.file, io.StringIO)  # noqa: S101 (``collecting`` made it)
    command = _command()
    ctx = click.get_current_context(silent=True)
    has_colours = _is_less(command) or bool(ctx and ctx.color)
    with _as_pager(command):
        click.echo_via_pager(text.file.getvalue().rstrip("\n"), color=has_colours)


def _command() -> str:
    """Return the pager's command line. less is told -R: it passes colours on, and no other control sequence."""
    named = (os.environ.get(name, "") for name in ("SHOROKU_PAGER", "PAGER"))
    command = next((one for one in named if _words(one)), _LESS)
    return f"{command} -R" if _is_less(command) else command


def _is_less(command: str) -> bool:
    return Path(_words(command)[0]).stem == _LESS


def _words(command: str) -> list[str]:
    """Return the words of a command line; none where a quotation mark in it is not closed."""
    try:
        return shlex.split(command)
    except ValueError:
        return []


@contextmanager
def _as_pager(command: str) -> Iterator[None]:
    """Name the pager where click looks it up."""
    before = os.environ.get("PAGER")
    os.environ["PAGER"] = command
    try:
        yield
    finally:
        if before is None:
            del os.environ["PAGER"]
        else:
            os.environ["PAGER"] = before
