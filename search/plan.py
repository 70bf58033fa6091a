"""The plan of a search: the query, parsed, analyzed and expanded, with filters and options, as one value.

A plan knows no engine. The compiler (``retrieve/``) turns it into expressions; highlights, explanations and suggestions
read from it what the query means.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shoroku.analyzers.normalize import normalize
from shoroku.analyzers.patterns import lazy
from shoroku.indexer import fields
from shoroku.search import weights
from shoroku.search.expand.analyze import analyze, terms_in_texts
from shoroku.search.expand.readings import nothing_read
from shoroku.search.expand.translations import StructuredQuery, in_the_other_language, structured
from shoroku.search.expand.variants import AnalyzedQuery, QueryTerm, Variant
from shoroku.search.index_view import IndexView
from shoroku.search.options import ALL_FEATURES, Filters, SearchOptions
from shoroku.search.query.ast import Node, plain_parts, split, words_and_required
from shoroku.search.query.diagnostics import Notice
from shoroku.search.query.parser import ParsedQuery

#: Language -> the fields with texts in that language.
_OF_LANGUAGE = {
    "ja": frozenset({fields.TEXT_JA, fields.TITLE_JA}),
    "en": frozenset({fields.TEXT_EN, fields.TITLE_EN}),
}
#: Fields that belong to no language: a search restricted to Japanese texts still finds authors.
_OF_NO_LANGUAGE = frozenset({fields.SUBJECT, fields.NAME, fields.ID})
_EVERYWHERE = (fields.TEXT_EN, fields.TEXT_JA, fields.CONTEXT)
_OF_SCOPE = {"name": (fields.NAME,), "id": (fields.ID,)}

#: A word that is spelled, in kana or Latin letters, and any word that may be corrected (``assist/did_you_mean.py``): also one in
#: kanji. Shorter words have too many neighbours.
_SPELLED = lazy(r"[ァ-ヺぁ-ゖー]{3,}|[A-Za-z][A-Za-z'āīūēōâîûêô]{3,}")
CORRECTABLE = lazy(rf"[一-鿿々]{{2,}}|{_SPELLED.pattern}")

#: The feature that a variant of a term belongs to.
_FEATURE_OF_KIND = {"spelling": "spellings", "synonym": "synonyms"}


class QueryVariant(NamedTuple):
    """The query as it was written, or its translation.

    ``max_score`` is the best score that a record could have; scores of different variants are compared by their share of
    it. ``normalized`` is the text as terms of the index (see ``AnalyzedQuery``). ``is_complete`` tells that every word has
    a translation that is no guess. ``fields`` are those of the index that may be searched, None for all. ``structured`` is
    a translated query with all translations, guesses too.
    """

    terms: tuple[QueryTerm, ...]
    max_score: float
    normalized: str
    is_translated: bool = False
    is_complete: bool = True
    fields: frozenset[str] | None = None
    structured: StructuredQuery = ()


class SearchPlan(NamedTuple):
    """A search, ready to be compiled.

    ``query`` has the words, ``variants`` the ways in which they are asked, as written first. ``tree`` is None where plain
    words are all that is asked; else it says how they are combined. ``filters`` are the caller's; ``own_filters``,
    ``conditions`` (which add nothing to a score) and ``required`` (which do) are what the query itself narrows the search
    to. ``matches_all`` tells that there is nothing to look for but what fits those. ``notices`` tell what was read
    otherwise than it is written.
    """

    text: str
    query: AnalyzedQuery
    variants: tuple[QueryVariant, ...]
    tree: Node | None
    filters: Filters
    own_filters: Filters
    conditions: tuple[Node, ...]
    required: tuple[Node, ...]
    matches_all: bool
    options: SearchOptions
    notices: tuple[Notice, ...]

    @property
    def is_plain(self) -> bool:
        """Whether the query consists of words only, without operators."""
        return self.tree is None

    @property
    def has_words(self) -> bool:
        """Whether there is anything to rank by."""
        return self.tree is not None or bool(self.query.terms)

    def may_be_corrected(self, found: int) -> bool:
        """Return whether the query has words of which a correction may be sought if it finds so many records.

        Words in kanji are only corrected if nothing was found: fewer of them are mistyped.
        """
        words = _SPELLED if found else CORRECTABLE
        return self.is_plain and not self.options.offset and bool(words.search(normalize(self.text).text))

    @property
    def is_one_list(self) -> bool:
        """Whether all hits are in one order: a question in sentences is not divided into strict and relaxed hits."""
        return self.is_plain and self.query.in_sentences and self.options.sort == "relevance"

    @property
    def may_be_relaxed(self) -> bool:
        """Whether records with only some of the words may follow: not if operators say what is wanted."""
        terms = self.query.terms
        is_one_word = len(terms) == 1 and len(terms[0].terms) == 1
        return self.is_plain and (
            not is_one_word or any(not one.is_match for term in self._all_terms for one in term.variants)
        )

    @property
    def _all_terms(self) -> Iterator[QueryTerm]:
        return (term for variant in self.variants for term in variant.terms)

    @property
    def is_cut(self) -> bool:
        """Whether the query was too long to be searched in full."""
        return self.query.is_cut or any(notice.kind == "long" for notice in self.notices)


def plan(parsed: ParsedQuery, filters: Filters, options: SearchOptions, view: IndexView) -> SearchPlan:
    """Return the plan of a search over one state of the index."""
    parts = split(parsed.tree)
    main, required = words_and_required(parts.main)
    words = plain_parts(main)
    words_read = view.words_read if "spellings" in options.features else nothing_read
    if words is None:
        tree, required, query, matches_all = (
            parts.main,
            (),
            AnalyzedQuery(terms_in_texts(parts.main, words_read)),
            False,
        )
    else:
        tree, query = None, analyze(words, words_read)
        is_narrowed = parts.filters != Filters() or parts.others or required
        # Signs alone ask for nothing, and find nothing; beside conditions they are none.
        matches_all = not query.terms and bool(is_narrowed or not parsed.text.strip())
    variants = tuple(query_variants(query, options, view))
    if tree is not None:
        first = variants[0]
        variants = (first._replace(max_score=max(first.max_score, weights.MAX_SCORE_OF_PATTERNS)),)
    return SearchPlan(
        parsed.text,
        query,
        variants,
        tree,
        filters,
        parts.filters,
        parts.others,
        required,
        matches_all,
        options,
        parsed.notices,
    )


def query_variants(query: AnalyzedQuery, options: SearchOptions, view: IndexView) -> Iterator[QueryVariant]:
    """Yield the query variants: the words as written and, if they can be translated, their translation.

    The two are scored separately, so that a bilingual record does not win only because it matches twice.
    """
    terms = _weighted(query.terms, options.features)
    best = max_score(terms, options.features, view)
    scope = _OF_LANGUAGE[options.lang] | _OF_NO_LANGUAGE if options.lang else None
    yield QueryVariant(_capped(terms, view), best, query.normalized, fields=scope)
    if "translations" not in options.features or not terms:
        return
    others, known = in_the_other_language(terms, view.translate, in_sentences=query.in_sentences)
    language = "ja" if any(term.is_japanese for term in others) else "en"
    if not others or options.lang not in (None, language):
        return
    others, scope = _weighted(others, options.features), _OF_LANGUAGE[language]
    if any(is_known(one, scope, view) for term in others for one in term.variants):
        score = max_score(others, options.features, view) / known
        covered = {place for term in others if any(one.is_match for one in term.variants) for place in term.covers}
        is_complete = len(covered) == len(terms)
        ranked_by = structured(terms, view.translate)
        yield QueryVariant(others, score, "", True, is_complete, fields=scope, structured=ranked_by)


def is_known(variant: Variant, scope: frozenset[str] | None, view: IndexView) -> bool:
    """Return whether the index contains the terms of a variant in the fields of a query variant."""
    searched = _OF_SCOPE.get(variant.scope, _EVERYWHERE)
    return view.holds(variant.terms, (field for field in searched if scope is None or field in scope))


def max_score(terms: Sequence[QueryTerm], features: frozenset[str], view: IndexView) -> float:
    """Return the highest score that a record could have."""
    best = sum(term.weight * view.statistics.best(term.variants) for term in terms)
    return best * weights.BM25_CEILING * (1 + weights.TITLE * ("titles" in features)) or 1.0


def _capped(terms: Sequence[QueryTerm], view: IndexView) -> tuple[QueryTerm, ...]:
    """Return the terms with lower weights for spellings that are rarer than the word itself.

    A rare spelling is the same word. Otherwise a record with *deepresearch* would come before one with *deep research*.
    """
    rarity = view.statistics.rarity
    found = []
    for term in terms:
        if term.variants[0].scope != "text" or not any(one.kind == "spelling" for one in term.variants):
            found.append(term)
            continue
        own = rarity(term.variants[0].terms)
        variants = (
            one._replace(weight=one.weight * own / rare)
            if one.kind == "spelling" and one.scope == "text" and (rare := rarity(one.terms)) > own
            else one
            for one in term.variants
        )
        found.append(term._replace(variants=tuple(variants)))
    return tuple(found)


def _weighted(terms: Sequence[QueryTerm], features: frozenset[str]) -> tuple[QueryTerm, ...]:
    """Return the terms with the variants that the features allow, each with its weight in the query.

    A word that occurs twice in the query is its subject: the query's term frequency counts in proportion, as in BM25 with
    an unbounded k3 (Robertson et al., "Okapi at TREC-3", 1994).
    """
    left_out = ALL_FEATURES - features
    found = []
    for term in terms:
        variants = tuple(one for one in term.variants if _FEATURE_OF_KIND.get(one.kind) not in left_out)
        weight = float(term.times) if "repetition" in features else 1.0
        if "word_classes" in features:
            weight *= weights.WORD_CLASSES.get(term.part_of_speech, 1.0)
        is_same = weight == term.weight and len(variants) == len(term.variants)
        found.append(term if is_same else term._replace(variants=variants, weight=weight))
    return tuple(found)
