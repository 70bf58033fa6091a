"""People and projects: who is joined with whom and why, and which results a project has."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

import shoroku
from shoroku import BadArgument, Contribution, Funding, Library, Reason, Text, UnknownRecord
from shoroku.corpus.store.store import STORE_FILE
from shoroku.search.engine.engine import within
from tests.graph_records import (
    ARTICLE,
    AWARD,
    CITED,
    DATA,
    FALSE_ORCID,
    ORCIDS,
    PROJECT,
    RESULT,
    YAMADA,
    cluster,
    funded,
    person,
    to,
    work,
)

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


# --- Real files -------------------------------------------------------------------------------------------------------

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


# --- Limits, and what is deleted --------------------------------------------------------------------------------------


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
