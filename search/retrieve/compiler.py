"""The compiler: a plan -> expressions, for the words of each query variant and for queries with operators and fields.

All expressions of a search are built here; ``Engine.prepare`` turns them into the engine's own queries.

BM25 over the words of title, abstract and subjects, and again over titles and subjects, whose words count more; names and
surroundings at a lower weight (``weights.py``).

Keywords are all meant: if too few records contain all of them, half of them are required, or the one that is much rarer than
the others. A question in sentences has many words for few things, and good answers may contain less than half of them: there
one word is enough, and the ranking decides.

Of a term's variants the best one counts, not the sum, so that a word with many spellings is not worth more than one with one.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from shoroku.analyzers import analyze as tokens_of
from shoroku.corpus.identifiers import canonical, identifier_term, issn
from shoroku.corpus.records import Records
from shoroku.indexer import fields, issue_terms, linked_terms
from shoroku.search import weights
from shoroku.search.engine.expressions import (
    EVERYTHING,
    NOTHING,
    AllOf,
    BestOf,
    Boosted,
    Combination,
    Expression,
    Term,
    TermPhrase,
    Unscored,
    none_of,
)
from shoroku.search.expand.analyze import analyze
from shoroku.search.expand.readings import nothing_read
from shoroku.search.expand.variants import AnalyzedQuery, QueryTerm, Variant
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
from shoroku.search.retrieve import issues, patterns
from shoroku.search.retrieve.authors import written_by
from shoroku.search.retrieve.exact import MOST_READ, exactly
from shoroku.search.retrieve.field_queries import FieldQueries
from shoroku.search.retrieve.filters import filter_expressions

_FILTERED = ("language", "source", "type", "tag")
_TEXTS = (fields.TEXT_EN, fields.TEXT_JA)
_TITLES = (fields.TITLE_EN, fields.TITLE_JA)
#: The fields in which a variant of a term is searched, with their weights.
_FIELDS = ((fields.TEXT_EN, 1.0), (fields.TEXT_JA, 1.0), (fields.CONTEXT, weights.CONTEXT))
_ON_TOP = ((fields.TITLE_EN, weights.TITLE), (fields.TITLE_JA, weights.TITLE), (fields.SUBJECT, weights.SUBJECT))
_OF_SCOPE = {"name": (fields.NAME, weights.NAME), "id": (fields.ID, weights.IDENTIFIER)}

#: The variants of a word by which a record may be found: equivalents of the word, these and synonyms, or all.
Evidence = Literal["matching", "likely", "any"]
_BY_EVIDENCE = {"matching": "matching", "likely": "likely", "any": "ways"}

_OTHER_LANGUAGE = {
    fields.TEXT_EN: fields.TEXT_JA,
    fields.TEXT_JA: fields.TEXT_EN,
    fields.TITLE_EN: fields.TITLE_JA,
    fields.TITLE_JA: fields.TITLE_EN,
}

_ABBREVIATION = re.compile(r"[a-z]{2,8}$")


# --- Query terms ------------------------------------------------------------------------------------------------------


class WordQuery(NamedTuple):
    """One compiled query term: the variants that are in the index, with an expression for each.

    ``matching`` are the equivalents of the word, ``likely`` these and its synonyms, ``ways`` also guesses. ``parts`` are the
    expressions for the terms of a compound.
    """

    term: QueryTerm
    known: tuple[Variant, ...]
    ways: tuple[Expression, ...]
    likely: tuple[Expression, ...]
    matching: tuple[Expression, ...]
    parts: tuple[Expression, ...]


class TermQueries:
    """Makes the expressions of one query variant over one state of the index."""

    def __init__(self, view: IndexView, features: frozenset[str], searched: frozenset[str] | None = None) -> None:
        """With ``searched`` nothing is looked for in other fields than those."""
        self._view, self._features, self._doc_freq = view, features, view.engine.doc_freq
        weighted = (*_FIELDS, *(_ON_TOP if "titles" in features else ()))
        self._weighted = [one for one in weighted if searched is None or one[0] in searched]
        self._of_scope = {scope: one for scope, one in _OF_SCOPE.items() if searched is None or one[0] in searched}
        self._texts = [field for field in _TEXTS if searched is None or field in searched]

    # --- Whole queries ------------------------------------------------------------------------------------------------

    def words(self, terms: Sequence[QueryTerm]) -> tuple[WordQuery, ...]:
        """Return the compiled terms."""
        self._view.engine.anticipate([term for one in terms for variant in one.variants for term in variant.terms])
        return tuple(map(self._word, terms))

    def _word(self, term: QueryTerm) -> WordQuery:
        found = [(one, _together(one, self.occurrences(one))) for one in term.variants]
        known = tuple(one for one, way in found if way is not None)
        numbered, parts = list(self._numbered(term)), self._parts(term)
        prepared = self._view.engine.prepare_all([*(way for _, way in found if way is not None), *numbered, *parts])
        of_variants, rest = prepared[: len(known)], prepared[len(known) :]
        with_number, prepared_parts = rest[: len(numbered)], rest[len(numbered) :]
        likely = tuple(way for one, way in zip(known, of_variants, strict=True) if one.kind != "guess")
        matching = tuple(way for one, way in zip(known, of_variants, strict=True) if one.is_match)
        return WordQuery(
            term,
            known,
            (*of_variants, *with_number),
            (*likely, *with_number),
            (*matching, *with_number),
            prepared_parts,
        )

    def all_words(self, words: Sequence[WordQuery]) -> Expression:
        """Return the expression for records that hold every word."""
        required = [_weighed(word, word.matching) for word in words]
        return Combination(must=required, should=self._neighbours(words))

    def most_words(self, words: Sequence[WordQuery], *, in_sentences: bool, evidence: Evidence = "any") -> Expression:
        """Return the expression for records that contain most of the query, or most of the parts of one compound.

        ``evidence`` says which variants may retrieve a record. Guesses affect only the ranking, unless they are left out.
        """
        loosely = in_sentences or len(words) == 1
        parts = [_most(word.parts, loosely) for word in words]
        taken = [getattr(word, _BY_EVIDENCE[evidence]) for word in words]
        wanted = [_weighed(word, (*some, *more)) for word, some, more in zip(words, taken, parts, strict=True)]
        enough = 1 if in_sentences else (len(words) + 1) // 2
        found = Combination(should=wanted, at_least=enough)
        if enough > 1 and (discriminative := self._discriminative(words)):
            also = Combination(should=[found, *(wanted[index] for index in discriminative)])
            found = Combination(must=[Unscored(also)], should=wanted)
        if evidence == "likely" and any(len(word.ways) > len(word.likely) for word in words):
            ranking = [_weighed(word, (*word.ways, *more)) for word, more in zip(words, parts, strict=True)]
            found = Combination(must=[Unscored(found)], should=ranking)
        return Combination(must=[found], should=self._neighbours(words))

    def _discriminative(self, words: Sequence[WordQuery]) -> list[int]:
        """Return which words are so rare that one alone says nearly as much as all the others together."""
        worth = [self._view.statistics.best(word.known) for word in words]
        return [index for index, each in enumerate(worth) if each > weights.DISCRIMINATIVE * sum(worth)]

    # --- One term -----------------------------------------------------------------------------------------------------

    def occurrences(self, variant: Variant) -> list[tuple[str, Expression]]:
        """Return the fields with a variant, each with the expression that scores the variant there."""
        terms, doc_freq = variant.terms, self._doc_freq
        if variant.scope != "text":
            if (one := self._of_scope.get(variant.scope)) and all(doc_freq(one[0], term) for term in terms):
                return [(one[0], Boosted(Term(one[0], terms[0]), one[1]))]
            return []
        if len(terms) == 1:
            (term,) = terms
            held = [one for one in self._weighted if doc_freq(one[0], term)]
        else:
            held = [
                one
                for one in self._weighted
                if one[0] != fields.SUBJECT and all(doc_freq(one[0], term) for term in terms)
            ]
        return [
            (field, Boosted(_side_by_side(field, terms), worth * variant.weight * self._scale(field, terms)))
            for field, worth in held
        ]

    def _scale(self, field: str, terms: Sequence[str]) -> float:
        """Return what brings the scores of a field to the scale of both languages.

        BERT is in few Japanese texts and in many English ones. It is one word, and as rare as it is in the language that
        has more of it; else Japanese texts would come first for every Latin word.
        """
        other = _OTHER_LANGUAGE.get(field)
        if other is None:
            return 1.0
        counts = [(self._doc_freq(field, term), self._doc_freq(other, term)) for term in terms]
        if all(here >= there for here, there in counts):
            return 1.0
        idf = self._view.statistics.field_idf
        return sum(idf(max(both)) for both in counts) / sum(idf(here) for here, _ in counts)

    def _parts(self, term: QueryTerm) -> list[Expression]:
        """Return the expressions for the terms of a compound; none for a word of one term, or a quotation."""
        if len(term.terms) < 2 or term.is_phrase:
            return []
        variants = [Variant((one,)) for one in term.terms]
        found = [_together(one, self.occurrences(one)) for one in variants]
        return [part for part in found if part is not None]

    def _numbered(self, term: QueryTerm) -> Iterator[Expression]:
        """Yield expressions for a word with a number: HIV also matches HIV-1, COVID also COVID-19.

        This applies only if the word is written as an abbreviation, or is more frequent with a number than alone.
        """
        word = term.variants[0]
        if term.is_japanese or word.scope != "text" or len(word.terms) > 1 or "spellings" not in self._features:
            return
        (family,) = word.terms
        if not _ABBREVIATION.match(family):
            return
        for field in self._texts:
            # In the dictionary's order digits come before letters, so the numbered terms follow the word itself.
            near = self._view.engine.terms(field, family, weights.MOST_NUMBERED)
            members = [(term, count) for term, count in near if term[len(family) :].isdigit()]
            if term.text.isupper() or sum(count for _, count in members) > self._doc_freq(field, family):
                yield from (Boosted(Term(field, member), weights.NUMBERED) for member, _ in members)

    def _neighbours(self, words: Sequence[WordQuery]) -> list[Expression]:
        """Return expressions that reward words of the query that are near each other in the text, in the query's order."""
        if "neighbours" not in self._features:
            return []
        found: list[Expression] = []
        for first, second in pairwise(words[: weights.MOST_NEIGHBOURS]):
            pair = (first.term.terms[-1], second.term.terms[0])
            near = [
                TermPhrase(field, pair, weights.NEIGHBOUR_SLOP)
                for field in self._texts
                if all(self._doc_freq(field, term) for term in pair)
            ]
            if near:
                found.append(Boosted(BestOf(near), weights.NEIGHBOURS / len(words)))
        return found


def _most(parts: Sequence[Expression], loosely: bool) -> list[Expression]:
    """Return the expression for most of the parts of a compound, none for no compound."""
    enough = (len(parts) + 1) // 2 if loosely else len(parts) // 2 + 1
    return [Combination(should=parts, at_least=enough)] if parts else []


def _weighed(word: WordQuery, ways: Sequence[Expression]) -> Expression:
    """Return the expression for a word that may be met in any of these ways, of which the best counts."""
    return Boosted(BestOf(ways), word.term.weight)


def _together(variant: Variant, occurrences: Sequence[tuple[str, Expression]]) -> Expression | None:
    """Return the expression for one way in which a term can be met, None where nothing in the index can meet it."""
    text, on_top, other = [], [], []
    for field, expression in occurrences:
        if field in _TEXTS:
            text.append(expression)
        elif len(variant.terms) > 1 and field != fields.CONTEXT:
            on_top.append(expression)
        else:
            other.append(expression)
    parts: list[Expression] = [BestOf(text)] if text else []
    if on_top and parts:  # a phrase in the title is one in the text; its words alone are none
        parts = [Combination(must=parts, should=on_top)]
    parts += other
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else Combination(should=parts)


def _side_by_side(field: str, terms: tuple[str, ...]) -> Expression:
    """Return the expression for one term, or for terms side by side; in titles, for all of them."""
    if len(terms) == 1:
        return Term(field, terms[0])
    if field in _TITLES:
        return Combination(must=[Term(field, term) for term in terms])
    return TermPhrase(field, terms)


# --- Plans and trees --------------------------------------------------------------------------------------------------


class CompiledPlan(NamedTuple):
    """A plan with its expressions.

    ``strict`` finds the records that hold all the words, as they are written first, then in the other language.
    ``conditions`` are what the query itself narrows the search to, ``filters`` the caller's. ``words`` are those of each
    variant, from which ``relaxed`` makes the expressions for most of the words. ``notices`` tell what was not looked at.
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
        return AllOf((expression, *self.conditions)) if self.conditions else expression


def compile_plan(plan: SearchPlan, view: IndexView, store: Records) -> CompiledPlan:
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


def relaxed(
    compiled: CompiledPlan, view: IndexView, evidence: Evidence, *, only_own: bool = False
) -> tuple[Expression, ...]:
    """Return the expressions for records that hold most of the words, one for each query variant; with ``only_own``, the
    one for the query as it was written.

    ``evidence`` says by which variants of the words a record may be found.
    """
    plan = compiled.plan
    variants = plan.variants[:1] if only_own else plan.variants
    makers = [TermQueries(view, plan.options.features, variant.fields) for variant in variants]
    found = [
        maker.most_words(words, in_sentences=plan.query.in_sentences, evidence=evidence)
        for maker, words in zip(makers, compiled.words, strict=False)
    ]
    return view.engine.prepare_all(found)


class TreeCompiler:
    """Compiles trees for one snapshot of the index. ``notices`` report limits that were reached."""

    def __init__(self, options: SearchOptions, view: IndexView, store: Records) -> None:
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
        """Return the expressions for the translation of a whole quotation; none in a field, or with a slop."""
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
        if node.name in linked_terms.FIELDS:
            return BestOf([Term(*term) for term in linked_terms.asked(node.name, node.value)])
        if node.name in issue_terms.FIELDS:
            return issues.in_issue(node.name, node.value)
        if node.name == "month":
            return issues.in_months(node.value)
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
    """Return the expression for one word of a field, in all forms that it may have in a text."""
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
