"""The entry point of every search: a query and options in, a page out. Each stage is a function from value to value.

text -> parse -> ParsedQuery -> plan (analyze, expand) -> SearchPlan -> compile_plan -> CompiledPlan
     -> rank (retrieve, rerank, fuse) -> Results -> Page (hits, facets, explanations)
"""

import os
import threading
import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, TypeVar

from shoroku.corpus.record import Record
from shoroku.corpus.records import Cited, Records
from shoroku.indexer import generations
from shoroku.indexer.errors import IndexOfAnother
from shoroku.indexer.generations import as_damage
from shoroku.search.expand.analyze import analyze_tree
from shoroku.search.expand.translations import Meaning, meanings
from shoroku.search.index_view import IndexView
from shoroku.search.options import (
    MOST_OFFSET,
    MOST_VALUES,
    Filters,
    ListSort,
    Order,
    SearchOptions,
    choice,
    cursor_at,
    features,
    text,
    texts,
    whole_number,
)
from shoroku.search.plan import plan
from shoroku.search.present.explain import explanations
from shoroku.search.present.facets import FacetCounter, Listing
from shoroku.search.present.page import Hit, Page, expansions, hits
from shoroku.search.query.diagnostics import Notice
from shoroku.search.query.parser import parse
from shoroku.search.rank.rank import best, count_found, groups, rank
from shoroku.search.results import Results, Row
from shoroku.search.retrieve.compiler import CompiledPlan, compile_plan

if TYPE_CHECKING:
    from shoroku.search.assist.complete import Kind, Suggestion
    from shoroku.search.assist.similar import Similar
    from shoroku.search.retrieve.citations import Counted
    from shoroku.search.retrieve.orders import Orders

Parameters = ParamSpec("Parameters")
Found = TypeVar("Found")

MOST_SUGGESTIONS = MOST_SIMILAR = 100
#: Seconds for which a fork waits for searches.
_PATIENCE = 30.0
#: A query that finds at most this many records may be misspelt.
POOR = 2


class Forks:
    """Keeps forks and searches apart: a fork waits for the searches of other threads, and searches that begin wait for it.

    A child process has only the thread that forked. A lock that another thread held at that moment, be it Python's,
    SQLite's or tantivy's, would stay locked in the child.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._searching: dict[int, int] = {}  # thread -> searches within each other
        self._forks = 0

    @property
    def is_closed(self) -> bool:
        """Whether a fork waits or happens."""
        return self._forks > 0

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self._changed:
            while self._forks and me not in self._searching:
                self._changed.wait()
            self._searching[me] = self._searching.get(me, 0) + 1

    def __exit__(self, *_: object) -> None:
        me = threading.get_ident()
        with self._changed:
            self._searching[me] -= 1
            if not self._searching[me]:
                del self._searching[me]
                if self._forks:
                    self._changed.notify_all()

    def before(self) -> None:
        """Wait until no other thread searches."""
        with self._changed:
            self._forks += 1
            self._changed.wait_for(lambda: not self._searching.keys() - {threading.get_ident()}, _PATIENCE)

    def after(self) -> None:
        """Let searches begin again."""
        with self._changed:
            self._forks -= 1
            self._changed.notify_all()

    def after_in_child(self) -> None:
        """Forget the threads that are not in this process."""
        self._changed = threading.Condition()
        self._searching = {one: count for one, count in self._searching.items() if one == threading.get_ident()}
        self._forks = 0


FORKS = Forks()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=FORKS.before, after_in_parent=FORKS.after, after_in_child=FORKS.after_in_child)


def apart_from_forks(function: Callable[Parameters, Found]) -> Callable[Parameters, Found]:
    """Let no fork happen while the function runs."""

    @wraps(function)
    def called(*arguments: Parameters.args, **named: Parameters.kwargs) -> Found:
        with FORKS:
            return function(*arguments, **named)

    return called


def settled(function: Callable[Parameters, Found], *arguments: Parameters.args, **named: Parameters.kwargs) -> Found:
    """Call a function in a thread that an event loop waits for.

    A future of asyncio refuses StopIteration, so whoever waits for it would wait for ever. Such an error is a mistake in the
    program; it is raised as a RuntimeError, as generators do (PEP 479).
    """
    try:
        return function(*arguments, **named)
    except StopIteration as error:
        raise RuntimeError("the thread raised StopIteration") from error


class AllMatches(NamedTuple):
    """The numbers of all matches in the store, in order; how many changes the index is behind; whether the query was cut."""

    numbers: "array[int]"
    behind: int
    is_cut: bool


class Searcher:
    """Searches one library. Threads may share it; each search uses one snapshot of the index."""

    def __init__(self, library: Path, store: Records) -> None:
        self._library = library
        self._store = store
        self._view: IndexView | None = None
        self._orders: Orders | None = None
        self._counted: Counted | None = None

    def view(self) -> IndexView:
        """Return the newest snapshot of the index. Opening one takes a millisecond; checking that it is unchanged takes much less.

        Raises IndexMissing, IndexOutdated, IndexDamaged, IndexOfAnother.
        """
        mark = generations.mark(self._library)
        view = self._view
        if view is None or view.mark != mark or view.hidden != self._store.withheld(view.state.change):
            generation = generations.current(self._library)
            hidden = self._store.withheld(generation.state.change)
            view = self._view = IndexView.of(self._library, mark, generation, hidden)
        if not view.state.fits(self._store.lineage(), self._store.last_change()):
            raise IndexOfAnother(path=str(self._library))
        return view

    # --- Searching ----------------------------------------------------------------------------------------------------

    @apart_from_forks
    def search(self, query: str, filters: Filters = Filters(), options: SearchOptions = SearchOptions()) -> Page:  # noqa: B008 (immutable)
        """Search, and return one page. Raises BadArgument, QueryUnclear, and the errors of ``view``."""
        began = time.perf_counter()
        with as_damage(self._library):
            view = self.view()
            compiled = self._compiled(query, filters, options, view)
            counter = FacetCounter(view, self._store)
            known = counter.known(compiled.plan)
            if options.is_deep or options.sort == "cited":
                results = self._from_order(compiled, view)
            else:
                count = None if known else partial(counter.count, sizes=options.facets)
                results = rank(compiled, view, self._store, count)
            is_of_all_words = results.total > 0 and not results.plan.is_one_list
            if known and is_of_all_words:
                counted = known
            else:
                counted = counter.facets(results.counted, filters, options.facets)
                if is_of_all_words and self._is_whole():
                    counter.keep(compiled.plan, counted)
            meant = self._did_you_mean(results, view)
            explained = explanations(results, view) if options.explain else {}
            also_searched = expansions(results.plan, view)
            values = self._unknown_values(results, view)
        found = hits(results, self._store, explained=explained)
        more = results.total + results.relaxed_total > options.offset + len(results.rows)
        return Page(
            query=query,
            total=results.total,
            relaxed=any(row.relaxed for row in results.rows),
            relaxed_total=results.relaxed_total,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            hits=found,
            facets=counted,
            cursor=cursor_at(options.offset + options.limit) if more and results.rows else None,
            is_cut=results.plan.is_cut,
            behind=self._behind(view),
            also_searched=also_searched,
            notices=results.plan.notices + compiled.notices + values,
            did_you_mean=meant,
            in_one_list=results.plan.is_one_list,
            is_ranked=results.plan.has_words and options.sort == "relevance" and not options.is_deep,
            change=results.change,
        )

    @apart_from_forks
    def every(self, query: str, filters: Filters) -> Results:
        """Return all the records that hold all the words, the newest works first. Raises what ``search`` raises."""
        with as_damage(self._library):
            view = self.view()
            options = SearchOptions(sort="newest")
            compiled = self._compiled(query, filters, options, view)
            total, _ = count_found(compiled, view, self._store)
            whole = compiled.plan._replace(options=options._replace(limit=total))
            results = rank(compiled._replace(plan=whole), view, self._store)
        return results._replace(rows=tuple(row for row in results.rows if not row.relaxed))

    @apart_from_forks
    def ranking(self, query: str, limit: int, without: Iterable[str] = ()) -> list[tuple[str, float]]:
        """Return the ids and scores of the best ``limit`` records, with some features of the ranking left out.

        Raises BadArgument for a feature that there is not, and what ``search`` raises.
        """
        options = SearchOptions(features=features(without=without), limit=whole_number("limit", limit, 0, MOST_OFFSET))
        with as_damage(self._library):
            view = self.view()
            rows = best(self._compiled(query, Filters(), options, view), view, self._store)
        return [(row.id, row.score) for row in rows]

    @apart_from_forks
    def hits(self, results: Results, rows: Sequence[Row]) -> tuple[Hit, ...]:
        """Return the records of some rows of a search, with highlights."""
        return hits(results, self._store, rows)

    @apart_from_forks
    def all(
        self, query: str, filters: Filters, order: Order, options: SearchOptions, *, relaxed: bool, store: Records
    ) -> AllMatches:
        """Return the store's numbers of all records that match, in an order.

        ``options`` say how the words are searched. With ``relaxed`` those that hold most of the words follow. ``store`` is
        the state that the records are read from. Raises what ``search`` raises.
        """
        from shoroku.search.retrieve import all_matches

        with as_damage(self._library):
            view = self.view()
            options = options._replace(sort="newest" if order == "stored" else order)
            compiled = self._compiled(query, filters, options, view)
            if order == "relevance" and not compiled.plan.has_words:
                order = "newest"  # nothing to be relevant to, as in a search
            found = groups(compiled, view, self._store, with_relaxed=relaxed)
            numbers = all_matches.numbers(found, order, view, store)
        return AllMatches(numbers, self._behind(view), compiled.plan.is_cut)

    def _compiled(self, query: str, filters: Filters, options: SearchOptions, view: IndexView) -> CompiledPlan:
        parsed = parse(text("query", query), strict=options.strict)
        return compile_plan(plan(parsed, filters, options, view), view, self._store)

    # Imported on first use, because most searches from the command line do not need it.

    def _from_order(self, compiled: CompiledPlan, view: IndexView) -> Results:
        """Return the results of a page of a whole order: one far down, or sorted by what the index does not know.

        The rows have no scores, but for the number of citations if they are sorted by it.
        """
        from shoroku.search.engine.expressions import BestOf
        from shoroku.search.retrieve import all_matches
        from shoroku.search.retrieve.citations import Counted, most_cited
        from shoroku.search.retrieve.orders import Orders
        from shoroku.search.retrieve.top_k import among

        options = compiled.plan.options
        sort = "newest" if options.sort == "relevance" and not compiled.plan.has_words else options.sort

        def make() -> "array[int]":
            found = groups(compiled, view, self._store, with_relaxed=True)
            return all_matches.numbers(found, sort, view, self._store, citations)

        if (orders := self._orders) is None:
            orders = self._orders = Orders()
        if (counted := self._counted) is None:
            counted = self._counted = Counted()
        plan, end = compiled.plan, options.offset + options.limit
        state = (view.mark, self._store.last_change() if sort == "cited" else 0)  # the store may be ahead of the index
        asked = (plan.text, plan.filters, sort, options.features, options.lang, state, tuple(view.hidden))
        citations = counted.at(state, self._citations) if sort == "cited" else None
        numbers: Sequence[int] | None = None
        if citations and not options.is_deep:
            found = groups(compiled, view, self._store, with_relaxed=True)
            numbers = most_cited(found, end, view, self._store, citations)
        if numbers is None:
            numbers = orders.order(asked, make, self._is_whole)
        numbers = numbers[options.offset : end]
        ids = self._store.ids(numbers)
        counts = citations.of(numbers) if citations else {}
        rows = [Row(ids[number], float(counts.get(number, 0)), number, None) for number in numbers if number in ids]
        beyond = options._replace(limit=0, offset=end)  # counts what there is up to there
        results = rank(compiled._replace(plan=plan._replace(options=beyond)), view, self._store)
        if plan.is_one_list:
            whole = among(BestOf(compiled.strict), rows, view)
            rows = [row._replace(relaxed=row.seq not in whole) for row in rows]
        else:
            rows = [
                row._replace(relaxed=place >= results.total and plan.has_words)
                for place, row in enumerate(rows, options.offset)
            ]
        return results._replace(plan=plan, rows=tuple(rows))

    def _citations(self) -> Cited:
        """Return the numbers of citations that go with the snapshot of this thread's search. Raises GraphMissing."""
        return self._store.citations()

    def _did_you_mean(self, results: Results, view: IndexView) -> str | None:
        if results.total > POOR or not results.plan.may_be_corrected(results.total):
            return None
        from shoroku.search.assist.did_you_mean import did_you_mean

        return did_you_mean(results, view, self._store)

    def _unknown_values(self, results: Results, view: IndexView) -> tuple[Notice, ...]:
        filters = [one for one in (results.plan.filters, results.plan.own_filters) if any(one)]
        is_any_found = results.total or results.relaxed_total
        # A record that was found has a value of each filter: where each names one value, all are known.
        if not filters or (is_any_found and not any(one.has_alternatives for one in filters)):
            return ()
        from shoroku.search.assist.unknown_values import unknown_values

        return unknown_values(filters, view, self._store, FacetCounter(view, self._store).called)

    def _is_whole(self) -> bool:
        """Return whether all that this thread's search has read so far is whole, so that other searches may use it."""
        return True

    def _behind(self, view: IndexView) -> int:
        return max(0, self._store.last_change() - view.state.change)

    # --- Beside a search ----------------------------------------------------------------------------------------------

    @apart_from_forks
    def suggest(self, prefix: str, limit: int, within: "Kind | Iterable[Kind]") -> "list[Suggestion]":
        """Return completions of ``prefix``. Raises BadArgument, and the errors of ``view``."""
        from shoroku.search.assist.complete import KINDS, complete

        whole_number("limit", limit, 0, MOST_SUGGESTIONS)
        kinds: list[Kind] = [choice("within", one, KINDS) for one in texts("within", within)]
        with as_damage(self._library):
            return complete(text("prefix", prefix), limit, kinds, self.view())

    @apart_from_forks
    def similar(self, record: Record, filters: Filters, limit: int) -> "list[Similar]":
        """Return the records most similar to one record. Raises BadArgument, and the errors of ``view``."""
        from shoroku.search.assist.similar import similar

        whole_number("limit", limit, 0, MOST_SIMILAR)
        with as_damage(self._library):
            return similar(record, limit, filters, self.view(), self._store)

    @apart_from_forks
    def journals(self, words: str, filters: Filters, sort: ListSort, limit: int) -> Listing:
        """Return the journals whose names match some words. Raises BadArgument, and the errors of ``view``."""
        from shoroku.search.present import browse

        whole_number("limit", limit, 0, MOST_VALUES)
        with as_damage(self._library):
            return browse.journals(text("words", words), filters, sort, limit, self.view(), self._store)

    @apart_from_forks
    def authors(self, words: str, filters: Filters, sort: ListSort, limit: int) -> Listing:
        """Return the people whose names match some words. Raises BadArgument, and the errors of ``view``."""
        from shoroku.search.present import browse

        whole_number("limit", limit, 0, MOST_VALUES)
        with as_damage(self._library):
            return browse.authors(text("words", words), filters, sort, limit, self.view(), self._store)

    @apart_from_forks
    def lexicon(self, words: str) -> tuple[Meaning, ...]:
        """Return the translations of each word of a query. Raises the errors of ``view``."""
        with as_damage(self._library):
            view = self.view()
            return meanings(analyze_tree(parse(text("words", words)).tree, view.words_read).terms, view.translate)
