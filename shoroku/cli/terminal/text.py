"""Lines that fit a terminal, in a script without spaces too: East Asian characters are two columns wide."""

import re
import unicodedata
from collections.abc import Iterator

_SPACE = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
#: Terminal escapes as wholes; then every control character, direction marks, lone surrogates, byte-order marks.
_ESCAPE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?"
)
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def safe(text: str) -> str:
    """Return ``text`` without what could drive a terminal; white space becomes single spaces."""
    if text.isascii() and text.isprintable():
        return text
    text = _SPACE.sub(" ", _ESCAPE.sub("", text))
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


#: What a line must not begin with, and what it must not end with (the heart of JIS X 4051's rules).
_NEVER_FIRST = frozenset("、。，．,.:;!?！？：；)]}）］｝」』】〉》’”ー々ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ％%")
_NEVER_LAST = frozenset("([{（［｛「『【〈《‘“")


def cells(text: str) -> int:
    """Return how many columns ``text`` takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """Cut one paragraph into lines of at most ``width`` columns; the spaces where it was cut are left out."""
    return [text[start:end] for start, end in lines(text, width)] or [""]


def lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield where each line of at most ``width`` columns begins and ends in ``text``."""
    start = 0
    while start < len(text):
        end = _fitting(text, start, width)
        if end < len(text):
            end = _best_cut(text, start, end)
        yield start, start + len(text[start:end].rstrip(" "))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1


def _fitting(text: str, start: int, width: int) -> int:
    """Return the end of the longest stretch from ``start`` that fits; one character at least."""
    used = 0
    for index in range(start, len(text)):
        used += _cells(text[index])
        if used > width and index > start:
            return index
    return len(text)


def _best_cut(text: str, start: int, end: int) -> int:
    """Return the last place up to ``end`` where a line may end; ``end`` itself where there is none."""
    for at in range(end, start, -1):
        if _may_cut(text[at - 1], text[at]):
            return at
    return end


def _may_cut(before: str, after: str) -> bool:
    if before == " " or after == " ":
        return True
    if after in _NEVER_FIRST or before in _NEVER_LAST or _cells(after) == 0:
        return False
    return _cells(before) == 2 or _cells(after) == 2
