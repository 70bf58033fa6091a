"""The state of harvests, kept in the store: source, parameters, progress and counts.

The records of a page and the cursor of the next page are committed together. A harvest that was killed continues where
it stopped: nothing is lost, and nothing is fetched twice.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple

from shoroku.corpus.harvest.result import Tally
from shoroku.corpus.sources.source import Parameters, Window
from shoroku.corpus.store.store import Store


class Harvest(NamedTuple):
    """One harvest. Times are ISO 8601 in UTC, "" for never. ``since`` is the start date of the current run, ``datestamp``
    that of the next update; ``failure`` is the error that ended the last run, or ""."""

    number: int
    source: str
    parameters: dict[str, str]
    started: str
    finished: str
    since: str
    datestamp: str
    failure: str
    tally: Tally


class Pending(NamedTuple):
    """An unfinished window: its number, its cursor, and its total as reported by the source."""

    number: int
    window: Window
    cursor: str | None
    total: int | None


_COLUMNS = "number, source, parameters, started, finished, since, datestamp, failure, tally"


class Harvests:
    """The harvests of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Harvest]:
        """Return all harvests in order."""
        rows = self._store.query(f"SELECT {_COLUMNS} FROM harvest ORDER BY number")
        return [_harvest(row) for row in rows]

    def get(self, source: str, parameters: Parameters) -> Harvest | None:
        """Return the harvest of that source and those parameters, or None."""
        query = f"SELECT {_COLUMNS} FROM harvest WHERE source = ? AND parameters = ?"
        row = next(iter(self._store.query(query, (source, _written(parameters)))), None)
        return _harvest(row) if row else None

    def begin(self, source: str, parameters: Parameters, since: str, now: str, windows: list[Window]) -> Harvest:
        """Start a run with its windows; without windows it is complete at once. An unfinished run is continued instead (see
        ``pending``)."""
        with self._store.transaction():
            self._store.execute(
                "INSERT INTO harvest (source, parameters, started, finished, since, datestamp, failure, tally)"
                " VALUES (?, ?, ?, '', ?, '', '', ?) ON CONFLICT (source, parameters)"
                " DO UPDATE SET started = excluded.started, since = excluded.since, newest = '', failure = '',"
                " tally = excluded.tally",
                (source, _written(parameters), now, since, json.dumps(Tally())),
            )
            harvest = self.get(source, parameters)
            if harvest is None:  # pragma: no cover (it was just written)
                raise LookupError(source)
            self._store.execute("DELETE FROM harvest_window WHERE harvest = ?", (harvest.number,))
            self.add_windows(harvest.number, windows)
            if not windows:
                self.finished(harvest.number, now)
        return harvest

    def add_windows(self, harvest: int, windows: list[Window]) -> None:
        """Add windows to a run."""
        for window in windows:
            self._store.execute(
                "INSERT INTO harvest_window (harvest, window, cursor, total) VALUES (?, ?, NULL, NULL)",
                (harvest, json.dumps(window, ensure_ascii=False, sort_keys=True)),
            )

    def pending(self, harvest: int) -> Iterator[Pending]:
        """Yield the unfinished windows of the current run one by one, including windows added meanwhile."""
        last = -1
        while True:
            query = "SELECT number, window, cursor, total FROM harvest_window WHERE harvest = ? AND number > ? ORDER BY number LIMIT 1"
            row = next(iter(self._store.query(query, (harvest, last))), None)
            if row is None:
                return
            last = int(row[0])
            yield Pending(last, json.loads(row[1]), row[2], row[3])

    def is_unfinished(self, harvest: int) -> bool:
        """Return whether a run has unfinished windows."""
        return bool(self._store.query("SELECT 1 FROM harvest_window WHERE harvest = ? LIMIT 1", (harvest,)))

    def reached(self, window: int, cursor: str, total: int | None) -> None:
        """Store the cursor of a window's next page, in the transaction of the page's records."""
        self._store.execute("UPDATE harvest_window SET cursor = ?, total = ? WHERE number = ?", (cursor, total, window))

    def restarted(self, window: int) -> None:
        """Restart a window."""
        self._store.execute("UPDATE harvest_window SET cursor = NULL, total = NULL WHERE number = ?", (window,))

    def done(self, window: int) -> None:
        """Mark a window as done, in the transaction of its last page's records."""
        self._store.execute("DELETE FROM harvest_window WHERE number = ?", (window,))

    def counted(self, harvest: int, tally: Tally, newest: str) -> None:
        """Add to the counts of a run, and update its newest datestamp."""
        row = next(iter(self._store.query("SELECT tally, newest FROM harvest WHERE number = ?", (harvest,))))
        total = Tally(*json.loads(row[0])).plus(tally)
        self._store.execute(
            "UPDATE harvest SET tally = ?, newest = ? WHERE number = ?",
            (json.dumps(total), max(row[1], newest), harvest),
        )

    def finished(self, harvest: int, now: str) -> None:
        """Mark a run as complete, in the transaction of its last page's records. The next one fetches what changed since
        this one began or since its newest datestamp, whichever is earlier."""
        self._store.execute(
            "UPDATE harvest SET finished = ?, failure = '', newest = '',"
            " datestamp = CASE WHEN newest <> '' AND newest < started THEN newest ELSE started END WHERE number = ?",
            (now, harvest),
        )

    def failed(self, harvest: int, reason: str) -> None:
        """Store the error that ended a run."""
        self._store.execute("UPDATE harvest SET failure = ? WHERE number = ?", (reason, harvest))


def _written(parameters: Parameters) -> str:
    return json.dumps(dict(sorted(parameters.items())), ensure_ascii=False)


def _harvest(row: tuple[object, ...]) -> Harvest:
    number, source, parameters, started, finished, since, datestamp, failure, tally = row
    return Harvest(
        int(str(number)), str(source), json.loads(str(parameters)), str(started), str(finished), str(since), str(datestamp),
        str(failure), Tally(*json.loads(str(tally))),
    )  # fmt: skip
