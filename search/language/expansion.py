"""Words by a part of them: beginnings, patterns, and words that differ in a letter.

The index holds stems (``inhibit`` for inhibition), and a dictionary of the forms that they were made from. A pattern is
held against both; of a form that fits, the stem is looked for: ``inhibiti*`` finds inhibition, and with it the other
forms of that word.
"""

import re

import tantivy

from shoroku.analyzers import analyze, has_japanese, latin
from shoroku.analyzers.normalize import normalize
from shoroku.search.language.places import Place, any_of

#: So many words that begin alike are ranked each by its own weight; more of them count the same.
MOST_TERMS = 256
#: Between the parts of a Japanese pattern (免疫*細胞) so many words may stand.
_BETWEEN = 5
_NOT_IN_TERMS = re.compile(r"[^\w*?]|_")


def beginning(place: Place, text: str) -> tantivy.Query:
    """Return the query for words that begin with ``text``."""
    if has_japanese(text):
        return any_of([*_japanese_beginning(place, text), *_all_that_begin(place, _folded(text), ())])
    start = _folded(text)
    stems = [latin.TERMS[start], *place.stems(re.escape(start) + ".*", start, MOST_TERMS)]  # therapy* is therapies, too
    return any_of(_all_that_begin(place, start, tuple(stem for stem in stems if not stem.startswith(start))))


def pattern(place: Place, text: str) -> tantivy.Query:
    """Return the query for words of a pattern with ``*`` and ``?``."""
    if has_japanese(text):
        return _japanese_pattern(place, text)
    written = _folded(text)
    expression = _expression(written)
    stems = place.stems(expression, re.split(r"[*?]", written)[0], MOST_TERMS)
    return any_of([*place.expression(expression), *place.terms(stems)])


def similar(place: Place, text: str, edits: int) -> tantivy.Query:
    """Return the query for words that differ from ``text`` in ``edits`` characters at most, or whose stems do."""
    terms = [token.text for token in analyze(text)]
    whole = _folded(text)
    tried = dict.fromkeys([whole, *(terms if len(terms) == 1 else ())])
    return any_of(
        [*(place.phrase(terms) if len(terms) > 1 else ()), *(q for one in tried for q in place.fuzzy(one, edits))]
    )


def _all_that_begin(place: Place, start: str, besides: tuple[str, ...]) -> list[tantivy.Query]:
    found = place.beginning(start, MOST_TERMS)
    others = place.terms(besides)
    if len(found) <= MOST_TERMS:
        return [*place.terms(found), *others]
    return [*place.expression(re.escape(start) + ".*"), *others]


def _japanese_beginning(place: Place, text: str) -> list[tantivy.Query]:
    """Return the queries for 細胞傷*: the words that are whole, and after them one that begins as the rest."""
    terms = [token.text for token in analyze(text)]
    if not terms:
        return []
    last = place.beginning(terms[-1], MOST_TERMS)[:MOST_TERMS]
    if len(terms) == 1:
        return place.terms(last)
    return [query for term in last for query in place.phrase([*terms[:-1], term])]


def _japanese_pattern(place: Place, text: str) -> tantivy.Query:
    parts = [[token.text for token in analyze(part)] for part in re.split(r"[*?]+", text)]
    terms = [term for part in parts for term in part]
    is_one_word = len(terms) == 1
    in_parts = place.phrase(terms, 0 if sum(map(bool, parts)) == 1 else _BETWEEN)
    return any_of([*in_parts, *(place.expression(_expression(_folded(text))) if is_one_word else ())])


def _folded(text: str) -> str:
    return _NOT_IN_TERMS.sub("", latin.fold(normalize(text).text))


def _expression(pattern_: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(char) or re.escape(char) for char in pattern_)
