"""Helpers for sources: responses as JSON or XML, their items, and date parameters."""

import calendar
import io
import json
import re
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, TypeVar

from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import BadAnswer, BadParameter
from shoroku.corpus.normalize.counts import whole
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record_errors import BrokenXml, DeletedAtSource
from shoroku.corpus.sources.source import Parameters
from shoroku.messages import Localized

_T = TypeVar("_T")

_DATE = re.compile(r"(?!0000)(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_DATE_EXPECTED = Localized("a date (YYYY, YYYY-MM or YYYY-MM-DD)")


def json_object(answer: Answer, expected: str) -> dict[str, Any]:
    """Return the JSON object of a response of any status. Raises BadAnswer.

    Invalid UTF-8 is tolerated here; the readers clean it.
    """
    try:
        parsed = json.loads(answer.content.decode("utf-8", "surrogateescape"), strict=False)
    except (ValueError, RecursionError) as error:
        raise bad(answer, expected, str(error)) from None
    if not isinstance(parsed, dict):
        raise bad(answer, expected, Localized("it is not a JSON object"))
    return parsed


def xml_parts(answer: Answer, expected: str, names: Collection[str], make: Callable[[xml.Element], _T]) -> list[_T]:
    """Apply ``make`` to the outermost elements with these names. Raises BadAnswer if the response is not XML."""
    try:
        return [make(element) for element in xml.elements(io.BytesIO(answer.content), names)]
    except BrokenXml as error:
        raise bad(answer, expected, str(error)) from None


def bad(answer: Answer, expected: str, reason: str) -> BadAnswer:
    """Return the error for a response that reports a failure, with its status unless that is 200."""
    if answer.status != 200:
        reason = Localized(_WITH_STATUS, status=answer.status, reason=reason)
    return BadAnswer(url=answer.url, expected=expected, reason=reason)


#: The same in every language.
_WITH_STATUS = "HTTP {status}, {reason}"


def or_later(first: str) -> Localized:
    """Return what a parameter is expected to be that may not come before another."""
    return Localized("{first} or later", first=first)


#: Descriptions of the values that parameters of several sources expect.
AN_ISSN = Localized("an ISSN (NNNN-NNNN)")
A_PREFIX = Localized("a DOI prefix (10.NNNN)")


def parted(format_: Format, content: bytes) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Read the records of a response; return the items, and separately the ids of deleted records."""
    items, deleted = [], []
    for item in format_.read(io.BytesIO(content)):
        if isinstance(item.error, DeletedAtSource):
            deleted.append(str(item.error.value))
        else:
            items.append(item)
    return tuple(items), tuple(deleted)


def check_dates(parameters: Parameters) -> None:
    """Raise BadParameter if ``from`` or ``until`` is not a date, or if ``from`` is later than ``until``."""
    first, last = first_day(parameters, "from"), last_day(parameters, "until")
    if first and last and first > last:
        raise BadParameter(name="until", value=parameters["until"], expected=or_later(parameters["from"]))


def first_day(parameters: Parameters, name: str) -> str:
    """Return the first day (YYYY-MM-DD) of the year, month or day in a parameter; "" if it is not given."""
    return f"{value}-01-01"[:10] if len(value := _date(parameters, name)) == 4 else f"{value}-01"[:10] if value else ""


def last_day(parameters: Parameters, name: str) -> str:
    """Return the last day (YYYY-MM-DD) of the year, month or day in a parameter; "" if it is not given."""
    value = _date(parameters, name)
    if len(value) == 4:
        return f"{value}-12-31"
    if len(value) == 7:
        return f"{value}-{calendar.monthrange(int(value[:4]), int(value[5:]))[1]}"
    return value


def _date(parameters: Parameters, name: str) -> str:
    value = parameters.get(name, "")
    match = _DATE.fullmatch(value)
    if value and (not match or (match[3] and int(match[3]) > calendar.monthrange(int(match[1]), int(match[2]))[1])):
        raise BadParameter(name=name, value=value, expected=_DATE_EXPECTED)
    return value


def datestamp(value: object) -> str:
    """Return a source's date or timestamp, or "" if it is invalid, because updates compute with it."""
    try:
        datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return ""
    return str(value)


def count(parameters: Parameters, name: str, most: int) -> int:
    """Return the page size: the value of a parameter, at most ``most``, which is also the default."""
    value = parameters.get(name, str(most))
    number = whole(value)
    if number is None or not 1 <= number <= most:
        raise BadParameter.between(name, value, 1, most)
    return number


def label(parameters: Parameters, since: str) -> str:
    """Return the label of a window that covers a whole harvest."""
    shown = [f"{name} {value}" for name, value in sorted(parameters.items()) if name != "base"]
    return " ".join(shown + ([f"since {since[:10]}"] if since else []))
