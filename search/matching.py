"""From clauses to tantivy queries: which records hold the words, and what each word is worth where.

BM25 (Robertson & Zaragoza 2009) over the words of title, abstract and subjects, and again over titles and subjects,
whose words count more; names and surroundings at a lower weight. Of a clause's alternatives the best one counts, not
the sum, so that a word with many spellings is not worth more than a word with one.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import tantivy

from shoroku.indexer import fields
from shoroku.search.query import Alternative, Clause

Occur, Q = tantivy.Occur, tantivy.Query

_TITLE, _SUBJECT, _NAME, _CONTEXT, _ID = 0.35, 0.2, 0.8, 0.3, 3.0
_PART = 1.0
_MEMBER, _NUMBERED = 0.7, 24
_PHRASE, _PHRASE_SLOP = 0.2, 2
_NEIGHBOURS = 12  # clauses whose neighbourhood is looked at


class Matcher:
    """Makes the queries of one search over one state of the index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._searcher = searcher

    def all_words(self, clauses: Sequence[Clause]) -> tantivy.Query:
        """Return the query for records that hold every word."""
        required = [(Occur.Must, self._clause(clause)) for clause in clauses]
        return Q.boolean_query([*required, *((Occur.Should, query) for query in self._neighbours(clauses))])

    def most_words(self, clauses: Sequence[Clause], *, in_sentences: bool) -> tantivy.Query:
        """Return the query for records that hold most of the words, or most of the parts of one compound."""
        loosely = in_sentences or len(clauses) == 1
        wanted = [(Occur.Should, self._clause(clause, in_parts=True, loosely=loosely)) for clause in clauses]
        enough = Q.boolean_query(wanted, minimum_number_should_match=enough_of(len(wanted), in_sentences=in_sentences))
        return Q.boolean_query([(Occur.Must, enough), *((Occur.Should, query) for query in self._neighbours(clauses))])

    def _clause(self, clause: Clause, *, in_parts: bool = False, loosely: bool = False) -> tantivy.Query:
        queries = [query for alternative in clause.alternatives for query in self._alternative(clause, alternative)]
        queries += self._numbered(clause)
        if in_parts and len(clause.terms) > 1:
            parts = [(Occur.Should, query) for term in clause.terms for query in self._word(clause, term)]
            if parts:
                half = Q.boolean_query(
                    parts, minimum_number_should_match=(len(parts) + 1) // 2 if loosely else len(parts) // 2 + 1
                )
                queries.append(Q.boost_query(half, _PART))
        if not queries:
            return Q.empty_query()
        return queries[0] if len(queries) == 1 else Q.disjunction_max_query(queries)

    def _numbered(self, clause: Clause) -> Iterator[tantivy.Query]:
        """Yield the queries for a word with a number: what is asked as HIV may stand as HIV-1, COVID as COVID-19.

        Only where the word is written as an abbreviation, or stands in the index more often with a number than alone.
        """
        if not (family := clause.family):
            return
        for field in (fields.TEXT_EN, fields.TEXT_JA):
            # In the dictionary's order digits come before letters, so the numbered terms follow the word itself.
            near = self._searcher.terms_with_prefix(field, family, limit=_NUMBERED)
            members = [(term, count) for term, count in near if term[len(family) :].isdigit()]
            if clause.text.isupper() or sum(count for _, count in members) > self._searcher.doc_freq(field, family):
                yield from (Q.boost_query(self._term(field, term), _MEMBER) for term, _ in members)

    def _alternative(self, clause: Clause, alternative: Alternative) -> Iterator[tantivy.Query]:
        if alternative.scope != "text":
            field, weight = (fields.NAME, _NAME) if alternative.scope == "name" else (fields.ID, _ID)
            if self._searcher.doc_freq(field, alternative.terms[0]):
                yield Q.boost_query(Q.term_query(self._schema, field, alternative.terms[0]), weight)
            return
        found = (
            self._phrase(alternative.terms) if len(alternative.terms) > 1 else self._word(clause, alternative.terms[0])
        )
        for query in found:
            yield query if alternative.weight == 1.0 else Q.boost_query(query, alternative.weight)

    def _word(self, clause: Clause, term: str) -> Iterator[tantivy.Query]:
        """Yield one query for a single word: the sum of what it is worth in each field that holds it anywhere."""
        texts = [self._term(field, term) for field in (fields.TEXT_EN, fields.TEXT_JA) if self._is_in(field, term)]
        parts = [texts[0] if len(texts) == 1 else Q.disjunction_max_query(texts)] if texts else []
        weighted = (
            (fields.TITLE_EN, _TITLE),
            (fields.TITLE_JA, _TITLE),
            (fields.SUBJECT, _SUBJECT),
            (fields.CONTEXT, _CONTEXT),
        )
        parts += [
            Q.boost_query(self._term(field, term), weight) for field, weight in weighted if self._is_in(field, term)
        ]
        if len(parts) == 1:
            yield parts[0]
        elif parts:
            yield Q.boolean_query([(Occur.Should, part) for part in parts])

    def _phrase(self, terms: tuple[str, ...], slop: int = 0) -> Iterator[tantivy.Query]:
        """Yield the query for words side by side, if there is a field that holds them all."""
        weighted = ((fields.TEXT_EN, 1.0), (fields.TEXT_JA, 1.0), (fields.CONTEXT, _CONTEXT))
        found = []
        for field, weight in weighted:
            if all(self._is_in(field, term) for term in terms):
                phrase = Q.phrase_query(self._schema, field, list(terms), slop)
                found.append(phrase if weight == 1.0 else Q.boost_query(phrase, weight))
        if found:
            yield found[0] if len(found) == 1 else Q.disjunction_max_query(found)

    def _neighbours(self, clauses: Sequence[Clause]) -> Iterator[tantivy.Query]:
        """Yield queries that reward words of the query that stand near each other in the text, in its order."""
        for first, second in pairwise(clauses[:_NEIGHBOURS]):
            for phrase in self._phrase((*first.terms, *second.terms), _PHRASE_SLOP):
                yield Q.boost_query(phrase, _PHRASE)

    def _term(self, field: str, term: str) -> tantivy.Query:
        return Q.term_query(
            self._schema,
            field,
            term,
            "freq" if field in (fields.TITLE_JA, fields.TITLE_EN, fields.SUBJECT) else "position",
        )

    def _is_in(self, field: str, term: str) -> bool:
        return self._searcher.doc_freq(field, term) > 0


def enough_of(count: int, *, in_sentences: bool) -> int:
    """Return how many of ``count`` words a record must hold to be listed after those that hold them all.

    Who lists keywords means each of them: most are asked for. Who asks in sentences needs many words for few things,
    and no record of all that answer holds half of them: there the ranking decides, and one is enough.
    """
    return 1 if in_sentences else count // 2 + 1 if count > 2 else 1
