"""Searching: which records are found, in which order, page by page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shoroku
from shoroku import BadArgument, Library, Page, Record

quick = settings(max_examples=40, deadline=None)


def ids(page: Page, *, relaxed: bool | None = None) -> list[str]:
    return [hit.id for hit in page.hits if relaxed is None or hit.relaxed == relaxed]


# --- What is found ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mixed(
    tmp_path_factory: pytest.TempPathFactory, record: Callable[..., Record], fill: Callable[..., Library]
) -> Iterator[Library]:
    """Give a library of records with ever fewer of the same words."""
    with shoroku.open(tmp_path_factory.mktemp("search") / "library") as library:
        yield fill(
            library,
            record("all", "Serum biomarkers of rheumatoid arthritis", "They predict the response."),
            record("two", "Serum biomarkers in sepsis"),
            record("one", "Serum proteins"),
            record("none", "Volcanic glass"),
            record("ja-all", "関節リウマチ患者の血清", "サイトカインを測定した。"),
            record("ja-some", "関節の痛み", "膝の画像を調べた。"),
            record("both", ("リウマチとサイトカイン", "Cytokines"), "Serum was taken."),
        )


def test_all_words_first_most_words_after(mixed: Library) -> None:
    """Records with all the words come first, those with most of them after, distinguished; the rest is not listed."""
    page = mixed.search("serum biomarkers arthritis")
    assert ids(page, relaxed=False) == ["all"]
    assert ids(page, relaxed=True) == ["two", "ja-all"]
    assert (page.total, page.relaxed, page.relaxed_total) == (1, True, 2)


def test_a_full_page_is_not_relaxed(mixed: Library) -> None:
    """If records with all the words fill the page, no others are listed."""
    page = mixed.search("serum biomarkers", limit=1)
    assert (page.total, page.relaxed, ids(page, relaxed=True)) == (2, False, [])


def test_a_question_in_sentences_is_ranked_in_one_list(
    tmp_path: Path, record: Callable[..., Record], fill: Callable[..., Library]
) -> None:
    """What answers a question best comes first though it lacks a word of it; of keywords, what holds all comes first."""
    spoken = "The effect was small. " + "Samples were kept for weeks in the dark. " * 20 + "Some heat, some protein."
    with shoroku.open(tmp_path / "library") as library:
        common = [record(f"common{number}", "An effect of light", "The effect was seen.") for number in range(10)]
        fill(library, record("all", "Storage", spoken), record("best", "Heat and proteins", "Heat, proteins."), *common)
        question = library.search("What is the effect of heat on proteins?", limit=2)
        assert [(hit.id, hit.relaxed) for hit in question.hits] == [("best", True), ("all", False)]
        keywords = library.search("effect heat proteins", limit=2)
        assert [(hit.id, hit.relaxed) for hit in keywords.hits] == [("all", False), ("best", True)]


def test_one_word_is_never_relaxed(mixed: Library) -> None:
    """A query of one word finds the records that hold it or its translation, and no more."""
    page = mixed.search("serum")
    assert sorted(ids(page)) == ["all", "both", "ja-all", "one", "two"]
    assert (page.total, page.relaxed, page.relaxed_total) == (5, False, 0)


def test_a_compound_is_one_thing_and_its_parts_are_most_of_it(
    library: Library, record: Callable[..., Record], fill: Callable[..., Library]
) -> None:
    """A Japanese compound is found where its parts stand side by side; records that hold some of them follow."""
    fill(
        library,
        record("whole", "国立情報学研究所"),
        record("apart", "情報の科学と学び"),
        record("other", "関節の痛み"),
    )
    page = library.search("情報学")
    assert ids(page, relaxed=False) == ["whole"]
    assert ids(page, relaxed=True) == ["apart"]


def test_the_words_of_a_japanese_query_are_told_apart(mixed: Library) -> None:
    """Words written together are words all the same: all of them first, most of them after."""
    page = mixed.search("関節リウマチ")
    assert ids(page, relaxed=False) == ["ja-all", "all"]
    assert set(ids(page, relaxed=True)) == {"ja-some", "both"}


def test_words_may_stand_in_different_fields_and_languages(mixed: Library) -> None:
    """All words count, wherever in the record and in whichever language each stands."""
    assert ids(mixed.search("サイトカイン serum"), relaxed=False) == ["both"]
    assert ids(mixed.search("response biomarker"), relaxed=False) == ["all"]


def test_nothing_found(mixed: Library) -> None:
    """Words that stand nowhere find nothing."""
    page = mixed.search("xylophone quasar")
    assert (page.total, page.relaxed, page.relaxed_total, page.hits, page.cursor) == (0, False, 0, (), None)


def test_function_words_ask_for_nothing(mixed: Library) -> None:
    """Articles, prepositions and particles do not narrow a search that has other words."""
    assert ids(mixed.search("the serum of a rheumatoid arthritis"), relaxed=False) == ["all", "ja-all"]
    assert ids(mixed.search("関節リウマチの血清を"), relaxed=False) == ["ja-all", "all"]


def test_the_page_names_its_query(mixed: Library) -> None:
    """A page tells the query as it was given, and how long it took."""
    page = mixed.search(" Serum  BIOMARKERS ")
    assert page.query == " Serum  BIOMARKERS "
    assert page.took_ms >= 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"rheumatoid arthritis"', ["all", "ja-all"]),
        ('"arthritis rheumatoid"', []),
        ("“serum biomarkers”", ["all", "two"]),
        ("「関節リウマチ」", ["all", "ja-all"]),
        ("『リウマチ関節』", []),
        ('"serum biomarkers" sepsis', ["two"]),
        ('"biomarkers of rheumatoid"', ["all"]),
        ('"biomarkers rheumatoid"', []),
    ],
)
def test_quoted_words_stand_side_by_side(mixed: Library, query: str, found: list[str]) -> None:
    """Words in quotation marks of either language are found side by side, in their order."""
    assert sorted(ids(mixed.search(query), relaxed=False)) == found


def test_no_phrase_across_two_texts(
    library: Library, record: Callable[..., Record], fill: Callable[..., Library]
) -> None:
    """The end of a title and the beginning of an abstract are not side by side."""
    fill(
        library,
        record("across", "Immune serum", "Biomarkers were found."),
        record("within", "Serum biomarkers"),
    )
    assert ids(library.search('"serum biomarkers"'), relaxed=False) == ["within"]


# --- In what order ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "word", "filler"),
    [
        ("cytokine", "cytokine", "Other words of some length stand in this place of the record"),
        ("サイトカイン", "サイトカイン", "この場所には長さの等しいほかの言葉が並んでいる"),
    ],
)
def test_fields_are_weighted(
    library: Library,
    record: Callable[..., Record],
    fill: Callable[..., Library],
    query: str,
    word: str,
    filler: str,
) -> None:
    """A word in the title counts more than one in the subjects, that more than in the abstract, last what stands around."""
    fill(
        library,
        record("4-around", filler, filler, journals=word),
        record("3-abstract", filler, f"{filler} {word}"),
        record("2-subject", filler, filler, subjects=(word,)),
        record("1-title", f"{filler} {word}", filler),
        *(record(f"no-{number}", filler, filler) for number in range(20)),
    )
    found = library.search(query)
    assert ids(found) == ["1-title", "2-subject", "3-abstract", "4-around"]


@pytest.mark.parametrize(
    ("query", "near", "far"),
    [
        (
            "gene therapy",
            "We report gene therapy in many old mice",
            "We report therapy in many old gene mice",
        ),
        (
            "遺伝子 治療",
            "本研究は遺伝子の治療を多くの場合に述べる",
            "本研究は治療を多くの場合に述べる遺伝子の",
        ),
    ],
)
def test_words_near_each_other_count_more(
    library: Library,
    record: Callable[..., Record],
    fill: Callable[..., Library],
    query: str,
    near: str,
    far: str,
) -> None:
    """Of two records with the same words, the one where they stand together in the query's order comes first."""
    fill(library, record("a-far", "One", far), record("b-near", "One", near))
    page = library.search(query)
    assert ids(page) == ["b-near", "a-far"]
    assert page.hits[0].score > page.hits[1].score


def test_rare_words_count_more(library: Library, record: Callable[..., Record], fill: Callable[..., Library]) -> None:
    """Among records with most of the words, those with the rarer word come first."""
    fill(
        library,
        record("a-common", "Protein alone"),
        record("b-rare", "Obelisk alone"),
        *(record(f"c-{number}", "Protein here") for number in range(20)),
    )
    assert ids(library.search("protein obelisk"))[0] == "b-rare"


@pytest.fixture(scope="module")
def years(
    tmp_path_factory: pytest.TempPathFactory, record: Callable[..., Record], fill: Callable[..., Library]
) -> Iterator[Library]:
    """Give a library of records of several years, two of one and one of none."""
    with shoroku.open(tmp_path_factory.mktemp("years") / "library") as library:
        dated = [("d", 2001), ("b", 2015), ("a", 2015), ("e", 1998), ("c", None)]
        fill(library, *(record(name, "Serum proteins", year=year) for name, year in dated))
        yield fill(library, record("f", "Serum", "Proteins and lipids", year=2015))


@pytest.mark.parametrize(
    ("sort", "order"),
    [("newest", ["a", "b", "f", "d", "e", "c"]), ("oldest", ["e", "d", "a", "b", "f", "c"])],
)
@pytest.mark.parametrize("query", ["", "serum", "serum protein"])
def test_sorted_by_year(years: Library, sort: str, order: list[str], query: str) -> None:
    """Hits can be sorted by year; equal years by id, records without a year last."""
    assert ids(years.search(query, sort=sort)) == order  # type: ignore[arg-type]


def test_an_empty_query_finds_everything_newest_first(years: Library) -> None:
    """Without words every record is found, the newest first."""
    for query in ("", "  ", "\u3000\n"):
        page = years.search(query)
        assert (page.total, page.relaxed, ids(page)) == (6, False, ["a", "b", "f", "d", "e", "c"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": -1},
        {"limit": 10_001},
        {"offset": -1},
        {"sort": "best"},
        {"facets": ["colour"]},
        {"cursor": "%"},
        {"cursor": "x"},
        {"cursor": "é"},
        {"cursor": "b2"},
        {"cursor": "by01"},
    ],
)
def test_impossible_arguments(years: Library, wrong: dict[str, object]) -> None:
    """An invalid argument is refused by name, with what was expected."""
    with pytest.raises(BadArgument) as caught:
        years.search("serum", **wrong)  # type: ignore[arg-type]
    assert str(caught.value)


# --- Page by page -----------------------------------------------------------------------------------------------------

STRICT, RELAXED = 41, 30


@pytest.fixture(scope="module")
def many(
    tmp_path_factory: pytest.TempPathFactory, record: Callable[..., Record], fill: Callable[..., Library]
) -> Iterator[Library]:
    """Give a library where most scores are equal, written in several commits in no order of ids."""
    titles = ["Serum protein markers", "Serum protein markers in mice", "Serum protein"]
    records = [record(f"s{n * 7 % STRICT:02d}", titles[n % 2], year=2000 + n % 3) for n in range(STRICT)]
    records += [record(f"r{n * 7 % RELAXED:02d}", titles[2], year=2000 + n % 3) for n in range(RELAXED)]
    with shoroku.open(tmp_path_factory.mktemp("many") / "library") as library:
        for start in range(5):
            fill(library, *records[start::5])
        yield library


def listing(page: Page) -> list[tuple[str, bool, float]]:
    return [(hit.id, hit.relaxed, hit.score) for hit in page.hits]


@quick
@given(
    size=st.integers(1, 80),
    query=st.sampled_from(["serum protein markers", "serum", "", "markers mice serum protein"]),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
)
@pytest.mark.parametrize("by", ["cursor", "offset"])
def test_pages_are_the_whole_cut_in_pieces(many: Library, by: str, size: int, query: str, sort: str) -> None:
    """Pages of any size together equal one big page: nothing is repeated or missing, not even between complete and partial matches."""
    whole = many.search(query, sort=sort, limit=1000)  # type: ignore[arg-type]
    assert len(whole.hits) == whole.total + whole.relaxed_total
    assert whole.cursor is None
    pieces: list[tuple[str, bool, float]] = []
    page = many.search(query, sort=sort, limit=size)  # type: ignore[arg-type]
    while page.hits:
        pieces += listing(page)
        assert page.total == whole.total
        assert len(pieces) <= len(whole.hits)
        if by == "cursor":
            if page.cursor is None:
                break
            page = many.search(query, sort=sort, limit=size, cursor=page.cursor)  # type: ignore[arg-type]
        else:
            page = many.search(query, sort=sort, limit=size, offset=len(pieces))  # type: ignore[arg-type]
    assert pieces == listing(whole)


def test_ties_are_broken_by_id(many: Library) -> None:
    """Of hits with the same score, the one with the lower id comes first."""
    page = many.search("serum protein markers", limit=100)
    keys = [(hit.relaxed, -hit.score, hit.id) for hit in page.hits]
    assert keys == sorted(keys)
    assert len({score for _, score, _ in keys}) < 10
    assert (page.total, page.relaxed_total) == (STRICT, RELAXED)


@pytest.mark.parametrize(("limit", "cursor"), [(STRICT - 1, True), (STRICT, True), (STRICT + RELAXED, False)])
def test_cursor_goes_on_while_there_is_more(many: Library, limit: int, cursor: bool) -> None:
    """A page has a cursor exactly when another follows, also where records with all the words just fill it."""
    assert (many.search("serum protein markers", limit=limit).cursor is not None) == cursor


def test_past_the_end(many: Library) -> None:
    """A page after the last is empty and still tells the totals."""
    page = many.search("serum protein markers", offset=500)
    assert (page.hits, page.total, page.relaxed_total, page.cursor) == ((), STRICT, RELAXED, None)


def test_no_hits_wanted(many: Library) -> None:
    """With a limit of 0 only the totals are returned."""
    page = many.search("serum", limit=0)
    assert (page.hits, page.total, page.cursor) == ((), STRICT + RELAXED, None)


@quick
@given(limit=st.integers(1, 100), query=st.sampled_from(["serum protein markers", "protein", "mice markers"]))
def test_run_lists_what_search_lists(many: Library, limit: int, query: str) -> None:
    """The method for ids and scores only gives the same results as a page, in the same order."""
    page = many.search(query, limit=limit)
    assert many.run(query, limit) == [(hit.id, hit.score) for hit in page.hits]


# --- Whatever is typed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "...",
        "。、！",
        "😀",
        "👩‍🔬",
        "(",
        ")",
        "*",
        "?",
        "~",
        "^",
        ":",
        "\\",
        "/",
        "-",
        "+",
        "&&",
        "||",
        "…",
        "\x00",
        "\ud800",
    ],
)
def test_signs_alone_find_nothing(mixed: Library, query: str) -> None:
    """A query of signs alone asks for nothing and finds nothing."""
    page = mixed.search(query, facets=["journal", "year"])
    assert (page.total, page.hits, page.relaxed) == (0, (), False)


@pytest.mark.parametrize(
    "query",
    [
        '"serum',
        'serum"',
        '"serum" "',
        "「serum",
        "serum』",
        "serum AND",
        "AND serum",
        "serum OR",
        "+serum -",
        "(serum",
        "serum)",
        "title:serum",
        "serum*",
        "serum~2",
        "serum^3",
        "[serum TO",
        "\x00serum\x00",
        "\ud800serum\udfff",
        "\u202eserum",
        "se\u200brum",
        "serum 😀",
        "serum\x1b[31m",
    ],
)
def test_unfinished_queries_find_what_they_name(mixed: Library, query: str) -> None:
    """Unbalanced quotes, lone operators and stray signs do not keep a word from finding its records."""
    assert "one" in ids(mixed.search(query, facets=["journal"]))


@pytest.mark.parametrize("query", ["!!! year:1000..2999", "…  -volcanic language:en", '- title:"serum proteins"'])
def test_signs_beside_conditions_ask_for_nothing(mixed: Library, query: str) -> None:
    """Signs without a word beside them do not keep conditions from finding their records."""
    assert ids(mixed.search(query)) == ids(mixed.search(query.split(" ", 1)[1]))


def test_ten_thousand_words(mixed: Library) -> None:
    """Of a query of ten thousand words the first are asked for, and the page tells that it was cut."""
    page = mixed.search("serum biomarkers " + " ".join(f"word{number}" for number in range(10_000)))
    assert page.is_cut
    assert not mixed.search("serum biomarkers").is_cut


@pytest.mark.parametrize("piece", ["serum ", "血清", "a", "\ud800", '"', "「", "α", "1", "-", "IL-6阻害薬"])
def test_a_million_characters(mixed: Library, piece: str) -> None:
    """A query of a million characters is cut, and answered."""
    query = piece * (1_000_000 // len(piece))
    page = mixed.search(query)
    assert page.is_cut
    assert page.query == query


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=()), max_size=60),
        st.lists(
            st.sampled_from(
                ['"', "「", "」", "“", "AND", "OR", "NOT", "(", ")", "-", "IL-6", "血清", "serum", "\ud800", "㍿", "α", "*",
                 "10.1234/x", "2189-0595", "つ", "ひと", " ", "\x00", "title:", "É", "1", "¶"]
            ),
            max_size=20,
        ).map("".join),
    )
)  # fmt: skip
def test_no_query_is_an_exception(mixed: Library, query: str) -> None:
    """Whatever the text, a search gives a page whose figures agree."""
    page = mixed.search(query, facets=["journal", "year", "language", "source", "type"], limit=5)
    assert len(page.hits) <= page.total + page.relaxed_total <= 2 * len(mixed)
    assert sum(not hit.relaxed for hit in page.hits) == min(5, page.total)
    assert page.relaxed == any(hit.relaxed for hit in page.hits)


@pytest.mark.parametrize(
    ("text", "query", "is_found"),
    [
        ("HIV-1 infection", "HIV", True),
        ("COVID-19 vaccines", "covid", True),
        ("type 2 diabetes", "type2", True),
        ("serum IL 6", "IL6", True),
        ("2型糖尿病", "2型糖尿病", True),
        ("1型糖尿病の2年予後", "2型糖尿病", False),
        ("Ⅱ型の方法", "2型", True),
        ("Ⅰ型の②方法", "2型", False),
    ],
)
def test_numbers_and_their_words(
    library: Library, record: Callable[..., Record], fill: Callable[..., Library], text: str, query: str, is_found: bool
) -> None:
    """A number belongs to the word that it stands with."""
    fill(library, record("one", text))
    assert library.search(query).total == is_found


@pytest.mark.parametrize(
    "argument",
    [
        {"offset": 10**12},
        {"offset": 10**30},
        {"offset": -1},
        {"limit": -1},
        {"facet_size": 0},
        {"year": "twenty"},
        {"year": (2015,)},
        {"journal": [None]},
        {"cursor": "bzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"},
    ],
)
def test_what_no_argument_can_be(
    library: Library, record: Callable[..., Record], fill: Callable[..., Library], argument: dict[str, Any]
) -> None:
    """An invalid argument is refused with a message, whatever it is."""
    fill(library, record("one", "Serum"))
    with pytest.raises(BadArgument):
        library.search("serum", **argument)
