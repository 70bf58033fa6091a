"""The names of a library's records in OAI-PMH: ``oai:x<lineage>.shoroku.invalid:<number of the record>``.

They name no host, so they stay the same when a library moves, and a copy of a library gives the same names. A record keeps
its number as long as it exists, and a deleted record is told by its number alone. The domain is one that never exists
(RFC 2606), because the scheme asks for one.
"""

import re

_OURS = re.compile(r"oai:x([0-9a-f]{16})\.shoroku\.invalid:([1-9][0-9]{0,17})", re.ASCII)


def namespace(lineage: str) -> str:
    """Return the namespace of a library's identifiers."""
    return f"x{lineage}.shoroku.invalid"


def identifier(lineage: str, number: int) -> str:
    """Return the identifier of a record."""
    return f"oai:{namespace(lineage)}:{number}"


def number_in(lineage: str, written: str) -> int | None:
    """Return the number of the record of this library that an identifier names, or None."""
    match = _OURS.fullmatch(written)
    return int(match[2]) if match and match[1] == lineage else None


def is_of_a_library(written: str) -> bool:
    """Return whether a text is the identifier of a record of any such library."""
    return _OURS.fullmatch(written) is not None
