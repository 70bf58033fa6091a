"""A search from end to end: the query is read, records are found and ranked, counted, fetched and highlighted."""

import base64
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import tantivy

from shoroku.corpus.record import Record, Text
from shoroku.corpus.store import Store
from shoroku.indexer import fields, generations
from shoroku.indexer.damage import as_damage
from shoroku.indexer.errors import IndexOfAnother
from shoroku.search import all_matches
from shoroku.search.errors import BadArgument
from shoroku.search.facets import count_facets
from shoroku.search.filters import FACETS, Filters, as_queries
from shoroku.search.highlighting import Highlighted, Highlighter
from shoroku.search.matching import Matcher
from shoroku.search.page import Hit, Page
from shoroku.search.query import Query, read
from shoroku.search.ranking import Ranked, ranked

Sort = Literal["relevance", "newest", "oldest"]
SORTS = ("relevance", "newest", "oldest")
MOST_HITS = 10_000
MOST_OFFSET = 100_000_000
MOST_VALUES = 65_000

Occur, Q = tantivy.Occur, tantivy.Query


class _View(NamedTuple):
    """One state of the index."""

    mark: tuple[int, int, int]
    schema: tantivy.Schema
    searcher: tantivy.Searcher
    state: generations.State


class Engine:
    """Searches one library. Threads may share it; each search sees one state of the index, whole."""

    def __init__(self, library: Path, store: Store) -> None:
        self._library = library
        self._store = store
        self._state: _View | None = None

    def search(
        self,
        text: str,
        asked: Filters = Filters(),  # noqa: B008 (immutable)
        *,
        facets: Sequence[str] = (),
        facet_size: int = 10,
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
        cursor: str | None = None,
    ) -> Page:
        """Search; see ``Library.search``, which this is behind."""
        began = time.perf_counter()
        offset = _offset(cursor, offset)
        _check(limit, offset, sort, facets, facet_size)
        query = read(text)
        with as_damage(self._library):
            run = _Run(self._view(), self._store, query, asked, sort)
            rows = run.rows(offset, limit)
            counted = run.facets(facets, facet_size)
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

    def run(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Return the ids and scores of the best ``limit`` records: what ``search`` lists, without its records."""
        with as_damage(self._library):
            run = _Run(self._view(), self._store, read(text), Filters(), "relevance")
            return [(row.id, row.score) for row in run.rows(0, limit)]

    def all(
        self,
        text: str,
        asked: Filters,
        order: all_matches.Order,
        *,
        relaxed: bool,
        store: Store,
    ) -> all_matches.Found:
        """Return the store's numbers of all records that match; see ``Library.all``, which this is behind.

        ``relaxed`` has those that hold most of the words follow. ``store`` is the state that the records are read from.
        """
        query = read(text)
        with as_damage(self._library):
            view = self._view()
            run = _Run(view, self._store, query, asked, "relevance")
            matching = all_matches.Matching(view.schema, view.searcher, run.queries(relaxed=relaxed), order)
            numbers = all_matches.numbers(matching, store)
        return all_matches.Found(numbers, max(0, self._store.last_change() - run.reflected), query.is_cut)

    def _hits(self, query: Query, rows: Sequence[Ranked]) -> tuple[Hit, ...]:
        records = self._store.records([row.seq for row in rows])
        strict = Highlighter(query.clauses)
        relaxed = Highlighter(query.clauses).parts_too(query.clauses) if any(row.relaxed for row in rows) else strict
        return tuple(
            _hit(row, records[row.seq], relaxed if row.relaxed else strict) for row in rows if row.seq in records
        )

    def _view(self) -> _View:
        """Return the newest state of the index; opening one costs a millisecond, finding it unchanged nearly nothing."""
        mark = generations.mark(self._library)
        if self._state is None or self._state.mark != mark:
            generation = generations.current(self._library)
            self._state = _View(mark, generation.index.schema, generation.index.searcher(), generation.state)
        state = self._state.state
        if not state.fits(self._store.lineage(), self._store.last_change()):
            raise IndexOfAnother(path=str(self._library))
        return self._state


class _Run:
    """One search over one view: strict matches first, relaxed ones where those do not fill the page."""

    def __init__(self, view: _View, store: Store, query: Query, asked: Filters, sort: Sort) -> None:
        self._view, self._store, self._sort, self._asked = view, store, sort, asked
        self._matcher = Matcher(view.schema, view.searcher)
        self._clauses, self._in_sentences = query.clauses, query.in_sentences
        self._has_words = bool(query.text.strip())
        self._filters = as_queries(asked, view.schema, view.searcher)
        self.total = self.relaxed_total = 0
        self.is_relaxed = False
        self.reflected = view.state.change

    def rows(self, offset: int, limit: int) -> list[Ranked]:
        """Return the rows of one page, and set the totals."""
        if not self._clauses:
            if self._has_words:  # nothing but signs: nothing is asked, nothing is found
                return []
            found, self.total = self._ranked(
                Q.all_query(), offset, limit, "newest" if self._sort == "relevance" else self._sort
            )
            return found
        strict = self._matcher.all_words(self._clauses)
        found, self.total = self._ranked(strict, offset, limit, self._sort)
        if offset + limit < self.total or (len(self._clauses) == 1 and len(self._clauses[0].terms) == 1):
            return found
        relaxed = self._relaxed(strict)
        others, self.relaxed_total = self._ranked(relaxed, max(0, offset - self.total), limit - len(found), self._sort)
        self.is_relaxed = bool(others)
        return found + [row._replace(relaxed=True) for row in others]

    def queries(self, *, relaxed: bool) -> list[tantivy.Query]:
        """Return the queries whose matches ``rows`` lists, one after the other."""
        if not self._clauses:
            return [] if self._has_words else [self._narrowed(Q.all_query())]
        strict = self._matcher.all_words(self._clauses)
        is_plain = len(self._clauses) == 1 and len(self._clauses[0].terms) == 1
        wanted = [strict, self._relaxed(strict)] if relaxed and not is_plain else [strict]
        return [self._narrowed(query) for query in wanted]

    def facets(self, names: Sequence[str], size: int) -> dict[str, tuple]:  # type: ignore[type-arg]
        """Count facets over what the search lists first: the strict matches, or the relaxed ones where there is no other."""
        if not names:
            return {}
        if not self._clauses:
            query = Q.empty_query() if self._has_words else Q.all_query()
        else:
            query = self._matcher.all_words(self._clauses)
            if not self.total and self.relaxed_total:
                query = self._relaxed(query)
        return count_facets(self._view.schema, self._view.searcher, query, self._asked, names, size)

    def _relaxed(self, strict: tantivy.Query) -> tantivy.Query:
        return Q.boolean_query(
            [
                (Occur.Must, self._matcher.most_words(self._clauses, in_sentences=self._in_sentences)),
                (Occur.MustNot, strict),
            ]
        )

    def _ranked(self, query: tantivy.Query, offset: int, limit: int, sort: Sort) -> tuple[list[Ranked], int]:
        narrowed = self._narrowed(query)
        if sort == "oldest":
            return self._oldest(narrowed, offset, limit)
        return ranked(self._view.searcher, self._store, narrowed, offset, limit, sort)

    def _narrowed(self, query: tantivy.Query) -> tantivy.Query:
        if not self._filters:
            return query
        return Q.boolean_query([(Occur.Must, query), *((Occur.Must, each) for each in self._filters)])

    def _oldest(self, query: tantivy.Query, offset: int, limit: int) -> tuple[list[Ranked], int]:
        """Put records without a year last, as the other order does; to the index they are older than any."""
        has_year = Q.exists_query(fields.YEAR)
        dated = Q.boolean_query([(Occur.Must, query), (Occur.Must, has_year)])
        undated = Q.boolean_query([(Occur.Must, query), (Occur.MustNot, has_year)])
        found, count = ranked(self._view.searcher, self._store, dated, offset, limit, "oldest")
        start = max(0, offset - count)
        rest, other = ranked(self._view.searcher, self._store, undated, start, limit - len(found), "oldest")
        return found + rest, count + other


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


def _check(limit: int, offset: int, sort: str, facets: Sequence[str], facet_size: int) -> None:
    if not 0 <= limit <= MOST_HITS:
        raise BadArgument(name="limit", value=limit, expected=f"0..{MOST_HITS}")
    if not 0 <= offset <= MOST_OFFSET:
        raise BadArgument(name="offset", value=offset, expected=f"0..{MOST_OFFSET}")
    if not 1 <= facet_size <= MOST_VALUES:
        raise BadArgument(name="facet_size", value=facet_size, expected=f"1..{MOST_VALUES}")
    if sort not in SORTS:
        raise BadArgument(name="sort", value=sort, expected=", ".join(SORTS))
    for name in facets:
        if name not in FACETS:
            raise BadArgument(name="facets", value=name, expected=", ".join(FACETS))


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
