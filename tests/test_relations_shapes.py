"""What sources say of relations, people and awards is read in every shape in which they may write it.

Each case is a record in an unusual shape and what the graph has to know from it: objects where lists are usual and the other
way round, several values, other cases and widths, addresses with and without a scheme, kinds that are named otherwise.
"""

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from shoroku import Record
from shoroku.corpus.graph.derive import derive
from shoroku.corpus.graph.kinds import EDGES, Mention
from shoroku.corpus.readers.json_formats import cinii, crossref, datacite, jalc, nrid, openalex, orcid, ror
from shoroku.corpus.readers.xml_formats import jpcoar, kaken, orcid_xml, pubmed

ORCID, X_ORCID = "0000-0002-1825-0097", "0000-0002-1694-233X"
CRID = "https://cir.nii.ac.jp/crid/1390000000000000001"

Case = tuple[Callable[[Any], Record | None], Any, set[str]]


def cinii_work(**fields: Any) -> dict[str, Any]:
    return {"@id": CRID, "@type": "Article", "dc:title": [{"@value": "硝子"}], **fields}


def doi(value: str) -> dict[str, str]:
    return {"@type": "DOI", "@value": value}


CINII: dict[str, Case] = {
    "one product, several identifiers": (
        cinii.record,
        cinii_work(
            relatedProduct={
                "relationType": "isCitedBy",
                "productIdentifier": {
                    "identifier": [doi("10.1234/A"), {"@type": "cir:NAID", "@value": "110000000001"}]
                },
            }
        ),
        {"cites< doi:10.1234/a", "cites< naid:110000000001"},
    ),
    "identifiers without the inner object; Japanese words": (
        cinii.record,
        cinii_work(
            relatedProduct=[
                {"relationType": ["参考文献"], "productIdentifier": [doi("https://doi.org/10.1234/B")]},
                {"relationType": ["使用データ", "IsPartOf"], "productIdentifier": [doi("doi.org/10.1234/c")]},
            ]
        ),
        {"cites> doi:10.1234/b", "derived-from> doi:10.1234/c", "part-of> doi:10.1234/c"},
    ),
    "a project that is an object, with its number as the table calls it": (
        cinii.record,
        cinii_work(project={"@id": "x", "projectIdentifier": {"@type": "kakenhi", "@value": "JP 19kk0341"}}),
        {"output-of> kakenhi:19KK0341"},
    ),
    "a project's own number, and a part in several words": (
        cinii.record,
        cinii_work(
            **{
                "@type": "Project",
                "projectIdentifier": {"@type": "kakenhi", "@value": "KAKENHI-PROJECT-19KK0341"},
                "relatedProject": {
                    "relationType": ["isPartOf"],
                    "projectIdentifier": [
                        {"@type": "KAKEN", "@value": "https://kaken.nii.ac.jp/grant/KAKENHI-AREA-18H05521/"}
                    ],
                },
            }
        ),
        {"part-of-project> kakenhi:18H05521"},
    ),
    "people in other spellings": (
        cinii.record,
        cinii_work(
            creator={
                "@id": "https://cir.nii.ac.jp/crid/1410000000000000001",
                "foaf:name": {"@value": "架空 花子"},
                "personIdentifier": [
                    {"@type": "cir:orcid", "@value": f"orcid.org/{X_ORCID.lower()}"},
                    {"@type": "KAKEN_RESEARCHERS", "@value": "１０７３４３５３"},
                ],
            }
        ),
        {f"author orcid:{X_ORCID}", "author erad:10734353", "cluster crid:1410000000000000001"},
    ),
    "several NRIDs of one creator identify nobody": (
        cinii.record,
        cinii_work(
            creator=[
                {
                    "foaf:name": "架空 花子",
                    "personIdentifier": [
                        {"@type": "NRID", "@value": "1000010734353"},
                        {"@type": "NRID", "@value": "1000060746486"},
                        {"@type": "NRID", "@value": "9000010734353"},
                    ],
                }
            ]
        ),
        {"candidate erad:10734353", "candidate erad:60746486", "cluster nrid:9000010734353"},
    ),
}

NRID: dict[str, Case] = {
    "single values, several places of a project's number": (
        nrid.record,
        {
            "accn": 1000010734353,
            "name": [
                {"name:familyName": {"text": "架空", "lang": "ja"}, "name:givenName": {"text": "花子", "lang": "ja"}}
            ],
            "id:person:erad": "10734353",
            "id:orcid": {"value": f"http://orcid.org/{ORCID}"},
            "work:project": {
                "recordSource": [
                    {"id:project:kakenhi": "KAKENHI-PROJECT-19KK0341"},
                    {"id:project:kakenhi": [{"value": "18H05521"}], "id:project:jgn": "JP 20K12345"},
                ]
            },
            "work:product": {"id:doi": [{"value": "https://doi.org/10.1234/A"}], "title:main": "硝子"},
        },
        {
            "member-of> kakenhi:19KK0341",
            "member-of> kakenhi:18H05521",
            "member-of> kakenhi:20K12345",
            "created-by< doi:10.1234/a",
            f"researcher orcid:{ORCID}",
            "researcher erad:10734353",
            f"itself orcid:{ORCID}",
            "itself erad:10734353",
        },
    ),
    "a guess in capitals": (
        nrid.record,
        {
            "accn": "1000010734353",
            "name": {"humanReadableValue": [{"text": "架空 花子", "lang": "ja"}]},
            "work:product": [
                {"id:doi": "10.1234/a", "attribute:creator:candidate": {"estimated": "TRUE", "list": ["1000010734353"]}}
            ],
        },
        {"researcher erad:10734353", "itself erad:10734353"},
    ),
}

ORCIDS: dict[str, Case] = {
    "objects where lists are usual, other cases": (
        orcid.record,
        {
            "orcid-identifier": {"path": X_ORCID.lower()},
            "person": {"name": {"family-name": {"value": "Kaku"}, "given-names": {"value": "Hanako"}}},
            "activities-summary": {
                "works": {
                    "group": {
                        "external-ids": {
                            "external-id": [
                                {
                                    "external-id-type": "DOI",
                                    "external-id-value": "10.1234/A",
                                    "external-id-relationship": "SELF",
                                },
                                {
                                    "external-id-type": "isbn",
                                    "external-id-value": "9784000000000",
                                    "external-id-relationship": "part-of",
                                },
                            ]
                        },
                        "work-summary": {"title": {"title": {"value": "On glass"}}},
                    }
                },
                "fundings": {
                    "group": [
                        {
                            "funding-summary": [
                                {
                                    "organization": {
                                        "name": "Japan Society for the Promotion of Science",
                                        "disambiguated-organization": {
                                            "disambiguation-source": "FundRef",
                                            "disambiguated-organization-identifier": "501100001691",
                                        },
                                    },
                                    "external-ids": {
                                        "external-id": {
                                            "external-id-type": "Grant_Number",
                                            "external-id-value": "ＪＰ１９ＫＫ０３４１",
                                            "external-id-relationship": "self",
                                        }
                                    },
                                }
                            ]
                        }
                    ]
                },
            },
        },
        {
            "created-by< doi:10.1234/a",
            "member-of> kakenhi:19KK0341",
            f"researcher orcid:{X_ORCID}",
            f"itself orcid:{X_ORCID}",
        },
    ),
}

DATACITE: dict[str, Case] = {
    "objects, addresses, unknown and untold kinds": (
        datacite.record,
        {
            "id": "10.1234/data",
            "titles": {"title": "Tables"},
            "types": {"resourceTypeGeneral": "Dataset"},
            "creators": {
                "name": "Kaku, Hanako",
                "nameIdentifiers": [
                    {"nameIdentifierScheme": "https://orcid.org", "nameIdentifier": ORCID},
                    {"nameIdentifierScheme": "e-Rad Researcher", "nameIdentifier": "10734353"},
                ],
                "affiliation": {
                    "name": "Fictional University",
                    "affiliationIdentifier": "ror.org/05DXPS055",
                    "affiliationIdentifierScheme": "ror",
                },
            },
            "relatedIdentifiers": [
                {
                    "relationType": "isSUPPLEMENTto",
                    "relatedIdentifierType": "url",
                    "relatedIdentifier": "doi.org/10.1234/A",
                },
                {"relationType": "IsPolishedBy", "relatedIdentifierType": "DOI", "relatedIdentifier": "DOI:10.1234/B"},
                {
                    "relationType": "References",
                    "relatedIdentifierType": "Handle",
                    "relatedIdentifier": "hdl.handle.net/2433/1",
                },
            ],
            "fundingReferences": {
                "funderName": "Japan Society for the Promotion of Science",
                "funderIdentifier": "501100001691",
                "funderIdentifierType": "Crossref Funder ID",
                "awardNumber": "JP 19KK 0341",
                "awardURI": "",
            },
        },
        {
            "supplements> doi:10.1234/a",
            "> doi:10.1234/b",
            "cites> hdl:2433/1",
            "output-of> kakenhi:19KK0341",
            "funded-by> ror:00hhkn466",
            f"author orcid:{ORCID}",
            "author erad:10734353",
            "institution ror:05dxps055",
        },
    ),
    "a funder of a kind called other": (
        datacite.record,
        {
            "doi": "10.1234/data",
            "titles": [{"title": "Tables"}],
            "relatedIdentifiers": None,
            "fundingReferences": [
                {
                    "funderName": "JSPS",
                    "funderIdentifier": "https://ror.org/00hhkn466",
                    "funderIdentifierType": "Other",
                },
                {"funderName": "Academy", "awardNumber": 12345678},
                {"funderName": "Academy", "awardNumber": "12345678"},
            ],
        },
        {"funded-by> ror:00hhkn466", "output-of> award:academy:12345678"},
    ),
}

JALC: dict[str, Case] = {
    "strings where objects are usual": (
        jalc.record,
        {
            "doi": "10.1234/A",
            "title_list": {"title": "硝子"},
            "creator_list": {
                "names": {"last_name": "架空", "first_name": "花子"},
                "researcher_id_list": {"type": "e-Rad_Researcher", "id_code": "10734353"},
            },
            "relation_list": [
                {"type": "DOI", "content": "https://doi.org/10.1234/B", "relation": "IsPartOf"},
                {"type": "URL", "content": "https://example.org/x.pdf", "relation": "fullTextPdf"},
            ],
            "citation_list": {"doi": "１０．１２３４／ｃ", "original_text": "Kaku 2001"},
            "fund_list": {
                "funder_name": "日本学術振興会",
                "funder_identifier_list": [
                    {"type": "FundRef", "funder_identifier": "501100001691"},
                    {"type": "E-RAD", "funder_identifier": "１０２５"},
                ],
                "award_number_group_list": {"award_number_list": ["19KK0341、19KK0341", {"award_number": "20Ｋ12345"}]},
            },
        },
        {
            "part-of> doi:10.1234/b",
            "cites> doi:10.1234/c",
            "output-of> kakenhi:19KK0341",
            "output-of> kakenhi:20K12345",
            "funded-by> ror:00hhkn466",
            "author erad:10734353",
        },
    ),
}

CROSSREF: dict[str, Case] = {
    "one relation, one award, addresses": (
        crossref.record,
        {
            "DOI": "10.1234/A",
            "title": "On glass",
            "author": {"family": "Kaku", "given": "Hanako", "ORCID": f"orcid.org/{X_ORCID.lower()}"},
            "relation": {
                "Is-Supplemented-By": {"id-type": "DOI", "id": "HTTPS://DOI.ORG/10.1234/Data"},
                "is-review-of": [
                    {"id-type": "uri", "id": "https://example.org/a"},
                    {"id-type": "doi", "id": "10.1234/b"},
                ],
                "is-related-material": [{"id-type": "doi", "id": "10.1234/c"}],
            },
            "reference": {"key": "1", "DOI": "http://dx.doi.org/10.1234/D"},
            "funder": {"name": "JST", "DOI": "https://doi.org/10.13039/501100002241", "award": "jpmjcr1234"},
            "update-to": {"type": "Retraction", "DOI": "10.1234/E"},
        },
        {
            "supplements< doi:10.1234/data",
            "reviews> uri:https://example.org/a",
            "reviews> doi:10.1234/b",
            "> doi:10.1234/c",
            "cites> doi:10.1234/d",
            "output-of> jgn:JPMJCR1234",
            "funded-by> funder:501100002241",
            "retracts> doi:10.1234/e",
            f"author orcid:{X_ORCID}",
        },
    ),
}

OPENALEX: dict[str, Case] = {
    "without schemes, single values, nulls": (
        openalex.record,
        {
            "id": "openalex.org/w1",
            "display_name": "On glass",
            "authorships": {
                "author": {"id": "A5000000001", "display_name": "Hanako Kaku", "orcid": None},
                "raw_orcid": ORCID,
                "institutions": {"id": None, "ror": "ror.org/05dxps055", "display_name": "Fictional University"},
            },
            "referenced_works": "https://openalex.org/W2",
            "related_works": ["https://openalex.org/W3"],
            "awards": {
                "funder_award_id": "19KK0341",
                "funder_id": "https://openalex.org/F1",
                "funder_display_name": "JSPS",
            },
            "funders": {"id": "https://openalex.org/F1", "ror": "00hhkn466"},
        },
        {
            "cites> openalex:W2",
            "output-of> kakenhi:19KK0341",
            "funded-by> ror:00hhkn466",
            f"author orcid:{ORCID}",
            "cluster openalex:A5000000001",
            "institution ror:05dxps055",
            "itself openalex:W1",
        },
    ),
}

JPCOAR_NAMES = (
    'xmlns:jpcoar="https://github.com/JPCOAR/schema/blob/master/2.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:datacite="https://schema.datacite.org/meta/kernel-4/"'
)


def jpcoar_of(inside: str) -> Any:
    return etree.fromstring(f"<jpcoar:jpcoar {JPCOAR_NAMES}><dc:title>硝子</dc:title>{inside}</jpcoar:jpcoar>")


JPCOAR: dict[str, Case] = {
    "other cases and names of registries": (
        jpcoar.record,
        jpcoar_of(
            f"""<jpcoar:creator><jpcoar:creatorName>架空 花子</jpcoar:creatorName>
            <jpcoar:nameIdentifier nameIdentifierScheme="orcid" nameIdentifierURI="">orcid.org/{ORCID}</jpcoar:nameIdentifier>
            <jpcoar:nameIdentifier nameIdentifierScheme="E-RAD_Researcher">１０７３４３５３</jpcoar:nameIdentifier>
            <jpcoar:affiliation><jpcoar:nameIdentifier nameIdentifierScheme="ror">https://ror.org/05dxps055/</jpcoar:nameIdentifier>
            </jpcoar:affiliation></jpcoar:creator>
            <jpcoar:relation relationType="ISIDENTICALTO"><jpcoar:relatedIdentifier identifierType="doi">10.1234/A</jpcoar:relatedIdentifier></jpcoar:relation>
            <jpcoar:relation relationType="cites"><jpcoar:relatedIdentifier identifierType="URI">doi.org/10.1234/B</jpcoar:relatedIdentifier></jpcoar:relation>
            <jpcoar:relation relationType="isShownBy"><jpcoar:relatedIdentifier identifierType="NAID">110000000001</jpcoar:relatedIdentifier></jpcoar:relation>
            <jpcoar:fundingReference><jpcoar:funderIdentifier funderIdentifierType="crossref funder">501100001691</jpcoar:funderIdentifier>
            <jpcoar:funderIdentifier>https://ror.org/00hhkn466</jpcoar:funderIdentifier>
            <jpcoar:awardNumber awardNumberType="JGN">JP 19KK0341</jpcoar:awardNumber></jpcoar:fundingReference>
            <jpcoar:fundingReference><jpcoar:funderName>X</jpcoar:funderName>
            <datacite:awardNumber awardURI="https://kaken.nii.ac.jp/grant/KAKENHI-PROJECT-18H05521/"/></jpcoar:fundingReference>"""
        ),
        {
            "same-as> doi:10.1234/a",
            "cites> doi:10.1234/b",
            "> naid:110000000001",
            "output-of> kakenhi:19KK0341",
            "output-of> kakenhi:18H05521",
            "funded-by> ror:00hhkn466",
            f"author orcid:{ORCID}",
            "author erad:10734353",
            "institution ror:05dxps055",
        },
    ),
}

PUBMED: dict[str, Case] = {
    "identifiers without a source, several grants, unknown words": (
        pubmed.record,
        etree.fromstring(
            f"""<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>On glass.</ArticleTitle>
            <AuthorList><Author><LastName>Kaku</LastName><Identifier>http://orcid.org/{ORCID}</Identifier>
            <AffiliationInfo><Affiliation>Fictional University</Affiliation><Identifier>https://ror.org/05dxps055</Identifier></AffiliationInfo>
            </Author><Author><LastName>Nobody</LastName><Identifier>123</Identifier></Author></AuthorList>
            <DataBankList><DataBank><DataBankName>GenBank</DataBankName><AccessionNumberList><AccessionNumber>AB000001</AccessionNumber>
            </AccessionNumberList></DataBank><DataBank><DataBankName>clinicaltrials.gov</DataBankName><AccessionNumberList>
            <AccessionNumber>NCT00000001</AccessionNumber></AccessionNumberList></DataBank></DataBankList>
            <GrantList><Grant><GrantID>JP19KK0341; 20K12345</GrantID><Agency>JSPS</Agency></Grant><Grant><Agency>Academy</Agency></Grant></GrantList>
            </Article><CommentsCorrectionsList><CommentsCorrections RefType="RetractedandRepublishedIn"><RefSource>J</RefSource><PMID>2</PMID>
            </CommentsCorrections><CommentsCorrections RefType="Somehow"><PMID> 3 </PMID></CommentsCorrections></CommentsCorrectionsList>
            </MedlineCitation><PubmedData><ReferenceList><Reference><Citation>Kaku</Citation><ArticleIdList>
            <ArticleId IdType="DOI">https://doi.org/10.1234/A</ArticleId></ArticleIdList></Reference></ReferenceList>
            <ReferenceList><Reference><ArticleIdList><ArticleId IdType="pubmed">4</ArticleId></ArticleIdList></Reference></ReferenceList>
            </PubmedData></PubmedArticle>"""
        ),
        {
            f"author orcid:{ORCID}",
            "institution ror:05dxps055",
            "supplements< genbank:ab000001",
            "> clinicaltrials.gov:NCT00000001",
            "output-of> kakenhi:19KK0341",
            "output-of> kakenhi:20K12345",
            "retracts< pmid:2",
            "> pmid:3",
            "cites> doi:10.1234/a",
            "cites> pmid:4",
        },
    ),
}

KAKEN: dict[str, Case] = {
    "numbers elsewhere, DOIs as reports write them": (
        kaken.record,
        etree.fromstring(
            """<grantAward id="KAKENHI-PROJECT-19KK0341"><identifier type="nationalAwardNumber">JP 19KK0341</identifier>
            <parentAward id="KAKENHI-PLANNED-18049069"/><summary xml:lang="ja"><title>硝子</title>
            <member role="principal_investigator"><personalName><fullName>架空 花子</fullName></personalName>
            <enriched><researcherNumber type="erad">１０７３４３５３</researcherNumber></enriched></member></summary>
            <productList><product id="1"><title>A</title><doi>ＤＯＩ：１０．１２３４／Ａ</doi></product>
            <product id="2"><title>B</title><doi originalValue="https://doi.org/10.1234/B"/></product>
            <product id="3"><title>C</title><doi>なし</doi></product><product id="4"><title>D</title><doi>-</doi><pmid>５</pmid></product>
            </productList></grantAward>"""
        ),
        {
            "part-of-project> kakenhi:18049069",
            "output-of< doi:10.1234/a",
            "output-of< doi:10.1234/b",
            "output-of< pmid:5",
            "member erad:10734353",
        },
    ),
}

OPENALEX["an author with one institution, as it was before"] = (
    openalex.record,
    {
        "id": "https://openalex.org/A5000000001",
        "display_name": "Hanako Kaku",
        "ids": {"orcid": f"orcid.org/{ORCID}"},
        "last_known_institution": {
            "id": "https://openalex.org/I1",
            "ror": "https://ror.org/05dxps055",
            "display_name": "X",
        },
    },
    {
        f"researcher orcid:{ORCID}",
        f"itself orcid:{ORCID}",
        "cluster openalex:A5000000001",
        "itself openalex:A5000000001",
        "institution ror:05dxps055",
    },
)
RORS: dict[str, Case] = {
    "version 2 with a preferred number only, words in capitals": (
        ror.record,
        {
            "id": "https://ror.org/00hhkn466",
            "names": {"value": "JSPS", "types": "label", "lang": None},
            "external_ids": {"type": "FundRef", "preferred": "501100002241", "all": None},
            "relationships": {"type": "PARENT", "id": "ror.org/048rj2z13", "label": "MEXT"},
        },
        {"part-of> ror:048rj2z13", "itself ror:00hhkn466", "itself funder:501100002241"},
    ),
    "version 1": (
        ror.record,
        {
            "id": "ror.org/00hhkn466",
            "name": "JSPS",
            "external_ids": {"FundRef": {"preferred": None, "all": ["501100002241"]}, "GRID": {"all": "grid.1.a"}},
            "relationships": [{"type": "Related", "id": "https://ror.org/048rj2z13"}],
        },
        {"> ror:048rj2z13", "itself ror:00hhkn466", "itself funder:501100002241"},
    ),
}

XML: dict[str, Case] = {
    "an identifier in capitals": (
        orcid_xml.record,
        etree.fromstring(
            f"""<record path="/{ORCID}"><activities-summary><works><group><external-ids><external-id>
            <external-id-type>DOI</external-id-type><external-id-value>10.1234/A</external-id-value>
            <external-id-relationship>Self</external-id-relationship></external-id></external-ids>
            <work-summary><title><title>On glass</title></title></work-summary></group></works></activities-summary></record>"""
        ),
        {"created-by< doi:10.1234/a", f"researcher orcid:{ORCID}", f"itself orcid:{ORCID}"},
    ),
}

TABLES = {
    "CiNii": CINII,
    "NRID": NRID,
    "ORCID": ORCIDS,
    "ORCID XML": XML,
    "DataCite": DATACITE,
    "JaLC": JALC,
    "Crossref": CROSSREF,
    "OpenAlex": OPENALEX,
    "JPCOAR": JPCOAR,
    "PubMed": PUBMED,
    "KAKEN": KAKEN,
    "ROR": RORS,
}
CASES = [
    pytest.param(*case, id=f"{source}: {name}") for source, table in TABLES.items() for name, case in table.items()
]


@pytest.mark.parametrize(("read", "given", "expected"), CASES)
def test_shapes(read: Callable[[Any], Record | None], given: Any, expected: set[str]) -> None:
    """Edges and mentions are those that the source states, and no others."""
    record = read(given)
    assert record is not None
    derived = derive(record)
    edges = {f"{EDGES[edge.kind]}{'<' if edge.turned else '>'} {edge.key}" for edge in derived.edges}
    mentions = {f"{Mention(one.kind).name.lower()} {one.key}" for one in derived.mentions}
    assert edges | mentions == expected
