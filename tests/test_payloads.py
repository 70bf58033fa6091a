"""Records are compressed in the store, with dictionaries that the store keeps."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import shoroku
from shoroku import Contribution, Record, StoreDamaged, Text
from shoroku.corpus.store.packing import payloads
from shoroku.corpus.store.packing.payloads import Unreadable, is_packed
from shoroku.corpus.store.packing.repacking import repack
from shoroku.corpus.store.repair import repair
from shoroku.corpus.store.store import STORE_FILE, Store
from shoroku.corpus.store.verify import problems
from tests.stored_bytes import packed, unpack


def one(number: int, word: str = "serum") -> Contribution:
    """Make a record with a text of its own among phrases that all have."""
    text = f"We measured {word} {number * 7919 % 1009} in {number} samples of a lake and compared them with a model."
    return Contribution(
        "jsonl", Record(id=f"r{number}", titles=(Text(f"{word} {number}", "en"),), abstracts=(Text(text, "en"),))
    )


def some(first: int, last: int) -> list[Contribution]:
    return [one(number) for number in range(first, last)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / STORE_FILE, writable=True) as opened:
        yield opened


def dictionaries(store: Store) -> list[tuple[int, int, int]]:
    rows = [store.query(f"SELECT number, contributions, retired FROM {table} ORDER BY 1") for table in payloads.TABLES]
    assert rows[0] == rows[1]
    return rows[0]


def test_few_records_are_stored_as_they_are(store: Store) -> None:
    """No dictionary can be made of a few records; their JSON is stored."""
    store.take(some(0, 299))
    assert dictionaries(store) == []
    assert packed(store.path) == {}


def test_records_are_compressed(store: Store) -> None:
    """What comes after the first records takes half of its length or less; everything is read as it was given."""
    store.take(some(0, 200))
    store.take(some(200, 1_000))
    assert dictionaries(store) == [(1, 1_000, 0)]
    found = packed(store.path)
    assert len(found) == 800
    assert sum(map(len, found)) * 2 < sum(map(len, found.values()))
    assert list(store.all()) == [contribution.record for contribution in some(0, 1_000)]
    assert problems(store) == []
    assert store.take(some(0, 1_000)).unchanged == 1_000


def test_a_larger_library_gets_another_dictionary(store: Store) -> None:
    """Ten times as many records are worth a new one; what was compressed with the first is still read."""
    for first in range(0, 4_000, 400):
        store.take(some(first, first + 400))
    assert dictionaries(store) == [(1, 400, 0), (2, 4_000, 0)]
    assert sorted(record.id for record in store.all()) == sorted(f"r{number}" for number in range(4_000))
    assert problems(store) == []


def test_repacked(store: Store) -> None:
    """Records of an earlier version are compressed where they are; no record counts as changed."""
    store.take(some(0, 600))
    before, change = list(store.all()), store.last_change()
    unpack(store.path)
    with store.transaction():
        store.payloads.retire()
    repack(store)
    assert dictionaries(store) == [(2, 600, 0)]
    assert len(packed(store.path)) == 600
    assert (list(store.all()), store.last_change(), problems(store)) == (before, change, [])


@pytest.mark.parametrize("has_threads", [True, False])
def test_many_are_compressed_as_one_by_one(has_threads: bool, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads make the payloads that one call for each makes, and so does a zstandard that was built without them."""
    texts = [f'{{"title":"serum {number}"}}'.encode() * (number % 7) for number in range(500)]
    assert store.payloads.packed_alike(texts, 2) == texts
    store.take(some(0, 600))
    number, contributions, compressor = store.payloads._in_use() or pytest.fail("no dictionary")
    if not has_threads:
        compressor = SimpleNamespace(compress=compressor.compress)
        monkeypatch.setattr(store.payloads, "_current", (number, contributions, compressor))
    found = store.payloads.packed_alike(texts, 2)
    assert found == list(map(store.payloads.packed, texts))
    assert list(map(store.payloads.json, found)) == texts
    assert store.payloads.packed_alike([], 2) == []


@pytest.mark.parametrize("batch", [1, 7, 600])
def test_batches_do_not_matter(batch: int, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many records are compressed at a time, all are; those that cannot be read stay as they are."""
    monkeypatch.setattr("shoroku.corpus.store.packing.repacking._BATCH", batch)
    store.take(some(0, 600))
    before = list(store.all())
    with store.transaction():
        store.payloads.retire()
    store.amend("UPDATE contribution SET payload = x'28b52ffd00' WHERE number = ?", [(300,)])
    repack(store)
    found = [payload for (payload,) in store.query("SELECT payload FROM contribution ORDER BY number")]
    assert found.pop(299) == bytes.fromhex("28b52ffd00")
    assert all(map(store.payloads.is_current, found))
    assert list(map(store.decoded, found)) == before[:299] + before[300:]


def test_a_batch_has_a_limit_in_bytes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of large records, fewer are read and compressed at a time, whether they are large in the store or only as JSON."""
    limit = 4_000
    monkeypatch.setattr("shoroku.corpus.store.packing.repacking._BATCH_BYTES", limit)
    store.take(some(0, 300))
    with store.transaction():
        store.payloads.retire()
    rows: list[int] = []
    texts: list[list[bytes]] = []
    real, real_packed = store.query, store.payloads.packed_alike

    def seen(statement: str, parameters: Any = ()) -> list[Any]:
        found = real(statement, parameters)
        if "payload FROM" in statement and "BETWEEN" in statement:
            rows.append(sum(len(row[-1]) for row in found))
        return found

    def kept(batch: list[bytes], threads: int) -> list[bytes]:
        texts.append(batch)
        return real_packed(batch, threads)

    monkeypatch.setattr(store, "query", seen)
    monkeypatch.setattr(store.payloads, "packed_alike", kept)
    repack(store)
    assert sum(rows) > 2 * limit
    assert max(rows) <= limit
    assert sum(map(len, texts)) == 300
    assert len(texts) > len(rows)
    assert max(sum(map(len, batch[:-1])) for batch in texts) < limit
    assert all(store.payloads.is_current(payload) for (payload,) in real("SELECT payload FROM contribution"))


def test_a_number_is_never_given_twice(store: Store) -> None:
    """A reader that remembers a dictionary never takes another one for it, also where nothing is left to make one of."""
    store.take(some(0, 300))
    with Store(store.path) as reader:
        assert reader.get("r1") == one(1).record
        with store.transaction():
            store.payloads.retire()
        store.remove("jsonl", [f"r{number}" for number in range(200)])
        repack(store)
        assert dictionaries(store) == []
        store.take([one(number, "plasma") for number in range(1_000, 1_400)])
        assert [number for number, *_ in dictionaries(store)] == [2]
        assert reader.get("r1399") == one(1_399, "plasma").record


def test_a_transaction_that_is_rolled_back_takes_its_dictionary_along(store: Store) -> None:
    """The next dictionary gets its number and is another one."""
    with suppress(ZeroDivisionError), store.transaction():
        assert store.take(some(0, 300)).new == 300
        raise ZeroDivisionError
    assert dictionaries(store) == []
    store.take([one(number, "plasma") for number in range(300)])
    assert (len(packed(store.path)), problems(store)) == (300, [])


def test_threads_read_together(store: Store) -> None:
    """One store is read by several threads at once."""
    store.take(some(0, 600))
    with Store(store.path) as reader:
        found: list[bool] = []
        seqs = list(range(1, 601))

        def read() -> None:
            found.append(all(record == one(seq - 1).record for seq, record in reader.records(seqs).items()))

        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [True] * 8


@pytest.mark.parametrize("table", payloads.TABLES)
def test_one_copy_of_a_dictionary_is_enough(table: str, store: Store) -> None:
    """A damaged copy is found; everything is read with the other one, and a repair loses nothing."""
    store.take(some(0, 600))
    store.execute(f"UPDATE {table} SET content = x'37a430ec'")
    store.close()
    with Store(store.path) as reader:
        assert len(list(reader.all())) == 600
        assert problems(reader) == ["a dictionary with which records are compressed has changed since it was written"]
    assert repair(store.path).lost == ()
    with Store(store.path) as mended:
        assert (mended.count(), problems(mended)) == (600, [])


def test_without_its_dictionary_a_record_is_lost(store: Store) -> None:
    """Both copies are gone: it is told as damage, by number, and a repair names the records."""
    store.take(some(0, 100))
    store.take(some(100, 400))
    for table in payloads.TABLES:
        store.execute(f"DELETE FROM {table}")
    store.close()
    with Store(store.path) as reader:
        with pytest.raises(StoreDamaged, match="dictionary 1 is lost"):
            list(reader.all())
        assert problems(reader)
    repaired = repair(store.path)
    assert (repaired.kept, len(repaired.lost)) == (100, 300)


def damage(path: Path, *tables: str, change: str = "content = x'37a430ec'") -> None:
    """Change rows behind the store's back, as a bad disk does."""
    connection = sqlite3.connect(path)
    for table in tables:
        connection.execute(f"UPDATE {table} SET {change}")
    connection.commit()
    connection.close()


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    lines = list(connection.iterdump())
    connection.close()
    return lines


@pytest.mark.parametrize("table", payloads.TABLES)
@pytest.mark.parametrize("change", ["content = x'37a430ec'", "contributions = 7", "retired = 1", "digest = x''"])
def test_a_withdrawal_takes_the_sound_copy(table: str, change: str, tmp_path: Path) -> None:
    """One copy of the dictionary is damaged: every record stays readable, and the withdrawal mends the copy."""
    path = tmp_path / "library"
    with shoroku.open(path) as library:
        library.take([*some(0, 700), one(700)._replace(origin="other")])
        damage(path / STORE_FILE, table, change=change)
        library.withdraw("other")
        assert sorted(record.id for record in library) == sorted(f"r{number}" for number in range(700))
        assert library.check() == []


def test_a_withdrawal_without_a_sound_copy_changes_nothing(tmp_path: Path) -> None:
    """Both copies are damaged: it is told, nothing is written, and a repair keeps what is not compressed."""
    path = tmp_path / "library"
    with shoroku.open(path) as library:
        library.take(some(0, 100))
        library.take(some(100, 700))
    damage(path / STORE_FILE, *payloads.TABLES)
    before = dump(path / STORE_FILE)
    with shoroku.open(path) as library:
        with pytest.raises(StoreDamaged, match="dictionary 1 is lost"):
            library.withdraw("jsonl")
        assert dump(path / STORE_FILE) == before
        repaired = library.repair()
        assert (repaired.kept, len(repaired.lost)) == (100, 600)
    with shoroku.open(path) as mended:
        assert (mended.check(), len(list(mended))) == ([], 100)


def test_no_dictionary_is_retired_without_a_sound_copy(store: Store) -> None:
    """Also of those that no record needs any more, and before the sound ones are touched."""
    for first in range(0, 4_000, 400):
        store.take(some(first, first + 400))
    for table in payloads.TABLES:
        store.amend(f"UPDATE {table} SET content = x'37a430ec' WHERE number = ?", [(2,)])
    before = dump(store.path)
    with pytest.raises(StoreDamaged, match="dictionary 2 is lost"), store.transaction():
        store.payloads.retire()
    with pytest.raises(StoreDamaged, match="dictionary 2 is lost"):
        repack(store)
    assert dump(store.path) == before


def test_an_interrupted_withdrawal_keeps_the_old_dictionary_while_it_is_needed(store: Store) -> None:
    """The new dictionary is damaged before everything is compressed with it: the old one is not deleted."""
    store.take(some(0, 600))
    with store.transaction():
        store.payloads.retire()
    with store.transaction():
        assert store.payloads.learn([], 600)
    store.close()
    damage(store.path, *(f"{table} AS it" for table in payloads.TABLES), change="content = x'00' WHERE number = 2")
    with Store(store.path, writable=True) as opened, pytest.raises(StoreDamaged, match="dictionary 2 is lost"):
        repack(opened)
    assert repair(store.path).lost == ()


@pytest.mark.parametrize("table", payloads.TABLES)
def test_only_a_dictionary_that_is_retired_is_deleted(table: str, store: Store) -> None:
    """The mark that it is retired may be damage."""
    store.take(some(0, 600))
    store.amend(f"UPDATE {table} SET retired = ?", [(1,)])
    store.payloads.remove_retired()
    assert [len(store.query(f"SELECT * FROM {one_of}")) for one_of in payloads.TABLES] == [1, 1]


@pytest.mark.parametrize("table", payloads.TABLES)
def test_what_arrives_is_compressed_with_the_sound_copy(table: str, store: Store) -> None:
    """A damaged number of contributions or mark makes no further dictionary."""
    store.take(some(0, 600))
    store.amend(f"UPDATE {table} SET retired = ?, contributions = 1", [(1,)])
    store.payloads.forget()
    store.take(some(600, 700))
    assert [number for (number,) in store.query("SELECT number FROM dictionary_copy")] == [1]
    assert len(packed(store.path)) == 700


def test_nothing_is_compressed_without_a_sound_copy(store: Store) -> None:
    """Records that arrive are refused as long as the dictionary for them is damaged."""
    store.take(some(0, 600))
    damage(store.path, *payloads.TABLES)
    store.payloads.forget()
    before = dump(store.path)
    with pytest.raises(StoreDamaged, match="dictionary 1 is lost"):
        store.take(some(600, 700))
    assert dump(store.path) == before


def test_a_new_dictionary_replaces_none(store: Store) -> None:
    """Also where the sequence of their numbers is damaged."""
    store.take(some(0, 400))
    store.amend("UPDATE sqlite_sequence SET seq = ? WHERE name = 'dictionary'", [(0,)])
    store.take(some(400, 4_400))
    assert [number for number, *_ in dictionaries(store)] == [1, 2]
    assert len(list(store.all())) == 4_400


@pytest.mark.parametrize("payload", [7, "text", b"", b"\x00", b"(\xb5/\xfd", b"(\xb5/\xfd\xe0" + b"\xff" * 12, None])
def test_what_is_no_payload(payload: object, store: Store) -> None:
    """It is refused with the error for it, whatever its type; nothing of the length that it claims is allocated."""
    with pytest.raises(Unreadable):
        store.payloads.json(payload)  # type: ignore[arg-type]


def test_a_changed_frame_is_found(store: Store) -> None:
    """Also a change that does not alter the text: behind the frame, or in a bit of its head that has no meaning."""
    store.take(some(0, 600))
    ((payload,),) = store.query("SELECT payload FROM contribution WHERE number = 9")
    for changed in (payload + b"\x00", payload[:4] + bytes([payload[4] ^ 16]) + payload[5:]):
        store.execute("UPDATE contribution SET payload = ? WHERE number = 9", (changed,))
        assert store.get("r8") == one(8).record
        assert problems(store) == ["1 source records have changed since they were written: r8 (jsonl)"]


def test_reindexing_compresses_a_library_of_an_earlier_version(tmp_path: Path) -> None:
    """Its file becomes smaller, and everything is found as before."""
    path = tmp_path / "library"
    with shoroku.open(path) as library:
        library.take(some(0, 600))
        unpack(path / STORE_FILE)
        library.reindex()
        assert len(packed(path / STORE_FILE)) == 600
        assert (library.check(), library.search("serum").total) == ([], 600)
    connection = sqlite3.connect(path / STORE_FILE)
    assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    connection.close()
    assert not is_packed(b"{}")
