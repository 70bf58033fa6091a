"""Characters first: width, compatibility forms, variant kanji, invisible signs; and the way back to the original.

What the chains see is Unicode NFKC (UAX #15) of the text with every hyphen as ``-``, old kanji as modern ones, and
zero-width and bidirectional signs removed. A year in kanji figures (二〇二〇年) is one in digits. Almost all text maps one character to one character; where it does not
(``㍿``, ``㎜``, half-width katakana with its sound mark), a list of offsets leads back.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from shoroku.analyzers.spelling.old_kanji import MODERN

_HYPHENS = "‐‑‒–—―−﹣－⁃˗"
_APOSTROPHES = "’‘ʼ＇′`´"

#: Signs that stand in the middle of a word without being part of it, variation selectors among them (UTS #37).
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"

#: Characters that NFKC may join with the one before: combining marks, and the half-width sound marks.
_JOINING = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\uff9e\uff9f\ufe20-\ufe2f"

_UNEVEN = re.compile(f"[{_INVISIBLE}{_JOINING}]")
_CLUSTER = re.compile(f".[{_INVISIBLE}{_JOINING}]*", re.DOTALL)
_REMOVED = re.compile(f"[{_INVISIBLE}]")


#: A year as vertical text writes it, one figure for one digit; any other number in kanji is left to the dictionary.
_YEAR = re.compile("[一二][〇○一二三四五六七八九]{3}(?=年)")
_FIGURES = str.maketrans("〇○一二三四五六七八九", "00123456789")


class _Table(dict[int, str]):
    """A translation table that works out a character when it first meets it."""

    def __missing__(self, code: int) -> str:
        if 0xD800 <= code <= 0xDFFF:  # half of a pair: no character, and no encoder takes it
            mapped = "\ufffd"
        else:
            composed = unicodedata.normalize("NFKC", chr(code))
            mapped = "".join(MODERN.get(char, char) for char in composed)
        self[code] = mapped
        return mapped


_TABLE = _Table(
    {ord(h): "-" for h in _HYPHENS} | {ord(a): "'" for a in _APOSTROPHES} | {ord(o): n for o, n in MODERN.items()}
)


class Characters(NamedTuple):
    """Normalised text, and for each of its characters the offset in the original.

    ``offsets`` is None where every character stayed in its place; else it has one entry more than ``text`` has
    characters, the last being the original's length.
    """

    text: str
    offsets: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the normalised stretch ``start:end`` stands in the original."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], max(self.offsets[end], self.offsets[end - 1] + 1)


@lru_cache(32)  # a title is read for the index, for the lexicon and for completions
def normalize(text: str) -> Characters:
    """Return ``text`` with its characters normalised, and the way back to it.

    Takes any string, lone surrogates included (each becomes U+FFFD). Linear in the length of the text.
    """
    if text.isascii():
        return Characters(text, None)
    if not _UNEVEN.search(text):
        even = text.translate(_TABLE)
        if len(even) == len(text):  # no sign was removed, so equal length means that none grew either
            return Characters(_with_years(even), None)
    return _normalize_clusters(text)


def _normalize_clusters(text: str) -> Characters:
    pieces: list[str] = []
    offsets: list[int] = []
    for match in _CLUSTER.finditer(text):
        cluster = _REMOVED.sub("", match.group())
        composed = unicodedata.normalize("NFKC", cluster).translate(_TABLE)
        pieces.append(composed)
        offsets.extend([match.start()] * len(composed))
    offsets.append(len(text))
    return Characters(_with_years("".join(pieces)), offsets)


def _with_years(text: str) -> str:
    """Write years in digits; no character moves."""
    return _YEAR.sub(lambda year: year.group().translate(_FIGURES), text) if "年" in text else text
