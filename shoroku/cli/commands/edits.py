"""The user's own edits of records: ``shoroku edit``, ``tag``, ``note``, ``delete``, ``undo`` and ``edits``."""

import sys
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING, Any

import click

from shoroku.cli.options.command import command, option
from shoroku.cli.options.completion import tag_names
from shoroku.cli.options.hits import identifier_or_hit, ids_named, record_named
from shoroku.cli.options.library import Location, library_at, library_option, library_to_read
from shoroku.cli.options.output import json_option
from shoroku.cli.options.query import without_surrogates
from shoroku.cli.terminal.errors import Refused
from shoroku.cli.terminal.text import print_json, safe, tell
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.corpus.record import Record
    from shoroku.edits import Edit

#: Fields that take several values, each with an option of its own.
_SEVERAL = ("authors", "issns", "links", "subjects")


@command(
    "edit",
    short_help=N_("Correct a record."),
    help=N_(
        "Correct fields of one record. Your values take precedence over those of every source, even after later harvests, until"
        " you run shoroku undo. FIELD is a field of docs/jsonl.md in the short or the full form: title_ja, title_en,"
        " abstract_ja, abstract_en, authors, journal, volume, issue, pages, date, language, subjects, doi, … Repeat --set for"
        " several authors or subjects. Without --set and --clear, your editor opens with the record as JSON. ID is the record's"
        " id, or a CRID, DOI, NAID or PMID in any notation; N is the number of a hit of your last search."
    ),
    examples=(
        '$ shoroku edit 1 --set title_en="IL-6 inhibition" --set date=2020-12',
        "$ shoroku edit 1390287142242714752 --clear pages",
    ),
)
@click.argument("name", metavar="ID|N")
@option("--set", "assignments", metavar="FIELD=VALUE", multiple=True, help=N_("Set a field. Repeatable."))
@option("--clear", "cleared", metavar="FIELD", multiple=True, help=N_("Remove the value of a field. Repeatable."))
@json_option
@library_option
@click.pass_context
def edit(
    ctx: click.Context,
    name: str,
    assignments: tuple[str, ...],
    cleared: tuple[str, ...],
    as_json: bool,
    location: Location,
) -> None:
    values = _assigned(ctx, assignments) | dict.fromkeys(cleared)
    with library_at(location) as library:
        record = record_named(library, location, name)
        if not values:
            if not _has_terminal():
                raise Refused(
                    _("There is no terminal for an editor. Give the values with --set FIELD=VALUE or --clear FIELD.")
                )
            values = _from_editor(record)
        if values:
            record = library.edits.correct(record.id, **values)
    if as_json:
        print_json({"id": record.id, "edited": list(record.edited)})
    elif not values:
        tell(_("Nothing was changed."))
    else:
        text = _("{id} corrected. To undo it, run: shoroku undo {id}")
        tell(text.format(id=safe(record.id)))


def _has_terminal() -> bool:
    from shoroku.cli.terminal.console import on_screen  # loads rich, which a list of commands does without

    return on_screen() and sys.stdin.isatty()


def _assigned(ctx: click.Context, assignments: tuple[str, ...]) -> dict[str, Any]:
    """Read ``FIELD=VALUE`` options; a field that takes several values collects them."""
    found: dict[str, Any] = {}
    for one in map(without_surrogates, assignments):
        field, is_written, value = one.partition("=")
        if not is_written:
            text = _("“{value}” is not FIELD=VALUE. Write a field and its value, as in --set date=2020-12.")
            raise click.UsageError(text.format(value=safe(one)), ctx)
        if field in _SEVERAL:
            found.setdefault(field, []).append(value)
        elif field in found or {"date", "year"} <= {field, *found}:
            text = _("{field} is set twice. Give it one value.")
            raise click.UsageError(text.format(field=safe(field)), ctx)
        else:
            found[field] = value
    return found


def _from_editor(record: "Record") -> dict[str, Any]:
    """Open the record in the user's editor ($VISUAL, else $EDITOR), and return the fields that were changed.

    Raises Refused if what was written is not JSON.
    """
    import json

    import msgspec

    from shoroku.corpus.record import Record
    from shoroku.edits import CORRECTABLE

    fields = [name for name in CORRECTABLE if name in Record.__struct_fields__]
    before = msgspec.json.decode(msgspec.json.encode({name: getattr(record, name) for name in fields}))
    written = click.edit(f"{json.dumps(before, ensure_ascii=False, indent=2)}\n", extension=".json")
    if written is None:
        return {}
    try:
        after = json.loads(written)
    except ValueError as error:
        text = _("What you wrote is not JSON ({reason}). Nothing was changed; run the command again.")
        raise Refused(text.format(reason=error)) from None
    if not isinstance(after, dict):
        raise Refused(_("What you wrote is not a JSON object. Nothing was changed; run the command again."))
    return {name: after.get(name) for name in (*before, *after) if after.get(name) != before.get(name)}


@command(
    "tag",
    short_help=N_("Tag records, or list the tags."),
    help=N_(
        "Add a tag to records; with --remove, take it off. Without TAG, list your tags and how many records have each. ID is a"
        " record's id, or a CRID, DOI, NAID or PMID in any notation; N is the number of a hit of your last search, or several:"
        " 1,3,5-7. To find tagged records, search with --tag TAG or tag:TAG."
    ),
    examples=('$ shoroku tag "to read" 1,2', '$ shoroku tag --remove "to read" 2', "$ shoroku tag"),
)
@click.argument("tag_", metavar="[TAG", required=False, shell_complete=tag_names)
@click.argument("names", metavar="ID|N...]", nargs=-1)
@option("--remove", is_flag=True, help=N_("Remove the tag."))
@json_option
@library_option
@click.pass_context
def tag(
    ctx: click.Context, tag_: str | None, names: tuple[str, ...], remove: bool, as_json: bool, location: Location
) -> None:
    if tag_ is None:
        _list_tags(as_json, location)
        return
    if not names:
        raise click.UsageError(_("Name the records to tag after the tag, as in: shoroku tag review 1,3"), ctx)
    tag_ = without_surrogates(tag_)
    with library_at(location) as library:
        ids = ids_named(library, location, names)
        change = library.edits.untag if remove else library.edits.tag
        before = [library.get(one).tags for one in ids]
        records = change(ids, tag_)
    if as_json:
        print_json([{"id": record.id, "tags": list(record.tags)} for record in records])
        return
    count = sum(tags != record.tags for tags, record in zip(before, records, strict=False))
    if not count:
        tell(_("Nothing was changed."))
        return
    if remove:
        text = ngettext("Tag {tag} removed from {count:,} record", "Tag {tag} removed from {count:,} records", count)
    else:
        text = ngettext("Tag {tag} added to {count:,} record", "Tag {tag} added to {count:,} records", count)
    tell(text.format(tag=safe(tag_), count=count))


def _list_tags(as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        tags = library.edits.tags()
    if as_json:
        print_json(tags)
    elif tags:
        for name, count in tags.items():
            click.echo(f"{safe(name)} ({count:,})")
    else:
        tell(_("You have no tags yet. Add one with: shoroku tag TAG ID"))


@command(
    "note",
    short_help=N_("Write a note on a record."),
    help=N_(
        "Set your note on one record; it replaces an earlier one, and searches find its words. Without TEXT, print the note. ID"
        " is the record's id, or a CRID, DOI, NAID or PMID in any notation; N is the number of a hit of your last search."
        " has:note finds all records with a note."
    ),
    examples=('$ shoroku note 1 "Method: section 2"', "$ shoroku note 1", "$ shoroku note 1 --remove"),
)
@click.argument("name", metavar="ID|N")
@click.argument("words", metavar="[TEXT]...", nargs=-1)
@option("--remove", is_flag=True, help=N_("Remove the note."))
@json_option
@library_option
@click.pass_context
def note(
    ctx: click.Context, name: str, words: tuple[str, ...], remove: bool, as_json: bool, location: Location
) -> None:
    if remove and words:
        raise click.UsageError(_("Give either TEXT or --remove."), ctx)
    is_reading = not (words or remove)
    with library_to_read(location) if is_reading else library_at(location) as library:
        record = record_named(library, location, name)
        if not is_reading:
            record = library.edits.note(record.id, without_surrogates(" ".join(words)))
    if as_json:
        print_json({"id": record.id, "note": record.note})
    elif not is_reading:
        text = _("Note on {id} removed") if remove else _("Note on {id} saved")
        tell(text.format(id=safe(record.id)))
    elif record.note:
        click.echo(safe(record.note))
    else:
        tell(_("{id} has no note.").format(id=safe(record.id)))


@command(
    "delete",
    short_help=N_("Delete records."),
    help=N_(
        "Delete records from the library. They stay out of searches, lists and exports, even after later harvests, until you run"
        " shoroku undo; shoroku edits lists them. To remove everything from a data source for good, use shoroku withdraw."
        " ID is a record's id, or a CRID, DOI, NAID or PMID in any notation; N is the number of a hit of your last search, or"
        " several: 1,3,5-7."
    ),
    examples=("$ shoroku delete 2", "$ shoroku delete 1390287142242714752"),
)
@click.argument("names", metavar="ID|N...", nargs=-1, required=True)
@json_option
@library_option
def delete(names: tuple[str, ...], as_json: bool, location: Location) -> None:
    with library_at(location) as library:
        ids = ids_named(library, location, names, also_deleted=True)
        count = library.edits.delete(ids)
    if as_json:
        print_json({"deleted": ids})
        return
    if not count:
        tell(_("Nothing was changed."))
        return
    text = ngettext(
        "{count:,} record deleted. To restore it, run: shoroku undo {id}",
        "{count:,} records deleted. To restore one, run shoroku undo with its id, for example: shoroku undo {id}",
        count,
    )
    tell(text.format(count=count, id=safe(ids[0])))


@command(
    "undo",
    short_help=N_("Undo your edits of a record."),
    help=N_(
        "Undo your corrections, tags and note of one record; with --field, only that field. A deleted record is restored, with"
        " its corrections. ID is the record's id, or a CRID, DOI, NAID or PMID in any notation; N is the number of a hit of your"
        " last search. shoroku edits lists what can be undone."
    ),
    examples=("$ shoroku undo 1", "$ shoroku undo 1390287142242714752 --field tags"),
)
@click.argument("name", metavar="ID|N")
@option(
    "--field", metavar="FIELD", default="", help=N_("Undo only the edits of this field: title_en, date, tags, note, …")
)
@json_option
@library_option
def undo(name: str, field: str, as_json: bool, location: Location) -> None:
    with library_at(location) as library:
        identifier = identifier_or_hit(library, location, name)
        before = list(library.edits)
        record = library.edits.undo(identifier, without_surrogates(field))
        is_changed = list(library.edits) != before
    id_ = record.id if record else identifier
    if as_json:
        print_json({"id": id_, "edited": list(record.edited) if record else []})
    elif not is_changed:
        tell(_("Nothing was changed."))
    elif record and record.edited:
        text = _("{id} restored. Still edited: {fields}")
        tell(text.format(id=safe(id_), fields=", ".join(record.edited)))
    else:
        tell(_("{id} restored to the values of its sources.").format(id=safe(id_)))


@command(
    "edits",
    short_help=N_("List your edits."),
    help=N_(
        "List the records that you edited or deleted, latest first: the id, what you edited, and the title. shoroku show ID"
        " shows which values of a record are yours."
    ),
    examples=("$ shoroku edits", "$ shoroku edits --json"),
)
@json_option
@library_option
def edits(as_json: bool, location: Location) -> None:
    with library_to_read(location) as library:
        found = list(library.edits)
    if as_json:
        print_json([_edit_as_data(one) for one in found])
        return
    for one in found:
        what = [*([_("deleted")] if one.is_deleted else ()), *one.edited]
        if one.record is None:
            what.append(_("not delivered by any source at present"))
        click.echo(f"{safe(one.id)}  {', '.join(what)}")
        if one.record is not None:
            click.echo(f"    {safe(one.record.title)}")
    if not found:
        tell(_("You have not edited any record."))


def _edit_as_data(one: "Edit") -> dict[str, object]:
    """Return an edit as plain data: of the record the title, tags and note, which are not withheld."""
    record = one.record
    return {
        "id": one.id,
        "edited": list(one.edited),
        "at": one.at,
        "deleted": one.is_deleted,
        "title": record.title if record else None,
        "tags": list(record.tags) if record else [],
        "note": record.note if record else "",
    }
