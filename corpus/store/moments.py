"""When records changed: after each commit, the store notes the highest change number and the time.

The time of a change is that of the first note with its number or a higher one. It is taken when the commit has ended, because
a commit may take seconds: a time from before would lie behind that of a reader who saw nothing yet, and who asks for what is
later. Until its note is written, a change has the time at which it is read. Times never go back, whatever the clock does: who
has seen all changes up to a time misses none by asking for later ones. A note holds nothing of a record.
"""

import sqlite3
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

_LAST = "SELECT change, at FROM moment ORDER BY change DESC LIMIT 1"


def now() -> str:
    """Return the time as ISO 8601 in UTC, rounded up: no earlier than what has been seen so far."""
    moment = datetime.now(UTC)
    if moment.microsecond:
        moment = moment.replace(microsecond=0) + timedelta(seconds=1)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def note(connection: Any, change: int) -> None:
    """Note the time of what has been committed, if anything; ``change`` is the highest change number now.

    This is a transaction of its own. If it fails, on a full disk for example, the changes stay without a note until the next.
    """
    last_change, last_time = connection.execute(_LAST).fetchone() or (0, "")
    if change <= last_change:
        return
    try:
        connection.execute("BEGIN IMMEDIATE")
        at = max(now(), str(last_time))
        connection.execute("INSERT INTO moment VALUES (?, ?, ?)", (change, at, sealed(change, at)))
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def sealed(change: int, at: str) -> int:
    """Return the checksum of a note."""
    return zlib.crc32(f"{change} {at}".encode("utf-8", "surrogatepass"))
