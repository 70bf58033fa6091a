"""shoroku (抄録): a bilingual search engine over scholarly abstracts.

import shoroku

with shoroku.open("library") as library:
    library.add(["records.jsonl.gz"])
    page = library.search("IL-6阻害薬", year=(2015, 2020), facets=["journal"])
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shoroku.alerts import News
    from shoroku.corpus.errors import (
        BadDate,
        BadName,
        BrokenSyntax,
        Conflict,
        DiskFull,
        FileError,
        FileUnreadable,
        LibraryError,
        LibraryLocked,
        LibraryReadOnly,
        LibraryTooNew,
        NameTaken,
        NoLibrary,
        NotALibrary,
        NoTitle,
        RecordError,
        ShorokuError,
        StoreDamaged,
        UnknownFormat,
        UnknownRecord,
        UnknownSavedSearch,
        UnknownWriter,
        WrongType,
    )
    from shoroku.corpus.identifiers import Identifier
    from shoroku.corpus.readers.intake import Reject, Repair
    from shoroku.corpus.record import Person, Record, Text
    from shoroku.corpus.store.merge import Contribution
    from shoroku.corpus.store.saved_searches import Saved
    from shoroku.corpus.store.store import Outcome
    from shoroku.exporting import Export, Matches
    from shoroku.indexer.errors import IndexDamaged, IndexMissing, IndexOfAnother, IndexOutdated, WorkerDied
    from shoroku.library import Added, Library, Problem, Stats, open  # noqa: A004 (shoroku.open)
    from shoroku.search import FacetValue, Highlighted, Hit, Listing, Page
    from shoroku.search.bilingual import Translation
    from shoroku.search.errors import BadArgument
    from shoroku.search.similar import Shared, Similar
    from shoroku.search.suggesting import Suggestion
    from shoroku.search.translating import Meaning

__version__ = "0.1.0"

__all__ = [
    "Added",
    "BadArgument",
    "BadDate",
    "BadName",
    "BrokenSyntax",
    "Conflict",
    "Contribution",
    "DiskFull",
    "Export",
    "FacetValue",
    "FileError",
    "FileUnreadable",
    "Highlighted",
    "Hit",
    "Identifier",
    "IndexDamaged",
    "IndexMissing",
    "IndexOfAnother",
    "IndexOutdated",
    "Library",
    "LibraryError",
    "LibraryLocked",
    "LibraryReadOnly",
    "LibraryTooNew",
    "Listing",
    "Matches",
    "Meaning",
    "NameTaken",
    "News",
    "NoLibrary",
    "NoTitle",
    "NotALibrary",
    "Outcome",
    "Page",
    "Person",
    "Problem",
    "Record",
    "RecordError",
    "Reject",
    "Repair",
    "Saved",
    "Shared",
    "ShorokuError",
    "Similar",
    "Stats",
    "StoreDamaged",
    "Suggestion",
    "Text",
    "Translation",
    "UnknownFormat",
    "UnknownRecord",
    "UnknownSavedSearch",
    "UnknownWriter",
    "WorkerDied",
    "WrongType",
    "open",
]

#: Where each name lives. A name is fetched when it is first asked for, so that ``import shoroku`` costs nothing (PEP 562).
_HOMES = {
    "shoroku.alerts": "News",
    "shoroku.corpus.errors": "BadDate BadName BrokenSyntax Conflict DiskFull FileError FileUnreadable LibraryError LibraryLocked LibraryReadOnly LibraryTooNew NameTaken NoLibrary NotALibrary NoTitle RecordError ShorokuError StoreDamaged UnknownFormat UnknownRecord UnknownSavedSearch UnknownWriter WrongType",
    "shoroku.corpus.identifiers": "Identifier",
    "shoroku.corpus.readers.intake": "Reject Repair",
    "shoroku.corpus.store.merge": "Contribution",
    "shoroku.corpus.record": "Person Record Text",
    "shoroku.corpus.store.saved_searches": "Saved",
    "shoroku.corpus.store.store": "Outcome",
    "shoroku.exporting": "Export Matches",
    "shoroku.indexer.errors": "IndexDamaged IndexMissing IndexOfAnother IndexOutdated WorkerDied",
    "shoroku.library": "Added Library Problem Stats open",
    "shoroku.search": "FacetValue Highlighted Hit Listing Page",
    "shoroku.search.bilingual": "Translation",
    "shoroku.search.errors": "BadArgument",
    "shoroku.search.similar": "Shared Similar",
    "shoroku.search.suggesting": "Suggestion",
    "shoroku.search.translating": "Meaning",
}


if not TYPE_CHECKING:  # type checkers read the imports above, and are told of a name that is not there

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        for home, names in _HOMES.items():
            if name in names.split():
                globals()[name] = found = getattr(import_module(home), name)
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
