"""Crossref's REST API: works of a journal, of a publisher's prefix, or of a query, along a cursor.

Crossref's cursor is state on the server: its text is the same on every page, it advances with every request, and it
expires after some minutes. Our cursor therefore also counts the records received. If a response was lost, the count shows
it at the end, and the window starts again.
"""

import json
import re
from typing import Any

from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import BadParameter, MissingParameter, SourceSays
from shoroku.corpus.identifiers import issn
from shoroku.corpus.readers.json_formats.crossref import FORMAT
from shoroku.corpus.sources.reading import (
    A_PREFIX,
    AN_ISSN,
    bad,
    check_dates,
    count,
    datestamp,
    json_object,
    label,
    parted,
)
from shoroku.corpus.sources.source import ExpiredCursor, Get, Page, Parameter, Parameters, Source, Window
from shoroku.messages import N_, Localized

_BASE = "https://api.crossref.org"
_MOST = 1_000
_PREFIX = re.compile(r"10\.\d{4,9}(?:\.\d+)*")
_EXPECTED = Localized("a list of works from Crossref")


def _windows(parameters: Parameters, since: str) -> list[Window]:
    """Return the only window of a harvest; a cursor reaches any number of records."""
    if not any(parameters.get(name) for name in ("issn", "query", "prefix")):
        raise MissingParameter(name="query", names=("issn", "prefix", "query"))
    if (prefix := parameters.get("prefix")) and not _PREFIX.fullmatch(prefix):
        raise BadParameter(name="prefix", value=prefix, expected=A_PREFIX)
    if (journal := parameters.get("issn")) and not issn(journal):
        raise BadParameter(name="issn", value=journal, expected=AN_ISSN)
    check_dates(parameters)
    count(parameters, "rows", _MOST)
    return [{"label": label(parameters, since), "since": since}]


def _page(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
    place, came, total = json.loads(cursor) if cursor else ("*", 0, None)
    rows = count(parameters, "rows", _MOST)
    query = {"rows": str(rows), "cursor": place, **_query(parameters, window)}
    answer = get(f"{parameters.get('base', _BASE)}/works", query)
    message = _message(answer)
    works = message["items"]
    if total is None and isinstance(message.get("total-results"), int):
        total = message["total-results"]
    came += len(works)
    onward = message.get("next-cursor")
    ends = len(works) < rows or not onward
    if ends and total is not None and _lost_a_page(total - came, rows, len(works)):
        raise ExpiredCursor
    items, _ = parted(FORMAT, answer.content)
    following = None if ends else json.dumps([onward, came, total])
    # Keep the first page's total: records added meanwhile do not move the cursor.
    return Page(items, cursor=following, total=total if cursor is None else None, newest=_newest(works))


def _query(parameters: Parameters, window: Window) -> dict[str, str]:
    filters = {
        "issn": issn(parameters.get("issn", "")),
        "prefix": parameters.get("prefix", ""),
        "from-pub-date": parameters.get("from", ""),
        "until-pub-date": parameters.get("until", ""),
        "from-index-date": window["since"][:10],
    }
    written = ",".join(f"{name}:{value}" for name, value in filters.items() if value)
    query = {"filter": written, "query": parameters.get("query", "")}
    return {name: value for name, value in query.items() if value}


def _message(answer: Answer) -> dict[str, Any]:
    """Return the message of a response. Raises ExpiredCursor, SourceSays, BadAnswer."""
    envelope = json_object(answer, _EXPECTED)
    message = envelope.get("message")
    if answer.status == 200 and isinstance(message, dict) and isinstance(message.get("items"), list):
        return message
    failures = [one for one in message if isinstance(one, dict)] if isinstance(message, list) else []
    if not failures:
        raise bad(answer, _EXPECTED, Localized("it has no message with items"))
    code, text = str(failures[0].get("type", "")), str(failures[0].get("message", ""))
    if code == "cursor-invalid":
        raise ExpiredCursor
    raise SourceSays(url=answer.url, code=code, message=text)


def _lost_a_page(missing: int, rows: int, last: int) -> bool:
    """Return whether a page is missing. A few missing works are normal: they may have been deleted meanwhile."""
    return missing >= rows or (missing > 0 and last == 0)


def _newest(works: list[Any]) -> str:
    stamps = (work.get("indexed") for work in works if isinstance(work, dict))
    return max((datestamp(stamp.get("date-time", "")) for stamp in stamps if isinstance(stamp, dict)), default="")


SOURCE = Source(
    name="crossref",
    origin=FORMAT.origin,
    about=N_(
        "Works with Crossref DOIs. Some have abstracts, mostly in English; the language of titles is not given. No key. Set a contact address in the settings file to use the faster “polite” servers. 1 request per second, up to 1,000 works each. No attribution is known to be required."
    ),
    parameters=(
        Parameter("issn", N_("works in the journal with this ISSN")),
        Parameter("prefix", N_("works whose DOI has this prefix (10.NNNN)")),
        Parameter("query", N_("works that match these words")),
        Parameter(
            "from",
            N_("published on or after this date (YYYY, YYYY-MM or YYYY-MM-DD)"),
        ),
        Parameter("until", N_("published on or before this date")),
        Parameter("rows", N_("works on a page, 1,000 at most"), hidden=True),
        Parameter("base", N_("another address of the API"), hidden=True),
    ),
    windows=_windows,
    page=_page,
)
