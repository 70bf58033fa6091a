"""A guess never ranks above the query's own words: a small library with a misleading record for every translation."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shoroku import Library, Record

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
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, record: Make, fill: Fill) -> Iterator[Library]:
    records = [record(name, titles, abstracts) for name, (titles, abstracts) in BILINGUAL.items()]
    records += [record(name, title, abstract) for name, (title, abstract) in ALONE.items()]
    with Library(Path(tmp_path_factory.mktemp("traps")) / "library") as opened:
        yield fill(opened, *records)


def found(library: Library, query: str) -> list[str]:
    """Return the ids of the records that match a query."""
    page = library.search(query, limit=50)
    return [hit.record.id for hit in page.hits[: page.total]]


@pytest.mark.parametrize(
    ("query", "asked", "trap"),
    [
        ("network", "asked-network", "trap-siege"),  # a part of a compound, and few records
        ("temple", "asked-temple", "trap-forehead"),  # a rare sense
        ("方丈記", "essay-0", "trap-tree"),  # a word of a title, and a proper name
    ],
)
def test_a_guess_is_no_match(library: Library, query: str, asked: str, trap: str) -> None:
    """What a record in the other language is found by is a sure translation, and never part of one."""
    ids = found(library, query)
    assert asked in ids
    assert trap not in ids


def test_a_third_language_does_not_come_first(library: Library) -> None:
    """Texts in another language than Japanese and English are found, behind those that can be read by who asks."""
    ids = found(library, "tidal meter")
    assert ids[0] == "asked-tide"
    assert {"trap-french", "trap-chinese"} <= set(ids)


def test_no_score_is_over_the_maximum(library: Library) -> None:
    """Scores of all languages are on one scale, to 1."""
    for query in ("tidal meter", "network", "寺"):
        assert all(0 < hit.score <= 1 for hit in library.search(query).hits)
