"""JaLC's REST API: the DOIs under a prefix, then the record of each; or the record of one DOI.

JaLC has no abstracts. Lists can be filtered by date of change, so updates fetch only what changed.
"""

import re
from typing import Any
from urllib.parse import quote

from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import BadParameter, MissingParameter, SourceSays
from shoroku.corpus.identifiers import canonical
from shoroku.corpus.normalize.counts import whole
from shoroku.corpus.readers.json_formats.jalc import FORMAT
from shoroku.corpus.readers.reader import Item
from shoroku.corpus.record_errors import NotFetched
from shoroku.corpus.sources import reading
from shoroku.corpus.sources.one_by_one import fetched
from shoroku.corpus.sources.source import Get, Page, Parameter, Parameters, Source, Window
from shoroku.messages import N_, Localized

_BASE = "https://api.japanlinkcenter.org"
_ROWS = 100  # one request each: a page takes two minutes
_EXPECTED = Localized("a list of DOIs from JaLC")
_PREFIX = re.compile(r"10\.\d{4,9}(?:\.\d+)*", re.ASCII)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _windows(parameters: Parameters, since: str) -> list[Window]:
    prefix, doi = parameters.get("prefix", ""), parameters.get("doi", "")
    if not prefix and not doi:
        raise MissingParameter(name="prefix", names=("prefix", "doi"))
    if prefix and doi:
        expected = Localized("omitted if a DOI is given")
        raise BadParameter(name="prefix", value=prefix, expected=expected)
    if prefix and not _PREFIX.fullmatch(prefix):
        raise BadParameter(name="prefix", value=prefix, expected=reading.A_PREFIX)
    if doi and not _DOI.fullmatch(canonical("DOI", doi).value):
        raise BadParameter(name="doi", value=doi, expected=Localized("a DOI (10.NNNN/…)"))
    reading.check_dates(parameters)
    reading.count(parameters, "rows", _ROWS)
    first = max(reading.first_day(parameters, "from"), since[:10])
    last = reading.last_day(parameters, "until")
    if first and last and first > last:
        return []
    return [{"from": first, "until": last, "label": reading.label(parameters, since)}]


def _page(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
    if parameters.get("doi"):
        items, warnings = _records(get, parameters, [canonical("DOI", parameters["doi"]).value])
        return Page(items, total=1, warnings=warnings)
    number = int(cursor or 1)
    answer = _listed(get, parameters, window, number)
    envelope = reading.json_object(answer, _EXPECTED)
    if answer.status == 404 and number == 1:  # JaLC's message for an empty list
        nothing = SourceSays(url=answer.url, code="404", message=_message(envelope))
        return Page(total=0, warnings=() if window["from"] else (nothing,))
    if answer.status != 200:
        raise SourceSays(url=answer.url, code=str(answer.status), message=_message(envelope))
    about, entries = _part(envelope, "message"), _entries(answer, envelope)
    items, warnings = _records(get, parameters, [doi for entry in entries if (doi := _doi(entry))])
    onward = bool(entries) and number < _number(about, "totalPages")
    days = (str(entry.get("updated_date", "")) for entry in entries)
    return Page(
        items,
        cursor=str(number + 1) if onward else None,
        total=_number(about, "total"),
        newest=max((day for day in days if _DAY.fullmatch(day)), default=""),
        warnings=warnings,
    )


def _listed(get: Get, parameters: Parameters, window: Window, number: int) -> Answer:
    query = {name: window[name] for name in ("from", "until") if window[name]}
    query |= {"rows": str(reading.count(parameters, "rows", _ROWS)), "page": str(number)}
    return get(f"{parameters.get('base', _BASE)}/doilist/{parameters['prefix']}", query)


def _records(get: Get, parameters: Parameters, dois: list[str]) -> tuple[tuple[Item, ...], tuple[ShorokuError, ...]]:
    """Fetch the record of each DOI. A slash in a DOI is encoded twice, because the address is decoded twice."""
    base = parameters.get("base", _BASE)
    urls = [f"{base}/dois/{quote(quote(doi, safe=''), safe='')}" for doi in dois]
    results = list(fetched(get, urls, FORMAT))
    lost = tuple(one for one in results if isinstance(one, ShorokuError))
    items = (
        one
        if isinstance(one, Item)
        else Item(1, None, NotFetched(field="doi", value=doi, reason=one.text("en")), doi.encode())
        for doi, one in zip(dois, results, strict=True)
    )
    return tuple(items), lost


def _entries(answer: Answer, envelope: dict[str, Any]) -> list[dict[str, Any]]:
    items = _part(envelope, "data").get("items")
    if not isinstance(items, list):
        raise reading.bad(answer, _EXPECTED, Localized("it has no items"))
    return [item for item in items if isinstance(item, dict)]


def _doi(entry: dict[str, Any]) -> str:
    """Return the DOI of an entry, which is either an object or a string."""
    dois = entry.get("dois", entry)
    value = dois.get("doi", "") if isinstance(dois, dict) else dois
    return value if isinstance(value, str) else ""


def _message(envelope: dict[str, Any]) -> str:
    """Return JaLC's message, wherever it is nested."""
    found: Any = envelope
    while isinstance(found, dict | list):
        if isinstance(found, list):
            found = found[0] if found else ""
        else:
            found = next((found[name] for name in ("message", "errors") if name in found), "")
    return str(found)[:200]


def _part(envelope: dict[str, Any], name: str) -> dict[str, Any]:
    part = envelope.get(name)
    return part if isinstance(part, dict) else {}


def _number(about: dict[str, Any], name: str) -> int:
    return whole(str(about.get(name))) or 0


SOURCE = Source(
    name="jalc",
    origin=FORMAT.origin,
    about=N_(
        "Works with DOIs of the Japan Link Center, in Japanese and English, without abstracts. No key. 1 request per second, and one request for each record."
    ),
    parameters=(
        Parameter("prefix", N_("all DOIs with this prefix (10.NNNN)")),
        Parameter("doi", N_("only this DOI")),
        Parameter(
            "from",
            N_("updated on or after this date (YYYY, YYYY-MM or YYYY-MM-DD)"),
        ),
        Parameter("until", N_("updated on or before this date")),
        Parameter("rows", N_("DOIs on a page, 100 at most"), hidden=True),
        Parameter("base", N_("another address of the API"), hidden=True),
    ),
    windows=_windows,
    page=_page,
    pause=1.0,
)
