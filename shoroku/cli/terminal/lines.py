"""Lines that fit a terminal, measured in columns: East Asian characters take two, which ``rich.cells`` knows.

Where a Japanese line may end, this module knows. Importing it loads rich.
"""

from collections.abc import Iterator

from rich.cells import cell_len as cells

__all__ = ["cells", "lines", "wrap"]

#: Characters that must not begin a line, and that must not end one (the core of JIS X 4051).
_NEVER_FIRST = frozenset("、。，．,.:;!?！？：；)]}）］｝」』】〉》’”ー々ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ％%")
_NEVER_LAST = frozenset("([{（［｛「『【〈《‘“")


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
    used = 0
    for index in range(start, len(text)):
        used += cells(text[index])
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
