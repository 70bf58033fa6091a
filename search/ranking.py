"""The order of hits: by score, by year or by title, and where those are equal, by id. The same on every page."""

from typing import Any, NamedTuple

import tantivy

from shoroku.corpus.store.store import Store
from shoroku.indexer import fields

_SPARE = 8
_MOST = 200_000


class Ranked(NamedTuple):
    """A hit before its record is fetched. ``address`` is where the index keeps it."""

    id: str
    score: float
    seq: int
    address: Any
    relaxed: bool = False


def ranked(
    searcher: tantivy.Searcher,
    store: Store,
    query: tantivy.Query,
    offset: int,
    limit: int,
    sort: str,
    *,
    count: bool = True,
) -> tuple[list[Ranked], int]:
    """Return the hits from ``offset`` on, ``limit`` of them, and how many there are in all, 0 if that is not to be
    counted: then the index need not look at every match.

    The index orders equal scores by where its segments happen to lie. So that a page does not depend on that, all hits
    that tie with the page's last are fetched and put in the order of their ids.
    """
    wanted = offset + limit
    depth = max(min(wanted + _SPARE, searcher.num_docs + 1), 1)
    while True:
        result = _search(searcher, query, depth, sort, count)
        hits = result.hits
        total = int(getattr(result, "count") or 0)  # noqa: B009 (the stubs do not know it)
        if len(hits) < depth or depth >= _MOST or wanted == 0 or hits[-1][0] != hits[wanted - 1][0]:
            break
        depth = min(depth * 8, _MOST)
    if limit <= 0:
        return [], total
    return _page(searcher, store, hits, offset, wanted, sort), total


def _search(
    searcher: tantivy.Searcher, query: tantivy.Query, depth: int, sort: str, count: bool
) -> tantivy.SearchResult:
    if sort == "relevance":
        return searcher.search(query, depth, count)
    order = tantivy.Order.Desc if sort == "newest" else tantivy.Order.Asc
    field = fields.TITLE_KEY if sort == "title" else fields.YEAR
    return searcher.search(query, depth, count, order_by_field=field, order=order)


def _page(searcher: tantivy.Searcher, store: Store, hits: list, offset: int, wanted: int, sort: str) -> list[Ranked]:  # type: ignore[type-arg]
    """Put the hits that may be on the page in order; those that rank before every tie of the page stay unfetched."""
    first, last = offset, min(wanted, len(hits)) - 1
    if last < first:
        return []
    while first > 0 and hits[first - 1][0] == hits[offset][0]:
        first -= 1
    while last + 1 < len(hits) and hits[last + 1][0] == hits[wanted - 1][0]:
        last += 1
    chosen = hits[first : last + 1]
    seqs = searcher.fast_field_values(fields.SEQ, [address for _, address in chosen])
    ids = store.ids([int(seq or 0) for seq in seqs])
    rows = [
        (
            key,
            Ranked(
                ids.get(int(seq or 0), ""), 0.0 if isinstance(key, str) else float(key or 0), int(seq or 0), address
            ),
        )
        for (key, address), seq in zip(chosen, seqs, strict=True)
    ]
    if sort == "title":
        rows.sort(key=lambda found: (str(found[0] or ""), found[1].id))
    else:
        sign = 1 if sort == "oldest" else -1
        rows.sort(key=lambda found: (sign * found[1].score, found[1].id))
    return [row for _, row in rows[offset - first : wanted - first]]
