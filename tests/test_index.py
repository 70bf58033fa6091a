"""The index: it follows the store, is replaced whole, and says in words when it cannot be trusted."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

import shoroku
from shoroku import (
    Contribution,
    Identifier,
    IndexDamaged,
    IndexMissing,
    IndexOfAnother,
    IndexOutdated,
    Library,
    LibraryTooNew,
    Record,
    WorkerDied,
    adding,
)
from shoroku.cli.terminal.errors import advice
from shoroku.corpus import Store
from shoroku.indexer import fields, generations, sync, worker, worker_pool
from shoroku.indexer.worker_pool import Pool

Make = Callable[..., Record]
Fill = Callable[..., Library]


def found(library: Library, query: str) -> list[str]:
    """Return the ids of the records that hold all the words, each as often as it is listed."""
    page = library.search(query, limit=10_000)
    return sorted(hit.id for hit in page.hits if not hit.relaxed)


def generation(library: Library) -> Path:
    """Return the folder of the index in use."""
    return library.path / "index" / (library.path / "index" / "current").read_text()


def remove(library: Library, *keys: str, origin: str = "test") -> None:
    """Take records out of the store alone, as a crash before the index would leave it."""
    with Store(library.path / "records.db", writable=True) as store:
        store.remove(origin, keys)


# --- Following the store ----------------------------------------------------------------------------------------------


def test_a_new_record_is_found(library: Library, record: Make, fill: Fill) -> None:
    """What was added is found, beside what was there."""
    fill(library, record("a", "Serum"))
    fill(library, record("b", "Serum"))
    assert found(library, "serum") == ["a", "b"]
    assert library.check() == []


def test_a_changed_record_is_found_as_it_is_now(library: Library, record: Make, fill: Fill) -> None:
    """A record that changed is found by its new words, once, and no longer by its old ones."""
    fill(library, *(record(f"r{number}", "Serum") for number in range(10)))
    fill(library, record("r3", "Plasma protein"))
    fill(library, record("r3", "Plasma"))
    assert found(library, "plasma") == ["r3"]
    assert found(library, "protein") == []
    assert len(found(library, "serum")) == 9
    assert len(found(library, "")) == 10
    assert library.check() == []


def test_a_removed_record_is_found_no_more(library: Library, record: Make, fill: Fill) -> None:
    """A record that was taken out of the store leaves the index with the next run."""
    fill(library, record("a", "Serum"), record("b", "Serum"))
    remove(library, "a")
    assert [problem.part for problem in library.check()] == ["index"]
    fill(library)
    assert found(library, "serum") == ["b"]
    assert library.check() == []


def test_merged_records_are_one(library: Library, record: Make, fill: Fill) -> None:
    """Two records that turn out to be one work are one hit; taken apart again, they are two."""
    doi = (Identifier("DOI", "10.1234/x"),)
    fill(library, record("a", "Serum"), record("b", "Plasma", identifiers=doi))
    fill(library, record("c", ("Serum", "霧箱"), identifiers=doi), origin="other")
    assert len(found(library, "")) == 2
    assert len(found(library, "霧箱")) == 1
    assert library.check() == []
    remove(library, "c", origin="other")
    fill(library)
    assert found(library, "霧箱") == []
    assert found(library, "") == ["a", "b"]
    assert library.check() == []


def test_many_changes_by_workers(library: Library, record: Make, fill: Fill) -> None:
    """Changes enough for worker processes end in the same index as few do."""
    fill(library, *(record(f"r{number:04d}", f"Serum word{number}") for number in range(900)))
    fill(library, *(record(f"r{number:04d}", f"Plasma word{number}") for number in range(0, 900, 2)))
    assert len(found(library, "serum")) == len(found(library, "plasma")) == 450
    assert found(library, "word701 serum") == ["r0701"]
    assert library.check() == []


# --- Generations ------------------------------------------------------------------------------------------------------


def test_reindex_replaces_the_generation(library: Library, record: Make, fill: Fill) -> None:
    """A new generation takes the place of the old one, and the old one's files go."""
    fill(library, record("a", "Serum"))
    before = generation(library)
    assert library.reindex() == 1
    assert generation(library) != before
    assert sorted(entry.name for entry in (library.path / "index").iterdir()) == [
        generation(library).name,
        "current",
    ]
    assert found(library, "serum") == ["a"]
    assert library.check() == []


def test_a_reader_goes_on_over_a_replacement(library: Library, record: Make, fill: Fill) -> None:
    """An open library can be searched while the index is rebuilt, and then sees what was added."""
    fill(library, record("a", "Serum"))
    with shoroku.open(library.path) as reader:
        assert found(reader, "serum") == ["a"]
        library.reindex()
        assert found(reader, "serum") == ["a"]
        fill(library, record("b", "Serum"))
        assert found(reader, "serum") == ["a", "b"]
        library.reindex()
        assert found(reader, "serum") == ["a", "b"]


def test_an_abandoned_generation_is_cleared_away(library: Library, record: Make, fill: Fill) -> None:
    """What a killed reindex left is not used, and goes before the next one is made."""
    fill(library, record("a", "Serum"))
    shutil.copytree(generation(library), library.path / "index" / "0009")
    assert found(library, "serum") == ["a"]
    library.reindex()
    assert sorted(entry.name for entry in (library.path / "index").iterdir()) == ["0002", "current"]


def test_reindex_of_nothing(library: Library, record: Make, fill: Fill) -> None:
    """A library whose records are all gone has an index of nothing."""
    fill(library, record("a", "Serum"))
    remove(library, "a")
    assert library.reindex() == 0
    assert found(library, "") == []
    assert library.check() == []


# --- An index that does not fit ---------------------------------------------------------------------------------------


def outdate(library: Library) -> None:
    """Make the index one of another analysis."""
    path = generation(library) / "state.json"
    state = json.loads(path.read_bytes())["state"]
    state["fingerprint"]["rules"] = "0"
    written = json.dumps(state).encode()
    path.write_bytes(b'{"state":%b,"crc":%d}' % (written, zlib.crc32(written)))


def lose_state(library: Library) -> None:
    (generation(library) / "state.json").unlink()


def garble_state(library: Library) -> None:
    (generation(library) / "state.json").write_bytes(b'{"change": "\xff')


def lose_meta(library: Library) -> None:
    (generation(library) / "meta.json").unlink()


def lose_current(library: Library) -> None:
    (library.path / "index" / "current").unlink()


def garble_current(library: Library) -> None:
    (library.path / "index" / "current").write_bytes(b"\xff\x00")


def point_nowhere(library: Library) -> None:
    (library.path / "index" / "current").write_text("0077")


def lose_generation(library: Library) -> None:
    shutil.rmtree(generation(library))


def lose_all(library: Library) -> None:
    shutil.rmtree(library.path / "index")


UNFIT = [
    (outdate, IndexOutdated),
    (lose_state, IndexDamaged),
    (garble_state, IndexDamaged),
    (lose_meta, IndexDamaged),
    (lose_current, IndexMissing),
    (garble_current, IndexMissing),
    (point_nowhere, IndexDamaged),
    (lose_generation, IndexDamaged),
    (lose_all, IndexMissing),
]


@pytest.mark.parametrize(("harm", "error"), UNFIT)
def test_an_unfit_index_is_told_with_what_mends_it(
    library: Library, record: Make, fill: Fill, harm: Callable[[Library], None], error: type[Exception]
) -> None:
    """An index that does not fit or is not there is no result but words, with the command that mends it; and it does."""
    fill(library, record("a", "Serum"), record("b", "Plasma"))
    harm(library)
    mend = f"shoroku reindex --library {library.path}"
    for use in (lambda: library.search("serum"), lambda: library.run("serum"), library.stats):
        with pytest.raises(error) as caught:
            use()
        assert "must be rebuilt" in str(caught.value)
        assert advice(caught.value) == f"Rebuild it with: {mend}"  # type: ignore[arg-type]
    assert mend in {problem.mend for problem in library.check()}
    assert len(library) == 2
    library.reindex()
    assert found(library, "serum") == ["a"]
    assert library.check() == []


@pytest.mark.parametrize(("harm", "error"), [(harm, error) for harm, error in UNFIT if error is not IndexMissing])
def test_nothing_is_added_to_an_unfit_index(
    library: Library, record: Make, fill: Fill, harm: Callable[[Library], None], error: type[Exception]
) -> None:
    """Adding to a library whose index does not fit is refused, and the index is not mixed."""
    fill(library, record("a", "Serum"))
    harm(library)
    with pytest.raises(error):
        fill(library, record("b", "Serum"))
    library.reindex()
    fill(library, record("b", "Serum"))
    assert found(library, "serum") == ["a", "b"]


@pytest.mark.parametrize("harm", [harm for harm, error in UNFIT if error is IndexMissing])
def test_adding_makes_a_missing_index(
    library: Library, record: Make, fill: Fill, harm: Callable[[Library], None]
) -> None:
    """Adding to a library without an index makes it, with all the records."""
    fill(library, record("a", "Serum"))
    harm(library)
    fill(library, record("b", "Serum"))
    assert found(library, "serum") == ["a", "b"]
    assert library.check() == []


def test_a_library_of_a_newer_version(library: Library, record: Make, fill: Fill) -> None:
    """A library that a later version wrote is neither read nor written, and the way out is named."""
    fill(library, record("a", "Serum"))
    library.close()
    connection = sqlite3.connect(library.path / "records.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for use in (
        lambda: library.search("serum"),
        lambda: fill(library, record("b", "Serum")),
        library.reindex,
        library.check,
    ):
        with pytest.raises(LibraryTooNew, match="Upgrade shoroku") as caught:
            use()
        assert caught.value.found == 99


# --- Damaged files ----------------------------------------------------------------------------------------------------


def flipped(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(3):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


HARMS: dict[str, Callable[[bytes, random.Random], bytes | None]] = {
    "gone": lambda content, rng: None,
    "empty": lambda content, rng: b"",
    "half": lambda content, rng: content[: len(content) // 2],
    "zeros": lambda content, rng: bytes(len(content)),
    "flipped": flipped,
    "flipped again": flipped,
}


@pytest.mark.parametrize("harm", list(HARMS))
def test_a_damaged_file_is_never_a_crash(tmp_path: Path, library: Library, record: Make, fill: Fill, harm: str) -> None:
    """Whatever happens to whichever file: check names it, all else answers or says so, reindex brings everything back."""
    texts = [
        record(f"r{n:02d}", f"Serum word{n}", "関節リウマチの血清を測定した。", year=2000 + n % 9) for n in range(60)
    ]
    fill(library, *texts)
    fill(library, *(record(f"r{number:02d}", "Plasma") for number in range(1, 60, 3)))
    library.close()
    rng = random.Random(harm)
    names = [file.name for file in generation(library).iterdir() if file.stat().st_size and file.name[0] != "."]
    assert {Path(name).suffix for name in names} >= {
        ".term",
        ".idx",
        ".pos",
        ".fast",
        ".store",
        ".del",
        ".json",
    }
    for name in sorted(names, key=lambda name: (Path(name).suffix, name)):
        copy = tmp_path / f"{harm}-{name}"
        shutil.copytree(library.path, copy)
        with shoroku.open(copy) as damaged:
            file = generation(damaged) / name
            content = HARMS[harm](file.read_bytes(), rng)
            file.unlink() if content is None else file.write_bytes(content)
            for use in (
                lambda: damaged.search("serum 関節リウマチ", facets=["year", "type"], year=(2000, 2005), limit=50),
                lambda: damaged.search('"血清を測定"', sort="newest"),
                lambda: damaged.search("", sort="oldest", limit=100),
                lambda: damaged.run("word7 serum"),
                damaged.stats,
            ):
                with suppress(IndexDamaged, IndexOutdated):
                    use()
            problems = damaged.check()
            assert name in " ".join(problem.what for problem in problems)
            assert len(damaged) == 60
            assert damaged.reindex() == 60
            assert found(damaged, "serum")[:2] == ["r00", "r02"]
            assert damaged.check() == []
        shutil.rmtree(copy, ignore_errors=True)  # a merge may still be tidying up


@pytest.mark.parametrize("suffix", [".term", ".idx", ".fast", ".del"])
def test_nothing_is_written_to_a_damaged_index(library: Library, record: Make, fill: Fill, suffix: str) -> None:
    """Adding to an index with a damaged file is refused before anything is taken, until it is rebuilt."""
    fill(library, *(record(f"r{number}", "Serum") for number in range(60)))
    fill(library, *(record(f"r{number}", "Protein") for number in range(0, 60, 3)))
    file = max(generation(library).glob(f"*{suffix}"), key=lambda file: file.stat().st_size)
    file.write_bytes(flipped(file.read_bytes(), random.Random(suffix)))
    with pytest.raises(IndexDamaged):
        fill(library, record("r2", "Plasma"), record("new", "Plasma"))
    assert len(library) == 60
    library.reindex()
    fill(library, record("r2", "Plasma"), record("new", "Plasma"))
    assert found(library, "plasma") == ["new", "r2"]


# --- Cut off ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("runs_before", [0, 1, 3])
def test_a_commit_whose_state_was_not_written_is_done_again(
    library: Library, record: Make, fill: Fill, runs_before: int
) -> None:
    """After a crash between the index's commit and its state the next run makes no duplicates."""
    fill(library)
    for run in range(runs_before):
        fill(library, *(record(f"r{number}", f"Serum run{run}") for number in range(20)))
    state = (generation(library) / "state.json").read_bytes()
    fill(library, *(record(f"r{number}", "Plasma") for number in range(10, 40)))
    (generation(library) / "state.json").write_bytes(state)
    library.close()
    with shoroku.open(library.path) as again:
        fill(again)
        assert len(found(again, "plasma")) == 30
        assert len(found(again, "")) == len(again)
        assert again.check() == []


class Mortal(Pool):
    """A pool whose workers die as soon as they are started."""

    def _start(self) -> "subprocess.Popen[bytes]":
        process = super()._start()
        process.kill()
        return process


class Harmed(Pool):
    """A pool whose first worker gets a signal before its second frame."""

    signal = signal.SIGKILL

    def submit(self, work, kind: int = 0):  # type: ignore[no-untyped-def]
        future = super().submit(work, kind)
        future.result()
        if len(self._processes) == 1:
            self._processes[0].send_signal(self.signal)
        return future


def test_dead_workers_are_told_and_the_next_run_finishes(
    library: Library, record: Make, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If worker processes keep dying the run ends with a message, and running it again brings every record, once."""
    records = [record(f"r{number:04d}", "Serum") for number in range(1500)]
    with monkeypatch.context() as patched:
        patched.setattr(sync, "Pool", Mortal)
        with pytest.raises(WorkerDied, match="try again") as caught:
            fill(library, *records)
        assert caught.value.code == -signal.SIGKILL
    assert len(library) == 1500
    fill(library, *records)
    assert len(found(library, "serum")) == 1500
    assert library.check() == []


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGSTOP])
def test_a_worker_that_was_killed_or_stopped_is_replaced(
    library: Library, record: Make, fill: Fill, monkeypatch: pytest.MonkeyPatch, sent: signal.Signals
) -> None:
    """What a worker was given that died or stands still is given to a new one, and the run continues."""
    records = [record(f"r{number:04d}", "Serum") for number in range(1500)]
    monkeypatch.setattr(sync, "Pool", Harmed)
    monkeypatch.setattr(Harmed, "signal", sent)
    if sent == signal.SIGSTOP:
        monkeypatch.setattr(worker_pool, "_LONGEST_WAIT", 3.0)
    fill(library, *records)
    assert len(found(library, "serum")) == 1500
    assert library.check() == []


def test_workers_start_before_a_large_file_is_read(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large file for an empty library starts the workers at once; what they are warmed up with is in no index."""
    started = []

    class Noted(Pool):
        def start(self) -> None:
            started.append(self.size)
            super().start()

    monkeypatch.setattr(sync, "Pool", Noted)
    monkeypatch.setattr(adding, "_LARGE", 10)
    file = tmp_path / "some.jsonl"
    file.write_text('{"id": "a", "title_ja": "序の研究", "title_en": "Serum"}\n')
    library.add([str(file)])
    assert len(started) == 1
    assert found(library, "serum") == ["a"]
    assert library.search("", limit=0).total == library.search("序", limit=0).total == 1
    library.add([str(file)])
    assert len(started) == 1


def test_a_worker_without_memory_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that has no memory ends, so that another one tries again; it does not call the record unreadable."""

    def exhausted(*_: object) -> str:
        raise MemoryError

    monkeypatch.setattr(worker, "_made", exhausted)
    with pytest.raises(MemoryError):
        worker.analyzed([(1, b'{"id":"a"}')])


def test_a_pool_ends_though_its_workers_are_dead(record: Make) -> None:
    """A pool tells of each frame that its processes died, and closes all the same."""
    work = [(1, b'{"id":"a","titles":[{"value":"Serum"}]}')]
    with Mortal(1) as pool:
        for _ in range(2):
            with pytest.raises(WorkerDied) as caught:
                pool.submit(work * 20_000).result()
            assert caught.value.code == -signal.SIGKILL


def test_contributions_of_a_cut_off_run_are_found_by_the_next(library: Library, record: Make, fill: Fill) -> None:
    """What the store took before a crash is found after the next run, whatever that run adds."""
    fill(library, record("a", "Serum"))
    with Store(library.path / "records.db", writable=True) as store:
        store.take([Contribution("test", record("b", "Serum"))])
    assert found(library, "serum") == ["a"]
    assert [problem.part for problem in library.check()] == ["index"]
    fill(library, record("c", "Serum"))
    assert found(library, "serum") == ["a", "b", "c"]
    assert library.check() == []


def test_a_record_that_changes_again_in_the_first_run_stands_once(library: Library) -> None:
    """Filling an empty library leaves one document for each record, however often a record changed meanwhile."""

    def one(number: int, part: str) -> dict[str, object]:
        return {"id": f"{part}{number}", "title": f"Serum {number}", "doi": f"10.99999/{number}"}

    lines = [json.dumps(one(number, "a")) for number in range(4500)]
    lines += [json.dumps(one(number, "b")) for number in range(600)]
    library.path.mkdir(parents=True, exist_ok=True)
    file = library.path / "twice.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    library.add([file])
    assert library.check() == []
    assert library.search("serum").total == len(library) == 4500


def test_a_store_from_before_is_told(library: Library, record: Make, fill: Fill, tmp_path: Path) -> None:
    """An index that is ahead of a restored store, or of another one, says so, and reindex mends it."""
    fill(library, record("a", "Serum"))
    library.close()
    shutil.copy(library.path / "records.db", tmp_path / "backup.db")
    fill(library, record("b", "Serum"))
    library.close()
    for leftover in library.path.glob("records.db*"):
        leftover.unlink()
    shutil.copy(tmp_path / "backup.db", library.path / "records.db")
    with pytest.raises(IndexOfAnother, match="must be rebuilt"):
        library.search("serum")
    with pytest.raises(IndexOfAnother):
        fill(library, record("c", "Serum"))
    assert [problem.part for problem in library.check()] == ["index"]
    library.reindex()
    assert library.search("serum").total == len(library) == library.stats().records
    assert library.check() == []


def test_what_is_not_yet_indexed_is_told(library: Library, record: Make, fill: Fill) -> None:
    """A page says how many changes the index does not reflect."""
    fill(library, record("a", "Serum"))
    library.close()
    with Store(library.path / "records.db", writable=True) as store:
        store.take([Contribution("x", record("b", "Serum")), Contribution("x", record("c", "Serum"))])
    page = library.search("serum")
    assert (page.total, page.behind) == (1, 2)
    library.reindex()
    page = library.search("serum")
    assert (page.total, page.behind) == (3, 0)


def test_the_index_knows_the_forms_of_words(library: Library, record: Make, fill: Fill) -> None:
    """Word forms that are no terms are in the index's dictionary, by way of a worker or without one."""
    fill(library, record("few", "Therapies of hepatitis, IL-6 and water"))
    searcher = generations.current(library.path).index.searcher()
    assert [form for form, _ in searcher.terms_with_prefix(fields.FORM, "")] == ["hepatitis", "therapies"]
    library.take([Contribution("test", record(f"r{n}", f"Word{n} inhibitors")) for n in range(2000)])
    searcher = generations.current(library.path).index.searcher()
    ((form, count),) = searcher.terms_with_prefix(fields.FORM, "inhib")
    assert form == "inhibitors"
    assert 1 <= count < 100


def test_a_commit_that_was_broken_off_is_made_again(tmp_path: Path) -> None:
    """A file that a broken-off commit has left is no obstacle for the next commit, which gives one the same name."""
    first, second, third = tmp_path / "first", tmp_path / "second", tmp_path / "third"
    records = [Record(id=f"r{number}", titles=(shoroku.Text(f"Serum {number}", "en"),)) for number in range(20)]
    changed = [Record(id=f"r{number}", titles=(shoroku.Text(f"Plasma {number}", "en"),)) for number in range(5)]
    with shoroku.open(first) as library:
        library.add_records(records)
    shutil.copytree(first, second)
    shutil.copytree(first, third)
    with shoroku.open(second) as library:
        library.add_records(changed)
    left = list((second / "index" / "0001").glob("*.del"))
    assert left
    for path in left:
        shutil.copy(path, third / "index" / "0001")
    with shoroku.open(third) as library:
        library.add_records(changed)
        assert library.search("plasma").total == 5
        assert library.check() == []


def test_a_clock_that_was_set_back(library: Library, record: Make, fill: Fill) -> None:
    """Files whose times are in the future are read, and what is added now is found at once."""
    fill(library, record("a", "Serum"))
    library.saved.create("mine", "serum")
    for path in library.path.rglob("*"):
        os.utime(path, (4_000_000_000, 4_000_000_000))
    with shoroku.open(library.path) as reader:
        assert len(found(reader, "serum")) == 1
        fill(library, record("b", "Serum"))
        assert len(found(reader, "serum")) == 2
        assert reader.saved.check("mine").more + len(reader.saved.check("mine").hits) == 1
        assert reader.check() == []


def test_a_set_of_record_numbers() -> None:
    """The compact set of the numbers that a run has indexed holds what a set would."""
    chance = random.Random(20)
    numbers, expected = sync._Numbers(), set[int]()
    for _ in range(200):
        some = [chance.randrange(3_000) for _ in range(7)]
        numbers.update(some)
        expected.update(some)
        assert {number for number in range(3_100) if number in numbers} == expected
