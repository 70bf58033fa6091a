"""CiNii Research's answers to a search are read, as JSON."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoroku import BadDate, BrokenSyntax, Identifier, NoTitle, Record, RecordError, Text, WrongType
from shoroku.corpus.readers import Item, formats, recognized
from shoroku.corpus.readers.json_formats import cinii_search
from shoroku.corpus.readers.json_formats.cinii_search import Page, page

SAMPLE = (
    Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "cinii" / "opensearch_json_item_extract.json"
)

ITEM: dict[str, Any] = {
    "@id": "https://cir.nii.ac.jp/crid/1390000000000000017",
    "@type": "item",
    "title": "圧電材料と H<sub>2</sub>O",
    "link": {"@id": "https://cir.nii.ac.jp/crid/1390000000000000017"},
    "rdfs:seeAlso": {"@id": "https://cir.nii.ac.jp/crid/1390000000000000017.json"},
    "dc:creator": ["澪標 櫂", "辻堂野, 恵"],
    "dc:publisher": "架空書房",
    "dc:type": "Article",
    "prism:publicationName": "架空物理学誌",
    "prism:issn": "18808077",
    "prism:volume": "35",
    "prism:number": "3",
    "prism:startingPage": "93",
    "prism:endingPage": "120",
    "prism:pageRange": "93-120",
    "prism:publicationDate": "2017-04",
    "description": "\ufeff<jats:p>圧電性を測定した（p &lt; 0.05）。</jats:p>",
    "abstractLicenseFlag": "disallow",
    "dc:identifier": [
        {"@type": "cir:DOI", "@value": "https://doi.org/10.99999/Phys.35.3"},
        {"@type": "cir:NAID", "@value": "110007707553"},
        {"@type": "cir:NCID", "@value": "AN00123456"},
        {"@type": "cir:URI", "@value": "https://example.org/bib/7"},
    ],
    "dc:subject": ["圧電", "Ferroelectrics &amp; ions"],
    "dc:source": [
        {"@id": "https://example.org/fulltext/7", "dc:title": "機関リポジトリ"},
        {"@id": "https://example.org/8", "dc:title": "JALC"},
    ],
    "ndl:degreeName": "博士(理学)",
    "ndl:dissertationNumber": "甲第1号",
    "dc:date": "2018-01-01",
}


def channel(*items: Any, **fields: Any) -> dict[str, Any]:
    top = {
        "@context": {"cir": "https://cir.nii.ac.jp/schema/1.0/"},
        "@id": "https://cir.nii.ac.jp/opensearch/v2/articles?q=x",
        "@type": "channel",
        "title": "CiNii Research articles - x",
        "description": "CiNii Research articles - x",
        "link": {"@id": "https://cir.nii.ac.jp/articles?q=x"},
        "dc:date": "2026-01-01T00:00:00+09:00",
        "opensearch:totalResults": "1",
        "opensearch:startIndex": 1,
        "opensearch:itemsPerPage": "20",
    }
    return {**top, **fields, "items": list(items)}


def item(**fields: Any) -> dict[str, Any]:
    return {**ITEM, **fields}


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in ITEM.items() if name not in names}


def read(answer: Any) -> list[Item]:
    return list(cinii_search.read(io.BytesIO(answer if isinstance(answer, bytes) else json.dumps(answer).encode())))


def one(answer: Any) -> Record:
    (found,) = read(answer)
    assert found.record is not None
    return found.record


EXPECTED = {
    "id": "1390000000000000017",
    "type": "article",
    "titles": (Text("圧電材料と H2O", "ja"),),
    "abstracts": (Text("圧電性を測定した（p < 0.05）。", "ja"),),
    "journals": (Text("架空物理学誌", "ja"),),
    "issns": ("1880-8077",),
    "volume": "35",
    "issue": "3",
    "pages": "93-120",
    "date": "2017-04",
    "publishers": (Text("架空書房", "ja"),),
    "subjects": (Text("圧電", "ja"), Text("Ferroelectrics & ions", "en")),
    "sources": ("JaLC",),
    "links": ("https://example.org/fulltext/7", "https://example.org/8", "https://example.org/bib/7"),
    "abstract_licence": "disallow",
    "identifiers": (
        Identifier("CRID", "1390000000000000017"),
        Identifier("DOI", "10.99999/phys.35.3"),
        Identifier("NAID", "110007707553"),
        Identifier("NCID", "AN00123456"),
        Identifier("URI", "https://example.org/bib/7"),
    ),
}


@pytest.mark.parametrize(("field", "expected"), EXPECTED.items())
def test_field(field: str, expected: Any) -> None:
    """Each field of an item lands in its field of the record."""
    assert getattr(one(channel(ITEM)), field) == expected


@pytest.mark.parametrize(
    ("creator", "expected"),
    [
        (["澪標 櫂", "Kai Miotsukushi"], [Text("澪標 櫂", "ja"), Text("Kai Miotsukushi", "en")]),
        ("澪標 櫂", [Text("澪標 櫂", "ja")]),
        ([{"@value": "澪標 櫂"}], [Text("澪標 櫂", "ja")]),
        ([], []),
        (None, []),
    ],
)
def test_creators_are_a_list_or_one(creator: Any, expected: list[Text]) -> None:
    """Creators are read from a list, a single string, objects, or nothing."""
    assert [person.names[0] for person in one(item(**{"dc:creator": creator})).creators] == expected


@pytest.mark.parametrize(
    ("answer", "field", "expected"),
    [
        (item(**{"prism:volume": 35}), "volume", "35"),
        (item(**{"prism:issn": ["1880-8077", "0024-0974", "none"]}), "issns", ("1880-8077", "0024-0974")),
        (without("prism:startingPage", "prism:endingPage"), "pages", "93-120"),
        (without("prism:endingPage"), "pages", "93"),
        (without("prism:publicationDate"), "date", "2018-01-01"),
        (without("prism:publicationDate", "dc:date"), "date", ""),
        (without("description"), "abstracts", ()),
        (without("abstractLicenseFlag"), "abstract_licence", ""),
        (item(abstractLicenseFlag="allow"), "abstract_licence", "allow"),
        (item(abstractLicenseFlag={"@value": "disallow"}), "abstract_licence", "disallow"),
        (without("dc:type"), "type", "article"),
        (item(**{"dc:type": "Dissertation"}), "type", "dissertation"),
        (without("@id"), "id", "1390000000000000017"),
        (without("@id", "link"), "id", "doi:10.99999/phys.35.3"),
        (item(**{"dc:source": {"@id": "https://example.org/1"}}), "sources", ()),
        (item(**{"dc:subject": "圧電"}), "subjects", (Text("圧電", "ja"),)),
        (item(**{"dc:identifier": {"@type": "cir:NAID", "@value": 110007707553}}), "id", "1390000000000000017"),
    ],
)
def test_variations(answer: Any, field: str, expected: Any) -> None:
    """Scalars and lists, numbers and strings, present and absent: all are read."""
    assert getattr(one(channel(answer)), field) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Page(1, 1, 20)),
        (
            {"opensearch:totalResults": 131, "opensearch:startIndex": "21", "opensearch:itemsPerPage": 200},
            Page(131, 21, 200),
        ),
        ({"opensearch:totalResults": None, "opensearch:startIndex": "x", "opensearch:itemsPerPage": -1}, Page(0, 0, 0)),
    ],
)
def test_page_numbers_are_strings_or_numbers(fields: dict[str, Any], expected: Page) -> None:
    """The position of the page among all results is read from strings and from numbers; 0 if it is missing."""
    assert page(channel(**fields)) == expected


def test_nothing_found_gives_nothing() -> None:
    """A channel without items, or with an empty list of them, is no record and no reject."""
    empty = channel()
    assert read(empty) == []
    del empty["items"]
    assert read(empty) == []


@pytest.mark.parametrize("answer", [ITEM, [ITEM], channel(ITEM), [channel(ITEM)]])
def test_shapes_of_an_answer(answer: Any) -> None:
    """An item is the same alone, in a list and in a channel; each shape is recognised, and by this format only."""
    assert one(answer) == one(ITEM)
    head = json.dumps(answer).encode()[:4096]
    assert recognized(head, "answer.json").name == "cinii-search"
    rivals = [other.name for other in formats().values() if other.recognizes(head) and other.priority > 0]
    assert rivals == ["cinii-search"]


@pytest.mark.parametrize(
    ("answer", "error", "field"),
    [
        (without("title"), NoTitle, "title"),
        (item(**{"prism:publicationDate": "刊行中"}), BadDate, "prism:publicationDate"),
        (["item"], WrongType, ""),
        (b'{"@type": "channel", "items": [{"title": "x"', BrokenSyntax, ""),
    ],
)
def test_rejects(answer: Any, error: type[RecordError], field: str) -> None:
    """What cannot be read is reported with its field, its reason and its text."""
    (found,) = read(answer)
    assert found.error is not None
    assert (type(found.error), found.error.field, found.line) == (error, field, 1)
    assert found.raw


def test_broken_item_does_not_keep_the_others() -> None:
    """Items around one without a title are read; each has its line."""
    found = read(json.dumps(channel(ITEM, without("title"), item(title="Third")), indent=0).encode())
    assert [one.record is not None for one in found] == [True, False, True]
    assert found[0].line < found[1].line < found[2].line


def test_byte_order_mark_within_a_text_is_told() -> None:
    """What was taken out of an abstract is named as repaired."""
    (found,) = read(ITEM)
    assert found.repaired == ("description",)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the real samples are not here")
def test_real_item() -> None:
    """The real item is read with all that it says."""
    made = one(SAMPLE.read_bytes())
    assert recognized(SAMPLE.read_bytes()[:4096], "x") is cinii_search.FORMAT
    assert made.identifiers == (Identifier("CRID", "1574231874641506304"), Identifier("NAID", "10014997826"))
    assert (made.titles, made.creators[0].names) == ((Text("圧電材料学の基礎", "ja"),), (Text("池田拓郎", "ja"),))
    assert (made.journals, made.publishers) == ((Text("圧電材料の基礎", "ja"),), (Text("オーム社", "ja"),))
    assert (made.id, made.type, made.pages, made.date) == ("1574231874641506304", "article", "221-246", "2008")


KEYS = "@id @type @value dc:title @language".split()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(ITEM)), VALUES)
def test_any_value_in_any_field_is_read(field: str, value: Any) -> None:
    """Whatever a field holds, an object gives one item, which is a record or an error."""
    (found,) = read(item(**{field: value}))
    assert (found.record is None) != (found.error is None)


@given(st.binary(max_size=200))
def test_any_bytes_are_read(noise: bytes) -> None:
    """Whatever the bytes are, items come out, in the order of their lines."""
    lines = [found.line for found in read(b'[{"a": 1},\n' + noise)]
    assert lines == sorted(lines)
    assert lines[0] == 1


def test_a_researcher_is_the_person() -> None:
    """An item of a list of researchers is the person under that name, with the numbers that name people."""
    address = "https://cir.nii.ac.jp/crid/1420000000000000001"
    item = {
        "@id": address,
        "@type": "item",
        "title": "架空 花子",
        "link": {"@id": address},
        "dc:type": "Researcher",
        "dc:identifier": [
            {"@type": "cir:NRID", "@value": "1000060746486"},
            {"@type": "cir:URI", "@value": "https://x.example/"},
        ],
    }
    record = cinii_search.record(item)
    assert record is not None
    assert (record.type, record.id) == ("researcher", "1420000000000000001")
    (person,) = record.creators
    assert person.name == "架空 花子"
    assert [f"{one.kind} {one.value}" for one in person.identifiers] == [
        "CRID 1420000000000000001",
        "NRID 1000060746486",
    ]
