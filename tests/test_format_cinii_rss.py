"""CiNii Research's answers to a search are read, as RSS."""

import io
from pathlib import Path
from typing import Any

import pytest

from shoroku import BadDate, BrokenXml, Identifier, NoTitle, Record, Text, UnsafeXml
from shoroku.corpus.readers import Item, formats, recognized
from shoroku.corpus.readers.xml_formats import cinii_rss

SAMPLE = Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "cinii" / "opensearch_rss_item_extract.xml"

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xmlns:ndl="http://ndl.go.jp/dcndl/terms"
 xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:cir="https://cir.nii.ac.jp/schema/1.0/" xml:lang="ja">
"""
CHANNEL = """<channel rdf:about="https://cir.nii.ac.jp/opensearch/all?q=x"><title>CiNii Research all - x</title>
<opensearch:totalResults>1</opensearch:totalResults>
<items><rdf:Seq><rdf:li rdf:resource="https://cir.nii.ac.jp/crid/1390000000000000017"/></rdf:Seq></items></channel>
"""
ITEM = """<item rdf:about="https://cir.nii.ac.jp/crid/1390000000000000017">
<title>圧電材料と H&lt;sub&gt;2&lt;/sub&gt;O</title>
<link>https://cir.nii.ac.jp/crid/1390000000000000017</link>
<rdfs:seeAlso rdf:resource="https://cir.nii.ac.jp/crid/1390000000000000017.rdf"/>
<dc:type>Article</dc:type><dc:creator>澪標 櫂</dc:creator><dc:creator>Megumi Tsujidono</dc:creator>
<dc:publisher>架空書房</dc:publisher><prism:publicationName>架空物理学誌</prism:publicationName>
<prism:issn>18808077</prism:issn><prism:volume>35</prism:volume><prism:number>3</prism:number>
<prism:startingPage>93</prism:startingPage><prism:endingPage>120</prism:endingPage>
<prism:publicationDate>2017-04</prism:publicationDate>
<description><![CDATA[<p>圧電性を測定した（p < 0.05）。</p>]]></description><abstractLicenseFlag>disallow</abstractLicenseFlag>
<dc:identifier rdf:datatype="cir:DOI">10.99999/Phys.35.3</dc:identifier>
<dc:identifier rdf:datatype="cir:NAID">110007707553</dc:identifier>
<dc:subject>圧電</dc:subject><dc:subject>Ferroelectrics &amp; ions</dc:subject>
<dc:source rdf:resource="https://example.org/fulltext/7" dc:title="機関リポジトリ"/>
</item>
"""


def rss(*items: str, channel: str = CHANNEL) -> bytes:
    return f"{HEAD}{channel}{''.join(items)}</rdf:RDF>".encode()


def read(answer: bytes) -> list[Item]:
    return list(cinii_rss.read(io.BytesIO(answer)))


def one(answer: bytes) -> Record:
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
    "links": ("https://example.org/fulltext/7",),
    "abstract_licence": "disallow",
    "identifiers": (
        Identifier("CRID", "1390000000000000017"),
        Identifier("DOI", "10.99999/phys.35.3"),
        Identifier("NAID", "110007707553"),
    ),
}


@pytest.mark.parametrize(("field", "expected"), EXPECTED.items())
def test_field(field: str, expected: Any) -> None:
    """Each element of an item lands in its field of the record."""
    assert getattr(one(rss(ITEM)), field) == expected


def test_creators_repeat() -> None:
    """Every creator is a person, in the language of the script."""
    assert [person.names for person in one(rss(ITEM)).creators] == [
        (Text("澪標 櫂", "ja"),),
        (Text("Megumi Tsujidono", "en"),),
    ]


def test_items_may_stand_in_the_channel() -> None:
    """Items are found inside the channel's items too."""
    nested = f"<channel><title>x</title><items>{ITEM}</items></channel>"
    assert one(rss(channel=nested)) == one(rss(ITEM))


def test_nothing_found_gives_nothing() -> None:
    """A channel without items is no record and no reject."""
    assert read(rss()) == []


def test_broken_items_do_not_keep_the_others() -> None:
    """Items around one without a title and one without a year are read; each has its line."""
    untitled = ITEM.replace("<title>", "<dc:format>").replace("</title>", "</dc:format>")
    found = read(rss(ITEM, untitled, ITEM.replace("2017-04", "刊行中"), ITEM))
    assert [type(item.error) for item in found] == [type(None), NoTitle, BadDate, type(None)]
    lines = [item.line for item in found]
    assert lines == sorted(set(lines))
    assert "<dc:format" in found[1].raw.decode()


def test_answer_cut_in_the_middle_keeps_what_came_whole() -> None:
    """Of a body that ends too soon the whole items are taken, and the break is reported."""
    whole, cut = read(rss(ITEM, ITEM)[:-300])
    assert whole.record is not None
    assert type(cut.error) is BrokenXml


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_declarations_are_refused(declaration: str) -> None:
    """An answer that declares entities, its own or those of another file, is refused as a whole."""
    (found,) = read(rss(ITEM.replace("架空書房", "&a;")).replace(b"<rdf:RDF", declaration.encode() + b"<rdf:RDF"))
    assert found.record is None
    assert type(found.error) is UnsafeXml


def test_is_recognized() -> None:
    """CiNii's RSS is known by its content, and by no other format that is asked before."""
    head = rss(ITEM)[:4096]
    assert recognized(head, "answer.rss").name == "cinii-rss"
    rivals = [
        other.name
        for other in formats().values()
        if other.recognizes(head) and other.priority >= cinii_rss.FORMAT.priority
    ]
    assert rivals == ["cinii-rss"]


@pytest.mark.parametrize(
    "head",
    [
        b'<rss version="2.0"><channel><title>cir.nii.ac.jp/</title></channel></rss>',
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><x>cir.nii.ac.jp/</x></rdf:RDF>',
        b'{"@type": "item", "@id": "https://cir.nii.ac.jp/crid/1"}',
        b"",
    ],
)
def test_others_are_not_recognized(head: bytes) -> None:
    """Other feeds, other RDF and JSON are not taken for CiNii's RSS."""
    assert not cinii_rss.FORMAT.recognizes(head)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the real samples are not here")
def test_real_item() -> None:
    """The real item is read with all that it says."""
    made = one(SAMPLE.read_bytes())
    assert recognized(SAMPLE.read_bytes()[:4096], "x") is cinii_rss.FORMAT
    assert made.identifiers == (Identifier("CRID", "1523388080641239040"), Identifier("NDL_BIB_ID", "028027867"))
    assert (made.titles, made.creators[0].names) == (
        (Text("マインドフルネスの可能性", "ja"),),
        (Text("保坂 隆", "ja"),),
    )
    assert (made.journals, made.publishers) == ((Text("大法輪", "ja"),), (Text("東京 : 大法輪閣", "ja"),))
    assert (made.volume, made.issue, made.pages, made.date, made.type) == ("84", "4", "69-73", "2017-04", "article")
