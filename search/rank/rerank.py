"""Reranking: the best records are scored again by their texts, and those of several query variants become one list.

The index scores millions of records by what fits into a posting; reranking scores a few by what does not. Scores are shares
of the maximum score of the query variant, so that the results of two variants can be compared. In the one list, records with
the query's own words come before those that only expansions find.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence, Set
from functools import partial
from itertools import islice
from typing import NamedTuple

from shoroku.analyzers.latin import FUNCTION_TERMS
from shoroku.analyzers.patterns import lazy
from shoroku.indexer import fields
from shoroku.search.engine.expressions import AnyTerm, BestOf, Combination, Constant, Expression, Unscored
from shoroku.search.expand.translations import StructuredQuery
from shoroku.search.index_view import IndexView
from shoroku.search.plan import QueryVariant
from shoroku.search.results import Reranked, Row
from shoroku.search.retrieve.compiler import CompiledPlan
from shoroku.search.retrieve.top_k import tied
from shoroku.search.weights import (
    BIGRAM_B,
    BIGRAM_K1,
    BIGRAMS,
    BM25_CEILING,
    COVERAGE,
    FEEDBACK_FEWEST_RECORDS,
    FEEDBACK_FEWEST_WORDS,
    FEEDBACK_LIKELY,
    FEEDBACK_RECORDS,
    FEEDBACK_SHARE,
    FEEDBACK_TEMPERATURE,
    FEEDBACK_TERMS,
    HIGH_SHARE,
    K1,
    PASSAGE,
    PASSAGE_WORDS,
    STRUCTURED_KEPT,
    TRANSLATED_MARGIN,
    B,
)

_RUN = lazy(r"[\u3400-\u9fff々]+|[ァ-ヺー]+")
#: Matches a term in hiragana only: like a single character, it cannot describe a subject.
_IN_HIRAGANA = re.compile(r"[\u3041-\u309f]*\Z").match
#: Bits of a 32-bit float's significand: sums of powers of two within this range are exact.
_BITS = 24
#: Up to so many terms are found in a text sooner than the text is split into its words.
_FEW_TERMS = 4

#: Returns the inverse document frequency of a term.
Idf = Callable[[Iterable[str]], Mapping[str, float]]


class _Texts(NamedTuple):
    """The texts of some records.

    ``joined`` are their terms, with spaces between; ``words`` are the terms, or nothing if no step needs them all.
    ``rarities`` are the idf of the query's terms, ``places`` where each text has them, ``held`` which of them it has.
    """

    joined: list[str]
    words: list[list[str]]
    rarities: dict[str, float]
    places: list[list[tuple[int, str]]]
    held: list[list[str]]


_Step = Callable[[QueryVariant, _Texts, list[float], IndexView], list[float]]


def rerank(variant: QueryVariant, rows: Sequence[Row], features: frozenset[str], view: IndexView) -> list[Reranked]:
    """Return the records with new scores, in the order given. A query of one word keeps the scores of the index.

    A structured query scores all of them, but only its ``STRUCTURED_KEPT`` best are reranked and returned.
    """
    scores, max_score = [row.score for row in rows], variant.max_score
    steps: list[tuple[str, Sequence[float]]] = [("index", scores)]
    terms = dict.fromkeys([term for one in variant.terms for term in one.terms])
    if rows and len(terms) > 1:
        needs_words = len(terms) > _FEW_TERMS or ("feedback" in features and is_fed(_words_said(variant), len(rows)))
        joined, words = _joined(view, rows, _fields_of(variant)), list[list[str]]()
        if variant.structured:
            words = _split(joined)
            scores, max_score = _structured(variant, words, view)
            best = sorted(sorted(range(len(rows)), key=lambda index: -scores[index])[:STRUCTURED_KEPT])
            rows, scores = [rows[index] for index in best], [scores[index] for index in best]
            joined, words = [joined[index] for index in best], [words[index] for index in best]
            steps = [("index", [row.score for row in rows]), ("structured", scores)]
        elif needs_words:
            words = _split(joined)
        texts = _texts(joined, words, view.statistics.idf(terms))
        for name, step in _STEPS.items():
            if name in features:
                scores = step(variant, texts, scores, view)
                steps.append((name, scores))
    share = 1 / max_score
    return [
        Reranked(scored(row, score * share), variant, steps, place, share)
        for place, (row, score) in enumerate(zip(rows, scores, strict=True))
    ]


def _structured(variant: QueryVariant, texts: Sequence[Sequence[str]], view: IndexView) -> tuple[list[float], float]:
    (field,) = _fields_of(variant)
    rarities = view.statistics.idf(term.term for term in variant.structured)
    doc_freq = partial(view.engine.doc_freq, field)
    wanted = {other for term in variant.structured for other, _ in term.translations}
    counts = [counted(words, wanted) for words in texts]
    lengths = list(map(len, texts))
    return structured_scores(variant.structured, counts, lengths, doc_freq, rarities, view.engine.num_docs)


def _texts(joined: list[str], words: list[list[str]], rarities: dict[str, float]) -> _Texts:
    if words:
        places = [[(place, word) for place, word in enumerate(text) if word in rarities] for text in words]
    else:
        places = [places_of(rarities, text) for text in joined]
    found, terms = [{term for _, term in some} for some in places], list(rarities)
    held = [terms if len(some) == len(terms) else [term for term in terms if term in some] for some in found]
    return _Texts(joined, words, rarities, places, held)


def places_of(terms: Iterable[str], text: str) -> list[tuple[int, str]]:
    """Return where a text, given as terms with spaces between, has some terms: the number of the word, and the term."""
    text = f" {text} "
    found: list[tuple[int, str]] = []
    for term in terms:
        wanted = f" {term} "
        at = text.find(wanted)
        while at >= 0:
            found.append((at, term))
            at = text.find(wanted, at + len(wanted) - 1)  # neighbours share a space
    found.sort()
    places = []
    place = before = 0
    for at, term in found:
        place += text.count(" ", before, at)
        places.append((place, term))
        before = at
    return places


def counted(words: Sequence[str], wanted: Container[str]) -> dict[str, int]:
    """Return how often a text has each of its words that are wanted."""
    counts: dict[str, int] = {}
    for word in filter(wanted.__contains__, words):
        counts[word] = counts.get(word, 0) + 1
    return counts


def _fields_of(variant: QueryVariant) -> tuple[str, ...]:
    """Return the fields that hold the texts that a query variant is about."""
    are_japanese = [term.is_japanese for term in variant.terms]
    if variant.is_translated:
        return (fields.TEXT_JA,) if any(are_japanese) else (fields.TEXT_EN,)
    if all(are_japanese):
        return (fields.TEXT_JA,)
    return (fields.TEXT_JA, fields.TEXT_EN) if any(are_japanese) else (fields.TEXT_EN,)


def _joined(view: IndexView, rows: Sequence[Row], wanted: Sequence[str]) -> list[str]:
    """Return the terms of records in the fields wanted, with spaces between; of one that has none there, in the other."""
    found = view.engine.texts([row.address for row in rows])
    if len(wanted) > 1:
        return [f"{japanese} {other}" if japanese and other else japanese or other for japanese, other in found]
    if wanted[0] == fields.TEXT_JA:
        return [japanese or other for japanese, other in found]
    return [other or japanese for japanese, other in found]


def _split(joined: Iterable[str]) -> list[list[str]]:
    return [text.split(" ") for text in joined]


# --- Features ---------------------------------------------------------------------------------------------------------


def _pairs(variant: QueryVariant, texts: _Texts, scores: list[float], _: IndexView) -> list[float]:
    """Character bigrams match words that the dictionary splits differently or does not know.

    Indexing Japanese by words and by overlapping character pairs together does better than either alone (Chen & Gey,
    "Japanese text retrieval using n-grams and words", NTCIR-3, 2002). Here the pairs are not indexed: they are counted in
    the texts of the best records alone, and how discriminative a pair is, among those.
    """
    if not any(term.is_japanese for term in variant.terms):
        return scores
    joined = ["".join(words) for words in texts.words] or [text.replace(" ", "") for text in texts.joined]
    return _sums(scores, bigram_scores(variant.normalized, joined))


def _passages(_: QueryVariant, texts: _Texts, scores: list[float], __: IndexView) -> list[float]:
    """Proximity: if much of the query occurs in one place, the text is about it; if it is spread, it may be by chance.

    The best stretch of a dozen words is scored by the rarity of the query's words in it, each once (Callan,
    "Passage-level evidence in document retrieval", SIGIR 1994).
    """
    each = zip(texts.held, texts.places, strict=True)
    return _sums(scores, [PASSAGE * best_passage(texts.rarities, *one) for one in each])


def _covered(_: QueryVariant, texts: _Texts, scores: list[float], __: IndexView) -> list[float]:
    """Coverage: of two records with the same score, the one that contains more different query words is better.

    The share of the query's words that a record holds, each counted by its rarity: the coordination level of the first
    ranked systems (Cleverdon, 1967), as a mild factor on the score.
    """
    factors = coverage(texts.rarities, texts.held)
    return [score * factor for score, factor in zip(scores, factors, strict=True)]


def coverage(rarities: Mapping[str, float], held: Iterable[Sequence[str]]) -> list[float]:
    """Return a factor for each text from the query's terms, their idf, and which of them the text holds."""
    total = sum(rarities.values())
    if not total:
        return [1.0 for _ in held]
    return [1 - COVERAGE * (1 - sum(map(rarities.__getitem__, terms)) / total) for terms in held]


def _blended(variant: QueryVariant, texts: _Texts, scores: list[float], view: IndexView) -> list[float]:
    return blended(scores, texts.words, _words_said(variant), view.statistics.idf)


def _words_said(variant: QueryVariant) -> float:
    """Return how many words a query says, repeated ones counted."""
    return float(sum([term.times for term in variant.terms]))


_STEPS: dict[str, _Step] = {
    "bigrams": _pairs,
    "passages": _passages,
    "coverage": _covered,
    "feedback": _blended,
}


def _sums(scores: Iterable[float], more: Iterable[float]) -> list[float]:
    return [score + each for score, each in zip(scores, more, strict=True)]


# --- What the features count -------------------------------------------------------------------------------------------


def character_pairs(text: str) -> Counter[str]:
    """Return the bigrams of kanji and of katakana in ``text``; a single kanji counts as one."""
    found: Counter[str] = Counter()
    for match in _RUN.finditer(text):
        run = match.group()
        found.update([run] if len(run) == 1 else (run[i : i + 2] for i in range(len(run) - 1)))
    return found


def bigram_scores(query: str, texts: Sequence[str]) -> list[float]:
    """Return what the pairs of a query are worth in each text; texts are given as their terms, without spaces.

    BM25 over the pairs, with the length of a text by its square root, as short abstracts are often cut off.
    """
    wanted = character_pairs(query)
    mean = sum(map(len, texts)) / len(texts) if texts else 0
    if not wanted or not mean:
        return [0.0] * len(texts)
    norms = [BIGRAM_K1 * (1 - BIGRAM_B + BIGRAM_B * math.sqrt(len(text) / mean)) for text in texts]
    scores = [0.0] * len(texts)
    for pair, times in wanted.items():
        counts = [text.count(pair) for text in texts]
        having = sum(1 for count in counts if count)
        if having:
            rarity = BIGRAMS * times * math.log(1 + (len(counts) - having + 0.5) / (having + 0.5)) * (BIGRAM_K1 + 1)
            for index, count in enumerate(counts):
                if count:
                    scores[index] += rarity * count / (count + norms[index])
    return scores


def best_passage(rarities: Mapping[str, float], held: Sequence[str], places: Sequence[tuple[int, str]]) -> float:
    """Return the highest sum of rarities of different terms within ``PASSAGE_WORDS`` words of a text.

    ``held`` are the terms of the text that count, ``places`` where it has them: the number of the word, and the term.
    """
    if len(held) < 2 or places[-1][0] - places[0][0] < PASSAGE_WORDS:
        return sum(map(rarities.__getitem__, held))
    inside = dict.fromkeys(held, 0)
    best = worth = 0.0
    first = 0
    for place, term in places:
        if not inside[term]:
            worth += rarities[term]
        inside[term] += 1
        while place - places[first][0] >= PASSAGE_WORDS:
            left = places[first][1]
            inside[left] -= 1
            if not inside[left]:
                worth -= rarities[left]
            first += 1
        if worth > best:
            best = worth
    return best


def structured_scores(
    query: StructuredQuery,
    texts: Sequence[Mapping[str, int]],
    lengths: Sequence[int],
    doc_freq: Callable[[str], int],
    rarities: Mapping[str, float],
    records: int,
) -> tuple[list[float], float]:
    """Return the score of each text, and that of a text of average length that holds each term once, as what it likely is.

    BM25 of a structured query (Darwish & Oard, "Probabilistic structured query methods", SIGIR 2003): a term's frequency
    in a text, and the number of records that hold it, are the sums of those of its translations, each times its
    probability. So a translation that is unlikely adds little, and a rare one does not outweigh a likely one, as it would
    if each were scored as a word of its own.

    ``texts`` are the counts of the query's terms in each text. ``lengths`` are the numbers of terms of the texts; their
    average stands for that of all texts. ``doc_freq`` returns the number of records that hold a term, of all ``records``.
    ``rarities`` are the idf of the query's own terms: terms that cannot be translated raise the best score.
    """
    average = sum(lengths) / (len(lengths) or 1) or 1.0
    norms = [K1 * (1 - B + B * length / average) for length in lengths]
    scores, best, translated = [0.0] * len(texts), 0.0, 0.0
    wanted = {other for term in query for other, _ in term.translations}
    holding: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, counts in enumerate(texts):
        for other in counts.keys() & wanted:
            holding[other].append((index, counts[other]))
    for term, weight, translations in query:
        held_by = {other: doc_freq(other) for other, _ in translations}
        known = [(other, probability) for other, probability in translations if held_by[other]]
        if not known:
            continue
        translated += weight * rarities[term]
        frequency = sum(probability * held_by[other] for other, probability in known)
        worth = weight * math.log(1 + max(records - frequency + 0.5, 0.0) / (frequency + 0.5)) * (K1 + 1)
        likely = sum(probability**2 for _, probability in known) / sum(probability for _, probability in known)
        best += worth * likely / (likely + K1)
        found: dict[int, float] = {}
        for other, probability in known:
            for index, count in holding[other]:
                found[index] = found.get(index, 0.0) + probability * count
        for index, times in found.items():
            scores[index] += worth * times / (times + norms[index])
    share = translated / sum(term.weight * rarities[term.term] for term in query) if translated else 1.0
    return scores, best * BM25_CEILING / share or 1.0


# --- Feedback ---------------------------------------------------------------------------------------------------------


def blended(scores: Sequence[float], texts: Sequence[Sequence[str]], words: float, idf: Idf) -> list[float]:
    """Return the scores blended with how well each text fits the model of the best; in the scale of ``scores``.

    The best records say with which other words the query's subject is written about: pseudo-relevance feedback by a
    relevance model (Lavrenko & Croft, "Relevance-based language models", SIGIR 2001; mixed with the query as RM3,
    Abdul-Jaleel et al., TREC 2004). A record's say falls exponentially with its distance from the best score, as the query
    likelihood of that model does, so one clear answer speaks alone; and the model reorders what was found, nothing else is
    brought in.

    ``texts`` are the terms of each text; nothing, if there is no feedback. ``words`` is how many words the query says,
    repeated ones counted.
    """
    model = expansion(scores, texts, idf) if is_fed(words, len(scores)) else {}
    if not model:
        return list(scores)
    mean = sum(map(len, texts)) / len(texts)
    fits = [_fit(model, counted(text, model), len(text) / mean) for text in texts]
    return [
        (1 - FEEDBACK_SHARE) * score + FEEDBACK_SHARE * words * fit for score, fit in zip(scores, fits, strict=True)
    ]


def is_fed(words: float, records: int) -> bool:
    """Return whether there is feedback for a query that says so many words, and for a list of so many records."""
    return words >= FEEDBACK_FEWEST_WORDS and records >= FEEDBACK_FEWEST_RECORDS


def expansion(scores: Sequence[float], texts: Sequence[Sequence[str]], idf: Idf) -> dict[str, float]:
    """Return the terms of the best records' model, and each one's probability times its idf."""
    order = sorted(range(len(scores)), key=lambda index: -scores[index])[:FEEDBACK_RECORDS]
    says = {
        index: math.exp((scores[index] - scores[order[0]]) / FEEDBACK_TEMPERATURE) for index in order if texts[index]
    }
    total = sum(says.values())
    model: dict[str, float] = {}
    for index, say in says.items():
        share = say / total / len(texts[index])
        for term, count in Counter(texts[index]).items():
            model[term] = model.get(term, 0.0) + share * count
    by_chance = sorted(sorted(model, reverse=True), key=model.__getitem__, reverse=True)
    speaking = (
        term
        for term in by_chance
        if len(term) > 1 and term not in FUNCTION_TERMS and (term.isascii() or not _IN_HIRAGANA(term))
    )
    likely = list(islice(speaking, FEEDBACK_LIKELY))  # how common a word is costs more to know than how likely
    rarities = idf(likely)
    chosen = sorted([(-model[term] * rarities[term], term) for term in likely])[:FEEDBACK_TERMS]
    mass = sum([model[term] for _, term in chosen])
    return {term: -worth / mass for worth, term in chosen} if mass else {}


def _fit(model: Mapping[str, float], text: Mapping[str, int], length: float) -> float:
    """Return the BM25 score of a text for the terms of a model, given how often it has them and its length in units of the mean."""
    norm = K1 * (1 - B + B * length)
    return (K1 + 1) * sum([model[term] * count / (count + norm) for term, count in text.items()])


def scored(row: Row, score: float) -> Row:
    """Return a row with another score. (``_replace`` takes three times as long.)"""
    return Row(row.id, score, row.seq, row.address, row.relaxed)


def rescored(one: Reranked, score: float) -> Reranked:
    """Return a reranked record with another score."""
    return Reranked(scored(one.row, score), one.variant, one.scores, one.place, one.share)


# --- Fusion ------------------------------------------------------------------------------------------------------------


def fuse(
    answers: Iterable[Reranked], translated: float, ids: Callable[[Sequence[int]], Mapping[int, str]]
) -> list[Reranked]:
    """Return each record once, with its best query variant; best first, equal scores by id.

    ``translated`` is the weight of a share of the maximum score of the translated variant. ``ids`` returns the ids of records.

    BM25 scores of different queries cannot be compared, because rarer words give higher scores. Shares of the maximum score
    (``plan.max_score``) can. The larger share counts, not the sum, so that a record in one language is not at a
    disadvantage (compare CombMAX in Fox & Shaw, "Combination of multiple searches", TREC-2, 1993).
    """
    best: dict[int, Reranked] = {}
    for one in answers:
        scaled = one
        if one.variant.is_translated:
            scaled = rescored(one, one.row.score * translated)
        before = best.get(one.row.seq)
        if before is None or scaled.row.score > before.row.score:
            best[one.row.seq] = scaled
    found = sorted(best.values(), key=lambda one: -one.row.score)
    scores = [one.row.score for one in found]
    if len(set(scores)) < len(scores):
        alike = [one.row for one in tied(found, scores)]
        unknown = [row.seq for row in alike if not row.id]
        known = {row.seq: row.id for row in alike} | dict(ids(unknown) if unknown else ())
        found.sort(key=lambda one: (-one.row.score, known.get(one.row.seq, "")))
    return found


def bounded(share: float) -> float:
    """Return a share of the maximum score below 1, in the same order.

    The maximum score is an estimate, from the words alone: what stands near, or in one passage, comes on top. High shares
    are drawn together towards 1, others stay as they are.
    """
    above = share - HIGH_SHARE
    return share if above <= 0 else 1 - (1 - HIGH_SHARE) * math.exp(-above / (1 - HIGH_SHARE))


# --- Own words first ---------------------------------------------------------------------------------------------------

# A record that holds some words of the query is never behind one that is there for translations, synonyms or guesses, if
# those stand for no more words. Scores alone cannot see to that: a rare wrong guess scores more than a common right word.


class Held(NamedTuple):
    """How much of the query a record covers: ``own`` with the query's own words, ``translated`` with translations, ``any`` in
    any way. ``has_parts``: it contains parts of the query's own words."""

    own: float = 0
    translated: float = 0
    any: float = 0
    has_parts: bool = False


def words_held(
    rows: Sequence[Row], compiled: CompiledPlan, weights: Sequence[float], view: IndexView
) -> dict[int, Held]:
    """Return how much of the query each record holds, by the record's number; ``weights`` are those of the words."""
    asked, *others = compiled.words
    tests: list[tuple[str, Sequence[int], Expression]] = []
    for place, word in enumerate(asked):
        if word.matching:
            tests.append(("own", (place,), BestOf(word.matching)))
        if guesses := [way for way in word.ways if way not in word.matching]:
            tests.append(("other", (place,), BestOf(guesses)))
    if parts := [part for word in asked for part in word.parts]:
        tests.append(("part", (0,), BestOf(parts)))  # which of them is not asked
    translated = (word for some in others for word in some if word.term.covers and word.ways)
    tests += [("translated", word.term.covers, BestOf(word.ways)) for word in translated]

    def total(places: Set[int]) -> float:
        return sum([weights[place] for place in sorted(places)])

    def held(fitting: int) -> Held:
        by_kind: dict[str, set[int]] = {"own": set(), "other": set(), "part": set(), "translated": set()}
        while fitting:
            kind, places, _ = tests[(fitting & -fitting).bit_length() - 1]
            by_kind[kind].update(places)
            fitting &= fitting - 1
        own, other, across = by_kind["own"], by_kind["other"], by_kind["translated"]
        return Held(total(own), total(across), total(own | other | across), bool(by_kind["part"]))

    fitting = _fitting([expression for _, _, expression in tests], rows, view)
    each = {some: held(some) for some in set(fitting.values())}
    return {seq: each[some] for seq, some in fitting.items()}


def _fitting(expressions: Sequence[Expression], rows: Sequence[Row], view: IndexView) -> dict[int, int]:
    """Return which of some expressions each record fits, as the bits of a number.

    One search finds this for up to 24 expressions: each scores a power of two, so a record's score tells which it fits.
    """
    found = {row.seq: 0 for row in rows}
    if not rows:
        return found
    only = Unscored(AnyTerm(fields.SEQ, list(found)))
    for start in range(0, len(expressions), _BITS):
        some = expressions[start : start + _BITS]
        bits = [Constant(one, float(1 << place)) for place, one in enumerate(some)]
        hits = view.engine.top(Combination(must=(only,), should=bits), len(found))
        for score, seq in zip(hits.keys, view.engine.seqs(hits.addresses), strict=True):
            found[seq] |= int(score) << start
    return found


def by_own_words(answers: Sequence[Reranked], held: Mapping[int, Held]) -> list[Reranked]:
    """Leave out the score of a translated variant where the record holds at least as much of the query in its own words."""
    return [
        one for one in answers if not one.variant.is_translated or held[one.row.seq].translated > held[one.row.seq].own
    ]


def words_relied_on(
    answers: Sequence[Reranked], held: Mapping[int, Held], whole: float, *, in_sentences: bool
) -> dict[int, float]:
    """Return, for each record that was found only by expansions, how much of the query these cover.

    ``whole`` is the weight of all words of the query. Expansions never cover more, so a record with all of the query's own
    words comes first.
    """
    margin = TRANSLATED_MARGIN if in_sentences else 1.0
    found = {}
    for one in answers:
        holds = held[one.row.seq]
        if one.variant.is_translated:
            found[one.row.seq] = min(holds.translated * margin, whole)
        elif holds.any and not holds.own and not holds.has_parts:
            found[one.row.seq] = holds.any
    return found


def own_words_first(
    answers: Sequence[Reranked], held: Mapping[int, Held], relied_on: Mapping[int, float], fewest: float
) -> list[Reranked]:
    """Return the records, given best first, in an order that puts own words first.

    A record that was found only by expansions comes after every record that holds as many of the query's own words.
    ``answers`` include all records that hold at least ``fewest`` own words. A record that would have to come after records
    that are not among them is left out.
    """
    waiting = [one for one in answers if relied_on.get(one.row.seq, fewest) >= fewest]
    own = Counter(held[one.row.seq].own for one in waiting if one.row.seq not in relied_on)
    found = []
    while waiting:
        most = max(own, default=-1)
        at = next(at for at, one in enumerate(waiting) if relied_on.get(one.row.seq, most + 1) > most)
        one = waiting.pop(at)
        found.append(one)
        if one.row.seq not in relied_on:
            count = held[one.row.seq].own
            own[count] -= 1
            if not own[count]:
                del own[count]
    return found
