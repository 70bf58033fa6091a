"""What a run of a harvest did."""

from typing import NamedTuple

from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.readers.intake import Reject


class Tally(NamedTuple):
    """What a harvest gave: records by what became of them."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    rejected: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Return the sum of both."""
        return Tally(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Result(NamedTuple):
    """What a run did. ``interrupted`` tells that it was asked to stop and goes on when run again."""

    tally: Tally
    rejects: list[Reject]
    warnings: list[ShorokuError]
    interrupted: bool = False
