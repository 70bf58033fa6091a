"""Compares names of data sources: case, full-width letters and surrounding spaces do not matter."""

import unicodedata


def key(name: str) -> str:
    """Return the folded form of a name, equal for all its spellings."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
