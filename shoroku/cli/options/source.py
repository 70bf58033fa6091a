"""``shoroku harvest SOURCE``: a command made from what a source says of itself."""

import re
from collections.abc import Callable
from typing import Any

import click

from shoroku.cli.history.command_lines import ARGUMENT
from shoroku.cli.messages import language, message
from shoroku.cli.messages.texts import MESSAGES
from shoroku.cli.options.command import Command
from shoroku.cli.terminal.text import safe
from shoroku.corpus.harvest.settings import settings_file
from shoroku.corpus.sources.source import Parameter, Source

_PREFIX = "asked_"  # keeps a source's parameters apart from the command's own
_FIRST_SENTENCE = {"en": re.compile(r".*?(?:\.(?=\s|$)|$)", re.DOTALL), "ja": re.compile(r".*?(?:。|$)", re.DOTALL)}


def _text(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Leave out what no text can hold."""
    return value and value.encode("utf-8", "replace").decode("utf-8")


class Asked(click.Option):
    """A parameter of a source as an option."""

    def __init__(self, parameter: Parameter) -> None:
        names = [f"--{parameter.flag}", _name(parameter)]
        super().__init__(
            names, metavar="TEXT", required=parameter.required, hidden=parameter.hidden, callback=_text
        )  # fmt: skip
        self._parameter = parameter

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = _meaning(self._parameter)
        return super().get_help_record(ctx)


class SourceCommand(Command):
    """Harvests one source. ``run`` is called with the source and its parameters before the command's own values."""

    def __init__(self, source: Source, options: list[click.Parameter], run: Callable[..., None]) -> None:
        def callback(**values: Any) -> None:
            taken = {parameter.flag: values.pop(_name(parameter)) for parameter in source.parameters}
            run(source, {flag: value for flag, value in taken.items() if value}, **values)

        super().__init__(
            source.name,
            callback=callback,
            params=[*map(_parameter, source.parameters), *options],
            context_settings={"help_option_names": ["-h", "--help"]},
        )
        self.source = source

    def get_short_help_str(self, limit: int = 45) -> str:
        found = _FIRST_SENTENCE[language()].match(self._about())
        return found[0] if found else ""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self._about())
            for parameter in self.source.parameters:
                if parameter.flag == ARGUMENT:
                    formatter.write_text(f"{ARGUMENT.upper()}: {_meaning(parameter)}")
            for key in self.source.keys:
                place = safe(str(settings_file()))
                formatter.write_text(message("harvest.key", variable=key.variable, setting=key.setting, file=place))

    def _about(self) -> str:
        return self.source.about_ja if language() == "ja" else self.source.about_en

    def examples(self) -> str:
        id_ = f"harvest.{self.source.name}.example"
        if id_ in MESSAGES:
            return message(f"harvest.{self.source.name}.example")
        return message("harvest.any.example", source=self.source.name, option=self.source.parameters[0].flag)


def _name(parameter: Parameter) -> str:
    return _PREFIX + parameter.flag.replace("-", "_")


def _meaning(parameter: Parameter) -> str:
    return parameter.ja if language() == "ja" else parameter.en


def _parameter(parameter: Parameter) -> click.Parameter:
    if parameter.flag == ARGUMENT:
        return click.Argument([_name(parameter)], metavar=ARGUMENT.upper(), callback=_text)
    return Asked(parameter)
