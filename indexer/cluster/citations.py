"""By how many records of the library each record is cited, as a file beside an index on a cluster.

Such a number changes when other records come or go, and a run sends only the records that changed. So the numbers are no field of
the documents, but one file, which takes effect with the state that names it, all of it at once.

The file is compressed and has integers of 64 bits, the lowest byte first: how many records are cited; of how many of them the
order is known; the records' numbers, rising; their counts; and the places (in the two lists) of those that are cited most.
"""

import heapq
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable

#: How many of those that are cited most are in order: as many as a search looks at, and some more.
_ORDERED = 10_000
#: A quick compression; the numbers take two or three bytes of eight.
_LEVEL = 1


def packed(counts: Iterable[tuple[int, int]]) -> bytes:
    """Return the file of records, by number and count; their numbers rise."""
    seqs, times = array("Q"), array("Q")
    for seq, count in counts:
        seqs.append(seq)
        times.append(count)
    most = heapq.nsmallest(_ORDERED, range(len(seqs)), key=lambda place: -times[place])
    content = array("Q", (len(seqs), len(most))) + seqs + times + array("Q", most)
    if sys.byteorder == "big":
        content.byteswap()
    return zlib.compress(content.tobytes(), _LEVEL)


class CopiedCitations:
    """What a file says; see ``Citations``, which says it of a store."""

    def __init__(self, file: bytes) -> None:
        content = array("Q")
        content.frombytes(zlib.decompress(file))
        if sys.byteorder == "big":
            content.byteswap()
        size, ordered = content[:2]
        numbers = memoryview(content)[2:]
        self._seqs, self._counts = numbers[:size], numbers[size : 2 * size]
        self._most = numbers[2 * size : 2 * size + ordered]

    def of(self, seqs: Collection[int]) -> dict[int, int]:
        """Return by how many other records each of the records of those numbers is cited; one that none cites is left out."""
        found: dict[int, int] = {}
        for seq in seqs:
            place = bisect_left(self._seqs, seq)
            if place < len(self._seqs) and self._seqs[place] == seq:
                found[seq] = self._counts[place]
        return found

    def most(self, limit: int) -> list[tuple[int, int]]:
        """Return the records that are cited most, at most ``limit``, with their counts; the highest counts come first."""
        places: Iterable[int] = self._most[:limit]
        if len(self._most) < min(limit, len(self._seqs)):
            places = heapq.nsmallest(limit, range(len(self._seqs)), key=lambda place: -self._counts[place])
        return [(self._seqs[place], self._counts[place]) for place in places]
