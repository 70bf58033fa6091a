"""Records that exist only in the other language: a translated query over the fields of that language.

Of a word's translations the best one counts, not the sum: a word with many is not worth more than a word with one. Each
translation is worth what BM25 makes of it there, times how sure it is. Beside the query stands the best score that it
can reach, by which two queries in two languages are compared (``shares.py``).

Pirkola, "The effects of query structure and dictionary setups in dictionary-based cross-language information
retrieval", SIGIR 1998, is where translations of one word were first taken as one.
"""

from collections.abc import Iterable, Sequence

import tantivy

from shoroku.analyzers.translations import Language
from shoroku.indexer import fields
from shoroku.search.bilingual import Translation
from shoroku.search.shares import Weighed, best_of, sum_of, term_reach
from shoroku.search.translating import Translated

Q = tantivy.Query

#: What a word is worth more in a title.
_TITLE = 0.6
_FIELDS: dict[Language, tuple[str, str]] = {
    "ja": (fields.TEXT_JA, fields.TITLE_JA),
    "en": (fields.TEXT_EN, fields.TITLE_EN),
}


class Crossing:
    """Makes the translated queries of one search over one state of the index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, into: Language) -> None:
        self._schema = schema
        self._searcher = searcher
        self._text, self._title = _FIELDS[into]

    def query(self, clauses: Sequence[Translated]) -> Weighed | None:
        """Return the query for records that hold any of the translated clauses, None if no record does."""
        return sum_of(self._clause(clause) for clause in clauses)

    def _clause(self, clause: Translated) -> Weighed | None:
        return best_of(sum_of(self._part(part.translations) for part in choice) for choice in clause.choices)

    def _part(self, translations: Iterable[Translation]) -> Weighed | None:
        return best_of(self._translation(one) for one in translations)

    def _translation(self, one: Translation) -> Weighed | None:
        found = self._word(one.terms[0]) if len(one.terms) == 1 else self._phrase(one.terms)
        return found.times(one.weight) if found else None

    def _word(self, term: str) -> Weighed | None:
        title = self._in(self._title, term, "freq")
        return sum_of((self._in(self._text, term, "position"), title.times(_TITLE) if title else None))

    def _in(self, field: str, term: str, option: str) -> Weighed | None:
        count = self._searcher.doc_freq(field, term)
        if not count:
            return None
        return Weighed(Q.term_query(self._schema, field, term, option), term_reach(count, self._searcher.num_docs))

    def _phrase(self, terms: tuple[str, ...]) -> Weighed | None:
        counts = [self._searcher.doc_freq(self._text, term) for term in terms]
        if not all(counts):
            return None
        reach = sum(term_reach(count, self._searcher.num_docs) for count in counts)
        return Weighed(Q.phrase_query(self._schema, self._text, list(terms)), reach)
