"""What sources do with answers and parameters alike: an answer as JSON, its items, days out of what a user wrote."""

import calendar
import io
import json
import re
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, TypeVar

from shoroku.corpus.errors import BrokenXml, DeletedAtSource
from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.harvest.errors import BadAnswer, BadParameter
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.sources.source import Parameters

_T = TypeVar("_T")

_DATE = re.compile(r"(?!0000)(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_DATE_EXPECTED = "YYYY, YYYY-MM or YYYY-MM-DD"


def json_object(answer: Answer, expected: str) -> dict[str, Any]:
    """Return the JSON object that an answer is, whatever its status. Raises BadAnswer.

    Bytes that are no UTF-8 do not spoil the rest: whoever reads the records cleans them.
    """
    try:
        parsed = json.loads(answer.content.decode("utf-8", "surrogateescape"), strict=False)
    except (ValueError, RecursionError) as error:
        raise bad(answer, expected, str(error)) from None
    if not isinstance(parsed, dict):
        raise bad(answer, expected, "no JSON object")
    return parsed


def xml_parts(answer: Answer, expected: str, names: Collection[str], make: Callable[[xml.Element], _T]) -> list[_T]:
    """Return what ``make`` makes of an answer's outermost elements of those names. Raises BadAnswer where it is no XML."""
    try:
        return [make(element) for element in xml.elements(io.BytesIO(answer.content), names)]
    except BrokenXml as error:
        raise bad(answer, expected, str(error)) from None


def bad(answer: Answer, expected: str, reason: str) -> BadAnswer:
    """Return the error for an answer that the source would not give; its status is told where it is not 200."""
    status = f"HTTP {answer.status}, " if answer.status != 200 else ""
    return BadAnswer(url=answer.url, expected=expected, reason=f"{status}{reason}")


def parted(format_: Format, content: bytes) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Read an answer's records; return its items, and apart from them the ids of what it says was deleted."""
    items, deleted = [], []
    for item in format_.read(io.BytesIO(content)):
        if isinstance(item.error, DeletedAtSource):
            deleted.append(str(item.error.value))
        else:
            items.append(item)
    return tuple(items), tuple(deleted)


def check_dates(parameters: Parameters) -> None:
    """Raise BadParameter where ``from`` or ``until`` is no date, or where the one is after the other."""
    first, last = first_day(parameters, "from"), last_day(parameters, "until")
    if first and last and first > last:
        raise BadParameter(name="until", value=parameters["until"], expected=f"{parameters['from']} or later")


def first_day(parameters: Parameters, name: str) -> str:
    """Return the first day of the year, month or day that a parameter names, YYYY-MM-DD; "" where it is not given."""
    return f"{value}-01-01"[:10] if len(value := _date(parameters, name)) == 4 else f"{value}-01"[:10] if value else ""


def last_day(parameters: Parameters, name: str) -> str:
    """Return the last day of the year, month or day that a parameter names, YYYY-MM-DD; "" where it is not given."""
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
    """Return a date or a moment as a source wrote it, "" where it is none: updates reckon with it."""
    try:
        datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return ""
    return str(value)


def count(parameters: Parameters, name: str, most: int) -> int:
    """Return how many records a page is to have: what a parameter says, up to ``most``, which is also the default."""
    value = parameters.get(name, str(most))
    if not (value.isdecimal() and 1 <= int(value) <= most):
        raise BadParameter(name=name, value=value, expected=f"1-{most}")
    return int(value)


def label(parameters: Parameters, since: str) -> str:
    """Return what a person is shown of a window that is the whole of a harvest."""
    shown = [f"{name} {value}" for name, value in sorted(parameters.items()) if name != "base"]
    return " ".join(shown + ([f"since {since[:10]}"] if since else []))
