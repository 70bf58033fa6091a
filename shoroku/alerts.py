"""New matches of saved searches, from the saved searches, the store and the index.

A record is *new* to a saved search when it holds all the words and fits the filters now, has changed since the mark
(the store's change number at the last look), and none of its contributions was in a record that matched when the search
was saved or that was shown since. So neither a correction of a known record nor a better dictionary makes news.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from shoroku.corpus.store.saved_searches import Mark, Saved, SavedSearches, checked_name, mark_of
from shoroku.corpus.store.store import Store
from shoroku.search import Filters, Hit, Searcher
from shoroku.search.results import Row

_CHUNK = 20_000  # records whose contributions are fetched at a time


class News(NamedTuple):
    """The new matches of a saved search, newest works first, and how many more the next check returns.

    Pass it to ``library.saved.mark_seen`` after showing it; until then its records stay new.
    """

    saved: Saved
    hits: tuple[Hit, ...]
    more: int
    mark: Mark
    seen: frozenset[int]


def save(folder: Path, searcher: Searcher, store: Store, name: str, query: str, filters: Filters, **how: bool) -> int:
    """Save a search, and return how many records hold all its words now.

    These count as looked at, unless ``how["from_start"]``; ``how["replace"]`` puts the search in the place of another of that
    name. Raises NameTaken, BadName, LibraryReadOnly, DiskFull, and what a search raises.
    """
    checked_name(name)
    results = searcher.every(query, filters)
    rows, mark = results.rows, Mark(store.lineage(), results.change)
    seen = set[int]()
    if how["from_start"]:
        mark = mark._replace(change=0)
    else:
        seen = set[int]().union(*_marks(store, [row.seq for row in rows]).values())
    kept = {name: value for name, value in filters._asdict().items() if value}
    SavedSearches(folder).save(name, query, kept, now=_now(), mark=mark, seen=seen, replace=how["replace"])
    return len(rows)


def news(folder: Path, searcher: Searcher, store: Store, name: str, limit: int) -> News:
    """Return the new matches of a saved search; of more than ``limit``, those that changed first.

    Raises UnknownSavedSearch, and what a search raises.
    """
    saved = SavedSearches(folder).get(name)
    mark = Mark(store.lineage(), searcher.view().state.change)
    since = _since(saved, mark)
    if since == mark.change:
        return News(saved, (), 0, mark, frozenset())
    results = searcher.every(saved.query, _filters(saved))
    mark = Mark(mark.lineage, results.change)
    changed = dict(store.query("SELECT seq, change FROM record WHERE change > ?", (since,)))
    candidates = [row for row in results.rows if row.seq in changed]
    marks = _marks(store, [row.seq for row in candidates])
    known = SavedSearches(folder).seen(saved, set[int]().union(*marks.values()))
    fresh = [row for row in candidates if row.seq in marks and known.isdisjoint(marks[row.seq])]
    shown, more = _earliest(fresh, changed, limit)
    if more:  # the next look goes on behind the last that is shown
        mark = mark._replace(change=max((changed[row.seq] for row in shown), default=since))
    hits = searcher.hits(results, shown)
    return News(saved, hits, more, mark, frozenset[int]().union(*(marks[row.seq] for row in shown)))


def looked(folder: Path, one: News) -> None:
    """Mark new matches as seen. Raises LibraryReadOnly, DiskFull."""
    SavedSearches(folder).looked(one.saved, one.mark, one.seen, _now())


def _since(saved: Saved, now: Mark) -> int:
    """Return the change after which records are new; 0 if the store is not the one that was checked."""
    is_same = saved.mark.lineage == now.lineage and saved.mark.change <= now.change
    return saved.mark.change if is_same else 0


def _filters(saved: Saved) -> Filters:
    return Filters(**{name: tuple(value) for name, value in saved.filters.items() if name in Filters._fields})


def _earliest(rows: Sequence[Row], changed: dict[int, int], limit: int) -> tuple[list[Row], int]:
    """Return those ``limit`` rows that changed first, in the order that they are in, and how many are left out."""
    chosen = set(sorted(changed[row.seq] for row in rows)[:limit])
    shown = [row for row in rows if changed[row.seq] in chosen]
    return shown, len(rows) - len(shown)


def _marks(store: Store, seqs: Sequence[int]) -> dict[int, set[int]]:
    """Return the marks of each record's contributions; records that are gone are left out."""
    found: dict[int, set[int]] = {}
    for start in range(0, len(seqs), _CHUNK):
        for seq, origin, key in _contributions(store, seqs[start : start + _CHUNK]):
            found.setdefault(seq, set()).add(mark_of(origin, key))
    return found


def _contributions(store: Store, seqs: Sequence[int]) -> Iterable[tuple[int, str, str]]:
    query = "SELECT seq, origin, key FROM contribution WHERE seq IN (SELECT value FROM json_each(?))"
    return store.query(query, (json.dumps(list(seqs)),))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
