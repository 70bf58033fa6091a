"""The searches of KAKEN and NRID, which differ in what they find: parameters, pages, and answers that say nothing.

Both take an application ID of NII. A page has 20, 50, 100, 200 or 500 results; with any other number nothing is found. A request that
comes too soon is answered as if nothing were found, with status 200: an empty answer is therefore requested once more, and it
ends a list only where the list ends.
"""

import json
from collections.abc import Callable, Mapping

from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import BadParameter, MissingParameter, PerhapsThrottled
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.sources import reading
from shoroku.corpus.sources.source import Get, Key, Page, Parameter, Parameters, Source, Window
from shoroku.messages import N_, Localized

_ROWS = (20, 50, 100, 200, 500)
_MOST = _ROWS[-1]

_KEY = Key("CINII_APPID", "cinii_appid", required=True)
_KEY_PARAMETERS = {"cinii_appid": "appid"}

#: Parameter of the command -> parameter of the search.
SENT = {
    "query": "kw",
    "number": "qb",
    "title": "qa",
    "researcher": "qg",
    "researcher-number": "qm",
    "institution": "qe",
    "field": "qd",
}

_PARAMETERS = (
    Parameter("query", N_("words anywhere")),
    Parameter("number", N_("the number of a project (19KK0341)")),
    Parameter("title", N_("words in the title of a project")),
    Parameter("researcher", N_("the name of a researcher")),
    Parameter("researcher-number", N_("the e-Rad number of a researcher (8 digits)")),
    Parameter("institution", N_("the institution of a project")),
    Parameter("field", N_("the field of research")),
    Parameter("from", N_("research period from this fiscal year (YYYY)")),
    Parameter("until", N_("research period until this fiscal year (YYYY)")),
    Parameter("rows", N_("results on a page: 20, 50, 100, 200 or 500"), hidden=True),
    Parameter("base", N_("another address of the search"), hidden=True),
)

#: Returns how many results there are, None if the answer does not say.
Total = Callable[[Answer], int | None]


def source(name: str, about: str, base: str, format_: Format, total_of: Total) -> Source:
    """Return the source of one of the searches. ``base`` is its usual address; ``about`` describes it to a user."""

    def page(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
        return _page(get, parameters, cursor, f"{parameters.get('base', base)}/opensearch/", format_, total_of)

    return Source(
        name=name,
        origin=format_.origin,
        about=about,
        parameters=_PARAMETERS,
        windows=windows,
        page=page,
        keys=(_KEY,),
        key_parameters=_KEY_PARAMETERS,
        pause=1.0,
    )


def windows(parameters: Parameters, since: str) -> list[Window]:
    """Return the only window. Changes are not listed, so an update fetches everything again."""
    if not any(parameters.get(name) for name in SENT):
        raise MissingParameter(name="query", names=tuple(SENT))
    years = [parameters.get(name, "") for name in ("from", "until")]
    for name, year in zip(("from", "until"), years, strict=True):
        if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
            raise BadParameter(name=name, value=year, expected=Localized("a year (YYYY)"))
    if all(years) and years[0] > years[1]:
        raise BadParameter(name="until", value=years[1], expected=reading.or_later(years[0]))
    reading.count(parameters, "rows", _MOST)
    return [{"label": reading.label(parameters, "")}]


def _page(get: Get, parameters: Parameters, cursor: str | None, url: str, format_: Format, total_of: Total) -> Page:
    """Return one page of a search, from its address on. Raises BadAnswer.

    The cursor is the next result and the total that the first page stated.
    """
    start, known = json.loads(cursor) if cursor else (1, None)
    query = _query(parameters, start) | _FORMATS.get(format_.name, {})
    answer, items, total = _asked(get, url, query, format_, total_of)
    if not items:  # perhaps because it was asked too soon
        answer, items, total = _asked(get, url, query, format_, total_of)
    if answer.status != 200 or total is None:
        raise reading.bad(answer, _EXPECTED, Localized("it does not say how many results there are"))
    whole = total if known is None else known
    if not items and start <= whole:
        reason = Localized("it contains nothing from result {start} on, of {total}", start=start, total=whole)
        raise reading.bad(answer, _EXPECTED, reason)
    warnings: tuple[ShorokuError, ...] = (PerhapsThrottled(source=format_.origin),) if not whole else ()
    onward = start + len(items)
    ends = not items or onward > whole
    return Page(items, cursor=None if ends else json.dumps([onward, whole]), total=whole, warnings=warnings)


_EXPECTED = Localized("a list of results from KAKEN")
#: What a search must be told of the format that is read; KAKEN has one only.
_FORMATS = {"nrid": {"format": "json"}}


def _asked(
    get: Get, url: str, query: Mapping[str, str], format_: Format, total_of: Total
) -> tuple[Answer, tuple[Item, ...], int | None]:
    answer = get(url, query)
    total = total_of(answer)
    items, _ = reading.parted(format_, answer.content)
    return answer, items, total


def _query(parameters: Parameters, start: int) -> dict[str, str]:
    asked = reading.count(parameters, "rows", _MOST) if parameters.get("rows") else 100
    rows = next(rows for rows in _ROWS if rows >= asked)
    query = {sent: value for name, sent in SENT.items() if (value := parameters.get(name))}
    query |= {sent: value for name, sent in (("from", "s1"), ("until", "s2")) if (value := parameters.get(name))}
    return query | {"rw": str(rows), "st": str(start)}
