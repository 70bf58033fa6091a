"""JSON responses of services: records in an envelope, in an array, alone, or one after another.

Responses are read record by record: only one is in memory, each record knows its line and its text, and the records before
a syntax error are not lost. Each format decides what a record is.
"""

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

from shoroku.corpus.normalize import cleaning
from shoroku.corpus.normalize.markup import plain
from shoroku.corpus.readers.reader import LONGEST, LONGEST_MB, Item
from shoroku.corpus.record import Record, Text
from shoroku.corpus.record_errors import BrokenSyntax, RecordError, TooBroken, TooLong, WrongType
from shoroku.messages import Localized

_RAW = 2_000  # characters of a rejected record, kept for the rejects file
_DEPTH = 4  # of envelopes; services have two
_CHUNK = 1 << 16  # bytes
_EDGE = 16  # characters; what is broken so near to the end of what was read may only be cut
#: At each break, up to the length of a record is read for nothing. The total may be this many times what was read.
_IN_VAIN = 20

_decode = json.JSONDecoder(strict=False).raw_decode
_WHITE = re.compile(r"[ \t\n\r]*")
_REMAINS = re.compile(r"[ \t\n\r,\]}]*")  # of brackets that were opened before a break

_Make = Callable[[dict[str, Any]], Record | None]


class _Element(NamedTuple):
    """A value where a record may be, or the error why it cannot be read; with its line and its text, cut."""

    line: int
    raw: str
    value: Any
    error: RecordError | None = None


def read(stream: BinaryIO, name: str, envelope: frozenset[str], record: _Make) -> Iterator[Item]:
    """Yield an item for each record of the stream.

    A JSON object with a key of ``envelope`` is not a record; the value of the key is searched for records. ``record`` turns
    a JSON object into a record, raises RecordError, or returns None for an object that is not meant to be a record. Bytes
    that are not UTF-8 are removed by the cleaning, like other harmful characters.
    """
    for element in _Elements(_Characters(stream), name, envelope).all():
        if item := _item(element, name, record):
            yield item


def _item(element: _Element, name: str, record: _Make) -> Item | None:
    line, raw = element.line, element.raw.encode("utf-8", "surrogateescape")[:_RAW]
    try:
        if element.error:
            raise element.error
        if not isinstance(element.value, dict):
            raise WrongType(field="", expected=Localized("a JSON object"))
        repaired = tuple(field for field, part in element.value.items() if cleaning.any_harmful(part))
        made = record(element.value)
        return Item(line, made, repaired=repaired) if made else None
    except RecordError as error:
        return Item(line, None, error, raw)
    except RecursionError as error:
        return Item(line, None, BrokenSyntax(field="", format=name, reason=str(error)), raw)


# --- Where the elements are -------------------------------------------------------------------------------------------


class _Break(ValueError):
    """A syntax error, and the number of characters that were read for nothing."""

    def __init__(self, reason: str, looked_at: int = 0, *, is_too_long: bool = False) -> None:
        super().__init__(reason)
        self.looked_at = looked_at
        self.is_too_long = is_too_long


class _Characters:
    """The characters of a stream, read on demand from a position that only moves forward."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._text = ""
        self._at = 0  # in ``_text``
        self._is_at_end = False
        self._line, self._counted = 1, 0  # of the character at ``_counted``
        self._mark, self._mark_line = 0, 1
        self._before = 0  # characters, before ``_text``
        self._more(_CHUNK)
        self._text = self._text.removeprefix("\ufeff")

    def _more(self, size: int) -> bool:
        """Read on; return False at the end."""
        if not self._is_at_end:
            piece = self._stream.read(size)
            self._is_at_end = not piece
            self._text += self._decoder.decode(piece, final=not piece)
        return not self._is_at_end

    def mark(self) -> None:
        """Mark the position, for ``return_to_mark``; the text before it is dropped."""
        self._mark, self._mark_line = self._at, self.line()
        if self._at > _CHUNK:
            self._text, self._before = self._text[self._at :], self._before + self._at
            self._at = self._mark = self._counted = 0

    def return_to_mark(self) -> int:
        """Go back to the mark; return how many characters that is."""
        back = self._at - self._mark
        self._at = self._counted = self._mark
        self._line = self._mark_line
        return back

    def line(self) -> int:
        """Return the line number of the position."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def place(self) -> int:
        """Return the number of characters before the position."""
        return self._before + self._at

    def peek(self, white: re.Pattern[str] = _WHITE) -> str:
        """Skip white space and return the next character, "" at the end."""
        while True:
            self._at = white.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text) or not self._more(_CHUNK):
                return self._text[self._at : self._at + 1]

    def begins(self) -> str:
        """Return the text at the position, as much of it as a rejects file keeps."""
        while len(self._text) - self._at < _RAW and self._more(_CHUNK):
            pass
        return self._text[self._at : self._at + _RAW]

    def take(self, sign: str) -> bool:
        """Skip ``sign`` if it is next after white space, and return whether it was."""
        found = self.peek() == sign
        self._at += found
        return found

    def expect(self, sign: str) -> None:
        """Skip ``sign``. Raises _Break if something else is next."""
        if not self.take(sign):
            raise _Break(f"Expecting {sign!r}")

    def value(self) -> Any:
        """Return the next JSON value and move past it. Raises _Break, without moving."""
        self.peek()
        while True:
            try:
                value, end = _decode(self._text, self._at)
                if end < len(self._text) or not self._more(_CHUNK):
                    self._at = end
                    return value
            except json.JSONDecodeError as error:
                looked_at = max(error.pos, self._at) - self._at
                is_cut = error.pos >= len(self._text) - _EDGE or error.msg.startswith("Unterminated")
                known = len(self._text) - self._at
                if not is_cut or self._is_at_end:
                    raise _Break(error.msg, known if is_cut else looked_at) from None
                if known > LONGEST:
                    raise _Break(error.msg, known, is_too_long=True) from None
                self._more(max(_CHUNK, known))
            except (
                ValueError,
                RecursionError,
            ) as error:  # a number too long is a ValueError; deep nesting is no record
                raise _Break(str(error), _RAW) from None

    def pass_to_next_line_with_an_object(self) -> bool:
        """Move to the next line that begins an object; return False if there is none."""
        while (found := self._text.find("\n{", self._at)) < 0:
            self._at = max(self._at, len(self._text) - 1)
            self.mark()
            if not self._more(_CHUNK):
                self._at = len(self._text)
                return False
        self._at = found + 1
        return True


class _Elements:
    """The elements of a text: the values where records may be."""

    def __init__(self, characters: _Characters, name: str, envelope: frozenset[str]) -> None:
        self._characters, self._name, self._envelope = characters, name, envelope
        self._in_vain = 0

    def all(self) -> Iterator[_Element]:
        """Yield the elements; after a syntax error, continue at the next line that begins an object."""
        characters, between = self._characters, _WHITE
        while characters.peek(between):
            characters.mark()
            try:
                yield from self._value(_DEPTH)
            except _Break as error:
                self._in_vain += _RAW + error.looked_at + characters.return_to_mark()
                yield self._broken(error)
                is_hopeless = self._in_vain > _IN_VAIN * (characters.place() + _CHUNK)
                if is_hopeless or not characters.pass_to_next_line_with_an_object():
                    if is_hopeless and characters.pass_to_next_line_with_an_object():
                        yield self._element(None, TooBroken(field="", format=self._name))
                    return
                between = _REMAINS

    def _broken(self, error: _Break) -> _Element:
        if error.is_too_long:
            return self._element(None, TooLong(field="", limit=LONGEST_MB))
        return self._element(None, BrokenSyntax(field="", format=self._name, reason=str(error)))

    def _element(self, value: Any, error: RecordError | None = None) -> _Element:
        return _Element(self._characters.line(), self._characters.begins(), value, error)

    def _value(self, depth: int) -> Iterator[_Element]:
        """Yield the elements of the next value."""
        sign = self._characters.peek()
        if sign == "[":
            yield from self._array(depth)
        elif sign == "{" and self._envelope:
            yield from self._object(depth)
        else:
            yield self._whole()

    def _whole(self) -> _Element:
        """Return the next element. Raises _Break."""
        characters = self._characters
        characters.peek()
        characters.mark()
        line, raw, start = characters.line(), characters.begins(), characters.place()
        value = characters.value()
        raw = raw[: characters.place() - start]
        characters.mark()
        return _Element(line, raw, value)

    def _array(self, depth: int) -> Iterator[_Element]:
        characters = self._characters
        characters.expect("[")
        while not characters.take("]"):
            if depth == _DEPTH and self._envelope:  # an array of answers, perhaps
                yield from self._value(depth - 1)
            else:
                yield self._whole()
            self._separate("]")

    def _object(self, depth: int) -> Iterator[_Element]:
        """Yield the elements under the keys of the envelope; an object without such keys is itself an element."""
        characters = self._characters
        characters.peek()
        line, raw, start = characters.line(), characters.begins(), characters.place()
        found: dict[str, Any] = {}
        opened = False
        characters.expect("{")
        while not characters.take("}"):
            key = self._key()
            if depth and key in self._envelope and characters.peek() in ("{", "["):
                opened = True
                yield from self._value(depth - 1)
            else:
                found[key] = characters.value()
            self._separate("}")
            if not opened and characters.place() - start > LONGEST:
                raise _Break("", is_too_long=True)
        if not opened:
            raw = raw[: characters.place() - start]
            characters.mark()
            yield _Element(line, raw, found)

    def _key(self) -> str:
        """Return the next key, and move past it and its colon."""
        if self._characters.peek() != '"':
            raise _Break("Expecting property name enclosed in double quotes")
        key = str(self._characters.value())
        self._characters.expect(":")
        return key

    def _separate(self, closing: str) -> None:
        """Skip the comma between two members; there is none before the closing bracket."""
        characters = self._characters
        if characters.peek() != closing:
            characters.expect(",")


# --- What values say --------------------------------------------------------------------------------------------------


def listed(value: Any) -> list[Any]:
    """Return a value that may be a list, a single value or absent, as a list."""
    return [] if value is None else value if isinstance(value, list) else [value]


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the JSON objects of a value that may be a list of objects, one object, or absent."""
    return [item for item in listed(value) if isinstance(item, dict)]


def first(value: Any) -> dict[str, Any]:
    """Return the first JSON object of a value, or an empty one."""
    return next(iter(objects(value)), {})


def string(value: Any) -> str:
    """Read a string or number: alone, as ``@value`` of an object, or first in a list; "" for anything else."""
    while isinstance(value, list | dict):
        value = value.get("@value") if isinstance(value, dict) else value[0] if value else None
    return cleaning.clean(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def strings(value: Any) -> list[str]:
    """Read one or several strings or numbers; empty ones are left out."""
    return [read_ for item in listed(value) if (read_ := string(item))]


def flags(value: Any) -> list[Any]:
    """Return the values of a flag, with strings cleaned; the caller decides what they mean."""
    inner = (one.get("@value", one) if isinstance(one, dict) else one for one in listed(value))
    return [cleaning.clean(one) if isinstance(one, str) else one for one in inner]


def text(value: Any, lang: str = "") -> Text:
    """Read a string that may contain markup as a text. If ``lang`` is empty, its script decides the language."""
    return cleaning.text(plain(string(value)), lang)


def texts(value: Any) -> tuple[Text, ...]:
    """Read one or several strings that may contain markup, each text once."""
    return cleaning.distinct(text(one) for one in strings(value))
