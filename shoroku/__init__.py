"""shoroku (抄録): a bilingual search engine over scholarly abstracts.

    import shoroku

    with shoroku.open("library") as library:
        library.add(["records.jsonl.gz"])
        page = library.search("IL-6阻害薬", year=(2015, 2020), facets=["journal"])
"""

from shoroku.corpus.errors import (
    BadDate,
    BrokenSyntax,
    Conflict,
    DiskFull,
    FileError,
    FileUnreadable,
    LibraryError,
    LibraryLocked,
    LibraryReadOnly,
    LibraryTooNew,
    NoLibrary,
    NotALibrary,
    NoTitle,
    RecordError,
    ShorokuError,
    StoreDamaged,
    UnknownFormat,
    UnknownRecord,
    WrongType,
)
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.intake import Reject, Repair
from shoroku.corpus.merging import Contribution
from shoroku.corpus.record import Person, Record, Text
from shoroku.corpus.store import Outcome
from shoroku.indexer.errors import IndexDamaged, IndexMissing, IndexOutdated, WorkerDied
from shoroku.library import Added, Library, Problem, Stats, open  # noqa: A004 (shoroku.open)
from shoroku.search import FacetValue, Highlighted, Hit, Page
from shoroku.search.errors import BadArgument

__version__ = "0.1.0"

__all__ = [
    "Added",
    "BadArgument",
    "BadDate",
    "BrokenSyntax",
    "Conflict",
    "Contribution",
    "DiskFull",
    "FacetValue",
    "FileError",
    "FileUnreadable",
    "Highlighted",
    "Hit",
    "Identifier",
    "IndexDamaged",
    "IndexMissing",
    "IndexOutdated",
    "Library",
    "LibraryError",
    "LibraryLocked",
    "LibraryReadOnly",
    "LibraryTooNew",
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
    "ShorokuError",
    "Stats",
    "StoreDamaged",
    "Text",
    "UnknownFormat",
    "UnknownRecord",
    "WorkerDied",
    "WrongType",
    "open",
]
