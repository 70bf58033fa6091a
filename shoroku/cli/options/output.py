"""Options for what comes out: JSON, a pager, the formats of records, abstracts that may not be passed on."""

from typing import TYPE_CHECKING

import click

from shoroku.cli.messages import message
from shoroku.cli.options.command import option

if TYPE_CHECKING:
    from shoroku.exporting import Export

json_option = option("--json", "as_json", is_flag=True, help_id="option.json")

#: For commands that print long texts; see ``terminal.console.paged``.
pager_option = option("--pager", is_flag=True)

fail_empty_option = option("--fail-empty", is_flag=True)

#: The formats that records can be written in (``corpus/writers``); named here so that a help page need not load them.
WRITTEN = ("bibtex", "csl-json", "csv", "jsonl", "md", "nbib", "ris", "tsv")
TABLES = ("csv", "tsv")

excel_option = option("--excel", is_flag=True)
disallowed_option = option("--with-disallowed-abstracts", is_flag=True)


def check_excel(ctx: click.Context, format_: str | None, excel: bool) -> None:
    """Refuse ``--excel`` with a format that is not a table."""
    if excel and format_ not in TABLES:
        raise click.UsageError(message("export.excel_only", formats=", ".join(TABLES)), ctx)


def tell_withheld(export: "Export") -> None:
    """Say on stderr how many abstracts were left out."""
    if export.withheld:
        text = message("export.withheld_one" if export.withheld == 1 else "export.withheld", count=export.withheld)
        click.echo(text, err=True)
