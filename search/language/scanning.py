"""From text to tokens: where the next word, sign or field's name of a query stands, and which it is."""

import re
from difflib import get_close_matches
from typing import NamedTuple

from shoroku.search.language import names
from shoroku.search.language.chunks import Chunks, tag_at, unescaped
from shoroku.search.language.patterns import classified
from shoroku.search.language.quotes import Quotes
from shoroku.search.language.shape import Tell
from shoroku.search.language.signs import (
    CLOSE,
    COLONS,
    EQUALS,
    MINUS,
    NAME,
    NUMBER,
    OPEN,
    OPERATOR,
    OPERATORS,
    PAIR_BEFORE_WORD,
    PIPE,
    PLUS,
    QUOTES,
    RUN,
    SIMPLE,
    SLOP,
    SPACE,
    STARS,
    WORD_CHARACTER,
)
from shoroku.search.language.tree import Exact, Leaf, Phrase, Words

MOST_SLOP = 100
_USUAL_SLOP = 5
_MOST_GUESSES = 3
_STAR = re.compile(rf"(?<!\\)[{STARS}]")
_BEGINS = re.compile(r"[^\s/]")
#: A query that begins with a field may have these before it.
_BEFORE_A_FIELD = " \u3000\t\n" + OPEN + MINUS + PLUS


class Token(NamedTuple):
    """A piece of a query. ``kind``: leaf, star, and, or, not, minus, plus, open, close, field, tag, to.

    ``leaf`` is the node of a leaf; ``name`` the field that a name or a tag means, or an operator as it is written.
    """

    kind: str
    start: int
    end: int
    leaf: Leaf | None = None
    name: str = ""
    slop: int = 0


class Scanner:
    """Reads one query, token by token. ``slow_words`` counts the words that had to be looked at closely."""

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
        self._dashes: dict[str, int] = {}
        self.slow_words = 0

    def next(self, at: int, *, single: bool) -> Token | None:
        """Return the token at ``at`` or after it, None at the end. ``single``: one of neighbouring words, not all."""
        if space := SPACE.match(self._text, at):
            at = space.end()
        if at >= len(self._text):
            return None
        token = self._simple(at, single=single) or self._sign(at) or self._word(at)
        self._after_tag = token.kind == "tag"
        return token

    def _simple(self, at: int, *, single: bool) -> Token | None:
        if at == self._raw or self._is_glued(at):
            return None
        match = (SIMPLE if single else RUN).match(self._text, at)
        if match is None:
            return None
        return Token("leaf", at, match.end(), Words(" ".join(match.group().split()), span=(at, match.end())))

    def _is_glued(self, at: int) -> bool:
        before = self._text[at - 1]
        return not (at == self._fresh or before.isspace() or before in OPEN + PIPE)

    # --- Signs --------------------------------------------------------------------------------------------------------

    def _sign(self, at: int) -> Token | None:
        char = self._text[at]
        if char in CLOSE:
            return Token("close", at, at + 1)
        if char in PIPE:
            return self._pipe(at)
        if char in QUOTES and (close := self._quotes.end(at)) >= 0:
            return self._phrase(at, close)
        if tag := self._tag(at):
            return tag
        if at == self._raw:
            return None
        if char in OPEN:
            return None if PAIR_BEFORE_WORD.match(self._text, at) else Token("open", at, at + 1)
        return self._operator(at) or self._field(at) or self._prefix(at)

    def _pipe(self, at: int) -> Token:
        end = at + 1
        while end < len(self._text) and self._text[end] in PIPE:
            end += 1
        return Token("or", at, end, name=self._text[at])

    def _phrase(self, at: int, close: int) -> Token:
        text = unescaped(self._text[at + 1 : close])
        end, slop = close + 1, 0
        if match := SLOP.match(self._text, end):
            end, slop = match.end(), int(match[1] or _USUAL_SLOP)
            if slop > MOST_SLOP:
                self._tell("far_slop", (at, end), {"most": str(MOST_SLOP)})
        if (sign := _STAR.search(self._text, at, close)) and at != self._raw:
            self._tell("sign_in_quote", (at, end), {"sign": sign.group()})
        return Token("leaf", at, end, Phrase(text, min(slop, MOST_SLOP), span=(at, end)))

    def _tag(self, at: int) -> Token | None:
        found = tag_at(self._text, at)
        if found is None:
            return None
        field, slop, end = found
        return Token("tag", at, end, name=field, slop=min(slop, MOST_SLOP))

    def _operator(self, at: int) -> Token | None:
        if match := OPERATOR.match(self._text, at):
            return Token(OPERATORS[match.group()], at, match.end(), name=match.group())
        if self._after_tag and self._text[at] in COLONS and self._text[at + 1 : at + 2].isspace():
            return Token("to", at, at + 1)
        return None

    def _field(self, at: int) -> Token | None:
        match = NAME.match(self._text, at)
        if match is None:
            return None
        field, end = names.field_named(match[1]), match.end()
        if not field:
            self._guess(match[1], at, end)
            return None
        if space := SPACE.match(self._text, end):
            # In the middle of a sentence it is none: "papers on the subject: Davis, …"
            is_loose = field in names.LOOSE and (self._had_field or not self._text[:at].strip(_BEFORE_A_FIELD))
            end = space.end() if is_loose else len(self._text)
        if end == len(self._text):
            return None
        self._fresh, self._had_field = end, True
        opens = self._text[end] in OPEN or (self._text[end] in QUOTES and self._quotes.end(end) >= 0)
        if field in names.VALUES | names.YEARS and not opens:
            self._raw = end
        return Token("field", at, end, name=field)

    def _guess(self, name: str, at: int, end: int) -> None:
        """Say what a name that is nearly a field's may have been meant for."""
        if self._guesses < _MOST_GUESSES and len(name) > 4 and name.isascii() and _BEGINS.match(self._text, end):
            self._guesses += 1
            for near in get_close_matches(name.lower(), names.SPELLED_OUT, 1, 0.8):
                self._tell("near_field", (at, end), {"name": self._text[at:end], "field": f"{near}:"})

    def _prefix(self, at: int) -> Token | None:
        if self._is_glued(at):
            return None
        char, following = self._text[at], self._text[at + 1 : at + 2]
        begins = bool(WORD_CHARACTER.match(following)) or (following in QUOTES and self._quotes.end(at + 1) >= 0)
        if char in EQUALS:
            return self._exact(at) if begins else None
        if char not in MINUS + PLUS or NUMBER.match(self._text, at + 1) or at < self._last_dash(char):
            return None
        if not begins and (not following or following not in OPEN + EQUALS + STARS + "\\"):
            return None
        self._fresh = at + 1
        return Token("minus" if char in MINUS else "plus", at, at + 1, name=char)

    def _last_dash(self, char: str) -> int:
        """Return where the last dash of that kind ends a word: it closes －a subtitle－, and what opens it is no minus."""
        if char not in self._dashes:
            ends = [
                match.start()
                for match in re.finditer(
                    rf"(?<=[^\s{re.escape(MINUS)}]){re.escape(char)}(?![^\s{re.escape(CLOSE)}])", self._text
                )
            ]
            self._dashes[char] = ends[-1] if ends and char in MINUS else -1
        return self._dashes[char]

    def _exact(self, at: int) -> Token:
        if self._text[at + 1] in QUOTES:
            close = self._quotes.end(at + 1)
            text, end = unescaped(self._text[at + 2 : close]), close + 1
        else:
            text, end, _ = self._chunks.read(at + 1)
        return Token("leaf", at, end, Exact(text, span=(at, end)))

    # --- Words --------------------------------------------------------------------------------------------------------

    def _word(self, at: int) -> Token:
        self.slow_words += 1
        chunk = self._chunks.read(at)
        span = (at, chunk.end)
        if at == self._raw or chunk.is_literal:
            return Token("leaf", *span, Words(chunk.text, span=span))
        if not chunk.text.strip(STARS):
            return Token("star", *span)
        return Token("leaf", *span, classified(chunk.text, span, self._tell))
