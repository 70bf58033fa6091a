"""Writers: formats in which records can be written. One file for each; a new format is one new file in this folder.

Every module of this folder except ``writer.py``, which defines what a writer is, has a ``WRITER``. It has the name of its
format, with ``_`` for ``-``; a further ``_`` at the end avoids the name of a standard module. Only the requested module is
loaded, because the libraries behind some of them take longer to load than a search takes.
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
    """Return the names of all output formats."""
    return tuple(_modules())


def named(name: str) -> Writer:
    """Return the writer of that name. Raises UnknownWriter."""
    if name not in _modules():
        raise UnknownWriter(name=name, known=tuple(names()))
    writer: Writer = importlib.import_module(f"{__name__}.{_modules()[name]}").WRITER
    return writer
