"""Ctrl-C in two steps: the first stops after the current page, the second stops at once."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from types import FrameType

import click


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Yield a function that returns whether Ctrl-C was pressed."""
    pressed = threading.Event()

    def press(_signal: int, _frame: FrameType | None) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()
        text = _("Stopping after the current page. Press Ctrl-C again to stop at once.")
        # In a thread: a print that this signal interrupted may hold the stream.
        threading.Thread(target=click.echo, args=(f"\n{text}",), kwargs={"err": True}).start()

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)
