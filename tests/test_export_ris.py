"""RIS out: which field goes where, and what is written is read again, by rispy and by us."""

import rispy
from hypothesis import given, settings

from shoroku import Identifier, Person, Record, Text
from shoroku.corpus import addresses
from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.personal_names import names
from tests.export_records import held, in_line, read, records, written

WORK = Record(
    id="1390000000000000001",
    titles=(Text("Inflammation of joints", "en"), Text("関節の炎症", "ja"), Text("カンセツ ノ エンショウ", "ja-Kana")),
    abstracts=(Text("炎症は\nある。", "ja"), Text("There is\nsome.", "en")),
    creators=(
        Person(names=(Text("藤本 穣", "ja"), Text("Fujimoto Minoru", "en"))),
        Person(names=(Text("架空 太郎", "ja"),)),
    ),
    journals=(Text("Invented Annals", "en"), Text("架空年報", "ja")),
    issns=("0914-8760", "2189-0595"),
    volume="32",
    issue="4",
    pages="323-330",
    date="2020-12-30",
    publishers=(Text("架空学会", "ja"),),
    language="ja",
    subjects=(Text("関節", "ja"), Text("joint; knee", "en")),
    identifiers=(
        Identifier("CRID", "1390000000000000001"),
        Identifier("DOI", "10.99999/a.1"),
        Identifier("PMID", "123"),
    ),
    sources=("JaLC", "CiNii Articles"),
    links=("https://a.example/1",),
)
LINES = """TY  - JOUR
ID  - 1390000000000000001
AU  - 藤本, 穣
AU  - 架空, 太郎
TI  - 関節の炎症
TT  - Inflammation of joints
T2  - 架空年報
J2  - Invented Annals
PY  - 2020
DA  - 2020/12/30
VL  - 32
IS  - 4
SP  - 323
EP  - 330
PB  - 架空学会
SN  - 0914-8760, 2189-0595
DO  - 10.99999/a.1
LA  - ja
KW  - 関節
KW  - joint; knee
AB  - 炎症はある。
N2  - There is some.
DB  - JaLC; CiNii Articles
UR  - https://cir.nii.ac.jp/crid/1390000000000000001
UR  - https://a.example/1
UR  - https://pubmed.ncbi.nlm.nih.gov/123/
ER  -
"""


def test_which_field_goes_where() -> None:
    """Every field stands in the tag that docs/export.md names."""
    assert written("ris", WORK).decode().replace("ER  - \n", "ER  -\n").rstrip() == LINES.rstrip()


def test_rispy_reads_both_titles_and_names() -> None:
    """rispy has both titles, both names of the journal, both abstracts and the Japanese names again."""
    (entry,) = rispy.loads(written("ris", WORK).decode())
    assert (entry["title"], entry["translated_title"]) == ("関節の炎症", "Inflammation of joints")
    assert (entry["secondary_title"], entry["alternate_title1"]) == ("架空年報", "Invented Annals")
    assert (entry["abstract"], entry["notes_abstract"]) == ("炎症はある。", "There is some.")
    assert entry["authors"] == ["藤本, 穣", "架空, 太郎"]
    assert entry["keywords"] == ["関節", "joint; knee"]


def test_no_records() -> None:
    """No records are an empty file."""
    assert written("ris") == b""


@settings(max_examples=150, deadline=None)
@given(records)
def test_what_is_written_is_read_again(record: Record) -> None:
    """Our own reader has again what RIS holds: all but sources, names in a second language, further registries."""
    (again,) = read("ris", written("ris", record))
    kinds = ("DOI", "CRID", "NAID", "PMID", "ISBN")
    kept = {kind: record.identifier(kind) for kind in kinds if record.identifier(kind)}
    expected = held(
        record,
        titles=in_line(record.titles, record),
        abstracts=in_line(record.abstracts, record),
        journals=in_line(record.journals, record),
        publishers=in_line(record.publishers, record),
        subjects=in_line(record.subjects, Record(id="")),
        creators=again.creators,
        pages=pages(record.pages),
        identifiers=again.identifiers,
        sources=(),
        abstract_licence=record.abstract_licence,
        links=addresses.pages(record),
    )
    assert again == expected
    assert [person.names[0].value for person in again.creators] == list(map(str, names(record)))
    assert {one.kind: one.value for one in again.identifiers} == kept


@settings(max_examples=50, deadline=None)
@given(records, records)
def test_an_entry_never_reaches_into_the_next(first: Record, second: Record) -> None:
    """Two records are two entries, to rispy too, whatever their texts hold."""
    data = written("ris", first, second)
    assert len(read("ris", data)) == 2
    assert [entry["title"] for entry in rispy.loads(data.decode())] == [
        one_line(in_line(one.titles, one)[0].value) for one in (first, second)
    ]
