"""What a word is in the other language, from all that is known: the library's own titles and the dictionary together."""

from functools import lru_cache
from typing import Literal

import msgspec

from shoroku.analyzers import synonyms
from shoroku.analyzers.translations import Language, decoded, key
from shoroku.analyzers.translations import Translation as Known
from shoroku.indexer.bilingual.lexicon import Lexicon

Origin = Literal["library", "dictionary", "both", "itself"]

#: Translations of one word.
MOST = 6


class Translation(msgspec.Struct, frozen=True):
    """What a word may be in the other language.

    ``terms`` stand side by side in the index; ``written`` is how they are read. ``weight`` is how sure it is, to 1.
    ``origin`` tells who says so ("itself" is a word that is the same in both languages), ``records`` how many records'
    titles or subjects do.
    """

    terms: tuple[str, ...]
    weight: float
    written: str
    origin: Origin
    records: int = 0


class Bilingual:
    """Translations for searches over one state of an index. Safe for threads."""

    def __init__(self, own: Lexicon) -> None:
        self._own = own
        self.translations = lru_cache(4096)(self._translations)

    def _translations(self, terms: tuple[str, ...], into: Language) -> tuple[Translation, ...]:
        """Return what ``terms``, side by side, are in the other language, best first; none where that is not known.

        Raises IndexDamaged.
        """
        line = synonyms.translations().get(key(terms, into))
        found = {one.terms: _from(one, "dictionary") for one in (decoded(line, into) if line else ())}
        for one in self._own.translations(terms, into):
            other = found.get(one.terms)
            if other:
                one = one._replace(weight=max(one.weight, other.weight))
            found[one.terms] = _from(one, "both" if other else "library")
        best = sorted(found.values(), key=lambda one: (-one.weight, -one.records, one.terms))
        return tuple(best[:MOST])


def _from(one: Known, origin: Origin) -> Translation:
    return Translation(one.terms, one.weight, one.written, origin, one.records)
