"""Rejected and repaired records for people: the first few on stderr, and where all of the rejected ones are."""

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path

import click

from shoroku.cli.terminal.errors import advised
from shoroku.cli.terminal.text import safe
from shoroku.corpus import rejects as rejects_file
from shoroku.corpus.errors import FileError
from shoroku.corpus.readers.intake import Reject, Repair
from shoroku.messages import language

_MOST_SHOWN = 20


def tell_rejects(rejects: Sequence[Reject]) -> None:
    """Print the first rejects on stderr, each with file, line and reason."""
    for reject in rejects[:_MOST_SHOWN]:
        place = (
            f"{reject.file}:{reject.line}: " if reject.line else ""
        )  # a reason that concerns the whole file names it
        click.echo(safe(place + advised(reject.error)), err=True)
    _tell_more(rejects)


def tell_repairs(repairs: Sequence[Repair]) -> None:
    """Print the first repaired records on stderr, each with the fields that were repaired."""
    for repair in repairs[:_MOST_SHOWN]:
        told = [_("control characters removed from: {fields}").format(fields=", ".join(repair.fields))] * bool(
            repair.fields
        )
        for text in [*told, *(error.text(language()) for error in repair.left_out)]:
            click.echo(safe(f"{repair.file}:{repair.line}: {text}"), err=True)
    _tell_more(repairs)


def _tell_more(everything: Sequence[object]) -> None:
    if len(everything) > _MOST_SHOWN:
        click.echo(_("… and {count:,} more").format(count=len(everything) - _MOST_SHOWN), err=True)


def write_rejects(
    path: Path | None, rejects: Sequence[Reject], *, library: Path, name: str, quiet: bool = False
) -> Path | None:
    """Write rejects to ``path``, else to a new file in the library, and say where unless ``quiet``.

    Returns the path, or None if the file cannot be written, which is always reported. Files that cannot be read are told
    already, and have no records: for them alone, no new file is made.
    """
    if path is None and all(isinstance(one.error, FileError) and not one.raw for one in rejects):
        return None
    withdrawn: Sequence[str] = ()
    if path is None:  # the library's own folder, in which no text of a withdrawn source may be
        path, withdrawn = rejects_file.default_path(library, name), _withdrawn(library)
    try:
        rejects_file.write(path, rejects, language(), withdrawn)
    except OSError as error:
        text = _("The rejects file {path} could not be written ({reason}).")
        click.echo(text.format(path=safe(str(path)), reason=error.strerror), err=True)
        return None
    if not quiet:
        click.echo(_("Rejected records are in {path}").format(path=safe(str(path))), err=True)
    return path


def _withdrawn(library: Path) -> Sequence[str]:
    import shoroku

    try:
        with shoroku.open(library) as opened:
            return list(opened.sources.status().withdrawn)
    except shoroku.ShorokuError:  # no library yet
        return ()
