"""Reading XML safely: what a file must not be able to do, and what is left of one that breaks."""

import io
import resource
from collections.abc import Iterator
from typing import BinaryIO, cast

import pytest

from shoroku import BrokenXml, NoTitle, Record, Text, UnsafeXml
from shoroku.corpus.readers import xml

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY lol "lol">
 <!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
 <!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">
]>
<list><r>&lol2;</r></list>"""


def names_read(data: bytes, *names: str) -> list[str]:
    """Return the contents of the elements of those names."""
    return [xml.content(element) for element in xml.elements(io.BytesIO(data), names)]


def titled(element: xml.Element) -> Record:
    """Make a record of a title; refuse an empty one."""
    if not xml.value(element):
        raise NoTitle(field="r")
    return Record(id="x", titles=(xml.text(element),))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("entity bomb", BOMB),
        ("bomb behind a comment", b"<!-- " + b"x" * 3000 + b" -->\n" + BOMB.partition(b"\n")[2]),
        ("external entity", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><list><r>&x;</r></list>'),
        (
            "parameter entity",
            b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x.dtd"> %x;]><list><r>a</r></list>',
        ),
        ("named and with its own", b'<!DOCTYPE a PUBLIC "[p]" "s>" [<!ENTITY x "y">]><list><r>&x;</r></list>'),
        ("default attribute", b'<!DOCTYPE a [<!ATTLIST r b CDATA "q">]><list><r>a</r></list>'),
        ("UTF-16", BOMB.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")),
        ("bomb in an attribute", BOMB.replace(b"<r>&lol2;</r>", b'<r a="&lol2;"/>')),
    ],
)
def test_declarations_are_refused(name: str, data: bytes) -> None:
    """A file that declares entities or attributes of its own is refused before anything of it is given out."""
    with pytest.raises(UnsafeXml) as caught:
        names_read(data, "r")
    assert caught.value.field == "DOCTYPE", name
    assert caught.value.line >= 1
    assert "DOCTYPE" in caught.value.text("en")
    assert "DOCTYPE" in caught.value.text("ja")


def test_unsafe_line_is_that_of_the_doctype() -> None:
    """The error names the line on which the declarations begin."""
    items = list(xml.items(io.BytesIO(BOMB), {"r": titled}))
    assert [(item.line, type(item.error)) for item in items] == [(2, UnsafeXml)]


def test_a_document_type_may_be_named() -> None:
    """A DOCTYPE that only names a public DTD is read, without fetching it, and its usual entities are understood."""
    data = b'<!DOCTYPE a PUBLIC "-//X//EN" "http://127.0.0.1:1/a.dtd">\n<a><r>caf&eacute; &amp; &#x3bb;&alpha;</r></a>'
    assert names_read(data, "r") == ["café & λα"]


def test_endless_prologue_is_refused() -> None:
    """A file that does not come to its first element within a megabyte is refused."""
    with pytest.raises(UnsafeXml):
        names_read(b"<!--" + b"x" * 2_000_000 + b"--><a/>", "r")


@pytest.mark.parametrize(
    ("data", "read", "line"),
    [
        (b"<a>\n<r>1</r>\n<r>2</r>\n<r>3", ["1", "2"], 4),
        (b"<a>\n<r>1</r>\n<r>2</b>\n</a>", ["1"], 3),
        (b"<a><r>1</r>\n<r>\xff\xfe</r></a>", ["1"], 2),
        (b"<a><r>1</r></a>\n<a/>", ["1"], 2),
        (b"", [], 1),
        (b"no xml at all", [], 1),
        (b"<html><body>503 <br> later", [], 1),
    ],
)
def test_what_came_before_a_break_is_read(data: bytes, read: list[str], line: int) -> None:
    """A file that breaks off or breaks down gives all records before that, and then one error with its line."""
    items = list(xml.items(io.BytesIO(data), {"r": titled}))
    assert [item.record.titles[0].value for item in items if item.record] == read
    assert [(item.line, type(item.error)) for item in items if item.error] == [(line, BrokenXml)]
    assert items[-1].record is None


def test_broken_line_is_kept_for_the_rejects() -> None:
    """The line on which a file breaks is what the rejects file gets."""
    *_, last = xml.items(io.BytesIO(b"<a>\n<r>1</r>\n<r>oh</b>\n</a>"), {"r": titled})
    assert last.raw == b"<r>oh</b>"


def test_rejected_record_does_not_keep_the_others() -> None:
    """A record without a title is reported with line and text, and those around it are read."""
    items = list(xml.items(io.BytesIO(b'<a><r>one</r>\n<r id="7"/>\n<r>three</r></a>'), {"r": titled}))
    assert [item.line for item in items] == [1, 2, 3]
    assert [item.error is None for item in items] == [True, False, True]
    assert items[1].raw == b'<r id="7"/>'


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"<a><r>seru\x0bm\x01</r></a>", "serum"),
        (b"<a><r>seru&#11;m&#x1F;</r></a>", "serum"),
        (b"<a><r>ser\xe2\x80\xaeum</r></a>", "serum"),
        (b"<a><r><i>se</i>ru\x08m</r></a>", "serum"),
    ],
)
def test_control_characters_are_taken_away_and_told(data: bytes, value: str) -> None:
    """Characters that XML forbids, which repositories send all the same, cost the record nothing but themselves."""
    (item,) = xml.items(io.BytesIO(data), {"r": titled})
    assert item.record is not None
    assert item.record.titles == (Text(value, "en"),)
    assert item.repaired == ("r",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "euc-jp", "shift_jis", "iso-2022-jp"])
def test_encodings_of_japanese_xml_are_read(encoding: str) -> None:
    """XML in the encodings that Japanese servers have used is read as what it says."""
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    data = f'<?xml version="1.0" encoding="{declared}"?><a><r>統合失調症の研究</r></a>'.encode(encoding)
    assert names_read(data, "r") == ["統合失調症の研究"]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("H<sub>2</sub>O and <i>E. coli</i>", "H2O and E. coli"),
        ("\n    <![CDATA[統合失調症]]>\n  ", "統合失調症"),
        ("a<!-- no -->b<?no no?>c", "abc"),
        ("one\n      two", "one two"),
        ("日本\n      語", "日本語"),
        ("全角　空白", "全角　空白"),
        ("<p>One.</p>\n<p>Two.</p>", "One.\nTwo."),
        ("<title>Aim</title><p>Two.</p>", "Aim\nTwo."),
        ("P&lt;0.05", "P<0.05"),
        ("x<math><mi>α</mi><mo>=</mo><mn>2</mn></math>y", "xα=2y"),
        ("<math><semantics><mi>β</mi><annotation>\\beta</annotation></semantics></math>", "β"),
        ("<alternatives><tex-math>$\\gamma$</tex-math><math><mi>γ</mi></math></alternatives>", "γ"),
        ("", ""),
    ],
)
def test_content_is_plain_text(inner: str, expected: str) -> None:
    """Markup inside an element vanishes; its letters, paragraphs and formulas stay, once."""
    assert names_read(f"<a><r>{inner}</r></a>".encode(), "r") == [expected]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('xml:lang="ja"', "ja"),
        ('xml:lang="jpn"', "ja"),
        ('xml:lang="eng"', "en"),
        ('xml:lang="en-US"', "en"),
        ('xml:lang="ja-Kana"', "ja-Kana"),
        ('xml:lang="und"', ""),
        ('lang="en"', "en"),
        ("", ""),
    ],
)
def test_stated_language(attributes: str, expected: str) -> None:
    """The language that an element states becomes a record's tag: two letters, a script, no region."""
    (found,) = [xml.lang(one) for one in xml.elements(io.BytesIO(f"<a><r {attributes}/></a>".encode()), {"r"})]
    assert found == expected


def test_elements_are_found_by_local_names() -> None:
    """A path of local names finds elements whatever namespace version they are in."""
    data = b'<a xmlns:x="urn:1" xmlns:y="urn:2"><r><x:b><y:c>1</y:c></x:b><y:b><x:c>2</x:c></y:b></r></a>'
    (found,) = [
        [xml.value(one) for one in xml.each(element, "b/c")] for element in xml.elements(io.BytesIO(data), {"r"})
    ]
    assert found == ["1", "2"]


class _Endless(io.RawIOBase):
    """A stream of many records that nobody has in memory."""

    def __init__(self, records: int, filler: bytes) -> None:
        self._left = self._chunks(records, filler)
        self._rest = b""

    @staticmethod
    def _chunks(records: int, filler: bytes) -> Iterator[bytes]:
        yield b"<a>"
        for _ in range(records):
            yield b"\n  <r>" + filler + b"</r>\n  <unread><!-- c --><deep>" + filler + b"</deep></unread>"
        yield b"</a>"

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (chunk := next(self._left, b"")):
            self._rest += chunk
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def test_memory_is_flat() -> None:
    """Reading sixty megabytes of records takes no more memory than reading a few."""
    filler = b"abstract " * 80

    def read(records: int) -> int:
        count = 0
        for _ in xml.elements(cast("BinaryIO", _Endless(records, filler)), {"r"}):
            count += 1
        return count

    assert read(500) == 500
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert read(40_000) == 40_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"<a/>", "a"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<x:OAI-PMH xmlns:x="urn:o"><record>', "OAI-PMH"),
        (b'<!DOCTYPE article PUBLIC "a" "b"><article', ""),
        ("<feed><title>統合".encode()[:-1], "feed"),
        (b'{"a": "<b>"}', ""),
        (b"", ""),
    ],
)
def test_root_of_the_first_bytes(head: bytes, expected: str) -> None:
    """The first bytes of a file tell its first element, cut off anywhere."""
    assert xml.root_name(head) == expected
