"""From a compiled plan to results: which records, in which order, how many.

Records that hold all the words come first (*strict*), those that hold some of them after (*relaxed*). A question in
sentences has no such groups: there the ranking decides. Within a group the best fifty of each query variant are scored
again (``rerank.py``) and made one list (``fuse``); behind them stays the order of the index.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from shoroku.corpus.store.store import Store
from shoroku.search.engine.expressions import EVERYTHING, NOTHING, BestOf, Boosted, Combination, Expression, Unscored
from shoroku.search.index_view import IndexView
from shoroku.search.plan import QueryVariant
from shoroku.search.rank.rerank import rerank
from shoroku.search.results import MatchGroup, Reranked, Results, Row
from shoroku.search.retrieve.compiler import CompiledPlan, relaxed
from shoroku.search.retrieve.top_k import among, top_k
from shoroku.search.weights import (
    STRUCTURED_WINDOW,
    TRANSLATED_KEYWORDS,
    TRANSLATED_SENTENCES,
    TRANSLATED_WINDOW,
    WINDOW,
)


def rank(compiled: CompiledPlan, view: IndexView, store: Store) -> Results:
    """Return the rows that a plan asks for, and how many records it finds."""
    return _Ranking(compiled, view, store).results()


def groups(compiled: CompiledPlan, view: IndexView, store: Store, *, with_relaxed: bool) -> list[MatchGroup]:
    """Return the groups of records that ``rank`` lists one after the other, whole; the strict one alone, or all."""
    return _Ranking(compiled, view, store).groups(with_relaxed=with_relaxed)


def count_found(compiled: CompiledPlan, view: IndexView, store: Store) -> tuple[int, int]:
    """Return how many records hold all the words, and where none does, how many hold most of them."""
    return _Ranking(compiled, view, store).found()


class _Listed(NamedTuple):
    """Rows of one group, how many there are in the group, and those of them that were scored again."""

    rows: Sequence[Row]
    total: int
    reranked: Sequence[Reranked] = ()


_NOTHING = _Listed((), 0)


class _Ranking:
    """Ranks one plan. Nothing here changes: each method gives what it gives, in any order."""

    def __init__(self, compiled: CompiledPlan, view: IndexView, store: Store) -> None:
        self._compiled, self._view, self._store = compiled, view, store
        self._plan = compiled.plan
        self._options = compiled.plan.options
        self._strict = compiled.strict

    @cached_property
    def _relaxed(self) -> tuple[Expression, ...]:
        return relaxed(self._compiled, self._view)

    # --- Results ------------------------------------------------------------------------------------------------------

    def results(self) -> Results:
        offset, limit = self._options.offset, self._options.limit
        if not self._plan.has_words:
            return self._without_words(offset, limit)
        if self._plan.is_one_list:
            return self._in_one_order(offset, limit)
        listed = self._ordered(self._strict, offset, limit)
        if offset + limit < listed.total or not self._plan.may_be_relaxed:
            return self._results(listed, self._strict)
        room, start = limit - len(listed.rows), max(0, offset - listed.total)
        others = self._ordered(self._relaxed, start, room, without=self._strict)
        return self._results(listed, self._strict if listed.total or not others.total else self._relaxed, others)

    def _results(self, listed: _Listed, counted: Sequence[Expression], others: _Listed = _NOTHING) -> Results:
        rows = (*listed.rows, *(row._replace(relaxed=True) for row in others.rows))
        return Results(
            self._plan,
            rows,
            listed.total,
            others.total,
            self._compiled.counted(Combination(should=counted)),
            {one.row.seq: one for one in chain(listed.reranked, others.reranked)},
            self._view.state.change,
        )

    def _without_words(self, offset: int, limit: int) -> Results:
        if not self._plan.matches_all:  # nothing but signs: nothing is asked, nothing is found
            return self._results(_NOTHING, (NOTHING,))
        sort = "newest" if self._options.sort == "relevance" else self._options.sort
        return self._results(self._sorted(EVERYTHING, offset, limit, sort), (EVERYTHING,))

    def _in_one_order(self, offset: int, limit: int) -> Results:
        """Rank a question in sentences: records that hold all of its words are told, not put first."""
        any_of = Combination(should=self._strict)
        total = self._count(any_of)
        listed = self._ordered(self._relaxed, offset, limit)
        whole = among(any_of, listed.rows, self._view)
        rows = tuple(row._replace(relaxed=row.seq not in whole) for row in listed.rows)
        counted = self._compiled.counted(Combination(should=self._relaxed))
        reranked = {one.row.seq: one for one in listed.reranked}
        return Results(self._plan, rows, total, listed.total - total, counted, reranked, self._view.state.change)

    def found(self) -> tuple[int, int]:
        """Return how many records hold all the words, and where none does, how many hold most of them."""
        if not self._plan.has_words:
            return (self._count(EVERYTHING) if self._plan.matches_all else 0), 0
        if strict := self._count(Combination(should=self._strict)):
            return strict, 0
        return 0, self._count(Combination(should=self._relaxed)) if self._plan.may_be_relaxed else 0

    # --- Whole groups -------------------------------------------------------------------------------------------------

    def groups(self, *, with_relaxed: bool) -> list[MatchGroup]:
        if not self._plan.has_words:
            return [MatchGroup(self._compiled.narrowed(EVERYTHING))] if self._plan.matches_all else []
        if self._plan.is_one_list:
            return [self._group(self._relaxed, only=() if with_relaxed else self._strict)]
        if not with_relaxed or not self._plan.may_be_relaxed:
            return [self._group(self._strict)]
        return [self._group(self._strict), self._group(self._relaxed, without=self._strict)]

    def _group(
        self, expressions: Sequence[Expression], without: Sequence[Expression] = (), only: Sequence[Expression] = ()
    ) -> MatchGroup:
        """Return a group; with ``only``, those of its records that one of these finds, in the order of the group."""
        narrowed = [self._compiled.narrowed(one, without) for one in expressions]
        best = [one.row for one in self._best(narrowed)[0]] if self._options.sort == "relevance" else []
        together = self._together(narrowed)
        if only:
            any_of = Combination(should=only)
            whole = among(any_of, best, self._view)
            best = [row for row in best if row.seq in whole]
            together = Combination(must=(together, Unscored(any_of)))
        return MatchGroup(together, [row.seq for row in best])

    # --- One group ----------------------------------------------------------------------------------------------------

    def _ordered(
        self, expressions: Sequence[Expression], offset: int, limit: int, without: Sequence[Expression] = ()
    ) -> _Listed:
        """Return rows of a group, for which there is one expression for each query variant."""
        narrowed = [self._view.engine.prepare(self._compiled.narrowed(one, without)) for one in expressions]
        together = self._together(narrowed)
        if self._options.sort != "relevance":
            return self._sorted_within(together, offset, limit, self._options.sort)
        if limit <= 0:
            return _Listed([], self._view.engine.count(together))
        best, total = self._best(narrowed)
        rows = [one.row for one in best[offset : offset + limit]]
        if len(rows) == limit or len(best) >= total:
            return _Listed(rows, total, best)
        seen = {one.row.seq for one in best}
        after, total = top_k(together, self._view, self._store, offset=0, limit=offset + limit)
        rest = [row for row in after if row.seq not in seen]
        return _Listed([*(one.row for one in best), *rest][offset : offset + limit], total, best)

    def _together(self, expressions: Sequence[Expression]) -> Expression:
        """Return one expression for those of all variants, whose scores are shares of what each could reach."""
        in_sentences = self._plan.query.in_sentences
        return BestOf(
            [
                Boosted(each, variant_weight(variant, in_sentences=in_sentences) / variant.max_score)
                for each, variant in zip(expressions, self._plan.variants, strict=True)
            ]
        )

    def _best(self, expressions: Sequence[Expression]) -> tuple[list[Reranked], int]:
        """Return the records that are scored again, best first, and how many records there are in all."""
        answers: list[Reranked] = []
        total = 0
        is_only = len(expressions) == 1
        for variant, expression in zip(self._plan.variants, expressions, strict=True):
            window = TRANSLATED_WINDOW if variant.is_translated else WINDOW
            if variant.structured and self._plan.query.in_sentences:
                window = STRUCTURED_WINDOW
            rows, total = top_k(expression, self._view, self._store, offset=0, limit=window, count=is_only)
            answers += rerank(variant, rows, self._options.features, self._view)
        if not is_only:
            total = self._view.engine.count(Combination(should=expressions))
        return fuse(answers, in_sentences=self._plan.query.in_sentences), total

    # --- Other orders, and counts -------------------------------------------------------------------------------------

    def _sorted(self, expression: Expression, offset: int, limit: int, sort: str) -> _Listed:
        return self._sorted_within(self._compiled.narrowed(expression), offset, limit, sort)

    def _sorted_within(self, narrowed: Expression, offset: int, limit: int, sort: str) -> _Listed:
        return _Listed(*top_k(narrowed, self._view, self._store, offset=offset, limit=limit, sort=sort))

    def _count(self, expression: Expression) -> int:
        return self._view.engine.count(self._compiled.narrowed(expression))


# --- Fusion ------------------------------------------------------------------------------------------------------------


def fuse(answers: Iterable[Reranked], *, in_sentences: bool) -> list[Reranked]:
    """Return each record once, as it answers its best query variant; best first, those of equal score by id.

    Scores of BM25 mean nothing beside those of another query, for rarer words give higher ones. What can be compared is
    the share of the maximum score that a record has reached (``plan.max_score``). Taking the larger share, not a sum, a
    record that has one language alone is not punished for it (compare CombMAX in Fox & Shaw, "Combination of multiple
    searches", TREC-2, 1993).
    """
    best: dict[int, Reranked] = {}
    for one in answers:
        scaled = one
        if one.variant.is_translated:
            score = one.row.score * variant_weight(one.variant, in_sentences=in_sentences)
            scaled = one._replace(row=one.row._replace(score=score))
        known = best.get(one.row.seq)
        if known is None or scaled.row.score > known.row.score:
            best[one.row.seq] = scaled
    return sorted(best.values(), key=lambda one: (-one.row.score, one.row.id))


def variant_weight(variant: QueryVariant, *, in_sentences: bool) -> float:
    """Return what a share of the variant's maximum score counts."""
    if not variant.is_translated:
        return 1.0
    return TRANSLATED_SENTENCES if in_sentences else TRANSLATED_KEYWORDS
