"""How common words are in one state of the index."""

import math
from collections.abc import Iterable

import tantivy

from shoroku.indexer import fields
from shoroku.search.clauses import Alternative

_TEXTS = (fields.TEXT_EN, fields.TEXT_JA)
_ROOM = 200_000


class Statistics:
    """Inverse document frequencies, looked up once for each term. Threads may share it."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self._documents = searcher.num_docs
        self._idf: dict[str, float] = {}

    def idf(self, term: str) -> float:
        """Return BM25's inverse document frequency of a term, in the language that has more of it."""
        found = self._idf.get(term)
        if found is None:
            if len(self._idf) >= _ROOM:
                self._idf.clear()
            count = max(self._searcher.doc_freq(field, term) for field in _TEXTS)
            found = self._idf[term] = math.log(1 + (self._documents - count + 0.5) / (count + 0.5))
        return found

    def rarity(self, terms: Iterable[str]) -> float:
        """Return what terms that stand side by side are worth together, as the index scores a phrase."""
        return sum(map(self.idf, terms))

    def best(self, alternatives: Iterable[Alternative]) -> float:
        """Return what the best of the alternatives can be worth; 0 where there is none in the text."""
        worth = (one.weight * self.rarity(one.terms) for one in alternatives if one.scope == "text")
        return max(worth, default=0.0)
