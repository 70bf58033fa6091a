"""A deadline for a search. The engine checks it before each question to the index, because a thread cannot be stopped.

A single question to the index is not interrupted; a search asks several, and each takes milliseconds.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from shoroku.corpus.errors import ShorokuError
from shoroku.messages import N_


class SearchTimedOut(ShorokuError):
    """A search took longer than it was given, and was broken off."""

    seconds: float

    template = N_("The search took more than {seconds:g} seconds and was broken off. Search for fewer or rarer words.")


#: The time on ``time.monotonic``'s clock at which a search in this context ends, and the seconds that it was given.
_DEADLINE: ContextVar[tuple[float, float] | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Give the searches of the body ``seconds`` in all, None for no limit. Those that take longer raise SearchTimedOut."""
    token = _DEADLINE.set(None if seconds is None else (time.monotonic() + seconds, seconds))
    try:
        yield
    finally:
        _DEADLINE.reset(token)


def check() -> None:
    """Raise SearchTimedOut if the time is up."""
    deadline = _DEADLINE.get()
    if deadline is not None and time.monotonic() > deadline[0]:
        raise SearchTimedOut(seconds=deadline[1])
