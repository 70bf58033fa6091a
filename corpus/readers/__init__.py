"""Readers turn bytes into records. Each format has one file; a new format is a new file in one of the folders here.

Every module of ``json_formats``, ``xml_formats`` and ``text_formats`` that holds a ``FORMAT`` is found and registered.
``reader.py`` defines what a format is.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from shoroku.corpus.errors import UnknownFormat
from shoroku.corpus.readers.reader import Format, Item

__all__ = ["Format", "Item", "formats", "named", "recognized"]


_FOLDERS = ("json_formats", "xml_formats", "text_formats")


def _modules(folder: str) -> Iterator[ModuleType]:
    package = importlib.import_module(f"{__name__}.{folder}")
    for info in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{info.name}")


@cache
def formats() -> dict[str, Format]:
    """Return all formats by name."""
    found = [module.FORMAT for folder in _FOLDERS for module in _modules(folder) if hasattr(module, "FORMAT")]
    return {format_.name: format_ for format_ in sorted(found, key=lambda format_: (-format_.priority, format_.name))}


def named(name: str, file: str) -> Format:
    """Return the format of that name. Raises UnknownFormat."""
    try:
        return formats()[name]
    except KeyError:
        raise UnknownFormat(file=file, known=tuple(formats())) from None


def recognized(head: bytes, file: str) -> Format:
    """Return the format that the first bytes of a file are in. Raises UnknownFormat."""
    for format_ in formats().values():
        if format_.recognizes(head):
            return format_
    raise UnknownFormat(file=file, known=tuple(formats()))
