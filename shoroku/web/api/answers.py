"""The shapes of answers. The JSON schemas of the OpenAPI document are made of these types."""

from typing import NotRequired, TypedDict

from shoroku.corpus.record import Record
from shoroku.indexer.cluster.partial import Partial
from shoroku.search import FacetValue
from shoroku.search.assist.complete import Suggestion
from shoroku.search.assist.similar import Shared
from shoroku.search.expand.translations import Meaning
from shoroku.search.present.explain import Explanation
from shoroku.search.present.page import Expansion


class Highlights(TypedDict):
    """Title and snippet as HTML, with ``<mark>`` around what was found; null where nothing was, or may be shown."""

    title: str | None
    abstract: str | None


class HitAnswer(TypedDict):
    """A record that was found.

    ``score`` is null if hits are not ranked: in another order than that of relevance, without words to rank by, and on pages
    that were reached by a cursor and lie beyond the first thousand hits. ``cited_in_library``, on pages that are sorted by it, is
    by how many other records of this library the record is cited. ``withheld`` is true if there is an abstract that may
    not be passed on.
    """

    id: str
    score: float | None
    relaxed: bool
    type: str
    title: str
    title_other: str | None
    creators: list[str]
    journal: str
    year: int | None
    volume: str
    issue: str
    pages: str
    language: str
    sources: list[str]
    tags: NotRequired[list[str]]
    crid: str | None
    doi: str | None
    highlights: Highlights
    cited_in_library: NotRequired[int]
    withheld: NotRequired[bool]
    explanation: NotRequired[Explanation]


class NoticeAnswer(TypedDict):
    """A remark on the query, with the part of it that it is about (character offsets), in English and Japanese."""

    kind: str
    start: int
    end: int
    en: str
    ja: str


class SearchAnswer(TypedDict):
    """A page of hits.

    ``total`` counts the records that contain all the words, ``relaxed_total`` those that contain some of them; the latter
    are counted only if the former do not fill the page. ``cursor`` asks for the next page; it is null on the last one.
    ``renewed`` is true if the cursor was of an earlier state of the library: the order may have changed since. ``change`` is
    the last change of the library that the page reflects. ``partial`` is there if shards of a copy on a cluster did not
    answer: their records are neither among the hits nor counted.
    """

    query: str
    total: int
    relaxed: bool
    relaxed_total: int
    took_ms: float
    hits: list[HitAnswer]
    facets: dict[str, list[FacetValue]]
    cursor: str | None
    also_searched: list[Expansion]
    notices: list[NoticeAnswer]
    did_you_mean: str | None
    in_one_list: bool
    change: int
    partial: NotRequired[Partial]
    renewed: bool


class FacetsAnswer(TypedDict):
    """How many of the records that were found have each value. ``change`` and ``partial`` are those of a page of hits."""

    query: str
    total: int
    relaxed: bool
    relaxed_total: int
    facets: dict[str, list[FacetValue]]
    notices: list[NoticeAnswer]
    change: int
    partial: NotRequired[Partial]


class RecordAnswer(TypedDict):
    """A record; ``withheld`` is true if there is an abstract that may not be passed on."""

    record: Record
    withheld: bool


class SuggestAnswer(TypedDict):
    """Completions, those in most records first."""

    prefix: str
    suggestions: list[Suggestion]


class SimilarOne(TypedDict):
    """A similar record: its score from 0 to 1, and the words that contribute most to it."""

    id: str
    score: float
    title: str
    title_other: str | None
    year: int | None
    doi: str | None
    because: list[Shared]
    across: bool


class SimilarAnswer(TypedDict):
    """The records most similar to one record, best first."""

    id: str
    similar: list[SimilarOne]


class LexiconAnswer(TypedDict):
    """The translations of each word."""

    query: str
    meanings: list[Meaning]


class StatsAnswer(TypedDict):
    """Figures of the library; sizes in bytes."""

    records: int
    contributions: int
    merged: int
    tombstones: int
    last_change: int
    index_change: int
    index_generation: int
    index_bytes: int
    store_bytes: int
    facets: dict[str, list[FacetValue]]


class Problem(TypedDict):
    """An error (RFC 9457). ``kind`` names it for programs."""

    type: str
    title: str
    status: int
    detail: str
    kind: NotRequired[str]
