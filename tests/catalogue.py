"""The catalogue of Japanese messages, held against the code that uses them.

``python -m tests.catalogue`` (``make messages``) takes new messages of the code into the ``.po`` file, removes those that
are no longer used, keeps every translation, and writes the ``.mo`` file that gettext reads.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import shoroku.cli.messages

CODE = Path(shoroku.cli.messages.__file__).parents[1]
PO = shoroku.cli.messages.CATALOGUES / "ja" / "LC_MESSAGES" / f"{shoroku.cli.messages.DOMAIN}.po"
MO = PO.with_suffix(".mo")


def extracted(folder: Path = CODE) -> Catalog:
    """Return the messages that the code in ``folder`` looks up."""
    found = Catalog()
    for file, _line, message, comments, context in extract_from_dir(folder, comment_tags=("Translators:",)):
        found.add(message, None, [(file, None)], auto_comments=comments, context=context)
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
