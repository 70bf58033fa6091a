"""Translating a query into the other language.

A query that contains Japanese is translated into English, any other into Japanese. The translations of a word are its
variants, of which the best counts (Pirkola, "The effects of query structure and dictionary
setups in dictionary-based cross-language information retrieval", SIGIR 1998). The words come from the library's own
bilingual records and from the dictionary. Records give probabilities; the dictionary is a prior that is worth ``PRIOR``
records, its forms sharing its probability: p = (n p(records) + PRIOR p(dictionary)) / (n + PRIOR), for n records that hold
the word. A sense that never occurs in the many records of a library (こめかみ for temple) thus disappears.

Words with a joint translation (machine learning, 機械 翻訳) are translated together. A compound or phrase is translated as a
whole, or as its parts side by side. A word in Latin letters or a number is kept beside its translations. A translation with
little evidence is a guess, which only affects the ranking.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import groupby, islice, product
from typing import Literal, NamedTuple

import msgspec

from shoroku.analyzers import has_japanese, synonyms
from shoroku.analyzers.synonyms import Language, decoded, joined, key
from shoroku.analyzers.synonyms import Translation as Entry
from shoroku.indexer import fields
from shoroku.indexer.bilingual.lexicon import Lexicon
from shoroku.search.expand.variants import QueryTerm, Variant, first_of_each
from shoroku.search.weights import (
    CREDIBLE,
    DENIED,
    DISCOUNT,
    FEW,
    LIKELY,
    MOST_SURE_WORDS,
    PRIOR,
    PROBABLE,
    SAME_IN_BOTH,
    SURE,
    SURE_BESIDE,
    SURE_IF_TOLD,
    TRANSLATION,
    UNDECIDED,
    USUAL,
    WEAKEST_TRANSLATION,
)

Origin = Literal["library", "dictionary", "both"]

#: Maximum number of translations of a word.
MOST_TRANSLATIONS = 6
#: Maximum length, in terms, of a compound that is looked up.
_LONGEST = 4
#: Number of translations tried for each part of a compound, and number of combinations of these.
MOST_OF_A_PART, MOST_SIDE_BY_SIDE = 3, 12


class Translation(msgspec.Struct, frozen=True):
    """A translation of a word.

    ``terms`` are adjacent terms of the index; ``written`` is their form for display. ``weight`` is the probability, up to 1.
    ``origin`` says where the translation comes from, ``records`` how many records support it. If ``is_sure``, a record with
    the translation counts as a record with the word; other translations are guesses. ``certainty`` tells how well the
    records with the one are those with the other, from 0 to 1; it is 1 if only the dictionary has the translation and no records
    contradict it, and 0 if many do.
    """

    terms: tuple[str, ...]
    weight: float
    written: str
    origin: Origin
    records: int = 0
    is_sure: bool = True
    certainty: float = 1.0


_OTHER: dict[Language, Language] = {"ja": "en", "en": "ja"}
_TEXT_OF: dict[Language, str] = {"ja": fields.TEXT_JA, "en": fields.TEXT_EN}

#: Returns in how many records a field of the index contains a term.
DocFreq = Callable[[str, str], int]
#: Returns the translations of adjacent terms into a language, the best first: ``BilingualDictionary.translate``.
Translate = Callable[[tuple[str, ...], Language], tuple[Translation, ...]]


class BilingualDictionary:
    """Translations from the library's own records and the dictionary. Threads may share it."""

    def __init__(self, own: Lexicon, doc_freq: DocFreq, documents: int) -> None:
        """``documents`` is the number of records in the index."""
        self._own, self._doc_freq, self._documents = own, doc_freq, documents
        self.translate: Translate = lru_cache(4096)(self._translate)

    def _translate(self, terms: tuple[str, ...], into: Language) -> tuple[Translation, ...]:
        """Return the translations of adjacent ``terms``, best first; none if they are unknown.

        Raises IndexDamaged.
        """
        line = key(terms, into)
        told, own = synonyms.translations().get(line), self._own.translations(line, into)
        return mixed(own, decoded(told, into) if told else (), self._reliable(terms, into, own))

    def _reliable(self, terms: tuple[str, ...], into: Language, own: Sequence[Entry]) -> frozenset[tuple[str, ...]]:
        """Return those of the translations from records that may be sure."""
        own = [one for one in own if one.certainty >= SURE]
        if not own or not self._is_usual(terms, _OTHER[into], own[0].of):
            return frozenset()
        return frozenset(
            one.terms
            for one in own
            if self._is_usual(one.terms, into, one.held) and not self._is_outdone(terms, into, one)
        )

    def _is_outdone(self, terms: tuple[str, ...], into: Language, translation: Entry) -> bool:
        """Return whether a translation is much better translated by another word: 僧正 by *daisojo*, not by *Sojo*.

        Melamed, "Models of translational equivalence among words" (Computational Linguistics 2000), links a word to the best
        one that is not linked better.
        """
        language = _OTHER[into]
        back = self._own.entries(key(translation.terms, language), language)
        alike = [one.certainty for one in back if len(one.terms) == len(terms)]
        return any(one.terms == terms for one in back) and translation.certainty < SURE_BESIDE * max(alike)

    def _is_usual(self, terms: tuple[str, ...], language: Language, held: int) -> bool:
        """Return whether the records that the lexicon was learned from are typical of those with a word.

        If a word occurs mostly in other records, it may mean something else there. ``held`` of the records that the
        lexicon was learned from contain it. Compounds have few meanings.
        """
        if len(terms) > 1:
            return True
        return held >= USUAL * self._learned_from * self._doc_freq(_TEXT_OF[language], terms[0])

    @cached_property
    def _learned_from(self) -> float:
        """The share of the index's records that the lexicon was learned from."""
        return self._own.texts() / (self._documents or 1)


def mixed(own: Sequence[Entry], told: Sequence[Entry], usual: Collection[tuple[str, ...]]) -> tuple[Translation, ...]:
    """Combine the translations of a word from records (``own``) and the dictionary (``told``), certain and best ones first.

    ``usual`` are those from records that may be sure.
    """
    prior = PRIOR / (max((one.of for one in own), default=0) + PRIOR) if told else 0.0
    weights = {one.terms: one.weight * (1 - prior) for one in own}
    for one in told:
        weights[one.terms] = weights.get(one.terms, 0.0) + prior / len(told)
    by_records, by_dictionary = {one.terms: one for one in own}, {one.terms: one for one in told}
    held_by = max((one.of for one in own), default=0)
    outweighs = held_by >= PRIOR  # the records, the dictionary
    sure = _sure(own, usual) if held_by >= FEW or not told else frozenset()
    agreed = by_records.keys() & by_dictionary.keys()
    sure -= {terms for terms in sure if terms not in by_dictionary and _is_part(terms, agreed)}
    unconfirmed = 1.0 if not outweighs else CREDIBLE if held_by < DENIED else 0.0
    found = []
    for terms, weight in weights.items():
        entry = by_records.get(terms) or by_dictionary[terms]
        origin: Origin = "library" if terms not in by_dictionary else "both" if terms in by_records else "dictionary"
        is_sure = terms in sure
        if origin != "library":
            is_undecided = not sure and held_by < UNDECIDED
            is_sure = is_sure or not outweighs or is_undecided or (origin == "both" and entry.certainty >= SURE_IF_TOLD)
        certainty = entry.certainty if origin != "dictionary" else unconfirmed
        if weight >= WEAKEST_TRANSLATION:
            found.append(Translation(terms, round(weight, 4), entry.written, origin, entry.records, is_sure, certainty))
    found.sort(key=lambda one: (not one.is_sure, -one.weight, -one.records, one.terms))
    return tuple(found[:MOST_TRANSLATIONS])


def _is_part(terms: tuple[str, ...], of: Iterable[tuple[str, ...]]) -> bool:
    """Return whether these terms are only a part of one of the other translations: 関節 of 関節炎, for *arthritis*."""
    count = len(terms)
    return any(
        terms == whole[at : at + count] for whole in of if len(whole) > count for at in range(len(whole) - count + 1)
    )


def _sure(own: Sequence[Entry], usual: Collection[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    """Return the sure translations from records: the most certain ones.

    If words are equally certain and equally probable, or if too many are, they always stand together, and nobody knows which
    of them is the translation.
    """
    enough = max(SURE, SURE_BESIDE * max((one.certainty for one in own), default=0.0))
    found = [
        one
        for one in own
        if one.certainty >= enough
        and one.terms in usual
        and (len(one.terms) > 1 or one.weight * one.records / (one.records + DISCOUNT) >= PROBABLE)
    ]
    words = Counter(one.weight for one in found if len(one.terms) == 1)
    is_clear = words.total() <= MOST_SURE_WORDS
    return frozenset(one.terms for one in found if len(one.terms) > 1 or (is_clear and words[one.weight] == 1))


class Part(NamedTuple):
    """A word as written, and its translations, one of which should match."""

    written: str
    translations: tuple[Translation, ...]


class StructuredTerm(NamedTuple):
    """A term of a query, its weight, and its translations with their probabilities."""

    term: str
    weight: float
    translations: tuple[tuple[str, float], ...]


StructuredQuery = tuple[StructuredTerm, ...]


class Meaning(msgspec.Struct, frozen=True):
    """The translations of a word into the language ``into`` ("ja" or "en"); none if it is unknown."""

    word: str
    into: Language
    translations: tuple[Translation, ...]


def other_language(terms: Iterable[QueryTerm]) -> Language:
    """Return the language that a query is translated into."""
    return "en" if any(term.is_japanese for term in terms) else "ja"


def in_the_other_language(
    terms: Sequence[QueryTerm], translate: Translate, *, in_sentences: bool
) -> tuple[tuple[QueryTerm, ...], float]:
    """Return the translated query terms (none if nothing can be translated), and the share of words that were translated.

    A term says which words of the query it covers. Terms for a part of a word cover nothing.

    Keywords are few, and a record that was found by a poor guess surprises; in a sentence, its other words correct it. So
    keywords are translated by sure translations and credible guesses, and parts of a compound by sure ones alone.
    """
    into = other_language(terms)
    told = translate if in_sentences else _credible(translate)
    found: list[QueryTerm] = []
    known = at = 0
    for some in _together(terms, into, told):
        places = tuple(range(at, at := at + len(some)))
        translated = _as_one(some, places, into, told) or _as_parts(some, into, told, in_sentences=in_sentences)
        if translated:
            found += translated
            known += len(some)
    return tuple(found), known / len(terms) if terms else 0.0


def _credible(translate: Translate) -> Translate:
    return lambda terms, into: tuple(one for one in translate(terms, into) if one.is_sure or one.certainty >= CREDIBLE)


def _as_one(
    words: tuple[QueryTerm, ...], places: tuple[int, ...], into: Language, translate: Translate
) -> list[QueryTerm]:
    """Return the term for words with a joint translation, or for one word: as a whole, or as parts side by side."""
    whole = _whole(words, translate, into)
    parts = _parts(words[0].terms if len(words) == 1 else _terms(words), into, translate)
    is_compound = sum(len(word.terms) for word in words) > 1
    variants = [_variant(one) for one in whole]
    if is_compound and not any(one.is_sure for one in whole) and all(part.translations for part in parts):
        variants += _side_by_side(parts, into)
    if len(words) == 1 and words[0].terms and not any(map(has_japanese, words[0].terms)):
        variants.append(Variant(words[0].terms, written=words[0].text))
    if not variants:
        return []
    variants.sort(key=lambda one: not one.is_match)
    ordered = tuple(first_of_each([(one.terms, one) for one in variants]))
    return [
        QueryTerm(
            _written(words),
            ordered[0].terms,
            ordered,
            is_japanese=into == "ja",
            times=max(word.times for word in words),
            part_of_speech=words[-1].part_of_speech,
            covers=places,
            is_phrase=any(word.is_phrase for word in words),
        )
    ]


def _as_parts(
    words: tuple[QueryTerm, ...], into: Language, translate: Translate, *, in_sentences: bool
) -> list[QueryTerm]:
    """Return a term for each known part of a compound; none for a quotation."""
    if sum(len(word.terms) for word in words) == 1 or words[0].is_phrase:
        return []
    times = max(word.times for word in words)
    parts = _parts(words[0].terms if len(words) == 1 else _terms(words), into, translate)
    known = [(part, [_variant(one) for one in part.translations if one.is_sure or in_sentences]) for part in parts]
    return [
        QueryTerm(part.written, variants[0].terms, tuple(variants), into == "ja", times=times)
        for part, variants in known
        if variants
    ]


def _whole(words: tuple[QueryTerm, ...], translate: Translate, into: Language) -> tuple[Translation, ...]:
    """Return the translations of words together; for one word, also those of the first other spelling that is known."""
    spellings = [one.terms for one in words[0].variants if one.scope == "text" and one.is_match]
    asked = spellings if len(words) == 1 else [_terms(words)]
    return next(filter(None, (translate(terms, into) for terms in asked)), ())


def _side_by_side(parts: Sequence[Part], into: Language) -> list[Variant]:
    """Return the translations of parts side by side, in their order: 対話 and システム as dialogue system."""
    surest = ([one for one in part.translations if one.is_sure] or part.translations for part in parts)
    choices = [some[:MOST_OF_A_PART] for some in surest]
    found = []
    for chosen in islice(product(*choices), MOST_SIDE_BY_SIDE):
        terms = tuple(term for one in chosen for term in one.terms)
        kind = "translation" if all(one.is_sure for one in chosen) else "guess"
        weight = min(_variant(one).weight for one in chosen)
        found.append(Variant(terms, weight=weight, kind=kind, written=joined((one.written for one in chosen), into)))
    return found


def structured(terms: Iterable[QueryTerm], translate: Translate) -> StructuredQuery:
    """Return each term of a query with all its translations and their probabilities, unsure ones included.

    Used for ranking: a probabilistic structured query (Darwish & Oard, "Probabilistic structured query methods",
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


def _variant(translation: Translation) -> Variant:
    kind, share = ("translation", 1.0) if translation.is_sure else ("guess", min(translation.weight / LIKELY, 1.0))
    return Variant(translation.terms, weight=TRANSLATION * share, kind=kind, written=translation.written)


def meanings(terms: Sequence[QueryTerm], translate: Translate) -> tuple[Meaning, ...]:
    """Return the translations of each word of a query in the order of the query, for people to read."""
    found: list[Meaning] = []
    for is_japanese, words in groupby(terms, key=lambda term: term.is_japanese):
        into: Language = "en" if is_japanese else "ja"
        for some in _together(tuple(words), into, translate, however_unsure=True):
            whole = (*_names(some), *translate(_terms(some), into))
            parts = _parts(_terms(some), into, translate) if not whole else ()
            if not any(part.translations for part in parts):
                parts = (Part(_written(some), whole),)
            found += [Meaning(part.written, into, part.translations) for part in parts]
    return tuple(found)


def _names(words: Sequence[QueryTerm]) -> list[Translation]:
    """Return the names in the other language of a molecule's name: IL-6 and interleukin-6 for インターロイキン6."""
    spellings = [one for one in words[0].variants if one.kind == "spelling" and one.written] if len(words) == 1 else []
    others = {one.written: one.terms for one in spellings if has_japanese(one.written) != words[0].is_japanese}
    return [Translation(terms, round(1 / len(others), 4), name, "dictionary") for name, terms in others.items()]


def _together(
    terms: Sequence[QueryTerm], into: Language, translate: Translate, *, however_unsure: bool = False
) -> Iterator[tuple[QueryTerm, ...]]:
    """Split the terms into words and groups with a sure joint translation: from the left, longest first."""

    def are_known(words: Sequence[QueryTerm], count: int) -> bool:
        some = _terms(words)
        if len(words) < count or len(some) > _LONGEST or len({word.is_japanese for word in words}) > 1:
            return False
        return any(one.is_sure or however_unsure for one in translate(some, into))

    at = 0
    while at < len(terms):
        count = next((n for n in range(_LONGEST, 1, -1) if are_known(terms[at : at + n], n)), 1)
        yield tuple(terms[at : at + count])
        at += count


def _terms(words: Iterable[QueryTerm]) -> tuple[str, ...]:
    return tuple(term for word in words for term in word.terms)


def _written(words: Sequence[QueryTerm]) -> str:
    return joined((word.text for word in words), "ja" if words[0].is_japanese else "en")


def _parts(terms: tuple[str, ...], into: Language, translate: Translate) -> tuple[Part, ...]:
    """Return the translations of the parts of a compound: from the left, the longest known part first.

    An unknown part has no translations.
    """
    found: list[Part] = []
    at = 0
    while at < len(terms):
        longest = min(_LONGEST, len(terms) - at, max(len(terms) - 1, 1))
        known = next(
            (n for n in range(longest, 0, -1) if translate(terms[at : at + n], into)),
            1,
        )
        some = terms[at : at + known]
        found.append(Part(joined(some, "ja" if into == "en" else "en"), translate(some, into)))
        at += known
    return tuple(found)
