"""Sources and harvests for people."""

from gettext import gettext as _
from typing import Any

from rich.console import Console

from shoroku.cli.history.command_lines import harvest_command
from shoroku.cli.render.harvest import outcome
from shoroku.cli.terminal.console import console, print_text
from shoroku.messages import N_

_INDENT, _DEEPER = "  ", "    "
_COUNTS = ("new", "changed", "unchanged", "deleted", "rejected")
_STATES = {
    "complete": N_("completed {finished}, started {started}"),
    "unfinished": N_("unfinished, started {started}; run the same command again to continue"),
    "failed": N_("failed, started {started}; run the same command again to continue"),
}
_KEYS = {
    "environment": N_("set in the environment"),
    "settings": N_("set in the settings file"),
    "missing": N_("not set (required)"),
    "unset": N_("not set (optional)"),
}


def print_sources(found: dict[str, Any]) -> None:
    """Print the sources, the harvests so far, the withdrawn data sources, and where settings are read from."""
    to = console()
    sources, harvests, withdrawn = found["sources"], found["harvests"], found["withdrawn"]
    _print_heading(to, _("Sources that can be harvested"))
    for source in sources:
        _print_source(to, source)
    to.print()
    _print_heading(to, _("Harvests (figures of the last run)") if harvests else _("No harvests yet"))
    for harvest in harvests:
        _print_harvest(to, harvest)
    if withdrawn:
        to.print()
        _print_heading(to, _("Withdrawn data sources"))
        _print_lines(to, [_withdrawn(one) for one in withdrawn], _INDENT)
    to.print()
    _print_lines(to, _settings(found), "")


def _withdrawn(one: dict[str, str]) -> str:
    line = f"{one['source']} · {one['at']}"
    if one["state"] == "gone":
        return line
    unfinished = _("unfinished; the next command that writes to the library will remove the remaining data")
    return f"{line} · {unfinished}"


def _print_heading(to: Console, text: str) -> None:
    print_text(to, text, "bold")


def _print_lines(to: Console, lines: list[str], indent: str) -> None:
    for line in lines:
        print_text(to, line, indent=indent)


def _print_source(to: Console, source: dict[str, Any]) -> None:
    command = f"shoroku harvest {source['name']}"
    to.print()
    print_text(to, command, "cyan", _INDENT)
    lines = [source["about"], *map(_key, source["keys"])]
    if held := source["contributions"]:
        lines.append(_("Source records in this library: {count:,}").format(count=held))
    _print_lines(to, lines, _DEEPER)


def _print_harvest(to: Console, harvest: dict[str, Any]) -> None:
    command = f"shoroku {harvest_command(harvest['source'], harvest['parameters'])}"
    to.print()
    print_text(to, command, "cyan", _INDENT)
    state = _STATES[harvest["state"]]
    times = _(state).format(started=harvest["started"], finished=harvest["finished"])
    counts = outcome({name: harvest[name] for name in _COUNTS})
    _print_lines(to, [f"{times} · {counts}", *filter(None, [harvest["failure"] or ""])], _DEEPER)


def _key(key: dict[str, Any]) -> str:
    state = key["set_in"] or ("missing" if key["required"] else "unset")
    where = _("API key: ${variable}, else {setting}").format(variable=key["variable"], setting=key["setting"])
    return " · ".join((where, _(_KEYS[state])))


def _settings(found: dict[str, Any]) -> list[str]:
    place = _("Settings file: {file}").format(file=found["settings_file"])
    if contact := found["contact"]:
        return [place, _("Contact address sent to sources: {contact}").format(contact=contact)]
    return [place, _('No contact address is set. Add this line to the settings file: contact = "you@example.org"')]
