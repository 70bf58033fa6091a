"""Translations of words from the synonym groups of the dictionary.

A group holds words of one meaning: 文脈, コンテキスト, context. Where it has Japanese and Latin forms, those are translations
of each other. Forms are kept as terms, for that is what the index holds: 関節リウマチ is (関節, リウマチ), rheumatoid arthritis
(rheumatoid, arthr). Left out are groups so large that they hold several meanings, and forms that are no word: single
letters, function words, what is also a prefix or a suffix (性 is -ness far more often than sex).

The lexicon of a library's own records uses the same encoding.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from shoroku.analyzers.analyzer import has_japanese, joined_terms
from shoroku.analyzers.japanese import is_affix, is_light_word
from shoroku.analyzers.spelling.stopwords import ENGLISH

Language = Literal["ja", "en"]

#: How sure the dictionary is, on the scale of the library's own lexicon (see ``indexer/bilingual/mining.py``), where 1 is "always".
SURE = 0.7
#: Of what is written in one group, different words; with more the group is a field of meaning, not a meaning.
_MOST_JAPANESE, _MOST_ENGLISH = 8, 5
_MOST_TERMS = 5
#: Translations of one word, of all its groups together.
MOST = 8

_SHORT_KANA = re.compile(r"[ぁ-んー]{1,2}$|[ァ-ヺー]$")
_UNSURE = "?"
_NEXT, _PART = "\t", "\x1f"  # both white space, which no term holds and no written form keeps


class Translation(NamedTuple):
    """A word in the other language: its terms side by side, how probable it is (to 1), how it is written, how many
    records say so (0: none, the dictionary does), of how many that hold the translated word, and whether they are enough
    to be sure."""

    terms: tuple[str, ...]
    weight: float
    written: str
    records: int = 0
    of: int = 0
    is_sure: bool = True


def key(terms: Iterable[str], into: Language) -> str:
    """Return what the translations of ``terms`` into a language are kept under."""
    return f"{into} {' '.join(terms)}"


def joined(terms: Iterable[str], language: Language) -> str:
    """Return terms as a text: Japanese without spaces."""
    return ("" if language == "ja" else " ").join(terms)


def encoded(translations: Iterable[Translation], language: Language) -> str:
    """Return translations into ``language`` as the value of a table's line."""
    separator = "" if language == "ja" else " "
    lines = []
    for terms, weight, written, records, of, is_sure in translations:
        shown = "" if written == separator.join(terms) else " ".join(written.split())
        parts = " ".join(terms), str(round(weight * 100)), str(records or ""), shown, str(of or "")
        lines.append(_PART.join(parts) if is_sure else _PART.join(parts) + _UNSURE)
    return _NEXT.join(lines)


def decoded(value: str, language: Language) -> tuple[Translation, ...]:
    """Return what ``encoded`` was given, weights to two digits. Raises ValueError for what it never gave."""
    return tuple(_decoded(part.split(_PART), language) for part in value.split(_NEXT))


def _decoded(parts: list[str], language: Language) -> Translation:
    terms, weight, count, written, of = parts
    split = tuple(terms.split(" "))
    held_by, is_sure = int(of.removesuffix(_UNSURE) or 0), not of.endswith(_UNSURE)
    return Translation(split, int(weight) / 100, written or joined(split, language), int(count or 0), held_by, is_sure)


def entries(groups: Mapping[int, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Yield the lines of a table of translations, in both directions, from the written forms of each group."""
    found: dict[Language, dict[tuple[str, ...], dict[tuple[str, ...], str]]] = {"ja": {}, "en": {}}
    for _, forms in sorted(groups.items()):
        japanese, english = _by_terms(forms, "ja"), _by_terms(forms, "en")
        if len(japanese) <= _MOST_JAPANESE and len(english) <= _MOST_ENGLISH:
            for terms in japanese:
                found["en"].setdefault(terms, {}).update(english)
            for terms in english:
                found["ja"].setdefault(terms, {}).update(japanese)
    for into, words in found.items():
        for terms, others in words.items():
            if others:
                chosen = [Translation(other, SURE, written) for other, written in sorted(others.items())]
                yield key(terms, into), encoded(chosen[:MOST], into)


def _by_terms(forms: Iterable[str], language: Language) -> dict[tuple[str, ...], str]:
    """Return the forms of one language by their terms; of several with the same terms the first in small letters."""
    found: dict[tuple[str, ...], str] = {}
    for form in sorted(forms, key=lambda form: (not form.islower(), form)):
        if (language == "ja") == has_japanese(form) and (language == "ja" or form.isascii()):
            terms = tuple(joined_terms(form).split())
            if _is_a_word(terms, form, language):
                found.setdefault(terms, form)
    return found


def _is_a_word(terms: tuple[str, ...], form: str, language: Language) -> bool:
    if not 0 < len(terms) <= _MOST_TERMS:
        return False
    if language == "ja":
        is_grammar = _SHORT_KANA.match(form) or all(map(is_light_word, terms)) or is_affix(form)
        return any(map(has_japanese, terms)) and not is_grammar
    return len("".join(terms)) > 1 and form.lower() not in ENGLISH and not terms[0].isdigit()
