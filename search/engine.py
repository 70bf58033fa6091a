"""A search from end to end: the query is read, records are found and ranked, counted, fetched and highlighted."""

import base64
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from shoroku.corpus.record import Record, Text
from shoroku.corpus.store import Store
from shoroku.indexer import generations
from shoroku.indexer.damage import as_damage
from shoroku.indexer.errors import IndexOfAnother
from shoroku.search import listing
from shoroku.search.bilingual import Bilingual
from shoroku.search.clauses import Query
from shoroku.search.errors import BadArgument
from shoroku.search.facets import Counter
from shoroku.search.filters import FACETS, Filters
from shoroku.search.highlighting import Highlighted, Highlighter
from shoroku.search.ingredients import ALL, Ingredients
from shoroku.search.listing import Listing, ListSort
from shoroku.search.page import Hit, Page
from shoroku.search.query import read
from shoroku.search.ranking import Ranked
from shoroku.search.run import Run, View
from shoroku.search.statistics import Statistics

Sort = Literal["relevance", "newest", "oldest"]
SORTS = ("relevance", "newest", "oldest")
MOST_HITS = 10_000
MOST_OFFSET = 100_000_000
MOST_VALUES = 65_000


class Engine:
    """Searches one library. Threads may share it; each search sees one state of the index, whole."""

    def __init__(self, library: Path, store: Store) -> None:
        self._library = library
        self._store = store
        self._state: View | None = None

    def search(
        self,
        text: str,
        asked: Filters = Filters(),  # noqa: B008 (immutable)
        *,
        facets: Sequence[str] | Mapping[str, int] = (),
        facet_size: int = 10,
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
        cursor: str | None = None,
        ingredients: Ingredients = ALL,
    ) -> Page:
        """Search; see ``Library.search``, which this is behind."""
        began = time.perf_counter()
        offset = _offset(cursor, offset)
        sizes = _sizes(facets, facet_size)
        _check(limit, offset, sort, sizes, facet_size)
        query = read(text)
        with as_damage(self._library):
            run = Run(self._view(), self._store, query, asked, sort, ingredients)
            rows = run.rows(offset, limit)
            counted = run.facets(sizes)
        hits = self._hits(query, rows)
        more = run.total + run.relaxed_total > offset + len(rows)
        return Page(
            query=text,
            total=run.total,
            relaxed=run.is_relaxed,
            relaxed_total=run.relaxed_total,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            hits=hits,
            facets=counted,
            cursor=_cursor(offset + limit) if more and rows else None,
            is_cut=query.is_cut,
            behind=max(0, self._store.last_change() - run.reflected),
        )

    def run(self, text: str, limit: int, ingredients: Ingredients = ALL) -> list[tuple[str, float]]:
        """Return the ids and scores of the best ``limit`` records: what ``search`` lists, without its records."""
        with as_damage(self._library):
            run = Run(self._view(), self._store, read(text), Filters(), "relevance", ingredients)
            return [(row.id, row.score) for row in run.rows(0, limit)]

    def journals(self, words: str, asked: Filters, sort: ListSort, limit: int) -> Listing:
        """List journals; see ``Library.journals``."""
        with as_damage(self._library):
            return listing.journals(self._counter(sort, limit), words, asked, sort, limit)

    def authors(self, words: str, asked: Filters, sort: ListSort, limit: int) -> Listing:
        """List people; see ``Library.authors``."""
        with as_damage(self._library):
            return listing.authors(
                self._counter(sort, limit), self._store, self._view().schema, words, asked, sort, limit
            )

    def _counter(self, sort: str, limit: int) -> Counter:
        if sort not in ("count", "name"):
            raise BadArgument(name="sort", value=sort, expected="count, name")
        if not 0 <= limit <= MOST_VALUES:
            raise BadArgument(name="limit", value=limit, expected=f"0..{MOST_VALUES}")
        view = self._view()
        return Counter(view.schema, view.searcher, view.registry, self._store)

    def _hits(self, query: Query, rows: Sequence[Ranked]) -> tuple[Hit, ...]:
        records = self._store.records([row.seq for row in rows])
        strict = Highlighter(query.clauses)
        relaxed = Highlighter(query.clauses).parts_too(query.clauses) if any(row.relaxed for row in rows) else strict
        return tuple(
            _hit(row, records[row.seq], relaxed if row.relaxed else strict) for row in rows if row.seq in records
        )

    def _view(self) -> View:
        """Return the newest state of the index; opening one costs a millisecond, finding it unchanged nearly nothing."""
        mark = generations.mark(self._library)
        if self._state is None or self._state.mark != mark:
            generation = generations.current(self._library)
            searcher = generation.index.searcher()
            self._state = View(
                mark,
                generation.index.schema,
                searcher,
                generation.state,
                Statistics(searcher),
                Bilingual(generation.lexicon),
                generation.registry,
            )
        state = self._state.state
        if not state.fits(self._store.lineage(), self._store.last_change()):
            raise IndexOfAnother(path=str(self._library))
        return self._state


def _hit(row: Ranked, record: Record, highlighter: Highlighter) -> Hit:
    title, other = titles(record)
    highlights = {"title": highlighter.whole(title)}
    if other:
        highlights["title_other"] = highlighter.whole(other)
    if abstract := _best_abstract(record, highlighter):
        highlights["abstract"] = abstract
    return Hit(row.id, row.score, row.relaxed, record, title, other, highlights)


def _best_abstract(record: Record, highlighter: Highlighter) -> Highlighted | None:
    """Return the part of an abstract where most of the query stands; the first language that has it all suffices."""
    best: Highlighted | None = None
    for abstract in record.abstracts:
        snippet = highlighter.snippet(abstract.value)
        if best is None or len(snippet.spans) > len(best.spans):
            best = snippet
        if len(best.spans) >= highlighter.words:
            break
    return best


def titles(record: Record) -> tuple[str, str]:
    """Return a record's title in the language of its text (else the first), and the first in another language."""
    plain = [text for text in record.titles if "-" not in text.lang] or list(record.titles)
    if not plain:
        return "", ""
    first: Text = next((text for text in plain if text.lang == record.language), plain[0])
    other = next((text.value for text in plain if text.lang != first.lang and text.value != first.value), "")
    return first.value, other


def _sizes(facets: Sequence[str] | Mapping[str, int], size: int) -> dict[str, int]:
    """Return how many values each facet shall have, from names or from names with sizes."""
    return dict(facets) if isinstance(facets, Mapping) else dict.fromkeys(facets, size)


def _check(limit: int, offset: int, sort: str, sizes: Mapping[str, int], facet_size: int) -> None:
    if not 0 <= limit <= MOST_HITS:
        raise BadArgument(name="limit", value=limit, expected=f"0..{MOST_HITS}")
    if not 0 <= offset <= MOST_OFFSET:
        raise BadArgument(name="offset", value=offset, expected=f"0..{MOST_OFFSET}")
    if sort not in SORTS:
        raise BadArgument(name="sort", value=sort, expected=", ".join(SORTS))
    for name in sizes:
        if name not in FACETS:
            raise BadArgument(name="facets", value=name, expected=", ".join(FACETS))
    for size in (facet_size, *sizes.values()):
        if not isinstance(size, int) or not 1 <= size <= MOST_VALUES:
            raise BadArgument(name="facet_size", value=size, expected=f"1..{MOST_VALUES}")


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(f"o{offset}".encode()).decode().rstrip("=")


def _offset(cursor: str | None, offset: int) -> int:
    if cursor is None:
        return offset
    try:
        decoded = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        if not decoded.startswith("o"):
            raise ValueError(decoded)
        return int(decoded[1:])
    except ValueError as error:
        raise BadArgument(name="cursor", value=cursor, expected="Page.cursor") from error
