"""Files into contributions: batch by batch, the good records in, the bad ones told with file, line and reason."""

import gc
import gzip
import io
import json
from pathlib import Path

import pytest

from shoroku import (
    BrokenSyntax,
    Conflict,
    Contribution,
    EmptyFile,
    FileUnreadable,
    IsFolder,
    NoTitle,
    Reject,
    ShorokuError,
    UnknownFormat,
)
from shoroku.corpus.readers import formats, named, recognized
from shoroku.corpus.readers.files import read_file
from shoroku.corpus.readers.intake import Batch, Repair, batches
from shoroku.corpus.store.store import Store

GOOD = '{"id": "a", "title": "A"}\n{"id": "b", "title": "B"}\n'
CINII = json.dumps(
    {
        "@context": {"@vocab": "https://cir.nii.ac.jp/schema/1.0/"},
        "@id": "https://cir.nii.ac.jp/crid/1390000000000000001",
        "dc:title": "A",
    }
)


def write(path: Path, content: str | bytes) -> str:
    """Write a file and return its name."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def whole(found: list[Batch]) -> tuple[list[str], list[tuple[str, int, type[ShorokuError]]]]:
    """Return the ids of what was taken, and file, line and kind of what was not."""
    taken = [one.key for batch in found for one in batch.contributions]
    rejected = [(one.file, one.line, type(one.error)) for batch in found for one in batch.rejects]
    return taken, rejected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.jsonl", GOOD.encode()),
        ("packed.jsonl.gz", gzip.compress(GOOD.encode())),
        ("packed, and not called so", gzip.compress(GOOD.encode())),
        ("two parts.gz", gzip.compress(GOOD[:30].encode()) + gzip.compress(GOOD[30:].encode())),
        ("mark.jsonl", b"\xef\xbb\xbf" + GOOD.encode()),
        ("windows.jsonl", GOOD.replace("\n", "\r\n").encode()),
    ],
    ids=["plain", "gzip", "gzip by content", "gzip of two parts", "byte-order mark", "carriage returns"],
)
def test_files(tmp_path: Path, name: str, content: bytes) -> None:
    """A file is read plain or gzip, by what it holds and not by its name."""
    assert whole(list(batches([write(tmp_path / name, content)]))) == (["a", "b"], [])


@pytest.mark.parametrize("content", [GOOD.encode(), gzip.compress(GOOD.encode())], ids=["plain", "gzip"])
def test_standard_input(content: bytes) -> None:
    """``-`` is standard input, plain or gzip."""
    (batch,) = batches(["-"], stdin=io.BytesIO(content))
    assert [(one.key, one.place) for one in batch.contributions] == [("a", "-"), ("b", "-")]


class _Drops(io.RawIOBase):
    """A pipe that gives a byte at a time."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        piece = self._content.read(1)
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.mark.parametrize("content", [GOOD.encode(), gzip.compress(GOOD.encode())], ids=["plain", "gzip"])
def test_a_slow_pipe(content: bytes) -> None:
    """A pipe that gives a little at a time is read as a file is."""
    taken, rejected = whole(list(batches(["-"], stdin=_Drops(content))))  # type: ignore[arg-type]
    assert (taken, rejected) == (["a", "b"], [])


def test_a_contribution_knows_where_it_is_from(tmp_path: Path) -> None:
    """What is taken bears its origin, its file and the time."""
    name = write(tmp_path / "record.json", CINII)
    (batch,) = batches([name])
    (one,) = batch.contributions
    assert isinstance(one, Contribution)
    assert (one.origin, one.key, one.place) == ("CiNii Research", "1390000000000000001", name)
    assert len(one.fetched) == len("2020-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFile),
        (b" \n\n", EmptyFile),
        (gzip.compress(b""), EmptyFile),
        (b"a letter to my aunt", UnknownFormat),
        (b"\x89PNG\r\n\x1a\n\x00\x00", UnknownFormat),
        (gzip.compress(b"a letter to my aunt"), UnknownFormat),
        (b"\x1f\x8bno gzip at all", FileUnreadable),
        (gzip.compress(GOOD.encode())[:12], FileUnreadable),
    ],
    ids=["empty", "blank", "empty in gzip", "letter", "picture", "letter in gzip", "broken gzip", "gzip cut short"],
)
def test_a_file_that_is_not_what_it_says(tmp_path: Path, content: bytes, error: type[ShorokuError]) -> None:
    """A file that cannot be read is one reject, named as a whole, and the next file is read."""
    bad, good = write(tmp_path / "bad.jsonl", content), write(tmp_path / "good.jsonl", GOOD)
    assert whole(list(batches([bad, good]))) == (["a", "b"], [(bad, 0, error)])


def test_no_file(tmp_path: Path) -> None:
    """A file that is not there is a reject with its reason."""
    name = str(tmp_path / "missing.jsonl")
    ((_, (reject,), _),) = batches([name])
    assert isinstance(reject.error, FileUnreadable)
    assert reject.error.reason
    assert name in str(reject.error)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """It is told as what it is, and the next file is read."""
    good = write(tmp_path / "good.jsonl", GOOD)
    assert whole(list(batches([str(tmp_path), good]))) == (["a", "b"], [(str(tmp_path), 0, IsFolder)])


def test_a_gzip_file_cut_short(tmp_path: Path) -> None:
    """What stands before the cut is taken, and the cut is reported."""
    lines = "".join(
        json.dumps({"id": str(number), "title": f"{number * 7919 % 65537:x}"}) + "\n" for number in range(20_000)
    )
    packed = gzip.compress(lines.encode())
    name = write(tmp_path / "cut.jsonl.gz", packed[: len(packed) // 2])
    taken, rejected = whole(list(batches([name])))
    assert taken == [str(number) for number in range(len(taken))]
    assert 1_000 < len(taken) < 20_000
    assert rejected[-1] == (name, 0, FileUnreadable)


def test_a_broken_line_in_the_middle(tmp_path: Path) -> None:
    """Of ten thousand lines with a broken one all others are taken; the reject has file, line, reason and the line."""
    lines = [json.dumps({"id": str(number), "title": "A"}) for number in range(10_000)]
    lines[5_000] = "{broken"
    lines[7_000] = '{"id": "7000"}'
    name = write(tmp_path / "many.jsonl", "\n".join(lines))
    found = list(batches([name]))
    taken, rejected = whole(found)
    assert len(taken) == 9_998
    assert rejected == [(name, 5_001, BrokenSyntax), (name, 7_001, NoTitle)]
    assert [reject.raw.strip() for batch in found for reject in batch.rejects] == [b"{broken", b'{"id": "7000"}']


@pytest.mark.parametrize(("size", "expected"), [(1, [1, 1, 1]), (2, [2, 1]), (3, [3]), (100, [3])])
def test_batches(tmp_path: Path, size: int, expected: list[int]) -> None:
    """Records come in batches of the size asked for, across files."""
    names = [write(tmp_path / "a.jsonl", GOOD), write(tmp_path / "b.jsonl", '{"id": "c", "title": "C"}')]
    assert [len(batch.contributions) for batch in batches(names, size=size)] == expected


def test_two_records_claiming_one_crid(tmp_path: Path) -> None:
    """Different records with one CRID are one work: the later ones join the first, and none is a reject."""
    other = CINII.replace(': "A"', ': "B"')
    name = write(tmp_path / "records.json", "\n".join([CINII, other, CINII]))
    ((contributions, rejects, _),) = batches([name])
    assert [(one.record.titles[0].value, one.joins) for one in contributions] == [
        ("A", False),
        ("B", True),
        ("A", True),
    ]
    assert not rejects


def test_two_records_claiming_one_id_in_two_files(tmp_path: Path) -> None:
    """An id that is the file's own and names different works is claimed for the whole run, and for one format only."""
    names = [
        write(tmp_path / "first.jsonl", '{"id": "1390000000000000001", "title": "First"}'),
        write(tmp_path / "second.jsonl", '{"id": "1390000000000000001", "title": "Second"}'),
        write(tmp_path / "third.json", CINII),
    ]
    read = list(batches(names))
    taken, rejected = whole(read)
    assert len(taken) == 2
    assert rejected == [(names[1], 1, Conflict)]
    (conflict,) = [reject.error for batch in read for reject in batch.rejects]
    assert isinstance(conflict, Conflict)
    assert conflict.first == f"{names[0]}:1"


@pytest.mark.parametrize("size", [1, 4_000])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)])
def test_files_that_share_a_doi_are_merged(tmp_path: Path, order: tuple[int, ...], size: int) -> None:
    """Files that describe a work under one DOI make one record, the same in any order, and again when they are read again."""
    files = [
        write(tmp_path / "1.ris", "TY  - JOUR\nTI  - Lipids\nDO  - 10.1234/x\nKW  - lipids\nER  - \n"),
        write(tmp_path / "2.ris", "TY  - JOUR\nTI  - Lipids\nDO  - 10.1234/x\nAB  - About lipids.\nER  - \n"),
        write(tmp_path / "3.bib", "@article{k, title = {Lipids}, doi = {10.1234/x}, volume = {7}}\n"),
    ]
    with Store(tmp_path / "records.db", writable=True) as store:
        for _ in range(2):
            for batch in batches([files[number] for number in order], size=size):
                assert not batch.rejects
                store.take(batch.contributions)
            (made,) = store.all()
            assert (made.volume, made.abstracts[0].value, made.subjects[0].value) == ("7", "About lipids.", "lipids")


def test_repairs_are_told(tmp_path: Path) -> None:
    """A record from which harmful characters were taken is in, and told with file, line and fields."""
    name = write(tmp_path / "a.jsonl", '{"id": "a", "title": "A"}\n{"id": "b", "title": "B\\u001b[0m"}')
    ((contributions, rejects, repairs),) = batches([name])
    assert (len(contributions), rejects) == (2, [])
    assert repairs == [Repair(name, 2, ("title",))]


def test_the_format_may_be_named(tmp_path: Path) -> None:
    """A file whose first line is broken can be read by naming its format."""
    name = write(tmp_path / "a.txt", "broken\n" + GOOD)
    assert whole(list(batches([name]))) == ([], [(name, 0, UnknownFormat)])
    assert whole(list(batches([name], "jsonl"))) == (["a", "b"], [(name, 1, BrokenSyntax)])


def test_a_format_that_nobody_knows(tmp_path: Path) -> None:
    """An unknown name of a format is answered with the known ones."""
    ((_, (reject,), _),) = batches([write(tmp_path / "a.jsonl", GOOD)], "marc")
    assert isinstance(reject, Reject)
    assert isinstance(reject.error, UnknownFormat)
    assert "cinii-json" in str(reject.error)
    assert "jsonl" in str(reject.error)


def test_formats_are_found_by_themselves() -> None:
    """Every format is known by its name, and the more particular one is asked first."""
    assert list(formats()) == sorted(formats(), key=lambda name: (-formats()[name].priority, name))
    assert {"jsonl", "cinii-json"} <= set(formats())
    assert all(named(name, "file").name == name for name in formats())
    assert recognized(CINII.encode(), "file").name == "cinii-json"
    assert recognized(GOOD.encode(), "file").name == "jsonl"


@pytest.mark.parametrize(
    "content",
    [GOOD.encode(), gzip.compress(GOOD.encode()), b"unknown", gzip.compress(b"unknown"), b"\x1f\x8bx"],
    ids=["plain", "gzip", "unknown", "unknown gzip", "broken gzip"],
)
@pytest.mark.filterwarnings("error::ResourceWarning", "error::pytest.PytestUnraisableExceptionWarning")
def test_files_are_closed(tmp_path: Path, content: bytes) -> None:
    """Whatever a file holds, it is closed when it has been read."""
    list(batches([write(tmp_path / "file", content)]))
    gc.collect()


def test_nothing_to_read() -> None:
    """Without files there are no batches."""
    assert list(batches([])) == []


def test_items_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    """A file is opened at once and read bit by bit."""
    format_, items = read_file(write(tmp_path / "a.jsonl", GOOD))
    assert format_.name == "jsonl"
    assert next(items).line == 1
    items.close()  # type: ignore[attr-defined]
