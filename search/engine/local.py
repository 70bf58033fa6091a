"""The engine of a library on disk: tantivy."""

import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any, cast

import tantivy

from shoroku.indexer import fields
from shoroku.indexer.stored_terms import AND, reader
from shoroku.search.engine.engine import DEADLINE, Counted, Direction, Hits, SearchTimedOut
from shoroku.search.engine.expressions import (
    AllOf,
    AnyTerm,
    BestOf,
    Boosted,
    Combination,
    Constant,
    Expression,
    HasValue,
    Prepared,
    Range,
    SimilarTerm,
    Term,
    TermPattern,
    TermPhrase,
    Unscored,
)
from shoroku.search.engine.hiding import HidingSearcher

Occur, Q = tantivy.Occur, tantivy.Query

#: How many records were counted, beside the fields.
_ALL = "all"
_FREQUENCIES_KEPT = 20_000
#: Maximum number of values that tantivy counts in a field.
MOST_VALUES = 65_000

#: For a set of terms, tantivy traverses its whole dictionary; up to this number, looking up each term is faster.
_FEW_TERMS = 300

#: The fields that hold all the words of another one.
_TEXTS_WITH = {
    fields.TITLE_JA: (fields.TEXT_JA,),
    fields.TITLE_EN: (fields.TEXT_EN,),
    fields.SUBJECT: (fields.TEXT_JA, fields.TEXT_EN),
}

#: Fields without term frequencies.
_WITHOUT_FREQUENCIES = frozenset(
    {
        fields.NAME,
        fields.ID,
        fields.AFFILIATION,
        fields.PUBLISHER_WORDS,
        fields.REPEATED,
        fields.FORM,
        fields.HAS,
        fields.AUTHOR,
        fields.TOPIC,
        fields.PROJECT,
        fields.FUNDER,
        fields.INSTITUTION,
        fields.HINT,
    }
)


class TantivyEngine:
    """One state of a library's own index; see ``Engine``."""

    def __init__(self, index: tantivy.Index, hidden: Sequence[int] = ()) -> None:
        """``hidden`` are the numbers of records that no result may include."""
        self._schema, searcher = index.schema, index.searcher()
        self._searcher = (
            cast("tantivy.Searcher", HidingSearcher(searcher, index.schema, hidden)) if hidden else searcher
        )
        self._stored = reader()
        self.num_docs: int = self._searcher.num_docs
        # tantivy searches without Python's lock. (``processes.processors`` would be one more file that each search enters.)
        usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self.is_parallel = usable > 1
        # A search asks for the same terms again and again: to render them, to weigh them, to rank by them.
        self.doc_freq: Callable[[str, str], int] = lru_cache(_FREQUENCIES_KEPT)(self._searcher.doc_freq)
        self._renderers: dict[type[Expression], Callable[[Any], tantivy.Query]] = {
            Term: self._term,
            TermPhrase: lambda one: Q.phrase_query(self._schema, one.field, list(one.terms), one.slop),
            Boosted: lambda one: (
                self._render(one.part) if one.factor == 1.0 else Q.boost_query(self._render(one.part), one.factor)
            ),
            BestOf: self._best_of,
            Combination: self._combination,
            AllOf: self._all_of,
            Unscored: lambda one: Q.const_score_query(self._matching(one.part), 0.0),
            Constant: lambda one: Q.const_score_query(self._matching(one.part), one.score),
            Prepared: lambda one: one.query,
            AnyTerm: self._any_term,
            Range: lambda one: Q.range_query(self._schema, one.field, tantivy.FieldType.Unsigned, one.low, one.high),
            HasValue: lambda one: Q.exists_query(one.field),
            TermPattern: lambda one: Q.regex_query(self._schema, one.field, one.pattern),
            SimilarTerm: lambda one: Q.fuzzy_term_query(self._schema, one.field, one.term, one.edits),
        }

    # --- Asking -------------------------------------------------------------------------------------------------------

    def anticipate(self, terms: Iterable[str], names: Sequence[str] = ()) -> None:
        """Do nothing: looking up a term takes microseconds."""

    def prepare(self, expression: Expression) -> Prepared:
        """Render an expression that is used more than once."""
        return Prepared(self._render(expression), expression)

    def prepare_all(self, expressions: Iterable[Expression]) -> tuple[Prepared, ...]:
        """Render several expressions."""
        return tuple(Prepared(self._render(one), one) for one in expressions)

    def count(self, expression: Expression) -> int:
        """Return how many records match."""
        _check_deadline()
        # Sorted by number, so that nothing is scored.
        return _total(self._searcher.search(self._matching(expression), 1, order_by_field=fields.SEQ))

    def top(
        self,
        expression: Expression,
        limit: int,
        *,
        by: str | None = None,
        direction: Direction = "descending",
        count: bool = False,
    ) -> Hits:
        """Return the ``limit`` best records by score, or the first ones by the values of the field ``by``."""
        _check_deadline()
        query = self._render(expression)
        if by is None:
            found = self._searcher.search(query, limit, count)
        else:
            order = tantivy.Order.Asc if direction == "ascending" else tantivy.Order.Desc
            found = self._searcher.search(query, limit, count, order_by_field=by, order=order)
        hits = found.hits
        return Hits([key for key, _ in hits], [address for _, address in hits], _total(found))

    def seqs(self, addresses: Sequence[Any]) -> list[int]:
        """Return the numbers in the store of records at these addresses."""
        values = self._searcher.fast_field_values(fields.SEQ, list(addresses))
        return [int(value or 0) for value in values]

    def texts(self, addresses: Sequence[Any]) -> list[tuple[str, str]]:
        """Return the terms of each record's Japanese texts and of its other texts, "" for none."""
        documents = map(self._searcher.doc, addresses)
        decompress = self._stored.decompress
        texts = [decompress(document[fields.TERMS][0]).decode().split(AND, 2) for document in documents]
        return [(japanese, other) for japanese, other, _ in texts]

    def terms(
        self, field: str, prefix: str, limit: int | None = None, within: Expression | None = None
    ) -> list[tuple[str, int]]:
        """Return the terms of a field with a prefix, and how many records (of those that match ``within``) contain each."""
        _check_deadline()
        among = None if within is None else self._render(within)
        return self._searcher.terms_with_prefix(field, prefix, among, limit)

    def counts(
        self, expression: Expression, sizes: Mapping[str, int], highest: Collection[str] = ()
    ) -> tuple[int, dict[str, Counted]]:
        """Count all matches, and the values of fields over them: for each field a number of values, the most frequent or
        the highest ones."""
        _check_deadline()
        asked = {field: {"terms": _terms(field, size, field in highest)} for field, size in sizes.items()}
        of_all: dict[str, Any] = {_ALL: {"value_count": {"field": fields.SEQ}}}
        result = self._searcher.aggregate(self._matching(expression), asked | of_all)
        return int(result[_ALL]["value"]), {
            field: Counted(
                {_value(bucket["key"]): int(bucket["doc_count"]) for bucket in result[field]["buckets"]},
                int(result[field].get("sum_other_doc_count") or 0),
            )
            for field in asked
        }

    # --- Rendering ----------------------------------------------------------------------------------------------------

    def _render(self, expression: Expression) -> tantivy.Query:
        return self._renderers[type(expression)](expression)

    # Where no score is wanted, all that does not decide which records match is left out, and what is left is one union, as far
    # as it can be: tantivy copies the records of a union that is part of another, and scores them even if nothing asks for it.

    def _matching(self, expression: Expression) -> tantivy.Query:
        """Render an expression whose scores are not wanted."""
        parts: list[Expression] = []
        _alternatives(expression, parts)
        terms = {(one.field, one.value) for one in parts if isinstance(one, Term)}
        found = [self._unscored(one) for one in parts if not isinstance(one, Term) or not self._is_implied(one, terms)]
        if not found:
            return Q.empty_query()
        return found[0] if len(found) == 1 else Q.boolean_query([(Occur.Should, one) for one in found])

    def _is_implied(self, one: Term, terms: Set[tuple[str, str | int]]) -> bool:
        """Return whether other terms find all that this one does, as all of titles and subjects is in the texts."""
        if one.field not in _TEXTS_WITH:
            return False
        term = str(one.value)
        return all((text, term) in terms or not self.doc_freq(text, term) for text in _TEXTS_WITH[one.field])

    def _unscored(self, one: Expression) -> tantivy.Query:
        if isinstance(one, Term):
            return Q.const_score_query(Q.term_query(self._schema, one.field, one.value, "basic"), 0.0)
        if isinstance(one, AllOf) and one.parts:
            one = Combination(must=one.parts)
        if not isinstance(one, Combination):
            return self._render(one)
        parts = [(Occur.Must, self._matching(part)) for part in one.must]
        if one.at_least or not one.must:
            parts += [(Occur.Should, self._matching(part)) for part in one.should]
        parts += [(Occur.MustNot, self._matching(part)) for part in one.must_not]
        if not one.at_least:
            return Q.boolean_query(parts)
        return Q.boolean_query(parts, minimum_number_should_match=one.at_least)

    def _term(self, one: Term) -> tantivy.Query:
        option = "basic" if one.field in _WITHOUT_FREQUENCIES else "freq"
        return Q.term_query(self._schema, one.field, one.value, option)

    def _any_term(self, one: AnyTerm) -> tantivy.Query:
        values = dict.fromkeys(one.values)
        if not 0 < len(values) <= _FEW_TERMS:
            return Q.term_set_query(self._schema, one.field, list(values))
        terms = [(Occur.Should, Q.term_query(self._schema, one.field, value, "basic")) for value in values]
        return Q.const_score_query(Q.boolean_query(terms), 1.0)

    def _all_of(self, one: AllOf) -> tantivy.Query:
        if not one.parts:
            return Q.all_query()
        if len(one.parts) == 1:
            return self._render(one.parts[0])
        return Q.boolean_query([(Occur.Must, self._render(part)) for part in one.parts])

    def _best_of(self, one: BestOf) -> tantivy.Query:
        if not one.parts:
            return Q.empty_query()
        if len(one.parts) == 1:
            return self._render(one.parts[0])
        return Q.disjunction_max_query([self._render(part) for part in one.parts])

    def _combination(self, one: Combination) -> tantivy.Query:
        parts = [(Occur.Must, self._render(part)) for part in one.must]
        parts += [(Occur.Should, self._render(part)) for part in one.should]
        parts += [(Occur.MustNot, self._render(part)) for part in one.must_not]
        if not one.at_least:
            return Q.boolean_query(parts)
        return Q.boolean_query(parts, minimum_number_should_match=one.at_least)


def _alternatives(expression: Expression, found: list[Expression]) -> None:
    """Collect what an expression finds a record by: one of these is enough."""
    if isinstance(expression, Prepared):
        _alternatives(expression.expression, found)
    elif isinstance(expression, (Boosted, Unscored, Constant)):
        _alternatives(expression.part, found)
    elif isinstance(expression, BestOf):
        for part in expression.parts:
            _alternatives(part, found)
    elif isinstance(expression, Combination) and len(expression.must) == 1 and not expression.must_not:
        if expression.at_least:
            found.append(expression)
        else:
            _alternatives(expression.must[0], found)
    elif isinstance(expression, Combination) and not expression.must and not expression.must_not:
        if expression.at_least > 1:
            found.append(expression)
        else:
            for part in expression.should:
                _alternatives(part, found)
    else:
        found.append(expression)


def _terms(field: str, size: int, is_highest: bool) -> dict[str, Any]:
    of_a_segment = min(max(size * 10, 1000), MOST_VALUES)
    order = {"_key" if is_highest else "_count": "desc"}
    return {"field": field, "size": size, "segment_size": of_a_segment, "order": order}


def _check_deadline() -> None:
    """Raise SearchTimedOut if the time of the search is up."""
    deadline = DEADLINE.get()
    if deadline is not None and time.monotonic() > deadline[0]:
        raise SearchTimedOut(seconds=deadline[1])


def _value(key: str | float) -> str:
    return key if isinstance(key, str) else str(int(key))


def _total(found: tantivy.SearchResult) -> int:
    return int(getattr(found, "count") or 0)  # noqa: B009 (the stubs do not know it)
