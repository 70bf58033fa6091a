"""``shoroku sources``: what can be harvested, and the harvests so far. Keys are never shown."""

import os
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from shoroku.cli.options.command import command
from shoroku.cli.options.library import Location, library_at, library_option
from shoroku.cli.options.output import json_option
from shoroku.cli.terminal.text import print_json, readable
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.corpus.harvest.settings import Settings
    from shoroku.corpus.harvest.state import Harvest
    from shoroku.corpus.sources.source import Key, Parameter, Source
    from shoroku.sources import SourceStatus


@command(
    "sources",
    short_help=N_("Show the sources and the harvests so far."),
    help=N_(
        "Show which sources can be harvested, with what each offers and requires, and the harvests so far: when, how many"
        " records, whether one failed or is unfinished. Of API keys, only where they are read from and whether they are set is"
        " shown."
    ),
    examples=("$ shoroku sources", "$ shoroku sources --json"),
)
@json_option
@library_option
def sources(as_json: bool, location: Location) -> None:
    from shoroku.corpus.harvest.settings import settings, settings_file
    from shoroku.corpus.sources import sources

    known = settings()
    with library_at(location) as library:
        harvests, status = library.sources.harvests(), library.sources.status()
    found: dict[str, Any] = {
        "settings_file": readable(settings_file()),
        "contact": known.contact,
        "sources": [_source(source, known, status) for source in sources().values()],
        "harvests": [_harvest(harvest, status) for harvest in harvests],
        "withdrawn": [_withdrawn(source, at, status) for source, at in status.withdrawn.items()],
    }
    if as_json:
        print_json(found)
    else:
        from shoroku.cli.render.sources import print_sources

        print_sources(found)


def _withdrawn(source: str, at: str, status: "SourceStatus") -> dict[str, Any]:
    return {"source": source, "at": at, "state": "purging" if source in status.purging else "gone"}


def _source(source: "Source", known: "Settings", status: "SourceStatus") -> dict[str, Any]:
    return {
        "name": source.name,
        "about": _(source.about),
        "parameters": [_parameter(parameter) for parameter in source.parameters if not parameter.hidden],
        "keys": [_key(key, known) for key in source.keys],
        "pause": source.pause,
        "pause_with_key": source.pause_with_key,
        "contributions": status.contributions.get(source.origin, 0),
    }


def _parameter(parameter: "Parameter") -> dict[str, Any]:
    return {"name": parameter.flag, "about": _(parameter.about), "required": parameter.required}


def _key(key: "Key", known: "Settings") -> dict[str, Any]:
    """Return where a key is read from, and whether it is set there; its value stays where it is."""
    found = "environment" if os.environ.get(key.variable, "").strip() else None
    found = found or ("settings" if known.keys.get(key.setting) else None)
    return {"variable": key.variable, "setting": f"keys.{key.setting}", "required": key.required, "set_in": found}


def _harvest(harvest: "Harvest", status: "SourceStatus") -> dict[str, Any]:
    return {
        "source": harvest.source,
        "parameters": harvest.parameters,
        "state": _state(harvest, status),
        "started": harvest.started,
        "finished": harvest.finished or None,
        "since": harvest.since or None,
        "next_since": harvest.datestamp or None,
        **harvest.tally._asdict(),
        "failure": harvest.failure or None,
    }


def _state(harvest: "Harvest", status: "SourceStatus") -> str:
    if harvest.failure:
        return "failed"
    return "unfinished" if harvest.number in status.unfinished else "complete"
