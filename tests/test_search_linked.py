"""Searching by what records are linked with, and counting it: project:, funder:, institution:, orcid:, cites:, has:data."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shoroku
from shoroku import Contribution, Funding, Identifier, Institution, Library, Page, Person, Record, Relation, Text
from shoroku.corpus.awards import awards
from tests.graph_records import ARTICLE, AWARD, CITED, DATA, ORCIDS, cluster, funded, person, to, work

PROJECT = "1040000000000000001"


@pytest.fixture
def linked(library: Library) -> Library:
    """Give a library with a project, its works, data and people."""
    library.take(cluster())
    return library


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"project:{AWARD}", {f"doi:{ARTICLE}", PROJECT}),
        (f"project:JP{AWARD}", {f"doi:{ARTICLE}", PROJECT}),
        (f"課題番号:KAKENHI-PROJECT-{AWARD}", {f"doi:{ARTICLE}", PROJECT}),
        ("project:20H99999", set()),
        (f"orcid:{ORCIDS[0]}", {f"doi:{ARTICLE}", f"doi:{DATA}"}),
        (f'orcid:"https://orcid.org/{ORCIDS[0]}"', {f"doi:{ARTICLE}", f"doi:{DATA}"}),
        ("orcid:0000-0001-0002-0003", set()),
        (f"cites:{CITED}", {f"doi:{ARTICLE}"}),
        (f'cites:"https://doi.org/{CITED}"', {f"doi:{ARTICLE}"}),
        (f"cites:{ARTICLE}", set()),
        ("has:data", {f"doi:{ARTICLE}"}),
        ("has:project", {f"doi:{ARTICLE}"}),
        ("has:reference", {f"doi:{ARTICLE}"}),
        (f"village -project:{AWARD}", {f"doi:{DATA}"}),
    ],
)
def test_queries(linked: Library, query: str, found: set[str]) -> None:
    """Values in any notation find the records, alone, beside words and negated."""
    assert {hit.id for hit in linked.search(query, limit=50).hits if not hit.relaxed} == found


def test_types(linked: Library) -> None:
    """Data sets and projects are found by their type."""
    assert {hit.id for hit in linked.search("village", type="dataset").hits} == {f"doi:{DATA}"}
    assert {hit.id for hit in linked.search("", type="project").hits} == {PROJECT}


def test_contributors_are_found_by_name(library: Library) -> None:
    """``author:`` finds editors and translators as well; the facet of authors counts authors only."""
    editor = Person((Text("編野 糸", "ja"), Text("Amino Ito", "en")), role="editor")
    author = Person((Text("書川 文", "ja"),))
    library.take([Contribution("CiNii Research", work("10.5555/9", author, contributors=(editor,)))])
    for query in ("author:編野糸", 'author:"Ito Amino"', "author:書川", "編野 糸"):
        assert [hit.id for hit in library.search(query).hits] == ["doi:10.5555/9"], query
    assert [hit.id for hit in library.search("author:編野糸", exact=True).hits] == ["doi:10.5555/9"]
    assert list(shown(library.search("", facets="author", limit=0), "author")) == ["書川 文"]


def test_who_is_found_by_name_is_there(library: Library) -> None:
    """``has:author`` and ``author:*`` are the records that ``author:`` can find: by their authors or contributing people."""
    people = {
        "author": {"creators": (person("書川 文"),)},
        "editor": {"contributors": (person("編野 糸", role="editor"),)},
        "nobody": {},
        "body": {"contributors": (person("架空博物館", role="HostingInstitution"),)},
    }
    given = [Record(id=name, titles=(Text("On glass", "en"),), **fields) for name, fields in people.items()]
    library.take([Contribution("program", one) for one in given])
    for query in ("has:author", "author:*"):
        assert {hit.id for hit in library.search(query).hits} == {"author", "editor"}, query
    assert {hit.id for hit in library.search("-has:author").hits} == {"nobody", "body"}


def test_bodies_are_no_people(linked: Library) -> None:
    """The institution of a project and the host of a data set are not found as authors."""
    host = person("京都大学", role="HostingInstitution")
    linked.take([Contribution("DataCite", work("10.5555/hosted", contributors=(host,)))])
    at = (person("京都大学", role="institution"), person("Kyoto University", role="institution"))
    linked.take(
        [Contribution("KAKEN", Record(id="glass", type="project", titles=(Text("硝子", "ja"),), contributors=at))]
    )
    for query in ("author:京都大学", 'author:"Kyoto University"'):
        for exact in (False, True):
            assert not linked.search(query, exact=exact).hits, query


# --- Facets -----------------------------------------------------------------------------------------------------------

JSPS, KYOTO = "ror:00hhkn466", "ror:05dxps055"
COLUMNS = ("project", "funder", "institution")


def shown(page: Page, facet: str) -> dict[str, tuple[int, str]]:
    """Return the values of a facet with their counts and labels."""
    return {one.value: (one.count, one.label) for one in page.facets[facet]}


def test_facets(linked: Library) -> None:
    """Projects, funders and institutions are counted, each with its identifier and a label."""
    page = linked.search("", facets=COLUMNS, limit=0)
    assert shown(page, "project") == {AWARD: (2, "架空の村の食生活")}
    assert shown(page, "funder") == {JSPS: (1, "Japan Society for the Promotion of Science")}
    assert shown(page, "institution") == {KYOTO: (1, "Institute of Examples")}
    (project,) = page.facets["project"]
    assert project.names == {"ja": "架空の村の食生活", "en": "Diets in an invented village"}


def test_labels_without_the_project(library: Library) -> None:
    """A project of which there is no record is called as the works call it; without a title it has no label."""
    titled = Funding("20H00001", titles=(Text("A project", "en"),), identifiers=(Identifier("KAKEN", "20H00001"),))
    untitled = Funding("20H00002", identifiers=(Identifier("KAKEN", "20H00002"),))
    library.take([Contribution("Crossref", work("10.5555/1", funding=(titled, untitled)))])
    page = library.search("", facets="project", limit=0)
    assert shown(page, "project") == {"20H00001": (1, "A project"), "20H00002": (1, "")}


def test_names_and_identifiers(library: Library) -> None:
    """A funder that is only named counts under its name; the name without ``name:`` also finds those that are identified."""
    society = Text("Society of Examples", "en")
    identified = Funding(funders=(society,), funder_identifiers=(Identifier("DOI", "10.13039/501100009999"),))
    library.take(
        [
            Contribution("Crossref", work("10.5555/1", funding=(identified,))),
            Contribution("JaLC", work("10.5555/2", funding=(Funding(funders=(society, Text("架空学会", "ja"))),))),
            Contribution("JaLC", work("10.5555/3", funding=(Funding(funders=(Text("架空 学会", "ja"),)),))),
            Contribution("JaLC", work("10.5555/4", funding=(Funding(funders=(Text("SOCIETY, of examples"),)),))),
        ]
    )
    assert shown(library.search("", facets="funder", limit=0), "funder") == {
        "name:架空学会": (2, "架空学会"),
        "10.13039/501100009999": (1, "Society of Examples"),
        "name:SOCIETY, of examples": (1, "SOCIETY, of examples"),
    }
    assert library.search("", funder="name:Society of Examples").total == 1
    assert library.search("", funder="Society of Examples").total == 3
    assert library.search('funder:"society of examples"').total == 3
    for identifier in ("501100009999", "https://doi.org/10.13039/501100009999", "funder:501100009999"):
        assert [hit.id for hit in library.search("", funder=identifier).hits] == ["doi:10.5555/1"]
    assert library.search("", funder="架空学会").total == 2


def test_affiliations_as_text(library: Library) -> None:
    """An affiliation without an identifier counts if it is a name; an address does not."""
    plain = person("A", affiliations=(Text("架空大学"), Text("Department of Examples, Imaginary University")))
    known = person(
        "B",
        affiliations=(Text("架空大学 理学部"),),
        institutions=(Institution((Text("架空大学"),), (Identifier("ROR", "05dxps055"),)),),
    )
    library.take([Contribution("JaLC", work("10.5555/1", plain)), Contribution("JaLC", work("10.5555/2", known))])
    assert shown(library.search("", facets="institution", limit=0), "institution") == {
        "name:架空大学": (1, "架空大学"),
        KYOTO: (1, "架空大学"),
    }
    assert library.search("institution:架空大学").total == 2
    assert library.search("", institution="05dxps055").total == 1


def test_awards_of_other_funders(library: Library) -> None:
    """An award of another form counts together with its funder; its number alone finds it."""
    institute = (Text("Institute of Awards", "en"),)
    library.take(
        [
            Contribution("PubMed", work("10.5555/1", funding=(Funding("R01 XY000001", institute),))),
            Contribution("PubMed", work("10.5555/2", funding=(Funding("R01 XY000001", (Text("Others", "en"),)),))),
            Contribution("PubMed", work("10.5555/4", funding=(Funding("R01 XY000002", (Text("Others", "en"),)),))),
            Contribution("PubMed", work("10.5555/3", funding=(Funding("12345678", institute),))),
        ]
    )
    page = library.search("", facets="project", limit=0)
    assert sorted(shown(page, "project")) == [
        "award:instituteofawards:12345678",
        "award:instituteofawards:r01xy000001",
        "award:others:r01xy000001",
        "award:others:r01xy000002",
    ]
    assert {label for _, label in shown(page, "project").values()} == {
        "R01 XY000001 (Institute of Awards)",
        "R01 XY000001 (Others)",
        "R01 XY000002 (Others)",
        "12345678 (Institute of Awards)",
    }
    assert library.search('project:"R01 XY000001"').total == 2
    for value in page.facets["project"]:
        assert library.search("", project=value.value).total == value.count == 1
        (output,) = library.project(value.value).outputs
        assert [output.node.id] == [hit.id for hit in library.search("", project=value.value).hits]
    assert library.project("R01 XY 000002").node.id == "award:others:r01 xy000002"
    with pytest.raises(shoroku.BadArgument, match="award:institute of awards:r01 xy000001"):
        library.project("R01XY000001")
    for unknown in ("R01 XY000003", "award:others:r01xy000003", "award:", " "):
        with pytest.raises(shoroku.UnknownRecord):
            library.project(unknown)


def test_a_project_of_another_funder(library: Library) -> None:
    """A number with its funder is not taken for the KAKENHI project of that number, and one alone may be either's."""
    other = work("10.5555/1", funding=(Funding("20123456", (Text("Institute of Awards", "en"),)),))
    library.take([Contribution("PubMed", other), Contribution("PubMed", work("10.5555/2", funding=funded("20123456")))])
    award = "award:instituteofawards:20123456"
    assert library.project(award).node.id == "award:institute of awards:20123456"
    assert library.search("project:20123456").total == library.search("project:２０１２３４５６").total == 2
    with pytest.raises(shoroku.BadArgument, match="award:institute of awards:20123456") as raised:
        library.project("20123456")
    assert "kakenhi:20123456" in str(raised.value)
    for one in ("JP20123456", "kakenhi:20123456", "KAKENHI-PROJECT-20123456"):
        assert library.project(one).node.id == "kakenhi:20123456"
        assert [hit.id for hit in library.search("", project=one).hits] == ["doi:10.5555/2"]
    page = library.search("", facets="project", limit=0)
    assert sorted(shown(page, "project")) == ["KAKENHI-PROJECT-20123456", award]
    for value in page.facets["project"]:
        assert library.search("", project=value.value).total == value.count == 1
        assert library.related(value.value).related[0].node.id == library.project(value.value).outputs[0].node.id
        assert library.graph(value.value).nodes[0].id == library.project(value.value).node.id
        assert library.path_between(value.value, "10.5555/1").start[0].id == library.project(value.value).node.id


def test_eight_digits_of_another_funder_alone(library: Library) -> None:
    """Eight digits that only another funder has are that funder's."""
    other = work("10.5555/1", funding=(Funding("81773024", (Text("NSFC", "en"),)),))
    library.take([Contribution("PubMed", other)])
    assert library.search("project:81773024").total == 1
    assert library.project("81773024").node.id == "award:nsfc:81773024"


def test_job_titles_are_no_institutions(library: Library, tmp_path: Path) -> None:
    """Members of a project count under the name of their institution, with or without a code."""
    award = """<grantAward id="KAKENHI-PROJECT-{0}" awardNumber="{0}"><summary xml:lang="ja"><title>硝子の研究</title>
        <member role="principal_investigator"><personalName><fullName>架空 花子</fullName></personalName>
        <institution{1}>虚構大学</institution><department>工学部</department><jobTitle>{2}</jobTitle></member>
        </summary></grantAward>"""
    awards = award.format("19KK0341", "", "教授") + award.format("19KK0342", ' mextCode="99999"', "准教授")
    (tmp_path / "awards.xml").write_text(f"<grantAwards>{awards}</grantAwards>", encoding="utf-8")
    library.add([tmp_path / "awards.xml"], format="kaken")
    assert shown(library.search("", facets="institution", limit=0), "institution") == {"name:虚構大学": (2, "虚構大学")}


def test_a_facet_ignores_its_own_filter(linked: Library) -> None:
    """A filter narrows what other facets count; a value nobody has is told, with those that there are."""
    page = linked.search("", project="JP" + AWARD, facets=("project", "funder", "type"), limit=50)
    assert {hit.id for hit in page.hits} == {f"doi:{ARTICLE}", PROJECT}
    assert shown(page, "project")[AWARD][0] == 2
    assert {one.value: one.count for one in page.facets["type"]} == {"article": 1, "project": 1}
    (notice,) = linked.search("", funder="nobody").notices
    assert (notice.kind, notice.fields["known"]) == (
        "known_values",
        f"{JSPS} (Japan Society for the Promotion of Science)",
    )


@pytest.mark.parametrize(
    ("filters", "kind", "offered"),
    [
        ({"funder": "Japan Society for the Promotion of Scienc"}, "near", "Japan Society for the Promotion of Science"),
        ({"institution": "Institut of Example"}, "near", "Institute of Examples"),
        ({"institution": "ror:05dxps054"}, "near", "ror:05dxps055"),
        ({"institution": "東京大"}, "near", "東京大学"),
        ({"institution": "架空 研究"}, "near", "架空の研究所"),
        ({"institution": "zzz"}, "known", "東京大学, 架空の研究所, ror:05dxps055 (Institute of Examples)"),
        ({"project": "20H99999"}, "known", f"{AWARD} (架空の村の食生活), R01 XY000001 (Institute of Awards)"),
        ({"project": "21K98766"}, "near", AWARD),
    ],
)
def test_values_nobody_has(linked: Library, filters: dict[str, str], kind: str, offered: str) -> None:
    """A value that no record has is told with what is near, be it called so or identified, or with all, by their names."""
    award = Funding("R01 XY000001", (Text("Institute of Awards", "en"),))
    plain = [person(f"P{n}", affiliations=(Text(name),)) for n, name in enumerate(("東京大学", "架空の研究所"))]
    linked.take([Contribution("JaLC", work("10.5555/plain", *plain, funding=(award,)))])
    (notice,) = linked.search("", **filters).notices
    assert notice.fields[kind].split(", ") == offered.split(", ")
    if kind == "near":
        assert linked.search("", **dict.fromkeys(filters, offered)).total


_MANY = st.lists(
    st.builds(
        lambda numbers, funders, named, places: (numbers, funders, named, places),
        st.lists(st.sampled_from(["20H00001", "20H00002", "JPMJCR0001"]), max_size=2, unique=True),
        st.lists(st.sampled_from(["10.13039/501100009991", "10.13039/501100009992"]), max_size=1),
        st.lists(st.sampled_from(["架空財団", "Imaginary Fund"]), max_size=2, unique=True),
        st.lists(st.sampled_from(["05dxps055", "架空大学", "Imaginary University"]), max_size=3),
    ),
    max_size=6,
)


def _made(number: int, one: tuple[list[str], list[str], list[str], list[str]]) -> Record:
    numbers, funders, named, places = one
    names = tuple(Text(name) for name in named)
    identifiers = tuple(Identifier("DOI", doi) for doi in funders)
    awarded = tuple(found for each in numbers for found in awards([each], names, identifiers))
    people = tuple(
        person("X", institutions=(Institution((Text("Here"),), (Identifier("ROR", place),)),))
        if place[0] == "0"
        else person("Y", affiliations=(Text(place),))
        for place in places
    )
    return work(f"10.5555/{number}", *people, funding=awarded or awards([], names, identifiers))


@settings(max_examples=15, deadline=None)
@given(_MANY)
def test_values_narrow_to_what_they_count(
    tmp_path_factory: pytest.TempPathFactory, given: list[tuple[list[str], list[str], list[str], list[str]]]
) -> None:
    """Each value finds as many records as it counts, as a filter and in a query; the counts are those of the records."""
    with shoroku.open(tmp_path_factory.mktemp("linked") / "library") as library:
        library.take([Contribution("Crossref", _made(number, one)) for number, one in enumerate(given)])
        page = library.search("", facets=COLUMNS, facet_size=100, limit=0)
        for facet in COLUMNS:
            for value in page.facets[facet]:
                assert library.search("", **{facet: value.value}, limit=0).total == value.count  # type: ignore[arg-type]
                assert library.search(f'{facet}:"{value.value}"', limit=0).total == value.count
        assert sum(value.count for value in page.facets["project"]) == sum(len(numbers) for numbers, *_ in given)
        assert sum(value.count for value in page.facets["institution"]) == sum(len(set(one[3])) for one in given)


# --- Data -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "is_found"),
    [
        (to(DATA, "supplements", "IsSupplementedBy", inverse=True), True),
        (to(DATA, "supplements", "IsSupplementedBy", inverse=True, type="dataset"), True),
        (to(DATA, "supplements", "IsSupplementedBy", inverse=True, type="article"), False),
        (to(DATA, "supplements", "IsSupplementTo", type="dataset"), False),
        (to(DATA, "derived-from", "IsDerivedFrom"), True),
        (to(DATA, "derived-from", "IsSourceOf", inverse=True, type="dataset"), False),
        (to(DATA, "cites", "Cites", type="Dataset"), True),
        (to(DATA, "cites", "IsCitedBy", inverse=True, type="dataset"), True),
        (to(DATA, "cites", "Cites"), False),
        (to(DATA, "version-of", "IsVersionOf", type="dataset"), False),
        (to(DATA, "part-of", "IsPartOf", type="dataset"), False),
        (to(DATA, "", "related", type="dataset"), False),
    ],
)
def test_has_data(library: Library, relation: Relation, is_found: bool) -> None:
    """The relation says whether data stand behind a record or supplement it, not the type of the other alone."""
    library.take([Contribution("Crossref", work("10.5555/1", relations=(relation,)))])
    assert library.search("has:data").total == int(is_found)


@pytest.mark.parametrize(
    ("kind", "value"), [("PMID", "31234567"), ("CRID", "1390000000000000001"), ("NAID", "110000000001")]
)
def test_what_is_cited_has_identifiers_of_several_kinds(library: Library, kind: str, value: str) -> None:
    """A work that is cited by a number of PubMed or CiNii is found by it."""
    library.take(
        [
            Contribution(
                "x", work("10.5555/one", relations=(Relation("cites", "x", identifiers=(Identifier(kind, value),)),))
            )
        ]
    )
    assert [hit.id for hit in library.search(f"cites:{value}").hits if not hit.relaxed] == ["doi:10.5555/one"]
    assert library.search("cites:10.5555/one", limit=0).total == 0
