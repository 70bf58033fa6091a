"""A query string + filters -> ranked records, facet counts, highlights, suggestions."""

from shoroku.search.options import (
    FACETS,
    FEATURES,
    LIST_SORTS,
    ORDERS,
    FilterArguments,
    Filters,
    ListSort,
    MatchArguments,
    Order,
    SearchArguments,
    SearchOptions,
    Sort,
    TextLanguage,
)
from shoroku.search.present.facets import FacetValue, Listing
from shoroku.search.present.page import Hit, Page
from shoroku.search.present.snippets import Highlighted
from shoroku.search.searcher import AllMatches, Searcher

__all__ = [
    "FACETS",
    "FEATURES",
    "LIST_SORTS",
    "ORDERS",
    "AllMatches",
    "FacetValue",
    "FilterArguments",
    "Filters",
    "Highlighted",
    "Hit",
    "ListSort",
    "Listing",
    "MatchArguments",
    "Order",
    "Page",
    "SearchArguments",
    "SearchOptions",
    "Searcher",
    "Sort",
    "TextLanguage",
]
