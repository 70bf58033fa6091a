"""``shoroku.open``: a library in a folder, or a copy of one on a cluster."""

from pathlib import Path

from shoroku.indexer.cluster.address import is_address
from shoroku.library import Library
from shoroku.search.options import folder


def open(path: str | Path) -> Library:  # noqa: A001 (as the standard library names it, in shelve, gzip, …)
    """Return the library at ``path``. Nothing is read before it is used; ``add`` creates a library that does not exist.

    ``path`` may also be the address of a copy on an OpenSearch cluster: "opensearch+https://search.example.org:9200/papers".

    Raises BadArgument if ``path`` is neither a path in UTF-8 nor such an address.
    """
    if isinstance(path, str) and is_address(path):
        from shoroku.cluster.library import ClusterLibrary

        return ClusterLibrary(path)
    return Library(folder("path", path))
