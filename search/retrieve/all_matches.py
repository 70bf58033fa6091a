"""All matching records in order, however many: numbers first, records later.

Pages cannot do this, because each page ranks everything before it again. Here the index is queried once for each range of
record numbers, so that no result is large. Each match takes eight bytes (rank and number). Sorted, they are the order; the
records are read later, on demand.
"""

import struct
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence

from shoroku.corpus.records import Cited, Records
from shoroku.indexer import fields
from shoroku.search.engine.expressions import Combination, Expression, Range, Unscored
from shoroku.search.index_view import IndexView
from shoroku.search.options import Order, Sort
from shoroku.search.results import MatchGroup

_STRETCH = 50_000  # numbers of records that are asked for at a time
_NO_YEAR = 1 << 16
_CHUNK = 5_000  # records whose ids are compared at a time
_SEQ_BITS = 33  # and 31 for the rank
_SEQ_MASK = (1 << _SEQ_BITS) - 1


def numbers(
    groups: Sequence[MatchGroup],
    order: Order | Sort,
    view: IndexView,
    store: Records,
    citations: Cited | None = None,
) -> "array[int]":
    """Return the store's numbers of all matches: those of the first group, then those of the next, …

    Equal ranks are in the order of their ids, as in ``top_k``. The order "cited" is by ``citations``; those that are cited
    equally often are in the order "newest".
    """
    if citations is not None:
        newest = [numbers([group], "newest", view, store) for group in groups]
        ordered = (_by_citations(one, citations.of(one)) for one in newest)
        return array("Q", dict.fromkeys(number for one in ordered for number in one))
    last = store.highest_seq()
    found: array[int] = array("Q")
    best: set[int] = set()
    for group in groups:
        best.update(group.best)
        found.extend(group.best)
        found.extend(number for number in _of_one(group.expression, order, view, store, last) if number not in best)
    return found


def _by_citations(newest: Sequence[int], counts: Mapping[int, int]) -> list[int]:
    return sorted(newest, key=lambda number: -counts.get(number, 0))


def _of_one(expression: Expression, order: Order | Sort, view: IndexView, store: Records, last: int) -> "array[int]":
    if order == "title":
        return array("Q", _ties_by_id(_by_title(expression, view, last), store))
    keys: array[int] = array("Q")
    for narrowed in _stretches(expression, view, last):
        keys.extend(_keys(narrowed, order, view))
    ordered = array("Q", sorted(keys))
    return ordered if order == "stored" else array("Q", _ties_by_id(ordered, store))


def _stretches(expression: Expression, view: IndexView, last: int) -> Iterator[Expression]:
    """Yield the expression for one stretch of numbers after the other; as it is, where few records match."""
    if view.engine.count(expression) <= _STRETCH:
        yield expression
        return
    prepared = view.engine.prepare(expression)
    for first in range(0, last + 1, _STRETCH):
        stretch = Range(fields.SEQ, first, min(first + _STRETCH - 1, last))
        yield Combination(must=(prepared, Unscored(stretch)))


def _keys(expression: Expression, order: Order | Sort, view: IndexView) -> Iterator[int]:
    """Yield for each match a number that sorts as its rank does; its lower bits are the record's number."""
    by = fields.YEAR if order in ("newest", "oldest") else None
    hits = view.engine.top(expression, _STRETCH, by=by)
    if not hits.keys:
        return
    rank = _RANKS[order]
    for key, seq in zip(hits.keys, view.engine.seqs(hits.addresses), strict=True):
        yield rank(key) << _SEQ_BITS | seq


def _by_title(expression: Expression, view: IndexView, last: int) -> "array[int]":
    """Return the matches in the order of their titles' readings, as numbers whose rank is the place of the title."""
    found: list[tuple[str, int]] = []
    for narrowed in _stretches(expression, view, last):
        hits = view.engine.top(narrowed, _STRETCH, by=fields.TITLE_KEY)
        found.extend(zip((str(key or "") for key in hits.keys), view.engine.seqs(hits.addresses), strict=True))
    places = {key: place for place, key in enumerate(sorted({key for key, _ in found}))}
    return array("Q", sorted(places[key] << _SEQ_BITS | seq for key, seq in found))


def _by_score(score: float | None) -> int:
    """Return a number that is lower for higher scores: the bits of positive floats sort as they do (IEEE 754)."""
    (bits,) = struct.unpack("<i", struct.pack("<f", max(score or 0.0, 0.0)))
    return 0x7FFFFFFF - int(bits)


_RANKS: dict[str, Callable[[float | None], int]] = {
    "relevance": _by_score,
    "newest": lambda year: _NO_YEAR - int(year or 0),
    "oldest": lambda year: int(year or _NO_YEAR),
    "stored": lambda _: 0,
}


def _ties_by_id(ordered: "array[int]", store: Records) -> Iterator[int]:
    """Yield the records' numbers, those of equal rank in the order of ids; what the store no longer has is left out."""
    start = 0
    while start < len(ordered):
        end = min(start + _CHUNK, len(ordered))
        while end < len(ordered) and ordered[end] >> _SEQ_BITS == ordered[end - 1] >> _SEQ_BITS:
            end += 1
        ranks = {key & _SEQ_MASK: key >> _SEQ_BITS for key in ordered[start:end]}
        yield from sorted(store.by_id(ranks), key=ranks.__getitem__)  # a sort that leaves ties as they are
        start = end
