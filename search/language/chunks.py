"""A word of a query as it is written: up to the next space, or the next sign that ends a word."""

from typing import NamedTuple

from shoroku.search.language import names
from shoroku.search.language.quotes import Quotes
from shoroku.search.language.shape import Tell
from shoroku.search.language.signs import (
    CLOSE,
    ESCAPABLE,
    ESCAPED_OPERATOR,
    OPEN,
    ORDINARY,
    PAIR,
    PIPE,
    QUOTES,
    TAG,
    TAG_END,
)

#: A word of more pieces is cut. More than a query may have characters, so only what is cut anyway.
MOST_PIECES = 16_384


class Chunk(NamedTuple):
    """A word without its backslashes. ``is_literal``: a backslash took the meaning of some sign away."""

    text: str
    end: int
    is_literal: bool


class Chunks:
    """Reads the chunks of one text. ``pieces`` counts what it took; one chunk is cut where it takes too many."""

    def __init__(self, text: str, quotes: Quotes, tell: Tell) -> None:
        self._text = text
        self._quotes = quotes
        self._tell = tell
        self.pieces = 0

    def read(self, start: int) -> Chunk:
        """Return the chunk at ``start``, where no sign stands that is a token by itself."""
        pieces: list[str] = []
        at, is_literal = start, False
        while at < len(self._text) and len(pieces) <= MOST_PIECES:
            piece, step = self._piece(at, is_first=at == start)
            if not step:
                break
            is_literal |= step > len(piece)
            pieces.append(piece)
            at += step
        self.pieces += len(pieces)
        return Chunk("".join(pieces), at, is_literal)

    def _piece(self, at: int, *, is_first: bool) -> tuple[str, int]:
        """Return what stands at ``at`` as it is meant, and how many characters it is written with; 0 where a word ends."""
        if match := ORDINARY.match(self._text, at):
            return match.group(), match.end() - at
        char = self._text[at]
        if char == "\\":
            return self._escape(at, is_first=is_first)
        if char in OPEN and (pair := PAIR.match(self._text, at)):
            return pair.group(), pair.end() - at
        if char.isspace() or char in OPEN + CLOSE + PIPE or (char in "[［" and self._is_tag(at)):
            return "", 0
        if char in QUOTES:
            if self._quotes.end(at) >= 0:
                return "", 0
            self._tell("open_quote", (at, at + 1), {"sign": QUOTES[char][0]})
        return char, 1

    def _escape(self, at: int, *, is_first: bool) -> tuple[str, int]:
        following = self._text[at + 1 : at + 2]
        if following and following in ESCAPABLE:
            return following, 2
        if is_first and ESCAPED_OPERATOR.match(self._text, at):
            return "", 1
        return "\\", 1

    def _is_tag(self, at: int) -> bool:
        return tag_at(self._text, at) is not None


def tag_at(text: str, at: int) -> tuple[str, int, int] | None:
    """Return the field of the tag at ``at``, how many words may stand between, and where the tag ends."""
    match = TAG.match(text, at)
    if match is None or not TAG_END.match(text, match.end()):
        return None
    name, _, distance = match[1].partition(":~")
    field = names.field_tagged(name)
    if not field or (distance and not distance.isdecimal()):
        return None
    return field, int(distance[:6] or 0), match.end()


def unescaped(text: str) -> str:
    """Return ``text`` without the backslashes that stand before signs, and with one space for any white space."""
    pieces = []
    at = 0
    while (slash := text.find("\\", at)) >= 0:
        pieces.append(text[at:slash])
        following = text[slash + 1 : slash + 2]
        pieces.append(following if following and following in ESCAPABLE else "\\" + following)
        at = slash + 2
    return " ".join(("".join(pieces) + text[at:]).split())
