"""Numbers that sources state: whole, and no larger than every program can hold."""

import io

import pytest

from shoroku import Count, WrongType
from shoroku.corpus.normalize.counts import stated
from shoroku.corpus.readers.json_formats import crossref, jsonl
from shoroku.corpus.record import LARGEST_COUNT

NUMBERS = [
    (3, 3),
    ("14820000", 14820000),
    (0, 0),
    (LARGEST_COUNT, LARGEST_COUNT),
    (LARGEST_COUNT + 1, None),
    (10**40, None),
    ("1" * 5_000, None),
    (-1, None),
    (True, None),
    (1.5, None),
    ("many", None),
    ("３", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("value", "expected"), NUMBERS)
def test_a_count(value: object, expected: int | None) -> None:
    """A whole number is a count, from a string or not; anything else is none."""
    assert stated("cited-by", value, "X", "2026") == (
        () if expected is None else (Count("cited-by", expected, "X", "2026"),)
    )


def test_a_number_too_large_does_not_end_a_file() -> None:
    """A work with such a number is read without it; a line of our own with one is rejected, and the next one is read."""
    work = b'{"DOI": "10.5555/a", "title": ["A"], "is-referenced-by-count": ' + b"9" * 60 + b', "reference-count": 0}'
    (item,) = crossref.read(io.BytesIO(work))
    assert item.record is not None
    assert item.record.counts == ()
    lines = b'{"title": "A", "counts": [{"kind": "x", "value": ' + b"9" * 60 + b'}]}\n{"title": "B"}\n'
    first, second = jsonl.read(io.BytesIO(lines))
    assert isinstance(first.error, WrongType)
    assert second.record is not None
