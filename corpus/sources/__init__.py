"""Sources: services that can be harvested. One file for each; a new source is one new file in this folder.

Every module of this folder that has a ``SOURCE`` is registered. ``source.py`` defines what a source is.
"""

import importlib
import pkgutil
from functools import cache

from shoroku.corpus.harvest.errors import BadParameter
from shoroku.corpus.sources.source import Source

__all__ = ["Source", "named", "sources"]


@cache
def sources() -> dict[str, Source]:
    """Return every source by its name."""
    modules = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    return {module.SOURCE.name: module.SOURCE for module in modules if hasattr(module, "SOURCE")}


def named(name: str) -> Source:
    """Return the source of that name. Raises BadParameter."""
    try:
        return sources()[name]
    except KeyError:
        raise BadParameter.one_of("source", name, sources()) from None
