"""Sources and harvests for people."""

from typing import Any

from rich.console import Console
from rich.text import Text

from shoroku.cli.history.command_lines import asked
from shoroku.cli.messages import message
from shoroku.cli.terminal.console import console, print_text
from shoroku.cli.terminal.text import safe

_INDENT, _DEEPER = "  ", "    "
_FIGURES = ("new", "changed", "unchanged", "deleted", "rejected")


def print_sources(told: dict[str, Any]) -> None:
    """Print what can be harvested, what was, what was withdrawn, and where keys are read from."""
    to = console()
    sources, harvests, withdrawn = told["sources"], told["harvests"], told["withdrawn"]
    _print_heading(to, message("sources.possible"))
    for source in sources:
        _print_source(to, source)
    to.print()
    _print_heading(to, message("sources.made") if harvests else message("sources.none"))
    for harvest in harvests:
        _print_harvest(to, harvest)
    if withdrawn:
        to.print()
        _print_heading(to, message("sources.withdrawn"))
        _print_lines(to, [_withdrawn(one) for one in withdrawn], _INDENT)
    to.print()
    _print_lines(to, _settings(told), "")


def _withdrawn(one: dict[str, str]) -> str:
    line = f"{safe(one['source'])} · {one['at']}"
    return line if one["state"] == "gone" else f"{line} · {message('sources.purging')}"


def _print_heading(to: Console, text: str) -> None:
    print_text(to, Text(text, style="bold"))


def _print_lines(to: Console, lines: list[str], indent: str) -> None:
    for line in lines:
        print_text(to, Text(line), indent)


def _print_source(to: Console, source: dict[str, Any]) -> None:
    command = _command(source["name"])
    to.print()
    print_text(to, Text(command, style="cyan"), _INDENT)
    lines = [source["about"], *map(_key, source["keys"])]
    if held := source["contributions"]:
        lines.append(message("sources.held", count=held))
    _print_lines(to, lines, _DEEPER)


def _print_harvest(to: Console, harvest: dict[str, Any]) -> None:
    command = _command(asked(harvest["source"], harvest["parameters"]))
    to.print()
    print_text(to, Text(command, style="cyan"), _INDENT)
    when = message(f"sources.state.{harvest['state']}", started=harvest["started"], finished=harvest["finished"])
    counts = message("harvest.outcome", **{name: harvest[name] for name in _FIGURES})
    _print_lines(to, [f"{when} · {counts}", *filter(None, [safe(harvest["failure"] or "")])], _DEEPER)


def _command(words: str) -> str:
    return safe(f"shoroku harvest {words}")


def _key(key: dict[str, Any]) -> str:
    state = key["set_in"] or ("missing" if key["required"] else "unset")
    where = message("sources.key", variable=key["variable"], setting=key["setting"])
    return f"{where} · {message(f'sources.key.{state}')}"


def _settings(told: dict[str, Any]) -> list[str]:
    contact = safe(told["contact"])
    place = message("sources.settings", file=safe(told["settings_file"]))
    return [place, message("sources.contact", contact=contact) if contact else message("sources.no_contact")]
