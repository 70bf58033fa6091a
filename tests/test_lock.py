"""One writer at a time, by a lock that dies with its process."""

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shoroku import LibraryLocked, LibraryReadOnly
from shoroku.corpus.store import lock
from shoroku.corpus.store.lock import writer, writing

_HOLD = """
import sys
from pathlib import Path
from shoroku.corpus.store.lock import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_writer(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Let another process hold the lock, until it is killed or the block ends."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", _HOLD, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    """While another process writes, the lock is refused at once, with that process's number."""
    with another_writer(tmp_path) as process:
        with pytest.raises(LibraryLocked) as caught, writing(tmp_path):
            pass
        assert caught.value.holder.startswith(f"pid {process.pid}, 20")
        assert str(tmp_path) in str(caught.value)


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    """A writer that was killed leaves nothing that keeps the next one out."""
    with another_writer(tmp_path) as process:
        process.kill()
        process.wait()
        with writing(tmp_path):
            assert (tmp_path / "lock").read_text().startswith(f"pid {os.getpid()}\n")


def test_a_child_that_was_just_starting(tmp_path: Path) -> None:
    """A process that a killed writer was just starting holds the lock for a moment: the next writer waits for that."""
    descriptor = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    os.write(descriptor, f"pid {ended.pid}\n".encode())
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    timer = threading.Timer(0.2, os.close, [descriptor])
    timer.start()
    with writing(tmp_path):
        assert (tmp_path / "lock").read_text().startswith(f"pid {os.getpid()}\n")
    timer.join()


def test_a_lock_that_nobody_can_explain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the lock stays although its writer is gone, waiting ends with an error."""
    monkeypatch.setattr(lock, "_GRACE", 0.1)
    with (tmp_path / "lock").open("w") as file:
        file.write("pid 999999999\n")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(LibraryLocked), writing(tmp_path):
            pass


def test_the_lock_is_given_back(tmp_path: Path) -> None:
    """After writing, even if it failed, the next may write; in between nobody else may."""

    def fail_while_writing() -> None:
        with writing(tmp_path):
            with pytest.raises(LibraryLocked), writing(tmp_path):
                pass
            raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fail_while_writing()


def test_readers_are_told_who_writes(tmp_path: Path) -> None:
    """Others can read which process writes, since when and what, until it has ended or was killed."""
    assert writer(tmp_path) is None
    with writing(tmp_path, "add"):
        found = writer(tmp_path)
        assert found is not None
        assert (found.pid, found.doing) == (os.getpid(), "add")
        assert datetime.now(UTC) - datetime.fromisoformat(found.since) < timedelta(minutes=10)
        assert str(found) == f"pid {os.getpid()}, add, {found.since}"
    assert writer(tmp_path) is None
    with writing(tmp_path):
        found = writer(tmp_path)
        assert found is not None
        assert str(found) == f"pid {os.getpid()}, {found.since}"  # of a program that did not say what it does
    with another_writer(tmp_path) as process:
        assert writer(tmp_path) is not None
        process.kill()
        process.wait()
        assert writer(tmp_path) is None


def test_a_number_that_another_process_has_now(tmp_path: Path) -> None:
    """A killed writer's number, given to another process since, is not taken for a writer."""
    (tmp_path / "lock").write_text(f"pid {os.getpid()}\n")
    assert writer(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"pid x", b"pid \xd9\xa3\n", b"pid " + b"9" * 990])
def test_any_content_of_a_lock_file_is_read(tmp_path: Path, content: bytes) -> None:
    """Whatever a lock file holds, reading it is no error, and it can be taken."""
    (tmp_path / "lock").write_bytes(content)
    assert writer(tmp_path) is None
    with writing(tmp_path):
        assert writer(tmp_path) is not None


def test_what_a_lock_file_says_is_printable(tmp_path: Path) -> None:
    """Signs that could control a terminal are left out of what others are told."""
    with writing(tmp_path, "add \x1b[2J\u202efile"):
        found = writer(tmp_path)
        assert found is not None
        assert found.doing == "add [2Jfile"


def test_no_link_is_followed(tmp_path: Path) -> None:
    """A lock file that is a symbolic link is refused, and what it points to is left alone."""
    (tmp_path / "precious").write_text("kept")
    (tmp_path / "lock").symlink_to("precious")
    with pytest.raises(LibraryReadOnly, match="symbolic link"), writing(tmp_path):
        pass
    assert (tmp_path / "precious").read_text() == "kept"


def test_the_folder_is_made(tmp_path: Path) -> None:
    """A library's folder that is not there yet is made, with those above it."""
    with writing(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """If a file is in the place of the folder, the error says why it cannot be written to."""
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryReadOnly) as caught, writing(tmp_path / "file"):
        pass
    assert caught.value.reason


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder(tmp_path: Path) -> None:
    """A folder without write permission is called so."""
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(LibraryReadOnly), writing(tmp_path):
            pass
    finally:
        tmp_path.chmod(0o700)
