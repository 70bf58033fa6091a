"""People's names: order, initials, romanisation and variant characters do not keep a person from being found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku.analyzers import name_terms
from shoroku.analyzers.person_names import japanese_name, latin_words, romanized, surname_keys

TERMS = [
    ("Fujimoto Minoru", {"fujimoto", "minoru", "fujimoto/m", "minoru/f"}),
    ("Minoru Fujimoto", {"fujimoto", "minoru", "fujimoto/m", "minoru/f"}),
    ("FUJIMOTO, Minoru", {"fujimoto", "minoru", "fujimoto/m", "minoru/f"}),
    ("M. Fujimoto", {"fujimoto", "fujimoto/m", "fujimoto/m."}),
    ("Fujimoto M", {"fujimoto", "fujimoto/m", "fujimoto/m."}),
    ("Fujimoto", {"fujimoto"}),
    ("藤本 穣", {"藤本穣", "藤本", "穣"}),
    ("藤本　穣", {"藤本穣", "藤本", "穣"}),
    ("藤本, 穰", {"藤本穣", "藤本", "穣"}),
    ("O'Brien, K.", {"obrien", "obrien/k", "obrien/k."}),
    ("", set()),
    ("…", set()),
    ("123", set()),
]

THE_SAME = [
    ["Ōtani", "Otani", "Ohtani", "Ootani", "O\u0304tani", "OTANI"],
    ["Saitō", "Saito", "Saitou", "SAITOH"],
    ["Yūko", "Yuko", "Yuuko"],
    ["Namba", "Nanba"],
    ["Schrödinger", "Schrodinger"],
    ["斎藤", "齋藤", "齊藤", "斉藤"],
    ["渡邊", "渡辺", "渡邉"],
    ["高橋", "髙橋"],
    ["山崎", "山﨑"],
    ["ﾏｲｹﾙ", "マイケル"],
]

APART = [("Otani", "Odani"), ("Fujimoto", "Fujita"), ("斎藤", "佐藤"), ("藤本", "本藤"), ("Ono", "Uno")]


@pytest.mark.parametrize(("name", "terms"), TERMS)
def test_name_terms(name: str, terms: set[str]) -> None:
    """A name gives its words, and for each pair the keys of surname and initial."""
    assert set(name_terms(name)) == terms


@pytest.mark.parametrize("names", THE_SAME)
def test_one_person_in_several_spellings(names: list[str]) -> None:
    """Romanisations and variant characters of one name give the same terms."""
    assert {name: name_terms(name) for name in names} == dict.fromkeys(names, name_terms(names[0]))


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_people_stay_apart(one: str, other: str) -> None:
    """Names that only resemble each other share no term."""
    assert set(name_terms(one)).isdisjoint(name_terms(other))


@pytest.mark.parametrize(
    ("query", "name", "found"),
    [
        ("Fujimoto Minoru", "M. Fujimoto", True),
        ("Minoru Fujimoto", "Fujimoto, M.", True),
        ("M. Fujimoto", "Fujimoto Minoru", True),
        ("Fujimoto M", "Minoru Fujimoto", True),
        ("Fujimoto Minoru", "Fujimoto Masaru", False),
        ("K. Fujimoto", "Fujimoto Minoru", False),
        ("Ohtani M", "Ōtani Mika", True),
    ],
)
def test_initials(query: str, name: str, found: bool) -> None:
    """A full name finds the one with an initial and the other way round, but not another person of that initial."""
    first, second = latin_words(query)
    assert (not set(surname_keys(first, second)).isdisjoint(name_terms(name))) is found


@pytest.mark.parametrize(
    ("first", "second", "keys"),
    [
        ("fujimoto", "minoru", ["fujimoto/m.", "minoru/f."]),
        ("m", "fujimoto", ["fujimoto/m"]),
        ("fujimoto", "m", ["fujimoto/m"]),
        ("f", "m", []),
    ],
)
def test_surname_keys(first: str, second: str, keys: list[str]) -> None:
    """Two words of a query ask for the keys that a name may stand under."""
    assert surname_keys(first, second) == keys


@pytest.mark.parametrize(
    ("text", "expected"), [("藤本 穣", "藤本穣"), ("齋藤　花子", "斎藤花子"), ("マイケル・スミス", "マイケルスミス")]
)
def test_japanese_name(text: str, expected: str) -> None:
    """A whole Japanese name is one term, without spaces and in the common characters."""
    assert japanese_name(text) == expected


def test_a_japanese_name_without_space_is_found_by_its_surname() -> None:
    """If no space parts surname and given name, the dictionary does."""
    assert {"藤本", "藤本穣"} <= set(name_terms("藤本穣"))


@pytest.mark.parametrize(
    ("word", "expected"), [("Johnson", "jonson"), ("Gunma", "gunma"), ("Gumma", "gumma"), ("Ito", "ito")]
)
def test_romanized(word: str, expected: str) -> None:
    """A word in Latin script has one romanisation."""
    assert romanized(word) == expected


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.one_of(st.text(st.characters(exclude_categories=())), st.text(st.sampled_from("aBōŌ .,'藤本齋・　ｶﾞM\ud800-")))
)
def test_any_text_may_be_a_name(name: str) -> None:
    """Any text is taken for a name, and no term holds white space or is empty."""
    assert all(term.split() == [term] for term in name_terms(name))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(["fujimoto", "minoru", "m", "naka", "ōtani"]), min_size=2, max_size=3, unique=True))
def test_order_does_not_matter(parts: list[str]) -> None:
    """A name's words in any order give the same terms."""
    assert set(name_terms(" ".join(parts))) == set(name_terms(" ".join(reversed(parts))))
