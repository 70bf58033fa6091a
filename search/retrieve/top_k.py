"""The first rows by score, year or title; ties are broken by id, so the order is the same on every page."""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any, TypeVar

from shoroku.corpus.records import Records
from shoroku.indexer import fields
from shoroku.search.engine.engine import Direction, Hits
from shoroku.search.engine.expressions import AnyTerm, Combination, Expression, HasValue
from shoroku.search.index_view import IndexView
from shoroku.search.results import Row

One = TypeVar("One")

_SPARE = 8
_MOST = 200_000
#: Order -> the field to sort by, and the direction.
_ORDERS: dict[str, tuple[str | None, Direction]] = {
    "relevance": (None, "descending"),
    "newest": (fields.YEAR, "descending"),
    "oldest": (fields.YEAR, "ascending"),
    "title": (fields.TITLE_KEY, "ascending"),
}


def top_k(
    expression: Expression,
    view: IndexView,
    store: Records,
    *,
    offset: int,
    limit: int,
    sort: str = "relevance",
    count: bool = True,
    with_ids: bool = True,
) -> tuple[list[Row], int]:
    """Return the rows from ``offset`` on, ``limit`` of them, and how many there are in all, 0 if that is not to be
    counted: then the index need not look at every match.

    The index orders equal scores by where its segments happen to lie. So that a page does not depend on that, all hits
    that tie with the page's last are fetched and put in the order of their ids. Without ``with_ids``, only rows that tie
    have ids, "" the others.
    """
    if sort == "oldest":
        return _oldest(expression, view, store, offset, limit)
    return _top(expression, view, store, offset, limit, sort, count, with_ids)


def among(expression: Expression, rows: Sequence[Row], view: IndexView) -> set[int]:
    """Return the numbers of those rows that an expression finds."""
    if not rows:
        return set()
    only = AnyTerm(fields.SEQ, [row.seq for row in rows])
    return set(view.engine.top(Combination(must=(expression, only)), len(rows), by=fields.SEQ).keys)


def tied(some: Sequence[One], keys: Sequence[Hashable]) -> list[One]:
    """Return those of ``some`` whose key another has, too."""
    if len(set(keys)) == len(keys):
        return []
    times = Counter(keys)
    return [one for one, key in zip(some, keys, strict=True) if times[key] > 1]


def _oldest(expression: Expression, view: IndexView, store: Records, offset: int, limit: int) -> tuple[list[Row], int]:
    """Put records without a year last, as the other order does; to the index they are older than any."""
    has_year = (HasValue(fields.YEAR),)
    dated, undated = (
        Combination(must=(expression, *has_year)),
        Combination(must=(expression,), must_not=has_year),
    )
    found, total = _top(dated, view, store, offset, limit, "oldest", True)
    rest, others = _top(undated, view, store, max(0, offset - total), limit - len(found), "oldest", True)
    return found + rest, total + others


def _top(
    expression: Expression,
    view: IndexView,
    store: Records,
    offset: int,
    limit: int,
    sort: str,
    count: bool,
    with_ids: bool = True,
) -> tuple[list[Row], int]:
    if limit <= 0:
        return [], view.engine.count(expression) if count else 0
    wanted = offset + limit
    depth = max(min(wanted + _SPARE, view.engine.num_docs + 1), 1)
    by, direction = _ORDERS[sort]
    while True:
        hits = view.engine.top(expression, depth, by=by, direction=direction, count=count)
        keys = hits.keys
        if len(keys) < depth or depth >= _MOST or keys[-1] != keys[wanted - 1]:
            break
        depth = min(depth * 8, _MOST)
    return _page(hits, view, store, offset, wanted, sort, with_ids), hits.total


def _page(
    hits: Hits, view: IndexView, store: Records, offset: int, wanted: int, sort: str, with_ids: bool
) -> list[Row]:
    """Put the hits that may be on the page in order; those that rank before every tie of the page stay unfetched."""
    keys = hits.keys
    first, last = offset, min(wanted, len(keys)) - 1
    if last < first:
        return []
    while first > 0 and keys[first - 1] == keys[offset]:
        first -= 1
    while last + 1 < len(keys) and keys[last + 1] == keys[wanted - 1]:
        last += 1
    keys, addresses = keys[first : last + 1], hits.addresses[first : last + 1]
    seqs = view.engine.seqs(addresses)
    asked = seqs if with_ids else tied(seqs, keys)
    ids = store.ids(asked) if asked else {}
    each = zip(keys if sort == "relevance" else map(_score, keys), seqs, addresses, strict=True)
    rows = [Row(ids.get(seq, ""), score, seq, address) for score, seq, address in each]
    if sort == "title":
        titles = {row.seq: str(key or "") for key, row in zip(keys, rows, strict=True)}
        rows.sort(key=lambda row: (titles[row.seq], row.id))
    elif asked:  # rows whose scores differ are in order already
        sign = 1 if sort == "oldest" else -1
        rows.sort(key=lambda row: (sign * row.score, row.id))
    return rows[offset - first : wanted - first]


def _score(key: Any) -> float:
    return 0.0 if isinstance(key, str) else float(key or 0)
