"""What programs and scripts rely on stays as it is: names, signatures, fields of results, commands and options.

After a change that is meant: ``python -m tests.pins_interface``, and read what ``git diff`` shows.
"""

import difflib
from typing import TypedDict, Unpack

from tests import pins_interface


def test_the_interface_is_as_pinned() -> None:
    """Nothing can be imported, called, read or given at the command line that is not written down, and nothing is gone."""
    pinned = pins_interface.FILE.read_text(encoding="utf-8").splitlines()
    differences = difflib.unified_diff(pinned, list(pins_interface.lines()), "pinned", "now", lineterm="", n=0)
    assert not (found := list(differences)), "\n".join(found)


class _Names(TypedDict, total=False):
    year: int
    author: str


def test_signatures() -> None:
    """A signature is what a caller can give; names of a TypedDict stand as if they were spelled out."""

    def spelled(query: str = "", *, year: int = 0, author: str = "", limit: int) -> None: ...

    def unpacked(query: str = "", *, limit: int, **names: Unpack[_Names]) -> None: ...

    assert pins_interface.signature(spelled) == "(query='', *, author=, limit, year=)"
    assert pins_interface.signature(unpacked) == pins_interface.signature(spelled)
