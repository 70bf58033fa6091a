"""The query language: a query is parsed once, into a small typed tree that everything else uses."""

from shoroku.search.query.ast import (
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
    Split,
    Wildcard,
    Words,
    Years,
    split,
)
from shoroku.search.query.diagnostics import Notice, QueryUnclear
from shoroku.search.query.parser import ParsedQuery, parse

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
    "ParsedQuery",
    "Phrase",
    "Prefix",
    "QueryUnclear",
    "Split",
    "Wildcard",
    "Words",
    "Years",
    "parse",
    "split",
]
