"""The error of questions to a graph that is not there."""

from shoroku.corpus.errors import LibraryError
from shoroku.messages import N_


class GraphMissing(LibraryError):
    """An earlier version wrote the library, and nothing has written to it since; so it has no graph yet."""

    path: str

    template = N_("The library at {path} has no graph yet, because an earlier version wrote it.")
