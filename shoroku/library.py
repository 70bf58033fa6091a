"""A library: one folder with its records and their index, and everything that can be done with it.

This is the public Python interface. ``shoroku.open`` (``cluster/opening.py``) gives a ``Library``.
"""

import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Unpack

from shoroku.corpus.bounds import MAX_EXPANSION
from shoroku.corpus.errors import BadArgument, DeletedRecord, NoLibrary, UnknownRecord
from shoroku.corpus.identifiers import recognize
from shoroku.corpus.record import Record
from shoroku.corpus.records import Records
from shoroku.corpus.store.merge import Contribution
from shoroku.corpus.store.store import STORE_FILE, Outcome, Store
from shoroku.graph.questions import GraphQuestions
from shoroku.indexer import current
from shoroku.indexer.generations import mark
from shoroku.messages import Localized
from shoroku.search import (
    LIST_SORTS,
    ORDERS,
    FilterArguments,
    Filters,
    Listing,
    ListSort,
    MatchArguments,
    Order,
    Page,
    SearchArguments,
    Searcher,
    SearchOptions,
)
from shoroku.search.expand.translations import Meaning
from shoroku.search.options import (
    MOST_OFFSET,
    TextLanguage,
    check_names,
    choice,
    folder,
    paths,
    text,
    texts,
    whole_number,
)
from shoroku.search.searcher import apart_from_forks, settled
from shoroku.stats import Stats, size_of

#: A PMID without a prefix, as PubMed shows it.
_PMID = re.compile(r"[1-9][0-9]{0,7}")

if TYPE_CHECKING:
    from shoroku.adding import Added, Progress
    from shoroku.changes import Changes
    from shoroku.checking import Problem
    from shoroku.cluster.copies import Clusters
    from shoroku.corpus.store.lock import Writer
    from shoroku.corpus.store.repair import Repaired
    from shoroku.corpus.store.withdrawal import Withdrawal
    from shoroku.edits import Edits
    from shoroku.exporting import Export, Matches
    from shoroku.marked import MarkedRecords
    from shoroku.saved import SavedSearches
    from shoroku.search.assist.complete import Kind, Suggestion
    from shoroku.search.assist.similar import Similar
    from shoroku.sources import Sources


#: Stores and searchers that a parent process had opened before a fork. The child neither uses nor closes them.
_OF_PARENTS: list[object] = []


class Library(GraphQuestions):
    """A library at a folder. Open it with ``shoroku.open``; a context manager.

    Any number of threads and processes may search; one at a time writes. A search sees whole commits only.
    """

    def __init__(self, path: Path) -> None:
        self.path = folder("path", path)
        self._store: Store | None = None
        self._searcher: Searcher | None = None
        self._opening = threading.Lock()
        self._process = os.getpid()

    # --- Searching ----------------------------------------------------------------------------------------------------

    def search(self, query: str = "", **options: Unpack[SearchArguments]) -> Page:
        """Search, and return one page of hits.

        Records that contain all the words of ``query`` come first. If they do not fill the page, records that contain some
        of the words follow (``hit.relaxed``). docs/query.md describes operators, fields, phrases and patterns. Invalid
        parts of a query get the nearest valid reading and a notice (``page.notices``); with ``strict``, they raise
        QueryUnclear. An empty query finds everything, newest first.

        Words are also searched in other spellings, as synonyms and in the other language (``page.also_searched``);
        ``exact=True`` turns that off. With ``lang`` "ja" or "en", only texts in that language are searched. With
        ``explain=True``, each hit says why it was found (``hit.explanation``).

        Filters: ``journal`` (a name in any language, or an ISSN), ``language``, ``source``, ``type``, ``author`` (a name in
        any usual order and spelling), ``publisher``, ``subject``, ``project`` (an award number in any notation), ``funder`` and
        ``institution`` (a ROR or another identifier, or a name) and ``tag`` (your own) take one value or several alternatives. ``year`` takes a year, or a range with both ends included; None leaves an end open. Both may also be texts,
        as on the command line: "2015", "2015-2020", "2015-".

        ``facets`` names what to count: journal, year, language, source, type, author, publisher, subject, project, funder,
        institution, tag. ``facet_size`` is
        the number of values of each (default 10); ``{"author": 50, "year": 10}`` sets it for each facet. ``sort`` is
        "relevance" (default), "newest", "oldest", "title" (by its reading) or "cited": those first that most other records of this
        library cite (``Hit.cited_in_library``); citations from elsewhere are not counted. ``limit`` is the number of hits (default 10,
        at most 10,000), ``offset`` the number of hits to skip. ``cursor`` is the ``cursor`` of the previous page and
        replaces ``offset``. Pages that are reached by a cursor cost the same however far down they are; beyond the first
        thousand hits, their scores are 0.

        Raises BadArgument, and the errors of opening a library: NoLibrary, NotALibrary, LibraryTooNew, StoreDamaged,
        IndexMissing, IndexOutdated, IndexDamaged.
        """
        check_names("search", options, SearchArguments)
        return self._searching().search(query, Filters.of(options), SearchOptions.of(options))

    async def asearch(self, query: str = "", **options: Unpack[SearchArguments]) -> Page:
        """Search as ``search`` does, in a thread, so that the event loop goes on meanwhile. Raises what ``search`` raises."""
        import asyncio

        return await asyncio.to_thread(settled, lambda: self.search(query, **options))

    def journals(
        self, words: str = "", *, sort: ListSort = "count", limit: int = 100, **filters: Unpack[FilterArguments]
    ) -> Listing:
        """Return journals and the number of records of each, most frequent first, or by name with ``sort="name"``.

        ``words`` are the beginning of a name, words of a name, or an ISSN. A journal is one entry with all its names. Only
        records that match ``filters``, which are those of ``search``, are counted. Raises the errors of ``search``.
        """
        check_names("journals", filters, FilterArguments)
        return self._searching().journals(words, Filters.of(filters), choice("sort", sort, LIST_SORTS), limit)

    def authors(
        self, words: str = "", *, sort: ListSort = "count", limit: int = 100, **filters: Unpack[FilterArguments]
    ) -> Listing:
        """Return people and the number of records of each, most frequent first, or by name with ``sort="name"``.

        ``words`` are a surname or a full name, in any usual order and spelling. A person with a Japanese and a Latin name
        on a record is one entry, counted under the Japanese name. Different people with the same name are one entry.
        ``filters`` are those of ``search``. Raises the errors of ``search``.
        """
        check_names("authors", filters, FilterArguments)
        return self._searching().authors(words, Filters.of(filters), choice("sort", sort, LIST_SORTS), limit)

    def run(self, query: str, limit: int = 100, *, without: Iterable[str] = ()) -> list[tuple[str, float]]:
        """Return the ids and scores of the best records in the order of ``search``, without fetching the records.

        ``without`` names ranking features to leave out, for evaluation (``shoroku.search.FEATURES``). Raises BadArgument for
        an unknown feature, and the errors of ``search``.
        """
        return self._searching().ranking(query, limit, without)

    def suggest(self, prefix: str = "", *, limit: int = 10, within: "Kind | Iterable[Kind]" = ()) -> "list[Suggestion]":
        """Return completions of ``prefix``, those that most records contain first.

        Completions are words of titles, subjects, journals and names of people, as records write them. Case and width of
        the prefix do not matter. Kana and Latin letters also find Japanese words by their reading. Of several words, the
        last is completed. ``within`` limits the completions to one or several of "title", "subject", "journal", "author".

        Raises BadArgument, and the errors of ``search`` if the library cannot be used.
        """
        return self._searching().suggest(prefix, limit, within)

    def similar(self, identifier: str, *, limit: int = 10, **filters: Unpack[FilterArguments]) -> "list[Similar]":
        """Return the records whose content is most similar to that of one record, in either language, best first.

        ``identifier`` is what ``get`` takes; the filters are those of ``search``. The score is from 0 to 1. It is the sum
        of what the shared words contribute; ``because`` lists the words that contribute most.

        Raises UnknownRecord, BadArgument, and the errors of ``search`` if the library cannot be used.
        """
        check_names("similar", filters, FilterArguments)
        return self._searching().similar(self.get(identifier), Filters.of(filters), limit)

    @apart_from_forks
    def get(self, identifier: str) -> Record:
        """Return a record by its id, by a DOI, CRID, NAID or PMID in any notation, or by the id that its source uses.

        Raises UnknownRecord, and of its kind DeletedRecord for a record that you deleted.
        """
        store = self._reading()
        identifier = (
            text("identifier", identifier).encode(errors="replace").decode()
        )  # no record has half a character, and SQLite takes none
        found = store.get(identifier)
        if found is None:
            identifiers = [(known.kind, known.value) for known in recognize(identifier.strip())]
            if _PMID.fullmatch(identifier.strip()):  # any number may be one, so it is the last that is tried
                identifiers.append(("PMID", identifier.strip()))
            candidates = (store.find(*known) for known in identifiers)
            found = next(filter(None, candidates), None) or store.delivered_as(identifier)
        if found is None:
            from shoroku.corpus.store.edits import deleted_record

            raise (
                UnknownRecord
                if deleted_record(store.query, store.decoded, store.version, identifier) is None
                else DeletedRecord
            )(id=identifier)
        return found

    def lexicon(self, words: str) -> tuple[Meaning, ...]:
        """Return the translations of each word of a query into the other language, none for a word that is unknown.

        They come from the library's own bilingual records and from the dictionary. Raises the errors of ``search`` if the
        library cannot be used.
        """
        return self._searching().lexicon(words)

    @apart_from_forks
    def contributions(self, identifier: str) -> list[Contribution]:
        """Return the source records that a record was merged from, with file or URL and time. Raises UnknownRecord."""
        return self._reading().contributions(self.get(identifier).id)

    def records(self) -> Iterator[Record]:
        """Yield every record, from one snapshot: records that are added meanwhile are not included."""
        with Store(self.path / STORE_FILE) as store:
            yield from store.all()

    def __len__(self) -> int:
        """Return the number of records. Raises NoLibrary."""
        return self._reading().count()

    def __bool__(self) -> bool:
        """A library is true, however many records it has."""
        return True

    def __iter__(self) -> Iterator[Record]:
        """Yield every record, as ``records`` does."""
        return self.records()

    def __contains__(self, identifier: object) -> bool:
        """Return whether ``get`` would find a record for an identifier."""
        if not isinstance(identifier, str):
            return False
        try:
            self.get(identifier)
        except UnknownRecord:
            return False
        return True

    @property
    def location(self) -> Path | str:
        """What ``open`` takes: the library's folder, or the address of its copy on a cluster."""
        return self.path

    def mark(self) -> tuple[int, ...]:
        """Return a value that changes whenever the index does."""
        return mark(self.path)

    def __repr__(self) -> str:
        return f"shoroku.open({str(self.path)!r})"

    # --- Taking out ---------------------------------------------------------------------------------------------------

    def all(
        self,
        query: str = "",
        *,
        sort: Order | None = None,
        relaxed: bool = False,
        limit: int | None = None,
        exact: bool = False,
        lang: TextLanguage | None = None,
        **filters: Unpack[FilterArguments],
    ) -> "Matches":
        """Return all records that match, however many. They are read one by one as you iterate, so memory use stays small.

        The records contain all the words of ``query`` and are in the order of ``search``; with ``relaxed``, records that
        contain some of the words follow. Filters are those of ``search``. ``sort`` is "relevance", "newest", "oldest" or "stored",
        the order in which they were added, which is the default for an empty query. ``limit`` is the largest number of
        records to return; None means all. ``exact`` and ``lang`` are those of ``search``.

        Raises the errors of ``search``. Without query, filters and sort, the index is not needed.
        """
        from shoroku.exporting import Matches

        check_names("all", filters, FilterArguments)
        narrowing = Filters.of(filters)
        has_words = bool(text("query", query).strip())
        order = choice("sort", sort or ("relevance" if has_words else "stored"), ORDERS)
        if limit is not None:
            whole_number("limit", limit, 0, MOST_OFFSET)
        if not has_words and order in ("relevance", "stored") and narrowing == Filters():
            return Matches.everything(self._records_opened, limit)
        options = SearchOptions.of({"exact": exact, "lang": lang})
        searcher = self._searching()
        with self._records_opened() as store:
            found = searcher.all(query, narrowing, order, options, relaxed=relaxed, store=store)
        return Matches.found(self._records_opened, found, limit)

    def select(self, identifiers: Iterable[str]) -> "Matches":
        """Return the records with these identifiers, each once, in the order given.

        An identifier is whatever ``get`` takes. Raises UnknownRecord, BadArgument, and the errors of opening a library.
        """
        from shoroku.exporting import Matches

        return Matches.of_ids(self._records_opened, [self.get(one).id for one in texts("identifiers", identifiers)])

    def export(
        self,
        format: str,  # noqa: A002 (what it is)
        query: str = "",
        *,
        identifiers: Iterable[str] | None = None,
        with_disallowed_abstracts: bool = False,
        with_own: bool = False,
        excel: bool = False,
        progress: "Progress" = lambda done: None,
        **matching: Unpack[MatchArguments],
    ) -> "Export":
        """Return a file of all records that match, as chunks of bytes that are made as you iterate.

        ``format`` is one of ``shoroku.corpus.writers.names()``; ``query`` and ``matching`` are what ``all`` takes. With
        ``identifiers``, the file holds these records instead, as ``select`` returns them. Abstracts
        whose licence is ``disallow`` are left out and counted (``withheld`` of the result); ``with_disallowed_abstracts``
        includes them, if you have the right to use them. ``with_own`` also writes your own tags and notes
        (RIS and BibTeX). ``excel`` puts a byte order mark before tables.

        Raises UnknownWriter; BadArgument for a query or filters beside ``identifiers``, or for ``with_own`` with another
        format; and what ``all`` and ``select``
        raise.
        """
        from shoroku.exporting import Export

        if identifiers is not None and (query or matching):
            raise BadArgument(
                name="identifiers",
                value=identifiers,
                expected=Localized("None if there is a query or filters"),
            )
        matches = self.all(query, **matching) if identifiers is None else self.select(identifiers)
        return Export(
            matches,
            format,
            with_disallowed_abstracts=with_disallowed_abstracts,
            with_own=with_own,
            excel=excel,
            progress=progress,
        )

    # --- Writing ------------------------------------------------------------------------------------------------------

    def add(
        self,
        files: Iterable[str | Path],
        *,
        format: str | None = None,  # noqa: A002 (what it is)
        stdin: BinaryIO | None = None,
        strict: bool = False,
        max_expansion: float = MAX_EXPANSION,
        progress: "Progress" = lambda done: None,
    ) -> "Added":
        """Add the records of files, and make them searchable; ``-`` is standard input.

        The library is created if it does not exist. Invalid records are in the result's ``rejects``; the rest are added.
        With ``strict``, nothing is added if any record is rejected. A gzip file may expand to ``max_expansion`` times its
        size. Adding is safe to repeat: known records stay unchanged, and a run that was killed can be run again.

        Raises LibraryLocked, LibraryReadOnly, DiskFull, NotALibrary, LibraryTooNew, IndexOutdated, IndexDamaged.
        """
        from shoroku import adding

        names = paths("files", files)
        return adding.add(
            self.path, names, format, stdin, strict=strict, max_expansion=max_expansion, progress=progress
        )

    def add_records(self, records: Iterable[Record | Mapping[str, Any]]) -> "Added":
        """Add records that a program has made, and make them searchable.

        A record is a ``Record`` or a mapping with the fields of docs/jsonl.md, in the full or the short form. A record
        replaces an earlier one that the program added with the same id. Invalid records are in the result's
        ``rejects`` (``line`` is the position, from 1); the rest are added. Links that were left out are in its ``repairs``. The library is created if it does not exist.

        Raises the errors of ``add``.
        """
        from shoroku import adding

        return adding.add_records(self.path, records)

    def delete(self, identifier: str) -> None:
        """Delete a record that was added with ``add_records``.

        ``identifier`` is the id with which the record was added, or any identifier that ``get`` takes. If other sources
        contributed to the same record, their contributions stay.

        Raises UnknownRecord; NotDeletable if no program added the record; and LibraryLocked, LibraryReadOnly, DiskFull.
        """
        if not (self.path / STORE_FILE).exists():
            raise UnknownRecord(id=identifier)
        from shoroku import adding

        adding.delete(self.path, identifier, self.contributions(identifier))

    def take(self, contributions: Sequence[Contribution]) -> Outcome:
        """Add contributions of any origin, and make them searchable. Links with unsafe schemes (``UnsafeLink``) are left out.

        Raises the errors of ``add``.
        """
        from shoroku import adding

        return adding.take(self.path, contributions)

    def reindex(self, progress: "Progress" = lambda done: None) -> int:
        """Rebuild the index and the graph from the records, and return how many it holds. Searches use the old index until then.

        Raises NoLibrary, LibraryLocked, LibraryReadOnly, DiskFull, StoreDamaged.
        """
        if not (self.path / STORE_FILE).exists():
            raise NoLibrary(path=str(self.path))
        from shoroku import adding

        return adding.reindex(self.path, progress)

    @property
    def clusters(self) -> "Clusters":
        """Copies of the library on OpenSearch clusters: ``clusters.send``."""
        from shoroku.cluster.copies import Clusters

        return Clusters(self)

    # --- Harvesting and withdrawing -----------------------------------------------------------------------------------
    # The network code is in harvester.py and is imported on first use, so that a search starts without it.

    @property
    def sources(self) -> "Sources":
        """The sources that can be harvested into the library: ``sources.preview``, ``sources.harvest``, …"""
        from shoroku.sources import Sources

        return Sources(self)

    @property
    def changes(self) -> "Changes":
        """What changed, in order, with times: ``changes.page``, …"""
        from shoroku.changes import Changes

        return Changes(self)

    def withdraw(self, source: str, *, dry_run: bool = False) -> "Withdrawal":
        """Remove everything that came from one data source only, from store, index and rejects files, for good.

        With ``dry_run``, only return what would be removed. Raises NoLibrary, and the errors of ``reindex``.
        """
        from shoroku import harvester
        from shoroku.corpus.store import withdrawal

        return withdrawal.plan(self._reading(), source) if dry_run else harvester.withdraw(self.path, source)

    # --- Saved searches and marked records ----------------------------------------------------------------------------

    @property
    def saved(self) -> "SavedSearches":
        """The saved searches of the library: ``saved.create``, ``saved.check``, ``saved.mark_seen``, ``saved.delete``."""
        from shoroku.saved import SavedSearches

        return SavedSearches(self)

    @property
    def marked(self) -> "MarkedRecords":
        """The marked records of the library: ``marked.add``, ``marked.remove``, ``marked.clear``."""
        from shoroku.marked import MarkedRecords

        return MarkedRecords(self)

    # --- Edits --------------------------------------------------------------------------------------------------------

    @property
    def edits(self) -> "Edits":
        """What you edited in records: ``edits.correct``, ``edits.tag``, ``edits.note``, ``edits.delete``, ``edits.undo``."""
        from shoroku.edits import Edits

        return Edits(self)

    # --- Looking after ------------------------------------------------------------------------------------------------

    def stats(self) -> Stats:
        """Return the library's figures."""
        store = self._reading()
        generation = current(self.path)
        page = self.search("", facets=["language", "source", "type"], facet_size=1000, limit=0)
        return Stats(
            path=str(self.path),
            **store.counts(),
            last_change=store.last_change(),
            index_change=generation.state.change,
            index_generation=generation.number,
            index_bytes=size_of(generation.path.iterdir()),
            store_bytes=size_of(self.path.glob(f"{STORE_FILE}*")),
            facets=page.facets,
        )

    def writer(self) -> "Writer | None":
        """Return the process that is writing to the library now, or None. Returns at once."""
        from shoroku.corpus.store.lock import writer

        return writer(self.path)

    def check(self, *, quick: bool = False) -> "list[Problem]":
        """Return what is wrong with the library: damage to the store or the saved searches, an index that does not match.

        An empty list means that all is well. ``quick`` checks counters, saved searches and the index's files only, and reads no record.
        """
        from shoroku import checking

        return checking.problems(self.path, self._reading(), quick=quick)

    def repair(self) -> "Repaired":
        """Rebuild a damaged store from what is intact in it, and rebuild the index. The previous file is kept beside it.

        Raises NoLibrary, NotALibrary, LibraryLocked, LibraryReadOnly, DiskFull, and StoreDamaged if nothing can be read.
        """
        from shoroku import checking

        self._forget()
        return checking.mended(self.path)

    # --- Opening and closing ------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the library. It opens again when it is used."""
        self._forget()

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _reading(self) -> Store:
        if self._process != os.getpid():
            self._after_fork()
        with self._opening:
            if self._store is None:
                self._store = Store(self.path / STORE_FILE)
            return self._store

    def _records_opened(self) -> AbstractContextManager[Records]:
        """Open the records once more, to read many of them."""
        return Store(self.path / STORE_FILE)

    def _searching(self) -> Searcher:
        store = self._reading()
        with self._opening:
            if self._searcher is None:
                self._searcher = Searcher(self.path, store)
            return self._searcher

    def _after_fork(self) -> None:
        """Set aside what the parent process opened. SQLite's connections may not even be closed in a child.

        https://www.sqlite.org/howtocorrupt.html#_carrying_an_open_database_across_a_fork_
        """
        _OF_PARENTS.append((self._store, self._searcher))
        self._store = self._searcher = None
        self._opening = threading.Lock()  # another thread of the parent may have held it
        self._process = os.getpid()

    def _forget(self) -> None:
        if self._process != os.getpid():
            self._after_fork()
        with self._opening:
            if self._store is not None:
                self._store.close()
            self._store = self._searcher = None
