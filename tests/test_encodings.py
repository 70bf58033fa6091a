"""Files in the encodings that Japanese bibliographies come in."""

import codecs
import gzip
import io
import json
from pathlib import Path

import pytest

from shoroku import EmptyFile, NoRecords, ReaderFailed, Record, Text, UnpacksTooLarge
from shoroku.corpus import readers
from shoroku.corpus.readers import Item, encodings, files
from shoroku.corpus.readers.encodings import SAMPLE, Utf8
from shoroku.corpus.readers.intake import Batch, batches
from shoroku.corpus.readers.reader import LONGEST

JAPANESE = "髙橋の脂質研究ⅡとＲＡ"
IN_ALL = "日本の脂質研究とカタカナ"
RECORD = {
    "@context": {"@vocab": "https://cir.nii.ac.jp/schema/1.0/"},
    "@id": "https://cir.nii.ac.jp/crid/1390000000000000001",
}

#: A file of each format with one record of that title; {} is the title.
FILES = {
    "cinii-json": json.dumps([{**RECORD, "dc:title": "TITLE"}]).replace("TITLE", "{}"),
    "crossref": json.dumps({"message-type": "work", "message": {"DOI": "10.1/x", "title": ["TITLE"]}}).replace(
        "TITLE", "{}"
    ),
    "jsonl": '{"id": "a", "title": "{}"}\n',
    "ris": "TY  - JOUR\r\nTI  - {}\r\nER  - \r\n",
    "bibtex": "@article{k,\n  title = {{}},\n}\n",
    "nbib": "PMID- 1\nTI  - {}\n\n",
    "csv": "title,year\n{},2020\n",
    "jpcoar": '<?xml version="1.0" encoding="ENCODING"?>\n<jpcoar:jpcoar xmlns:jpcoar="https://github.com/JPCOAR/schema/blob/master/2.0/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title xml:lang="ja">{}</dc:title></jpcoar:jpcoar>',
}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc_jp"]


def titles(found: list[Batch]) -> list[str]:
    """Return the first title of each record that was taken."""
    return [one.record.titles[0].value for batch in found for one in batch.contributions]


def errors(found: list[Batch]) -> list[type[Exception]]:
    """Return the kinds of what was not taken."""
    return [type(one.error) for batch in found for one in batch.rejects]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", FILES)
def test_each_format_in_each_encoding(tmp_path: Path, name: str, encoding: str) -> None:
    """Whatever a file's format and encoding are, its Japanese title is read."""
    title = IN_ALL if encoding == "euc_jp" else JAPANESE
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16", "euc_jp": "EUC-JP"}
    written = (
        FILES[name]
        .replace("{}", title)
        .replace("ENCODING", declared.get(encoding, encoding).replace("cp932", "Shift_JIS"))
    )
    file = tmp_path / "file"
    file.write_bytes(written.encode(encoding))
    found = list(batches([str(file)]))
    assert (titles(found), errors(found)) == ([title], [])


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-8"])
def test_japanese_far_behind_the_beginning(tmp_path: Path, encoding: str) -> None:
    """A file that is ASCII for long is read right where Japanese begins, however the bytes fall into pieces."""
    ascii_lines = "".join(f'{{"id": "a{n}", "title": "plain {n}"}}\n' for n in range(40_000))
    file = tmp_path / "file.jsonl"
    file.write_bytes((ascii_lines + FILES["jsonl"].replace("{}", IN_ALL)).encode(encoding))
    found = titles(list(batches([str(file)])))
    assert (len(found), found[-1]) == (40_001, IN_ALL)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("脂質".encode(), "utf-8"),
        ("脂質".encode()[:5], "utf-8"),
        ("脂質の研究".encode("cp932"), "cp932"),
        ("脂質の研究".encode("euc_jp"), "euc_jp"),
        (b"one stray \xff byte", "utf-8"),
        ("Andr\xe9 Weil".encode("latin-1"), "utf-8"),
        ("é ü ñ ø".encode("latin-1"), "utf-8"),
        ("脂質の研究".encode() + b"\x83\x41", "utf-8"),
    ],
)
def test_by_content(content: bytes, expected: str) -> None:
    """Bytes are taken for Japanese only where they can be nothing else."""
    assert encodings.by_content(content) == expected


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100_000])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_pieces(size: int, encoding: str) -> None:
    """However small the pieces are that a pipe gives, no character is cut."""
    text = f"id,title\n1,{IN_ALL}\n" * 3

    class Pipe(io.BytesIO):
        def read1(self, asked: int | None = -1, /) -> bytes:
            return super().read1(min(size, asked or size))

    content = text.encode(encoding)
    assert Utf8(content[:16], Pipe(content[16:])).readall().decode() == text


def test_a_stream_is_not_held_whole() -> None:
    """Of a file in another encoding no more is held than is looked at to recognise it."""
    stream = Utf8(b"", io.BytesIO((IN_ALL * 1_000_000).encode("cp932")))
    assert stream.read(10)
    assert len(stream._ready) + len(stream._pending) < 4 * SAMPLE


@pytest.mark.parametrize("broken", [b'"\xed\xa0\x80"', b'"\xff\xfe"', b'"\\ud800"'])
def test_bytes_that_are_no_text(tmp_path: Path, broken: bytes) -> None:
    """Bytes that no text should hold cost one character of one record, and none of its neighbours."""
    bad, good = tmp_path / "bad.json", tmp_path / "good.jsonl"
    good.write_bytes(b'{"id": "b", "title": "B"}\n')
    content = json.dumps([{**RECORD, "dc:title": "A"}, {**RECORD, "dc:title": "BROKEN"}]).encode()
    bad.write_bytes(content.replace(b'"BROKEN"', broken).replace(b"0001", b"0002", 1))
    found = titles(list(batches([str(bad), str(good)])))
    assert (found[0], set(found[1]), found[2]) == ("A", {"\ufffd"}, "B")


def test_a_reader_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a reader raises is a reject of its file, with the line before; all other records are taken."""

    file, good = tmp_path / "bad.ris", tmp_path / "good.jsonl"
    file.write_bytes(b"TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - B\nER  - \n")
    good.write_bytes(b'{"id": "b", "title": "B"}\n')
    ris = readers.named("ris", "")

    def read_one_and_fail(stream: object) -> object:
        yield Item(1, Record(id="a", titles=(Text("A", "en"),)))
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(
        files.readers,
        "recognized",
        lambda head, name: ris._replace(read=read_one_and_fail) if "ris" in name else _recognized(head, name),
    )
    found = list(batches([str(file), str(good)]))
    assert titles(found) == ["A", "B"]
    ((reject,),) = [batch.rejects for batch in found]
    assert (reject.file, reject.line, type(reject.error)) == (str(file), 1, ReaderFailed)
    assert "ZeroDivisionError: by zero" in str(reject.error)


_recognized = files.readers.recognized


def test_a_gzip_file_that_would_fill_the_memory(tmp_path: Path) -> None:
    """A gzip file that unpacks to far more than its size is left at the bound; who trusts it can allow more."""
    file = tmp_path / "bomb.jsonl.gz"
    line = b'{"id": "a", "title": "' + b"A" * 1_000_000 + b'"}\n'
    file.write_bytes(gzip.compress(b'{"id": "a", "title": "A"}\n' + line * 150, 1))
    found = list(batches([str(file)]))
    assert errors(found)[-1] is UnpacksTooLarge
    assert "A" in titles(found)
    assert UnpacksTooLarge not in errors(list(batches([str(file)], max_expansion=1000)))


def test_a_line_that_does_not_end(tmp_path: Path) -> None:
    """A record that takes more room than any may is a reject; the one behind it is taken."""
    file = tmp_path / "long.jsonl"
    file.write_bytes(b'{"id": "a", "title": "' + b"A" * (LONGEST + 100_000) + b'"}\n{"id": "b", "title": "B"}\n')
    found = list(batches([str(file)]))
    assert titles(found) == ["B"]
    assert [(one.line, str(one.error)) for batch in found for one in batch.rejects] == [
        (1, "the record is longer than 16 MB and was not added")
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n  ", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    """Of an empty file it is said that it is empty, with or without a format named."""
    file = tmp_path / "empty.ris"
    file.write_bytes(content)
    for name in (None, "ris"):
        ((reject,),) = [batch.rejects for batch in batches([str(file)], name)]
        assert type(reject.error) is EmptyFile
        assert str(reject.error) == f"{file}: the file is empty."


@pytest.mark.parametrize("name", ["ris", "nbib", "bibtex", "crossref", "jpcoar"])
def test_a_file_that_holds_nothing_of_the_format(tmp_path: Path, name: str) -> None:
    """A file in which the format that was named finds nothing is a reject, and no success with 0 records."""
    file = tmp_path / "bin.dat"
    file.write_bytes(bytes(range(256)) * 20)
    found = list(batches([str(file)], name))
    assert errors(found)
    assert not titles(found)


def test_no_record_of_the_format(tmp_path: Path) -> None:
    """If nothing is found the sentence says so."""
    file = tmp_path / "bin.dat"
    file.write_bytes(b"nothing here\n" * 20)
    ((reject,),) = [batch.rejects for batch in batches([str(file)], "ris")]
    assert type(reject.error) is NoRecords
