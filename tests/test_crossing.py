"""Records in the other language are found, and one ranking holds both languages."""

from collections.abc import Callable, Iterator

import pytest
import tantivy

from shoroku import Library, Record
from shoroku.corpus import Store
from shoroku.indexer import current, fields
from shoroku.search import translating
from shoroku.search.bilingual import Bilingual
from shoroku.search.crossing import Crossing
from shoroku.search.query import read
from shoroku.search.shares import Weighed, best_of, fused, share, sum_of, term_reach

Q = tantivy.Query


class Shelf:
    """A library and one state of its index, asked by the parts of a search that are tested here."""

    def __init__(self, library: Library) -> None:
        generation = current(library.path)
        self.schema, self.searcher = generation.index.schema, generation.index.searcher()
        self.bilingual = Bilingual(generation.lexicon)
        self.store = Store(library.path / "records.db")

    def crossed(self, query: str) -> Weighed | None:
        clauses = read(query).clauses
        into = translating.other_language(clauses)
        found = translating.translated(clauses, self.bilingual.translations)
        return Crossing(self.schema, self.searcher, into).query(found)

    def own(self, field: str, *terms: str) -> Weighed | None:
        documents = self.searcher.num_docs
        return sum_of(
            Weighed(Q.term_query(self.schema, field, term), term_reach(self.searcher.doc_freq(field, term), documents))
            for term in terms
        )

    def found(self, query: tantivy.Query) -> list[tuple[str, float]]:
        hits = self.searcher.search(query, 50).hits
        seqs = [int(seq or 0) for seq in self.searcher.fast_field_values(fields.SEQ, [address for _, address in hits])]
        ids = self.store.ids(seqs)
        return [(ids[seq], float(score)) for seq, (score, _) in zip(seqs, hits, strict=True)]


@pytest.fixture
def shelf(library: Library, fill: Callable[..., Library], record: Callable[..., Record]) -> Iterator[Shelf]:
    """Records of which some hold one language only; 砂鯨 is known from titles alone."""
    fill(
        library,
        record("both-1", ("砂鯨の鳴き声", "Voices of the sandwhale")),
        record("both-2", ("砂鯨と海", "The sandwhale and the sea")),
        record("ja", "砂鯨の翻訳"),
        record("en", "Sandwhale translation"),
        record("en-part", "Translation of novels"),
        record("en-other", "Gene expression in mice"),
        *(record(f"filler-{n}", ("紙の話", "Tales of paper")) for n in range(8)),
    )
    opened = Shelf(library)
    yield opened
    opened.store.close()


@pytest.mark.parametrize(
    ("query", "first", "others"),
    [
        ("砂鯨の翻訳", "en", {"en-part", "both-1", "both-2"}),
        ("sandwhale translation", "ja", {"both-1", "both-2"}),
        ("遺伝子", "en-other", set()),
    ],
)
def test_the_other_language_is_found(query: str, first: str, others: set[str], shelf: Shelf) -> None:
    """A query finds what is said of it in the other language, what holds all of it first."""
    crossed = shelf.crossed(query)
    assert crossed is not None
    ids = [found for found, _ in shelf.found(crossed.query)]
    assert ids[0] == first
    assert set(ids[1:]) == others


@pytest.mark.parametrize("query", ["", "zzzz", "硝子笛"])
def test_what_nothing_holds_is_no_query(query: str, shelf: Shelf) -> None:
    """Where no translation stands anywhere, there is no query."""
    assert shelf.crossed(query) is None


@pytest.mark.parametrize("query", ["砂鯨の翻訳", "sandwhale translation", "翻訳", "gene expression of the sandwhale"])
def test_no_score_is_beyond_the_reach(query: str, shelf: Shelf) -> None:
    """The share that a record has reached is at most one."""
    crossed = shelf.crossed(query)
    assert crossed is not None
    shares = [score for _, score in shelf.found(share(crossed))]
    assert shares
    assert all(0 < one <= 1 for one in shares)


def test_one_ranking_of_both_languages(shelf: Shelf) -> None:
    """A record is worth the larger of its shares, so that records of one language stand beside those of both."""
    own, crossed = shelf.own(fields.TEXT_JA, "砂", "鯨", "翻訳"), shelf.crossed("砂鯨の翻訳")
    ranking = dict(shelf.found(fused(own, crossed)))
    assert list(ranking)[:2] in (["ja", "en"], ["en", "ja"])
    assert own is not None
    assert crossed is not None
    separate = [dict(shelf.found(share(own))), dict(shelf.found(share(crossed, 1.15)))]
    for found, score in ranking.items():
        assert score == pytest.approx(max(one.get(found, 0) for one in separate), rel=1e-5)


def test_of_alternatives_the_best_counts(shelf: Shelf) -> None:
    """The best of several queries gives the larger score, their sum both; a weight changes score and reach alike."""
    whale, said = shelf.own(fields.TEXT_EN, "sandwhal"), shelf.own(fields.TEXT_EN, "translat")
    assert whale is not None
    assert said is not None
    one, other = dict(shelf.found(whale.query)), dict(shelf.found(said.query))
    best, both = best_of([whale, None, said]), sum_of([None, whale, said])
    assert best is not None
    assert both is not None
    assert dict(shelf.found(best.query))["en"] == pytest.approx(max(one["en"], other["en"]))
    assert dict(shelf.found(both.query))["en"] == pytest.approx(one["en"] + other["en"])
    assert (best.reach, both.reach) == (max(whale.reach, said.reach), whale.reach + said.reach)
    half = whale.times(0.5)
    assert (half.reach, shelf.found(half.query)[0][1]) == pytest.approx((whale.reach / 2, max(one.values()) / 2))


def test_nothing_at_all(shelf: Shelf) -> None:
    """Without any query there is one that finds nothing."""
    assert sum_of([None]) is None
    assert best_of([]) is None
    assert shelf.found(fused(None, None)) == []
