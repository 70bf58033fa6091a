"""Any OAI-PMH 2.0 repository (IRDB, WEKO3, DSpace…): all its records or one set, in its best metadata format.

Lists continue with resumption tokens. Records that the repository reports as deleted are deleted here too; some
repositories do not report deletions. Dates are dates of change, not of publication.
"""

import io
import re
from urllib.parse import parse_qsl, urlsplit

from msgspec.structs import replace

from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import BadParameter, SourceSays
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.reader import Item
from shoroku.corpus.readers.xml_formats import oai
from shoroku.corpus.record_errors import AnswerSays, BrokenXml, NothingFound
from shoroku.corpus.sources import reading
from shoroku.corpus.sources.source import ExpiredCursor, Get, Page, Parameter, Parameters, Source, Window
from shoroku.messages import N_, Localized

#: Metadata prefixes, the best first. Only JPCOAR marks languages and separates people from affiliations.
_PREFIXES = ("jpcoar_2.1", "jpcoar_2.0", "jpcoar_1.0", "jpcoar", "junii2", "oai_dc")
_EXPECTED = Localized("a response of OAI-PMH")
_SECRET = re.compile(r"key|token|secret|passw|appid|auth(?!or)", re.IGNORECASE)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII)
_LIST = re.compile(rb"<(?:[\w.-]+:)?ListRecords[\s/>]")
#: The oai-identifier scheme contains a domain name, so its identifiers are globally unique.
_WORLDWIDE = re.compile(r"oai:[^:/]+\.[^:/]+:.+", re.DOTALL)


def _windows(parameters: Parameters, since: str) -> list[Window]:
    """Return the only window of a harvest; ``from`` and ``until`` are timestamps, "" if open."""
    url = parameters.get("url", "")
    _check_address(url)
    first, last = _moment(parameters, "from"), _moment(parameters, "until")
    if first and last and first > last:
        raise BadParameter(name="until", value=parameters["until"], expected=reading.or_later(parameters["from"]))
    return [{"label": reading.label(parameters, since), "from": max(first, since), "until": last}]


def _check_address(url: str) -> None:
    """Raise BadParameter if the address is not a web address or contains a password, which would be stored and shown."""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        (parts.hostname or "").encode("idna")
    except ValueError:
        is_address = False
    else:
        if parts.username or parts.password:
            raise BadParameter(
                name="url",
                value=f"{parts.scheme}://…@{parts.hostname}",
                expected=Localized("an address without a password"),
            )
        if named := _names_a_key(parts.query):
            raise BadParameter(
                name="url",
                value=f"{parts.scheme}://{parts.hostname}{parts.path}?{named}=…",
                expected=Localized("an address without a key, which would be stored and shown"),
            )
    if not is_address:
        raise BadParameter(
            name="url",
            value=url,
            expected=Localized("the address of a repository (https://…/oai)"),
        )


def _names_a_key(query: str) -> str:
    """Return the name of the first parameter of an address that looks like a secret, or ""."""
    return next((name for name, _ in parse_qsl(query, keep_blank_values=True) if _SECRET.search(name)), "")


def _moment(parameters: Parameters, name: str) -> str:
    """Return the first or last second of a date parameter, "" if it is not given."""
    value = parameters.get(name, "")
    if _MOMENT.fullmatch(value):
        return reading.first_day({name: value[:10]}, name) + value[10:]
    if name == "from":
        return f"{day}T00:00:00Z" if (day := reading.first_day(parameters, name)) else ""
    return f"{day}T23:59:59Z" if (day := reading.last_day(parameters, name)) else ""


def _page(get: Get, parameters: Parameters, window: Window, cursor: str | None) -> Page:
    if window["until"] and window["from"] > window["until"]:
        return Page(total=0)
    query = {"resumptionToken": cursor} if cursor else _query(get, parameters, window)
    answer = get(parameters["url"], {"verb": "ListRecords", **query})
    try:
        page = _read(answer, urlsplit(parameters["url"]).hostname or "")
    except NothingFound:
        return Page(total=None if cursor else 0)
    except AnswerSays as error:
        if cursor and error.code == "badResumptionToken":
            raise ExpiredCursor from None
        raise _source_error(answer, error) from None
    # A repository may revise completeListSize (OAI-PMH 3.5), so only the first one counts.
    return page._replace(total=None) if cursor else page


def _query(get: Get, parameters: Parameters, window: Window) -> dict[str, str]:
    """Return the parameters of the first request of a list."""
    url = parameters["url"]
    query = {"metadataPrefix": parameters.get("prefix") or _best_prefix(get, url), "set": parameters.get("set", "")}
    if window["from"] or window["until"]:
        length = 10 if _value(get, url, "Identify", "granularity") == "YYYY-MM-DD" else 20
        query |= {"from": window["from"][:length], "until": window["until"][:length]}
    return {name: value for name, value in query.items() if value}


def _best_prefix(get: Get, url: str) -> str:
    """Return the best metadata prefix of a repository; every repository must offer oai_dc."""
    offered = _values(get, url, "ListMetadataFormats", "metadataPrefix")
    return next((prefix for prefix in _PREFIXES if prefix in offered), "oai_dc")


def _value(get: Get, url: str, verb: str, name: str) -> str:
    return next(iter(_values(get, url, verb, name)), "")


def _values(get: Get, url: str, verb: str, name: str) -> list[str]:
    """Send a request other than for records and return the text of the named elements. Raises SourceSays, BadAnswer."""
    answer = get(url, {"verb": verb})
    try:
        values = reading.xml_parts(answer, _EXPECTED, {name, "error"}, _value_or_error)
    except AnswerSays as error:
        raise _source_error(answer, error) from None
    if not values:
        raise reading.bad(answer, _EXPECTED, Localized("it has no {name}", name=name))
    return values


def _value_or_error(element: xml.Element) -> str:
    if xml.local(element) == "error":
        raise oai.error_of(element)
    return xml.value(element)


def _source_error(answer: Answer, error: AnswerSays) -> SourceSays:
    return SourceSays(url=answer.url, code=error.code, message=error.message)


def _read(answer: Answer, host: str) -> Page:
    """Read a response of any status; OAI errors come with any status. Raises AnswerSays, BadAnswer."""
    items: list[Item] = []
    deleted: list[str] = []
    newest, token = "", oai.Token("", None, None)
    try:
        for part in oai.parts(io.BytesIO(answer.content)):
            if isinstance(part, oai.Token):
                token = part
            else:
                newest = max(newest, reading.datestamp(part.header.datestamp))
                if part.header.deleted:
                    deleted.append(_id(part.header.identifier, host))
                elif (item := oai.item(part)) is not None:
                    items.append(_placed(item, part.header.identifier, host))
    except BrokenXml as error:
        raise reading.bad(answer, _EXPECTED, str(error)) from None
    if answer.status != 200 or not _LIST.search(answer.content):
        raise reading.bad(answer, _EXPECTED, Localized("it has no ListRecords"))
    return Page(tuple(items), tuple(deleted), token.value or None, token.size, newest)


def _placed(item: Item, identifier: str, host: str) -> Item:
    if item.record is None or not identifier:
        return item
    return item._replace(record=replace(item.record, id=_id(identifier, host)))


def _id(identifier: str, host: str) -> str:
    """Return a record's id: the repository's identifier, prefixed by the host if it is not globally unique."""
    return identifier if _WORLDWIDE.fullmatch(identifier) else f"{host}:{identifier}"


SOURCE = Source(
    name="oai",
    origin=oai.FORMAT.origin,
    about=N_(
        "Repositories that support OAI-PMH, such as IRDB (https://irdb.nii.ac.jp/oai), WEKO3 and DSpace. Abstracts are in Japanese and English; JPCOAR marks the language. No key. 1 request per second unless the repository asks for fewer. Each repository has its own terms of use and attribution."
    ),
    parameters=(
        Parameter(
            "url",
            N_("the address of the repository (https://…/oai)"),
            required=True,
        ),
        Parameter("set", N_("only records of this set (setSpec)")),
        Parameter(
            "prefix",
            N_(
                "metadata format: jpcoar_2.0, jpcoar_1.0, junii2 or oai_dc (default: the richest that the repository offers)"
            ),
        ),
        Parameter(
            "from",
            N_("updated in the repository on or after this date (YYYY-MM-DD)"),
        ),
        Parameter(
            "until",
            N_("updated in the repository on or before this date (YYYY-MM-DD)"),
        ),
    ),
    windows=_windows,
    page=_page,
)
