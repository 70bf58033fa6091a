"""``shoroku show`` and ``shoroku open``: one record, here or in the browser."""

from typing import TYPE_CHECKING

import click

from shoroku.cli.messages import message
from shoroku.cli.options.command import command, option
from shoroku.cli.options.library import Location, library_option, library_to_read
from shoroku.cli.options.output import json_option, pager_option
from shoroku.cli.terminal.exit_codes import Refused
from shoroku.cli.terminal.printing import print_json, print_line, tell
from shoroku.cli.terminal.text import safe

if TYPE_CHECKING:
    from shoroku.corpus.record import Record
    from shoroku.library import Library


@command("show")
@click.argument("identifier", metavar="ID|N")
@pager_option
@json_option
@library_option
def show(identifier: str, pager: bool, as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        record = record_of(library, location, identifier)
        contributions = library.contributions(record.id)
    if as_json:
        print_line(record)
    else:
        from shoroku.cli.render.record import print_record
        from shoroku.cli.terminal.console import paged

        with paged(wanted=pager):
            print_record(record, contributions)


@command("open")
@click.argument("identifier", metavar="ID|N")
@option("--print", "is_only_printed", is_flag=True, help_id="option.print")
@json_option
@library_option
def open_(identifier: str, is_only_printed: bool, as_json: bool, location: Location) -> None:
    from shoroku.cli.render.web import address

    with library_to_read(location) as library:
        record = record_of(library, location, identifier)
    url = address(record)
    if url is None:
        raise Refused(message("open.nowhere", id=safe(record.id)))
    if as_json:
        print_json({"id": record.id, "url": url, "opened": not is_only_printed})
    else:
        click.echo(url)
    if not is_only_printed and click.launch(url) != 0:
        raise Refused(message("open.failed", url=url))


_LONGEST = 6  # digits: no hit has a larger number, and every longer one is some registry's


class NoSuchHit(Refused):
    """A number names no hit of the last search."""


def record_of(library: "Library", location: Location, identifier: str) -> "Record":
    """Return the record of that identifier; if there is none and it is a number, that hit of the last search.

    An identifier comes first, so that a script's command means the same whatever was searched for before. Raises
    UnknownRecord and NoSuchHit.
    """
    from shoroku.corpus.errors import UnknownRecord

    identifier = identifier.strip().encode("utf-8", "replace").decode("utf-8")
    number = int(identifier) if identifier.isdecimal() and len(identifier) <= _LONGEST else None
    try:
        found = library.get(identifier)
    except UnknownRecord:
        if number is None:
            raise
        return library.get(_id_of_hit(location, number))
    if number is not None:
        _tell_of_hit(location, number, found.id)
    return found


def _id_of_hit(location: Location, number: int) -> str:
    from shoroku.cli.history.searches import hits, is_kept

    known = hits(location.key)
    if known is None:
        raise NoSuchHit(message("hit.no_search" if is_kept() else "hit.off", number=number))
    if number not in known:
        if not known:
            raise NoSuchHit(message("hit.none", number=number))
        raise NoSuchHit(message("hit.unknown", number=number, first=min(known), last=max(known)))
    return known[number]


def _tell_of_hit(location: Location, number: int, taken: str) -> None:
    """Where a record's id looks like a hit's number, say which was meant, and how to name the other."""
    from shoroku.cli.history.searches import hits

    other = (hits(location.key) or {}).get(number)
    if other is not None and other != taken:
        tell(message("hit.is_id", number=number, id=safe(other)), err=True)
