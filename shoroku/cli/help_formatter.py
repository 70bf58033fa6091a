"""Click's help pages, with lines measured in columns: click counts characters, of which a Japanese one takes two."""

from collections.abc import Iterable

import click

from shoroku.cli.width import cells, wrap


class HelpFormatter(click.HelpFormatter):
    """Writes help pages. Every line of a text is a paragraph of its own, and keeps its indentation."""

    def write_text(self, text: str) -> None:
        for line in text.splitlines():
            body = line.lstrip(" ")
            indent = " " * (self.current_indent + len(line) - len(body))
            for piece in wrap(body, self.width - len(indent)):
                self.write(f"{indent}{piece}".rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        first_width = min(max(cells(first) for first, _ in rows), col_max) + col_spacing
        hanging = " " * (self.current_indent + first_width)
        for first, second in rows:
            pieces = wrap(second, max(self.width - len(hanging), 10))
            if cells(first) + col_spacing > first_width:
                self.write(f"{'':>{self.current_indent}}{first}\n")
            else:
                padding = " " * (first_width - cells(first))
                self.write(f"{'':>{self.current_indent}}{first}{padding}{pieces.pop(0)}".rstrip() + "\n")
            self.write("".join(f"{hanging}{piece}\n" for piece in pieces))
