"""The compiler: a plan -> expressions, for the words of each query variant and for queries with operators and fields.

All expressions of a search are built here; ``Engine.prepare`` turns them into the engine's own queries.
"""

from collections.abc import Sequence
from typing import NamedTuple

from shoroku.analyzers import analyze as tokens_of
from shoroku.corpus.identifiers import canonical, identifier_term, issn
from shoroku.corpus.store.store import Store
from shoroku.indexer import fields
from shoroku.search.engine.expressions import (
    EVERYTHING,
    NOTHING,
    AllOf,
    BestOf,
    Combination,
    Expression,
    Term,
    Unscored,
    none_of,
)
from shoroku.search.expand.analyze import analyze
from shoroku.search.expand.readings import nothing_read
from shoroku.search.expand.variants import AnalyzedQuery, QueryTerm
from shoroku.search.index_view import IndexView
from shoroku.search.options import Filters, SearchOptions
from shoroku.search.plan import SearchPlan, query_variants
from shoroku.search.query.ast import (
    And,
    Exact,
    Field,
    Fuzzy,
    Node,
    Not,
    Only,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Words,
    Years,
    filters_of,
)
from shoroku.search.query.diagnostics import Notice
from shoroku.search.retrieve import patterns
from shoroku.search.retrieve.authors import written_by
from shoroku.search.retrieve.exact import MOST_READ, exactly
from shoroku.search.retrieve.field_queries import FieldQueries
from shoroku.search.retrieve.filters import filter_expressions
from shoroku.search.retrieve.term_queries import Evidence, TermQueries, WordQuery

_FILTERED = ("language", "source", "type", "tag")


class CompiledPlan(NamedTuple):
    """A plan with its expressions.

    ``strict`` finds the records that hold all the words, as they are written first, then in the other language. ``conditions`` are what
    the query itself narrows the search to, ``filters`` the caller's. ``words`` are those of each variant, from which
    ``relaxed`` makes the expressions for most of the words. ``notices`` tell what was not looked at.
    """

    plan: SearchPlan
    strict: tuple[Expression, ...]
    conditions: tuple[Expression, ...]
    filters: tuple[Expression, ...]
    words: tuple[tuple[WordQuery, ...], ...]
    notices: tuple[Notice, ...]

    def narrowed(self, expression: Expression, without: Sequence[Expression] = ()) -> Expression:
        """Return the expression with all that narrows the search, and without the records of some others."""
        if not self.filters and not self.conditions and not without:
            return expression
        return Combination(must=(expression, *self.filters, *self.conditions), must_not=without)

    def counted(self, expression: Expression) -> Expression:
        """Return the expression for what facets count: within the query's conditions, but not within the filters."""
        return AllOf((expression, *self.conditions))


def compile_plan(plan: SearchPlan, view: IndexView, store: Store) -> CompiledPlan:
    """Compile a plan. ``store`` has the texts in which exact forms are verified."""
    trees = TreeCompiler(plan.options, view, store)
    conditions = (
        *(filter_expressions(plan.own_filters, view) if any(plan.own_filters) else ()),
        *(Unscored(trees.expression(node)) for node in plan.conditions),
        *map(trees.expression, plan.required),
    )
    words: tuple[tuple[WordQuery, ...], ...] = ()
    strict: tuple[Expression, ...] = ()
    if plan.tree is not None:
        as_written = TreeCompiler(plan.options.untranslated, view, store)
        strict = (as_written.expression(plan.tree),)
        if "translations" in plan.options.features:
            strict = (*strict, trees.expression(plan.tree))
    elif plan.query.terms:
        makers = [TermQueries(view, plan.options.features, one.fields) for one in plan.variants]
        words = tuple(maker.words(one.terms) for maker, one in zip(makers, plan.variants, strict=True))
        strict = tuple(
            maker.all_words(some) if one.is_complete else NOTHING
            for maker, one, some in zip(makers, plan.variants, words, strict=True)
        )
    filters = filter_expressions(plan.filters, view) if any(plan.filters) else []
    return CompiledPlan(plan, view.engine.prepare_all(strict), conditions, tuple(filters), words, tuple(trees.notices))


def relaxed(compiled: CompiledPlan, view: IndexView, evidence: Evidence) -> tuple[Expression, ...]:
    """Return the expressions for records that hold most of the words, one for each query variant.

    ``evidence`` says by which variants of the words a record may be found.
    """
    plan = compiled.plan
    makers = [TermQueries(view, plan.options.features, variant.fields) for variant in plan.variants]
    found = [
        maker.most_words(words, in_sentences=plan.query.in_sentences, evidence=evidence)
        for maker, words in zip(makers, compiled.words, strict=True)
    ]
    return view.engine.prepare_all(found)


class TreeCompiler:
    """Compiles trees for one snapshot of the index. ``notices`` report limits that were reached."""

    def __init__(self, options: SearchOptions, view: IndexView, store: Store) -> None:
        self._options, self._view, self._store = options, view, store
        self.notices: list[Notice] = []

    def expression(self, tree: Node) -> Expression:
        """Return the expression for ``tree``, whose depth is bounded by its parser."""
        return self._node(tree, "")

    def _node(self, node: Node, field: str) -> Expression:
        if isinstance(node, And):
            return self._all(node.nodes, field)
        if isinstance(node, Or):
            return Combination(should=[self._node(one, field) for one in node.nodes])
        if isinstance(node, Not):
            return Unscored(none_of([self._node(node.node, field)]))
        if isinstance(node, Field):
            return self._node(node.node, node.name)
        if isinstance(node, Only):
            return Unscored(self._value(node))
        if isinstance(node, Years):
            return self._filtered(Filters(year=(node.first, node.last)))
        return self._leaf(node, FieldQueries(self._view, field))

    def _all(self, nodes: Sequence[Node], field: str) -> Expression:
        if not nodes:
            return EVERYTHING
        nodes = [one for one in nodes if not _is_signs(one)] or nodes
        wanted = [self._node(one, field) for one in nodes if not isinstance(one, Not)]
        denied = [self._node(one.node, field) for one in nodes if isinstance(one, Not)]
        return Combination(must=wanted or [Unscored(EVERYTHING)], must_not=denied)

    # --- Leaves -------------------------------------------------------------------------------------------------------

    def _leaf(self, node: Node, field: FieldQueries) -> Expression:
        if isinstance(node, Words):
            return self._words(field, node)
        if isinstance(node, Phrase):
            if field.name == "author":
                return written_by(field, node.text)
            return BestOf([*field.phrase(_terms(node.text), node.slop), *self._translated(field, node)])
        if isinstance(node, Prefix):
            return patterns.beginning(field, node.text)
        if isinstance(node, Wildcard):
            return patterns.pattern(field, node.pattern)
        if isinstance(node, Fuzzy):
            return patterns.similar(field, node.text, node.edits)
        assert isinstance(node, Exact)  # noqa: S101 (there is no other)
        return self._exact(field, node)

    def _words(self, field: FieldQueries, node: Words) -> Expression:
        if field.name == "author":
            return written_by(field, node.text)
        words_read = self._view.words_read if "spellings" in self._options.features else nothing_read
        query = analyze((node,), words_read)
        if field.name:
            return AllOf([_term(field, term) for term in query.terms] or [NOTHING])
        return BestOf(self._in_languages(query))

    def _translated(self, field: FieldQueries, node: Phrase) -> list[Expression]:
        """Return the expressions for a quotation in the other language, whole; none in a field, or if words may stand between."""
        if field.name or node.slop:
            return []
        return self._in_languages(analyze((node,)), only_translated=True)

    def _in_languages(self, query: AnalyzedQuery, *, only_translated: bool = False) -> list[Expression]:
        """Return the expressions for words as they are written and in the other language, where all of them are known."""
        found = []
        for variant in query_variants(query, self._options, self._view):
            if variant.is_complete and variant.terms and (variant.is_translated or not only_translated):
                maker = TermQueries(self._view, self._options.features, variant.fields)
                found.append(maker.all_words(maker.words(variant.terms)))
        return found

    def _exact(self, field: FieldQueries, node: Exact) -> Expression:
        is_person = field.name == "author"
        stems = written_by(field, node.text) if is_person else BestOf(field.phrase(_terms(node.text)))
        found, is_whole = exactly(stems, node.text, field.name, self._view, self._store)
        if not is_whole:
            self.notices.append(Notice("exact_cut", *node.span, {"most": f"{MOST_READ:,}", "written": node.text}))
        return found

    # --- Values -------------------------------------------------------------------------------------------------------

    def _value(self, node: Only) -> Expression:
        if node.name == "has":
            return Term(fields.HAS, node.value)
        if node.name in ("journal", "issn"):
            return self._filtered(Filters(journal=(node.value,)))
        if node.name in _FILTERED:
            return self._filtered(filters_of(node.name, (node.value,)))
        return BestOf([Term(fields.ID, term) for term in _identifiers(node)])

    def _filtered(self, filters: Filters) -> Expression:
        return AllOf(filter_expressions(filters, self._view))


def _is_signs(node: Node) -> bool:
    """Tell whether a node has no word in it; beside others it asks for nothing."""
    return isinstance(node, Words) and not _terms(node.text)


def _term(field: FieldQueries, term: QueryTerm) -> Expression:
    """Return the expression for one word of a field, in any of the ways in which it may stand in a text."""
    texts = [variant for variant in term.variants if variant.scope == "text" and variant.is_match]
    return BestOf([expression for variant in texts for expression in field.phrase(variant.terms)])


def _terms(text: str) -> list[str]:
    return [token.text for token in tokens_of(text)]


def _identifiers(node: Only) -> list[str]:
    """Return the terms of an identifier; one of which the kind is not said may be an ISSN, or in any dress."""
    kinds = ("DOI", "CRID", "NAID", "PMID") if node.name == "id" else (node.name.upper(),)
    values = [canonical(kind, node.value).value for kind in kinds]
    if node.name == "id":
        values += [node.value, issn(node.value)]
    return list(dict.fromkeys(term for value in values if (term := identifier_term(value))))
