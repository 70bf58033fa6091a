"""ORCID's records are read, as JSON and as XML: only what names a work itself identifies it."""

import io
import json
from typing import Any

from shoroku import Identifier, Institution, NoTitle, Record, Relation, Text
from shoroku.corpus.readers import Item, recognized


def external(kind: str, value: str, relationship: str = "self") -> dict[str, Any]:
    """Return an identifier, as ORCID writes it."""
    return {
        "external-id-type": kind,
        "external-id-value": value,
        "external-id-normalized": {"value": value.lower(), "transient": True},
        "external-id-relationship": relationship,
    }


RECORD: dict[str, Any] = {
    "orcid-identifier": {"uri": "https://orcid.org/0000-0002-1825-0097", "path": "0000-0002-1825-0097"},
    "person": {
        "name": {
            "given-names": {"value": "Hanako"},
            "family-name": {"value": "Kaku"},
            "credit-name": {"value": "H. Kaku"},
            "path": "0000-0002-1825-0097",
        },
        "other-names": {"other-name": [{"content": "架空 花子"}]},
        "biography": {"content": "I study glass."},
        "researcher-urls": {"researcher-url": [{"url": {"value": "https://example.org/kaku"}}]},
        "keywords": {"keyword": [{"content": "glass"}]},
        "external-identifiers": {
            "external-identifier": [{"external-id-type": "Scopus Author ID", "external-id-value": "7000000000"}]
        },
    },
    "activities-summary": {
        "employments": {
            "affiliation-group": [
                {
                    "summaries": [
                        {
                            "employment-summary": {
                                "department-name": "Glass",
                                "role-title": "Professor",
                                "organization": {
                                    "name": "Fictional University",
                                    "disambiguated-organization": {
                                        "disambiguated-organization-identifier": "https://ror.org/00hhkn466",
                                        "disambiguation-source": "ROR",
                                    },
                                },
                            }
                        }
                    ]
                }
            ]
        },
        "works": {
            "group": [
                {
                    "external-ids": {"external-id": [external("doi", "10.99999/A")]},
                    "work-summary": [
                        {
                            "title": {"title": {"value": "On glass"}},
                            "type": "journal-article",
                            "external-ids": {
                                "external-id": [
                                    external("doi", "10.99999/A"),
                                    external("isbn", "9784000000000", "part-of"),
                                ]
                            },
                        }
                    ],
                },
                {
                    "external-ids": {"external-id": []},
                    "work-summary": [{"title": {"title": {"value": "Unnamed"}}, "type": "other", "external-ids": None}],
                },
            ]
        },
        "fundings": {
            "group": [
                {
                    "external-ids": {"external-id": [external("grant_number", "JP19KK0341")]},
                    "funding-summary": [
                        {
                            "title": {"title": {"value": "Studies on glass"}},
                            "type": "grant",
                            "organization": {"name": "Japan Society for the Promotion of Science"},
                        }
                    ],
                },
                {
                    "external-ids": {"external-id": [external("grant_number", "81773024")]},
                    "funding-summary": [
                        {"title": {"title": {"value": "Glass"}}, "type": "award", "organization": {"name": "NSFC"}}
                    ],
                },
            ]
        },
    },
}

RELATIONS = (
    Relation("created-by", "work", True, (Identifier("DOI", "10.99999/a"),), "journal-article", "On glass"),
    Relation("created-by", "work", True, (), "other", "Unnamed"),
    Relation("member-of", "grant", False, (Identifier("KAKEN", "19KK0341"),), "project", "Studies on glass"),
    Relation("member-of", "award", False, (), "project", "Glass, 81773024, NSFC"),
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


def test_a_record() -> None:
    """The record is the person: names, employment with its institution, works and awards."""
    record = only(RECORD)
    assert (record.id, record.type, record.sources) == ("orcid:0000-0002-1825-0097", "researcher", ("ORCID",))
    assert record.titles == (Text("H. Kaku", "en"), Text("Hanako Kaku", "en"), Text("架空 花子", "ja"))
    assert record.abstracts == (Text("I study glass.", "en"),)
    assert record.subjects == (Text("glass", "en"),)
    assert record.links == ("https://example.org/kaku",)
    (person,) = record.creators
    assert person.affiliations == (Text("Glass, Fictional University", "en"),)
    assert person.institutions == (
        Institution((Text("Fictional University", "en"),), (Identifier("ROR", "00hhkn466"),)),
    )
    assert (
        person.identifiers
        == record.identifiers
        == (Identifier("ORCID", "0000-0002-1825-0097"), Identifier("SCOPUS", "7000000000"))
    )
    assert record.relations == RELATIONS


def test_nobody() -> None:
    """A record without any name and number is rejected."""
    (item,) = items({"orcid-identifier": {}, "person": {}})
    assert isinstance(item.error, NoTitle)


XML = """<?xml version="1.0" encoding="UTF-8"?>
<record:record path="/0000-0002-1825-0097" xmlns:record="http://www.orcid.org/ns/record" xmlns:c="http://www.orcid.org/ns/common"
 xmlns:p="http://www.orcid.org/ns/person" xmlns:d="http://www.orcid.org/ns/personal-details" xmlns:a="http://www.orcid.org/ns/activities"
 xmlns:w="http://www.orcid.org/ns/work" xmlns:f="http://www.orcid.org/ns/funding" xmlns:o="http://www.orcid.org/ns/other-name">
<c:orcid-identifier><c:uri>https://orcid.org/0000-0002-1825-0097</c:uri><c:path>0000-0002-1825-0097</c:path></c:orcid-identifier>
<p:person><p:name><d:given-names>Hanako</d:given-names><d:family-name>Kaku</d:family-name><d:credit-name>H. Kaku</d:credit-name></p:name>
<o:other-names><o:other-name><o:content>架空 花子</o:content></o:other-name></o:other-names></p:person>
<a:activities-summary><a:works>
<a:group><c:external-ids><c:external-id><c:external-id-type>doi</c:external-id-type><c:external-id-value>10.99999/A</c:external-id-value>
<c:external-id-relationship>self</c:external-id-relationship></c:external-id></c:external-ids>
<w:work-summary><w:title><c:title>On glass</c:title></w:title><c:external-ids><c:external-id><c:external-id-type>isbn</c:external-id-type>
<c:external-id-value>9784000000000</c:external-id-value><c:external-id-relationship>part-of</c:external-id-relationship></c:external-id>
</c:external-ids><w:type>journal-article</w:type></w:work-summary></a:group>
<a:group><c:external-ids/><w:work-summary><w:title><c:title>Unnamed</c:title></w:title><w:type>other</w:type></w:work-summary></a:group>
</a:works><a:fundings>
<a:group><c:external-ids><c:external-id><c:external-id-type>grant_number</c:external-id-type><c:external-id-value>JP19KK0341</c:external-id-value>
<c:external-id-relationship>self</c:external-id-relationship></c:external-id></c:external-ids>
<f:funding-summary><f:title><c:title>Studies on glass</c:title></f:title><f:type>grant</f:type>
<c:organization><c:name>Japan Society for the Promotion of Science</c:name></c:organization></f:funding-summary></a:group>
<a:group><c:external-ids><c:external-id><c:external-id-type>grant_number</c:external-id-type><c:external-id-value>81773024</c:external-id-value>
<c:external-id-relationship>self</c:external-id-relationship></c:external-id></c:external-ids>
<f:funding-summary><f:title><c:title>Glass</c:title></f:title><f:type>award</f:type>
<c:organization><c:name>NSFC</c:name></c:organization></f:funding-summary></a:group>
</a:fundings></a:activities-summary></record:record>"""


def test_xml_says_the_same() -> None:
    """The XML of a record gives the same names, identifiers and relations."""
    record = only(XML.encode())
    assert record.id == "orcid:0000-0002-1825-0097"
    assert record.titles == (Text("H. Kaku", "en"), Text("Hanako Kaku", "en"), Text("架空 花子", "ja"))
    assert record.relations == RELATIONS
