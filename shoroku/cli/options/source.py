"""``shoroku harvest SOURCE``: the options of a source, made from the parameters that it declares."""

import re
from collections.abc import Callable, Sequence
from gettext import gettext as _
from typing import Any

import click

from shoroku.cli.history.command_lines import ARGUMENTS
from shoroku.cli.options.command import Command
from shoroku.cli.options.query import without_surrogates
from shoroku.cli.terminal.text import safe
from shoroku.corpus.harvest.settings import settings_file
from shoroku.corpus.sources.source import Parameter, Source
from shoroku.messages import language

_PREFIX = "source_"  # keeps a source's parameters apart from the command's own
_FIRST_SENTENCE = {"en": re.compile(r".*?(?:\.(?=\s|$)|$)", re.DOTALL), "ja": re.compile(r".*?(?:。|$)", re.DOTALL)}

#: Source -> the examples at the end of its help page.
_EXAMPLES = {
    "cinii": ("harvest cinii --query IL-6 --from 2015 --until 2020", "harvest cinii --issn 0914-8760 --dry-run"),
    "crossref": ("harvest crossref --issn 0914-8760", "harvest crossref --issn 0914-8760 --dry-run"),
    "datacite": ("harvest datacite --query glass --type dataset", "harvest datacite --prefix 10.60574 --dry-run"),
    "jalc": ("harvest jalc --prefix 10.11501 --from 2024-01", "harvest jalc --prefix 10.11501 --dry-run"),
    "jstage": ("harvest jstage --issn 0914-8760 --from 2015", "harvest jstage --issn 0914-8760 --dry-run"),
    "kaken": ("harvest kaken --query 栄養 --from 2020", "harvest kaken --number 19KK0341"),
    "nrid": ("harvest nrid --researcher '藤本 穣'", "harvest nrid --researcher-number 60746486"),
    "oai": (
        "harvest oai https://irdb.nii.ac.jp/oai --prefix jpcoar_2.0",
        "harvest oai https://example.ac.jp/oai --set 10 --from 2024-01-01",
    ),
    "orcid": ("harvest orcid 0000-0002-1825-0097", "harvest orcid 0000-0002-1825-0097,0000-0001-5109-3700 --dry-run"),
    "openalex": ("harvest openalex --issn 0914-8760 --from 2015", "harvest openalex --issn 0914-8760 --dry-run"),
    "pubmed": (
        "harvest pubmed --query 'interleukin-6[tiab] AND jpn[la]'",
        "harvest pubmed --query asthma --dry-run",
    ),
}


class SourceOption(click.Option):
    """A parameter of a source as an option."""

    def __init__(self, parameter: Parameter) -> None:
        names = [f"--{parameter.flag}", _name(parameter)]
        super().__init__(
            names, metavar="TEXT", required=parameter.required, hidden=parameter.hidden, callback=_value
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
            examples=[f"$ shoroku {line}" for line in _examples(source)],
            params=[*map(_parameter, source.parameters), *options],
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
                if parameter.flag in ARGUMENTS:
                    formatter.write_text(f"{parameter.flag.upper()}: {_meaning(parameter)}")
            for key in self.source.keys:
                text = _("API key: ${variable}, or keys.{setting} in {file}.")
                place = safe(str(settings_file()))
                formatter.write_text(text.format(variable=key.variable, setting=key.setting, file=place))

    def _about(self) -> str:
        return _(self.source.about)


def _examples(source: Source) -> Sequence[str]:
    flag = source.parameters[0].flag
    first = f"harvest {source.name} --{flag} TEXT"
    return _EXAMPLES.get(source.name, (first, f"{first} --dry-run"))


def _value(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    return value and without_surrogates(value)


def _name(parameter: Parameter) -> str:
    return _PREFIX + parameter.flag.replace("-", "_")


def _meaning(parameter: Parameter) -> str:
    return _(parameter.about)


def _parameter(parameter: Parameter) -> click.Parameter:
    if parameter.flag in ARGUMENTS:
        return click.Argument([_name(parameter)], metavar=parameter.flag.upper(), callback=_value)
    return SourceOption(parameter)
