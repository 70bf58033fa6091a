"""Writing the records of a library: adding from files and programs, deleting, rebuilding the index.

Separate from ``library.py`` because a search should not load the readers and what builds an index.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from shoroku.analyzers import synonyms
from shoroku.corpus.addresses import with_safe_links
from shoroku.corpus.errors import DiskFull, LibraryLocked, NotDeletable
from shoroku.corpus.graph.cited import count_again
from shoroku.corpus.readers import intake
from shoroku.corpus.readers.intake import PROGRAM, Reject, Repair, program_records
from shoroku.corpus.record import Record
from shoroku.corpus.store.merge import Contribution
from shoroku.corpus.store.packing.repacking import is_worth_repacking, repack
from shoroku.corpus.store.store import STORE_FILE, Outcome, Store
from shoroku.indexer.sync import rebuild, syncing
from shoroku.purging import writer

#: Files of this size in bytes have so many records that worker processes will be needed. Compressed ones have more.
_LARGE = 2_000_000

#: Called while records are added: how many so far.
Progress = Callable[[int], None]


class Added(NamedTuple):
    """What ``Library.add`` did. If ``strict`` and a record was rejected, nothing was added: the outcome is all zero."""

    outcome: Outcome
    rejects: list[Reject]
    repairs: list[Repair]


def add(
    library: Path,
    names: Sequence[str],
    format_name: str | None,
    stdin: BinaryIO | None,
    *,
    strict: bool,
    max_expansion: float,
    progress: Progress,
) -> Added:
    """Add the records of files; see ``Library.add``."""
    batches = intake.batches(names, format_name, stdin, max_expansion=max_expansion)
    if not (library / STORE_FILE).exists() and not any(map(_may_hold_records, names)):
        # Say why nothing can be read, and leave no empty library behind.
        return Added(Outcome(), [reject for batch in batches for reject in batch.rejects], [])
    with writer(library, "add", is_indexed=True) as store, syncing(store, library) as sync:
        added = Added(Outcome(), [], [])
        if strict:
            added = _add_all_or_nothing(store, batches, progress)
        else:
            if sum(map(_size, names)) >= _LARGE:
                sync.expect_many()
            for added in _adding(store, batches, progress):  # noqa: B007 (the last one is the result)
                sync.pump()
        sync.finish()
    synonyms.keep()  # made once for each dictionary; the first query should not have to
    return added


def _may_hold_records(name: str) -> bool:
    return name == "-" or (os.path.exists(name) and not os.path.isdir(name))


def _size(name: str) -> int:
    """Return the size of a file in bytes, 0 for anything else."""
    return os.path.getsize(name) if name != "-" and os.path.isfile(name) else 0


def _adding(store: Store, batches: Iterable[intake.Batch], progress: Progress) -> Iterator[Added]:
    """Add batch after batch, each in a commit of its own; yield what was done so far."""
    added = Added(Outcome(), [], [])
    seen = 0
    for batch in batches:
        outcome = store.take(batch.contributions)
        added.rejects.extend(batch.rejects)
        added.repairs.extend(batch.repairs)
        added = added._replace(outcome=added.outcome + outcome)
        seen += len(batch.contributions) + len(batch.rejects)
        progress(seen)
        yield added


class _RefusedError(Exception):
    """Ends the transaction of a strict run that met a reject."""


def _add_all_or_nothing(store: Store, batches: Iterable[intake.Batch], progress: Progress) -> Added:
    """Add all batches in one commit; nothing at all if there is one reject."""
    added = Added(Outcome(), [], [])
    try:
        with store.transaction():
            for added in _adding(store, batches, progress):  # noqa: B007 (the last one is the result)
                pass
            if added.rejects:
                raise _RefusedError
    except _RefusedError:
        added = Added(Outcome(), added.rejects, added.repairs)
    return added


def add_records(library: Path, records: Iterable[Record | Mapping[str, Any]]) -> Added:
    """Add records of a program; see ``Library.add_records``."""
    batch = program_records(records)
    outcome = take(library, batch.contributions) if batch.contributions else Outcome()
    return Added(outcome, batch.rejects, batch.repairs)


def take(library: Path, contributions: Sequence[Contribution]) -> Outcome:
    """Add contributions of any origin; see ``Library.take``."""
    safe = [one._replace(record=with_safe_links(one.record)[0]) for one in contributions]
    with writer(library, "add", is_indexed=True) as store, syncing(store, library) as sync:
        outcome = store.take(safe)
        sync.finish()
    return outcome


def delete(library: Path, identifier: str, contributions: Sequence[Contribution]) -> None:
    """Delete a record of a program, whose contributions are given; see ``Library.delete``. Raises NotDeletable."""
    keys = [one.key for one in contributions if one.origin == PROGRAM and one.key == identifier]
    keys = keys or [one.key for one in contributions if one.origin == PROGRAM]
    if not keys:
        raise NotDeletable(id=identifier, origins=", ".join(sorted({one.origin for one in contributions})))
    with writer(library, "delete", is_indexed=True) as store, syncing(store, library) as sync:
        store.remove(PROGRAM, keys)
        sync.finish()


def reindex(library: Path, progress: Progress) -> int:
    """Derive the graph and build the index again; see ``Library.reindex``."""
    with writer(library, "reindex") as store:
        done = 0

        def count(more: int) -> None:
            nonlocal done
            done += more
            progress(done)

        rebuild(store, library, count, counts=False)  # of links that are about to be derived again
        store.derive_graph()
        count_again(store)
        if is_worth_repacking(store):
            with suppress(DiskFull, LibraryLocked):  # the index is there; the next time will do
                repack(store)
                store.compact()
                store.empty_log()
        return store.count()
