"""``--library``: which library a command works on, and the bundled sample for those who have none yet."""

import os
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from shoroku.cli.options.command import option
from shoroku.cli.terminal.text import readable, safe, tell
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.library import Library


#: Begins the address of a copy on a cluster, in place of a folder: ``address.PREFIX``, whose module a help page must not load.
_CLUSTER = "opensearch+"


class LibraryType(click.Path):
    """A folder as a Path, or the address of a copy on a cluster as it is written."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        is_address = isinstance(value, str) and value.startswith(_CLUSTER)
        return value if is_address else super().convert(value, param, ctx)


class Location(NamedTuple):
    """A library's folder, and whether the user named it or it is the platform's default.

    ``address`` is that of a copy on a cluster; then there is no folder.
    """

    path: Path
    is_explicit: bool
    address: str = ""

    @property
    def has_library(self) -> bool:
        return bool(self.address) or (self.path / "records.db").exists()

    @property
    def key(self) -> str:
        """What the search history calls the library: its folder, or "" for the bundled sample."""
        if self.address:
            return self.address
        return readable(os.path.realpath(self.path)) if self.is_explicit or self.has_library else ""


def locate(given: Path | str | None) -> Location:
    """Return the library's location: the ``given`` one, else $SHOROKU_LIBRARY, else the platform's data folder."""
    named = os.environ.get("SHOROKU_LIBRARY") if given is None else given
    if isinstance(named, str) and named.startswith(_CLUSTER):
        return Location(Path(named), True, named)
    if named:
        return Location(Path(os.path.expanduser(named)), True)  # unlike Path's own, it leaves ~nobody as it is
    import platformdirs

    return Location(platformdirs.user_data_path("shoroku"), False)


def _location(ctx: click.Context, param: click.Parameter, given: Path | None) -> Location:
    found = locate(given or ctx.find_root().params.get("library"))
    if found.address:
        return found
    _refuse_unusable(found.path)
    if os.path.isfile(found.path):
        text = _("{path} is a file. A library is a folder.")
        raise click.BadParameter(text.format(path=safe(readable(found.path))), ctx, param)
    return found


def _refuse_unusable(path: Path) -> None:
    """Raise LibraryUnreadable or NotALibrary if the system does not even let us see whether there is a library."""
    try:
        os.stat(path / "records.db")
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:  # no permission, or a name that is too long
        from shoroku.corpus.errors import LibraryUnreadable, NotALibrary  # loaded only when there is an error

        kind = LibraryUnreadable if isinstance(error, PermissionError) else NotALibrary
        raise kind(path=str(path), reason=error.strerror or str(error)) from error


LIBRARY_HELP = N_("Folder of the library (default: $SHOROKU_LIBRARY, else the platform's data folder).")

#: Gives the command its ``location``. Also accepted before the command, where the group keeps it.
library_option = option(
    "--library", "location", metavar="DIR", type=LibraryType(), callback=_location, help=LIBRARY_HELP
)


def library_at(location: Location) -> "Library":
    """Return the library at ``location``."""
    import shoroku
    from shoroku.search.options import folder

    _report_preparation()
    return shoroku.open(location.address) if location.address else shoroku.Library(folder("path", location.path))


def _report_preparation() -> None:
    """Show the progress when the tables of the dictionary are made: the first run takes seconds for it."""
    from shoroku.analyzers import synonyms
    from shoroku.cli.terminal.progress import show_preparation

    synonyms.report_to(show_preparation)


#: What the folder of an incomplete library may contain.
_OWN = frozenset({"lock", "index", "rejects", "saved.db"})


def library_to_make(location: Location) -> "Library":
    """Return the library at ``location``, for a command that creates it if there is none.

    Raises click.UsageError for a folder with other files.
    """
    if location.is_explicit and not location.has_library and location.path.is_dir():
        names = (name for name in os.listdir(location.path) if not name.startswith("."))
        if any(name not in _OWN and not name.startswith("records.db") for name in names):
            text = _("{path} is no library, and has other files in it. Name a new or an empty folder with --library.")
            raise click.UsageError(text.format(path=safe(readable(location.path))), click.get_current_context())
    return library_at(location)


def library_to_read(location: Location, *, announce: bool = True) -> "Library":
    """Return the library at ``location``, or the bundled sample if the user named no library and has none.

    ``announce`` says on stderr that it is the sample.
    """
    if location.is_explicit or location.has_library:
        return library_at(location)
    if announce:
        text = _("You have no library yet; searching the bundled sample. To create your own, run: shoroku add FILE")
        tell(text, err=True)
    return _sample_library()


def _sample_library() -> "Library":
    """Return the sample's library; it is built once for each version and kept in the cache folder."""
    import hashlib

    import shoroku
    from shoroku.analyzers.synonyms import cache_folder
    from shoroku.corpus.sample import sample_file
    from shoroku.indexer.generations import fingerprint

    _report_preparation()
    versions = repr((shoroku.__version__, sorted(fingerprint().items())))
    digest = hashlib.blake2b(sample_file().read_bytes() + versions.encode(), digest_size=8).hexdigest()
    folder = cache_folder() / f"sample-{digest}"
    if not (folder / "records.db").exists():
        folder = _build_sample(folder)
    return shoroku.open(folder)


def _build_sample(folder: Path) -> Path:
    """Build the library beside ``folder`` and rename it, so that no other process sees it incomplete; return its folder."""
    import atexit
    import shutil
    import tempfile
    from importlib.resources import as_file

    import shoroku
    from shoroku.corpus.sample import sample_file

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix="sample-making-", dir=folder.parent))
    except OSError:  # no cache folder can be written: build it for this run only
        building = Path(tempfile.mkdtemp(prefix="shoroku-sample-"))
        atexit.register(shutil.rmtree, building, ignore_errors=True)
        folder = building
    with as_file(sample_file()) as file, shoroku.open(building) as library:
        library.add([file])
    if folder != building:
        try:
            os.rename(building, folder)
        except OSError:  # another process was faster
            shutil.rmtree(building, ignore_errors=True)
    return folder
