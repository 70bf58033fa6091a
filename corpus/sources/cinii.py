"""CiNii Research: an OpenSearch (v2) search, then one request for each complete record, in all its languages.

CiNii returns at most 10,000 records per search. A larger search is split by date of publication: in halves down to single
years, then by month, until each part fits. CiNii does not report when a record changed, so an update fetches what was
published since the previous year.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import BadParameter, DatesTooVague, MissingParameter, TooManyInOneMonth
from shoroku.corpus.readers.json_formats import cinii, cinii_search
from shoroku.corpus.readers.reader import Item
from shoroku.corpus.sources import reading
from shoroku.corpus.sources.one_by_one import fetched
from shoroku.corpus.sources.source import ENDPOINT, Get, Key, Page, Parameter, Parameters, Source, Window, is_loopback
from shoroku.messages import N_, Localized

_BASE = "https://cir.nii.ac.jp"
_ROWS = 200  # maximum of one response
_PAGE = 20  # per page: each record takes one request and one second, and a page is committed as a whole
_MOST = 10_000  # of one search
_EVER = (1000 * 12, 2999 * 12 + 11)  # months, as counted here
_TYPES = ("all", "articles", "data", "books", "dissertations", "projects", "researchers")
#: People have no date of publication, and are searched by their own name.
_PEOPLE = "researchers"
_EXPECTED = Localized("a list of search results from CiNii")
_MONTH = re.compile(r"([1-9]\d{3})(?:-?(0[1-9]|1[0-2]))?", re.ASCII)
_CRID = re.compile(r"\d{19}", re.ASCII)

#: Parameter of the command -> parameter of the API.
_SENT = {
    "query": "q",
    "title": "title",
    "creator": "creator",
    "affiliation": "affiliation",
    "journal": "publicationTitle",
    "issn": "issn",
    "volume": "volume",
    "number": "number",
    "publisher": "publisher",
    "description": "description",
    "category": "category",
    "doi": "doi",
    "degree": "degree",
    "language": "languageType",
    "source": "dataSourceType",
    "resource-type": "resourceType",
    "full-text": "hasLinkToFullText",
    "project": "projectId",
    "researcher": "researcherId",
}


def _windows(parameters: Parameters, since: str) -> list[Window]:
    endpoint = parameters.get(ENDPOINT, "")
    if endpoint:
        _check_endpoint(endpoint)
    elif not any(parameters.get(name) for name in _SENT):
        raise MissingParameter(name="query", names=tuple(_SENT))
    if (kind := parameters.get("type", "articles")) not in _TYPES:
        raise BadParameter.one_of("type", kind, _TYPES)
    reading.count(parameters, "rows", _ROWS)
    reading.count(parameters, "most", _MOST)
    first, last = _month(parameters, "from", 0), _month(parameters, "until", 11)
    if first is not None and last is not None and first > last:
        raise BadParameter(name="until", value=parameters["until"], expected=reading.or_later(parameters["from"]))
    if since and parameters.get("type") != _PEOPLE:
        first = max(first or 0, (int(since[:4]) - 1) * 12)
        if last is not None and first > last:
            return []
    return [_window(first, last)]


def _check_endpoint(url: str) -> None:
    """Raise BadParameter if the address of another server does not use TLS; a server on this machine need not."""
    try:
        parts = urlsplit(url)
        is_address = (
            bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment or "@" in parts.netloc)
        )
    except ValueError:
        is_address = False
    if not is_address or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))):
        expected = Localized("the address of a server (https://…), without a password; http only on this machine")
        raise BadParameter(name=ENDPOINT, value=url.rpartition("@")[2], expected=expected)


def _base(parameters: Parameters) -> str:
    return (parameters.get(ENDPOINT) or parameters.get("base", _BASE)).rstrip("/")


def _month(parameters: Parameters, name: str, otherwise: int) -> int | None:
    """Return the month in a parameter, counted from the year 0; ``otherwise`` is the month to use if it has only a year."""
    if not (value := parameters.get(name, "")):
        return None
    if not (match := _MONTH.fullmatch(value)):
        raise BadParameter(name=name, value=value, expected=Localized("YYYY or YYYYMM"))
    return int(match[1]) * 12 + (int(match[2]) - 1 if match[2] else otherwise)


def _window(first: int | None, last: int | None) -> Window:
    """Return the window between two months; either end may be open. Whole years are written as years."""
    whole_years = (first or 0) % 12 == 0 and (last is None or last % 12 == 11)
    written = [("" if month is None else _written(month, whole_years)) for month in (first, last)]
    label = written[0] if written[0] == written[1] else "–".join(written)
    return {"first": first, "last": last, "from": written[0], "until": written[1], "label": label}


def _written(month: int, whole_year: bool) -> str:
    return f"{month // 12:04}" if whole_year else f"{month // 12:04}{month % 12 + 1:02}"


def _page(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
    rows = reading.count(parameters, "rows", _ROWS) if parameters.get("rows") else _PAGE
    most = reading.count(parameters, "most", _MOST)
    start = int(cursor or 1)
    answer, envelope = _searched(get, parameters, window, start, min(rows, most - start + 1))
    total = cinii_search.page(envelope).total
    warnings: list[ShorokuError] = []
    if cursor is None and total > most:
        if parameters.get("type") != _PEOPLE and (parts := _parts(window)):
            return _split(get, parameters, window, parts, total)
        warnings.append(TooManyInOneMonth(source="CiNii Research", window=window["label"], total=total, cap=most))
    found, _ = reading.parted(cinii_search.FORMAT, answer.content)
    onward = start + len(found)
    if not found and min(total, most) >= start:
        raise reading.bad(
            answer,
            _EXPECTED,
            Localized("it contains nothing from result {start} on, of {total}", start=start, total=total),
        )
    items = []
    for item, warning in _wholes(get, parameters, found):
        items.append(item)
        warnings += [warning] if warning else []
    ends = not found or onward > min(total, most)
    return Page(tuple(items), cursor=None if ends else str(onward), total=total, warnings=tuple(warnings))


def _searched(
    get: Get, parameters: Parameters, window: Window, start: int, count: int
) -> tuple[Answer, dict[str, Any]]:
    """Request results of a window, oldest first, so that records added meanwhile come last."""
    query = {sent: value for name, sent in _SENT.items() if (value := parameters.get(name))}
    if parameters.get("type") == _PEOPLE and "creator" in query:
        query["name"] = query.pop("creator")
    query |= {name: window[name] for name in ("from", "until") if window[name]}
    query |= {"format": "json", "sortorder": "1", "start": str(start), "count": str(count)}
    url = f"{_base(parameters)}/opensearch/v2/{parameters.get('type', 'articles')}"
    answer = get(url, query)
    envelope = reading.json_object(answer, _EXPECTED)
    if answer.status != 200 or "opensearch:totalResults" not in envelope:
        raise reading.bad(answer, _EXPECTED, Localized("it does not say how many results there are"))
    return answer, envelope


def _parts(window: Window) -> list[Window]:
    """Split a window: several years in halves, a year into months; a month cannot be split."""
    first = _EVER[0] if window["first"] is None else window["first"]
    last = _EVER[1] if window["last"] is None else window["last"]
    if first == last:
        return []
    if first // 12 == last // 12:
        return [_window(month, month) for month in range(first, last + 1)]
    middle = (first // 12 + last // 12 + 1) // 2 * 12
    return [_window(first, middle - 1), _window(middle, last)]


def _split(get: Get, parameters: Parameters, window: Window, parts: list[Window], total: int) -> Page:
    """Replace a window by its non-empty parts; warn if they have fewer records in total."""
    totals = [cinii_search.page(_searched(get, parameters, part, 1, 1)[1]).total for part in parts]
    missing = total - sum(totals)
    warnings = [_out_of_reach(window, missing)] if missing > 0 else []
    split = tuple(part for part, held in zip(parts, totals, strict=True) if held)
    return Page(total=total, split=split, warnings=tuple(warnings))


def _out_of_reach(window: Window, missing: int) -> ShorokuError:
    label = window["label"] or Localized("all years")
    return DatesTooVague(source="CiNii Research", window=label, total=missing)


def _wholes(get: Get, parameters: Parameters, found: tuple[Item, ...]) -> Iterator[tuple[Item, ShorokuError | None]]:
    """Yield the complete record of each result, or the result itself with a warning if the record is unavailable."""
    base = _base(parameters)
    every_id = ENDPOINT in parameters  # there, a record without a CRID has an address, too
    known = [item.record is not None and bool(every_id or _CRID.fullmatch(item.record.id)) for item in found]
    urls = [
        f"{base}/crid/{quote(item.record.id, safe='')}.json"
        for item, is_known in zip(found, known, strict=True)
        if is_known and item.record
    ]
    wholes = fetched(get, urls, cinii.FORMAT)
    for item, is_known in zip(found, known, strict=True):
        whole = next(wholes) if is_known else item
        yield (item, whole) if isinstance(whole, ShorokuError) else (whole, None)


SOURCE = Source(
    name="cinii",
    origin=cinii.FORMAT.origin,
    about=N_(
        "Articles, books, dissertations, data, projects and researchers in CiNii Research, with abstracts in Japanese and English. Requires an application ID (appid, free from NII). 1 request per second, and one request for each record. CiNii does not list changes: an update fetches what was published since the previous year."
    ),
    parameters=(
        Parameter("query", N_("words anywhere in a record, with Boolean operators")),
        Parameter(
            "type", N_("one of all, articles, data, books, dissertations, projects and researchers (default: articles)")
        ),
        Parameter("title", N_("words in the title")),
        Parameter("creator", N_("the name of an author or other creator")),
        Parameter("affiliation", N_("the affiliation of an author or other creator")),
        Parameter("journal", N_("the title of the journal or book")),
        Parameter("issn", N_("the journal's ISSN")),
        Parameter("volume", N_("the journal's volume")),
        Parameter("number", N_("the journal's issue")),
        Parameter("publisher", N_("the publisher")),
        Parameter("description", N_("words in the abstract")),
        Parameter("category", N_("the field of research")),
        Parameter("doi", N_("a DOI")),
        Parameter("degree", N_("the degree of a dissertation")),
        Parameter("project", N_("works of the project with this number (19KK0341)")),
        Parameter("researcher", N_("works of the researcher with this CRID")),
        Parameter("language", N_("languages of the text (ja,en)")),
        Parameter("source", N_("data sources (JALC,IRDB,CROSSREF,KAKEN,…)")),
        Parameter("resource-type", N_("resource types, as CiNii names them")),
        Parameter(
            "full-text",
            N_("true for records with a link to the full text only"),
        ),
        Parameter(
            "from",
            N_("published in or after this month (YYYY or YYYYMM)"),
        ),
        Parameter(
            "until",
            N_("published in or before this month (YYYY or YYYYMM)"),
        ),
        Parameter(
            ENDPOINT,
            N_(
                "another server with CiNii's interface, such as shoroku serve (https://…; http only on this machine); it gets no application ID"
            ),
        ),
        Parameter("rows", N_("records on a page, 200 at most"), hidden=True),
        Parameter("most", N_("records of one search, 10,000 at most"), hidden=True),
        Parameter("base", N_("another address of CiNii Research"), hidden=True),
    ),
    windows=_windows,
    page=_page,
    keys=(Key("CINII_APPID", "cinii_appid", required=True),),
    key_parameters={"cinii_appid": "appid"},
    pause=1.0,
)
