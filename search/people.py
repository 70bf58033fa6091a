"""People asked for by name: in any usual order, with initials, romanised one way or another (``analyzers/person_names.py``)."""

from itertools import permutations

import tantivy

from shoroku.analyzers import is_japanese, name_terms
from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.person_names import japanese_name, latin_words, surname_keys
from shoroku.corpus.record import Person
from shoroku.indexer import fields
from shoroku.indexer.authority.labels import author_key

#: Between the two names of one person, where both are shown.
BOTH = " / "

_MOST_WORDS = 6
_MOST_CHARACTERS = 300

Occur, Q = tantivy.Occur, tantivy.Query


def alternatives(name: str) -> list[tuple[str, ...]]:
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


def query(schema: tantivy.Schema, name: str) -> tantivy.Query:
    """Return the query for the records of a person, called as a person would or as a facet shows them."""
    first, both, _ = name.partition(BOTH)
    own = Q.term_set_query(schema, fields.AUTHOR, [author_key(first[:_MOST_CHARACTERS])])
    if both:
        return own
    found = [
        Q.boolean_query([(Occur.Must, Q.term_query(schema, fields.NAME, term, "basic")) for term in terms])
        for terms in alternatives(name)
    ]
    return Q.boolean_query([(Occur.Should, each) for each in (own, *found)])


def is_called(person: Person, asked: list[tuple[str, ...]]) -> bool:
    """Tell whether a person has a name that fits one of ``alternatives``."""
    terms = {term for name in person.names for term in name_terms(name.value)}
    return any(terms.issuperset(group) for group in asked)
