"""Relations, awards, roles and counts in the sources' own files, which stand beside the project."""

import io
import json
from collections import Counter
from pathlib import Path

import pytest

from shoroku import Count, Funding, Identifier, Institution, Record, Relation, Text
from shoroku.corpus.keys import institution_key, person_key, project_key, work_key
from shoroku.corpus.readers import formats, recognized
from shoroku.corpus.readers.json_formats import cinii_relations

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the project")

AWARD = "kakenhi:19KK0341"


def records(name: str) -> list[Record]:
    """Read a sample, whose format is recognised by its first bytes."""
    content = (SAMPLES / name).read_bytes()
    found = list(recognized(content[:4096], name).read(io.BytesIO(content)))
    assert not [item.error for item in found if item.error]
    return [item.record for item in found if item.record]


def record(name: str) -> Record:
    """Read a sample with one record."""
    (one,) = records(name)
    return one


def doi(value: str) -> tuple[Identifier, ...]:
    """Return a DOI alone."""
    return (Identifier("DOI", value),)


def stated(one: Record, kind: str, *, inverse: bool = False) -> list[Relation]:
    """Return the relations of a kind and direction."""
    return [relation for relation in one.relations if (relation.kind, relation.inverse) == (kind, inverse)]


# --- CiNii ------------------------------------------------------------------------------------------------------------


def test_cinii_related_product() -> None:
    """The one real relation names who cites, by CiNii's number and title; a creator's number repeats the work's."""
    data = json.loads((SAMPLES / "cinii/crid_1571135649335369984.json").read_bytes())  # without a title, so no record
    assert cinii_relations.relations(data) == (
        Relation(
            "cites",
            "isCitedBy",
            True,
            (Identifier("CRID", "1573105976826099072"),),
            "article",
            "An Opinion Survey Regarding Gender Roles and Family in Vietnam",
        ),
    )
    (person,), _ = cinii_relations.people(data, "article")
    assert person.identifiers == ()


def test_cinii_people() -> None:
    """An NRID with an e-Rad number is a key; CiNii's own cluster of a name is kept and is none."""
    (kanazawa,) = record("cinii/crid_1390282680241132288.json").creators
    assert [person_key(one) for one in kanazawa.identifiers] == ["erad:04760041", None]
    (nakamura,) = record("cinii/crid_1050002213762702720.json").creators
    assert [(one, person_key(one)) for one in nakamura.identifiers] == [(Identifier("NRID", "9000408628758"), None)]


def test_cinii_roles_and_wrapped_record() -> None:
    """A record that a program keeps under ``response`` is read; numbers of no registry that we know are no keys."""
    one = record("cinii/weko_cinii_response_sample1.json")
    assert one.doi == "10.12334/jkg.12.11_222"
    assert [person.name for person in one.creators] == ["テスト 太郎", "テスト 三郎"]
    assert [(person.name, person.role) for person in one.contributors] == [
        ("テスト 次郎", "contributor"),
        ("テスト 花子", "contributor"),
    ]
    people = (*one.creators, *one.contributors)
    assert not any(person_key(each) for person in people for each in person.identifiers)


def test_cinii_project() -> None:
    """An item of a search for projects is a record of a project, with the numbers that name it."""
    one = record("cinii/opensearch_v2_project_19KK0341_ja.json")
    assert (one.type, one.id) == ("project", "1040848250614322432")
    assert {project_key(each) for each in one.identifiers} == {AWARD, None}
    assert [person.name for person in one.creators] == ["白鳥 佐紀子"]


# --- JaLC -------------------------------------------------------------------------------------------------------------


def test_jalc_relations_and_award() -> None:
    """Versions and parts are relations, by DOI or address; a number of no pattern is a key only with its funder."""
    one = record("jalc/10.34556_0002000787.json")
    assert Counter((each.kind, each.word, each.inverse) for each in one.relations) == {
        ("version-of", "hasVersion", True): 2,
        ("part-of", "hasPart", True): 45,
    }
    assert one.relations[0].identifiers == doi("10.34556/0002000833")
    assert one.relations[1].identifiers == (Identifier("URI", "https://www.jircas.go.jp/ja/greenasia/techcatalog"),)
    (award,) = one.funding
    assert award == Funding(
        "05a1C5", (Text("国立研究開発法人国際農林水産業研究センター", "ja"),), doi("10.13039/501100009472")
    )
    assert project_key(award) == "award:funder:501100009472:05a1c5"
    assert [person.name for person in one.creators] == ["みどりの食料システム国際情報センター"]


def test_jalc_citations() -> None:
    """References keep their texts; a DOI keeps its brackets; the link to the full text is no relation."""
    one = record("jalc/dois_1011230-jsts172_1.json")
    assert {each.kind for each in one.relations} == {"cites"}
    assert len(one.relations) == 18  # of twenty, two stand twice
    second = one.relations[1]
    assert (second.word, second.identifiers) == ("citation_list", doi("10.1016/0022-0248(83)90411-6"))
    assert second.title.startswith("2) M. Kamo, Y. Sato")


def test_jalc_few_references_have_a_doi() -> None:
    """Over all of the dump, most references are texts, which never become an edge."""
    found = [one for path in (SAMPLES / "jalc").rglob("*.json") for one in _relations_of(path)]
    cited = [one for one in found if one.kind == "cites"]
    assert len(cited) > 1_600
    assert 50 <= sum(bool(one.identifiers) for one in cited) < 70
    assert all(one.title or one.identifiers for one in cited)


def _relations_of(path: Path) -> list[Relation]:
    content = path.read_bytes()
    items = formats()["jalc"].read(io.BytesIO(content))
    return [relation for item in items if item.record for relation in item.record.relations]


# --- JPCOAR -----------------------------------------------------------------------------------------------------------


def test_jpcoar_false_orcids() -> None:
    """One ORCID with a false check digit, on three people, is kept as written and joins nobody."""
    one = record("jpcoar/2.1_07_dataset.xml")
    people = [*one.creators, *one.contributors]
    assert [person.role for person in people] == ["", "ProjectLeader", "DataCollector", "ContactPerson"]
    written = [each.value for person in people for each in person.identifiers]
    assert written == ["0000-0001-0001-0001", *["0000-0001-0002-0003"] * 3]
    assert not any(person_key(each) for person in people for each in person.identifiers)


def test_jpcoar_dataset() -> None:
    """A data set says who cites it, and whose award it came out of; an institution has an ISNI."""
    one = record("jpcoar/2.1_07_dataset.xml")
    assert one.type == "dataset"
    assert one.relations == (Relation("cites", "isReferencedBy", True, doi("10.5194/essdd-8-703-2015")),)
    (award,) = one.funding
    assert (award.number, award.word, project_key(award)) == ("18049069", "科学研究費助成事業", "kakenhi:18049069")
    assert award.funders == (Text("日本学術振興会", "ja"),)
    assert [institution_key(each) for each in award.funder_identifiers] == ["ror:00hhkn466"]
    assert award.titles == (Text("情報爆発時代の情報検索基盤技術", "ja"),)
    names = (Text("東京大学", "ja"), Text("The University of Tokyo", "en"))
    assert one.creators[0].institutions == (Institution(names, (Identifier("ISNI", "0000000121691048"),)),)


def test_jpcoar_article() -> None:
    """A repository names the published article, which is then the same work."""
    one = record("jpcoar/2.0_02_journal_article_embargoed.xml")
    assert one.relations == (Relation("same-as", "isIdenticalTo", identifiers=doi("10.1371/journal.pone.0170224")),)
    assert one.doi == "10.1371/journal.pone.0170224"
    assert one.creators[0].role == ""


def test_jpcoar_1_0() -> None:
    """In 1.0, the funder's identifier and the number are in another namespace, and the number has no JP."""
    (award,) = record("jpcoar/1.0_01_departmental_bulletin_paper_oa.xml").funding
    assert (award.number, project_key(award)) == ("18049069", "kakenhi:18049069")
    assert award.funder_identifiers == doi("10.13039/501100001691")
    assert award.identifiers[0] == Identifier("KAKEN", "18049069")


@pytest.mark.parametrize(
    ("name", "identifiers"),
    [
        ("name_identifier_mismatch_orcid", ["ORCID 0000-0001-0002-0003-xx", "ORCID 0000-0001-0002-0003"]),
        ("name_identifier_scheme_obsolete_nrid", ["NRID 0000-0001-0002-0003", "ORCID 0000-0001-0002-0003"]),
    ],
)
def test_jpcoar_identifiers_that_disagree(name: str, identifiers: list[str]) -> None:
    """Where a value and its address disagree, both are kept, and neither joins."""
    (person, *_) = record(f"jpcoar/validator_{name}.xml").creators
    assert [f"{one.kind} {one.value}" for one in person.identifiers] == identifiers
    assert not any(map(person_key, person.identifiers))


def test_jpcoar_faulty_on_purpose() -> None:
    """A national number without JP, a ROR as an address, and a NAID of the wrong length are read for what they are."""
    (award,) = record("jpcoar/validator_award_number_format_error.xml").funding
    assert project_key(award) == "kakenhi:18049069"
    (person, *_) = record("jpcoar/validator_affiliation_name_identifier_content_is_uri_ror.xml").creators
    assert [institution_key(one) for one in person.institutions[0].identifiers] == ["ror:057zh3y96"]
    (relation,) = record("jpcoar/validator_related_identifier_type_obsolete_naid.xml").relations
    assert (relation.kind, relation.word, relation.identifiers) == (
        "version-of",
        "isFormatOf",
        (Identifier("NAID", "01234567890"),),
    )


def test_every_jpcoar_sample() -> None:
    """In all official samples, every relation and every award is read, and one person alone has a key."""
    found = [record(str(path.relative_to(SAMPLES))) for path in sorted((SAMPLES / "jpcoar").rglob("*.xml"))]
    words = Counter(relation.word for one in found for relation in one.relations)
    assert words == {"isIdenticalTo": 7, "isReferencedBy": 4, "isVersionOf": 3, "inSeries": 1, "isFormatOf": 1}
    awards = [award for one in found for award in one.funding]
    assert {project_key(award) for award in awards} == {
        "kakenhi:18049069",
        "kakenhi:15H02781",
        "kakenhi:15H05814",
        "jgn:JPMJPF9999",
    }
    people = [person for one in found for person in (*one.creators, *one.contributors)]
    keys = {key for person in people for each in person.identifiers if (key := person_key(each))}
    assert keys == {"orcid:0000-0002-2909-7163"}


# --- Crossref ---------------------------------------------------------------------------------------------------------


def test_crossref_award_and_references() -> None:
    """The article that KAKEN does not list names the award; most references have a DOI, all have a text."""
    one = record("crossref/10.1016_j.advnut.2025.100480.json")
    assert [(project_key(award), award.number) for award in one.funding] == [(AWARD, "19KK0341"), (None, "")]
    assert [institution_key(each) for award in one.funding for each in award.funder_identifiers] == [
        "ror:00hhkn466",
        "funder:501100008642",
    ]
    assert len(one.relations) == 75
    assert {each.kind for each in one.relations} == {"cites"}
    assert one.relations[0].identifiers == ()
    assert one.relations[0].title == ("2016, Food systems and diets: facing the challenges of the 21st century")
    assert one.relations[1].identifiers == doi("10.1093/ajcn/75.2.245")
    assert [person_key(each) for each in one.creators[0].identifiers] == ["orcid:0000-0003-3285-3633"]
    (count,) = one.counts
    assert (count.kind, count.value, count.source) == ("cited-by", 0, "Crossref")


def test_crossref_supplement() -> None:
    """A supplement and two reviews are relations; a funder who is named twice is one."""
    one = record("crossref/10.7554_elife.01567.json")
    others = [each for each in one.relations if each.kind != "cites"]
    assert others == [
        Relation("supplements", "is-supplemented-by", True, doi("10.5061/dryad.b835k")),
        Relation("reviews", "has-review", True, doi("10.7554/elife.01567.016")),
        Relation("reviews", "has-review", True, doi("10.7554/elife.01567.017")),
    ]
    assert [award.funders[0].value for award in one.funding] == [
        "SystemsX",
        "EMBO longterm post-doctoral fellowships",
        "Marie Heim-Voegtlin",
        "University of Lausanne",
        "EMBO",
        "Swiss National Science Foundation",
    ]
    assert {person.role for person in one.creators} == {""}
    assert one.counts[0].value == 36


# --- OpenAlex ---------------------------------------------------------------------------------------------------------


def test_openalex_award_references_and_institutions() -> None:
    """OpenAlex names the same award, by number and ROR; works that are only alike are no relations."""
    one = record("openalex/W4412424744.json")
    assert {(each.kind, each.word) for each in one.relations} == {("cites", "referenced_works")}
    assert len(one.relations) == 74
    assert work_key(one.relations[0].identifiers[0]) == "openalex:W1784246281"
    award, other = one.funding
    assert (project_key(award), award.number) == (AWARD, "19KK0341")
    assert institution_key(award.funder_identifiers[0]) == "ror:00hhkn466"
    assert (other.number, other.funders) == ("", (Text("Foundation for Dietary Scientific Research", "en"),))
    author = one.creators[0]
    assert author.identifiers == (Identifier("OPENALEX", "A5000546253"),)
    assert [person_key(each) for each in author.identifiers] == [None]
    assert institution_key(author.institutions[0].identifiers[0]) == "ror:005pdtr14"
    assert one.counts == (Count("cited-by", 0, "OpenAlex", "2026-02-10"),)


def test_openalex_author() -> None:
    """An author's own record has the ORCID that the work's authorship lacks."""
    one = record("openalex/A5000546253.json")
    assert (one.type, one.id) == ("researcher", "openalex:A5000546253")
    (person,) = one.creators
    assert {person_key(each) for each in person.identifiers} == {"orcid:0000-0003-3285-3633", None}
    assert Identifier("ROR", "005pdtr14") in person.institutions[0].identifiers
    assert one.counts == (Count("cited-by", 127, "OpenAlex", "2026-02-11"),)


def test_openalex_others() -> None:
    """Counts of citations are numbers; a data set is read like the others."""
    assert record("openalex/W2121398592.json").counts[0].value == 45
    assert record("openalex/W6945048743_dataset.json").type == "dataset"


# --- PubMed -----------------------------------------------------------------------------------------------------------


def test_pubmed_references_grants_and_data() -> None:
    """References have PMIDs, grants their agencies; sequences in GenBank are data behind the article."""
    one = record("pubmed/10097079.xml")
    assert len(stated(one, "cites")) == 43
    assert stated(one, "cites")[0] == Relation(
        "cites", "Reference", False, (Identifier("PMID", "6048539"),), "", "J Theor Biol. 1967 Aug;16(2):187-211"
    )
    data = stated(one, "supplements", inverse=True)
    assert data[0] == Relation("supplements", "GENBANK", True, (Identifier("GENBANK", "AF078607"),), "dataset")
    assert len(data) > 10
    assert all(award.number and award.funders for award in one.funding)


def test_pubmed_trial_registers() -> None:
    """The number of a clinical trial is kept, and is no data set."""
    for name, word in (("15968009", "ClinicalTrials.gov"), ("18719013", "ISRCTN")):
        one = record(f"pubmed/{name}.xml")
        (trial,) = [each for each in one.relations if each.type == "clinical trial"]
        assert (trial.kind, trial.word, trial.inverse) == ("", word, False)
        assert not stated(one, "supplements", inverse=True)


def test_pubmed_grants() -> None:
    """Grants are keys with their agencies; a grant without a number only names its agency."""
    numbers = [award.number for award in record("pubmed/15968009.xml").funding]
    assert numbers[:2] == ["AR 43727", "M01 RR00052"]
    first, *_ = record("pubmed/18719013.xml").funding
    assert first == Funding(funders=(Text("British Heart Foundation", "en"),))


def test_pubmed_corrections() -> None:
    """What an article retracts, and where it was corrected, is told apart; a place without a PMID is a text."""
    one = record("pubmed/9634358.xml")
    retracted, erratum = (each for each in one.relations if each.kind != "cites")
    assert (retracted.kind, retracted.word, retracted.inverse) == ("retracts", "RetractionOf", False)
    assert retracted.title.startswith("Dunkel EC, de Freitas D")
    assert (erratum.kind, erratum.inverse, erratum.title) == ("corrects", True, "J Infect Dis 1998 Aug;178(2):601")
    reports = record("pubmed/12230384.xml").relations
    assert [(each.kind, each.word) for each in reports] == [("", "OriginalReportIn")] * 2
    assert stated(record("pubmed/15968009.xml"), "comments", inverse=True)
    assert stated(record("pubmed/30426925.xml"), "comments")


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("25031417", {"orcid:0000-0003-0572-4123", "orcid:0000-0002-4731-8118"}),
        ("30426925", {"orcid:0000-0002-3652-5293"}),
    ],
)
def test_pubmed_orcids(name: str, keys: set[str]) -> None:
    """An ORCID is one, with http or https before it."""
    people = record(f"pubmed/{name}.xml").creators
    assert {person_key(one) for person in people for one in person.identifiers} == keys


# --- JATS -------------------------------------------------------------------------------------------------------------


def test_jats_references() -> None:
    """References have texts, and the identifiers that they state."""
    found = [record(f"jats/{name}.nxml") for name in ("pone.0000217", "1471-2180-11-174")]
    assert all(len(stated(one, "cites")) > 20 for one in found)
    assert all(each.title for one in found for each in one.relations)
    assert any(each.identifiers for one in found for each in one.relations)


# --- DataCite ---------------------------------------------------------------------------------------------------------


def test_datacite_data_behind_an_article() -> None:
    """A data set supplements an article; its creator's NRID and ORCID stand side by side, and both are keys."""
    one = record("datacite/10.60574_104682.json")
    assert one.type == "dataset"
    assert one.relations == (Relation("supplements", "IsSupplementTo", identifiers=doi("10.1103/ln4p-846x")),)
    (person,) = one.creators
    assert [person_key(each) for each in person.identifiers] == ["erad:10734353", "orcid:0000-0001-7438-4797"]
    assert one.counts[0].value == 1
    assert one.funding == ()


def test_datacite_citations_are_turned_round() -> None:
    """Who cites a data set is a citation by the other; what DataCite only concludes is left out."""
    one = record("datacite/10.5061_dryad.8515.json")
    assert one.relations == (Relation("cites", "IsCitedBy", True, doi("10.1371/journal.ppat.1000446")),)


def test_datacite_references() -> None:
    """References are citations; a series is named by its ISSN."""
    one = record("datacite/fatcat_doc_00.json")
    assert stated(one, "part-of")[0].identifiers == (Identifier("ISSN", "1074-1542"),)
    assert len(stated(one, "cites")) == 6


def test_datacite_vocabulary() -> None:
    """Of the whole vocabulary, every word is kept, and those that state something of ours have their kind."""
    one = record("datacite/dataset_v4.5.json")
    assert len({each.word for each in one.relations}) == len(one.relations) == 34
    kinds = Counter((each.kind, each.inverse) for each in one.relations)
    assert kinds["cites", False] == kinds["cites", True] == 2
    assert kinds["supplements", False] == kinds["supplements", True] == 1
    assert kinds["reviews", False] == kinds["reviews", True] == 1
    (award,) = one.funding
    assert project_key(award) == "award:funder:501100000780:12345"


def test_datacite_empty_awards() -> None:
    """Empty fundingReferences are nothing; one with only a name is a funder."""
    one = record("datacite/funding_reference_empty.xml")
    assert one.type == "dissertation"
    name = "Agency for Science, Technology and Research (Singapore)"
    assert one.funding == (Funding(funders=(Text(name, "en"),)),)


# --- KAKEN, NRID, ORCID -----------------------------------------------------------------------------------------------


def test_kaken_project() -> None:
    """The project has its numbers, a member with an e-Rad number, 15 products, and not the article that names it."""
    one = record("kaken/grantAwards_19KK0341.xml")
    assert one.type == "project"
    assert {project_key(each) for each in one.identifiers} == {AWARD}
    (person,) = one.creators
    assert [person_key(each) for each in person.identifiers] == ["erad:60746486"]
    assert person.role == "principal_investigator"
    assert {text.lang for text in person.names} == {"ja", "en", "ja-Kana"}
    products = stated(one, "output-of", inverse=True)
    assert len(products) == len(one.relations) == 15
    named = [each.identifiers[0].value for each in products if each.identifiers]
    assert "10.3390/foods13193147" in named
    assert "10.1016/j.advnut.2025.100480" not in named
    assert all(value.startswith("10.") for value in named)
    assert (one.date, one.until) == ("2021", "2024")
    (award,) = one.funding
    assert (project_key(award), award.word) == (AWARD, "国際共同研究加速基金(国際共同研究強化(A))")
    assert one.counts == (Count("award-amount", 14820000, "KAKEN"),)


def test_the_award_alone_joins_the_cluster() -> None:
    """The project in KAKEN and CiNii, and the article in Crossref and OpenAlex, share the key of the award and no other."""
    projects = [
        record("kaken/grantAwards_19KK0341.xml"),
        record("cinii/opensearch_v2_project_19KK0341_ja.json"),
    ]
    articles = [record("crossref/10.1016_j.advnut.2025.100480.json"), record("openalex/W4412424744.json")]
    assert all(AWARD in {project_key(each) for each in one.identifiers} for one in projects)
    assert all(AWARD in {project_key(each) for each in one.funding} for one in articles)
    listed = {work_key(each) for one in projects for relation in one.relations for each in relation.identifiers}
    assert listed.isdisjoint(work_key(each) for one in articles for each in one.identifiers)


def test_nrid_researcher() -> None:
    """A researcher has an e-Rad number and an ORCID as keys; projects and products are listed."""
    one = record("nrid/researchers_response.json")
    (person,) = one.creators
    assert {key for each in person.identifiers if (key := person_key(each))} == {
        "erad:80802743",
        "orcid:0000-0001-2345-6789",
    }
    assert [(each.kind, each.inverse) for each in one.relations] == [("member-of", False), ("created-by", True)]
    assert project_key(one.relations[0].identifiers[0]) == "kakenhi:20K00001"


def test_orcid_parts() -> None:
    """Of the works' identifiers, only those of the work itself identify it."""
    person = record("orcid/person-3.0.xml")
    assert person.type == "researcher"
    assert "credit-name" in [text.value for text in person.titles]
    works = record("orcid/works-3.0.xml")
    assert works.id == "orcid:8888-8888-8888-8880"
    assert [(each.identifiers, each.title) for each in works.relations] == [
        ((), "Work # 0"),
        ((Identifier("ARXIV", "123456"),), "Work # 1"),
        ((Identifier("BIBCODE", "4567"),), "Work # 2"),
    ]


def test_ror_and_funder() -> None:
    """ROR knows a body's number among Crossref's funders, and so both name one body."""
    one = record("ror/005pdtr14.json")
    assert (one.type, one.id) == ("organization", "ror:005pdtr14")
    assert [institution_key(each) for each in one.identifiers] == [
        "ror:005pdtr14",
        "funder:501100009472",
        None,
        None,
    ]
    assert one.title == "Japan International Research Center for Agricultural Sciences"
