"""Prepares text for formats in which a value is one line."""

import re

from shoroku.corpus.normalize.cleaning import clean
from shoroku.corpus.normalize.wrapping import unwrapped

_OTHER_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def one_line(text: str) -> str:
    """Return ``text`` on one line, without harmful characters."""
    if text.isprintable() and "  " not in text:  # the common case
        return text.strip(" ")
    return unwrapped(clean(_OTHER_LINE_ENDS.sub("\n", text)))
