"""One library for many: threads, an event loop, and processes that were forked, while another process writes."""

import asyncio
import inspect
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import shoroku
from shoroku import Library
from shoroku.search.searcher import FORKS


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A library with a few records."""
    with shoroku.open(tmp_path / "library") as library:
        library.add_records(
            [{"id": f"a{n}", "title": f"Apple {n}", "abstract": "Pears are not apples."} for n in range(30)]
        )
    return tmp_path / "library"


def in_a_fork(run: Callable[[], None]) -> bool:
    """Run a function in a forked process, and return whether it ended well."""
    child = os.fork()
    if not child:
        try:
            run()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


# --- The event loop ---------------------------------------------------------------------------------------------------


def test_searching_in_a_thread(place: Path) -> None:
    """``asearch`` returns what ``search`` returns, from another thread, while the event loop goes on."""
    seen: list[int] = []

    class Watched(Library):
        def search(self, query: str = "", **options: object) -> shoroku.Page:  # type: ignore[override]
            seen.append(threading.get_ident())
            return super().search(query, **options)  # type: ignore[arg-type]

    async def searches() -> list[shoroku.Page]:
        with Watched(place) as library:
            return await asyncio.gather(*(library.asearch("apple", limit=5, sort="oldest") for _ in range(4)))

    pages = asyncio.run(searches())
    with shoroku.open(place) as library:
        expected = library.search("apple", limit=5, sort="oldest").to_dict()
    for page in pages:
        assert {**page.to_dict(), "took_ms": 0} == {**expected, "took_ms": 0}
    assert threading.get_ident() not in seen


def test_wrong_arguments_are_told_as_by_search(place: Path) -> None:
    """The arguments are those of ``search``."""
    with shoroku.open(place) as library:
        with pytest.raises(TypeError, match="unexpected keyword argument 'limits'"):
            asyncio.run(library.asearch("a", limits=3))  # type: ignore[call-arg]
        with pytest.raises(shoroku.BadArgument):
            asyncio.run(library.asearch("a", limit=-1))
    assert inspect.iscoroutinefunction(Library.asearch)


def test_an_error_that_no_future_can_hold(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """StopIteration, which a future refuses, ends ``asearch`` instead of letting it wait for ever."""

    def stopped(self: Library, query: str = "", **options: object) -> None:
        raise StopIteration

    monkeypatch.setattr(Library, "search", stopped)

    async def searched() -> None:
        with Library(place) as library:
            await asyncio.wait_for(library.asearch("apple"), 20)

    with pytest.raises(RuntimeError, match="StopIteration"):
        asyncio.run(searched())


# --- Forks ------------------------------------------------------------------------------------------------------------


def test_a_fork_after_a_search(place: Path) -> None:
    """Parent and child go on with the same library; each sees what is committed later, and closing in one is not felt by the other."""
    with shoroku.open(place) as library:
        assert library.search("apple").total == 30

        def child() -> None:
            assert library.search("apple").total == 30
            assert library.get("a1").title == "Apple 1"
            library.close()
            assert library.search("apple").total == 30

        assert in_a_fork(child)
        assert library.search("apple").total == 30
        with shoroku.open(place) as writer:
            writer.add_records([{"id": "new", "title": "Apple pie"}])

        def later() -> None:
            assert library.search("apple").total == 31

        assert in_a_fork(later)
        assert library.search("apple").total == 31


def test_a_fork_in_the_middle_of_searches(place: Path) -> None:
    """A child that is forked while other threads search can search, and so can its parent afterwards."""
    stop = threading.Event()
    errors: list[BaseException] = []
    with shoroku.open(place) as library:

        def search() -> None:
            try:
                while not stop.is_set():
                    assert library.search("apple -plum", facets=["year"], explain=True).total
                    library.get("a1")
            except BaseException as error:
                errors.append(error)

        def child() -> None:
            signal.alarm(60)  # a lock that stays locked would wait for ever
            assert library.search("apple", facets=["year"]).total == 30
            assert library.suggest("app")
            assert library.similar("a1")
            assert asyncio.run(library.asearch("apple")).total == 30

        library.search(
            "apple -plum", facets=["year"], explain=True
        )  # the dictionary's tables are made here, if anywhere
        threads = [threading.Thread(target=search) for _ in range(3)]
        for one in threads:
            one.start()
        try:
            assert all(in_a_fork(child) for _ in range(12))
            assert library.search("apple").total == 30
        finally:
            stop.set()
            for one in threads:
                one.join()
    assert not errors


def test_a_fork_waits_for_searches() -> None:
    """A fork happens when no other thread is in the middle of a search; those that come meanwhile wait for it."""
    order: list[str] = []
    begun, may_end = threading.Event(), threading.Event()

    def first() -> None:
        with FORKS:
            begun.set()
            may_end.wait(60)
            with FORKS:  # one search may be part of another
                order.append("first")

    def second() -> None:
        with FORKS:
            order.append("second")

    def fork() -> None:
        FORKS.before()
        order.append("fork")
        FORKS.after()

    searching, forking = threading.Thread(target=first), threading.Thread(target=fork)
    searching.start()
    begun.wait(60)
    forking.start()
    while not FORKS.is_closed:
        time.sleep(0.001)
    late = threading.Thread(target=second)
    late.start()
    may_end.set()
    for one in (searching, forking, late):
        one.join()
    assert order == ["first", "fork", "second"]


# --- A writer ---------------------------------------------------------------------------------------------------------


def test_threads_while_a_writer_commits(place: Path) -> None:
    """Threads that share a library see whole commits, never an earlier one after a later one, and no error."""
    errors: list[BaseException] = []
    stop = threading.Event()
    with shoroku.open(place) as library:

        def search() -> None:
            before = 0
            try:
                while not stop.is_set():
                    total = library.search("apple").total
                    assert total >= before
                    assert (total - 30) % 7 == 0  # each commit adds seven
                    before = total
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=search) for _ in range(3)]
        for one in threads:
            one.start()
        with shoroku.open(place) as writer:
            for batch in range(5):
                writer.add_records([{"id": f"b{batch}-{n}", "title": "Apple"} for n in range(7)])
                time.sleep(0.01)
        stop.set()
        for one in threads:
            one.join()
        assert not errors
        assert library.search("apple").total == 65


def test_nothing_stays_open(place: Path) -> None:
    """After closing, no file of the library is open in this process."""
    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc")
    before = open_files(place)
    for _ in range(3):
        with shoroku.open(place) as library:
            library.search("apple")
            assert len(open_files(place)) > len(before)
    assert open_files(place) == before


def open_files(place: Path) -> list[str]:
    """Return the files of a library that this process has open."""
    found = []
    for each in Path("/proc/self/fd").iterdir():
        try:
            found.append(os.readlink(each))
        except OSError:
            continue
    return sorted(name for name in found if str(place) in name)
