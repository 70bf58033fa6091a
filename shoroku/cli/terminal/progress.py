"""Progress bars on stderr, shown only if stderr is a terminal."""

import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from shoroku.cli.terminal.text import safe

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import Task

    from shoroku.corpus.harvest.runner import Progress


@contextmanager
def progress(title: str, total: int | None = None, *, is_estimate: bool = False) -> Iterator[Callable[[int], None]]:
    """Yield a function to call with the number of records done; it shows that number, the rate and the time left.

    ``total`` is None if it is not known. An estimate that turns out to be too low is no longer shown.
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    with _bars(is_estimate=is_estimate) as bars:
        task = bars.add_task(title, total=total)

        def show(done: int) -> None:
            bars.update(task, completed=done, total=total if total is not None and done <= total else None)

        yield show


def show_preparation(share: float) -> None:
    """Show how far the tables of synonyms and translations are, which are created once for each version of the dictionary.

    On a terminal the line is updated and goes away; elsewhere it is printed once.
    """
    is_terminal = sys.stderr.isatty()
    if share <= 0 or is_terminal:
        text = _("Preparing the tables of synonyms and translations (only once): {share:.0%}").format(share=share)
        sys.stderr.write(f"\r{text}" if is_terminal else f"{text.rsplit(':', 1)[0]}\n")
    if share >= 1 and is_terminal:
        sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()


@contextmanager
def harvest_progress(title: str) -> Iterator[Callable[["Progress"], None]]:
    """Yield a function to call with a harvest's progress; it shows records, rate, and the time left if the total is known."""
    if not sys.stderr.isatty():
        yield lambda progress: None
        return
    with _bars() as bars:
        task = bars.add_task(safe(title), total=None)
        known = _Total()

        def show(progress: "Progress") -> None:
            described = f"{title} {progress.part}"
            bars.update(task, completed=progress.records, total=known.after(progress), description=safe(described))

        yield show


def _bars(*, is_estimate: bool = False) -> "Bars":
    """Return progress bars on stderr with the figures beside them."""
    from rich.progress import BarColumn, ProgressColumn, TextColumn
    from rich.progress import Progress as Bars
    from rich.table import Column
    from rich.text import Text

    from shoroku.cli.terminal.console import console

    class Figures(ProgressColumn):
        """The figures beside the bar."""

        def render(self, task: "Task") -> Text:
            return Text(figures(task.completed, task.total, task.elapsed or 0.0, is_estimate=is_estimate))

    what_is_left = Column(ratio=1)  # for the bar, so that the figures fit
    columns = [TextColumn("{task.description}", markup=False), BarColumn(None, table_column=what_is_left), Figures()]
    return Bars(*columns, console=console(stderr=True), transient=True, expand=True)


def figures(done: float, total: float | None, seconds: float, *, is_estimate: bool = False) -> str:
    """Return records, rate and time left in words."""
    rate = done / seconds if seconds > 0 else 0.0
    if total is None:
        return _("{records:,} records, {rate:,.1f}/s").format(records=int(done), rate=rate)
    text = _("{records:,} of {total:,} records, {rate:,.1f}/s")
    if is_estimate:
        text = _("{records:,} of about {total:,} records, {rate:,.1f}/s")
    text = text.format(records=int(done), total=int(total), rate=rate)
    if rate <= 0:
        return text
    left = int((total - done) / rate)
    time_left = f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}"
    return _("{progress}, {time} left").format(progress=text, time=time_left)


#: Bytes of a file that are read to estimate its number of records.
_SAMPLE = 1 << 20


def estimated_records(files: Iterable[str]) -> int | None:
    """Estimate the number of records in files of JSON Lines, plain or gzip-compressed, from the beginnings of the files.

    Return None if no progress is shown, or if a file has another format or cannot be read.
    """
    if not sys.stderr.isatty():
        return None
    try:
        return sum(map(_estimated, files))
    except (OSError, EOFError, ValueError, zlib.error):
        return None


def _estimated(file: str) -> int:
    with Path(file).open("rb") as raw:
        is_packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        sample = gzip.GzipFile(fileobj=raw).read(_SAMPLE) if is_packed else raw.read(_SAMPLE)
        first, newline, _rest = sample.partition(b"\n")
        if not (newline and first.startswith(b"{") and first.rstrip().endswith(b"}")):
            raise ValueError(file)
        read, size = raw.tell(), Path(file).stat().st_size
        lines = sample.count(b"\n")
        return lines if len(sample) < _SAMPLE else round(lines * size / read)


class _Total:
    """The total of a harvest: a harvest in parts first gives its own total, then that of each part."""

    def __init__(self) -> None:
        self._first: int | None = None

    def after(self, progress: "Progress") -> int | None:
        """Return the total known so far; None if more records have arrived than that."""
        if self._first is None:
            self._first = progress.total
        return self._first if self._first is not None and self._first >= progress.records else None
