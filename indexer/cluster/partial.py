"""Answers without some shards of an index: only whoever asks for them in words gets them, and learns what is missing.

An export, a list or a verification that left records out without a word would be wrong. A page of hits says what it lacks, so
it is better than none.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import msgspec

from shoroku.indexer.cluster.errors import AnswerPartial


class Partial(msgspec.Struct, frozen=True):
    """An answer lacks the records in ``missing`` of the ``shards`` of the index."""

    missing: int
    shards: int

    def text(self, language: str = "en") -> str:
        """Return in words ("en" or "ja") what the answer lacks, and what to do."""
        return self.error.text(language)

    @property
    def error(self) -> AnswerPartial:
        """The error for a caller who needs the whole answer."""
        return AnswerPartial(missing=self.missing, shards=self.shards)


class Shortfall:
    """What the answers in one context lacked: the most shards that any of them did without."""

    def __init__(self) -> None:
        self.partial: Partial | None = None

    def note(self, missing: int, shards: int) -> None:
        if missing > (self.partial.missing if self.partial else 0):
            self.partial = Partial(missing, shards)


_SHORTFALL: ContextVar[Shortfall | None] = ContextVar("shortfall", default=None)


@contextmanager
def accepted() -> Iterator[Shortfall]:
    """Accept partial answers in the body, and give what they lacked."""
    found = Shortfall()
    token = _SHORTFALL.set(found)
    try:
        yield found
    finally:
        _SHORTFALL.reset(token)


def are_accepted() -> bool:
    """Return whether partial answers are accepted in this context."""
    return _SHORTFALL.get() is not None


def is_short() -> bool:
    """Return whether an answer in this context lacked shards so far."""
    found = _SHORTFALL.get()
    return found is not None and found.partial is not None


def missing(answer: Mapping[str, Any]) -> int:
    """Return how many shards did not contribute to an answer of the cluster."""
    shards = answer.get("_shards")
    return int(shards["total"]) - int(shards["successful"]) if shards else 0


def note(answer: Mapping[str, Any]) -> None:
    """Note what an answer of the cluster lacked."""
    if (found := _SHORTFALL.get()) and (lacking := missing(answer)):
        found.note(lacking, int(answer["_shards"]["total"]))
