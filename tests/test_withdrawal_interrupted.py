"""An interrupted withdrawal: its records are no longer found, and the next command that writes finishes it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import shoroku
from shoroku import Contribution, Library, LibraryLocked, Record, Text
from shoroku.corpus.store.packing import payloads
from shoroku.corpus.store.store import STORE_FILE, Store
from tests.cli_harvests import Desk
from tests.cli_harvests import desk as open_desk
from tests.stored_bytes import packed, readable, unpack, without_provenance

SOURCE = "Withdrawn Press"
GONE, STAYS = "quetzalword", "heronword"
SECRETS = (GONE, "10.99999/gone", "取下対象語")


def contribution(number: int, *sources: str, word: str) -> Contribution:
    titles = (
        Text(f"{word} {number}", "en"),
        Text(f"{'取下対象語の研究' if word == GONE else '鷺の観察'} {number}", "ja"),
    )
    return Contribution(
        "jsonl",
        Record(
            id=f"10.99999/{word[:4]}-{number}" if word == STAYS else f"10.99999/gone-{number}",
            titles=titles,
            sources=sources,
        ),
        place=f"/home/reader/{word}.jsonl",
        fetched="2025-02-03T04:05:06Z",
    )


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """Give a library with thirty records of the source, ten of another, all compressed, and rejects of both."""
    monkeypatch.setattr(payloads, "_FEWEST", 10)
    with shoroku.open(tmp_path / "library") as opened:
        opened.take([contribution(number, SOURCE, word=GONE) for number in range(30)])
        opened.take([contribution(number, "JaLC", word=STAYS) for number in range(10)])
        rejects = opened.path / "rejects" / "inside"
        rejects.mkdir(parents=True)
        (rejects / "a.jsonl").write_text(f'{{"raw": "{GONE} {SOURCE}", "origin": "jsonl"}}\n')
        (rejects / "b.part").write_text(f"{GONE}\n")
        yield opened


def remains(library: Library) -> list[str]:
    """Return the files of a library in which a word of a withdrawn record stands."""
    needles = [word.encode(encoding) for word in SECRETS for encoding in ("utf-8", "utf-16-le")]
    found = [name for name, content in readable(library.path) if any(n in content for n in needles)]
    return list(dict.fromkeys(found))


def assert_hidden(library: Library) -> None:
    """Check that every kind of search finds nothing of the source and everything else."""
    assert library.search(GONE).total == library.search("取下対象語").total == 0
    assert library.search("").total == library.search(STAYS).total == 10
    page = library.search("", facets=["source"])
    assert [(value.value, value.count) for value in page.facets["source"]] == [("JaLC", 10)]
    assert library.suggest("quetz") == []
    assert len(library.all("")) == len(library.all(sort="newest")) == 10
    assert {one.id for one in library.similar("10.99999/hero-1")}.isdisjoint({f"10.99999/gone-{n}" for n in range(30)})
    assert [meaning.translations for meaning in library.lexicon(GONE)] in ([], [()])


def assert_finished(library: Library) -> None:
    assert remains(library) == []
    assert library.check() == []
    assert library.sources.status().purging == frozenset()
    assert list(library.sources.status().withdrawn) == [SOURCE]
    assert_hidden(library)


#: Functions before or after which a withdrawal is killed.
STEPS = [
    ("shoroku.corpus.store.withdrawal", "withdraw", "after"),
    ("shoroku.purging", "purge_rejects", "before"),
    ("shoroku.purging", "purge_rejects", "after"),
    ("shoroku.indexer.sync.generations", "create", "after"),
    ("shoroku.indexer.sync.generations", "put_in_use", "before"),
    ("shoroku.indexer.generations.shutil", "rmtree", "before"),
    ("shoroku.indexer.sync.generations", "put_in_use", "after"),
    ("shoroku.purging", "repack", "before"),
    ("shoroku.corpus.store.packing.payloads.Payloads", "remove_retired", "before"),
    ("shoroku.purging", "repack", "after"),
    ("shoroku.corpus.store.store.Store", "compact", "before"),
    ("shoroku.corpus.store.store.Store", "compact", "after"),
    ("shoroku.corpus.store.store.Store", "empty_log", "before"),
    ("shoroku.corpus.store.store.Store", "empty_log", "after"),
]  # fmt: skip

_KILLED = """
import os, pkgutil, signal, sys
import shoroku, shoroku.harvester
library, source, place, name, when = sys.argv[1:]
owner = pkgutil.resolve_name(place)
real = getattr(owner, name)
def stop(*arguments, **options):
    if when == "after":
        real(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, name, stop)
shoroku.open(library).withdraw(source)
"""


def run(code: str, *arguments: object, **options: object) -> "subprocess.CompletedProcess[str]":
    paths = os.pathsep.join(entry for entry in sys.path if os.path.isabs(entry))
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, timeout=120, **options
    )


@pytest.mark.parametrize(("place", "name", "when"), STEPS)
def test_killed(library: Library, place: str, name: str, when: str) -> None:
    """Killed at any step, its records are found by nobody, ``check`` says so, and the next add finishes it."""
    assert len(remains(library)) >= 3  # the looking works
    assert len(packed(library.path / STORE_FILE)) == 40
    assert library.search(GONE).total == 30
    assert run(_KILLED, library.path, SOURCE, place, name, when).returncode == -9
    for opened in (library, shoroku.open(library.path)):  # one that was open before, and one that was not
        assert_hidden(opened)
        assert opened.sources.status().purging == {SOURCE}
        (problem,) = opened.check()
        assert (SOURCE in problem.what, "shoroku withdraw" in problem.mend) == (True, True)
        opened.close()
    library.take([contribution(3, "JaLC", word=STAYS)])
    assert_finished(library)


def test_killed_and_withdrawn_again(library: Library) -> None:
    """The same command finishes it as well."""
    assert run(_KILLED, library.path, SOURCE, "shoroku.indexer.sync.generations", "create", "before").returncode == -9
    library.close()
    assert library.withdraw(SOURCE).removed == 0
    assert_finished(library)


@pytest.mark.parametrize("finish", ["add", "reindex"])
def test_a_reader_in_a_transaction(library: Library, finish: str) -> None:
    """A reader that holds old pages is reported. Other writers are not blocked, and a later one finishes the withdrawal."""
    library.close()
    with Store(library.path / STORE_FILE) as reader, reader.one_state():
        assert reader.count() == 40
        with pytest.raises(LibraryLocked):
            library.withdraw(SOURCE)
        assert_hidden(library)
        library.close()
        library.take([contribution(11, "JaLC", word=STAYS), contribution(3, SOURCE, word=GONE)])
        assert library.sources.status().purging == {SOURCE}
        assert library.search(GONE).total == 0
        library.close()
    if finish == "add":
        library.take([contribution(3, "JaLC", word=STAYS)])
    else:
        library.reindex()
    assert remains(library) == []
    assert library.check() == []


@pytest.mark.parametrize("room", [0, 30_000, 100_000, 300_000])
def test_a_full_disk(library: Library, room: int) -> None:
    """If there is no room it says so, and either nothing is withdrawn or nobody finds it; the next add finishes."""
    library.close()
    code = "import resource, signal, sys, shoroku; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    code += f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}));"
    code += "shoroku.open(sys.argv[1]).withdraw(sys.argv[2])"
    finished = run(code, library.path, SOURCE)
    if finished.returncode:
        assert "DiskFull" in finished.stderr, finished.stderr
    if SOURCE in library.sources.status().withdrawn:
        assert_hidden(library)
    else:
        assert library.search(GONE).total == 30
        library.withdraw(SOURCE)
    library.take([contribution(3, "JaLC", word=STAYS)])
    assert_finished(library)


def test_no_hit_of_a_search_is_kept(tmp_path: Path) -> None:
    """The ids of the last search's hits go from the person's state folder, and ``sources`` says how it stands."""
    with open_desk(tmp_path) as desk:
        assert_no_hit_is_kept(desk)


def assert_no_hit_is_kept(desk: Desk) -> None:
    line = f'{{"id": "10.99999/gone-1", "title_en": "{GONE}", "sources": ["{SOURCE}"]}}\n'
    desk.run("add", "-", stdin=line.encode())
    desk.run("search", GONE)
    state = Path(os.environ["SHOROKU_STATE"])
    kept = [path for path in state.rglob("*") if path.is_file() and b"10.99999/gone-1" in path.read_bytes()]
    assert kept, "the looking works"
    assert desk.run("withdraw", "--yes", "--source", SOURCE).exit_code == 0
    assert not [path for path in kept if path.exists() and b"10.99999/gone-1" in path.read_bytes()]
    (told,) = desk.json("sources")["withdrawn"]
    assert (told["source"], told["state"]) == (SOURCE, "gone")


def test_of_an_earlier_version(library: Library) -> None:
    """A library in which an earlier version withdrew a source is finished by the first command that writes."""
    library.close()
    unpack(library.path / STORE_FILE)
    without_provenance(library.path / STORE_FILE)
    connection = sqlite3.connect(library.path / STORE_FILE)
    connection.executescript(
        "ALTER TABLE withdrawn DROP COLUMN state; ALTER TABLE withdrawn DROP COLUMN change; DROP TABLE withheld; DROP TABLE moment; DROP TABLE dictionary; DROP TABLE dictionary_copy;"
        "DROP TABLE node; DROP TABLE word; DROP TABLE edge; DROP TABLE mention; DROP TABLE cited; DROP TABLE recount;"
        "ALTER TABLE contribution DROP COLUMN seal; ALTER TABLE record DROP COLUMN seal;"
        "DELETE FROM note WHERE name = 'seal';"
        f"INSERT INTO withdrawn VALUES ('{SOURCE}', '2025-01-01T00:00:00Z'); PRAGMA user_version = 2;"
    )
    connection.close()
    assert library.check() != []
    assert library.sources.status().purging == {SOURCE}
    assert library.search(GONE).total == 30
    library.close()
    library.take([contribution(11, "JaLC", word=STAYS)])
    assert library.sources.status().purging == frozenset()
    assert not [name for name in remains(library) if name.startswith("rejects")]
