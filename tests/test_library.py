"""The library as a program sees it: getting, adding, one writer and many readers, and what is said when it fails."""

import fcntl
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import shoroku
from shoroku import (
    DiskFull,
    FileUnreadable,
    Identifier,
    Library,
    LibraryError,
    LibraryLocked,
    LibraryReadOnly,
    NoLibrary,
    NotALibrary,
    NoTitle,
    Outcome,
    Record,
    ShorokuError,
    StoreDamaged,
    UnknownRecord,
)
from tests import sources_server
from tests.sources_server import Server

Make = Callable[..., Record]
Fill = Callable[..., Library]

CRID = "1390000000000000001"


def lines(*records: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes records, as lines of JSON, to a file."""

    def write(*records: dict[str, Any], name: str = "records.jsonl") -> Path:
        path = tmp_path / name
        path.write_bytes(lines(*records))
        return path

    return write


# --- Getting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        CRID,
        f"https://cir.nii.ac.jp/crid/{CRID}",
        f"cir.nii.ac.jp/crid/{CRID}.json",
        f"  {CRID}\n",
        "10.1234/abc.5",
        "10.1234/ABC.5",
        "doi:10.1234/abc.5",
        "DOI: 10.1234/abc.5",
        "https://doi.org/10.1234/Abc.5",
        "http://dx.doi.org/10.1234/abc.5",
        "130001234567",
        "naid:130001234567",
        "https://ci.nii.ac.jp/naid/130001234567",
        "1234567",
        "pmid:1234567",
        "PMID 1234567",
        "https://pubmed.ncbi.nlm.nih.gov/1234567/",
    ],
)
def test_get_by_any_identifier(library: Library, record: Make, fill: Fill, name: str) -> None:
    """A record is had by its id, or by a DOI, CRID, NAID or PMID in any spelling."""
    identifiers = (("CRID", CRID), ("DOI", "10.1234/abc.5"), ("NAID", "130001234567"), ("PMID", "1234567"))
    one = record(CRID, "Serum", identifiers=tuple(Identifier(*pair) for pair in identifiers))
    fill(library, one, record("other", "Plasma", identifiers=(Identifier("DOI", "10.1234/abc.55"),)))
    assert library.get(name) == one


@pytest.mark.parametrize("name", ["", "nothing", "10.1234/none", "7654321", "999", "\x00", "\ud800", "x" * 100_000])
def test_get_of_the_unknown(library: Library, record: Make, fill: Fill, name: str) -> None:
    """An identifier that no record has is reported, whatever it is."""
    fill(library, record("a", "Serum", identifiers=(Identifier("PMID", "1234567"),)))
    with pytest.raises(UnknownRecord, match="No record has the identifier"):
        library.get(name)


def test_records_and_their_number(library: Library, record: Make, fill: Fill) -> None:
    """A library tells how many records it has, and gives all of them."""
    some = [record(f"r{number}", "Serum") for number in range(5)]
    fill(library, *some)
    assert len(library) == 5
    assert list(library.records()) == some


def test_contributions_tell_who_delivered_what(library: Library, record: Make, fill: Fill) -> None:
    """Of a merged record one sees what each origin delivered."""
    doi = (Identifier("DOI", "10.1234/x"),)
    one, two = record("a", "Serum", identifiers=doi), record("b", "Serum!", identifiers=doi)
    fill(library, one, origin="here")
    fill(library, two, origin="there")
    assert [(c.origin, c.record) for c in library.contributions("10.1234/x")] == [
        ("here", one),
        ("there", two),
    ]
    with pytest.raises(UnknownRecord):
        library.contributions("none")


def test_stats(library: Library, record: Make, fill: Fill) -> None:
    """The figures of a library are those of its records."""
    doi = (Identifier("DOI", "10.1234/x"),)
    fill(library, record("a", "Serum", language="ja", sources=("JaLC",)), record("b", "Serum", identifiers=doi))
    fill(library, record("c", "Serum", identifiers=doi), origin="other")
    stats = library.stats()
    assert (stats.records, stats.contributions, stats.merged, stats.tombstones) == (2, 3, 1, 0)
    assert stats.index_change == stats.last_change
    assert stats.index_generation == 1
    assert stats.index_bytes > 0 < stats.store_bytes
    assert [(value.value, value.count) for value in stats.facets["language"]] == [("ja", 1)]
    assert stats.path == str(library.path)


# --- Adding -----------------------------------------------------------------------------------------------------------


def test_add_makes_the_library(library: Library, write: Callable[..., Path]) -> None:
    """Adding makes a library that is not there, folders and all, and its records are found."""
    deep = shoroku.open(library.path / "deeper" / "still")
    added = deep.add([write({"id": "a", "title": "Serum"}, {"id": "b", "title": "血清"})])
    assert (added.outcome, added.rejects, added.repairs) == (Outcome(new=2), [], [])
    assert [hit.record.id for hit in deep.search("serum").hits] == ["a", "b"]  # 血清 is its translation
    assert deep.check() == []


def test_add_again_changes_nothing(library: Library, write: Callable[..., Path]) -> None:
    """Adding the same file again leaves every record alone; a changed line changes its record."""
    file = write({"id": "a", "title": "Serum"}, {"id": "b", "title": "Plasma"})
    library.add([file])
    assert library.add([str(file)]).outcome == Outcome(unchanged=2)
    file = write({"id": "a", "title": "Serum"}, {"id": "b", "title": "Lymph"})
    assert library.add([file]).outcome == Outcome(changed=1, unchanged=1)
    assert (library.search("plasma").total, library.search("lymph").total) == (0, 1)


def test_add_from_standard_input(library: Library) -> None:
    """A dash is standard input."""
    added = library.add(["-"], stdin=BytesIO(lines({"id": "a", "title": "Serum"})))
    assert added.outcome == Outcome(new=1)


def test_what_cannot_be_taken_is_told(library: Library, write: Callable[..., Path], tmp_path: Path) -> None:
    """Bad records and files are reported with file and line, and the good ones are in."""
    file = write({"id": "a", "title": "Serum"}, {"id": "b"}, {"id": "c", "title": "Plasma"})
    missing = tmp_path / "missing.jsonl"
    added = library.add([missing, file])
    assert added.outcome == Outcome(new=2)
    assert [(reject.file, reject.line) for reject in added.rejects] == [(str(missing), 0), (str(file), 2)]
    assert [type(reject.error) for reject in added.rejects] == [FileUnreadable, NoTitle]
    assert sorted(one.id for one in library.records()) == ["a", "c"]


def test_strict_takes_all_or_nothing(library: Library, write: Callable[..., Path]) -> None:
    """With strict, one bad record keeps everything out; without one, everything is in."""
    library.add([write({"id": "old", "title": "Serum"})])
    bad = write({"id": "old", "title": "Changed"}, {"id": "a", "title": "Serum"}, {"id": "b"})
    added = library.add([bad], strict=True)
    assert (added.outcome, len(added.rejects)) == (Outcome(), 1)
    assert ([one.id for one in library.records()], library.search("serum").total) == (["old"], 1)
    assert library.check() == []
    good = write({"id": "old", "title": "Changed serum"}, {"id": "a", "title": "Serum"})
    assert library.add([good], strict=True).outcome == Outcome(new=1, changed=1)
    assert library.search("serum").total == 2


def test_progress_is_told(library: Library, write: Callable[..., Path]) -> None:
    """Adding and reindexing tell how many records they have come through."""
    told: list[int] = []
    library.add([write({"id": "a", "title": "Serum"}, {"id": "b"})], progress=told.append)
    assert told == [2]
    told.clear()
    library.reindex(told.append)
    assert told == [1]


# --- Opening and closing ----------------------------------------------------------------------------------------------


def test_opening_reads_nothing(tmp_path: Path) -> None:
    """Opening neither makes nor needs a library; using one that is not there is reported with the command that makes it."""
    library = shoroku.open(str(tmp_path / "none"))
    assert not library.path.exists()
    uses: list[Callable[[], object]] = [
        lambda: library.search("x"),
        lambda: library.get("x"),
        lambda: len(library),
        library.stats,
        library.check,
        library.reindex,
        lambda: list(library.records()),
    ]
    for use in uses:
        with pytest.raises(NoLibrary, match="There is no library"):
            use()
    assert not library.path.exists()


def test_a_library_opens_again_after_it_was_closed(library: Library, record: Make, fill: Fill) -> None:
    """Closing is no end: a closed library opens when it is used, and closing twice does no harm."""
    with fill(library, record("a", "Serum")) as same:
        assert same is library
        assert library.search("serum").total == 1
    library.close()
    library.close()
    assert library.search("serum").total == 1
    fill(library, record("b", "Serum"))
    assert library.search("serum").total == 2


def test_records_are_those_of_one_moment(library: Library, record: Make, fill: Fill) -> None:
    """Going through all records is not disturbed by adding, and does not hide what was added from a search."""
    fill(library, *(record(f"r{number}", "Serum") for number in range(5)))
    seen = []
    for one in library.records():
        seen.append(one.id)
        if len(seen) == 2:
            fill(library, record("new", "Serum"))
        assert len(library.search("serum").hits) == (6 if len(seen) >= 2 else 5)
    assert len(seen) == 5


def test_two_openings_see_each_other(library: Library, record: Make, fill: Fill) -> None:
    """What one opening adds, another that was open before finds."""
    fill(library, record("a", "Serum"))
    with shoroku.open(library.path) as other:
        assert other.search("serum").total == 1
        fill(library, record("b", "Serum"), record("a", "Plasma"))
        page = other.search("serum")
        assert [hit.id for hit in page.hits] == ["b"]
        assert len(other) == 2


# --- At the same time -------------------------------------------------------------------------------------------------


_ADDING = """
import sys, shoroku
from shoroku import Contribution, Record, Text
library = shoroku.open(sys.argv[1])
for number in range(int(sys.argv[2])):
    library.take([
        Contribution("test", Record(id=f"{number}-{part}", titles=(Text("Serum protein", "en"),)))
        for part in range(5)
    ])
"""


def test_threads_search_while_a_process_adds(library: Library, record: Make, fill: Fill) -> None:
    """Threads share one library while another process adds: every page is whole, and none goes back behind another."""
    fill(library, *(record(f"first-{part}", "Serum protein") for part in range(5)))
    runs = 12
    paths = [path for path in sys.path if path]
    command = [
        sys.executable,
        "-c",
        f"import sys; sys.path[:0] = {paths!r}\n{_ADDING}",
        str(library.path),
        str(runs),
    ]
    ended = threading.Event()

    def look() -> list[int]:
        totals = []
        while not totals or not ended.is_set():
            page = library.search("serum protein", facets=["type"], limit=1000)
            assert len({hit.id for hit in page.hits}) == len(page.hits) == page.total
            assert sum(value.count for value in page.facets["type"]) == page.total
            assert library.get("first-3").id == "first-3"
            totals.append(page.total)
            time.sleep(0.002)  # leaves the processor to the other process
        return totals

    with ThreadPoolExecutor(4) as pool:
        looking = [pool.submit(look) for _ in range(4)]
        process = subprocess.run(command, timeout=60, capture_output=True, check=False)
        ended.set()
        seen = [future.result() for future in looking]
    assert process.returncode == 0, process.stderr
    for totals in seen:
        assert totals == sorted(totals)
        assert all(total % 5 == 0 for total in totals)
    assert library.search("serum protein").total == 5 * (runs + 1)
    assert library.check() == []


def test_threads_search_while_one_adds(library: Library, record: Make, fill: Fill) -> None:
    """Adding and reindexing in one thread do not break a search in another."""
    fill(library, record("a", "Serum"))
    ended = threading.Event()

    def look() -> int:
        count = 0
        while not count or not ended.is_set():
            assert library.search("serum").total >= 1
            assert library.get("a").id == "a"
            count += 1
        return count

    with ThreadPoolExecutor(3) as pool:
        looking = [pool.submit(look) for _ in range(3)]
        for number in range(10):
            fill(library, record(f"r{number}", "Serum"))
            library.reindex()
        ended.set()
        assert all(future.result() for future in looking)


@contextmanager
def another_writer(path: Path) -> Iterator[None]:
    """Hold the library's lock, as another process would."""
    with (path / "lock").open("r+") as file:
        file.write(f"pid {os.getpid()}\n")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_a_second_writer_is_refused(library: Library, record: Make, fill: Fill, write: Callable[..., Path]) -> None:
    """While one process writes, a second one is told at once which one; readers are not disturbed; afterwards it is free."""
    fill(library, record("a", "Serum"))
    file = write({"id": "b", "title": "Serum"})
    with another_writer(library.path):
        for use in (
            lambda: library.add([file]),
            lambda: fill(library, record("b", "Serum")),
            library.reindex,
        ):
            with pytest.raises(LibraryLocked, match=str(os.getpid())):
                use()
        assert library.search("serum").total == 1
    library.add([file])
    assert library.search("serum").total == 2


# --- When it fails ----------------------------------------------------------------------------------------------------


def test_a_file_in_place_of_the_folder(tmp_path: Path, write: Callable[..., Path]) -> None:
    """If there is a file in the place of the library's folder, nothing is added and the file is unchanged."""
    place = tmp_path / "library"
    place.write_text("mine")
    file = write({"id": "a", "title": "Serum"})
    with pytest.raises(LibraryReadOnly, match="File exists"):
        shoroku.open(place).add([file])
    with pytest.raises(LibraryError, match=r"not a shoroku library|cannot be written|no library"):
        shoroku.open(place).search("serum")
    assert place.read_text() == "mine"


def test_a_store_that_is_none(tmp_path: Path, write: Callable[..., Path]) -> None:
    """A file named as the store that is something else is left as it is."""
    place = tmp_path / "library"
    place.mkdir()
    (place / "records.db").write_bytes(b"a letter, not a database. " * 100)
    file = write({"id": "a", "title": "Serum"})
    for use in (lambda: shoroku.open(place).add([file]), lambda: shoroku.open(place).search("serum")):
        with pytest.raises(NotALibrary):
            use()
    assert (place / "records.db").read_bytes() == b"a letter, not a database. " * 100


def test_a_folder_in_place_of_the_index(library: Library, record: Make, fill: Fill) -> None:
    """If the index cannot be written the records stay, and searching continues when it can be again."""
    fill(library, record("a", "Serum"))
    current = library.path / "index" / "current"
    current.unlink()
    (library.path / "index" / "current.new").mkdir()
    with pytest.raises(LibraryReadOnly):
        library.reindex()
    (library.path / "index" / "current.new").rmdir()
    library.reindex()
    assert library.search("serum").total == 1
    assert library.check() == []


def test_a_damaged_store_is_told(library: Library, record: Make, fill: Fill) -> None:
    """Damage in the store is found by check or said by what meets it, never passed over."""
    fill(library, *(record(f"r{number}", "Serum " * 50) for number in range(200)))
    library.close()
    file = library.path / "records.db"
    content = bytearray(file.read_bytes())
    for at in range(16384 + 100, len(content), 4096):
        content[at : at + 200] = bytes(200)
    file.write_bytes(content)
    try:
        problems = library.check()
    except (StoreDamaged, NotALibrary) as error:
        problems = [shoroku.Problem("store", str(error), "")]
    assert "store" in {problem.part for problem in problems}


class Small(sqlite3.Connection):
    """A database on a disk that is nearly full."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.execute("PRAGMA max_page_count = 60")


def test_a_full_disk_while_storing(library: Library, record: Make, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full, a message says so; what was committed is there, and the run can be repeated."""
    fill(library, record("a", "Serum"))
    noise = random.Random(1)  # what has a pattern would be compressed
    records = [record(f"r{number}", f"Serum {noise.randbytes(200).hex()}") for number in range(3000)]
    connect = sqlite3.connect
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, **named, factory=Small))
        with pytest.raises(DiskFull, match="Free some space"):
            fill(library, *records)
    assert [one.id for one in library.records()] == ["a"]
    assert library.search("serum").total == 1
    fill(library, *records)
    assert library.search("serum").total == 3001
    assert library.check() == []


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Let no file grow beyond ``size``: what a disk quota does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [10, 1000, 5000])
def test_a_full_disk_while_reindexing(library: Library, record: Make, fill: Fill, size: int) -> None:
    """When there is no room for a new index, a message says so, its beginning is cleared away, and the old one serves."""
    words = [" ".join(f"w{number}x{part}" for part in range(20)) for number in range(300)]
    fill(library, *(record(f"r{number}", "Serum", abstract) for number, abstract in enumerate(words)))
    assert len(library) == 300
    with file_size_limit(size), pytest.raises(DiskFull):
        library.reindex()
    assert sorted(entry.name for entry in (library.path / "index").glob("0*")) == ["0001"]
    assert library.search("serum").total == 300
    assert library.check() == []
    assert library.reindex() == 300


def test_a_full_disk_while_indexing(
    library: Library, record: Make, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the index finds no room for what the store has taken, the next run puts it in."""
    fill(library, record("a", "Serum"))
    from shoroku.corpus import Store

    take = Store.take

    def take_and_fill_up(self: Store, *given: Any) -> Outcome:
        outcome = take(self, *given)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
        return outcome

    with file_size_limit(resource.RLIM_INFINITY), monkeypatch.context() as patched:
        patched.setattr(Store, "take", take_and_fill_up)
        with pytest.raises(DiskFull):
            fill(library, *(record(f"r{number}", f"Serum word{number}") for number in range(300)))
    assert len(library) == 301
    fill(library)
    assert library.search("serum").total == 301
    assert library.check() == []


def test_every_error_of_a_library_is_in_the_family(tmp_path: Path) -> None:
    """What a library raises is a ShorokuError, in both languages."""
    with pytest.raises(ShorokuError) as caught:
        shoroku.open(tmp_path / "none").search("x")
    assert str(tmp_path) in caught.value.text("en")
    assert str(tmp_path) in caught.value.text("ja")


def test_a_file_that_is_not_there_makes_no_library(tmp_path: Path) -> None:
    """Adding nothing but files that cannot be read leaves no empty library behind."""
    added = shoroku.open(tmp_path / "library").add([tmp_path / "missing.jsonl"])
    assert [reject.line for reject in added.rejects] == [0]
    assert not (tmp_path / "library").exists()


def test_a_pipe_is_read(tmp_path: Path) -> None:
    """Records come from a named pipe as from a file, into a new library too."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=('{"id": "p", "title": "Piped"}\n',))
    writer.start()
    added = shoroku.open(tmp_path / "library").add([pipe])
    writer.join()
    assert added.outcome.new == 1


def test_a_merged_record_is_had_by_each_of_its_ids(tmp_path: Path) -> None:
    """What several sources delivered under ids of their own is found by any of them."""
    with shoroku.open(tmp_path / "library") as library:
        doi = (shoroku.Identifier("DOI", "10.99999/same"),)
        for origin, name in (("JaLC", "mine-1"), ("Crossref", "mine-2")):
            made = shoroku.Record(id=name, titles=(shoroku.Text("Same", "en"),), identifiers=doi)
            library.take([shoroku.Contribution(origin, made)])
        assert len(library) == 1
        assert library.get("mine-1") == library.get("mine-2")


def test_a_harvest_that_waits_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A harvest that is told to stop while it waits for its source stops at once, and continues when it is run again."""
    with Server() as server:
        server.next("/works", *[sources_server.status(429, retry_after=600)] * 3)
        with shoroku.open(tmp_path / "library") as library:
            result = library.sources.harvest("crossref", {"query": "x", "base": server.base}, stop=lambda: True)
            assert result.interrupted
            assert [harvest.finished for harvest in library.sources.harvests()] == [""]
