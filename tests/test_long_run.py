"""A long run: what it has committed can be found while it continues and after it was killed, and who writes is reported."""

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import shoroku
from shoroku import Contribution, Library, Record, Text
from shoroku.cli import app
from shoroku.corpus.errors import DiskFull
from shoroku.corpus.store.lock import writing
from shoroku.corpus.store.store import Store
from shoroku.indexer import generations, sync
from shoroku.indexer.authority import registry as registries

Make = Callable[..., Any]

_RUN = """
import os, signal, sys
from pathlib import Path
from shoroku import Contribution, Record, Text
from shoroku.corpus.store.lock import writing
from shoroku.corpus.store.store import Store
from shoroku.indexer import sync
sync._COMMIT_CHANGES = 800
folder = Path(sys.argv[1])
with writing(folder, "harvest"), Store(folder / "records.db", writable=True) as store, sync.syncing(store, folder) as run:
    for start in range(0, 40_000, 500):
        names = [(f"r{n:04d}", f"Serum word{n}") for n in range(start, start + 500)]
        store.take([Contribution("test", Record(id=i, titles=(Text(t),))) for i, t in names])
        run.pump()
        print(start + 500, flush=True)
        sys.stdin.readline()
    run.finish()
"""


def records(record: Make, first: int, last: int) -> list[Contribution]:
    return [
        Contribution("test", record(f"r{n:04d}", f"Serum word{n}", journals=f"Journal {n % 7}"))
        for n in range(first, last)
    ]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def running(library: Library, record: Make) -> Iterator[tuple[Store, sync.Sync]]:
    """Give the store and the run of a writer that has begun."""
    library.path.mkdir(parents=True, exist_ok=True)
    with (
        writing(library.path, "harvest"),
        Store(library.path / "records.db", writable=True) as store,
        sync.syncing(store, library.path) as run,
    ):
        yield store, run


def test_many_changes_are_committed_on_the_way(library: Library, record: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader sees more and more of a run, always whole commits, and all of it at the end."""
    monkeypatch.setattr(sync, "_COMMIT_CHANGES", 800)
    seen = []
    with running(library, record) as (store, run):
        for start in range(0, 4000, 400):
            store.take(records(record, start, start + 400))
            run.pump()
            page = library.search("serum", facets=["journal"])
            assert page.total + page.behind == start + 400
            assert page.total == 0 or len(page.facets["journal"]) == 7
            assert page.total == library.stats().index_change == sum(f.count for f in page.facets.get("journal", ()))
            assert library.check() == []
            seen.append(page.total)
        run.finish()
    assert library.search("serum").total == 4000
    assert seen == sorted(seen)
    assert 0 < len(set(seen) - {0, 4000}) <= 5
    assert library.check() == []


@pytest.fixture
def in_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a run of few records have workers, and commit after every hundred in another thread."""
    monkeypatch.setattr(sync, "FEW", 1)
    monkeypatch.setattr(sync, "_FRAME", 20)
    monkeypatch.setattr(sync, "_COMMIT_CHANGES", 100)


@pytest.mark.usefixtures("in_background")
def test_a_run_goes_on_while_it_commits(library: Library, record: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records are taken and analyzed while another thread commits; none is lost, and none stands twice."""
    made, begun, ended = registries.made, threading.Event(), threading.Event()

    def waiting(*given: Any) -> str:
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            assert ended.wait(60)
        return made(*given)

    monkeypatch.setattr(registries, "made", waiting)
    monkeypatch.setattr(sync, "_AHEAD_OF_COMMIT", 100)
    with running(library, record) as (store, run):
        for start in range(0, 400, 20):
            store.take(records(record, start, start + 20))
            run.pump()
        assert begun.wait(60)
        store.take(records(record, 400, 480))
        run.pump()  # returns, although the commit has not ended
        assert not ended.is_set()
        ended.set()
        store.take([Contribution("test", record(f"r{n:04d}", "Changed meanwhile")) for n in range(40)])
        run.finish()
    assert library.search("serum").total == 440
    assert library.search("changed").total == 40
    assert library.check() == []


@pytest.mark.usefixtures("in_background")
def test_an_error_of_a_commit_in_the_background_is_raised(
    library: Library, record: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full when another thread commits ends the run in words, and the next run makes up for it."""

    def full(*_: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken, running(library, record) as (store, run):
        broken.setattr(registries, "made", full)
        store.take(records(record, 0, 400))
        with pytest.raises(DiskFull):
            run.finish()
    library.take([])
    assert library.search("serum").total == 400
    assert library.check() == []


def test_a_slow_run_commits_by_the_clock(library: Library, record: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that takes few records in a long time lets them be found, however few they are."""
    monkeypatch.setattr(sync, "_COMMIT_SECONDS", 0.0)
    with running(library, record) as (store, run):
        for count in (3, 6):
            store.take(records(record, count - 3, count))
            run.pump()
            assert library.search("serum").total == count
        before = generations.current(library.path).state
        run.pump()  # nothing has come: nothing is committed
        assert generations.current(library.path).state == before
        assert library.search("serum").total == 6
        run.finish()


def test_a_run_of_hours_learns_on_the_way(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that goes on for long rebuilds the lexicon at some of its commits, and again from all of it at its end."""
    monkeypatch.setattr(sync, "_COMMIT_SECONDS", 0.0)
    monkeypatch.setattr(sync, "_LEXICON_SECONDS", 0.0)
    library.path.mkdir(parents=True)
    with (
        writing(library.path, "harvest"),
        Store(library.path / "records.db", writable=True) as store,
        sync.syncing(store, library.path) as run,
    ):
        for number, (japanese, english) in enumerate((("砂鯨", "sandwhale"), ("霧灯", "mistbeacon"))):
            titles = [(f"{japanese}の{one}", f"{two} of the {english}") for one, two in LEARNED]
            texts = [(Text(title, "ja"), Text(other, "en")) for title, other in titles]
            store.take([Contribution("test", Record(id=f"{number}-{n}", titles=both)) for n, both in enumerate(texts)])
            run.pump()
            assert english in _translations(library, japanese)
        run.finish()
    assert _translations(library, "砂鯨") == {"sandwhale"}
    assert _translations(library, "霧灯") == {"mistbeacon"}


#: What is said of each word that a library is to learn.
LEARNED = [("回遊", "Migration"), ("鳴き声", "The voice"), ("歴史", "A history"), ("保存", "Preservation")]


def _translations(library: Library, word: str) -> set[str]:
    return {one.written for meaning in library.lexicon(word) for one in meaning.translations}


def test_changes_and_deletions_on_the_way(library: Library, record: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records that change or go after a commit in the middle stand once, or not at all."""
    monkeypatch.setattr(sync, "_COMMIT_CHANGES", 100)
    with running(library, record) as (store, run):
        for turn in range(4):
            store.take([Contribution("test", record(f"r{n}", f"Serum turn{turn}")) for n in range(300)])
            store.remove("test", [f"r{n}" for n in range(turn * 10)])
            run.pump(last=True)
            assert library.search(f"turn{turn}").total == len(library) == 300 - turn * 10
            assert library.search("serum").total == 300 - turn * 10
        run.finish()
    assert library.check() == []


def test_what_a_killed_run_has_committed_is_found(tmp_path: Path) -> None:
    """After a kill in the middle the committed part is found, the index says how far it is, and the next run finishes."""
    folder = tmp_path / "library"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", _RUN, str(folder)]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as process,
        shoroku.open(folder) as library,
    ):
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018
        found = 0
        while not found:
            taken = int(process.stdout.readline())
            found = library.search("serum").total
            if not found:
                process.stdin.write("\n")
                process.stdin.flush()
        assert library.writer() is not None
        assert library.check() == []
        assert str(library.writer()).startswith(f"pid {process.pid}, harvest, 20")
        result = CliRunner(env={"SHOROKU_LANG": "en"}).invoke(app, ["search", "serum", "--library", str(folder)])
        assert f"another process is writing (pid {process.pid}, harvest, 20" in result.stderr
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert library.writer() is None
        after = library.search("serum")
        assert after.total >= found >= 800
        assert after.total + after.behind == len(library) == taken
        assert [(problem.part, "reflects change" in problem.what) for problem in library.check()] == [("index", True)]
        result = CliRunner(env={"SHOROKU_LANG": "en"}).invoke(app, ["search", "serum", "--library", str(folder)])
        assert "interrupted" in result.stderr
        library.take([])
        assert library.search("serum").total == taken
        assert library.check() == []


def test_merged_segments_are_not_missed(library: Library, record: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the segments of the last commit were merged away, a reader continues with those that hold the same."""
    for start in range(0, 300, 10):
        library.take(records(record, start, start + 10))
        path = generations.current(library.path).path
        names = {file.name for file in path.glob("*.term")}
        with monkeypatch.context() as broken:
            broken.setattr(generations, "write_state", _killed)
            with pytest.raises(KeyboardInterrupt):
                library.take(records(record, start + 10, start + 20))
        if not all((path / name).exists() for name in names):
            break
    else:
        pytest.fail("no segments were merged")
    library.close()
    assert library.search("serum").total == start + 20
    assert {problem.what for problem in library.check()} == {f"the index reflects change {start + 10} of {start + 20}"}


@pytest.mark.parametrize("suffix", [".lexicon", ".registry", ".term", ".store", ".fieldnorm", ".fast"])
def test_a_missing_file_is_noticed_by_a_search(library: Library, record: Make, suffix: str) -> None:
    """A search over an index that lacks a file says so, and so does check."""
    titles = ((f"砂鯨の歌{n}", f"Songs of the sand whale {n}") for n in range(4))
    twin = [record(f"b{n}", both, journals="Journal") for n, both in enumerate(titles)]
    library.take([Contribution("test", one) for one in twin])
    library.close()
    file = min(generations.current(library.path).path.glob(f"*{suffix}"))
    file.unlink()
    with pytest.raises(shoroku.IndexDamaged, match="must be rebuilt"):
        library.search("砂鯨")
    assert file.name in " ".join(problem.what for problem in library.check())
    library.reindex()
    assert library.search("砂鯨").total == 4
    assert library.check() == []
