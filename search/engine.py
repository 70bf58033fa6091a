"""A search from end to end: the query is read, records are found and ranked, counted, fetched and highlighted."""

import base64
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from shoroku.corpus.record import Record, Text
from shoroku.corpus.store.store import Store
from shoroku.indexer import generations
from shoroku.indexer.errors import IndexOfAnother
from shoroku.indexer.health import as_damage
from shoroku.search import all_matches, listing
from shoroku.search.asking import Manner, ask, manner
from shoroku.search.bilingual import Bilingual
from shoroku.search.correcting import Corrector
from shoroku.search.errors import BadArgument
from shoroku.search.explaining import Explainer, Explanation
from shoroku.search.facets import Counter
from shoroku.search.filters import FACETS, Filters, as_queries
from shoroku.search.highlighting import Highlighted, Highlighter
from shoroku.search.ingredients import ALL
from shoroku.search.listing import Listing, ListSort
from shoroku.search.matching import Matcher
from shoroku.search.page import Hit, Page
from shoroku.search.query import read
from shoroku.search.questions import View
from shoroku.search.ranking import Ranked
from shoroku.search.run import Run
from shoroku.search.similar import Compared, Comparer, Shared, Similar, as_written
from shoroku.search.statistics import Statistics
from shoroku.search.suggesting import KINDS, Kind, Suggester, Suggestion

Sort = Literal["relevance", "newest", "oldest", "title"]
SORTS = ("relevance", "newest", "oldest", "title")
MOST_HITS = 10_000
MOST_OFFSET = 100_000_000
MOST_VALUES = 65_000
MOST_PREFIX = 200
#: A search that finds no more than this may have been mistyped.
POOR = 2
MOST_SUGGESTIONS = MOST_SIMILAR = 100


class Engine:
    """Searches one library. Threads may share it; each search sees one state of the index, whole."""

    def __init__(self, library: Path, store: Store) -> None:
        self._library = library
        self._store = store
        self._state: View | None = None

    def search(
        self,
        text: str,
        filters: Filters = Filters(),  # noqa: B008 (immutable)
        *,
        facets: Sequence[str] | Mapping[str, int] = (),
        facet_size: int = 10,
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
        cursor: str | None = None,
        strict: bool = False,
        manner: Manner = Manner(),  # noqa: B008 (immutable)
        explain: bool = False,
    ) -> Page:
        """Search; see ``Library.search``, which this is behind."""
        began = time.perf_counter()
        offset = _offset(cursor, offset)
        sizes = _sizes(facets, facet_size)
        _check(limit, offset, sort, sizes, facet_size)
        with as_damage(self._library):
            run = Run(self.view(), self._store, ask(text, strict=strict), filters, sort, manner)
            rows = run.rows(offset, limit)
            counted = run.facets(sizes)
            reasons = Explainer(run).explanations(rows) if explain else {}
            is_poor = run.total <= POOR and offset == 0
            meant = self._meant(run, text, filters, manner) if is_poor else None
        hits = self.hits(run, rows, reasons)
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
            is_cut=run.is_cut,
            behind=max(0, self._store.last_change() - run.reflected),
            also_searched=run.expansions(),
            notices=run.notices,
            did_you_mean=meant,
            in_one_list=run.is_one_list,
        )

    def _meant(self, run: Run, text: str, filters: Filters, how: Manner) -> str | None:
        """Return the correction of a query that finds most, None if none finds more than it did."""
        if not run.is_plain:
            return None
        view = run.view
        best, most = None, run.found()
        for corrected in Corrector(view.schema, view.searcher, self._store, view.bilingual.translations).corrections(
            text
        ):
            found = Run(view, self._store, ask(corrected), filters, "relevance", how).found()
            if found > most:
                best, most = corrected, found
        return best

    def run(self, text: str, limit: int, without: Iterable[str] = ()) -> list[tuple[str, float]]:
        """Return the ids and scores of the best ``limit`` records: what ``search`` lists, without its records.

        Raises BadArgument for an ingredient that there is not.
        """
        with as_damage(self._library):
            how = manner(without=without)
            run = Run(self.view(), self._store, ask(text), Filters(), "relevance", how)
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
        with as_damage(self._library):
            view = self.view()
            query = ask(text)
            if order == "relevance" and query.tree is None and not query.query.clauses:
                order = "newest"  # nothing to be relevant to, as in a search
            run = Run(view, self._store, query, asked, order if order != "stored" else "newest", Manner())
            matching = all_matches.Matching(view.schema, view.searcher, run.groups(relaxed=relaxed), order)
            numbers = all_matches.numbers(matching, store)
        return all_matches.Found(numbers, max(0, self._store.last_change() - run.reflected), run.is_cut)

    def suggest(self, prefix: str, limit: int, within: Sequence[Kind]) -> list[Suggestion]:
        """Complete; see ``Library.suggest``."""
        if not 0 <= limit <= MOST_SUGGESTIONS:
            raise BadArgument(name="limit", value=limit, expected=f"0..{MOST_SUGGESTIONS}")
        for kind in within:
            if kind not in KINDS:
                raise BadArgument(name="within", value=kind, expected=", ".join(KINDS))
        with as_damage(self._library):
            view = self.view()
            prefix = prefix[:MOST_PREFIX].replace("\u3000", " ")
            before = prefix.rstrip().rpartition(" ")[0] if not prefix.endswith(" ") else prefix.rstrip()
            clauses = read(before).clauses
            held = Matcher(view.schema, view.searcher, view.statistics, ALL).all_words(clauses) if clauses else None
            return Suggester(view.schema, view.searcher).suggestions(prefix, limit, within or KINDS, held)

    def similar(self, record: Record, asked: Filters, limit: int) -> list[Similar]:
        """Compare; see ``Library.similar``."""
        if not 0 <= limit <= MOST_SIMILAR:
            raise BadArgument(name="limit", value=limit, expected=f"0..{MOST_SIMILAR}")
        with as_damage(self._library):
            view = self.view()
            comparer = Comparer(view.schema, view.searcher, view.statistics, view.bilingual.translations)
            narrowed = as_queries(asked, view.schema, view.searcher, view.registry)
            seqs = self._store.query("SELECT seq FROM record WHERE id = ?", (record.id,))
            found = comparer.similar(seqs[0][0], limit, narrowed) if seqs else []
        records = self._store.records([one.seq for one in found])
        written = as_written(record)
        told = [_similar(one, records[one.seq], written) for one in found if one.seq in records]
        return sorted(told, key=lambda one: (-one.score, one.id))

    def journals(self, words: str, asked: Filters, sort: ListSort, limit: int) -> Listing:
        """List journals; see ``Library.journals``."""
        with as_damage(self._library):
            return listing.journals(self._counter(sort, limit), words, asked, sort, limit)

    def authors(self, words: str, asked: Filters, sort: ListSort, limit: int) -> Listing:
        """List people; see ``Library.authors``."""
        with as_damage(self._library):
            return listing.authors(
                self._counter(sort, limit), self._store, self.view().schema, words, asked, sort, limit
            )

    def _counter(self, sort: str, limit: int) -> Counter:
        if sort not in ("count", "name"):
            raise BadArgument(name="sort", value=sort, expected="count, name")
        if not 0 <= limit <= MOST_VALUES:
            raise BadArgument(name="limit", value=limit, expected=f"0..{MOST_VALUES}")
        view = self.view()
        return Counter(view.schema, view.searcher, view.registry, self._store)

    def hits(
        self, run: Run, rows: Sequence[Ranked], reasons: Mapping[int, Explanation] | None = None
    ) -> tuple[Hit, ...]:
        """Return the records of rows of a search, with highlights."""
        records = self._store.records([row.seq for row in rows])
        clauses = [clause for question in run.questions for clause in question.clauses]
        asked = run.query.clauses
        strict = Highlighter(clauses, asked, run.language)
        relaxed = (
            Highlighter(clauses, asked, run.language).parts_too(clauses) if any(row.relaxed for row in rows) else strict
        )
        return tuple(
            _hit(row, records[row.seq], relaxed if row.relaxed else strict, (reasons or {}).get(row.seq))
            for row in rows
            if row.seq in records
        )

    def view(self) -> View:
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


def _hit(row: Ranked, record: Record, highlighter: Highlighter, reasons: Explanation | None) -> Hit:
    title, other = titles(record)
    highlights = {"title": highlighter.whole(title)}
    if other:
        highlights["title_other"] = highlighter.whole(other)
    if abstract := _best_abstract(record, highlighter):
        highlights["abstract"] = abstract
    return Hit(row.id, row.score, row.relaxed, record, title, other, highlights, reasons)


def _similar(one: Compared, record: Record, written: Mapping[str, str]) -> Similar:
    title, other = titles(record)
    because = tuple(Shared(written.get(word, word), round(share, 4)) for word, share in one.because)
    return Similar(record.id, round(one.score, 4), record, title, other, because, one.across)


def _best_abstract(record: Record, highlighter: Highlighter) -> Highlighted | None:
    """Return the part of an abstract where most of the query stands.

    The abstracts in the query's language are looked at first, and where one of them has a word of it, it is shown: who
    asks in a language reads it. Else the first that has all words, or the one with most, is.
    """
    best: Highlighted | None = None
    for abstract in sorted(record.abstracts, key=lambda text: text.lang != highlighter.language):
        snippet = highlighter.snippet(abstract.value)
        if best is None or len(snippet.spans) > len(best.spans):
            best = snippet
        if len(best.spans) >= (1 if abstract.lang == highlighter.language else highlighter.words):
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
