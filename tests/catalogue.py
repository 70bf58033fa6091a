"""The catalogue of Japanese messages, held against the code that uses them.

``python -m tests.catalogue`` (``make messages``) takes new messages of the code into the ``.po`` file, removes those that
are no longer used, keeps every translation, and writes the ``.mo`` file that gettext reads.
"""

import io
from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import shoroku
import shoroku.messages

CODE = Path(shoroku.__file__).parent
#: The folders with messages, beside each other in the source tree.
ROOMS = {name: (CODE / name).resolve() for name in ("corpus", "indexer", "search")} | {"shoroku": CODE}
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.xml", "jinja2")]
_KEYWORDS: dict[str, tuple[int, ...] | None] = {**DEFAULT_KEYWORDS, "Localized": None}  # type: ignore[dict-item]
PO = shoroku.messages.CATALOGUES / "ja" / "LC_MESSAGES" / f"{shoroku.messages.DOMAIN}.po"
MO = PO.with_suffix(".mo")


def extracted(rooms: Mapping[str, Path] = ROOMS) -> Catalog:
    """Return the messages that the code in some folders looks up."""
    found = Catalog()
    for room, folder in rooms.items():
        messages = extract_from_dir(folder, _METHODS, keywords=_KEYWORDS, comment_tags=("Translators:",))
        for file, _line, message, comments, context in messages:
            found.add(message, None, [(f"{room}/{file}", None)], auto_comments=comments, context=context)
    return found


def translated() -> Catalog:
    """Return the catalogue as it is written in the ``.po`` file."""
    return read_po(io.BytesIO(PO.read_bytes()), locale="ja")


def compiled(catalogue: Catalog) -> bytes:
    """Return the catalogue as the ``.mo`` file holds it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def update() -> None:
    """Write both files again."""
    catalogue = translated()
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    out = io.BytesIO()
    write_po(out, catalogue, width=120, sort_by_file=True, include_lineno=False)
    PO.write_bytes(out.getvalue())
    MO.write_bytes(compiled(catalogue))


if __name__ == "__main__":
    update()
