"""The engine of a library's own index by itself: what expressions match, score and count."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

import shoroku
from shoroku import Contribution, Record, Text
from shoroku.indexer import fields
from shoroku.search.engine.engine import Engine, SearchTimedOut, check_deadline, meanwhile, within
from shoroku.search.engine.expressions import (
    EVERYTHING,
    AllOf,
    AnyTerm,
    BestOf,
    Boosted,
    Combination,
    Constant,
    Expression,
    Term,
    TermPhrase,
    Unscored,
)
from shoroku.search.rank import rank
from tests import pins_library

WORD = Term(fields.TEXT_EN, "serum")
#: The name of the thread in which questions are asked.
THREAD = "shoroku-meanwhile"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give the engine over six records of three years."""
    path: Path = tmp_path_factory.mktemp("engine")
    with shoroku.open(path) as library:
        made = [
            Record(id=f"r{n}", titles=(Text("Serum " * (n % 2) + f"protein {n}", "en"),), date=str(2000 + n % 3))
            for n in range(6)
        ]
        library.take([Contribution("x", record) for record in made])
        yield library._searching().view().engine


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0, 3.0])
def test_a_boost_multiplies_the_score(engine: Engine, factor: float) -> None:
    """Whatever the factor is."""
    plain, boosted = (engine.top(one, 10).keys for one in (WORD, Boosted(WORD, factor)))
    assert len(plain) == 3
    assert boosted == pytest.approx([key * factor for key in plain])


def test_the_order_by_a_field(engine: Engine) -> None:
    """The highest values come first, unless it is said otherwise."""
    found = engine.top(EVERYTHING, 2, by=fields.SEQ)
    assert engine.seqs(found.addresses) == [6, 5]
    found = engine.top(EVERYTHING, 2, by=fields.SEQ, direction="ascending")
    assert engine.seqs(found.addresses) == [1, 2]


@pytest.mark.parametrize(("size", "counted", "others"), [(1, 2, 4), (2, 4, 2), (3, 6, 0), (9, 6, 0)])
def test_how_many_values_are_left_out(engine: Engine, size: int, counted: int, others: int) -> None:
    """Counts of values say how many records have a value that is not among them; none if all are."""
    total, found = engine.counts(EVERYTHING, {fields.YEAR: size})
    assert total == 6
    assert (sum(found[fields.YEAR].values.values()), found[fields.YEAR].others) == (counted, others)


@pytest.mark.parametrize(("values", "count"), [([], 0), (["serum"], 3), (["serum", "protein"], 6), (["none"], 0)])
def test_one_of_several_terms(engine: Engine, values: list[str], count: int) -> None:
    """A record with any of the terms matches, and none if there are no terms; many terms are as good as few."""
    for more in ([], [f"other{n}" for n in range(3_000)] if values else []):
        assert engine.count(AnyTerm(fields.TEXT_EN, [*values, *more])) == count


def test_a_question_is_asked_while_something_else_is_done() -> None:
    """The body waits for its answer, and the thread has ended when the block is left, also by an error."""
    may_answer = threading.Event()

    def ask() -> str:
        assert may_answer.wait(60)
        return threading.current_thread().name

    with meanwhile(ask) as answer:
        assert THREAD in _threads()
        may_answer.set()
        assert answer() == answer() == THREAD
    assert THREAD not in _threads()
    may_answer.clear()

    def fail() -> None:
        with meanwhile(ask):
            assert THREAD in _threads()
            may_answer.set()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert THREAD not in _threads()


def _threads() -> list[str]:
    return [thread.name for thread in threading.enumerate()]


def test_a_question_is_asked_without_a_second_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has no more threads, the one that wants the answer asks the question itself, once."""

    def no_more(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    asked: list[str] = []

    def ask() -> int:
        asked.append(threading.current_thread().name)
        return len(asked)

    monkeypatch.setattr(threading.Thread, "start", no_more)
    with meanwhile(ask) as answer:
        assert answer() == answer() == 1
    assert asked == [threading.current_thread().name]
    with within(-1), meanwhile(check_deadline) as failing, pytest.raises(SearchTimedOut):
        failing()


@pytest.mark.parametrize(("processors", "is_parallel"), [({0}, False), ({0, 1}, True)])
def test_one_processor_counts_nothing_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processors: set[int], is_parallel: bool
) -> None:
    """There, a second thread would only take time from the first."""
    with shoroku.open(tmp_path) as library:
        library.take([Contribution("x", Record(id="r", titles=(Text("Serum", "en"),)))])
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: processors, raising=False)
        assert library._searching().view().engine.is_parallel == is_parallel


def test_what_two_threads_compute_is_one_value() -> None:
    """Both may compute it at the same time, but they get the same object."""

    class Owner:
        both = threading.Barrier(2, timeout=60)

        @rank._Once
        def found(self) -> object:
            self.both.wait()
            return object()

    owner = Owner()
    with meanwhile(lambda: owner.found) as other:
        assert owner.found is other() is owner.found


def test_an_error_of_a_question_is_raised_where_its_answer_is_wanted() -> None:
    """The deadline of a search holds in the other thread, too. Without anyone who waits, nothing is raised."""
    with within(-1), meanwhile(check_deadline) as answer, pytest.raises(SearchTimedOut):
        answer()
    with within(-1), meanwhile(check_deadline):
        pass


@pytest.mark.parametrize(
    ("query", "has_words"),
    [
        ("糖尿病", True),
        ("cohort study", True),
        ("nothing at all", True),
        ("title:肥満 OR cancer", False),
        ("bridges 衛星画像 香気", True),
        ("患者はどう答えましたか", True),
        ("zzyzx qqq", True),
    ],
)
def test_counting_meanwhile_changes_no_answer(
    tmp_path: Path, query: str, has_words: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page is the same whether its records are counted in another thread or before; a tree's always are before."""
    threads = []

    def recorded(ask: Callable[[], int]) -> AbstractContextManager[Callable[[], int]]:
        def asked() -> int:
            threads.append(threading.current_thread().name)
            return ask()

        return meanwhile(asked)

    with shoroku.open(tmp_path / "library") as library:
        library.add([pins_library.write(tmp_path / "records.jsonl")])
        monkeypatch.setattr(rank, "meanwhile", recorded)
        before = library.search(query, facets=("journal", "year")).to_dict()
        assert not threads
        view = library._searching().view()
        view.statistics.facets.clear()
        monkeypatch.setattr(view.engine, "is_parallel", True)
        monkeypatch.setattr(rank, "_MANY", -1)
        after = library.search(query, facets=("journal", "year")).to_dict()
    assert after | {"took_ms": 0} == before | {"took_ms": 0}
    assert set(threads) == ({THREAD} if has_words else set())


@pytest.mark.parametrize(
    "query", ["糖尿病", "cohort study", "nothing at all", "title:肥満 OR cancer", "患者はどう答えましたか"]
)
@pytest.mark.parametrize("limit", [0, 1, 10, 300])
def test_a_bare_list_is_that_of_the_page(tmp_path: Path, query: str, limit: int) -> None:
    """Where no totals are wanted, fewer are counted; ids and scores stay the same."""
    with shoroku.open(tmp_path / "library") as library:
        library.add([pins_library.write(tmp_path / "records.jsonl")])
        hits = library.search(query, limit=max(limit, 1)).hits[:limit]
        assert library.run(query, limit) == [(hit.id, hit.score) for hit in hits]


_ONE, _TITLE, _ALL = Term(fields.TEXT_EN, "3"), Term(fields.TITLE_EN, "serum"), Term(fields.TITLE_EN, "protein")


@pytest.mark.parametrize(
    ("expression", "count"),
    [
        (BestOf([WORD, _TITLE]), 3),
        (BestOf([_TITLE, Term(fields.SUBJECT, "serum"), _ONE]), 3),
        (Combination(should=[WORD, _ONE, _ALL], at_least=2), 3),
        (Combination(must=[_ALL], should=[WORD]), 6),
        (Combination(must=[_ALL], should=[WORD, _ONE], at_least=1), 3),
        (Combination(must=[Boosted(BestOf([WORD, _ONE]), 2.0)], must_not=[_ONE]), 2),
        (AllOf([Unscored(_TITLE), Constant(_ALL, 1.0), TermPhrase(fields.TEXT_EN, ("serum", "protein"))]), 3),
        (Combination(must=[Combination(should=[AllOf([WORD, _ONE]), AnyTerm(fields.SEQ, [1])])]), 2),
        (BestOf([]), 0),
    ],
)
def test_what_is_counted_is_what_is_found(engine: Engine, expression: Expression, count: int) -> None:
    """A count, which needs no scores, is that of the scored records, also if the expression was prepared or is a condition."""
    for one in (expression, engine.prepare(expression), Boosted(engine.prepare(engine.prepare(expression)), 2.0)):
        found = set(engine.seqs(engine.top(one, 10).addresses))
        assert len(found) == engine.count(one) == engine.counts(one, {})[0] == count
        narrowed = Combination(must=[EVERYTHING, Unscored(one)])
        assert set(engine.seqs(engine.top(narrowed, 10).addresses)) == found
