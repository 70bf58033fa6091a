"""A query string + filters -> ranked records, facet counts, highlights."""

from shoroku.search.all_matches import ORDERS, Order
from shoroku.search.engine import Engine, Sort
from shoroku.search.filters import FACETS, Filters, filters
from shoroku.search.highlighting import Highlighted
from shoroku.search.listing import Listing, ListSort
from shoroku.search.page import FacetValue, Hit, Page

__all__ = [
    "FACETS",
    "ORDERS",
    "Engine",
    "FacetValue",
    "Filters",
    "Highlighted",
    "Hit",
    "ListSort",
    "Listing",
    "Order",
    "Page",
    "Sort",
    "filters",
]
