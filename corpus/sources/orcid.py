"""ORCID's public API: the record of one or several people, with their works and awards."""

import re

from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import BadParameter
from shoroku.corpus.identifiers import Identifier, canonical
from shoroku.corpus.keys import is_valid
from shoroku.corpus.readers.json_formats import orcid as json_format
from shoroku.corpus.readers.reader import Item
from shoroku.corpus.readers.xml_formats import orcid_xml as xml_format
from shoroku.corpus.sources import reading
from shoroku.corpus.sources.source import Get, Page, Parameter, Parameters, Source, Window
from shoroku.messages import N_, Localized

_BASE = "https://pub.orcid.org"
_EXPECTED = Localized("a record from ORCID")
_BETWEEN = re.compile(r"[\s,]+")


def _people(parameters: Parameters) -> list[str]:
    """Return the ORCID iDs, each once. Raises BadParameter if one is none."""
    found: dict[str, None] = {}
    for written in filter(None, _BETWEEN.split(parameters.get("id", ""))):
        identifier: Identifier = canonical("ORCID", written)
        if not is_valid(identifier):
            raise BadParameter(name="id", value=written, expected=Localized("an ORCID iD (0000-0002-1825-0097)"))
        found[identifier.value] = None
    if not found:
        expected = Localized("an ORCID iD (0000-0002-1825-0097)")
        raise BadParameter(name="id", value=parameters.get("id", ""), expected=expected)
    return list(found)


def _windows(parameters: Parameters, since: str) -> list[Window]:
    _people(parameters)
    return [{"label": parameters["id"]}]


def _page(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
    """Return one person a page."""
    people, at = _people(parameters), int(cursor or 0)
    answer = get(f"{parameters.get('base', _BASE)}/v3.0/{people[at]}/record")
    onward = str(at + 1) if at + 1 < len(people) else None
    items, warnings = _read(answer)
    if warnings and len(people) == 1:
        raise warnings[0]
    return Page(items, cursor=onward, total=len(people), warnings=warnings)


def _read(answer: Answer) -> tuple[tuple[Item, ...], tuple[ShorokuError, ...]]:
    """Return the record, as JSON or XML; a record that is locked, deprecated or missing is reported."""
    if answer.status != 200:
        return (), (reading.bad(answer, _EXPECTED, Localized("there is none")),)
    is_json = answer.content.lstrip()[:1] == b"{"
    items, _ = reading.parted(json_format.FORMAT if is_json else xml_format.FORMAT, answer.content)
    if not items:
        return (), (reading.bad(answer, _EXPECTED, Localized("it contains none")),)
    return items, ()


SOURCE = Source(
    name="orcid",
    origin=json_format.FORMAT.origin,
    about=N_(
        "Researchers in ORCID, with the works and awards that they or others state. No key. 1 request per second, one person each. ORCID does not list changes: an update fetches everyone again. No attribution is required (CC0)."
    ),
    parameters=(
        Parameter("id", N_("an ORCID iD, or several with commas between them"), required=True),
        Parameter("base", N_("another address of the API"), hidden=True),
    ),
    windows=_windows,
    page=_page,
    pause=1.0,
)
