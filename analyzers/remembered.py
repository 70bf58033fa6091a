"""Caches of what many records have in common: names, titles of journals, subjects. All can be forgotten at once.

If a record cannot be indexed after all, a worker forgets them, so that it meets the words of the record anew in other records
(``indexer/worker.py``).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

Made = TypeVar("Made", bound=Callable[..., Any])

_FORGET: list[Callable[[], None]] = []


def remembered(most: int) -> Callable[[Made], Made]:
    """Return a decorator like ``lru_cache(most)``, whose cache ``forget`` empties."""

    def decorate(function: Made) -> Made:
        cached = lru_cache(most)(function)
        _FORGET.append(cached.cache_clear)
        return cached  # type: ignore[return-value]  # a function of the same arguments

    return decorate


def forget() -> None:
    """Empty all caches."""
    for clear in _FORGET:
        clear()
