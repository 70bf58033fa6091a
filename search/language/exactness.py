"""Words in exactly one form, which the index of stems cannot tell: what it finds is held against the records' texts."""

import re
from collections.abc import Iterable, Iterator

import tantivy

from shoroku.analyzers.latin import JAPANESE
from shoroku.analyzers.normalize import normalize
from shoroku.corpus.record import Record, Text
from shoroku.corpus.store.store import Store
from shoroku.indexer import fields

#: So many records are read for one exact word; of more, those that fit it best.
MOST_READ = 5_000
_BATCH = 500


class Exactness:
    """Reads the records of one library, of one state of its index."""

    def __init__(self, store: Store, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._store, self._schema, self._searcher = store, schema, searcher

    def narrowed(self, found: tantivy.Query, text: str, field: str) -> tuple[tantivy.Query, bool]:
        """Return the query for those records that ``found`` finds and that hold ``text`` as it is written, in any case
        and width; and whether all that it finds were read."""
        result = self._searcher.search(found, MOST_READ + 1)
        addresses = [address for _, address in result.hits[:MOST_READ]]
        seqs = [int(seq or 0) for seq in self._searcher.fast_field_values(fields.SEQ, addresses)]
        form = _form(text)
        kept = [
            seq
            for start in range(0, len(seqs), _BATCH)
            for seq, record in self._store.records(seqs[start : start + _BATCH]).items()
            if any(form.search(_compared(one.value)) for one in _texts(record, field))
        ]
        exact = tantivy.Query.term_set_query(self._schema, fields.SEQ, kept) if kept else tantivy.Query.empty_query()
        both = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, found),
                (tantivy.Occur.Must, tantivy.Query.const_score_query(exact, 0.0)),
            ]
        )
        return both, len(result.hits) <= MOST_READ


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
        "author": (text for person in record.creators for text in person.names),
    }
    meant = {"tiab": ("title", "abstract", "subject"), "": tuple(parts)}.get(field, (field,))
    for part in meant:
        yield from parts[part]
