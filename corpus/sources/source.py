"""What a source is: what can be asked of it, how its windows are cut, and how one page of it is fetched.

A harvest is a source and parameters. It is cut into windows (all of it, a year, a set…), each of which is fetched page
by page along a cursor. The runner (``harvesting.py``) commits every page with its cursor, so a source keeps no state:
``page`` is a function of window and cursor.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.readers.reader import Item

#: Parameters of a harvest as the user gave them: names without dashes, values as text. Stored with the harvest.
Parameters = Mapping[str, str]

#: One part of a harvest: any JSON object. Its ``label`` says to a person what part it is.
Window = dict[str, Any]


class Parameter(NamedTuple):
    """Something that a user can ask of a source. ``flag`` is the option's name without dashes; a ``hidden`` one is for
    tests and is not shown."""

    flag: str
    en: str
    ja: str
    required: bool = False
    hidden: bool = False


class Key(NamedTuple):
    """A key that a source wants: the environment variable and the name in the settings file, and whether it must be."""

    variable: str
    setting: str
    required: bool


class Page(NamedTuple):
    """One page: items in the source's order, what it says was deleted (the records' ids), and where to go on.

    ``cursor`` is None on the last page. ``total`` is how many records the window has, where the source says so.
    ``newest`` is the newest datestamp met, where records bear one. ``split`` is given instead of items where the window
    holds more than the source gives out: the windows that take its place. ``warnings`` are told to the user.
    """

    items: tuple[Item, ...] = ()
    deleted: tuple[str, ...] = ()
    cursor: str | None = None
    total: int | None = None
    newest: str = ""
    split: tuple[Window, ...] = ()
    warnings: tuple[ShorokuError, ...] = ()


class Get(Protocol):
    """Ask one thing of the source's host: what ``Client.get`` is, its pause and keys filled in."""

    def __call__(self, url: str, parameters: Mapping[str, str] | None = None) -> Answer: ...


class ExpiredCursor(Exception):
    """The cursor is no longer good (an expired resumption token): the window is begun again."""


class Source(NamedTuple):
    """A source. ``origin`` is the name of its contributions in the store; ``about`` tells a person what it gives."""

    name: str
    origin: str
    about_en: str
    about_ja: str
    parameters: tuple[Parameter, ...]
    #: The windows of a harvest. ``since`` is the datestamp (ISO 8601) from which on changes are wanted, "" for all.
    windows: Callable[[Parameters, str], list[Window]]
    #: One page of a window. The cursor is None for the first, else what the page before gave.
    page: Callable[[Get, Parameters, Window, str | None], Page]
    keys: tuple[Key, ...] = ()
    #: The parameter in which a key is sent, by the key's setting; these never appear in a URL that is shown.
    key_parameters: Mapping[str, str] = {}
    #: The least time between two questions, in seconds; with a key where that allows more.
    pause: float = 1.0
    pause_with_key: float | None = None
