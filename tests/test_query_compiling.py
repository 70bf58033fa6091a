"""Queries over a small library, and the records that each one finds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import shoroku
from shoroku import Identifier, Library, Person, Record, Text
from shoroku.analyzers import analyze
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.search import Filters, Searcher, SearchOptions
from shoroku.search.engine.expressions import EVERYTHING, Combination
from shoroku.search.expand.analyze import analyze_tree, terms_in_texts
from shoroku.search.options import ALL_FEATURES
from shoroku.search.plan import plan
from shoroku.search.query import parse
from shoroku.search.retrieve import exact
from shoroku.search.retrieve.compiler import CompiledPlan, compile_plan


class Asked:
    """A library that is asked in the language, without translations."""

    def __init__(self, library: Library) -> None:
        self._store = Store(library.path / STORE_FILE)
        self._view = Searcher(library.path, self._store).view()
        self._options = SearchOptions(features=ALL_FEATURES - {"translations"})

    def compiled(self, query: str) -> CompiledPlan:
        made = plan(parse(query), Filters(), self._options, self._view)
        return compile_plan(made, self._view, self._store)

    def ids(self, query: str) -> set[str]:
        compiled = self.compiled(query)
        strict = EVERYTHING if compiled.plan.matches_all else Combination(should=compiled.strict)
        hits = self._view.engine.top(compiled.narrowed(strict), 100)
        return set(self._store.ids(self._view.engine.seqs(hits.addresses)).values())

    def close(self) -> None:
        self._store.close()


def _people(*names: str, affiliation: str = "") -> tuple[Person, ...]:
    texts = [Text(name, "en" if name.isascii() else "ja") for name in names]
    return tuple(Person(names=(name,), affiliations=(Text(affiliation),) if affiliation else ()) for name in texts)


RECORDS: dict[str, dict[str, Any]] = {
    "title": {"title": "Inhibition of amyloid formation", "abstract": "A protein was watched.", "year": 2015},
    "abstract": {"title": "A protein", "abstract": "Amyloid formation in serum. Inhibitors were used.", "year": 2018},
    "repeated": {"title": "Amyloid", "abstract": "The amyloid of the liver.", "year": 2020},
    "subject": {"title": "Liver", "subjects": ("amyloid", "behaviour")},
    "near": {"title": "Serum", "abstract": "Formation of the first plaques and of amyloid.", "language": "en"},
    "immune": {"title": "Immunology of arthritis", "abstract": "Immune cells and therapies.", "language": "ja"},
    "hepatitis": {"title": "Hepatitis and behavior", "type": "book"},
    "免疫": {
        "title": "免疫細胞の働き",
        "abstract": "関節炎の患者の免疫を調べた。",
        "journals": "臨床リウマチ",
        "year": 2020,
    },
    "細胞": {"title": "細胞傷害の研究", "abstract": "免疫応答と細胞を観察した。癌ではない。", "journals": "臨床免疫"},
    "がん": {"title": "がんの研究", "abstract": "治療を試みた。"},
}


@pytest.fixture(scope="module")
def asked(
    tmp_path_factory: pytest.TempPathFactory, record: Callable[..., Record], fill: Callable[..., Library]
) -> Iterator[Asked]:
    """Give a library of records about few things, with each word in another place."""
    records = [record(id, **parts) for id, parts in RECORDS.items()]  # noqa: A001
    people = [
        Record(
            id="minoru",
            titles=(Text("One"),),
            creators=_people("Fujimoto Minoru", affiliation="九州大学"),
            volume="12",
            issue="3/4",
            pages="93-120",
            date="1995-04-30",
            links=("https://example.org/minoru",),
        ),
        Record(
            id="masaru",
            titles=(Text("Two"),),
            creators=_people("Fujimoto Masaru", affiliation="Kyushu University"),
            volume="Vol. 012",
            pages="93",
            date="1995",
        ),
        Record(id="m", titles=(Text("Three"),), creators=_people("M. Fujimoto"), publishers=(Text("Kyushu Press"),)),
        Record(
            id="穣",
            titles=(Text("四"),),
            creators=_people("藤本 穣"),
            sources=("JaLC",),
            volume="第１２巻",
            issue="34",
            pages="e93-e120",
            date="1996-11",
        ),
        Record(
            id="1390000000000000001",
            titles=(Text("Five"),),
            identifiers=(Identifier("DOI", "10.1000/xyz"), Identifier("NAID", "110007707553")),
            issns=("0914-8760",),
            language="en",
        ),
    ]
    with shoroku.open(tmp_path_factory.mktemp("compiling") / "library") as library:
        opened = Asked(fill(library, *records, *people))
        yield opened
        opened.close()


FOUND = [
    # operators
    ("amyloid", "title abstract repeated subject near"),
    ("amyloid liver", "repeated subject"),
    ("amyloid AND liver", "repeated subject"),
    ("hepatitis OR 免疫", "hepatitis 免疫 細胞"),
    ("amyloid NOT liver", "title abstract near"),
    ("amyloid -liver -serum", "title"),
    ("amyloid (liver OR inhibition)", "title repeated subject"),
    ("liver OR (serum NOT plaques)", "repeated subject abstract"),
    ("immune OR NOT has:abstract NOT has:author NOT has:doi", "immune subject hepatitis"),
    # quotations
    ('"amyloid formation"', "title abstract"),
    ('"formation amyloid"', ""),
    ('"formation amyloid"~0', ""),
    ('"amyloid formation"~2', "title abstract"),
    ('"formation amyloid"~9', "title abstract near"),
    ('"amyloid first formation"~9', "near"),
    ("「免疫細胞」", "免疫"),
    ("「細胞免疫」", ""),
    ('"nowhere at all"', ""),
    ('"..."', ""),
    # patterns
    ("immun*", "immune"),
    ("immunol*", "immune"),
    ("inhibiti*", "title"),
    ("therapy*", "immune"),
    ("therapie*", "immune"),
    ("免疫*", "免疫 細胞"),
    ("細胞傷*", "細胞"),
    ("zzz*", ""),
    ("*itis", "hepatitis immune"),
    ("hepat*s", "hepatitis"),
    ("behavi?r", "hepatitis subject"),
    ("免疫*細胞", "免疫 細胞"),
    ("*炎", "免疫"),
    ("title:*itis", "hepatitis immune"),
    ("abstract:amylo*", "abstract repeated near"),
    ("abstract:*loid", "abstract repeated near"),
    ("amiloid~", "title abstract repeated subject near"),
    ("amiloit~", ""),
    ("amiloit~2", "title abstract repeated subject near"),
    ("abstract:amiloid~", "abstract repeated near"),
    # forms
    ("=inhibitors", "abstract"),
    ("=inhibitor", ""),
    ("=AMYLOID", "title abstract repeated subject near"),
    ('="amyloid formation"', "title abstract"),
    ("title:=amyloid", "title repeated"),
    ("=癌", "細胞"),
    ("=がん", "がん"),
    ("=免疫", "免疫 細胞"),
    # fields
    ("title:amyloid", "title repeated"),
    ("title:(amyloid OR liver)", "title repeated subject"),
    ('title:"amyloid formation"', "title"),
    ('title:"formation amyloid"', ""),
    ("title:(amyloid formation)", "title"),
    ("abstract:amyloid", "abstract repeated near"),
    ('abstract:"amyloid formation"', "abstract"),
    ("abstract:免疫", "免疫 細胞"),
    ("subject:amyloid", "subject"),
    ("subject:behavior", "subject"),
    ("tiab:kyushu", ""),
    ("affiliation:kyushu", "masaru"),
    ("所属:九州大学", "minoru"),
    ("publisher:kyushu", "m"),
    ("title:nowhere", ""),
    (
        "title:(-amyloid)",
        "abstract subject near immune hepatitis 免疫 細胞 がん minoru masaru m 穣 1390000000000000001",
    ),
    # people
    ("author:fujimoto", "minoru masaru m"),
    ("author:(Fujimoto Minoru)", "minoru m"),
    ("fujimoto m[au]", "minoru masaru m"),
    ('author:"Minoru Fujimoto"', "minoru m"),
    ("author:(fujimoto masahiro)", "m"),
    ("著者:藤本穣", "穣"),
    ("著者:藤本", "穣"),
    ("著者:（藤本 穣）", "穣"),
    ("author:amyloid", ""),
    ("author:(minoru OR 藤本)", "minoru 穣"),
    # values
    ("year:2015", "title"),
    ("year:2015..2018", "title abstract"),
    ("amyloid year:2016-", "abstract repeated"),
    ("from:2018 until:2019", "abstract"),
    ("year:(2015 OR 2018)", "title abstract"),
    ("language:ja", "immune"),
    ("language:Japanese", "immune"),
    ("amyloid lang:eng", "near"),
    ("type:book", "hepatitis"),
    ("source:jalc", "穣"),
    ("journal:臨床リウマチ", "免疫"),
    ("journal:臨床*", "免疫 細胞"),
    ("journal:臨床", ""),
    ("issn:09148760", "1390000000000000001"),
    ("journal:0914-8760", "1390000000000000001"),
    ("doi:10.1000/XYZ", "1390000000000000001"),
    ("doi:https://doi.org/10.1000/xyz", "1390000000000000001"),
    ("naid:110007707553", "1390000000000000001"),
    ("crid:1390000000000000001", "1390000000000000001"),
    ("10.1000/xyz[aid]", "1390000000000000001"),
    ("crid:10.1000/abc", ""),
    ("volume:12", "minoru masaru 穣"),
    ("volume:1", ""),
    ("vol:12 issue:3/4 page:93", "minoru"),
    ("巻:１２ 号:3/4", "minoru"),
    ("number:34", "穣"),
    ("number:3-4", "minoru"),
    ("number:3", ""),
    ("12[vi] 34[ip]", "穣"),
    ("pages:93", "minoru masaru"),
    ("pages:120", "minoru"),
    ("93-120[pg]", "minoru"),
    ("pages:93–120", "minoru"),
    ("pages:E93", "穣"),
    ("pages:100", ""),
    ("pages:120-93", ""),
    ("month:1995-04", "minoru"),
    ("month:1995", "minoru masaru"),
    ("month:1995-01..1995-12", "minoru masaru"),
    ("month:1995-04..1996", "minoru 穣"),
    ("month:..1995-11", "minoru"),
    ("month:..1996-10", "minoru masaru"),
    ("month:1995-05..1996-11", "穣"),
    ("month:1994-06..1996-01", "minoru masaru"),
    ("month:1996-12..1999", ""),
    ("年月:1995年4月", "minoru"),
    ("month:1995.4", "minoru"),
    ("month:平成7年4月", "minoru"),
    ("month:1995年4月から1996年11月", "minoru 穣"),
    ("month:1995年4月から until:2000", "minoru 穣"),
    ("month:1995年4月まで", "minoru"),
    ("month:>1995-04 until:2000", "穣"),
    ("month:>=1995-04 until:2000", "minoru 穣"),
    ("month:<1995-04", ""),
    ("month:<1996-01", "minoru masaru"),
    ("month:<=1995", "minoru masaru"),
    ("month:>1995-12 until:2000", "穣"),
    ("month:1990年代", "minoru masaru 穣"),
    ("month:1995/04:3000 until:2000", "minoru 穣"),
    ("title:amyloid month:2015", "title"),
    ("has:link", "minoru"),
    ("has:doi", "1390000000000000001"),
    ("has:subject", "subject"),
    ("has:author has:affiliation", "minoru masaru"),
    ("has:abstract year:*", "title abstract repeated 免疫"),
    ("NOT has:abstract NOT has:author", "subject hepatitis 1390000000000000001"),
]


@pytest.mark.parametrize(("query", "found"), FOUND, ids=[query for query, _ in FOUND])
def test_what_is_found(asked: Asked, query: str, found: str) -> None:
    """Each query finds exactly the records that it describes."""
    assert parse(query).problems == ()
    assert asked.ids(query) == set(found.split())


def test_nothing_asked_finds_everything(asked: Asked) -> None:
    """The empty query, and one that leaves nothing out, find every record."""
    assert len(asked.ids("")) == len(RECORDS) + 5
    assert asked.ids("-nowhere") == asked.ids("")


def test_an_exact_word_on_too_many_records_is_told(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not all records of a frequent word can be read for its form; a message says so."""
    monkeypatch.setattr(exact, "MOST_READ", 2)
    (notice,) = asked.compiled("serum =amyloid").notices
    assert (notice.kind, notice.start, notice.end, notice.is_problem) == ("exact_cut", 6, 14, False)
    assert "=amyloid" in notice.text("en")
    assert "=amyloid" in notice.text("ja")
    assert asked.compiled("=免疫").notices == ()


def test_many_words_that_begin_alike(
    library: Library, record: Callable[..., Record], fill: Callable[..., Library]
) -> None:
    """A beginning that more words have than are ranked one by one finds the records of them all."""
    many = [" ".join(f"abcd{number:04}" for number in range(start, start + 100)) for start in range(0, 400, 100)]
    fill(library, *(record(f"r{index}", text) for index, text in enumerate(many)), record("other", "abce"))
    asked = Asked(library)
    assert asked.ids("abcd*") == {"r0", "r1", "r2", "r3"}
    assert asked.ids("abcd02*") == {"r2"}
    asked.close()


MARKED = [
    ("amyloid NOT liver", ["amyloid"]),
    ('title:(amyloid OR "serum protein") author:fujimoto year:2015', ["amyloid", "serum protein"]),
    ("=amyloid amyloid", ["amyloid"]),
    ("serum AND serum", ["serum"]),
    ('"serum protein"~5', ["serum protein", "serum protein"]),
]


@pytest.mark.parametrize(("query", "texts"), MARKED)
def test_what_is_marked(query: str, texts: list[str]) -> None:
    """Words and quotations that a record is found by are marked, each once; what is left out or beside the text is not."""
    assert [term.text for term in terms_in_texts(parse(query).tree)] == texts


def test_any_query_can_be_asked(asked: Asked, tmp_path: Path) -> None:
    """Whatever is typed, the index can be asked it."""
    from tests.query_fuzz import texts

    for _, text in zip(range(150), texts(7), strict=False):
        assert asked.ids(text) is not None, text


PAGES = [
    ("133-141", "named abbreviated Japanese German whole"),
    ("133", "named abbreviated Japanese German whole"),
    ('"pp. 133-141"', "named abbreviated Japanese German whole"),
    ("pp.133-41", "named abbreviated Japanese German whole"),
    ('"p. 141"', "named abbreviated Japanese German whole"),
    ("１３３頁－１４１頁", "named abbreviated Japanese German whole"),
    ("ページ133", "named abbreviated Japanese German whole"),
    ("p133", "prefixed"),
    ("S12", "supplement"),
    ("1", "one range"),
    ("1-1", "one"),
    ("p.1-p.1", "one"),
    ("1-", "one range"),
    ("-20", "range"),
]


def test_pages_with_their_names(library: Library, fill: Callable[..., Library]) -> None:
    """Pages are found with what they are called and without it, whole or abbreviated; a range of one page is that page."""
    written = {
        "whole": "133-141",
        "named": "pp. 133-141",
        "abbreviated": "PP133-41",
        "Japanese": "133～141頁",
        "German": "S. 133-141",
        "prefixed": "p133-p141",
        "supplement": "S12-S15",
        "one": "1",
        "range": "p. 1-20",
    }
    fill(library, *(Record(id=id, titles=(Text("One"),), pages=pages) for id, pages in written.items()))  # noqa: A001
    for asked, found in PAGES:
        assert {hit.record.id for hit in library.search(f"pages:{asked}").hits} == set(found.split()), asked


@pytest.mark.parametrize("word", ["ブタ", "セット", "作り", "違い", "始まる", "ペルシャ", "尊王攘夷", "癌"])
def test_a_word_stands_before_its_spellings_and_synonyms(word: str) -> None:
    """Reranking looks for the word of the query, also if the word is listed once more among its own spellings or synonyms."""
    (term,) = analyze_tree(parse(word).tree).terms
    own = tuple(token.text for token in analyze(word))
    assert term.terms == term.variants[0].terms == own
    assert len({(variant.terms, variant.scope) for variant in term.variants}) == len(term.variants) > 1
