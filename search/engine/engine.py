"""The interface between a search and its engine. Another engine than tantivy can implement it.

A search may have a deadline (``within``). An engine checks it before each question to the index, because a thread cannot be
stopped. A single question is not interrupted; a search asks several, and each takes milliseconds.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

from shoroku.corpus.errors import ShorokuError
from shoroku.messages import N_
from shoroku.search.engine.expressions import Expression, Prepared

Answer = TypeVar("Answer")
Direction = Literal["ascending", "descending"]


class Hits(NamedTuple):
    """The hits of an engine: for each record its sort key (the score, or the value of a field) and its address.

    ``total`` counts all that match, 0 if they were not to be counted. An address is the engine's own.
    """

    keys: Sequence[Any]
    addresses: Sequence[Any]
    total: int


class Counted(NamedTuple):
    """The most frequent values of a field with their counts, and how many records have other values."""

    values: dict[str, int]
    others: int


class Engine(Protocol):
    """An immutable snapshot of an index. Threads may share it."""

    #: The number of records.
    num_docs: int
    #: Whether two threads get their answers sooner than one that asks twice.
    is_parallel: bool

    @property
    def doc_freq(self) -> Callable[[str, str], int]:
        """Returns the number of records with a term in a field; deleted records may still count."""

    def anticipate(self, terms: Iterable[str], names: Sequence[str] = ...) -> None:
        """Prepare for questions about the frequencies of these terms in some fields (by default the texts), where one
        request for all is better than many."""

    def prepare(self, expression: Expression) -> Prepared:
        """Render an expression that is used more than once."""

    def prepare_all(self, expressions: Iterable[Expression]) -> tuple[Prepared, ...]:
        """Render several expressions."""

    def count(self, expression: Expression) -> int:
        """Return how many records match."""

    def top(
        self,
        expression: Expression,
        limit: int,
        *,
        by: str | None = None,
        direction: Direction = "descending",
        count: bool = False,
    ) -> Hits:
        """Return the ``limit`` best records by score, or the first ones by the values of the field ``by``."""

    def seqs(self, addresses: Sequence[Any]) -> list[int]:
        """Return the numbers in the store of records at these addresses."""

    def texts(self, addresses: Sequence[Any]) -> list[tuple[str, str]]:
        """Return the terms of each record's Japanese texts and of its other texts, "" for none."""

    def terms(
        self, field: str, prefix: str, limit: int | None = None, within: Expression | None = None
    ) -> list[tuple[str, int]]:
        """Return the terms of a field with a prefix, and how many records (of those that match ``within``) contain each.

        The most frequent ones come first; ``limit`` keeps so many of them.
        """

    def counts(
        self, expression: Expression, sizes: Mapping[str, int], highest: Collection[str] = ()
    ) -> tuple[int, dict[str, Counted]]:
        """Count all matches, and the values of fields over them: for each field a number of values, the most frequent or
        the highest ones."""


# --- Two questions at a time -------------------------------------------------------------------------------------------


@contextmanager
def meanwhile(ask: Callable[[], Answer]) -> Iterator[Callable[[], Answer]]:
    """Ask a question in a thread of its own while the body runs. The body gets a function that waits for the answer.

    The thread ends before the ``with`` block is left, so a fork never finds it (see ``searcher.Forks``); an error of the body,
    too, waits for that. Where no thread can be had, the question is asked in this one when its answer is wanted.
    """
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(ask())
        except BaseException as error:
            errors.append(error)

    def answer() -> Answer:
        if is_started:
            thread.join()
        elif not answers and not errors:
            run()
        if errors:
            raise errors[0]
        return answers[0]

    thread = threading.Thread(target=copy_context().run, args=(run,), name="shoroku-meanwhile", daemon=True)
    is_started = False
    with suppress(RuntimeError):  # the system has no more threads
        thread.start()
        is_started = True
    try:
        yield answer
    finally:
        if is_started:
            thread.join()


# --- Deadlines --------------------------------------------------------------------------------------------------------


class SearchTimedOut(ShorokuError):
    """A search exceeded its time limit and was stopped."""

    seconds: float

    template = N_("The search took more than {seconds:g} seconds and was stopped. Search for fewer or rarer words.")


#: The time on ``time.monotonic``'s clock at which a search in this context ends, and the seconds that it was given.
DEADLINE: ContextVar[tuple[float, float] | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Give the searches of the body ``seconds`` in all, None for no limit. Those that take longer raise SearchTimedOut."""
    token = DEADLINE.set(None if seconds is None else (time.monotonic() + seconds, seconds))
    try:
        yield
    finally:
        DEADLINE.reset(token)


def seconds_left(deadline: tuple[float, float] | None) -> float | None:
    """Return how many seconds a deadline leaves, None for no deadline."""
    return None if deadline is None else deadline[0] - time.monotonic()


def check_deadline() -> None:
    """Raise SearchTimedOut if the time of this context is up."""
    deadline = DEADLINE.get()
    if deadline is not None and time.monotonic() > deadline[0]:
        raise SearchTimedOut(seconds=deadline[1])
