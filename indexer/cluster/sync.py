"""Sends a library to an index on a cluster, and keeps it in step: the counterpart of ``indexer/sync.py``.

The store's change numbers are followed. Every step can be repeated, because the number of a change is the id of its document: a
run that is killed, here or on the cluster, is continued by the next one.

Searches see whole runs only. What a run sends does not count for them (``State.shown``), and what it replaces stays. At the
end one document is written, the state, and from then on searches use the new documents and not the old ones. Only then are
the old ones deleted, when no search needs them any more.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from shoroku.corpus.errors import UNKNOWN
from shoroku.corpus.graph.errors import GraphMissing
from shoroku.corpus.store import withdrawal
from shoroku.corpus.store.store import Change, Store
from shoroku.indexer import generations
from shoroku.indexer.cluster import citations, lengths, mapping, purging, verifying
from shoroku.indexer.cluster.claim import Claims
from shoroku.indexer.cluster.connection import PATIENCE, Cluster
from shoroku.indexer.cluster.documents import Sending, document, leaving
from shoroku.indexer.cluster.errors import (
    ClusterBeingLoaded,
    ClusterError,
    ClusterFailed,
    ClusterIndexOfAnother,
    ClusterIndexOutdated,
    ClusterIndexRed,
    ClusterMismatch,
    ClusterTemplateInTheWay,
    RecordsRefused,
)
from shoroku.indexer.cluster.loading import Item, Loader, Refused
from shoroku.indexer.cluster.mapping import Bm25, Layout
from shoroku.indexer.cluster.state import EXISTS, Beside, File, State
from shoroku.indexer.sync import by_script
from shoroku.indexer.worker import Documents, analyzed, unreadable
from shoroku.indexer.worker_pool import Pool

#: Records that are analyzed at a time, and such frames that may wait for each worker.
_FRAME, _AHEAD = 400, 3
#: Fewer changes than this are analyzed in this process.
_FEW = 600
#: Changes after which the progress is noted on the cluster.
_NOTED = 20_000
_NAMED = 5
#: The name of the file of the numbers of citations.
_CITATIONS = "citations.cited"
#: Seconds that a search may take which has begun in the state before, until that is deleted. (A longer one begins again.)
GRACE = 5.0
#: Seconds after which a run that waits for another one looks again.
_PAUSE = 5.0
#: The priority of the index template.
_PRIORITY = 500
_SAME_PRIORITY = "have the same priority"

Progress = Callable[[int], None]


class Options(NamedTuple):
    """How a library is sent: see ``Clusters.send``. ``wait`` is for how many seconds another run is waited for."""

    layout: Layout
    bm25: Bm25
    sending: Sending = Sending()
    rebuild: bool = False
    purge: bool = False
    wait: float = 0.0
    patience: float = PATIENCE


class Sent(NamedTuple):
    """What a run did: the records of the index now, the changes sent, the documents written or deleted because the check found
    another state, the last change, and the name of the index behind the alias; whether deleted records were erased from
    the disks of the nodes; and the user's index templates that apply to a new index of this name and come before ours."""

    records: int
    changes: int
    repaired: int
    change: int
    name: str
    purged: bool = False
    templates: tuple[str, ...] = ()


def fingerprint() -> dict[str, str]:
    """Return the versions on which an index on a cluster depends."""
    found = {name: version for name, version in generations.fingerprint().items() if name != "tantivy"}
    return found | {"mapping": str(mapping.VERSION)}


def differences(state: State, sending: Sending | None = None) -> str:
    """Describe how an index on a cluster was made differently, "" if it was not."""
    now, then = fingerprint(), state.fingerprint
    if sending is not None:
        now, then = now | _as_words(sending), then | _as_words(state.sending)
    names = sorted(now.keys() | then.keys())
    return ", ".join(f"{n} {then.get(n, '-')} → {now.get(n, '-')}" for n in names if then.get(n) != now.get(n))


def _as_words(sending: Sending) -> dict[str, str]:
    return {name: "yes" if value else "no" for name, value in msgspec.to_builtins(sending).items()}


def send(store: Store, library: Path, cluster: Cluster, options: Options, progress: Progress) -> Sent:
    """Bring an index on a cluster in step with a library, or make it; see ``Clusters.send``.

    Raises the errors of ``errors.py``, and those of opening the library's own index.
    """
    cluster.check_version()
    with Claims(cluster, Beside(cluster).files) as claims:
        _claim(cluster, claims, options.wait)
        return _Run(store, library, cluster, options, progress, claims).run()


def _claim(cluster: Cluster, claims: Claims, wait: float) -> None:
    """Claim the index that is in use, else the last one that was begun, if there is any.

    Every run does so first, so only one goes on. Raises ClusterBeingLoaded where another one does not end in time.
    """
    beside, began = Beside(cluster), time.monotonic()
    while True:
        used, numbers = beside.in_use(), beside.numbers()
        try:
            if used is None and not numbers:
                return
            number = used or numbers[-1]
            if claims.take(number):
                if (beside.in_use(), beside.numbers()) == (used, numbers):
                    return
                claims.release(number)
        except ClusterBeingLoaded:
            if time.monotonic() - began + _PAUSE > wait:
                raise
            time.sleep(_PAUSE)


class _Run:
    """One run."""

    def __init__(
        self, store: Store, library: Path, cluster: Cluster, options: Options, progress: Progress, claims: Claims
    ) -> None:
        self._store, self._cluster, self._options, self._progress = store, cluster, options, progress
        self._generation = generations.current(library)
        self._beside, self._claims = Beside(cluster), claims
        self._templates: tuple[str, ...] = ()
        self._numbers = self._beside.numbers()
        self._used = self._beside.in_use()
        self._number, self._state = self._chosen()
        self._index = self._beside.records(self._number)
        self._reached = max(self._beside.progress(self._number), self._state.change)
        self._pool: Pool | None = None
        self._pending: deque[tuple[list[Change], list[Future[Documents]] | None]] = deque()
        self._refused: dict[int, Refused] = {}
        self._sent, self._shown_at = 0, 0.0

    def run(self) -> Sent:
        """Send all changes, verify, and put the index in use."""
        coming = msgspec.structs.replace(self._state, coming=self._store.last_change())
        self._beside.put_state(self._number, coming)
        repaired = 0
        with Loader(self._cluster, self._index, self._options.patience) as loader:
            try:
                if self._number == self._used:
                    self._shown_at = time.monotonic()  # a run may have written the state just now, and then been killed
                self._sweep(loader)  # what it has left
                self._load(loader)
                with self._store.one_state():
                    self._load(loader)
                    self._show(loader)
                    repaired = self._verified(loader)
                    counts, last = self._store.counts(), self._reached
                    withdrawn = withdrawal.last(self._store)
            except BaseException:
                loader.settle()
                if loader.acknowledged > self._reached:
                    with suppress(ClusterError):
                        self._beside.put_progress(self._number, loader.acknowledged)
                raise
            finally:
                if self._pool:
                    self._pool.__exit__(None, None, None)
            self._put_in_use(counts, last)
            self._sweep(loader)
        is_purged = self._purged(self._state, withdrawn)
        if self._refused:
            self._complain()
        records = counts["records"] - len(self._refused)
        return Sent(records, self._sent, repaired, last, self._index, is_purged, self._templates)

    def _purged(self, state: State, withdrawn: int) -> bool:
        """Erase deleted records from the disks of the nodes, if some were withdrawn since the last time or it is asked for."""
        if withdrawn <= state.purged and not self._options.purge:
            return False
        purging.purge(self._cluster, (self._index, self._beside.files(self._number)))
        self._beside.put_state(self._number, msgspec.structs.replace(state, purged=withdrawn))
        return True

    # --- Which index --------------------------------------------------------------------------------------------------

    def _chosen(self) -> tuple[int, State]:
        """Return the number and the state of the index to send to: the one in use, an unfinished one, or a new one."""
        if self._used is not None and not self._options.rebuild:
            state = self._beside.state(self._used) or State()
            self._require_fitting(state)
            self._require_all_shards()
            return self._used, state
        newer = [number for number in self._numbers if number > (self._used or 0)]
        for number in newer:
            begun = self._beside.state(number)
            if number == newer[-1] and begun and self._fits(begun) and not differences(begun, self._options.sending):
                lengths.reopen(self._cluster, self._beside.records(number))
                return number, begun
            self._remove(number)
        return self._made(max([self._used or 0, *newer]) + 1)

    def _made(self, number: int) -> tuple[int, State]:
        options = self._options
        body = {"settings": mapping.settings(options.layout, options.bm25), "mappings": mapping.mappings()}
        self._put_template(body)
        where, name = self._cluster.address.cluster, self._cluster.address.name
        try:
            self._beside.create_files(number)
        except ClusterFailed as error:
            if EXISTS in error.reason:  # since a moment ago
                raise ClusterBeingLoaded(address=where, index=name, holder=UNKNOWN) from error
            raise
        self._claims.take(number)
        others = self._beside.templates()
        self._templates = tuple(sorted(one for one, priority in others.items() if priority > _PRIORITY))
        self._beside.create_records(number, options.layout.replicas, body)
        state = State(
            store=self._store.lineage(),
            fingerprint=fingerprint(),
            sending=options.sending,
            purged=withdrawal.last(self._store),
        )
        self._beside.put_state(number, state)
        return number, state

    def _put_template(self, body: Mapping[str, object]) -> None:
        where, name = self._cluster.address.cluster, self._cluster.address.name
        template = {"index_patterns": [f"{name}-0*"], "template": body, "priority": _PRIORITY, "_meta": mapping.MARK}
        try:
            self._cluster.ask("PUT", f"/_index_template/{self._beside.template}", template)
        except ClusterFailed as error:
            if _SAME_PRIORITY not in error.reason:
                raise
            others = (one for one, priority in self._beside.templates().items() if priority == _PRIORITY)
            raise ClusterTemplateInTheWay(address=where, index=name, templates=tuple(sorted(others))) from error

    def _remove(self, number: int) -> None:
        self._claims.release(number)
        self._beside.remove(number)

    def _fits(self, state: State) -> bool:
        return state.store == self._store.lineage() and state.change <= self._store.last_change()

    def _require_fitting(self, state: State) -> None:
        where, name = self._cluster.address.cluster, self._cluster.address.name
        if not self._fits(state):
            raise ClusterIndexOfAnother(address=where, index=name)
        if found := differences(state, self._options.sending):
            raise ClusterIndexOutdated(address=where, index=name, differences=found)

    def _require_all_shards(self) -> None:
        if missing := self._cluster.missing_shards():
            where, name = self._cluster.address.cluster, self._cluster.address.name
            raise ClusterIndexRed(address=where, index=name, missing=missing)

    # --- Loading ------------------------------------------------------------------------------------------------------

    def _load(self, loader: Loader) -> None:
        """Send all changes that the store has, and wait until they are acknowledged."""
        reached, noted = self._reached, self._reached
        while changes := self._store.changes(reached, _FRAME):
            self._submit([leaving(change, self._options.sending) for change in changes])
            reached = changes[-1].change
            while self._pending and (
                self._is_ready() or len(self._pending) > (self._pool.size if self._pool else 1) * _AHEAD
            ):
                self._send_next(loader)
            if loader.acknowledged - noted >= _NOTED:
                noted = loader.acknowledged
                self._beside.put_progress(self._number, noted)
        while self._pending:
            self._send_next(loader)
        loader.wait()
        if reached != self._reached:
            self._reached = reached
            self._beside.put_progress(self._number, reached)
        self._note_refused(loader)

    def _note_refused(self, loader: Loader) -> None:
        self._refused |= {one.seq: one for one in loader.refused}
        loader.refused.clear()

    def _is_ready(self) -> bool:
        futures = self._pending[0][1]
        return futures is None or all(future.done() for future in futures)

    def _submit(self, changes: list[Change]) -> None:
        if self._pool is None and self._more_than_few(changes):
            self._pool = Pool()
        futures = None
        if self._pool is not None:
            by_kind = by_script(changes)
            futures = [self._pool.submit(work, kind) for kind, work in enumerate(by_kind) if work]
        self._pending.append((changes, futures))

    def _more_than_few(self, changes: list[Change]) -> bool:
        return len(self._store.changes(changes[-1].change, _FEW - len(changes))) >= _FEW - len(changes)

    def _send_next(self, loader: Loader) -> None:
        self._claims.require()
        changes, futures = self._pending.popleft()
        if futures is None:
            made = analyzed([(one.seq, one.payload) for one in changes if one.payload is not None])
        else:
            made = [document_ for future in futures for document_ in future.result()]
        loader.send(self._items(changes, made), changes[-1].change)
        self._sent += len(changes)
        self._progress(len(changes))

    def _items(self, changes: Sequence[Change], made: Documents) -> list[Item]:
        by_number: dict[int, bytes] = {}
        for change in changes:
            self._refused.pop(change.seq, None)  # of an earlier state of the record, or of an earlier try
        for one in made:
            if failed := unreadable(one):
                refused = Refused(*failed)
                self._refused[refused.seq] = refused
            else:
                by_number[_Numbered.of(one)] = one
        sending = self._options.sending
        return [
            Item(change.seq, change.change, document(by_number[change.seq], change, sending))
            for change in changes
            if change.seq in by_number
        ]

    # --- The end ------------------------------------------------------------------------------------------------------

    def _citations(self) -> File | None:
        """Write by how many records each record is cited beside the index; None if an earlier version wrote the library."""
        try:
            counts = self._store.citations().all()
        except GraphMissing:
            return None
        return self._beside.put_file(self._number, _CITATIONS, citations.packed(counts), self._state.citations)

    def _show(self, loader: Loader) -> None:
        """Have searches use what was sent."""
        cited = self._citations()
        self._claims.confirm()
        self._cluster.refresh(self._index)
        change = self._reached
        self._state = msgspec.structs.replace(
            self._state, change=change, coming=change, replaced=self._replaced(), citations=cited
        )
        if self._number == self._used:
            self._beside.put_state(self._number, self._state)  # whatever the check finds
            self._shown_at = time.monotonic()
        else:
            self._sweep(loader)

    def _replaced(self) -> tuple[int, ...]:
        """Return the changes whose documents show what records were before this run, or before a change while it went on."""
        store, index, refused = self._store, self._index, self._refused_numbers
        if self._number == self._used:
            return tuple(verifying.replaced(store, self._cluster, index, self._state.change, refused))
        records = store.counts()["records"] - len(refused)
        # ``_count`` would leave out the shards that no running node has, without a word.
        asked = {"size": 0, "track_total_hits": True}
        answer = self._cluster.ask("POST", f"/{index}/_search", asked, allow_partial_search_results=False)
        if int(answer["hits"]["total"]["value"]) <= records:
            return ()
        return tuple(verifying.replaced(store, self._cluster, index, 0, refused))

    def _sweep(self, loader: Loader) -> None:
        """Delete the documents of records as they were before, when no search needs them any more."""
        if not self._state.replaced:
            return
        self._linger()
        self._claims.confirm()
        loader.send([Item(0, change, None) for change in self._state.replaced], 0, forced=True)
        loader.wait()
        self._cluster.refresh(self._index)
        self._state = msgspec.structs.replace(self._state, replaced=())
        if self._number == self._used:
            self._beside.put_state(self._number, self._state)

    def _linger(self) -> None:
        """Wait until a search that used the state before has ended."""
        if self._shown_at:
            time.sleep(max(0.0, self._shown_at + GRACE - time.monotonic()))

    def _verified(self, loader: Loader) -> int:
        """Compare what searches use with the store; send again what differs, and return how many documents that were.

        Raises ClusterMismatch.
        """
        step = verifying.width(self._store)
        mine = verifying.of_store(self._store, self._options.sending, self._refused_numbers)
        starts = verifying.differing(mine, verifying.of_cluster(self._cluster, self._index, step, self._state))
        if not starts:
            return 0
        self._claims.confirm()  # what another run has sent since would be taken for wrong
        repaired = self._repair(loader, set(starts), step)
        self._cluster.refresh(self._index)
        mine = verifying.of_store(self._store, self._options.sending, self._refused_numbers)
        theirs = verifying.of_cluster(self._cluster, self._index, step, self._state)
        if starts := verifying.differing(mine, theirs):
            where, name = self._cluster.address.cluster, self._cluster.address.name
            ranges = tuple(f"{start}–{start + step - 1}" for start in starts[:_NAMED])
            raise ClusterMismatch(address=where, index=name, ranges=ranges)
        return repaired

    @property
    def _refused_numbers(self) -> frozenset[int]:
        return frozenset(self._refused)

    def _repair(self, loader: Loader, starts: set[int], step: int) -> int:
        before = loader.items
        wanted: list[Change] = []
        now: dict[int, int] = {}  # change -> number of the record
        for change in verifying.changes(self._store):
            if change.payload is not None and change.seq // step * step in starts:
                now[change.change] = change.seq
                wanted.append(leaving(change, self._options.sending))
            if len(wanted) >= _FRAME:
                self._send_again(loader, wanted)
                wanted = []
        self._send_again(loader, wanted)
        loader.wait()
        self._note_refused(loader)
        kept = {str(change) for change, seq in now.items() if seq not in self._refused}
        for start in sorted(starts):
            found = verifying.superfluous(self._cluster, self._index, range(start, start + step), kept)
            loader.send([Item(one.seq, one.change, None, one.id) for one in found], 0, forced=True)
        loader.wait()
        return loader.items - before

    def _send_again(self, loader: Loader, changes: list[Change]) -> None:
        made = analyzed([(one.seq, one.payload) for one in changes if one.payload is not None])
        loader.send(self._items(changes, made), 0, forced=True)

    def _put_in_use(self, counts: dict[str, int], last: int) -> None:
        """Write the files beside the index and its state, and have searches use it.

        Raises ClusterNameTaken if somebody else has taken one of our names meanwhile.
        """
        self._claims.confirm()
        numbers = self._beside.numbers()
        path, made = self._generation.path, self._generation.state
        before, stretches = self._state, self._state.stretches
        if self._number != self._used:
            stretches = lengths.measured(self._cluster, self._index)
            lengths.weigh(self._cluster, self._index, stretches, self._options.bm25)
        self._state = msgspec.structs.replace(
            before,
            change=last,
            coming=last,
            counts=counts,
            stretches=stretches,
            lexicon=self._put_file(path, made.lexicon.file, before.lexicon),
            registry=self._put_file(path, made.registry, before.registry),
        )
        self._beside.put_state(self._number, self._state)
        self._beside.put_in_use(self._number)
        self._beside.remove_files(self._number, self._state.files)
        if self._used not in (None, self._number):
            self._shown_at = time.monotonic()
            self._linger()
        for number in numbers:
            if number < self._number:
                self._remove(number)

    def _put_file(self, folder: Path, name: str, had: File | None) -> File | None:
        """Write a file of the library's index beside the index; None for no file."""
        return self._beside.put_file(self._number, name, (folder / name).read_bytes(), had) if name else None

    def _complain(self) -> None:
        numbers = list(self._refused)
        names = self._store.ids(numbers[:_NAMED])
        ids = tuple(names.get(number, str(number)) for number in numbers[:_NAMED])
        where, reason = self._cluster.address.cluster, self._refused[numbers[0]].reason
        raise RecordsRefused(address=where, count=len(numbers), ids=ids, reason=reason)


class _Numbered(msgspec.Struct):
    """The number in a document."""

    seq: int

    @staticmethod
    def of(document_: bytes) -> int:
        return _numbered(document_).seq


_numbered = msgspec.json.Decoder(_Numbered).decode
