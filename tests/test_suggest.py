"""Completions: readable words that begin as was typed, what most records hold first, and nothing that finds nothing."""

from collections.abc import Callable

import pytest

from shoroku import BadArgument, Contribution, Library, Person, Record, Text
from shoroku.analyzers import kana
from shoroku.analyzers.normalize import normalize
from shoroku.corpus.sample import sample_file
from shoroku.indexer import completions

Make = Callable[..., Record]
Fill = Callable[..., Library]


@pytest.fixture
def filled(library: Library, fill: Fill, record: Make) -> Library:
    return fill(
        library,
        record(
            "a", "Interleukin and inflammation", subjects=("interstitial lung disease",), journals="Immunology Letters"
        ),
        record("b", "Interleukins in the joint", creators=("Ingrid Larsen",), journals="Immunology Letters"),
        record("c", "免疫チェックポイント阻害薬の効果", creators=("井上 花子",), journals="臨床免疫"),
        record("d", "免疫とIL-6のバイオマーカー", subjects=("免疫",)),
        record("e", "機械翻訳の評価", "評価", subjects=("Machine learning",)),
        record("f", "Machine translation of letters", creators=("Larsen, Ingrid",)),
    )


def texts(library: Library, prefix: str, **asked: object) -> list[str]:
    return [one.text for one in library.suggest(prefix, **asked)]  # type: ignore[arg-type]


# --- Sounds -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("めんえき", ("めんえき",)),
        ("バイオマーカー", ("ばいおまあかあ",)),
        ("ﾒﾝｴｷ", ("めんえき",)),
        ("baiomaakaa", ("ばいおまあかあ",)),
        ("men'eki", ("めんえき",)),
        ("meneki", ("めねき", "めんえき")),
        ("kansetsu riumachi", ("かんせつりうまち",)),
        ("gakkou", ("がっこう",)),
        ("matcha", ("まっちゃ",)),
        ("shimbun", ("しんぶん",)),
        ("tōkyō", ("とうきょう", "とうきょお", "とおきょう", "とおきょお")),
        ("ja-naru", ("じゃあなる", "じゃあんある")),
        ("strict", ()),
        ("免疫", ()),
        ("IL6", ()),
        ("", ()),
    ],
)
def test_sounds(typed: str, read: tuple[str, ...]) -> None:
    """Kana and Latin letters are read aloud; what is neither has no sound."""
    assert set(kana.sounds(typed)) == set(read)


def test_sounds_while_typing() -> None:
    """Of a word that is still being typed, letters that are no syllable yet are left out; letters that never are, are not."""
    assert kana.sounds("menek", is_whole=False) == ("めね", "めんえ")
    assert kana.sounds("menek") == ()
    assert kana.sounds("arx", is_whole=False) == ()


@pytest.mark.parametrize("typed", ["n" * 200, "āīūēō" * 40, "'" * 50, "-" * 9, "んー゛", "\ud800", "nn'n"])
def test_any_text_has_few_sounds(typed: str) -> None:
    """However many ways there are to read a text, few are returned, and no text is refused."""
    assert len(kana.sounds(typed)) <= 8
    assert len(kana.sounds(typed, is_whole=False)) <= 8


# --- Hints ------------------------------------------------------------------------------------------------------------


def test_hints() -> None:
    """A record's completions: words and compounds of titles with their sounds, subjects and journals whole, people by surname."""
    record = Record(
        id="1",
        titles=(Text("免疫の研究とIL-6", "ja"), Text("The Immunity Study", "en"), Text("めんえき", "ja-Kana")),
        subjects=(Text("Immune response", "en"),),
        creators=(Person(names=(Text("Ingrid Larsen", "en"), Text("井上 花子", "ja"))),),
    )
    found = completions.hints(record)
    assert {(one[0], *completions.read(one)) for one in found} == {
        ("t", "免疫", "免疫"),
        ("t", "研究", "研究"),
        ("t", "il-6", "IL-6"),
        ("t", "immunity", "immunity"),
        ("t", "study", "study"),
        ("r", "めんえき", "免疫"),
        ("r", "けんきゅう", "研究"),
        ("s", "immune response", "Immune response"),
        ("a", "larsen ingrid", "Ingrid Larsen"),
        ("a", "ingrid larsen", "Ingrid Larsen"),
        ("a", "井上 花子", "井上 花子"),
    }
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "name", ["Ingrid Larsen", "Larsen, Ingrid", "Ian McDonald", "J. R. van Dam", "O'Neil Sean", "Larsen", "a  b", "Ⅷ ß"]
)
def test_names_come_back_as_written(name: str) -> None:
    """However a name is kept, it is read as it was written."""
    (found,) = completions.hints(Record(id="1", creators=(Person(names=(Text(name, "en"),)),)))
    assert completions.read(found)[1] == " ".join(normalize(name).text.split())


# --- Suggestions ------------------------------------------------------------------------------------------------------


def test_words(filled: Library) -> None:
    """Words and whole subjects, readable, several forms of one as one; what most records hold first."""
    found = filled.suggest("inter")
    assert [(one.kind, one.records) for one in found] == [("title", 2), ("subject", 1)]
    assert found[0].text in ("interleukin", "interleukins")
    assert found[1].text == "interstitial lung disease"


@pytest.mark.parametrize("typed", ["免", "ﾒﾝｴｷ", "めんえ", "メンエキ", "meneki", "men'eki", "MENEK"])
def test_kanji_kana_and_latin_letters(typed: str, filled: Library) -> None:
    """A Japanese word is completed from its kanji, its kana and its sound in Latin letters, compounds with it."""
    assert texts(filled, typed) == ["免疫", "免疫チェックポイント阻害薬"]


def test_width_and_case(filled: Library) -> None:
    """Neither width nor case of what is typed matters."""
    assert texts(filled, "ＩＮＴＥＲ") == texts(filled, "inter") != []


@pytest.mark.parametrize(
    ("typed", "first"), [("baio", "バイオ"), ("ばいおまあ", "バイオマーカー"), ("バイオマ", "バイオマーカー")]
)
def test_katakana(typed: str, first: str, filled: Library) -> None:
    """A word in katakana is completed from hiragana and Latin letters, too."""
    assert texts(filled, typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "name"),
    [("lars", "Ingrid Larsen"), ("ingrid l", "Ingrid Larsen"), ("larsen, i", "Larsen, Ingrid"), ("井上", "井上 花子")],
)
def test_people(typed: str, name: str, filled: Library) -> None:
    """People are completed by surname, and by given name and surname."""
    assert name in texts(filled, typed, within="author")


def test_within(filled: Library) -> None:
    """Only what is asked for is completed."""
    assert texts(filled, "imm", within="journal") == ["Immunology Letters"]
    assert texts(filled, "imm", within=["title", "author"]) == []
    assert texts(filled, "ma", within="subject") == ["Machine learning"]


def test_the_last_word(filled: Library) -> None:
    """Of several words the last is completed, as records have it that hold the others."""
    assert texts(filled, "machine tr", within="title") == ["machine translation"]
    assert texts(filled, "Machine l", within=("title", "subject")) == ["Machine letters", "Machine learning"]
    assert texts(filled, "interleukin tr") == []


def test_nothing_typed(filled: Library) -> None:
    """Before anything is typed, journals and subjects are what there is to choose from."""
    assert texts(filled, "")[0] == "Immunology Letters"
    assert {one.kind for one in filled.suggest("")} == {"journal", "subject"}


def test_limit(filled: Library) -> None:
    """No more than ``limit`` are returned; an invalid limit or kind is refused."""
    assert len(filled.suggest("i", limit=1)) == 1
    assert filled.suggest("i", limit=0) == []
    with pytest.raises(BadArgument, match="limit"):
        filled.suggest("i", limit=-1)
    with pytest.raises(BadArgument, match="within"):
        filled.suggest("i", within="year")  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["zzz", "、", '"', "\x1f", "t", "\ud800", "a" * 5000, "( OR", "*"])
def test_any_text(typed: str, filled: Library) -> None:
    """No text is refused, and no control character comes back."""
    assert all(one.text.isprintable() for one in filled.suggest(typed))


def test_what_changed_and_what_went(filled: Library, fill: Fill, record: Make) -> None:
    """Words of a record that was changed go with it, whether or not the index has tidied up."""
    assert texts(filled, "larsen", within="author")
    fill(filled, record("b", "Quasars"), record("f", "Quasars"))
    assert texts(filled, "larsen", within="author") == []
    assert filled.suggest("quas")[0].records == 2


def test_withdrawn_words_do_not_survive(library: Library, record: Make) -> None:
    """After a withdrawal nothing that the source alone gave is suggested, nor stands in any file of the index."""
    library.take(
        [Contribution("JaLC", record("a", "砂鯨霧灯", sources=("JaLC",))), Contribution("mine", record("b", "砂時計"))]
    )
    assert texts(library, "砂鯨") != []
    library.withdraw("JaLC")
    assert texts(library, "砂鯨") == []
    assert not [file for file in library.path.rglob("*") if file.is_file() and "砂鯨".encode() in file.read_bytes()]


def test_every_suggestion_finds_something(library: Library) -> None:
    """Whatever is suggested over the sample finds records when it is searched for."""
    library.add([sample_file()])
    typed = [
        *"abcdefghijklmnopqrstuvwxyz",
        *"あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろ",
    ]
    suggested = {one.text for prefix in typed for one in library.suggest(prefix, limit=40)}
    assert len(suggested) > 100
    assert [text for text in suggested if not library.search(text, limit=0).total] == []
