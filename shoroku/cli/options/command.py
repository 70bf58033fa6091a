"""Commands and options whose help is in the language of the person who reads it.

Texts are looked up when they are shown: a command ``add`` has the messages ``add.short``, ``add.help`` and
``add.example``, an option the message ``option.<name>`` unless it names another.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from shoroku.cli.messages import message
from shoroku.cli.terminal.text import cells, wrap

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class HelpFormatter(click.HelpFormatter):
    """Writes help pages. Every line of a text is a paragraph of its own, and keeps its indentation."""

    def write_text(self, text: str) -> None:
        for line in text.splitlines():
            body = line.lstrip(" ")
            indent = " " * (self.current_indent + len(line) - len(body))
            for piece in wrap(body, self.width - len(indent)):
                self.write(f"{indent}{piece}".rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        first_width = min(max(cells(first) for first, _ in rows), col_max) + col_spacing
        hanging = " " * (self.current_indent + first_width)
        for first, second in rows:
            pieces = wrap(second, max(self.width - len(hanging), 10))
            if cells(first) + col_spacing > first_width:
                self.write(f"{'':>{self.current_indent}}{first}\n")
            else:
                padding = " " * (first_width - cells(first))
                self.write(f"{'':>{self.current_indent}}{first}{padding}{pieces.pop(0)}".rstrip() + "\n")
            self.write("".join(f"{hanging}{piece}\n" for piece in pieces))


class Context(click.Context):
    """A context whose help pages have lines that fit, in Japanese too."""

    formatter_class = HelpFormatter


class Option(click.Option):
    """An option whose help is a message."""

    def __init__(self, *args: Any, help_id: str = "", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.help_id = help_id or f"option.{self.name}"

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = message(self.help_id)
        return super().get_help_record(ctx)


#: What ``--color`` may be -> what click's context keeps of it.
_COLORS = {"auto": None, "always": True, "never": False}


def _color(ctx: click.Context, _: click.Parameter, when: str | None) -> None:
    if when is not None:
        ctx.color = _COLORS[when]


def color_option() -> Option:
    """Return ``--color``, every command's option; it may stand before the command as well."""
    return Option(["--color"], type=click.Choice(list(_COLORS)), expose_value=False, callback=_color)


class Helpful(click.Command):
    """What a command and the group of them have in common."""

    context_class = Context

    def get_short_help_str(self, limit: int = 45) -> str:
        return message(f"{self.name}.short")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        for param in self.params:
            if isinstance(param, Option):  # zsh and fish show it beside the option
                param.help = message(param.help_id)
        self.get_help_option(ctx)
        return super().shell_complete(ctx, incomplete)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = super().collect_usage_pieces(ctx)
        return [message("usage.options") if piece == self.options_metavar else piece for piece in pieces]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = message("option.help")
        return option

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(message(f"{self.name}.help"))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(message("usage.example")):
            formatter.write_text(self.examples())

    def examples(self) -> str:
        """Return lines as they would be typed: what ends a help page."""
        return message(f"{self.name}.example")


class Command(Helpful):
    """One command of shoroku. Each takes ``--color``."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.params.append(color_option())


def command(name: str) -> Callable[[Callable[..., None]], Command]:
    """Make a function a command of that name."""
    return click.command(name, cls=Command, context_settings={"help_option_names": ["-h", "--help"]})


def option(*declarations: str, **attributes: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command an option whose help is a message."""
    return click.option(*declarations, cls=Option, **attributes)
