"""What the routes share: the library, the settings, and a way to search without blocking the event loop."""

from collections.abc import Callable
from http import HTTPStatus
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request

from shoroku.library import Library
from shoroku.search.engine.engine import SearchTimedOut, within
from shoroku.web.settings import Settings

Parameters = ParamSpec("Parameters")
Found = TypeVar("Found")

#: Seconds after the deadline in which a search may still notice it by itself.
_GRACE = 0.5


class Backend:
    """One library behind an application. Get it in a route with ``Backend.of(request)``."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self.library = library
        self.settings = settings
        self._threads = anyio.CapacityLimiter(settings.threads)

    @classmethod
    def of(cls, request: Request) -> "Backend":
        """Return the backend of the application that handles a request."""
        backend: Backend = request.app.state.backend
        return backend

    async def ask(
        self, function: Callable[Parameters, Found], *arguments: Parameters.args, **named: Parameters.kwargs
    ) -> Found:
        """Call a function that searches or reads the store, in a thread, and return its result.

        Raises SearchTimedOut if it takes longer than ``settings.seconds``, HTTPException (503) if too many requests wait
        for a thread, and what the function raises.
        """
        if self._threads.statistics().tasks_waiting >= self.settings.waiting:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "The server is busy. Try again in a few seconds.")

        def called() -> Found:
            with within(self.settings.seconds):
                return function(*arguments, **named)

        with anyio.move_on_after(self.settings.seconds + _GRACE):
            return await anyio.to_thread.run_sync(called, limiter=self._threads, abandon_on_cancel=True)
        raise SearchTimedOut(seconds=self.settings.seconds)
