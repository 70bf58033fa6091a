"""People, projects, data and citations: what is linked, who says so, and what is never said."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

import shoroku
from shoroku import (
    BadArgument,
    Contribution,
    DeletedRecord,
    Funding,
    GraphMissing,
    Identifier,
    Institution,
    Library,
    Reason,
    Record,
    Relation,
    Text,
    UnknownRecord,
)
from shoroku.corpus.store.store import STORE_FILE
from shoroku.graph.formats import jsonld
from shoroku.search.engine.engine import within
from tests.graph_records import (
    ARTICLE,
    AWARD,
    CITED,
    DATA,
    FALSE_ORCID,
    ORCIDS,
    RESULT,
    article,
    cluster,
    funded,
    person,
    to,
    work,
)
from tests.stored_bytes import without_provenance

YAMADA = f"orcid:{ORCIDS[0]}"
PROJECT = "1040000000000000001"


@pytest.fixture
def linked(library: Library) -> Library:
    """Give a library with a project, its works, data and people."""
    library.take(cluster())
    return library


def lines(found: shoroku.Neighbourhood) -> set[tuple[str, bool, str]]:
    return {(one.kind, one.forward, one.node.id) for one in found.related}


# --- Links ------------------------------------------------------------------------------------------------------------


def test_every_link_says_who_states_it_and_how(linked: Library) -> None:
    """A link that two records state, each from its side, is one link with two statements."""
    (one,) = linked.related(ARTICLE, kinds="data").related
    assert (one.kind, one.forward, one.node.id) == ("supplements", False, f"doi:{DATA}")
    said = {(statement.source, statement.word) for statement in one.statements}
    assert said == {("Crossref", "is-supplemented-by"), ("DataCite", "IsSupplementTo")}


def test_the_other_side_sees_the_same_link(linked: Library) -> None:
    """Every link is seen from both of its ends, once in its direction and once against it, with the same statements."""
    for record in linked:
        for one in linked.related(record.id, limit=1000).related:
            back = linked.related(one.node.id, limit=1000).related
            same = [other for other in back if other.node.id == record.id and other.kind == one.kind]
            assert [(other.forward, other.statements) for other in same] == [(not one.forward, one.statements)]


def test_what_is_not_held_is_a_stub(linked: Library) -> None:
    """A cited work that the library lacks is known by its identifier and by what the reference calls it."""
    linked.take([Contribution("Crossref", work("10.5555/new", relations=(to("10.5555/absent", title="Absent"),)))])
    (one,) = linked.related("10.5555/new", kinds="cites").related
    assert (one.node.id, one.node.name, one.node.held) == ("doi:10.5555/absent", "Absent", False)
    (back,) = linked.related("https://doi.org/10.5555/ABSENT").related
    assert (back.kind, back.forward, back.node.id) == ("cites", False, "doi:10.5555/new")


def test_a_stub_becomes_the_record_when_it_comes(linked: Library) -> None:
    """The order of arrival does not matter: the link leads to the record as soon as there is one."""
    linked.take([Contribution("Crossref", work(RESULT, title="It came"))])
    outputs = {one.node.id: one.node for one in linked.project(AWARD).outputs}
    assert outputs[f"doi:{RESULT}"].name == "It came"
    assert outputs[f"doi:{RESULT}"].held


def test_a_reference_that_is_text_is_no_link(linked: Library) -> None:
    """It is counted, so that nobody takes the list for complete."""
    found = linked.related(ARTICLE)
    assert found.text_only == 1
    assert not any("book" in one.node.name for one in found.related)


def test_limits_say_what_they_leave_out(linked: Library) -> None:
    """Links beyond the limit are counted."""
    whole = linked.related(ARTICLE)
    assert whole.left_out == 0
    part = linked.related(ARTICLE, limit=2)
    assert len(part.related) == 2
    assert part.left_out == len(whole.related) - 2


def test_questions_at_one_moment(linked: Library) -> None:
    """They are answered from one state of the store, whatever is added meanwhile; afterwards the new state is seen."""

    def citing() -> list[str]:
        return [one.node.id for one in linked.citations(ARTICLE).related]

    before = citing()
    with linked.at_one_moment():
        assert citing() == before
        with shoroku.open(linked.path) as other:
            other.take([Contribution("Crossref", work("10.5555/later", relations=(to(ARTICLE),)))])
            assert [one.node.id for one in other.citations(ARTICLE).related] != before
        assert citing() == before
        assert linked.related(ARTICLE, kinds="cited-by").left_out == 0
    assert sorted(citing()) == sorted([*before, "doi:10.5555/later"])


def test_a_work_with_thousands_of_authors_is_bounded(library: Library) -> None:
    """Of a paper with 3,000 authors, some are followed and the others are counted; no pairs of them are stored."""
    from benchmarks.graph import orcid

    crowd = [person(f"Author {number}", ("ORCID", orcid(number))) for number in range(3_000)]
    library.take([Contribution("Crossref", work("10.5555/crowd", *crowd))])
    store = library._reading()
    assert store.query("SELECT count(*) FROM mention") == [(3_000,)]
    assert store.query("SELECT count(*) FROM edge") == [(0,)]
    found = library.related("10.5555/crowd", limit=1_000)
    assert len(found.related) + found.left_out == 3_000
    assert found.left_out > 0
    assert library.coauthors(orcid(7)).large_works == ("doi:10.5555/crowd",)
    assert library.coauthors(orcid(7)).coauthors == ()


def test_every_kind_has_room(library: Library) -> None:
    """A long list of references leaves room for the other kinds, each of which is told with what it leaves out."""
    cited = tuple(to(f"10.5555/old-{number}") for number in range(80))
    others = (
        to("10.5555/tables", "supplements", "IsSupplementedBy", inverse=True),
        to("10.5555/fix", "corrects", "ErratumIn", inverse=True),
    )
    authors = [person(f"Author {number}", ("ORCID", orcid)) for number, orcid in enumerate(ORCIDS)]
    article = work("10.5555/long", *authors, relations=(*cited, *others), funding=funded())
    citing = [work(f"10.5555/new-{number}", relations=(to("10.5555/long"),)) for number in range(30)]
    library.take([Contribution("Crossref", one) for one in (article, *citing)])

    def listed(limit: int, **asked: Any) -> list[tuple[str, bool]]:
        found = library.related("10.5555/long", limit=limit, **asked)
        kinds = [(one.kind, one.forward) for one in found.related]
        assert len(kinds) == min(limit, 118)
        assert len(kinds) + found.left_out == 118
        assert sum(found.left_out_of.values()) == found.left_out
        return kinds

    assert listed(8) == [
        ("supplements", False),
        ("output-of", True),
        ("created-by", True),
        ("created-by", True),
        ("corrects", False),
        ("funded-by", True),
        ("cites", False),
        ("cites", True),
    ]
    kinds = listed(50)
    assert kinds.count(("cites", True)) == kinds.count(("cites", False)) == 21
    assert kinds.count(("created-by", True)) == len(ORCIDS)
    assert listed(200).count(("cites", True)) == 80
    assert library.related("10.5555/long", limit=50).left_out_of == {"cited-by": 9, "cites": 59}
    only = library.related("10.5555/long", kinds=["cites", "data"], limit=10)
    assert [one.kind for one in only.related] == ["supplements", *["cites"] * 9]
    assert only.left_out_of == {"cites": 71}


def test_a_deleted_record_is_called_deleted(linked: Library) -> None:
    """Whoever asks what is linked with it, or for a path to it, is told so, also if other records name it."""
    linked.edits.delete([f"doi:{ARTICLE}", PROJECT])
    for asked in (ARTICLE, f"https://doi.org/{ARTICLE}", f"doi:{ARTICLE}", f"KAKENHI-PROJECT-{AWARD}"):
        with pytest.raises(DeletedRecord):
            linked.related(asked)
        with pytest.raises(DeletedRecord):
            linked.path_between(ORCIDS[0], asked)
        with pytest.raises(DeletedRecord):
            linked.graph(asked)
    assert linked.person(ORCIDS[0])[0].works == (f"doi:{DATA}",)


def test_links_of_links(linked: Library) -> None:
    """With a depth of two, the data of an article lead to the person, and the step before is named."""
    found = linked.related(f"KAKENHI-PROJECT-{AWARD}", depth=2, limit=100)
    deeper = {(one.start, one.node.id) for one in found.related if one.depth == 2}
    assert (f"doi:{ARTICLE}", f"doi:{CITED}") in deeper
    assert not {one.node.id for one in found.related if one.depth == 1} & {node for _, node in deeper}


def test_a_word_without_a_place_in_the_vocabulary_is_shown(library: Library) -> None:
    """It is a link of no kind, with the source's word."""
    library.take([Contribution("DataCite", work("10.5555/a", relations=(to("10.5555/b", "", "IsCompiledBy"),)))])
    (one,) = library.related("10.5555/a").related
    assert (one.kind, one.statements[0].word) == ("", "IsCompiledBy")


def test_nothing_is_known_of_it(linked: Library) -> None:
    """What nobody names raises UnknownRecord; a wrong kind is refused."""
    with pytest.raises(UnknownRecord):
        linked.related("10.5555/nobody-names-this")
    with pytest.raises(BadArgument):
        linked.related(ARTICLE, kinds="likes")


def test_citations(library: Library) -> None:
    """Citations in and out, over several steps, each work once even if they cite in a circle."""
    library.take(
        [
            Contribution("Crossref", work("10.5555/1", relations=(to("10.5555/2"), to("10.5555/3")))),
            Contribution("Crossref", work("10.5555/2", relations=(to("10.5555/3"),))),
            Contribution("Crossref", work("10.5555/3", relations=(to("10.5555/1", word="cites"),))),
            Contribution("OpenAlex", work("10.5555/4", relations=(to("10.5555/2", word="isCitedBy", inverse=True),))),
        ]
    )
    found = library.citations("10.5555/2", depth=2).related
    assert {(one.node.id, one.depth) for one in found} == {("doi:10.5555/1", 1), ("doi:10.5555/3", 2)}
    found = library.citations("10.5555/2", direction="out", depth=3).related
    assert {(one.node.id, one.depth) for one in found} == {
        ("doi:10.5555/3", 1),
        ("doi:10.5555/4", 1),
        ("doi:10.5555/1", 2),
    }


def test_data_behind(library: Library) -> None:
    """Data are supplements, sources, data sets that cite the work and data sets that it cites; other works are not."""
    library.take(
        [
            Contribution("Crossref", work("10.5555/a", relations=(to("10.5555/set"), to("10.5555/book")))),
            Contribution("DataCite", work("10.5555/set", type="dataset")),
            Contribution("Crossref", work("10.5555/book", type="book")),
            Contribution(
                "DataCite", work("10.5555/reused", type="dataset", relations=(to("10.5555/a", word="References"),))
            ),
            Contribution("Crossref", work("10.5555/follower", relations=(to("10.5555/a"),))),
            Contribution(
                "DataCite",
                work(
                    "10.5555/raw",
                    type="dataset",
                    relations=(to("10.5555/a", "derived-from", "IsSourceOf", inverse=True),),
                ),
            ),
        ]
    )
    found = {one.node.id for one in library.data_behind("10.5555/a").related}
    assert found == {"doi:10.5555/set", "doi:10.5555/reused", "doi:10.5555/raw"}


def test_a_cited_data_set_has_room(library: Library) -> None:
    """Among 1,500 references, the two data sets are shown: one that the source calls so, and one that is a record."""
    cited = [to(f"10.5555/old-{number}") for number in range(1_500)]
    cited[1_300] = to("10.5555/tables", type="dataset")
    article = work("10.5555/long", relations=tuple(cited))
    library.take(
        [Contribution("Crossref", article), Contribution("DataCite", work("10.5555/old-1400", type="dataset"))]
    )
    found = library.related("10.5555/long", limit=20)
    assert [one.node.id for one in found.related[:3]] == [
        "doi:10.5555/tables",
        "doi:10.5555/old-1400",
        "doi:10.5555/old-0",
    ]
    assert len(found.related) == 20
    assert found.left_out_of == {"cites": 1_480}
    assert [one.node.id for one in library.related("10.5555/long", kinds=["cites"], limit=1).related] == [
        "doi:10.5555/old-0"
    ]


def test_versions_and_corrections(library: Library) -> None:
    """A preprint of a preprint is a version; so are translations; a retraction is told."""
    library.take(
        [
            Contribution("Crossref", work("10.5555/a", relations=(to("10.5555/p", "version-of", "has-preprint"),))),
            Contribution("DataCite", work("10.5555/p", relations=(to("10.5555/p1", "version-of", "IsNewVersionOf"),))),
            Contribution("Crossref", work("10.5555/r", relations=(to("10.5555/a", "retracts", "update-to"),))),
        ]
    )
    found = library.versions("10.5555/a").related
    assert {(one.kind, one.forward, one.node.id) for one in found} == {
        ("version-of", True, "doi:10.5555/p"),
        ("version-of", True, "doi:10.5555/p1"),
        ("retracts", False, "doi:10.5555/r"),
    }


# --- Projects ---------------------------------------------------------------------------------------------------------


def test_the_award_alone_joins_the_article(linked: Library) -> None:
    """The project does not list the article; it is a result because it names the award, and the answer says so."""
    found = linked.project(AWARD)
    bases = {one.node.id: (bool(one.listed), bool(one.named)) for one in found.outputs}
    assert bases == {f"doi:{ARTICLE}": (False, True), f"doi:{RESULT}": (True, False)}
    (named,) = (one.named for one in found.outputs if one.named)
    assert (named[0].source, named[0].basis) == ("Crossref", "award")


@pytest.mark.parametrize("number", [AWARD, f"JP{AWARD}", f"KAKENHI-PROJECT-{AWARD}", f"jp{AWARD.lower()}"])
def test_notations_of_a_number(linked: Library, number: str) -> None:
    """The award's number in any notation names the project."""
    assert linked.project(number).node.type == "project"


def test_two_records_of_a_project_are_one(linked: Library) -> None:
    """Records with the same award number are merged, whatever their sources call the project."""
    assert {one.origin for one in linked.contributions(f"KAKENHI-PROJECT-{AWARD}")} == {"KAKEN", "CiNii Research"}


def test_members_have_their_roles(linked: Library) -> None:
    """The role is the source's own word."""
    (one,) = linked.project(AWARD).members
    assert (one.node.id, one.statements[0].word) == (YAMADA, "principal_investigator")


def test_a_project_without_a_record(library: Library) -> None:
    """It is known by the works that name it."""
    library.take([Contribution("Crossref", work("10.5555/a", funding=funded("20H00001")))])
    found = library.project("20H00001")
    assert not found.node.held
    assert [one.node.id for one in found.outputs] == ["doi:10.5555/a"]


def test_a_number_of_no_pattern_needs_its_funder(library: Library) -> None:
    """The same number of two funders is two projects."""
    from shoroku import Funding, Text

    one = work("10.5555/a", funding=(Funding("X-1", (Text("One Foundation"),)),))
    other = work("10.5555/b", funding=(Funding("X-1", (Text("Other Foundation"),)),))
    library.take([Contribution("Crossref", one), Contribution("Crossref", other)])
    (project,) = library.related("10.5555/a", kinds="project").related
    assert [one.node.id for one in library.related(project.node.id).related] == ["doi:10.5555/a"]


# --- People -----------------------------------------------------------------------------------------------------------


def test_people_are_told_apart(linked: Library) -> None:
    """Identified people, what one source takes for a person, and works that only have the name are entries of their own."""
    entries = {one.id: one for one in linked.person("Hanako Yamada")}
    assert {one.id: one.basis for one in entries.values()} == {
        YAMADA: "identifier",
        "openalex:A5000000001": "cluster",
        "name:hanako yamada": "name",
    }
    assert set(entries[YAMADA].works) == {f"doi:{ARTICLE}", f"doi:{DATA}"}
    assert entries["name:hanako yamada"].works == ("doi:10.5555/stranger",)


def test_a_join_is_explained(linked: Library) -> None:
    """By which identifiers mentions are joined, which sources state them, and in how many places."""
    (one,) = linked.person(ORCIDS[0])
    assert {(join.key, join.sources, join.mentions) for join in one.joins} == {
        (YAMADA, ("Crossref", "DataCite"), 2),
        ("erad:10000001", ("DataCite", "KAKEN"), 2),
    }
    assert one.projects == (PROJECT,)
    assert set(one.names) == {"Hanako Yamada", "H. Yamada", "山田 花子"}


@pytest.mark.parametrize(
    "written", [f"https://orcid.org/{ORCIDS[0]}", ORCIDS[0].replace("-", ""), "10000001", "1000010000001", YAMADA]
)
def test_notations_of_a_person(linked: Library, written: str) -> None:
    """ORCID, e-Rad number and NRID in any notation name the person."""
    assert [one.id for one in linked.person(written)] == [YAMADA]


def test_a_join_is_undone(linked: Library) -> None:
    """Without the one record that joins ORCID and e-Rad number, they are two people again."""
    linked.withdraw("DataCite")
    (one,) = linked.person(ORCIDS[0])
    assert one.projects == ()
    (other,) = linked.person("10000001")
    assert other.id == "erad:10000001"
    assert linked.check() == []


def test_a_false_check_digit_joins_nobody(library: Library) -> None:
    """An ORCID with a wrong check digit, on three people of one record, is no identifier."""
    people = [person(name, ("ORCID", FALSE_ORCID)) for name in ("A. One", "B. Two", "C. Three")]
    library.take(
        [Contribution("JPCOAR", work("10.5555/a", *people)), Contribution("JPCOAR", work("10.5555/b", people[0]))]
    )
    assert library.person(FALSE_ORCID) == ()
    assert library._reading().query("SELECT count(*) FROM mention") == [(0,)]


def test_one_identifier_at_two_places_joins_nobody(library: Library) -> None:
    """A valid ORCID on two people of one record identifies neither; elsewhere it still does."""
    one, other = person("A. One", ("ORCID", ORCIDS[0])), person("B. Two", ("ORCID", ORCIDS[0]))
    library.take(
        [Contribution("JPCOAR", work("10.5555/a", one, other)), Contribution("Crossref", work("10.5555/b", one))]
    )
    assert [found.works for found in library.person(ORCIDS[0])] == [("doi:10.5555/b",)]


def test_a_chain_never_joins_two_orcids(library: Library) -> None:
    """An e-Rad number beside two ORCIDs joins nothing: three entries, each naming what is left apart; ``check`` reports it."""
    erad = ("ERAD", "10000001")
    first = work("10.5555/a", person("A", ("ORCID", ORCIDS[0]), erad))
    second = work("10.5555/b", person("B", ("ORCID", ORCIDS[1]), erad))
    library.take([Contribution("one", first), Contribution("other", second)])
    for orcid, doi in ((ORCIDS[0], "10.5555/a"), (ORCIDS[1], "10.5555/b")):
        (found,) = library.person(orcid)
        assert found.works == (f"doi:{doi}",)
        assert "erad:10000001" in found.apart
    (told,) = library.check()
    assert told.part == "graph"
    assert ORCIDS[0] in told.what
    assert ORCIDS[1] in told.what
    library.withdraw("other")
    assert library.check() == []
    assert [found.id for found in library.person("10000001")] == [f"orcid:{ORCIDS[0]}"]


def test_a_chain_never_joins_two_people_of_one_record(library: Library) -> None:
    """Two creators of one record stay two, whatever another record says."""
    together = work("10.5555/a", person("A", ("ORCID", ORCIDS[0])), person("B", ("ERAD", "10000001")))
    wrong = work("10.5555/b", person("A", ("ORCID", ORCIDS[0]), ("ERAD", "10000001")))
    library.take([Contribution("one", together), Contribution("other", wrong)])
    assert [found.id for found in library.person("10000001")] == ["erad:10000001"]
    assert [found.id for found in library.person(ORCIDS[0])] == [f"orcid:{ORCIDS[0]}"]
    assert {one.id for one in library.coauthors(ORCIDS[0]).coauthors} == {"erad:10000001"}


@pytest.mark.parametrize(
    "identifiers",
    [
        (("NRID", "1000010000001"), ("NRID", "1000010000002")),
        (("NRID", "9000010000001"),),
        (("CRID", "1420000000000000001"),),
        (("OPENALEX", "A5000000001"),),
    ],
)
def test_what_joins_nobody(library: Library, identifiers: tuple[tuple[str, str], ...]) -> None:
    """Several NRIDs at one place, and clusters of one source, join no mentions."""
    library.take(
        [
            Contribution("one", work("10.5555/a", person("A", *identifiers), date="2001")),
            Contribution("other", work("10.5555/b", person("A", *identifiers, ("ORCID", ORCIDS[0])))),
        ]
    )
    (found,) = library.person(ORCIDS[0])
    assert found.works == ("doi:10.5555/b",)


def test_possibly_the_same(linked: Library) -> None:
    """Whoever only has the name is shown with reasons, and counts only if that is asked for."""
    entries = {one.id: one for one in linked.person("Hanako Yamada", possibly=True)}
    found = {one.id: one for one in entries[YAMADA].possibly}
    assert Reason("coauthor", "Ken Sato") in found["name:hanako yamada"].reasons_for
    assert Reason("years", "1950") in found["openalex:A5000000001"].reasons_against
    assert "doi:10.5555/stranger" not in entries[YAMADA].works
    assert linked.coauthors(ORCIDS[0]).works == 2
    assert linked.coauthors(ORCIDS[0], possibly=True).works == 3


def test_coauthors(linked: Library) -> None:
    """How many works, from when to when, and which."""
    (one,) = linked.coauthors(ORCIDS[0]).coauthors
    assert (one.name, one.weight, one.works, one.identified) == ("Ken Sato", 1, (f"doi:{ARTICLE}",), False)
    assert (one.first_year, one.last_year) == (2025, 2025)


def test_a_coauthor_whom_sources_take_for_one_person(library: Library) -> None:
    """The id of a co-author leads to the entries of the name, also if every mention of it has some source's number."""
    first = work("10.5555/1", person("Ken Sato"), person("Martial Example", ("OPENALEX", "A5000000001")))
    second = work("10.5555/2", person("Ken Sato"), person("Example, Martial", ("OPENALEX", "A5000000002")))
    library.take([Contribution("OpenAlex", first)])
    (coauthor,) = library.coauthors("Ken Sato").coauthors
    assert [one.id for one in library.person(coauthor.id)] == ["openalex:A5000000001"]
    library.take([Contribution("OpenAlex", second)])
    assert {one.id for one in library.person(coauthor.id)} == {"openalex:A5000000001", "openalex:A5000000002"}
    with pytest.raises(shoroku.BadArgument):
        library.coauthors(coauthor.id)


@pytest.mark.parametrize("who", [ORCIDS[0], "openalex:A5000000001", "name:hanako yamada", "Ken Sato", "nobody at all"])
def test_a_person_with_coauthors_at_once(linked: Library, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what both questions answer, and searches a name once; several people have no co-authors."""
    entries = linked.person(who, possibly=True)
    expected = linked.coauthors(entries[0].id) if len(entries) == 1 else None
    searched: list[str] = []
    search = Library.all
    monkeypatch.setattr(Library, "all", lambda self, *a, **k: searched.append(k["author"]) or search(self, *a, **k))
    assert linked.person_and_coauthors(who, possibly=True) == (entries, expected)
    assert len({" ".join(sorted(name.lower().replace(",", "").split())) for name in searched}) == len(searched)


def test_what_a_name_leaves_out(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a frequent name, the answers tell how many records were not looked at."""
    library.take(
        [Contribution("Crossref", work(f"10.5555/{n}", person("Ken Sato"), date=f"{n}")) for n in range(2001, 2006)]
    )
    (whole,) = library.person("Ken Sato")
    assert (len(whole.works), whole.left_out) == (5, 0)
    assert whole.works[0] == "doi:10.5555/2005"
    monkeypatch.setattr("shoroku.graph.questions.MOST_NAMED", 3)
    (part,) = library.person("Ken Sato", possibly=True)
    assert (len(part.works), part.left_out) == (3, 2)
    assert library.coauthors("Ken Sato").left_out_works == 2
    assert library.people("Sato").left_out == 2


@pytest.mark.parametrize(("seconds", "raised"), [(None, shoroku.StoreDamaged), (600.0, KeyError)])
def test_a_row_without_its_node(linked: Library, seconds: float | None, raised: type[Exception]) -> None:
    """What names a row that is gone is damage; with a deadline, the store is not read for that."""
    linked.close()
    with closing(sqlite3.connect(linked.path / STORE_FILE, isolation_level=None)) as connection:
        assert connection.execute("DELETE FROM node WHERE key LIKE 'openalex:%'").rowcount == 1
    with within(seconds), pytest.raises(raised):
        linked.person("Hanako Yamada")


def test_a_name_of_several_people_has_no_coauthors(linked: Library) -> None:
    """The entries are named, so that one can be chosen."""
    with pytest.raises(BadArgument) as raised:
        linked.coauthors("Hanako Yamada")
    assert YAMADA in str(raised.value)
    assert linked.coauthors("name:hanako yamada").works == 1


# --- Paths and parts of the graph -------------------------------------------------------------------------------------


def test_a_path(linked: Library) -> None:
    """From a person to what a work of the person cites, each step with who states it."""
    found = linked.path_between("山田 花子", CITED)
    assert [(one.kind, one.forward, one.node.id) for one in found.steps] == [
        ("created-by", False, f"doi:{ARTICLE}"),
        ("cites", True, f"doi:{CITED}"),
    ]
    assert [statement.source for one in found.steps for statement in one.statements] == ["Crossref", "Crossref"]
    assert found.start[0].id == YAMADA


def test_a_path_keeps_to_its_ways(linked: Library) -> None:
    """If only co-authors may be followed, a citation is no way; and a path is no longer than asked."""
    assert not linked.path_between(ORCIDS[0], ORCIDS[1], through="coauthors", most=10).found
    assert linked.path_between(ORCIDS[0], ORCIDS[1], most=3).found
    none = linked.path_between(ORCIDS[0], ORCIDS[1], most=2)
    assert (none.found, none.most, none.bounded) == (False, 2, False)


def test_a_path_to_itself(linked: Library) -> None:
    """Two names of one person have no step between them."""
    found = linked.path_between("10000001", ORCIDS[0])
    assert found.found
    assert found.steps == ()


def test_names_are_no_way(library: Library) -> None:
    """Two people who share a co-author only by name are not connected."""
    library.take(
        [
            Contribution("x", work("10.5555/a", person("A", ("ORCID", ORCIDS[0])), person("Ken Sato"))),
            Contribution("x", work("10.5555/b", person("B", ("ORCID", ORCIDS[1])), person("Ken Sato"))),
        ]
    )
    assert not library.path_between(ORCIDS[0], ORCIDS[1], most=10).found


def test_a_record_of_an_organization_is_the_institution_that_others_name(library: Library) -> None:
    """Its works, what it funds and its parts are found under its id and under each of its identifiers."""
    ror, funder = Identifier("ROR", "005pdtr14"), Identifier("DOI", "10.13039/501100001700")
    author = msgspec.structs.replace(person("A"), institutions=(Institution((Text("Ministry"),), (ror, funder)),))
    paid = msgspec.structs.replace(work("10.5555/paid"), funding=(Funding("7", (), (funder,)),))
    part = Relation("part-of", "parent", False, (ror,), "organization", "Ministry")
    other = Identifier("ROR", "00hhkn466")
    body = Record(id="ror:005pdtr14", type="organization", titles=(Text("Ministry", "en"),), identifiers=(ror, funder))
    below = Record(id="ror:00hhkn466", type="organization", titles=(Text("Society", "en"),), identifiers=(other,))
    below = msgspec.structs.replace(below, relations=(part,))
    library.take([Contribution("ror", one) for one in (body, below)])
    library.take([Contribution("x", one) for one in (work("10.5555/a", author), paid)])
    expected = {
        ("affiliated-with", False, "doi:10.5555/a"),
        ("funded-by", False, "doi:10.5555/paid"),
        ("part-of", False, "ror:00hhkn466"),
    }
    for written in ("ror:005pdtr14", "005pdtr14", "https://ror.org/005pdtr14", "10.13039/501100001700"):
        assert lines(library.related(written)) == expected
    assert ("affiliated-with", True, "ror:005pdtr14") in lines(library.related("10.5555/a"))
    types = {one.get("@id"): one.get("@type") for one in json.loads(jsonld(library.graph("ror:005pdtr14")))["@graph"]}
    assert types["https://ror.org/005pdtr14"] == "Organization"
    assert library.check() == []


def test_a_part_of_the_graph(linked: Library) -> None:
    """Nodes within two steps, each edge once, in its direction; a limit counts what it leaves out."""
    found = linked.graph(ARTICLE, depth=2)
    edges = [(one.start, one.kind, one.end) for one in found.edges]
    assert len(edges) == len(set(edges))
    assert (f"doi:{DATA}", "supplements", f"doi:{ARTICLE}") in edges
    assert (f"doi:{ARTICLE}", "output-of", PROJECT) in edges
    assert {end for edge in edges for end in (edge[0], edge[2])} <= {node.id for node in found.nodes}
    small = linked.graph(ARTICLE, depth=2, limit=3)
    assert len(small.nodes) == 3
    assert small.left_out > 0


# --- Keeping ----------------------------------------------------------------------------------------------------------


def rows(library: Library) -> list[list[tuple[object, ...]]]:
    store = library._reading()
    return [store.query(f"SELECT * FROM {table} ORDER BY 1, 2") for table in ("node", "edge", "mention", "word")]


def test_a_new_version_of_a_record_replaces_its_links(linked: Library) -> None:
    """What the source no longer says is gone, and so is what stood on it alone."""
    plain = msgspec.structs.replace(article(), relations=(to("10.5555/else"),), funding=())
    linked.take([Contribution("Crossref", plain)])
    assert lines(linked.related(ARTICLE, kinds="cites")) == {("cites", True, "doi:10.5555/else")}
    with pytest.raises(UnknownRecord):
        linked.related("ror:00hhkn466")  # the funder, whom only that record named
    assert linked.check() == []


def test_withdrawing_a_source_leaves_nothing_of_it(linked: Library) -> None:
    """No link, no node and no word of a withdrawn source stays, in any file; what others say stays."""
    linked.withdraw("Crossref")
    for source in {one.origin for one in cluster()} - {"Crossref"}:
        assert linked.sources is not None
        linked.withdraw(source)
    assert rows(linked) == [[], [], [], []]
    written = b"".join(path.read_bytes() for path in linked.path.rglob("*") if path.is_file())
    assert ORCIDS[0].encode() not in written
    assert b"is-supplemented-by" not in written


def test_the_graph_can_be_derived_again(linked: Library) -> None:
    """``reindex`` derives the same graph from the records; ``check`` finds what was changed behind its back."""
    import sqlite3

    before = linked.graph(ARTICLE, depth=3)
    with sqlite3.connect(linked.path / "records.db") as connection:
        connection.execute("DELETE FROM edge WHERE kind = 1")
        connection.execute("UPDATE mention SET place = place + 7 WHERE kind = 0")
        connection.execute("INSERT INTO node VALUES (999999, 'doi:10.5555/nothing')")
    connection.close()
    linked.close()
    assert linked.check()
    linked.reindex()
    assert linked.check() == []
    assert linked.graph(ARTICLE, depth=3) == before


def test_a_deleted_record_is_not_linked(linked: Library) -> None:
    """What the user deleted is no end of a link; undoing brings it back."""
    before = lines(linked.related(DATA))
    linked.edits.delete([f"doi:{ARTICLE}"])
    (one,) = linked.related(DATA, kinds="data").related
    assert not one.node.held
    linked.edits.undo(f"doi:{ARTICLE}")
    assert lines(linked.related(DATA)) == before


def test_identical_works_are_one_record(library: Library) -> None:
    """isIdenticalTo with a DOI names the published article; without the statement, they are two again."""
    own = msgspec.structs.replace(
        work("10.5555/b"),
        id="oai:repository:1",
        identifiers=(),
        relations=(to("10.5555/a", "same-as", "isIdenticalTo"),),
    )
    library.take([Contribution("JPCOAR", own), Contribution("Crossref", work("10.5555/a"))])
    assert len(library) == 1
    library.take([Contribution("JPCOAR", msgspec.structs.replace(own, relations=()))])
    assert len(library) == 2
    assert library.check() == []


def test_an_earlier_library_has_no_graph_yet(linked: Library) -> None:
    """A reader says so; whoever writes next derives it, and merges what earlier versions did not know to be one."""
    import sqlite3

    before = linked.graph(ARTICLE, depth=2)
    linked.close()
    without_provenance(linked.path / "records.db")
    connection = sqlite3.connect(linked.path / "records.db")
    for table in ("node", "word", "edge", "mention", "cited", "recount"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("DELETE FROM claim WHERE identifier LIKE 'KAKENHI:%'")
    connection.execute("PRAGMA user_version = 6")
    connection.commit()
    connection.close()
    with pytest.raises(GraphMissing):
        linked.related(ARTICLE)
    linked.close()
    linked.take([Contribution("later", work("10.5555/later"))])
    assert linked.graph(ARTICLE, depth=2) == before
    assert linked.check() == []


def test_the_answers_are_frozen(linked: Library) -> None:
    """They are values: equal if they say the same, and nobody changes them."""
    assert linked.project(AWARD) == linked.project(AWARD)
    with pytest.raises(AttributeError):
        linked.project(AWARD).node.id = "x"  # type: ignore[misc]


SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples"


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples of the sources are not beside this checkout")
def test_a_real_file_with_a_false_orcid(library: Library) -> None:
    """JPCOAR's own sample puts one ORCID with a false check digit on three people: no join."""
    library.add([SAMPLES / "jpcoar" / "2.1_07_dataset.xml"])
    assert not any(
        one.basis == "identifier" for name in ("Sample", "0000-0001-0002-0003") for one in library.person(name)
    )
    assert not [kind for (kind,) in library._reading().query("SELECT kind FROM mention") if kind <= 3]


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples of the sources are not beside this checkout")
def test_the_real_project_is_walked_to_its_article(library: Library) -> None:
    """KAKEN does not list the article; the award in Crossref and OpenAlex joins it, and a path leads from the person on."""
    library.add(
        [
            SAMPLES / "kaken" / "grantAwards_19KK0341.xml",
            SAMPLES / "cinii" / "opensearch_v2_project_19KK0341_ja.json",
            SAMPLES / "crossref" / "10.1016_j.advnut.2025.100480.json",
            SAMPLES / "openalex" / "W4412424744.json",
        ]
    )
    found = library.project("19KK0341")
    named = {one.node.id: {said.source for said in one.named} for one in found.outputs if one.named}
    assert named == {"doi:10.1016/j.advnut.2025.100480": {"Crossref", "OpenAlex"}}
    assert sum(bool(one.listed) for one in found.outputs) >= 5
    walked = library.path_between("白鳥 佐紀子", "10.1016/j.advnut.2025.100480")
    assert [one.kind for one in walked.steps] == ["member-of", "output-of"]
    assert library.path_between("0000-0003-3285-3633", "19KK0341").found
    assert library.check() == []


# --- What is deleted, and what is much --------------------------------------------------------------------------------


def test_what_only_a_deleted_record_names_is_unknown(linked: Library) -> None:
    """Nothing is known of what only a deleted work cites; another work that cites it is enough, also if it came later."""
    linked.take([Contribution("Crossref", work("10.5555/first", relations=(to("10.5555/absent", title="Absent"),)))])
    linked.edits.delete(["doi:10.5555/first"])
    for ask in (linked.related, linked.graph, linked.citations):
        with pytest.raises(UnknownRecord):
            ask("10.5555/absent")
    linked.take([Contribution("Crossref", work("10.5555/later", relations=(to("10.5555/absent", title="Absent"),)))])
    found = linked.related("10.5555/absent")
    assert [one.node.id for one in found.related] == ["doi:10.5555/later"]
    assert (found.node.name, found.left_out) == ("Absent", 0)


def hub(others: int) -> list[Contribution]:
    """Return a work that cites two works, works that cite it, and as the last a data set that cites it."""
    citing = [Contribution("Crossref", work(f"10.5555/c{n}", relations=(to("10.5555/hub"),))) for n in range(others)]
    own = work("10.5555/hub", relations=(to("10.5555/x"), to("10.5555/y")))
    last = work("10.5555/set", type="dataset", relations=(to("10.5555/hub"),))
    return [Contribution("Crossref", own), *citing, Contribution("DataCite", last)]


def test_what_is_not_asked_for_is_not_left_out(library: Library) -> None:
    """A work that cites two and is cited by many has two links of the kind "cites", and nothing more."""
    library.take(hub(130))
    found = library.related("10.5555/hub", kinds="cites")
    assert len(found.related) == 2
    assert found.left_out == 0
    found = library.related("10.5555/hub", kinds="cited-by")
    assert len(found.related) + found.left_out == 131


def test_the_limit_is_that_of_the_caller(library: Library) -> None:
    """Whoever asks for all that cites a work gets all, and data among them are found wherever they are."""
    library.take(hub(130))
    found = library.citations("10.5555/hub", limit=10_000)
    assert (len(found.related), found.left_out) == (131, 0)
    assert [one.node.id for one in library.data_behind("10.5555/hub").related] == ["doi:10.5555/set"]
    assert [one.node.id for one in library.related("10.5555/hub", kinds="data").related] == ["doi:10.5555/set"]
    assert len(library.graph("10.5555/hub", limit=10_000).nodes) == 134


def test_deleted_works_take_no_place(library: Library) -> None:
    """Of many works that cite one, those that are deleted are not counted among the first."""
    library.take(hub(130))
    library.edits.delete([f"doi:10.5555/c{n}" for n in range(110)])
    found = library.citations("10.5555/hub", limit=10)
    assert len(found.related) == 10
    assert found.left_out == 11


def test_one_record_of_two_sources_is_counted_once(library: Library) -> None:
    """What is left out is counted in works, not in statements."""
    library.take(hub(130))
    library.take([Contribution("OpenAlex", one.record) for one in hub(130)])
    found = library.citations("10.5555/hub")
    assert len(found.related) + found.left_out == 131


def test_a_project_of_many_works(library: Library) -> None:
    """All works that name an award are there, or are counted."""
    library.take([Contribution("Crossref", work(f"10.5555/{n}", funding=funded("20H00001"))) for n in range(130)])
    assert len(library.project("20H00001").outputs) == 130
    found = library.project("20H00001", limit=120)
    assert (len(found.outputs), found.left_out) == (120, 10)


def test_what_is_no_project_is_refused(linked: Library) -> None:
    """The error says what it is. A project that only works name is one, by any identifier."""
    for number, kind in ((ARTICLE, "article"), (CITED, "article"), (ORCIDS[0], "person"), ("05dxps055", "institution")):
        with pytest.raises(BadArgument, match=f"project .*“{kind}”"):
            linked.project(number)
    linked.take(
        [Contribution("DataCite", work("10.5555/part", relations=(to("10.5555/plan", "output-of", "IsPartOf"),)))]
    )
    assert [one.node.id for one in linked.project("10.5555/plan").outputs] == ["doi:10.5555/part"]


def test_other_links_of_a_project_are_limited(linked: Library) -> None:
    """The limit holds for what is neither work nor member, too, and what is cut is counted."""
    cited = tuple(to(f"10.5555/{n}") for n in range(9))
    own = next(one for one in cluster() if one.origin == "KAKEN")
    record = msgspec.structs.replace(own.record, relations=(*own.record.relations, *cited))
    linked.take([Contribution("KAKEN", record)])
    found = linked.project(AWARD, limit=4)
    assert len(found.others) == 4
    assert found.left_out == len(linked.project(AWARD).others) - 4


def test_a_deleted_record_does_not_count_for_a_person(linked: Library) -> None:
    """Names, works, affiliations and reasons are those of the records that are there; nobody is left of a person without any."""
    (before,) = linked.person(ORCIDS[0])
    linked.edits.delete([f"doi:{ARTICLE}"])
    (after,) = linked.person(ORCIDS[0])
    assert set(after.works) == set(before.works) - {f"doi:{ARTICLE}"}
    assert "Hanako Yamada" not in after.names
    assert after.affiliations == ()
    assert {join.key: join.mentions for join in after.joins} == {YAMADA: 1, "erad:10000001": 2}
    linked.edits.delete([f"doi:{CITED}"])
    assert linked.person(ORCIDS[1]) == ()
    with pytest.raises(UnknownRecord):
        linked.related(ORCIDS[1])


def test_links_among_the_last_are_in_the_graph(library: Library) -> None:
    """All links between the chosen nodes are there, also between two that are as far away as the depth allows."""
    library.take(
        [
            Contribution("Crossref", work("10.5555/hub", relations=(to("10.5555/a"), to("10.5555/b")))),
            Contribution("Crossref", work("10.5555/a", relations=(to("10.5555/b"), to("10.5555/far")))),
            Contribution("Crossref", work("10.5555/b", person("A", ("ORCID", ORCIDS[0])))),
        ]
    )
    found = library.graph("10.5555/hub")
    edges = {(one.start[12:], one.kind, one.end[12:]) for one in found.edges}
    assert edges == {("hub", "cites", "a"), ("hub", "cites", "b"), ("a", "cites", "b")}
    assert len(found.nodes) == 3
    assert not library.graph("10.5555/hub", kinds="version").edges


@pytest.mark.parametrize("ask", ["person", "coauthors", "project", "related", "versions", "path_between", "graph"])
def test_no_fork_happens_meanwhile(linked: Library, ask: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question holds SQLite's locks, so a fork waits for it, as it waits for a search."""
    from shoroku.search.searcher import FORKS

    held = []
    answering = Library._answering

    def watched(self: Library, asked: str) -> Any:
        held.append(bool(FORKS._searching))
        return answering(self, asked)

    monkeypatch.setattr(Library, "_answering", watched)
    arguments = {
        "project": (AWARD,),
        "person": (ORCIDS[0],),
        "coauthors": (ORCIDS[0],),
        "path_between": (ARTICLE, DATA),
    }
    getattr(linked, ask)(*arguments.get(ask, (ARTICLE,)))
    assert held == [True]


def test_the_names_of_links_are_told() -> None:
    """Whoever reads about a question reads what can be asked for."""
    from shoroku.corpus.graph.paths import WAYS
    from shoroku.corpus.graph.questions import GROUPS

    for method, names in ((Library.related, GROUPS), (Library.path_between, WAYS)):
        assert all(f'"{name}"' in str(method.__doc__) for name in names)


@pytest.mark.parametrize(
    ("node", "address"),
    [
        ('award:some "funder" ltd:ab 12/x', "urn:shoroku:award:some%20%22funder%22%20ltd:ab%2012/x"),
        ("doi:10.1002/(sici)1<1::aid-x>3.0.co;2-#", "https://doi.org/10.1002/(sici)1%3C1::aid-x%3E3.0.co;2-%23"),
        ("uri:https://example.org/a b?c=%20d#e", "https://example.org/a%20b?c=%20d#e"),
        ("orcid:0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
    ],
)
def test_addresses_hold_only_what_addresses_can(node: str, address: str) -> None:
    """Readers of JSON-LD drop what is no IRI, so it is percent-encoded."""
    from shoroku.graph import formats

    assert formats.address(shoroku.GraphNode(node)) == address


def test_a_record_that_a_writer_removes_meanwhile_is_unknown(linked: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between finding a record and asking for its links, another process may have removed it."""
    monkeypatch.setattr(Library, "get", lambda _library, _identifier: work("10.5555/was-there"))
    for ask in (linked.related, linked.versions, linked.project):
        with pytest.raises(UnknownRecord):
            ask("10.5555/was-there")


def test_the_links_of_a_restored_record_return(library: Library) -> None:
    """A record that was deleted has no links, and all of them again when the deletion is undone."""
    library.take(
        [
            Contribution("Crossref", work("10.5555/1", relations=(to("10.5555/2"),))),
            Contribution("Crossref", work("10.5555/2")),
        ]
    )

    def links(doi: str) -> list[tuple[str, bool, str]]:
        return [(one.kind, one.forward, one.node.id) for one in library.related(doi).related]

    before = links("10.5555/1"), links("10.5555/2")
    assert before == ([("cites", True, "doi:10.5555/2")], [("cites", False, "doi:10.5555/1")])
    library.edits.delete("10.5555/1")
    assert links("10.5555/2") == []
    library.edits.undo("10.5555/1")
    assert (links("10.5555/1"), links("10.5555/2")) == before
    assert library.check() == []
