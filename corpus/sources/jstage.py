"""J-STAGE's WebAPI, article search (service 3). It has no abstracts.

Messages of the API are part of the response, beside the articles or in their place. The API does not report when an
article changed, so an update fetches what was published since the previous year.
"""

import re

from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import BadParameter, MissingParameter, SourceSays
from shoroku.corpus.normalize.counts import whole
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.xml_formats.jstage import FORMAT
from shoroku.corpus.record_errors import AnswerSays, NothingFound
from shoroku.corpus.sources import reading
from shoroku.corpus.sources.source import Get, Page, Parameter, Parameters, Source, Window
from shoroku.messages import N_, Localized

_BASE = "https://api.jstage.jst.go.jp"
_ROWS = 1_000
_EXPECTED = Localized("a list of articles from J-STAGE")
_YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)

#: Parameters; they have the same names in the API.
_SENT = ("article", "author", "affil", "keyword", "abst", "text", "material", "issn", "cdjournal", "vol", "no")


def _windows(parameters: Parameters, since: str) -> list[Window]:
    if not any(parameters.get(name) for name in _SENT):
        raise MissingParameter(name="article", names=tuple(_SENT))
    for name in ("from", "until"):
        if (year := parameters.get(name)) and not _YEAR.fullmatch(year):
            raise BadParameter(name=name, value=year, expected=Localized("a year (YYYY)"))
    reading.count(parameters, "rows", _ROWS)
    first, last = parameters.get("from", ""), parameters.get("until", "")
    if first and last and first > last:
        raise BadParameter(name="until", value=last, expected=reading.or_later(first))
    if since:
        first = max(first, f"{int(since[:4]) - 1:04}")
        if last and first > last:
            return []
    return [{"from": first, "until": last, "label": reading.label(parameters, since)}]


def _page(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
    start, rows = int(cursor or 1), reading.count(parameters, "rows", _ROWS)
    answer = get(f"{parameters.get('base', _BASE)}/searchapi/do", _query(parameters, window, start, rows))
    items, _ = reading.parted(FORMAT, answer.content)
    error = next((item.error for item in items if isinstance(item.error, AnswerSays)), None)
    if isinstance(error, NothingFound):
        return Page(total=0)
    if error is not None:
        raise SourceSays(url=answer.url, code=error.code, message=error.message or error.meaning)
    status = _status(answer)
    total = whole(status.get("totalResults", ""))
    if answer.status != 200 or total is None:
        raise reading.bad(answer, _EXPECTED, Localized("it does not say how many results there are"))
    if not items and total >= start:
        raise reading.bad(
            answer,
            _EXPECTED,
            Localized("it contains nothing from result {start} on, of {total}", start=start, total=total),
        )
    onward = start + len(items)
    ends = not items or onward > total
    warnings = (_warning(answer, status),) if status.get("status", "").startswith("WARN") else ()
    return Page(items, cursor=None if ends else str(onward), total=total, warnings=warnings)


def _query(parameters: Parameters, window: Window, start: int, rows: int) -> dict[str, str]:
    query = {"service": "3"} | {name: value for name in _SENT if (value := parameters.get(name))}
    years = {"pubyearfrom": window["from"], "pubyearto": window["until"]}
    return query | {name: year for name, year in years.items() if year} | {"start": str(start), "count": str(rows)}


def _status(answer: Answer) -> dict[str, str]:
    """Return the status of the response."""
    names = {"status", "message", "totalResults"}
    return dict(reading.xml_parts(answer, _EXPECTED, names, lambda element: (xml.local(element), xml.value(element))))


def _warning(answer: Answer, status: dict[str, str]) -> ShorokuError:
    return SourceSays(url=answer.url, code=status["status"], message=status.get("message", ""))


SOURCE = Source(
    name="jstage",
    origin=FORMAT.origin,
    about=N_(
        "Articles on J-STAGE, in Japanese and English, without abstracts. No key. 1 request per second. J-STAGE does not list changes: an update fetches what was published since the previous year. Wherever its records are shown, show this, too: Powered by J-STAGE (https://www.jstage.jst.go.jp/)."
    ),
    parameters=(
        Parameter("article", N_("words in the title of the article")),
        Parameter("author", N_("an author's name")),
        Parameter("affil", N_("an author's affiliation")),
        Parameter("keyword", N_("a keyword")),
        Parameter("abst", N_("words in the abstract")),
        Parameter("text", N_("words in the full text")),
        Parameter("material", N_("the title of the journal")),
        Parameter("issn", N_("the journal's ISSN")),
        Parameter("cdjournal", N_("the journal's code on J-STAGE")),
        Parameter("vol", N_("the volume")),
        Parameter("no", N_("the issue")),
        Parameter("from", N_("published in or after this year (YYYY)")),
        Parameter("until", N_("published in or before this year (YYYY)")),
        Parameter("rows", N_("articles on a page, 1,000 at most"), hidden=True),
        Parameter("base", N_("another address of the API"), hidden=True),
    ),
    windows=_windows,
    page=_page,
    pause=1.0,
)
