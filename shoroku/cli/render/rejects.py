"""What could not be taken: the first few told, all of them in a file of JSON Lines."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from shoroku.cli.messages import language, message
from shoroku.cli.terminal.printing import readable
from shoroku.cli.terminal.text import safe
from shoroku.corpus.readers.intake import Reject, Repair

_MOST_TOLD = 20


def tell_rejects(rejects: Sequence[Reject]) -> None:
    """Tell the first of them on stderr."""
    for reject in rejects[:_MOST_TOLD]:
        reason = reject.error.text(language())
        place = f"{reject.file}:{reject.line}: " if reject.line else ""  # what is said of a whole file names it
        click.echo(safe(place + reason), err=True)
    _tell_more(rejects)


def tell_repairs(repairs: Sequence[Repair]) -> None:
    """Tell the first of them on stderr."""
    for repair in repairs[:_MOST_TOLD]:
        told = message("add.repaired", fields=", ".join(repair.fields))
        click.echo(safe(f"{repair.file}:{repair.line}: {told}"), err=True)
    _tell_more(repairs)


def _tell_more(all_of_them: Sequence[object]) -> None:
    if len(all_of_them) > _MOST_TOLD:
        click.echo(message("add.more", count=len(all_of_them) - _MOST_TOLD), err=True)


def default_file(library: Path, first_file: str) -> Path:
    """Return where rejects go if nobody says: in the library, by the name of the first file and the time."""
    name = "stdin" if first_file == "-" else Path(first_file).name
    return library / "rejects" / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.jsonl"


def write_rejects(path: Path, rejects: Sequence[Reject], *, tell: bool = True) -> Path | None:
    """Write all of them, and tell where; None if that was not possible, which is told in any case."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as file:
            for reject in rejects:
                file.write(msgspec.json.encode(_as_json(reject)) + b"\n")
    except OSError as error:
        click.echo(message("add.rejects_unwritten", path=safe(str(path)), reason=error.strerror), err=True)
        return None
    if tell:
        click.echo(message("add.rejects_file", path=safe(str(path))), err=True)
    return path


def _as_json(reject: Reject) -> dict[str, str | int]:
    return {
        "file": readable(reject.file),
        "line": reject.line,
        "origin": reject.origin,
        "field": readable(str(reject.error.fields.get("field", ""))),
        "reason": readable(reject.error.text(language())),
        "raw": reject.raw.decode("utf-8", "replace"),
    }
