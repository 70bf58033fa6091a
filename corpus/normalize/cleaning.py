"""Cleaning that every reader applies to strings: harmful characters, languages, dates.

Only unreadable characters are removed: control characters, lone surrogates and direction marks, which can control a
terminal or reverse a line. The user who adds the file is told which fields were changed.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from shoroku.corpus.record import Text
from shoroku.corpus.record_errors import BadDate

#: Control characters except tab and newline, direction marks, byte-order mark, lone surrogates.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_TERMINAL_ESCAPE = re.compile("(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[@-_]")
_JAPANESE = re.compile(
    "[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d]"
)
_YEAR_MONTH_DAY = re.compile(r"(?!0000)(\d{4})(?:([-/.]?)(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_LOOSE_YEAR_MONTH = re.compile(  # the day must follow the same separator as the month: 2008-03/04 is a double issue
    r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?:([-/. ] *|年 *)(\d{1,2})(?:(?:\2|月 *)(\d{1,2}))?)?(?!\d)",
    re.ASCII,
)


def clean(value: str) -> str:
    """Return ``value`` without harmful characters and outer white space; a lone surrogate becomes U+FFFD."""
    if _HARMFUL.search(value):
        value = _HARMFUL.sub(_replacement, _TERMINAL_ESCAPE.sub("", value))
    return value.strip()


def any_harmful(value: Any) -> bool:
    """Return whether ``value`` (a string, or lists and dicts of strings) contains harmful characters."""
    if isinstance(value, str):
        return _HARMFUL.search(value) is not None
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(any_harmful, parts))


def deep_clean(value: Any) -> Any:
    """Return ``value`` (a string, or lists and dicts of strings) with every string cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [deep_clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): deep_clean(item) for key, item in value.items()}
    return value


def _replacement(match: re.Match[str]) -> str:
    char = match.group()
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return " " if char in "\x0b\x0c\r\x85" else ""


def language_of(value: str) -> str:
    """Guess the language of a text without a tag: "ja" if it has kana or kanji, else "en"."""
    return "ja" if not value.isascii() and _JAPANESE.search(value) else "en"


def text(value: str, lang: str = "") -> Text:
    """Return a cleaned ``Text``. If ``lang`` is empty, the script decides the language."""
    value = clean(value)
    return Text(value, lang or language_of(value))


def distinct(texts: Iterable[Text]) -> tuple[Text, ...]:
    """Return the distinct texts that are not empty, in order; of equal texts, one with a language tag is kept."""
    kept: dict[str, Text] = {}
    for candidate in texts:
        if candidate.value and (candidate.value not in kept or not kept[candidate.value].lang):
            kept[candidate.value] = candidate
    return tuple(kept.values())


def date(value: str | int, field: str = "date") -> str:
    """Return ``value`` as YYYY, YYYY-MM or YYYY-MM-DD, "" if it is empty. Raises BadDate if it contains no year."""
    written = str(value)
    if len(written) == 4 and written.isascii() and written.isdigit() and written != "0000":
        return written  # nearly always
    written = unicodedata.normalize("NFKC", written).strip()
    if not written:
        return ""
    match = _YEAR_MONTH_DAY.fullmatch(written) or _LOOSE_YEAR_MONTH.search(written)
    if not match:
        raise BadDate(field=field, value=str(value)[:40])
    year, _, month, day = match.groups()
    for parts in ((year, month, day), (year, month)):  # drop a day or month that does not exist
        if all(parts) and _is_in_calendar(*map(int, parts)):
            return "-".join([year] + [f"{int(part):02d}" for part in parts[1:]])
    return year


def _is_in_calendar(year: int, month: int, day: int = 1) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
