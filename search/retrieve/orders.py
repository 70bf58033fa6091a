"""Whole orders of searches, kept so that a page far down costs no more than one near the top.

An order is the store's numbers of all records that a search lists, eight bytes each. It is made when the first page beyond
the first thousand hits is asked for, and kept while the index stays as it is and there is room.
"""

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable

#: Bytes of all orders that are kept: four million records.
MOST_BYTES = 32_000_000


class Orders:
    """A cache of orders of records, by search and state of the index; the most recently used are kept. Thread-safe."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Hashable, array[int]] = OrderedDict()
        self._lock = threading.Lock()

    def order(
        self, asked: Hashable, make: Callable[[], "array[int]"], is_whole: Callable[[], bool] = lambda: True
    ) -> "array[int]":
        """Return the order for a key; if it is not cached, ``make`` computes it. It is kept if ``is_whole`` says so then."""
        with self._lock:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                return self._kept[asked]
        made = make()
        if not is_whole():
            return made
        with self._lock:
            self._kept[asked] = made
            self._kept.move_to_end(asked)
            while self.bytes > self._most_bytes and self._kept:
                self._kept.popitem(last=False)
        return made

    @property
    def bytes(self) -> int:
        """The bytes of the orders that are kept."""
        return sum(len(one) * one.itemsize for one in self._kept.values())
