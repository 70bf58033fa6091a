"""Analysis: text -> tokens. This package knows no records, indexes or queries."""

from shoroku.analyzers.analyzer import (
    Wanted,
    analyze,
    has_japanese,
    is_japanese,
    joined_terms,
    keep_at_most,
    located,
    word_forms,
)
from shoroku.analyzers.person_names import name_terms
from shoroku.analyzers.tokens import Token

__all__ = [
    "Token",
    "Wanted",
    "analyze",
    "has_japanese",
    "is_japanese",
    "joined_terms",
    "keep_at_most",
    "located",
    "name_terms",
    "word_forms",
]
