"""The lexicon of a library: translations learned from its own bilingual records, kept beside the index.

``building.py`` builds it. A generation of the index has one lexicon file, a sorted table (``analyzers/sorted_table.py``)
that is named by the change of the store that it reflects and never changed. A newer lexicon has another name and takes
effect with the state of the generation, so a reader sees one or the other; a file that a killed run leaves is removed by
the next run. Withdrawing a source and ``reindex`` make a new generation, and so a new lexicon: no word outlives its source.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from shoroku.analyzers import latin, sorted_table
from shoroku.analyzers.sorted_table import Table, TableDamaged
from shoroku.analyzers.synonyms import Language, Translation, decoded
from shoroku.indexer.errors import IndexDamaged

SUFFIX = ".lexicon"

#: Changes when the same records give another lexicon.
VERSION = 4

#: The words of an index that begin in a certain way, as they are written.
Forms = Callable[[str], Iterable[str]]


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

    def translations(self, line: str, into: Language) -> tuple[Translation, ...]:
        """Return what stands under a key of the table (``analyzers.synonyms.key``), best first; nothing if none does.

        Raises IndexDamaged.
        """
        if self._file is None:
            return ()
        try:
            if self._table is None:
                self._table = sorted_table.opened(self._file)
            found = self._table.get(line)
            return tuple(map(self._readable, decoded(found, into))) if found else ()
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


def remove_others(path: Path, made: Made) -> None:
    """Remove the lexicons of a generation that are not in use (any more, or by a run that was killed)."""
    for file in path.glob(f"*{SUFFIX}"):
        if file.name != made.file:
            file.unlink(missing_ok=True)
