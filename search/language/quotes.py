"""Which quotation marks of a text belong together. Linear in its length, whatever it is."""

import re
from bisect import bisect_left

from shoroku.search.language.signs import OTHER_CLOSE, QUOTES

_MARK = re.compile(rf"\\.|[{''.join(dict.fromkeys(''.join(QUOTES) + ''.join(QUOTES.values())))}]", re.DOTALL)


class Quotes:
    """The quotation marks of one text that no backslash makes ordinary."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: dict[str, list[int]] = {}
        for match in _MARK.finditer(text):
            if len(match.group()) == 1:
                self._places.setdefault(match.group(), []).append(match.start())

    def end(self, start: int) -> int:
        """Return where the quotation that the mark at ``start`` opens is closed, or -1."""
        mark = self._text[start]
        closing = QUOTES[mark]
        end = self._next(closing, start + 1)
        if end >= 0 and mark not in closing:  # another one that opens before: that one is meant
            again = self._next(mark, start + 1)
            return end if again < 0 or again > end else -1
        return end if end >= 0 or mark not in OTHER_CLOSE else self._next(OTHER_CLOSE[mark], start + 1)

    def _next(self, marks: str, at: int) -> int:
        found = []
        for mark in marks:
            places = self._places.get(mark, [])
            index = bisect_left(places, at)
            if index < len(places):
                found.append(places[index])
        return min(found, default=-1)
