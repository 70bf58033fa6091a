"""Relations, awards and editors out: each format gives back what it can hold, and our own reader has it again."""

import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from shoroku import Count, Funding, Identifier, Institution, Person, Record, Relation, Text
from shoroku.corpus.awards import awards
from shoroku.corpus.normalize.cleaning import language_of
from shoroku.corpus.normalize.medline import WORDS
from shoroku.corpus.normalize.relations import data_bank, relation
from shoroku.corpus.readers.xml_formats import jpcoar
from shoroku.web.oai.metadata import JPCOAR
from tests.export_records import read, written

TITLE = (Text("On glass", "en"),)
texts = st.sampled_from(["硝子の研究", "Studies on glass", "Heat; glass: a report.", "A, B & C 100%"])
funders = st.sampled_from(["日本学術振興会", "Japan Society for the Promotion of Science", "NIAMS NIH HHS"]).map(
    lambda name: (Text(name, language_of(name)),)
)
numbers = st.sampled_from(["JP19KK0341", "JPMJCR1234", "AR 43727", "05a1C5", "R01/2"])
funding = st.lists(st.tuples(numbers, funders), max_size=3, unique_by=lambda pair: pair[0]).map(
    lambda pairs: tuple(award for number, names in pairs for award in awards([number], names))
)
dois = st.sampled_from(["10.99999/a", "10.1016/0022-0248(83)90411-6", "10.99999/b;c"]).map(
    lambda value: Identifier("DOI", value)
)
pmids = st.integers(1, 99_999_999).map(lambda number: Identifier("PMID", str(number)))
editors = st.lists(
    st.sampled_from(["架空, 花子", "Kaku, Hanako", "World Health Organization"]), max_size=2, unique=True
).map(lambda names: tuple(Person(names=(Text(name, language_of(name)),), role="editor") for name in names))

MEDLINE = st.lists(
    st.builds(
        lambda word, pmid, title: relation(word, [pmid], title=title),
        st.sampled_from(sorted(WORDS.values())),
        st.one_of(st.none(), pmids),
        texts,
    ),
    max_size=4,
    unique=True,
).map(tuple)
DATA = st.lists(
    st.builds(data_bank, st.sampled_from(["GENBANK", "PDB", "ClinicalTrials.gov"]), st.sampled_from(["AF07", "1ABC"])),
    max_size=2,
    unique=True,
).map(tuple)


@settings(max_examples=100, deadline=None)
@given(MEDLINE, DATA, funding, editors)
def test_nbib(
    related: tuple[Relation, ...], data: tuple[Relation, ...], given_: tuple[Funding, ...], people: tuple[Person, ...]
) -> None:
    """Related articles in PubMed's words, accession numbers, grants with their agency, and editors come back."""
    record = Record(id="a", titles=TITLE, relations=related + data, funding=given_, contributors=people, language="en")
    (again,) = read("nbib", written("nbib", record))
    assert again.relations == record.relations
    assert again.funding == record.funding
    assert again.contributors == people


def test_nbib_words_of_other_sources() -> None:
    """A relation of another source is written with the tag of its kind; what MEDLINE has no tag for is left out."""
    doi = (Identifier("DOI", "10.99999/a"),)
    record = Record(
        id="a",
        titles=TITLE,
        relations=(Relation("retracts", "retraction", False, doi), Relation("cites", "reference", False, doi)),
        funding=(Funding(funders=(Text("British Heart Foundation", "en"),)),),
    )
    lines = written("nbib", record).decode().splitlines()
    assert "ROF - DOI: 10.99999/a" in lines
    assert "GR  - //British Heart Foundation/" in lines
    assert not any("reference" in line for line in lines)
    (again,) = read("nbib", written("nbib", record))
    assert again.funding == record.funding
    assert [(one.kind, one.word) for one in again.relations] == [("retracts", "RetractionOf")]


def test_grants_as_pubmed_writes_them() -> None:
    """A grant has a number, an acronym, an agency and a country, of which the first ones may be missing."""
    head = "PMID- 1\nTI  - A\n"
    lines = [
        "AR 43727/AR/NIAMS NIH HHS/United States",
        "G0600580/Medical Research Council/United Kingdom",
        "WT_/Wellcome Trust/UK",
    ]
    (record,) = read("nbib", (head + "".join(f"GR  - {line}\n" for line in lines)).encode())
    assert [(award.number, award.funders[0].value) for award in record.funding] == [
        ("AR 43727", "NIAMS NIH HHS"),
        ("G0600580", "Medical Research Council"),
        ("WT_", "Wellcome Trust"),
    ]


@settings(max_examples=50, deadline=None)
@given(editors, st.sampled_from(["ris", "bibtex"]))
def test_editors(people: tuple[Person, ...], format_: str) -> None:
    """Editors are editors again, and never become authors."""
    record = Record(id="a", titles=TITLE, type="book", contributors=people, language="en")
    (again,) = read(format_, written(format_, record))
    assert again.contributors == people
    assert again.creators == ()


ITO, SHIN, MORI = (Text("編野, 糸", "ja"), Text("訳田, 真", "ja"), Text("森, 指", "ja"))
ROLES = (
    Person((ITO,), role="editor"),
    Person((MORI,), role="supervisor"),
    Person((SHIN,), role="translator"),
    Person((Text("架空博物館", "ja"),), role="HostingInstitution"),
)


def test_contributors_alone() -> None:
    """A record without authors has its contributors in each format that has a place for them, and never as authors."""
    record = Record(id="a", titles=TITLE, type="dissertation", contributors=ROLES, language="ja")
    lines = written("ris", record).decode().splitlines()
    assert [line for line in lines if line.startswith("A")] == ["A2  - 編野, 糸", "A3  - 森, 指", "A4  - 訳田, 真"]
    (again,) = read("ris", written("ris", record))
    assert (again.creators, again.contributors) == ((), ROLES[:3])
    (again,) = read("bibtex", written("bibtex", record))
    assert again.creators == ()
    assert [(one.names, one.role) for one in again.contributors] == [
        ((ITO,), "editor"),
        ((SHIN,), "translator"),
        ((MORI,), "contributor"),
    ]
    (item,) = json.loads(written("csl-json", record))
    assert {name: [one["family"] for one in item[name]] for name in ("editor", "translator", "contributor")} == {
        "editor": ["編野"],
        "translator": ["訳田"],
        "contributor": ["森"],
    }
    assert "author" not in item
    assert "FED - 編野, 糸" in written("nbib", record).decode().splitlines()
    shown = written("md", record).decode()
    assert "編野" in shown
    assert "架空博物館" not in shown


def test_a_third_author_of_a_book_is_no_supervisor() -> None:
    """A3 has supervisors in a thesis only; in a book, editors of the series, who have no part in it."""
    entry = "TY  - BOOK\nTI  - On glass\nA3  - 森, 指\nER  - \n"
    (book,), (thesis,) = (read("ris", one.encode()) for one in (entry, entry.replace("BOOK", "THES")))
    assert book.contributors == ()
    assert [one.role for one in thesis.contributors] == ["supervisor"]


RELATED = st.lists(
    st.builds(
        lambda word, identifier, title: relation(word, [identifier], title=title),
        st.sampled_from(
            [
                "references",
                "isReferencedBy",
                "isSupplementTo",
                "isSupplementedBy",
                "isPartOf",
                "hasVersion",
                "isDerivedFrom",
            ]
        ),
        st.one_of(dois, pmids),
        st.one_of(st.just(""), texts),
    ),
    max_size=4,
    unique=True,
).map(tuple)
bodies = st.sampled_from(
    [
        (),
        (Institution((Text("虚構大学", "ja"), Text("Fictional University", "en")), (Identifier("ROR", "00hhkn466"),)),),
        (Institution((Text("虚構大学", "ja"),), (Identifier("ISNI", "000000012150090X"),)),),
    ]
)
ids = st.lists(
    st.sampled_from(
        [
            Identifier("ERAD", "60746486"),
            Identifier("ORCID", "0000-0002-1825-0097"),
            Identifier("NRID", "1000060746486"),
        ]
    ),
    max_size=3,
    unique=True,
).map(tuple)


def person(identifiers: tuple[Identifier, ...], institutions: tuple[Institution, ...], role: str) -> Person:
    """Return a person whose affiliations are the institutions, as JPCOAR has them."""
    affiliations = tuple(name for body in institutions for name in body.names)
    return Person((Text("架空, 花子", "ja"),), affiliations, identifiers, role, institutions)


authors = st.lists(st.builds(person, ids, bodies, st.just("")), max_size=2).map(tuple)
others = st.lists(st.builds(person, ids, bodies, st.sampled_from(["Editor", "DataCollector"])), max_size=2).map(tuple)


def through_jpcoar(record: Record) -> Record:
    """Write a record as JPCOAR and read it."""
    root = etree.Element("metadata")
    JPCOAR.write(root, record, "https://example.org/a", ())
    return jpcoar.record(etree.parse(io.BytesIO(etree.tostring(root[0]))).getroot())


@settings(max_examples=100, deadline=None)
@given(RELATED, funding, authors, others)
def test_jpcoar(
    related: tuple[Relation, ...], given_: tuple[Funding, ...], creators: tuple[Person, ...], people: tuple[Person, ...]
) -> None:
    """Relations, awards, roles and identified institutions come back from JPCOAR as they were."""
    record = Record(id="a", titles=TITLE, creators=creators, contributors=people, relations=related, funding=given_)
    again = through_jpcoar(record)
    assert again.relations == related
    assert again.funding == given_
    assert (again.creators, again.contributors) == (creators, people)


def test_jpcoar_funder_and_address() -> None:
    """A funder's identifier and a project's address come back; words and roles that JPCOAR lacks get the nearest."""
    address = "https://kaken.nii.ac.jp/grant/KAKENHI-PROJECT-19KK0341/"
    (award,) = awards(
        ["19KK0341"],
        (Text("日本学術振興会", "ja"),),
        (Identifier("ERAD_FUNDER", "1025"),),
        (Text("硝子の研究", "ja"),),
        (Identifier("KAKEN", "19KK0341"), Identifier("URI", address)),
        "科学研究費助成事業",
    )
    doi = (Identifier("DOI", "10.99999/a"),)
    again = through_jpcoar(
        Record(
            id="a",
            titles=TITLE,
            funding=(award,),
            contributors=(Person(names=(Text("架空, 次郎", "ja"),), role="illustrator"),),
            relations=(Relation("cites", "referenced_works", False, doi), Relation("reviews", "has-review", True, doi)),
            counts=(Count("cited-by", 3),),
        )
    )
    assert again.funding == (award,)
    assert [one.role for one in again.contributors] == ["Other"]
    assert again.relations == (Relation("cites", "references", False, doi),)
