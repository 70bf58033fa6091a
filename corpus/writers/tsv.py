"""TSV: the columns of CSV, separated by tabs (IANA text/tab-separated-values); every value is on one line."""

from collections.abc import Iterable, Iterator

from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.record import Record
from shoroku.corpus.writers.csv_ import rows
from shoroku.corpus.writers.writer import Writer


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the names of the columns, then a row for each record."""
    return rows(records, "\t", one_line)


WRITER = Writer("tsv", ".tsv", "text/tab-separated-values; charset=utf-8", write, spreadsheet=True)
