"""What came since the last look at a saved search: the saved searches, the store and the index brought together.

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
from shoroku.search import Engine, Filters, Hit
from shoroku.search.asking import Manner, ask
from shoroku.search.ranking import Ranked
from shoroku.search.run import Run

_CHUNK = 20_000  # records whose contributions are fetched at a time


class News(NamedTuple):
    """What is new to a saved search, the newest works first; how many more wait for the next look.

    Hand it to ``Library.looked`` once it was shown: until then it stays new.
    """

    saved: Saved
    hits: tuple[Hit, ...]
    more: int
    mark: Mark
    seen: frozenset[int]


class _Matches(NamedTuple):
    """All records that match, the newest works first, the search that found them, and the state of the index."""

    run: Run
    rows: Sequence[Ranked]
    mark: Mark


def save(folder: Path, engine: Engine, store: Store, name: str, query: str, asked: Filters, **how: bool) -> int:
    """See ``Library.save``. ``how`` is ``from_start`` and ``replace``."""
    checked_name(name)
    matches = _matches(engine, store, query, asked)
    mark, seen = matches.mark, set[int]()
    if how["from_start"]:
        mark = mark._replace(change=0)
    else:
        seen = set[int]().union(*_marks(store, [row.seq for row in matches.rows]).values())
    kept = {name: value for name, value in asked._asdict().items() if value}
    SavedSearches(folder).save(name, query, kept, now=_now(), mark=mark, seen=seen, replace=how["replace"])
    return len(matches.rows)


def news(folder: Path, engine: Engine, store: Store, name: str, limit: int) -> News:
    """See ``Library.new``."""
    saved = SavedSearches(folder).get(name)
    mark = Mark(store.lineage(), engine.view().state.change)
    since = _since(saved, mark)
    if since == mark.change:
        return News(saved, (), 0, mark, frozenset())
    matches = _matches(engine, store, saved.query, _filters(saved))
    changed = dict(store.query("SELECT seq, change FROM record WHERE change > ?", (since,)))
    candidates = [row for row in matches.rows if row.seq in changed]
    marks = _marks(store, [row.seq for row in candidates])
    known = SavedSearches(folder).seen(saved, set[int]().union(*marks.values()))
    fresh = [row for row in candidates if row.seq in marks and known.isdisjoint(marks[row.seq])]
    shown, more = _earliest(fresh, changed, limit)
    if more:  # the next look goes on behind the last that is shown
        mark = matches.mark._replace(change=max((changed[row.seq] for row in shown), default=since))
    else:
        mark = matches.mark
    hits = engine.hits(matches.run, shown)
    return News(saved, hits, more, mark, frozenset[int]().union(*(marks[row.seq] for row in shown)))


def looked(folder: Path, one: News) -> None:
    """See ``Library.looked``."""
    SavedSearches(folder).looked(one.saved, one.mark, one.seen, _now())


def _matches(engine: Engine, store: Store, query: str, asked: Filters) -> _Matches:
    view = engine.view()
    run = Run(view, store, ask(query), asked, "newest", Manner())
    run.rows(0, 1)  # tells how many there are
    rows = [row for row in run.rows(0, run.total) if not row.relaxed] if run.total else []
    return _Matches(run, rows, Mark(store.lineage(), view.state.change))


def _since(saved: Saved, now: Mark) -> int:
    """Return the change behind which news begins; the first where the store is not the one that was looked at."""
    is_same = saved.mark.lineage == now.lineage and saved.mark.change <= now.change
    return saved.mark.change if is_same else 0


def _filters(saved: Saved) -> Filters:
    return Filters(**{name: tuple(value) for name, value in saved.filters.items() if name in Filters._fields})


def _earliest(rows: Sequence[Ranked], changed: dict[int, int], limit: int) -> tuple[list[Ranked], int]:
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
