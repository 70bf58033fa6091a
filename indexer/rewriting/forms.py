"""Finding the word forms that go with a deleted document although other records contain them, to put them back.

The index stores a word form only with the first record in which a worker meets it (``worker.py``). So if that record is deleted,
the form must be stored with another one. Records with a term that the form can have are searched for, and their texts are read.
A rare form of a word that is in very many records may be missed: no more than ``_MOST`` records are read.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

import tantivy

from shoroku.analyzers import word_forms
from shoroku.analyzers.latin import TERMS
from shoroku.corpus.record import Record
from shoroku.corpus.store.store import Store
from shoroku.indexer import fields
from shoroku.indexer.documents import texts_with_forms

#: In how many records with its term a form is looked for at first, then in the others.
_TRIES = (1, 8, 64)
#: How many records are read in all, which takes some seconds. Most forms that stay are in the first records with their term.
_MOST = 30_000
#: Records that are read at a time.
_BATCH = 400
#: Up to this number of forms, it is faster to look for each in a text before the text is split into words.
_FEW = 50
#: Fields with the terms of words that have forms; the last one only where workers analyze records.
_WITH_FORMS = (fields.TEXT_JA, fields.TEXT_EN, fields.CONTEXT)
_JOINERS = str.maketrans("", "", "-'")


def held(searcher: tantivy.Searcher, among: tantivy.Query | None = None) -> set[str]:
    """Return the word forms of an index, or those of the documents that match ``among``."""
    return {form for form, _ in searcher.terms_with_prefix(fields.FORM, "", among)}


def search(
    store: Store,
    wanted: Iterable[str],
    schema: tantivy.Schema,
    segments: Iterable[tantivy.Searcher],
    deleted: Collection[int],
    *,
    in_context: bool,
) -> Iterator[list[int]]:
    """Look for word forms in the records of one segment after the other, without the ``deleted`` records.

    Yield the numbers of each segment's records that contain forms that no record before contains. ``in_context``: also in
    the context of works, whose words a worker meets, too. Raises StoreDamaged.
    """
    left, looked_in = set(wanted), _Looking(store, schema, deleted, in_context)
    for searcher in segments:
        found = []
        for seq, forms in looked_in.segment(searcher, left):
            found.append(seq)
            left -= forms
        yield found


def strays(searcher: tantivy.Searcher) -> list[str]:
    """Return the word forms of an index whose words are in none of its documents."""
    return [
        form
        for form in sorted(held(searcher))
        if not any(searcher.doc_freq(field, term) for term in terms_of(form) for field in _WITH_FORMS)
    ]


class _Looking:
    """A search for word forms in records."""

    def __init__(self, store: Store, schema: tantivy.Schema, deleted: Collection[int], in_context: bool) -> None:
        self._store, self._schema, self._deleted, self._in_context = store, schema, deleted, in_context
        self._left = _MOST
        self._fields = _WITH_FORMS if in_context else _WITH_FORMS[:2]

    def segment(self, searcher: tantivy.Searcher, wanted: set[str]) -> Iterator[tuple[int, set[str]]]:
        """Yield records of a segment that contain ``wanted`` forms, with these forms; the caller removes these."""
        queries = {form: query for form in wanted if (query := self._query(form, searcher))}
        asked: set[tuple[int, str]] = set()
        for tries in (*_TRIES, searcher.num_docs):
            limit = max(1, min(tries, max(_TRIES[-1], self._left // (len(queries) or 1))))
            queue: dict[int, set[str]] = {}
            for form, query in list(queries.items()):
                hits = searcher.search(query, limit, count=False).hits
                for seq in searcher.fast_field_values(fields.SEQ, [address for _, address in hits]):
                    if (number := int(seq or 0)) not in self._deleted and (number, form) not in asked:
                        queue.setdefault(number, set()).add(form)
                if len(hits) < limit:
                    del queries[form]
            asked.update((number, form) for number, some in queue.items() for form in some)
            yield from self._read(queue, wanted)
            for form in queries.keys() - wanted:
                del queries[form]

    def _query(self, form: str, searcher: tantivy.Searcher) -> tantivy.Query | None:
        """Return the query for documents with a term that a word with this form can have; None if there are none."""
        parts = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, term, "basic"))
            for term in terms_of(form)
            for field in self._fields
            if searcher.doc_freq(field, term)
        ]
        return tantivy.Query.const_score_query(tantivy.Query.boolean_query(parts), 0.0) if parts else None

    def _read(self, queue: dict[int, set[str]], wanted: set[str]) -> Iterator[tuple[int, set[str]]]:
        """Read records in which forms are to be looked for; the caller removes from ``wanted`` what is found."""
        order = iter(queue)
        while self._left > 0 and (batch := list(islice(order, _BATCH))):
            self._left -= len(batch)
            batch = [seq for seq in batch if not wanted.isdisjoint(queue[seq])]
            for seq, record in self._store.records(batch).items():
                if found := self._found(record, wanted, queue[seq] & wanted):
                    yield seq, found

    def _found(self, record: Record, wanted: set[str], expected: set[str]) -> set[str]:
        """Return which of the ``wanted`` forms a record contains: at least those ``expected``, all if many are wanted."""
        found = set()
        for text in texts_with_forms(record, in_context=self._in_context):
            if len(wanted) <= _FEW and text.isascii():
                squeezed = text.lower().translate(_JOINERS)
                if not any(form in squeezed for form in expected):
                    continue
            found |= word_forms(text) & wanted
        return found


def terms_of(form: str) -> set[str]:
    """Return the terms that a word with this form can have: a form does not show whether its s was a possessive."""
    return {TERMS[form], TERMS[form[:-1]]} if form.endswith("s") and len(form) > 1 else {TERMS[form]}
