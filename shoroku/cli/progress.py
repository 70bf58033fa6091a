"""A progress bar on stderr, where somebody watches; nothing at all where nobody does."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Give a function to call with how much is done. ``total`` is None where it is not known."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich import progress as rich_progress

    from shoroku.cli.output import console

    columns = [
        rich_progress.TextColumn("{task.description}"),
        rich_progress.BarColumn(),
        rich_progress.MofNCompleteColumn() if total else rich_progress.TextColumn("{task.completed:,}"),
        rich_progress.TimeElapsedColumn(),
    ]
    with rich_progress.Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)
