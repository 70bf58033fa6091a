"""A searcher that hides records that a withdrawal has changed, until the index is rewritten.

The text of a withdrawn record stays in the index until the index is rewritten, by the withdrawal itself or, if somebody interrupts
it, by a later run. Until then the record must not be found, counted or completed.
"""

from collections.abc import Sequence
from typing import Any

import tantivy

from shoroku.indexer import fields

Occur, Q = tantivy.Occur, tantivy.Query


class HidingSearcher:
    """The used part of ``tantivy.Searcher``, with each query limited to records that are not hidden."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, seqs: Sequence[int]) -> None:
        self._searcher = searcher
        hidden = Q.term_set_query(schema, fields.SEQ, list(seqs))
        self._shown = Q.boolean_query([(Occur.Must, Q.const_score_query(Q.all_query(), 0.0)), (Occur.MustNot, hidden)])

    def search(self, query: tantivy.Query, *arguments: Any, **options: Any) -> Any:
        return self._searcher.search(self._narrowed(query), *arguments, **options)

    def aggregate(self, query: tantivy.Query, *arguments: Any, **options: Any) -> Any:
        return self._searcher.aggregate(self._narrowed(query), *arguments, **options)

    def terms_with_prefix(
        self, field: str, prefix: str, query: tantivy.Query | None = None, limit: int | None = None
    ) -> list[tuple[str, int]]:
        among = self._shown if query is None else self._narrowed(query)
        return self._searcher.terms_with_prefix(field, prefix, among, limit)

    def _narrowed(self, query: tantivy.Query) -> tantivy.Query:
        return Q.boolean_query([(Occur.Must, query), (Occur.Must, self._shown)])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._searcher, name)
