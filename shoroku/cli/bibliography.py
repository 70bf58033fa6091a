"""The line that tells where a work stands: journal volume(issue), pages, year."""

from shoroku.cli.safe import safe
from shoroku.corpus.record import Record, in_language


def citation(record: Record) -> str:
    """Return the line, of what is known; "" where nothing is."""
    journal = in_language(record.journals, record.language)
    number = f"{record.volume}({record.issue})" if record.issue else record.volume
    where = " ".join(filter(None, (journal, number)))
    return safe(", ".join(filter(None, (where, record.pages, str(record.year or "")))))
