"""Progress bars on stderr, for as long as stderr is a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from typing import TYPE_CHECKING

from shoroku.cli.terminal.text import safe

if TYPE_CHECKING:
    from rich.progress import Task

    from shoroku.corpus.harvest.runner import Progress


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Give a function to call with how much is done. ``total`` is None if it is not known."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich import progress as rich_progress

    from shoroku.cli.terminal.console import console

    columns = [
        rich_progress.TextColumn("{task.description}"),
        rich_progress.BarColumn(),
        rich_progress.MofNCompleteColumn() if total else rich_progress.TextColumn("{task.completed:,}"),
        rich_progress.TimeElapsedColumn(),
    ]
    with rich_progress.Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def harvest_progress(title: str) -> Iterator[Callable[["Progress"], None]]:
    """Give a function to call with a harvest's progress: records, rate, and the time left if the total is known."""
    if not sys.stderr.isatty():
        yield lambda progress: None
        return
    from rich.progress import BarColumn, ProgressColumn, TextColumn
    from rich.progress import Progress as Bars
    from rich.text import Text

    from shoroku.cli.terminal.console import console

    class Figures(ProgressColumn):
        """The figures beside the bar."""

        def render(self, task: "Task") -> Text:
            return Text(figures(task.completed, task.total, task.elapsed or 0.0))

    columns = [TextColumn("{task.description}", markup=False), BarColumn(), Figures()]
    with Bars(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(safe(title), total=None)
        known = _Total()

        def show(progress: "Progress") -> None:
            described = f"{title} {progress.part}"
            bar.update(task, completed=progress.records, total=known.after(progress), description=safe(described))

        yield show


def figures(done: float, total: float | None, seconds: float) -> str:
    """Return records, rate and time left in words."""
    rate = done / seconds if seconds > 0 else 0.0
    if total is None:
        return _("{records:,} records, {rate:,.1f}/s").format(records=int(done), rate=rate)
    text = _("{records:,} of {total:,} records, {rate:,.1f}/s").format(records=int(done), total=int(total), rate=rate)
    if rate <= 0:
        return text
    left = int((total - done) / rate)
    time_left = f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}"
    return _("{progress}, {time} left").format(progress=text, time=time_left)


class _Total:
    """The total of a harvest: one in parts gives it first, then that of each part."""

    def __init__(self) -> None:
        self._first: int | None = None

    def after(self, progress: "Progress") -> int | None:
        """Return the total as it is known now; None if more records came than it says."""
        if self._first is None:
            self._first = progress.total
        return self._first if self._first is not None and self._first >= progress.records else None
