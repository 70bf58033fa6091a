"""Spellings that must match each other, end to end: each one as a record and as a query."""

import json
from collections.abc import Callable, Iterator
from itertools import count, permutations
from pathlib import Path

import pytest

import shoroku
from shoroku import Library, Record

WORDS = [
    ("IL-6", "IL6", "ＩＬ－６", "IL‐6", "il-6"),
    ("TNF-α", "TNFα", "TNF-alpha", "tnf alpha"),
    ("α2", "alpha2", "alpha-2"),
    ("β-カロテン", "βカロテン"),
    ("バイオマーカー", "バイオマーカ", "ﾊﾞｲｵﾏｰｶｰ"),
    ("コンピュータ", "コンピューター"),
    ("ヴァイオリン", "バイオリン"),
    ("癌", "がん", "ガン"),
    ("蛋白質", "タンパク質", "たんぱく質"),
    ("附属", "付属"),
    ("國立", "国立"),
    ("ひとつ", "一つ"),
    ("inhibitor", "inhibitors"),
    ("therapies", "therapy"),
    ("behaviour", "behavior"),
    ("tumour", "tumor"),
    ("naïve", "naive"),
    ("Schrödinger", "Schroedinger"),
    ("Ⅱ型", "II型"),
    ("㎜", "mm"),
    ("①", "1"),
    ("㍿", "株式会社"),
]

#: A word, and longer texts that hold it: found by the word in any spelling.
INSIDE = [
    ("IL-6", "IL-6阻害薬"),
    ("IL-6", "抗IL-6抗体"),
    ("IL-6", "anti-IL-6 therapy"),
    ("IL6", "IL-6阻害薬"),
    ("il-6", "抗IL-6抗体"),
    ("ＩＬ－６", "anti-IL-6 therapy"),
    ("IL‐6", "抗ＩＬ‐６抗体"),
    ("阻害薬", "IL-6阻害薬"),
    ("関節リウマチ", "関節リウマチ患者"),
    ("情報学", "国立情報学研究所"),
    ("α2", "Leucine-rich α2 glycoprotein"),
    ("alpha-2", "Leucine-rich α2 glycoprotein"),
    ("癌", "がん患者の治療"),
    ("蛋白質", "タンパク質の構造"),
    ("5㎜", "直径5mmの腫瘤"),
]

NAMES = [
    ("Fujimoto Minoru", "Minoru Fujimoto", "M. Fujimoto", "FUJIMOTO, Minoru"),
    ("藤本穣", "藤本 穣"),
    ("斎藤", "齋藤", "齊藤", "斉藤"),
    ("斎藤 一", "齋藤　一", "齊藤一", "斉藤 一"),
    ("Ōtani", "Otani", "Ohtani"),
    ("Ōtani Ken", "Ken Otani", "OHTANI, Ken", "K. Ohtani"),
]

#: The field of a line of JSON, and the spellings of one identifier.
IDENTIFIERS = [
    ("issns", ("2189-0595", "21890595")),
    ("doi", ("10.2148/x", "https://doi.org/10.2148/X", "doi:10.2148/x", "DOI:10.2148/X")),
    ("crid", ("1390287142242714752", "https://cir.nii.ac.jp/crid/1390287142242714752")),
    ("naid", ("130007987415", "https://ci.nii.ac.jp/naid/130007987415")),
]

#: A query, and the text of a record that it must not find.
APART = [
    ("京都", "東京都"),
    ("京都", "東京都の大学"),
    ("リング", "モニタリング"),
    ("RA", "ratio"),
    ("ra", "the ratio of two rates"),
    ("IL-6", "IL-17 in 6 patients"),
    ("IL-6", "IL-17 and 6"),
    ("IL6", "IL-17、6"),
    ("IL-6", "IL-16"),
    ("IL-6", "IL-60"),
]


def _pairs(table: list[tuple[str, ...]]) -> list[tuple[str, str]]:
    return [pair for row in table for pair in permutations(row, 2)]


class Shelf:
    """One library for all tables: each text is a record of a type of its own, so that it is searched alone.

    The other records stay in the index, and what they hold must make no difference.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self.type_of: dict[object, str] = {}

    def total(self, query: str, on: object) -> int:
        return self.library.search(query, type=self.type_of[on]).total


@pytest.fixture(scope="module")
def shelf(
    tmp_path_factory: pytest.TempPathFactory, record: Callable[..., Record], fill: Callable[..., Library]
) -> Iterator[Shelf]:
    """Give a library with every text of the tables in it."""
    with shoroku.open(tmp_path_factory.mktemp("meet") / "library") as library:
        shelf = Shelf(library)
        numbers = count(1)
        records = []

        def put(on: object, title: str = "Untitled", **fields: object) -> None:
            if on not in shelf.type_of:
                shelf.type_of[on] = f"t{next(numbers)}"
                records.append(record(shelf.type_of[on], title, type=shelf.type_of[on], **fields))

        for text in (text for row in (*WORDS, *INSIDE, *APART) for text in row):
            put(("title", text), text)
            put(("abstract", text), abstract=text)
        for name in (name for row in NAMES for name in row):
            put(("creator", name), creators=(name,))
        put("Fujimoto Masaru", creators=("Fujimoto Masaru",))
        fill(library, *records)
        yield shelf


@pytest.mark.parametrize("place", ["title", "abstract"])
@pytest.mark.parametrize(("query", "text"), _pairs(WORDS))
def test_spellings_meet(shelf: Shelf, query: str, text: str, place: str) -> None:
    """A word is found under every spelling, whichever of them the record has."""
    assert shelf.total(query, (place, text)) == 1


@pytest.mark.parametrize("place", ["title", "abstract"])
@pytest.mark.parametrize(("query", "text"), INSIDE)
def test_part_meets_whole(shelf: Shelf, query: str, text: str, place: str) -> None:
    """A word is found inside a compound and between words of another script."""
    assert shelf.total(query, (place, text)) == 1


@pytest.mark.parametrize(("query", "name"), _pairs(NAMES))
def test_names_meet(shelf: Shelf, query: str, name: str) -> None:
    """A person is found under every order, initial, romanisation and variant kanji of the name."""
    assert shelf.total(query, ("creator", name)) == 1


@pytest.mark.parametrize("query", ["Fujimoto Minoru", "Minoru Fujimoto", "FUJIMOTO, Minoru"])
def test_another_given_name_stays_apart(shelf: Shelf, query: str) -> None:
    """A full name does not find another person of the same surname and initial."""
    assert shelf.total(query, "Fujimoto Masaru") == 0


@pytest.mark.parametrize(
    ("field", "held", "spellings"), [(field, held, row) for field, row in IDENTIFIERS for held in row]
)
def test_identifiers_meet(library: Library, tmp_path: Path, field: str, held: str, spellings: tuple[str, ...]) -> None:
    """An ISSN, a DOI, a CRID or a NAID alone finds its record, however it is written here and there."""
    lines = [{"id": "this", "title": "Untitled", field: held}, {"id": "other", "title": "2189 and 10 2148"}]
    file = tmp_path / "records.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    library.add([file])
    for query in spellings:
        page = library.search(query)
        assert (page.total, [hit.id for hit in page.hits if not hit.relaxed]) == (1, ["this"])


@pytest.mark.parametrize("place", ["title", "abstract"])
@pytest.mark.parametrize(("query", "text"), APART)
def test_accidents_stay_apart(shelf: Shelf, query: str, text: str, place: str) -> None:
    """Characters that happen to be inside another word are no match."""
    assert shelf.total(query, (place, text)) == 0


@pytest.mark.parametrize("place", ["title", "abstract"])
@pytest.mark.parametrize("text", sorted({query for query, _ in APART}))
def test_apart_is_not_nowhere(shelf: Shelf, text: str, place: str) -> None:
    """What stays apart from its accidents is found where it stands itself."""
    assert shelf.total(text, (place, text)) == 1
