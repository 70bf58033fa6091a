"""Figures of a library."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from shoroku.search import FacetValue


class Stats(NamedTuple):
    """Figures of a library. Sizes in bytes; ``facets`` holds every value of language, source and type."""

    path: str
    records: int
    contributions: int
    merged: int
    tombstones: int
    last_change: int
    index_change: int
    index_generation: int
    index_bytes: int
    store_bytes: int
    facets: dict[str, tuple[FacetValue, ...]]


def size_of(files: Iterable[Path]) -> int:
    """Return the size of files in bytes. A writer may remove some of them meanwhile."""
    total = 0
    for file in files:
        with suppress(FileNotFoundError):
            total += file.stat().st_size if file.is_file() else 0
    return total
