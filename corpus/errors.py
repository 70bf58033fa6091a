"""The errors of this package, under one base class. The problems that a record can have are in ``record_errors.py``.

An error carries its facts as typed fields. Its message says what happened, where, and what to do: in English, or on request
in Japanese from the catalogue (``shoroku/messages``). All errors are documented in docs/errors.md and can be imported from
``shoroku``.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform, get_origin

from shoroku.messages import N_, Localized, shown, translated

_ABSENT = object()

#: Replaces a field that is not known.
UNKNOWN = Localized("unknown")


@dataclass_transform(kw_only_default=True, eq_default=False)
class ShorokuError(Exception):
    """The base of all errors of this package.

    A subclass declares its fields as a dataclass does: with a type, and with a value where they may be left out. They are
    given by name only, and are attributes. ``template`` is the message in English, in which the fields are filled in; its
    Japanese form is in the catalogue.
    """

    template: ClassVar[str] = N_("Something went wrong.")
    exit_code: ClassVar[int] = 1
    _names: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        """Note the fields: all that have a type, those of the bases first. (Dataclasses would cost every start 16 ms.)"""
        super().__init_subclass__()
        cls._names = {}
        for base in reversed(cls.__mro__):
            if issubclass(base, ShorokuError):
                own = (name for name, kind in base.__annotations__.items() if not _is_of_the_class(kind))
                cls._names |= {name: base.__dict__.get(name, _ABSENT) for name in own}

    if TYPE_CHECKING:

        def __init__(self) -> None: ...

    else:

        def __init__(self, **fields: object) -> None:
            super().__init__()
            kind = type(self)
            if unknown := sorted(fields.keys() - kind._names.keys()):
                raise TypeError(f"{kind.__name__}() has no field {', '.join(unknown)}")
            given = kind._names | fields
            if missing := [name for name, value in given.items() if value is _ABSENT]:
                raise TypeError(f"{kind.__name__}() needs {', '.join(missing)}")
            self.__dict__.update(given)

    @property
    def fields(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {name: getattr(self, name) for name in self._names}

    def text(self, language: str = "en") -> str:
        """Return the message in ``language`` ("ja" or "en")."""
        return translated(self.template, language).format(**self._shown(language))

    def _shown(self, language: str) -> dict[str, object]:
        """Return the fields as they are shown in the message."""
        return {name: shown(value, language) for name, value in self.fields.items()}

    def __str__(self) -> str:
        return self.text("en")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.fields.items())})"

    def __reduce__(self) -> tuple[Any, ...]:  # so that it survives the way from a worker process
        return _rebuilt, (type(self), self.fields)


def _is_of_the_class(annotation: object) -> bool:
    origin: object = get_origin(annotation)
    return origin is ClassVar


def _rebuilt(kind: type[ShorokuError], fields: dict[str, Any]) -> ShorokuError:
    return kind(**fields)


# --- Arguments --------------------------------------------------------------------------------------------------------


class BadArgument(ShorokuError, ValueError):
    """An argument of a call has a value that it cannot have. ``expected`` completes "must be"."""

    name: str
    value: object
    expected: str

    exit_code = 2
    template = N_("{name} must be {expected}, got {got}")

    @classmethod
    def between(cls, name: str, value: object, least: int, most: int) -> Self:
        """Return the error for a number that is too small, too large, or none."""
        expected = Localized("between {least:,} and {most:,}", least=least, most=most)
        return cls(name=name, value=value, expected=expected)

    @classmethod
    def one_of(cls, name: str, value: object, choices: Iterable[str]) -> Self:
        """Return the error for a value that is none of those that there are."""
        return cls(name=name, value=value, expected=Localized("one of {choices}", choices=tuple(choices)))

    def _shown(self, language: str) -> dict[str, object]:
        """Return the fields, and as ``got`` the value; of a very long one, its beginning."""
        got = repr(self.value)
        return super()._shown(language) | {"got": got if len(got) <= _LONGEST_VALUE else f"{got[:_LONGEST_VALUE]}…"}


_LONGEST_VALUE = 100


class UnknownField(BadArgument):
    """No field of that name can be edited; ``near`` are names that are like it, or else often used."""

    name: str = "field"
    expected: str = Localized("a field that can be edited")
    near: tuple[str, ...]

    template = N_("“{value}” is not a field that can be edited. Similar or common fields: {near}.")


# --- The installation ----------------------------------------------------------------------------------------------------


class MissingExtra(ShorokuError):
    """A package is needed that is not in the base install."""

    package: str
    extra: str

    template = N_("{package} is not installed. Install it with: pip install 'shoroku[{extra}]'")


# --- The library on disk ----------------------------------------------------------------------------------------------


class LibraryError(ShorokuError):
    """A library cannot be used as it is."""

    exit_code = 3


class NoLibrary(LibraryError):
    """There is no library at that path."""

    path: str

    template = N_("There is no library at {path}.")


class NotALibrary(LibraryError):
    """A file of that name exists, but it is not the database of a library."""

    path: str
    reason: str

    template = N_("{path} is not a shoroku library ({reason}).")


class LibraryTooNew(LibraryError):
    """The library was written by a later version of shoroku."""

    path: str
    found: int
    known: int

    template = N_(
        "The library at {path} has format {found}, but this version of shoroku reads only formats up to {known}. Upgrade shoroku."
    )


class LibraryLocked(LibraryError):
    """Another process is writing to the library."""

    path: str
    holder: str = UNKNOWN

    template = N_("Another process ({holder}) is writing to the library at {path}. Try again when it has finished.")


class LibraryInUse(LibraryLocked):
    """Another process is reading the library while deleted data has to be erased from the disk."""

    template = N_(
        "Another process is reading the library at {path}, so deleted data could not be erased from the disk. Try again when it has finished."
    )


class LibraryReadOnly(LibraryError):
    """The folder of the library cannot be written to."""

    path: str
    reason: str

    template = N_("The library at {path} cannot be written to ({reason}). Check the permissions of the folder.")


class LibraryUnreadable(LibraryError):
    """The user may not read the files of the library."""

    path: str
    reason: str

    template = N_(
        "The library at {path} cannot be read ({reason}). Ask its owner for permission to read the folder and all files in it."
    )


class DiskFull(LibraryError):
    """The disk was full while the library was written."""

    path: str

    template = N_(
        "The disk that holds {path} is full. Everything committed so far is safe. Free some space and try again."
    )


class TooManyOpenFiles(LibraryError):
    """The process has reached its limit of open files."""

    path: str

    template = N_(
        "Too many files are open to use the library at {path}. Nothing is damaged. Raise the limit (ulimit -n 256) or close other programs, and try again."
    )


class OutOfMemory(LibraryError):
    """There is not enough memory."""

    path: str

    template = N_(
        "There is not enough memory to use the library at {path}. Nothing is damaged. Close other programs and try again."
    )


class StoreDamaged(LibraryError):
    """SQLite reports that the database of the library is damaged."""

    path: str
    reason: str

    template = N_(
        "The database {path} is damaged ({reason}). Restore it from a backup, or repair it to keep what is intact."
    )


class UnknownRecord(ShorokuError):
    """No record has that identifier."""

    id: str

    template = N_("No record has the identifier {id}.")


class DeletedRecord(UnknownRecord):
    """The user deleted the record with that identifier; ``Edits.undo`` restores it."""

    template = N_("The record {id} is deleted.")


class NotDeletable(ShorokuError):
    """A record was not added by a program, so it cannot be deleted on its own."""

    id: str
    origins: str

    template = N_(
        "The record {id} cannot be deleted, because it came from {origins}. Only records added with add_records can be deleted for good. To hide a record, use edits.delete; to remove a whole data source, use withdraw."
    )


class UnknownSavedSearch(ShorokuError):
    """No saved search has that name."""

    name: str

    template = N_("There is no saved search named “{name}”.")


class NameTaken(ShorokuError):
    """A saved search of that name exists already."""

    name: str

    exit_code = 2
    template = N_("A saved search named “{name}” already exists. Choose another name.")


class BadName(ShorokuError):
    """The text cannot be the name of a saved search."""

    name: str
    limit: int

    exit_code = 2
    template = N_(
        "“{name}” cannot be the name of a saved search. Use 1 to {limit} characters, the first of which is not a hyphen."
    )


# --- Files to be read -------------------------------------------------------------------------------------------------


class FileError(ShorokuError):
    """A file as a whole cannot be read."""


class FileUnreadable(FileError):
    """The file cannot be opened or decompressed."""

    file: str
    reason: str

    template = N_("{file}: cannot be read ({reason}).")


class IsFolder(FileError):
    """A folder is given in place of a file."""

    file: str

    template = N_("{file} is a folder, not a file. Give the files in it.")


class UnknownFormat(FileError):
    """The file is in no known format."""

    file: str
    known: tuple[str, ...]

    template = N_("{file}: unknown format. Known formats: {known}.")


class EmptyFile(FileError):
    """The file is empty."""

    file: str

    template = N_("{file}: the file is empty.")


class UnpacksTooLarge(FileError):
    """A gzip file expands to more than ``expansion`` times its size."""

    file: str
    expansion: str

    template = N_(
        "{file}: the gzip file expands to more than {expansion} times its size, which no bibliography does. The rest was not read."
    )


class ReaderFailed(FileError):
    """A reader failed after the line that the reject names. This is a bug in shoroku."""

    file: str
    format: str
    reason: str

    template = N_(
        "reading the file as {format} failed after this line ({reason}), and the rest was not read. Please report this."
    )


class NoRecords(FileError):
    """The file has no record in the format that it was read as."""

    file: str
    format: str

    template = N_("{file}: no records were found in it when read as {format}.")


# --- Files to be written ----------------------------------------------------------------------------------------------


class OutputError(ShorokuError):
    """A file cannot be written."""


class UnknownWriter(OutputError):
    """There is no output format of that name."""

    name: str
    known: tuple[str, ...]

    template = N_("“{name}” is not an output format. Choose one of: {known}.")
    exit_code = 2


class OutputExists(OutputError):
    """A file of that name exists already."""

    file: str

    template = N_("{file} already exists and was not overwritten.")
    exit_code = 2


class OutputUnwritable(OutputError):
    """The file cannot be written in full; no part of it is left."""

    file: str
    reason: str

    template = N_(
        "{file}: cannot be written ({reason}). No partial file was left. Check the folder and the free space on its disk."
    )
