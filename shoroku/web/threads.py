"""What a thread of the service does about errors that no future can hold."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Found = TypeVar("Found")


def settled(function: Callable[Parameters, Found], *arguments: Parameters.args, **named: Parameters.kwargs) -> Found:
    """Call a function in a thread that an event loop waits for.

    A future of asyncio refuses StopIteration, so whoever waits for it would wait for ever. Such an error is a mistake in the
    program; it is raised as a RuntimeError, as generators do (PEP 479).
    """
    try:
        return function(*arguments, **named)
    except StopIteration as error:
        raise RuntimeError("the thread raised StopIteration") from error
