"""OAI-PMH's envelope: records in several kinds of metadata, deletions, tokens, the protocol's errors."""

import io
from pathlib import Path

import pytest

from shoroku import AnswerSays, BrokenXml, NothingFound, NoTitle, Text, UnknownMetadata, UnsafeXml, WrongType
from shoroku.corpus import readers
from shoroku.corpus.readers.xml_formats.oai import Delivery, Header, Token, parts, read, records

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "oai" / "sickle"
with_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")

DC = '<oai_dc:dc xmlns:oai_dc="urn:d" xmlns:dc="urn:e"><dc:title>A study</dc:title></oai_dc:dc>'
JPCOAR = '<j:jpcoar xmlns:j="urn:j" xmlns:dc="urn:e"><dc:title xml:lang="ja">研究</dc:title></j:jpcoar>'
JUNII2 = '<junii2 xmlns="urn:n"><title>調査</title></junii2>'
JATS = """<article xmlns=""><front><article-meta><title-group><article-title>Lysis</article-title></title-group></article-meta></front>
<body><p>text</p></body></article>"""


def record(metadata: str, identifier: str = "oai:example.org:1") -> str:
    """Return a record of the envelope."""
    return f"""
<record><header><identifier>{identifier}</identifier><datestamp>2020-01-02T03:04:05Z</datestamp>
<setSpec>a</setSpec><setSpec>a:b</setSpec></header><metadata>
{metadata}
</metadata></record>"""


DELETED = """
<record><header status="deleted"><identifier>oai:example.org:9</identifier><datestamp>2020-02-02</datestamp></header></record>"""


def answer(inside: str, verb: str = "ListRecords") -> bytes:
    """Return an answer of a server."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2020-01-01T00:00:00Z</responseDate>
<request verb="{verb}">http://example.org/oai</request><{verb}>{inside}</{verb}></OAI-PMH>""".encode()


def error(code: str, message: str = "") -> bytes:
    """Return an answer that tells of an error."""
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">\n<error code="{code}">{message}</error></OAI-PMH>'.encode()


@pytest.mark.parametrize("verb", ["ListRecords", "GetRecord"])
@pytest.mark.parametrize(
    ("metadata", "title"),
    [
        (DC, Text("A study", "en")),
        (JPCOAR, Text("研究", "ja")),
        (JUNII2, Text("調査", "ja")),
        (JATS, Text("Lysis", "en")),
    ],
)
def test_metadata(verb: str, metadata: str, title: Text) -> None:
    """Metadata of every kind that is known is read, and the record is named by the envelope's identifier."""
    (item,) = read(io.BytesIO(answer(record(metadata), verb)))
    assert item.record is not None
    assert (item.record.id, item.record.titles) == ("oai:example.org:1", (title,))


def test_deleted_is_no_record() -> None:
    """A deleted record is ignored by the reader and seen by whoever asks for headers."""
    data = answer(record(DC) + DELETED)
    assert [item.record.id for item in read(io.BytesIO(data)) if item.record] == ["oai:example.org:1"]
    found = [(header, metadata is None) for header, metadata in records(io.BytesIO(data))]
    assert found == [
        (Header("oai:example.org:1", "2020-01-02T03:04:05Z", False, ("a", "a:b")), False),
        (Header("oai:example.org:9", "2020-02-02", True, ()), True),
    ]


@pytest.mark.parametrize(
    ("written", "token"),
    [
        ('<resumptionToken completeListSize="8" cursor="0"> abc|1 </resumptionToken>', Token("abc|1", 8, 0)),
        ('<resumptionToken completeListSize="8" cursor="4"/>', Token("", 8, 4)),
        ("<resumptionToken>x</resumptionToken>", Token("x", None, None)),
        ('<resumptionToken completeListSize="many" cursor="-1">x</resumptionToken>', Token("x", None, None)),
    ],
)
def test_resumption_token(written: str, token: Token) -> None:
    """The token comes after the records, with the size of the list where the server tells it."""
    first, last = parts(io.BytesIO(answer(record(DC) + written)))
    assert isinstance(first, Delivery)
    assert last == token


@pytest.mark.parametrize(
    ("code", "kind", "en"),
    [
        ("badArgument", AnswerSays, "argument"),
        ("badResumptionToken", AnswerSays, "expired"),
        ("badVerb", AnswerSays, "unknown request"),
        ("cannotDisseminateFormat", AnswerSays, "format"),
        ("idDoesNotExist", AnswerSays, "no record has that identifier"),
        ("noMetadataFormats", AnswerSays, "no metadata formats"),
        ("noRecordsMatch", NothingFound, "found no records"),
        ("noSetHierarchy", AnswerSays, "no sets"),
        ("somethingElse", AnswerSays, "does not define"),
    ],
)
def test_protocol_errors(code: str, kind: type[AnswerSays], en: str) -> None:
    """Every error of the protocol, and one that is not of it, is reported with code, line and meaning."""
    (item,) = read(io.BytesIO(error(code, "sorry")))
    assert type(item.error) is kind
    assert (item.error.code, item.error.message, item.line) == (code, "sorry", 2)
    assert en in item.error.text("en")
    assert code in item.error.text("ja")
    with pytest.raises(kind):
        list(parts(io.BytesIO(error(code))))


@pytest.mark.parametrize(
    ("broken", "kind", "field"),
    [
        (record(DC.replace("A study", "")), NoTitle, "dc:title"),
        (record('<marc xmlns="urn:m"/>'), UnknownMetadata, "metadata"),
        (record(""), WrongType, "metadata"),
        ("\n<record><header><identifier>x</identifier></header></record>", WrongType, "metadata"),
    ],
)
def test_rejected_record_does_not_keep_the_others(broken: str, kind: type[Exception], field: str) -> None:
    """A record that cannot be taken is reported with field, line and text, between two that are."""
    items = list(read(io.BytesIO(answer(record(DC) + broken + record(JPCOAR, "oai:example.org:2")))))
    assert [item.record is not None for item in items] == [True, False, True]
    assert isinstance(items[1].error, kind)
    assert items[1].error.field == field
    assert items[0].line < items[1].line < items[2].line
    assert items[1].raw.startswith(b"<record")


def test_answer_cut_short() -> None:
    """Of an answer that was cut the records before the cut are read, and the cut is reported with its line."""
    data = answer(record(DC) + record(JPCOAR))
    items = list(read(io.BytesIO(data[: data.rindex(b"</record>")])))
    assert items[0].record is not None
    assert [type(item.error) for item in items] == [type(None), BrokenXml]
    assert items[-1].line == data.count(b"\n", 0, data.rindex(b"</record>")) + 1


def test_bomb_is_refused() -> None:
    """An answer with declarations of its own is refused."""
    data = answer(record(DC)).replace(b"\n<OAI", b'\n<!DOCTYPE x [<!ENTITY a "b">]><OAI', 1)
    assert [type(item.error) for item in read(io.BytesIO(data))] == [UnsafeXml]


def test_recognized_by_content() -> None:
    """An envelope is recognised as such, whatever it holds."""
    assert {readers.recognized(answer(record(inside)), "x").name for inside in (DC, JPCOAR, JUNII2, JATS)} == {"oai"}


@with_samples
def test_real_list() -> None:
    """A real list gives its records, its deletion, its token, and the fields that sources.md names."""
    data = (SAMPLES / "ListRecords.xml").read_bytes()
    found = list(parts(io.BytesIO(data)))
    assert [part.header.deleted for part in found if isinstance(part, Delivery)] == [True, False]
    assert found[-1] == Token("ListRecords2.xml", 8, 0)
    (item,) = read(io.BytesIO(data))
    assert item.record is not None
    assert (item.record.id, item.record.date, item.record.language) == ("oai:test.example.com:1585322", "2010", "en")
    assert item.record.abstracts[0].value.startswith(
        "Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod"
    )
    assert item.record.abstracts[0].lang == "en"
    assert item.record.journals == (Text("Sample Source", "en"),)


@with_samples
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xml")), ids=lambda path: path.stem)
def test_real_answers(path: Path) -> None:
    """Every real answer is read without a crash; what is an error in it is reported as one."""
    items = list(read(io.BytesIO(path.read_bytes())))
    kinds = {type(item.error) for item in items}
    if path.stem[0].islower():
        assert kinds == {NothingFound if path.stem == "noRecordsMatch" else AnswerSays}
    elif path.stem == "ListRecordsBroken":
        assert kinds == {BrokenXml}
    else:
        assert kinds <= {type(None)}
