"""Pages of people and projects, the panels of a record, and the drawing: what is linked, who says so, what is left out."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

import shoroku
from shoroku import Contribution, Identifier, Library, Record, Relation, Text
from shoroku.corpus.record import Count
from shoroku.corpus.store.store import Store
from shoroku.web import Settings, create_app
from shoroku.web.pages import cite
from shoroku.web.pages.linked.drawing import MOST_NODES, Chord, Node, drawing, fitted
from tests.graph_records import ARTICLE, AWARD, CITED, DATA, ORCIDS, data, funded, person, to, work

HANAKO = f"/people/orcid:{ORCIDS[0]}"
PROJECT = "/projects/1040000000000000001"


@pytest.fixture
def client(linked: Library) -> Iterator[TestClient]:
    """A client of an application over it, with time enough on a loaded machine."""
    with TestClient(create_app(linked.path, Settings(seconds=600.0)), raise_server_exceptions=False) as client:
        yield client


def page(client: TestClient, address: str, language: str = "en") -> Any:
    """Return a page as a tree."""
    answer = client.get(address, params={"lang": language} if "?" not in address else None)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def words(tree: Any, path: str) -> list[str]:
    """Return the texts of elements, with single spaces."""
    return [" ".join(one.text_content().split()) for one in tree.xpath(path)]


def section(tree: Any, id_: str) -> list[str]:
    """Return the lines of a section."""
    return words(tree, f"//section[@aria-labelledby='{id_}']//li")


# --- People -----------------------------------------------------------------------------------------------------------


def test_a_person(client: TestClient) -> None:
    """The page says why it is one entry, and has works with who states them, projects, and co-authors with weights."""
    tree = page(client, HANAKO)
    assert words(tree, "//h1") == ["Hanako Yamada"]
    assert section(tree, "basis") == [
        f"ORCID {ORCIDS[0]} in 2 places: Crossref, DataCite",
        "e-Rad 10000001 in 2 places: DataCite, KAKEN",
    ]
    works = section(tree, "works")
    assert len(works) == 2
    assert works[0].startswith("Diets in an invented village")
    assert works[1].startswith("Tables of an invented village")
    assert works[0].endswith("Crossref")
    assert "principal_investigator" in section(tree, "projects")[0]
    assert words(tree, "//section[@aria-labelledby='coauthors']//tbody/tr/*") == ["Ken Sato by name only", "1", "2025"]


def test_who_is_possibly_the_same_is_shown_as_that(client: TestClient) -> None:
    """Works of the same name stand apart, each with what speaks for it and against it, and a sentence that says so."""
    tree = page(client, HANAKO)
    possibly = section(tree, "possibly")
    assert any("10.5555/stranger" in one and "For it co-author Ken Sato" in one for one in possibly)
    assert "No source says that they are this person" in words(tree, "//section[@class='possibly']")[0]
    assert not any("stranger" in one for one in section(tree, "works"))


@pytest.mark.parametrize(
    "written", [ORCIDS[0], f"https://orcid.org/{ORCIDS[0]}", "10000001", "1000010000001", "erad:10000001"]
)
def test_every_notation_leads_to_the_person(client: TestClient, written: str) -> None:
    """An ORCID, an e-Rad number and an NRID have the same permalink."""
    answer = client.get(f"/people/{written}?lang=ja", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"] == f"{HANAKO}?lang=ja"


def test_the_names_of_a_record_lead_to_people(client: TestClient) -> None:
    """A creator with an identifier leads to the person's page, any other to the page of this mention, which is no person."""
    tree = page(client, f"/records/doi:{ARTICLE}")
    first, second = tree.xpath("//ul[@class='persons']//p[@class='names']/a[not(@class)]/@href")
    assert first == f"{HANAKO}?lang=en"
    assert second == f"/people/mention:2:doi:{ARTICLE}?lang=en"
    mention = page(client, second)
    assert words(mention, "//h1") == ["Ken Sato"]
    assert words(mention, "//p[@class='basis mention']") == ["one place in one work; no source identifies who it is"]
    assert "Place 2 among the people of this work: Diets in an invented village" in words(mention, "//section")[0]
    possibly = section(mention, "possibly")
    assert any("stranger" in one and "For it" in one for one in possibly)
    assert not any("Diets in an invented village" in one for one in possibly)  # it is this mention itself
    assert "Ken Sato: The work 10.5555/cited" in possibly  # who has an ORCID, with nothing for it


@pytest.mark.parametrize("address", [f"/records/doi:{ARTICLE}", HANAKO, f"/projects/{AWARD}"])
def test_a_page_opens_the_graph_once(client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """All that a page tells of links is read from one moment of the store, which is opened once."""
    opened: list[Path] = []

    class Counted(Store):
        def __init__(self, path: Path) -> None:
            opened.append(path)
            super().__init__(path)

    address = client.get(address).url.path
    monkeypatch.setattr("shoroku.graph.questions.Store", Counted)
    assert client.get(address).status_code == 200
    assert len(opened) == 1


def test_every_link_to_people_and_projects_leads_somewhere(linked: Library, client: TestClient) -> None:
    """From a record and from a person: also a co-author of whom every mention has some source's number, and none an ORCID."""
    known = person("Ken Sato", ("ORCID", ORCIDS[1]))
    clustered = person("Martial Example", ("OPENALEX", "A5000000007"))
    linked.take([Contribution("OpenAlex", work("10.5555/both", known, clustered, funding=funded()))])
    for address in ("/records/doi:10.5555/both", f"/people/orcid:{ORCIDS[1]}", f"/records/doi:{ARTICLE}", HANAKO):
        found = {url for url in page(client, address).xpath("//a/@href") if url.startswith(("/people/", "/projects/"))}
        assert found
        for url in found:
            assert client.get(url).status_code == 200, url
    assert "Martial Example" in client.get("/people/name:example%20martial").text


def test_a_mention_of_an_identified_person_is_the_person(client: TestClient) -> None:
    """The page of a place where a source identifies someone is the person's."""
    answer = client.get(f"/people/mention:1:doi:{ARTICLE}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, HANAKO)


def test_people_of_a_name_are_told_apart(client: TestClient) -> None:
    """A name leads to its entries, each with why it is one; the works of nobody known are one that says so."""
    tree = page(client, "/people/Hanako%20Yamada")
    entries = words(tree, "//ul[@class='entries']/li")
    assert len(entries) == 3
    assert "joined by identifiers" in entries[0]
    assert any("what one source takes for one person" in one and "OpenAlex A5000000001" in one for one in entries)
    assert any("nobody says whether they are by one person" in one for one in entries)
    addresses = tree.xpath("//ul[@class='entries']/li/h3/a/@href")
    assert f"{HANAKO}?lang=en" in addresses
    for address in addresses:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "who", ["Nobody", "0000-0002-1825-0126", "mention:9:doi:10.5555/article", "mention:1:nothing", "mention:x"]
)
def test_nobody(client: TestClient, who: str) -> None:
    """A person whom no record names has no page; the answer speaks of a person, and as data, too."""
    for language, heading in (("en", "There is no such person"), ("ja", "この人物はありません")):
        answer = client.get(f"/people/{who}?lang={language}", headers={"Accept": "text/html"})
        assert answer.status_code == 404
        tree = html.fromstring(answer.text)
        assert words(tree, "//h1") == [heading]
        assert "record has the identifier" not in tree.text_content()
    told = client.get(f"/people/{who}", headers={"Accept": "application/json"}).json()["detail"]
    assert told == f"No record names the person {who}."


def test_works_are_paged(linked: Library, client: TestClient) -> None:
    """A person with many works has pages of them, the latest first; a page beyond the last says so."""
    many = [
        Contribution(
            "Crossref", work(f"10.5555/many.{n}", person("Hanako Yamada", ("ORCID", ORCIDS[0])), date=str(1960 + n))
        )
        for n in range(60)
    ]
    linked.take(many)
    first = page(client, HANAKO)
    assert len(section(first, "works")) == 25
    assert words(first, "//nav[@class='pages']") == ["1 / 3 Next"]
    second = page(client, first.xpath("//a[@rel='next']/@href")[0])
    assert len(section(second, "works")) == 25
    assert second.xpath("//ol[@class='works']/@start") == ["26"]
    assert words(page(client, f"{HANAKO}?page=9&lang=en"), "//section[@aria-labelledby='works']/p") == [
        "There are no works on this page."
    ]


def test_the_page_of_a_frequent_name(linked: Library, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the latest works first, reads only the records that it shows, and tells how many were not looked at."""
    linked.take(
        [
            Contribution("Crossref", work(f"10.5555/often.{n}", person("Taro Often"), date=str(1960 + n)))
            for n in range(60)
        ]
    )
    monkeypatch.setattr("shoroku.graph.questions.MOST_NAMED", 50)
    read: list[str] = []
    get = Library.get
    monkeypatch.setattr(Library, "get", lambda self, id_: read.append(id_) or get(self, id_))
    first = page(client, "/people/name:often%20taro")
    assert words(first, "//ol[@class='works']/li/a")[:2] == ["The work 10.5555/often.49", "The work 10.5555/often.48"]
    assert len(set(read)) == len(read) == 25
    assert "10 more records have the name and were not looked at" in first.text_content()
    assert "10 件" in page(client, "/people/name:often%20taro", "ja").text_content()
    linked.take([Contribution("OpenAlex", work("10.5555/other", person("Taro Often", ("ORCID", ORCIDS[2]))))])
    monkeypatch.setattr("shoroku.graph.questions.MOST_NAMED", 2_000)
    assert "not looked at" not in page(client, "/people/Taro%20Often").text_content()
    monkeypatch.setattr("shoroku.graph.questions.MOST_NAMED", 60)
    assert "1 more record has the name" in page(client, "/people/Taro%20Often?lang=en").text_content()


def test_a_researcher_has_a_page(linked: Library, client: TestClient) -> None:
    """The record of a researcher and the person are one page; the record leads there."""
    researcher = Record(
        id="nrid:1000010000001",
        type="researcher",
        titles=(Text("山田 花子", "ja"),),
        creators=(person("山田 花子", ("ERAD", "10000001")),),
        identifiers=(Identifier("NRID", "1000010000001"),),
        relations=(to("10.5555/by-her", "created-by", "work:product", inverse=True, title="A work that is not here"),),
    )
    linked.take([Contribution("NRID", researcher)])
    tree = page(client, f"/records/{researcher.id}")
    (address,) = tree.xpath("//header//p[@class='hint']/a/@href")
    assert any(
        "A work that is not here not in this library NRID: work:product" in one
        for one in section(page(client, address), "works")
    )


# --- Projects ---------------------------------------------------------------------------------------------------------


def test_a_project(client: TestClient) -> None:
    """Its members with roles, its funding, and its works with the two bases apart."""
    tree = page(client, PROJECT)
    assert words(tree, "//h1") == ["架空の村の食生活"]
    assert f"KAKENHI {AWARD} · JGN JP{AWARD}" in words(tree, "//header//p[@class='where']")[0]
    assert section(tree, "members") == ["山田 花子principal investigator"]
    assert tree.xpath("//section[@aria-labelledby='members']//a/@href") == ["/people/erad:10000001?lang=en"]
    assert words(tree, "//section[@aria-labelledby='works']/h3") == [
        "Only the project lists it 1",
        "Only the work names the award 1",
    ]
    listed, named = section(tree, "works")
    assert listed == "A listed work not in this library KAKEN: product"
    assert named == "Diets in an invented village 2025 Crossref"


def test_a_work_with_both_bases(linked: Library, client: TestClient) -> None:
    """A work that the project lists and that names the award says both."""
    linked.take(
        [Contribution("Crossref", work("10.5555/listed", title="A listed work", date="2024", funding=funded()))]
    )
    tree = page(client, PROJECT)
    assert words(tree, "//section[@aria-labelledby='works']/h3") == [
        "The project lists it, and the work names the award 1",
        "Only the work names the award 1",
    ]
    assert section(tree, "works")[0] == "A listed work 2024 KAKEN: product; Crossref"


@pytest.mark.parametrize("written", [AWARD, f"JP{AWARD}", f"KAKENHI-PROJECT-{AWARD}", f"kakenhi:{AWARD}"])
def test_every_notation_leads_to_the_project(client: TestClient, written: str) -> None:
    """A project's number in any notation has the same permalink."""
    answer = client.get(f"/projects/{written}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, PROJECT)


def test_a_project_without_a_record(linked: Library, client: TestClient) -> None:
    """A project that only works name has a page that says so."""
    linked.take([Contribution("Crossref", work("10.5555/other.award", funding=funded("22H00001")))])
    tree = page(client, "/projects/kakenhi:22H00001")
    assert "The library has no record of this project." in words(tree, "//article/header")[0]
    assert section(tree, "works") == ["The work 10.5555/other.award Crossref"]


def test_what_is_no_project_has_no_page(client: TestClient) -> None:
    """A work is no project; a number that nobody names is not found."""
    accepted = {"Accept": "text/html"}
    assert client.get(f"/projects/doi:{ARTICLE}", headers=accepted).status_code == 400
    missing = client.get("/projects/99Z99999?lang=en", headers=accepted)
    assert missing.status_code == 404
    assert words(html.fromstring(missing.text), "//h1") == ["There is no such project"]


def test_the_only_entry_of_a_name(linked: Library, client: TestClient) -> None:
    """A page leads to everyone of the name, but not back to itself where there is nobody else."""
    alone = person("Alone Anderson"), person("Only Olsen", ("ORCID", ORCIDS[3]))
    linked.take([Contribution("Crossref", work("10.5555/alone", *alone))])
    assert [one.namesakes for one in linked.person(ORCIDS[3], possibly=True)] == [0]
    for who, is_alone in (("Alone Anderson", True), (f"orcid:{ORCIDS[3]}", True), (f"orcid:{ORCIDS[0]}", False)):
        tree = page(client, f"/people/{who}")
        links = words(tree, "//section[@aria-labelledby='basis']/p[@class='hint']/a")
        assert links == ([] if is_alone else ["Everyone of this name"]) + ["Search for works with this name"]


def test_a_person_without_works(library: Library) -> None:
    """Of a researcher of whom the library has no work, the page says that."""
    person_ = person("山田 花子", ("ERAD", "10000001"))
    library.take([Contribution("NRID", Record(id="nrid:1000010000001", type="researcher", creators=(person_,)))])
    with TestClient(create_app(library.path, Settings(seconds=600.0))) as alone:
        tree = page(alone, "/people/erad:10000001")
    assert words(tree, "//section[@aria-labelledby='works']/p") == ["None in this library."]


def test_the_abstract_of_a_project_stays_behind(linked: Library, client: TestClient) -> None:
    """The licence rule holds on the page of a project."""
    closed = Record(
        id="KAKENHI-PROJECT-23K00001",
        type="project",
        titles=(Text("A closed project"),),
        abstracts=(Text("zygote quorum fjord"),),
        identifiers=(Identifier("KAKEN", "23K00001"),),
        abstract_licence="disallow",
    )
    linked.take([Contribution("KAKEN", closed)])
    answer = client.get(f"/projects/{closed.id}?lang=en")
    assert answer.status_code == 200
    assert "zygote" not in answer.text
    assert "licence does not allow it" in answer.text


# --- Panels -----------------------------------------------------------------------------------------------------------


def test_the_panels_of_a_record(client: TestClient) -> None:
    """Data, projects, references, institutions: each line has the source and its word; texts are no links and are counted."""
    tree = page(client, f"/records/doi:{ARTICLE}")
    assert section(tree, "data") == [
        "is supplemented by Tables of an invented village 2024 dataset Crossref: is-supplemented-by; DataCite: IsSupplementTo"
    ]
    assert section(tree, "projects")[0] == "is a result of the project 架空の村の食生活 2021 project Crossref"
    assert section(tree, "cites")[0] == "The work 10.5555/cited 1999 Crossref: reference"
    assert words(tree, "//section[@aria-labelledby='cites']//summary") == ["1 reference without an identifier"]
    assert section(tree, "cites")[1:] == ["A book without any identifier, 1999"]
    assert section(tree, "institutions")[0].startswith(
        "names the institution Institute of Examples not in this library"
    )
    cited = page(client, f"/records/doi:{CITED}")
    assert section(cited, "cited-by") == ["Diets in an invented village 2025 Crossref: reference"]
    behind = page(client, f"/records/doi:{DATA}")
    assert section(behind, "data")[0].startswith("supplements Diets in an invented village 2025")


def test_the_coauthors_of_the_authors(client: TestClient) -> None:
    """A record shows with whom its identified authors wrote, how often and when, each with the page of the person."""
    tree = page(client, f"/records/doi:{ARTICLE}")
    (line,) = section(tree, "coauthors")
    assert line == "Hanako Yamada 2 works in this library with Ken Sato 1 (2025)"


def test_versions_and_corrections(linked: Library, client: TestClient) -> None:
    """What corrects a work, and other versions of it, have a panel."""
    corrections = [
        work("10.5555/erratum", title="Erratum", date="2026", relations=(to(ARTICLE, "corrects", "correction"),)),
        work(
            "10.5555/preprint", title="Preprint", date="2024", relations=(to(ARTICLE, "version-of", "is-preprint-of"),)
        ),
    ]
    linked.take([Contribution("Crossref", one) for one in corrections])
    assert section(page(client, f"/records/doi:{ARTICLE}"), "versions") == [
        "is corrected by Erratum 2026 Crossref: correction",
        "has the version Preprint 2024 Crossref: is-preprint-of",
    ]


def test_a_panel_has_a_bound(linked: Library, client: TestClient) -> None:
    """A panel shows ten lines and how many more there are; a link leads to all of them."""
    citing = [
        work(f"10.5555/citing.{n}", title=f"Citing {n}", date=str(2000 + n), relations=(to(CITED),)) for n in range(30)
    ]
    counted = Record(
        id=f"doi:{CITED}",
        titles=(Text("The cited work"),),
        identifiers=(Identifier("DOI", CITED),),
        counts=(Count("cited-by", 127, "OpenAlex", "2026-05-01"),),
    )
    linked.take([Contribution("Crossref", one) for one in citing] + [Contribution("OpenAlex", counted)])
    tree = page(client, f"/records/doi:{CITED}")
    lines = section(tree, "cited-by")
    assert lines[0] == "Citing 29 2029 Crossref: reference"
    assert len(lines) == 10
    assert "OpenAlex counts 127 citations 2026-05-01" in words(tree, "//section[@aria-labelledby='cited-by']")[0]
    (more,) = tree.xpath("//section[@aria-labelledby='cited-by']/p[@class='more']/a")
    assert more.text == "and 21 more"
    assert len(section(page(client, more.get("href")), "cited-by")) == 31


def test_links_that_are_not_looked_at(linked: Library, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links beyond those that are looked at are counted in the panel to which they belong."""
    monkeypatch.setattr("shoroku.web.pages.linked.panels._MOST", 20)
    linked.take([Contribution("Crossref", work(f"10.5555/citing.{n}", relations=(to(CITED),))) for n in range(30)])
    tree = page(client, f"/records/doi:{CITED}")
    assert words(tree, "//section[@aria-labelledby='cited-by']/p[@class='more']") == ["and 21 more"]
    assert not tree.xpath("//h2[@id='other']")
    whole = page(client, f"/records/doi:{CITED}?all=cited-by&lang=en")
    count = len(section(whole, "cited-by"))
    assert words(whole, "//section[@aria-labelledby='cited-by']/p[@class='more']") == [f"and {31 - count} more"]


@pytest.mark.parametrize(("language", "role"), [("en", "principal investigator"), ("ja", "研究代表者")])
def test_roles_are_translated(client: TestClient, language: str, role: str) -> None:
    """The record of a project calls the roles of its members as the project's page does."""
    for address in (f"/records{PROJECT.removeprefix('/projects')}", PROJECT):
        assert role in words(page(client, address, language), "//ul[@class='persons']//span[@class='tag']")


@pytest.mark.parametrize(("language", "heading", "role"), [("en", "Contributors", "editor"), ("ja", "寄与者", "編者")])
def test_who_took_another_part(linked: Library, client: TestClient, language: str, heading: str, role: str) -> None:
    """Editors and others stand apart from the authors, each with the role, known or in the source's word, and a page."""
    others = (person("Kobayashi, Ume", role="Editor"), person("Ishii, Matsu", role="Stage design"))
    made = work("10.5555/plays", person("Mori, Take"), contributors=others)
    linked.take([Contribution("Crossref", made)])
    tree = page(client, "/records/doi:10.5555/plays", language)
    assert [one.split(",")[0] for one in section(tree, "people")] == ["Mori"]
    assert words(tree, "//h2[@id='contributors']") == [heading]
    first, second = section(tree, "contributors")
    assert first.endswith(role)
    assert second.endswith("Stage design")
    for url in tree.xpath("//section[@aria-labelledby='contributors']//a/@href"):
        assert any(name in client.get(url).text for name in ("Kobayashi", "Ishii"))


def test_institutions_of_a_project_are_no_contributors(linked: Library, client: TestClient) -> None:
    """The record of a project has no section of contributors for the institution that its own page names."""
    at = person("京都大学", role="institution")
    others = (at, person("Kobayashi, Ume", role="editor"))
    for name, given in (("glass", (at,)), ("sand", others)):
        made = Record(id=name, type="project", titles=(Text("硝子の研究", "ja"),), contributors=given)
        linked.take([Contribution("KAKEN", made)])
    assert not page(client, "/records/glass").xpath("//h2[@id='contributors']")
    (only,) = section(page(client, "/records/sand"), "contributors")
    assert only.startswith("Kobayashi")


def test_an_edited_book_has_its_editors_in_lists(linked: Library, client: TestClient) -> None:
    """A hit without authors shows the people who contributed, and its citations name the editors as such."""
    editors = (person("Kobayashi, Ume", role="Editor"), person("Ishii, Matsu", role="editor"))
    host = person("Invented Museum", role="HostingInstitution")
    made = work("10.5555/edited", title="Unheard plays", type="book", date="2011", contributors=(*editors, host))
    linked.take([Contribution("Crossref", made)])
    (hit,) = page(client, "/?q=unheard+plays&lang=en").xpath("//article")
    assert "Kobayashi" in hit.text_content()
    assert "Museum" not in hit.text_content()
    assert cite.apa(made).startswith("Kobayashi, U., & Ishii, M. (Eds.). (2011). Unheard plays.")
    assert cite.sist02(made).startswith("Kobayashi, Ume, Ishii, Matsu, ed. Unheard plays.")
    japanese = work("10.5555/ja", title="硝子の戯曲", date="2011", contributors=(person("編野, 糸", role="editor"),))
    assert cite.apa(japanese).startswith("編野 糸（編）（2011）．硝子の戯曲．")
    assert cite.sist02(japanese).startswith("編野糸編. 硝子の戯曲.")


@pytest.mark.parametrize("address", [HANAKO, PROJECT, f"/records/doi:{ARTICLE}"])
def test_the_key_of_the_drawing(client: TestClient, address: str) -> None:
    """Lines and marks are explained where there are any."""
    tree = page(client, address)
    (section_,) = tree.xpath("//section[@class='graph']")
    hints = " ".join(words(section_, "p[@class='hint']"))
    assert ("Dashed lines" in hints) == bool(section_.xpath(".//path[@class='chord']"))
    assert ("Hollow marks" in hints) == bool(section_.xpath(".//path[contains(@class, 'absent')]"))


def test_pages_in_japanese(client: TestClient) -> None:
    """Every text of the pages is there in Japanese."""
    assert words(page(client, HANAKO, "ja"), "//h2")[:2] == ["1 項目とした根拠", "所属"]
    assert "文献の課題番号の記載のみ 1" in words(page(client, PROJECT, "ja"), "//h3")
    assert "研究データ" in words(page(client, f"/records/doi:{ARTICLE}", "ja"), "//h2")


def test_hostile_names_are_text(linked: Library, client: TestClient) -> None:
    """Markup in a name, a role or a title is text on all pages, in the drawing, too."""
    evil = "<script>alert(1)</script>"
    linked.take(
        [
            Contribution(
                f"{evil}source",
                work(
                    "10.5555/evil",
                    person(evil, ("ORCID", ORCIDS[3]), role=evil),
                    person(f"{evil} B"),
                    title=evil,
                    relations=(
                        Relation("cites", evil, identifiers=(Identifier("URL", "javascript:alert(1)"),), title=evil),
                        to("10.5555/x", "supplements", evil, inverse=True, type=evil, title=evil),
                    ),
                    funding=funded("24K00001"),
                ),
            )
        ]
    )
    for address in (
        "/records/doi:10.5555/evil",
        f"/people/orcid:{ORCIDS[3]}",
        "/people/mention:2:doi:10.5555/evil",
        "/projects/kakenhi:24K00001",
        f"/people/{evil}",
    ):
        answer = client.get(address, headers={"Accept": "text/html"})
        assert "<script>alert" not in answer.text, address
        assert 'href="javascript' not in answer.text, address


# --- The drawing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [HANAKO, PROJECT, f"/records/doi:{ARTICLE}"])
def test_the_list_says_what_the_drawing_shows(client: TestClient, address: str) -> None:
    """Both drawings and the list have the same names and lines. The drawing is hidden from screen readers and the keyboard,
    and has no script or style that the policy forbids."""
    answer = client.get(address, params={"lang": "en"})
    tree = html.fromstring(answer.text)
    wide, narrow = tree.xpath("//div[@class='drawing']/svg")
    drawn = [unescape(one) for one in wide.xpath(".//title/text()")]
    assert len(drawn) >= 2
    assert narrow.xpath(".//title/text()") == wide.xpath(".//title/text()")
    told = section(tree, "graph")
    chords = wide.xpath(".//path[@class='chord']")
    assert len(told) == len(drawn) + len(chords)
    assert all(name in line for name, line in zip(drawn, told, strict=False))
    assert {svg.get("aria-hidden") for svg in (wide, narrow)} == {"true"}
    assert set(wide.xpath(".//a/@tabindex")) == {"-1"}
    assert not re.search(
        r"<[^>]* (style|on[a-z]+)=|<style|<script(?![^>]* (src|type=\"application/ld\+json\"))", answer.text
    )


def node(number: int, **fields: Any) -> Node:
    return Node(f"n{number}", f"Node {number}", "", "cites", "", False, True, "work", **fields)


def test_nothing_is_drawn_over_another(client: TestClient) -> None:
    """Names stand in rows of their own, inside the drawing, whatever their number; what is left out is counted."""
    for count in (2, 3, 7, 16, 40):
        found = drawing([node(n) for n in range(count)], [Chord("n0", "n1", "cites"), Chord("n0", "n39", "cites")])
        assert found is not None
        for layout in (found.wide, found.narrow):
            assert len(layout.nodes) == min(count, MOST_NODES)
            for side in {one.anchor for one in layout.nodes}:
                rows = sorted(one.y for one in layout.nodes if one.anchor == side)
                assert all(second - first >= 40 for first, second in pairwise(rows))
            assert all(0 < one.x < layout.width and 0 < one.y < layout.height for one in layout.nodes)
            assert len(layout.chords) == 1
        assert found.left_out == max(count - MOST_NODES, 0)
    assert drawing([node(1)], []) is None


def test_names_are_cut_where_there_is_no_room() -> None:
    """A name is cut before the edge; Chinese characters take twice the room."""
    assert fitted("short", 200) == "short"
    assert fitted("a" * 100, 135).endswith("…")
    assert 2 * len(fitted("漢" * 100, 270)) <= len(fitted("a" * 100, 270)) + 2


def test_withdrawn_data_leaves_no_line(linked: Library, client: TestClient) -> None:
    """A source that is withdrawn takes its lines from the pages."""
    linked.withdraw("DataCite")
    text = client.get(f"/records/doi:{ARTICLE}?lang=en").text
    assert "IsSupplementTo" not in text
    assert data().titles[0].value not in text


@pytest.mark.parametrize(
    ("id_of_record", "is_shown"),
    [("own", True), ("10.5555/X", False), ("doi:10.5555/x", False), ("DOI:10.5555/x", False), ("naid:10.5555/x", True)],
)
def test_an_id_is_shown_unless_an_identifier_is_the_same(tmp_path: Path, id_of_record: str, is_shown: bool) -> None:
    """The page shows the id of a record once, also if the kind of the identifier stands before it."""
    with shoroku.open(tmp_path / "library") as library:
        one = Record(id=id_of_record, titles=(Text("One"),), identifiers=(Identifier("DOI", "10.5555/x"),))
        library.take([Contribution("program", one)])
    with TestClient(create_app(tmp_path / "library", Settings(seconds=600.0))) as client:
        labels = words(page(client, "/records/10.5555/x"), "//dl[@class='details']/dt")
    assert "DOI" in labels
    assert ("ID" in labels) == is_shown
