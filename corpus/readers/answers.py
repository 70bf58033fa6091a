"""JSON that services answer: records inside an envelope, in an array, alone, or one after the other.

Read with positions, so that every record knows its line and its own text, and so that what stands before a break in
the answer is not lost with what stands behind it. What the records are is left to each format.
"""

import codecs
import json
import re
from collections.abc import Callable, Generator, Iterator
from typing import Any, BinaryIO, NamedTuple

from shoroku.corpus.errors import BrokenSyntax, RecordError, WrongType
from shoroku.corpus.normalize import cleaning
from shoroku.corpus.normalize.markup import plain
from shoroku.corpus.readers.reader import Item
from shoroku.corpus.record import Record, Text

_RAW = 2_000  # characters of a rejected record, kept for the rejects file
_DEPTH = 4  # of envelopes; services have two

_decode = json.JSONDecoder(strict=False).raw_decode
_WHITE = re.compile(r"[ \t\n\r]*")
_REMAINS = re.compile(r"[ \t\n\r,\]}]*")  # of brackets that were opened before a break
_NEXT_LINE = re.compile(r"\n(?=\{)")

_Make = Callable[[dict[str, Any]], Record | None]


class _Element(NamedTuple):
    """What stands where a record may stand: its value, or why it has none; and the span of its text."""

    start: int
    end: int
    value: Any
    broken: str = ""


def read(stream: BinaryIO, name: str, envelope: frozenset[str], record: _Make) -> Iterator[Item]:
    """Yield an item for each record of the stream.

    A JSON object with a key of ``envelope`` is no record; what the key holds is looked into. ``record`` makes one of a
    JSON object, raises RecordError, or returns None for an object that is not meant to be one. Bytes that are no UTF-8
    are characters to be cleaned away, like any other harmful one.
    """
    text = stream.read().removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    line, counted = 1, 0
    for element in _elements(text, envelope):
        line, counted = line + text.count("\n", counted, element.start), element.start
        raw = text[element.start : min(element.end, element.start + _RAW)].encode("utf-8", "surrogateescape")[:_RAW]
        if item := _item(line, element, name, record, raw):
            yield item


def _item(line: int, element: _Element, name: str, record: _Make, raw: bytes) -> Item | None:
    try:
        if element.broken:
            raise BrokenSyntax(field="", format=name, reason=element.broken)
        if not isinstance(element.value, dict):
            raise WrongType(field="", expected="a JSON object")
        repaired = tuple(field for field, part in element.value.items() if cleaning.any_harmful(part))
        made = record(element.value)
        return Item(line, made, repaired=repaired) if made else None
    except RecordError as error:
        return Item(line, None, error, raw)
    except RecursionError as error:
        return Item(line, None, BrokenSyntax(field="", format=name, reason=str(error)), raw)


# --- Where the elements are -------------------------------------------------------------------------------------------


def _elements(text: str, envelope: frozenset[str]) -> Iterator[_Element]:
    """Yield what stands where records may stand; behind a break, go on at the next line that begins an object."""
    at, between = _skip(text, 0), _WHITE
    while at < len(text):
        walk, reached = _value(text, at, envelope, _DEPTH), at
        try:
            while True:
                element = next(walk)
                reached = element.end
                yield element
        except StopIteration as stop:
            at = _skip(text, stop.value, between)
        except (ValueError, RecursionError) as error:  # too deep for any record; a number too long is a ValueError
            start = error.start if isinstance(error, _Break) else reached
            yield _Element(start, len(text), None, str(error))
            following = _NEXT_LINE.search(text, start)
            at, between = following.end() if following else len(text), _REMAINS


class _Break(ValueError):
    """An element that cannot be read, and where it begins."""

    def __init__(self, start: int, error: Exception) -> None:
        super().__init__(str(error))
        self.start = start


_Walk = Generator[_Element, None, int]


def _value(text: str, at: int, envelope: frozenset[str], depth: int) -> _Walk:
    """Yield the elements of the value at ``at``; return where it ends."""
    if text.startswith("[", at):
        return (yield from _array(text, at, envelope, depth))
    if text.startswith("{", at):
        return (yield from _object(text, at, envelope, depth))
    element = _whole(text, at)
    yield element
    return element.end


def _whole(text: str, at: int) -> _Element:
    """Return the element at ``at``. Raises _Break."""
    try:
        value, end = _decode(text, at)
    except (ValueError, RecursionError) as error:
        raise _Break(at, error) from None
    return _Element(at, end, value)


def _array(text: str, start: int, envelope: frozenset[str], depth: int) -> _Walk:
    at = _skip(text, start + 1)
    while not text.startswith("]", at):
        if depth == _DEPTH:  # an array of answers, perhaps
            at = yield from _value(text, at, envelope, depth - 1)
        else:
            element = _whole(text, at)
            yield element
            at = element.end
        at = _separator(text, _skip(text, at), "]")
    return at + 1


def _object(text: str, start: int, envelope: frozenset[str], depth: int) -> _Walk:
    """Look for keys of the envelope; an object that has none is an element itself."""
    found: dict[str, Any] = {}
    opened = False
    at = _skip(text, start + 1)
    while not text.startswith("}", at):
        key, at = _key(text, at)
        if depth and key in envelope and text[at : at + 1] in ("{", "["):
            opened = True
            at = yield from _value(text, at, envelope, depth - 1)
        else:
            found[key], at = _decode(text, at)
        at = _separator(text, _skip(text, at), "}")
    if not opened:
        yield _Element(start, at + 1, found)
    return at + 1


def _key(text: str, at: int) -> tuple[str, int]:
    """Return the key at ``at`` and where its value begins."""
    if not text.startswith('"', at):
        raise json.JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
    key, at = _decode(text, at)
    at = _skip(text, at)
    if not text.startswith(":", at):
        raise json.JSONDecodeError("Expecting ':' delimiter", text, at)
    return key, _skip(text, at + 1)


def _separator(text: str, at: int, closing: str) -> int:
    """Return where the next member begins, or the closing bracket stands."""
    if text.startswith(closing, at):
        return at
    if not text.startswith(",", at):
        raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
    return _skip(text, at + 1)


def _skip(text: str, at: int, white: re.Pattern[str] = _WHITE) -> int:
    return white.match(text, at).end()  # type: ignore[union-attr]


# --- What values say --------------------------------------------------------------------------------------------------


def listed(value: Any) -> list[Any]:
    """Return a value that may be a list, or alone, or absent, as a list."""
    return [] if value is None else value if isinstance(value, list) else [value]


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the JSON objects of a value that may be a list of them, one, or absent."""
    return [item for item in listed(value) if isinstance(item, dict)]


def first(value: Any) -> dict[str, Any]:
    """Return the first JSON object of a value, or an empty one."""
    return next(iter(objects(value)), {})


def string(value: Any) -> str:
    """Read a string or a number, alone, as ``@value`` of an object, or as the first of a list; else ""."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return cleaning.clean(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def strings(value: Any) -> list[str]:
    """Read a list of strings or numbers, or one; without the empty ones."""
    return [read_ for item in listed(value) if (read_ := string(item))]


def text(value: Any, lang: str = "") -> Text:
    """Read a string that may hold markup as a text; its language by its script where ``lang`` is empty."""
    return cleaning.text(plain(string(value)), lang)


def texts(value: Any) -> tuple[Text, ...]:
    """Read a list of strings that may hold markup, or one, each text once."""
    return cleaning.distinct(text(one) for one in strings(value))
