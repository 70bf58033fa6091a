"""One journal under many names: which names and ISSNs are merged, and how the library shows them."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku import FacetValue, Library, Text
from shoroku.indexer.authority.journals import identified, is_generic
from shoroku.indexer.authority.labels import journal

JA, EN = "臨床リウマチ", "Clinical Rheumatology and Related Research"
ISSN, ONLINE = "2189-0595", "2189-0609"
Said = tuple[str, int]


def said(count: int, *parts: str) -> Said:
    """Give a signature of names and ISSNs, and how many records have it."""
    names = tuple(Text(part) for part in parts if not part[0].isdigit())
    return journal(names, tuple(part for part in parts if part[0].isdigit())), count


def together(*counted: Said) -> list[int]:
    """Return for each signature the number of its journal, in the order of their first signatures."""
    identities, _ = identified(counted)
    home = {signature: number for number, one in enumerate(identities) for signature in one.signatures}
    order: dict[int, int] = {}
    return [order.setdefault(home[signature], len(order)) for signature, _ in counted]


ONE = {
    "two records say so": [said(3, JA), said(2, JA, EN), said(4, EN)],
    "an ISSN says so": [said(1, JA, ISSN), said(1, EN, ISSN)],
    "one record with all three": [said(1, JA, EN, ISSN), said(5, JA, ISSN), said(5, EN)],
    "an ISSN without any name": [said(4, JA, ISSN), said(2, ISSN)],
    "print and online": [said(5, JA, "0914-8760"), said(5, JA, ISSN), said(2, EN, ISSN)],
    "both ISSNs on two records": [said(5, JA, "0914-8760"), said(2, "0914-8760", ISSN), said(5, EN, ISSN)],
    "case, width, punctuation": [
        said(1, "ＣＬＩＮＩＣＡＬ Rheumatology & related research"),
        said(1, EN),
        said(1, "The Clinical Rheumatology, and Related Research."),
    ],
    "old kanji": [said(1, "臨牀醫學研究誌"), said(1, "臨牀医学研究誌")],
    "an abbreviation that comes with the ISSN only": [said(30, EN, ISSN), said(2, "Clin Rheumatol", ISSN)],
    "two English names of one Japanese": [said(5, JA, EN), said(4, JA, "Clin Rheumatol Relat Res"), said(3, EN)],
    "a generic name with an ISSN": [said(5, "紀要", ISSN), said(5, "Bulletin", ISSN)],
}
MANY = {
    "one record's word": [said(3, JA), said(1, JA, EN), said(4, EN)],
    "a generic title": [said(9, "紀要", "1111-1111"), said(9, "紀要", "2222-2222")],
    "generic in English": [said(9, "Bulletin", "架空山研究所紀要"), said(9, "Bulletin", "架空川研究所紀要")],
    "an English name of two Japanese journals": [
        said(5, "東架空大学工学部紀要", "Journal of the Kakuu Faculty"),
        said(5, "西架空大学工学部紀要", "Journal of the Kakuu Faculty"),
    ],
    "homonyms with ISSNs and names of their own": [
        said(5, "Nutrition Letters", "架空栄養学", "1111-1111"),
        said(5, "Nutrition Letters", "栄養の架空", "2222-2222"),
    ],
    "a name with the ISSNs of several journals": [
        said(5, "Example Letters", "1111-1111"),
        said(5, "Example Letters", "2222-2222"),
        said(5, "Example Letters", "3333-3333"),
    ],
    "a pair that few records give, among many": [
        said(40, JA, EN),
        said(3, "架空数学会誌", EN),
        said(9, "架空数学会誌"),
    ],
}


@pytest.mark.parametrize("name", ONE)
def test_one_journal(name: str) -> None:
    """Names and ISSNs that belong together are one journal."""
    assert set(together(*ONE[name])) == {0}


@pytest.mark.parametrize("name", MANY)
def test_several_journals(name: str) -> None:
    """What is not known to be one journal stays apart."""
    first, *_, last = together(*MANY[name])
    assert first != last


def test_an_issn_put_on_a_wrong_record_joins_nothing() -> None:
    """A record of one journal with another's ISSN stays with its own journal, and the two stay two."""
    theirs, ours = "架空内科学誌", "0021-5384"
    assert together(said(50, theirs, ours), said(30, JA, ISSN), said(1, theirs, ISSN)) == [0, 1, 0]
    assert together(said(50, theirs, ours), said(30, JA, ISSN), said(2, theirs, ISSN)) == [0, 1, 0]
    assert together(said(3, theirs), said(3, JA, ISSN), said(1, theirs, ISSN)) == [0, 1, 0]


def test_an_issn_that_everything_has_joins_nothing() -> None:
    """An ISSN on records of many journals identifies none of them."""
    counted = [said(2, f"Imaginary Letters {number}", "0000-0000") for number in range(20)]
    assert len(set(together(*counted))) == 20


def test_two_journals_of_one_name_are_told_apart_by_their_issns() -> None:
    """Journals that are called alike are shown with an ISSN, and found by what is shown."""
    identities, known = identified(MANY["a generic title"])
    assert [one.names for one in identities] == [{"ja": "紀要 (1111-1111)"}, {"ja": "紀要 (2222-2222)"}]
    assert known == {"1111-1111": 0, "2222-2222": 1}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        *(
            (name, True)
            for name in ("紀要", "研究紀要", "大学紀要", "論文集", "年報", "bulletin", "annual report", "proceedings")
        ),
        *((name, True) for name in ("学会誌", "journal of the faculty of science", "技術報告")),
        *(
            (name, False)
            for name in ("臨床リウマチ", "京都大学紀要", "clinical rheumatology", "proceedings of example")
        ),
    ],
)
def test_generic_names(key: str, expected: bool) -> None:
    """A title that only says what kind of thing it is identifies nothing."""
    assert is_generic(key) is expected


parts = st.lists(
    st.sampled_from([JA, EN, "架空数学会誌", "Imaginary Letters", "紀要", ISSN, "1111-1111"]), min_size=1, max_size=4
)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(parts.map(lambda some: said(0, *some)[0]), st.integers(1, 30)), st.randoms(use_true_random=False)
)
def test_the_order_does_not_matter(counts: dict[str, int], chance: random.Random) -> None:
    """Whatever order signatures come in, the journals are the same, and each signature is in one of them."""
    shuffled = list(counts.items())
    chance.shuffle(shuffled)
    identities, known = identified(counts.items())
    assert (identities, known) == identified(shuffled)
    assert sorted(signature for one in identities for signature in one.signatures) == sorted(counts)
    assert set(known.values()) <= set(range(len(identities)))


# --- In a library -----------------------------------------------------------------------------------------------------


def shown(library: Library, **asked: Any) -> tuple[FacetValue, ...]:
    return library.search("", facets=["journal"], limit=0, **asked).facets["journal"]


@pytest.fixture
def shelf(library: Library, fill: Callable[..., Library], record: Callable[..., Any]) -> Library:
    """Give a library with a journal under three names, and another one."""
    return fill(
        library,
        record("a", journals=(JA, EN), issns=(ISSN,)),
        record("b", journals=JA),
        record("c", journals=EN.upper()),
        record("d", issns=(ISSN,)),
        record("e", journals="Imaginary Letters"),
    )


def test_one_value_of_the_facet(shelf: Library) -> None:
    """A journal is one value, with its names in both languages and its ISSN."""
    assert shown(shelf) == (
        FacetValue(JA, 4, {"ja": JA, "en": EN}, (ISSN,)),
        FacetValue("Imaginary Letters", 1),
    )


@pytest.mark.parametrize("name", [JA, EN, EN.lower(), ISSN, "21890595", "臨床リウマチ (2189-0595)"])
def test_any_name_finds_all(shelf: Library, name: str) -> None:
    """Any name of a journal, and its ISSN, find what any of them finds; the facet's counts stay as they were."""
    page = shelf.search("", journal=name, facets=["journal"])
    assert sorted(hit.id for hit in page.hits) == ["a", "b", "c", "d"]
    assert page.facets["journal"] == shown(shelf)


def test_a_later_record_links_two_journals(
    library: Library, fill: Callable[..., Library], record: Callable[..., Any]
) -> None:
    """Two journals become one when records come that say so, and two again when those are changed."""
    fill(library, record("a", journals=JA), record("b", journals=EN), record("c", journals=(JA, EN)))
    assert [value.count for value in shown(library)] == [2, 1]
    fill(library, record("d", journals=(JA, EN)))
    assert [(value.value, value.count) for value in shown(library)] == [(JA, 4)]
    fill(library, record("c", journals="Imaginary Letters"), record("d", journals="Imaginary Letters"))
    assert sorted(value.count for value in shown(library)) == [1, 1, 2]


def test_in_steps_or_at_once(tmp_path: Any, fill: Callable[..., Library], record: Callable[..., Any]) -> None:
    """However the records came, one by one or together, forwards or backwards, the journals are the same."""
    names = [(JA,), (JA, EN), (EN,), (JA, EN), ("紀要",), ("Imaginary Letters",), (EN.upper(),)]
    records = [record(f"r{number}", journals=some) for number, some in enumerate(names)]
    made = []
    for number, batches in enumerate(([records], [[one] for one in records], [[one] for one in reversed(records)])):
        library = Library(tmp_path / str(number))
        for batch in batches:
            fill(library, *batch)
        made.append(shown(library))
        library.close()
    assert made[0] == made[1] == made[2]
    assert [value.count for value in made[0]] == [5, 1, 1]


def test_publishers_are_put_together_likewise(
    library: Library, fill: Callable[..., Library], record: Callable[..., Any]
) -> None:
    """A publisher's names in two languages are one when two records give both."""
    ja, en = Text("架空学会", "ja"), Text("The Imaginary Society", "en")
    for number, publishers in enumerate([(ja, en), (en, ja), (ja,), (en,)]):
        fill(library, record(f"r{number}", publishers=publishers))
    page = library.search("", publisher="imaginary society", facets=["publisher"])
    assert page.facets["publisher"] == (FacetValue(ja.value, 4, {"ja": ja.value, "en": en.value}),)
    assert page.total == 4


def test_a_registry_that_is_not_as_written_is_told(shelf: Library) -> None:
    """A damaged registry is damage to the index, which check names."""
    (file,) = (shelf.path / "index" / "0001").glob("*.registry")
    file.write_bytes(file.read_bytes()[:-9] + b"\0" * 9)
    assert [problem.part for problem in shelf.check()] == ["index"]


def test_a_registry_is_kept_while_no_journal_changes(
    shelf: Library, fill: Callable[..., Library], record: Callable[..., Any]
) -> None:
    """A record that changes without its journal leaves the registry as it is; one with another journal does not."""
    (before,) = (shelf.path / "index" / "0001").glob("*.registry")
    fill(shelf, record("e", title="Another title", journals="Imaginary Letters"))
    assert list((shelf.path / "index" / "0001").glob("*.registry")) == [before]
    assert shelf.check() == []
    fill(shelf, record("e", title="Another title", journals="Newer Letters"))
    assert list((shelf.path / "index" / "0001").glob("*.registry")) != [before]
    assert [value.value for value in shown(shelf)] == [JA, "Newer Letters"]


def test_only_the_newest_registry_is_kept(
    shelf: Library, fill: Callable[..., Library], record: Callable[..., Any]
) -> None:
    """Every commit makes the registry again, and removes the one before."""
    fill(shelf, record("f", journals="Newer Letters"))
    assert len(list((shelf.path / "index" / "0001").glob("*.registry"))) == 1
    assert "Newer Letters" in [value.value for value in shown(shelf)]
