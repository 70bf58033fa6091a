"""Works, data and citations: what is linked, who says so, and what is never said; paths, and limits."""

import json
from typing import Any

import msgspec
import pytest

import shoroku
from shoroku import (
    BadArgument,
    Contribution,
    DeletedRecord,
    Funding,
    Identifier,
    Institution,
    Library,
    Record,
    Relation,
    Text,
    UnknownRecord,
)
from shoroku.graph.formats import jsonld
from tests.graph_records import (
    ARTICLE,
    AWARD,
    CITED,
    DATA,
    ORCIDS,
    PROJECT,
    RESULT,
    YAMADA,
    funded,
    lines,
    person,
    to,
    work,
)

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


def test_the_answers_are_frozen(linked: Library) -> None:
    """They are values: equal if they say the same, and nobody changes them."""
    assert linked.project(AWARD) == linked.project(AWARD)
    with pytest.raises(AttributeError):
        linked.project(AWARD).node.id = "x"  # type: ignore[misc]


# --- Limits, and what happens meanwhile -------------------------------------------------------------------------------


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
