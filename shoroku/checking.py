"""Checking and repairing a library: its store, its saved searches and its index (``Library.check``, ``Library.repair``)."""

import shlex
import sqlite3
from pathlib import Path
from typing import NamedTuple

from shoroku.corpus.errors import NoLibrary
from shoroku.corpus.graph import tables
from shoroku.corpus.graph.rederiving import wrong_chains
from shoroku.corpus.store import lock, repair, verify, withdrawal
from shoroku.corpus.store.repair import Repaired
from shoroku.corpus.store.saved_searches import SavedSearches
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.indexer import current, generations
from shoroku.indexer.errors import IndexDamaged, IndexMissing, IndexOfAnother, IndexOutdated
from shoroku.indexer.generations import Generation
from shoroku.indexer.sync import rebuild
from shoroku.messages import AS_IS, Localized


class Problem(NamedTuple):
    """Something that ``Library.check`` found.

    ``part`` is "store", "index", or "graph" for statements of sources that contradict each other, which is no damage. ``what``
    may be a ``Localized`` text. ``mend`` is the command that repairs it, or "".
    """

    part: str
    what: str
    mend: str


def problems(library: Path, store: Store, *, quick: bool) -> list[Problem]:
    """Return what is wrong with a library, nothing if all is well; ``quick`` reads no record."""
    path = shlex.quote(str(library))
    reindex, mend = f"shoroku reindex --library {path}", f"shoroku check --repair --library {path}"
    found = [Problem("store", what, mend) for what in (verify.quick_problems if quick else verify.problems)(store)]
    found += [Problem("store", what, mend) for what in SavedSearches(library).problems()]
    damaged = generations.damaged_files(library)
    found += [Problem("index", _altered(name), reindex) for name in damaged]
    try:
        generation = current(library)
    except (IndexMissing, IndexOutdated, IndexDamaged) as error:
        # The files that are not as they were written say already what opening the index says again.
        return [*found, *([] if damaged else [Problem("index", Localized(AS_IS, text=error), reindex)])]
    try:
        found += [_unfinished(library, source) for source in withdrawal.unfinished(store)]
    except (
        sqlite3.OperationalError
    ) as error:  # a definition of a table has changed, which all other checks may have passed
        found += [] if found else [Problem("store", str(error), mend)]
    if not found and (what := _difference(library, store, generation)):
        found.append(Problem("index", what, reindex))
    return found if quick or found else [Problem("graph", what, "") for what in _contradictions(store)]


def mended(library: Path) -> Repaired:
    """Rebuild a damaged store from what is intact in it, and rebuild the index. Raises the errors of ``Library.repair``."""
    if not (library / STORE_FILE).exists():
        raise NoLibrary(path=str(library))
    with lock.writing(library):
        done = repair.repair(library / STORE_FILE)
        doubtful = (*done.doubtful, *SavedSearches(library).repair())
        with Store(library / STORE_FILE, writable=True) as store:
            rebuild(store, library)
    return done._replace(doubtful=doubtful)


def _difference(library: Path, store: Store, generation: Generation) -> str:
    """Return how a sound index differs from the store, "" if it does not."""
    if not generation.state.fits(store.lineage(), store.last_change()):
        return Localized(AS_IS, text=IndexOfAnother(path=str(library)))
    if lock.writer(library):
        return ""  # the index follows while the writer runs
    if generation.state.change != store.last_change():
        reached, last = generation.state.change, store.last_change()
        return Localized("the index reflects change {reached:,} of {last:,}", reached=reached, last=last)
    if (found := generation.index.searcher().num_docs) != (count := store.count()):
        return Localized("the index has {found:,} records, the database {count:,}", found=found, count=count)
    return ""


def _contradictions(store: Store) -> list[Localized]:
    """Return which identifiers of people sources connect, although they cannot be one person's."""
    if store.version < tables.SINCE:
        return []
    return [
        Localized("identifiers of several people are connected by statements of sources: {keys}", keys=keys)
        for keys in wrong_chains(tables.Reading(store.query))
    ]


def _unfinished(library: Path, source: str) -> Problem:
    mend = f"shoroku withdraw --yes --source {shlex.quote(source)} --library {shlex.quote(str(library))}"
    what = Localized(
        "the withdrawal of {source} is not finished: searches leave it out, but files may still contain it",
        source=source,
    )
    return Problem("store", what, mend)


def _altered(name: str) -> Localized:
    return Localized("{name} has changed since it was written", name=name)
