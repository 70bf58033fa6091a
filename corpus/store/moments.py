"""When records changed: with each commit, the store notes the highest change number and the time.

The time of a change is that of the first note with its number or a higher one. Times never go back, whatever the clock
does: who has seen all changes up to a time misses none by asking for later ones. A note holds nothing of a record.
"""

import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

_LAST = "SELECT change, at FROM moment ORDER BY change DESC LIMIT 1"


def now() -> str:
    """Return the time as ISO 8601 in UTC, rounded up: a commit is seen a moment after it was noted, never before."""
    moment = datetime.now(UTC)
    if moment.microsecond:
        moment = moment.replace(microsecond=0) + timedelta(seconds=1)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def note(connection: Any, change: int) -> None:
    """Note the time of what the transaction has changed, if anything; ``change`` is the highest change number now."""
    last_change, last_time = connection.execute(_LAST).fetchone() or (0, "")
    if change > last_change:
        at = max(now(), str(last_time))
        connection.execute("INSERT INTO moment VALUES (?, ?, ?)", (change, at, sealed(change, at)))


def sealed(change: int, at: str) -> int:
    """Return the checksum of a note."""
    return zlib.crc32(f"{change} {at}".encode("utf-8", "surrogatepass"))
