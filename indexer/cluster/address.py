"""Addresses of indexes on clusters, such as ``opensearch+https://search.example.org:9200/name``."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from shoroku.corpus.errors import BadArgument
from shoroku.indexer.cluster.errors import CredentialsInAddress
from shoroku.messages import Localized

#: Begins an address in place of a library's folder.
PREFIX = "opensearch+"
_SCHEMES = frozenset({"http", "https"})
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
#: Ends of the names of the indexes behind a name (``state.py``): a copy of such a name would take another's files for its own.
_RESERVED = re.compile(r".*-(beside|[0-9]{6})")
_PORT = 9200


class Address(NamedTuple):
    """Where an index is: the nodes that are asked, as URLs, and the name of the index (an alias on the cluster)."""

    nodes: tuple[str, ...]
    name: str

    @property
    def cluster(self) -> str:
        """The nodes as they are shown."""
        return ",".join(self.nodes)

    def __str__(self) -> str:
        scheme, _, first = self.nodes[0].partition("://")
        others = (node.partition("://")[2] for node in self.nodes[1:])
        return f"{PREFIX}{scheme}://{','.join((first, *others))}/{self.name}"


def is_address(text: object) -> bool:
    """Return whether this is an address of an index on a cluster, and not a folder."""
    return isinstance(text, str) and text.startswith(PREFIX)


def parsed(text: str) -> Address:
    """Return the address that a text gives. Raises BadArgument, CredentialsInAddress."""
    url, _, index = text.removeprefix(PREFIX).rpartition("/")
    return of(url, index)


def of(url: str, index: str) -> Address:
    """Return the address of an index on the cluster at ``url``; several nodes are separated by commas.

    Raises BadArgument, CredentialsInAddress.
    """
    scheme, mark, nodes = url.rstrip("/").partition("://")
    if "@" in nodes:
        raise CredentialsInAddress()
    if not mark or scheme not in _SCHEMES or not nodes:
        expected = Localized("an address such as https://search.example.org:9200")
        raise BadArgument(name="address", value=url, expected=expected)
    if not _NAME.fullmatch(index):
        expected = Localized("a name of lower-case letters, digits, - and _")
        raise BadArgument(name="index", value=index, expected=expected)
    if _RESERVED.fullmatch(index):
        expected = Localized("a name that ends neither in -beside nor in - and six digits")
        raise BadArgument(name="index", value=index, expected=expected)
    return Address(tuple(_node(scheme, one, url) for one in nodes.split(",")), index)


def _node(scheme: str, node: str, url: str) -> str:
    try:
        parts = urlsplit(f"{scheme}://{node}")
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        host, port, parts = None, 0, None
    if not host or parts is None or parts.path or parts.query or parts.fragment:
        expected = Localized("an address such as https://search.example.org:9200")
        raise BadArgument(name="address", value=url, expected=expected)
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{port}"
