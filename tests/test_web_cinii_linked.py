"""The graph over CiNii's interface: projects, researchers, and what a record is linked with, in CiNii's JSON-LD."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from lxml import etree
from starlette.testclient import TestClient

import shoroku
from shoroku import Contribution, Identifier, Library, Record, Text
from shoroku.corpus.readers.json_formats import cinii
from shoroku.web import Settings, create_app
from tests.graph_records import ARTICLE, AWARD, DATA, ORCIDS, cluster, funded, person, to, work

PROJECT = "1040000000000000001"
HANAKO = f"orcid:{ORCIDS[0]}"


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Give a library with a project, its works, data and people."""
    researcher = Record(
        id="1420000000000000001",
        type="researcher",
        titles=(Text("高橋 緑", "ja"),),
        creators=(person("高橋 緑", ("ERAD", "20000002")),),
        identifiers=(Identifier("CRID", "1420000000000000001"), Identifier("ERAD", "20000002")),
        relations=(to(ARTICLE, "created-by", "成果物", inverse=True, title="Diets in an invented village"),),
    )
    with shoroku.open(tmp_path_factory.mktemp("cinii") / "library") as library:
        library.take(
            [
                *cluster(),
                Contribution("CiNii Research", researcher),
                Contribution("Crossref", work("10.5555/other.award", funding=funded("22H00001"))),
            ]
        )
        yield library


@pytest.fixture(scope="module")
def client(linked: Library) -> Iterator[TestClient]:
    """A client of its server."""
    settings = Settings(seconds=600.0, base_url="https://sea.example")
    with TestClient(create_app(linked.path, settings), follow_redirects=False) as client:
        yield client


def items(client: TestClient, kind: str, **parameters: str) -> list[dict[str, Any]]:
    """Return the items of a search, of which the channel tells how many there are."""
    answer = client.get(f"/opensearch/v2/{kind}", params={"format": "json", **parameters})
    assert answer.status_code == 200, answer.text
    channel = answer.json()
    assert channel["opensearch:totalResults"] == len(channel["items"])
    found: list[dict[str, Any]] = channel["items"]
    return found


def record(client: TestClient, identifier: str) -> dict[str, Any]:
    """Return the JSON-LD of something."""
    answer = client.get(f"/crid/{identifier}.json")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


# --- Searches ---------------------------------------------------------------------------------------------------------


def test_a_project_by_its_number(client: TestClient) -> None:
    """A project has CiNii's fields: members' names, its identifiers, and its page at KAKEN."""
    (item,) = items(client, "projects", projectId=AWARD)
    assert item["@id"] == f"https://sea.example/crid/{PROJECT}"
    assert (item["title"], item["dc:type"], item["dc:creator"]) == ("架空の村の食生活", "Project", ["山田 花子"])
    assert {"@type": "cir:KAKEN", "@value": AWARD} in item["dc:identifier"]
    assert {"@type": "cir:JGN", "@value": f"JP{AWARD}"} in item["dc:identifier"]
    page = f"https://kaken.nii.ac.jp/grant/KAKENHI-PROJECT-{AWARD}"
    assert item["dc:source"] == [{"@id": page, "dc:title": "KAKEN"}]
    assert "prism:publicationDate" not in item
    assert items(client, "projects", projectId=f"JP{AWARD}") == items(client, "projects", q="食生活") == [item]


def test_a_project_that_only_works_name(client: TestClient) -> None:
    """A project without a record is found by its number, and has JSON-LD."""
    (item,) = items(client, "projects", projectId="22H00001")
    assert item["@id"] == "https://sea.example/crid/kakenhi%3A22H00001"
    assert item["dc:identifier"] == [{"@type": "cir:KAKEN", "@value": "22H00001"}]
    made = record(client, "kakenhi:22H00001")
    assert (made["@type"], made["projectIdentifier"]) == ("Project", [{"@type": "KAKEN", "@value": "22H00001"}])
    assert not items(client, "projects", projectId="99Z99999")
    assert not items(client, "projects", projectId="22H00001", q="nothing")


def test_the_works_of_a_project(client: TestClient) -> None:
    """``projectId`` finds the works that name the award."""
    assert [item["title"] for item in items(client, "articles", projectId=AWARD)] == ["Diets in an invented village"]


def test_researchers(client: TestClient) -> None:
    """People of a name are told apart: who is identified, what one source takes for one person, and the rest by name."""
    found = items(client, "researchers", name="Yamada")
    assert [item["@id"].rpartition("/")[2] for item in found] == [
        HANAKO.replace(":", "%3A"),
        "person%3AHanako%20Yamada",
        "openalex%3AA5000000001",
    ]
    assert found[0]["dc:identifier"] == [
        {"@type": "cir:ORCID", "@value": ORCIDS[0]},
        {"@type": "cir:KAKEN_RESEARCHERS", "@value": "10000001"},
    ]
    assert {item["dc:type"] for item in found} == {"Researcher"}
    (held,) = items(client, "researchers", name="高橋 緑")
    assert held["@id"] == "https://sea.example/crid/1420000000000000001"
    two = client.get("/opensearch/researchers?format=json&name=Yamada&count=1&start=2").json()
    assert (two["opensearch:totalResults"], two["items"]) == (3, [found[1]])


@pytest.mark.parametrize("known", [HANAKO, ORCIDS[0], "10000001", "1000010000001"])
def test_the_works_of_a_researcher(client: TestClient, known: str) -> None:
    """``researcherId`` takes any identifier of a person, and finds what sources state to be the person's works."""
    titles = {item["title"] for item in items(client, "all", researcherId=known)}
    assert titles == {"Diets in an invented village", "Tables of an invented village"}
    narrowed = items(client, "all", researcherId=known, q="tables")
    assert [item["title"] for item in narrowed] == ["Tables of an invented village"]


def test_what_only_a_researcher_lists_is_the_researchers(client: TestClient) -> None:
    """A work that the record of a researcher lists is found by the record's CRID."""
    assert [one["title"] for one in items(client, "all", researcherId="1420000000000000001", q="diets")] == [
        "Diets in an invented village"
    ]


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feeds_have_people_and_projects(client: TestClient, form: str) -> None:
    """People and projects are in RSS and Atom, too."""
    for parameters in ({"name": "Yamada"}, {"name": "高橋"}):
        answer = client.get("/opensearch/researchers", params={"format": form, **parameters})
        assert b"Researcher" in etree.tostring(etree.fromstring(answer.content))
    answer = client.get("/opensearch/projects", params={"format": form, "projectId": AWARD})
    assert AWARD.encode() in etree.tostring(etree.fromstring(answer.content))


# --- Records ----------------------------------------------------------------------------------------------------------


def test_the_links_of_a_work(client: TestClient) -> None:
    """A work has its projects, related works in the direction of the work, and what it cites."""
    made = record(client, f"doi:{ARTICLE}")
    (project,) = made["project"]
    assert project["@id"] == f"https://sea.example/crid/{PROJECT}"
    assert {"@type": "KAKEN", "@value": AWARD} in project["projectIdentifier"]
    assert {"@value": "架空の村の食生活"} in project["notation"]
    related = {tuple(one["relationType"]): one for one in made["relatedProduct"]}
    assert set(related) == {("cites",), ("isSupplementedBy",)}
    data = related["isSupplementedBy",]
    assert (data["@type"], data["@id"]) == ("Dataset", "https://sea.example/crid/doi%3A10.5555%2Fdata")
    assert data["productIdentifier"] == [{"identifier": {"@type": "DOI", "@value": DATA}}]
    assert made["cito:cites"] == [{"@id": "https://sea.example/crid/doi%3A10.5555%2Fcited"}]
    assert made["@context"]["cito"] == "http://purl.org/spar/cito/"
    behind = record(client, f"doi:{DATA}")
    assert behind["relatedProduct"][0]["relationType"] == ["isSupplementTo"]
    rdf = client.get(f"/crid/doi:{ARTICLE}.rdf").text
    assert "cito:cites" in rdf


def test_a_project_as_json_ld(client: TestClient) -> None:
    """A project has members with roles, its time, and the works that it lists. A work that only names the award says so itself."""
    made = record(client, PROJECT)
    assert made["@type"] == "Project"
    assert {"@type": "KAKEN", "@value": AWARD} in made["projectIdentifier"]
    (member,) = made["researcher"]
    assert member["name"] == [{"@language": "ja", "@value": "山田 花子"}]
    assert member["personIdentifier"] == [{"@type": "KAKEN_RESEARCHERS", "@value": "10000001"}]
    assert member["role"] == "principal_investigator"
    assert made["since"] == "2021"
    (product,) = made["product"]
    assert product["notation"] == [{"@value": "A listed work"}]
    assert product["relation"] == [{"type": "product"}]
    assert "creator" not in made


def test_people_as_json_ld(client: TestClient) -> None:
    """The record of a researcher, and a person whom only works mention, have works and projects."""
    for identifier, works in ((HANAKO, 2), ("1420000000000000001", 1)):
        made = record(client, identifier)
        assert made["@type"] == "Researcher"
        assert made["foaf:Person"][0]["foaf:name"]
        assert len(made["product"]) == works
    assert record(client, HANAKO)["project"][0]["role"] == "principal_investigator"
    assert record(client, "openalex:A5000000001")["@type"] == "Researcher"


@pytest.mark.parametrize(
    ("identifier", "page"),
    [
        (PROJECT, f"/projects/{PROJECT}"),
        (f"{PROJECT}/", f"/projects/{PROJECT}"),
        (HANAKO, f"/people/{HANAKO.replace(':', '%3A')}"),
        ("1420000000000000001", "/people/1420000000000000001"),
        (f"doi:{ARTICLE}/", "/records/doi%3A10.5555%2Farticle"),
        ("kakenhi:22H00001", "/projects/kakenhi%3A22H00001"),
    ],
)
def test_pages(client: TestClient, identifier: str, page: str) -> None:
    """The page of a project is that of the project, the page of a researcher that of the person; a closing slash is no part."""
    answer = client.get(f"/crid/{identifier}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"https://sea.example{page}")
    found = client.get(page)
    assert found.status_code in (200, 302), found.text


@pytest.mark.parametrize(
    "identifier", ["name:hanako%20yamada", "mention:2:doi:10.5555/article", "Nobody", "ror:05dxps055"]
)
def test_what_is_no_record(client: TestClient, identifier: str) -> None:
    """A name, a mention and an institution are no records."""
    assert client.get(f"/crid/{identifier}.json").status_code == 404


def test_what_is_written_is_read(client: TestClient) -> None:
    """The reader of CiNii's records reads the links of another server: kinds, directions, identifiers, members, awards."""
    read = cinii.record(record(client, f"doi:{ARTICLE}"))
    assert {(one.kind, one.inverse, tuple(each.value for each in one.identifiers)) for one in read.relations} == {
        ("cites", False, ("10.5555/cited",)),
        ("supplements", True, (DATA,)),
    }
    assert [one.number for one in read.funding] == [AWARD]
    project = cinii.record(record(client, PROJECT))
    assert (project.type, project.date) == ("project", "2021")
    (member,) = project.creators
    assert (member.role, member.identifiers) == ("principal_investigator", (Identifier("ERAD", "10000001"),))
    assert [(one.kind, one.inverse) for one in project.relations] == [("output-of", True)]
    assert Identifier("KAKEN", AWARD) in project.identifiers
    researcher = cinii.record(record(client, "1420000000000000001"))
    assert researcher.creators[0].names == (Text("高橋 緑", "ja"),)
    assert [(one.kind, one.word) for one in researcher.relations] == [("created-by", "成果物")]


def test_a_server_that_sheds_load_says_when_to_come_again(linked: Library) -> None:
    """Status 503 has problem details and Retry-After, for programs of any origin."""
    with TestClient(create_app(linked.path, Settings(seconds=600.0, waiting=0))) as client:
        for address in ("/opensearch/all?format=json", f"/crid/{PROJECT}.json", "/api/v1/search?q=a"):
            answer = client.get(address)
            assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
            assert int(answer.headers["retry-after"]) > 0
            assert answer.headers["access-control-allow-origin"] == "*"
            assert msgspec.json.decode(answer.content)["status"] == 503
        page = client.get("/", headers={"Accept": "text/html"})
        assert (page.status_code, "Retry-After" in page.headers) == (503, True)
