"""Rewriting an index after a withdrawal, so that no file of it holds anything of the records that went or changed.

tantivy only marks a document as deleted; its text stays in the files of its segment until that is merged, and tantivy cannot be
told to merge one segment. It merges eight of about the same size, and takes all small ones for equal. So a segment with such
documents is presented as a small one, together with seven segments without documents: symbolic links to its files, a list of
deletions, and an entry that claims that one document is left. tantivy merges them into one, and takes which documents are left from
the list. That takes less than a tenth of the time of analyzing the records again. Terms and values of no document are dropped on the way.

All this happens in a new generation, which replaces the one in use at the end. Segments without such documents are linked into
it as they are. Before that nobody reads it, so it may be abandoned at any moment: the next writer begins again. If anything
is not as expected, the index is rebuilt from the store.
"""

import errno
import os
import shutil
import uuid
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import tantivy

from shoroku.corpus.errors import StoreDamaged
from shoroku.corpus.processes import processors
from shoroku.corpus.store import machine
from shoroku.corpus.store.durable import make_folder, sync_folder
from shoroku.corpus.store.store import Store
from shoroku.indexer import fields, generations, snapshot, sync
from shoroku.indexer.documents import forms_of
from shoroku.indexer.errors import IndexDamaged, IndexMissing, IndexOfAnother, IndexOutdated
from shoroku.indexer.generations import Generation
from shoroku.indexer.rewriting import forms, segment_files
from shoroku.indexer.snapshot import META, Segment
from shoroku.indexer.stored_terms import unpacked
from shoroku.indexer.sync import Sync, rarely_collected, rebuild, usable
from shoroku.indexer.writing import write

#: tantivy merges so many segments of about the same size.
_MERGED = 8
#: Memory for a writer that only merges; tantivy demands this much.
_HEAP = 15_000_000
_MANAGED = ".managed.json"
#: What the system says where a file cannot have another name: the file system has no links, or they are not allowed.
_NO_LINKS = frozenset({errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV, errno.EMLINK})
_CHANGED = "SELECT seq FROM record WHERE change > ?"

Occur, Q = tantivy.Occur, tantivy.Query


class Unexpected(Exception):
    """tantivy did not do what rewriting relies on, or the system cannot."""


#: After these, the index is rebuilt, unless the machine is the cause. A record that cannot be read is one of them: a rebuild
#: puts an index of all other records in use before it complains.
_LEADS_TO_REBUILD = (Unexpected, StoreDamaged, ValueError, OSError, LookupError, msgspec.MsgspecError)


class _EmptySegment(NamedTuple):
    """A segment without documents that are alive, and the index that it is in."""

    folder: Path
    listed: Segment


@dataclass
class _OldSegment:
    """A segment of the old index: its entry in the list, which documents are alive, and a searcher of it alone."""

    listed: Segment
    searcher: tantivy.Searcher
    alive: bytearray = field(repr=False)
    is_rewritten: bool = False

    def lengths(self, docs: Iterable[int]) -> dict[str, int]:
        """Return how many tokens the texts of documents have, deleted or alive, by their field."""
        japanese = other = 0
        for doc in docs:
            found = self.searcher.doc(tantivy.DocAddress(0, doc)).get_first(fields.TERMS)
            texts = unpacked(found) if isinstance(found, bytes) else ("", "")
            japanese += len(texts[0].split())
            other += len(texts[1].split())
        return {fields.TEXT_JA: japanese, fields.TEXT_EN: other}

    def delete(self, query: tantivy.Query) -> None:
        """Mark the documents that match as deleted."""
        hits = self.searcher.search(query, max(self.searcher.num_docs, 1), count=False).hits
        for _, address in hits:
            self.alive[address.doc] = 0
        self.is_rewritten = self.is_rewritten or bool(hits)


def rewrite(store: Store, library: Path) -> None:
    """Bring the index up to date, and remove from its files all that deleted and changed documents held.

    The caller holds the write lock. Raises what ``rebuild`` raises.
    """
    try:
        generation = _rewritten(store, library, usable(store, library))
    except (IndexMissing, IndexOutdated, IndexDamaged, IndexOfAnother, Unexpected):
        rebuild(store, library)
        return
    generations.put_in_use(generation, library)


def _rewritten(store: Store, library: Path, old: Generation) -> Generation:
    """Return a new generation. Raises IndexDamaged and Unexpected if there can be none, and what the machine refuses."""
    generations.remove_unused(library)
    new = generations.create(library)
    try:
        rewriting = _Rewriting(store, old, new)
        rewriting.choose()
        generation = rewriting.assembled(library)
        with (
            closing(Sync(store, generation, library, lambda done: None, commits=False, holds_outdated=False)) as run,
            rarely_collected(),
        ):
            run.put_again(rewriting.again)
            run.finish()
            run.complain()
        _verify(generation, store)
    except BaseException as error:
        is_told = isinstance(error, _LEADS_TO_REBUILD) or generations.is_panic(error)
        # What fills the disk goes with the new generation, so the machine is asked before.
        refused = machine.refusal(library, machine.number_of(error)) or machine.suspect(library) if is_told else None
        generations.discard(new)
        if refused:
            raise refused from error
        if is_told:
            raise Unexpected(str(error)) from error
        raise
    return generation


class _Rewriting:
    """From the old generation to the new one."""

    def __init__(self, store: Store, old: Generation, new: Generation) -> None:
        self._store, self._old, self._new = store, old, new
        self._schema = old.index.schema
        text = (old.path / META).read_text(encoding="utf-8")
        meta = snapshot.parsed(text)
        if meta is None:
            raise ValueError(f"{META} has changed since it was written")
        self._meta: dict[str, Any] = msgspec.json.decode(text, type=dict[str, Any])
        self._fields = {entry["name"]: number for number, entry in enumerate(self._meta["schema"])}
        self._segments = [self._segment(listed) for listed in meta.segments]
        #: Whether the words of contexts have forms, too: they do where workers analyze records.
        self._in_context = store.count() >= sync.FEW
        #: Records that are indexed again: number -> word forms that they get besides their own.
        self.again: dict[int, set[str]] = {}

    def _segment(self, listed: Segment) -> _OldSegment:
        text = self._listing([listed.entry])
        meta = snapshot.parsed(text)
        assert meta is not None  # noqa: S101 (it was parsed before)
        searcher = snapshot.opened(self._old.path, text, meta).searcher()
        count = int(listed.entry["max_doc"])
        deletions = [name for name in listed.names if name.endswith(".del")]
        if not deletions:
            return _OldSegment(listed, searcher, bytearray(b"\1") * count)
        alive = segment_files.alive(self._old.path / deletions[0], count)
        return _OldSegment(listed, searcher, alive, is_rewritten=True)

    def _listing(self, entries: Sequence[dict[str, Any]]) -> str:
        return msgspec.json.encode({**self._meta, "segments": list(entries)}).decode()

    # --- What is rewritten ----------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Choose the segments to be rewritten, and the records to be indexed again. Raises StoreDamaged."""
        deleted = {seq for (seq,) in self._store.query(_CHANGED, (self._old.state.change,))}
        self._delete(deleted)
        searched: set[str] = set()
        # A record that gets forms is indexed again. If it had others besides its own already, these are wanted in turn.
        while wanted := self._wanted(deleted) - searched:
            searched |= wanted
            # A form is put back with a record that contains it, which a later withdrawal then finds it with. So it is better
            # looked for in a segment that is rewritten anyway.
            segments = sorted(self._segments, key=lambda segment: not segment.is_rewritten)
            searchers = [segment.searcher for segment in segments]
            found = forms.search(
                self._store, wanted, self._schema, searchers, frozenset(deleted), in_context=self._in_context
            )
            for seqs in list(found):
                self._take_again(seqs, deleted)

    def _delete(self, deleted: Iterable[int]) -> None:
        if seqs := sorted(deleted):
            query = Q.term_set_query(self._schema, fields.SEQ, seqs)
            for segment in self._segments:
                segment.delete(query)

    def _wanted(self, deleted: set[int]) -> set[str]:
        """Return the word forms that no document has any more."""
        if not any(segment.is_rewritten for segment in self._segments):
            return set()
        gone = Q.term_set_query(self._schema, fields.SEQ, sorted(deleted)) if deleted else Q.empty_query()
        stays = Q.boolean_query([(Occur.Must, Q.all_query()), (Occur.MustNot, gone)])
        before: set[str] = set()
        after: set[str] = set().union(*self.again.values())
        for segment in self._segments:
            if segment.is_rewritten:
                before |= forms.held(segment.searcher)
            after |= forms.held(segment.searcher, stays if segment.is_rewritten else None)
        return before - after

    def _take_again(self, seqs: list[int], deleted: set[int]) -> None:
        """Have records indexed again, with all their word forms."""
        for seq, record in self._store.records(seqs).items():
            self.again[seq] = forms_of(record, in_context=self._in_context)
        deleted.update(seqs)
        self._delete(seqs)

    # --- The new generation ---------------------------------------------------------------------------------------------

    def assembled(self, library: Path) -> Generation:
        """Rewrite segments, and link the others. Raises ValueError, OSError, Unexpected, IndexDamaged."""
        kept = [segment for segment in self._segments if not segment.is_rewritten]
        rewritten = [segment for segment in self._segments if segment.is_rewritten and any(segment.alive)]
        rewritten.sort(key=lambda segment: -sum(segment.alive))
        merged = self._all_merged(rewritten) if rewritten else []
        path, names = self._new.path, [META]
        for segment in kept:
            for name in segment.listed.names:
                _take_over(self._old.path / name, path / name)
        listed = [*(segment.listed for segment in kept), *merged]
        names += [name for one in listed for name in one.names]
        text = self._listing([one.entry for one in listed])
        write(path / _MANAGED, msgspec.json.encode(names))
        write(path / META, text.encode())
        state, known = self._old.state, {name for segment in kept for name in segment.listed.names}
        files = {name: mark for name, mark in state.files.items() if name in known}
        state = generations.State(state.change, state.fingerprint, files, state.store, meta=text)
        generations.write_state(path, state)
        return generations.opened(path, library, writable=True)

    def _all_merged(self, segments: Sequence[_OldSegment]) -> list[Segment]:
        """Rewrite segments, as many at a time as there are processors."""
        empty = _empty_segment(self._new.path / "empty", self._schema)
        with ThreadPoolExecutor(processors(), thread_name_prefix="shoroku-merge") as threads:
            merged = list(threads.map(lambda segment: self._merged(segment, empty), segments))
        shutil.rmtree(empty.folder)
        return merged

    def _merged(self, segment: _OldSegment, empty: _EmptySegment) -> Segment:
        """Rewrite a segment into the new generation's folder without its deleted documents."""
        folder, old, listed = self._new.path / f"{segment.listed.prefix}-parts", self._old.path, segment.listed
        make_folder(folder)
        presented = _Presented(folder, self._meta["opstamp"])
        presented.add(old, listed, segment.alive)
        for _ in range(_MERGED - 1):
            presented.add(empty.folder, empty.listed, bytearray(2))
        (folder / _MANAGED).write_bytes(msgspec.json.encode([META, *presented.names]))
        (folder / META).write_text(self._listing(presented.entries), encoding="utf-8")
        made = _of_one(folder)
        deleted = [doc for doc, is_alive in enumerate(segment.alive) if not is_alive]
        exact = {self._fields[name]: length for name, length in segment.lengths(deleted).items()}
        segment_files.correct_totals(old / listed.prefix, deleted, folder / made.prefix, exact)
        for file in made.names:
            os.rename(folder / file, self._new.path / file)
        sync_folder(self._new.path)
        shutil.rmtree(folder)
        return made


class _Presented:
    """The segments in a folder for tantivy to merge: links to the files of others, each with a list of deletions.

    tantivy looks at the entries to choose what to merge: at the number of documents less that of deleted ones. Which ones are
    deleted, and how many there are, it takes from the list of deletions.
    """

    def __init__(self, folder: Path, opstamp: int) -> None:
        self._folder, self._opstamp = folder, opstamp
        self.names: list[str] = []
        self.entries: list[dict[str, Any]] = []

    def add(self, path: Path, listed: Segment, alive: bytearray) -> None:
        """Present a segment of the index in ``path`` as one with a single document."""
        name = uuid.uuid4()
        files = [file for file in listed.names if not file.endswith(".del")]
        for file in files:
            self.names.append(file.replace(listed.prefix, name.hex))
            _link(path / file, self._folder / self.names[-1])  # short-lived, so never a copy
        self.names.append(f"{name.hex}.{self._opstamp}.del")
        docs = [doc for doc, is_alive in enumerate(alive) if is_alive]
        (self._folder / self.names[-1]).write_bytes(segment_files.deletions(docs, len(alive), path / files[0]))
        deletes = {"num_deleted_docs": len(alive) - 1, "opstamp": self._opstamp}
        self.entries.append({"segment_id": str(name), "max_doc": len(alive), "deletes": deletes})


def _empty_segment(folder: Path, schema: tantivy.Schema) -> _EmptySegment:
    """Make an index in ``folder`` with a segment of two documents without values, to be presented as deleted.

    (Of one document, the entry would have to claim that none is deleted, and tantivy would not read the list.)
    """
    make_folder(folder)
    tantivy.Index(schema, path=str(folder))
    writer = snapshot.ready(folder).writer(_HEAP, 1)
    for _ in range(2):
        writer.add_document(tantivy.Document())
    writer.commit()
    writer.wait_merging_threads()
    return _EmptySegment(folder, _only_segment(folder))


def _of_one(folder: Path) -> Segment:
    """Let tantivy merge the segments of an index, and return the one that results. Raises Unexpected, ValueError."""
    writer = snapshot.ready(folder).writer(_HEAP, 1)
    writer.commit()
    writer.wait_merging_threads()
    return _only_segment(folder)


def _only_segment(folder: Path) -> Segment:
    meta = snapshot.parsed((folder / META).read_text(encoding="utf-8"))
    if meta is None or len(meta.segments) != 1:
        raise Unexpected("segments were not merged")
    return meta.segments[0]


def _link(file: Path, to: Path) -> None:
    """Make a symbolic link to a file. Raises Unexpected where the file system has none, and OSError."""
    try:
        to.symlink_to(file.absolute())
    except OSError as error:
        if error.errno in _NO_LINKS:
            raise Unexpected(f"no symbolic links: {error}") from error
        raise


def _take_over(file: Path, to: Path) -> None:
    """Give a file, which never changes, a second name; where that is not possible, copy it durably. Raises OSError."""
    try:
        os.link(file, to)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copyfile(file, to)
        with open(to, "rb+") as copied:
            os.fsync(copied.fileno())


def _verify(generation: Generation, store: Store) -> None:
    """Raise Unexpected unless an index has just the records of the store, nothing deleted, and all its files itself."""
    text = (generation.path / META).read_text(encoding="utf-8")
    meta = snapshot.parsed(text)
    if meta is None or any(segment.entry["deletes"] is not None for segment in meta.segments):
        raise Unexpected("documents were deleted")
    if any((generation.path / name).is_symlink() for name in meta.names):
        raise Unexpected("a file is a link")
    searcher = snapshot.ready(generation.path).searcher()
    hits = searcher.search(Q.all_query(), max(searcher.num_docs, 1), count=False).hits
    found = sorted(int(seq or 0) for seq in searcher.fast_field_values(fields.SEQ, [address for _, address in hits]))
    if len(found) != store.count() or sorted(store.by_id(found)) != found:
        raise Unexpected(f"{len(found)} documents for {store.count()} records, or for others")
    if strays := forms.strays(searcher):
        raise Unexpected(f"word forms without a record: {len(strays)}")
