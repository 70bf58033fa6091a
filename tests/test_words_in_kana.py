"""Words typed in hiragana, by their sound, find the records that write them in kanji, and nothing else that sounds like a part."""

from collections.abc import Callable

import pytest

from shoroku import Library, Page, Record

Make = Callable[..., Record]
Fill = Callable[..., Library]


@pytest.fixture
def temples(library: Library, fill: Fill, record: Make) -> Library:
    return fill(
        library,
        record("temple", ("金閣寺の歴史", "The history of Kinkakuji")),
        record("arson", "金閣寺放火事件", "金閣寺は1950年に焼けた。"),
        record("lottery", ("宝くじの歴史", "A history of the lottery"), "くじは古い。"),
        record("coin", "金貨の鑑定"),
        record("festival", "祇園祭の山鉾"),
        record("seimei", "安倍晴明の伝承"),
        record("abalone", "アワビの生態", "姪のせいで石決明という。"),
        record("immunity", "免疫の研究"),
        record("waste", "都市のごみ", "その処理を論じる。"),
        record("kyoto", "京都の寺院"),
    )


def found(page: Page) -> list[str]:
    return [hit.id for hit in page.hits]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("きんかくじ", {"temple", "arson"}),
        ("ぎおんまつり", {"festival"}),
        ("めんえき", {"immunity"}),
        ("あべのせいめい", {"seimei"}),
        ("きんかくじのれきし", {"temple"}),
        ("きんかくじ 放火", {"arson"}),
        ("きんかくじ AND 放火", {"arson"}),
        ("きんかくじ NOT 放火", {"temple"}),
        ("title:きんかくじ", {"temple", "arson"}),
    ],
)
def test_word_in_hiragana(query: str, ids: set[str], temples: Library) -> None:
    """A word in hiragana finds the words of titles that sound so, also among other words and operators."""
    page = temples.search(query)
    assert set(found(page)[: page.total]) == ids
    assert page.total == len(ids)


def test_parts_of_the_word_are_not_searched(temples: Library) -> None:
    """Neither the pieces that the dictionary knows nor their synonyms and translations are searched."""
    page = temples.search("きんかくじ")
    assert not {"lottery", "coin"} & set(found(page))
    assert [one.written for one in page.also_searched] == ["金閣寺"]


def test_unknown_word_is_one_word(temples: Library) -> None:
    """A word in hiragana that no title has is not searched in pieces."""
    page = temples.search("ぎんかくじ")
    assert "lottery" not in found(page)
    assert "coin" not in found(page)


def test_words_side_by_side_stay_words(temples: Library) -> None:
    """Words with a particle between them are searched apart."""
    assert found(temples.search("ごみのしょり")) == ["waste"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("きんかくじ", "金閣寺"),
        ("ぎおんまつり", "祇園祭"),
        ("あべのせ", "安倍晴明"),
        ("kyoto", "京都"),
        ("kinkakuji", "金閣寺"),
    ],
)
def test_suggestions(typed: str, first: str, temples: Library) -> None:
    """Completions know compounds by their sound, names read with an unwritten no, and long vowels that Latin letters omit."""
    assert first in [one.text for one in temples.suggest(typed)]
