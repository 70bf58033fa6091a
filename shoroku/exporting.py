"""Exporting: all matching records, read on demand, and a file made of them.

Abstracts that may not be redistributed are left out unless they are asked for by name (``corpus/licence.py``).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice

from shoroku.corpus import writers
from shoroku.corpus.errors import BadArgument
from shoroku.corpus.licence import passed_on
from shoroku.corpus.record import Record
from shoroku.corpus.records import Records
from shoroku.messages import Localized
from shoroku.search import AllMatches

#: Opens the records of a library, to read many of them.
Opened = Callable[[], AbstractContextManager[Records]]

_BATCH = 500
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Matches:
    """Records of a library in one order. Each iteration reads them again, from one state of the store.

    ``total`` is their number when it was created; records deleted since are left out. ``behind`` is the number of changes
    that the index does not reflect yet; ``is_cut``: the query was too long to be searched completely.
    """

    def __init__(
        self, opened: Opened, numbers: Sequence[int] | None, total: int, *, behind: int = 0, is_cut: bool = False
    ) -> None:
        """``opened`` opens the records. ``numbers`` are their numbers in the store, of which the first ``total`` count; None
        for all of the store."""
        self._opened = opened
        self._numbers = numbers
        self.total = total
        self.behind = behind
        self.is_cut = is_cut

    @classmethod
    def found(cls, opened: Opened, found: AllMatches, limit: int | None = None) -> "Matches":
        """Return what a search found, at most the first ``limit`` of it."""
        total = _at_most(limit, len(found.numbers))
        return cls(opened, found.numbers, total, behind=found.behind, is_cut=found.is_cut)

    @classmethod
    def everything(cls, opened: Opened, limit: int | None = None) -> "Matches":
        """Return all records of the store, in its order, at most the first ``limit``."""
        with opened() as store:
            return cls(opened, None, _at_most(limit, store.count()))

    @classmethod
    def of_ids(cls, opened: Opened, ids: Iterable[str]) -> "Matches":
        """Return the records of those ids, each once, in the order given; an id that no record has is left out."""
        wanted = list(dict.fromkeys(ids))
        with opened() as store:
            seqs = store.seqs(wanted)
        numbers = [seqs[id_] for id_ in wanted if id_ in seqs]
        return cls(opened, numbers, len(numbers))

    def latest(self, count: int) -> list[Record]:
        """Return the ``count`` records that were added last, the last first; of matches in the order ``stored``."""
        with self._opened() as store, store.one_state():
            if self._numbers is None:
                seqs = _latest(store, min(count, self.total))
            else:
                seqs = list(self._numbers[max(self.total - count, 0) : self.total])[::-1]
            records = store.records(seqs)
        return [records[seq] for seq in seqs if seq in records]

    def numbers(self, most: int) -> list[int]:
        """Return the store's numbers of the first ``most`` records."""
        if self._numbers is not None:
            return list(islice(self._numbers, min(most, self.total)))
        with self._opened() as store:
            return list(store.seqs([record.id for record in islice(self, most)]).values())

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[Record]:
        with self._opened() as store, store.one_state():
            if self._numbers is None:
                yield from islice(store.all(), self.total)
                return
            numbers = islice(self._numbers, self.total)
            while seqs := list(islice(numbers, _BATCH)):
                records = store.records(seqs)
                yield from (records[seq] for seq in seqs if seq in records)


def _latest(records: Records, count: int) -> list[int]:
    """Return the numbers of the ``count`` records that were added last, the last first."""
    found: list[int] = []
    end = records.highest_seq() + 1
    while end > 0 and len(found) < count:
        start = max(0, end - max(count, _BATCH))
        found += sorted(records.by_id(range(start, end)), reverse=True)
        end = start
    return found[:count]


def _at_most(limit: int | None, count: int) -> int:
    return count if limit is None else min(limit, count)


class Export:
    """A file of records, piece by piece: walk through it once, and write the pieces down.

    ``records`` counts those that were written so far, ``withheld`` those of them whose abstracts stayed behind since
    their licence is ``disallow``.
    """

    def __init__(
        self,
        found: Iterable[Record],
        format: str,  # noqa: A002 (what it is)
        *,
        with_disallowed_abstracts: bool = False,
        with_own: bool = False,
        excel: bool = False,
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        """``with_own`` also writes the user's own tags and notes. ``excel`` has tables begin with a byte-order mark, which Excel
        needs to read UTF-8.

        Raises UnknownWriter; BadArgument for ``with_own`` with a format that has no place for these.
        """
        self._found = found
        self._writer = writers.named(format)
        if with_own and self._writer.write_own is None:
            raise BadArgument(name="with_own", value=with_own, expected=Localized("False for this format"))
        self._write = self._writer.write_own if with_own and self._writer.write_own else self._writer.write
        self._with_disallowed = with_disallowed_abstracts
        self._mark = _BYTE_ORDER_MARK if excel and self._writer.spreadsheet else b""
        self._progress = progress
        self.records = self.withheld = 0

    def __iter__(self) -> Iterator[bytes]:
        if self._mark:
            yield self._mark
        yield from self._write(map(self._passed_on, self._found))
        self._progress(self.records)

    def _passed_on(self, record: Record) -> Record:
        self.records += 1
        if self.records % _BATCH == 0:
            self._progress(self.records)
        leaving = passed_on(record, with_disallowed=self._with_disallowed)
        self.withheld += leaving is not record
        return leaving
