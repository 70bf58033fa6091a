"""DOIs where a file promises one and people wrote what they liked."""

import re
from html import unescape
from urllib.parse import unquote

from shoroku.corpus.identifiers import Identifier, canonical

#: Angle brackets belong to it only as SICIs have them: a pair without a slash, and something behind it.
_INSIDE = re.compile(r"10\.\d{4,9}/[^\s<>\"]+(?:<[^\s<>\"/]*>[^\s<>\"]+)*")


def dois(*written: str) -> tuple[Identifier, ...]:
    """Return the DOIs among ``written``, each once; what holds none is passed over, since a DOI joins records."""
    found = (_INSIDE.search(unescape(unquote(one) if "doi.org/" in one else one)) for one in written)
    return tuple(dict.fromkeys(canonical("DOI", match.group()) for match in found if match))
