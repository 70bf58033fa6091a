"""Commands and options with help pages in the user's language.

The help texts given here are English and marked with ``N_``; they are translated when a page is shown.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING, Any

import click

from shoroku.cli.terminal.text import cells, sentences, wrap
from shoroku.messages import N_, language

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def near_names(written: str, names: Iterable[str]) -> str:
    """Return "Did you mean …?" with the names that are similar to what was written, "" if there are none."""
    from difflib import get_close_matches

    near = get_close_matches(written.lower(), list(names), 3, 0.7)
    text = ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", len(near))
    return text.format(possibility=near[0], possibilities=", ".join(near)) if near else ""


class HelpFormatter(click.HelpFormatter):
    """Writes help pages with lines measured in columns: click counts characters, but Japanese ones take two columns.

    Every line of a text is a paragraph of its own and keeps its indentation.
    """

    def write_text(self, text: str) -> None:
        for line in text.splitlines():
            body = line.lstrip(" ")
            indent = " " * (self.current_indent + len(line) - len(body))
            for piece in wrap(body, self.width - len(indent)):
                self.write(f"{indent}{piece}".rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        first_width = min(max(cells(first) for first, _second in rows), col_max) + col_spacing
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
    """An option with a translated help text."""

    def __init__(self, names: Sequence[str], *, help: str = "", **attributes: Any) -> None:  # noqa: A002 (click's name)
        super().__init__(names, **attributes)
        self.english = help

    def translate(self) -> None:
        """Put the help text in the user's language."""
        self.help = _(self.english)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.translate()
        return super().get_help_record(ctx)


class Number(click.IntRange):
    """A whole number between bounds, which messages and help pages give in words."""

    name = "integer"

    def _describe_range(self) -> str:  # replaces click's notation, 1<=x<=100
        if self.max is None:
            return _("{least:,} or more").format(least=self.min)
        return _("{least:,} to {most:,}").format(least=self.min, most=self.max)


class Decimal(click.FloatRange):
    """A number between bounds, which messages and help pages give in words."""

    name = "number"

    def _describe_range(self) -> str:
        if self.max is None:
            return _("{least:,} or more").format(least=self.min)
        return _("{least:,} to {most:,}").format(least=self.min, most=self.max)


class RenamedOption(Option):
    """An option that also accepts its ``former`` names, which are not shown."""

    def __init__(self, names: Sequence[str], *, former: Sequence[str], **attributes: Any) -> None:
        super().__init__(names, **attributes)
        self.former = list(former)

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        shown = self.opts
        self.opts = [*shown, *self.former]
        super().add_to_parser(parser, ctx)
        self.opts = shown


def _set_color(ctx: click.Context, _param: click.Parameter, when: str | None) -> None:
    if when is not None:
        ctx.color = {"auto": None, "always": True, "never": False}[when]


def color_option() -> Option:
    """Return ``--color``, an option of every command, which is also accepted before the command."""
    return Option(
        ["--color"],
        type=click.Choice(["auto", "always", "never"]),
        expose_value=False,
        callback=_set_color,
        help=N_("When to use colours; auto means on a terminal, subject to NO_COLOR and FORCE_COLOR."),
    )


class HelpPage(click.Command):
    """A command or group with a help page in the user's language, which ends with examples."""

    context_class = Context

    def __init__(self, *args: Any, examples: Sequence[str] = (), **attributes: Any) -> None:
        attributes.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*args, **attributes)
        self.examples = examples

    def get_short_help_str(self, limit: int = 45) -> str:
        return _(self.short_help) if self.short_help else ""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        for param in self.params:
            if isinstance(param, Option):  # zsh and fish show the help beside the option
                param.translate()
        self._translate_help_option(ctx)
        return super().shell_complete(ctx, incomplete)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = super().collect_usage_pieces(ctx)
        return [_("[OPTIONS]") if piece == self.options_metavar else piece for piece in pieces]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self._translate_help_option(ctx)
        super().format_options(ctx, formatter)

    def _translate_help_option(self, ctx: click.Context) -> None:
        """Put the help text of ``--help`` in the user's language; click would keep the language of its first use."""
        if option := self.get_help_option(ctx):
            option.help = _("Show this message and exit.")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(self.help) if self.help else "")

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Examples")):
            formatter.write_text("\n".join(self.examples))


class QueryArgument(click.Argument):
    """An argument that takes all the words of a query."""


class Command(HelpPage):
    """A command of shoroku. Every command takes ``--color``."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.params.append(color_option())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except (click.NoSuchOption, click.BadParameter) as error:
            if any(isinstance(param, QueryArgument) for param in self.params) and (hint := _excluding(given, error)):
                raise click.UsageError(sentences(error.format_message(), hint), ctx) from error
            if language() == "ja":
                raise click.UsageError(_punctuated(error.format_message()), ctx) from error
            raise


def _punctuated(message: str) -> str:
    """Replace the full stops and spaces that click itself puts after and between sentences by Japanese punctuation."""
    message = re.sub(r"(?<=['\"])\.$", "", message)
    return re.sub(r"(?<=['\"])\. ", "。", message).replace("。 ", "。")


#: An excluded word of a query, which click mistakes for options of one letter: -vision, -若年性.
_EXCLUDED = re.compile(r"-\w[\w-]+|-[^\W\x00-\x7f]")


def _excluding(args: Sequence[str], error: click.UsageError) -> str:
    """Return how to exclude a word, if the option that click refused may be an excluded word; else ""."""
    for word in args:
        if _EXCLUDED.fullmatch(word) and _is_refused(word, error):
            text = _('To exclude a word, put the query in quotation marks, "WORD {word}", or write NOT {bare}.')
            return text.format(word=word, bare=word[1:])
    return ""


def _is_refused(word: str, error: click.UsageError) -> bool:
    """Return whether an error is about ``word``: its first letter as an option, or the rest as that option's value."""
    if isinstance(error, click.NoSuchOption):
        return word.startswith(error.option_name)
    return repr(word[2:]) in error.message


def command(name: str, **attributes: Any) -> Callable[[Callable[..., None]], Command]:
    """Make a function a command, with its ``short_help`` for the list of commands, ``help`` and ``examples``."""
    return click.command(name, cls=Command, **attributes)


def option(*names: str, **attributes: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command an option whose ``help`` is translated."""
    return click.option(*names, cls=RenamedOption if "former" in attributes else Option, **attributes)
