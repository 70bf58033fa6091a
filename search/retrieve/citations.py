"""The records of a search that are cited most within the library, found from the side of the cited ones.

Few records are cited often, so the first page of most searches is among the thousand that are cited most: one question to
the index tells which of these match. Only a search for what is rarely cited has to order all of its matches.
"""

import threading
from collections.abc import Callable, Hashable, Sequence
from itertools import takewhile

from shoroku.corpus.records import Cited, Records
from shoroku.indexer import fields
from shoroku.search.engine.expressions import AnyTerm, Combination, Expression, Prepared, Unscored
from shoroku.search.index_view import IndexView
from shoroku.search.results import MatchGroup
from shoroku.search.retrieve.top_k import top_k

#: Matches that are ordered all; the records cited most that are looked at first, and at most.
FEW, _FIRST, MOST = 5_000, 1_000, 8_000

#: By how many records a record is cited, its year, its number.
_Found = tuple[int, int, int]


class Counted:
    """The numbers of citations of one state of a library; those of the next state replace them. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: Hashable = None
        self._citations: Cited | None = None

    def at(self, state: Hashable, read: Callable[[], Cited]) -> Cited:
        """Return the numbers of a state, which ``read`` reads if they are not cached. Raises what it raises."""
        with self._lock:
            if self._citations is None or self._state != state:
                self._citations, self._state = read(), state
            return self._citations


def most_cited(
    groups: Sequence[MatchGroup], wanted: int, view: IndexView, store: Records, citations: Cited
) -> list[int] | None:
    """Return the numbers of the first ``wanted`` matches, as ``all_matches.numbers`` orders them: those of the first group
    that most records cite, …; what is cited equally often from the newest on. None if only all matches can tell."""
    found: list[int] = []
    for group in groups:
        if len(found) >= wanted:
            break
        more = _first(view.engine.prepare(group.expression), wanted - len(found), view, store, citations)
        if more is None:
            return None
        found += more
    return found


def _first(expression: Prepared, wanted: int, view: IndexView, store: Records, citations: Cited) -> list[int] | None:
    if view.engine.count(expression) <= FEW:
        matches = _matches(expression, FEW, view)
        counts = citations.of(list(matches))
        return _ordered([(counts.get(seq, 0), year, seq) for seq, year in matches.items()], wanted, store)
    size = _FIRST
    while True:
        most = citations.most(size + 1)
        is_whole = len(most) <= size
        last = 0 if is_whole else most[-1][1]  # there may be more that are cited as often as the last
        counts = dict(takewhile(lambda one, last=last: one[1] > last, most))  # type: ignore[misc]
        among = Combination(must=(expression, Unscored(AnyTerm(fields.SEQ, list(counts)))))
        matches = _matches(among, len(counts), view) if counts else {}
        found = _ordered([(counts[seq], year, seq) for seq, year in matches.items()], wanted, store)
        if len(found) == wanted:
            return found
        if is_whole:
            return found + _newest(expression, wanted - len(found), list(counts), view, store)
        if size >= MOST:
            return None
        size = MOST


def _matches(expression: Expression, most: int, view: IndexView) -> dict[int, int]:
    """Return the numbers and years of at most so many matches, 0 for no year."""
    hits = view.engine.top(expression, most, by=fields.YEAR)
    seqs = view.engine.seqs(hits.addresses)
    return {seq: int(year or 0) for seq, year in zip(seqs, hits.keys, strict=True)}


def _newest(expression: Expression, wanted: int, without: list[int], view: IndexView, store: Records) -> list[int]:
    rest = Combination(must=(expression,), must_not=(AnyTerm(fields.SEQ, without),)) if without else expression
    rows, _ = top_k(rest, view, store, offset=0, limit=wanted, sort="newest", count=False)
    return [row.seq for row in rows]


def _ordered(found: list[_Found], wanted: int, store: Records) -> list[int]:
    """Return the first ``wanted`` by count, year and id. What the store no longer has is left out."""
    found.sort(key=_rank)
    end = 0
    while True:
        end = min(max(wanted, end * 2), len(found))
        while 0 < end < len(found) and _rank(found[end]) == _rank(found[end - 1]):
            end += 1
        ranks = {one[2]: _rank(one) for one in found[:end]}
        there = sorted(store.by_id(ranks), key=ranks.__getitem__)  # a sort that leaves ties as they are
        if len(there) >= wanted or end == len(found):
            return there[:wanted]


def _rank(one: _Found) -> tuple[int, int]:
    return -one[0], -one[1]
