"""The rejects file: records that could not be added, one a line, with the reason and their text (JSON Lines)."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from shoroku.corpus.readers.intake import Reject
from shoroku.corpus.store.purged_rejects import may_name

FOLDER = "rejects"


def default_path(library: Path, name: str) -> Path:
    """Return a new path in the library's folder, for the rejects of a source or of files of which ``name`` is the first.

    ``-``, standard input, is called ``stdin``.
    """
    stem = "stdin" if name == "-" else Path(name).name
    return library / FOLDER / f"{stem}-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.jsonl"


def write(path: Path, rejects: Sequence[Reject], language: str = "en", withdrawn: Sequence[str] = ()) -> None:
    """Write rejects with their reasons in ``language``; folders are created. Raises OSError.

    The text of a reject that is or may be from one of the ``withdrawn`` data sources is left out.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        for reject in rejects:
            line = msgspec.json.encode(_as_json(reject, language))
            if any(may_name(line.decode(), source, path.name) for source in withdrawn):
                line = msgspec.json.encode({**_as_json(reject, language), "raw": ""})
            file.write(line + b"\n")


def _as_json(reject: Reject, language: str) -> dict[str, str | int]:
    return {
        "file": _text(reject.file),
        "line": reject.line,
        "origin": reject.origin,
        "field": _text(str(reject.error.fields.get("field", ""))),
        "reason": _text(reject.error.text(language)),
        "raw": reject.raw.decode("utf-8", "replace"),
    }


def _text(value: str) -> str:
    """Return what JSON can hold: a file's name need not be UTF-8."""
    return os.fsencode(value).decode("utf-8", "replace")
