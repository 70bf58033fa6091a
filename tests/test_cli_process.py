"""The command as a process: pipes, signals, terminals, start-up."""

import os
import pty
import signal
import subprocess
import sys
import termios
import time
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

import shoroku
from shoroku import Library
from shoroku.cli import app

SHOROKU = [sys.executable, "-m", "shoroku"]
#: Where the package that is being tested lies, for the processes that are started.
ENVIRONMENT = {
    **os.environ,
    "SHOROKU_LANG": "en",
    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    "PYTHONUTF8": "1",
}
HEAVY = ("rich.console", "tantivy", "sudachipy", "httpx", "lxml", "msgspec", "sqlite3")
#: What only asks sources, or reads files.
FOREIGN = ("httpx", "stamina", "tenacity", "lxml", "rispy", "bibtexparser")


@pytest.fixture
def place(library: Library) -> Path:
    lines = "".join(f'{{"id": "{number}", "title": "Apple {number}"}}\n' for number in range(600))
    CliRunner().invoke(app, ["add", "-", "--library", str(library.path)], input=lines)
    return library.path


def imported(statement: str, names: tuple[str, ...] = HEAVY) -> set[str]:
    code = f"import sys\n{statement}\nprint(*(name for name in {names} if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    return set(ran.stdout.splitlines()[-1].split())


HELP = "from shoroku.cli import main\nsys.argv[1:] = ['{}', '--help']\ntry: main()\nexcept SystemExit: pass"


@pytest.mark.parametrize(
    "statement",
    ["import shoroku", "import shoroku.cli", HELP.format("--help"), *map(HELP.format, ("search", "add", "withdraw"))],
)
def test_nothing_heavy_is_imported(statement: str) -> None:
    """Importing the package or its command line, or asking for help, loads nothing that a search needs."""
    assert imported(statement) == set()


@pytest.mark.parametrize("words", [["search", "apple"], ["facets"], ["show", "3"], ["stats"], ["--help"]])
def test_a_search_waits_for_no_source(place: Path, words: list[str]) -> None:
    """A search, and what shows records, loads nothing that asks sources or reads files."""
    arguments = f"sys.argv[1:] = {[*words, '--json', '--library', str(place)]!r}"
    assert imported(HELP.replace("sys.argv[1:] = ['{}', '--help']", arguments), FOREIGN) == set()


def test_public_names() -> None:
    """Every public name is fetched when it is asked for, and one that is not there is an AttributeError."""
    assert [name for name in shoroku.__all__ if getattr(shoroku, name, None) is None] == []
    assert set(shoroku.__all__) <= set(dir(shoroku))
    homes = [name for names in shoroku._HOMES.values() for name in names.split()]
    assert sorted(homes) == sorted(shoroku.__all__)
    assert not hasattr(shoroku, "nothing_of_that_name")


def test_json_needs_no_rich(place: Path) -> None:
    """A search for a program does not load what prints for people."""
    search = f"sys.argv[1:] = ['search', 'apple', '--json', '--library', {str(place)!r}]"
    assert "rich.console" not in imported(HELP.replace("sys.argv[1:] = ['{}', '--help']", search))


@pytest.mark.parametrize("extra", [["--json"], []])
def test_a_reader_who_leaves(place: Path, extra: list[str]) -> None:
    """``shoroku search | head`` ends silently, with code 0."""
    command = [*SHOROKU, "search", "", "-n", "600", "--library", str(place), *extra]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


def test_a_reader_who_never_came(place: Path) -> None:
    """If the reader has gone before the first line, that too ends silently."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [*SHOROKU, "search", "apple", "--library", str(place)]
    ran = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=ENVIRONMENT, timeout=30, check=False)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_ctrl_c(tmp_path: Path) -> None:
    """SIGINT in the middle of ``add`` ends it with 130 and a word; the same command continues afterwards."""
    command = [*SHOROKU, "add", "-", "--library", str(tmp_path / "lib")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    heeds = partial(signal.signal, signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    with subprocess.Popen(command, env=ENVIRONMENT, preexec_fn=heeds, **pipes) as process:  # type: ignore[call-overload]
        process.stdin.write(b'{"id": "a", "title": "A"}\n')
        process.stdin.flush()
        deadline = time.monotonic() + 30
        while not (tmp_path / "lib" / "index" / "current").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert "Everything committed so far is safe" in process.stderr.read().decode()
        assert process.wait(30) == 130
    again = subprocess.run(
        command, input=b'{"id": "a", "title": "A"}\n', env=ENVIRONMENT, capture_output=True, check=True
    )
    assert again.stdout.startswith(b"1 new")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [["--help"], ["search", "apple", "--json"]])
def test_output_that_cannot_be_written(place: Path, arguments: list[str]) -> None:
    """If the output's disk is full, one line says so, and the code is not 0."""
    with open("/dev/full", "wb") as full:
        command = [*SHOROKU, "--library", str(place), *arguments]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT, text=True, check=False)
    assert ran.returncode == 70
    assert ran.stderr.count("\n") == 1
    assert "No space left on device" in ran.stderr


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """Run with a terminal of 80 columns as output, and return what it was sent."""
    controller, terminal = pty.openpty()
    environment = {**ENVIRONMENT, "NO_COLOR": "", "TERM": "xterm-256color", "COLUMNS": "80", **environment}
    with subprocess.Popen([*SHOROKU, *arguments], stdout=terminal, stderr=terminal, env=environment) as process:
        os.close(terminal)
        sent = b""
        try:
            while chunk := os.read(controller, 65536):
                sent += chunk
        except OSError:  # Linux tells the end of a terminal that way
            pass
        process.wait(30)
    os.close(controller)
    return sent.decode()


def test_progress_bar(place: Path) -> None:
    """On a terminal long work shows how far it is."""
    assert "600 of 600 records" in on_a_terminal("reindex", "--library", str(place))


def test_colours(place: Path) -> None:
    """On a terminal what was found is marked; NO_COLOR switches the colours off."""
    coloured = on_a_terminal("search", "apple", "-n", "1", "--library", str(place))
    plain = on_a_terminal("search", "apple", "-n", "1", "--library", str(place), NO_COLOR="1")
    assert "\x1b[1;33mApple\x1b[0m" in coloured
    assert "\x1b[1;33m" not in plain
    assert "Apple" in plain


def test_a_terminal_without_japanese(place: Path) -> None:
    """If the terminal's encoding lacks a character, there is a ? and no traceback."""
    environment = {**ENVIRONMENT, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "SHOROKU_LANG": "ja"}
    command = [*SHOROKU, "search", "apple", "-n", "1", "--library", str(place)]
    ran = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"?" in ran.stdout


def test_completion(place: Path) -> None:
    """The shell's completion is click's own, and knows the commands."""
    environment = {**ENVIRONMENT, "_SHOROKU_COMPLETE": "bash_complete", "COMP_WORDS": "shoroku se", "COMP_CWORD": "1"}
    ran = subprocess.run(SHOROKU, capture_output=True, env=environment, text=True, check=False)
    assert "search" in ran.stdout


def _wait_for_raw(terminal: int) -> None:
    """Wait until the program reads single keys; what is typed before that is thrown away."""
    until = time.monotonic() + 60
    while termios.tcgetattr(terminal)[3] & termios.ICANON:
        assert time.monotonic() < until
        time.sleep(0.01)


def typed(key: bytes, *arguments: str) -> tuple[int, str]:
    """Run with a terminal as input and output, press a key when it is asked for, and return the code and what was shown."""
    controller, terminal = pty.openpty()
    environment = {**ENVIRONMENT, "NO_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "80"}
    streams = {"stdin": terminal, "stdout": terminal, "stderr": terminal}
    with subprocess.Popen([*SHOROKU, *arguments], **streams, env=environment, start_new_session=True) as process:
        os.close(terminal)
        shown = b""
        try:
            while chunk := os.read(controller, 65536):
                if b"press Enter" not in shown and b"press Enter" in shown + chunk:
                    _wait_for_raw(controller)
                    os.write(controller, key)
                shown += chunk
        except OSError:  # Linux tells the end of a terminal that way
            pass
        code = process.wait(30)
    os.close(controller)
    return code, shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(("key", "is_taken"), [(b"\r", True), (b"n", False)])
def test_correction_at_a_keypress(place: Path, key: bytes, is_taken: bool) -> None:
    """At a terminal, Enter searches for the correction; another key ends the command."""
    code, shown = typed(key, "search", "aplpe", "-n", "1", "--no-facets", "--library", str(place))
    assert code == 0
    assert "Did you mean: apple" in shown
    assert ("600 records (" in shown) == is_taken


@pytest.mark.parametrize("piped", ["stdin", "stdout"])
def test_no_key_is_waited_for_in_a_pipe(place: Path, piped: str) -> None:
    """A correction is offered only where somebody can see it and answer: not if the input or the output is a pipe."""
    controller, terminal = pty.openpty()
    streams = {"stdin": terminal, "stdout": terminal, "stderr": terminal, piped: subprocess.PIPE}
    command = [*SHOROKU, "search", "aplpe", "-n", "1", "--no-facets", "--library", str(place)]
    with subprocess.Popen(command, **streams, env=ENVIRONMENT) as process:  # the pipe stays open
        os.close(terminal)
        shown = b""
        try:
            while chunk := os.read(controller, 65536):
                shown += chunk
        except OSError:  # Linux tells the end of a terminal that way
            pass
        if process.stdout:
            shown += process.stdout.read()
        assert process.wait(30) == 0
    os.close(controller)
    assert b"Did you mean" in shown
    assert b"press Enter" not in shown
