"""A query in the other language: its words as what they may be there.

A query with Japanese in it is translated into English, any other into Japanese. Words that are known together (machine
learning, 機械 翻訳) are what they are together, or what each is. A compound that is not known is what its parts are, the
longest first. A word in Latin letters or a number means the same in both languages, and stays besides what it is called.
What cannot be translated is left out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from shoroku.analyzers import has_japanese
from shoroku.analyzers.translations import Language, joined
from shoroku.search.bilingual import Translation
from shoroku.search.clauses import Alternative, Clause

#: Where translations come from: ``Bilingual.translations``.
Translate = Callable[[tuple[str, ...], Language], tuple[Translation, ...]]

_NEARLY_AS_SURE, _GUESS = 0.7, 0.3
#: The longest of what is looked up as one, in terms.
_LONGEST = 4


class Part(NamedTuple):
    """A word, as it was written, and what it may be: one of these translations should be met."""

    written: str
    translations: tuple[Translation, ...]


#: One way to understand something: all its parts should be met.
Choice = tuple[Part, ...]


class Translated(NamedTuple):
    """One word or more of the query, and the ways in which they can be understood, of which one should be met."""

    clauses: tuple[Clause, ...]
    choices: tuple[Choice, ...]


class Meaning(msgspec.Struct, frozen=True):
    """What a word is taken to mean in the other language, ``into`` ("ja" or "en"); nothing where that is not known."""

    word: str
    into: Language
    translations: tuple[Translation, ...]


def other_language(clauses: Iterable[Clause]) -> Language:
    """Return the language that a query is translated into."""
    return "en" if any(clause.is_japanese for clause in clauses) else "ja"


def translated(clauses: Sequence[Clause], translate: Translate) -> tuple[Translated, ...]:
    """Return what of the query means something in the other language, as it is there."""
    into = other_language(clauses)
    found = (Translated(some, _choices(some, into, translate)) for some in _together(clauses, into, translate))
    return tuple(one for one in found if one.choices)


def translated_clauses(found_in: Iterable[Translated], *, is_japanese: bool) -> tuple[Clause, ...]:
    """Return what ``translated`` gave as clauses like those that were read, for whatever takes such.

    Words that are known together become one clause; a compound that is known by its parts, one for each.
    """
    found: list[Clause] = []
    for one in found_in:
        ways = [choice for choice in one.choices if len(choice) == 1] or [(part,) for part in one.choices[0]]
        alternatives = [[_alternative(each) for each in part.translations] for (part,) in ways]
        if len(one.choices[0]) == 1:
            alternatives = [[alternative for some in alternatives for alternative in some]]
        times = max(clause.times for clause in one.clauses)
        part_of_speech = one.clauses[-1].part_of_speech
        for (part,), some in zip(ways, alternatives, strict=False):
            if distinct := tuple(dict.fromkeys(some)):
                found.append(Clause(part.written, distinct, is_japanese, times=times, part_of_speech=part_of_speech))
    return tuple(found)


def sure(translations: Sequence[Translation]) -> list[Translation]:
    """Leave out what is much less sure than the best, and what is a guess."""
    best = max((one.weight for one in translations), default=0.0)
    return [one for one in translations if one.weight >= max(_NEARLY_AS_SURE * best, _GUESS)]


def _alternative(translation: Translation) -> Alternative:
    kind = "word" if translation.origin == "itself" else "translation"
    return Alternative(translation.terms, weight=translation.weight, kind=kind, written=translation.written)


def meanings(clauses: Sequence[Clause], translate: Translate) -> tuple[Meaning, ...]:
    """Return what each word of a query is taken to mean, in its order, for people to read."""
    into = other_language(clauses)
    found: list[Meaning] = []
    for some in _together(clauses, into, translate):
        choices = _choices(some, into, translate, with_itself=False)
        parts = choices[0] if choices else (Part(_written(some), ()),)
        found += [Meaning(part.written, into, part.translations) for part in parts]
    return tuple(found)


def _together(clauses: Sequence[Clause], into: Language, translate: Translate) -> Iterator[tuple[Clause, ...]]:
    """Part the clauses into words and those that are known together: from the left, the most each time."""
    at = 0
    while at < len(clauses):
        count = next((n for n in range(_LONGEST, 1, -1) if _are_known(clauses[at : at + n], n, into, translate)), 1)
        yield tuple(clauses[at : at + count])
        at += count


def _are_known(clauses: Sequence[Clause], count: int, into: Language, translate: Translate) -> bool:
    terms = _terms(clauses)
    if len(clauses) < count or len(terms) > _LONGEST or len({clause.is_japanese for clause in clauses}) > 1:
        return False
    return bool(translate(terms, into))


def _terms(clauses: Iterable[Clause]) -> tuple[str, ...]:
    return tuple(term for clause in clauses for term in clause.terms)


def _written(clauses: Sequence[Clause]) -> str:
    return joined((clause.text for clause in clauses), "ja" if clauses[0].is_japanese else "en")


def _choices(
    clauses: tuple[Clause, ...], into: Language, translate: Translate, *, with_itself: bool = True
) -> tuple[Choice, ...]:
    if len(clauses) > 1:
        together = Part(_written(clauses), translate(_terms(clauses), into))
        each = (_choices((clause,), into, translate, with_itself=with_itself)[:1] for clause in clauses)
        apart = tuple(part for choices in each for choice in choices for part in choice)
        return ((together,), apart) if apart else ((together,),)
    (clause,) = clauses
    whole = _whole(clause, into, translate)
    choices: list[Choice] = [(Part(clause.text, whole),)] if whole else []
    if not whole and len(clause.terms) > 1 and (parts := _parts(clause.terms, into, translate)):
        choices.append(parts)
    if with_itself and clause.terms and not any(map(has_japanese, clause.terms)):
        choices.append((Part(clause.text, (Translation(clause.terms, 1.0, clause.text, "itself"),)),))
    return tuple(choices)


def _whole(clause: Clause, into: Language, translate: Translate) -> tuple[Translation, ...]:
    """Return what the word is, else what the first of its other spellings is that is known."""
    spellings = [alternative.terms for alternative in clause.alternatives if alternative.scope == "text"]
    return next(filter(None, (translate(terms, into) for terms in spellings)), ())


def _parts(terms: tuple[str, ...], into: Language, translate: Translate) -> Choice:
    """Return what the parts of a compound are: from the left, the longest that is known each time."""
    found = []
    at = 0
    while at < len(terms):
        longest = min(_LONGEST, len(terms) - at, len(terms) - 1)
        for length in range(longest, 0, -1):
            some = terms[at : at + length]
            if translations := translate(some, into):
                found.append(Part(joined(some, "ja" if into == "en" else "en"), translations))
                at += length
                break
        else:
            at += 1
    return tuple(found)
