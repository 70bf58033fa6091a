"""What the user edited in the records of a library: ``library.edits``."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from shoroku.corpus import bounds
from shoroku.corpus.addresses import SCHEMES, is_safe
from shoroku.corpus.edited import EDITABLE, in_that_language, is_editable
from shoroku.corpus.errors import BadArgument, DeletedRecord, UnknownField, UnknownRecord
from shoroku.corpus.identifiers import Identifier, recognize
from shoroku.corpus.readers.json_formats import jsonl
from shoroku.corpus.record import Record
from shoroku.corpus.record_errors import NoTitle
from shoroku.corpus.store import edits as stored
from shoroku.corpus.store.edits import Parts
from shoroku.corpus.store.merge import DELETED, OWN, Contribution
from shoroku.indexer.sync import syncing
from shoroku.messages import Localized
from shoroku.purging import writer
from shoroku.search.options import text, texts

if TYPE_CHECKING:
    from shoroku.corpus.store.store import Store
    from shoroku.open_library import OpenLibrary

#: How long a tag may be, in characters.
LONGEST_TAG = 100

#: Short names of docs/jsonl.md -> the field, and its language ("?": determined by the text).
_SHORT = {
    "title": ("titles", "?"),
    "title_ja": ("titles", "ja"),
    "title_en": ("titles", "en"),
    "text": ("abstracts", "?"),
    "abstract_ja": ("abstracts", "ja"),
    "abstract_en": ("abstracts", "en"),
    "journal": ("journals", "?"),
    "year": ("date", ""),
    "authors": ("creators", ""),
}
_KINDS = {"doi": "DOI", "crid": "CRID", "naid": "NAID", "pmid": "PMID"}
#: The keyword arguments of ``Edits.correct``, besides a full field with a language (``titles@de``).
CORRECTABLE = (*(name for name in EDITABLE if name not in ("tags", "note")), *_SHORT, *_KINDS)
_COMMON = ("title_ja", "title_en", "date", "authors", "doi")

#: Returns the changed values of a record and the names of the edited fields, None for a record that does not change.
_Change = Callable[[Record], tuple[dict[str, Any], Iterable[str]] | None]


class Edit(NamedTuple):
    """A record that the user edited or deleted: the record as it is with the edits, None if no source has it any more;
    the names of the fields that are the user's own; when it was last edited (ISO 8601, UTC); and whether it is deleted."""

    id: str
    record: Record | None
    edited: tuple[str, ...]
    at: str
    is_deleted: bool


class Edits:
    """The user's own corrections, tags, notes and deletions, kept when sources deliver a record again.

    Iterating yields an ``Edit`` for each record that was edited or deleted, the latest first. Identifiers are those that
    ``Library.get`` accepts. Methods that write raise UnknownRecord, LibraryLocked, LibraryReadOnly and DiskFull.
    """

    def __init__(self, library: "OpenLibrary") -> None:
        self._library = library

    def correct(self, identifier: str, **values: Any) -> Record:
        """Correct fields of a record, and return it as it is then.

        ``values`` are fields of docs/jsonl.md in the full or the short form; None removes a value. Your values take
        precedence over those of every source, now and after later harvests, until ``undo``. ``title_en`` replaces the
        English title alone, and so does "titles@en", with a string as its value; a full field like ``titles`` replaces all
        its values. ``id``, ``sources`` and ``abstract_licence`` cannot be corrected.

        Raises UnknownField, BadArgument, RecordError for a value that no record can have, and NoTitle if no title would
        remain.
        """
        for name in values:
            if name not in CORRECTABLE and not ("@" in name and is_editable(name)):
                raise UnknownField(value=name, near=_similar(name, CORRECTABLE))
        return self._edit([identifier], lambda record: _correction(record, values))[0]

    def tag(self, identifiers: str | Iterable[str], *tags: str) -> list[Record]:
        """Add tags to records, and return them as they are then. Raises BadArgument for a tag that is no single line."""
        added = [_checked_tag(one) for one in tags]

        def change(record: Record) -> tuple[dict[str, Any], Iterable[str]] | None:
            known = {one.casefold() for one in record.tags}
            missing = [one for one in added if one.casefold() not in known]
            return ({"tags": (*record.tags, *missing)}, ("tags",)) if missing else None

        return self._edit(identifiers, change)

    def untag(self, identifiers: str | Iterable[str], *tags: str) -> list[Record]:
        """Remove tags from records, ignoring case, and return the changed records."""
        removed = {_checked_tag(one).casefold() for one in tags}

        def change(record: Record) -> tuple[dict[str, Any], Iterable[str]] | None:
            kept = tuple(one for one in record.tags if one.casefold() not in removed)
            return ({"tags": kept}, ("tags",)) if kept != record.tags else None

        return self._edit(identifiers, change)

    def note(self, identifier: str, note: str) -> Record:
        """Set the note of a record, "" for none, and return the record as it is then. Raises BadArgument, OverBound."""
        cleaned = jsonl.record_of({"id": "-", "note": text("note", note)}, titled=False).note

        def change(record: Record) -> tuple[dict[str, Any], Iterable[str]] | None:
            return ({"note": cleaned}, ("note",)) if cleaned != record.note else None

        return self._edit([identifier], change)[0]

    def delete(self, identifiers: str | Iterable[str]) -> int:
        """Delete records: they stay out of searches, lists and exports, even after later harvests, until ``undo``.

        Return how many records were deleted; one that is already deleted is not counted.
        """
        with self._writing("delete") as (store, now):
            shown = [one for one in texts("identifiers", identifiers) if not self._is_deleted(one)]
            seqs = self._seqs(store, shown)
            made = [Contribution(DELETED, Record(id=_parts(store, seq).anchor), "", now) for seq in seqs]
            store.take(made)
        return len(seqs)

    def _is_deleted(self, identifier: str) -> bool:
        try:
            self._library.get(identifier)
        except DeletedRecord:
            return True
        return False

    def undo(self, identifier: str, field: str = "") -> Record | None:
        """Undo what you edited in a record, and return it as the sources have it.

        A deleted record is restored with its edits. With ``field``, a name that ``correct`` takes, "tags" or "note", only
        that edit is undone; "titles" includes every language. ``identifier`` may also be that of a deleted record. Return
        None if the sources no longer have the record. Raises UnknownField and UnknownRecord.
        """
        name = _edited_name(field) if field else ""
        with self._writing("undo") as (store, now):
            seq = self._seq_also_deleted(store, identifier)
            parts = _parts(store, seq)
            if parts.deleted and not field:
                store.remove(DELETED, [one.key for one in parts.deleted])
            elif field:
                _undo_field(store, parts.own, name, now)
            else:
                store.remove(OWN, [one.key for one in parts.own])
            return _shown(store, seq, _parts(store, seq))

    def deleted(self) -> list[Record]:
        """Return the records that are deleted, the latest first."""
        return [one.record for one in self if one.is_deleted and one.record is not None]

    def tags(self) -> dict[str, int]:
        """Return the tags of the records that the user tagged, and how many of these have each, commonest first."""
        counts: dict[str, int] = {}
        names: dict[str, str] = {}
        for one in self:
            if one.record is not None and not one.is_deleted:
                for tag in one.record.tags:
                    name = names.setdefault(tag.casefold(), tag)
                    counts[name] = counts.get(name, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def __iter__(self) -> Iterator[Edit]:
        store = self._library._reading()
        for (seq,) in store.query(stored.edited_query(store.version)):
            yield _edit(store, seq, _parts(store, seq))

    def __len__(self) -> int:
        store = self._library._reading()
        return len(store.query(stored.edited_query(store.version)))

    def __bool__(self) -> bool:
        """A list of edits is true, however many it has."""
        return True

    def __repr__(self) -> str:
        return f"<Edits of {self._library!r}>"

    def _edit(self, identifiers: str | Iterable[str], change: _Change) -> list[Record]:
        """Take what ``change`` makes of each record as the user's own: the changed values, and the names that they edit."""
        with self._writing("edit") as (store, now):
            seqs = self._seqs(store, identifiers)
            records = store.records(seqs)
            changes = [(seq, changed) for seq in seqs if (changed := change(records[seq])) is not None]
            if not changes:
                return [records[seq] for seq in seqs]
            made = [_own(_parts(store, seq), *changed, now) for seq, changed in changes]
            store.take(made)
            # An identifier may have merged a record with another.
            moved = dict(zip([seq for seq, _ in changes], _seqs_of(store, made), strict=True))
            seqs = [moved.get(seq, seq) for seq in seqs]
            records = store.records(seqs)
            if not all(record.titles for record in records.values()):
                raise NoTitle(field="title")
        return [records[seq] for seq in seqs]

    def _seqs(self, store: "Store", identifiers: str | Iterable[str]) -> list[int]:
        """Return the numbers of records in the store, each once."""
        ids = [self._library.get(one).id for one in texts("identifiers", identifiers)]
        seqs = store.seqs(ids)
        if missing := [one for one in ids if one not in seqs]:  # another process was faster
            raise UnknownRecord(id=missing[0])
        return list(dict.fromkeys(seqs[one] for one in ids))

    def _seq_also_deleted(self, store: "Store", identifier: str) -> int:
        """Return the number of a record by an identifier, also if it is deleted. Raises UnknownRecord."""
        if seqs := store.seqs([text("identifier", identifier)]):
            return seqs[identifier]
        seq = stored.deleted_record(store.query, store.decoded, store.version, identifier)
        return self._seqs(store, identifier)[0] if seq is None else seq

    @contextmanager
    def _writing(self, doing: str) -> "Iterator[tuple[Store, str]]":
        """Give the store for one commit, which the index follows, and the time."""
        self._library._reading()  # a library is not made by editing it
        path = self._library.path
        with writer(path, doing, is_indexed=True) as store, syncing(store, path) as sync:
            with store.transaction():
                yield store, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            sync.finish(learns=False)


def _parts(store: "Store", seq: int) -> Parts:
    """Return the contributions of the record of that number."""
    return stored.parts_of(store.query(stored.parts_query(store.version), (seq,)), store.decoded)


def _seqs_of(store: "Store", contributions: Iterable[Contribution]) -> list[int]:
    """Return the numbers of the records of the user's contributions."""
    query = "SELECT seq FROM contribution WHERE origin = ? AND key = ?"
    return [int(seq) for one in contributions for (seq,) in store.query(query, (one.origin, one.key))]


def _shown(store: "Store", seq: int, parts: Parts) -> Record | None:
    """Return the record of that number with the id that it is shown under, also if it is deleted."""
    record = parts.whole
    name = store.ids([seq]).get(seq)
    return msgspec.structs.replace(record, id=name) if record and name else record


def _edit(store: "Store", seq: int, parts: Parts) -> Edit:
    record = _shown(store, seq, parts)
    own = [*parts.own, *parts.deleted]
    fields = sorted({name for one in parts.own for name in one.record.edited})
    anchor = own[0].key.partition("\t")[2]
    return Edit(
        record.id if record else anchor, record, tuple(fields), max(one.fetched for one in own), bool(parts.deleted)
    )


def _own(parts: Parts, changes: dict[str, Any], names: Iterable[str], now: str) -> Contribution:
    """Return the user's contribution about a record, with changes: values of fields, and the names that they edit."""
    before = parts.own[0].record if parts.own else Record(id=parts.anchor)
    edited = dict.fromkeys(before.edited)
    values: dict[str, Any] = {}
    for name in names:
        field, at, lang = name.partition("@")
        if not at:
            edited = {one: None for one in edited if one.partition("@")[0] != field}
            values[field] = changes[field]
        else:
            values[field] = in_that_language(values.get(field, getattr(before, field)), lang, changes[field])
        edited[name] = None
    return Contribution(OWN, msgspec.structs.replace(before, **values, edited=tuple(edited)), "", now)


def _undo_field(store: "Store", own: list[Contribution], field: str, now: str) -> None:
    """Take one edit out of the user's contributions about a record."""
    for one in own:
        names = [name for name in one.record.edited if name != field and name.partition("@")[0] != field]
        if len(names) == len(one.record.edited):
            continue
        if not names:
            store.remove(OWN, [one.key])
            continue
        name, at, lang = field.partition("@")
        value: Any = getattr(Record(id="-"), name)
        if at:
            value = in_that_language(getattr(one.record, name), lang, ())
        store.take(
            [Contribution(OWN, msgspec.structs.replace(one.record, **{name: value}, edited=tuple(names)), "", now)]
        )


def _edited_name(field: str) -> str:
    """Return the name of an edit as a record has it in ``edited``: "titles@en" for "title_en". Raises UnknownField."""
    name, lang = ("identifiers", "") if field in _KINDS else _SHORT.get(field, (field, ""))
    if not is_editable(name):
        raise UnknownField(value=field, near=_similar(field, (*CORRECTABLE, "tags", "note")))
    return f"{name}@{lang}" if lang not in ("", "?") else name


def _similar(name: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(get_close_matches(name.lower(), list(names), 3)) or _COMMON


def _checked_tag(tag: object) -> str:
    """Return a tag as it is kept. Raises BadArgument."""
    cleaned = " ".join(text("tag", tag).split())
    if not cleaned or len(cleaned) > LONGEST_TAG or not cleaned.isprintable():
        raise BadArgument(
            name="tag",
            value=tag,
            expected=Localized("1 to {limit} printable characters", limit=LONGEST_TAG),
        )
    return cleaned


def _correction(record: Record, values: Mapping[str, Any]) -> tuple[dict[str, Any], Iterable[str]]:
    """Return the changed fields of a correction, and the names that it edits. Raises RecordError."""
    values = _one_way(values)
    given = {name: value for name, value in values.items() if value is not None and "@" not in name}
    for name, value in values.items():
        field, at, lang = name.partition("@")
        if at and value is not None and field not in values:
            given[field] = [*given.get(field, ()), {"value": value, "lang": lang}]
    parsed = jsonl.record_of({"id": "-", **given}, titled=False)
    bounds.check(parsed)
    _check_as_written(given, parsed)
    changes: dict[str, Any] = {}
    names: dict[str, None] = {}
    for name, value in values.items():
        if name in _KINDS:
            kept = changes.get("identifiers", record.identifiers)
            changes["identifiers"] = _of_kind(_KINDS[name], kept, parsed.identifiers if value is not None else ())
            names["identifiers"] = None
            continue
        field, at, lang = name.partition("@")
        field, lang = (field, lang) if at else _SHORT.get(name, (name, ""))
        changes[field] = getattr(parsed, field)
        if lang == "?" and value is not None:
            names |= {f"{field}@{one.lang}": None for one in changes[field]}
        elif lang not in ("", "?"):
            names[f"{field}@{lang}"] = None
        else:
            names[field] = None
    return changes, list(names)


def _one_way(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return values that name every text in one language in the same way, if one does so with "@"."""
    if not any("@" in name for name in values):
        return values
    return {
        _edited_name(name) if _SHORT.get(name, ("", ""))[1] in ("ja", "en") else name: values[name] for name in values
    }


def _check_as_written(given: Mapping[str, Any], parsed: Record) -> None:
    """Raise BadArgument for a date or an identifier that a source's record would have been given less of, or as it is."""
    if (date := given.get("date")) is not None and str(date).strip() != parsed.date:
        raise BadArgument(name="date", value=date, expected=Localized("a date (YYYY, YYYY-MM or YYYY-MM-DD)"))
    if not all(map(is_safe, parsed.links)):
        expected = Localized("links with the schemes {allowed}", allowed=SCHEMES)
        raise BadArgument(name="links", value=given["links"], expected=expected)
    for name in ("doi", "crid"):
        if (value := given.get(name)) and not any(one.kind == _KINDS[name] for one in recognize(str(value).strip())):
            raise BadArgument(
                name=name, value=value, expected=Localized("an identifier of the kind {kind}", kind=_KINDS[name])
            )


def _of_kind(kind: str, identifiers: Iterable[Identifier], given: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Return identifiers with those of one kind replaced by those that are given."""
    return (
        *(one for one in identifiers if one.kind != kind),
        *(one for one in given if one.kind == kind),
    )
