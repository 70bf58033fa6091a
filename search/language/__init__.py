"""The query language: a text is read once into a small typed tree, which every face of the search uses."""

from shoroku.search.language.notices import Notice, QueryUnclear
from shoroku.search.language.reading import Parsed, parse
from shoroku.search.language.splitting import Split, plain_text, split
from shoroku.search.language.tree import (
    EVERYTHING,
    And,
    Exact,
    Field,
    Fuzzy,
    Node,
    Not,
    Only,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Words,
    Years,
)

__all__ = [
    "EVERYTHING",
    "And",
    "Exact",
    "Field",
    "Fuzzy",
    "Node",
    "Not",
    "Notice",
    "Only",
    "Or",
    "Parsed",
    "Phrase",
    "Prefix",
    "QueryUnclear",
    "Split",
    "Wildcard",
    "Words",
    "Years",
    "parse",
    "plain_text",
    "split",
]
