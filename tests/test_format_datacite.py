"""DataCite's answers are read, as JSON and as XML, with all that they say of other works."""

import io
import json
from typing import Any

import pytest

from shoroku import BadDate, Count, Funding, Identifier, Institution, NoTitle, Person, Record, Relation, Text
from shoroku.corpus.readers import Item, recognized

ATTRIBUTES: dict[str, Any] = {
    "doi": "10.99999/DATA.1",
    "identifiers": [
        {"identifier": "12345", "identifierType": "Local"},
        {"identifier": "0706.0001", "identifierType": "arXiv"},
    ],
    "creators": [
        {
            "name": "Kaku, Hanako",
            "nameType": "Personal",
            "givenName": "Hanako",
            "familyName": "Kaku",
            "affiliation": [
                "Institute of Y",
                {
                    "name": "Fictional University",
                    "affiliationIdentifier": "https://ror.org/00hhkn466",
                    "affiliationIdentifierScheme": "ROR",
                },
            ],
            "nameIdentifiers": [
                {"nameIdentifier": "1000010734353", "nameIdentifierScheme": "NRID"},
                {"nameIdentifier": "https://orcid.org/0000-0002-1825-0097", "nameIdentifierScheme": ""},
            ],
        },
        {"givenName": "T.", "familyName": "Nobody"},
    ],
    "titles": [
        {"title": "Data on Glass", "lang": "en"},
        {"title": "Heat", "lang": "en", "titleType": "Subtitle"},
        {"title": "硝子のデータ", "lang": "ja", "titleType": "TranslatedTitle"},
    ],
    "publisher": {"name": "Glass Archive", "lang": "en"},
    "container": {
        "type": "Series",
        "title": "Glass Series",
        "identifier": "1234-5678",
        "volume": "3",
        "issue": "1",
        "firstPage": "7",
        "lastPage": "9",
    },
    "publicationYear": 2020,
    "subjects": [{"subject": "glass"}],
    "contributors": [{"name": "Glass Lab", "contributorType": "HostingInstitution", "nameIdentifiers": []}],
    "dates": [{"date": "2019-05-06T01:02:03Z", "dateType": "Submitted"}, {"date": "2020-04", "dateType": "Issued"}],
    "language": "en",
    "types": {"resourceTypeGeneral": "Dataset", "resourceType": "table"},
    "relatedIdentifiers": [
        {
            "relationType": "IsSupplementTo",
            "relatedIdentifier": "https://doi.org/10.99999/ARTICLE",
            "relatedIdentifierType": "DOI",
            "resourceTypeGeneral": "JournalArticle",
        },
        {"relationType": "IsReferencedBy", "relatedIdentifier": "10.99999/review", "relatedIdentifierType": "DOI"},
        {"relationType": "HasMetadata", "relatedIdentifier": "https://example.org/m", "relatedIdentifierType": "URL"},
    ],
    "relatedItems": [
        {
            "relatedItemType": "Book",
            "relationType": "IsPublishedIn",
            "titles": [{"title": "A book on glass"}],
            "relatedItemIdentifier": {"relatedItemIdentifier": "9784000000000", "relatedItemIdentifierType": "ISBN"},
        }
    ],
    "descriptions": [
        {"description": "We measured <i>glass</i>.", "descriptionType": "Abstract", "lang": "en"},
        {"description": "A table.", "descriptionType": "Other"},
    ],
    "fundingReferences": [
        {
            "funderName": "Japan Society for the Promotion of Science",
            "funderIdentifier": "https://doi.org/10.13039/501100001691",
            "funderIdentifierType": "Crossref Funder ID",
            "awardNumber": "JP19KK0341",
            "awardUri": "https://kaken.nii.ac.jp/grant/KAKENHI-PROJECT-19KK0341/",
            "awardTitle": "On glass",
        },
        {},
    ],
    "url": "https://example.org/data/1",
    "citationCount": 2,
    "updated": "2026-01-02T03:04:05Z",
    "schemaVersion": "http://datacite.org/schema/kernel-4",
}
ANSWER = {
    "id": "10.99999/data.1",
    "type": "dois",
    "attributes": ATTRIBUTES,
    "relationships": {"citations": {"data": [{"id": "10.99999/concluded", "type": "dois"}]}},
}

EXPECTED = Record(
    id="doi:10.99999/data.1",
    type="dataset",
    titles=(Text("Data on Glass: Heat", "en"), Text("硝子のデータ", "ja")),
    abstracts=(Text("We measured glass.", "en"),),
    creators=(
        Person(
            names=(Text("Kaku, Hanako", "en"),),
            affiliations=(Text("Institute of Y", "en"), Text("Fictional University", "en")),
            identifiers=(Identifier("NRID", "1000010734353"), Identifier("ORCID", "0000-0002-1825-0097")),
            institutions=(Institution((Text("Fictional University", "en"),), (Identifier("ROR", "00hhkn466"),)),),
        ),
        Person(names=(Text("Nobody, T.", "en"),)),
    ),
    journals=(Text("Glass Series", "en"),),
    issns=("1234-5678",),
    volume="3",
    issue="1",
    pages="7-9",
    date="2020-04",
    publishers=(Text("Glass Archive", "en"),),
    language="en",
    subjects=(Text("glass", "en"),),
    identifiers=(Identifier("DOI", "10.99999/data.1"), Identifier("ARXIV", "0706.0001")),
    sources=("DataCite",),
    links=("https://example.org/data/1",),
    contributors=(Person(names=(Text("Glass Lab", "en"),), role="HostingInstitution"),),
    relations=(
        Relation("supplements", "IsSupplementTo", False, (Identifier("DOI", "10.99999/article"),), "journal article"),
        Relation("cites", "IsReferencedBy", True, (Identifier("DOI", "10.99999/review"),)),
        Relation("", "HasMetadata", False, (Identifier("URI", "https://example.org/m"),)),
        Relation("part-of", "IsPublishedIn", False, (Identifier("ISBN", "9784000000000"),), "book", "A book on glass"),
    ),
    funding=(
        Funding(
            "19KK0341",
            (Text("Japan Society for the Promotion of Science", "en"),),
            (Identifier("DOI", "10.13039/501100001691"),),
            (Text("On glass", "en"),),
            (
                Identifier("KAKEN", "19KK0341"),
                Identifier("URI", "https://kaken.nii.ac.jp/grant/KAKENHI-PROJECT-19KK0341/"),
            ),
        ),
    ),
    counts=(Count("cited-by", 2, "DataCite", "2026-01-02"),),
)


def items(content: Any) -> list[Item]:
    """Read a file, whose format is recognised."""
    written = content if isinstance(content, bytes) else json.dumps(content).encode()
    return list(recognized(written[:4096], "file").read(io.BytesIO(written)))


def only(content: Any) -> Record:
    """Read the only record of a file."""
    (item,) = items(content)
    assert item.record is not None, item.error
    return item.record


@pytest.mark.parametrize(
    "content",
    [
        ANSWER,
        {"data": [ANSWER], "meta": {"total": 1}},
        {"data": ANSWER, "included": [{"id": "x", "type": "clients"}]},
        [ANSWER],
    ],
)
def test_every_field(content: Any) -> None:
    """A record gives every field, in its envelope or not; what DataCite concludes is no statement of the record."""
    assert only(content) == EXPECTED


def test_attributes_alone() -> None:
    """The attributes alone are a record, too."""
    assert only(ATTRIBUTES) == EXPECTED


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ({"resourceTypeGeneral": "Text", "resourceType": "Dissertation"}, "dissertation"),
        ({"resourceTypeGeneral": "JournalArticle"}, "article"),
        ({"resourceTypeGeneral": "Book"}, "book"),
        ({"resourceTypeGeneral": "Software"}, "software"),
        ({"resourceTypeGeneral": "InteractiveResource"}, "interactive resource"),
        ({}, "article"),
    ],
)
def test_types(types: dict[str, str], expected: str) -> None:
    """A type that is no text keeps DataCite's name."""
    assert only(ATTRIBUTES | {"types": types}).type == expected


@pytest.mark.parametrize(
    ("changed", "error"), [({"titles": []}, NoTitle), ({"dates": [{"date": "soon", "dateType": "Issued"}]}, BadDate)]
)
def test_rejected(changed: dict[str, Any], error: type[Exception]) -> None:
    """A record without a title or with an unreadable date is rejected."""
    (item,) = items(ATTRIBUTES | changed)
    assert isinstance(item.error, error)


def test_a_publisher_may_be_a_string() -> None:
    """Older records have the publisher's name alone; the year alone is a date."""
    record = only(ATTRIBUTES | {"publisher": "Glass Archive", "dates": []})
    assert (record.publishers, record.date) == ((Text("Glass Archive", "en"),), "2020")


XML = """<?xml version="1.0" encoding="UTF-8"?>
<resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">10.99999/DATA.1</identifier>
<creators><creator><creatorName nameType="Personal">Kaku, Hanako</creatorName><givenName>Hanako</givenName>
<familyName>Kaku</familyName><nameIdentifier nameIdentifierScheme="NRID">1000010734353</nameIdentifier>
<nameIdentifier nameIdentifierScheme="ORCID">https://orcid.org/0000-0002-1825-0097</nameIdentifier>
<affiliation>Institute of Y</affiliation><affiliation affiliationIdentifier="https://ror.org/00hhkn466"
 affiliationIdentifierScheme="ROR">Fictional University</affiliation></creator>
<creator><creatorName>Nobody, T.</creatorName></creator></creators>
<titles><title xml:lang="en">Data on Glass</title><title xml:lang="en" titleType="Subtitle">Heat</title>
<title xml:lang="ja" titleType="TranslatedTitle">硝子のデータ</title></titles><publisher xml:lang="en">Glass Archive</publisher>
<publicationYear>2020</publicationYear><resourceType resourceTypeGeneral="Dataset">table</resourceType>
<subjects><subject>glass</subject></subjects><contributors><contributor contributorType="HostingInstitution">
<contributorName>Glass Lab</contributorName></contributor></contributors>
<dates><date dateType="Submitted">2019-05-06</date><date dateType="Issued">2020-04</date></dates><language>en</language>
<alternateIdentifiers><alternateIdentifier alternateIdentifierType="arXiv">0706.0001</alternateIdentifier></alternateIdentifiers>
<relatedIdentifiers><relatedIdentifier relationType="IsSupplementTo" relatedIdentifierType="DOI"
 resourceTypeGeneral="JournalArticle">https://doi.org/10.99999/ARTICLE</relatedIdentifier>
<relatedIdentifier relationType="IsReferencedBy" relatedIdentifierType="DOI">10.99999/review</relatedIdentifier>
<relatedIdentifier relationType="HasMetadata" relatedIdentifierType="URL">https://example.org/m</relatedIdentifier></relatedIdentifiers>
<relatedItems><relatedItem relatedItemType="Book" relationType="IsPublishedIn"><titles><title>A book on glass</title></titles>
<relatedItemIdentifier relatedItemIdentifierType="ISBN">9784000000000</relatedItemIdentifier></relatedItem></relatedItems>
<descriptions><description descriptionType="Abstract" xml:lang="en">We measured glass.</description></descriptions>
<fundingReferences><fundingReference/><fundingReference><funderName>Japan Society for the Promotion of Science</funderName>
<funderIdentifier funderIdentifierType="Crossref Funder ID">https://doi.org/10.13039/501100001691</funderIdentifier>
<awardNumber awardURI="https://kaken.nii.ac.jp/grant/KAKENHI-PROJECT-19KK0341/">JP19KK0341</awardNumber>
<awardTitle>On glass</awardTitle></fundingReference></fundingReferences></resource>"""


def test_xml_says_the_same() -> None:
    """The XML gives the same record, but for what only the service knows."""
    record = only(XML.encode())
    only_json = {"journals", "issns", "volume", "issue", "pages", "links", "counts"}
    for field in EXPECTED.__struct_fields__:
        if field not in only_json:
            assert getattr(record, field) == getattr(EXPECTED, field), field
