"""The lexicon of a library's own, beside its index: what its bilingual titles and subjects tell of words (``mining.py``).

A generation of the index has one such file, a table (``analyzers/sorted_table.py``) named by the change of the store that it
reflects, and never changed: a newer one gets another name, and takes its place with the generation's state. So a reader
has the one or the other, and a run that is killed leaves a file that the next run removes.

It is made anew from the texts that the index keeps, which takes a second for twenty thousand. Where that would be much
for few changes it is left as it is until more have come, and then lacks a twentieth of the texts at most. Withdrawing a
source and ``reindex`` make a new generation, and so a new lexicon: no word outlives its source.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import tantivy

from shoroku.analyzers import sorted_table
from shoroku.analyzers.sorted_table import Table, TableDamaged
from shoroku.analyzers.translations import Language, Translation, decoded, encoded, key
from shoroku.indexer import fields
from shoroku.indexer.bilingual.mining import mine
from shoroku.indexer.errors import IndexDamaged
from shoroku.indexer.writing import write

SUFFIX = ".lexicon"

#: With so few texts a lexicon is always made anew; with more, when one in so many may have changed.
_FEW, _SHARE = 5_000, 20


class Made(msgspec.Struct, frozen=True):
    """A lexicon that was made: its file, "" if there was nothing to make one from, and how many changes of records
    have come since, which it does not reflect."""

    file: str = ""
    changes: int = 0


class Lexicon:
    """The lexicon of one state of the index. Opened when it is first asked; safe for threads."""

    def __init__(self, library: Path, path: Path, made: Made) -> None:
        self._library, self._file = library, path / made.file if made.file else None
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
            return decoded(line, into) if line else ()
        except FileNotFoundError:  # a newer one has just taken its place; the next search will see that
            self._file = None
            return ()
        except (OSError, TableDamaged, ValueError) as error:
            raise IndexDamaged(path=str(self._library), reason=f"{self._file.name}: {error}") from error


def renewed(path: Path, made: Made, changed: int, change: int) -> Made:
    """Make the lexicon of a generation anew if that is due, and return the one that it has then.

    ``made`` is the one that it had, ``changed`` how many changes have come now, ``change`` the last of them. The index
    must be committed; it may be merging segments meanwhile, so it is opened here once more, for what the writer's own
    index still reads cannot be tidied up. The old file stays. Raises OSError, ValueError.
    """
    index = tantivy.Index.open(str(path))
    fields.register_tokenizers(index)
    searcher = index.searcher()
    texts = searcher.doc_freq(fields.PARALLEL, fields.MARK)
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
    lines = [(key(terms, into), encoded(found, into)) for into, terms, found in mine(_texts(searcher))]
    return sorted_table.packed(lines) if lines else b""


def remove_others(path: Path, made: Made) -> None:
    """Remove the lexicons of a generation that are not in use (any more, or by a run that was killed)."""
    for file in path.glob(f"*{SUFFIX}"):
        if file.name != made.file:
            file.unlink(missing_ok=True)


def _texts(searcher: tantivy.Searcher) -> Iterator[str]:
    query = tantivy.Query.term_query(fields.schema(), fields.PARALLEL, fields.MARK, "basic")
    for _, address in searcher.search(query, max(searcher.num_docs, 1), count=False).hits:
        yield str(searcher.doc(address).get_first(fields.PARALLEL))
