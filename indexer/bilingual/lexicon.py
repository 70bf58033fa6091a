"""The lexicon of a library's own, beside its index: what its bilingual records tell of words.

Single words are learned from whole records, titles and abstracts (``alignment.py``), compounds from titles and subjects
(``mining.py``). A generation of the index has one such file, a table (``analyzers/sorted_table.py``) named by the change
of the store that it reflects, and never changed: a newer one gets another name, and takes its place with the generation's
state. So a reader has the one or the other, and a run that is killed leaves a file that the next run removes.

It is made anew from what the index keeps. Where that would be much for few changes it is left as it is until more have
come, and then lacks a twentieth of the records at most. Of more records than are needed, a sample is read that depends
on the records alone. Withdrawing a source and ``reindex`` make a new generation, and so a new lexicon: no word outlives
its source.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import msgspec
import tantivy

from shoroku.analyzers import latin, sorted_table
from shoroku.analyzers.sorted_table import Table, TableDamaged
from shoroku.analyzers.translations import Language, Translation, decoded, encoded, key
from shoroku.indexer import fields
from shoroku.indexer.bilingual.alignment import Alignment, align
from shoroku.indexer.bilingual.mining import Mining
from shoroku.indexer.bilingual.mining import terms as terms_of
from shoroku.indexer.bilingual.parallels import PAIR, WHOLE, is_translatable
from shoroku.indexer.errors import IndexDamaged
from shoroku.indexer.writing import write

SUFFIX = ".lexicon"

#: Changes when the same records give another lexicon.
VERSION = 2

#: The words of an index that begin in a certain way, as they are written.
Forms = Callable[[str], Iterable[str]]

#: With so few records a lexicon is always made anew; with more, when one in so many may have changed.
_FEW, _SHARE = 5_000, 20
#: So many records are learned from at most, of so many the abstracts too.
_MOST, _MOST_WHOLE = 24_000, 8_000
#: Translations of one word that are kept, besides compounds.
_MOST_OF_A_WORD = 6
#: Records that a translation needs to be sure: in a large library two say the same by chance.
_SURE, _SURE_OF_FEW, _FEW_TO_LEARN_FROM = 3, 2, 1_000
_DIGITS = "0123456789abcdef"


class Made(msgspec.Struct, frozen=True):
    """A lexicon that was made: its file, "" if there was nothing to make one from, and how many changes of records
    have come since, which it does not reflect."""

    file: str = ""
    changes: int = 0


class Lexicon:
    """The lexicon of one state of the index. Opened when it is first asked; safe for threads."""

    def __init__(self, library: Path, path: Path, made: Made, forms: Forms = lambda beginning: ()) -> None:
        """``forms`` gives the words of the index that begin so, as they are written."""
        self._library, self._file, self._forms = library, path / made.file if made.file else None, forms
        self._table: Table | None = None

    def translations(self, terms: tuple[str, ...], into: Language) -> tuple[Translation, ...]:
        """Return what ``terms``, side by side, are in the other language, best first; none if that is not known.

        Raises IndexDamaged.
        """
        if self._file is None:
            return ()
        try:
            if self._table is None:
                self._table = sorted_table.opened(self._file)
            line = self._table.get(key(terms, into))
            return tuple(map(self._readable, decoded(line, into))) if line else ()
        except FileNotFoundError:  # a newer one has just taken its place; the next search will see that
            self._file = None
            return ()
        except (OSError, TableDamaged, ValueError) as error:
            raise IndexDamaged(path=str(self._library), reason=f"{self._file.name}: {error}") from error

    def _readable(self, translation: Translation) -> Translation:
        """Write an English stem of which no title says how it is written as a word of the index is."""
        if translation.written != translation.terms[0] or not translation.written.isascii():
            return translation
        beginning = translation.written[:-1] if translation.written.endswith("i") else translation.written
        return translation._replace(written=latin.readable(translation.written, self._forms(beginning)))


def renewed(path: Path, made: Made, changed: int, change: int) -> Made:
    """Make the lexicon of a generation anew if that is due, and return the one that it has then.

    ``made`` is the one that it had, ``changed`` how many changes have come now, ``change`` the last of them. The index
    must be committed; it may be merging segments meanwhile, so it is opened here once more, for what the writer's own
    index still reads cannot be tidied up. The old file stays. Raises OSError, ValueError.
    """
    index = tantivy.Index.open(str(path))
    fields.register_tokenizers(index)
    searcher = index.searcher()
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
    """Return the lexicon of what an index holds, as a file's content; empty if nothing can be told."""
    collecting = gc.isenabled()
    gc.disable()  # what is made here has no cycles, and the collector would walk through millions of numbers
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
    found: dict[tuple[Language, str], list[Translation]] = {}
    for into, words in alignment.into.items():
        held_by = alignment.records["en" if into == "ja" else "ja"]
        for word, others in words.items():
            found[into, word] = [
                Translation(
                    (one.term,), one.probability, mining.written(one.term, into) or one.term, one.records, held_by[word]
                )
                for one in others[:_MOST_OF_A_WORD]
            ]
    for into, terms, compounds in mining.translations():
        found.setdefault((into, " ".join(terms)), []).extend(compounds)
    least = _SURE_OF_FEW if records < _FEW_TO_LEARN_FROM else _SURE
    return [
        (key((words,), into), encoded((one._replace(is_sure=one.records >= least) for one in others), into))
        for (into, words), others in found.items()
    ]


def remove_others(path: Path, made: Made) -> None:
    """Remove the lexicons of a generation that are not in use (any more, or by a run that was killed)."""
    for file in path.glob(f"*{SUFFIX}"):
        if file.name != made.file:
            file.unlink(missing_ok=True)


class _Record(NamedTuple):
    """A record to learn from: its Japanese and its English terms, and its pairs of titles and subjects."""

    texts: tuple[str, str]
    pairs: list[str]


def _records(searcher: tantivy.Searcher) -> Iterator[_Record]:
    """Yield the records to learn from, in the order of their checksums: all, or of too many those with the lowest."""
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
