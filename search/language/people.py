"""A person's name in a query: in either order, in either script, with an initial for the given name."""

import re
from itertools import pairwise

import tantivy

from shoroku.analyzers import has_japanese, japanese, latin, person_names
from shoroku.analyzers.normalize import normalize
from shoroku.search.language.places import Place, all_of, any_of

_SPACES = re.compile(r"[\s・,，、]+")


def person(place: Place, text: str) -> tantivy.Query:
    """Return the query for records by a person of that name."""
    written = normalize(text).text
    if has_japanese(written):
        return _japanese(place, written)
    words = person_names.latin_words(written)
    if len(words) < 2:
        return any_of(place.terms(_spellings(written)))
    together = [key for one, two in pairwise(words) for key in person_names.surname_keys(one, two)]
    if any(len(word) == 1 for word in words):  # an initial means someone whose other name is in the query
        whole = [all_of([any_of(place.term(word)) for word in words if len(word) > 1]), any_of(place.terms(together))]
        return all_of(whole)
    return any_of([all_of([any_of(place.term(word)) for word in words]), *place.terms(together)])


def _spellings(word: str) -> list[str]:
    """Return a name's term, and those of its other spellings (Müller, Mueller)."""
    return [term for one in (word, *latin.respelled(word)) for term in person_names.latin_words(one)]


def _japanese(place: Place, text: str) -> tantivy.Query:
    parts = [person_names.japanese_name(part) for part in _SPACES.split(text) if part]
    if len(parts) == 1:
        parts = [person_names.japanese_name(text[start:end]) for _, start, end in japanese.morphemes(text)]
    in_parts = [all_of([any_of(place.term(part)) for part in parts])] if len(parts) > 1 else []
    return any_of([*place.term(person_names.japanese_name(text)), *in_parts])
