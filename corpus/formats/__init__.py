"""Formats: how bytes become records. One file each; a new format is one new file here and nothing else.

A module of this folder that holds a ``FORMAT`` is found by itself. What a format is, is in ``format.py``.
"""

import importlib
import pkgutil
from functools import cache

from shoroku.corpus.errors import UnknownFormat
from shoroku.corpus.formats.format import Format, Item

__all__ = ["Format", "Item", "formats", "named", "recognized"]


@cache
def formats() -> dict[str, Format]:
    """Return every format by its name."""
    modules = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    found = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {format_.name: format_ for format_ in sorted(found, key=lambda format_: (-format_.priority, format_.name))}


def named(name: str, file: str) -> Format:
    """Return the format of that name. Raises UnknownFormat."""
    try:
        return formats()[name]
    except KeyError:
        raise UnknownFormat(file=file, known=", ".join(formats())) from None


def recognized(head: bytes, file: str) -> Format:
    """Return the format that the first bytes of a file are in. Raises UnknownFormat."""
    for format_ in formats().values():
        if format_.recognizes(head):
            return format_
    raise UnknownFormat(file=file, known=", ".join(formats()))
