"""All records that match, in one order, however many there are: numbers first, records later.

Pages cannot give them: for each page the index ranks again all that stands before it. Here the index is asked once for
each stretch of the store's numbers, so that no answer of it is long, and of every match two numbers are kept: a rank
and the record's number, eight bytes each. Sorted, that is the order; the records are read as they are asked for.
"""

import struct
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

import tantivy

from shoroku.corpus.store.store import Store
from shoroku.indexer import fields

Order = Literal["relevance", "newest", "oldest", "stored"]
ORDERS = ("relevance", "newest", "oldest", "stored")

_STRETCH = 50_000  # numbers of records that are asked for at a time
_NO_YEAR = 1 << 16
_CHUNK = 5_000  # records whose ids are compared at a time
_SEQ_BITS = 33  # and 31 for the rank
_SEQ_MASK = (1 << _SEQ_BITS) - 1

Occur, Q = tantivy.Occur, tantivy.Query


class Found(NamedTuple):
    """The store's numbers of all matches, in order; how many changes the index is behind; whether the query was cut."""

    numbers: "array[int]"
    behind: int
    is_cut: bool


class Group(NamedTuple):
    """Records that are listed together: the query that finds them, and the numbers of those that come first."""

    query: tantivy.Query
    best: Sequence[int] = ()


class Matching(NamedTuple):
    """What is to be found in one state of the index: records of the first group, then those of the next, …"""

    schema: tantivy.Schema
    searcher: tantivy.Searcher
    groups: Sequence[Group]
    order: Order


def numbers(matching: Matching, store: Store) -> "array[int]":
    """Return the store's numbers of all matches; equal ranks are in the order of their ids, as in ``ranking.ranked``."""
    last = store.highest_seq()
    found: array[int] = array("Q")
    for group in matching.groups:
        best = set(group.best)
        found.extend(group.best)
        found.extend(number for number in _of_one(matching, group.query, store, last) if number not in best)
    return found


def _of_one(matching: Matching, query: tantivy.Query, store: Store, last: int) -> "array[int]":
    keys: array[int] = array("Q")
    for narrowed in _stretches(matching, query, last):
        keys.extend(_keys(matching, narrowed))
    ordered = array("Q", sorted(keys))
    return ordered if matching.order == "stored" else array("Q", _ties_by_id(ordered, store))


def _stretches(matching: Matching, query: tantivy.Query, last: int) -> Iterator[tantivy.Query]:
    """Yield the query for one stretch of numbers after the other; as it is, where few records match."""
    searcher = matching.searcher
    found = int(getattr(searcher.search(query, 1), "count"))  # noqa: B009 (the stubs do not know it)
    if found <= _STRETCH:
        yield query
        return
    for first in range(0, last + 1, _STRETCH):
        stretch = Q.range_query(
            matching.schema, fields.SEQ, tantivy.FieldType.Unsigned, first, min(first + _STRETCH - 1, last)
        )
        yield Q.boolean_query([(Occur.Must, query), (Occur.Must, Q.const_score_query(stretch, 0.0))])


def _keys(matching: Matching, query: tantivy.Query) -> Iterator[int]:
    """Yield for each match a number that sorts as its rank does; its lower bits are the record's number."""
    searcher = matching.searcher
    if matching.order in ("newest", "oldest"):
        hits = searcher.search(query, _STRETCH, count=False, order_by_field=fields.YEAR).hits
    else:
        hits = searcher.search(query, _STRETCH, count=False).hits
    if not hits:
        return
    seqs = searcher.fast_field_values(fields.SEQ, [address for _, address in hits])
    rank = _RANKS[matching.order]
    for (key, _), seq in zip(hits, seqs, strict=True):
        yield rank(key) << _SEQ_BITS | int(seq or 0)


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


def _ties_by_id(ordered: "array[int]", store: Store) -> Iterator[int]:
    """Yield the records' numbers, those of equal rank in the order of ids; what the store no longer has is left out."""
    start = 0
    while start < len(ordered):
        end = min(start + _CHUNK, len(ordered))
        while end < len(ordered) and ordered[end] >> _SEQ_BITS == ordered[end - 1] >> _SEQ_BITS:
            end += 1
        ranks = {key & _SEQ_MASK: key >> _SEQ_BITS for key in ordered[start:end]}
        yield from sorted(store.by_id(ranks), key=ranks.__getitem__)  # a sort that leaves ties as they are
        start = end
