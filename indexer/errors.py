"""Errors of the index. They never lose data: the index can be rebuilt from the store."""

from shoroku.corpus.errors import LibraryError
from shoroku.messages import N_


class IndexProblem(LibraryError):
    """Something is wrong with the index of a library. The records are safe; the index can be rebuilt from them."""


class IndexMissing(IndexProblem):
    """The library has records but no index."""

    path: str

    template = N_("The library at {path} has no index. It must be rebuilt.")


class IndexOutdated(IndexProblem):
    """The index was built by another version of the text analysis."""

    path: str
    differences: str

    template = N_(
        "The index of the library at {path} was built by another version of the text analysis ({differences}). It must be rebuilt."
    )


class IndexOfAnother(IndexProblem):
    """The index was built from other records: the database was replaced, or an older state of it restored."""

    path: str

    template = N_(
        "The index of the library at {path} does not match its records, which were replaced or restored. It must be rebuilt."
    )


class IndexDamaged(IndexProblem):
    """The index cannot be read."""

    path: str
    reason: str

    template = N_(
        "The index of the library at {path} is damaged ({reason}). The records are safe; the index must be rebuilt."
    )


class WorkerDied(IndexProblem):
    """A process that analyzes text exited unexpectedly."""

    code: int

    template = N_("A process that analyzes text exited unexpectedly (exit code {code}). No data was lost; try again.")
