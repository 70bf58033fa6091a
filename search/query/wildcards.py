"""Words with wildcards: ``immun*``, ``behavi?r``, ``*itis``, ``inhibitr~``."""

import re
from typing import Literal, NamedTuple

from shoroku.analyzers import has_japanese
from shoroku.search.query.diagnostics import Span, Tell
from shoroku.search.query.signs import FUZZY, NO_PATTERN, PATTERN, STARS

#: Minimum number of letters of a pattern, at its beginning or anywhere; a Japanese character counts as three.
LEAST_BEGUN, LEAST_ELSEWHERE = 2, 3
#: Edit distance -> minimum number of letters of a word.
LEAST_FUZZY = {1: 3, 2: 5}
MOST_EDITS = 2
_JAPANESE_WEIGHT = 3

_SIGN = re.compile(r"[*?~＊]")


class Word(NamedTuple):
    """A word of a query, classified by its wildcards; ``text`` lacks the sign of a prefix or fuzzy word."""

    kind: Literal["words", "prefix", "wildcard", "fuzzy"]
    text: str
    edits: int = 0


def classified(text: str, span: Span, tell: Tell) -> Word:
    """Classify a word by its wildcards. If a wildcard would match too much, the word is an ordinary word."""
    if not _SIGN.search(text):
        return Word("words", text)
    if fuzzy := FUZZY.fullmatch(text):
        return _fuzzy(fuzzy[1], fuzzy[2], span, tell) or Word("words", text)
    written = text.replace(STARS[1], STARS[0])
    match = PATTERN.fullmatch(written)
    if match is None or not _SIGN.search(match[1]) or NO_PATTERN.search(match[1]):
        return Word("words", text)
    return _pattern(match[1], span, tell) or Word("words", text)


def _pattern(written: str, span: Span, tell: Tell) -> Word | None:
    is_begun = not _SIGN.search(written[:-1])
    least = LEAST_BEGUN if is_begun else LEAST_ELSEWHERE
    if _letters(written) < least:
        tell("short_pattern", span, {"value": written, "least": str(least)})
        return None
    return Word("prefix", written[:-1]) if is_begun else Word("wildcard", written)


def _letters(text: str) -> int:
    return sum(_JAPANESE_WEIGHT if has_japanese(char) else 1 for char in text if char.isalnum())


def _fuzzy(word: str, asked: str | None, span: Span, tell: Tell) -> Word | None:
    edits = int(asked[:3]) if asked and asked.isdecimal() else 1  # 0.8 is how it was asked for long ago
    if edits == 0:
        return Word("words", word)
    letters = sum(map(str.isalnum, word))
    if letters < LEAST_FUZZY[1]:
        tell("short_fuzzy", span, {"value": word, "least": str(LEAST_FUZZY[1])})
        return None
    most = MOST_EDITS if letters >= LEAST_FUZZY[2] else 1
    if edits > most:
        tell("far_fuzzy", span, {"most": str(most)})
    return Word("fuzzy", word, min(edits, most))
