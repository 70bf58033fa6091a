"""Writers: how records become files. One file each; a new format is one new file here.

A module of this folder, ``writer.py`` aside, holds a ``WRITER``, and is named as its format is, with ``_`` for ``-``;
a name that would hide one of Python's own modules ends in another ``_``. Only the module that is asked for is loaded:
the libraries behind some of them take longer to load than a search takes. What a writer is, is in ``writer.py``.
"""

import importlib
import pkgutil
from functools import cache

from shoroku.corpus.errors import UnknownWriter
from shoroku.corpus.writers.writer import Writer

__all__ = ["Writer", "named", "names"]


@cache
def _modules() -> dict[str, str]:
    found = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return {module.rstrip("_").replace("_", "-"): module for module in found if module != "writer"}


def names() -> tuple[str, ...]:
    """Return the names of all formats that can be written."""
    return tuple(_modules())


def named(name: str) -> Writer:
    """Return the writer of that name. Raises UnknownWriter."""
    if name not in _modules():
        raise UnknownWriter(name=name, known=tuple(names()))
    writer: Writer = importlib.import_module(f"{__name__}.{_modules()[name]}").WRITER
    return writer
