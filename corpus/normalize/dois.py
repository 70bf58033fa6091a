"""Finds DOIs in fields that should contain one but are filled in freely."""

import re
import unicodedata
from html import unescape
from urllib.parse import unquote

from shoroku.corpus.identifiers import Identifier, canonical

#: Angle brackets belong to a DOI only as in a SICI: a pair without a slash inside, followed by more characters.
_INSIDE = re.compile(r"10\.[0-9]{4,9}/[^\s<>\"]+(?:<[^\s<>\"/]*>[^\s<>\"]+)*")


def dois(*written: str) -> tuple[Identifier, ...]:
    """Return the distinct DOIs in ``written``; anything else is ignored, because a wrong DOI would merge records."""
    texts = (unescape(unquote(one) if "doi.org/" in one.lower() else one) for one in written)
    found = (_INSIDE.search(one) or _INSIDE.search(unicodedata.normalize("NFKC", one)) for one in texts)
    return tuple(dict.fromkeys(canonical("DOI", match.group()) for match in found if match))
