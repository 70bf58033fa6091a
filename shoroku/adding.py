"""Records into a library: batch after batch, each committed before the index follows (``Library.add``)."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from shoroku.corpus.readers.intake import Batch, Reject, Repair
from shoroku.corpus.store.store import Outcome, Store

#: Called while records are taken: how many so far.
Progress = Callable[[int], None]


class Added(NamedTuple):
    """What ``Library.add`` did. With ``strict`` and rejects, nothing was taken: the outcome is all zero."""

    outcome: Outcome
    rejects: list[Reject]
    repairs: list[Repair]


def batch_by_batch(store: Store, batches: Iterable[Batch], progress: Progress) -> Iterator[Added]:
    """Take batch after batch, each in a commit of its own; yield what was done so far."""
    added = Added(Outcome(), [], [])
    seen = 0
    for batch in batches:
        outcome = store.take(batch.contributions)
        added.rejects.extend(batch.rejects)
        added.repairs.extend(batch.repairs)
        added = added._replace(outcome=added.outcome + outcome)
        seen += len(batch.contributions) + len(batch.rejects)
        progress(seen)
        yield added


class _RefusedError(Exception):
    """Ends the transaction of a strict run that met a reject."""


def all_or_nothing(store: Store, batches: Iterable[Batch], progress: Progress) -> Added:
    """Take all batches in one commit; nothing at all if there is one reject."""
    added = Added(Outcome(), [], [])
    try:
        with store.transaction():
            for added in batch_by_batch(store, batches, progress):  # noqa: B007 (the last one is the result)
                pass
            if added.rejects:
                raise _RefusedError
    except _RefusedError:
        added = Added(Outcome(), added.rejects, added.repairs)
    return added
