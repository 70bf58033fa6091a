"""Where contributions are from and when they were fetched: stored once for all that have it in common, and never longer."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

import shoroku
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.processes import Shared
from shoroku.corpus.record import Record, Text
from shoroku.corpus.store import verify
from shoroku.corpus.store.merge import Contribution
from shoroku.corpus.store.packing.repacking import repack
from shoroku.corpus.store.schema import VERSION
from shoroku.corpus.store.store import STORE_FILE, Store
from tests.age.__main__ import FOLDER
from tests.stored_bytes import readable

PLACE, TIME = "/srv/Hakurankai/papers.jsonl", "2024-05-06T07:08:09Z"
COUNTS = "the numbers of source records that share a file and a date are not right"


def one(key: str, *, title: str = "Title", place: str = PLACE, time: str = TIME, source: str = "JaLC") -> Contribution:
    return Contribution("jsonl", Record(id=key, titles=(Text(title, "en"),), sources=(source,)), place, time)


def several(*keys: str, title: str = "Title", place: str = PLACE, time: str = TIME) -> list[Contribution]:
    return [one(key, title=title, place=place, time=time) for key in keys]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / STORE_FILE


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path, writable=True) as opened:
        yield opened


def kept(store: Store) -> list[tuple[str, str, int]]:
    """Return the pairs in the table, each with the number of contributions that refer to it."""
    return list(store.query("SELECT place, fetched, contributions FROM provenance ORDER BY number"))


def told(store: Store) -> dict[str, tuple[str, str]]:
    """Return place and time of the only contribution of each record."""
    return {record.id: store.contributions(record.id)[0][2:4] for record in store.all()}


def sql(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()


def test_what_many_have_in_common_is_stored_once(store: Store) -> None:
    """The contributions of a run refer to one row, however many commits it has; each is read with its place and time."""
    for number in range(0, 9, 3):
        store.take(several(*(f"k{number + index}" for index in range(3))))
    assert kept(store) == [(PLACE, TIME, 9)]
    assert store.query("SELECT DISTINCT place, fetched, provenance FROM contribution") == [("", "", 1)]
    assert told(store) == {f"k{number}": (PLACE, TIME) for number in range(9)}
    assert verify.problems(store) == []


def test_what_one_has_stays_with_it(store: Store) -> None:
    """A place and time of a single contribution, or none at all, take no row."""
    store.take([one("a", place="a"), one("b", place="b"), *several("c", "d", place="", time="")])
    assert kept(store) == []
    assert told(store) == {"a": ("a", TIME), "b": ("b", TIME), "c": ("", ""), "d": ("", "")}
    assert verify.problems(store) == []


def test_another_place_or_time_is_another_row(store: Store) -> None:
    """Both belong together: the same file at another time is another row."""
    store.take([*several("a", "b"), *several("c", "d", time="2025"), *several("e", "f", place="other")])
    assert kept(store) == [(PLACE, TIME, 2), (PLACE, "2025", 2), ("other", TIME, 2)]
    assert told(store)["c"] == (PLACE, "2025")


def test_a_row_of_a_transaction_that_was_rolled_back(store: Store) -> None:
    """What was never committed is not referred to later."""

    def stop() -> None:
        store.take(several("a", "b"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), store.transaction():
        stop()
    assert kept(store) == []
    store.take(several("c", "d", place="other"))
    store.take(several("a", "b"))
    assert told(store) == {"c": ("other", TIME), "d": ("other", TIME), "a": (PLACE, TIME), "b": (PLACE, TIME)}
    assert verify.problems(store) == []


def test_more_pairs_than_are_remembered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pair that was forgotten is stored a second time."""
    monkeypatch.setattr("shoroku.corpus.store.packing.provenance._MOST_REMEMBERED", 2)
    for round_ in range(2):
        for number in range(3):
            store.take(several(f"{round_}-{number}-a", f"{round_}-{number}-b", time=f"202{number}"))
    assert len(told(store)) == 12
    assert sorted(kept(store)) == [(PLACE, f"202{number}", 2) for number in (0, 0, 1, 1, 2, 2)]
    assert verify.problems(store) == []


# --- No longer than what refers to it -----------------------------------------------------------------------------------


def test_a_row_goes_with_the_last_that_refers_to_it(store: Store) -> None:
    """A file that is delivered anew, changed or not, leaves no row behind."""
    store.take(several("a", "b", "c"))
    store.take(several("a", "b", "c", time="2025"))  # unchanged: what is known of them stays
    assert kept(store) == [(PLACE, TIME, 3)]
    store.take(several("a", "b", title="Other", time="2025"))
    assert kept(store) == [(PLACE, TIME, 1), (PLACE, "2025", 2)]
    store.take(several("c", title="Other", time="2025"))
    assert kept(store) == [(PLACE, "2025", 3)]
    store.take(several("a", "b", "c", title="Third", time="2025"))
    assert kept(store) == [(PLACE, "2025", 3)]
    assert set(told(store).values()) == {(PLACE, "2025")}
    store.remove("jsonl", ["a", "b"])
    assert kept(store) == [(PLACE, "2025", 1)]
    store.remove("jsonl", ["c", "nonesuch"])
    assert kept(store) == []
    assert verify.problems(store) == []


def test_parts_of_a_merged_record(store: Store) -> None:
    """Contributions that are merged keep each its own place and time, and so does one of the user's that is anchored anew."""
    doi = (Identifier("DOI", "10.5555/a"),)
    made = [
        Contribution(origin, Record(id=origin, titles=(Text(origin, "en"),), identifiers=doi), origin, time)
        for origin, time in (("Crossref", "2024"), ("OpenAlex", "2025"))
    ]
    others = [each._replace(record=Record(id=f"{each.origin}-2", titles=(Text("Other", "en"),))) for each in made]
    store.take([*made, *others])
    own = [Contribution("own", Record(id=f"Crossref\t{key}"), "", "2026") for key in ("Crossref", "Crossref-2")]
    store.take(own)
    (merged,) = [record.id for record in store.all() if len(store.contributions(record.id)) == 3]
    assert [each[2:4] for each in store.contributions(merged)] == [
        ("Crossref", "2024"),
        ("OpenAlex", "2025"),
        ("", "2026"),
    ]
    assert kept(store) == [("Crossref", "2024", 2), ("OpenAlex", "2025", 2), ("", "2026", 2)]
    store.remove("Crossref", ["Crossref"])
    assert kept(store) == [("Crossref", "2024", 1), ("OpenAlex", "2025", 2), ("", "2026", 2)]
    assert [each[2:4] for each in store.contributions("OpenAlex")] == [("OpenAlex", "2025"), ("", "2026")]
    assert verify.problems(store) == []


def test_a_withdrawal_leaves_no_place_behind(tmp_path: Path) -> None:
    """A place goes with the data source whose records came from it, even if a count is wrong; that of others stays."""
    folder = tmp_path / "library"
    with shoroku.open(folder) as library:
        library.take([one(f"g{number}", source="Hakurankai", place="/of/Gone.jsonl") for number in range(9)])
        library.take([one(f"s{number}", place="/of/Stays.jsonl") for number in range(9)])
    sql(folder / STORE_FILE, "UPDATE provenance SET contributions = 12 WHERE place LIKE '%Gone%'")
    with shoroku.open(folder) as library:
        library.withdraw("Hakurankai")
        assert library.sources.status().unfinished == frozenset()
        assert library.check() == []
    with Store(folder / STORE_FILE) as store:
        assert kept(store) == [("/of/Stays.jsonl", TIME, 9)]
    assert not [name for name, content in readable(folder) if b"Gone.jsonl" in content]
    assert [name for name, content in readable(folder) if b"Stays.jsonl" in content] == [STORE_FILE]


def test_compressing_anew_keeps_the_checksums(store: Store) -> None:
    """A payload that is compressed with another dictionary refers to the same row."""
    store.take(several(*(f"k{number}" for number in range(400))))
    with store.transaction():
        store.payloads.retire()
    repack(store)
    assert kept(store) == [(PLACE, TIME, 400)]
    assert verify.problems(store) == []


# --- Damage -------------------------------------------------------------------------------------------------------------

ALL = "the file, address or date of 3 source records has changed since it was written: a (jsonl), b (jsonl), c (jsonl)"
ONE = "1 source records have changed since they were written: b (jsonl)"


@pytest.mark.parametrize(
    ("statement", "problems", "doubtful", "place"),
    [
        ("UPDATE provenance SET place = '/srv/Hakurankai/papers.jsonk'", [ALL], 3, "/srv/Hakurankai/papers.jsonk"),
        ("UPDATE provenance SET fetched = '2024-05-06T07:08:08Z'", [ALL], 3, PLACE),
        ("UPDATE provenance SET place = CAST(place AS BLOB)", [ALL], 3, str(PLACE.encode())),
        ("UPDATE provenance SET place = CAST(x'ff' AS TEXT)", [], 3, ""),
        ("UPDATE provenance SET seal = seal + 1", [ALL], 3, PLACE),
        ("UPDATE provenance SET number = 2", [ALL, COUNTS], 3, ""),
        ("DELETE FROM provenance", [ALL], 3, ""),
        ("UPDATE provenance SET contributions = 2", [COUNTS], 0, PLACE),
        (f"PRAGMA user_version = {VERSION - 1}", [], 1, PLACE),
        ("INSERT INTO provenance VALUES (2, '', '', 1, 0)", [COUNTS], 0, PLACE),
        ("UPDATE contribution SET provenance = NULL WHERE key = 'b'", [ONE, COUNTS], 1, ""),
        ("UPDATE contribution SET provenance = 7 WHERE key = 'b'", [], 1, ""),
        ("UPDATE contribution SET provenance = x'31' WHERE key = 'b'", [ONE, COUNTS], 1, ""),
    ],
)
def test_damage(tmp_path: Path, statement: str, problems: list[str], doubtful: int, place: str) -> None:
    """A check tells which source records it concerns; a repair keeps them, and tells whose place and time may be wrong."""
    folder = tmp_path / "library"
    with shoroku.open(folder) as library:
        library.take(several("a", "b", "c"))
    sql(folder / STORE_FILE, statement)
    with Store(folder / STORE_FILE) as store:
        found = verify.problems(store)
        assert found == problems or (not problems and found)
    with shoroku.open(folder) as library:
        done = library.repair()
        assert (done.kept, done.lost, len(done.doubtful)) == (3, (), doubtful)
        assert library.check() == []
    with Store(folder / STORE_FILE) as store:
        assert told(store)["b"][0] == place
        assert told(store)["a"][0] == (place if doubtful != 1 else PLACE)


def test_a_check_whose_helpers_see_a_later_commit(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes may check contributions that a writer has replaced meanwhile: that is no damage."""
    with Store(path, writable=True) as writer, Store(path) as store, Store(path) as later:
        writer.take(several("a", "b", "c"))

        @contextmanager
        def answered(checked: Store) -> Iterator[Shared]:
            """Give the answers of processes that have opened the store after the next commit."""
            assert checked.count() == 3  # from here on, this is its moment
            writer.take(several("a", "b", "c", "d", title="Other", time="2025"))
            shared = Shared("", [], [], 0)
            shared.answers[b"[0,9]"] = msgspec.json.encode(verify._differing(later, 0, 9))
            yield shared

        monkeypatch.setattr(verify, "_shared", answered)
        assert verify.problems(store) == []
        assert kept(store) == [(PLACE, "2025", 4)]


def test_rows_that_were_exchanged(path: Path) -> None:
    """Two rows of which each has the other's number are noticed: a checksum covers the number."""
    with Store(path, writable=True) as store:
        store.take([*several("a", "b"), *several("c", "d", place="other")])
    for number, other in ((1, 9), (2, 1), (9, 2)):
        sql(path, f"UPDATE provenance SET number = {other} WHERE number = {number}")
    with Store(path) as store:
        (found,) = verify.problems(store)
        assert found.startswith("the file, address or date of 4 source records")


def test_every_byte_of_the_table(path: Path, tmp_path: Path) -> None:
    """A byte of the row that is changed in the file is noticed, whichever it is."""
    with Store(path, writable=True) as store:
        store.take(several("a", "b"))
        store.empty_log()
    whole = path.read_bytes()
    assert whole.count(PLACE.encode()) == 1
    begin = whole.index(PLACE.encode())
    harmed = tmp_path / "harmed.db"
    for at in range(begin, begin + len(PLACE) + len(TIME) + 5):  # the count, and four bytes of a checksum
        harmed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with Store(harmed) as store:
            assert verify.problems(store), at


# --- Stores of an earlier version ---------------------------------------------------------------------------------------


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """Give a store of the version before the table, alone in a folder."""
    with tarfile.open(FOLDER / "store-8.tar.xz") as archive:
        archive.extractall(tmp_path / "earlier", filter="data")
    return Path(shutil.copy(tmp_path / "earlier" / "library" / STORE_FILE, tmp_path / STORE_FILE))


def everything(store: Store) -> dict[str, list[Contribution]]:
    return {record.id: store.contributions(record.id) for record in store.all()}


def test_an_earlier_store_is_read_as_it_is(earlier: Path) -> None:
    """A reader finds places and times in the rows of the contributions, and converts nothing."""
    before = earlier.read_bytes()
    with Store(earlier) as store:
        assert store.version == VERSION - 1
        assert any(each.fetched for parts in everything(store).values() for each in parts)
        assert verify.problems(store) == []
    assert earlier.read_bytes() == before


def test_an_earlier_store_is_converted(earlier: Path) -> None:
    """Its contributions keep place and time in their rows until they are delivered anew; new ones refer to the table."""
    with Store(earlier) as store:
        before = everything(store)
    with Store(earlier, writable=True) as store:
        assert store.version == VERSION
        assert everything(store) == before
        assert kept(store) == []
        store.take(several("a", "b"))
        (old, *_) = [parts for parts in before.values() if len(parts) == 1 and parts[0].origin == "jsonl"]
        key = old[0].record.id
        store.take([one(key), one("c")])
        assert kept(store) == [(PLACE, TIME, 4)]
        assert everything(store)[key][0][2:4] == (PLACE, TIME)
        assert verify.problems(store) == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from shoroku.corpus.store.store import Store
Store.seal = lambda store: os.kill(os.getpid(), signal.SIGKILL)
Store(Path(sys.argv[1]), writable=True)
"""


def test_a_conversion_that_was_killed(earlier: Path) -> None:
    """A reader then finds the earlier store whole, and the next writer converts it."""
    with Store(earlier) as store:
        before = everything(store)
    done = subprocess.run([sys.executable, "-c", _KILLED, str(earlier)], check=False, env={**os.environ})
    assert done.returncode == -signal.SIGKILL
    with Store(earlier) as store:
        assert store.version == VERSION - 1
        assert everything(store) == before
        assert verify.problems(store) == []
    with Store(earlier, writable=True) as store:
        assert store.version == VERSION
        assert everything(store) == before
        assert verify.problems(store) == []
