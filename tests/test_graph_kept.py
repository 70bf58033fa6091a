"""The graph is kept in step with the records: replaced, withdrawn, deleted, restored and derived again."""

import sqlite3

import msgspec
import pytest

from shoroku import Contribution, GraphMissing, Library, UnknownRecord
from tests.graph_records import ARTICLE, DATA, ORCIDS, article, cluster, lines, to, work
from tests.stored_bytes import without_provenance


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


# --- What is deleted --------------------------------------------------------------------------------------------------


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
