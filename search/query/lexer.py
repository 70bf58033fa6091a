"""The lexer of queries: text -> tokens (words, signs, field names).

It takes linear time for any text.
"""

import re
from bisect import bisect_left
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

from shoroku.analyzers.analyzer import has_japanese
from shoroku.search.query import fields
from shoroku.search.query.diagnostics import Tell
from shoroku.search.query.signs import (
    CLOSE,
    COLONS,
    EQUALS,
    ESCAPABLE,
    ESCAPED_OPERATOR,
    MINUS,
    NAME,
    NAME_IN_PARTS,
    NUMBER,
    OPEN,
    OPERATOR,
    OPERATORS,
    ORDINARY,
    OTHER_CLOSE,
    PAIR,
    PAIR_BEFORE_WORD,
    PIPE,
    PLUS,
    QUOTES,
    RUN,
    SIMPLE,
    SLOP,
    SPACE,
    STARS,
    TAG,
    TAG_END,
    WORD_CHARACTER,
)
from shoroku.search.query.wildcards import classified

MOST_SLOP = 100
_USUAL_SLOP = 5
_MOST_GUESSES = 3
_STAR = re.compile(rf"(?<!\\)[{STARS}]")
#: Maximum number of pieces of a word. It exceeds the maximum number of characters, so it only affects text that is cut anyway.
MOST_PIECES = 16_384
#: A field and a year before the dash that says "from then on".
_OPEN_RANGE = re.compile(r"\w[:：][<>=]*\d{1,4}年?$")
_LONGEST_RANGE = 12
_MARK = re.compile(rf"\\.|[{''.join(dict.fromkeys(''.join(QUOTES) + ''.join(QUOTES.values())))}]", re.DOTALL)
_BEGINS = re.compile(r"[^\s/]")
#: Characters that may precede a field at the beginning of a query.
_BEFORE_A_FIELD = " \u3000\t\n" + OPEN + MINUS + PLUS


#: Kinds of tokens that are searched for; the other kinds combine these.
LEAVES = frozenset({"words", "phrase", "exact", "prefix", "wildcard", "fuzzy"})


class QueryToken(NamedTuple):
    """A piece of a query. ``kind``: one of LEAVES, star, and, or, not, minus, plus, open, close, field, tag, to.

    ``text`` is what a leaf asks for, the field that a name or a tag means, or an operator as it is written. ``number`` is
    the slop of a phrase or a tag, and the edits of a fuzzy word.
    """

    kind: str
    start: int
    end: int
    text: str = ""
    number: int = 0


class Lexer:
    """Reads the tokens of one query. ``slow_words`` counts the words that needed closer inspection."""

    @property
    def pieces(self) -> int:
        """How many pieces those words had."""
        return self._chunks.pieces

    def __init__(self, text: str, tell: Tell) -> None:
        self._text = text
        self._tell = tell
        self._quotes = Quotes(text)
        self._chunks = Chunks(text, self._quotes, tell)
        self._fresh = 0  # a chunk begins here, though no space is before it
        self._raw = -1  # the value of a field begins here, to be taken as it is written
        self._after_tag = False
        self._guesses = 0
        self._had_field = False
        self._dashes: dict[str, list[int]] = {}
        self._told: set[str] = set()
        self.slow_words = 0

    def next(self, at: int, *, single: bool) -> QueryToken | None:
        """Return the token at ``at`` or after it, None at the end. ``single``: one of neighbouring words, not all."""
        if space := SPACE.match(self._text, at):
            at = space.end()
        if at >= len(self._text):
            return None
        token = self._simple(at, single=single) or self._sign(at) or self._word(at)
        self._after_tag = token.kind == "tag"
        return token

    def _simple(self, at: int, *, single: bool) -> QueryToken | None:
        if at == self._raw or self._is_glued(at):
            return None
        match = (SIMPLE if single else RUN).match(self._text, at)
        if match is None:
            return None
        return QueryToken("words", at, match.end(), " ".join(match.group().split()))

    def _is_glued(self, at: int) -> bool:
        before = self._text[at - 1]
        return not (at == self._fresh or before.isspace() or before in OPEN + PIPE)

    # --- Signs --------------------------------------------------------------------------------------------------------

    def _sign(self, at: int) -> QueryToken | None:
        char = self._text[at]
        if char in CLOSE:
            return QueryToken("close", at, at + 1)
        if char in PIPE:
            return self._pipe(at)
        if char in QUOTES and (close := self._quotes.end(at)) >= 0:
            return self._phrase(at, close)
        if tag := self._tag(at):
            return tag
        if at == self._raw:
            return None
        if char in OPEN:
            return None if PAIR_BEFORE_WORD.match(self._text, at) else QueryToken("open", at, at + 1)
        return self._operator(at) or self._field(at) or self._prefix(at)

    def _pipe(self, at: int) -> QueryToken:
        end = at + 1
        while end < len(self._text) and self._text[end] in PIPE:
            end += 1
        return QueryToken("or", at, end, self._text[at])

    def _phrase(self, at: int, close: int) -> QueryToken:
        text = unescaped(self._text[at + 1 : close])
        end, slop = close + 1, 0
        if match := SLOP.match(self._text, end):
            end, slop = match.end(), int(match[1] or _USUAL_SLOP)
            if slop > MOST_SLOP:
                self._tell("far_slop", (at, end), {"most": str(MOST_SLOP)})
        if (sign := _STAR.search(self._text, at, close)) and at != self._raw:
            self._tell("sign_in_quote", (at, end), {"sign": sign.group()})
        return QueryToken("phrase", at, end, text, min(slop, MOST_SLOP))

    def _tag(self, at: int) -> QueryToken | None:
        found = tag_at(self._text, at)
        if found is None:
            return None
        field, slop, end = found
        return QueryToken("tag", at, end, field, min(slop, MOST_SLOP))

    def _operator(self, at: int) -> QueryToken | None:
        if match := OPERATOR.match(self._text, at):
            return QueryToken(OPERATORS[match.group()], at, match.end(), match.group())
        if self._after_tag and self._text[at] in COLONS and self._text[at + 1 : at + 2].isspace():
            return QueryToken("to", at, at + 1)
        return None

    def _field(self, at: int) -> QueryToken | None:
        match = NAME.match(self._text, at)
        if match is None:
            return None
        field, end = fields.field_named(match[1]), match.end()
        if not field:
            self._guess(match[1], at, end)
            return None
        if space := SPACE.match(self._text, end):
            # In the middle of a sentence it is none: "papers on the subject: Davis, …"
            is_loose = field in fields.LOOSE and (self._had_field or not self._text[:at].strip(_BEFORE_A_FIELD))
            end = space.end() if is_loose else len(self._text)
        if end == len(self._text):
            return None
        self._fresh, self._had_field = end, True
        opens = self._text[end] in OPEN or (self._text[end] in QUOTES and self._quotes.end(end) >= 0)
        if field in fields.VALUES | fields.YEARS and not opens:
            self._raw = end
        if field == "author" and (name := NAME_IN_PARTS.match(self._text, end)):
            whole = f'{self._text[at : match.end()]}"{name[0]}"'
            self._tell("name_in_parts", (at, name.end()), {"initials": name[1], "whole": whole})
        return QueryToken("field", at, end, field)

    def _guess(self, name: str, at: int, end: int) -> None:
        """Suggest the field for a name that is nearly a field name."""
        if self._guesses < _MOST_GUESSES and len(name) > 3 and name.isascii() and _BEGINS.match(self._text, end):
            self._guesses += 1
            for near in get_close_matches(name.lower(), fields.SPELLED_OUT, 1, 0.8):
                self._tell("near_field", (at, end), {"name": self._text[at:end], "field": f"{near}:"})

    def _prefix(self, at: int) -> QueryToken | None:
        if self._is_glued(at):
            return None
        char, following = self._text[at], self._text[at + 1 : at + 2]
        begins = bool(WORD_CHARACTER.match(following)) or (following in QUOTES and self._quotes.end(at + 1) >= 0)
        if char in EQUALS:
            return self._exact(at) if begins else None
        if char not in MINUS + PLUS or NUMBER.match(self._text, at + 1):
            return None
        if not begins and (not following or following not in OPEN + EQUALS + STARS + "\\"):
            return None
        if char in MINUS and self._opens_subtitle(at):
            return None
        self._fresh = at + 1
        return QueryToken("minus" if char in MINUS else "plus", at, at + 1, char)

    def _opens_subtitle(self, at: int) -> bool:
        """Return whether a dash opens －a subtitle－ rather than leaving out the word after it; report it if that is unclear.

        Within one chunk (-subtitle-) that is clear. Otherwise a hyphen opens one only if the last one that may close it
        follows Japanese: in Latin script, words such as pre- and anti- end in one.
        """
        dash = self._text[at]
        if dash not in self._dashes:
            self._dashes[dash] = self._closing(dash)
        closing = self._dashes[dash]
        nearest = bisect_left(closing, at + 1)
        if nearest == len(closing):
            return False
        chunk_end = self._spaces[bisect_left(self._spaces, at)]
        if closing[nearest] < chunk_end:
            return True
        is_one = dash != "-" or has_japanese(self._text[closing[-1] - 1])
        kind = "subtitle" if is_one else "no_subtitle"
        if kind not in self._told:
            self._told.add(kind)
            self._tell(kind, (at, chunk_end), {"word": self._text[at + 1 : chunk_end]})
        return is_one

    @cached_property
    def _spaces(self) -> list[int]:
        """Where white space begins, and the end of the text."""
        return [*(match.start() for match in SPACE.finditer(self._text)), len(self._text)]

    def _closing(self, dash: str) -> list[int]:
        """Return where a dash ends a word. The dash of an open range of years (year:2015-) closes nothing."""
        ends = rf"(?<=[^\s{re.escape(MINUS)}]){re.escape(dash)}(?![^\s{re.escape(CLOSE)}])"
        return [
            match.start()
            for match in re.finditer(ends, self._text)
            if not _OPEN_RANGE.search(self._text, max(0, match.start() - _LONGEST_RANGE), match.start())
        ]

    def _exact(self, at: int) -> QueryToken:
        if self._text[at + 1] in QUOTES:
            close = self._quotes.end(at + 1)
            text, end = unescaped(self._text[at + 2 : close]), close + 1
        else:
            text, end, _ = self._chunks.read(at + 1)
        return QueryToken("exact", at, end, text)

    # --- Words --------------------------------------------------------------------------------------------------------

    def _word(self, at: int) -> QueryToken:
        self.slow_words += 1
        chunk = self._chunks.read(at)
        span = (at, chunk.end)
        if at == self._raw or chunk.is_literal:
            return QueryToken("words", *span, chunk.text)
        if not chunk.text.strip(STARS):
            return QueryToken("star", *span)
        word = classified(chunk.text, span, self._tell)
        return QueryToken(word.kind, *span, word.text, word.edits)


class Quotes:
    """The quotation marks of a text that are not escaped."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: dict[str, list[int]] = {}
        for match in _MARK.finditer(text):
            if len(match.group()) == 1:
                self._places.setdefault(match.group(), []).append(match.start())

    def end(self, start: int) -> int:
        """Return the position of the closing mark of the quotation that begins at ``start``, or -1."""
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


class Chunk(NamedTuple):
    """A word without its backslashes. ``is_literal``: a backslash escaped a sign in it."""

    text: str
    end: int
    is_literal: bool


class Chunks:
    """Reads the chunks of a text. ``pieces`` counts the pieces read; a chunk with too many is cut."""

    def __init__(self, text: str, quotes: Quotes, tell: Tell) -> None:
        self._text = text
        self._quotes = quotes
        self._tell = tell
        self.pieces = 0

    def read(self, start: int) -> Chunk:
        """Return the chunk at ``start``, where no sign is a token of its own."""
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
        """Return the meaning of the characters at ``at`` and their number; 0 at the end of a word."""
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
    """Return the field of the tag at ``at``, its slop, and the position after the tag."""
    match = TAG.match(text, at)
    if match is None or not TAG_END.match(text, match.end()):
        return None
    name, _, distance = match[1].partition(":~")
    field = fields.field_tagged(name)
    if not field or (distance and not distance.isdecimal()):
        return None
    return field, int(distance[:6] or 0), match.end()


def unescaped(text: str) -> str:
    """Return ``text`` without escaping backslashes and with single spaces."""
    pieces = []
    at = 0
    while (slash := text.find("\\", at)) >= 0:
        pieces.append(text[at:slash])
        following = text[slash + 1 : slash + 2]
        pieces.append(following if following and following in ESCAPABLE else "\\" + following)
        at = slash + 2
    return " ".join(("".join(pieces) + text[at:]).split())
