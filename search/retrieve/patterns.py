"""Wildcards: words by a prefix or a pattern, and words that differ in a letter.

The index holds stems (``inhibit`` for inhibition), and a dictionary of the forms that they were made from. A pattern is
held against both; of a form that fits, the stem is looked for: ``inhibiti*`` finds inhibition, and with it the other
forms of that word.
"""

import re

from shoroku.analyzers import analyze, has_japanese, latin
from shoroku.analyzers.normalize import normalize
from shoroku.search.engine.expressions import BestOf, Expression
from shoroku.search.retrieve.field_queries import FieldQueries

#: Up to this many words of a prefix are ranked by their own weights; more words all have the same weight.
MOST_TERMS = 256
#: Maximum number of words between the parts of a Japanese pattern (免疫*細胞).
_BETWEEN = 5
_NOT_IN_TERMS = re.compile(r"[^\w*?]|_")


def beginning(field: FieldQueries, text: str) -> Expression:
    """Return the expression for words that begin with ``text``."""
    if has_japanese(text):
        return BestOf([*_japanese_beginning(field, text), *_all_that_begin(field, _folded(text), ())])
    start = _folded(text)
    stems = [latin.TERMS[start], *field.stems(re.escape(start) + ".*", start, MOST_TERMS)]  # therapy* is therapies, too
    return BestOf(_all_that_begin(field, start, tuple(stem for stem in stems if not stem.startswith(start))))


def pattern(field: FieldQueries, text: str) -> Expression:
    """Return the expression for words of a pattern with ``*`` and ``?``."""
    if has_japanese(text):
        return _japanese_pattern(field, text)
    written = _folded(text)
    regex = _regex(written)
    stems = field.stems(regex, re.split(r"[*?]", written)[0], MOST_TERMS)
    return BestOf([*field.pattern(regex), *field.terms(stems)])


def similar(field: FieldQueries, text: str, edits: int) -> Expression:
    """Return the expression for words that differ from ``text`` in ``edits`` characters at most, or whose stems do."""
    terms = [token.text for token in analyze(text)]
    whole = _folded(text)
    tried = dict.fromkeys([whole, *(terms if len(terms) == 1 else ())])
    return BestOf(
        [*(field.phrase(terms) if len(terms) > 1 else ()), *(q for one in tried for q in field.similar(one, edits))]
    )


def _all_that_begin(field: FieldQueries, start: str, besides: tuple[str, ...]) -> list[Expression]:
    found = field.beginning(start, MOST_TERMS)
    others = field.terms(besides)
    if len(found) <= MOST_TERMS:
        return [*field.terms(found), *others]
    return [*field.pattern(re.escape(start) + ".*"), *others]


def _japanese_beginning(field: FieldQueries, text: str) -> list[Expression]:
    """Return the expressions for 細胞傷*: the words that are whole, and after them one that begins as the rest."""
    terms = [token.text for token in analyze(text)]
    if not terms:
        return []
    last = field.beginning(terms[-1], MOST_TERMS)[:MOST_TERMS]
    if len(terms) == 1:
        return field.terms(last)
    return [query for term in last for query in field.phrase([*terms[:-1], term])]


def _japanese_pattern(field: FieldQueries, text: str) -> Expression:
    parts = [[token.text for token in analyze(part)] for part in re.split(r"[*?]+", text)]
    terms = [term for part in parts for term in part]
    is_one_word = len(terms) == 1
    in_parts = field.phrase(terms, 0 if sum(map(bool, parts)) == 1 else _BETWEEN)
    return BestOf([*in_parts, *(field.pattern(_regex(_folded(text))) if is_one_word else ())])


def _folded(text: str) -> str:
    return _NOT_IN_TERMS.sub("", latin.fold(normalize(text).text))


def _regex(pattern_: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(char) or re.escape(char) for char in pattern_)
