"""NRID's researchers are read: names in all languages, identifiers, projects, products, and what is only guessed."""

import io
import json
from typing import Any

from shoroku import Identifier, Institution, NoTitle, Record, Relation, Text
from shoroku.corpus.graph.derive import derive
from shoroku.corpus.readers import Item, recognized


def said(**texts: str) -> dict[str, Any]:
    """Return a value in several languages, as NRID writes it."""
    return {"humanReadableValue": [{"lang": lang.replace("_", "-"), "text": text} for lang, text in texts.items()]}


RESEARCHER: dict[str, Any] = {
    "accn": "1000060746486",
    "id:person:erad": ["60746486", "10746486"],
    "id:person:researchmap": ["kaku"],
    "id:orcid": [{"value": "https://orcid.org/0000-0002-1825-0097"}],
    "name": {
        "name:familyName": [
            {"lang": "ja", "text": "架空"},
            {"lang": "ja-Kana", "text": "カクウ"},
            {"lang": "en", "text": "Kaku"},
        ],
        "name:givenName": [{"lang": "ja", "text": "花子"}, {"lang": "en", "text": "Hanako"}],
    },
    "affiliations:current": [
        {
            "affiliation:institution": {
                **said(ja="虚構大学", en="Fictional University"),
                "id:institution:erad": "2112601000",
            },
            "affiliation:department": said(ja="工学部"),
        }
    ],
    "affiliations:history": [
        {"affiliation:institution": {**said(ja="旧大学"), "id:institution:mext": ["14301"]}},
    ],
    "work:project": [
        {
            "recordSource": {"id:project:kakenhi": ["KAKENHI-PROJECT-20K00001"]},
            "title": [said(ja="硝子の研究", en="Studies on glass")],
            "role": [{"code:roleInProject:kakenhi": "principal_investigator"}],
        },
        {"title": [said(ja="番号のない課題")]},
    ],
    "work:product": [
        {
            "accn": ["id:product:kakenhi**1"],
            "resourceType": "Journal Article",
            "title:main": {"text": "On glass", "lang": "en"},
            "id:doi": [{"value": "10.99999/A"}],
            "attribute:creator:candidate": [{"estimated": False, "list": []}],
        },
        {
            "title:main": {"text": "Perhaps mine", "lang": "en"},
            "id:doi": [{"value": "10.99999/b"}],
            "attribute:creator:candidate": [{"estimated": True, "list": [{"accn": "1000060746486"}]}],
        },
        {
            "title:main": {"text": "With a guessed co-author", "lang": "en"},
            "attribute:creator:candidate": [
                {"estimated": False, "list": ["1000060746486"]},
                {"estimated": True, "list": ["1000010000001", "1000010000002"]},
            ],
        },
    ],
}


def items(content: Any) -> list[Item]:
    """Read a file, whose format is recognised."""
    written = json.dumps(content).encode()
    return list(recognized(written[:4096], "file").read(io.BytesIO(written)))


def only(researcher: dict[str, Any]) -> Record:
    """Read the only record of an answer."""
    (item,) = items({"totalResults": 1, "researchers": [researcher]})
    assert item.record is not None, item.error
    return item.record


def test_a_researcher() -> None:
    """The record is the person, under all names and numbers, with affiliations of today first."""
    record = only(RESEARCHER)
    assert (record.id, record.type, record.sources) == ("nrid:1000060746486", "researcher", ("NRID",))
    assert record.titles == (Text("架空 花子", "ja"), Text("カクウ", "ja-Kana"), Text("Kaku Hanako", "en"))
    (person,) = record.creators
    assert person.names == record.titles
    assert person.identifiers == record.identifiers
    assert [f"{one.kind} {one.value}" for one in record.identifiers] == [
        "NRID 1000060746486",
        "ERAD 60746486",
        "ERAD 10746486",
        "ORCID 0000-0002-1825-0097",
        "RESEARCHMAP kaku",
    ]
    assert person.affiliations == (
        Text("虚構大学 工学部", "ja"),
        Text("Fictional University", "en"),
        Text("旧大学", "ja"),
    )
    assert person.institutions == (
        Institution(
            (Text("虚構大学", "ja"), Text("Fictional University", "en")),
            (Identifier("ERAD_INSTITUTION", "2112601000"),),
        ),
        Institution((Text("旧大学", "ja"),), (Identifier("KAKENHI_INSTITUTION", "14301"),)),
    )
    assert record.links == ("https://nrid.nii.ac.jp/nrid/1000060746486/",)


def test_projects_and_products() -> None:
    """Projects are those of which the person is a member; a product whose creator is a guess has no kind."""
    doi = (Identifier("DOI", "10.99999/a"),)
    assert only(RESEARCHER).relations == (
        Relation(
            "member-of",
            "principal_investigator",
            False,
            (Identifier("KAKEN", "20K00001"),),
            "project",
            "硝子の研究",
        ),
        Relation("member-of", "work:project", False, (), "project", "番号のない課題"),
        Relation("created-by", "work:product", True, doi, "journal article", "On glass"),
        Relation("", "estimated", True, (), "", "Perhaps mine"),
        Relation("created-by", "work:product", True, (), "", "With a guessed co-author"),
    )


def test_an_estimated_product_is_no_link() -> None:
    """Nothing in the graph leads from the researcher to what may be somebody else's work."""
    (item,) = items({"researchers": [RESEARCHER]})
    assert item.record is not None
    linked = {edge.key for edge in derive(item.record).edges}
    assert "doi:10.99999/a" in linked
    assert "doi:10.99999/b" not in linked


def test_nobody_and_nameless() -> None:
    """An answer without researchers has no records; a researcher without a name is rejected."""
    assert items({"totalResults": 0, "researchers": []}) == []
    (item,) = items({"researchers": [{"accn": "1000060746486"}]})
    assert isinstance(item.error, NoTitle)
