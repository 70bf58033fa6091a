"""Withdrawing a data source: what it alone gave goes, from the store and every file, and does not come back.

A contribution whose only data source it is goes; one that other data sources delivered as well stays, without its
name. The name is kept as a tombstone: later harvests are held against it (see ``Store.take``).
"""

import html
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from shoroku.corpus.normalize import source_names
from shoroku.corpus.readers.json_formats.cinii import DATA_SOURCES
from shoroku.corpus.record import Record, decode, encode
from shoroku.corpus.store.store import Store, digest_of


class Withdrawal(NamedTuple):
    """What a withdrawal takes away, or would: contributions that go, contributions that only lose the name, records
    that go with them, and records that stay with less."""

    source: str
    removed: int
    renamed: int
    records_gone: int
    records_changed: int


class _Affected(NamedTuple):
    """The contributions that go (number -> record) and those that lose the name (number -> record, new payload)."""

    removed: dict[int, int]
    renamed: dict[int, tuple[int, bytes]]


_NAMES = """
    SELECT DISTINCT value FROM contribution, json_each(cast(payload AS TEXT), '$.sources')
    UNION SELECT DISTINCT origin FROM contribution
"""
_NAMED = """
    SELECT number, seq, payload FROM contribution
    WHERE EXISTS (SELECT 1 FROM json_each(cast(payload AS TEXT), '$.sources') AS given
                  WHERE given.value IN (SELECT value FROM json_each(:names)))
       OR (origin IN (SELECT value FROM json_each(:names))
           AND json_array_length(cast(payload AS TEXT), '$.sources') IS NULL)
"""


def plan(store: Store, source: str) -> Withdrawal:
    """Tell what withdrawing a data source would take away; change nothing."""
    return _told(store, source, _affected(store, source))


def withdraw(store: Store, source: str, now: str) -> Withdrawal:
    """Withdraw a data source in one commit, then overwrite what is left of it in the store's files.

    The index has to be made anew afterwards, and rejects files to be cleared: see ``purge_rejects``. Raises
    LibraryLocked where a reader keeps the files from being written anew; the same again then does that.
    """
    source = source.strip()
    affected = _affected(store, source)
    made = _told(store, source, affected)
    with store.transaction():
        store.execute("INSERT OR REPLACE INTO withdrawn (source, at) VALUES (?, ?)", (source, now))
        for number, (_, payload) in affected.renamed.items():
            store.execute(
                "UPDATE contribution SET payload = ?, digest = ? WHERE number = ?",
                (payload, digest_of(payload), number),
            )
        store.drop(set(affected.removed), set(affected.renamed))
        store.execute(  # a tombstone needs its number only; its id may be a DOI
            "UPDATE record SET id = '' WHERE sole IS NULL AND payload IS NULL"
        )
    store.compact()
    return made


def _affected(store: Store, source: str) -> _Affected:
    found = _Affected({}, {})
    wanted = source_names.key(source)
    names = [name for (name,) in store.query(_NAMES) if source_names.key(name) == wanted]
    for number, seq, payload in store.query(_NAMED, {"names": json.dumps(names)}):
        record = decode(payload)
        if kept := [name for name in record.sources if source_names.key(name) != wanted]:
            found.renamed[number] = (seq, _renamed(record, kept))
        else:
            found.removed[number] = seq
    return found


def _renamed(record: Record, names: Iterable[str]) -> bytes:
    return encode(msgspec.structs.replace(record, sources=tuple(names)))


def _told(store: Store, source: str, affected: _Affected) -> Withdrawal:
    removed, renamed = affected
    gone = sum(_is_emptied(store, seq, set(removed)) for seq in set(removed.values()))
    touched = set(removed.values()) | {seq for seq, _ in renamed.values()}
    return Withdrawal(source.strip(), len(removed), len(renamed), gone, len(touched) - gone)


def _is_emptied(store: Store, seq: int, removed: set[int]) -> bool:
    return all(number in removed for (number,) in store.query("SELECT number FROM contribution WHERE seq = ?", (seq,)))


# --- Rejects files ----------------------------------------------------------------------------------------------------

_WHOLE = 2_000  # bytes: an input that long was cut, and may have named the source where it was cut
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def purge_rejects(folder: Path, source: str) -> int:
    """Remove the lines of rejects files that name a data source, or may have; return how many went.

    A line may have where only the beginning of its input was kept.
    """
    gone = 0
    for path in sorted(folder.glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        kept = [line for line in lines if not _may_name(line, source)]
        gone += len(lines) - len(kept)
        if len(kept) < len(lines):
            _rewrite(path, kept)
    return gone


def _may_name(line: str, source: str) -> bool:
    """Tell whether a line of a rejects file names a data source, in any spelling or by CiNii's code for it."""
    if not line.strip():
        return False
    try:
        values = json.loads(line, strict=False)
        raw = str(values["raw"])
    except (ValueError, KeyError, TypeError):
        return True
    if len(raw.encode("utf-8", "surrogatepass")) >= _WHOLE:
        return True
    wanted = source_names.key(source)
    written = html.unescape(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), " ".join(map(str, values.values()))))
    codes = (code for code, name in DATA_SOURCES.items() if source_names.key(name) == wanted)
    return wanted in source_names.key(written) or any(f'"{code}"' in written for code in codes)


def _rewrite(path: Path, lines: list[str]) -> None:
    """Put the lines in the file's place; a file without any goes."""
    if not any(lines):
        path.unlink()
        return
    beside = path.with_suffix(".part")
    beside.write_text("\n".join(lines), encoding="utf-8", errors="surrogateescape")
    os.replace(beside, path)
