"""Options for what is handed on: the format, what Excel needs, and abstracts that may not be passed on."""

from typing import TYPE_CHECKING

import click

from shoroku.cli.command import option
from shoroku.cli.message import message

if TYPE_CHECKING:
    from shoroku.exporting import Export

#: The formats that records can be written in (``corpus/writers``); named here so that a help page need not load them.
WRITTEN = ("bibtex", "csl-json", "csv", "jsonl", "md", "nbib", "ris", "tsv")
TABLES = ("csv", "tsv")

excel_option = option("--excel", is_flag=True)
disallowed_option = option("--with-disallowed-abstracts", is_flag=True)


def check_excel(ctx: click.Context, format_: str | None, excel: bool) -> None:
    """Refuse a mark for Excel before what is no table."""
    if excel and format_ not in TABLES:
        raise click.UsageError(message("export.excel_only", formats=", ".join(TABLES)), ctx)


def tell_withheld(export: "Export") -> None:
    """Say on stderr how many abstracts stayed behind."""
    if export.withheld:
        text = message("export.withheld_one" if export.withheld == 1 else "export.withheld", count=export.withheld)
        click.echo(text, err=True)
