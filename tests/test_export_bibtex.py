"""BibTeX out: which field goes where, keys that stay, and what is written is read again, by bibtexparser and by us."""

from bibtexparser.entrypoint import parse_string
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku import Identifier, Person, Record, Text
from shoroku.corpus import addresses
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.personal_names import names
from shoroku.corpus.writers.bibtex import key
from tests.export_records import held, in_line, read, records, written

WORK = Record(
    id="1390000000000000001",
    titles=(Text("Inflammation of joints: 100% {new}", "en"), Text("関節の炎症", "ja")),
    abstracts=(Text("炎症は\nある。", "ja"), Text("There is a_b ^ ~ \\ some.", "en")),
    creators=(
        Person(names=(Text("藤本 穣", "ja"), Text("Fujimoto Minoru", "en"))),
        Person(names=(Text("World Health Organization", "en"),)),
        Person(names=(Text("von Neumann, John", "en"),)),
    ),
    journals=(Text("Invented Annals", "en"), Text("架空年報", "ja")),
    issns=("0914-8760", "2189-0595"),
    volume="32",
    issue="4",
    pages="323-330",
    date="2020-12-30",
    publishers=(Text("架空学会", "ja"), Text("Invented Society", "en")),
    language="ja",
    subjects=(Text("関節", "ja"), Text("1,2-joint", "en")),
    identifiers=(
        Identifier("CRID", "1390000000000000001"),
        Identifier("DOI", "10.99999/a_1"),
        Identifier("PMID", "123"),
        Identifier("NAID", "110000000001"),
    ),
)
ENTRY = r"""@article{fujimoto2020-1390000000000000001,
  author = {藤本, 穣 and {World Health Organization} and von Neumann, John},
  title = {関節の炎症},
  titleaddon = {Inflammation of joints: 100\% \textbraceleft{}new\textbraceright{}},
  journal = {架空年報},
  journaltitleaddon = {Invented Annals},
  volume = {32},
  number = {4},
  pages = {323--330},
  year = {2020},
  month = {12},
  day = {30},
  publisher = {架空学会},
  issn = {0914-8760, 2189-0595},
  doi = {10.99999/a_1},
  crid = {1390000000000000001},
  naid = {110000000001},
  eprint = {123},
  eprinttype = {pubmed},
  url = {https://doi.org/10.99999/a_1},
  langid = {japanese},
  keywords = {関節, {1,2-joint}},
  abstract = {炎症はある。},
  abstract_en = {There is a\_b \textasciicircum{} \textasciitilde{} \textbackslash{} some.},
}
"""


def test_which_field_goes_where() -> None:
    """Every field stands under the name that docs/export.md gives."""
    assert written("bibtex", WORK).decode() == ENTRY + "\n"


def test_bibtexparser_reads_it() -> None:
    """bibtexparser, with nothing of ours, finds the entry and no fault."""
    library = parse_string(written("bibtex", WORK).decode())
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert entry.key == "fujimoto2020-1390000000000000001"
    assert entry["title"] == "関節の炎症"
    assert entry["journaltitleaddon"] == "Invented Annals"


def test_types() -> None:
    """A dissertation has a school, a report an institution, a data set and what else there is their own types."""
    made = {
        type_: written("bibtex", Record(id="a", type=type_, titles=(Text("T", "en"),), publishers=(Text("U", "en"),)))
        for type_ in ("dissertation", "report", "dataset", "book", "project")
    }
    assert made["dissertation"].startswith(b"@phdthesis{a,")
    assert b"school = {U}" in made["dissertation"]
    assert made["report"].startswith(b"@techreport{a,")
    assert b"institution = {U}" in made["report"]
    assert [made[type_].partition(b"{")[0] for type_ in ("dataset", "book", "project")] == [
        b"@dataset",
        b"@book",
        b"@misc",
    ]


KEYS = [
    (Record(id="h-1"), "h-1"),
    (Record(id="h-1", date="2020"), "2020-h-1"),
    (Record(id="W12", creators=(Person(names=(Text("Zoë Müller", "en"),)),)), "muller-w12-74c22833"),
    (
        Record(id="a b", creators=(Person(names=(Text("Müller, Zoë", "en"),)),), date="1999-02"),
        "muller1999-a-b-7faae47c",
    ),
    (Record(id="doi:10.1/x_y", creators=(Person(names=(Text("藤本 穣", "ja"),)),)), "doi:10.1/x-y-9b9ddcde"),
]


def test_keys() -> None:
    """A key is the author's name and the year, where they are known, and the record's id."""
    assert [key(record) for record, _ in KEYS] == [expected for _, expected in KEYS]


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_two_ids_give_one_key(first: str, second: str) -> None:
    """Keys differ as ids do, to BibTeX too, which does not tell capitals from small letters; none needs a quotation."""
    keys = [key(Record(id=id_)) for id_ in (first, second)]
    assert (keys[0] == keys[1]) == (first == second)
    assert all(one == one.lower() and not set(one) & set("{}(),=\"'#%\\~ \t\n") for one in keys)


@settings(max_examples=150, deadline=None)
@given(records)
def test_what_is_written_is_read_again(record: Record) -> None:
    """Our own reader has again what BibTeX holds: one publisher, one address, the identifiers that it has fields for."""
    (again,) = read("bibtex", written("bibtex", record))
    kinds = ("DOI", "CRID", "NAID", "PMID", "ISBN")
    page = addresses.page(record)
    expected = held(
        record,
        titles=in_line(record.titles, record),
        abstracts=in_line(record.abstracts, record),
        journals=in_line(record.journals, record),
        publishers=in_line(record.publishers, record)[:1],
        subjects=in_line(record.subjects, Record(id="")),
        creators=again.creators,
        pages=pages(record.pages),
        identifiers=again.identifiers,
        sources=(),
        abstract_licence=record.abstract_licence,
        links=(page,) if page else (),
    )
    assert again == expected
    assert [person.names[0].value for person in again.creators] == list(map(str, names(record)))
    assert {one.kind: one.value for one in again.identifiers} == {
        kind: record.identifier(kind) for kind in kinds if record.identifier(kind)
    }


@settings(max_examples=50, deadline=None)
@given(records, records)
def test_an_entry_never_reaches_into_the_next(first: Record, second: Record) -> None:
    """Two records are two entries, their braces balanced as BibTeX counts them."""
    data = written("bibtex", first, second).decode()
    assert len(parse_string(data).blocks) == 2
    for one in (first, second):
        text = written("bibtex", one).decode()
        assert text.count("{") == text.count("}")


def test_a_title_that_quotes_the_other() -> None:
    """An English title with Japanese words in it comes back too, in its language."""
    titles = (Text("石川五右衛門", "ja"), Text("Goemon ISHIKAWA as 石川五右衛門", "en"))
    (again,) = read("bibtex", written("bibtex", Record(id="a", titles=titles, language="ja")))
    assert again.titles == titles
