"""Keeps the index in step with the store: analyzes changed records in parallel and indexes them in the order of changes.

The store commits first; the index follows from its last change number. Every step can be repeated: a record's old document
is deleted before its new one is added, so a crash only costs time.

A long run makes intermediate commits, so that its records can be found while it runs and if it is killed. Such a commit has
a new registry of journals but keeps the previous lexicon, which takes longer to build. The end of the run rebuilds both.
Workers go on while tantivy commits, and whatever does not need the lexicon is done while it is built.
"""

import gc
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec
import tantivy

from shoroku.corpus.errors import StoreDamaged
from shoroku.corpus.graph.cited import count_again
from shoroku.corpus.processes import release
from shoroku.corpus.record import encode
from shoroku.corpus.store import machine
from shoroku.corpus.store.store import Change, Store
from shoroku.indexer import fields, generations, snapshot
from shoroku.indexer.authority import registry as registries
from shoroku.indexer.bilingual import lexicon as lexicons
from shoroku.indexer.bilingual.building import packed, renewed, written
from shoroku.indexer.bilingual.sampling import Collected
from shoroku.indexer.documents import with_forms
from shoroku.indexer.errors import IndexDamaged, IndexMissing, IndexOfAnother
from shoroku.indexer.generations import Generation, State, failure, fingerprint
from shoroku.indexer.worker import Documents, Work, analyzed, unreadable
from shoroku.indexer.worker_pool import Pool
from shoroku.messages import Localized

#: Records in a frame, and frames that may wait for each worker, also while a commit keeps their documents from being indexed.
#: Together they limit the memory used.
_FRAME = 400
_AHEAD, _AHEAD_OF_COMMIT = 3, 6
#: Fewer changes than this are analyzed in this process, because starting workers would take longer.
FEW = 600
_HEAP = 160_000_000
#: Number of tantivy's indexing threads. Each thread writes its own segments at every commit, and every segment slows down
#: every search. One thread keeps up with the workers of four processors.
_WRITERS = max(1, min(4, (os.cpu_count() or 1) // 4))
#: A long run commits after this many changes, and after this many seconds if there were any changes.
_COMMIT_CHANGES = 25_000
_COMMIT_SECONDS = 120.0
#: A run with more changes than this makes room in memory for the lexicon.
_LONG = 50_000
#: Seconds after which an intermediate commit also rebuilds the lexicon.
_LEXICON_SECONDS = 600.0
#: Python's garbage collector looks for cycles after this many new objects, not after the usual 700: records make none, and
#: the collector would traverse hundreds of thousands of their parts again and again.
_COLLECTED_AFTER = 100_000
#: Maximum number of unreadable records that an error names.
_MAX_REPORTED = 20

Progress = Callable[[int], None]


class Sync:
    """One run that brings the index up to date. Open it with ``syncing``; call ``pump`` after every commit of the store,
    and ``finish`` once at the end."""

    def __init__(
        self,
        store: Store,
        generation: Generation,
        library: Path,
        progress: Progress,
        *,
        commits: bool = True,
        holds_outdated: bool = True,
    ) -> None:
        """``commits``: whether to make intermediate commits. An index that is not in use yet has no readers, so needs none.

        ``holds_outdated``: whether the index may have documents of records that have changed since.
        """
        self._store = store
        self._commits = commits
        self._generation = generation
        self._library = library
        self._progress = progress
        self._state = generation.state
        self._begun = self._reached = self._state.change
        self._pending: deque[tuple[int, list[Change], list[Future[Documents]] | None]] = deque()
        self._pool: Pool | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._readable = _Readable(generation.path)
        # If the index starts without documents, only documents of this run can be outdated. (After a crash, the index may
        # have documents of a commit whose state was not written.)
        self._was_empty = self._state.change == 0 and generation.index.searcher().num_docs == 0
        self._is_clean = self._was_empty or not holds_outdated
        self._put = _Numbers()
        self._bilingual = Collected() if self._was_empty else None
        self._unreadable: dict[int, str] = {}
        self._last = self._reached
        self._changed = 0
        self._committer = ThreadPoolExecutor(1, thread_name_prefix="shoroku-commit")
        self._committing: Future[None] | None = None
        self._committed_at = self._lexicon_at = time.monotonic()

    def expect_many(self) -> None:
        """Start the workers before the first records are there, if all records of the store are new to the index."""
        if self._was_empty and self._pool is None:
            self._pool = Pool()
            self._pool.start()

    def pump(self, *, last: bool = False) -> None:
        """Send new changes to the workers and index finished documents. Waits only if too many are pending.

        Commits after many changes, or if the last commit was long ago. If there are workers, this may return while another thread
        commits; then a later call, or ``finish``, raises the errors of that commit. Raises the errors of ``syncing``.
        """
        is_late = time.monotonic() - self._committed_at > _COMMIT_SECONDS
        while changes := self._store.changes(self._reached, _FRAME):
            if len(changes) < _FRAME and not last and not is_late:
                break  # wait until a frame is full
            self._submit(changes)
            self._reached = changes[-1].change
        if last or is_late:
            if self._pool is not None:
                self._pool.hurry()
            while self._pending:
                self._put_next()
        if is_late and self._commits and not last:
            self._commit()

    def put_again(self, forms: Mapping[int, Iterable[str]]) -> None:
        """Index records that have not changed, but are not in the index any more, each with these word forms besides its own.

        ``finish`` then commits in any case. Raises the errors of ``syncing``.
        """
        writer = self._opened_writer()
        for first in range(0, len(forms), _FRAME):
            records = self._store.records(list(forms)[first : first + _FRAME])
            changes = [Change(self._reached, seq, encode(record)) for seq, record in records.items()]
            for document in self._readable_of(self._analyzed(changes)):
                writer.add_json(with_forms(document, forms).decode())

    def finish(self, *, learns: bool = True, counts: bool = True) -> int:
        """Index all remaining changes, commit, count citations, and return the change number that the index now reflects.

        Without ``learns``, the lexicon is left to a later run: rebuilding it would take too long for a few edits. Without
        ``counts``, the caller counts citations.
        """
        self.pump(last=True)
        if self._writer is not None:
            self._commit_last(learns=learns, counts=counts)
        elif counts:
            count_again(self._store)
        return self._last

    def _commit(self) -> None:
        """Commit what was indexed, in another thread if workers have something to do meanwhile."""
        self._wait_for_commit()
        if self._writer is not None and self._changed:
            is_due = time.monotonic() - self._lexicon_at > _LEXICON_SECONDS
            state = State(
                self._last, fingerprint(), {}, self._store.lineage(), self._state.lexicon, self._state.registry
            )
            if is_due or self._pool is None:
                self._write_commit(state, self._changed, is_due=is_due)
            else:
                self._committing = self._committer.submit(self._write_commit, state, self._changed, is_due=False)
            self._changed = 0
        self._committed_at = time.monotonic()

    def _wait_for_commit(self) -> None:
        """Wait for the commit of another thread, and raise its errors."""
        committing, self._committing = self._committing, None
        if committing is not None:
            committing.result()

    def _write_commit(self, state: State, changed: int, *, is_due: bool) -> None:
        """Commit ``changed`` changes and write the state; rebuild the lexicon if that ``is_due``."""
        assert self._writer is not None  # noqa: S101 (the caller has looked)
        path, made = self._generation.path, state.lexicon
        with self._as_failure():
            self._writer.commit()
            if is_due:
                self._lexicon_at = time.monotonic()
                self._make_room()
                made = renewed(path, made, changed, state.change, self._pool)
                if made.file:  # from now on, it is rebuilt from the index
                    self._bilingual = None
            else:
                made = lexicons.Made(made.file, made.changes + changed)
            registry = registries.made(path, state.change, state.registry)
            state = msgspec.structs.replace(state, lexicon=made, registry=registry)
            self._state = generations.committed(path, state, self._state.files)
        self._write_state()
        if self._is_long():
            release()  # what tantivy and the threads that wait for workers no longer need

    def _commit_last(self, *, learns: bool, counts: bool) -> None:
        """Commit, rebuild the lexicon if it ``learns``, wait until all segments are merged, and write the state.

        If all bilingual records are at hand, the lexicon is built during all this, because neither tantivy nor SQLite needs
        Python's lock.
        """
        assert self._writer is not None  # noqa: S101 (the caller has looked)
        self._wait_for_commit()
        path, made = self._generation.path, self._state.lexicon
        with self._as_failure(), ThreadPoolExecutor(1, thread_name_prefix="shoroku-lexicon") as thread:
            content = None
            if learns:
                self._make_room()
            if learns and not made.file and self._bilingual is not None:
                content = thread.submit(packed, self._bilingual.sample(), self._pool)
                self._bilingual = None
            self._writer.commit()
            if content and self._is_long():
                release()  # tantivy has written what it held, and the lexicon is still growing
            # Everything is committed, so what follows can be read while segments are merged in the background.
            if not content:
                changes = lexicons.Made(made.file, made.changes + self._changed)
                made = renewed(path, made, self._changed, self._last, self._pool) if learns else changes
            registry = registries.made(path, self._last, self._state.registry)
            failed = self._counting_failed() if counts else None
            self._writer.wait_merging_threads()
            self._writer = None
            self._readable.stop()
            state = State(self._last, fingerprint(), {}, self._store.lineage(), made, registry)
            if content:
                known = generations.committed(
                    path, state, self._state.files
                ).files  # takes as long as reading all files
                made = written(path, content.result(), self._last)
                state = generations.committed(path, msgspec.structs.replace(state, lexicon=made), known)
            else:
                state = generations.committed(path, state, self._state.files)
            self._state = state
        self._write_state()
        self._changed = 0
        if failed:
            raise failed

    def _counting_failed(self) -> Exception | None:
        """Count citations; return the error if that fails. The index is valid all the same, and its state is written first."""
        try:
            count_again(self._store)
        except Exception as error:
            return error
        return None

    @contextmanager
    def _as_failure(self) -> Iterator[None]:
        """Raise errors of tantivy and of the system as those of the library."""
        try:
            yield
        except (ValueError, OSError) as error:
            raise failure(self._library, error) from error

    def _write_state(self) -> None:
        """Put a commit in use, and remove what only earlier ones needed."""
        path, state = self._generation.path, self._state
        generations.write_state(path, state)
        lexicons.remove_others(path, state.lexicon)
        registries.remove_others(path, state.registry)

    def _make_room(self) -> None:
        """Give up what is kept to be read again soon: the lexicon takes more memory than anything else in a run.

        A short run has little to give up, and would only have to take it again.
        """
        if not self._is_long():
            return
        if self._pool is not None:
            self._pool.renew()
        self._store.payloads.forget_made()
        self._store.query("PRAGMA shrink_memory")
        release()

    def _is_long(self) -> bool:
        return self._last - self._begun > _LONG

    def close(self) -> None:
        """Stop the workers. The next run continues where this one stopped."""
        if self._pool:
            self._pool.__exit__(None, None, None)
        self._committer.shutdown()
        self._writer = None
        self._readable.stop()

    def _submit(self, changes: list[Change]) -> None:
        futures = None
        if self._pool is None and self._more_than_few(changes):
            self._pool = Pool()
        if self._pool is not None:
            by_kind = by_script(changes)
            futures = [self._pool.submit(work, kind) for kind, work in enumerate(by_kind) if work]
        self._pending.append((changes[-1].change, changes, futures))
        while (
            self._pending and (self._pool is None or self._is_ready(self._pending[0][2])) and not self._is_committing()
        ):
            self._put_next()
        while self._pool and len(self._pending) > self._pool.size * (
            _AHEAD_OF_COMMIT if self._is_committing() else _AHEAD
        ):
            self._put_next()

    def _more_than_few(self, changes: list[Change]) -> bool:
        return len(self._store.changes(changes[-1].change, FEW - len(changes))) >= FEW - len(changes)

    def _is_committing(self) -> bool:
        return self._committing is not None and not self._committing.done()

    @staticmethod
    def _is_ready(futures: "list[Future[Documents]] | None") -> bool:
        return futures is None or all(future.done() for future in futures)

    def _put_next(self) -> None:
        reached, changes, futures = self._pending.popleft()
        if futures is None:
            documents = self._analyzed(changes)
        else:
            documents = [document for future in futures for document in future.result()]
        documents = self._readable_of(documents)
        self._wait_for_commit()
        writer = self._opened_writer()
        try:
            if outdated := [change.seq for change in changes if not self._is_clean or change.seq in self._put]:
                self._bilingual = None  # it may have texts that are now outdated
                writer.delete_documents_by_query(self._of(outdated))
            for document in documents:
                writer.add_json(document.decode())
            if self._is_clean:
                self._put.update(change.seq for change in changes)
            if self._bilingual:
                self._bilingual.take(documents)
        except (ValueError, OSError) as error:
            raise failure(self._library, error) from error
        self._last = reached
        self._changed += len(changes)
        self._progress(len(changes))
        if self._commits and self._changed >= _COMMIT_CHANGES:
            self._commit()

    def _analyzed(self, changes: list[Change]) -> Documents:
        """Analyse records in this process."""
        try:
            return analyzed([(change.seq, change.payload) for change in changes if change.payload is not None])
        except Exception as error:
            if refused := machine.refusal(self._library, machine.number_of(error)):
                raise refused from error
            raise

    def _readable_of(self, documents: Documents) -> Documents:
        """Remove and remember the records that could not be analyzed."""
        if failed := [found for document in documents if (found := unreadable(document))]:
            self._unreadable.update(failed)
            return [document for document in documents if not unreadable(document)]
        return documents

    def complain(self) -> None:
        """Raise StoreDamaged if records could not be analyzed. The index has all others."""
        if self._unreadable:
            names = self._store.ids(sorted(self._unreadable))
            told = ", ".join(names.get(seq, str(seq)) for seq in sorted(self._unreadable)[:_MAX_REPORTED])
            more = ", …" if len(self._unreadable) > _MAX_REPORTED else ""
            reason = f"{len(self._unreadable)} records cannot be read: {told}{more}; the index holds all others"
            raise StoreDamaged(path=str(self._store.path), reason=reason)

    def _of(self, seqs: list[int]) -> tantivy.Query:
        """Return the query for the documents of these records. (Deletion by term does not work on an unsigned field.)"""
        return tantivy.Query.term_set_query(self._generation.index.schema, fields.SEQ, seqs)

    def _opened_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self._generation.index.writer(_HEAP, _WRITERS)
                self._readable.start()
            except (ValueError, OSError) as error:
                raise failure(self._library, error) from error
        return self._writer


class _Numbers:
    """A set of record numbers. It takes a bit for each number up to the highest; a set of a million takes ninety megabytes."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def __contains__(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bits) and bool(self._bits[place] >> (number & 7) & 1)

    def update(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            place = number >> 3
            if place >= len(self._bits):
                self._bits.extend(bytes(place + 1 - len(self._bits) + len(self._bits) // 8))
            self._bits[place] |= 1 << (number & 7)


class _Readable:
    """Keeps the index readable by other users while tantivy writes: it merges at any time, and makes files for the owner only."""

    _SECONDS = 0.05

    def __init__(self, path: Path) -> None:
        self._path = path
        self._meta = path / snapshot.META
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        snapshot.let_read(self._path)
        self._thread = threading.Thread(target=self._run, name="shoroku-readable", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            snapshot.let_read(self._path)

    def _run(self) -> None:
        seen = 0
        while not self._ending.wait(self._SECONDS):
            with suppress(OSError):
                if (now := self._meta.stat().st_ino) != seen:
                    snapshot.let_read(self._path)
                    seen = now


def by_script(changes: list[Change]) -> tuple[Work, Work]:
    """Separate records with Japanese text from the others, for different workers (see ``Pool``).

    Hiragana and katakana begin with E3 81, E3 82 or E3 83 in UTF-8. It does not matter where text in kanji alone goes.
    """
    japanese: Work = []
    other: Work = []
    for change in changes:
        if change.payload is not None:
            (japanese if _has_kana(change.payload) else other).append((change.seq, change.payload))
    return japanese, other


def _has_kana(payload: bytes) -> bool:
    if payload.isascii():  # much faster than three searches
        return False
    return b"\xe3\x81" in payload or b"\xe3\x82" in payload or b"\xe3\x83" in payload


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Have the garbage collector look for cycles rarely while the body runs."""
    usual = gc.get_threshold()
    if usual[0] < _COLLECTED_AFTER:  # 0 turns it off; then it stays off
        gc.set_threshold(_COLLECTED_AFTER if usual[0] else 0, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def usable(store: Store, library: Path) -> Generation:
    """Open the generation in use, for writing, if it can follow the store. Every file of it is read completely.

    Raises IndexMissing, IndexOutdated, IndexDamaged, IndexOfAnother, LibraryUnreadable.
    """
    generation = generations.current(library, writable=True)
    if changed := generations.damage_to_writing(generation):
        names = ", ".join(changed)
        reason = Localized("{names} changed after they were written", names=names)
        raise IndexDamaged(path=str(library), reason=reason)
    if not generation.state.fits(store.lineage(), store.last_change()):
        raise IndexOfAnother(path=str(library))
    return generation


@contextmanager
def syncing(store: Store, library: Path, progress: Progress = lambda done: None) -> Iterator[Sync]:
    """Keep the generation in use up to date while the body runs.

    The caller holds the write lock, and calls ``pump`` repeatedly and ``finish`` at the end. Raises what ``usable`` raises
    of an index that is there, DiskFull, WorkerDied.
    """
    try:
        generation = usable(store, library)
    except IndexMissing:
        generation = generations.create(library)
        generations.put_in_use(generation, library)
    sync = Sync(store, generation, library, progress)
    try:
        with rarely_collected():
            yield sync
        sync.complain()
    finally:
        sync.close()


def rebuild(store: Store, library: Path, progress: Progress = lambda done: None, *, counts: bool = True) -> int:
    """Rebuild the index from the store, as a new generation that replaces the old one at the end; ``counts`` as in ``finish``.

    The caller holds the write lock.
    """
    generations.remove_unused(library)
    generation = generations.create(library)
    sync = Sync(store, generation, library, progress, commits=False)
    try:
        with closing(sync), rarely_collected():
            reached = sync.finish(counts=counts)
    except BaseException:
        generations.discard(generation)
        raise
    generations.put_in_use(generation, library)
    sync.complain()
    return reached
