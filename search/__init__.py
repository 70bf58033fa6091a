"""A query string + filters -> ranked records, facet counts, highlights."""

from shoroku.search.engine import Engine, Sort
from shoroku.search.filters import FACETS, Filters, filters
from shoroku.search.highlighting import Highlighted
from shoroku.search.listing import Listing, ListSort
from shoroku.search.page import FacetValue, Hit, Page

__all__ = [
    "FACETS",
    "Engine",
    "FacetValue",
    "Filters",
    "Highlighted",
    "Hit",
    "ListSort",
    "Listing",
    "Page",
    "Sort",
    "filters",
]
