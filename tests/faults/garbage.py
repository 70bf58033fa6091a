"""Garbage: files in the shape of real ones with typos of every kind, queries, and arguments of the command line.

No reader raises, none takes longer than a second or holds more memory than its bounds; every query keeps the laws of the
language; every command line ends in an exit code that is documented, never in an unexpected error. Command lines run in this
process, which starts thousands in the time of one interpreter; of most of them only the arguments are read, because that is
where most of them end; one in a few thousand runs in a process of its own as well.
"""

import gc
import gettext
import io
import os
import random
import resource
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from importlib.resources import as_file
from pathlib import Path
from typing import Any

import click
import httpx
import pytest
from click.testing import CliRunner

import shoroku
from shoroku import harvester
from shoroku.cli import app
from shoroku.corpus import readers, writers
from shoroku.corpus.errors import ReaderFailed
from shoroku.corpus.readers.intake import batches
from shoroku.corpus.record import encode
from shoroku.corpus.sample import sample_file
from tests import query_fuzz
from tests.faults.libraries import write_records
from tests.faults.nursery import Nursery
from tests.faults.sources import KEYS, Sources

#: Seconds of the processor that one small input may take, and bytes that the process may come to hold besides.
_SECONDS, _MEMORY = 1.0, 512 << 20
_LONGEST = 20_000
#: Seconds that a command over a small library may take: of the processor, and on the clock of a busy machine in a process of its
#: own; and how it may end: see ``shoroku help exit-codes``.
_LONGEST_COMMAND, _LONGEST_PROCESS = 5.0, 60.0
_CODES = (0, 1, 2, 3)
#: Inputs of each kind in a round, and how many command lines besides are run to their end; after how many rounds the library is
#: a new copy, because commands tag, save and delete; and after how many a command line runs in a process of its own.
_EACH, _TO_THE_END, _COPY, _PROCESS = 20, 2, 40, 200

#: What breaks parsers: ends of what is nested, numbers too large, signs that no text has, other encodings.
_PIECES = [
    *(piece.encode() for piece in '{ } [ ] " \\ , : < > </ /> & &amp; &#0; &#xD800; <![CDATA[ ]]> <!-- <!DOCTYPE @ = \t \n'.split(" ")),
    *(b"null", b"true", b"NaN", b"-0", b"1e999", b"9" * 400, b"9" * 5_000, b"0x10", b"\\u0000", b"\\ud800", b"\\udfff\\ud800"),
    *(b"\x00", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x80", b"\x1b[2J", b"\x1f\x8b\x08", b"\r", b"\x85"),
    *(text.encode() for text in ("\u202e", "\u200b", "\ufeff", "\u3000", "髙", "e\u0301", "😀")),
    "日本語".encode("cp932"), "日本語".encode("euc_jp"), "日本語".encode("utf-16"),
    b"[" * 3_000, b'{"a":' * 2_000, b"<a>" * 2_000, b"{" * 2_000, b"ER  - \n", b"TY  - JOUR\n", b"\n\n", b"#REF!", b"=1+1",
]  # fmt: skip


def run(folder: Path, *, seconds: float, seed: int) -> Counter[str]:
    """Try inputs of all three kinds for so many seconds of the processor; return how many. Raises AssertionError at the first
    that fails."""
    rng = random.Random(seed)
    seeds = _seeds(folder)
    queries = query_fuzz.texts(seed)
    original, library = folder / "original", folder / "library"
    with shoroku.open(original) as opened:
        opened.add([write_records(folder / "records.jsonl", 0, 60)])
    seen: Counter[str] = Counter()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    until, rounds = time.process_time() + seconds, 0
    with _inside(folder / "work"), _parsed_only(), _counted(seen), Nursery() as nursery:
        while time.process_time() < until:
            if rounds % _COPY == 0:
                _begin_again(original, library)
            for _ in range(_EACH):
                seen[f"files: {_read(rng, seeds)}"] += 1
            for _ in range(_EACH):
                query_fuzz.check(next(queries))
                seen["queries"] += 1
            for _ in range(_TO_THE_END):
                seen[f"command lines, run: {_command(_words(rng, library, next(queries)))}"] += 1
            with _nothing_done():
                for _ in range(_EACH):
                    seen[f"command lines, read: {_read_words(_words(rng, library, next(queries)))}"] += 1
            words = _words(rng, library, next(queries))
            if rounds % _PROCESS == 0 and words[0] not in _PARSED_ONLY:
                seen[f"commands in processes: {_process(words, nursery)}"] += 1
            rounds += 1
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before  # the process may have held more before
    assert held < _MEMORY, f"{held:,} bytes"
    seen["megabytes held"] = held >> 20
    return seen


def _begin_again(original: Path, library: Path) -> None:
    for one in (library, Path(os.environ["SHOROKU_STATE"]), *Path.cwd().iterdir()):
        shutil.rmtree(one, ignore_errors=True)
    shutil.copytree(original, library)
    gc.enable()  # which an add disables, because its process ends with it
    gc.unfreeze()
    gc.collect()


@contextmanager
def _counted(seen: Counter[str]) -> Iterator[None]:
    """Let an error say how many inputs were tried before it."""
    try:
        yield
    except BaseException as error:
        error.add_note(str(dict(seen)))
        raise


# --- Files ------------------------------------------------------------------------------------------------------------


def _seeds(folder: Path) -> list[bytes]:
    """Return files of every format: as shoroku writes them, and as the sources answer."""
    with as_file(sample_file()) as path:
        records = [one.record for batch in batches([str(path)]) for one in batch.contributions][:5]
    return [*(b"".join(writers.named(name).write(records)) for name in writers.names()), *_answers(folder)]


def _answers(folder: Path) -> list[bytes]:
    """Return what the sources answer to harvests, each answer once."""
    environment = {**KEYS, "SHOROKU_SETTINGS": str(folder / "settings.toml")}
    usual, harvester.waiting = harvester.waiting, lambda stop: lambda seconds: None
    try:
        with Sources(6) as sources:
            for asked in sources.harvests.values():
                words = ["harvest", *asked, "--library", str(folder / "harvested")]
                assert CliRunner(env=environment).invoke(app, words).exit_code == 0
            return sorted({httpx.get(address).content for address in sources.asked()})
    finally:
        harvester.waiting = usual


def _read(rng: random.Random, seeds: list[bytes]) -> str:
    content = _slipped(rng.choice(seeds), rng, seeds)
    format_name = rng.choice(list(readers.formats())) if rng.random() < 0.2 else None
    began = time.process_time()
    taken = 0
    for batch in batches(["-"], format_name, io.BytesIO(content)):
        for one in batch.contributions:
            encode(one.record)
            taken += 1
        for reject in batch.rejects:
            assert not isinstance(reject.error, ReaderFailed), (format_name, content, reject.error)
            assert reject.error.text("en")
            assert reject.error.text("ja")
    took = time.process_time() - began
    assert took < _SECONDS, (took, format_name, content)
    return "with records" if taken else "all rejected"


def _slipped(content: bytes, rng: random.Random, seeds: list[bytes]) -> bytes:
    changed = bytearray(content[: _LONGEST if rng.random() < 0.2 else 4_000])
    for _ in range(rng.choice((0, 1, 1, 2, 4, 8, 20))):
        start = rng.randrange(len(changed) + 1)
        end = min(len(changed), start + rng.choice((0, 1, 2, 8, 50, 400)))
        kind = rng.randrange(6)
        if kind == 0:
            del changed[start:end]
        elif kind == 1:
            changed[start:end] = changed[start:end] * rng.choice((2, 2, 3, 50))
        elif kind == 2 and changed:
            changed[min(start, len(changed) - 1)] = rng.randrange(256)
        elif kind == 3:
            other = rng.choice(seeds)
            at = rng.randrange(len(other))
            changed[start:end] = other[at : at + rng.choice((5, 50, 500))]
        else:
            changed[start:end] = rng.choice(_PIECES)
        del changed[_LONGEST:]
    return bytes(changed)


# --- Command lines ----------------------------------------------------------------------------------------------------

_COMMANDS = {
    name: command
    for name in app.list_commands(click.Context(app))
    if (command := app.get_command(click.Context(app), name)) is not None
}
#: The same, and the commands in groups.
_EVERY = [
    *_COMMANDS.values(),
    *(
        found
        for group in _COMMANDS.values()
        if isinstance(group, click.Group)
        for name in group.list_commands(click.Context(group))
        if (found := group.get_command(click.Context(group), name)) is not None
    ),
]
#: Commands that ask a source, open a browser, read a collection or wait for requests: their arguments are read, no more.
_PARSED_ONLY = ("harvest", "open", "eval", "serve", "mcp")
_VALUES = (
    "serum", "血清", "r00001", "10.1234/5", "2000..2010", "2010..2000", "0", "-1", "1,3,5-7", "99999999999999999999", "", " ",
    "year", "journal", "jsonl", "ris", "csv", "json", "-", "--", "x.out", "en", "ja", "JaLC", "*", "\u202e", "é" * 200,
    "1.5", "NaN", "title:", "(", "a b c", "mine", "newest", "always", "%", "{0}", "../x", "id,title",
)  # fmt: skip


def _words(rng: random.Random, library: Path, query: str) -> list[str]:
    name = rng.choice(list(_COMMANDS))
    words = [name]
    command = _COMMANDS[name]
    if isinstance(command, click.Group) and rng.random() < 0.9:
        words.append(rng.choice(command.list_commands(click.Context(command))))
        command = command.get_command(click.Context(command), words[-1]) or command
    options = [one for parameter in command.params for one in parameter.opts if one.startswith("-")]
    for _ in range(rng.randrange(6)):
        words.append(rng.choice([query, *rng.sample(_VALUES, 3), *(rng.sample(options, 1) * 4 if options else [])]))
    if rng.random() < 0.9:
        words += ["--library", str(library)]
    return [_argument(word) for word in words if word != "--pager"]


def _command(words: list[str]) -> str:
    """Run a command line in this process; return how it ended."""
    began = time.process_time()
    result = CliRunner().invoke(app, words)
    took = time.process_time() - began
    assert result.exit_code in _CODES, (words, result.exit_code, result.output, result.exception)
    assert took < _LONGEST_COMMAND, (took, words)
    return f"exit code {result.exit_code}"


def _read_words(words: list[str]) -> str:
    """Read the arguments of a command line in this process, without doing what they say; return how that ended."""
    began = time.process_time()
    told = io.StringIO()
    try:
        with redirect_stdout(told), redirect_stderr(told):
            app.main(words, prog_name="shoroku")
    except SystemExit as ended:
        code = ended.code
    took = time.process_time() - began
    assert code in _CODES, (words, code, told.getvalue())
    assert took < _SECONDS, (took, words)
    return f"exit code {code}"


def _process(words: list[str], nursery: Nursery) -> str:
    began = time.monotonic()
    code, told = nursery.run(words)
    took = time.monotonic() - began
    assert code in _CODES, (words, code, told)
    assert took < _LONGEST_PROCESS, (took, words)
    return f"exit code {code}"


@contextmanager
def _parsed_only() -> Iterator[None]:
    """Let some commands end once their arguments are read."""

    with pytest.MonkeyPatch.context() as patch:
        for name in _PARSED_ONLY:
            patch.setattr(_COMMANDS[name], "callback", _nothing)
        patch.setattr("shoroku.cli.commands.harvest._harvest", _nothing)
        patch.setattr("gettext.find", _found_once(gettext.find))  # which looks for the catalogue at every message
        yield


def _found_once(find: Callable[..., Any]) -> Callable[..., Any]:
    """Let ``gettext.find`` look on the disk once for each language."""
    known: dict[Any, Any] = {}

    def found(domain: str, localedir: str | None = None, languages: Any = None, all: bool = False) -> Any:  # noqa: A002
        asked = languages or [os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")]
        key = (domain, localedir, tuple(asked), languages is None, all)
        if key not in known:
            known[key] = find(domain, localedir, languages, all)
        return known[key]

    return found


def _nothing(*_values: object, **_named: object) -> None:
    """Do nothing."""


@contextmanager
def _nothing_done() -> Iterator[None]:
    """Let all commands end once their arguments are read."""
    callbacks = [command.callback for command in _EVERY]
    for command in _EVERY:
        command.callback = _nothing
    try:
        yield
    finally:
        for command, callback in zip(_EVERY, callbacks, strict=True):
            command.callback = callback


def _argument(word: str) -> str:
    """Return what an argument can be: it holds no NUL, and as surrogates only what stands for bytes that are not UTF-8."""
    return "".join(
        sign for sign in word if sign != "\0" and not ("\ud800" <= sign < "\udc80" or "\udcff" < sign < "\ue000")
    )


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Let relative paths lead into a folder of its own, and a search history be there, too."""
    folder.mkdir()
    before, environment = Path.cwd(), dict(os.environ)
    os.chdir(folder)
    os.environ |= {
        "SHOROKU_STATE": str(folder / "state"),
        "SHOROKU_LIBRARY": str(folder / "own"),
        "SHOROKU_SETTINGS": str(folder / "settings.toml"),
        "SHOROKU_LANG": "en",
    }
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ |= environment
