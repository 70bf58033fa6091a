"""Ranking: a compiled plan -> results (which records, in which order, how many).

Records that hold all the words come first (*strict*): as they were asked, then in the other language. Those that hold some
of them follow (*relaxed*). A question in sentences has no such groups: there the ranking decides. Within a group the best
fifty of each query variant are scored again (``rerank.py``) and made one list (``fuse``), in which own words come first
(``words_held``); behind them stays the order of the index.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from shoroku.corpus.records import Records
from shoroku.indexer import fields
from shoroku.search.engine.engine import meanwhile
from shoroku.search.engine.expressions import (
    EVERYTHING,
    NOTHING,
    AnyTerm,
    BestOf,
    Boosted,
    Combination,
    Constant,
    Expression,
    Unscored,
)
from shoroku.search.index_view import IN_OTHER_LANGUAGES, IndexView
from shoroku.search.plan import QueryVariant
from shoroku.search.rank.rerank import (
    bounded,
    by_own_words,
    fuse,
    own_words_first,
    rerank,
    rescored,
    scored,
    words_held,
    words_relied_on,
)
from shoroku.search.results import MatchGroup, Reranked, Results, Row
from shoroku.search.retrieve.compiler import CompiledPlan, Evidence, relaxed
from shoroku.search.retrieve.top_k import among, top_k
from shoroku.search.weights import (
    OTHER_LANGUAGE,
    STRUCTURED_WINDOW,
    TRANSLATED_KEYWORDS,
    TRANSLATED_SENTENCES,
    TRANSLATED_WINDOW,
    WINDOW,
)

Found = TypeVar("Found")

#: Scores are 32-bit floats, so sums of the same weights may differ by this.
_CLOSE = 1e-3
#: Records that are fetched with a window in case some are in another language than the two.
_SPARE = 24
#: If words are in more records than this, matches are counted in a second thread.
_MANY = 10_000


def rank(
    compiled: CompiledPlan, view: IndexView, store: Records, count: Callable[[Expression], int] | None = None
) -> Results:
    """Return the results of a plan: the requested rows and the totals.

    ``count`` counts what the results' ``counted`` finds, for a caller who counts its facets as well.
    """
    return _Ranking(compiled, view, store, count).results()


def best(compiled: CompiledPlan, view: IndexView, store: Records) -> tuple[Row, ...]:
    """Return the first rows of a plan for which nothing else is wanted, so that no more is counted than they depend on."""
    return _Ranking(compiled, view, store, is_counted=False).results().rows


def groups(compiled: CompiledPlan, view: IndexView, store: Records, *, with_relaxed: bool) -> list[MatchGroup]:
    """Return the groups of records that ``rank`` lists one after another, in full: the strict ones only, or all."""
    return _Ranking(compiled, view, store).groups(with_relaxed=with_relaxed)


def count_found(compiled: CompiledPlan, view: IndexView, store: Records) -> tuple[int, int]:
    """Return how many records contain all the words and, if none does, how many contain most of them."""
    return _Ranking(compiled, view, store).found()


class _Once(Generic[Found]):
    """A property that is computed once. Python 3.11's own holds a lock that the searches of all threads share.

    Two threads that ask at the same time may both compute it, but all get the value that is ready first.
    """

    def __init__(self, compute: Callable[[Any], Found]) -> None:
        self._compute = compute

    def __get__(self, owner: Any, _: type) -> Found:
        found: Found = owner.__dict__.setdefault(self._compute.__name__, self._compute(owner))
        return found


class _Section(NamedTuple):
    """Records that are listed together: the best in their order, and behind them the order of the index.

    ``rest`` finds them all, or all but some of the best. ``is_whole`` tells that there are no others than the best.
    """

    best: Sequence[Reranked]
    rest: Expression
    is_whole: bool = False


#: Rows, and all records that were reranked for them.
_Listed = tuple[list[Row], list[Reranked]]


class _Ranking:
    """Ranks one plan. Methods can be called in any order: values are computed when they are first needed, and kept.

    While one thread ranks, a second one may count (``_listed_while``): it computes totals and the expressions that they
    count. Expressions that both need are made before it starts. Only the first one looks at single records, in
    ``_in_other_languages`` and in the store.
    """

    def __init__(
        self,
        compiled: CompiledPlan,
        view: IndexView,
        store: Records,
        count: Callable[[Expression], int] | None = None,
        *,
        is_counted: bool = True,
    ) -> None:
        """Without ``is_counted``, totals are those of the rows, which are listed from the first one on."""
        self._compiled, self._view, self._store, self._is_counted = compiled, view, store, is_counted
        is_narrowed = compiled.filters or compiled.conditions
        self._count_with_facets = self._count if is_narrowed or count is None else count
        self._plan = compiled.plan
        self._options = compiled.plan.options
        self._in_one_list, self._may_be_relaxed = compiled.plan.is_one_list, compiled.plan.may_be_relaxed
        self._translated = TRANSLATED_SENTENCES if compiled.plan.query.in_sentences else TRANSLATED_KEYWORDS
        self._strict = BestOf(compiled.strict)
        self._looked_up: set[int] = set()  # records of which the language is known,
        self._in_others: set[int] = set()  # and those in another language than the two

    # --- Results ------------------------------------------------------------------------------------------------------

    def results(self) -> Results:
        offset, limit = self._options.offset, self._options.limit
        if not self._plan.has_words:
            return self._without_words()
        if self._options.sort != "relevance":
            return self._sorted()
        if self._in_one_list:
            return self._in_one_order()
        rows, best = self._strict_listed
        total = self._strict_total
        is_full = offset + limit < total if self._is_counted else len(rows) == limit
        if is_full or not self._may_be_relaxed:
            return self._results(rows, total, best=best)
        more, more_best = self._relaxed_listed(max(0, offset - total), limit - len(rows))
        others = self._relaxed_total if self._is_counted else 0
        return self._results(
            [*rows, *(row._replace(relaxed=True) for row in more)], total, others, best=[*best, *more_best]
        )

    @property
    def _ranks(self) -> bool:
        """Whether scores are shares of the maximum score."""
        return self._plan.has_words and self._options.sort == "relevance"

    def _results(self, rows: Sequence[Row], total: int, others: int = 0, *, best: Sequence[Reranked] = ()) -> Results:
        counted = self._relaxed if self._in_one_list or (others and not total) else self._strict
        return Results(
            self._plan,
            tuple(scored(row, bounded(row.score)) for row in rows) if self._ranks else tuple(rows),
            total,
            others,
            self._compiled.counted(counted),
            {one.row.seq: one for one in best},
            self._view.state.change,
        )

    def _without_words(self) -> Results:
        found = EVERYTHING if self._plan.matches_all else NOTHING  # signs alone ask for nothing, and find nothing
        sort = "newest" if self._options.sort == "relevance" else self._options.sort
        rows, total = self._top(found, self._options.offset, self._options.limit, sort)
        return self._results(rows, total)._replace(counted=self._compiled.counted(found))

    def _sorted(self) -> Results:
        """List records in another order than that of relevance: those that hold all the words, then the others."""
        offset, limit, sort = self._options.offset, self._options.limit, self._options.sort
        rows, total = self._top(self._strict, offset, limit, sort)
        if offset + limit < total or not self._may_be_relaxed:
            return self._results(rows, total)
        start, room = max(0, offset - total), limit - len(rows)
        more, others = self._top(self._relaxed, start, room, sort, without=self._strict)
        return self._results([*rows, *(row._replace(relaxed=True) for row in more)], total, others)

    def _in_one_order(self) -> Results:
        """Rank a question in sentences: records with all of its words are counted, but do not come first."""
        offset, limit = self._options.offset, self._options.limit
        _ = self._relaxed  # both threads need it, so it is made before the second one starts
        rows, best = self._listed_while(
            lambda: self._everything, self._relaxed_sections(), offset, limit, self._many(min)
        )
        if not self._is_counted:
            return self._results(rows, 0, best=best)
        strict = self._view.engine.top(self._compiled.narrowed(self._strict), WINDOW, by=fields.SEQ, count=True)
        total = strict.total
        whole = set(strict.keys) if total <= WINDOW else among(self._strict, rows, self._view)
        marked = [row._replace(relaxed=row.seq not in whole) for row in rows]
        return self._results(marked, total, self._everything - total, best=best)

    @_Once
    def _strict_listed(self) -> _Listed:
        """The rows with all the words, and all records that were reranked for them."""
        offset, limit = self._options.offset, self._options.limit
        sections = self._strict_sections(offset + limit)
        return self._listed_while(lambda: self._strict_total, sections, offset, limit, self._many(max))

    def _relaxed_listed(self, offset: int, limit: int) -> _Listed:
        """List records with most of the words. Until they are counted, nobody knows whether guesses may find any."""
        if self._is_counted and self._many(min):
            _ = self._any_likely  # both threads need it, so it is made before the second one starts
            likely = self._relaxed_sections(self._likely)
            found = self._listed_while(lambda: self._relaxed_total, likely, offset, limit, True)
            if self._evidence == "likely":
                return found
        return self._listed_while(lambda: self._relaxed_total, self._relaxed_sections(), offset, limit, False)

    def _listed_while(
        self, count: Callable[[], int], sections: Iterable[_Section], offset: int, limit: int, are_many: bool
    ) -> _Listed:
        """List records. They are counted before, as most lists are short; if there may be many, meanwhile."""
        if not self._is_counted:
            return self._listed(sections, offset, limit)
        if limit <= 0 or not are_many:
            return self._listed(sections, offset, limit) if count() else ([], [])
        with meanwhile(count) as counted:
            found = self._listed(sections, offset, limit)
            counted()
        return found

    def _many(self, which: Callable[..., float]) -> bool:
        """Whether the rarest word (``max``) or the commonest (``min``) is in so many records that a thread is worth starting."""
        engine, rarity = self._view.engine, self._view.statistics.rarity
        if engine.num_docs <= _MANY or not engine.is_parallel or not self._compiled.words:
            return False
        asked = which((rarity((term,)) for one in self._compiled.words[0] for term in one.term.terms), default=math.inf)
        return engine.num_docs * math.exp(-asked) > _MANY

    def found(self) -> tuple[int, int]:
        """Return how many records hold all the words, and where none does, how many hold most of them."""
        if not self._plan.has_words:
            return (self._count(EVERYTHING) if self._plan.matches_all else 0), 0
        if self._strict_total or not self._may_be_relaxed:
            return self._strict_total, 0
        return 0, self._relaxed_total

    # --- Whole groups -------------------------------------------------------------------------------------------------

    def groups(self, *, with_relaxed: bool) -> list[MatchGroup]:
        if not self._plan.has_words:
            return [MatchGroup(self._compiled.narrowed(EVERYTHING))] if self._plan.matches_all else []
        with_relaxed = with_relaxed and self._may_be_relaxed
        if self._options.sort != "relevance":
            found = [self._compiled.narrowed(self._strict)]
            if with_relaxed:
                found.append(self._compiled.narrowed(self._relaxed, [self._strict]))
            return [MatchGroup(one) for one in found]
        if self._in_one_list:
            return self._as_groups(self._relaxed_sections(), only=None if with_relaxed else self._strict)
        sections = [*self._strict_sections(), *(self._relaxed_sections() if with_relaxed else ())]
        return self._as_groups(sections)

    def _as_groups(self, sections: Iterable[_Section], only: Expression | None = None) -> list[MatchGroup]:
        """Return sections as groups; with ``only``, those of their records that it finds."""
        found = []
        for section in sections:
            best, rest = [one.row for one in section.best], section.rest
            if only is not None:
                whole = among(only, best, self._view)
                best = [row for row in best if row.seq in whole]
                rest = Combination(must=(rest, Unscored(only)))
            found.append(MatchGroup(rest, [row.seq for row in best]))
        return found

    # --- Sections -----------------------------------------------------------------------------------------------------

    def _strict_sections(self, wanted: int = WINDOW) -> Iterator[_Section]:
        """Yield the records with all the words: first as written, then in the other language.

        For a query of one word, whose scores reranking leaves as they are, the best ``wanted`` records are enough.
        """
        for place, expression in enumerate(self._compiled.strict):
            variant = self._plan.variants[min(place, len(self._plan.variants) - 1)]
            rest = self._view.engine.prepare(self._compiled.narrowed(expression, self._compiled.strict[:place]))
            is_one_word = len({term for one in variant.terms for term in one.terms}) == 1
            size = min(wanted, WINDOW) if is_one_word else WINDOW
            rows = self._window(rest, size)
            best = self._reranked(variant, rows)
            yield _Section(self._fused(best), self._as_share(rest, variant), is_whole=len(best) == len(rows) < size)

    def _relaxed_sections(self, parts: Sequence[Expression] | None = None) -> Iterator[_Section]:
        """Yield the records that hold most of the words: the best, others with own words, and those that expansions find.

        Without groups (in one list) that is all that is found.
        """
        without = () if self._in_one_list else (self._strict,)
        narrowed = [self._compiled.narrowed(one, without) for one in (*(parts or self._relaxed_parts), self._own)]
        *parts, own = self._view.engine.prepare_all(narrowed)
        best = self._best(parts, own)
        yield _Section(best, self._as_share(own, self._plan.variants[0]))
        others = BestOf([self._as_share(*one) for one in zip(parts, self._plan.variants, strict=True)])
        seen = AnyTerm(fields.SEQ, [one.row.seq for one in best])
        yield _Section((), Combination(must=(others,), must_not=(own, seen)))

    def _best(self, parts: Sequence[Expression], own: Expression) -> list[Reranked]:
        """Return the reranked records, best first, without those whose place depends on records that were not reranked."""
        answers: list[Reranked] = []
        for variant, expression in zip(self._plan.variants, parts, strict=True):
            window = TRANSLATED_WINDOW if variant.is_translated else WINDOW
            if variant.structured and self._plan.query.in_sentences:
                window = STRUCTURED_WINDOW
            answers += self._reranked(variant, self._window(expression, window))
        if not self._is_expanded:
            return self._fused(answers)
        weights = self._word_weights
        # A sentence nearly always finds some records only by expansions, so both kinds of rows are looked up in one search.
        most_own = self._with_most_own_words(own) if self._in_one_list else []
        held = words_held([*(one.row for one in answers), *most_own], self._compiled, weights, self._view)
        answers = self._fused(by_own_words(answers, held))
        relied_on = words_relied_on(answers, held, sum(weights), in_sentences=self._plan.query.in_sentences)
        if not relied_on:
            return answers
        most_own = most_own or self._with_most_own_words(own)
        rows, are_more = most_own[:WINDOW], len(most_own) > WINDOW
        fewest = rows[-1].score + _CLOSE if are_more else 0.0
        known = {one.row.seq for one in answers if one.row.seq not in relied_on}
        least = min((need for need in relied_on.values() if need >= fewest), default=math.inf)
        missing = [row for row in rows if row.seq not in known and row.score > least - _CLOSE]
        if missing:
            scored = self._rescored(own, missing)
            answers = self._fused([*answers, *self._reranked(self._plan.variants[0], scored)])
            held |= words_held([row for row in missing if row.seq not in held], self._compiled, weights, self._view)
            relied_on = words_relied_on(answers, held, sum(weights), in_sentences=self._plan.query.in_sentences)
        return own_words_first(answers, held, relied_on, fewest)

    def _with_most_own_words(self, own: Expression) -> list[Row]:
        """Return the records that hold most of the query's own words: the window, and one more if there are more.

        The rows have no ids. Of records that hold as much as the last, any may be returned: thousands may hold one word.
        """
        words = zip(self._compiled.words[0], self._word_weights, strict=True)
        held = [Constant(BestOf(word.matching), weight) for word, weight in words]
        if self._in_one_list:  # any word finds a record, so it need not be looked for twice
            most_own = self._compiled.narrowed(Combination(should=held))
        else:
            most_own = Combination(must=(Unscored(own),), should=held)
        hits = self._view.engine.top(most_own, WINDOW + 1)
        each = zip(hits.keys, self._view.engine.seqs(hits.addresses), hits.addresses, strict=True)
        return [Row("", float(score), seq, address) for score, seq, address in each]

    @_Once
    def _is_expanded(self) -> bool:
        """Whether anything but the query's own words can find a record: synonyms, guesses, a translation."""
        own, *others = self._compiled.words
        return bool(others) or any(len(word.ways) > len(word.matching) for word in own)

    @_Once
    def _word_weights(self) -> list[float]:
        """The weights of the query's words for measuring how much of the query a record covers.

        All keywords count the same, because the user means each of them. In a sentence, rare words carry the meaning.
        """
        words = self._compiled.words[0]
        if not self._plan.query.in_sentences:
            return [1.0] * len(words)
        return [self._view.statistics.rarity(word.term.terms) for word in words]

    def _window(self, expression: Expression, size: int) -> list[Row]:
        """Return the best records of the index; more of them if some are in another language than the two.

        Those lose a part of their scores when they are reranked, so they must not take the places of others. A few records
        more than needed are fetched at once, because a second search takes as long as the first.
        """
        spare = min(_SPARE, size)
        found = self._without_ids(expression, size + spare)
        rows = found[:size]
        others = self._in_other_languages(found) if len(rows) == size else None
        if not others or others.isdisjoint([row.seq for row in rows]):
            return rows
        start = sum(row.seq not in others for row in rows)
        rest = [row for row in found if row.seq not in others]
        if len(rest) >= size or len(found) < size + spare:
            return [*rows, *rest[start:size]]
        only = Combination(must=(expression,), must_not=(IN_OTHER_LANGUAGES,))
        more = self._without_ids(only, size - start, start)
        return [*rows, *more]

    def _in_other_languages(self, rows: Sequence[Row]) -> set[int]:
        """Return the numbers of those rows that are neither in Japanese nor in English. No row is looked up twice."""
        if unknown := [row.seq for row in rows if row.seq not in self._looked_up]:
            self._in_others |= self._view.statistics.in_other_languages(unknown)
            self._looked_up.update(unknown)
        return self._in_others.intersection([row.seq for row in rows]) if self._in_others else set()

    def _rescored(self, expression: Expression, rows: Sequence[Row]) -> list[Row]:
        """Return some rows with the scores that an expression gives them."""
        only = Unscored(AnyTerm(fields.SEQ, [row.seq for row in rows]))
        return self._without_ids(Combination(must=(expression, only)), len(rows))

    def _without_ids(self, expression: Expression, limit: int, offset: int = 0) -> list[Row]:
        found, _ = top_k(expression, self._view, self._store, offset=offset, limit=limit, count=False, with_ids=False)
        return found

    def _fused(self, answers: Iterable[Reranked]) -> list[Reranked]:
        return fuse(answers, self._translated, self._store.ids)

    def _reranked(self, variant: QueryVariant, rows: Sequence[Row]) -> list[Reranked]:
        """Return the records with new scores; those in another language than the two lose a part of theirs."""
        if not rows:
            return []
        answers = rerank(variant, rows, self._options.features, self._view)
        others = self._in_other_languages(rows)
        if not others:
            return answers
        return [rescored(one, one.row.score * OTHER_LANGUAGE) if one.row.seq in others else one for one in answers]

    def _as_share(self, expression: Expression, variant: QueryVariant) -> Expression:
        """Return the expression with its scores as shares of what the variant could reach."""
        return Boosted(expression, (self._translated if variant.is_translated else 1.0) / variant.max_score)

    # --- Expressions --------------------------------------------------------------------------------------------------

    @_Once
    def _relaxed_parts(self) -> tuple[Expression, ...]:
        """The expressions for records that hold most of the words, one for each query variant.

        Guesses find no record by themselves but in a question, or where nothing else finds any.
        """
        if not self._plan.is_plain:
            return (NOTHING,)
        return self._likely if self._evidence == "likely" else relaxed(self._compiled, self._view, "any")

    @_Once
    def _evidence(self) -> Evidence:
        if self._in_one_list:
            return "any"
        if not self._is_counted and not self._is_expanded:
            return "likely"  # there are no guesses
        return "likely" if self._strict_total or self._likely_total else "any"

    @_Once
    def _likely(self) -> tuple[Expression, ...]:
        return relaxed(self._compiled, self._view, "likely")

    @_Once
    def _any_likely(self) -> Expression:
        return BestOf(self._likely)

    @_Once
    def _relaxed(self) -> Expression:
        if self._plan.is_plain and self._evidence == "likely":
            return self._any_likely
        return BestOf(self._relaxed_parts)

    @_Once
    def _own(self) -> Expression:
        if not self._is_expanded:  # the query's own words are all that these search for
            return (self._relaxed_parts if self._in_one_list else self._likely)[0]
        (own,) = relaxed(self._compiled, self._view, "matching", only_own=True)
        return own

    # --- Rows and counts ----------------------------------------------------------------------------------------------

    def _listed(self, sections: Iterable[_Section], offset: int, limit: int) -> _Listed:
        """Return rows of consecutive sections, and all records that were reranked for them."""
        rows, best = self._in_order(sections, offset, limit)
        unknown = [row.seq for row in rows if not row.id]
        ids = self._store.ids(unknown) if unknown else {}
        return [row if row.id else row._replace(id=ids.get(row.seq, "")) for row in rows], best

    def _in_order(self, sections: Iterable[_Section], offset: int, limit: int) -> _Listed:
        rows: list[Row] = []
        best: list[Reranked] = []
        for section in sections if limit > 0 else ():
            if len(rows) >= limit:
                break
            best += section.best
            rows += [one.row for one in section.best[offset : offset + limit - len(rows)]]
            offset = max(0, offset - len(section.best))
            if len(rows) >= limit:
                break
            if section.is_whole:
                continue
            seen = AnyTerm(fields.SEQ, [one.row.seq for one in section.best])
            rest = Combination(must=(section.rest,), must_not=(seen,)) if section.best else section.rest
            found, count = top_k(rest, self._view, self._store, offset=offset, limit=limit - len(rows))
            rows += found
            offset = max(0, offset - count)
        return rows, best

    def _top(
        self, expression: Expression, offset: int, limit: int, sort: str, without: Expression | None = None
    ) -> tuple[list[Row], int]:
        narrowed = self._compiled.narrowed(expression, () if without is None else (without,))
        return top_k(narrowed, self._view, self._store, offset=offset, limit=limit, sort=sort)

    @_Once
    def _strict_total(self) -> int:
        return self._count_with_facets(self._strict) if self._is_counted else len(self._strict_listed[0])

    @_Once
    def _everything(self) -> int:
        return self._count_with_facets(self._relaxed)

    @_Once
    def _relaxed_total(self) -> int:
        """How many records hold most of the words and not all."""
        if self._strict_total:
            return self._count(self._relaxed, without=self._strict)
        return self._likely_total if self._evidence == "likely" else self._count_with_facets(self._relaxed)

    @_Once
    def _likely_total(self) -> int:
        return self._count_with_facets(self._any_likely)

    def _count(self, expression: Expression, without: Expression | None = None) -> int:
        return self._view.engine.count(self._compiled.narrowed(expression, () if without is None else (without,)))
