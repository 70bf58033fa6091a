"""Several worker processes as one: frames go in, futures of documents come out."""

import os
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, cast

from shoroku.indexer.errors import WorkerDied
from shoroku.indexer.worker import Work, decode_documents, encode, read_frame, write_frame


class Pool:
    """A pool of worker processes, started on first use. Each is served by a thread that only waits for its pipe."""

    def __init__(self, size: int | None = None) -> None:
        """``size``: processes; by default as many as the processors that this process may use, eight at most."""
        self._size = size or min(
            8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        )
        self._threads = ThreadPoolExecutor(self._size, thread_name_prefix="shoroku-worker")
        self._local = threading.local()
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def size(self) -> int:
        return self._size

    def submit(self, work: Work) -> "Future[list[str]]":
        """Have a frame analysed. The future raises WorkerDied if its process ended."""
        return self._threads.submit(self._serve, work)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._processes:
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with suppress(BrokenPipeError):  # what a dead process has not read is still to be flushed
                        pipe.close()
            process.wait()

    def _serve(self, work: Work) -> list[str]:
        process = getattr(self._local, "process", None) or self._start()
        try:
            write_frame(cast("BinaryIO", process.stdin), encode(work))
            frame = read_frame(cast("BinaryIO", process.stdout))
        except OSError:
            frame = None
        if frame is None:
            raise WorkerDied(code=process.wait())
        return decode_documents(frame)

    def _start(self) -> "subprocess.Popen[bytes]":
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        process = subprocess.Popen(
            [sys.executable, "-c", "from shoroku.indexer.worker import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the parent, who ends its workers in order
        )
        self._processes.append(process)
        self._local.process = process
        return process
