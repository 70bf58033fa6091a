"""Sorting by how many other records of the library cite a record."""

import json
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from shoroku import Contribution, GraphMissing, Identifier, Library, Page, Record, Relation
from shoroku.cli import app
from shoroku.corpus import Store
from shoroku.corpus.graph.cited import are_right, count_again, counts
from shoroku.corpus.graph.questions import Answering
from shoroku.corpus.graph.tables import Reading
from shoroku.corpus.graph.walker import RECORD, Entity
from shoroku.corpus.store.grouping import anchor
from shoroku.web import Settings, create_app
from tests.graph_records import to, work
from tests.stored_bytes import without_provenance
from tests.test_graph_laws import several


def citing(number: int, *cited: int, title: str = "Glass in villages", **fields: object) -> Record:
    """Return a work that cites others, all by their numbers."""
    relations = tuple(to(f"10.5555/{one}") for one in cited)
    return work(f"10.5555/{number}", title=title, relations=relations, date=str(2000 + number), **fields)


def listed(page: Page) -> list[tuple[str, int | None]]:
    return [(hit.id.removeprefix("doi:10.5555/"), hit.cited_in_library) for hit in page.hits]


@pytest.fixture
def shelf(library: Library) -> Library:
    """Give five works: 1 is cited by three others, 2 by two, and a work that is not there by all."""
    records = [citing(1, 99), citing(2, 1, 99), citing(3, 1, 2, 99), citing(4, 1, 2, 99), citing(5, 99)]
    library.take([Contribution("Crossref", record) for record in records])
    return library


def test_the_most_cited_come_first(shelf: Library) -> None:
    """Of records that are cited equally often the newest comes first; citations by what is not in the library count nowhere."""
    assert listed(shelf.search("", sort="cited")) == [("1", 3), ("2", 2), ("5", 0), ("4", 0), ("3", 0)]
    assert listed(shelf.search("glass", sort="cited", limit=2, offset=1)) == [("2", 2), ("5", 0)]
    page = shelf.search("glass village", sort="cited", facets="type")
    assert (page.total, page.is_ranked, page.facets["type"][0].count) == (5, False, 5)
    assert listed(shelf.search("glass", sort="newest"))[0] == ("5", None)


def test_pages_follow_each_other(shelf: Library) -> None:
    """A cursor goes on where the page before ended."""
    found: list[tuple[str, int | None]] = []
    cursor = None
    while True:
        page = shelf.search("glass", sort="cited", limit=2, cursor=cursor)
        found += listed(page)
        if (cursor := page.cursor) is None:
            break
    assert found == [("1", 3), ("2", 2), ("5", 0), ("4", 0), ("3", 0)]


def test_records_with_all_the_words_come_first(library: Library) -> None:
    """Records with only some of the words follow, however often they are cited."""
    records = [citing(1, title="Glass"), citing(2, 1, title="Glass in old villages"), citing(3, 1, title="Villages")]
    library.take([Contribution("Crossref", record) for record in records])
    page = library.search("glass villages", sort="cited")
    assert [(hit.id, hit.relaxed, hit.cited_in_library) for hit in page.hits] == [
        ("doi:10.5555/2", False, 0),
        ("doi:10.5555/1", True, 2),
        ("doi:10.5555/3", True, 0),
    ]


def test_the_number_follows_what_is_added_and_taken_away(shelf: Library) -> None:
    """Later records, deletions, restorations, corrections and withdrawals count at once; a source twice counts once."""

    def numbers() -> dict[str, int | None]:
        return dict(listed(shelf.search("", sort="cited", limit=20)))

    assert numbers()["5"] == 0
    shelf.take([Contribution("OpenAlex", citing(6, 5, 2)), Contribution("OpenAlex", citing(4, 1, 2))])
    assert (numbers()["5"], numbers()["2"], numbers()["1"]) == (1, 3, 3)
    shelf.edits.delete("10.5555/6")
    assert (numbers()["5"], numbers()["2"]) == (0, 2)
    shelf.edits.undo("10.5555/6")
    shelf.take([Contribution("OpenAlex", citing(6, 2))])
    assert (numbers()["5"], numbers()["2"]) == (0, 3)
    shelf.withdraw("OpenAlex")
    assert numbers() == {"1": 3, "2": 2, "3": 0, "4": 0, "5": 0}


def test_both_directions_and_other_identifiers(library: Library) -> None:
    """What a record says to be cited by counts if that is in the library; so does a citation of another of its identifiers."""
    both = (Identifier("DOI", "10.5555/1"), Identifier("PMID", "12345"), Identifier("OPENALEX", "W1"))
    stated = (to("10.5555/2", inverse=True, word="isCitedBy"), to("10.5555/98", inverse=True, word="isCitedBy"))
    first = Record(id="doi:10.5555/1", identifiers=both, relations=stated)
    by_pmid = Relation("cites", "ref", identifiers=(Identifier("PMID", "12345"), Identifier("DOI", "10.5555/1")))
    by_openalex = Relation("cites", "ref", identifiers=(Identifier("OPENALEX", "W1"),))
    itself = work("10.5555/5", relations=(to("10.5555/5"),))
    library.take(
        [
            Contribution("Crossref", first),
            Contribution("Crossref", work("10.5555/2")),
            Contribution("PubMed", work("10.5555/3", relations=(by_pmid,))),
            Contribution("OpenAlex", work("10.5555/4", relations=(by_openalex,))),
            Contribution("Crossref", itself),
        ]
    )
    found = dict(listed(library.search("", sort="cited")))
    assert found == {"1": 3, "2": 0, "3": 0, "4": 0, "5": 0}
    library.edits.delete("10.5555/2")  # by which the first one says to be cited
    assert dict(listed(library.search("", sort="cited"))) == {"1": 2, "3": 0, "4": 0, "5": 0}
    with Store(library.path / "records.db") as store:
        numbers = [seq for (seq,) in store.query("SELECT seq FROM record")]
        assert sorted(counts(store, numbers).values()) == [2]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(several)
def test_the_number_is_that_of_the_links(taken: list[Contribution]) -> None:
    """It is the number of records from which ``related`` finds a citation, whatever was taken."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "records.db", writable=True) as store:
        store.take(taken)
        seqs = [seq for (seq,) in store.query("SELECT seq FROM record")]
        walker = Answering(store, Reading(store.query)).walker
        links = walker.step([Entity(RECORD, seq) for seq in seqs], [("cites", False)], None).links
        pairs = {(link.start.number, link.other.number) for link in links if link.other.sort == RECORD}
        expected = {seq: sum(start == seq for start, _ in pairs) for seq in seqs}
        assert counts(store, seqs) == {seq: count for seq, count in expected.items() if count}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(several, several, several, st.integers(0, 4), st.lists(st.booleans(), min_size=5, max_size=5))
def test_kept_numbers_follow_every_change(
    first: list[Contribution],
    second: list[Contribution],
    third: list[Contribution],
    which: int,
    counted: list[bool],
) -> None:
    """The numbers that the store keeps are those of the links after anything is taken, corrected, deleted, restored or
    removed, whether or not they were counted in between."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "records.db", writable=True) as store:
        chosen: list[Contribution] = []

        def delete() -> None:
            rows = store.query("SELECT origin, key FROM contribution ORDER BY number")
            chosen[:] = [Contribution("deleted", Record(id=anchor(*row))) for row in rows[which : which + 1]]
            store.take(chosen)

        steps: list[Callable[[], object]] = [
            lambda: store.take(first),
            lambda: store.take(second),
            delete,
            lambda: store.take(third),
            lambda: store.remove("two", [one.key for one in (*first, *second, *third)]),
            lambda: store.remove("deleted", [one.key for one in chosen]),
        ]
        for step, is_counted in zip(steps, (*counted, True), strict=True):
            step()
            seqs = [seq for (seq,) in store.query("SELECT DISTINCT seq FROM contribution")]
            assert store.citations().of(seqs) == counts(store, seqs)
            if is_counted:
                count_again(store)
                assert store.query("SELECT * FROM recount") == []
                assert dict(store.query("SELECT seq, count FROM cited")) == counts(store, seqs)
            assert are_right(store)


def test_what_names_another_and_loses_the_name(library: Library) -> None:
    """A work that is said to cite by one of its identifiers counts no longer when its source takes that back."""
    stated = Record(
        id="doi:10.5555/1",
        identifiers=(Identifier("DOI", "10.5555/1"),),
        relations=(Relation("cites", "isCitedBy", inverse=True, identifiers=(Identifier("PMID", "12345"),)),),
    )
    both = Record(id="x", identifiers=(Identifier("PMID", "12345"), Identifier("DOI", "10.5555/2")))
    library.take([Contribution("Crossref", stated), Contribution("PubMed", both)])
    assert dict(listed(library.search("", sort="cited")))["1"] == 1
    library.take([Contribution("PubMed", Record(id="x", identifiers=(Identifier("DOI", "10.5555/2"),)))])
    assert dict(listed(library.search("", sort="cited")))["1"] == 0
    assert library.check() == []


@pytest.mark.parametrize(("few", "first", "most"), [(0, 1, 2), (0, 2, 3), (0, 3, 30), (3, 1, 30)])
def test_pages_are_parts_of_the_whole_order(
    library: Library, monkeypatch: pytest.MonkeyPatch, few: int, first: int, most: int
) -> None:
    """A page is the same, whether it is found from the side of what is cited or from the order of all matches."""
    records = [
        citing(number, *range(1, number % 5), 7 * (number % 2), title="Glass" if number % 3 else "Old glass")
        for number in range(1, 13)
    ]
    library.take([Contribution("Crossref", record) for record in records])
    whole = {query: listed(library.search(query, sort="cited", limit=30)) for query in ("", "old glass", "glass")}
    assert [len(found) for found in whole.values()] == [12, 12, 12]
    assert len({count for _, count in whole[""]}) > 3
    for name, value in {"FEW": few, "_FIRST": first, "MOST": most}.items():
        monkeypatch.setattr(f"shoroku.search.retrieve.citations.{name}", value)
    for query, expected in whole.items():
        found = [
            one
            for start in range(0, 12, 2)
            for one in listed(library.search(query, sort="cited", limit=2, offset=start))
        ]
        assert found == expected


def test_a_wrong_number_is_found(shelf: Library) -> None:
    """``check`` compares the numbers that the store keeps with the links; ``reindex`` counts them again."""
    assert shelf.check() == []
    shelf.close()
    with sqlite3.connect(shelf.path / "records.db") as connection:
        connection.execute("UPDATE cited SET count = 7 WHERE count = 3")
    connection.close()
    assert [problem.what for problem in shelf.check()] == ["the numbers of citations are not those of the links"]
    shelf.reindex()
    assert shelf.check() == []
    assert listed(shelf.search("", sort="cited"))[0] == ("1", 3)
    with sqlite3.connect(shelf.path / "records.db") as connection:
        assert connection.execute("SELECT count FROM cited ORDER BY count").fetchall() == [(2,), (3,)]
    connection.close()


@pytest.mark.parametrize("bit", range(8))
def test_a_changed_note_of_what_was_counted_is_found(shelf: Library, bit: int) -> None:
    """Up to which record was counted is known with a checksum: ``check`` notices each changed bit of it."""
    shelf.close()
    with sqlite3.connect(shelf.path / "records.db") as connection:
        ((note,),) = connection.execute("SELECT value FROM note WHERE name = 'counted'").fetchall()
    connection.close()
    for at in range(len(note)):
        changed = bytearray(note.encode())
        changed[at] ^= 1 << bit
        with sqlite3.connect(shelf.path / "records.db") as connection:
            connection.execute("UPDATE note SET value = ? WHERE name = 'counted'", (bytes(changed).decode("latin-1"),))
        connection.close()
        assert shelf.check(), changed
        shelf.close()


def test_a_library_of_the_version_before(shelf: Library) -> None:
    """A library that an earlier version wrote keeps no numbers: a reader counts them, and the next writer keeps them."""
    expected = listed(shelf.search("", sort="cited"))
    shelf.close()
    without_provenance(shelf.path / "records.db")
    connection = sqlite3.connect(shelf.path / "records.db")
    connection.executescript("DROP TABLE cited; DROP TABLE recount; PRAGMA user_version = 7;")
    connection.close()
    assert listed(shelf.search("", sort="cited")) == expected
    shelf.close()
    shelf.take([Contribution("Crossref", citing(6, 5))])
    assert dict(listed(shelf.search("", sort="cited"))) == {**dict(expected), "5": 1, "6": 0}
    assert shelf.check() == []


def test_a_library_without_a_graph(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """An earlier library, to which nothing has been written since, is not sorted as if nothing cited anything."""
    monkeypatch.setattr("shoroku.corpus.graph.cited.SINCE", 1_000)
    with pytest.raises(GraphMissing):
        shelf.search("", sort="cited")


def test_the_command_line_says_what_is_counted(shelf: Library) -> None:
    """Output, JSON and help say that citations by records of this library are counted, and no others."""

    def run(*words: str, language: str = "en") -> str:
        environment = {"SHOROKU_LANG": language, "COLUMNS": "200"}
        return CliRunner(env=environment).invoke(app, [*words, "--library", str(shelf.path)]).output

    shown = run("search", "glass", "--sort", "cited")
    assert "citations from elsewhere are not counted" in shown
    assert "cited by 3 records of this library" in shown
    assert "このライブラリの 3 件のレコードが引用" in run("search", "glass", "--sort", "cited", language="ja")
    found = json.loads(run("search", "glass", "--sort", "cited", "--json"))
    assert [hit["cited_in_library"] for hit in found["hits"]] == [3, 2, 0, 0, 0]
    assert {hit["score"] for hit in found["hits"]} == {None}
    assert "citations from elsewhere are not counted" in " ".join(
        CliRunner(env={"SHOROKU_LANG": "en"}).invoke(app, ["search", "--help"]).output.split()
    )


def test_clients_of_cinii(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """CiNii's order by citations is this one; also of records that are tested one by one; without a graph, it is by relevance."""

    def found(**asked: str) -> list[str]:
        answer = client.get("/opensearch/all", params={"format": "json", "sortorder": "10", **asked}).json()
        assert answer["opensearch:totalResults"] == 5
        return [item["@id"].rpartition("%2F")[2].rpartition("/")[2] for item in answer["items"]]

    whole = {"title": "Glass in villages", "isFullTitle": "true"}
    with TestClient(create_app(shelf.path, Settings(seconds=600.0))) as client:
        assert found() == found(**whole) == ["1", "2", "5", "4", "3"]
        assert found(start="2", count="2") == found(start="2", count="2", **whole) == ["2", "5"]
        monkeypatch.setattr("shoroku.web.cinii.results._MOST_NAMED", 4)
        assert found(**whole) == ["5", "4", "3", "2", "1"]
        monkeypatch.setattr("shoroku.corpus.graph.cited.SINCE", 1_000)
        assert sorted(found()) == ["1", "2", "3", "4", "5"]


def test_over_http(shelf: Library) -> None:
    """The JSON interface sorts so, too, page by page."""
    with TestClient(create_app(shelf.path, Settings(seconds=600.0))) as client:
        first = client.get("/api/v1/search", params={"q": "glass", "sort": "cited", "limit": 2}).json()
        assert [hit["cited_in_library"] for hit in first["hits"]] == [3, 2]
        asked = {"q": "glass", "sort": "cited", "limit": 2, "cursor": first["cursor"]}
        assert [hit["id"] for hit in client.get("/api/v1/search", params=asked).json()["hits"]] == [
            "doi:10.5555/5",
            "doi:10.5555/4",
        ]
        assert "cited_in_library" not in client.get("/api/v1/search", params={"q": "glass"}).json()["hits"][0]
