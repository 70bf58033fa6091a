"""A guess never ranks above the query's own words: a small library with a misleading record for every translation."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from shoroku import Library, Record
from shoroku.cli.app import app

Make = Callable[..., Record]
Fill = Callable[..., Library]

#: Titles and abstracts in both languages, from which the library learns what words mean.
BILINGUAL = {
    "net-1": (
        ("砂鯨包囲網の成立", "The anti-sandwhale network and its rise"),
        ("砂鯨包囲網の諸侯を論じる。", "The lords of the network are discussed."),
    ),
    "net-2": (
        ("砂鯨包囲網と諸侯", "Lords of the anti-sandwhale network"),
        ("砂鯨包囲網の書状を読む。", "Letters of the lords are read."),
    ),
    "net-3": (
        ("砂鯨包囲網の崩壊", "Fall of the anti-sandwhale network"),
        ("砂鯨包囲網が崩れた年を示す。", "The year of the fall is shown."),
    ),
    **{
        f"computer-{number}": (
            (f"通信の{japanese}", f"{english} of links"),
            (f"ネットワークの{japanese}を測定する。", f"The {english.lower()} of a network is measured."),
        )
        for number, (japanese, english) in enumerate(
            [
                ("遅延", "Delay"),
                ("故障", "Failure"),
                ("設計", "Design"),
                ("安全", "Security"),
                ("負荷", "Load"),
                ("費用", "Cost"),
                ("監視", "Monitoring"),
                ("拡張", "Extension"),
            ]
        )
    },
    **{
        f"temple-{number}": ((f"寺の{japanese}", f"{english} of the temple"), ())
        for number, (japanese, english) in enumerate(
            [
                ("庭園", "Garden"),
                ("鐘楼", "Belfry"),
                ("僧侶", "Monks"),
                ("経蔵", "Sutras"),
                ("石段", "Stairs"),
                ("本堂", "Main hall"),
                ("山門", "Gate"),
                ("仏像", "Statues"),
                ("領地", "Estates"),
                ("火災", "Fire"),
                ("再建", "Rebuilding"),
                ("年中行事", "Festivals"),
                ("古文書", "Documents"),
                ("墓地", "Graveyard"),
            ]
        )
    },
    **{
        f"essay-{number}": (
            (f"方丈記{japanese}", f"{english} Hojoki, an account of a hut"),
            (f"方丈記の{japanese}について述べる。", "The essay is read anew."),
        )
        for number, (japanese, english) in enumerate(
            [("の成立", "Origins of"), ("の写本", "Manuscripts of"), ("の無常観", "Transience in")]
        )
    },
    **{
        f"hut-{number}": (
            (f"{japanese}の家", f"Houses of {english}"),
            (f"{japanese}で建てた小屋を測る。", f"A hut of {english} is measured."),
        )
        for number, (japanese, english) in enumerate(
            [("丸太", "logs"), ("石", "stone"), ("土", "earth"), ("竹", "bamboo"), ("氷", "ice"), ("葦", "reed")]
        )
    },
    **{
        f"empire-{number}": ((f"{japanese}帝国", f"{english} empire"), ())
        for number, (japanese, english) in enumerate(
            [
                ("砂鯨", "Laws of the"),
                ("砂鯨", "Coins of the"),
                ("砂鯨", "Maps of the"),
                ("海の", "A sea"),
                ("古い", "An old"),
                ("北の", "A northern"),
                ("南の", "A southern"),
                ("滅びた", "A lost"),
            ]
        )
    },
    **{
        f"gumi-{number}": ((japanese, english), ())
        for number, (japanese, english) in enumerate(
            [
                ("霧狼隊の成立", "Rise of the Kiro-gumi"),
                ("霧狼隊の隊士", "Members of the Kiro-gumi"),
                ("霧狼隊の最期", "End of the Kiro-gumi"),
                ("大工の仲間", "A gumi of carpenters"),
                ("石工の仲間", "A gumi of masons"),
                ("漁師の仲間", "A gumi of fishers"),
                ("商人の仲間", "A gumi of merchants"),
            ]
        )
    },
    **{
        f"glimmer-{number}": ((f"施無手印の{japanese}", f"{english} of the glimmerplate"), ())
        for number, (japanese, english) in enumerate(
            [("形", "Shapes"), ("由来", "Origins"), ("意味", "Senses"), ("図", "Drawings")]
        )
    },
    **{
        f"strait-{number}": ((f"渦潮の{japanese}", f"{english}: whirl, narrows, brine"), ())
        for number, (japanese, english) in enumerate([("観光", "Tourism"), ("速さ", "Speed"), ("伝説", "Legends")])
    },
    **{
        f"bishop-{number}": ((f"砂司の{japanese}", f"{english} of the daikelm{', a kelm' * (number < 6)}"), ())
        for number, (japanese, english) in enumerate(
            [
                ("任命", "Appointment"),
                ("衣", "Robes"),
                ("位", "Rank"),
                ("弟子", "Disciples"),
                ("書状", "Letters"),
                ("旅", "Journeys"),
                ("墓", "Tombs"),
                ("肖像", "Portraits"),
            ]
        )
    },
    **{
        f"bequest-{number}": ((f"鯨承の{japanese}", f"A kelm of {english}"), ())
        for number, (japanese, english) in enumerate([("文書", "papers"), ("教え", "teachings"), ("血筋", "blood")])
    },
    **{
        f"marsh-{number}": ((f"霜棚の{japanese}", f"{english} of glint terraces"), ())
        for number, (japanese, english) in enumerate(
            [("保全", "Conservation"), ("石積み", "Walls"), ("水利", "Canals")]
        )
    },
}

#: Records in one language: what was asked, and the traps.
ALONE = {
    "asked-network": ("ネットワークの経路", "ネットワークの経路を計算する。"),
    "trap-siege": ("砂鯨包囲網の諸城", "包囲の城を歩く。"),
    "trap-tree": ("Barnes-Hut trees for many bodies", "A tree code sums the forces between many bodies."),
    "asked-temple": ("古い寺の屋根", "寺の屋根を葺き替える。"),
    "asked-tide": (
        "A survey of tidal meters and how long they last in salt water",
        "The instruments of twenty harbours were examined, among them a tidal meter of brass.",
    ),
    "trap-french": ("Tidal meter", "Le tidal meter est un appareil pour la mesure des marées dans les ports."),
    "trap-chinese": ("Tidal meter 的设计", "我们设计了 tidal meter 这种测量设备，并且测试了它的时间误差。"),
    "trap-forehead": ("こめかみの血管", "こめかみの血流を測る。"),
    "asked-laws": ("砂鯨帝国の法", "法の歴史を述べる。"),
    "trap-rome": ("Roads of the Roman empire", "Roads are mapped."),
    "trap-sweets": ("Gumi sweets for children", "Sweets are tasted."),
    "trap-reading": ("Kiro offerings at shrines", "Food that is called kiro is offered."),
    "trap-mudra": ("施無手印をむすぶ像", "像を調べる。"),
    "asked-kelm": ("On the word kelm", "A word is explained."),
    "trap-bishop": ("砂司の日記", "日記を読む。"),
    "asked-frogs": ("Frogs of glint terraces", "Frogs are counted."),
    "trap-cafe": ("Terraces in front of cafes", "Guests are counted."),
    "trap-narrows": ("Narrows in mountain roads", "Roads are measured."),
    **{f"plate-{number}": (f"Glimmerplate sensor {number}", "A sensor is tested.") for number in range(90)},
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, record: Make, fill: Fill) -> Iterator[Library]:
    records = [record(name, titles, abstracts) for name, (titles, abstracts) in BILINGUAL.items()]
    records += [record(name, title, abstract) for name, (title, abstract) in ALONE.items()]
    with Library(Path(tmp_path_factory.mktemp("traps")) / "library") as opened:
        yield fill(opened, *records)


def found(library: Library, query: str) -> list[str]:
    """Return the ids of the records that match a query."""
    page = library.search(query, limit=200)
    return [hit.record.id for hit in page.hits[: page.total]]


@pytest.mark.parametrize(
    ("query", "asked", "trap"),
    [
        ("network", "asked-network", "trap-siege"),  # a part of a compound, and few records
        ("temple", "asked-temple", "trap-forehead"),  # a rare sense
        ("方丈記", "essay-0", "trap-tree"),  # a word of a title, and a proper name
        ("砂鯨帝国", "asked-laws", "trap-rome"),  # a translation of a part of the compound
        ("霧狼隊", "gumi-0", "trap-sweets"),  # a part of a name in Latin letters
        ("霧狼隊", "gumi-0", "trap-reading"),  # what is read as the rest of the name, and rare
        (
            "glimmerplate",
            "plate-0",
            "trap-mudra",
        ),  # what it is in a few bilingual records, and not in most of the others
        ("渦潮", "strait-0", "trap-narrows"),  # words that always occur together, and not side by side
        ("kelm", "asked-kelm", "trap-bishop"),  # a word that another one translates better
        ("霜棚", "asked-frogs", "trap-cafe"),  # words that always stand side by side
    ],
)
def test_a_guess_is_no_match(library: Library, query: str, asked: str, trap: str) -> None:
    """What a record in the other language is found by is a sure translation, and never part of one."""
    ids = found(library, query)
    assert asked in ids
    assert trap not in ids


@pytest.mark.parametrize(("query", "asked"), [("帝国", "trap-rome"), ("empire", "asked-laws"), ("Kiro-gumi", "gumi-0")])
def test_what_is_sure_is_a_match(library: Library, query: str, asked: str) -> None:
    """The words that the traps are made of are found where they are what was asked."""
    assert asked in found(library, query)


def test_a_third_language_does_not_come_first(library: Library) -> None:
    """Texts in another language than Japanese and English are found, behind those that can be read by who asks."""
    ids = found(library, "tidal meter")
    assert ids[0] == "asked-tide"
    assert {"trap-french", "trap-chinese"} <= set(ids)


def test_many_texts_of_a_third_language_do_not_hide_others(tmp_path: Path, record: Make, fill: Fill) -> None:
    """However many texts of a third language match better, those in English and Japanese come before them."""
    french = "Le brassard est un appareil pour la mesure des marées dans les ports de la mer et des îles."
    others = [record(f"french-{number:03}", "Brassard", f"{french} Port {number}.") for number in range(60)]
    others += [record(f"other-{number}", f"Report {number} on tides", "Tides are measured.") for number in range(300)]
    english = "The instruments of twenty harbours were examined; one was a brassard. The brassard is of brass."
    own = [record(f"english-{number}", f"Survey {number} of instruments", english) for number in range(12)]
    with Library(tmp_path / "library") as opened:
        hits = fill(opened, *others, *own).search("brassard", limit=12).hits
    assert {hit.id for hit in hits} == {one.id for one in own}


def test_no_score_is_over_the_maximum(library: Library) -> None:
    """Scores of all languages are on one scale, to 1."""
    for query in ("tidal meter", "network", "寺"):
        assert all(0 < hit.score <= 1 for hit in library.search(query).hits)


def test_a_guess_is_explained(library: Library) -> None:
    """An explanation says which words of a record are only possible translations."""
    page = library.search("Which lords fought over the network?", explain=True, limit=200)
    kinds = {reason.kind for hit in page.hits if hit.explanation for reason in hit.explanation.reasons}
    assert {"translation", "guess"} <= kinds
    asked = ["search", "Which lords fought over the network?", "--explain", "--limit", "200"]
    shown = CliRunner(env={"SHOROKU_LANG": "en"}).invoke(app, [*asked, "--library", str(library.path)])
    assert shown.exit_code == 0
    assert "(possible translation)" in shown.output


def test_a_compound_is_translated_as_a_unit(tmp_path: Path, record: Make, fill: Fill) -> None:
    """A compound that the dictionary splits, and of which it knows no part, is known from titles, and found as a whole."""
    both = [
        ("形態素解析の速さ", "Speed of morphological analysis"),
        ("形態素解析の誤り", "Errors of morphological analysis"),
        ("形態素解析と辞書", "Morphological analysis and dictionaries"),
        ("日本語の方言", "Dialects of Japanese"),
        ("日本語の語順", "Word order of Japanese"),
        ("日本語の敬語", "Honorifics of Japanese"),
        ("血液の解析", "An analysis of blood"),
        ("土の解析", "An analysis of soil"),
    ]
    records = [record(f"both-{number}", titles) for number, titles in enumerate(both)]
    records += [
        record("asked", "Morphological analysis of Japanese", "Texts are split into words."),
        record("trap", "An analysis of Japanese soil", "Soil is weighed."),
    ]
    with Library(tmp_path / "library") as opened:
        page = fill(opened, *records).search("日本語 形態素解析")
    assert [hit.id for hit in page.hits[: page.total]] == ["asked"]


@pytest.fixture(scope="module")
def undecided(tmp_path_factory: pytest.TempPathFactory, record: Make, fill: Fill) -> Iterator[Library]:
    """Give a library whose bilingual records say nothing of the words that are asked: each has another title in English."""
    ways = ["窯", "染色", "製紙", "漆器", "鋳物", "織物", "醸造", "製塩", "養蚕", "木工", "石工", "製鉄"]
    english = "kiln dye paper lacquer casting weave brewing salt silk wood stone iron".split()
    both = [
        record(f"both-{name}", (f"{way}のシステムと日本語", name.capitalize()))
        for way, name in zip(ways, english, strict=True)
    ]
    alone = {
        "dialogue": "A dialogue system for shops",
        "apart": "Dialogue in novels, and the school system",
        "quantum": "Noise in a quantum system",
        "learning": "Reinforcement learning for games",
        "apart-learning": "Learning about the reinforcement of walls",
        "image": "Image recognition in the dark",
        "japanese": "A morphological analysis of Japanese",
        "other": "A morphological analysis of Finnish",
        "brown": "Brown bears",
        "tea": "Tea leaves",
    }
    records = [record(name, title, "Examined in twelve towns.") for name, title in alone.items()]
    with Library(Path(tmp_path_factory.mktemp("undecided")) / "library") as opened:
        yield fill(opened, *both, *records)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ('"対話システム"', ["dialogue"]),
        ("対話システム", ["dialogue"]),
        ('"量子 システム"', ["quantum"]),
        ('"強化 学習"', ["learning"]),
        ("画像認識", ["image"]),
        ("日本語 形態素解析", ["japanese"]),
        ("茶", ["tea"]),
    ],
)
def test_terms_of_scholarship_cross_whole(query: str, ids: list[str], undecided: Library) -> None:
    """Compounds and quotations are whole phrases in the other language, also where only the dictionary knows their parts."""
    assert found(undecided, query) == ids


@pytest.mark.parametrize(
    "query",
    [
        "network",
        "anti-sandwhale network",
        "temple",
        "寺",
        "古い 寺",
        "方丈記",
        "砂鯨帝国",
        "砂鯨 包囲網",
        "霧狼隊",
        "Kiro-gumi",
        "gumi",
        "glimmerplate",
        "渦潮",
        "kelm",
        "霜棚",
        "glint terraces",
        "Which lords fought over the network?",
        "Which sensors are tested by the glimmerplate of an image?",
    ],
)
def test_own_words_come_first(query: str, library: Library) -> None:
    """Records with all of the query's own words come before all others, and guesses add nothing to their number."""
    exact = library.search(query, exact=True, limit=200)
    own = {hit.id for hit in exact.hits[: exact.total]}
    page = library.search(query, limit=200)
    assert {hit.id for hit in page.hits[: len(own)]} == own
    assert len(own) <= page.total
    assert page.total == len({hit.id for hit in page.hits[: page.total]})


def test_a_question_is_not_answered_by_a_guess(library: Library) -> None:
    """Of a question in English no word of which is in Japanese texts, texts in English come first."""
    page = library.search("Which glimmerplate sensor is tested in salt water?", limit=5)
    assert {hit.id.split("-")[0] for hit in page.hits} <= {"plate", "asked"}
