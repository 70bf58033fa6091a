"""DataCite's REST API: data sets and other works with DataCite's DOIs, along a cursor in the order of their creation."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import BadParameter, MissingParameter, SourceSays
from shoroku.corpus.readers.json_formats.datacite import FORMAT
from shoroku.corpus.sources import reading
from shoroku.corpus.sources.source import Get, Page, Parameter, Parameters, Source, Window
from shoroku.messages import N_, Localized

_BASE = "https://api.datacite.org"
_ROWS = 1_000
_EXPECTED = Localized("a list of DOIs from DataCite")
_CURSOR = "page[cursor]"

#: Parameter of the command -> parameter of the API.
_SENT = {"prefix": "prefix", "type": "resource-type-id", "repository": "client-id", "orcid": "user-id"}


def _windows(parameters: Parameters, since: str) -> list[Window]:
    """Return the only window of a harvest; a cursor reaches any number of records."""
    if not any(parameters.get(name) for name in ("query", "prefix", "repository", "orcid")):
        raise MissingParameter(name="query", names=("query", "prefix", "repository", "orcid"))
    for name in ("from", "until"):
        year = parameters.get(name, "")
        if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
            raise BadParameter(name=name, value=year, expected=Localized("a year (YYYY)"))
    first, last = parameters.get("from", ""), parameters.get("until", "")
    if first and last and first > last:
        raise BadParameter(name="until", value=last, expected=reading.or_later(first))
    reading.count(parameters, "rows", _ROWS)
    return [{"label": reading.label(parameters, since), "since": since}]


def _page(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
    rows = reading.count(parameters, "rows", _ROWS) if parameters.get("rows") else 200
    query = {**_query(parameters, window), "page[size]": str(rows), _CURSOR: cursor or "1"}
    answer = get(f"{parameters.get('base', _BASE)}/dois", query)
    envelope = _envelope(answer)
    works = envelope["data"]
    items, _ = reading.parted(FORMAT, answer.content)
    meta = envelope.get("meta")
    total = meta.get("total") if isinstance(meta, dict) else None
    onward = _onward(envelope) if works else None
    # Keep the first page's total: records added meanwhile do not move the cursor.
    stated = total if isinstance(total, int) and cursor is None else None
    return Page(items, cursor=onward, total=stated, newest=_newest(works))


def _query(parameters: Parameters, window: Window) -> dict[str, str]:
    """Return the parameters of the API. Years, and the date of an update, are conditions of the query."""
    conditions = [f"({query})"] if (query := parameters.get("query", "")) else []
    first, last = parameters.get("from", ""), parameters.get("until", "")
    if first or last:
        conditions.append(f"publicationYear:[{first or '*'} TO {last or '*'}]")
    if since := window["since"]:
        conditions.append(f"updated:[{since[:10]} TO *]")
    written = query if conditions == [f"({query})"] else " AND ".join(conditions)
    sent = {sent: value for name, sent in _SENT.items() if (value := parameters.get(name))}
    return {**({"query": written} if written else {}), **sent, "affiliation": "true", "publisher": "true"}


def _envelope(answer: Answer) -> dict[str, Any]:
    """Return a response with ``data``. Raises SourceSays, BadAnswer."""
    envelope = reading.json_object(answer, _EXPECTED)
    if answer.status == 200 and isinstance(envelope.get("data"), list):
        return envelope
    failures = [one for one in envelope.get("errors") or [] if isinstance(one, dict)]
    if not failures:
        raise reading.bad(answer, _EXPECTED, Localized("it has no list of records"))
    said = failures[0].get("title") or failures[0].get("detail") or json.dumps(failures[0])
    raise SourceSays(url=answer.url, code=str(failures[0].get("status", answer.status)), message=str(said))


def _onward(envelope: dict[str, Any]) -> str | None:
    """Return the cursor in the address of the next page."""
    links = envelope.get("links")
    address = links.get("next") if isinstance(links, dict) else None
    return dict(parse_qsl(urlsplit(str(address)).query)).get(_CURSOR) if address else None


def _newest(works: list[Any]) -> str:
    attributes = (work.get("attributes") for work in works if isinstance(work, dict))
    return max((reading.datestamp(one.get("updated", "")) for one in attributes if isinstance(one, dict)), default="")


SOURCE = Source(
    name="datacite",
    origin=FORMAT.origin,
    about=N_(
        "Data sets, software and other works with DataCite DOIs, with the works that they belong to. Some have abstracts. No key. 1 request per second, up to 1,000 works each. No attribution is required (CC0)."
    ),
    parameters=(
        Parameter("query", N_("works that match this query, in DataCite's syntax")),
        Parameter("prefix", N_("works whose DOI has this prefix (10.NNNN)")),
        Parameter("type", N_("the type, as DataCite names it (dataset, software, text, …)")),
        Parameter("repository", N_("works of the repository with this name at DataCite (osakau.osakau)")),
        Parameter("orcid", N_("works of the person with this ORCID iD")),
        Parameter("from", N_("published in or after this year (YYYY)")),
        Parameter("until", N_("published in or before this year (YYYY)")),
        Parameter("rows", N_("works on a page, 1,000 at most"), hidden=True),
        Parameter("base", N_("another address of the API"), hidden=True),
    ),
    windows=_windows,
    page=_page,
    pause=1.0,
)
