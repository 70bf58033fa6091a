"""What the machine refuses is reported as that, by searches and by commands that write, and never as damage."""

import errno
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import shoroku
from shoroku import (
    DiskFull,
    IndexDamaged,
    LibraryLocked,
    LibraryReadOnly,
    NotALibrary,
    OutOfMemory,
    StoreDamaged,
    TooManyOpenFiles,
)
from shoroku.cli import app
from shoroku.corpus.store import machine, reading, sqlite_errors
from shoroku.indexer import worker
from shoroku.indexer.generations import as_damage, failure

RECORDS = 300
_LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
kind, limit = getattr(resource, sys.argv.pop(1)), int(sys.argv.pop(1))
from shoroku.cli import main
import shoroku.library, shoroku.purging, sudachipy, tantivy
resource.setrlimit(kind, (limit, limit))
sys.exit(main())
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    lines = (json.dumps({"id": f"r{n}", "title_en": f"Serum {n}", "title_ja": f"血清 {n}"}) for n in range(RECORDS))
    (tmp_path / "records.jsonl").write_text("\n".join(lines))
    with shoroku.open(tmp_path / "library") as opened:
        opened.add([tmp_path / "records.jsonl"])
    (tmp_path / "more.jsonl").write_text((tmp_path / "records.jsonl").read_text().replace('"r', '"s'))
    return tmp_path / "library"


def run(kind: str, limit: int, *arguments: object) -> "subprocess.CompletedProcess[str]":
    paths = os.pathsep.join(entry for entry in sys.path if os.path.isabs(entry))
    environment = os.environ | {"PYTHONPATH": paths, "SHOROKU_LANG": "en"}
    command = [sys.executable, "-c", _LIMITED, kind, str(limit), *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("command", [("search", "serum"), ("add", "{}/more.jsonl"), ("reindex",), ("check",)])
@pytest.mark.parametrize("limit", [6, 9, 12, 18, 27])
def test_too_few_file_handles(library: Path, command: tuple[str, ...], limit: int) -> None:
    """With few file handles a command works or says that too many files are open; nothing is said to be damaged."""
    words = [word.format(library.parent) for word in command]
    finished = run("RLIMIT_NOFILE", limit, *words, "--library", library)
    told = finished.stdout + finished.stderr
    assert finished.returncode == 0 or "open" in told, told
    assert "damaged" not in told.replace("Nothing is damaged", ""), told
    assert "backup" not in told, told


@pytest.mark.parametrize(
    "command", [("search", "serum"), ("add", "{}/more.jsonl"), ("reindex",), ("save", "x", "serum")]
)
@pytest.mark.parametrize("room", [0, 1_000, 40_000])
def test_a_full_disk(library: Path, command: tuple[str, ...], room: int) -> None:
    """With no room to write, a command works or says that the disk is full, and the library is sound afterwards."""
    words = [word.format(library.parent) for word in command]
    finished = run("RLIMIT_FSIZE", room, *words, "--library", library)
    told = finished.stdout + finished.stderr
    assert finished.returncode == 0 or "full" in told, told
    assert "damaged" not in told, told
    assert "unexpected" not in told.lower(), told
    with shoroku.open(library) as opened:
        opened.add([library.parent / "more.jsonl"])
        assert opened.check() == []


NUMBERS = {errno.ENOSPC: DiskFull, errno.EDQUOT: DiskFull, errno.EMFILE: TooManyOpenFiles, errno.ENOMEM: OutOfMemory}


@pytest.mark.parametrize("number", NUMBERS)
def test_what_tantivy_says(number: int, tmp_path: Path) -> None:
    """An error of tantivy that names the system's number is reported as that, while reading and while writing."""
    for text in (
        f"An IO error occurred: 'x (os error {number})'",
        f"Failed to open: Os {{ code: {number}, kind: Other }}",
    ):
        assert isinstance(failure(tmp_path, ValueError(text)), NUMBERS[number])
        with pytest.raises(NUMBERS[number]), as_damage(tmp_path):
            raise ValueError(text)


@pytest.mark.parametrize(
    "text",
    ["Data corrupted", "Deserialize error", "An IO error", "Failed to open", "Failed to read", "Index incompatible", "Unable to"],
)  # fmt: skip
def test_what_tantivy_says_of_files(text: str, tmp_path: Path) -> None:
    """An error of tantivy about a file is damage of the index; any other is a mistake of the program, and stays what it is."""
    with pytest.raises(IndexDamaged), as_damage(tmp_path):
        raise ValueError(f"{text}: x")
    with pytest.raises(ValueError, match="Field x"), as_damage(tmp_path):
        raise ValueError(f"Field x: {text}")


#: How SQLite calls what went wrong -> what it is told as, and whether a reader may do without files beside the store.
SQLITE = {
    "SQLITE_CORRUPT": (StoreDamaged, False),
    "SQLITE_CORRUPT_INDEX": (StoreDamaged, False),
    "SQLITE_IOERR_READ": (StoreDamaged, False),
    "SQLITE_IOERR_SHORT_READ": (StoreDamaged, False),
    "SQLITE_IOERR_DATA": (StoreDamaged, False),
    "SQLITE_IOERR_CORRUPTFS": (StoreDamaged, False),
    "SQLITE_NOTADB": (NotALibrary, False),
    "SQLITE_BUSY": (LibraryLocked, False),
    "SQLITE_BUSY_SNAPSHOT": (LibraryLocked, False),
    "SQLITE_NOMEM": (OutOfMemory, False),
    "SQLITE_FULL": (DiskFull, True),
    "SQLITE_IOERR_WRITE": (DiskFull, False),
    "SQLITE_IOERR_SHMSIZE": (DiskFull, True),
    "SQLITE_IOERR_SHMMAP": (DiskFull, True),
    "SQLITE_IOERR_TRUNCATE": (DiskFull, False),
    "SQLITE_READONLY": (LibraryReadOnly, True),
    "SQLITE_READONLY_DIRECTORY": (LibraryReadOnly, True),
    "SQLITE_CANTOPEN": (LibraryReadOnly, True),
    "SQLITE_PERM": (LibraryReadOnly, True),
    "SQLITE_IOERR_LOCK": (LibraryReadOnly, False),
    "SQLITE_IOERR_SHMOPEN": (LibraryReadOnly, True),
    "SQLITE_ERROR": (None, False),
    "SQLITE_CONSTRAINT": (None, False),
}


@pytest.mark.parametrize("name", SQLITE)
def test_what_sqlite_says(name: str, tmp_path: Path) -> None:
    """Each of SQLite's errors is told as what it is; a mistake of the program is not told as the library's."""
    kind, does_without_files = SQLITE[name]
    error = sqlite3.OperationalError("it failed")
    error.sqlite_errorname = name
    told = sqlite_errors.in_words(error, tmp_path / "records.db")
    assert type(told) is (kind or type(None))
    assert reading._wants_files(error) is does_without_files


@pytest.mark.parametrize(
    "text", ["Could not decode", "malformed JSON", "malformed database schema", "JSON path error", "unsupported file format"]
)  # fmt: skip
def test_what_sqlite_says_of_values(text: str, tmp_path: Path) -> None:
    """A value that is not what was written is damage, although SQLite gives it no code of its own."""
    told = sqlite_errors.in_words(sqlite3.OperationalError(f"{text}: x"), tmp_path / "records.db")
    assert isinstance(told, StoreDamaged)
    assert told.fields["path"] == str(tmp_path / "records.db")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("no such column: provenance.fetched", StoreDamaged),
        ("no such column: number", StoreDamaged),
        ("no such table: provenance", StoreDamaged),
        ("no such column: mistaken", type(None)),
        ("no such table: main.mistaken", type(None)),
    ],
)
def test_what_sqlite_says_of_names(text: str, kind: type, tmp_path: Path) -> None:
    """A table or column that a store has is missing only by damage; one that no store has is a mistake of the program."""
    assert type(sqlite_errors.in_words(sqlite3.OperationalError(text), tmp_path / "records.db")) is kind


@pytest.mark.parametrize(
    "command",
    [("search", "serum"), ("add", "{}/more.jsonl"), ("reindex",), ("check",), ("edit", "r1", "--set", "title_ja=血漿")],
)
@pytest.mark.parametrize("megabytes", [200, 280, 360])
def test_too_little_memory(library: Path, command: tuple[str, ...], megabytes: int) -> None:
    """With little memory a command works, says that there is too little, or is ended by a package; nothing is called damaged.

    (A package in Rust ends the process where it gets no memory.)
    """
    words = [word.format(library.parent) for word in command]
    finished = run("RLIMIT_AS", megabytes << 20, *words, "--library", library)
    told = finished.stdout + finished.stderr
    assert finished.returncode == 0 or "memory" in told or "Cannot allocate" in told, told
    assert "damaged" not in told.replace("Nothing is damaged", ""), told
    assert "backup" not in told, told
    assert "Unexpected" not in told, told
    with shoroku.open(library) as opened:
        opened.add([library.parent / "more.jsonl"])
        assert opened.check() == []
        assert opened.search("serum").total == 2 * RECORDS


PANIC = type("PanicException", (BaseException,), {})
SHORT_OF_MEMORY = [
    MemoryError(),
    OSError(errno.ENOMEM, "Cannot allocate memory"),
    BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"),
    RuntimeError("can't start new thread"),
    Exception("the dictionary: Cannot allocate memory (os error 12)"),
    PANIC('called `Result::unwrap()`: Os { code: 11, kind: WouldBlock, message: "Resource temporarily unavailable" }'),
]


@pytest.mark.parametrize("error", SHORT_OF_MEMORY, ids=repr)
@pytest.mark.parametrize(("language", "words"), [("en", "There is not enough memory"), ("ja", "メモリが足りません")])
def test_memory_is_told_as_memory(
    library: Path, error: BaseException, language: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever a command runs out of memory, it says so, and does not ask for a report."""

    def failing(*arguments: object, **named: object) -> None:
        raise error

    monkeypatch.setattr(shoroku.Library, "stats", failing)
    result = CliRunner(env={"SHOROKU_LANG": language}).invoke(app, ["stats", "--library", str(library)])
    assert (result.exit_code, words in result.stderr, "SHOROKU_DEBUG" in result.stderr) == (3, True, False)


def test_what_keeps_one_record_out(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that cannot be analysed for want of memory is not called damaged; the next command takes it in."""

    def failing(*arguments: object) -> None:
        raise Exception("the dictionary: Cannot allocate memory (os error 12)")

    with monkeypatch.context() as broken:
        broken.setattr(worker, "document", failing)
        with shoroku.open(library) as opened, pytest.raises(OutOfMemory):
            opened.edits.correct("r1", title_ja="血漿")
    with shoroku.open(library) as opened:
        opened.edits.note("r2", "")
        assert [hit.id for hit in opened.search("血漿", exact=True).hits] == ["r1"]


def test_nothing_is_suspected_of_a_sound_machine(tmp_path: Path) -> None:
    """If a file can be opened and there is room, the machine is not to blame."""
    assert machine.suspect(tmp_path) is None


@pytest.mark.parametrize(
    "command", [("add", "{}/more.jsonl"), ("reindex",), ("withdraw", "--yes", "--source", "jsonl")]
)
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("which", [0, 1])
def test_a_file_cannot_be_renamed(
    library: Path, command: tuple[str, ...], number: int, which: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a new file cannot take the place of the old one, a command says why, and the next one finishes its work."""
    words = [word.format(library.parent) for word in (*command, "--library", str(library))]
    usual, count = os.replace, iter(range(1_000))

    def failing(*arguments: object, **named: object) -> None:
        if next(count) >= which:
            raise OSError(number, os.strerror(number))
        usual(*arguments, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", failing)
        result = CliRunner(env={"SHOROKU_LANG": "en"}).invoke(app, words)
    assert result.exit_code == 3 or (result.exit_code == 0 and (which or command[0] == "withdraw")), result.output
    assert "unexpected" not in result.output.lower()
    assert CliRunner(env={"SHOROKU_LANG": "en"}).invoke(app, words).exit_code == 0
    with shoroku.open(library) as opened:
        assert opened.check() == []
