"""What a harvest would give: how many records, and the first of them."""

from typing import Any

import click

from shoroku.cli.messages import language, message
from shoroku.cli.render.record import citation
from shoroku.cli.render.rejects import tell_rejects
from shoroku.cli.terminal.console import console, print_text
from shoroku.cli.terminal.text import safe
from shoroku.corpus.readers.intake import Reject
from shoroku.corpus.record import Record, in_language
from shoroku.corpus.sources.source import Page

_MOST_SHOWN = 10


def _records(page: Page) -> list[Record]:
    return [item.record for item in page.items if item.record is not None][:_MOST_SHOWN]


def _title(record: Record) -> str:
    return in_language(record.titles, language())


def preview_as_json(page: Page) -> dict[str, Any]:
    """Return a page as plain data: no abstracts, which may not be passed on."""
    return {
        "total": page.total,
        "records": [
            {"id": record.id, "title": _title(record), "year": record.year, "doi": record.identifier("DOI") or None}
            for record in _records(page)
        ],
        "rejected": sum(item.error is not None for item in page.items),
        "warnings": [warning.text(language()) for warning in page.warnings],
    }


def print_preview(page: Page) -> None:
    """Print a page: the number of all, the first records, what could not be taken."""
    from rich.text import Text

    for warning in page.warnings:
        click.echo(message("harvest.warning", text=safe(warning.text(language()))), err=True)
    tell_rejects([Reject("-", item.line, item.error) for item in page.items if item.error is not None])
    to = console()
    unknown = message("harvest.look.unknown")
    print_text(to, Text(unknown if page.total is None else message("harvest.look.total", total=page.total)))
    for record in _records(page):
        print_text(to, Text(safe(_title(record)), style="bold"), "    ", "  - ")
        about = " · ".join(filter(None, (citation(record), record.identifier("DOI") or record.id)))
        print_text(to, Text(safe(about), style="dim"), "    ")
    print_text(to, Text(message("harvest.look.kept")))
