"""People by name: in any usual order, with initials, romanised one way or another (``analyzers/person_names.py``).

A filter asks for one person, called as a person would or as a facet shows them (``counted_as``). A query asks for names in
the field of authors, where the words of a name may also stand apart (``written_by``).
"""

import re
from itertools import pairwise, permutations

from shoroku.analyzers import has_japanese, is_japanese, japanese, latin, name_terms
from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.person_names import japanese_name, latin_words, surname_keys
from shoroku.corpus.record import Person
from shoroku.indexer import fields
from shoroku.indexer.authority.labels import author_key
from shoroku.search.engine.expressions import AllOf, AnyTerm, BestOf, Combination, Expression, Term
from shoroku.search.retrieve.field_queries import FieldQueries

#: Separates the two names of one person if both are shown.
BOTH = " / "

_MOST_WORDS = 6
_MOST_CHARACTERS = 300
_SPACES = re.compile(r"[\s・,，、]+")


# --- One person -------------------------------------------------------------------------------------------------------


def name_groups(name: str) -> list[tuple[str, ...]]:
    """Return what a person of that name is indexed under (``name_terms``): any of these groups, each whole.

    ``Minoru Fujimoto`` is also ``M. Fujimoto`` and ``Fujimoto M``, ``M. Fujimoto`` is any Fujimoto with that initial.
    """
    text = normalize(name[:_MOST_CHARACTERS]).text
    if is_japanese(text):
        return [(japanese_name(text),)]
    words = latin_words(text)[:_MOST_WORDS]
    whole = [word for word in words if len(word) > 1]
    initials = [word for word in words if len(word) == 1]
    if len(whole) > 1:
        keys = [f"{one}/{two[0]}" for one, two in permutations(whole, 2)]
        short = [*surname_keys(whole[0], whole[-1]), *surname_keys(whole[0], whole[1])]
        return [(*whole, *keys), *dict.fromkeys((key,) for key in short)]
    if whole and initials:
        return [tuple(surname_keys(whole[0], initials[0]))]
    return [tuple(whole)] if whole else []


def counted_as(name: str) -> Expression:
    """Return the expression for the records of a person, called as a person would or as a facet shows them."""
    first, both, _ = name.partition(BOTH)
    own = AnyTerm(fields.AUTHOR, [author_key(first[:_MOST_CHARACTERS])])
    if both:
        return own
    found = [Combination(must=[Term(fields.NAME, term) for term in terms]) for terms in name_groups(name)]
    return Combination(should=[own, *found])


def is_called(person: Person, groups: list[tuple[str, ...]]) -> bool:
    """Tell whether a person has a name that fits one of ``name_groups``."""
    terms = {term for name in person.names for term in name_terms(name.value)}
    return any(terms.issuperset(group) for group in groups)


# --- Names in a query -------------------------------------------------------------------------------------------------


def written_by(field: FieldQueries, text: str) -> Expression:
    """Return the expression for records by people of the name that a query has in the field of authors."""
    written = normalize(text).text
    if has_japanese(written):
        return _japanese(field, written)
    words = latin_words(written)
    if len(words) < 2:
        return BestOf(field.terms(_spellings(written)))
    together = field.terms([key for one, two in pairwise(words) for key in surname_keys(one, two)])
    each = [BestOf(field.term(word)) for word in words if len(word) > 1]
    if any(len(word) == 1 for word in words):  # an initial means someone whose other name is in the query
        return AllOf([AllOf(each), BestOf(together)])
    return BestOf([AllOf(each), *together])


def _spellings(word: str) -> list[str]:
    """Return a name's term, and those of its other spellings (Müller, Mueller)."""
    return [term for one in (word, *latin.respelled(word)) for term in latin_words(one)]


def _japanese(field: FieldQueries, text: str) -> Expression:
    parts = [japanese_name(part) for part in _SPACES.split(text) if part]
    if len(parts) == 1:
        parts = [japanese_name(text[start:end]) for _, start, end in japanese.morphemes(text)]
    in_parts = [AllOf([BestOf(field.term(part)) for part in parts])] if len(parts) > 1 else []
    return BestOf([*field.term(japanese_name(text)), *in_parts])
