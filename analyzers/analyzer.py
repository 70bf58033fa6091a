"""The one chain that titles, abstracts and queries go through: text -> tokens.

Script decides who reads what: words in Latin, Greek and other spaced scripts go to ``latin``, stretches of Japanese to
``japanese``, so ``IL-6`` is the same token inside ``抗IL-6抗体`` and inside ``anti-IL-6 therapy``.
"""

import re
from collections.abc import Set
from functools import lru_cache
from typing import NamedTuple

from shoroku.analyzers import japanese, latin
from shoroku.analyzers.latin import JAPANESE, Word
from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.tokens import Token

_JAPANESE = re.compile(f"[{JAPANESE}]")
_JAPANESE_OR_HALF_WIDTH = re.compile(f"[{JAPANESE}\uff66-\uff9d]")
_ONLY_LATIN = re.compile(r"[a-z]{4,}[0-9]*|[a-z]{2,3}[0-9]+")
#: Of a Japanese text's characters, however full of formulas and names; of an English one's with examples there are fewer.
_JAPANESE_SHARE = 0.15
_JAPANESE_RUN = re.compile(rf"[{JAPANESE}](?:[{JAPANESE}\W]*[{JAPANESE}])?")


def has_japanese(text: str) -> bool:
    """Tell whether ``text`` holds a character of Japanese script (kana or kanji), half-width katakana included."""
    return not text.isascii() and _JAPANESE_OR_HALF_WIDTH.search(text) is not None


def is_japanese(text: str) -> bool:
    """Tell whether ``text`` is written in Japanese: a quoted word or a name does not make an English abstract Japanese."""
    if not has_japanese(text):
        return False
    return len(_JAPANESE_OR_HALF_WIDTH.findall(text)) >= _JAPANESE_SHARE * len(text)


def analyze(text: str) -> list[Token]:
    """Return the tokens of ``text``, in order, each with its offsets into ``text`` as given.

    Any string is taken, of any length; what holds no word gives an empty list.
    """
    return [Token(term, position, start, end) for position, (term, start, end) in enumerate(located(text))]


def located(text: str, wanted: Set[str] | None = None) -> list[Word]:
    """Return what ``analyze`` does as plain tuples: (term, start, end), in order.

    With ``wanted`` only what stands around one of those terms need be there; a gap is an empty term.
    """
    characters = normalize(text)
    words: list[Word] = []
    for run in runs(characters.text):
        if wanted is None:
            words += (japanese.morphemes if run.is_japanese else latin.words)(run.text, run.start)
        elif not run.is_japanese:
            words += latin.words_among(run.text, run.start, wanted)
        elif all(map(_ONLY_LATIN.fullmatch, wanted)):  # Japanese becomes a Latin term only where the dictionary says so
            words.append(("", run.start, run.start))
        else:
            words += japanese.morphemes(run.text, run.start)
    if characters.offsets is None:
        return words
    return [(term, *characters.span(start, end)) for term, start, end in words]


def joined_terms(text: str) -> str:
    """Return the terms of ``text`` with one space between them: ``" ".join(t.text for t in analyze(text))``.

    What the index is fed with. It reads the same words by the same tables, without keeping where they stood.
    """
    normalized = normalize(text).text
    if normalized.isascii() or not _JAPANESE.search(normalized):
        return latin.joined(normalized)
    chains = (japanese.joined(run.text) if run.is_japanese else latin.joined(run.text) for run in runs(normalized))
    return " ".join(filter(None, chains))


def word_forms(text: str) -> set[str]:
    """Return the words of spaced scripts in ``text`` as they are written, but for those that are their own terms.

    What the index knows of words besides their stems, for patterns: ``*itis``. Japanese has no such forms.
    """
    return latin.forms(
        word for run in runs(normalize(text).text) if not run.is_japanese for word in latin.WORD.findall(run.text)
    )


class Run(NamedTuple):
    """A stretch of normalised text that one chain reads."""

    text: str
    start: int
    is_japanese: bool


@lru_cache(32)  # as often as ``normalize`` is asked for the same
def runs(text: str) -> tuple[Run, ...]:
    """Cut normalised text by script.

    A Japanese run keeps the punctuation and the spaces inside it: they are the tokenizer's context.
    """
    found = []
    at = 0
    for run in _JAPANESE_RUN.finditer(text):
        if at < run.start():
            found.append(Run(text[at : run.start()], at, False))
        found.append(Run(run.group(), run.start(), True))
        at = run.end()
    if at < len(text):
        found.append(Run(text[at:], at, False))
    return tuple(found)
