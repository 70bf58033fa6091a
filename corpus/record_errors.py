"""The problems that a record can have: why it cannot be imported, or what of it is left out."""

from typing import ClassVar

from shoroku.corpus.errors import ShorokuError
from shoroku.messages import N_


class RecordError(ShorokuError):
    """A record cannot be imported. ``field`` is the field's name in the input, or ""."""

    field: str = ""

    _tells_field: ClassVar[bool] = True

    def text(self, language: str = "en") -> str:
        """Return what is wrong, after the name of the field where that helps."""
        said = super().text(language)
        return f"{self.field}: {said}" if self.field and self._tells_field else said


class BrokenSyntax(RecordError):
    """The text does not follow its format."""

    format: str
    reason: str

    _tells_field = False
    template = N_("not valid {format}: {reason}")


class WrongType(RecordError):
    """A value is not of the type that the format requires."""

    expected: str

    template = N_("expected {expected}")


class NoTitle(RecordError):
    """The record has no title."""

    _tells_field = False
    template = N_("the record has no title")


class BadDate(RecordError):
    """A date does not contain a year."""

    value: str

    template = N_("“{value}” contains no year (expected YYYY, YYYY-MM or YYYY-MM-DD)")


class UnsafeLink(RecordError):
    """A link has a scheme that runs a script or opens a local file, or another that does not name a resource on a network.

    The link is left out, and the rest of the record is imported.
    """

    value: str
    allowed: tuple[str, ...]

    _tells_field = False
    template = N_("the link “{value}” was left out: the scheme of a link must be one of {allowed}")


class NoTitleColumn(RecordError):
    """The header of a table has no column for titles."""

    found: tuple[str, ...]

    _tells_field = False
    template = N_(
        "the header has no column for titles (found: {found}). Name one title, title_ja, title_en, 題名 or タイトル"
    )


class CellCount(RecordError):
    """A row of a table does not have as many cells as the header."""

    found: int
    expected: int

    _tells_field = False
    template = N_("the row has {found} cells, but the header has {expected}")


class OpenQuotation(RecordError):
    """A row of a table opens a quotation that is not closed."""

    limit: int

    _tells_field = False
    template = N_("a quotation mark in the row is not closed, or a cell is longer than {limit:,} characters")


class TooLong(RecordError):
    """A record is longer than any record may be. ``limit`` is in megabytes."""

    limit: int

    template = N_("the record is longer than {limit} MB and was not added")


class OverBound(RecordError):
    """A field of a record is larger than any may be."""

    found: int
    limit: int

    template = N_("{found:,} exceeds the limit of {limit:,} (characters in one text, or values in one field)")


class TooBroken(RecordError):
    """So much of a file is invalid that the rest was not read."""

    format: str

    template = N_("nothing here is valid {format}; the rest of the file was not read")


class Conflict(RecordError):
    """Two records of one run have the same identifier and different content."""

    value: str
    first: str

    template = N_("{value} already belongs to another record of this run ({first}), which was kept")


class NotFetched(RecordError):
    """A source lists a record but does not return it."""

    value: str
    reason: str

    template = N_("{value} is listed by the source but could not be fetched: {reason}")


class BrokenXml(BrokenSyntax):
    """The XML is not well-formed from ``line`` on; ``raw`` is that line, where it is known."""

    line: int
    raw: bytes


class UnsafeXml(BrokenXml):
    """The XML declares entities of its own, which could read other files or exhaust memory."""

    template = N_(
        "XML with declarations of its own is not accepted ({reason}), because they can read other files or exhaust memory. Remove the DOCTYPE and try again."
    )


class AnswerSays(RecordError):
    """The file holds an error message from a source instead of records."""

    code: str
    message: str
    meaning: str
    line: int

    _tells_field = False
    template = N_("the file holds an error from the source instead of records: {code} ({meaning}), “{message}”")


class NothingFound(AnswerSays):
    """The source found no records for the request."""

    template = N_("the source found no records ({code})")


class UnknownMetadata(RecordError):
    """A record is in a metadata format that is not supported."""

    found: str
    known: tuple[str, ...]

    template = N_("metadata format “{found}” is not supported. Request one of: {known}")


class DeletedAtSource(RecordError):
    """The file says that the source has deleted a record."""

    value: str

    _tells_field = False
    template = N_("{value} was deleted by its source; nothing was added for it")
