"""Compressing all payloads of a store with its newest dictionary: after a withdrawal, and in a library of an earlier version."""

import json

import zstandard

from shoroku.corpus.store.packing.payloads import Payloads, Unreadable, is_packed, seal_of, sealed, spread
from shoroku.corpus.store.store import Store

#: Records that are compressed anew in one commit.
_BATCH = 2_000
#: How many records tell whether it is worth it.
_SAMPLE = 300


def repack(store: Store) -> None:
    """Compress all payloads with a new dictionary and delete the old ones, in many commits. If it is interrupted, the same
    again continues. What cannot be read stays as it is.

    The old bytes are gone from the file when the store is compacted. Raises DiskFull, and StoreDamaged, before anything is
    written, if no copy of a dictionary is what was written.
    """
    payloads = store.payloads
    payloads.intact()
    ((highest, records),) = store.query(
        "SELECT (SELECT coalesce(max(number), 0) FROM contribution), (SELECT coalesce(max(seq), 0) FROM record)"
    )
    with store.transaction():
        if payloads.learn([], store.query("SELECT count(*) FROM contribution")[0][0]):
            store.seal()
    for first in range(1, highest + 1, _BATCH):
        query = "SELECT number, origin, key, place, fetched, payload FROM contribution WHERE number BETWEEN ? AND ?"
        rows = [
            (packed, seal_of(origin, key, place, fetched, packed), number)
            for number, origin, key, place, fetched, payload in store.query(query, (first, first + _BATCH - 1))
            if (packed := _anew(payloads, payload)) is not None
        ]
        store.amend("UPDATE contribution SET payload = ?, seal = ? WHERE number = ?", rows)
    for first in range(1, records + 1, _BATCH):
        query = "SELECT seq, id, change, sole, payload FROM record WHERE payload IS NOT NULL AND seq BETWEEN ? AND ?"
        rows = [
            (packed, sealed(seq, name, change, sole, packed)[-1], seq)
            for seq, name, change, sole, payload in store.query(query, (first, first + _BATCH - 1))
            if (packed := _anew(payloads, payload)) is not None
        ]
        store.amend("UPDATE record SET payload = ?, seal = ? WHERE seq = ?", rows)
    with store.transaction():
        payloads.remove_retired()


def is_worth_repacking(store: Store) -> bool:
    """Return whether much of a store is not compressed, or with an old dictionary, as in a library of an earlier version."""
    ((highest,),) = store.query("SELECT coalesce(max(number), 0) FROM contribution")
    query = "SELECT payload FROM contribution WHERE number IN (SELECT value FROM json_each(?))"
    found = store.query(query, (json.dumps(spread(range(1, highest + 1), _SAMPLE)),))
    return len(found) * 2 >= _SAMPLE and sum(not is_packed(payload) for (payload,) in found) * 4 > len(found)


def _anew(payloads: Payloads, payload: bytes) -> bytes | None:
    """Return what a payload is to be replaced with, None if it is to stay."""
    try:
        return None if payloads.is_current(payload) else payloads.packed(payloads.json(payload))
    except (Unreadable, zstandard.ZstdError):
        return None
