"""Character normalisation: width, compatibility forms, variant kanji, invisible characters; and the offsets back.

The chains read Unicode NFKC (UAX #15) with every hyphen as ``-``, old kanji replaced by modern ones, and zero-width and
bidirectional characters removed. A year in kanji digits (二〇二〇年) becomes digits. Almost every character maps to exactly
one character. If not (``㍿``, ``㎜``, half-width katakana with a sound mark), a list of offsets leads back to the original.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from shoroku.analyzers.spelling.old_kanji import MODERN

_HYPHENS = "‐‑‒–—―−﹣－⁃˗"
_APOSTROPHES = "’‘ʼ＇′`´"

#: Invisible characters that can occur inside a word, including variation selectors (UTS #37).
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"

#: Characters that NFKC may combine with the previous one: combining marks and half-width sound marks.
_JOINING = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\uff9e\uff9f\ufe20-\ufe2f"

_UNEVEN = re.compile(f"[{_INVISIBLE}{_JOINING}]")
_CLUSTER = re.compile(f".[{_INVISIBLE}{_JOINING}]*", re.DOTALL)
_REMOVED = re.compile(f"[{_INVISIBLE}]")


#: A year in vertical writing, one kanji for each digit. The dictionary handles all other numbers in kanji.
_YEAR = re.compile("[一二][〇○一二三四五六七八九]{3}(?=年)")
_FIGURES = str.maketrans("〇○一二三四五六七八九", "00123456789")


class _Table(dict[int, str]):
    """A translation table that computes an entry on first use."""

    def __missing__(self, code: int) -> str:
        if 0xD800 <= code <= 0xDFFF:  # a lone surrogate, which no encoder accepts
            mapped = "\ufffd"
        else:
            composed = unicodedata.normalize("NFKC", chr(code))
            mapped = "".join(MODERN.get(char, char) for char in composed)
        self[code] = mapped
        return mapped


_CHANGED = (
    {ord(h): "-" for h in _HYPHENS} | {ord(a): "'" for a in _APOSTROPHES} | {ord(o): n for o, n in MODERN.items()}
)
_TABLE = _Table(_CHANGED)


#: In shorter texts, each character is looked up.
_SHORT = 200
#: Ranges of characters of which few change: ASCII, kana, Japanese punctuation, kanji.
_STABLE = ((0x00, 0x7F), (0x3001, 0x3002), (0x300C, 0x300F), (0x3041, 0x3096), (0x30A1, 0x30FE), (0x4E00, 0x9FFF))


@cache
def _changeable() -> re.Pattern[str]:
    """Return a pattern for the characters that may change. For an abstract, this is three times as fast as looking up every
    character. Compiling the pattern takes some milliseconds, so it is done only when the first long text is normalised."""
    excepted = sorted(code for code in _CHANGED if any(first <= code <= last for first, last in _STABLE))
    ranges = []
    for first, last in _STABLE:
        for code in (code for code in excepted if first <= code <= last):
            ranges.append((first, code - 1))
            first = code + 1
        ranges.append((first, last))
    kept = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges if first <= last)
    return re.compile(f"[^{kept}]")


def _mapped(match: re.Match[str]) -> str:
    return _TABLE[ord(match.group())]


class Characters(NamedTuple):
    """Normalised text, and the offset of each of its characters in the original.

    ``offsets`` is None if no character moved. Otherwise it has one entry more than ``text`` has characters; the last one
    is the length of the original.
    """

    text: str
    offsets: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the original of ``start:end`` in the normalised text."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], max(self.offsets[end], self.offsets[end - 1] + 1)


@lru_cache(32)  # a title is normalised for the index, the lexicon and completions
def normalize(text: str) -> Characters:
    """Return ``text`` with normalised characters and offsets.

    Any string is valid; a lone surrogate becomes U+FFFD. Takes linear time.
    """
    if text.isascii():
        return Characters(text, None)
    if not _UNEVEN.search(text):
        even = text.translate(_TABLE) if len(text) < _SHORT else _changeable().sub(_mapped, text)
        if len(even) == len(text):  # nothing was removed, so equal length means that nothing grew
            return Characters(_with_years(even), None)
    return _normalize_clusters(text)


def normalized(text: str) -> str:
    """Return the text of ``normalize(text)``. A text in ASCII is as it was, and takes no place in the cache."""
    return text if text.isascii() else normalize(text).text


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
    """Replace kanji digits in years; no character moves."""
    return _YEAR.sub(lambda year: year.group().translate(_FIGURES), text) if "年" in text else text
