"""The terms of a record's texts as the index stores them, in their order, and its parallel texts: what reranking and the lexicon
read.

They are compressed record by record (zstandard, RFC 8878), because reranking reads fifty records from all over an index.
One record alone is too short to compress well, so a dictionary helps: ``terms.zdict``, which comes with the package. It has
the terms of the sample records and of lists of common words, which we wrote ourselves, so nothing of a user's records is in
it, and a withdrawal need not look for them there. ``python -m tests.terms_dictionary`` makes it anew; it belongs to the version of the fields.
"""

import threading
from functools import cache
from pathlib import Path

import zstandard

#: The dictionary's file beside this module.
DICTIONARY = Path(__file__).with_name("terms.zdict")
#: Between level 3 of zstandard and level 6, which takes four times as long: it saves nearly as much in little more than the time of 3.
_COMPRESSION = zstandard.ZstdCompressionParameters(
    window_log=19,
    chain_log=17,
    hash_log=17,
    search_log=1,
    min_match=5,
    target_length=16,
    strategy=zstandard.STRATEGY_GREEDY,
)
#: Between the terms of Japanese, those of other texts, and the parallel texts, which may contain it (``bilingual/parallels.py``).
AND = "\n"


class Reader(threading.local):
    """Decompresses stored terms. Threads must not share a decompressor, so each has its own."""

    def __init__(self) -> None:
        self.decompress = zstandard.ZstdDecompressor(dict_data=_dictionary()).decompress


def packed(japanese: str, other: str, parallel: str = "") -> bytes:
    """Return the terms of a record's Japanese and other texts, and its parallel texts, in their stored form."""
    return _compressor().compress(text_of(japanese, other, parallel))


def text_of(japanese: str, other: str, parallel: str) -> bytes:
    """Return the stored form before it is compressed."""
    return f"{japanese}{AND}{other}{AND}{parallel}".encode("utf-8", "replace")


def unpacked(stored: bytes) -> tuple[str, str, str]:
    """Return the terms of a record's Japanese and other texts, and its parallel texts. Raises ValueError for damaged bytes."""
    try:
        japanese, other, parallel = reader().decompress(stored).decode().split(AND, 2)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    return japanese, other, parallel


@cache
def reader() -> Reader:
    """Return the reader of this process, for those who read many records."""
    return Reader()


@cache
def _dictionary() -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(DICTIONARY.read_bytes())


@cache
def _compressor() -> zstandard.ZstdCompressor:
    dictionary = _dictionary()
    dictionary.precompute_compress(compression_params=_COMPRESSION)
    return zstandard.ZstdCompressor(compression_params=_COMPRESSION, dict_data=dictionary)
