"""The result of a harvest's run."""

from typing import NamedTuple

from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.readers.intake import Reject


class Tally(NamedTuple):
    """The number of records of a harvest by outcome."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    rejected: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Return the sum of both."""
        return Tally(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Result(NamedTuple):
    """The result of a run. ``interrupted``: it was stopped on request, and continues when it is run again."""

    tally: Tally
    rejects: list[Reject]
    warnings: list[ShorokuError]
    interrupted: bool = False
