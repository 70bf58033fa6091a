"""shoroku (抄録): a bilingual search engine over scholarly abstracts.

import shoroku

with shoroku.open("library") as library:
    library.add(["records.jsonl.gz"])
    page = library.search("IL-6阻害薬", year=(2015, 2020), facets=["journal"])
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shoroku.adding import Added
    from shoroku.alerts import News
    from shoroku.changes import Changes
    from shoroku.checking import Problem
    from shoroku.cluster.copies import Clusters
    from shoroku.cluster.opening import open  # noqa: A004 (shoroku.open)
    from shoroku.corpus.errors import (
        BadArgument,
        BadName,
        DeletedRecord,
        DiskFull,
        EmptyFile,
        FileError,
        FileUnreadable,
        IsFolder,
        LibraryError,
        LibraryInUse,
        LibraryLocked,
        LibraryReadOnly,
        LibraryTooNew,
        LibraryUnreadable,
        MissingExtra,
        NameTaken,
        NoLibrary,
        NoRecords,
        NotALibrary,
        NotDeletable,
        OutOfMemory,
        OutputError,
        OutputExists,
        OutputUnwritable,
        ReaderFailed,
        ShorokuError,
        StoreDamaged,
        TooManyOpenFiles,
        UnknownField,
        UnknownFormat,
        UnknownRecord,
        UnknownSavedSearch,
        UnknownWriter,
        UnpacksTooLarge,
    )
    from shoroku.corpus.graph.errors import GraphMissing
    from shoroku.corpus.graph.values import (
        Candidate,
        Coauthor,
        Coauthors,
        GraphEdge,
        GraphNode,
        GraphPath,
        Join,
        Neighbourhood,
        PathStep,
        PersonEntry,
        ProjectEntry,
        ProjectOutput,
        Reason,
        Related,
        Statement,
        Subgraph,
        Versions,
    )
    from shoroku.corpus.harvest.errors import (
        AnswerTooLarge,
        BadAnswer,
        BadParameter,
        ChangesNeedKey,
        DatesTooVague,
        KeyMissing,
        MissingParameter,
        PerhapsThrottled,
        RedirectRefused,
        SourceError,
        SourceRefused,
        SourceSays,
        SourceUnreachable,
        TooManyInOneMonth,
        UnknownParameter,
    )
    from shoroku.corpus.identifiers import Identifier
    from shoroku.corpus.readers.intake import Reject, Repair
    from shoroku.corpus.record import Count, Funding, Institution, Person, Record, Relation, Text
    from shoroku.corpus.record_errors import (
        AnswerSays,
        BadDate,
        BrokenSyntax,
        BrokenXml,
        CellCount,
        Conflict,
        DeletedAtSource,
        NotFetched,
        NothingFound,
        NoTitle,
        NoTitleColumn,
        OpenQuotation,
        OverBound,
        RecordError,
        TooBroken,
        TooLong,
        UnknownMetadata,
        UnsafeLink,
        UnsafeXml,
        WrongType,
    )
    from shoroku.corpus.store.changelog import DatedChange
    from shoroku.corpus.store.merge import Contribution
    from shoroku.corpus.store.saved_searches import Saved
    from shoroku.corpus.store.store import Outcome
    from shoroku.edits import Edit, Edits
    from shoroku.exporting import Export, Matches
    from shoroku.indexer.cluster.errors import (
        AnswerPartial,
        CitationsNotSent,
        ClusterBeingLoaded,
        ClusterBlocked,
        ClusterBusy,
        ClusterDiskFull,
        ClusterError,
        ClusterFailed,
        ClusterIndexMissing,
        ClusterIndexOfAnother,
        ClusterIndexOutdated,
        ClusterIndexRed,
        ClusterMismatch,
        ClusterNameTaken,
        ClusterNotPurged,
        ClusterRefused,
        ClusterTemplateInTheWay,
        ClusterTooNew,
        ClusterUnreachable,
        CredentialsInAddress,
        NotOnCluster,
        RecordsRefused,
    )
    from shoroku.indexer.cluster.partial import Partial
    from shoroku.indexer.cluster.sync import Sent
    from shoroku.indexer.errors import (
        IndexDamaged,
        IndexMissing,
        IndexOfAnother,
        IndexOutdated,
        IndexProblem,
        WorkerDied,
    )
    from shoroku.library import Library
    from shoroku.marked import MarkedRecords
    from shoroku.saved import SavedSearches
    from shoroku.search import FacetValue, Highlighted, Hit, Listing, Page
    from shoroku.search.assist.complete import Suggestion
    from shoroku.search.assist.similar import Shared, Similar
    from shoroku.search.engine.engine import SearchTimedOut
    from shoroku.search.expand.translations import Meaning, Translation
    from shoroku.search.query import QueryUnclear
    from shoroku.sources import Sources, SourceStatus
    from shoroku.stats import Stats

__version__ = "0.1.0"

__all__ = [
    "Added",
    "AnswerPartial",
    "AnswerSays",
    "AnswerTooLarge",
    "BadAnswer",
    "BadArgument",
    "BadDate",
    "BadName",
    "BadParameter",
    "BrokenSyntax",
    "BrokenXml",
    "Candidate",
    "CellCount",
    "Changes",
    "ChangesNeedKey",
    "CitationsNotSent",
    "ClusterBeingLoaded",
    "ClusterBlocked",
    "ClusterBusy",
    "ClusterDiskFull",
    "ClusterError",
    "ClusterFailed",
    "ClusterIndexMissing",
    "ClusterIndexOfAnother",
    "ClusterIndexOutdated",
    "ClusterIndexRed",
    "ClusterMismatch",
    "ClusterNameTaken",
    "ClusterNotPurged",
    "ClusterRefused",
    "ClusterTemplateInTheWay",
    "ClusterTooNew",
    "ClusterUnreachable",
    "Clusters",
    "Coauthor",
    "Coauthors",
    "Conflict",
    "Contribution",
    "Count",
    "CredentialsInAddress",
    "DatedChange",
    "DatesTooVague",
    "DeletedAtSource",
    "DeletedRecord",
    "DiskFull",
    "Edit",
    "Edits",
    "EmptyFile",
    "Export",
    "FacetValue",
    "FileError",
    "FileUnreadable",
    "Funding",
    "GraphEdge",
    "GraphMissing",
    "GraphNode",
    "GraphPath",
    "Highlighted",
    "Hit",
    "Identifier",
    "IndexDamaged",
    "IndexMissing",
    "IndexOfAnother",
    "IndexOutdated",
    "IndexProblem",
    "Institution",
    "IsFolder",
    "Join",
    "KeyMissing",
    "Library",
    "LibraryError",
    "LibraryInUse",
    "LibraryLocked",
    "LibraryReadOnly",
    "LibraryTooNew",
    "LibraryUnreadable",
    "Listing",
    "MarkedRecords",
    "Matches",
    "Meaning",
    "MissingExtra",
    "MissingParameter",
    "NameTaken",
    "Neighbourhood",
    "News",
    "NoLibrary",
    "NoRecords",
    "NoTitle",
    "NoTitleColumn",
    "NotALibrary",
    "NotDeletable",
    "NotFetched",
    "NotOnCluster",
    "NothingFound",
    "OpenQuotation",
    "OutOfMemory",
    "Outcome",
    "OutputError",
    "OutputExists",
    "OutputUnwritable",
    "OverBound",
    "Page",
    "Partial",
    "PathStep",
    "PerhapsThrottled",
    "Person",
    "PersonEntry",
    "Problem",
    "ProjectEntry",
    "ProjectOutput",
    "QueryUnclear",
    "ReaderFailed",
    "Reason",
    "Record",
    "RecordError",
    "RecordsRefused",
    "RedirectRefused",
    "Reject",
    "Related",
    "Relation",
    "Repair",
    "Saved",
    "SavedSearches",
    "SearchTimedOut",
    "Sent",
    "Shared",
    "ShorokuError",
    "Similar",
    "SourceError",
    "SourceRefused",
    "SourceSays",
    "SourceStatus",
    "SourceUnreachable",
    "Sources",
    "Statement",
    "Stats",
    "StoreDamaged",
    "Subgraph",
    "Suggestion",
    "Text",
    "TooBroken",
    "TooLong",
    "TooManyInOneMonth",
    "TooManyOpenFiles",
    "Translation",
    "UnknownField",
    "UnknownFormat",
    "UnknownMetadata",
    "UnknownParameter",
    "UnknownRecord",
    "UnknownSavedSearch",
    "UnknownWriter",
    "UnpacksTooLarge",
    "UnsafeLink",
    "UnsafeXml",
    "Versions",
    "WorkerDied",
    "WrongType",
    "open",
]

#: Name -> the module that defines it. A name is imported on first use, so that ``import shoroku`` costs nothing (PEP 562).
_HOMES = {
    "shoroku.adding": "Added",
    "shoroku.alerts": "News",
    "shoroku.checking": "Problem",
    "shoroku.corpus.errors": """
        BadArgument
        BadName
        DeletedRecord
        DiskFull
        EmptyFile
        FileError
        FileUnreadable
        IsFolder
        LibraryError
        LibraryInUse
        LibraryLocked
        LibraryReadOnly
        LibraryTooNew
        LibraryUnreadable
        MissingExtra
        NameTaken
        NoLibrary
        NoRecords
        NotALibrary
        NotDeletable
        OutOfMemory
        OutputError
        OutputExists
        OutputUnwritable
        ReaderFailed
        ShorokuError
        StoreDamaged
        TooManyOpenFiles
        UnknownField
        UnknownFormat
        UnknownRecord
        UnknownSavedSearch
        UnknownWriter
        UnpacksTooLarge
    """,
    "shoroku.corpus.graph.errors": "GraphMissing",
    "shoroku.corpus.graph.values": """
        Candidate
        Coauthor
        Coauthors
        GraphEdge
        GraphNode
        GraphPath
        Join
        Neighbourhood
        PathStep
        PersonEntry
        ProjectEntry
        ProjectOutput
        Reason
        Related
        Statement
        Subgraph
        Versions
    """,
    "shoroku.corpus.harvest.errors": """
        AnswerTooLarge
        BadAnswer
        BadParameter
        ChangesNeedKey
        DatesTooVague
        KeyMissing
        MissingParameter
        PerhapsThrottled
        RedirectRefused
        SourceError
        SourceRefused
        SourceSays
        SourceUnreachable
        TooManyInOneMonth
        UnknownParameter
    """,
    "shoroku.changes": "Changes",
    "shoroku.cluster.copies": "Clusters",
    "shoroku.corpus.identifiers": "Identifier",
    "shoroku.corpus.readers.intake": "Reject Repair",
    "shoroku.corpus.record": "Count Funding Institution Person Record Relation Text",
    "shoroku.corpus.record_errors": """
        AnswerSays
        BadDate
        BrokenSyntax
        BrokenXml
        CellCount
        Conflict
        DeletedAtSource
        NoTitle
        NoTitleColumn
        NotFetched
        NothingFound
        OpenQuotation
        OverBound
        RecordError
        TooBroken
        TooLong
        UnknownMetadata
        UnsafeLink
        UnsafeXml
        WrongType
    """,
    "shoroku.corpus.store.changelog": "DatedChange",
    "shoroku.corpus.store.merge": "Contribution",
    "shoroku.corpus.store.saved_searches": "Saved",
    "shoroku.corpus.store.store": "Outcome",
    "shoroku.edits": "Edit Edits",
    "shoroku.exporting": "Export Matches",
    "shoroku.indexer.cluster.errors": """
        AnswerPartial
        CitationsNotSent
        ClusterBeingLoaded
        ClusterBlocked
        ClusterBusy
        ClusterDiskFull
        ClusterError
        ClusterFailed
        ClusterIndexMissing
        ClusterIndexOfAnother
        ClusterIndexOutdated
        ClusterIndexRed
        ClusterMismatch
        ClusterNameTaken
        ClusterNotPurged
        ClusterRefused
        ClusterTemplateInTheWay
        ClusterTooNew
        ClusterUnreachable
        CredentialsInAddress
        NotOnCluster
        RecordsRefused
    """,
    "shoroku.indexer.cluster.partial": "Partial",
    "shoroku.indexer.cluster.sync": "Sent",
    "shoroku.indexer.errors": "IndexDamaged IndexMissing IndexOfAnother IndexOutdated IndexProblem WorkerDied",
    "shoroku.library": "Library",
    "shoroku.cluster.opening": "open",
    "shoroku.search": "FacetValue Highlighted Hit Listing Page",
    "shoroku.search.assist.complete": "Suggestion",
    "shoroku.search.assist.similar": "Shared Similar",
    "shoroku.search.expand.translations": "Meaning Translation",
    "shoroku.search.engine.engine": "SearchTimedOut",
    "shoroku.search.query": "QueryUnclear",
    "shoroku.marked": "MarkedRecords",
    "shoroku.saved": "SavedSearches",
    "shoroku.stats": "Stats",
    "shoroku.sources": "Sources SourceStatus",
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
