"""The changes of a library, in their order: ``library.changes``. Whoever mirrors a library follows them."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from shoroku.corpus.errors import BadArgument
from shoroku.corpus.store import changelog
from shoroku.corpus.store.changelog import DatedChange
from shoroku.messages import Localized
from shoroku.search.options import text

if TYPE_CHECKING:
    from shoroku.open_library import OpenLibrary

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


class Changes:
    """The changes of a library's records. Each record has one, its newest; a deleted record has one, too.

    A change that is committed while a list is walked through comes later in the list. Times are ISO 8601 in UTC.
    """

    def __init__(self, library: "OpenLibrary") -> None:
        self._library = library

    @property
    def lineage(self) -> str:
        """What this library and its copies are known by: 16 hexadecimal digits."""
        return self._library._reading().lineage()

    @property
    def earliest(self) -> str:
        """A time before which nothing changed."""
        return changelog.earliest(self._library._reading())

    @property
    def last(self) -> int:
        """The number of the newest change."""
        return self._library._reading().last_change()

    def page(
        self, after: int = 0, until: int | None = None, *, limit: int = 100, source: str = ""
    ) -> list[DatedChange]:
        """Return at most ``limit`` changes after one number and up to another, oldest first.

        With ``source``, of the records only those of that data source, and every deleted one.
        """
        return changelog.page(self._library._reading(), after, until, limit, source)

    def of(self, number: int) -> DatedChange | None:
        """Return the newest change of the record of that number, None if there never was one."""
        return changelog.one(self._library._reading(), number)

    def count(self, after: int = 0, until: int | None = None) -> int:
        """Return how many records changed last after one change and up to another."""
        return changelog.count(self._library._reading(), after, until)

    def between(self, first: str = "", last: str = "") -> tuple[int, int | None]:
        """Return two times as change numbers, for ``page``: after the one, and up to the other (None: the newest).

        A time is written as YYYY-MM-DDThh:mm:ssZ, in UTC. Raises BadArgument for anything else.
        """
        for name, time in (("first", first), ("last", last)):
            if text(name, time) and not _is_time(time):
                raise BadArgument(name=name, value=time, expected=Localized("a time in UTC, like 2026-01-31T12:00:00Z"))
        store = self._library._reading()
        after = changelog.before(store, first) if first else 0
        return after, (changelog.up_to(store, last) if last else None)

    def __repr__(self) -> str:
        return f"<Changes of {self._library!r}>"


def _is_time(written: str) -> bool:
    if not _TIME.fullmatch(written):
        return False
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return False
    return True
