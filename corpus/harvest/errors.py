"""Errors of sources on the network."""

from typing import TYPE_CHECKING

from shoroku.corpus.errors import BadArgument, ShorokuError
from shoroku.messages import N_

if TYPE_CHECKING:
    from shoroku.corpus.harvest.result import Result


class SourceError(ShorokuError):
    """A source could not be harvested. Committed pages are kept, and the same call continues from there.

    ``partial`` is the result of the run up to the failure.
    """

    partial: "Result | None" = None

    exit_code = 4


class SourceUnreachable(SourceError):
    """A host did not respond properly after several attempts."""

    url: str
    reason: str

    template = N_(
        "{url}: no valid response after several attempts ({reason}). Try again later; the harvest continues where it stopped."
    )


class SourceRefused(SourceError):
    """A host refused access: the API key is missing or wrong."""

    url: str
    status: int

    template = N_("{url}: access refused (HTTP {status}). Check the API key for this source.")


class KeyMissing(SourceError):
    """A source requires an API key and none is set."""

    source: str
    variable: str
    setting: str

    exit_code = 2
    template = N_(
        "{source} requires an API key. Set the environment variable {variable}, or {setting} in the settings file."
    )


class AnswerTooLarge(SourceError):
    """A response is larger than any page of the source should be."""

    url: str
    limit: int

    template = N_(
        "{url}: the response is larger than {limit:,} bytes and was not read. Request fewer records at a time."
    )


class RedirectRefused(SourceError):
    """A host redirects to another host, or in a loop."""

    url: str
    target: str

    template = N_(
        "{url}: the redirect to {target} was not followed, because it leads to another host or does not end. Check the address."
    )


class BadAnswer(SourceError):
    """A response is not in the format of the source."""

    url: str
    expected: str
    reason: str

    template = N_(
        "{url}: the response is not {expected} ({reason}). Try again later, and report it if it happens again."
    )


class SourceSays(SourceError):
    """The source responded with an error message of its own."""

    url: str
    code: str
    message: str

    template = N_("{url}: the source returned an error: {code} {message}")


class BadParameter(BadArgument, SourceError):
    """A parameter of a harvest has an invalid value."""


class MissingParameter(BadParameter):
    """A harvest requires at least one of the parameters ``names``, and none was given."""

    names: tuple[str, ...]
    value: object = None
    expected: str = ""

    template = N_("A parameter is missing. Give at least one of: {names}.")


class UnknownParameter(BadParameter):
    """The source has no parameter of that name. ``names`` are the parameters that it has."""

    names: tuple[str, ...]
    expected: str = ""

    template = N_("This source has no parameter {name}. Choose from: {names}.")


class TooManyInOneMonth(SourceError):
    """A warning: a window that cannot be split further holds more records than the source returns."""

    source: str
    window: str
    total: int
    cap: int

    template = N_(
        "{source}: {window} alone holds {total:,} records, but the source returns at most {cap:,} of them. {cap:,} were harvested."
    )


class PerhapsThrottled(SourceError):
    """A warning: nothing was found, and the source answers the same if it is asked too often."""

    source: str

    template = N_(
        "{source}: nothing was found. The source answers the same if it is asked too often; if you expect records, try again later."
    )


class DatesTooVague(SourceError):
    """A warning: records cannot be requested, because their dates are not exact enough to split the window."""

    source: str
    window: str
    total: int

    template = N_(
        "{source}: {total:,} records of {window} cannot be requested, because their dates are not exact enough."
    )


class ChangesNeedKey(SourceError):
    """A warning: the source lists changes only to users with an API key, so everything was requested."""

    source: str
    variable: str
    setting: str

    template = N_(
        "{source} lists changes only to users with an API key, so everything was requested again. Set the environment variable {variable}, or {setting} in the settings file."
    )
