"""The footer of a segment's file: the CRC-32 of the content before it, and the version of tantivy that wrote it, as JSON."""

import os
import struct
import zlib
from typing import Any, BinaryIO

import msgspec

_TAIL = struct.Struct("<II")  # the length of the footer, and a magic number
_MAGIC = 1337
_LONGEST = 1_000
_CHUNK = 1 << 20


def read(file: BinaryIO) -> tuple[int, dict[str, Any]]:
    """Return where the content of a file ends, and its footer. Raises ValueError, OSError."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _LONGEST - _TAIL.size))
    data = file.read()
    if len(data) < _TAIL.size:
        raise ValueError("a file is too short")
    length, magic = _TAIL.unpack(data[-_TAIL.size :])
    begin = len(data) - _TAIL.size - length
    if magic != _MAGIC or length > _LONGEST or begin < 0:
        raise ValueError("a file has no footer")
    try:
        return size - _TAIL.size - length, msgspec.json.decode(data[begin : -_TAIL.size], type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise ValueError("a file has no footer") from error


def written(footer: dict[str, Any], crc: int) -> bytes:
    """Return a footer as it stands in a file, with another checksum."""
    content = msgspec.json.encode({**footer, "crc": crc})
    return content + _TAIL.pack(len(content), _MAGIC)


def checksum(file: BinaryIO, end: int) -> int:
    """Return the CRC-32 of a file up to ``end``. Raises OSError."""
    file.seek(0)
    crc, left = 0, end
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        crc = zlib.crc32(chunk, crc)
        left -= len(chunk)
    return crc
