"""Ctrl-C in two steps: the first asks the work in hand to come to a good end, the second ends it at once."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click

from shoroku.cli.messages import message


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether somebody pressed Ctrl-C."""
    asked = threading.Event()

    def ask(_: int, __: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        # Said from elsewhere: here, the very line that is being written may have been interrupted.
        threading.Thread(target=click.echo, args=("\n" + message("harvest.stopping"),), kwargs={"err": True}).start()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
