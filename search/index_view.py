"""A snapshot of the index, which is always passed whole."""

import math
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence, Set
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from shoroku.indexer import completions, fields, generations
from shoroku.indexer.authority.registry import Registry
from shoroku.indexer.bilingual.lexicon import Lexicon, Made
from shoroku.indexer.generations import Generation
from shoroku.search.engine.engine import Engine
from shoroku.search.engine.expressions import AnyTerm, Combination, Term
from shoroku.search.engine.local import TantivyEngine
from shoroku.search.expand.translations import BilingualDictionary, Translate
from shoroku.search.expand.variants import Variant

_TEXTS = (fields.TEXT_EN, fields.TEXT_JA)
_ROOM, _ROOM_OF_DISCRIMINATIVE, _READINGS_KEPT = 200_000, 100_000, 10_000
#: Record numbers of other languages are cached only up to this number.
_MOST_IN_OTHER_LANGUAGES = 100_000
#: Records that are neither in Japanese nor in English.
IN_OTHER_LANGUAGES = Term(fields.HAS, fields.OTHER_LANGUAGE)
#: Maximum number of words that are returned for a reading.
MOST_READ = 6


class Statistics:
    """Statistics of a snapshot that are needed repeatedly and cached. Thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._doc_freq, self._documents = engine, engine.doc_freq, engine.num_docs
        self._idf: dict[str, float] = {}
        self._discriminative: dict[str, float] = {}
        #: Facets of searches, which other pages of the same search show, too.
        self.facets: dict[Hashable, Any] = {}
        #: How facets show their keys, by facet and key: looked up in records, whatever is searched (``present/facets.py``).
        self.written: dict[tuple[str, str], Any] = {}
        #: The Japanese words of titles by their readings. The same endings and particles are asked about in every question.
        self.words_read = lru_cache(_READINGS_KEPT)(self._words_read)

    def idf(self, terms: Iterable[str]) -> dict[str, float]:
        """Return BM25's inverse document frequency of each term, in the language that has more of it."""
        terms = tuple(terms)
        if new := [term for term in terms if term not in self._idf]:
            self._engine.anticipate(new, _TEXTS)
        return {term: self._idf.get(term) or self._looked_up(term) for term in terms}

    def discriminative(self, terms: Collection[str], is_so: Callable[[str], bool]) -> dict[str, float]:
        """Return a dictionary that has, among others, the inverse document frequencies of terms; 0 for those that are not so.

        ``is_so`` is always the same function.
        """
        known = self._discriminative
        if new := [term for term in terms if term not in known]:
            idf = self.idf([term for term in new if is_so(term)])
            if len(known) >= _ROOM_OF_DISCRIMINATIVE:
                known = self._discriminative = {term: known[term] for term in terms if term in known}
            known.update((term, idf.get(term, 0.0)) for term in new)
        return known

    def rarity(self, terms: Iterable[str]) -> float:
        """Return the weight of adjacent terms together, as the index scores a phrase."""
        return sum([self._idf.get(term) or self._looked_up(term) for term in terms])

    def best(self, variants: Iterable[Variant]) -> float:
        """Return the highest weight among the variants, 0 if none is a variant for the text."""
        worth = (one.weight * self.rarity(one.terms) for one in variants if one.scope == "text")
        return max(worth, default=0.0)

    def _looked_up(self, term: str) -> float:
        if len(self._idf) >= _ROOM:
            self._idf.clear()
        count = max(self._doc_freq(field, term) for field in _TEXTS)
        found = self._idf[term] = self.field_idf(count)
        return found

    def field_idf(self, count: int) -> float:
        """Return the inverse document frequency of a term in ``count`` records, as the index computes it.

        The index also counts deleted records; without the limit, a term could be in more records than there are, and its
        weight would be negative.
        """
        count = min(count, self._documents)
        return math.log(1 + (self._documents - count + 0.5) / (count + 0.5))

    def in_other_languages(self, seqs: Sequence[int]) -> Set[int]:
        """Return those of the records that are neither in Japanese nor in English."""
        if self._are_many_in_other_languages:
            found = Combination(must=(IN_OTHER_LANGUAGES, AnyTerm(fields.SEQ, seqs)))
            return set(self._engine.seqs(self._engine.top(found, len(seqs)).addresses)) if seqs else set()
        return self._all_in_other_languages.intersection(seqs)

    def _words_read(self, sound: str) -> tuple[str, ...]:
        found = self._engine.terms(fields.HINT, completions.words_read(sound), MOST_READ)
        return tuple(completions.read(hint)[1] for hint, _ in found)

    @cached_property
    def _are_many_in_other_languages(self) -> bool:
        return self._doc_freq(fields.HAS, fields.OTHER_LANGUAGE) > _MOST_IN_OTHER_LANGUAGES

    @cached_property
    def _all_in_other_languages(self) -> frozenset[int]:
        count = self._doc_freq(fields.HAS, fields.OTHER_LANGUAGE)
        addresses = self._engine.top(IN_OTHER_LANGUAGES, count).addresses if count else ()
        return frozenset(self._engine.seqs(addresses))


class IndexView(NamedTuple):
    """A snapshot of the index: one commit, independent of later writes.

    ``translate`` knows words in the other language, ``registry`` journals and publishers. ``mark`` tells whether the
    index has changed since; ``state`` which change of the store it reflects. ``hidden`` are the numbers of records that a
    withdrawal has changed since: the engine answers as if they were not there.
    """

    mark: tuple[int, int, int]
    state: generations.State
    hidden: Sequence[int]
    engine: Engine
    statistics: Statistics
    translate: Translate
    registry: Registry

    @classmethod
    def of(
        cls, library: Path, mark: tuple[int, int, int], generation: Generation, hidden: Sequence[int]
    ) -> "IndexView":
        """Return the view of an opened generation of the index of ``library``."""
        engine = TantivyEngine(generation.index, hidden)
        # The lexicon of a generation with hidden records has words of their titles.
        lexicon = Lexicon(library, generation.path, Made()) if hidden else generation.lexicon
        return cls.on(engine, mark, generation.state, lexicon, generation.registry, hidden)

    @classmethod
    def on(
        cls,
        engine: Engine,
        mark: tuple[int, int, int],
        state: generations.State,
        lexicon: Lexicon,
        registry: Registry,
        hidden: Sequence[int] = (),
    ) -> "IndexView":
        """Return the view of an engine's index, with the files that belong to it."""
        translate = BilingualDictionary(lexicon, engine.doc_freq, engine.num_docs).translate
        return cls(mark, state, hidden, engine, Statistics(engine), translate, registry)

    def words_read(self, sound: str) -> tuple[str, ...]:
        """Return the Japanese words of titles whose reading is ``sound``, those that most records hold first."""
        return self.statistics.words_read(sound)

    def holds(self, terms: Iterable[str], searched: Iterable[str]) -> bool:
        """Return whether one of the searched fields has all these terms."""
        return any(all(self.engine.doc_freq(field, term) for term in terms) for field in searched)
