"""Builds the lexicon of a library from its index. ``lexicon.py`` reads it.

Translations of single words are learned from titles and abstracts (``alignment.py``), those of compounds from titles and
subjects (``mining.py``).

The lexicon is rebuilt from the texts in the index. In a large library, a few changes do not rebuild it: the old one is kept
until a twentieth of the records have changed. In a very large library, it is built from a sample, which depends only on the
records.
"""

import gc
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import tantivy

from shoroku.analyzers import sorted_table
from shoroku.analyzers.synonyms import Language, Translation, encoded, key
from shoroku.indexer import fields, snapshot
from shoroku.indexer.bilingual.alignment import Alignment, align
from shoroku.indexer.bilingual.lexicon import SUFFIX, Made
from shoroku.indexer.bilingual.mining import Mining
from shoroku.indexer.bilingual.mining import terms as terms_of
from shoroku.indexer.bilingual.parallels import PAIR, WHOLE, is_translatable
from shoroku.indexer.writing import write

#: Up to _FEW bilingual records, every run rebuilds the lexicon; beyond that, only after one in _SHARE has changed.
_FEW, _SHARE = 5_000, 20
#: Maximum size of the sample in records, and how many of these include their abstracts.
_MOST, _MOST_WHOLE = 24_000, 8_000
#: Maximum number of translations for a word, compounds not counted.
_MOST_OF_A_WORD = 6
#: How many records must support a certain translation: _SURE, or _SURE_OF_FEW if fewer than _FEW_TO_LEARN_FROM records are
#: bilingual. In a large library, two records can agree by chance.
_SURE, _SURE_OF_FEW, _FEW_TO_LEARN_FROM = 3, 2, 1_000
_DIGITS = "0123456789abcdef"


def renewed(path: Path, made: Made, changed: int, change: int) -> Made:
    """Rebuild the lexicon of a generation if that is due; return the lexicon that is then valid.

    ``made`` is the previous lexicon, ``changed`` the number of new changes, ``change`` the number of the last one. The
    index must be committed, but may be merging segments. It is therefore opened separately: tantivy cannot delete files
    that the writer's own index still reads. The old lexicon file stays. Raises OSError, ValueError.
    """
    searcher = snapshot.ready(path).searcher()
    texts = sum(searcher.doc_freq(fields.PARALLEL, f"{fields.MARK}{digit}") for digit in _DIGITS)
    changes = made.changes + changed
    if texts > _FEW and made.file and changes * _SHARE < texts:
        return Made(made.file, changes)
    content = packed(searcher)
    if not content:
        return Made()
    file = path / f"{change}{SUFFIX}"
    write(file, content)
    return Made(file.name)


def packed(searcher: tantivy.Searcher) -> bytes:
    """Build the lexicon from an index; return the content of its file, empty if no translation was learned."""
    collecting = gc.isenabled()
    gc.disable()  # nothing here makes reference cycles, and the collector would traverse millions of numbers
    try:
        texts, pairs = [], []
        for record in _records(searcher):
            texts.append(record.texts)
            if record.pairs:
                pairs.append(record.pairs)
        lines = _lines(align(texts, is_translatable), Mining(pairs), len(texts))
    finally:
        if collecting:
            gc.enable()
    return sorted_table.packed(lines) if lines else b""


def _lines(alignment: Alignment, mining: Mining, records: int) -> list[tuple[str, str]]:
    least = _SURE_OF_FEW if records < _FEW_TO_LEARN_FROM else _SURE
    found: dict[tuple[Language, str], list[Translation]] = {}
    for into, words in alignment.into.items():
        held_by = alignment.records["en" if into == "ja" else "ja"]
        written = mining.written(into)
        for word, others in words.items():
            found[into, word] = [
                Translation((term,), probability, written.get(term, term), both, held_by[word], both >= least)
                for term, probability, both in others[:_MOST_OF_A_WORD]
            ]
    for into, terms, compounds in mining.translations(least, alignment.records):
        found.setdefault((into, " ".join(terms)), []).extend(compounds)
    return [(key((words,), into), encoded(others, into)) for (into, words), others in found.items()]


class _Record(NamedTuple):
    """A bilingual record: its Japanese and its English terms, and its parallel titles and subjects."""

    texts: tuple[str, str]
    pairs: list[str]


def _records(searcher: tantivy.Searcher) -> Iterator[_Record]:
    """Yield the bilingual records in the order of their checksums; if there are too many, only the first ones."""
    count = whole = 0
    for digit in _DIGITS:
        term = f"{fields.MARK}{digit}"
        count += searcher.doc_freq(fields.PARALLEL, term)
        if count > _MOST and digit != _DIGITS[0]:
            return
        query = tantivy.Query.term_query(fields.schema(), fields.PARALLEL, term, "basic")
        hits = searcher.search(query, max(searcher.num_docs, 1), count=False).hits
        documents = (searcher.doc(address) for _, address in hits)
        for text, document in sorted(
            ((_text(document, fields.PARALLEL), document) for document in documents), key=itemgetter(0)
        ):
            head, *pairs = text.split(PAIR)
            if head.endswith(WHOLE) and whole < _MOST_WHOLE:
                whole += 1
                yield _Record((_text(document, fields.TEXT_JA), _text(document, fields.TEXT_EN)), pairs)
            elif pairs:
                yield _Record(terms_of(pairs), pairs)


def _text(document: tantivy.Document, field: str) -> str:
    return str(document.get_first(field) or "")
