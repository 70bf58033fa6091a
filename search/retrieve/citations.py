"""How often records are cited within the library, remembered as long as the library stays as it is."""

import threading
from array import array
from collections.abc import Hashable, Sequence

from shoroku.corpus.records import Records

_UNKNOWN = 0xFFFFFFFF


class Citations:
    """By how many other records each record is cited: counted when first asked for, four bytes a record. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: Hashable = None
        self._counts = array("I")

    def counts(self, numbers: Sequence[int], store: Records, state: Hashable) -> dict[int, int]:
        """Return the counts of records by their numbers; ``state`` is that of the library. Raises GraphMissing, NotOnCluster."""
        with self._lock:
            if self._state != state:
                self._state, self._counts = state, array("I")
            missing = max(numbers, default=-1) + 1 - len(self._counts)
            self._counts.extend([_UNKNOWN] * missing)
            new = [number for number in numbers if self._counts[number] == _UNKNOWN]
            cited = store.cited(new) if new else {}
            for number in new:
                self._counts[number] = cited.get(number, 0)
            return {number: self._counts[number] for number in numbers}
