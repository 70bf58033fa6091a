"""An on-disk sorted table, read block by block.

A file has four parts: ``MAGIC``; the blocks (each some hundred lines of ``key TAB value``, deflated); the block index (the
first key and the end of each block, MessagePack, deflated); and the length of the block index. Opening reads only the
block index, and a look-up inflates one block. Deflated data carries a checksum (RFC 1950), so a damaged block is
detected when it is read.

The same entries always give the same bytes. Keys must not contain tabs; keys and values must not contain line feeds.
"""

import mmap
import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

MAGIC = b"shoroku table 1\n"

#: Characters in a block before compression; a block of this size inflates in about 20 microseconds.
_BLOCK = 4_000
_BLOCKS_KEPT = 64
_LENGTH = struct.Struct("<I")
_INDEX = list[tuple[str, int]]


class TableDamaged(ValueError):
    """The file is not a table, or it is damaged."""


def packed(entries: Iterable[tuple[str, str]]) -> bytes:
    """Return a table of these keys and values as bytes. Keys must be distinct."""
    parts, index, at = [MAGIC], [], len(MAGIC)
    for lines in _blocks(sorted(entries)):
        block = zlib.compress("".join(lines).encode(), 9)
        parts.append(block)
        at += len(block)
        index.append((lines[0].split("\t", 1)[0], at))
    packed_index = zlib.compress(msgspec.msgpack.encode(index), 9)
    return b"".join([*parts, packed_index, _LENGTH.pack(len(packed_index))])


def _blocks(entries: list[tuple[str, str]]) -> Iterable[list[str]]:
    lines: list[str] = []
    size = 0
    for key, value in entries:
        lines.append(f"{key}\t{value}\n")
        size += len(lines[-1])
        if size >= _BLOCK:
            yield lines
            lines, size = [], 0
    if lines:
        yield lines


class Table:
    """An open table. Thread-safe."""

    def __init__(self, content: bytes | mmap.mmap) -> None:
        """Raises TableDamaged."""
        self._content = content
        tail = len(content) - _LENGTH.size
        if tail < len(MAGIC) or content[: len(MAGIC)] != MAGIC:
            raise TableDamaged("no table")
        (length,) = _LENGTH.unpack(content[tail:])
        if length > tail - len(MAGIC):
            raise TableDamaged("cut short")
        try:
            index = msgspec.msgpack.decode(zlib.decompress(content[tail - length : tail]), type=_INDEX)
        except (zlib.error, msgspec.MsgspecError) as error:
            raise TableDamaged(str(error)) from error
        self._keys = [key for key, _ in index]
        self._ends = [len(MAGIC), *(end for _, end in index)]
        self._block = lru_cache(_BLOCKS_KEPT)(self._unpacked)

    def get(self, key: str) -> str | None:
        """Return the value of ``key``, or None if it is absent. Raises TableDamaged."""
        number = bisect_right(self._keys, key) - 1
        if number < 0:
            return None
        block = self._block(number)
        start = block.find(f"\n{key}\t")
        if start < 0:
            return None
        start += len(key) + 2
        return block[start : block.index("\n", start)]

    def _unpacked(self, number: int) -> str:
        try:
            return "\n" + zlib.decompress(self._content[self._ends[number] : self._ends[number + 1]]).decode()
        except (zlib.error, UnicodeDecodeError) as error:
            raise TableDamaged(str(error)) from error

    def __len__(self) -> int:
        """Return the number of entries. Reads the whole table."""
        return sum(self._unpacked(number).count("\n") - 1 for number in range(len(self._keys)))


def opened(path: Path) -> Table:
    """Open the table in a file. Blocks are read on demand.

    The file may be removed while the table is open. Raises TableDamaged, and OSError if the file does not exist.
    """
    with open(path, "rb") as file:
        try:
            return Table(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except ValueError as error:  # an empty file cannot be memory-mapped
            raise TableDamaged(str(error)) from error
