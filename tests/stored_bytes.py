"""What stands in a library's files: their bytes, and what is compressed in them."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from shoroku.corpus.store.packing.payloads import is_packed, seal_of
from shoroku.corpus.store.packing.provenance import place_of, time_of
from shoroku.corpus.store.store import STORE_FILE, Store

_PAYLOADS = "SELECT payload FROM contribution UNION ALL SELECT payload FROM record WHERE payload IS NOT NULL"


def readable(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each file in a folder with its bytes, and then what is compressed in it."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()
            if path.name == STORE_FILE:
                yield from ((str(path.relative_to(folder)), text) for text in _unpacked(path))


def packed(path: Path) -> dict[bytes, bytes]:
    """Return the compressed payloads of a store, each with its JSON."""
    with Store(path) as store:
        return {one: store.payloads.json(one) for (one,) in store.query(_PAYLOADS) if is_packed(one)}


def unpack(path: Path) -> None:
    """Write all payloads of a store without compression, as earlier versions did."""
    with Store(path, writable=True) as store:
        for table in ("contribution", "record"):
            query = f"SELECT payload FROM {table} WHERE payload IS NOT NULL"
            rows = [(store.payloads.json(one), one) for (one,) in store.query(query)]
            store.amend(f"UPDATE {table} SET payload = ? WHERE payload = ?", rows)


def without_provenance(path: Path) -> None:
    """Write the place and time of each contribution into its own row, as the versions before the ninth did. The store is
    then one of version 8, but for its seal."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            f"SELECT origin, key, {place_of()}, {time_of()}, payload, number FROM contribution WHERE provenance IS NOT NULL"
        ).fetchall()
        connection.executemany(
            "UPDATE contribution SET place = ?, fetched = ?, seal = ? WHERE number = ?",
            [
                (place, time, seal_of(origin, key, place, time, None, payload), number)
                for origin, key, place, time, payload, number in rows
            ],
        )
        connection.execute("DROP TABLE provenance")
        connection.execute("ALTER TABLE contribution DROP COLUMN provenance")
        connection.execute("PRAGMA user_version = 8")
    connection.close()


def _unpacked(path: Path) -> Iterator[bytes]:
    with Store(path) as store:
        if store.version >= 6:
            yield from (content for (content,) in store.query("SELECT content FROM dictionary"))
        yield from (store.payloads.json(payload) for (payload,) in store.query(_PAYLOADS))
