"""Text that fits a terminal: nothing in it that could control one, and lines measured in columns.

East Asian characters take two columns, which ``rich.cells`` knows; where a Japanese line may end, this module knows.
"""

import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

# --- Safe text --------------------------------------------------------------------------------------------------------

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
    """Return text from a record, file or argument without what could control a terminal; white space becomes one space."""
    if text.isascii() and text.isprintable():
        return text
    text = _SPACE.sub(" ", _ESCAPE.sub("", text))
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def readable(path: Path | str) -> str:
    """Return a path as text that JSON can hold: a file's name need not be UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


# --- Lines ------------------------------------------------------------------------------------------------------------

#: Characters that must not begin a line, and that must not end one (the core of JIS X 4051).
_NEVER_FIRST = frozenset("、。，．,.:;!?！？：；)]}）］｝」』】〉》’”ー々ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ％%")
_NEVER_LAST = frozenset("([{（［｛「『【〈《‘“")


@cache
def _measure() -> Callable[[str], int]:
    """Load rich's table of widths, which JSON does not need."""
    from rich.cells import cell_len

    return cell_len


def cells(text: str) -> int:
    """Return how many columns a text takes."""
    return _measure()(text)


def wrap(text: str, width: int) -> list[str]:
    """Break one paragraph into lines of at most ``width`` columns, without the spaces at the breaks."""
    return [text[start:end] for start, end in lines(text, width)] or [""]


def lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield where each line of at most ``width`` columns begins and ends in ``text``."""
    start = 0
    while start < len(text):
        end = _fitting(text, start, width)
        if end < len(text):
            end = _last_break(text, start, end)
        yield start, start + len(text[start:end].rstrip(" "))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1


def _fitting(text: str, start: int, width: int) -> int:
    """Return the end of the longest stretch from ``start`` that fits; one character at least."""
    used, measure = 0, _measure()
    for index in range(start, len(text)):
        used += measure(text[index])
        if used > width and index > start:
            return index
    return len(text)


def _last_break(text: str, start: int, end: int) -> int:
    """Return the last position up to ``end`` where a line may end; ``end`` itself if there is none."""
    for at in range(end, start, -1):
        if _may_break(text[at - 1], text[at]):
            return at
    return end


def _may_break(before: str, after: str) -> bool:
    if before == " " or after == " ":
        return True
    if after in _NEVER_FIRST or before in _NEVER_LAST or cells(after) == 0:
        return False
    return cells(before) == 2 or cells(after) == 2
