"""Rejects files after a withdrawal: the lines that name a data source, or may, are removed."""

import html
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from shoroku.corpus.normalize import source_names
from shoroku.corpus.readers.json_formats.cinii import DATA_SOURCES
from shoroku.corpus.store.durable import sync_folder

_WHOLE = 2_000  # bytes: an input that long was cut, and may have named the source where it was cut
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_PART = ".part"


def purge_rejects(folder: Path, source: str) -> int:
    """Remove the lines of rejects files that name a data source, or may have; return how many went.

    A line may have where only the beginning of its input was kept, or where an earlier version wrote it without its
    origin. Folders inside are looked through too. Raises OSError.
    """
    gone = 0
    for path in _files(folder):
        if path.suffix == _PART:  # a rewriting was cut off
            path.unlink()
            continue
        lines = path.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        kept = [line for line in lines if not may_name(line, source, path.name)]
        gone += len(lines) - len(kept)
        if len(kept) < len(lines):
            _rewrite(path, kept)
    return gone


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.rglob("*") if path.suffix in (".jsonl", _PART) and not path.is_dir())


def may_name(line: str, source: str, file: str) -> bool:
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
    if "origin" not in values and (stem := _stem(wanted)) and source_names.key(file).startswith(f"{stem}-"):
        return True  # an earlier version's, of a harvest
    written = html.unescape(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), " ".join(map(str, values.values()))))
    codes = (code for code, name in DATA_SOURCES.items() if source_names.key(name) == wanted)
    return wanted in source_names.key(written) or any(f'"{code}"' in written for code in codes)


def _stem(wanted: str) -> str:
    """Return how the rejects files of a harvest of that source begin: ``crossref``, ``j-stage`` as ``jstage``, ``oai``."""
    return wanted.replace("-", "").removesuffix("pmh").removesuffix(" research")


def _rewrite(path: Path, lines: list[str]) -> None:
    """Put the lines in the file's place; a file without any goes."""
    if not any(lines):
        path.unlink()
        return
    beside = path.with_suffix(_PART)
    with open(beside, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write("\n".join(lines))
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    sync_folder(path.parent)
