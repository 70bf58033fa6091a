"""Sends a library to an index on a cluster, and keeps it in step: the counterpart of ``indexer/sync.py``.

The store's change numbers are followed. Every step can be repeated, because a document's version is the number of its change:
a run that is killed, here or on the cluster, is continued by the next one. At the end all is shown by one refresh, compared
with the store, and named in the state.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from shoroku.corpus.store.store import Change, Store
from shoroku.indexer import generations
from shoroku.indexer.cluster import mapping, verifying
from shoroku.indexer.cluster.connection import PATIENCE, Cluster
from shoroku.indexer.cluster.documents import Sending, document, leaving
from shoroku.indexer.cluster.errors import (
    ClusterError,
    ClusterIndexOfAnother,
    ClusterIndexOutdated,
    ClusterIndexRed,
    ClusterMismatch,
    RecordsRefused,
)
from shoroku.indexer.cluster.loading import Item, Loader, Refused
from shoroku.indexer.cluster.mapping import Bm25, Layout
from shoroku.indexer.cluster.state import Beside, State
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

Progress = Callable[[int], None]


class Options(NamedTuple):
    """How a library is sent: see ``Library.sync``."""

    layout: Layout
    bm25: Bm25
    sending: Sending = Sending()
    rebuild: bool = False
    patience: float = PATIENCE


class Sent(NamedTuple):
    """What a run did: the records of the index now, the documents written or deleted, those sent again because the check
    found another state, the last change, and the name of the index behind the alias."""

    records: int
    changes: int
    repaired: int
    change: int
    name: str


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
    """Bring an index on a cluster in step with a library, or make it; see ``Library.sync``.

    Raises the errors of ``errors.py``, and those of opening the library's own index.
    """
    cluster.check_version()
    return _Run(store, library, cluster, options, progress).run()


class _Run:
    """One run."""

    def __init__(self, store: Store, library: Path, cluster: Cluster, options: Options, progress: Progress) -> None:
        self._store, self._cluster, self._options, self._progress = store, cluster, options, progress
        self._generation = generations.current(library)
        self._beside = Beside(cluster)
        self._numbers = self._beside.numbers()
        self._used = self._beside.in_use()
        self._number, self._state = self._chosen()
        self._index = self._beside.records(self._number)
        self._reached = max(self._beside.progress(self._number), self._state.change)
        self._pool: Pool | None = None
        self._pending: deque[tuple[list[Change], list[Future[Documents]] | None]] = deque()
        self._refused: dict[int, Refused] = {}

    def run(self) -> Sent:
        """Send all changes, verify, and put the index in use."""
        coming = msgspec.structs.replace(self._state, coming=self._store.last_change())
        self._beside.put_state(self._number, coming)
        repaired = 0
        with Loader(self._cluster, self._index, self._options.patience) as loader:
            try:
                self._load(loader)
                with self._store.one_state():
                    self._load(loader)
                    repaired = self._verified(loader)
                    counts, last = self._store.counts(), self._reached
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
            sent = Sent(counts["records"] - len(self._refused), loader.items, repaired, last, self._index)
        if self._refused:
            self._complain()
        return sent

    # --- Which index --------------------------------------------------------------------------------------------------

    def _chosen(self) -> tuple[int, State]:
        """Return the number and the state of the index to send to: the one in use, an unfinished one, or a new one."""
        if self._used is not None and not self._options.rebuild:
            state = self._beside.state(self._used) or State()
            self._require_fitting(state)
            self._require_all_shards(self._beside.records(self._used))
            return self._used, state
        newer = [number for number in self._numbers if number > (self._used or 0)]
        for number in newer:
            begun = self._beside.state(number)
            if number == newer[-1] and begun and self._fits(begun) and not differences(begun, self._options.sending):
                return number, begun
            self._beside.remove(number)
        return self._made(max([self._used or 0, *newer]) + 1)

    def _made(self, number: int) -> tuple[int, State]:
        options = self._options
        body = {"settings": mapping.settings(options.layout, options.bm25), "mappings": mapping.mappings()}
        name = self._cluster.address.name
        template = {"index_patterns": [f"{name}-0*"], "template": body, "priority": 500, "_meta": mapping.MARK}
        self._cluster.ask("PUT", f"/_index_template/{self._beside.template}", template)
        self._beside.create(number, options.layout.replicas, body)
        state = State(store=self._store.lineage(), fingerprint=fingerprint(), sending=options.sending)
        self._beside.put_state(number, state)
        return number, state

    def _fits(self, state: State) -> bool:
        return state.store == self._store.lineage() and state.change <= self._store.last_change()

    def _require_fitting(self, state: State) -> None:
        where, name = self._cluster.address.cluster, self._cluster.address.name
        if not self._fits(state):
            raise ClusterIndexOfAnother(address=where, index=name)
        if found := differences(state, self._options.sending):
            raise ClusterIndexOutdated(address=where, index=name, differences=found)

    def _require_all_shards(self, index: str) -> None:
        health = self._cluster.ask("GET", f"/_cluster/health/{index}", timeout="1s", level="shards")
        if health["status"] == "red":
            shards = health["indices"][index]["shards"].values()
            missing = sum(not shard["primary_active"] for shard in shards)
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
        changes, futures = self._pending.popleft()
        if futures is None:
            made = analyzed([(one.seq, one.payload) for one in changes if one.payload is not None])
        else:
            made = [document_ for future in futures for document_ in future.result()]
        loader.send(self._items(changes, made), changes[-1].change)
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
        items = []
        for change in changes:
            if change.payload is None:
                items.append(Item(change.seq, change.change, None))
            elif change.seq in by_number:
                sent = document(by_number[change.seq], change, self._options.sending)
                items.append(Item(change.seq, change.change, sent))
        return items

    # --- The end ------------------------------------------------------------------------------------------------------

    def _verified(self, loader: Loader) -> int:
        """Show what was sent, and compare it with the store; send again what differs, and return how many that were.

        Raises ClusterMismatch.
        """
        step = verifying.width(self._store)
        mine = verifying.of_store(self._store, self._options.sending, self._refused_numbers)
        self._cluster.ask("POST", f"/{self._index}/_refresh")
        starts = verifying.differing(mine, verifying.of_cluster(self._cluster, self._index, step))
        if not starts:
            return 0
        repaired = self._repair(loader, set(starts), step)
        self._cluster.ask("POST", f"/{self._index}/_refresh")
        mine = verifying.of_store(self._store, self._options.sending, self._refused_numbers)
        if starts := verifying.differing(mine, verifying.of_cluster(self._cluster, self._index, step)):
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
        for change in verifying.changes(self._store):
            if change.payload is not None and change.seq // step * step in starts:
                wanted.append(leaving(change, self._options.sending))
            if len(wanted) >= _FRAME:
                self._send_again(loader, wanted)
                wanted = []
        self._send_again(loader, wanted)
        loader.wait()
        self._note_refused(loader)
        refused = self._refused_numbers
        for start in sorted(starts):
            seqs = verifying.superfluous(self._store, self._cluster, self._index, range(start, start + step), refused)
            loader.send([Item(seq, self._reached, None) for seq in seqs], 0, forced=True)
        loader.wait()
        return loader.items - before

    def _send_again(self, loader: Loader, changes: list[Change]) -> None:
        made = analyzed([(one.seq, one.payload) for one in changes if one.payload is not None])
        loader.send(self._items(changes, made), 0, forced=True)

    def _put_in_use(self, counts: dict[str, int], last: int) -> None:
        """Write the files beside the index and its state, and have searches use it.

        Raises ClusterNameTaken if somebody else has taken one of our names meanwhile.
        """
        numbers = self._beside.numbers()
        path, made = self._generation.path, self._generation.state
        lexicon = path / made.lexicon.file if made.lexicon.file else None
        registry = path / made.registry if made.registry else None
        state = msgspec.structs.replace(
            self._state,
            change=last,
            coming=last,
            counts=counts,
            lexicon=self._beside.put_file(self._number, lexicon, self._state.lexicon),
            registry=self._beside.put_file(self._number, registry, self._state.registry),
        )
        self._beside.put_state(self._number, state)
        self._beside.put_in_use(self._number)
        kept = {file.digest for file in state.files}
        self._beside.remove_files(self._number, [one for one in self._state.files if one.digest not in kept])
        for number in numbers:
            if number < self._number:
                self._beside.remove(number)

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
