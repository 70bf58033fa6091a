"""A query in the other language: its words as what they may be there.

A query with Japanese in it is translated into English, any other into Japanese. Every word becomes what it may be called
there, one variant beside the other, of which the best counts (Pirkola, "The effects of query structure and dictionary
setups in dictionary-based cross-language information retrieval", SIGIR 1998). The words come from the library's own
bilingual records and from the dictionary. Records give probabilities; the dictionary is a prior that is worth ``PRIOR``
records, its forms sharing its probability: p = (n p(records) + PRIOR p(dictionary)) / (n + PRIOR), for n records that hold
the word. So a sense that a library's many records never have (こめかみ for temple) disappears.

Words that are known together (machine learning, 機械 翻訳) are what they are together, or what each is. A compound that is
not known is what its parts are, the longest first. A word in Latin letters or a number means the same in both languages,
and stays besides what it is called. What cannot be translated is left out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec

from shoroku.analyzers import has_japanese, synonyms
from shoroku.analyzers.translations import Language, decoded, joined, key
from shoroku.analyzers.translations import Translation as Entry
from shoroku.indexer.bilingual.lexicon import Lexicon
from shoroku.search.expand.terms import QueryTerm, Variant
from shoroku.search.weights import DISCOUNT, PRIOR, SAME_IN_BOTH, SURE, SURE_BESIDE, TRANSLATION, WEAKEST_TRANSLATION

Origin = Literal["library", "dictionary", "both", "itself"]

#: Translations of one word.
MOST_TRANSLATIONS = 6
#: The longest of what is looked up as one, in terms.
_LONGEST = 4


class Translation(msgspec.Struct, frozen=True):
    """What a word may be in the other language.

    ``terms`` stand side by side in the index; ``written`` is how they are read. ``weight`` is how probable it is, to 1.
    ``origin`` tells who says so ("itself" is a word that is the same in both languages), ``records`` how many records do.
    ``is_sure`` tells whether it may be searched for.
    """

    terms: tuple[str, ...]
    weight: float
    written: str
    origin: Origin
    records: int = 0
    is_sure: bool = True


#: Returns what terms, side by side, are in a language, best first: ``BilingualDictionary.translate``.
Translate = Callable[[tuple[str, ...], Language], tuple[Translation, ...]]


class BilingualDictionary:
    """What words are in the other language, from the library's own records and the dictionary. Safe for threads."""

    def __init__(self, own: Lexicon) -> None:
        self._own = own
        self.translate: Translate = lru_cache(4096)(self._translate)

    def _translate(self, terms: tuple[str, ...], into: Language) -> tuple[Translation, ...]:
        """Return what ``terms``, side by side, are in the other language, best first; none where that is not known.

        Raises IndexDamaged.
        """
        line = synonyms.translations().get(key(terms, into))
        return mixed(self._own.translations(terms, into), decoded(line, into) if line else ())


def mixed(own: Sequence[Entry], told: Sequence[Entry]) -> tuple[Translation, ...]:
    """Return what records (``own``) and the dictionary (``told``) say of one word together, best first."""
    prior = PRIOR / (max((one.of for one in own), default=0) + PRIOR) if told else 0.0
    weights = {one.terms: one.weight * (1 - prior) for one in own}
    for one in told:
        weights[one.terms] = weights.get(one.terms, 0.0) + prior / len(told)
    best = max(weights.values(), default=0.0)
    by_records, by_dictionary = {one.terms: one for one in own}, {one.terms: one for one in told}
    found = []
    for terms, weight in weights.items():
        entry = by_records.get(terms) or by_dictionary[terms]
        origin: Origin = "library" if terms not in by_dictionary else "both" if terms in by_records else "dictionary"
        is_said = origin != "library" or (entry.is_sure and _discounted(weight, entry.records) >= SURE)
        is_sure = is_said and weight >= SURE_BESIDE * best
        if weight >= WEAKEST_TRANSLATION:
            found.append(Translation(terms, round(weight, 4), entry.written, origin, entry.records, is_sure))
    found.sort(key=lambda one: (-one.weight, -one.records, one.terms))
    return tuple(found[:MOST_TRANSLATIONS])


def _discounted(probability: float, records: int) -> float:
    """Return a probability less what little evidence takes from it: half of it where three records say so."""
    return probability * records / (records + DISCOUNT)


class Part(NamedTuple):
    """A word, as it was written, and what it may be: one of these translations should be met."""

    written: str
    translations: tuple[Translation, ...]


class StructuredTerm(NamedTuple):
    """A term of a query, what it counts, and what it may be in the other language, each with its probability."""

    term: str
    weight: float
    translations: tuple[tuple[str, float], ...]


StructuredQuery = tuple[StructuredTerm, ...]

#: One way to understand something: all its parts should be met.
Choice = tuple[Part, ...]


class Translated(NamedTuple):
    """One word or more of the query, and the ways in which they can be understood, of which one should be met."""

    terms: tuple[QueryTerm, ...]
    choices: tuple[Choice, ...]


class Meaning(msgspec.Struct, frozen=True):
    """What a word is taken to mean in the other language, ``into`` ("ja" or "en"); nothing where that is not known."""

    word: str
    into: Language
    translations: tuple[Translation, ...]


def other_language(terms: Iterable[QueryTerm]) -> Language:
    """Return the language that a query is translated into."""
    return "en" if any(term.is_japanese for term in terms) else "ja"


def translated(terms: Sequence[QueryTerm], translate: Translate) -> tuple[Translated, ...]:
    """Return what of the query means something in the other language, as it is there."""
    into = other_language(terms)
    found = (Translated(some, _choices(some, into, translate)) for some in _together(terms, into, translate))
    return tuple(one for one in found if one.choices)


def translated_terms(found_in: Iterable[Translated], *, is_japanese: bool) -> tuple[QueryTerm, ...]:
    """Return what ``translated`` gave as terms like those that were read, for whatever takes such.

    Words that are known together become one term; a compound that is known by its parts, one for each.
    """
    found: list[QueryTerm] = []
    for one in found_in:
        ways = [choice for choice in one.choices if len(choice) == 1] or [(part,) for part in one.choices[0]]
        variants = [[_variant(each) for each in part.translations] for (part,) in ways]
        if len(one.choices[0]) == 1:
            variants = [[variant for some in variants for variant in some]]
        times = max(term.times for term in one.terms)
        part_of_speech = one.terms[-1].part_of_speech
        for (part,), some in zip(ways, variants, strict=False):
            if distinct := tuple(dict.fromkeys(some)):
                found.append(
                    QueryTerm(
                        part.written,
                        distinct[0].terms,
                        distinct,
                        is_japanese,
                        times=times,
                        part_of_speech=part_of_speech,
                    )
                )
    return tuple(found)


def in_the_other_language(terms: Sequence[QueryTerm], translate: Translate) -> tuple[tuple[QueryTerm, ...], float]:
    """Return the query terms in the other language, none if nothing can be translated, and the share of words that were."""
    found = translated(terms, lambda some, into: sure(translate(some, into)))
    covered = sum(len(one.terms) for one in found)
    others = translated_terms(found, is_japanese=other_language(terms) == "ja")
    return others, covered / len(terms) if terms else 0.0


def structured(terms: Iterable[QueryTerm], translate: Translate) -> StructuredQuery:
    """Return each term of a query as all that it may be in the other language, with probabilities, however unsure.

    What records are ranked by: a probabilistic structured query (Darwish & Oard, "Probabilistic structured query methods",
    SIGIR 2003). A word in Latin letters may stay as it is. Nothing is returned where the library's records know less than
    half of what can be translated: what the dictionary alone says is too unsure to rank by.
    """
    terms = tuple(terms)
    into = other_language(terms)
    found, translated, learned = [], 0, 0
    for term in terms:
        for each in term.terms:
            told = [one for one in translate((each,), into) if len(one.terms) == 1]
            translated += bool(told)
            learned += any(one.records for one in told)
            others = {one.terms[0]: one.weight for one in told}
            if not has_japanese(each):
                others[each] = max(others.get(each, 0.0), SAME_IN_BOTH if others else 1.0)
            found.append(StructuredTerm(each, term.weight, tuple(others.items())))
    return tuple(found) if learned * 2 >= translated and learned else ()


def sure(translations: Sequence[Translation]) -> tuple[Translation, ...]:
    """Leave out what is not sure."""
    return tuple(one for one in translations if one.is_sure)


def _variant(translation: Translation) -> Variant:
    kind, weight = ("word", 1.0) if translation.origin == "itself" else ("translation", TRANSLATION)
    return Variant(translation.terms, weight=weight, kind=kind, written=translation.written)


def meanings(terms: Sequence[QueryTerm], translate: Translate) -> tuple[Meaning, ...]:
    """Return what each word of a query is taken to mean, in its order, for people to read."""
    into = other_language(terms)
    found: list[Meaning] = []
    for some in _together(terms, into, translate):
        choices = _choices(some, into, translate, with_itself=False)
        parts = choices[0] if choices else (Part(_written(some), ()),)
        found += [Meaning(part.written, into, part.translations) for part in parts]
    return tuple(found)


def _together(terms: Sequence[QueryTerm], into: Language, translate: Translate) -> Iterator[tuple[QueryTerm, ...]]:
    """Part the terms into words and those that are known together: from the left, the most each time."""
    at = 0
    while at < len(terms):
        count = next((n for n in range(_LONGEST, 1, -1) if _are_known(terms[at : at + n], n, into, translate)), 1)
        yield tuple(terms[at : at + count])
        at += count


def _are_known(words: Sequence[QueryTerm], count: int, into: Language, translate: Translate) -> bool:
    terms = _terms(words)
    if len(words) < count or len(terms) > _LONGEST or len({word.is_japanese for word in words}) > 1:
        return False
    return bool(translate(terms, into))


def _terms(words: Iterable[QueryTerm]) -> tuple[str, ...]:
    return tuple(term for word in words for term in word.terms)


def _written(words: Sequence[QueryTerm]) -> str:
    return joined((word.text for word in words), "ja" if words[0].is_japanese else "en")


def _choices(
    terms: tuple[QueryTerm, ...], into: Language, translate: Translate, *, with_itself: bool = True
) -> tuple[Choice, ...]:
    if len(terms) > 1:
        together = Part(_written(terms), translate(_terms(terms), into))
        each = (_choices((term,), into, translate, with_itself=with_itself)[:1] for term in terms)
        apart = tuple(part for choices in each for choice in choices for part in choice)
        return ((together,), apart) if apart else ((together,),)
    (term,) = terms
    whole = _whole(term, into, translate)
    choices: list[Choice] = [(Part(term.text, whole),)] if whole else []
    if not whole and len(term.terms) > 1 and (parts := _parts(term.terms, into, translate)):
        choices.append(parts)
    if with_itself and term.terms and not any(map(has_japanese, term.terms)):
        choices.append((Part(term.text, (Translation(term.terms, 1.0, term.text, "itself"),)),))
    return tuple(choices)


def _whole(term: QueryTerm, into: Language, translate: Translate) -> tuple[Translation, ...]:
    """Return what the word is, else what the first of its other spellings is that is known."""
    spellings = [variant.terms for variant in term.variants if variant.scope == "text"]
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
