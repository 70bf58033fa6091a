"""The parts of tantivy's file formats needed to rewrite a segment: which documents are alive, and the numbers of tokens.

A file that is not as expected raises ValueError. Every file ends in a footer with a checksum (``footers.py``).
"""

import os
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from shoroku.indexer import footers

_U32, _U64 = struct.Struct("<I"), struct.Struct("<Q")
#: Lengths below this are kept exactly; longer ones in steps (see ``shortest``).
_EXACT = 40
#: A byte of a length in steps: (8 + its last three bits) times a power of two, and this much.
_OFFSET = 24

#: A part of a composite file: the number of the field, and of the part.
_Place = tuple[int, int]


# --- Documents that are alive -------------------------------------------------------------------------------------------


def alive(file: Path, count: int) -> bytearray:
    """Read a file of deletions; return a byte for each of the ``count`` documents, 0 for one that is deleted."""
    with open(file, "rb") as opened:
        end, _ = footers.read(opened)
        opened.seek(0)
        content = opened.read(end)
    if len(content) != _U32.size + (count + 63) // 64 * 8 or _unpacked(_U32, content) != count:
        raise ValueError(f"{file.name} is not of {count} documents")
    bits = content[_U32.size :]
    return bytearray(bits[doc >> 3] >> (doc & 7) & 1 for doc in range(count))


def deletions(docs: Iterable[int], count: int, like: Path) -> bytes:
    """Return the content of a file of deletions for a segment of ``count`` documents, in which ``docs`` are alive.

    ``like`` is another file of the segment, which has the same version.
    """
    bits = bytearray((count + 63) // 64 * 8)
    for doc in docs:
        bits[doc >> 3] |= 1 << (doc & 7)
    content = _U32.pack(count) + bytes(bits)
    with open(like, "rb") as opened:
        _, footer = footers.read(opened)
    return content + footers.written(footer, zlib.crc32(content))


# --- Numbers of tokens --------------------------------------------------------------------------------------------------


def correct_totals(before: Path, deleted: Sequence[int], after: Path, exact: Mapping[int, int]) -> None:
    """Correct the numbers of tokens of a segment, which tantivy estimates when it merges a segment with deletions.

    tantivy adds up the lengths of the documents that are left, which it knows in steps only, always rounded down. It would
    take long texts to be shorter on average than they are, and rank otherwise than in an index without that history. So
    the lengths of the ``deleted`` documents are subtracted from the exact number instead. In some fields, given by their numbers,
    these are known ``exact``. In others, long texts are rare, and the middle of a step is taken.

    ``before`` and ``after`` are the paths of the old and the new segment's files, without their extensions.
    """
    lengths = _norms(before.with_suffix(".fieldnorm"))
    old, new = (totals(path.with_suffix(".idx")) for path in (before, after))
    corrected = {}
    for place, norms in lengths.items():
        if place not in old or place not in new:
            continue
        gone = Counter(norms[doc] for doc in deleted)
        left = Counter(norms)
        left.subtract(gone)
        least = sum(shortest(norm) * count for norm, count in left.items())
        most = sum((shortest(norm + 1) - 1) * count for norm, count in left.items())
        if new[place].total != least:
            raise ValueError(f"{after.name} has {new[place].total} tokens in field {place[0]}, not {least}")
        middle = sum((shortest(norm) + shortest(norm + 1) - 1) * count for norm, count in gone.items()) // 2
        corrected[new[place].at] = min(max(old[place].total - exact.get(place[0], middle), least), most)
    _overwrite(after.with_suffix(".idx"), corrected)


def shortest(norm: int) -> int:
    """Return the shortest length, in tokens, of a text whose length tantivy keeps as the byte ``norm``."""
    if norm < _EXACT:
        return norm
    step = norm - _OFFSET
    return _OFFSET + ((8 + (step & 7)) << ((step >> 3) - 1))


class _Total(NamedTuple):
    """Where in a file the number of a field's tokens stands, and the number."""

    at: int
    total: int


def totals(file: Path) -> dict[_Place, _Total]:
    """Return the numbers of tokens in a file of postings. The part of each field begins with its number."""
    with open(file, "rb") as opened:
        found = {}
        for place, (begin, _) in _parts(opened).items():
            opened.seek(begin)
            found[place] = _Total(begin, _unpacked(_U64, opened.read(_U64.size)))
        return found


def _norms(file: Path) -> dict[_Place, bytes]:
    """Return the lengths of all documents in each field, each length in one byte."""
    with open(file, "rb") as opened:
        found = {}
        for place, (begin, end) in _parts(opened).items():
            opened.seek(begin)
            found[place] = opened.read(end - begin)
        return found


def _parts(file: BinaryIO) -> dict[_Place, tuple[int, int]]:
    """Return where the parts of a composite file begin and end."""
    end, _ = footers.read(file)
    file.seek(max(0, end - _U32.size))
    length = _unpacked(_U32, file.read(_U32.size))
    begin = end - _U32.size - length
    if begin < 0:
        raise ValueError("a list of fields is longer than its file")
    file.seek(begin)
    listed = file.read(length)
    places, starts, at, offset = [], [], 0, 0
    count, at = _number(listed, at)
    for _ in range(count):
        step, at = _number(listed, at)
        field = _unpacked(_U32, listed, at)
        part, at = _number(listed, at + _U32.size)
        offset += step
        places.append((field, part))
        starts.append(offset)
    if at != length or starts != sorted(starts) or (starts and starts[-1] > begin):
        raise ValueError("a list of fields is not as expected")
    return dict(zip(places, zip(starts, [*starts[1:], begin], strict=True), strict=True))


def _unpacked(kind: struct.Struct, data: bytes, at: int = 0) -> int:
    """Return the number at a place of some bytes."""
    try:
        return int(kind.unpack_from(data, at)[0])
    except struct.error as error:  # which is no ValueError
        raise ValueError("a number is cut off") from error


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Read a number in groups of seven bits, the last of which is marked; return it and where it ends."""
    value = shift = 0
    while at < len(data):
        byte = data[at]
        value |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if byte & 128:
            return value, at
    raise ValueError("a number has no end")


def _overwrite(file: Path, numbers: dict[int, int]) -> None:
    """Write numbers at places of a file, and its checksum anew."""
    with open(file, "r+b") as opened:
        end, footer = footers.read(opened)
        for at, number in numbers.items():
            opened.seek(at)
            opened.write(_U64.pack(number))
        crc = footers.checksum(opened, end)
        opened.truncate(end)
        opened.seek(end)
        opened.write(footers.written(footer, crc))
        opened.flush()
        os.fsync(opened.fileno())
