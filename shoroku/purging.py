"""Opening a library for writing, which first finishes interrupted withdrawals.

A withdrawal removes text from the store's pages, its log, the index and the rejects files. It may be killed, or stopped by a
full disk or by a reader that uses the log. The store knows its state (``corpus/store/withdrawal.py``), and every step can be
repeated.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shoroku.corpus.errors import LibraryLocked, LibraryReadOnly
from shoroku.corpus.store import machine, withdrawal
from shoroku.corpus.store.lock import writing
from shoroku.corpus.store.packing.repacking import repack
from shoroku.corpus.store.purged_rejects import purge_rejects
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.indexer import generations
from shoroku.indexer.errors import IndexMissing
from shoroku.indexer.rewriting.rewriting import rewrite
from shoroku.indexer.sync import usable


@contextmanager
def writer(library: Path, doing: str, *, is_indexed: bool = False) -> Iterator[Store]:
    """Hold the library's write lock and give its store, made if missing, with every withdrawal finished as far as
    possible: one that a reader keeps from being finished stays as it is.

    With ``is_indexed``, the index in use will follow what is written. A library whose index cannot (it is outdated, damaged
    or another library's) is then refused before its store is migrated, so that the earlier version can still write to it.

    Raises what ``Library.add`` raises.
    """

    def require_index(store: Store) -> None:
        if is_indexed:
            with suppress(IndexMissing):
                usable(store, library)

    with (
        writing(library, doing),
        Store(library / STORE_FILE, writable=True, before_migration=require_index) as store,
    ):
        with suppress(LibraryLocked):
            finish(store, library, patience=0.2)
        yield store


def finish(store: Store, library: Path, *, patience: float = 5.0) -> None:
    """Finish every withdrawal that is not, from the state that it has come to; the caller holds the write lock.

    Raises LibraryLocked where a reader holds the store's log for longer than ``patience`` seconds, DiskFull,
    LibraryReadOnly, StoreDamaged. The next writer goes on from there.
    """
    left = withdrawal.unfinished(store)
    if not left:
        return
    state = min(left.values(), key=withdrawal.STATES.index)
    _purge_files(library, list(left))
    if state == withdrawal.PURGING:
        rewrite(store, library)
        _require_one_generation(library)
        withdrawal.reached(store, state := withdrawal.INDEXED)
    if state == withdrawal.INDEXED:
        repack(store)
        store.compact()
        withdrawal.reached(store, withdrawal.COMPACTED)
    store.empty_log(patience)
    withdrawal.reached(store, withdrawal.GONE)


def _purge_files(library: Path, sources: list[str]) -> None:
    """Remove the text of data sources from rejects files, and delete damaged stores that were set aside."""
    try:
        for source in sources:
            purge_rejects(library / "rejects", source)
        for path in library.glob(f"{STORE_FILE}.damaged-*"):
            path.unlink()
    except OSError as error:
        raise machine.failure(library, error) from error


def _require_one_generation(library: Path) -> None:
    """Raise LibraryReadOnly where an older generation of the index could not be removed."""
    used = generations.current(library).path
    for entry in used.parent.iterdir():
        if entry.name.isdigit() and entry != used:
            raise LibraryReadOnly(path=str(library), reason=f"{entry}: cannot be removed")
