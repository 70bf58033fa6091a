"""Complaints of users of other search engines about Japanese. Each fixture includes the record that was wrongly preferred."""

from collections.abc import Callable

import pytest

from shoroku import Library, Page, Record

Make = Callable[..., Record]
Fill = Callable[..., Library]

_OTHERS = ["川の石を拾う", "古い橋を渡る", "窓から庭を見る", "机と鉛筆", "朝の市場"]


@pytest.fixture
def shelf(library: Library, record: Make, fill: Fill) -> Callable[..., Library]:
    """Give a function that fills a library with records of a title each, named by the keyword, among others."""

    def shelf(**titles: str | tuple[str, str]) -> Library:
        pairs = {name: (title, ()) if isinstance(title, str) else title for name, title in titles.items()}
        others = [record(f"zz{number}", title) for number, title in enumerate(_OTHERS)]
        return fill(library, *(record(name, *texts) for name, texts in pairs.items()), *others)

    return shelf


def strict(page: Page) -> list[str]:
    """Return the ids of the hits that hold the whole query, in order."""
    return [hit.id for hit in page.hits if not hit.relaxed]


def marked(page: Page, id: str, text: str = "title") -> str:  # noqa: A002 (the field's name)
    """Return a text of one hit with its marks between ⟦ and ⟧."""
    return next(hit for hit in page.hits if hit.id == id).highlights[text].html("⟦", "⟧")


# --- Words and their parts --------------------------------------------------------------------------------------------


def test_a_compound_and_its_part_find_their_own(shelf: Callable[..., Library]) -> None:
    """新幹線 finds the pages that have it, not those of 新; 幹線 not those of 新幹線 first (Pagefind#1237)."""
    library = shelf(
        a_new="新駅と新線と新車", b_trunk="幹線道路の騒音", c_both="新たな幹線、新たな車", shinkansen="新幹線の騒音"
    )
    assert strict(library.search("新幹線")) == ["shinkansen"]
    assert library.search("新幹線").hits[0].id == "shinkansen"
    assert "shinkansen" not in strict(library.search("新"))
    assert set(strict(library.search("幹線"))) == {"b_trunk", "c_both"}


@pytest.mark.parametrize(
    ("query", "scattered", "whole"),
    [
        (
            "資金決済法",
            ("決済の方法と法の一覧", "決済の窓口、資金の移動、法の解釈。決済の方式、資金の種類、法の適用。"),
            ("前払式支払手段の規制", "本稿は改正された資金決済法を概観し、発行者が負う義務を順に整理して述べる。"),
        ),
        (
            "個人情報保護法",
            ("情報と個人の保護", "個人の保護、情報の法。法と個人、保護と情報。"),
            ("病院における名簿の扱い", "職員に尋ねたところ、個人情報保護法の名を挙げる者が多かったという。"),
        ),
    ],
)
def test_a_laws_name_is_found_where_it_stands(
    shelf: Callable[..., Library], query: str, scattered: tuple[str, str], whole: tuple[str, str]
) -> None:
    """A page that has a law's name comes before one that has its parts scattered, ever so often (haydenbleasel/blume#132)."""
    library = shelf(a_scattered=scattered, b_whole=whole)
    page = library.search(query)
    assert strict(page) == ["b_whole"]
    assert page.hits[0].id == "b_whole"


def test_a_suffix_alone_does_not_match(shelf: Callable[..., Library]) -> None:
    """出会い系 is met by the word, not by every 系, nor by an 出会い here and a 系 there (haydenbleasel/blume#132)."""
    library = shelf(
        a_kei="太陽系と神経系と生態系",
        b_apart=("人との出会い", "太陽系での出会いの話。系の理論。"),
        c_word=("若者の暮らし", "出会い系サイトを利用した経験を尋ねた。"),
    )
    assert strict(library.search("出会い系")) == ["c_word"]


@pytest.mark.parametrize("query", ["健康食品市場の動向調査", "資金決済法改正", "国際空港の騒音調査"])
def test_an_unspaced_query_is_no_exact_phrase(shelf: Callable[..., Library], query: str) -> None:
    """Words typed without spaces are words: they need not stand in a row (quickwit-oss/tantivy#718, #2472)."""
    library = shelf(
        food="市場における健康食品：動向の調査",
        law="法を改正する：資金決済法のこれから",
        airport="騒音の調査、国際空港にて",
        noise="調査の方法",
    )
    expected = {"健": "food", "資": "law", "国": "airport"}[query[0]]
    assert library.search(query).hits[0].id == expected
    assert '"' not in query
    assert strict(library.search(f'"{query}"')) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("東京", {"kana", "kanji"}),
        ("国際", {"bag", "chinese"}),
        ("空港", {"bag"}),
        ("有料配信", {"concert"}),
        ("日東電工", {"firm"}),
    ],
)
def test_text_in_kanji_only_is_japanese(shelf: Callable[..., Library], query: str, found: set[str]) -> None:
    """Neither a text nor a query in kanji alone is taken for Chinese (meilisearch#3565, #4146, #4162, #3769)."""
    library = shelf(
        kana="東京スカイバスの旅",
        kanji="東京特許許可局",
        bag="関西国際空港限定トートバッグ",
        chinese="关西国际机场、国際",
        concert="無観客有料配信定期公演",
        paid="有料道路と信号配置",
        firm="日東電工株式会社の経営者",
    )
    assert set(strict(library.search(query))) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("リング", ["ring"]),
        ("京都", ["kyoto"]),
        ("学", ["gaku"]),
        ("健", ["ken"]),
        ("法", ["ho"]),
        ("炎", []),
    ],
)
def test_shared_characters_and_sounds_are_no_match(shelf: Callable[..., Library], query: str, found: list[str]) -> None:
    """A word is not found by its letters or by its sound (manticoresearch#3925, meilisearch#4561)."""
    library = shelf(
        ring="指輪リングの設計",
        green="グリーン車とスクリーニング",
        monitor="モニタリングの方法",
        kyoto="京都の寺",
        tokyo="東京都の公園",
        gaku="学のある人",
        science="科学と大学と化学",
        ken="健さんの映画",
        hospital="日見中央病院",
        ho="法の下の平等",
        pneumonia="肺炎の治療",
    )
    assert strict(library.search(query)) == found


# --- One word, many spellings -----------------------------------------------------------------------------------------

SPELLINGS = [
    pytest.param(["ヴィーガン", "ビーガン"], "ベジタリアン", id="typesense#2844"),
    pytest.param(["コンピュータ", "コンピューター", "ｺﾝﾋﾟｭｰﾀ"], "コンピテンシー", id="long-vowel"),
    pytest.param(["サーバ", "サーバー"], "サーベイ", id="long-vowel-short-word"),
    pytest.param(["キヤノン", "キャノン"], "キャニオン", id="small-kana"),
    pytest.param(["フイルム", "フィルム", "ﾌｨﾙﾑ"], "フルーム", id="small-kana-half-width"),
    pytest.param(["ウヰスキー", "ウイスキー", "ウィスキー"], "ウイグル", id="old-kana"),
    pytest.param(["思ふ", "思う"], "思想", id="old-spelling"),
    pytest.param(["霞ヶ関", "霞ケ関", "霞が関"], "霞の海", id="ga"),
    pytest.param(["一ヶ月", "一ケ月", "一か月", "1カ月", "１ヵ月", "一箇月"], "一月", id="counter"),
    pytest.param(["取り扱い", "取扱い", "取扱", "取り扱う"], "扱く", id="okurigana"),
    pytest.param(["組み合わせ", "組合せ", "組合わせ", "組み合せ", "組み合わせる"], "組合", id="okurigana-2"),
    pytest.param(["見積もり", "見積り", "見積"], "見本", id="okurigana-3"),
    pytest.param(["申し込み", "申込み", "申込"], "申告", id="okurigana-4"),
    pytest.param(["受け付け", "受付け", "受付"], "受験", id="okurigana-5"),
    pytest.param(["問い合わせ", "問合せ", "問い合せ"], "合宿", id="okurigana-6"),
    pytest.param(["繰り返し", "繰返し", "繰り返す"], "返事", id="okurigana-7"),
    pytest.param(["人々", "人びと"], "人形", id="repetition"),
    pytest.param(["時々", "時時"], "時刻", id="repetition-2"),
    pytest.param(["二型", "2型", "Ⅱ型", "II型", "２型"], "3型", id="numerals"),
    pytest.param(["第三相", "第3相", "第Ⅲ相", "第III相"], "第二相", id="numerals-2"),
    pytest.param(["二〇二〇年", "2020年", "二○二〇年", "２０２０年"], "二〇二一年", id="year"),
    pytest.param(["髙島屋", "高島屋"], "低島", id="variant-kanji"),
    pytest.param(["宮﨑駿", "宮崎駿"], "宮城", id="variant-kanji-2"),
    pytest.param(["田邊", "田邉", "田辺"], "田中", id="variant-kanji-3"),
    pytest.param(["森鷗外", "森鴎外"], "森茉莉", id="variant-kanji-4"),
    pytest.param(["𠮟責", "叱責"], "責任", id="variant-kanji-5"),
    pytest.param(["葛󠄀城", "葛城"], "城下", id="variation-selector"),
    pytest.param(["ＩＬ－６阻害薬", "IL-6阻害薬", "IL−6阻害薬", "IL‐6阻害薬", "IL‑6阻害薬"], "IL-8阻害薬", id="mroonga#180"),
    pytest.param(["１００－０００１", "100-0001", "100−0001", "100‐0001"], "100-0002", id="mroonga#180-number"),
    pytest.param(["腫よう", "腫瘍"], "腫脹", id="mixed"),
    pytest.param(["タンパク質", "たんぱく質", "蛋白質", "ﾀﾝﾊﾟｸ質"], "質量", id="protein"),
    pytest.param(["X線", "Ｘ線"], "線とX軸", id="letter-and-kanji"),
]  # fmt: skip


@pytest.mark.parametrize(("forms", "rival"), SPELLINGS)
def test_spellings_find_each_other(shelf: Callable[..., Library], forms: list[str], rival: str) -> None:
    """Each spelling of a word finds all the others, and no word that only looks like it."""
    library = shelf(rival=f"{rival}の話", **{f"form{n}": f"{form}の話" for n, form in enumerate(forms)})
    for form in forms:
        assert sorted(strict(library.search(form))) == [f"form{n}" for n in range(len(forms))], form


@pytest.mark.parametrize(
    ("kana", "kanji", "rival"),
    [("うみ", "海", "湖"), ("くも", "雲", "霧"), ("はな", "鼻", "耳"), ("かえる", "蛙", "蟹")],
)
def test_kana_find_the_words_that_sound_so(shelf: Callable[..., Library], kana: str, kanji: str, rival: str) -> None:
    """うみ finds 海, after what is written うみ; 海 does not find everything else that sounds so (pgroonga#171)."""
    library = shelf(a_kanji=f"{kanji}の絵", b_kana=f"{kana}の絵", c_rival=f"{rival}の絵")
    assert strict(library.search(kana)) == ["b_kana", "a_kanji"]
    assert strict(library.search(kanji)) == ["a_kanji"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("サルコイドーシス", ["sarcoidosis"]),
        ("癌", ["ca", "ca_colon", "ca_kana", "ca_stomach"]),
        ("がん", ["ca", "ca_colon", "ca_kana", "ca_stomach"]),
        ("胃がん", ["ca_stomach"]),
        ("胃癌", ["ca_stomach"]),
        ("焼き餃子", ["dumpling"]),
        ("餃子", ["dumpling"]),
        ("ギョーザ", ["dumpling"]),
    ],
)
def test_synonyms_leave_compounds_whole(shelf: Callable[..., Library], query: str, found: list[str]) -> None:
    """A word finds its other spellings, alone and in compounds (elasticsearch-sudachi#109, elasticsearch#46955)."""
    library = shelf(
        ca="癌の告知",
        ca_kana="がんの告知",
        ca_colon="大腸癌の検診",
        ca_stomach="胃癌の検診",
        rock="岩の種類と胃の壁",
        sarcoidosis="サルコイドーシスの肺",
        dumpling="焼き餃子の皮",
        fried="焼き魚の皮",
    )
    assert sorted(strict(library.search(query))) == found


@pytest.mark.parametrize(
    ("head", "compounds"),
    [("癌", ["胃癌", "肺癌", "肝癌", "乳癌", "膵癌"]), ("鬱", ["躁鬱", "抑鬱"]), ("嚢", ["胆嚢", "陰嚢"]), ("膝", ["左膝", "両膝"]), ("鼠", ["野鼠"])],
)  # fmt: skip
def test_a_noun_is_found_in_short_compounds(shelf: Callable[..., Library], head: str, compounds: list[str]) -> None:
    """A noun finds the compounds that it ends, though the dictionary does not divide them; the noun itself comes first."""
    library = shelf(z_head=f"{head}の話", **{f"c{n}": f"{word}の話" for n, word in enumerate(compounds)})
    page = library.search(head)
    assert page.hits[0].id == "z_head"
    assert set(strict(page)) == {"z_head", *(f"c{n}" for n in range(len(compounds)))}
    assert marked(page, "c0") == f"⟦{compounds[0]}⟧の話"


# --- Marks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "title", "expected"),
    [
        ("サンドボックス", "サンドボックスとサンドイッチの箱", "⟦サンドボックス⟧とサンドイッチの箱"),
        ("配管", "新品多数の腰道具、配管工用", "新品多数の腰道具、⟦配管⟧工用"),
        ("無料", "この度、㍿の①クーポンで無料で頂きました", "この度、㍿の①クーポンで⟦無料⟧で頂きました"),
        ("無料", "ｶﾞｷﾞｸﾞ無料ｹﾞｺﾞ", "ｶﾞｷﾞｸﾞ⟦無料⟧ｹﾞｺﾞ"),
        ("便利な情報", "来園時に便利な情報", "来園時に⟦便利⟧な⟦情報⟧"),
        ("「便利な情報」", "来園時に便利な情報", "来園時に⟦便利な情報⟧"),
        ("ガ", "か\u3099ん、ガの羽、ガン", "か\u3099ん、⟦ガ⟧の羽、ガン"),
        ("資金決済法", "改正資金決済法の法", "改正⟦資金決済法⟧の法"),
        ("二型糖尿病", "Ⅱ型糖尿病と型", "⟦Ⅱ型糖尿病⟧と型"),
        ("2020年", "昭和と二〇二〇年と二〇年", "昭和と⟦二〇二〇年⟧と二〇年"),
    ],
)
def test_marks_are_on_the_words_that_were_asked_for(
    shelf: Callable[..., Library], query: str, title: str, expected: str
) -> None:
    """Marks are at the words, whole (typesense#2144, #86, meilisearch#894, #3517, cyrus-imapd#2217)."""
    assert marked(shelf(hit=title).search(query), "hit") == expected
