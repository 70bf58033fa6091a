"""Counts by journal, year, language, source and type: of what the search finds, and of what it would find otherwise.

A facet's own filter does not narrow its counts: who has chosen one journal still sees how much the others hold.
"""

from collections.abc import Sequence
from typing import Any

import tantivy

from shoroku.search.filters import FACETS, Filters, as_queries
from shoroku.search.page import FacetValue

Occur, Q = tantivy.Occur, tantivy.Query


def count_facets(
    schema: tantivy.Schema,
    searcher: tantivy.Searcher,
    query: tantivy.Query,
    asked: Filters,
    names: Sequence[str],
    size: int,
) -> dict[str, tuple[FacetValue, ...]]:
    """Return for each facet its ``size`` commonest values (years: newest first) and their counts."""
    groups: dict[Filters, list[str]] = {}
    for name in names:
        groups.setdefault(asked.without(name), []).append(name)
    found: dict[str, tuple[FacetValue, ...]] = {}
    for kept, together in groups.items():
        narrowed = [(Occur.Must, query), *((Occur.Must, each) for each in as_queries(kept, schema, searcher))]
        wanted = {name: _aggregation(name, size) for name in together}
        result = searcher.aggregate(Q.boolean_query(narrowed), wanted)
        for name in together:
            found[name] = _values(name, result[name]["buckets"])
    return {name: found[name] for name in names}


def _aggregation(name: str, size: int) -> dict[str, Any]:
    order = {"_key": "desc"} if name == "year" else {"_count": "desc"}
    return {"terms": {"field": FACETS[name], "size": size, "segment_size": max(size * 10, 1000), "order": order}}


def _values(name: str, buckets: list[dict[str, Any]]) -> tuple[FacetValue, ...]:
    """Read the buckets. Of equal counts the first in the order of the values comes first."""
    values = [FacetValue(str(int(b["key"])) if name == "year" else str(b["key"]), int(b["doc_count"])) for b in buckets]
    if name == "year":
        return tuple(values)
    return tuple(sorted(values, key=lambda value: (-value.count, value.value)))
