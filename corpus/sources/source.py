"""The definition of a source: its parameters, its windows, and how one page is fetched.

A harvest is a source with parameters. It is divided into windows (everything, a year, a set…), and each window is fetched
page by page with a cursor. ``harvest/runner.py`` commits each page with its cursor, so a source has no state: ``page`` is a
function of window and cursor.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from ipaddress import ip_address
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from shoroku.corpus.errors import ShorokuError
from shoroku.corpus.harvest.client import Answer
from shoroku.corpus.readers.reader import Item

#: Parameters of a harvest as the user gave them: names without dashes, values as text. Stored with the harvest.
Parameters = Mapping[str, str]

#: One part of a harvest: any JSON object. Its ``label`` describes it to a user.
Window = dict[str, Any]


class Parameter(NamedTuple):
    """A parameter of a source.

    ``flag`` is the name of the option without dashes. ``about`` describes it to a user, in English; its translation is in
    the catalogue. A ``hidden`` parameter is for tests and is not listed.
    """

    flag: str
    about: str
    required: bool = False
    hidden: bool = False


class Key(NamedTuple):
    """A key of a source: its environment variable, its name in the settings file, and whether it is required."""

    variable: str
    setting: str
    required: bool


class Page(NamedTuple):
    """One page: items in the source's order, the ids of deleted records, and the cursor of the next page.

    ``cursor`` is None on the last page. ``total`` is the number of records in the window, if the source reports it.
    ``newest`` is the newest datestamp, if records have one. If the window has more records than the source returns,
    ``split`` has the windows that replace it, instead of items. ``warnings`` are shown to the user.
    """

    items: tuple[Item, ...] = ()
    deleted: tuple[str, ...] = ()
    cursor: str | None = None
    total: int | None = None
    newest: str = ""
    split: tuple[Window, ...] = ()
    warnings: tuple[ShorokuError, ...] = ()


class Get(Protocol):
    """Send a request to the source: ``Client.get`` with the pause and the keys of the source."""

    def __call__(self, url: str, parameters: Mapping[str, str] | None = None) -> Answer: ...


class ExpiredCursor(Exception):
    """The cursor has expired (for example a resumption token); the window starts again."""


class Source(NamedTuple):
    """A source. ``origin`` is the name of its contributions in the store; ``about`` describes it to a user, in English."""

    name: str
    origin: str
    about: str
    parameters: tuple[Parameter, ...]
    #: The windows of a harvest. ``since`` is the datestamp (ISO 8601) of the oldest change to fetch, "" for everything.
    windows: Callable[[Parameters, str], list[Window]]
    #: One page of a window. The cursor is None for the first page, else that of the previous page.
    page: Callable[[Get, Parameters, Window, str | None], Page]
    keys: tuple[Key, ...] = ()
    #: Setting of a key -> parameter in which it is sent. These never appear in a displayed URL.
    key_parameters: Mapping[str, str] = {}
    #: Minimum time between two requests in seconds; the second value applies with a key.
    pause: float = 1.0
    pause_with_key: float | None = None


#: The parameter that names another server with the interface of a source.
ENDPOINT = "endpoint"
_PAUSE_ELSEWHERE = 0.1


def as_asked(source: Source, parameters: Parameters) -> Source:
    """Return a source as it is used with some parameters: another server gets no key, and has a rate of its own; one on
    this machine is asked without pauses."""
    if endpoint := parameters.get(ENDPOINT):
        source = source._replace(keys=(), pause=_PAUSE_ELSEWHERE, pause_with_key=None)
    return source._replace(pause=0.0) if is_loopback(endpoint or parameters.get("url", "")) else source


def is_loopback(url: str) -> bool:
    """Return whether an address is of this machine."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"
