"""A console that leaves it to the edge what a broken pipe means; rich's own would exit with 1."""

from rich.console import Console


class PlainConsole(Console):
    """See the module."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError
