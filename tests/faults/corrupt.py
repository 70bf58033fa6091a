"""Damaged files: ``check`` finds every change of content, a repair ends in a sound library, nothing ends in a traceback,
and a search answers rightly or says why not.

Content of a database is every row of every table, the tables' definitions, and the parts of the header that decide how the
file is read (``rows`` reads them without shoroku). Content of any other file is every byte of it, but for the index's
counter of operations.
"""

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import shoroku
from shoroku import ShorokuError
from shoroku.corpus.store.store import STORE_FILE
from shoroku.indexer import snapshot
from tests.faults.libraries import answered, answers, contents, differences, write_records


def _flipped(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _zeroed(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    end = min(len(content), at + 512)
    return content[:at] + bytes(end - at) + content[end:]


HARMS: dict[str, Callable[[bytes, random.Random], bytes | None]] = {
    "flip": _flipped,
    "cut short": lambda content, rng: content[: rng.randrange(len(content))],
    "zeros": _zeroed,
    "removed": lambda content, rng: None,
}
#: Files whose content means nothing for the library as it stands.
_IDLE = ("lock", ".tantivy-meta.lock", ".tantivy-writer.lock", ".managed.json", "records.db-shm", "records.db-wal")


def run(folder: Path, *, changes: int, seed: int) -> Counter[str]:
    """Change files one at a time; return how many changes were noticed by whom. Raises AssertionError for a wrong answer
    of ``check``; wrong answers of a search are counted."""
    rng = random.Random(seed)
    base = folder / "base"
    with shoroku.open(base) as library:
        library.add([write_records(folder / "first.jsonl", 0, 400, seed)])
        library.add([write_records(folder / "second.jsonl", 200, 500, seed + 1)])
        library.saved.create("mine", "serum")
    right = contents(base)
    files = [file for file in sorted(base.rglob("*")) if file.is_file() and file.name not in _IDLE]
    seen: Counter[str] = Counter()
    for number in range(changes):
        file = files[number % len(files)]
        harm = rng.choice(list(HARMS))
        path = folder / "harmed"
        shutil.copytree(base, path)
        harmed = path / file.relative_to(base)
        before = harmed.read_bytes()
        after = HARMS[harm](before, rng) if before else None
        if after == before:
            shutil.rmtree(path)
            continue
        if after is None:
            harmed.unlink()
        else:
            harmed.write_bytes(after)
        seen["changes"] += 1
        what = (file.name, harm, number, seed)
        with shoroku.open(path) as library:
            try:
                seen[
                    "search: right" if answers(library) == right["answers"] else f"search: WRONG ({file.suffix} {harm})"
                ] += 1
            except ShorokuError:
                seen["search: said so"] += 1
        with shoroku.open(path) as library:
            try:
                problems = library.check()
            except ShorokuError:
                seen["check: said so"] += 1
            else:
                if problems:
                    seen["check: found"] += 1
                elif file.name == "saved.db" and after is None:
                    seen["check: a missing saved.db is no saved searches"] += 1
                else:
                    assert _content(harmed) == _content(file), what
                    assert not list(differences(contents(path), right)), what
                    seen[f"check: not found, in bytes that hold nothing ({file.name})"] += 1
            seen[f"repair: {_repaired(library, what)}"] += 1
        shutil.rmtree(path)
    return seen


def run_bytes(folder: Path, *, changes: int, seed: int, tables: Sequence[str] = ()) -> Counter[str]:
    """Change one bit at a time in the pages of each table and index of the store, or of those of ``tables``; return who
    noticed. Raises AssertionError if ``check`` does not notice a change of content, or if a question to the graph ends in
    an error that says nothing."""
    rng = random.Random(seed)
    base = folder / "base"
    with shoroku.open(base) as library:
        library.add([write_records(folder / "first.jsonl", 0, 400, seed)])
        library.add([write_records(folder / "second.jsonl", 200, 500, seed + 1)])
        library.edits.delete(["r00003"])
        assert library.check() == []
    file = base / STORE_FILE
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages: dict[str, list[int]] = {}
    for name, page in connection.execute("SELECT name, pageno FROM dbstat ORDER BY name, pageno"):
        pages.setdefault(name, []).append(page)
    ((size,),) = connection.execute("PRAGMA page_size").fetchall()
    connection.close()
    names = [name for name in pages if not tables or name in tables]
    whole, right, linked = file.read_bytes(), rows(file), answered(base)
    seen: Counter[str] = Counter()
    for number in range(changes):
        name = names[number % len(names)]
        first = (rng.choice(pages[name]) - 1) * size
        used = [at for at in range(first, first + size) if whole[at]]  # what is empty is zeros
        at = rng.choice(used) if rng.random() < 0.9 else rng.randrange(first, first + size)
        changed = bytes([whole[at] ^ 1 << rng.randrange(8)])
        _overwrite(file, at, changed)
        what = (name, at, whole[at : at + 1], changed, seed)
        with shoroku.open(base) as library:
            try:
                is_noticed = library.check() != []
            except ShorokuError:
                is_noticed = True
        if is_noticed:
            seen[f"{name}: noticed"] += 1
        else:
            assert rows(file) == right, what
            seen[f"{name}: not noticed, nothing stands there"] += 1
        try:
            is_right = answered(base) == linked
        except ShorokuError:
            seen["questions: said so"] += 1
        else:
            seen["questions: right" if is_right else "questions: other answers"] += 1
        _overwrite(file, at, whole[at : at + 1])
    with shoroku.open(base) as library:
        assert library.check() == []
    return seen


def _overwrite(file: Path, at: int, content: bytes) -> None:
    with file.open("r+b") as written:
        written.seek(at)
        written.write(content)


def _content(file: Path) -> object:
    """Return the content of a database, or of the index's list of segments (whose counter of operations is none)."""
    if file.suffix == ".db":
        return rows(file)
    assert file.name == snapshot.META, file
    meta = snapshot.parsed(file.read_bytes())
    return meta and (meta.segments, meta.constant)


def _repaired(library: shoroku.Library, what: object) -> str:
    """Repair a library; return how that ended."""
    try:
        done = library.repair()
    except ShorokuError as error:
        return f"said so ({type(error).__name__})"
    assert library.check() == [], what
    return "with losses, named" if done.lost else "nothing lost"


_SETTINGS = ("user_version", "application_id", "page_size", "encoding", "auto_vacuum", "page_count", "journal_mode")


def rows(database: Path) -> dict[str, Any]:
    """Return all content of a database, as SQLite reads it."""
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    try:
        found: dict[str, Any] = {name: connection.execute(f"PRAGMA {name}").fetchall() for name in _SETTINGS}
        found["tables"] = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
        for kind, name, *_ in found["tables"]:
            if kind == "table":
                found[f"table {name}"] = sorted(map(repr, connection.execute(f"SELECT * FROM {name}")))
        return found
    finally:
        connection.close()
