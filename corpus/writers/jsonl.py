"""The project's own, lossless format: one record per line, as described in docs/jsonl.md."""

from collections.abc import Iterable, Iterator

from shoroku.corpus.normalize.json_escapes import escaped_json
from shoroku.corpus.record import Record, encode
from shoroku.corpus.writers.writer import Writer


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield a line for each record."""
    for record in records:
        yield escaped_json(encode(record)) + b"\n"


WRITER = Writer("jsonl", ".jsonl", "application/jsonl", write)
