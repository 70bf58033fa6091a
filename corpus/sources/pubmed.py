"""PubMed through NCBI's E-utilities: ESearch stores a result set on the server, EFetch returns it page by page.

The server returns at most 9,999 records per search and deletes the result set after some hours. A larger search is split
in two by date of entry into PubMed until each part fits. This follows published descriptions of the E-utilities; it has
not been tested against the service.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import MissingParameter, SourceSays, TooManyInOneMonth
from shoroku.corpus.normalize.counts import whole
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.xml_formats.pubmed import FORMAT
from shoroku.corpus.sources import reading
from shoroku.corpus.sources.source import ExpiredCursor, Get, Key, Page, Parameter, Parameters, Source, Window
from shoroku.messages import N_, Localized

_BASE = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
_MOST = 9_999  # records of one search
_ROWS = 500
_EVER = ("1800-01-01", "2999-12-31")
_EXPECTED = Localized("a response of PubMed E-utilities")
_FORGOTTEN = re.compile(r"webenv|query.?key|query #|history|expired", re.IGNORECASE)


class _Search(NamedTuple):
    """A result set on the server, its size, and the next record."""

    environment: str
    key: str
    total: int
    at: int


def _windows(parameters: Parameters, since: str) -> list[Window]:
    if not parameters.get("query", "").strip():
        raise MissingParameter(name="query", names=("query",))
    reading.check_dates(parameters)
    reading.count(parameters, "rows", _ROWS)
    reading.count(parameters, "most", _MOST)
    return [{"label": reading.label(parameters, since), "since": since}]


def _page(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
    search = _Search(*json.loads(cursor)) if cursor else _search(get, parameters, window)
    most = reading.count(parameters, "most", _MOST)
    if search.total == 0:
        return Page(total=0)
    if cursor is None and search.total > most and (halves := _halves(window)):
        return Page(split=halves, total=search.total)
    page = _fetch(get, parameters, search, min(search.total, most))
    if cursor is None and search.total > most:
        too_many = TooManyInOneMonth(source="pubmed", window=window["label"], total=search.total, cap=most)
        page = page._replace(warnings=(too_many,))
    return page


def _search(get: Get, parameters: Parameters, window: Window) -> _Search:
    query = {
        "db": "pubmed",
        "term": _term(parameters, window["since"]),
        "usehistory": "y",
        "retmax": "0",
        "tool": "shoroku",
    }
    if "days" in window:
        first, last = window["days"]
        query |= {"datetype": "edat", "mindate": _slashed(first), "maxdate": _slashed(last)}
    answer = _send(get, parameters, "esearch.fcgi", query)
    found: dict[str, str] = {}
    for name, value in reading.xml_parts(answer, _EXPECTED, {"Count", "QueryKey", "WebEnv", "ERROR"}, _name_and_value):
        found.setdefault(name, value)  # the first Count is the total; the counts of single words follow
    if "ERROR" in found:
        raise SourceSays(url=answer.url, code="ERROR", message=found["ERROR"])
    if (count := whole(found.get("Count", ""))) is None:
        raise reading.bad(answer, _EXPECTED, Localized("it has no Count"))
    return _Search(found.get("WebEnv", ""), found.get("QueryKey", ""), count, 0)


def _term(parameters: Parameters, since: str) -> str:
    """Return the query with publication and modification dates in PubMed's syntax."""
    first, last = reading.first_day(parameters, "from"), reading.last_day(parameters, "until")
    published = _range(first or _EVER[0], last or _EVER[1], "dp") if first or last else ""
    changed = _range(since[:10], _EVER[1], "mdat") if since else ""
    return " AND ".join(
        filter(None, [f"({parameters['query']})" if published or changed else parameters["query"], published, changed])
    )


def _range(first: str, last: str, field: str) -> str:
    return f'("{_slashed(first)}"[{field}] : "{_slashed(last)}"[{field}])'


def _slashed(day: str) -> str:
    return day.replace("-", "/")


def _halves(window: Window) -> tuple[Window, ...]:
    """Split a window in two by date of entry; return nothing for a single day."""
    first, last = (date.fromisoformat(day).toordinal() for day in window.get("days", _EVER))
    if first == last:
        return ()
    middle = (first + last) // 2
    spans = ((first, middle), (middle + 1, last))
    return tuple(
        _part(window, date.fromordinal(one).isoformat(), date.fromordinal(other).isoformat()) for one, other in spans
    )


def _part(window: Window, first: str, last: str) -> Window:
    whole = window["label"].partition(" | ")[0]
    return {**window, "label": f"{whole} | entered {first} – {last}", "days": [first, last]}


def _fetch(get: Get, parameters: Parameters, search: _Search, reachable: int) -> Page:
    rows = reading.count(parameters, "rows", _ROWS)
    query = {
        "db": "pubmed", "WebEnv": search.environment, "query_key": search.key, "retmode": "xml",
        "retstart": str(search.at), "retmax": str(min(rows, reachable - search.at)), "tool": "shoroku",
    }  # fmt: skip
    answer = _send(get, parameters, "efetch.fcgi", query)
    if error := next(iter(reading.xml_parts(answer, _EXPECTED, {"ERROR"}, xml.value)), ""):
        if _FORGOTTEN.search(error):
            raise ExpiredCursor
        raise SourceSays(url=answer.url, code="ERROR", message=error)
    items, deleted = reading.parted(FORMAT, answer.content)
    if answer.status != 200 or not (items or deleted):
        raise reading.bad(answer, _EXPECTED, Localized("it contains no articles"))
    at = search.at + rows
    cursor = json.dumps(search._replace(at=at)) if at < reachable else None
    return Page(items, deleted, cursor, total=reachable)


def _send(get: Get, parameters: Parameters, tool: str, query: Mapping[str, str]) -> Answer:
    """Send a request to one of the utilities. Raises SourceSays for errors in JSON."""
    answer = get(f"{parameters.get('base', _BASE)}/{tool}", query)
    if answer.content.lstrip()[:1] == b"{":
        raise SourceSays(
            url=answer.url, code="error", message=str(reading.json_object(answer, _EXPECTED).get("error", ""))
        )
    return answer


def _name_and_value(element: xml.Element) -> tuple[str, str]:
    return xml.local(element), xml.value(element)


SOURCE = Source(
    name="pubmed",
    origin=FORMAT.origin,
    about=N_(
        "Biomedical articles with English titles and abstracts; some have Japanese ones, too. A key is optional and allows 10 requests per second instead of 3. Publishers may hold the copyright of abstracts. NLM asks to be named as the source."
    ),
    parameters=(
        Parameter("query", N_("a query in PubMed's syntax"), required=True),
        Parameter(
            "from",
            N_("published on or after this date (YYYY, YYYY-MM or YYYY-MM-DD)"),
        ),
        Parameter("until", N_("published on or before this date")),
        Parameter("rows", N_("articles on a page, 500 at most"), hidden=True),
        Parameter("most", N_("records of one search, 9,999 at most"), hidden=True),
        Parameter("base", N_("another address of the E-utilities"), hidden=True),
    ),
    windows=_windows,
    page=_page,
    keys=(Key("NCBI_API_KEY", "ncbi", required=False),),
    key_parameters={"ncbi": "api_key"},
    pause=0.34,
    pause_with_key=0.1,
)
