"""What a search gives back."""

import msgspec

from shoroku.corpus.record import Record
from shoroku.search.explaining import Explanation
from shoroku.search.highlighting import Highlighted
from shoroku.search.language import Notice


class Hit(msgspec.Struct, frozen=True):
    """One record found. ``relaxed`` tells that it holds most of the words, not all. ``title`` is in the text's own
    language where there is one, ``title_other`` the first in another, or "". ``explanation`` is there where it was asked for."""

    id: str
    score: float
    relaxed: bool
    record: Record
    title: str
    title_other: str
    highlights: dict[str, Highlighted]
    explanation: Explanation | None = None


class Expansion(msgspec.Struct, frozen=True):
    """What was searched besides a word of the query: ``kind`` is "spelling", "synonym" or "translation"."""

    word: str
    kind: str
    written: str


class FacetValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value of a facet and how many records have it.

    A journal, a publisher or a person with a name in both languages has ``names``, by language (``ja``, ``en``); a journal has
    its ``issns``. ``value`` is what to filter by.
    """

    value: str
    count: int
    names: dict[str, str] = {}
    issns: tuple[str, ...] = ()


class Page(msgspec.Struct, frozen=True):
    """One page of hits.

    ``total`` counts the records that hold all the words; ``relaxed_total`` those that hold some of them, counted only
    where the first do not fill the page. ``relaxed`` tells that such hits are listed. ``cursor`` asks for the next page,
    None on the last. ``is_cut`` tells that the query was too long to be asked whole; ``behind`` how
    many changes of records the index does not yet reflect (an ``add`` was broken off). ``also_searched`` tells what the
    query's words were taken for besides themselves, ``notices`` what of the query could not be read as it is written.
    ``did_you_mean`` is another query that finds more, where this one finds next to nothing and its words look mistyped.
    ``in_one_list`` tells that a question in sentences was asked: its hits stand in one order, relaxed ones among them.
    """

    query: str
    total: int
    relaxed: bool
    relaxed_total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    cursor: str | None = None
    is_cut: bool = False
    behind: int = 0
    also_searched: tuple[Expansion, ...] = ()
    notices: tuple[Notice, ...] = ()
    did_you_mean: str | None = None
    in_one_list: bool = False
