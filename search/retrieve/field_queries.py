"""Expressions for words in one field of the query language."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations

from shoroku.analyzers import latin
from shoroku.indexer import fields
from shoroku.indexer.documents import EVERYWHERE
from shoroku.search.engine.expressions import (
    AllOf,
    BestOf,
    Combination,
    Expression,
    SimilarTerm,
    Term,
    TermPattern,
    TermPhrase,
    Unscored,
    none_of,
)
from shoroku.search.index_view import IndexView
from shoroku.search.query.fields import TEXT

#: Field of a query -> fields of the index. The entry with an empty name is for queries without a field.
_INDEXED_AS = {
    "": (fields.TEXT_EN, fields.TEXT_JA, fields.CONTEXT),
    "tiab": (fields.TEXT_EN, fields.TEXT_JA),
    "abstract": (fields.TEXT_EN, fields.TEXT_JA),
    "title": (fields.TITLE_EN, fields.TITLE_JA),
    "subject": (fields.SUBJECT,),
    "affiliation": (fields.AFFILIATION,),
    "publisher": (fields.PUBLISHER_WORDS,),
    "author": (fields.NAME,),
}
assert set(_INDEXED_AS) == TEXT | {""}  # noqa: S101 (no field of the language is forgotten)
#: Fields with positions.
_ORDERED = frozenset({fields.TEXT_EN, fields.TEXT_JA, fields.CONTEXT, fields.TITLE_EN, fields.TITLE_JA})
_LISTED = (fields.TITLE_EN, fields.TITLE_JA, fields.SUBJECT)
#: All orders are tried for a phrase of up to this many words; for a longer one, only the given order and its reverse.
_MOST_TURNED = 3
_MOST_TERMS = 64


class FieldQueries:
    """Makes the expressions for one field of a query, "" for none, over one state of the index.

    Most give several expressions, of which a record must fit one; none, where nothing in the index can.
    """

    def __init__(self, view: IndexView, name: str) -> None:
        self.name = name
        self._engine, self._doc_freq = view.engine, view.engine.doc_freq
        self._fields = _INDEXED_AS[name]

    def term(self, term: str) -> list[Expression]:
        """Return the expressions for records that hold ``term`` here."""
        found: list[Expression] = [Term(field, term) for field in self._fields if self._doc_freq(field, term)]
        return self._in_abstract(found, (term,))

    def terms(self, terms: Iterable[str]) -> list[Expression]:
        """Return the same for any of several terms."""
        return [expression for term in dict.fromkeys(terms) for expression in self.term(term)]

    def phrase(self, terms: Sequence[str], slop: int = 0) -> list[Expression]:
        """Return the expressions for words side by side, or with up to ``slop`` others between, in either order.

        Where a field does not know their order, for all of them.
        """
        terms = terms[:_MOST_TERMS]
        if len(terms) < 2:
            return self.terms(terms)
        found: list[Expression] = []
        for field in self._fields:
            if not all(self._doc_freq(field, term) for term in terms):
                continue
            if field in _ORDERED:
                orders = _orders(terms) if slop else [tuple(terms)]
                found += [TermPhrase(field, order, slop) for order in orders]
            else:
                found.append(AllOf([Term(field, term) for term in terms]))
        return self._in_abstract(found, terms)

    def pattern(self, pattern: str) -> list[Expression]:
        """Return the expressions for any term that a regular expression describes."""
        return [self._in_abstract_by(lambda field: TermPattern(field, pattern))]

    def similar(self, term: str, edits: int) -> list[Expression]:
        """Return the expressions for terms that differ from ``term`` in ``edits`` characters at most."""
        return [self._in_abstract_by(lambda field: SimilarTerm(field, term, edits))]

    # --- The index's dictionary ---------------------------------------------------------------------------------------

    def stems(self, pattern: str, beginning: str, most: int) -> list[str]:
        """Return the terms of words whose whole form ``pattern`` describes, and which begin with ``beginning``.

        The ``most`` frequent ones here.
        """
        fits = re.compile(pattern).fullmatch
        forms = (form for form, _ in self._engine.terms(fields.FORM, beginning) if fits(form))
        counts = {stem: self._count(stem) for stem in dict.fromkeys(latin.TERMS[form] for form in forms)}
        return sorted(filter(counts.get, counts), key=lambda stem: (-counts[stem], stem))[:most]

    def _count(self, term: str) -> int:
        return sum(self._doc_freq(field, term) for field in self._fields)

    def beginning(self, beginning: str, most: int) -> list[str]:
        """Return the terms here that begin so, the most frequent ones; more than ``most`` are cut to ``most`` + 1."""
        found: dict[str, int] = {}
        for field in self._fields:
            for term, count in self._engine.terms(field, beginning, most + 1):
                found[term] = found.get(term, 0) + count
        return sorted(found, key=lambda term: -found[term])[: most + 1]

    # --- Abstracts ----------------------------------------------------------------------------------------------------

    def _in_abstract(self, found: list[Expression], terms: Iterable[str]) -> list[Expression]:
        """Return ``found``, restricted to records in which every term is in an abstract: in no title and no subject, or in
        an abstract as well.

        Function words are everywhere, so they are not checked.
        """
        if not found or self.name != "abstract":
            return found
        placed = [
            BestOf(
                [
                    *([Term(fields.REPEATED, term)] if self._doc_freq(fields.REPEATED, term) else ()),
                    none_of([Term(field, term) for field in _LISTED if self._doc_freq(field, term)]),
                ]
            )
            for term in dict.fromkeys(terms)
            if term not in EVERYWHERE
        ]
        return [Combination(must=[BestOf(found), *map(Unscored, placed)])]

    def _in_abstract_by(self, make: Callable[[str], Expression]) -> Expression:
        """Do the same for expressions that name no terms; ``make`` gives such an expression for a field of the index."""
        found = BestOf([make(field) for field in self._fields])
        if self.name != "abstract":
            return found
        placed = BestOf([make(fields.REPEATED), none_of([make(field) for field in _LISTED])])
        return Combination(must=[found, Unscored(placed)])


def _orders(terms: Sequence[str]) -> list[tuple[str, ...]]:
    if len(terms) <= _MOST_TURNED:
        return list(dict.fromkeys(permutations(terms)))
    return [tuple(terms), tuple(reversed(terms))]
