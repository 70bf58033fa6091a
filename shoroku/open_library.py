"""The interface of a library for its parts (``library.saved``, ``library.sources``), so that they need not import it."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from shoroku.corpus.record import Record
    from shoroku.corpus.records import Records
    from shoroku.corpus.store.store import Store
    from shoroku.search import Searcher


class OpenLibrary(Protocol):
    """A library whose store and index are opened when they are first needed."""

    path: Path

    def _reading(self) -> "Store": ...

    def _records_opened(self) -> "AbstractContextManager[Records]": ...

    def _searching(self) -> "Searcher": ...

    def get(self, identifier: str) -> "Record": ...

    def __contains__(self, identifier: object) -> bool: ...
