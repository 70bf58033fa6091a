"""The terms of a record's texts as the index stores them, in their order: what reranking and the lexicon read.

They are compressed record by record (zstandard, RFC 8878), because reranking reads fifty records from all over an index.
One record alone is too short to compress well, so a dictionary helps: ``terms.zdict``, which comes with the package. It has
the terms of the sample records, which we wrote ourselves, so nothing of a user's records is in it, and a withdrawal need
not look for them there. ``python -m tests.terms_dictionary`` makes it anew; it belongs to the version of the fields.
"""

import threading
from functools import cache
from pathlib import Path

import zstandard

#: The dictionary's file beside this module.
DICTIONARY = Path(__file__).with_name("terms.zdict")
#: Compression level of zstandard. The next ones that save something take four times as long.
_LEVEL = 3
#: Between the terms of Japanese and those of other texts.
AND = "\n"


class Reader(threading.local):
    """Decompresses stored terms. Threads must not share a decompressor, so each has its own."""

    def __init__(self) -> None:
        self.decompress = zstandard.ZstdDecompressor(dict_data=_dictionary()).decompress


def packed(japanese: str, other: str) -> bytes:
    """Return the terms of a record's Japanese and other texts in their stored form."""
    return _compressor().compress(f"{japanese}{AND}{other}".encode("utf-8", "replace"))


def unpacked(stored: bytes) -> tuple[str, str]:
    """Return the terms of a record's Japanese and other texts. Raises ValueError for damaged bytes."""
    try:
        japanese, _, other = reader().decompress(stored).decode().partition(AND)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    return japanese, other


@cache
def reader() -> Reader:
    """Return the reader of this process, for those who read many records."""
    return Reader()


@cache
def _dictionary() -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(DICTIONARY.read_bytes())


@cache
def _compressor() -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(level=_LEVEL, dict_data=_dictionary(), write_dict_id=False)
