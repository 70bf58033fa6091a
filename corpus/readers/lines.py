"""The lines of a file, with a limit on their length, so that an endless line does not exhaust memory."""

from collections.abc import Iterator
from typing import BinaryIO

from shoroku.corpus.readers.reader import LONGEST

_CHUNK = 1 << 16


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield each line with its line end. A line longer than ``LONGEST`` is cut, to slightly more than that."""
    readline = stream.readline
    while line := readline(LONGEST + 1):
        yield line
        if len(line) > LONGEST and not line.endswith(b"\n"):
            while (rest := readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass


class Block:
    """The lines of one record, up to the limit of a record; further lines are dropped, and that is noted."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._size = 0

    def add(self, line: bytes) -> None:
        """Add a line."""
        if self._size <= LONGEST:
            self._lines.append(line)
        self._size += len(line)

    def __bool__(self) -> bool:
        return self._size > 0

    @property
    def is_too_long(self) -> bool:
        """Return whether lines were dropped."""
        return self._size > LONGEST

    def whole(self) -> bytes:
        """Return the lines as one."""
        return b"".join(self._lines)
