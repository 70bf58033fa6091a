"""The lexicon of a library: translations learned from its own bilingual records, stored beside the index.

``building.py`` builds it. Each generation of the index has one lexicon file, a sorted table
(``analyzers/sorted_table.py``). The file is named by the store's change number that it reflects, and it is never modified.
A newer lexicon is another file and takes effect with the state of the generation, so a reader sees either the old one or
the new one. If a run is killed, the next run removes its unused file. Withdrawing a source and ``reindex`` make a new
generation and with it a new lexicon, so no translation outlives the source that it was learned from.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from shoroku.analyzers import latin, sorted_table
from shoroku.analyzers.sorted_table import Table, TableDamaged
from shoroku.analyzers.synonyms import Language, Translation, decoded
from shoroku.indexer.errors import IndexDamaged

SUFFIX = ".lexicon"

#: The key of the number of records that the lexicon was learned from. Other keys begin with a language.
TEXTS = "-"

#: Raise it when the same records give another lexicon.
VERSION = 8

T = TypeVar("T")

#: Returns the word forms of the index that begin with a prefix.
Forms = Callable[[str], Iterable[str]]


class Made(msgspec.Struct, frozen=True):
    """A lexicon's file name ("" if the library has no bilingual records), and the number of changes since it was built."""

    file: str = ""
    changes: int = 0


class Lexicon:
    """The lexicon of one state of the index. Opened on first use; thread-safe."""

    def __init__(self, library: Path, path: Path, made: Made, forms: Forms = lambda beginning: ()) -> None:
        """``forms`` completes stems to words for display."""
        self._library, self._file, self._forms = library, path / made.file if made.file else None, forms
        self._table: Table | None = None

    def translations(self, line: str, into: Language) -> tuple[Translation, ...]:
        """Return the translations for a key (``analyzers.synonyms.key``), the best first. Raises IndexDamaged."""
        return tuple(map(self._readable, self.entries(line, into)))

    def entries(self, line: str, into: Language) -> tuple[Translation, ...]:
        """Return the same without the words to display, which cost more than the rest. Raises IndexDamaged."""
        return self._read(line, lambda found: tuple(decoded(found, into))) or ()

    def texts(self) -> int:
        """Return the number of records that the lexicon was learned from. Raises IndexDamaged."""
        return self._read(TEXTS, int) or 0

    def _read(self, line: str, read: Callable[[str], T]) -> T | None:
        if self._file is None:
            return None
        try:
            if self._table is None:
                self._table = sorted_table.opened(self._file)
            found = self._table.get(line)
            return read(found) if found else None
        except FileNotFoundError:  # a newer lexicon has just replaced it; the next search will use that
            self._file = None
            return None
        except (OSError, TableDamaged, ValueError) as error:
            raise IndexDamaged(path=str(self._library), reason=f"{self._file.name}: {error}") from error

    def _readable(self, translation: Translation) -> Translation:
        """Replace an English stem by a word form of the index, if the titles did not give the word."""
        if translation.written != translation.terms[0] or not translation.written.isascii():
            return translation
        beginning = translation.written[:-1] if translation.written.endswith("i") else translation.written
        return translation._replace(written=latin.readable(translation.written, self._forms(beginning)))


def remove_others(path: Path, made: Made) -> None:
    """Remove unused lexicons of a generation: older ones, and those left by a killed run."""
    for file in path.glob(f"*{SUFFIX}"):
        if file.name != made.file:
            file.unlink(missing_ok=True)
