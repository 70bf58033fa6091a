"""In which records a unit occurs: an inverted index of the texts that the lexicon is learned from.

A unit is a term or several adjacent terms. Records are numbered in an order of their own, so that what is learned does not
depend on the order in which they were added.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from shoroku.analyzers.synonyms import LANGUAGES, Language


class Occurrences:
    """The occurrences of one language's units."""

    def __init__(self, texts: Sequence[str]) -> None:
        """``texts``: for each record its terms, separated by spaces."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            for term in set(text.split(" ")):
                found[term].append(number)
        #: The number of records.
        self.count = len(texts)
        #: Term -> the numbers of the records that contain it, in ascending order.
        self.of_term: Mapping[str, list[int]] = dict(found)
        self._texts = [f" {text} " for text in texts]
        self._units: dict[str, frozenset[int]] = {}

    def of(self, unit: str) -> frozenset[int]:
        """Return the numbers of the records that contain a unit, given as its terms with one space between them."""
        found = self._units.get(unit)
        if found is None:
            found = self._units[unit] = frozenset(self._found(unit))
        return found

    def _found(self, unit: str) -> Iterable[int]:
        terms = unit.split(" ")
        if len(terms) == 1:
            return self.of_term.get(unit, ())
        with_all = frozenset.intersection(*map(self.of, terms))
        within, texts = f" {unit} ", self._texts
        return [number for number in with_all if within in texts[number]]


def invert(records: Iterable[tuple[str, tuple[str, str]]]) -> dict[Language, Occurrences]:
    """Return the occurrences of both languages. ``records``: for each record its place in the order (a text to sort by), and
    its Japanese and its English terms."""
    ordered = sorted(records)
    return {language: Occurrences([texts[side] for _, texts in ordered]) for side, language in enumerate(LANGUAGES)}
