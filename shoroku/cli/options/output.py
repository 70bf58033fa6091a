"""Options for the output: JSON, a pager, the formats of records, abstracts that may not be passed on."""

import sys
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

from shoroku.cli.messages import N_
from shoroku.cli.options.command import option
from shoroku.cli.terminal.text import safe

if TYPE_CHECKING:
    from shoroku.corpus.store.lock import Writer
    from shoroku.exporting import Export
    from shoroku.passing_on import Outlet

json_option = option("--json", "as_json", is_flag=True, help=N_("Print JSON."))

#: For commands that print long texts; see ``terminal.console.paged``.
pager_option = option(
    "--pager", is_flag=True, help=N_("Show the output in a pager: $SHOROKU_PAGER, else $PAGER, else less.")
)

fail_empty_option = option("--fail-empty", is_flag=True, help=N_("Exit with code 1 if nothing is found."))

#: The formats that records can be written in (``corpus/writers``); named here so that a help page need not load them.
WRITTEN = ("bibtex", "csl-json", "csv", "jsonl", "md", "nbib", "ris", "tsv")
TABLES = ("csv", "tsv")

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


def check_excel(ctx: click.Context, format_: str) -> None:
    """Refuse ``--excel`` with a format that is not a table."""
    if format_ not in TABLES:
        text = _("--excel works only with --format {formats}.").format(formats=_(" or ").join(TABLES))
        raise click.UsageError(text, ctx)


def outlet(*, with_disallowed: bool, is_for_programs: bool) -> "Outlet":
    """Return the way to standard output: a person's screen, if it is a terminal and the form one for people."""
    from shoroku.passing_on import Outlet

    return Outlet(is_screen=not is_for_programs and sys.stdout.isatty(), with_disallowed=with_disallowed)


def tell_withheld(export: "Export | Outlet") -> None:
    """Say on stderr how many abstracts were left out."""
    if export.withheld:
        text = ngettext(
            "{count:,} abstract was left out: its licence is “disallow”, which forbids redistribution. If you may use it, add"
            " --with-disallowed-abstracts.",
            "{count:,} abstracts were left out: their licence is “disallow”, which forbids redistribution. If you may use them,"
            " add --with-disallowed-abstracts.",
            export.withheld,
        )
        click.echo(text.format(count=export.withheld), err=True)


def tell_unindexed(count: int, writer: "Writer | None") -> None:
    """Say on stderr how many changed records a search cannot find yet, and why: ``writer`` is at work, or was interrupted."""
    if writer:
        text = ngettext(
            "{count:,} changed record cannot be found yet, because another process is writing ({writer}).",
            "{count:,} changed records cannot be found yet, because another process is writing ({writer}).",
            count,
        )
        click.echo(text.format(count=count, writer=safe(str(writer))), err=True)
    else:
        text = ngettext(
            "{count:,} changed record cannot be found yet, because an add was interrupted. Run the same add again, or:"
            " shoroku reindex",
            "{count:,} changed records cannot be found yet, because an add was interrupted. Run the same add again, or:"
            " shoroku reindex",
            count,
        )
        click.echo(text.format(count=count), err=True)


def tell_cut_query() -> None:
    """Say on stderr that a part of the query was not searched for."""
    click.echo(_("The query is too long; only its first part was searched for."), err=True)
