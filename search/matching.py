"""From clauses to tantivy queries: which records hold the words, and what each word is worth where.

BM25 (Robertson & Zaragoza 2009) over the words of title, abstract and subjects, and again over titles and subjects,
whose words count more; names and surroundings at a lower weight.

Who lists keywords means each of them: where too few records hold them all, half are asked for, or the one that is much
rarer than the others. Who asks in sentences needs many words for few things, and no record of all that answer holds half
of them: there one word is enough, and the ranking decides.

Of a clause's alternatives the best one counts, not the sum, so that a word with many spellings is not worth more than a word with one.
"""

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import tantivy

from shoroku.indexer import fields
from shoroku.search.clauses import Alternative, Clause
from shoroku.search.ingredients import Ingredients, neighbours, repetition, titles, word_classes
from shoroku.search.statistics import Statistics

Occur, Q = tantivy.Occur, tantivy.Query

_NAME, _CONTEXT, _ID = 0.8, 0.3, 3.0
_MEMBER, _NUMBERED = 0.7, 24
_TELLING = 0.4
_BM25_CEILING = 2.2  # k1 + 1: what a word said often in a short text comes to, in units of its idf


#: The fields that hold texts in one language, for questions that are asked in that alone.
OF_LANGUAGE = {
    "ja": frozenset({fields.TEXT_JA, fields.TITLE_JA}),
    "en": frozenset({fields.TEXT_EN, fields.TITLE_EN}),
}


class Place(NamedTuple):
    """Where an alternative may stand, and the query that scores it there."""

    field: str
    query: tantivy.Query


class Matcher:
    """Makes the queries of one search over one state of the index."""

    def __init__(
        self,
        schema: tantivy.Schema,
        searcher: tantivy.Searcher,
        statistics: Statistics,
        ingredients: Ingredients,
        within: Container[str] | None = None,
    ) -> None:
        """With ``within`` nothing is looked for in other fields than those."""
        self._schema = schema
        self._searcher = searcher
        self._statistics = statistics
        self._ingredients = ingredients
        self._within = within

    # --- Whole questions ----------------------------------------------------------------------------------------------

    def all_words(self, clauses: Sequence[Clause]) -> tantivy.Query:
        """Return the query for records that hold every word."""
        required = [(Occur.Must, self._clause(clause)) for clause in clauses]
        return Q.boolean_query([*required, *((Occur.Should, query) for query in self._neighbours(clauses))])

    def most_words(self, clauses: Sequence[Clause], *, in_sentences: bool) -> tantivy.Query:
        """Return the query for records that hold much of what was asked, or most of the parts of one compound."""
        loosely = in_sentences or len(clauses) == 1
        wanted = [self._clause(clause, in_parts=True, loosely=loosely) for clause in clauses]
        scored = [(Occur.Should, query) for query in wanted]
        enough = 1 if in_sentences else (len(wanted) + 1) // 2
        found = Q.boolean_query(scored, minimum_number_should_match=enough)
        if enough > 1 and (telling := self._telling(clauses)):
            also = [(Occur.Should, found), *((Occur.Should, wanted[index]) for index in telling)]
            found = Q.boolean_query([(Occur.Must, Q.const_score_query(Q.boolean_query(also), 0.0)), *scored])
        return Q.boolean_query([(Occur.Must, found), *((Occur.Should, query) for query in self._neighbours(clauses))])

    def _telling(self, clauses: Sequence[Clause]) -> list[int]:
        """Return which words are so rare that one alone says nearly as much as all the others together."""
        worth = [self._statistics.best(filter(self.is_known, clause.alternatives)) for clause in clauses]
        return [index for index, each in enumerate(worth) if each > _TELLING * sum(worth)]

    def reach(self, clauses: Sequence[Clause]) -> float:
        """Return the best score that a record could have; scores of different questions are compared by their share of it."""
        best = (self.weight(clause) * self._statistics.best(clause.alternatives) for clause in clauses)
        return sum(best) * _BM25_CEILING * (1 + titles.TITLE * self._has("titles")) or 1.0

    def is_any_known(self, clauses: Sequence[Clause]) -> bool:
        """Tell whether the index holds any of the words."""
        return any(self.is_known(alternative) for clause in clauses for alternative in clause.alternatives)

    def weight(self, clause: Clause) -> float:
        """Return what a word of the question counts, beside what the index knows of it."""
        found = 1.0
        if self._has("repetition"):
            found *= repetition.weight(clause)
        if self._has("word_classes"):
            found *= word_classes.weight(clause)
        return found

    # --- One clause ---------------------------------------------------------------------------------------------------

    def _clause(self, clause: Clause, *, in_parts: bool = False, loosely: bool = False) -> tantivy.Query:
        queries = [query for one in clause.alternatives if (query := self.alternative(one)) is not None]
        queries += (place.query for place in self.numbered(clause))
        if in_parts and len(clause.terms) > 1:
            parts = [
                (Occur.Should, query) for term in clause.terms if (query := self.alternative(Alternative((term,))))
            ]
            if parts:
                enough = (len(parts) + 1) // 2 if loosely else len(parts) // 2 + 1
                queries.append(Q.boolean_query(parts, minimum_number_should_match=enough))
        if not queries:
            return Q.empty_query()
        best = queries[0] if len(queries) == 1 else Q.disjunction_max_query(queries)
        return _boosted(best, self.weight(clause))

    def numbered(self, clause: Clause) -> Iterator[Place]:
        """Yield the places of a word with a number: what is asked as HIV may stand as HIV-1, COVID as COVID-19.

        Only where the word is written as an abbreviation, or stands in the index more often with a number than alone.
        """
        if not (family := clause.family) or not self._has("spellings"):
            return
        for field in filter(self._may_be_in, (fields.TEXT_EN, fields.TEXT_JA)):
            # In the dictionary's order digits come before letters, so the numbered terms follow the word itself.
            near = self._searcher.terms_with_prefix(field, family, limit=_NUMBERED)
            members = [(term, count) for term, count in near if term[len(family) :].isdigit()]
            if clause.text.isupper() or sum(count for _, count in members) > self._searcher.doc_freq(field, family):
                yield from (Place(field, _boosted(self._term(field, term), _MEMBER)) for term, _ in members)

    def alternative(self, alternative: Alternative) -> tantivy.Query | None:
        """Return the query for one way in which a clause can be met, None where nothing in the index can meet it."""
        text, other = [], []
        on_top = []
        for place in self.places(alternative):
            if place.field in (fields.TEXT_EN, fields.TEXT_JA):
                text.append(place.query)
            elif len(alternative.terms) > 1 and place.field != fields.CONTEXT:
                on_top.append(place.query)
            else:
                other.append(place.query)
        parts = [_best(text)] if text else []
        if on_top and parts:  # a phrase in the title is one in the text; its words alone are none
            parts = [Q.boolean_query([(Occur.Must, parts[0]), *((Occur.Should, query) for query in on_top)])]
        parts += other
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else Q.boolean_query([(Occur.Should, part) for part in parts])

    def places(self, alternative: Alternative) -> Iterator[Place]:
        """Yield where in the index an alternative stands, each place with the query that scores it."""
        terms, weight = alternative.terms, alternative.weight
        if alternative.scope != "text":
            field, worth = (fields.NAME, _NAME) if alternative.scope == "name" else (fields.ID, _ID)
            if self._is_in(field, terms):
                yield Place(field, _boosted(self._term(field, terms[0]), worth))
            return
        for field, worth in self._weighted(len(terms)):
            if self._is_in(field, terms):
                yield Place(field, _boosted(self._words(field, terms), worth * weight))

    def _weighted(self, length: int) -> Iterator[tuple[str, float]]:
        yield from ((fields.TEXT_EN, 1.0), (fields.TEXT_JA, 1.0), (fields.CONTEXT, _CONTEXT))
        if self._has("titles"):
            yield from ((fields.TITLE_EN, titles.TITLE), (fields.TITLE_JA, titles.TITLE))
            if length == 1:
                yield fields.SUBJECT, titles.SUBJECT

    def _words(self, field: str, terms: tuple[str, ...]) -> tantivy.Query:
        """Return the query for one word, or for words side by side; where no positions are kept, for all of them."""
        if len(terms) == 1:
            return self._term(field, terms[0])
        if field in (fields.TITLE_EN, fields.TITLE_JA):
            return Q.boolean_query([(Occur.Must, self._term(field, term)) for term in terms])
        return Q.phrase_query(self._schema, field, list(terms), 0)

    def _neighbours(self, clauses: Sequence[Clause]) -> Iterator[tantivy.Query]:
        """Yield queries that reward words of the question that stand near each other in the text, in its order."""
        if not self._has("neighbours"):
            return
        for first, second in pairwise(clauses[: neighbours.MOST]):
            pair = (first.terms[-1], second.terms[0])
            near = [
                Q.phrase_query(self._schema, field, list(pair), neighbours.SLOP)
                for field in (fields.TEXT_EN, fields.TEXT_JA)
                if self._is_in(field, pair)
            ]
            if near:
                yield _boosted(_best(near), neighbours.weight(len(clauses)))

    # --- The index ----------------------------------------------------------------------------------------------------

    def _term(self, field: str, term: str) -> tantivy.Query:
        option = "freq" if field in (fields.TITLE_JA, fields.TITLE_EN, fields.SUBJECT) else "position"
        return Q.term_query(self._schema, field, term, option)

    def _is_in(self, field: str, terms: Sequence[str]) -> bool:
        return self._may_be_in(field) and all(self._searcher.doc_freq(field, term) for term in terms)

    def _may_be_in(self, field: str) -> bool:
        return self._within is None or field in self._within

    def is_known(self, alternative: Alternative) -> bool:
        """Tell whether the index holds what an alternative asks for."""
        return next(self.places(alternative), None) is not None

    def _has(self, ingredient: str) -> bool:
        return ingredient in self._ingredients


def _best(queries: list[tantivy.Query]) -> tantivy.Query:
    return queries[0] if len(queries) == 1 else Q.disjunction_max_query(queries)


def _boosted(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1.0 else Q.boost_query(query, weight)
