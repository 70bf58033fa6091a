"""A user who may only read can read: as another user, on a read-only mount, while a writer runs or after it was killed."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import shoroku
from shoroku import Contribution, Library, LibraryLocked, LibraryUnreadable
from shoroku.corpus.store import reading
from shoroku.corpus.store.store import Store
from shoroku.indexer import generations
from tests.readers import as_another, given_away, needs_another_user

READING = [
    ("search", "serum", "--facet", "year"),
    ("search", "serum", "--json"),
    ("show", "r01"),
    ("similar", "r01"),
    ("suggest", "ser"),
    ("saved",),
    ("facets",),
    ("journals",),
    ("authors",),
    ("lexicon", "血清"),
    ("stats",),
    ("sources",),
    ("check",),
    ("export", "serum", "--format", "jsonl"),
    ("export", "--format", "csv"),
]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, record: Callable[..., Any]) -> Path:
    """Give a library of 30 records that belongs to this user and that everyone may read."""
    path = tmp_path_factory.mktemp("shared") / "library"
    with shoroku.open(path) as library:
        for start in (0, 15):
            records = [
                record(f"r{n:02d}", f"Serum word{n}", "血清の測定。", year=2000 + n) for n in range(start, start + 15)
            ]
            library.take([Contribution("test", one) for one in records])
        library.saved.create("all", "serum")
    for beside in path.glob("records.db-*"):
        beside.unlink()  # empty, and not there where a writer was the last
    path.chmod(0o755)
    given_away(path)
    return path


@pytest.fixture
def copied(shared: Path, tmp_path: Path) -> Path:
    path = tmp_path / "library"
    shutil.copytree(shared, path)
    given_away(path)
    return path


def listing(path: Path) -> dict[str, tuple[int, int]]:
    return {str(file): (file.stat().st_size, file.stat().st_mtime_ns) for file in sorted(path.rglob("*"))}


@needs_another_user
@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_another_user_reads(shared: Path, command: tuple[str, ...]) -> None:
    """Every command that reads works for a user who may only read, and leaves the folder as it was."""
    before = listing(shared)
    result = as_another(*command, "--library", str(shared))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout
    assert listing(shared) == before


@needs_another_user
@pytest.mark.parametrize("command", READING[:4] + READING[-3:], ids=" ".join)
def test_a_read_only_mount_is_read(shared: Path, command: tuple[str, ...], tmp_path: Path) -> None:
    """Every command that reads works on a library on a read-only mount."""
    at = tmp_path / "mounted"
    at.mkdir()
    script = 'mount --bind "$0" "$1" && mount -o remount,ro,bind "$1" || exit 99; shift; exec "$@"'
    run = ["unshare", "-m", "sh", "-c", script, str(shared), str(at)]
    if shutil.which("unshare") is None or subprocess.run([*run, "true"], capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "SHOROKU_LANG": "en"}
    result = subprocess.run(
        [*run, sys.executable, "-m", "shoroku", *command, "--library", str(at)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout


@needs_another_user
def test_another_user_who_writes_is_told(shared: Path) -> None:
    """A user who may only read gets a message when trying to write, and nothing is changed."""
    before = listing(shared)
    for command in (("reindex",), ("add", __file__), ("save", "mine", "serum"), ("withdraw", "--source", "X", "--yes")):
        result = as_another(*command, "--library", str(shared))
        assert result.returncode in (1, 2, 3)
        assert "Traceback" not in result.stderr
        assert "report" not in result.stderr
    assert listing(shared) == before


@needs_another_user
@pytest.mark.parametrize("is_alive", [True, False])
@pytest.mark.parametrize("has_log_index", [True, False])
def test_a_log_that_stands_is_read(
    copied: Path, record: Callable[..., Any], is_alive: bool, has_log_index: bool
) -> None:
    """What a writer has committed is read, while it runs, after it was killed, and where only the log was copied."""
    writer = Store(copied / "records.db", writable=True)
    try:
        writer.take([Contribution("test", record("late", "Plasma"))])
        path = copied
        if not is_alive:
            path = copied.with_name("after")
            shutil.copytree(copied, path)
        if not has_log_index:
            (path / "records.db-shm").unlink()
        assert (path / "records.db-wal").stat().st_size
        given_away(path)
        result = as_another("show", "late", "--json", "--library", str(path))
        assert (result.returncode, result.stderr) == (0, "")
        assert json.loads(result.stdout)["id"] == "late"
        assert len(json.loads(as_another("search", "serum", "--json", "--library", str(path)).stdout)["hits"]) == 10
    finally:
        writer.close()


@needs_another_user
@pytest.mark.parametrize("name", ["records.db", "records.db-wal", "index/0001/state.json"])
def test_what_may_not_be_read_is_told(copied: Path, record: Callable[..., Any], name: str) -> None:
    """A file that this user may not read is named, with the way out, and nothing is called damaged."""
    with Store(copied / "records.db", writable=True) as writer:
        writer.take([Contribution("test", record("late", "Plasma"))])
        (copied / name).chmod(0o600)
        given_away(copied)
        result = as_another("search", "serum", "--library", str(copied))
        assert result.returncode == 3
        assert "cannot be read" in result.stderr
        assert "damaged" not in result.stderr
        (copied / name).chmod(0o700)


@needs_another_user
@needs_another_user
def test_a_writer_who_may_not_read_the_list_of_segments_is_told(copied: Path) -> None:
    """Who may write in the folder and not read ``meta.json`` is told that, and not that the index is damaged."""
    for one in (copied, *copied.rglob("*")):
        one.chmod(0o777 if one.is_dir() else 0o666)
    next(copied.glob("index/0*/meta.json")).chmod(0o600)
    result = as_another("tag", "read", "r01", "--library", str(copied))
    assert (result.returncode, "damaged" in result.stderr) == (3, False), result.stderr
    assert "meta.json" in result.stderr


def test_where_a_writer_has_the_log_open_locks_are_used(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader who may not make a log uses that of a writer; without one it reads without locks."""
    usual = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and usual(path, mode))
    path = copied / "records.db"
    alone = reading.opened(path)
    assert isinstance(alone, reading.Unlocked)
    alone.close()
    with Store(path, writable=True):
        beside = reading.opened(path)
        assert isinstance(beside, sqlite3.Connection)
        beside.close()


def test_a_closed_list_of_segments_is_waited_for_or_done_without(copied: Path) -> None:
    """A reader who may not read tantivy's own list of segments finds it in the state."""
    (copied / "index/0001/meta.json").chmod(0o600)
    result = as_another("search", "serum", "--json", "--library", str(copied))
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["total"] == 30


def test_every_file_of_the_index_is_as_readable_as_its_folder(copied: Path) -> None:
    """Anyone who may read the folder of the index may read its files, under any umask, after any command that writes."""
    before = os.umask(0o077)
    try:
        with shoroku.open(copied) as library:
            library.take([])
            library.reindex()
            library.path.joinpath("index").chmod(0o755)
            generation = generations.current(copied).path
            generation.chmod(0o755)
            library.take([Contribution("x", library.get("r01"))])
    finally:
        os.umask(before)
    files = [file for file in generation.iterdir() if not file.name.startswith(".")]
    assert {file.name for file in files if file.stat().st_mode & 0o444 != 0o444} == set()


# --- Without locks ----------------------------------------------------------------------------------------------------


@pytest.fixture
def unlocked(copied: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Give a library that is read as by a user who may not write beside it."""
    monkeypatch.setattr(reading.os, "access", lambda _, mode: mode == os.R_OK)
    return shoroku.open(copied)


def test_a_reader_without_locks_sees_every_commit(unlocked: Library, record: Callable[..., Any]) -> None:
    """A reader without locks sees the newest commit at each call: before and after a checkpoint, and after the writer has ended."""
    assert len(unlocked) == 30
    assert isinstance(unlocked._reading()._connection, reading.Unlocked)
    for number in range(3):
        with Store(unlocked.path / "records.db", writable=True) as writer:
            for part in "ab":
                writer.take([Contribution("test", record(f"n{number}{part}", f"Plasma{number}{part}"))])
                assert unlocked.get(f"n{number}{part}").id == f"n{number}{part}"
            writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            assert len(unlocked) == 32 + 2 * number
        assert len(unlocked) == 32 + 2 * number


def test_a_list_read_without_locks_is_of_one_state_or_refused(unlocked: Library, record: Callable[..., Any]) -> None:
    """Records that are read one after the other while a writer replaces what they are read from end with a message."""
    with Store(unlocked.path / "records.db", writable=True) as writer:
        writer.take([Contribution("test", record(f"n{n:04d}", f"Plasma {n}")) for n in range(2000)])
    rows = unlocked.records()
    next(rows)
    with Store(unlocked.path / "records.db", writable=True) as writer:
        writer.remove("test", [f"n{n:04d}" for n in range(0, 2000, 2)])
    with pytest.raises(LibraryLocked):
        list(rows)
    assert len(unlocked) == 1030


def test_a_log_that_is_begun_anew_is_noticed(unlocked: Library, record: Callable[..., Any]) -> None:
    """A query that a writer disturbs is asked again, so that its answer is of one state."""
    assert len(unlocked) == 30
    with Store(unlocked.path / "records.db", writable=True) as writer:
        writer.take([Contribution("test", record("n1", "Plasma"))])
        connection = unlocked._reading()._connection
        rows = connection.execute("SELECT count(*) FROM record")
        writer.take([Contribution("test", record("n2", "Plasma"))])
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        writer.take([Contribution("test", record("n3", "Plasma"))])
        assert rows.fetchall() == [(33,)]


def test_damage_is_damage_without_locks_too(unlocked: Library) -> None:
    """A store that is damaged is reported as such to a reader without locks, and not asked again forever."""
    with open(unlocked.path / "records.db", "r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 50_000)
    with pytest.raises((shoroku.StoreDamaged, shoroku.NotALibrary)):
        unlocked.get("r01")


def test_errors_of_another_kind_are_raised(copied: Path) -> None:
    """A statement that is wrong is not taken for a disturbed one."""
    with pytest.raises(sqlite3.OperationalError):
        reading.Unlocked(copied / "records.db").execute("SELECT nothing FROM nowhere")


def test_unreadable_is_told_in_both_languages() -> None:
    """The message for what may not be read stands in English and Japanese."""
    error = LibraryUnreadable(path="/x", reason="y")
    assert "/x" in error.text("en")
    assert "読み込めません" in error.text("ja")
