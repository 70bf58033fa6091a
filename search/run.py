"""One search over one state of the index: which records, in which order, how many, counted by what.

Records that hold all the words come first (*strict*), those that hold most of them after (*relaxed*). A question in
sentences has no such groups: there the ranking decides. Within a group the best fifty of each question are looked at
again (``rescoring.py``); behind them stays the order of the index.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import tantivy

from shoroku.corpus.store import Store
from shoroku.indexer import fields, generations
from shoroku.indexer.registry import Registry
from shoroku.search.bilingual import Bilingual
from shoroku.search.clauses import Query
from shoroku.search.facets import Counter
from shoroku.search.filters import Filters, as_queries
from shoroku.search.fusion import fused, weight
from shoroku.search.ingredients import Ingredients, admitted
from shoroku.search.ingredients.translations import asked_in_the_other_language
from shoroku.search.matching import OF_LANGUAGE, Matcher
from shoroku.search.page import FacetValue
from shoroku.search.ranking import Ranked, ranked
from shoroku.search.rescoring import WINDOW, Question, Rescorer
from shoroku.search.statistics import Statistics

Occur, Q = tantivy.Occur, tantivy.Query


class View(NamedTuple):
    """One state of the index."""

    mark: tuple[int, int, int]
    schema: tantivy.Schema
    searcher: tantivy.Searcher
    state: generations.State
    statistics: Statistics
    bilingual: Bilingual
    registry: Registry


class Run:
    """One search. ``rows`` first: it sets the totals."""

    def __init__(
        self, view: View, store: Store, query: Query, asked: Filters, sort: str, ingredients: Ingredients
    ) -> None:
        self._view, self._store, self._sort, self._asked = view, store, sort, asked
        self._query = query
        self._rescorer = Rescorer(view.searcher, view.statistics, ingredients)
        self._filters = as_queries(asked, view.schema, view.searcher, view.registry)
        asked_as = list(self._asked_as(ingredients))
        self._questions = [question for question, _ in asked_as]
        self._matchers = [matcher for _, matcher in asked_as]
        self.total = self.relaxed_total = 0
        self.is_relaxed = False
        self.reflected = view.state.change

    def _asked_as(self, ingredients: Ingredients) -> Iterator[tuple[Question, Matcher]]:
        """Yield the query as it was written, and in the other language where its words are known there."""
        view = self._view
        clauses = admitted(self._query.clauses, ingredients)
        matcher = Matcher(view.schema, view.searcher, view.statistics, ingredients)
        yield Question(clauses, matcher.reach(clauses), self._query.said), matcher
        if "translations" not in ingredients or not clauses:
            return
        others, known = asked_in_the_other_language(clauses, view.bilingual.translations)
        if others:
            language = "ja" if any(clause.is_japanese for clause in others) else "en"
            matcher = Matcher(view.schema, view.searcher, view.statistics, ingredients, OF_LANGUAGE[language])
            if matcher.is_any_known(others):
                said = " ".join(clause.text for clause in others)
                reach = matcher.reach(others) / known
                yield Question(others, reach, said, is_translated=True, is_whole=known == 1), matcher

    # --- Rows ---------------------------------------------------------------------------------------------------------

    def rows(self, offset: int, limit: int) -> list[Ranked]:
        """Return the rows of one page, and set the totals."""
        if not self._query.clauses:
            return self._without_words(offset, limit)
        if self._query.in_sentences and self._sort == "relevance":
            return self._in_one_order(offset, limit)
        found, self.total = self._ordered(self._strict(), offset, limit)
        clauses = self._query.clauses
        if offset + limit < self.total or (len(clauses) == 1 and len(clauses[0].terms) == 1):
            return found
        others, self.relaxed_total = self._ordered(
            self._relaxed(), max(0, offset - self.total), limit - len(found), without=self._strict()
        )
        self.is_relaxed = bool(others)
        return found + [row._replace(relaxed=True) for row in others]

    def _without_words(self, offset: int, limit: int) -> list[Ranked]:
        if self._query.text.strip():  # nothing but signs: nothing is asked, nothing is found
            return []
        sort = "newest" if self._sort == "relevance" else self._sort
        found, self.total = self._sorted(Q.all_query(), offset, limit, sort)
        return found

    def _in_one_order(self, offset: int, limit: int) -> list[Ranked]:
        """Rank a question in sentences: records that hold all of its words are told, not put first."""
        strict = Q.boolean_query([(Occur.Should, query) for query in self._strict()])
        self.total = self._count(strict)
        found, count = self._ordered(self._relaxed(), offset, limit)
        self.relaxed_total = count - self.total
        whole = self._among(strict, found)
        marked = [row._replace(relaxed=row.seq not in whole) for row in found]
        self.is_relaxed = any(row.relaxed for row in marked)
        return marked

    def _ordered(
        self, queries: Sequence[tantivy.Query], offset: int, limit: int, without: Sequence[tantivy.Query] = ()
    ) -> tuple[list[Ranked], int]:
        """Return the rows of a group, one query for each question, and how many there are in the group."""
        narrowed = [self._narrowed(query, without) for query in queries]
        shares = [
            Q.boost_query(each, weight(question, in_sentences=self._query.in_sentences) / question.reach)
            for each, question in zip(narrowed, self._questions, strict=True)
        ]
        together = shares[0] if len(shares) == 1 else Q.disjunction_max_query(shares)
        if self._sort != "relevance":
            return self._sorted(together, offset, limit, self._sort)
        if limit <= 0:
            return [], self._count(together)
        best, total = self._best(narrowed)
        rows = best[offset : offset + limit]
        if len(rows) == limit or len(best) >= total:
            return rows, total
        seen = {row.seq for row in best}
        after, total = ranked(self._view.searcher, self._store, together, 0, offset + limit, "relevance")
        rest = [row for row in after if row.seq not in seen]
        return [*best, *rest][offset : offset + limit], total

    def _best(self, queries: Sequence[tantivy.Query]) -> tuple[list[Ranked], int]:
        """Return the rows that are looked at again, best first, and how many records there are in all."""
        answers = []
        total = 0
        for question, query in zip(self._questions, queries, strict=True):
            rows, total = ranked(self._view.searcher, self._store, query, 0, WINDOW, "relevance")
            answers.append((question, self._rescorer.rescored(question, rows)))
        if len(queries) > 1:
            total = self._count(Q.boolean_query([(Occur.Should, query) for query in queries]))
        return [one.row for one in fused(answers, in_sentences=self._query.in_sentences)], total

    # --- Groups -------------------------------------------------------------------------------------------------------

    def _strict(self) -> list[tantivy.Query]:
        return [
            matcher.all_words(question.clauses) if question.is_whole else Q.empty_query()
            for question, matcher in zip(self._questions, self._matchers, strict=True)
        ]

    def _relaxed(self) -> list[tantivy.Query]:
        return [
            matcher.most_words(question.clauses, in_sentences=self._query.in_sentences)
            for question, matcher in zip(self._questions, self._matchers, strict=True)
        ]

    def _narrowed(self, query: tantivy.Query, without: Sequence[tantivy.Query] = ()) -> tantivy.Query:
        if not self._filters and not without:
            return query
        required = ((Occur.Must, each) for each in self._filters)
        forbidden = ((Occur.MustNot, each) for each in without)
        return Q.boolean_query([(Occur.Must, query), *chain(required, forbidden)])

    def _count(self, query: tantivy.Query) -> int:
        return int(getattr(self._view.searcher.search(self._narrowed(query), 1), "count"))  # noqa: B009 (see ranking.py)

    def _among(self, query: tantivy.Query, rows: Sequence[Ranked]) -> set[int]:
        """Return the numbers of those rows that the query finds."""
        if not rows:
            return set()
        only = Q.term_set_query(self._view.schema, fields.SEQ, [row.seq for row in rows])
        found = self._view.searcher.search(Q.boolean_query([(Occur.Must, query), (Occur.Must, only)]), len(rows))
        return {int(n or 0) for n in self._view.searcher.fast_field_values(fields.SEQ, [at for _, at in found.hits])}

    # --- Other orders and counts --------------------------------------------------------------------------------------

    def _sorted(self, query: tantivy.Query, offset: int, limit: int, sort: str) -> tuple[list[Ranked], int]:
        narrowed = self._narrowed(query)
        if sort == "oldest":
            return self._oldest(narrowed, offset, limit)
        return ranked(self._view.searcher, self._store, narrowed, offset, limit, sort)

    def _oldest(self, query: tantivy.Query, offset: int, limit: int) -> tuple[list[Ranked], int]:
        """Put records without a year last, as the other order does; to the index they are older than any."""
        has_year = Q.exists_query(fields.YEAR)
        dated = Q.boolean_query([(Occur.Must, query), (Occur.Must, has_year)])
        undated = Q.boolean_query([(Occur.Must, query), (Occur.MustNot, has_year)])
        found, count = ranked(self._view.searcher, self._store, dated, offset, limit, "oldest")
        start = max(0, offset - count)
        rest, other = ranked(self._view.searcher, self._store, undated, start, limit - len(found), "oldest")
        return found + rest, count + other

    def facets(self, sizes: Mapping[str, int]) -> dict[str, tuple[FacetValue, ...]]:
        """Count facets, so many values of each, over what the search lists first: the strict matches, or the relaxed ones where there is no other."""
        if not sizes:
            return {}
        if not self._query.clauses:
            query = Q.empty_query() if self._query.text.strip() else Q.all_query()
        else:
            groups = self._relaxed() if not self.total and self.relaxed_total else self._strict()
            query = Q.boolean_query([(Occur.Should, each) for each in groups])
        view = self._view
        return Counter(view.schema, view.searcher, view.registry, self._store).facets(query, self._asked, sizes)
