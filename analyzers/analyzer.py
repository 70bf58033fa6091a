"""The analyzer for titles, abstracts and queries: text -> tokens.

The script selects the chain. ``latin`` reads words in Latin, Greek and other spaced scripts; ``japanese`` reads runs of
Japanese. ``IL-6`` is therefore the same token in ``抗IL-6抗体`` and in ``anti-IL-6 therapy``.
"""

import re
from collections.abc import Iterable, Set
from functools import lru_cache
from typing import NamedTuple

from shoroku.analyzers import japanese, latin
from shoroku.analyzers.latin import JAPANESE, Word
from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.patterns import lazy
from shoroku.analyzers.tokens import Token

_JAPANESE = lazy(f"[{JAPANESE}]")
_JAPANESE_OR_HALF_WIDTH = lazy(f"[{JAPANESE}\uff66-\uff9d]")
_ONLY_LATIN = re.compile(r"[a-z]{4,}[0-9]*|[a-z]{2,3}[0-9]+")
_SOME_JAPANESE = lazy(f"[{JAPANESE}\uff66-\uff9d]+")
#: A Japanese text has at least this share of Japanese characters, even with formulas and names; an English text that
#: quotes Japanese examples has fewer.
_JAPANESE_SHARE = 0.15
_JAPANESE_RUN = lazy(rf"[{JAPANESE}](?:[{JAPANESE}\W]*[{JAPANESE}])?")


def has_japanese(text: str) -> bool:
    """Return whether ``text`` contains a Japanese character: kana, kanji or half-width katakana."""
    return not text.isascii() and _JAPANESE_OR_HALF_WIDTH.search(text) is not None


def is_japanese(text: str) -> bool:
    """Return whether ``text`` is written in Japanese. A quoted word or a name does not make an English text Japanese."""
    return not text.isascii() and _is_japanese(text)


@lru_cache(32)  # called for the index and for the lexicon
def _is_japanese(text: str) -> bool:
    count = sum(map(len, _SOME_JAPANESE.findall(text)))
    return count > 0 and count >= _JAPANESE_SHARE * len(text)


def analyze(text: str) -> list[Token]:
    """Return the tokens of ``text`` in order, with character offsets into ``text``.

    Any string is valid, of any length. A string without words gives an empty list.
    """
    return [Token(term, position, start, end) for position, (term, start, end) in enumerate(located(text))]


class Wanted(NamedTuple):
    """Sequences of terms that a text is searched for: the first term of each, all their terms, and the longest's length.

    ``are_latin`` tells that no term stands in Japanese text; few Japanese words have a Latin normalised form.
    ``are_japanese`` tells that every term does.
    """

    first: Set[str]
    terms: Set[str]
    longest: int
    are_latin: bool
    are_japanese: bool

    @classmethod
    def of(cls, sequences: Iterable[tuple[str, ...]]) -> "Wanted":
        sequences = list(sequences)
        terms = frozenset(term for sequence in sequences for term in sequence)
        longest = max(map(len, sequences), default=1)
        are_latin, are_japanese = all(map(_ONLY_LATIN.fullmatch, terms)), all(map(_JAPANESE.search, terms))
        return cls(frozenset(one[0] for one in sequences), terms, longest, are_latin, are_japanese)


def located(text: str, wanted: Wanted | None = None) -> list[Word]:
    """Return the tokens of ``analyze`` as plain tuples (term, start, end), in order.

    With ``wanted``, stretches without any of its sequences may be skipped; a skipped stretch is an empty term.
    """
    characters = normalize(text)
    words: list[Word] = []
    for run in runs(characters.text):
        if wanted is None:
            words += (japanese.morphemes if run.is_japanese else latin.words)(run.text, run.start)
        elif wanted.are_latin if run.is_japanese else wanted.are_japanese:
            words.append(("", run.start, run.start))
        elif run.is_japanese:
            words += japanese.morphemes_among(run.text, run.start, wanted.terms)
        else:
            words += latin.words_among(run.text, run.start, wanted.first, wanted.longest)
    if characters.offsets is None:
        return words
    return [(term, *characters.span(start, end)) for term, start, end in words]


def joined_terms(text: str) -> str:
    """Return the terms of ``text`` with one space between them: ``" ".join(t.text for t in analyze(text))``.

    The index stores this form. It uses the same rules and tables as ``analyze``, without computing offsets.
    """
    if text.isascii():
        return latin.joined(text)
    normalized = normalize(text).text
    if normalized.isascii() or not _JAPANESE.search(normalized):
        return latin.joined(normalized)
    chains = (japanese.joined(run.text) if run.is_japanese else latin.joined(run.text) for run in runs(normalized))
    return " ".join(filter(None, chains))


def word_forms(text: str) -> set[str]:
    """Return the surface forms of words in spaced scripts, except those equal to their own term.

    The index keeps them for wildcards such as ``*itis``, which stems cannot answer. Japanese has no such forms.
    """
    return latin.forms(
        word for run in runs(normalize(text).text) if not run.is_japanese for word in latin.as_written(run.text)
    )


class Run(NamedTuple):
    """A run of normalised text for one chain."""

    text: str
    start: int
    is_japanese: bool


def runs(text: str) -> tuple[Run, ...]:
    """Split normalised text by script.

    A Japanese run keeps its punctuation and spaces, which the tokenizer needs as context.
    """
    if text.isascii():
        return (Run(text, 0, False),) if text else ()
    return _runs(text)


@lru_cache(32)  # the same texts as the cache of ``normalize``
def _runs(text: str) -> tuple[Run, ...]:
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


def keep_at_most(words: int) -> None:
    """Bound what is kept of words that were analysed. Whoever indexes keeps many, so that few are analysed twice."""
    japanese.TERM_OF.room = latin.TERMS.room = latin.CHUNKS.room = words
