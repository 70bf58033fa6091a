"""Builds the lexicon of a library from its index. ``lexicon.py`` reads it.

Translations of single words are learned from titles and abstracts (``alignment.py``), those of compounds from titles and
subjects (``mining.py``).

The lexicon is rebuilt from the texts in the index. In a large library, a few changes do not rebuild it: the old one is kept
until a twentieth of the records have changed. In a very large library, it is built from a sample (``sampling.py``).
"""

import gc
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from shoroku.analyzers import sorted_table
from shoroku.analyzers.synonyms import Language, Translation, encoded, key
from shoroku.indexer import snapshot
from shoroku.indexer.bilingual import sampling
from shoroku.indexer.bilingual.alignment import Alignment, Words, align, linked
from shoroku.indexer.bilingual.candidates import Counted, Link
from shoroku.indexer.bilingual.certainty import certainty, settle
from shoroku.indexer.bilingual.lexicon import SUFFIX, TEXTS, Made
from shoroku.indexer.bilingual.mining import Mined, mined
from shoroku.indexer.bilingual.occurrences import Occurrences, invert
from shoroku.indexer.bilingual.parallels import is_translatable
from shoroku.indexer.bilingual.sampling import Sampled
from shoroku.indexer.writing import write

#: A word is as good a translation as the most probable one if it is nearly as probable.
_NEARLY = 0.8
#: Up to _FEW bilingual records, every run rebuilds the lexicon; beyond that, only after one in _SHARE has changed.
_FEW, _SHARE = 5_000, 20
#: Maximum number of translations for a word, compounds not counted.
_MOST_OF_A_WORD = 6
#: How many records must support a certain translation: _SURE, or _SURE_OF_FEW if fewer than _FEW_TO_LEARN_FROM records are
#: bilingual. In a large library, two records can agree by chance.
_SURE, _SURE_OF_FEW, _FEW_TO_LEARN_FROM = 3, 2, 1_000


class Elsewhere(Protocol):
    """Other processes, which take a share of the work."""

    def mine(self, pairs: list[list[str]]) -> "Future[Mined]":
        """Begin to mine parallel texts (``mining.mined``)."""

    def candidates(self, words: Counted, side: int) -> "Future[list[Link]]":
        """Begin to find the candidates of one language (``candidates.candidates``)."""

    def renew(self) -> None:
        """End the processes when they have answered; further work is for new ones."""


def written(path: Path, content: bytes, change: int) -> Made:
    """Write a lexicon that was built by ``packed`` into a generation, and return it. The old lexicon file stays.

    ``change`` is the number of the last change that it reflects. Raises OSError.
    """
    if not content:
        return Made()
    file = path / f"{change}{SUFFIX}"
    write(file, content)
    return Made(file.name)


def renewed(path: Path, made: Made, changed: int, change: int, elsewhere: Elsewhere | None = None) -> Made:
    """Rebuild the lexicon of a generation if that is due; return the lexicon that is then valid.

    ``made`` is the previous lexicon, ``changed`` the number of new changes, ``change`` the number of the last one. The
    index must be committed, but may be merging segments. It is therefore opened separately: tantivy cannot delete files
    that the writer's own index still reads. The old lexicon file stays. Raises OSError, ValueError.
    """
    searcher = snapshot.ready(path).searcher()
    texts = sampling.count(searcher)
    changes = made.changes + changed
    if texts > _FEW and made.file and changes * _SHARE < texts:
        return Made(made.file, changes)
    return written(path, packed(sampling.sample(searcher), elsewhere), change)


def packed(records: Iterable[Sampled], elsewhere: Elsewhere | None = None) -> bytes:
    """Build the lexicon from records; return the content of its file, empty if no translation was learned.

    ``elsewhere``: other processes, which mine compounds and find candidates while this one aligns words.
    """
    collecting = gc.isenabled()
    gc.disable()  # nothing here makes reference cycles, and the collector would traverse millions of numbers
    try:
        lines = _learned(records, elsewhere)
        return sorted_table.packed(lines) if lines else b""
    finally:
        lines = []  # freed before the collector sees them
        if collecting:
            gc.enable()


def _learned(records: Iterable[Sampled], elsewhere: Elsewhere | None) -> list[tuple[str, str]]:
    texts, pairs = [], []
    for record in records:
        texts.append((record.place, record.texts))
        if record.pairs:
            pairs.append(record.pairs)
    begun = elsewhere.mine(pairs) if elsewhere else None
    occurrences = invert(texts)
    words = Words(occurrences, is_translatable)
    links = linked(words, elsewhere.candidates if elsewhere else None)
    if elsewhere:
        elsewhere.renew()  # in a large library, what they hold is a third of all memory, and segments are being merged
    alignment = align(words, links)
    return _lines(alignment, begun.result() if begun else mined(pairs), occurrences, len(texts))


def _lines(
    alignment: Alignment, compounds: Mined, occurrences: Mapping[Language, Occurrences], texts: int
) -> list[tuple[str, str]]:
    least = _SURE_OF_FEW if texts < _FEW_TO_LEARN_FROM else _SURE
    found: dict[tuple[Language, str], list[Translation]] = {}
    for into, words in alignment.into.items():
        held_by = alignment.records["en" if into == "ja" else "ja"]
        written = compounds.written[into]
        for word, others in words.items():
            of = held_by[word]
            found[into, word] = [
                Translation(
                    (term,), share, written.get(term, term), sampled, of, certainty(both, of, held, least), held
                )
                for term, share, sampled, both, held in others[:_MOST_OF_A_WORD]
            ]
    for into, terms, units in compounds.translations:
        known = found.setdefault((into, " ".join(terms)), [])
        known += [one for one in units if not _is_rivalled(one, known, into, compounds)] if known else units
    settle(found, occurrences, least)
    lines = [(key((words,), into), encoded(others, into)) for (into, words), others in found.items()]
    return [(TEXTS, str(texts)), *lines] if lines else []


def _is_rivalled(compound: Translation, words: Iterable[Translation], into: Language, compounds: Mined) -> bool:
    """Return whether a compound whose words occur only together has no more evidence than another word.

    If 棚田 may be *rice* as well as *terraces*, and there are no other terraces, it is *rice terraces*. But if it may as well be
    *frogs*, nobody knows.
    """
    if " ".join(compound.terms) not in compounds.inseparable[into]:
        return False
    least = _NEARLY * max(one.weight for one in words)
    return {one.terms[0] for one in words if one.weight >= least} != set(compound.terms)
