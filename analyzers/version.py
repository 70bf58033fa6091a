"""The versions on which the terms of a text depend: that of the analysis rules, and those of the packages used."""

import sys
from functools import cache
from pathlib import Path

#: Raise it whenever any text gives different terms than before. A test compares the terms of a fixed text with it.
VERSION = 6


@cache
def installed(distribution: str) -> str:
    """Return the version of an installed package, from the name of its metadata folder (PEP 376, PEP 427).

    ``importlib.metadata`` is used only if that fails, because loading it would add 20 ms to every search. Raises
    PackageNotFoundError.
    """
    prefix = distribution.replace("-", "_").lower() + "-"
    for folder in map(Path, sys.path):
        found = [name for name in _metadata_folders(folder) if name.lower().startswith(prefix)]
        if len(found) == 1:
            return found[0][len(prefix) :].removesuffix(_METADATA)
        if found:
            break
    from importlib.metadata import version

    return version(distribution)


_METADATA = ".dist-info"


@cache
def _metadata_folders(folder: Path) -> list[str]:
    """Return the names of the metadata folders in a folder, none if it cannot be read."""
    try:
        return [entry.name for entry in folder.iterdir() if entry.name.endswith(_METADATA)]
    except OSError:
        return []
