"""One page of hits: the result of a search."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from shoroku.corpus.licence import passed_on
from shoroku.corpus.record import Record, in_language, titles
from shoroku.corpus.records import Records
from shoroku.search.expand.variants import Variant
from shoroku.search.index_view import IndexView
from shoroku.search.plan import SearchPlan, is_known
from shoroku.search.present.explain import Explanation
from shoroku.search.present.facets import FacetValue
from shoroku.search.present.snippets import Highlighted, Highlighter, highlighters
from shoroku.search.query.diagnostics import Notice
from shoroku.search.results import Results, Row

if TYPE_CHECKING:
    from shoroku.indexer.cluster.partial import Partial


class Hit(msgspec.Struct, frozen=True):
    """One record found.

    ``score`` is what a page orders its hits by: the relevance, or the year if it is sorted by year (see ``Page.is_ranked``).
    ``cited_in_library`` is by how many other records of this library the record is cited, if the page is sorted by that, else
    None; citations by works that the library does not have are not counted.
    ``relaxed`` is true if the record contains only some of the words. ``title`` is in the language of the full text if
    there is one, ``title_other`` the first in another language, or "". ``explanation`` is None unless it was asked for.
    ``withheld`` is true if the abstract was removed because its licence forbids redistribution (``passed_on``).
    """

    id: str
    score: float
    relaxed: bool
    record: Record
    title: str
    title_other: str
    highlights: dict[str, Highlighted]
    explanation: Explanation | None = None
    withheld: bool = False
    cited_in_library: int | None = None

    def __repr__(self) -> str:
        return f"<Hit {self.id!r}: {self.title!r}>"

    def passed_on(self, *, with_disallowed_abstracts: bool = False) -> "Hit":
        """Return the hit as it may be redistributed: without the abstract and its snippet if the licence forbids it."""
        return self._with(passed_on(self.record, with_disallowed=with_disallowed_abstracts))

    def _with(self, record: Record) -> "Hit":
        """Return the hit with its record as it may be redistributed."""
        if record is self.record:
            return self
        highlights = {name: one for name, one in self.highlights.items() if name in _NOT_OF_ABSTRACTS}
        return msgspec.structs.replace(self, record=record, highlights=highlights, withheld=True)

    def to_dict(self, *, with_disallowed_abstracts: bool = False) -> dict[str, Any]:
        """Return the hit as plain data: the shape of ``search --json``.

        A missing text is "", any other missing value None. An abstract whose licence forbids redistribution is withheld:
        its snippet is None, and ``withheld`` is true, unless you ask for it ``with_disallowed_abstracts``.
        """
        return self.passed_on(with_disallowed_abstracts=with_disallowed_abstracts)._as_data()

    def _as_data(self) -> dict[str, Any]:
        record = self.record
        title, abstract = self.highlights.get("title"), self.highlights.get("abstract")
        return {
            "id": self.id,
            "score": self.score,
            "relaxed": self.relaxed,
            "type": record.type,
            "title": self.title,
            "title_other": self.title_other or None,
            "creators": [in_language(person.names, record.language) for person in record.creators],
            "journal": in_language(record.journals, record.language),
            "year": record.year,
            "volume": record.volume,
            "issue": record.issue,
            "pages": record.pages,
            "language": record.language,
            "sources": list(record.sources),
            **({"tags": list(record.tags)} if record.tags else {}),
            "crid": record.identifier("CRID") or None,
            "doi": record.doi or None,
            "highlights": {
                "title": title.html() if title else None,
                "abstract": abstract.html() if abstract else None,
            },
            **({} if self.cited_in_library is None else {"cited_in_library": self.cited_in_library}),
            **({"withheld": True} if self.withheld else {}),
            **({"explanation": _plain(self.explanation)} if self.explanation else {}),
        }


#: Highlights other than those of an abstract.
_NOT_OF_ABSTRACTS = frozenset({"title", "title_other"})


class Expansion(msgspec.Struct, frozen=True):
    """What was searched besides a word of the query. ``kind`` is "spelling", "synonym", "translation" or "guess"."""

    word: str
    kind: str
    written: str


class Page(msgspec.Struct, frozen=True):
    """One page of hits.

    ``total`` is the number of records that contain all the words. ``relaxed_total`` is the number of those that contain
    some of them; it is counted only if the former do not fill the page. ``relaxed`` is true if such hits are listed.
    ``cursor`` requests the next page; it is None on the last page. ``is_cut`` is true if the query was too long and was
    searched in part. ``behind`` is the number of changed records that the index does not reflect yet, for example after an
    interrupted ``add``. ``also_searched`` lists spellings, synonyms and translations that were searched too. ``notices``
    report invalid parts of the query. ``did_you_mean`` is a query that finds more, if this one finds next to nothing and
    looks misspelt. ``in_one_list`` is true for a question in sentences: all its hits are in one order, relaxed ones
    included. ``is_ranked`` is false if the hits are in another order than that of relevance, or if a cursor has led beyond
    the first thousand: their scores say nothing of how well they match. ``change`` is the last change of the library
    (``library.changes``) that the page reflects. ``partial`` says, for a copy on a cluster, that some shards did not answer:
    their records are neither among the hits nor counted.
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
    is_ranked: bool = True
    change: int = 0
    partial: "Partial | None" = None

    def __repr__(self) -> str:
        return f"<Page of {self.query!r}: {len(self.hits)} hits, {self.total} records in total>"

    def whole(self) -> "Page":
        """Return the page. Raises AnswerPartial if it is ``partial``."""
        if self.partial:
            raise self.partial.error
        return self

    def passed_on(self, *, with_disallowed_abstracts: bool = False) -> "Page":
        """Return the page as it may be redistributed: see ``Hit.passed_on``."""
        records = [passed_on(hit.record, with_disallowed=with_disallowed_abstracts) for hit in self.hits]
        hits = tuple(hit._with(record) for hit, record in zip(self.hits, records, strict=True))
        return msgspec.structs.replace(self, hits=hits)

    def to_dict(self, *, with_disallowed_abstracts: bool = False) -> dict[str, Any]:
        """Return the page as plain data for JSON: what ``search --json`` prints. See ``Hit.to_dict``.

        The score of a hit is None if the hits are not ranked.
        """
        unranked: dict[str, Any] = {} if self.is_ranked else {"score": None}
        return {
            "query": self.query,
            "total": self.total,
            "relaxed": self.relaxed,
            "relaxed_total": self.relaxed_total,
            "took_ms": self.took_ms,
            "hits": [hit.to_dict(with_disallowed_abstracts=with_disallowed_abstracts) | unranked for hit in self.hits],
            "facets": _plain(self.facets),
            "cursor": self.cursor,
            "also_searched": _plain(self.also_searched),
            "notices": [one.to_dict() for one in self.notices],
            "did_you_mean": self.did_you_mean,
            "in_one_list": self.in_one_list,
            "change": self.change,
            **({"partial": _plain(self.partial)} if self.partial else {}),
        }

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Yield the items of ``to_dict``, so that ``dict(page)`` works; FastAPI encodes what a route returns that way."""
        return iter(self.to_dict().items())

    # pydantic, and so FastAPI, looks for these two: the first for a return annotation, the second for any value.

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: object) -> Any:
        """Let pydantic serialize a page with ``to_dict``."""
        from pydantic_core import core_schema

        serializer = core_schema.plain_serializer_function_ser_schema(cls.to_dict)
        return core_schema.is_instance_schema(cls, serialization=serializer)

    @property
    def __pydantic_serializer__(self) -> Any:
        from pydantic_core import SchemaSerializer

        return SchemaSerializer(self.__get_pydantic_core_schema__(type(self), None))


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: dictionaries, lists, texts and numbers."""
    return msgspec.json.decode(msgspec.json.encode(value))


def expansions(plan: SearchPlan, view: IndexView) -> tuple[Expansion, ...]:
    """Return the expansions of a plan's words that the index contains."""
    found: dict[Expansion, None] = {}
    for variant in plan.variants:
        for term in variant.terms:
            for one in term.variants:
                if _is_told(one) and is_known(one, variant.fields, view):
                    found.setdefault(Expansion(term.text, one.kind, one.readable))
    return tuple(found)


def _is_told(variant: Variant) -> bool:
    """Return whether a reader would recognise an expansion: not if it is a mere stem."""
    if variant.kind == "word" or variant.scope != "text":
        return False
    return bool(variant.written) or not "".join(variant.terms).isascii()


def hits(
    results: Results,
    store: Records,
    rows: Sequence[Row] | None = None,
    explained: Mapping[int, Explanation] | None = None,
) -> tuple[Hit, ...]:
    """Return the records of ``rows`` (default: all rows of the results) with highlights."""
    wanted = results.rows if rows is None else rows
    records = store.records([row.seq for row in wanted])
    strict, relaxed = highlighters(results)
    found = (
        _hit(row, records[row.seq], relaxed if row.relaxed else strict, (explained or {}).get(row.seq))
        for row in wanted
        if row.seq in records
    )
    if results.plan.options.sort == "cited":
        return tuple(msgspec.structs.replace(hit, cited_in_library=int(hit.score)) for hit in found)
    return tuple(found)


def _hit(row: Row, record: Record, highlighter: Highlighter, explanation: Explanation | None) -> Hit:
    title, other = titles(record)
    highlights = {"title": highlighter.whole(title)}
    if other:
        highlights["title_other"] = highlighter.whole(other)
    if abstract := highlighter.best_snippet(record.abstracts):
        highlights["abstract"] = abstract
    return Hit(row.id, row.score, row.relaxed, record, title, other, highlights, explanation)
