"""Where the library is: ``--library``, else $SHOROKU_LIBRARY, else the platform's folder for data."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from shoroku.library import Library


class Place(NamedTuple):
    """A library's folder, and whether the person named it or it is the platform's."""

    path: Path
    is_explicit: bool

    @property
    def has_library(self) -> bool:
        return (self.path / "records.db").exists()


def resolved(asked: Path | None) -> Place:
    """Return the place that was asked for, or the one that stands in for it."""
    if asked is not None:
        return Place(asked.expanduser(), True)
    if named := os.environ.get("SHOROKU_LIBRARY"):
        return Place(Path(named).expanduser(), True)
    return Place(data_folder() / "shoroku", False)


def data_folder() -> Path:
    """Return the platform's folder for a user's data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def library_to_read(place: Place, *, aloud: bool = True) -> "Library":
    """Return the library at ``place``; where nobody named a place and none was made yet, the bundled sample.

    That it is the sample is said ``aloud``.
    """
    if not place.is_explicit and not place.has_library:
        from shoroku.cli.sample import sample_library

        return sample_library(aloud=aloud)
    return library_at(place)


def library_at(place: Place) -> "Library":
    """Return the library at ``place``."""
    import shoroku

    return shoroku.open(place.path)
