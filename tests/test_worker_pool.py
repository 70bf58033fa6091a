"""Which worker takes which request: its own kind first, another kind's if too much of that waits."""

import threading
from collections.abc import Iterator

import msgspec
import pytest

from shoroku.analyzers import latin
from shoroku.corpus.record import Record
from shoroku.indexer import worker, worker_pool
from shoroku.indexer.bilingual import mining
from shoroku.indexer.bilingual.mining import Mined
from shoroku.indexer.documents import Document, document
from shoroku.indexer.worker import Pairs, Records, Work
from shoroku.indexer.worker_pool import Pool


class Watched(Pool):
    """A pool without processes. The worker for Japanese works on its first request until ``released`` is set."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.released = threading.Event()
        self.began = threading.Event()

    def _serve(self, request: worker_pool.Request) -> bytes:
        assert isinstance(request, Records)
        number = request.work[0][0]
        if number == 0:
            self.began.set()
            assert self.released.wait(60)
        return worker_pool.encode([b"%d" % number])


@pytest.fixture
def pool() -> Iterator[Watched]:
    with Watched(2) as pool:
        yield pool
        pool.released.set()


def work(number: int) -> Work:
    return [(number, b"{}")]


def test_work_waits_for_the_worker_of_its_kind(pool: Watched) -> None:
    """One waiting frame is left to the worker that knows its language; a second one is not."""
    first = pool.submit(work(0), 0)
    assert pool.began.wait(60)
    waiting = [pool.submit(work(1), 0)]
    assert pool.submit(work(9), 1).result(60) == [b"9"]
    assert not waiting[0].running()
    assert not waiting[0].done()
    waiting.append(pool.submit(work(2), 0))
    assert waiting[0].result(60) == [b"1"]  # the other worker took the older one, and leaves one waiting
    assert not waiting[1].done()
    pool.released.set()
    assert first.result(60) == [b"0"]
    assert waiting[1].result(60) == [b"2"]


def test_what_waits_at_the_end_is_shared(pool: Watched) -> None:
    """When no more work will come, no worker stands idle beside another one with work."""
    first = pool.submit(work(0), 0)
    assert pool.began.wait(60)
    last = pool.submit(work(1), 0)
    pool.hurry()
    assert last.result(60) == [b"1"]
    assert not first.done()


def test_a_single_worker_does_both_kinds() -> None:
    """With one processor, both kinds go to the same worker, also when nothing of the other kind waits."""
    with Watched(1) as pool:
        pool.released.set()
        answers = [pool.submit(work(number), number % 2) for number in range(1, 7)]
        assert [answer.result(60) for answer in answers] == [[b"%d" % number] for number in range(1, 7)]
        assert pool.submit(work(7), 1).result(60) == [b"7"]


def test_an_error_reaches_who_waits(pool: Watched) -> None:
    """An error is that of the request, and the worker goes on."""
    failed = pool.submit([(1, b"{}")], 1)
    assert failed.result(60) == [b"1"]
    broken = pool.submit([], 1)
    with pytest.raises(IndexError):
        broken.result(60)
    assert pool.submit(work(2), 1).result(60) == [b"2"]


def test_what_waits_is_cancelled_when_the_pool_closes() -> None:
    """Nobody waits for ever for the answer of a closed pool."""
    with Watched(2) as pool:
        pool.submit(work(0), 0)
        assert pool.began.wait(60)
        left = pool.submit(work(1), 0)
        left.add_done_callback(lambda _: pool.released.set())
    assert left.cancelled()


def test_new_processes_do_further_work_after_a_renewal() -> None:
    """What a process has met is met anew by the one after it, and the one before it has ended."""
    record = [(1, b'{"id":"","titles":[{"value":"Serum proteins"}]}')]
    with Pool(1) as pool:
        first = pool.submit(record).result(60)
        assert pool.submit(record).result(60) != first  # a process gives each form of a word once
        (before,) = pool._processes
        pool.renew()
        assert pool.submit(record).result(60) == first
        assert before.poll() == 0
        assert pool._processes != [before]


def test_no_document_gets_the_words_of_another_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words met in a record that has no document, or while a worker helps with the lexicon, are not stored with the next one."""
    met: list[str] = []
    monkeypatch.setattr(latin.TERMS, "met", met)

    def refusing(seq: int, record: Record) -> Document:
        made = document(seq, record)
        if seq == 1:
            raise ValueError("refused")
        return made

    def mined(pairs: list[list[str]]) -> Mined:
        assert latin.TERMS["Ostriches"]
        return mining.mined(pairs)

    monkeypatch.setattr(worker, "document", refusing)
    monkeypatch.setattr(worker, "mined", mined)
    for word in ("Quetzalcoatluses", "Ostriches", "Cormorants"):
        latin.TERMS.pop(word, None)
        latin.CHUNKS.pop(word, None)
    worker._answer(Pairs([]), met)
    titles = ("Quetzalcoatluses", "Cormorants", "Quetzalcoatluses")
    work = [(seq, f'{{"id":"","titles":[{{"value":"{title}"}}]}}'.encode()) for seq, title in enumerate(titles, 1)]
    answer = worker._answer(Records(work), met)
    assert isinstance(answer, list)
    first, *others = answer
    assert worker.unreadable(first)
    assert [msgspec.json.decode(one, type=Document).form for one in others] == ["cormorants", "quetzalcoatluses"]
