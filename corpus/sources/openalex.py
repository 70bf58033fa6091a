"""OpenAlex's API: works of a journal, of a search or of its own filters, along a cursor.

The names of the date and journal filters, the requests that need a key, and the parameter ``api_key`` follow OpenAlex's
documentation as cited by others. They have not been tested against the service.
"""

import re
from typing import Any

from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import BadParameter, ChangesNeedKey, MissingParameter, SourceRefused, SourceSays
from shoroku.corpus.identifiers import issn
from shoroku.corpus.readers.json_formats.openalex import FORMAT
from shoroku.corpus.sources.reading import (
    AN_ISSN,
    bad,
    check_dates,
    count,
    first_day,
    json_object,
    label,
    last_day,
    parted,
)
from shoroku.corpus.sources.source import ExpiredCursor, Get, Key, Page, Parameter, Parameters, Source, Window
from shoroku.messages import N_, Localized

_BASE = "https://api.openalex.org"
_MOST = 200
_EXPECTED = Localized("a list of works from OpenAlex")
_FILTER = re.compile(r"[\w.-]+:[^,]+(?:,[\w.-]+:[^,]+)*")
_KEY = Key("OPENALEX_API_KEY", "openalex", required=False)


def _windows(parameters: Parameters, since: str) -> list[Window]:
    """Return the only window of a harvest; a cursor reaches any number of records."""
    if not any(parameters.get(name) for name in ("issn", "query", "filter")):
        raise MissingParameter(name="query", names=("issn", "filter", "query"))
    if (journal := parameters.get("issn")) and not issn(journal):
        raise BadParameter(name="issn", value=journal, expected=AN_ISSN)
    if (own := parameters.get("filter")) and not _FILTER.fullmatch(own):
        raise BadParameter(
            name="filter",
            value=own,
            expected=Localized("filters of OpenAlex (name:value,name:value)"),
        )
    check_dates(parameters)
    count(parameters, "rows", _MOST)
    return [{"label": label(parameters, since), "since": since}]


def _page(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
    rows = count(parameters, "rows", _MOST)
    query = {"per-page": str(rows), "cursor": cursor or "*", **_query(parameters, window)}
    try:
        answer = get(f"{parameters.get('base', _BASE)}/works", query)
    except SourceRefused:
        if not window["since"] or cursor:
            raise
        return _all_again(parameters)
    envelope = _envelope(answer, cursor)
    items, _ = parted(FORMAT, answer.content)
    onward = envelope["meta"].get("next_cursor") if envelope["results"] else None
    total = envelope["meta"].get("count")
    # Keep the first page's total: records added meanwhile do not move the cursor.
    return Page(
        items, cursor=str(onward) if onward else None, total=total if isinstance(total, int) and not cursor else None
    )


def _all_again(parameters: Parameters) -> Page:
    """Request all works if the filter for changes needs a key that is not set; unchanged works have no effect."""
    warning = ChangesNeedKey(source="openalex", variable=_KEY.variable, setting=f"keys.{_KEY.setting}")
    return Page(split=tuple(_windows(parameters, "")), warnings=(warning,))


def _query(parameters: Parameters, window: Window) -> dict[str, str]:
    filters = {
        "primary_location.source.issn": issn(parameters.get("issn", "")),
        "from_publication_date": first_day(parameters, "from"),
        "to_publication_date": last_day(parameters, "until"),
        "from_updated_date": window["since"][:10],
    }
    written = [f"{name}:{value}" for name, value in filters.items() if value]
    query = {
        "filter": ",".join(filter(None, [parameters.get("filter"), *written])),
        "search": parameters.get("query", ""),
    }
    return {name: value for name, value in query.items() if value}


def _envelope(answer: Answer, cursor: str | None) -> dict[str, Any]:
    """Return a response with ``meta`` and ``results``. Raises ExpiredCursor, SourceSays, BadAnswer."""
    envelope = json_object(answer, _EXPECTED)
    if answer.status == 200 and isinstance(envelope.get("results"), list) and isinstance(envelope.get("meta"), dict):
        return envelope
    if "error" not in envelope:
        raise bad(answer, _EXPECTED, Localized("it has no meta and results"))
    code, text = str(envelope["error"]), str(envelope.get("message", ""))
    if cursor and "cursor" in f"{code} {text}".lower():
        raise ExpiredCursor
    raise SourceSays(url=answer.url, code=code, message=text)


SOURCE = Source(
    name="openalex",
    origin=FORMAT.origin,
    about=N_(
        "Works of all kinds. Many have abstracts, mostly in English, some in Japanese. A key (free) allows more requests per day and updates that fetch only what has changed; without a key, an update fetches everything again. 1 request per second, up to 200 works each. No attribution is known to be required."
    ),
    parameters=(
        Parameter("query", N_("works that match these words")),
        Parameter("filter", N_("OpenAlex's own filters (name:value,name:value)")),
        Parameter("issn", N_("works in the journal with this ISSN")),
        Parameter(
            "from",
            N_("published on or after this date (YYYY, YYYY-MM or YYYY-MM-DD)"),
        ),
        Parameter("until", N_("published on or before this date")),
        Parameter("rows", N_("works on a page, 200 at most"), hidden=True),
        Parameter("base", N_("another address of the API"), hidden=True),
    ),
    windows=_windows,
    page=_page,
    keys=(_KEY,),
    key_parameters={"openalex": "api_key"},
)
