"""The analyzer for people's names: name order, initials, romanisation and variant kanji do not matter.

A name gives its words and, for each pair of words, a key of surname and initial, because either word may be the surname:
``Fujimoto Minoru`` -> ``fujimoto``, ``minoru``, ``fujimoto/m``, ``minoru/f``. A name with only an initial
(``M. Fujimoto``) also gives ``fujimoto/m.``, which a query with the full name searches. ``Fujimoto Minoru`` therefore
finds ``M. Fujimoto`` but not ``Fujimoto Masaru``.
"""

import re
from collections.abc import Sequence

from shoroku.analyzers import japanese
from shoroku.analyzers.latin import JAPANESE, fold
from shoroku.analyzers.normalize import normalized
from shoroku.analyzers.patterns import lazy
from shoroku.analyzers.remembered import remembered
from shoroku.analyzers.spelling.old_kanji import IN_NAMES

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SEPARATORS = re.compile(r"[\s・,，、=]+")
_JAPANESE = lazy(f"[{JAPANESE}]")
_LONG_O = re.compile(r"oh(?=[bcdfgjkmnpqrstvwxyz]|$)|ou|oo")
_LONG_U = re.compile(r"uu")
_M_BEFORE_LABIAL = re.compile(r"m(?=[bp])")
_MOST_WORDS = 6


@remembered(40_000)
def name_terms(name: str) -> tuple[str, ...]:
    """Return the index terms of one person's name, in any script and order; nothing for an empty name."""
    text = normalized(name)
    if not text.isascii() and _JAPANESE.search(text):
        return tuple(_japanese_terms(text))
    words = latin_words(text)[:_MOST_WORDS]
    return (*[word for word in words if len(word) > 1], *_keys(words))


@remembered(1_000)  # called for the terms and for the keys of a record's people
def latin_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in Latin script, folded and with one romanisation: ``Ōtani``, ``Ohtani`` -> ``otani``."""
    return tuple(map(romanized, _WORD.findall(name)))


@remembered(100_000)
def romanized(word: str) -> str:
    """Fold one word of a name: case, accents, long vowels, n before b and p."""
    folded = fold(word).replace("'", "")
    if "o" in folded:
        folded = _LONG_O.sub("o", folded)
    if "uu" in folded:
        folded = _LONG_U.sub("u", folded)
    return _M_BEFORE_LABIAL.sub("n", folded) if "m" in folded else folded


def surname_keys(first: str, second: str) -> list[str]:
    """Return the keys to search for two adjacent words of a query, both in the form of ``latin_words``."""
    if len(first) == 1 and len(second) == 1:
        return []
    if len(first) == 1 or len(second) == 1:
        initial, surname = (first, second) if len(first) == 1 else (second, first)
        return [f"{surname}/{initial}"]
    return [f"{first}/{second[0]}.", f"{second}/{first[0]}."]


def japanese_name(text: str) -> str:
    """Return the term of a whole Japanese name: ``藤本 穣`` -> ``藤本穣``, ``齋藤`` -> ``斎藤``."""
    return _SEPARATORS.sub("", text).translate(IN_NAMES)


def _keys(words: Sequence[str]) -> list[str]:
    keys = []
    for surname in words:
        if len(surname) > 1:
            for given in words:
                if given is not surname:
                    keys.append(f"{surname}/{given[0]}")
                    if len(given) == 1:
                        keys.append(f"{surname}/{given}.")
    return keys


def _japanese_terms(text: str) -> list[str]:
    parts = [part.translate(IN_NAMES) for part in _SEPARATORS.split(text) if part]
    terms = ["".join(parts), *parts]
    if len(parts) == 1:  # no space between surname and given name: split as the dictionary does
        terms += [text[start:end].translate(IN_NAMES) for _, start, end in japanese.morphemes(text)]
    return list(dict.fromkeys(terms))
