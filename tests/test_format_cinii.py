"""CiNii Research's record as JSON-LD, as specified and as it really comes."""

import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku import (
    BadDate,
    BrokenSyntax,
    Funding,
    Identifier,
    Institution,
    NoTitle,
    Person,
    Record,
    RecordError,
    Relation,
    Text,
    WrongType,
)
from shoroku.corpus.normalize import cleaning
from shoroku.corpus.readers import Item
from shoroku.corpus.readers.json_formats.cinii import FORMAT, read
from shoroku.corpus.record import encode

REAL = Path(__file__).resolve().parents[1].parent / "shared/samples/cinii/crid_1390282680241132288.json"

CRID = "1390000000000000001"


def tagged(lang: str, value: str) -> dict[str, str]:
    """Make a value with its language."""
    return {"@language": lang, "@value": value}


#: Invented from end to end, in the shape of shared/sources.md.
INVENTED: dict[str, Any] = {
    "@context": {"@vocab": "https://cir.nii.ac.jp/schema/1.0/"},
    "@id": f"https://cir.nii.ac.jp/crid/{CRID}.json",
    "@type": "Article",
    "productIdentifier": [
        {"identifier": {"@type": "DOI", "@value": "10.5555/GLASS.1"}},
        {"identifier": {"@type": "NAID", "@value": "110000000001"}},
    ],
    "dc:title": [
        tagged("ja", "硝子の熱"),
        tagged("en", "Heat in Glass"),
        {"@value": "硝子の熱 (再録)"},
        tagged("ja-Kana", "ガラス ノ ネツ"),
    ],
    "dcterms:alternative": [tagged("en", "Heat in Glass")],
    "dc:language": "ja",
    "description": [
        {
            "type": "abstract",
            "notation": [tagged("ja", "硝子の熱を測った。"), tagged("en", "We measured glass.")],
            "abstractLicenseFlag": {"@value": "disallow"},
        },
        {"type": "note", "notation": [tagged("en", "A note, no abstract.")]},
    ],
    "creator": [
        {
            "@id": "https://cir.nii.ac.jp/crid/1410000000000000001",
            "personIdentifier": [{"@type": "NRID", "@value": "1000000000001"}],
            "foaf:name": [tagged("ja", "架空 花子"), tagged("en", "KAKU Hanako")],
            "jpcoar:affiliationName": [tagged("ja", "虚構大学")],
        }
    ],
    "contributor": [
        {"foaf:name": [{"@value": "T. Nobody"}], "role": "編集者"},
        {
            "@id": "https://cir.nii.ac.jp/crid/1390000000000000001",
            "personIdentifier": [{"@type": "ORCID", "@value": "https://orcid.org/0000-0002-1825-0097"}],
            "foaf:name": [tagged("ja", "虚構 次郎"), tagged("en", "KYOKO Jiro")],
            "jpcoar:affiliationName": [tagged("ja", "架空大学")],
        },
        {"@type": "Researcher", "jpcoar:affiliationName": [tagged("ja", "名のない人の大学")]},
    ],
    "publication": {
        "publicationIdentifier": [
            {"@type": "PISSN", "@value": "12345678"},
            {"@type": "EISSN", "@value": "2345-678x"},
            {"@type": "NCID", "@value": "AN00000000"},
        ],
        "prism:publicationName": [tagged("ja", "硝子学"), tagged("en", "Glass Studies"), tagged("ja", "硝子学")],
        "dc:publisher": tagged("ja", "硝子学会"),
        "prism:publicationDate": "2019-04-01",
        "prism:volume": 3,
        "prism:number": "1",
        "prism:startingPage": "1",
        "prism:endingPage": "9",
    },
    "foaf:topic": [{"@id": "x", "dc:title": "硝子"}, {"dc:title": [tagged("en", "glass")]}],
    "dcterms:subject": [{"@value": "glass"}],
    "url": [{"@id": "https://example.org/glass"}],
    "project": [
        {
            "@id": "https://cir.nii.ac.jp/crid/1040000000000000001",
            "@type": "Project",
            "projectIdentifier": [{"@type": "KAKEN", "@value": "19KK0341"}, {"@type": "JGN", "@value": "JP19KK0341"}],
            "notation": [tagged("ja", "硝子の研究")],
            "role": "成果物",
        }
    ],
    "relatedProduct": [
        {
            "@id": "https://cir.nii.ac.jp/crid/1360000000000000001",
            "@type": "Dataset",
            "productIdentifier": [{"@type": "DOI", "@value": "https://doi.org/10.5555/DATA"}],
            "relationType": ["isSupplementedBy", "references"],
            "jpcoar:relatedTitle": [tagged("en", "Data for Glass")],
        },
        {"@type": "Article", "relationType": "seen with", "jpcoar:relatedTitle": tagged("ja", "無名")},
    ],
    "dataSourceIdentifier": [
        {"@type": "JALC", "@value": "oai:x:1"},
        {"@type": "CIA", "@value": "110000000001"},
        {"@type": "NEW", "@value": "1"},
        {"@type": "JALC", "@value": "oai:x:2"},
    ],
}

DATA = (Identifier("CRID", "1360000000000000001"), Identifier("DOI", "10.5555/data"))
EXPECTED = Record(
    id=CRID,
    type="article",
    titles=(
        Text("硝子の熱", "ja"),
        Text("Heat in Glass", "en"),
        Text("硝子の熱 (再録)", "ja"),
        Text("ガラス ノ ネツ", "ja-Kana"),
    ),
    abstracts=(Text("硝子の熱を測った。", "ja"), Text("We measured glass.", "en")),
    creators=(
        Person(
            (Text("架空 花子", "ja"), Text("KAKU Hanako", "en")),
            (Text("虚構大学", "ja"),),
            (Identifier("NRID", "1000000000001"), Identifier("CRID", "1410000000000000001")),
        ),
    ),
    contributors=(
        Person((Text("T. Nobody", "en"),), role="editor"),
        Person(
            (Text("虚構 次郎", "ja"), Text("KYOKO Jiro", "en")),
            (Text("架空大学", "ja"),),
            (Identifier("ORCID", "0000-0002-1825-0097"),),
            role="contributor",
        ),
    ),
    journals=(Text("硝子学", "ja"), Text("Glass Studies", "en")),
    issns=("1234-5678", "2345-678X"),
    volume="3",
    issue="1",
    pages="1-9",
    date="2019-04-01",
    publishers=(Text("硝子学会", "ja"),),
    language="ja",
    subjects=(Text("硝子", "ja"), Text("glass", "en")),
    identifiers=(Identifier("CRID", CRID), Identifier("DOI", "10.5555/glass.1"), Identifier("NAID", "110000000001")),
    sources=("JaLC", "CiNii Articles", "NEW"),
    links=("https://example.org/glass",),
    abstract_licence="disallow",
    relations=(
        Relation("supplements", "isSupplementedBy", True, DATA, "dataset", "Data for Glass"),
        Relation("cites", "references", False, DATA, "dataset", "Data for Glass"),
        Relation("", "seen with", type="article", title="無名"),
    ),
    funding=(
        Funding(
            "19KK0341",
            titles=(Text("硝子の研究", "ja"),),
            identifiers=(
                Identifier("KAKEN", "19KK0341"),
                Identifier("JGN", "JP19KK0341"),
                Identifier("CRID", "1040000000000000001"),
            ),
            word="成果物",
        ),
    ),
)


def items(content: str | bytes) -> list[Item]:
    """Read a file's content."""
    return list(read(io.BytesIO(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))))


def changed(**fields: Any) -> dict[str, Any]:
    """Return the invented record with other fields; None takes one away."""
    record = copy.deepcopy(INVENTED) | fields
    return {name: value for name, value in record.items() if value is not None}


def only(data: Any) -> Record:
    """Read one valid record."""
    (item,) = items(json.dumps(data))
    assert item.error is None
    assert item.record is not None
    return item.record


def test_every_field() -> None:
    """Every field of a work but the user's own is read, in the languages that it has."""
    own = {"tags", "note", "edited", "counts", "until"}
    assert all(getattr(EXPECTED, field) for field in EXPECTED.__struct_fields__ if field not in own)
    assert only(INVENTED) == EXPECTED


@pytest.mark.skipif(not REAL.exists(), reason="the samples are not beside the project")
def test_a_real_record() -> None:
    """A record as CiNii delivers it is read with all that it says."""
    (item,) = items(REAL.read_bytes())
    assert item.error is None
    assert item.repaired == ()
    record = item.record
    assert record is not None
    english, japanese = record.abstracts
    assert english.value.startswith("Six Japanese species of the genus Stenolechia")
    assert english.value.endswith("Keys to the species are provided.")
    assert japanese.value.startswith("Stenolechia属は,旧北区および東洋区から14種知られ")
    assert japanese.value.endswith("notmochla MEYRICK")
    assert (english.lang, japanese.lang) == ("en", "ja")
    assert record == Record(
        id="1390282680241132288",
        type="article",
        titles=(
            Text("日本産Stenolechia属キバガの再検討", "ja"),
            Text("A Revision of the Genus Stenolechia MEYRICK from Japan (Lepidoptera, Gelechiidae)", "en"),
            Text("日本産Stenolechia属キバガの再検討〔英文〕", "ja"),
            Text("ニホンサンStenolechiaゾク キバガ ノ サイケントウ エイブン", "ja-Kana"),
        ),
        abstracts=record.abstracts,
        creators=(
            Person(
                (Text("金沢 至", "ja"), Text("KANAZAWA Itaru", "en")),
                (Text("Entomological Laboratory, Faculty of Agriculture, Kyushu University", "en"),),
                (Identifier("NRID", "1000004760041"), Identifier("CRID", "1410001205410563840")),
            ),
        ),
        journals=(
            Text("蝶と蛾", "ja"),
            Text("Lepidoptera Science", "en"),
            Text("Cho to Ga", "en"),
            Text("Trans. lepid. Soc. Japan", "en"),
            Text("Tyo to Ga", "en"),
            Text("Transaction of the Lepidopterological Society of Japan", "en"),
        ),
        issns=("0024-0974", "1880-8077"),
        volume="35",
        issue="3",
        pages="93-120",
        date="1984",
        publishers=(Text("THE LEPIDOPTEROLOGICAL SOCIETY OF JAPAN", "en"), Text("日本鱗翅学会", "ja")),
        language="en",
        subjects=(),
        identifiers=(
            Identifier("CRID", "1390282680241132288"),
            Identifier("DOI", "10.18984/lepid.35.3_93"),
            Identifier("NAID", "110007707553"),
            Identifier("NDL_BIB_ID", "3022597"),
            Identifier("URI", "http://id.ndl.go.jp/bib/3022597"),
        ),
        sources=("JaLC", "CiNii Articles", "NDL Search"),
        links=("http://id.ndl.go.jp/bib/3022597",),
        abstract_licence="",
    )


VARIANTS = [
    ({"dc:title": "Glass", "dcterms:alternative": None}, "titles", (Text("Glass", "en"),)),
    ({"dc:title": tagged("ja", "硝子"), "dcterms:alternative": None}, "titles", (Text("硝子", "ja"),)),
    (
        {"dc:title": [{"@language": None, "@value": "硝子"}], "dcterms:alternative": None},
        "titles",
        (Text("硝子", "ja"),),
    ),
    ({"dc:title": None}, "titles", (Text("Heat in Glass", "en"),)),
    (
        {"creator": None, "contributor": None, "dc:creator": "架空 花子 著"},
        "creators",
        (Person((Text("架空 花子 著", "ja"),)),),
    ),
    ({"creator": None, "contributor": None}, "creators", ()),
    ({"creator": None, "dc:creator": "架空 花子 著"}, "creators", (Person((Text("架空 花子 著", "ja"),)),)),
    ({"creator": None, "contributor": {"foaf:name": "架空 花子", "role": "編集者"}}, "creators", ()),
    ({"contributor": None}, "contributors", ()),
    ({"description": None}, "abstract_licence", ""),
    (
        {"description": {"type": "abstract", "notation": "A.", "abstractLicenseFlag": "allow"}},
        "abstract_licence",
        "allow",
    ),
    ({"description": {"type": "abstract", "notation": "A."}}, "abstracts", (Text("A.", "en"),)),
    ({"dc:language": ["en", "ja"]}, "language", "en"),
    ({"dc:language": None}, "language", ""),
    ({"@type": "Book"}, "type", "book"),
    ({"@type": ["Dissertation"]}, "type", "dissertation"),
    ({"@type": None}, "type", "article"),
    ({"publication": {"prism:startingPage": "7"}}, "pages", "7"),
    ({"publication": {"prism:startingPage": 7, "prism:endingPage": 7}}, "pages", "7"),
    ({"publication": {"prism:pageRange": "7-8"}}, "pages", "7-8"),
    ({"publication": None}, "date", ""),
    ({"publication": None, "dc:date": "1984年3月"}, "date", "1984-03"),
    ({"publication": [{"prism:volume": "1"}]}, "volume", "1"),
    ({"publication": None, "dc:publisher": "硝子社"}, "publishers", (Text("硝子社", "ja"),)),
    ({"@id": f"https://cir.nii.ac.jp/crid/{CRID}"}, "id", CRID),
    ({"@id": None}, "id", "doi:10.5555/glass.1"),
    ({"@id": 7}, "id", "7"),
    (
        {"url": ["https://example.org", {"@id": None}, {"@id": "https://example.org/a"}]},
        "links",
        ("https://example.org/a",),
    ),
]


@pytest.mark.parametrize(("fields", "field", "expected"), VARIANTS)
def test_variants(fields: dict[str, Any], field: str, expected: Any) -> None:
    """A value may be missing, alone or in a list, a string or an object, a number or a string."""
    assert getattr(only(changed(**fields)), field) == expected


ITO, SHIN, BODY = (
    {"@type": "Researcher", "foaf:name": "編野 糸"},
    {"@type": "Researcher", "foaf:name": "訳田 真"},
    {"@type": "Organization", "foaf:name": "架空学会"},
)


@pytest.mark.parametrize(
    ("given", "creators", "contributors"),
    [
        ([ITO, SHIN], ["編野 糸", "訳田 真"], []),
        ([ITO | {"role": "寄与者"}, SHIN | {"role": "翻訳者"}], ["編野 糸"], [("訳田 真", "translator")]),
        ([ITO | {"role": "著者"}, BODY], ["編野 糸"], [("架空学会", "contributor")]),
        ([ITO | {"role": "編者"}, SHIN | {"role": "訳者"}], [], [("編野 糸", "editor"), ("訳田 真", "translator")]),
        ([ITO | {"role": "指導教員"}, SHIN | {"role": "挿絵"}], [], [("編野 糸", "supervisor"), ("訳田 真", "挿絵")]),
        ([ITO | {"role": "contributor"}], [], [("編野 糸", "contributor")]),
    ],
)
def test_contributors_alone(given: list[Any], creators: list[str], contributors: list[tuple[str, str]]) -> None:
    """Where a work has no author, people without a role are its authors; roles have one word in all sources."""
    record = only(changed(creator=None, contributor=given))
    assert [one.name for one in record.creators] == creators
    assert [one.role for one in record.creators] == [""] * len(creators)
    assert [(one.name, one.role) for one in record.contributors] == contributors


def test_a_project_has_no_authors_among_its_contributors() -> None:
    """Who contributed to a project is no member of it."""
    record = only(changed(**{"@type": "Project"}, creator=None, contributor=[ITO]))
    assert record.creators == ()
    assert [(one.name, one.role) for one in record.contributors] == [("編野 糸", "contributor")]


def test_a_record_without_identifiers_is_named_by_its_content() -> None:
    """Two records that have no identifier at all are not taken for one."""
    one, other = (
        only(changed(**{"@id": None, "productIdentifier": None, "dc:title": title})) for title in ("One", "Other")
    )
    assert one.id
    assert other.id
    assert one.id != other.id


BAD: list[tuple[Any, type[RecordError], str]] = [
    (changed(**{"dc:title": None, "dcterms:alternative": None}), NoTitle, "dc:title"),
    (changed(**{"dc:title": [{"@value": "\u202e"}], "dcterms:alternative": []}), NoTitle, "dc:title"),
    (changed(publication={"prism:publicationDate": "19xx"}), BadDate, "prism:publicationDate"),
    ("a string", WrongType, ""),
    (7, WrongType, ""),
    (None, WrongType, ""),
]


@pytest.mark.parametrize(("data", "error", "field"), BAD)
def test_bad_records(data: Any, error: type[RecordError], field: str) -> None:
    """What is not a record says why, and is kept for the rejects."""
    (item,) = items(json.dumps(data))
    assert item.record is None
    assert isinstance(item.error, error)
    assert item.error.field == field
    assert item.raw


@pytest.mark.parametrize(
    "content", ["{", "not JSON", '{"@id": "x"', b"\xff\xfe\x00", "[" * 5_000, json.dumps(INVENTED, indent=1)[:-3]]
)
def test_broken_files(content: str | bytes) -> None:
    """A file that is not JSON is one broken record, and says where it breaks."""
    (item,) = items(content)
    assert item.record is None
    assert isinstance(item.error, BrokenSyntax)
    assert item.line >= 1


LINE = json.dumps(INVENTED, ensure_ascii=False)
PRETTY = json.dumps(INVENTED, ensure_ascii=False, indent=2)
NO_TITLE = json.dumps(changed(**{"dc:title": None, "dcterms:alternative": None}), indent=2)
_SECOND = PRETTY.count("\n") + 2

SEVERAL = [
    (f"{LINE}\n{LINE}\n", [(1, True), (2, True)]),
    (f"{LINE}\n{{broken\n{LINE}", [(1, True), (2, False), (3, True)]),
    (f"{{broken\n{LINE}\n", [(1, False), (2, True)]),
    (f"{LINE}\n{LINE[:-50]}", [(1, True), (2, False)]),
    (f"[{LINE},{LINE}]", [(1, True), (1, True)]),
    (f"[\n{LINE},\n\n  {LINE}\n]\n", [(2, True), (4, True)]),
    (f"[{PRETTY},\n{NO_TITLE},\n{PRETTY}]", [(1, True), (_SECOND, False), (_SECOND + NO_TITLE.count("\n") + 1, True)]),
    (f"\ufeff[{LINE}]", [(1, True)]),
    (f"\ufeff{PRETTY}", [(1, True)]),
    ("[]", []),
]


@pytest.mark.parametrize(("content", "expected"), SEVERAL)
def test_several_records(content: str, expected: list[tuple[int, bool]]) -> None:
    """A file may hold an array or a record a line; each record tells the line on which it begins."""
    assert [(item.line, item.record is not None) for item in items(content)] == expected


def test_harmful_characters_are_taken_out() -> None:
    """A record with harmful characters is taken without them, and the fields are named."""
    data = changed(
        **{"dc:title": "\x1b[31mGlass\ud800", "@type": "Arti\x00cle", "url": [{"@id": "https://example.org/\u202ea"}]}
    )
    (item,) = items(json.dumps(data))
    assert item.record is not None
    assert set(item.repaired) == {"dc:title", "@type", "url"}
    assert item.record.titles[0] == Text("Glass\ufffd", "en")
    assert item.record.type == "article"
    assert item.record.links == ("https://example.org/a",)


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters(exclude_categories=()), max_size=4)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(
            st.sampled_from(
                [
                    "@value",
                    "@language",
                    "@type",
                    "@id",
                    "type",
                    "notation",
                    "identifier",
                    "foaf:name",
                    "dc:title",
                    "prism:volume",
                ]
            ),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from([*INVENTED, "dc:creator", "dc:date"]), values, max_size=3))
def test_any_value_is_read_or_refused(fields: dict[str, Any]) -> None:
    """Whatever a field holds, the outcome is a record that can be kept or an error that can be reported."""
    (item,) = items(json.dumps(INVENTED | fields))
    if item.record is not None:
        assert not cleaning.any_harmful(json.loads(encode(item.record)))
        assert item.record.id
    else:
        assert str(item.error)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (PRETTY.encode()[:4096], True),
        (LINE.encode()[:4096], True),
        (b'{"@id": "https://cir.nii.ac.jp/crid/1390000000000000001"}', True),
        (b'{"id": "a", "title": "A"}', False),
        (b"<rdf/>", False),
        (b"", False),
    ],
)
def test_recognizes(head: bytes, expected: bool) -> None:
    """The format is known by CiNii's own addresses."""
    assert FORMAT.recognizes(head) is expected


def test_a_researcher() -> None:
    """A researcher is a record: the person with names and careers, projects and products."""
    record = only(
        {
            "@id": "https://cir.nii.ac.jp/crid/1420000000000000001.json",
            "@type": "Researcher",
            "personIdentifier": [
                {"@type": "NRID", "@value": "1000060746486"},
                {"@type": "ORCID", "@value": "0000-0002-1825-0097"},
            ],
            "foaf:Person": [
                {
                    "foaf:familyName": [tagged("ja", "架空"), tagged("en", "Kaku")],
                    "foaf:givenName": [tagged("ja", "花子"), tagged("en", "Hanako")],
                }
            ],
            "career": [
                {
                    "institution": {
                        "institutionIdentifier": [{"@type": "KAKEN", "@value": "99999"}],
                        "notation": [tagged("ja", "虚構大学")],
                    },
                    "department": {"notation": [tagged("ja", "工学部")]},
                }
            ],
            "project": [
                {
                    "@id": "https://cir.nii.ac.jp/crid/1040000000000000001",
                    "projectIdentifier": [{"@type": "KAKEN", "@value": "19KK0341"}],
                    "notation": [tagged("ja", "硝子の研究")],
                    "role": "研究代表者",
                }
            ],
            "product": [
                {
                    "@id": "https://cir.nii.ac.jp/crid/1360000000000000001",
                    "@type": "Article",
                    "productIdentifier": [{"@type": "DOI", "@value": "10.5555/GLASS"}],
                    "notation": [tagged("en", "On glass")],
                    "relation": [{"type": "author"}],
                }
            ],
        }
    )
    assert (record.id, record.type) == ("1420000000000000001", "researcher")
    assert record.titles == (Text("架空 花子", "ja"), Text("Kaku Hanako", "en"))
    (person,) = record.creators
    assert person.names == record.titles
    assert person.affiliations == (Text("虚構大学 工学部", "ja"),)
    assert person.identifiers == (
        Identifier("NRID", "1000060746486"),
        Identifier("ORCID", "0000-0002-1825-0097"),
        Identifier("CRID", "1420000000000000001"),
    )
    assert person.institutions == (
        Institution((Text("虚構大学", "ja"),), (Identifier("KAKENHI_INSTITUTION", "99999"),)),
    )
    assert record.relations == (
        Relation(
            "created-by",
            "author",
            True,
            (Identifier("CRID", "1360000000000000001"), Identifier("DOI", "10.5555/glass")),
            "article",
            "On glass",
        ),
        Relation(
            "member-of",
            "研究代表者",
            False,
            (Identifier("KAKEN", "19KK0341"), Identifier("CRID", "1040000000000000001")),
            "project",
            "硝子の研究",
        ),
    )
    assert record.funding == ()
