"""Harvesting and withdrawing in a library: the sources, the store and the index brought together.

Separate from ``library.py`` because a search should not load the network packages.
"""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from shoroku.corpus import sources
from shoroku.corpus.errors import NoLibrary
from shoroku.corpus.harvest.client import Client
from shoroku.corpus.harvest.errors import KeyMissing
from shoroku.corpus.harvest.result import Result
from shoroku.corpus.harvest.runner import Interrupted, Progress, Run, check_parameters
from shoroku.corpus.harvest.settings import settings
from shoroku.corpus.harvest.state import Harvests
from shoroku.corpus.sources.source import Page, as_asked
from shoroku.corpus.store import withdrawal
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.corpus.store.withdrawal import Withdrawal
from shoroku.indexer.sync import syncing
from shoroku.purging import finish, writer

_PAUSE = 2.0  # seconds: no pause between two questions of a page is longer
_STEP = 0.25


def harvest(
    path: Path,
    source: str,
    parameters: Mapping[str, str],
    *,
    update: bool,
    progress: Callable[[Progress], None],
    stop: Callable[[], bool],
) -> Result:
    """Run a harvest; see ``Sources.harvest``. However a run ends, the index is brought up to date."""
    chosen = sources.named(source)
    checked = check_parameters(chosen, parameters)
    chosen = as_asked(chosen, checked)
    known = settings()
    try:
        known.keys_for(chosen)  # a missing key is told before a library is made
    except KeyMissing as error:
        _note_failure(path, source, checked, error)
        raise
    with (
        writer(path, "update" if update else "harvest", is_indexed=True) as store,
        syncing(store, path) as sync,
        Client(known.contact, version=version("shoroku"), sleep=waiting(stop)) as client,
    ):
        run = Run(store, client, known, chosen, checked, progress=progress, committed=sync.pump, stop=stop)
        try:
            return run.harvest(update=update)
        finally:
            sync.finish()


def waiting(stop: Callable[[], bool]) -> Callable[[float], None]:
    """Return a sleep function: it keeps the pauses between requests, but ends a longer wait when the run is told to stop."""

    def wait(seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _STEP))
            if seconds > _PAUSE and stop():
                raise Interrupted

    return wait


def _note_failure(path: Path, source: str, parameters: Mapping[str, str], error: KeyMissing) -> None:
    """Record on an earlier harvest that it could not be repeated."""
    if (path / STORE_FILE).exists():
        with writer(path, "harvest") as store:
            harvests = Harvests(store)
            if before := harvests.get(source, parameters):
                harvests.failed(before.number, str(error))


def preview(source: str, parameters: Mapping[str, str]) -> Page:
    """Return the first page of a harvest; see ``Sources.preview``."""
    chosen = sources.named(source)
    checked = check_parameters(chosen, parameters)
    chosen = as_asked(chosen, checked)
    known = settings()
    with (
        TemporaryDirectory(prefix="shoroku-look-") as folder,
        Store(Path(folder) / STORE_FILE, writable=True) as store,
        Client(known.contact, version=version("shoroku"), sleep=waiting(lambda: False)) as client,
    ):
        return Run(store, client, known, chosen, checked).preview()


def withdraw(path: Path, source: str) -> Withdrawal:
    """Remove everything from one data source; see ``Library.withdraw``."""
    if not (path / STORE_FILE).exists():
        raise NoLibrary(path=str(path))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with writer(path, "withdraw") as store:
        made = withdrawal.withdraw(store, source, now)
        finish(store, path)
    return made
