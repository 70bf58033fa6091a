"""Payloads: how the store keeps the JSON of a record. It is compressed with a dictionary of what the records have in common.

A record alone is too short to compress well. A zstandard dictionary (RFC 8878) has the phrases and names that many records
of this library contain, so a record takes two fifths of its length, and is read in a few microseconds. A payload is a
zstandard frame, which names its dictionary by number, or JSON as it is: of the first records, from which no dictionary can
be made yet, and of records that an earlier version wrote. JSON begins with a brace, and a frame does not.

Without its dictionary a record is lost, so there are two copies of each, in different pages of the file. Whatever writes
takes the first copy that is what was written, and writes nothing if there is none.

A dictionary contains text of records. A withdrawal *retires* all dictionaries: nothing is compressed with them any more.
``repacking.py`` then compresses everything with a new one, and deletes those that are retired.
"""

import hashlib
import json
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import zstandard

from shoroku.corpus.errors import StoreDamaged

#: (contributions from which it applies, bytes of the dictionary, records it is made from). The larger dictionaries make a record
#: 7 % and 19 % smaller, in about the same time. But the store has two copies of each, which a small library would not win back.
_SIZES = ((100_000, 1_048_576, 12_000), (10_000, 114_688, 1_500), (0, 32_768, 300))
#: Compression level of zstandard. The next ones that save something take four times as long.
_LEVEL = 3
#: Fewer contributions than this stay as they are.
_FEWEST = 300
#: A new dictionary is made when there are so many times more contributions than when the last one was made.
_GROWTH = 10
#: Parameters of the training (COVER: the length of a segment, and of the strings that are counted). Given both, zstandard need not
#: try others, which takes four times as long and saves nothing.
_SEGMENT, _COUNTED = 200, 6
#: Payloads just made are remembered with their JSON, up to so many characters: whoever indexes reads them next.
_MOST_REMEMBERED = 16_000_000
#: A frame that claims to be longer than this, in bytes, is damaged.
_LONGEST = 1 << 28
BRACE = b"{"

TABLES = ("dictionary", "dictionary_copy")

Query = Callable[[str, Sequence[object]], list[Any]]


class Unreadable(ValueError):
    """A payload is not what was written, or its dictionary is lost."""


class _Dictionary(NamedTuple):
    """A row of the tables. ``contributions``: how many there were when it was made. Damaged values may be of any type."""

    number: int
    contributions: int
    retired: int
    content: bytes
    digest: bytes

    @property
    def is_sound(self) -> bool:
        return isinstance(self.content, bytes) and _digest(self) == self.digest


_COLUMNS = ", ".join(_Dictionary._fields)


def _compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    """Return a compressor with a dictionary.

    It finds phrases of the dictionary in hash tables. Those of a compression level alone are too small for a large dictionary,
    so a part of it would never be found; these grow with it.
    """
    content = zstandard.ZstdCompressionDict(dictionary)
    room = max(len(dictionary).bit_length() - 2, 16)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL, dict_size=len(dictionary), window_log=21, hash_log=room, chain_log=room, write_dict_id=True
    )
    content.precompute_compress(compression_params=parameters)
    return zstandard.ZstdCompressor(compression_params=parameters, dict_data=content)


class Payloads:
    """Turns the JSON of records into payloads and back, for one connection. Threads may share it for reading."""

    def __init__(self, connection: Any, query: Query, path: str) -> None:
        """``connection`` is the store's, to write; ``query`` returns rows, and raises StoreDamaged, which names ``path``."""
        self._path = path
        self._connection = connection
        self._query = query
        self.forget()

    def forget(self) -> None:
        """Forget the dictionaries read so far: a transaction that made some of them was rolled back."""
        self._contents: dict[int, zstandard.ZstdCompressionDict] = {}
        self._decompressors = threading.local()  # threads must not share one
        self._current: tuple[int, int, zstandard.ZstdCompressor] | None = None
        self._is_current_known = False
        self.forget_made()

    def forget_made(self) -> None:
        """Forget the payloads just made: whoever indexes them has read them."""
        self._made: dict[bytes, bytes] = {}  # payload -> JSON
        self._remembered = 0

    # --- Reading ------------------------------------------------------------------------------------------------------

    def json(self, payload: bytes) -> bytes:
        """Return the JSON of a payload. Raises Unreadable, also for a value that is no payload."""
        if not isinstance(payload, bytes):
            raise Unreadable(f"{type(payload).__name__} instead of bytes")
        if not is_packed(payload):
            return payload
        if self._made and (text := self._made.pop(payload, None)):
            return text
        try:
            frame = zstandard.get_frame_parameters(payload)
            if frame.content_size > _LONGEST:  # an unknown length counts as the highest
                raise Unreadable("its length is damaged")
            return self._decompressor(frame.dict_id).decompress(payload)
        except zstandard.ZstdError as error:
            raise Unreadable(str(error)) from error

    def any_json(self, payload: bytes) -> bytes:
        """Return the JSON of a payload; of a damaged one something that cannot be read either."""
        try:
            return self.json(payload)
        except Unreadable:
            return b""

    def _decompressor(self, number: int) -> zstandard.ZstdDecompressor:
        try:
            found: zstandard.ZstdDecompressor = self._decompressors.by_number[number]
        except (AttributeError, KeyError):
            found = zstandard.ZstdDecompressor(dict_data=self._dictionary(number))
            self._decompressors.by_number = {**getattr(self._decompressors, "by_number", {}), number: found}
        return found

    def _dictionary(self, number: int) -> zstandard.ZstdCompressionDict:
        if number not in self._contents:
            found = self._sound(number)
            if found is None:
                raise Unreadable(_lost(number))
            self._contents[number] = zstandard.ZstdCompressionDict(found.content)
        return self._contents[number]

    def _sound(self, number: int) -> _Dictionary | None:
        """Return the first copy of a dictionary that is what was written, None if no copy is."""
        return next((one for one in self._rows(number) if one.is_sound), None)

    def _rows(self, number: int) -> Iterator[_Dictionary]:
        """Yield the copies of a dictionary that can be read."""
        for table in TABLES:
            query = f"SELECT {_COLUMNS} FROM {table} WHERE number = ?"  # noqa: S608
            try:
                rows = self._query(query, (number,))
            except StoreDamaged:  # the other copy is in another page
                continue
            yield from map(_Dictionary._make, rows)

    def are_sound(self) -> bool:
        """Return whether all dictionaries are what was written, and there are two copies of each."""
        first, second = (
            [_Dictionary._make(row) for row in self._query(f"SELECT {_COLUMNS} FROM {table} ORDER BY 1", ())]  # noqa: S608
            for table in TABLES
        )
        return first == second and all(one.is_sound for one in first)

    def is_of(self, payload: bytes, text: bytes) -> bool:
        """Return whether ``text`` is the JSON of a payload; False for one that cannot be read."""
        try:
            return self.json(payload) == text
        except Unreadable:
            return False

    # --- Writing ------------------------------------------------------------------------------------------------------

    def packed(self, text: bytes) -> bytes:
        """Return the payload for the JSON of a record. Raises StoreDamaged."""
        current = self._in_use()
        if current is None:
            return text
        payload = current[-1].compress(text)
        if self._remembered > _MOST_REMEMBERED:
            self.forget_made()
        self._made[payload] = text
        self._remembered += len(text)
        return payload

    def packed_alike(self, texts: list[bytes], threads: int) -> list[bytes]:
        """Return the payloads for many texts, made by several threads; they are not remembered. Raises StoreDamaged."""
        current = self._in_use()
        if current is None or not texts:
            return texts
        try:
            found = current[-1].multi_compress_to_buffer([*texts], threads=threads)
        except (AttributeError, NotImplementedError):  # zstandard's other backend (cffi) has no such function
            return list(map(current[-1].compress, texts))
        return [found[index].tobytes() for index in range(len(found))]

    def _in_use(self) -> tuple[int, int, zstandard.ZstdCompressor] | None:
        """Return the number, the contributions and the compressor of the newest dictionary if it is not retired.

        Raises StoreDamaged if no copy of it is what was written.
        """
        if not self._is_current_known:
            for number in self._numbers()[-1:]:
                newest = self._intact(number)
                if not newest.retired:
                    self._current = (number, newest.contributions, _compressor(newest.content))
            self._is_current_known = True
        return self._current

    def learn(self, arriving: Sequence[bytes], contributions: int) -> bool:
        """Make a new dictionary if it is time to, from the JSON of records that arrive and from records of the store.

        ``contributions`` counts all, those that arrive included. Return whether one was made. Call it within a transaction.
        Raises StoreDamaged.
        """
        current = self._in_use()
        if contributions < (current[1] * _GROWTH if current else _FEWEST):
            return False
        size, most = next(sizes for least, *sizes in _SIZES if contributions >= least)
        stored = self._stored(max(most // 2, most - len(arriving)))
        sample = [*spread(arriving, most - len(stored)), *stored]
        sequence = "SELECT coalesce(max(cast(seq AS INTEGER)), 0) FROM sqlite_sequence WHERE name = 'dictionary'"
        ((last,),) = self._query(sequence, ())
        last = max(last, *self._numbers(), 0)  # it must replace none, whatever the sequence says
        size = min(size, sum(map(len, sample)) // 4)
        try:
            made = zstandard.train_dictionary(size, sample, k=_SEGMENT, d=_COUNTED, level=_LEVEL, dict_id=last + 1)
        except zstandard.ZstdError:  # too little in common
            return False
        row = _Dictionary(last + 1, contributions, 0, made.as_bytes(), b"")
        self._write(row)
        self.forget()
        return True

    def _stored(self, count: int) -> list[bytes]:
        """Return the JSON of at most ``count`` contributions from all over the store, without those that are damaged."""
        ((highest,),) = self._query("SELECT coalesce(max(number), 0) FROM contribution", ())
        query = "SELECT payload FROM contribution WHERE number IN (SELECT value FROM json_each(?))"
        rows = self._query(query, (json.dumps(spread(range(1, highest + 1), count)),))
        found = []
        for (payload,) in rows:
            with suppress(Unreadable):
                found.append(self.json(payload))
        return found

    def retire(self) -> None:
        """Compress nothing with the present dictionaries any more. Call it within a transaction.

        Raises StoreDamaged, before anything is written, if no copy of one of them is what was written.
        """
        for row in self.intact():
            self._write(row._replace(retired=1))
        self.forget()

    def remove_retired(self) -> None:
        """Delete the dictionaries that are not used any more. Call it within a transaction. Raises StoreDamaged."""
        retired = [(row.number,) for row in self.intact() if row.retired]
        for table in TABLES:
            self._connection.executemany(f"DELETE FROM {table} WHERE number = ?", retired)  # noqa: S608
        self.forget()

    def is_current(self, payload: bytes) -> bool:
        """Return whether a payload is what ``packed`` would make now."""
        current = self._in_use()
        if current is None or not is_packed(payload):
            return current is None and not is_packed(payload)
        return bool(zstandard.get_frame_parameters(payload).dict_id == current[0])

    def intact(self) -> list[_Dictionary]:
        """Return all dictionaries. Raises StoreDamaged if no copy of one of them is what was written."""
        return [self._intact(number) for number in self._numbers()]

    def _intact(self, number: int) -> _Dictionary:
        found = self._sound(number)
        if found is None:
            raise StoreDamaged(path=self._path, reason=_lost(number))
        return found

    def _numbers(self) -> list[int]:
        """Return the numbers of the dictionaries of which there is a copy, in order. Raises StoreDamaged."""
        found: set[int] = set()
        damage: list[StoreDamaged] = []
        for table in TABLES:
            try:
                found.update(number for (number,) in self._query(f"SELECT number FROM {table}", ()))  # noqa: S608
            except StoreDamaged as error:  # the other table is in other pages
                damage.append(error)
        if len(damage) == len(TABLES):
            raise damage[0]
        return sorted(found)

    def _write(self, row: _Dictionary) -> None:
        row = row._replace(digest=_digest(row))
        for table in TABLES:
            self._connection.execute(f"INSERT OR REPLACE INTO {table} ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", row)  # noqa: S608


def spread(values: Sequence[Any], count: int) -> list[Any]:
    """Return at most ``count`` of the values, from beginning to end."""
    return list(values[:: -(-len(values) // count) or 1]) if count > 0 else []


def is_packed(payload: bytes) -> bool:
    """Return whether a payload is compressed."""
    return not payload.startswith(BRACE)


# --- Checksums --------------------------------------------------------------------------------------------------------


def digest_of(text: bytes) -> bytes:
    """Return a digest of the JSON of a contribution, which shows whether it has changed."""
    return hashlib.blake2b(text, digest_size=16).digest()


def seal_of(origin: str, key: str, place: str, fetched: str, provenance: int | None, payload: bytes) -> int:
    """Return a checksum of a contribution's columns that its digest does not cover: a frame can change without its text.

    Without ``provenance`` it is that of the versions that had no such column.
    """
    refers = "" if provenance is None else f"\0{provenance!r}"
    return _with(payload, "\0".join((origin, key, place, fetched)) + refers)


def sealed(
    seq: int, name: str, change: int, sole: int | None, payload: bytes | None = None
) -> tuple[int, str, int, int | None, int]:
    """Return the columns seq, id, change, sole and seal of a record's row; the last is a checksum of the others."""
    return seq, name, change, sole, _with(payload, f"{seq} {change} {sole} {name}")


def _with(payload: bytes | None, text: str) -> int:
    crc = zlib.crc32(text.encode("utf-8", "surrogatepass"))
    return zlib.crc32(payload, crc) if isinstance(payload, bytes) and is_packed(payload) else crc


def _digest(row: _Dictionary) -> bytes:
    head = f"{row.number} {row.contributions} {row.retired} ".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(head + row.content, digest_size=16).digest()


def _lost(number: int) -> str:
    return f"dictionary {number} is lost"
