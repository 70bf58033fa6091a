"""Which worker takes which request: its own kind first, another kind's if too much of that waits."""

import gc
import io
import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import msgspec
import pytest

from shoroku.analyzers import latin, remembered
from shoroku.corpus.record import Record
from shoroku.indexer import worker, worker_pool
from shoroku.indexer.authority import labels
from shoroku.indexer.bilingual import mining
from shoroku.indexer.bilingual.mining import Mined
from shoroku.indexer.documents import Document, document
from shoroku.indexer.worker import Pairs, Records, Work, encode
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


def test_a_worker_forgets_names_before_it_helps_with_the_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The caches of names and words are emptied after many records; the same records have the same documents afterwards."""
    record = '{"id":"","titles":[{"value":"Serum proteins"}],"creators":[{"names":[{"value":"Ada Lovelace"}]}]}'
    records, pairs = Records([(1, record.encode()), (2, record.encode())]), worker.Pairs([])
    seen = []

    class Answers(io.BytesIO):
        def flush(self) -> None:
            seen.append((len(latin.CHUNKS), labels.author_key.cache_info().currsize))

    asked = io.BytesIO()
    for request in (records, pairs, records, pairs, records):
        worker.write_frame(asked, encode(request))
    asked.seek(0)
    answers = Answers()
    monkeypatch.setattr(worker, "_MANY", 2)
    monkeypatch.setattr(latin.TERMS, "met", None)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=asked))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=answers))
    remembered.forget()
    latin.CHUNKS.clear()
    try:
        worker.main()
    finally:
        gc.enable()
    assert seen == [(2, 1), (2, 1), (2, 1), (0, 0), (2, 1)]  # two records are not many, four are
    answers.seek(0)
    _, _, before, _, after = (worker.read_frame(answers) or b"" for _ in range(5))
    assert before == after
    assert [b"lovelace" in document for document in worker.decode_documents(after)] == [True, True]


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
    first, *others = worker.analyzed(work, met)
    assert worker.unreadable(first)
    assert [msgspec.json.decode(one, type=Document).form for one in others] == ["cormorants", "quetzalcoatluses"]
