"""A pool of worker processes: it takes requests and returns futures of the answers."""

import subprocess
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple, TypeVar, cast

from shoroku.corpus.processes import processors, started
from shoroku.indexer.bilingual.candidates import Counted, Link
from shoroku.indexer.bilingual.mining import Mined
from shoroku.indexer.errors import WorkerDied
from shoroku.indexer.worker import (
    Documents,
    Pairs,
    Records,
    Request,
    Words,
    Work,
    decode_documents,
    decode_links,
    decode_mined,
    encode,
    read_frame,
    write_frame,
)

T = TypeVar("T")

#: A worker without work of its own kind takes a frame of another kind if more than this many of them wait.
_PATIENCE = 1
#: Kinds of work.
_KINDS = 2

#: Seconds to wait for a frame before its process is replaced. A frame of some hundred records takes less than one second.
_LONGEST_WAIT = 300.0

#: A record for whose title the dictionary is loaded. Nobody reads the answer.
_SOME_JAPANESE: Work = [(0, '{"id":"","titles":[{"value":"序"}]}'.encode())]

#: The program of a worker.
_WORKER = "from shoroku.indexer.worker import main; main()"


class _Task(NamedTuple):
    """A request that waits for a worker, and what becomes of its answer."""

    request: Request
    decode: Callable[[bytes], object]
    future: "Future[Any]"


class Pool:
    """A pool of worker processes, started on first use. For each there is a thread that waits for its pipe.

    Work of one kind goes to the same workers as long as they keep up, because a worker caches the words of a language, and
    only Japanese needs the dictionary. Once no more work will come (``hurry``), every worker takes what there is.
    """

    def __init__(self, size: int | None = None) -> None:
        """``size``: number of processes; by default the number of processors that this process may use, at most eight."""
        self._size = size or processors()
        self._threads = [ThreadPoolExecutor(1, thread_name_prefix="shoroku-worker") for _ in range(self._size)]
        self._tasks: list[deque[_Task]] = [deque() for _ in range(_KINDS)]
        self._taking = threading.Lock()
        self._patience = _PATIENCE
        self._local = threading.local()
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def size(self) -> int:
        return self._size

    def start(self) -> None:
        """Start the processes now, not with their first work: they load what they need while the caller reads records."""
        for number, thread in enumerate(self._threads):
            thread.submit(self._answer, Records(_SOME_JAPANESE if number % 2 == 0 else []))

    def submit(self, work: Work, kind: int = 0) -> "Future[Documents]":
        """Have records analyzed, by the workers for their ``kind`` if these are not far behind the others.

        The future raises WorkerDied if the process ended.
        """
        self._patience = _PATIENCE
        return self._submit(Records(work), decode_documents, kind)

    def mine(self, pairs: list[list[str]]) -> "Future[Mined]":
        """Have parallel texts mined (``bilingual/mining.py``). The future raises WorkerDied if the process ended."""
        return self._submit(Pairs(pairs), decode_mined, kind=1)

    def candidates(self, words: Counted, side: int) -> "Future[list[Link]]":
        """Have the candidates of one language found (``bilingual/candidates.py``). The future raises WorkerDied if the process
        ended."""
        return self._submit(Words(words, side), decode_links, kind=0)

    def hurry(self) -> None:
        """Have the workers share all the work that waits. Call it before waiting for all answers, when there is no more to submit."""
        self._patience = 0
        self._wake()

    def renew(self) -> None:
        """Have new processes do further work. What the present ones have cached of many records takes as much memory as making
        the lexicon."""
        for thread in self._threads:
            thread.submit(self._renew)

    def _renew(self) -> None:
        """End this thread's process, once it has answered what it was asked."""
        if process := getattr(self._local, "process", None):
            self._local.process = None
            self._processes.remove(process)
            _close(process)

    def _submit(self, request: Request, decode: Callable[[bytes], T], kind: int) -> "Future[T]":
        future: Future[T] = Future()
        with self._taking:
            self._tasks[kind % _KINDS].append(_Task(request, decode, future))
        self._wake()
        return future

    def _wake(self) -> None:
        for number, thread in enumerate(self._threads):
            thread.submit(self._work, number)

    def _work(self, number: int) -> None:
        """Answer requests until there are none for this worker."""
        while task := self._next(number):
            if task.future.set_running_or_notify_cancel():
                try:
                    task.future.set_result(task.decode(self._serve(task.request)))
                except BaseException as error:  # for whoever waits for the answer
                    task.future.set_exception(error)

    def _next(self, number: int) -> _Task | None:
        """Return the next request for a worker: the oldest of its kind, or of another kind if too many of these wait.

        A single worker takes both kinds.
        """
        with self._taking:
            for kind, tasks in enumerate(self._tasks):
                if tasks and kind % self._size == number % _KINDS:
                    return tasks.popleft()
            return next((tasks.popleft() for tasks in self._tasks if len(tasks) > self._patience), None)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._taking:
            for tasks in self._tasks:
                for task in tasks:
                    task.future.cancel()
                tasks.clear()
        for thread in self._threads:
            thread.shutdown(wait=False, cancel_futures=True)
        for thread in self._threads:
            thread.shutdown(wait=True)
        for process in self._processes:
            _close(process)

    def _serve(self, request: Request) -> bytes:
        """Return the answer of a process. If it ends or does not respond, try once more with a new one."""
        frame = self._answer(request)
        if frame is None:
            self._end()
            frame = self._answer(request)
        if frame is None:
            raise WorkerDied(code=self._end())
        return frame

    def _answer(self, request: Request) -> bytes | None:
        """Return the answer of this thread's process, None if it has ended or does not respond in time."""
        process: subprocess.Popen[bytes] = getattr(self._local, "process", None) or self._start()
        watch = threading.Timer(_LONGEST_WAIT, process.kill)
        watch.daemon = True
        watch.start()
        try:
            write_frame(cast("BinaryIO", process.stdin), encode(request))
            return read_frame(cast("BinaryIO", process.stdout))
        except OSError:
            return None
        finally:
            watch.cancel()

    def _end(self) -> int:
        """End this thread's process, so that the next frame starts a new one; return its exit code."""
        process: subprocess.Popen[bytes] = self._local.process
        self._local.process = None
        process.kill()
        return process.wait()

    def _start(self) -> "subprocess.Popen[bytes]":
        process = started(_WORKER)
        self._processes.append(process)
        self._local.process = process
        return process


def _close(process: "subprocess.Popen[bytes]") -> None:
    """End a process by ending its input."""
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(BrokenPipeError):  # closing flushes what a dead process has not read
                pipe.close()
    process.wait()
