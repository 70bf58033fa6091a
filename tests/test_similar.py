"""Similar records: by content, in both languages, with an explained score."""

from collections.abc import Callable

import msgspec
import pytest

from shoroku import BadArgument, Identifier, Library, Record, UnknownRecord

Make = Callable[..., Record]
Fill = Callable[..., Library]


@pytest.fixture
def filled(library: Library, fill: Fill, record: Make) -> Library:
    return fill(
        library,
        record(
            "tower",
            "霧灯台の保存と修復",
            "海辺に立つ霧灯台の石壁を調査し、塩害の程度を測定した。",
            language="ja",
            year=2001,
        ),
        record(
            "twin",
            "Preservation and repair of mist beacons",
            "Stone walls of mist beacons on the coast.",
            language="en",
            year=2010,
        ),
        record(
            "mate",
            "霧灯台の歴史",
            "霧灯台はいつ建てられたか。",
            language="ja",
            year=2020,
            identifiers=(Identifier("DOI", "10.99999/mate"),),
        ),
        record("far", "砂鯨の回遊", "砂鯨は春に北へ向かう。", language="ja"),
        record("fish", "Migration of fish", "Fish go north in spring.", language="en"),
        record("b1", ("霧灯台", "Mist beacons"), year=1990),
        record("b2", ("霧灯台の石壁", "Stone walls of mist beacons"), year=1991),
        record("b3", ("保存と修復", "Preservation and repair"), year=1992),
        record("b4", ("石壁の修復", "Repair of stone walls"), year=1993),
    )


def ids(library: Library, identifier: str, **asked: object) -> list[str]:
    return [one.id for one in library.similar(identifier, **asked)]  # type: ignore[arg-type]


def test_itself_is_not_among_them(filled: Library) -> None:
    """The record asked about is left out, and nothing comes twice."""
    found = ids(filled, "tower")
    assert "tower" not in found
    assert len(found) == len(set(found))


def test_both_languages(filled: Library) -> None:
    """A record in Japanese alone finds its mate in Japanese and, through the lexicon, its twin in English; and back."""
    found = {one.id: one for one in filled.similar("tower")}
    assert {"mate", "twin"} <= set(found)
    assert found["twin"].across
    assert not found["mate"].across
    assert "fish" not in found
    assert "tower" in ids(filled, "twin")


def test_the_score_is_explained(filled: Library) -> None:
    """Scores are between 0 and 1, in order, and the words told, as the record writes them, make them up."""
    found = filled.similar("mate")
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert 0 < one.score <= 1
        assert sum(shared.share for shared in one.because) <= one.score + 0.001
        assert [shared.share for shared in one.because] == sorted((s.share for s in one.because), reverse=True)
    told = {shared.word for one in found for shared in one.because}
    assert "歴史" not in told
    assert {"の", "は", "た"} & told == set()
    assert "霧灯" in told


def test_the_same_words_are_the_same(library: Library, fill: Fill, record: Make) -> None:
    """A record with the same words scores 1, one that shares none is not there."""
    title, text = "Sand whales of the desert", "Their songs carry far."
    fill(library, record("a", title, text), record("b", title, text), record("c", "Umbrella"))
    assert [(one.id, one.score) for one in library.similar("a")] == [("b", pytest.approx(1.0, abs=0.001))]


def test_filters_and_limit(filled: Library) -> None:
    """What is listed is narrowed as a search is."""
    assert set(ids(filled, "tower", year=(1990, 1993))) <= {"b1", "b2", "b3", "b4"}
    assert ids(filled, "tower", language="en") == ["twin"]
    assert len(ids(filled, "tower", limit=1)) == 1
    assert ids(filled, "tower", limit=0) == []
    with pytest.raises(BadArgument, match="limit"):
        filled.similar("tower", limit=1000)


def test_by_any_identifier(filled: Library) -> None:
    """A DOI in any spelling names the record; what names none is said."""
    assert ids(filled, "https://doi.org/10.99999/MATE") == ids(filled, "mate") != []
    with pytest.raises(UnknownRecord):
        filled.similar("nobody")


def test_records_that_say_nothing(library: Library, fill: Fill, record: Make) -> None:
    """A record without words is like no other, and does not fail."""
    fill(library, record("a", "…"), record("b", "Whales"), Record(id="c"))
    assert ids(library, "a") == ids(library, "c") == []


def test_equal_ones_are_in_the_order_of_their_ids(library: Library, fill: Fill, record: Make) -> None:
    """Order does not depend on where the index keeps a record."""
    fill(library, *(record(f"r{n}", "Whales of the north") for n in (3, 1, 2, 0)))
    assert ids(library, "r0") == ["r1", "r2", "r3"]


def test_the_same_records_are_similar_however_the_index_came_to_be(library: Library, fill: Fill, record: Make) -> None:
    """Of many records that are equally alike the same ones are given, before and after the index was rebuilt."""
    alike = [record(f"r{number:04d}", "Serum protein of migratory whales") for number in range(400)]
    for start in (300, 100, 200, 0):
        fill(library, *alike[start : start + 100])
    for start in (350, 50):  # these move behind the others in the index
        changed = [msgspec.structs.replace(one, pages="1") for one in alike[start : start + 50]]
        fill(library, *changed)
    before = [(one.id, one.score) for one in library.similar("r0123", limit=20)]
    library.reindex()
    assert [(one.id, one.score) for one in library.similar("r0123", limit=20)] == before
    assert len(before) == 20


def test_common_words_do_not_retrieve_in_a_large_library(
    library: Library, fill: Fill, record: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words that most records contain are not searched if there are too many postings, but they still count in the score."""
    common = [record(f"c{n}", f"Lantern {n} report") for n in range(40)]
    own = record("own", "Quartz heron gannet plover lantern report")
    near = record("near", "Quartz heron gannet plover meadow")
    filled = fill(library, own, near, record("mixed", "Gannet plover lantern report"), *common)
    everything = filled.similar("own", limit=30)
    monkeypatch.setattr("shoroku.search.assist.similar._MOST_POSTINGS", 10)
    within = filled.similar("own", limit=30)
    assert [one.id for one in within] == ["near", "mixed"]
    assert {one.id for one in everything} > {"near", "mixed", "c1"}
    assert within == [one for one in everything if one.id in ("near", "mixed")]
    assert {shared.word.casefold() for shared in within[1].because} >= {"lantern", "report"}
    monkeypatch.setattr("shoroku.search.assist.similar._MOST_POSTINGS", 0)
    assert filled.similar("own", limit=30)[0].id == "near"  # the four most discriminative words are always searched
