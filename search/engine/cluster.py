"""The engine of an index on an OpenSearch cluster: expressions become its query DSL; see ``Engine``.

The address of a record is its number. All statistics are those of the whole index (``dfs_query_then_fetch``), so that scores
do not depend on how the index is divided. Equal scores are in the order of the numbers.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from math import comb
from typing import Any

from shoroku.indexer import fields
from shoroku.indexer.cluster import lengths, partial
from shoroku.indexer.cluster.connection import SECONDS, SHORTLY, Cluster
from shoroku.indexer.cluster.errors import ClusterBusy, ClusterError, ClusterIndexRed, ClusterUnreachable
from shoroku.indexer.cluster.mapping import EMPTY, LISTED, WITH_POSITIONS, WORDS, Bm25
from shoroku.indexer.cluster.state import State
from shoroku.search import weights
from shoroku.search.engine.engine import DEADLINE, Counted, Direction, Hits, check_deadline, seconds_left
from shoroku.search.engine.expressions import (
    AllOf,
    AnyTerm,
    BestOf,
    Boosted,
    Combination,
    Constant,
    Expression,
    HasValue,
    Prepared,
    Range,
    SimilarTerm,
    Term,
    TermPattern,
    TermPhrase,
    Unscored,
)

Query = dict[str, Any]

#: Records in one answer, terms in one set, values that are counted, and frequencies that are remembered.
_PAGE, _MOST_IN_A_SET, _MOST_VALUES, _FREQUENCIES_KEPT = 5_000, 60_000, 65_000, 50_000
#: Ways in which the terms of a phrase can stand that are named one by one.
_MOST_SPACINGS = 60
#: Terms of a query. A cluster takes 1,024, unless its owner says otherwise.
_MOST_PARTS = 1_000
_LEAVES = frozenset({"term", "terms", "span_term", "match_phrase", "regexp", "fuzzy", "range", "exists", "prefix"})
#: No text has this term. For a shard without the terms of a phrase, a node does not ask how many records it has, and the phrase
#: would seem more frequent than it is; for a single term it does, also for one that is nowhere.
_NO_TERM = fields.BOUNDARY * 3
_COUNTED: list[Query] = [{"term": {name: _NO_TERM}} for name in WITH_POSITIONS]
#: How long a point in time is kept between two pages.
_KEPT = "2m"
#: Points in time that are opened for one reading, where nodes are lost meanwhile, and seconds before another one.
_MOST_POINTS, _PAUSE = 4, 0.5
#: Up to this many frequencies are asked for one by one, in one request.
_MANY = 200
#: Fields in which the frequency of a term is asked for together, because a search asks for all of them.
TEXT_FIELDS = (fields.TEXT_EN, fields.TEXT_JA, fields.CONTEXT, fields.TITLE_EN, fields.TITLE_JA, fields.SUBJECT)
_NO_YEAR = -1
_SIGNS = frozenset('.?+*|{}[]()"\\#@&<>~^$-')

_NOTHING: Query = {"match_none": {}}


class ClusterEngine:
    """One state of an index on a cluster. Threads may share it."""

    is_parallel = False  # a node has other searches to do

    def __init__(self, cluster: Cluster, index: str, state: State) -> None:
        """``index`` is the name behind the alias, ``state`` its state. Raises what ``Cluster.ask`` raises."""
        self._cluster, self._index, self._state = cluster, index, state
        bm25 = Bm25(weights.K1, weights.B)
        self._factors = {name: lengths.factor(stretch, bm25) for name, stretch in state.stretches.items()}
        self._frequencies: dict[tuple[str, str], int] = {}
        self._counting = threading.Lock()
        self._renderers: dict[type[Expression], Callable[[Any], Query]] = {
            Term: self._term,
            AnyTerm: self._any_term,
            TermPhrase: self._phrase,
            TermPattern: lambda one: {"regexp": {one.field: {"value": one.pattern, "flags": "NONE"}}},
            SimilarTerm: self._similar,
            Range: lambda one: {"range": {one.field: {"gte": one.low, "lte": one.high}}},
            HasValue: lambda one: {"exists": {"field": one.field}},
            Combination: self._combination,
            AllOf: self._all_of,
            BestOf: self._best_of,
            Boosted: self._boosted,
            Unscored: lambda one: _constant(_short(self._render(one.part)), 0.0),
            Constant: lambda one: _constant(_short(self._render(one.part)), one.score),
            Prepared: lambda one: one.query,
        }
        counted = self._search({"query": self._render(AllOf(())), "size": 0})
        self.num_docs = int(counted["hits"]["total"]["value"])
        #: Whether all shards answered when the engine was made.
        self.is_whole = not partial.missing(counted)

    # --- Asking -------------------------------------------------------------------------------------------------------

    def prepare(self, expression: Expression) -> Prepared:
        """Render an expression that is used more than once."""
        return Prepared(self._render(expression), expression)

    def prepare_all(self, expressions: Iterable[Expression]) -> tuple[Prepared, ...]:
        """Render several expressions."""
        return tuple(Prepared(self._render(one), one) for one in expressions)

    def count(self, expression: Expression) -> int:
        """Return how many records match."""
        return int(self._search({"query": _short(self._render(expression)), "size": 0})["hits"]["total"]["value"])

    def top(
        self,
        expression: Expression,
        limit: int,
        *,
        by: str | None = None,
        direction: Direction = "descending",
        count: bool = False,
    ) -> Hits:
        """Return the ``limit`` best records by score, or the first ones by the values of the field ``by``."""
        query = self._render(expression)
        asked = {
            "query": _short(query) if by else {"bool": {"must": [query], "should": _COUNTED}},
            "sort": [*_order(by, direction), {fields.SEQ: "asc"}] if by != fields.SEQ else _order(by, direction),
            "_source": False,
            "track_scores": False,
        }
        if limit <= _PAGE:
            answer = self._search({**asked, "size": limit}, counts=count)
            found = answer["hits"]["hits"]
            total = int(answer["hits"]["total"]["value"]) if count else 0
        else:
            found, total = self._pages(asked, limit, count)
        keys = [_key(hit["sort"][0], by) for hit in found]
        return Hits(keys, [int(hit["sort"][-1]) for hit in found], total)

    def seqs(self, addresses: Sequence[Any]) -> list[int]:
        """Return the numbers in the store of records at these addresses, which they are."""
        return list(addresses)

    def texts(self, addresses: Sequence[Any]) -> list[tuple[str, str]]:
        """Return the terms of each record's Japanese texts and of its other texts, "" for none."""
        found = self._sources(addresses, (fields.TEXT_JA, fields.TEXT_EN))
        texts = (found.get(seq, {}) for seq in addresses)
        return [(_text(one, fields.TEXT_JA), _text(one, fields.TEXT_EN)) for one in texts]

    def _sources(self, seqs: Sequence[int], names: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Return what the index keeps of records in some fields, by the records' numbers."""
        found: dict[int, dict[str, Any]] = {}
        for start in range(0, len(seqs), _PAGE):
            some = list(seqs[start : start + _PAGE])
            asked = {
                "query": _constant({"terms": {fields.SEQ: some}}, 1.0),
                "size": len(some),
                "_source": [fields.SEQ, *names],
            }
            for hit in self._search(asked, counts=False)["hits"]["hits"]:
                found[int(hit["_source"][fields.SEQ])] = hit["_source"]
        return found

    def terms(
        self, field: str, prefix: str, limit: int | None = None, within: Expression | None = None
    ) -> list[tuple[str, int]]:
        """Return the terms of a field with a prefix, and how many records (of those that match ``within``) contain each."""
        size = _MOST_VALUES if limit is None else min(limit, _MOST_VALUES)
        if size <= 0:
            return []
        counted: Query = {"field": _listed(field), "size": size, "shard_size": min(max(size * 10, 1000), _MOST_VALUES)}
        conditions: list[Query] = []
        if prefix:
            counted["include"] = _escaped(prefix) + ".*"
            conditions.append({"prefix": {field: prefix}})
        if within is not None:
            conditions.append(_short(self._render(within)))
        answer = self._search(
            {"query": {"bool": {"filter": conditions}}, "size": 0, "aggs": {"terms": {"terms": counted}}}, counts=False
        )
        found = [(str(one["key"]), int(one["doc_count"])) for one in answer["aggregations"]["terms"]["buckets"]]
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def counts(
        self, expression: Expression, sizes: Mapping[str, int], highest: Collection[str] = ()
    ) -> tuple[int, dict[str, Counted]]:
        """Count all matches, and the values of fields over them: for each field a number of values, the most frequent or
        the highest ones."""
        asked = {
            field: {"terms": _counted(field, min(size, _MOST_VALUES), field in highest)}
            for field, size in sizes.items()
            if size > 0
        }
        answer = self._search(
            {"query": {"bool": {"filter": _short(self._render(expression))}}, "size": 0, "aggs": asked}
        )
        told = answer.get("aggregations", {})
        found = {
            field: Counted(
                {str(one["key"]): int(one["doc_count"]) for one in told[field]["buckets"]},
                int(told[field].get("sum_other_doc_count") or 0),
            )
            if field in told
            else Counted({}, 0)
            for field in sizes
        }
        return int(answer["hits"]["total"]["value"]), found

    # --- Frequencies --------------------------------------------------------------------------------------------------

    def doc_freq(self, field: str, term: str) -> int:
        """Return the number of records with a term in a field.

        A search asks for a term in one text field after the other, so all are asked for at once.
        """
        if (found := self._frequencies.get((field, term))) is not None:
            return found
        together = TEXT_FIELDS if field in TEXT_FIELDS else (field,)
        return self._learn([(one, term) for one in together])[field, term]

    def anticipate(self, terms: Iterable[str], names: Sequence[str] = TEXT_FIELDS) -> None:
        """Ask for the frequencies of terms in some fields, in few requests."""
        wanted = dict.fromkeys(terms)
        asked = [(name, term) for term in wanted for name in names if (name, term) not in self._frequencies]
        if len(asked) <= _MANY:
            self._learn(asked)
            return
        for name in names:
            self._learn_many(name, [term for one, term in asked if one == name])

    def _learn_many(self, field: str, terms: Sequence[str]) -> None:
        """Count the values of a field: better than a question for each term, where most are in few records or none."""
        counted = {"field": _listed(field), "include": list(terms), "size": len(terms) or 1}
        among = {"bool": {"filter": {"terms": {field: list(terms)}}}}
        answer = self._search({"query": among, "size": 0, "aggs": {"terms": {"terms": counted}}}, counts=False)
        found = {str(one["key"]): int(one["doc_count"]) for one in answer["aggregations"]["terms"]["buckets"]}
        if not partial.missing(answer):
            self._remember({(field, term): found.get(term, 0) for term in terms})

    def _learn(self, asked: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        if not asked:
            return {}
        lines: list[object] = []
        for field, term in asked:
            body = {"size": 0, "track_total_hits": True, "query": self._state.shown({"term": {field: term}})}
            lines += [{"allow_partial_search_results": partial.are_accepted()}, body]
        with _in_time():
            answers = self._cluster.ask_several(f"/{self._index}/_msearch", lines, seconds=_seconds())
        for answer in answers:
            partial.note(answer)
        totals = (int(answer["hits"]["total"]["value"]) for answer in answers)
        found = dict(zip(asked, totals, strict=True))
        if not any(map(partial.missing, answers)):  # else other threads would take it for the whole
            self._remember(found)
        return found

    def _remember(self, found: dict[tuple[str, str], int]) -> None:
        with self._counting:
            known = self._frequencies if len(self._frequencies) < _FREQUENCIES_KEPT else {}
            self._frequencies = known | found  # another dictionary: whoever has looked into the old one still may

    # --- Requests -----------------------------------------------------------------------------------------------------

    def _search(
        self, body: Query, *, counts: bool = True, path: str | None = None, at_once: bool = False
    ) -> dict[str, Any]:
        asked = {"track_total_hits": counts, **body, "query": self._state.shown(_fitting(body["query"]))}
        options: dict[str, Any] = {"allow_partial_search_results": partial.are_accepted()}
        if body.get("size"):
            options["search_type"] = "dfs_query_then_fetch"
        cluster = self._cluster.at_once() if at_once else self._cluster
        with _in_time():
            answer = cluster.ask("POST", path or f"/{self._index}/_search", asked, seconds=_seconds(), **options)
        partial.note(answer)
        return answer

    def _pages(self, asked: Query, limit: int, count: bool) -> tuple[list[dict[str, Any]], int]:
        """Return many hits, page by page behind each other, all of one point in time.

        A point in time is gone with a node that had a part of it. Then all is read again, from a new one.
        """
        left = _MOST_POINTS
        while True:
            try:
                return self._pages_of_one_point(asked, limit, count)
            except (ClusterBusy, ClusterIndexRed, ClusterUnreachable):
                left -= 1
                if not left:
                    raise
            time.sleep(_PAUSE)

    def _pages_of_one_point(self, asked: Query, limit: int, count: bool) -> tuple[list[dict[str, Any]], int]:
        options: dict[str, Any] = {"keep_alive": _KEPT, "allow_partial_pit_creation": partial.are_accepted()}
        opened = self._cluster.ask("POST", f"/{self._index}/_search/point_in_time", **options)
        partial.note(opened)
        mark = opened["pit_id"]
        found: list[dict[str, Any]] = []
        total = 0
        try:
            while len(found) < limit:
                size = min(_PAGE, limit - len(found))
                after = {"search_after": found[-1]["sort"]} if found else {}
                body = {**asked, **after, "size": size, "pit": {"id": mark, "keep_alive": _KEPT}}
                # Asking again would not help: what is lost of this point in time is lost.
                answer = self._search(body, counts=count and not found, path="/_search", at_once=True)
                hits = answer["hits"]["hits"]
                if count and not found:
                    total = int(answer["hits"]["total"]["value"])
                found += hits
                if len(hits) < size:
                    break
        finally:
            with suppress(ClusterError):  # it ends by itself
                self._cluster.at_once().ask("DELETE", "/_search/point_in_time", {"pit_id": [mark]}, seconds=SHORTLY)
        return found, total

    # --- Rendering ----------------------------------------------------------------------------------------------------

    def _render(self, expression: Expression) -> Query:
        return self._renderers[type(expression)](expression)

    def _term(self, one: Term) -> Query:
        if (factor := self._factors.get(one.field)) is None:
            return {"term": {one.field: one.value}}
        return {"term": {one.field: {"value": one.value, "boost": factor}}}

    def _any_term(self, one: AnyTerm) -> Query:
        values = list(dict.fromkeys(one.values))
        parts = [values[at : at + _MOST_IN_A_SET] for at in range(0, len(values), _MOST_IN_A_SET)]
        sets: list[Query] = [{"terms": {one.field: part}} for part in parts]
        if not sets:
            return _NOTHING
        return _constant(sets[0] if len(sets) == 1 else {"bool": {"should": sets}}, 1.0)

    def _phrase(self, one: TermPhrase) -> Query:
        """Return the query for terms in their order.

        OpenSearch counts an occurrence less, the more other terms stand in it; the library's own index counts each once. So
        the query names every way in which the terms can stand, unless there are too many.
        """
        boost = self._factors.get(one.field, 1.0)
        if not one.terms:
            return _NOTHING
        if one.slop == 0:
            asked = {"query": " ".join(one.terms), "analyzer": "terms", "boost": boost}
            return {"match_phrase": {one.field: asked}}
        if len(one.terms) == 2 and one.terms[0] == one.terms[1]:  # to the library's own index, it stands beside itself
            return {"term": {one.field: {"value": one.terms[0], "boost": 2 * boost}}}
        terms: list[Query] = [{"span_term": {one.field: term}} for term in one.terms]
        if len(terms) == 2:
            short = {"match_phrase": {one.field: {"query": " ".join(one.terms), "analyzer": "terms", "slop": one.slop}}}
            return _Ways({"span_or": {"clauses": _two(one.field, terms, one.slop), "boost": boost}}, short)
        near = {"span_near": {"clauses": terms, "slop": one.slop, "in_order": True, "boost": boost}}
        if len(terms) == 1 or comb(one.slop + len(terms) - 1, one.slop) > _MOST_SPACINGS:
            return near
        ways = [_spaced(one.field, terms, gaps) for gaps in _spacings(len(terms) - 1, one.slop)]
        return _Ways({"span_or": {"clauses": ways, "boost": boost}}, near)

    def _similar(self, one: SimilarTerm) -> Query:
        options = {"value": one.term, "fuzziness": one.edits, "transpositions": True, "rewrite": "constant_score"}
        return {"fuzzy": {one.field: options}}

    def _combination(self, one: Combination) -> Query:
        if not one.must and not one.should:
            return _NOTHING
        found: dict[str, Any] = {}
        for name, parts in (("must", one.must), ("should", one.should), ("must_not", one.must_not)):
            if parts:
                rendered = [self._render(part) for part in parts]
                found[name] = _short(rendered) if name == "must_not" else rendered
        if one.at_least:
            found["minimum_should_match"] = one.at_least
        return {"bool": found}

    def _all_of(self, one: AllOf) -> Query:
        if not one.parts:
            return {"match_all": {}}
        if len(one.parts) == 1:
            return self._render(one.parts[0])
        return {"bool": {"must": [self._render(part) for part in one.parts]}}

    def _best_of(self, one: BestOf) -> Query:
        if not one.parts:
            return _NOTHING
        if len(one.parts) == 1:
            return self._render(one.parts[0])
        return {"dis_max": {"queries": [self._render(part) for part in one.parts], "tie_breaker": 0.0}}

    def _boosted(self, one: Boosted) -> Query:
        inner = self._render(one.part)
        return inner if one.factor == 1.0 else {"bool": {"must": [inner], "boost": one.factor}}


class _Ways(dict[str, Any]):
    """A phrase as all ways in which its terms can stand, and as a ``short`` query that finds the same and scores a little
    differently: where nothing is scored, or where the query would have too many parts."""

    def __init__(self, ways: Query, short: Query) -> None:
        super().__init__(ways)
        self.short = short


def _fitting(query: Query) -> Query:
    """Return a query with no more parts than a cluster takes."""
    return query if _parts(query) <= _MOST_PARTS else _short(query)


def _parts(query: Any) -> int:
    """Count the terms of a query; each set of terms is one."""
    if isinstance(query, dict):
        return sum(1 if name in _LEAVES else _parts(part) for name, part in query.items())
    return sum(map(_parts, query)) if isinstance(query, list) else 0


def _short(query: Any) -> Any:
    """Return a query with its phrases in their short form."""
    if isinstance(query, _Ways):
        return query.short
    if isinstance(query, dict):
        return {name: _short(part) for name, part in query.items()}
    return [_short(one) for one in query] if isinstance(query, list) else query


def _two(field: str, terms: Sequence[Query], slop: int) -> list[Query]:
    """Return the ways in which two terms can stand. Of those that share a term, the closest counts.

    To the library's own index, terms in the other order are two places farther from where they should be.
    """
    ways = [_spaced(field, terms, (0,))]
    for gap in range(1, slop + 1):
        ways.append(_apart(_spaced(field, terms, (gap,)), terms, gap - 1))
    return ways + [_apart(_spaced(field, terms[::-1], (gap,)), terms, slop) for gap in range(slop - 1)]


def _apart(way: Query, terms: Sequence[Query], slop: int) -> Query:
    nearer = {"span_near": {"clauses": list(terms), "slop": slop, "in_order": True}}
    return {"span_not": {"include": way, "exclude": nearer}}


def _spacings(places: int, most: int) -> Iterator[tuple[int, ...]]:
    """Yield all ways to distribute at most ``most`` other terms over the places between the terms of a phrase."""
    if not places:
        yield ()
        return
    for first in range(most + 1):
        for rest in _spacings(places - 1, most - first):
            yield (first, *rest)


def _spaced(field: str, terms: Sequence[Query], gaps: Sequence[int]) -> Query:
    """Return the query for terms with exactly so many others between them."""
    clauses = [terms[0]]
    for gap, term in zip(gaps, terms[1:], strict=True):
        clauses += [{"span_gap": {field: gap}}, term] if gap else [term]
    return {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}


def _seconds() -> float:
    """Return how long a request may take. Raises SearchTimedOut if the time of the search is up."""
    check_deadline()
    left = seconds_left(DEADLINE.get())
    return SECONDS if left is None else max(left, 0.01)


@contextmanager
def _in_time() -> Iterator[None]:
    """Raise SearchTimedOut for a request that was broken off because the time of the search is up."""
    try:
        yield
    except (ClusterBusy, ClusterIndexRed, ClusterUnreachable):
        check_deadline()
        raise


def _constant(query: Query, score: float) -> Query:
    return {"constant_score": {"filter": query, "boost": score}}


def _order(by: str | None, direction: Direction) -> list[Query]:
    if by is None:
        return [{"_score": "desc"}]
    is_ascending = direction == "ascending"
    order: Query = {"order": "asc" if is_ascending else "desc"}
    if by == fields.YEAR:
        order["missing"] = _NO_YEAR  # as in the library's own index, a record without a year is older than any
    elif by == fields.TITLE_KEY:
        order["missing"] = "_first" if is_ascending else "_last"
    return [{by: order}]


def _key(value: Any, by: str | None) -> Any:
    return None if by == fields.YEAR and value == _NO_YEAR else value


def _listed(field: str) -> str:
    """Return the field whose values are the terms of a field."""
    return f"{WORDS}.{field}" if field in LISTED else field


def _counted(field: str, size: int, is_highest: bool) -> Query:
    order: list[Query] = [{"_key": "desc"}] if is_highest else [{"_count": "desc"}, {"_key": "asc"}]
    return {"field": field, "size": size, "shard_size": min(max(size * 10, 1000), _MOST_VALUES), "order": order}


def _escaped(text: str) -> str:
    """Return a text as a regular expression of Lucene."""
    return "".join(f"\\{char}" if char in _SIGNS else char for char in text)


def _text(source: dict[str, Any], field: str) -> str:
    """Return the terms of a text; a text may be the mark of an empty one."""
    terms = str(source.get(field) or "")
    return "" if terms == EMPTY else terms
