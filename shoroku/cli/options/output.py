"""Options for the output: JSON, a pager, the formats of records, abstracts that may not be redistributed."""

from collections.abc import Callable
from gettext import gettext as _
from typing import Any

import click

from shoroku.cli.options.command import option
from shoroku.messages import N_

json_option = option("--json", "as_json", is_flag=True, help=N_("Print JSON."))

#: For commands that print long texts; see ``terminal.console.paged``.
pager_option = option(
    "--pager", is_flag=True, help=N_("Show the output in a pager: $SHOROKU_PAGER, else $PAGER, else less.")
)

fail_empty_option = option("--fail-empty", is_flag=True, help=N_("Exit with code 1 if nothing is found."))

#: The output formats of records (``corpus/writers``), listed here so that help pages need not load them.
WRITTEN = ("bibtex", "csl-json", "csv", "jsonl", "md", "nbib", "ris", "tsv")
TABLES = ("csv", "tsv")
#: Those with a place for the user's own tags and notes; jsonl always has these.
WITH_OWN = ("bibtex", "ris")

excel_option = option(
    "--excel",
    is_flag=True,
    help=N_("Start a csv or tsv table with a byte order mark, so that Excel reads it as UTF-8."),
)
disallowed_option = option(
    "--with-disallowed-abstracts",
    is_flag=True,
    help=N_(
        "Include abstracts whose licence is “disallow”. Their supplier does not permit redistribution: use this for yourself"
        " only, or with permission."
    ),
)


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of commands that print records: JSON, pager, exit code, and abstracts that may not be redistributed."""
    for each in (json_option, pager_option, fail_empty_option, disallowed_option):
        function = each(function)
    return function


own_option = option(
    "--with-own",
    is_flag=True,
    help=N_("Also write your own tags, as keywords, and your notes (ris and bibtex)."),
)


def check_own(ctx: click.Context, format_: str) -> None:
    """Refuse ``--with-own`` with a format that has no place for tags and notes."""
    if format_ not in WITH_OWN:
        text = _("--with-own works only with --format {formats}.").format(formats=_(" or ").join(WITH_OWN))
        raise click.UsageError(text, ctx)


def check_excel(ctx: click.Context, format_: str) -> None:
    """Refuse ``--excel`` with a format that is not a table."""
    if format_ not in TABLES:
        text = _("--excel works only with --format {formats}.").format(formats=_(" or ").join(TABLES))
        raise click.UsageError(text, ctx)
