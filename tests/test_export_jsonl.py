"""JSON Lines out: nothing is lost. And what all writers have in common."""

import pytest
from hypothesis import given, settings

from shoroku import Record, Text, UnknownWriter
from shoroku.corpus import writers
from tests.export_records import read, records, written


@settings(max_examples=150, deadline=None)
@given(records)
def test_what_is_written_is_the_same_again(record: Record) -> None:
    """Every field of a record comes back as it was."""
    assert read("jsonl", written("jsonl", record)) == [record]


def test_every_writer_has_its_name() -> None:
    """A writer is found by its name, and the module's name is the format's."""
    assert writers.names() == ("bibtex", "csl-json", "csv", "jsonl", "md", "nbib", "ris", "tsv")
    assert [writers.named(name).name for name in writers.names()] == list(writers.names())


def test_an_unknown_format() -> None:
    """A name that no writer has is refused, with those that there are."""
    with pytest.raises(UnknownWriter, match="bibtex, csl-json"):
        writers.named("docx")
    with pytest.raises(UnknownWriter):
        writers.named("writer")


@pytest.mark.parametrize("name", writers.names())
def test_records_are_taken_one_by_one(name: str) -> None:
    """A writer asks for the next record only when it has handed on what came before."""
    asked = 0

    def endless() -> object:
        nonlocal asked
        while True:
            asked += 1
            yield Record(id=f"{asked}", titles=(Text("A", "en"),))

    pieces = writers.named(name).write(endless())  # type: ignore[arg-type]
    for _ in range(5):
        next(pieces)
    assert asked <= 6
