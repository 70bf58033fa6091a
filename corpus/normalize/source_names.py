"""The names of data sources, told apart as people do: capitals, full-width letters and spaces around make no difference."""

import unicodedata


def key(name: str) -> str:
    """Return what two spellings of one name have in common."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
