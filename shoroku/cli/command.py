"""Commands and options whose help is in the language of the person who reads it.

Texts are looked up when they are shown: a command ``add`` has the messages ``add.short``, ``add.help`` and
``add.example``, an option the message ``option.<name>`` unless it names another.
"""

from collections.abc import Callable
from typing import Any

import click

from shoroku.cli.help_formatter import HelpFormatter
from shoroku.cli.message import message


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


class Helpful(click.Command):
    """What a command and the group of them have in common."""

    context_class = Context

    def get_short_help_str(self, limit: int = 45) -> str:
        return message(f"{self.name}.short")

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
        with formatter.section(message("usage.example")):
            formatter.write_text(message(f"{self.name}.example"))


class Command(Helpful):
    """One command of shoroku."""


def command(name: str) -> Callable[[Callable[..., None]], Command]:
    """Make a function a command of that name."""
    return click.command(name, cls=Command, context_settings={"help_option_names": ["-h", "--help"]})


def option(*declarations: str, **attributes: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command an option whose help is a message."""
    return click.option(*declarations, cls=Option, **attributes)
