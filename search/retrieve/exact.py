"""Exact forms of words: the index has only stems, so its matches are verified in the records' texts."""

import re
from collections.abc import Iterable, Iterator

from shoroku.analyzers.latin import JAPANESE
from shoroku.analyzers.normalize import normalize
from shoroku.corpus.record import Record, Text
from shoroku.corpus.records import Records
from shoroku.corpus.roles import contributing_people
from shoroku.indexer import fields
from shoroku.search.engine.expressions import NOTHING, AnyTerm, Combination, Expression, Unscored
from shoroku.search.index_view import IndexView

#: Maximum number of records that are read for an exact word, the best first.
MOST_READ = 5_000
_BATCH = 500


def exactly(found: Expression, text: str, field: str, view: IndexView, store: Records) -> tuple[Expression, bool]:
    """Return the expression for those records that ``found`` finds and that hold ``text`` as it is written, in any case
    and width; and whether all that it finds were read."""
    hits = view.engine.top(found, MOST_READ + 1)
    seqs = view.engine.seqs(hits.addresses[:MOST_READ])
    form = _form(text)
    kept = [
        seq
        for start in range(0, len(seqs), _BATCH)
        for seq, record in store.records(seqs[start : start + _BATCH]).items()
        if any(form.search(_compared(one.value)) for one in _texts(record, field))
    ]
    exact = AnyTerm(fields.SEQ, kept) if kept else NOTHING
    return Combination(must=[found, Unscored(exact)]), len(hits.addresses) <= MOST_READ


def _form(text: str) -> re.Pattern[str]:
    """Return an expression for ``text``: words of a spaced script end where letters do, Japanese ones anywhere."""
    words = r"\s+".join(map(re.escape, _compared(text).split()))
    first, last = rf"(?<![^\W{JAPANESE}])", rf"(?![^\W{JAPANESE}])"
    begins, ends = (re.match(f"[^\\W{JAPANESE}]", one) for one in (_compared(text)[:1], _compared(text)[-1:]))
    return re.compile((first if begins else "") + words + (last if ends else ""))


def _compared(text: str) -> str:
    return normalize(text).text.casefold()


def _texts(record: Record, field: str) -> Iterator[Text]:
    """Yield the texts of a record that a field of a query means."""
    parts: dict[str, Iterable[Text]] = {
        "title": record.titles,
        "abstract": record.abstracts,
        "subject": record.subjects,
        "publisher": (*record.publishers, *((*record.journals,) if not field else ())),
        "affiliation": (text for person in record.creators for text in person.affiliations),
        "author": (text for person in (*record.creators, *contributing_people(record)) for text in person.names),
    }
    meant = {"tiab": ("title", "abstract", "subject"), "": tuple(parts)}.get(field, (field,))
    for part in meant:
        yield from parts[part]
