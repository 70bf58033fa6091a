"""One search over one state of the index: which records, in which order, how many, counted by what.

Records that hold all the words come first (*strict*), those that hold some of them after (*relaxed*). A question in
sentences has no such groups: there the ranking decides. Within a group the best fifty of each question are looked at
again (``rescoring.py``); behind them stays the order of the index.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain

import tantivy

from shoroku.corpus.store.store import Store
from shoroku.indexer import fields
from shoroku.search.all_matches import Group
from shoroku.search.asking import Asked, Manner
from shoroku.search.clauses import Alternative
from shoroku.search.explaining import written_as
from shoroku.search.facets import Counter
from shoroku.search.filters import Filters, as_queries
from shoroku.search.fusion import fused, weight
from shoroku.search.language import Node
from shoroku.search.language.compiling import Compiler
from shoroku.search.matching import Matcher
from shoroku.search.page import Expansion, FacetValue
from shoroku.search.query import read
from shoroku.search.questions import View, asking_as
from shoroku.search.ranking import Ranked, ranked
from shoroku.search.rescoring import TRANSLATED_WINDOW, WINDOW, Question, Rescored, Rescorer

Occur, Q = tantivy.Occur, tantivy.Query

#: What a query can reach whose words are not known beforehand (immun*), so that its scores are of the scale of others.
_REACH_OF_PATTERNS = 10.0


class Run:
    """One search. ``rows`` first: it sets the totals."""

    def __init__(self, view: View, store: Store, asked: Asked, filters: Filters, sort: str, manner: Manner) -> None:
        self.view, self._store, self._sort, self._filters = view, store, sort, filters
        self.query = asked.query
        self._rescorer = Rescorer(view.searcher, view.statistics, manner.ingredients)
        self._compiler = Compiler(
            view.schema, view.searcher, view.registry, store, lambda text: self._any_of(self._words(text, manner))
        )
        self.language = manner.language
        self.notices = asked.notices
        self.is_cut = asked.is_cut
        self._within = self._always(asked)
        self._narrowing = [*as_queries(filters, view.schema, view.searcher, view.registry), *self._within]
        asked_as = list(asking_as(view, self.query, manner))
        self._compiled = None
        if asked.tree is not None:
            self._compiled, asked_as = self._compile(asked.tree), asked_as[:1]
            asked_as = [(one._replace(reach=max(one.reach, _REACH_OF_PATTERNS)), matcher) for one, matcher in asked_as]
        self.questions = [question for question, _ in asked_as]
        self._matchers = [matcher for _, matcher in asked_as]
        self.total = self.relaxed_total = 0
        self.is_relaxed = False
        self.reflected = view.state.change
        self.rescored: dict[int, tuple[Question, Rescored]] = {}

    def _always(self, asked: Asked) -> list[tantivy.Query]:
        """Return what the query itself narrows the search to; facets are counted within that."""
        view = self.view
        of_others = [Q.const_score_query(self._compile(node), 0.0) for node in asked.others]
        required = [self._compile(node) for node in asked.required]
        return [*as_queries(asked.filters, view.schema, view.searcher, view.registry), *of_others, *required]

    def _compile(self, tree: Node) -> tantivy.Query:
        compiled = self._compiler.compile(tree)
        self.notices += compiled.notices
        return compiled.query

    def _words(self, text: str, manner: Manner) -> list[tantivy.Query]:
        """Return the queries for records that hold all of some neighbouring words, in one language or the other."""
        asked_as = asking_as(self.view, read(text), manner)
        return [matcher.all_words(one.clauses) for one, matcher in asked_as if one.is_whole and one.clauses]

    @staticmethod
    def _any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
        return Q.disjunction_max_query(list(queries)) if queries else Q.empty_query()

    def matcher_of(self, question: Question) -> Matcher:
        """Return what makes the queries of one of the questions."""
        return self._matchers[self.questions.index(question)]

    def expansions(self) -> tuple[Expansion, ...]:
        """Return what was asked for besides the words themselves, as far as the index holds it."""
        found: dict[Expansion, None] = {}
        for question, matcher in zip(self.questions, self._matchers, strict=True):
            for clause in question.clauses:
                for one in clause.alternatives:
                    if _is_told(one) and matcher.is_known(one):
                        found.setdefault(Expansion(clause.text, one.kind, one.written or written_as(one)))
        return tuple(found)

    # --- Rows ---------------------------------------------------------------------------------------------------------

    def rows(self, offset: int, limit: int) -> list[Ranked]:
        """Return the rows of one page, and set the totals."""
        if self._compiled is None and not self.query.clauses:
            return self._without_words(offset, limit)
        if self.is_one_list:
            return self._in_one_order(offset, limit)
        found, self.total = self._ordered(self._strict, offset, limit)
        if offset + limit < self.total or not self._may_be_relaxed:
            return found
        others, self.relaxed_total = self._ordered(
            self._relaxed, max(0, offset - self.total), limit - len(found), without=self._strict
        )
        self.is_relaxed = bool(others)
        return found + [row._replace(relaxed=True) for row in others]

    def groups(self, *, relaxed: bool) -> list[Group]:
        """Return the groups that ``rows`` lists one after the other; without ``relaxed`` the first alone."""
        if self._compiled is None and not self.query.clauses:
            return [] if self.query.text.strip() else [Group(self._narrowed(Q.all_query()))]
        if self.is_one_list:
            return [self._group(self._relaxed, only=() if relaxed else self._strict)]
        if not relaxed or not self._may_be_relaxed:
            return [self._group(self._strict)]
        return [self._group(self._strict), self._group(self._relaxed, without=self._strict)]

    def _group(
        self,
        queries: Sequence[tantivy.Query],
        without: Sequence[tantivy.Query] = (),
        only: Sequence[tantivy.Query] = (),
    ) -> Group:
        """Return a group; with ``only``, those of its records that one of these finds, in the order of the group."""
        narrowed = [self._narrowed(query, without) for query in queries]
        best = self._best(narrowed)[0] if self._sort == "relevance" else []
        together = self._together(narrowed)
        if only:
            any_of = Q.boolean_query([(Occur.Should, query) for query in only])
            whole = self._among(any_of, best)
            best = [row for row in best if row.seq in whole]
            together = Q.boolean_query([(Occur.Must, together), (Occur.Must, Q.const_score_query(any_of, 0.0))])
        return Group(together, [row.seq for row in best])

    @property
    def is_one_list(self) -> bool:
        """Whether all that is found stands in one order: a question in sentences has no groups."""
        return self._compiled is None and self.query.in_sentences and self._sort == "relevance"

    @property
    def is_plain(self) -> bool:
        """Whether words are all that is asked, with no operator."""
        return self._compiled is None

    @property
    def _may_be_relaxed(self) -> bool:
        """Tell whether records that hold most of the words are listed, too: not where operators say what is wanted."""
        clauses = self.query.clauses
        return self._compiled is None and not (len(clauses) == 1 and len(clauses[0].terms) == 1)

    def found(self) -> tuple[int, int]:
        """Return how many records hold all the words, and where none does, how many hold most of them."""
        if not self.query.clauses:
            return self.total, 0
        strict = self._count(Q.boolean_query([(Occur.Should, query) for query in self._strict]))
        if strict:
            return strict, 0
        return 0, self._count(Q.boolean_query([(Occur.Should, query) for query in self._relaxed]))

    def _without_words(self, offset: int, limit: int) -> list[Ranked]:
        if self.query.text.strip():  # nothing but signs: nothing is asked, nothing is found
            return []
        sort = "newest" if self._sort == "relevance" else self._sort
        found, self.total = self._sorted(Q.all_query(), offset, limit, sort)
        return found

    def _in_one_order(self, offset: int, limit: int) -> list[Ranked]:
        """Rank a question in sentences: records that hold all of its words are told, not put first."""
        strict = Q.boolean_query([(Occur.Should, query) for query in self._strict])
        self.total = self._count(strict)
        found, count = self._ordered(self._relaxed, offset, limit)
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
        together = self._together(narrowed)
        if self._sort != "relevance":
            return self._sorted(together, offset, limit, self._sort)
        if limit <= 0:
            return [], self._count(together)
        best, total = self._best(narrowed)
        rows = best[offset : offset + limit]
        if len(rows) == limit or len(best) >= total:
            return rows, total
        seen = {row.seq for row in best}
        after, total = ranked(self.view.searcher, self._store, together, 0, offset + limit, "relevance")
        rest = [row for row in after if row.seq not in seen]
        return [*best, *rest][offset : offset + limit], total

    def _together(self, queries: Sequence[tantivy.Query]) -> tantivy.Query:
        """Return one query for those of all questions, whose scores are shares of what each could reach."""
        shares = [
            Q.boost_query(each, weight(question, in_sentences=self.query.in_sentences) / question.reach)
            for each, question in zip(queries, self.questions, strict=True)
        ]
        return shares[0] if len(shares) == 1 else Q.disjunction_max_query(shares)

    def _best(self, queries: Sequence[tantivy.Query]) -> tuple[list[Ranked], int]:
        """Return the rows that are looked at again, best first, and how many records there are in all."""
        answers = []
        total = 0
        for question, query in zip(self.questions, queries, strict=True):
            alone = len(queries) == 1
            window = TRANSLATED_WINDOW if question.is_translated else WINDOW
            rows, total = ranked(self.view.searcher, self._store, query, 0, window, "relevance", count=alone)
            answers.append((question, self._rescorer.rescored(question, rows)))
        if len(queries) > 1:
            total = self._count(Q.boolean_query([(Occur.Should, query) for query in queries]))
        best = fused(answers, in_sentences=self.query.in_sentences)
        self.rescored |= {one.row.seq: (question, one) for question, one in best}
        return [one.row for _, one in best], total

    # --- Groups -------------------------------------------------------------------------------------------------------

    @cached_property
    def _strict(self) -> list[tantivy.Query]:
        if self._compiled is not None:
            return [self._compiled]
        return [
            matcher.all_words(question.clauses) if question.is_whole else Q.empty_query()
            for question, matcher in zip(self.questions, self._matchers, strict=True)
        ]

    @cached_property
    def _relaxed(self) -> list[tantivy.Query]:
        return [
            matcher.most_words(question.clauses, in_sentences=self.query.in_sentences)
            for question, matcher in zip(self.questions, self._matchers, strict=True)
        ]

    def _narrowed(self, query: tantivy.Query, without: Sequence[tantivy.Query] = ()) -> tantivy.Query:
        if not self._narrowing and not without:
            return query
        required = ((Occur.Must, each) for each in self._narrowing)
        forbidden = ((Occur.MustNot, each) for each in without)
        return Q.boolean_query([(Occur.Must, query), *chain(required, forbidden)])

    def _count(self, query: tantivy.Query) -> int:
        return int(getattr(self.view.searcher.search(self._narrowed(query), 1), "count"))  # noqa: B009 (see ranking.py)

    def _among(self, query: tantivy.Query, rows: Sequence[Ranked]) -> set[int]:
        """Return the numbers of those rows that the query finds."""
        if not rows:
            return set()
        only = Q.term_set_query(self.view.schema, fields.SEQ, [row.seq for row in rows])
        found = self.view.searcher.search(Q.boolean_query([(Occur.Must, query), (Occur.Must, only)]), len(rows))
        return {int(n or 0) for n in self.view.searcher.fast_field_values(fields.SEQ, [at for _, at in found.hits])}

    # --- Other orders and counts --------------------------------------------------------------------------------------

    def _sorted(self, query: tantivy.Query, offset: int, limit: int, sort: str) -> tuple[list[Ranked], int]:
        narrowed = self._narrowed(query)
        if sort == "oldest":
            return self._oldest(narrowed, offset, limit)
        return ranked(self.view.searcher, self._store, narrowed, offset, limit, sort)

    def _oldest(self, query: tantivy.Query, offset: int, limit: int) -> tuple[list[Ranked], int]:
        """Put records without a year last, as the other order does; to the index they are older than any."""
        has_year = Q.exists_query(fields.YEAR)
        dated = Q.boolean_query([(Occur.Must, query), (Occur.Must, has_year)])
        undated = Q.boolean_query([(Occur.Must, query), (Occur.MustNot, has_year)])
        found, count = ranked(self.view.searcher, self._store, dated, offset, limit, "oldest")
        start = max(0, offset - count)
        rest, other = ranked(self.view.searcher, self._store, undated, start, limit - len(found), "oldest")
        return found + rest, count + other

    def facets(self, sizes: Mapping[str, int]) -> dict[str, tuple[FacetValue, ...]]:
        """Count facets, so many values of each, over what the search lists first: the strict matches, or the relaxed ones where there is no other; of a question in sentences, over all that is listed."""
        if not sizes:
            return {}
        if self._compiled is None and not self.query.clauses:
            query = Q.empty_query() if self.query.text.strip() else Q.all_query()
        else:
            is_loose = self.is_one_list or (not self.total and self.relaxed_total)
            groups = self._relaxed if is_loose else self._strict
            query = Q.boolean_query([(Occur.Should, each) for each in groups])
        within = Q.boolean_query([(Occur.Must, query), *((Occur.Must, each) for each in self._within)])
        view = self.view
        return Counter(view.schema, view.searcher, view.registry, self._store).facets(within, self._filters, sizes)


def _is_told(alternative: Alternative) -> bool:
    """Tell whether an expansion is one that a reader would know again: a stem is none."""
    if alternative.kind == "word" or alternative.scope != "text":
        return False
    return bool(alternative.written) or not "".join(alternative.terms).isascii()
