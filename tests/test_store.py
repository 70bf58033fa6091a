"""The store: the truth of a library, merged records with change numbers, and nothing lost."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shoroku import (
    Contribution,
    DiskFull,
    Identifier,
    LibraryError,
    LibraryLocked,
    LibraryReadOnly,
    LibraryTooNew,
    NoLibrary,
    NotALibrary,
    Outcome,
    Record,
    StoreDamaged,
    Text,
)
from shoroku.corpus import Change, Store
from shoroku.corpus.processes import Shared
from shoroku.corpus.record import decode
from shoroku.corpus.store import verify
from shoroku.corpus.store.packing.payloads import digest_of
from shoroku.corpus.store.schema import VERSION
from shoroku.corpus.store.verify import problems, quick_problems


def one(origin: str, key: str, *identifiers: str, title: str = "Title", source: str = "") -> Contribution:
    """Make what an origin delivered; identifiers are written ``DOI:10.5555/a``."""
    return Contribution(
        origin,
        Record(
            id=key,
            titles=(Text(title, "en"),),
            identifiers=tuple(Identifier(*written.split(":", 1)) for written in identifiers),
            sources=(source or origin,),
        ),
        "file.jsonl",
        "2020-01-01T00:00:00Z",
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give an empty store that can be written to."""
    with Store(tmp_path / "records.db", writable=True) as opened:
        yield opened


def ids(store: Store) -> list[str]:
    """Return the ids of all records."""
    return [record.id for record in store.all()]


def applied(store: Store) -> dict[int, Record]:
    """Return what someone knows who follows all changes."""
    known: dict[int, Record] = {}
    for change in store.changes(0):
        known.pop(change.seq, None)
        if change.payload is not None:
            known[change.seq] = decode(change.payload)
    return known


# --- Taking -----------------------------------------------------------------------------------------------------------


def test_an_empty_store(store: Store) -> None:
    """A new store holds nothing and has given no change number."""
    assert (store.count(), store.last_change(), store.changes(0), list(store.all())) == (0, 0, [], [])
    assert problems(store) == []


def test_take(store: Store) -> None:
    """A record that is taken can be fetched again, as it was delivered."""
    given = one("jsonl", "a", "DOI:10.5555/a")
    assert store.take([given]) == Outcome(new=1)
    assert store.get("a") == given.record
    assert store.find("DOI", "10.5555/a") == given.record
    assert store.contributions("a") == [given]
    assert store.counts() == {"records": 1, "contributions": 1, "merged": 0, "tombstones": 0}


def test_what_is_not_there(store: Store) -> None:
    """Asked for what it does not have, a store gives nothing."""
    store.take([one("jsonl", "a")])
    assert store.get("b") is None
    assert store.find("DOI", "10.5555/a") is None
    assert store.contributions("b") == []
    assert store.records([99]) == {}


def test_taking_again_changes_nothing(store: Store) -> None:
    """What is known already is counted and gets no change number."""
    given = [one("jsonl", key) for key in "abc"]
    store.take(given)
    before = store.changes(0)
    assert store.take(given) == Outcome(unchanged=3)
    assert store.changes(0) == before


def test_taking_a_newer_version(store: Store) -> None:
    """A changed record replaces the earlier one under the same id and number, with a new change number."""
    store.take([one("jsonl", "a"), one("jsonl", "b")])
    (first, second) = store.changes(0)
    assert store.take([one("jsonl", "a", title="Other")]) == Outcome(changed=1)
    (change,) = store.changes(second.change)
    assert change.seq == first.seq
    assert [(record.id, record.titles[0].value) for record in store.all()] == [("a", "Other"), ("b", "Title")]
    assert store.counts() == {"records": 2, "contributions": 2, "merged": 0, "tombstones": 0}


def test_the_later_of_two_counts(store: Store) -> None:
    """Of two versions in one call the later one is kept."""
    store.take([one("jsonl", "a", title="Earlier"), one("jsonl", "a", "DOI:10.5555/a", title="Later")])
    assert [record.titles[0].value for record in store.all()] == ["Later"]
    assert problems(store) == []


def test_change_numbers_grow(store: Store) -> None:
    """Every change has a number of its own, higher than all before, and can be followed in steps."""
    for step in range(3):
        store.take([one("jsonl", key, title=str(step)) for key in "abc"])
    changes = store.changes(0)
    numbers = [change.change for change in changes]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == store.last_change() == 9
    assert store.changes(numbers[0], limit=1) == [changes[1]]
    assert store.changes(store.last_change()) == []


def test_records_and_ids_by_number(store: Store) -> None:
    """Records and their ids are had by their numbers, as the index keeps them."""
    store.take([one("jsonl", "a"), one("jsonl", "b")])
    numbers = [change.seq for change in store.changes(0)]
    assert {seq: record.id for seq, record in store.records(numbers).items()} == store.ids(numbers)
    assert sorted(store.ids(numbers).values()) == ["a", "b"]


# --- Merging and un-merging -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("identifier", ["DOI:10.5555/a", "NAID:110000000001", "CRID:1390000000000000001", "PMID:12345"])
@pytest.mark.parametrize("at_once", [True, False])
def test_a_shared_identifier_merges(store: Store, identifier: str, at_once: bool) -> None:
    """Records that share a DOI, NAID, CRID or PMID are one record, whether they come together or one after the other."""
    parts = [one("CiNii Research", "c", identifier, source="CiNii Articles"), one("Crossref", "x", identifier)]
    for batch in [parts] if at_once else [parts[:1], parts[1:]]:
        store.take(batch)
    (record,) = store.all()
    assert record.sources == ("CiNii Articles", "Crossref")
    assert store.counts()["merged"] == 1
    assert [part.origin for part in store.contributions(record.id)] == ["CiNii Research", "Crossref"]


@pytest.mark.parametrize("identifier", ["ISBN:9780000000000", "NCID:AN00000000", "HDL:1/2"])
def test_other_identifiers_do_not_merge(store: Store, identifier: str) -> None:
    """An identifier of a series or a book holds nothing together."""
    store.take([one("jsonl", "a", identifier), one("Crossref", "b", identifier)])
    assert store.count() == 2


def test_a_link_in_the_middle_merges_both_sides(store: Store) -> None:
    """A record that shares one identifier with each of two others makes all three one."""
    store.take([one("jsonl", "a", "DOI:10.5555/a"), one("jsonl", "b", "NAID:110000000001")])
    assert store.count() == 2
    store.take([one("CiNii Research", "c", "DOI:10.5555/a", "NAID:110000000001")])
    assert ids(store) == ["c"]
    assert {record.id for record in applied(store).values()} == {"c"}


def test_dropping_the_identifier_unmerges(store: Store) -> None:
    """If the identifier that two records shared is dropped, they are two again."""
    store.take([one("jsonl", "a", "DOI:10.5555/a"), one("Crossref", "b", "DOI:10.5555/a")])
    store.take([one("jsonl", "a")])
    assert sorted(ids(store)) == ["a", "b"]
    assert all(len(record.sources) == 1 for record in store.all())
    assert store.counts() == {"records": 2, "contributions": 2, "merged": 0, "tombstones": 0}


def test_a_record_moves_from_one_work_to_another(store: Store) -> None:
    """A corrected identifier takes a contribution out of one record and into another."""
    store.take(
        [one("jsonl", "a", "DOI:10.5555/a"), one("Crossref", "x", "DOI:10.5555/a"), one("JaLC", "b", "DOI:10.5555/b")]
    )
    store.take([one("Crossref", "x", "DOI:10.5555/b")])
    assert {record.id: record.sources for record in store.all()} == {"a": ("jsonl",), "b": ("JaLC", "Crossref")}


def test_a_crid_that_moves_takes_the_id_with_it(store: Store) -> None:
    """The id of a record that is being split is free for the work that it belongs to."""
    crid = "1390000000000000001"
    store.take(
        [
            one("jsonl", "a", "DOI:10.5555/a"),
            one("jsonl", "b", "DOI:10.5555/b", f"CRID:{crid}"),
            one("JaLC", "c", "DOI:10.5555/b"),
        ]
    )
    assert sorted(ids(store)) == [crid, "a"]
    store.take([one("jsonl", "b", "DOI:10.5555/a", f"CRID:{crid}")])
    assert sorted(ids(store)) == [crid, "c"]


def test_an_id_that_another_work_has(store: Store) -> None:
    """Two origins may number alike: the later work bears its origin's name in its id, and neither is lost."""
    store.take([one("jsonl", "7", title="First")])
    store.take([one("OpenAlex", "7", title="Second")])
    assert {record.id: record.titles[0].value for record in store.all()} == {"7": "First", "OpenAlex:7": "Second"}
    assert store.take([one("OpenAlex", "7", title="Second")]) == Outcome(unchanged=1)
    assert store.get("OpenAlex:7") is not None
    assert problems(store) == []


def test_two_works_of_one_id_at_once(store: Store) -> None:
    """Two origins that number alike may come in one call."""
    store.take([one("jsonl", "7"), one("OpenAlex", "7"), one("JaLC", "OpenAlex:7")])
    assert (store.count(), len(set(ids(store)))) == (3, 3)
    assert problems(store) == []


# --- Removing ---------------------------------------------------------------------------------------------------------


def test_remove_leaves_a_tombstone(store: Store) -> None:
    """A record that is removed is told to whoever follows the changes."""
    store.take([one("jsonl", "a", "DOI:10.5555/a"), one("jsonl", "b")])
    (first, last) = store.changes(0)
    assert store.remove("jsonl", ["a", "unknown"]) == 1
    assert store.changes(last.change) == [Change(last.change + 1, first.seq, None)]
    assert (store.get("a"), store.find("DOI", "10.5555/a"), ids(store)) == (None, None, ["b"])
    assert store.counts() == {"records": 1, "contributions": 1, "merged": 0, "tombstones": 1}


def test_remove_takes_away_what_one_origin_gave(store: Store) -> None:
    """Removing one origin's part of a record leaves what the others gave."""
    store.take([one("jsonl", "a", "DOI:10.5555/a", "PMID:1"), one("Crossref", "x", "DOI:10.5555/a")])
    store.remove("jsonl", ["a"])
    assert list(store.all()) == [one("Crossref", "x", "DOI:10.5555/a").record]
    assert store.find("PMID", "1") is None
    assert problems(store) == []


def test_removing_the_link_unmerges(store: Store) -> None:
    """If the record that held two others together goes, they are two again."""
    store.take(
        [
            one("jsonl", "a", "DOI:10.5555/a"),
            one("JaLC", "m", "DOI:10.5555/a", "PMID:1"),
            one("Crossref", "x", "PMID:1"),
        ]
    )
    assert store.count() == 1
    store.remove("JaLC", ["m"])
    assert sorted(ids(store)) == ["a", "x"]


def test_removing_nothing_changes_nothing(store: Store) -> None:
    """Removing what is not there gives no change number."""
    store.take([one("jsonl", "a")])
    assert store.remove("Crossref", ["a"]) == 0
    assert store.last_change() == 1


def test_a_removed_record_may_come_back(store: Store) -> None:
    """What was removed can be taken again, under the same id."""
    store.take([one("jsonl", "a")])
    store.remove("jsonl", ["a"])
    assert store.take([one("jsonl", "a")]) == Outcome(new=1)
    assert ids(store) == ["a"]
    assert [record.id for record in applied(store).values()] == ["a"]


# --- Commits ----------------------------------------------------------------------------------------------------------


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    """What fails in the middle leaves the store as it was."""
    store.take([one("jsonl", "a")])
    before = (ids(store), store.changes(0))

    def fail_in_the_middle() -> None:
        with store.transaction():
            store.take([one("jsonl", "b"), one("jsonl", "a", title="Other")])
            store.remove("jsonl", ["a"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_in_the_middle()
    assert (ids(store), store.changes(0)) == before
    assert store.take([one("jsonl", "b")]) == Outcome(new=1)


def test_readers_see_whole_commits_only(store: Store) -> None:
    """A reader sees nothing of a transaction until it is committed, then all of it."""
    with Store(store.path) as reader:
        with store.transaction():
            store.take([one("jsonl", "a")])
            store.take([one("jsonl", "b")])
            assert reader.count() == 0
        assert reader.count() == 2


def test_what_is_committed_stays(store: Store) -> None:
    """A store that is closed and opened again holds what it held, and continues counting."""
    store.take([one("jsonl", "a")])
    store.close()
    store.close()
    with Store(store.path, writable=True) as again:
        again.take([one("jsonl", "b")])
        assert [change.change for change in again.changes(0)] == [1, 2]


# --- What is wrong with a file ----------------------------------------------------------------------------------------


def database(path: Path, *statements: str) -> None:
    """Write a SQLite file with other means."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("writable", [True, False])
@pytest.mark.parametrize(
    ("statements", "error"),
    [
        ([f"PRAGMA user_version = {VERSION + 1}", "CREATE TABLE elsewhere (a)"], LibraryTooNew),
        (["CREATE TABLE recipes (a)"], NotALibrary),
        ([f"PRAGMA user_version = {VERSION}", "CREATE TABLE recipes (a)"], NotALibrary),
    ],
)
def test_a_database_that_is_not_ours(
    tmp_path: Path, statements: list[str], error: type[LibraryError], writable: bool
) -> None:
    """A newer store and another program's database are refused, and left as they are."""
    path = tmp_path / "records.db"
    database(path, *statements)
    before = path.read_bytes()
    with pytest.raises(error):
        Store(path, writable=writable)
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("writable", [True, False])
def test_not_a_database(tmp_path: Path, writable: bool) -> None:
    """A file that is not a database is refused, and left as it is."""
    path = tmp_path / "records.db"
    path.write_bytes(b"a letter to my aunt\n" * 1_000)
    with pytest.raises(NotALibrary):
        Store(path, writable=writable)
    assert path.read_bytes() == b"a letter to my aunt\n" * 1_000


@pytest.mark.parametrize("content", [None, b""])
def test_no_store_to_read(tmp_path: Path, content: bytes | None) -> None:
    """Reading makes no store; a file that was only just begun holds none either, and can be continued."""
    path = tmp_path / "records.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NoLibrary):
        Store(path)
    assert path.exists() is (content is not None)
    with Store(path, writable=True) as store:
        assert store.take([one("jsonl", "a")]) == Outcome(new=1)


def test_a_place_that_cannot_be_written_to(tmp_path: Path) -> None:
    """If no file can be made, the error says so."""
    with pytest.raises(LibraryReadOnly):
        Store(tmp_path / "missing" / "records.db", writable=True)


def test_a_store_opened_for_reading_is_not_written_to(store: Store) -> None:
    """A reader cannot change anything."""
    with Store(store.path) as reader, pytest.raises(LibraryReadOnly):
        reader.take([one("jsonl", "a")])
    assert store.count() == 0


def test_a_second_writer(store: Store) -> None:
    """A second writer is told that another process is writing."""
    with Store(store.path, writable=True) as second:
        second._connection.execute("PRAGMA busy_timeout = 10")
        with store.transaction(), pytest.raises(LibraryLocked):
            second.take([one("jsonl", "a")])


def test_a_full_disk(store: Store) -> None:
    """On a full disk the error says so, and what was there before is safe."""
    store.take([one("jsonl", "a")])
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull):
        store.take([one("jsonl", str(number), title="x" * 10_000) for number in range(100)])
    assert (ids(store), problems(store)) == (["a"], [])


def test_a_damaged_store(tmp_path: Path) -> None:
    """A store whose pages were overwritten is called damaged, when it is read or when it is checked."""
    path = tmp_path / "records.db"
    with Store(path, writable=True) as store:
        store.take([one("jsonl", str(number), title="x" * 5_000) for number in range(200)])
    content = bytearray(path.read_bytes())
    content[40_000:400_000] = b"\xff" * 360_000
    path.write_bytes(content)
    with Store(path) as store, pytest.raises(StoreDamaged) as caught:
        list(store.all())
    assert str(path) in str(caught.value)
    with Store(path) as store:
        assert problems(store)


UNCOUNTED = "the numbers of source records that share a file and a date are not right"
CHANGED = "1 records have changed since they were written: a"
UNSEALED = "the state of harvests or withdrawals, or the definition of the tables, has changed since it was written"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM record WHERE seq = 1", ["1 source records without a merged record"]),
        ("UPDATE record SET sole = NULL WHERE seq = 1", [CHANGED, "1 source records without a merged record"]),
        ("UPDATE record SET payload = 7 WHERE seq = 1", ["1 records without a source record"]),
        ("UPDATE record SET change = 7 WHERE seq = 1", [CHANGED, "change numbers out of order"]),
        ("DELETE FROM contribution WHERE number = 1", [UNCOUNTED, "1 records without a source record"]),
        ("UPDATE record SET sole = 99 WHERE seq = 1", [CHANGED, "1 records without a source record"]),
        ("UPDATE note SET value = 'x' WHERE name = 'lineage'", [UNSEALED]),
        ("DELETE FROM note WHERE name = 'seal'", [UNSEALED]),
        (f"PRAGMA user_version = {VERSION - 1}", [UNSEALED]),
        ("PRAGMA user_version = 2", [UNSEALED]),
        ("CREATE TABLE other (a)", [UNSEALED]),
    ],
)
def test_problems(tmp_path: Path, statement: str, expected: list[str]) -> None:
    """A check finds what does not fit together."""
    path = tmp_path / "records.db"
    with Store(path, writable=True) as store:
        store.take([one("jsonl", "a"), one("jsonl", "b")])
        assert problems(store) == []
    database(path, statement)
    with Store(path) as store:
        assert problems(store) == expected


def test_a_merged_record_without_its_source_records(tmp_path: Path) -> None:
    """If all source records of a merged record are gone, with all that they claim and state, a check finds that."""
    path = tmp_path / "records.db"
    doi = (Identifier("DOI", "10.5555/a"),)
    with Store(path, writable=True) as store:
        for origin in ("Crossref", "OpenAlex"):
            store.take([Contribution(origin, Record(id=origin, titles=(Text(origin),), identifiers=doi))])
        assert problems(store) == []
    with sqlite3.connect(path) as connection:
        for table in ("claim", "edge", "mention", "node", "contribution"):
            connection.execute(f"DELETE FROM {table}")
    connection.close()
    with Store(path) as store:
        assert "1 records without a source record" in problems(store)


def test_whether_a_store_can_be_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store says whether its tables can be read; other errors are not taken for an answer."""
    assert store.is_readable()

    def failing(error: LibraryError) -> None:
        def query(*arguments: object) -> None:
            raise error

        monkeypatch.setattr(Store, "query", query)

    failing(StoreDamaged(path="x", reason="x"))
    assert not store.is_readable()
    failing(DiskFull(path="x"))
    with pytest.raises(DiskFull):
        store.is_readable()


def test_a_tombstone_keeps_the_id(store: Store) -> None:
    """What is left of a record has the id that it was shown under."""
    store.take([one("jsonl", "a"), one("jsonl", "b")])
    store.remove("jsonl", ["a"])
    assert store.query("SELECT id FROM record ORDER BY seq") == [("a",), ("b",)]
    assert problems(store) == []


def test_a_record_by_what_its_only_origin_calls_it(store: Store) -> None:
    """A merged record is found under each of the ids that its origin gave, also in a store of one origin."""
    store.take([one("JaLC", "a", "DOI:10.5555/x"), one("JaLC", "b", "DOI:10.5555/x")])
    for key in ("a", "b"):
        found = store.delivered_as(key)
        assert found is not None
        assert found.id == "a"
    assert store.delivered_as("c") is None


def test_a_mistake_in_a_query_is_raised(store: Store) -> None:
    """What is neither damage nor refused by the machine is raised as it is."""
    for ask in (store.query, store.execute, lambda query: list(store.rows(query))):
        with pytest.raises(sqlite3.OperationalError, match="nonsense"):
            ask("SELECT nonsense")


def test_all_batches_are_checked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged contribution is found wherever it stands among many."""
    monkeypatch.setattr(verify, "_BATCH", 2)
    store.take([one("JaLC", f"k{number}") for number in range(7)])
    for number in range(1, 8):
        store.execute("UPDATE contribution SET digest = x'00' WHERE number = ?", (number,))
        (found,) = problems(store)
        assert found == f"1 source records have changed since they were written: k{number - 1} (JaLC)"
        ((payload,),) = store.query("SELECT payload FROM contribution WHERE number = ?", (number,))
        store.execute("UPDATE contribution SET digest = ? WHERE number = ?", (digest_of(payload), number))
    assert problems(store) == []


@pytest.mark.parametrize("program", [verify._PROGRAM, "os._exit(1)"])
def test_other_processes_take_a_share_of_a_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """A check that is divided finds what one process finds, in the same order, also if the others end at once."""
    path = tmp_path / "records.db"
    with Store(path, writable=True) as store:
        store.take([one("JaLC", f"k{number}", f"DOI:10.5555/{number}") for number in range(30)])
        store.execute("UPDATE contribution SET digest = x'00' WHERE number % 4 = 0")
        store.execute("DELETE FROM claim WHERE contribution = 3")
        store.execute("INSERT INTO node (id, key) VALUES (1, 'doi:10.5555/other')")
        store.execute("INSERT INTO mention VALUES (1, 5, -1, 0, 0)")
    monkeypatch.setattr(verify, "_BATCH", 2)
    with Store(path) as store:
        alone = problems(store)
        assert [found.partition(":")[0] for found in alone[:2]] == [
            "8 source records have changed since they were written",
            "the links of 1 source records are not what they state",
        ]
        monkeypatch.setattr(verify, "_SHARED", 0)
        monkeypatch.setattr(verify, "_PROGRAM", program)
        monkeypatch.setattr(verify, "processors", lambda: 3)
        assert problems(store) == alone


def test_a_check_for_another_process(tmp_path: Path) -> None:
    """The program that other processes run answers each range with the contributions that differ."""
    path = tmp_path / "records.db"
    with Store(path, writable=True) as store:
        store.take([one("JaLC", f"k{number}") for number in range(9)])
        store.execute("UPDATE contribution SET digest = x'00' WHERE number IN (2, 7)")
    tasks = [b"[0,4]", b"[5,9]", b"[10,14]"]
    with Shared(verify._PROGRAM, [str(path)], tasks, 1) as shared:
        shared._join()
        assert [shared.answers[task] for task in tasks] == [
            b'[["k1 (JaLC)"],[]]\n',
            b'[["k6 (JaLC)"],[]]\n',
            b"[[],[]]\n",
        ]


def test_a_check_beside_a_writer(tmp_path: Path) -> None:
    """A check looks at one moment: what is committed while it reads is not taken for damage."""
    path = tmp_path / "records.db"
    numbers = iter(range(1_000))

    class Busy(Store):
        def query(self, statement: str, parameters: Any = ()) -> list[Any]:
            found = super().query(statement, parameters)
            number = next(numbers)
            writer.take([one("jsonl", str(number), f"DOI:10.5555/{number // 2}"), one("Crossref", f"c{number}")])
            return found

    with Store(path, writable=True) as writer:
        writer.take([one("jsonl", "a"), one("jsonl", "b")])
        with Busy(path) as store:
            assert problems(store) == []
            assert quick_problems(store) == []
            assert len(list(store.all())) > 10


def test_outcomes_of_batches_add_up() -> None:
    """What a run with several batches did is the sum of what each did, field by field."""
    one = Outcome(*range(1, len(Outcome._fields) + 1))
    assert one + one == Outcome(*(2 * count for count in one))
    assert sum([one, one], Outcome()) == one + one
