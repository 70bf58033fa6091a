"""Processes that take a share of this one's work: how many, what they import, and how work is divided among them.

They are our own and not those of multiprocessing, which import the user's main module, and what lies in the working directory.
"""

import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, BinaryIO, cast

#: More processes than this have never been measured.
_MOST = 8
#: Seconds in which the processes that share work have to answer once there is no more to take.
_LONGEST_WAIT = 300.0

#: The start of each program. The import path is passed as arguments, because entries of $PYTHONPATH may be relative, empty or
#: contain a colon; it is set before anything else is imported. Variables of the program follow it.
_START = "import os, sys; at = sys.argv.index('--'); sys.path[:], arguments = sys.argv[1:at], sys.argv[at + 1:]"
#: A process ends at once, because freeing its memory piece by piece would take long.
_END = "os._exit(0)"


def processors() -> int:
    """Return the number of processors that this process may use, at most eight."""
    return min(_MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def import_path() -> list[str]:
    """Return the folders from which another process imports: those of this process that do not depend on the working directory.

    The folder of this package comes last, for a process that found it through the working directory.
    """
    absolute = [entry for entry in sys.path if os.path.isabs(entry)]
    package = sys.modules[__name__.partition(".")[0]].__path__[0]
    return [*absolute, os.path.dirname(os.path.abspath(package))]


def started(program: str, arguments: Sequence[str] = (), **options: Any) -> "subprocess.Popen[bytes]":
    """Start a process that runs ``program``, Python source in which ``arguments`` is a list; it is asked and answers by pipes.

    Ctrl-C must reach only this process, which ends the others in order; they end, too, when their input ends.
    Raises OSError.
    """
    return subprocess.Popen(
        [sys.executable, "-P", "-c", "\n".join((_START, program, _END)), *import_path(), "--", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        start_new_session=True,
        **options,
    )


def release() -> None:
    """Give memory that is free back to the system, where the C library keeps it for later (glibc does)."""
    import ctypes  # imported here, because most processes never call this

    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


class Shared:
    """Tasks that other processes take from this one while it does something else; whatever they leave, it takes itself.

    A task and its answer are a line each. A process that ends, whatever the reason, leaves its task to this one; one that does not
    answer in time is ended.
    """

    def __init__(
        self,
        program: str,
        arguments: Sequence[str],
        tasks: Iterable[bytes],
        processes: int,
        longest_wait: float = _LONGEST_WAIT,
    ) -> None:
        """``program`` is Python source that answers each line of its input by a line; see ``started``.

        ``longest_wait``: seconds in which all answers have to come once no task is left to take.
        """
        self._program, self._arguments, self._count = program, arguments, processes
        self._longest_wait = longest_wait
        self._tasks = deque(tasks)
        #: The answers of other processes, by their tasks.
        self.answers: dict[bytes, bytes] = {}
        self._processes: list[subprocess.Popen[bytes]] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "Shared":
        try:
            with suppress(OSError, RuntimeError):  # no more processes or threads: this process does more itself
                for _ in range(self._count):
                    self._start()
        except BaseException:  # an interrupt, after which nobody would call ``__exit__``
            self.__exit__(None, None, None)
            raise
        return self

    def _start(self) -> None:
        process = started(self._program, self._arguments, stderr=subprocess.DEVNULL)
        self._processes.append(process)
        thread = threading.Thread(target=self._ask, args=[process], name="shoroku-shared")
        thread.start()
        self._threads.append(thread)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tasks.clear()
        for process in self._processes:
            process.kill()
        self._join()
        for process in self._processes:
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # closing flushes what a dead process has not read
                    cast("BinaryIO", pipe).close()
            process.wait()

    def left(self) -> Iterator[bytes]:
        """Yield the tasks that no other process has taken, and then those that one left unanswered."""
        yield from self._taken()
        self._join()
        yield from self._taken()

    def _taken(self) -> Iterator[bytes]:
        while self._tasks:
            with suppress(IndexError):  # another thread took the last one meanwhile
                yield self._tasks.popleft()

    def _join(self) -> None:
        """Wait for the answers to the tasks that were taken, and end the processes that do not answer in time."""
        latest = time.monotonic() + self._longest_wait
        for process, thread in zip(self._processes, self._threads, strict=False):  # the last may have no thread
            thread.join(max(0.0, latest - time.monotonic()))
            if thread.is_alive():
                process.kill()
                thread.join()

    def _ask(self, process: "subprocess.Popen[bytes]") -> None:
        asking, answering = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
        for task in self._taken():
            answer = b""
            with suppress(OSError):
                asking.write(task + b"\n")
                asking.flush()
                answer = answering.readline()
            if not answer.endswith(b"\n"):
                self._tasks.append(task)
                return
            self.answers[task] = answer
