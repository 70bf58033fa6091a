"""PubMed's MEDLINE text: continuation lines, affiliations of the author before, identifiers in brackets."""

import io
from pathlib import Path

import pytest

from shoroku import BadDate, BrokenSyntax, Identifier, NoTitle, Person, Record, Text
from shoroku.corpus import readers
from shoroku.corpus.readers.text_formats.nbib import read

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "pubmed"
with_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")

RECORD = """PMID- 12345678
OWN - NLM
IS  - 0000-0019 (Electronic)
IS  - 0000-0027 (Linking)
VI  - 12
IP  - 3
DP  - 2015 Apr 3
TI  - [Role of IL-6 in rheumatoid
      arthritis].
TT  - 関節炎の研究.
PG  - 335-9
LID - 10.1234/ABC [doi]
LID - S1 [pii]
AB  - OBJECTIVE: To test water - and more. RESULTS: It was
      wet.
OAB - Publisher: 関節炎を調べた。
OABL- jpn
FAU - Yamada, Hanako
AU  - Yamada H
AUID- ORCID: 0000-0001-0002-0003
AD  - University of X,
      Tokyo.
AD  - Institute of Y.
FAU - Suzuki, Ichiro
AU  - Suzuki I
AD  - University of Z.
CN  - The X Study Group
LA  - jpn
PT  - Journal Article
TA  - J X
JT  - The Journal of X
MH  - Brain Ischemia/diagnostic imaging/*surgery
OT  - *arthritis
PMC - PMC99
AID - 10.1234/abc [doi]
SO  - J X. 2015 Apr 3;12(3):335-9.
"""


def read_all(*records: str, newline: str = "\n") -> list[readers.Item]:
    """Return the items of a file with those records."""
    return list(read(io.BytesIO("\n".join(records).replace("\n", newline).encode())))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_field(newline: str) -> None:
    """A record gives every field, its long lines joined, each affiliation with the author before it."""
    (item,) = read_all(RECORD, newline=newline)
    assert item.record == Record(
        id="pmid:12345678",
        titles=(Text("Role of IL-6 in rheumatoid arthritis", "en"), Text("関節炎の研究.", "ja")),
        abstracts=(
            Text("OBJECTIVE: To test water - and more. RESULTS: It was wet.", "en"),
            Text("関節炎を調べた。", "ja"),
        ),
        creators=(
            Person(
                names=(Text("Yamada, Hanako", "en"),),
                affiliations=(Text("University of X, Tokyo.", "en"), Text("Institute of Y.", "en")),
                identifiers=(Identifier("ORCID", "0000-0001-0002-0003"),),
            ),
            Person(names=(Text("Suzuki, Ichiro", "en"),), affiliations=(Text("University of Z.", "en"),)),
            Person(names=(Text("The X Study Group", "en"),)),
        ),
        journals=(Text("The Journal of X", "en"),),
        issns=("0000-0019", "0000-0027"),
        volume="12",
        issue="3",
        pages="335-339",
        date="2015-04-03",
        language="ja",
        subjects=(Text("arthritis", "en"), Text("Brain Ischemia", "en")),
        identifiers=(Identifier("PMID", "12345678"), Identifier("DOI", "10.1234/abc"), Identifier("PMCID", "PMC99")),
        sources=("PubMed",),
    )


def test_short_names_where_there_are_no_full_ones() -> None:
    """Old records have AU alone; it names the authors then."""
    (item,) = read_all("PMID- 1\nTI  - A\nAU  - Yamada H\nAU  - Suzuki I\n")
    assert item.record is not None
    assert [person.names[0].value for person in item.record.creators] == ["Yamada H", "Suzuki I"]


def test_journal_by_its_abbreviation() -> None:
    """Without JT the journal is named by TA."""
    (item,) = read_all("PMID- 1\nTI  - A\nTA  - J X\n")
    assert item.record is not None
    assert item.record.journals == (Text("J X", "en"),)


@pytest.mark.parametrize("between", ["\n", "\n\n\n", ""])
def test_records_are_told_apart(between: str) -> None:
    """A record ends at an empty line or where the next PMID stands; each item has its first line."""
    data = ("PMID- 1\nTI  - A\n" + between + "PMID- 2\nTI  - B\n").encode()
    items = list(read(io.BytesIO(data)))
    assert [item.record.id for item in items if item.record] == ["pmid:1", "pmid:2"]
    assert [item.line for item in items] == [1, 3 + len(between)]


@pytest.mark.parametrize(
    ("broken", "error", "field"),
    [
        ("PMID- 9\nDP  - 2015\n", NoTitle, "TI"),
        ("PMID- 9\nTI  - A\nDP  - soon\n", BadDate, "DP"),
        ("TI  - A\nDP  - 2015\n", BrokenSyntax, "PMID"),
    ],
)
def test_rejected_record_does_not_keep_the_others(broken: str, error: type[Exception], field: str) -> None:
    """A record that cannot be taken is reported with field, line and text, between two that are."""
    items = read_all(RECORD, broken, RECORD)
    assert [item.record is not None for item in items] == [True, False, True]
    assert isinstance(items[1].error, error)
    assert (items[1].error.field, items[1].line) == (field, RECORD.count("\n") + 2)
    assert items[1].raw == broken.encode()


def test_broken_bytes_stay_alone() -> None:
    """A record that is not UTF-8 is rejected, and the next is read."""
    items = list(read(io.BytesIO(b"PMID- 1\nTI  - \xff\n\nPMID- 2\nTI  - B\n")))
    assert [type(item.error) for item in items] == [BrokenSyntax, type(None)]


def test_recognized_by_content() -> None:
    """A file is recognised by the PMID that it begins with; text that mentions one is not such a file."""
    assert readers.recognized(RECORD.encode(), "x").name == "nbib"
    assert not readers.formats()["nbib"].recognizes(b"See PMID- 123 for more")


@with_samples
def test_real_record() -> None:
    """A real record gives every field that sources.md names, with affiliations at their authors."""
    (item,) = read(io.BytesIO((SAMPLES / "single.nbib").read_bytes()))
    record = item.record
    assert record is not None
    assert record.id == "pmid:28754806"
    assert record.titles[0].value.startswith(
        "Impact of balloon guide catheter on technical and clinical outcomes: a systematic review"
    )
    assert record.abstracts[0].value.startswith("BACKGROUND AND PURPOSE: Flow arrest")
    assert [person.names[0].value for person in record.creators] == [
        "Brinjikji, Waleed",
        "Pereira, Vitor M",
        "Kallmes, David F",
    ]
    assert [len(person.affiliations) for person in record.creators] == [3, 1, 2]
    assert record.journals == (Text("Journal of neurointerventional surgery", "en"),)
    assert (record.issns, record.volume, record.issue) == (("1759-8486", "1759-8478"), "10", "4")
    assert (record.pages, record.date, record.language) == ("335-339", "2018-04", "en")
    assert record.identifier("DOI") == "10.1136/neurintsurg-2017-013179"


@with_samples
def test_real_set() -> None:
    """All 75 records of a real export are read: people, groups, a title in the original, ORCIDs."""
    records = [
        item.record for item in read(io.BytesIO((SAMPLES / "pubmed-balloongui-set.nbib").read_bytes())) if item.record
    ]
    people = [person for record in records for person in record.creators]
    assert len(records) == 75
    assert len(people) == 770 + 3
    assert sum(len(record.abstracts) > 0 for record in records) == 70
    assert sum(len(record.titles) == 2 for record in records) == 1
    assert sum(any(one.kind == "ORCID" for one in person.identifiers) for person in people) == 36


def test_a_record_that_pubmed_has_not() -> None:
    """What our own writer made begins with its owner; its identifiers and data sources are read, and none is PubMed's."""
    text = "OWN - SHOROKU\nTI  - A\nAID - 1390000000000000001 [crid]\nAID - x1 [pii]\nGN  - Data source: JaLC\n"
    (item,) = read(io.BytesIO(text.encode()))
    assert item.record is not None
    assert (item.record.id, item.record.sources) == ("1390000000000000001", ("JaLC",))
    assert item.record.identifiers == (Identifier("CRID", "1390000000000000001"),)
