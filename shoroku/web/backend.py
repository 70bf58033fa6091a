"""What the routes share: the library, the settings, and a way to search without blocking the event loop."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from typing import Any, ParamSpec, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

from shoroku.corpus.errors import ShorokuError
from shoroku.library import Library
from shoroku.search.engine.engine import SearchTimedOut, within
from shoroku.search.options import FACETS
from shoroku.search.searcher import settled
from shoroku.web.settings import Settings

Parameters = ParamSpec("Parameters")
Found = TypeVar("Found")

#: Seconds after the deadline in which a search may still notice it by itself.
_GRACE = 0.5
#: What is searched before the first request.
_WORDS = "検索 search"


class Backend:
    """One library behind an application. Get it in a route with ``Backend.of(request)``."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self.library = library
        self.settings = settings
        self._threads = ThreadPoolExecutor(settings.threads, "shoroku-search")
        self._counting = threading.Lock()
        self._unfinished = 0

    @classmethod
    def of(cls, request: Request) -> "Backend":
        """Return the backend of the application that handles a request."""
        backend: Backend = request.app.state.backend
        return backend

    @property
    def running(self) -> int:
        """The number of searches that run."""
        return min(self._unfinished, self.settings.threads)

    @property
    def waiting(self) -> int:
        """The number of searches that wait for a thread."""
        return max(0, self._unfinished - self.settings.threads)

    async def ask(
        self, function: Callable[Parameters, Found], *arguments: Parameters.args, **named: Parameters.kwargs
    ) -> Found:
        """Call a function that searches or reads the store, in a thread, and return its result.

        Raises SearchTimedOut if it takes longer than ``settings.seconds``, HTTPException (503) if too many requests wait
        for a thread, and what the function raises. A search that cannot be broken off keeps its thread until it ends, so
        there are never more of them than ``settings.threads``.
        """
        if self.waiting >= self.settings.waiting:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "The server is busy. Try again in a few seconds.")

        def called() -> Found:
            with within(self.settings.seconds):
                return settled(function, *arguments, **named)

        with self._counting:
            self._unfinished += 1
        search = self._threads.submit(called)
        search.add_done_callback(self._finished)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(search), self.settings.seconds + _GRACE)
        except TimeoutError:
            raise SearchTimedOut(seconds=self.settings.seconds) from None

    async def warm_up(self) -> None:
        """Load what the first search would have to load: the index, and the dictionaries of both languages.

        A library that cannot be searched is no error here: the requests that search it tell why.
        """
        with suppress(ShorokuError, HTTPException):
            await self.ask(self.library.search, _WORDS, limit=1, facets=FACETS)

    def close(self) -> None:
        """Wait for the searches that run, drop those that wait, and close the library."""
        self._threads.shutdown(cancel_futures=True)
        self.library.close()

    def _finished(self, _search: "Future[Any]") -> None:
        with self._counting:
            self._unfinished -= 1
