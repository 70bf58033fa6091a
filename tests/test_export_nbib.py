"""nbib out: MEDLINE's tags, with or without a PMID, and what is written is read again."""

from hypothesis import given, settings

from shoroku import Identifier, Person, Record, Text
from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.personal_names import names
from shoroku.corpus.readers import recognized
from tests.export_records import read, records, written

WORK = Record(
    id="1390000000000000001",
    titles=(Text("Inflammation of joints", "en"), Text("関節の炎症", "ja")),
    abstracts=(Text("炎症は\nある。", "ja"), Text("There is some. " * 9, "en")),
    creators=(
        Person(
            names=(Text("藤本 穣", "ja"), Text("Fujimoto Minoru", "en")),
            affiliations=(Text("架空大学", "ja"),),
            identifiers=(Identifier("ORCID", "0000-0001-0000-0009"),),
        ),
        Person(names=(Text("World Health Organization", "en"),)),
    ),
    journals=(Text("Invented Annals", "en"), Text("架空年報", "ja")),
    issns=("0914-8760",),
    volume="32",
    issue="4",
    pages="323-330",
    date="2020-12-03",
    language="ja",
    subjects=(Text("関節", "ja"),),
    identifiers=(Identifier("CRID", "1390000000000000001"), Identifier("DOI", "10.99999/a.1")),
    sources=("JaLC",),
)
LINES = """OWN - SHOROKU
IS  - 0914-8760
VI  - 32
IP  - 4
DP  - 2020 Dec 3
TI  - [Inflammation of joints]
TT  - 関節の炎症
PG  - 323-330
LID - 10.99999/a.1 [doi]
AB  - There is some. There is some. There is some. There is some. There is some.
      There is some. There is some. There is some. There is some.
OAB - 炎症はある。
OABL- jpn
FAU - 藤本, 穣
AUID- ORCID: 0000-0001-0000-0009
AD  - 架空大学
CN  - World Health Organization
LA  - jpn
JT  - 架空年報
JT  - Invented Annals
OT  - 関節
AID - 1390000000000000001 [crid]
GN  - Data source: JaLC

"""


def test_which_field_goes_where() -> None:
    """Every field stands in the tag that docs/export.md names."""
    assert written("nbib", WORK).decode() == LINES


def test_a_record_of_pubmed() -> None:
    """A record that has a PMID begins with it, and nobody else claims to own it."""
    work = Record(id="1", titles=(Text("A", "en"),), identifiers=(Identifier("PMID", "123"),))
    data = written("nbib", work)
    assert data.startswith(b"PMID- 123\nTI  - A\n")
    assert b"OWN" not in data
    (again,) = read("nbib", data)
    assert (again.id, again.sources) == ("pmid:123", ("PubMed",))


def test_its_file_is_recognized() -> None:
    """A file that begins with a record without PMID is known for what it is, and its source is not PubMed."""
    data = written("nbib", WORK)
    assert recognized(data, "x").name == "nbib"
    (again,) = read("nbib", data)
    assert (again.id, again.sources) == ("1390000000000000001", ("JaLC",))
    assert again.creators[0].identifiers == WORK.creators[0].identifiers


@settings(max_examples=150, deadline=None)
@given(records)
def test_what_is_written_is_read_again(record: Record) -> None:
    """Our own reader has again what nbib holds: all but the type, links and names in a second language."""
    (again,) = read("nbib", written("nbib", record))
    assert {text.lang: text.value for text in again.abstracts} == {
        text.lang: one_line(text.value) for text in record.abstracts
    }
    # A title in brackets has no full stop of its own: MEDLINE puts one there.
    assert {text.value.rstrip(". ") for text in again.titles} == {
        one_line(text.value).rstrip(". ") for text in record.titles
    }
    assert {text.value for text in again.journals} == {one_line(text.value) for text in record.journals}
    assert [text.value for text in again.subjects] == [one_line(text.value) for text in record.subjects]
    assert [person.names[0].value for person in again.creators] == list(map(str, names(record)))
    same = ("volume", "issue", "date", "language", "issns", "abstract_licence")
    assert [getattr(again, name) for name in same] == [getattr(record, name) for name in same]
    assert again.pages == pages(record.pages)
    assert again.sources == (record.sources or (("PubMed",) if record.identifier("PMID") else ()))
    assert set(again.identifiers) == set(record.identifiers)


@settings(max_examples=50, deadline=None)
@given(records, records)
def test_a_record_never_reaches_into_the_next(first: Record, second: Record) -> None:
    """Two records are two, whatever their texts hold."""
    assert len(read("nbib", written("nbib", first, second))) == 2
