"""Counts by journal, year, author and the like: of what the search finds, and of what it would find otherwise.

A facet's own filter does not narrow its counts: who has chosen one journal still sees how much the others hold.

The index counts signatures of journals and publishers, and keys of people and subjects (``indexer/authority/labels.py``). Which
signatures are one journal is in the registry; how a key is written is looked up in the first records that have it.
"""

from collections import Counter as Counts
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import Any, get_args

import tantivy

from shoroku.corpus.record import Record
from shoroku.corpus.store.store import Store
from shoroku.indexer import fields
from shoroku.indexer.authority import labels
from shoroku.indexer.authority.journals import Identity, called
from shoroku.indexer.authority.registry import Kind, Registry, as_read
from shoroku.search.filters import FACETS, Filters, as_queries
from shoroku.search.page import FacetValue
from shoroku.search.people import BOTH

Occur, Q = tantivy.Occur, tantivy.Query

#: Facets whose values the registry names, and those whose values are keys.
REGISTERED: frozenset[str] = frozenset(get_args(Kind))
KEYED = frozenset({"author", "subject"})

#: The index gives no more values of one facet.
_MOST = 65_000
#: How many signatures a journal may well have; how many more journals than are shown are counted whole.
_SIGNATURES, _SPARE = 10, 3
#: In so many records it is looked up how a key is written.
_LOOKED_AT = 5


class Counter:
    """Counts over one state of the index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, registry: Registry, store: Store) -> None:
        self._schema, self._searcher, self._registry, self._store = schema, searcher, registry, store

    def facets(
        self, query: tantivy.Query, asked: Filters, sizes: Mapping[str, int]
    ) -> dict[str, tuple[FacetValue, ...]]:
        """Return for each facet its commonest values (years: newest first), so many of each, and their counts."""
        groups: dict[Filters, list[str]] = {}
        for name in sizes:
            groups.setdefault(asked.without(name), []).append(name)
        found: dict[str, tuple[FacetValue, ...]] = {}
        for kept, together in groups.items():
            narrowed = self.narrowed(query, kept)
            result = self._searcher.aggregate(narrowed, {name: _aggregation(name, sizes[name]) for name in together})
            for name in together:
                if name in REGISTERED:
                    found[name] = self._registered(name, narrowed, result[name], sizes[name])  # type: ignore[arg-type]
                else:
                    found[name] = self._values(name, result[name]["buckets"])
        return {name: found[name] for name in sizes}

    def narrowed(self, query: tantivy.Query, asked: Filters) -> tantivy.Query:
        """Return the query with the filters."""
        filters = as_queries(asked, self._schema, self._searcher, self._registry)
        return Q.boolean_query([(Occur.Must, each) for each in (query, *filters)])

    def _values(self, name: str, buckets: list[dict[str, Any]]) -> tuple[FacetValue, ...]:
        """Read the buckets. Of equal counts the first in the order of the values comes first."""
        if name == "year":
            return tuple(FacetValue(str(int(b["key"])), int(b["doc_count"])) for b in buckets)
        counts = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return self.written(name, ordered) if name in KEYED else tuple(FacetValue(*item) for item in ordered)

    def _registered(
        self, kind: Kind, query: tantivy.Query, result: dict[str, Any], size: int
    ) -> tuple[FacetValue, ...]:
        """Put signatures together. Where there are more than were asked for, count those of the best journals anew, whole."""
        counts = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in result["buckets"]}
        if result.get("sum_other_doc_count"):
            best = nsmallest(size * _SPARE, self._together(kind, counts).items(), key=_rank)
            signatures = [each for one, _ in best for each in self._identity(kind, one).signatures]
            only = Q.boolean_query(
                [(Occur.Should, Q.term_query(self._schema, FACETS[kind], each, "basic")) for each in signatures]
            )
            again = self._searcher.aggregate(
                Q.boolean_query([(Occur.Must, query), (Occur.Must, only)]), {kind: _terms(FACETS[kind], _MOST)}
            )
            whole = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in again[kind]["buckets"]}
            counts = {signature: whole[signature] for signature in signatures if signature in whole}
        return self.registered(kind, counts, size)

    def counts(self, field: str, query: tantivy.Query, asked: Filters) -> dict[str, int]:
        """Return how many records there are under every term of a field."""
        return dict(self._searcher.terms_with_prefix(field, "", self.narrowed(query, asked)))

    def seqs(self, query: tantivy.Query) -> list[int]:
        """Return the numbers of all the records that a query finds, in their order."""
        most = max(self._searcher.num_docs, 1)
        found = self._searcher.search(query, most, count=False, order_by_field=fields.SEQ, order=tantivy.Order.Asc)
        return [int(seq) for seq, _ in found.hits]

    def registered(
        self, kind: Kind, counts: Mapping[str, int], size: int, fits: Callable[[Identity], bool] = lambda one: True
    ) -> tuple[FacetValue, ...]:
        """Return the ``size`` commonest journals or publishers, of those that fit, from counts of their signatures."""
        best = nsmallest(size, self._together(kind, counts).items(), key=_rank)
        chosen = ((self._identity(kind, one), count) for one, count in best)
        return tuple(_named(identity, count) for identity, count in chosen if fits(identity))

    def _together(self, kind: Kind, counts: Mapping[str, int]) -> Counts[int | str]:
        """Return the counts of journals, by their numbers, or by their signatures where the registry has none yet."""
        together: Counts[int | str] = Counts()
        for signature, count in sorted(counts.items()):  # neighbours stand together in the registry
            number = self._registry.number(kind, signature)
            together[signature if number is None else number] += count
        return together

    def _identity(self, kind: Kind, one: int | str) -> Identity:
        return self._registry.identity(kind, one) if isinstance(one, int) else as_read(one)

    def written(self, name: str, counts: Sequence[tuple[str, int]]) -> tuple[FacetValue, ...]:
        """Return people or subjects as their records write them, in the order given, from their keys and counts."""
        seqs = [self._first_records(FACETS[name], key) for key, _ in counts]
        records = self._store.records(list({seq for some in seqs for seq in some}))
        return tuple(
            _written(name, key, count, [records[seq] for seq in some if seq in records])
            for (key, count), some in zip(counts, seqs, strict=True)
        )

    def _first_records(self, field: str, key: str) -> list[int]:
        query = Q.term_query(self._schema, field, key, "basic")
        found = self._searcher.search(
            query, _LOOKED_AT, count=False, order_by_field=fields.SEQ, order=tantivy.Order.Asc
        )
        return [int(seq) for seq, _ in found.hits]


def by_count(value: FacetValue) -> tuple[int, str]:
    """Sort by count, the highest first, then by the value."""
    return -value.count, value.value


def _aggregation(name: str, size: int) -> dict[str, Any]:
    if name in REGISTERED:  # they become fewer when they are put together
        return _terms(FACETS[name], min(size * _SIGNATURES + 100, _MOST))
    order = "_key" if name == "year" else "_count"
    return {
        "terms": {"field": FACETS[name], "size": size, "segment_size": max(size * 10, 1000), "order": {order: "desc"}}
    }


def _terms(field: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": size, "segment_size": max(size, 1000), "order": {"_count": "desc"}}}


def _rank(item: tuple[int | str, int]) -> tuple[int, bool, int | str]:
    """Sort by count, the highest first, then by number, which is the order of names; what has none comes last."""
    one, count = item
    return -count, isinstance(one, str), one


def _named(one: Identity, count: int) -> FacetValue:
    return FacetValue(called(one), count, one.names if len(one.names) > 1 else {}, one.issns)


def _written(name: str, key: str, count: int, records: Iterable[Record]) -> FacetValue:
    """Choose how a key is written: rather in two languages than in one, not as ``Surname, Given``, as most records do."""
    found: Counts[tuple[str, ...]] = Counts(
        names for record in records for names in (_people if name == "author" else _subjects)(record, key)
    )
    if not found:
        return FacetValue(key, count)
    names = min(found, key=lambda names: (-len(names), name == "author" and _is_turned(names), -found[names], names))
    by_language = dict(zip(("ja", "en"), names, strict=True)) if len(names) > 1 else {}
    return FacetValue(BOTH.join(names), count, by_language)


def _is_turned(names: Sequence[str]) -> bool:
    return any("," in name for name in names)


def _people(record: Record, key: str) -> Iterable[tuple[str, ...]]:
    return {
        names for person in record.creators if labels.author(person) == key for names in [labels.author_names(person)]
    }


def _subjects(record: Record, key: str) -> Iterable[tuple[str, ...]]:
    return {(" ".join(text.value.split()),) for text in record.subjects if labels.folded(text.value) == key}
