"""What is reported about a query: which part is invalid, where it is, and how it was read instead."""

from collections.abc import Callable

import msgspec

from shoroku.corpus.errors import ShorokuError
from shoroku.messages import N_, translated
from shoroku.search.query.caret import pointed

#: A stretch of a query: character offsets, the end excluded.
Span = tuple[int, int]
#: Takes a report: the kind of a notice, where, and its fields.
Tell = Callable[[str, Span, dict[str, str]], None]

#: Kind -> the message in English; the Japanese one is in the catalogue. The fields that are filled in are plain text.
PROBLEMS: dict[str, str] = {
    "open_quote": N_("This quotation mark is never closed, so it was ignored. Add a closing {sign}."),
    "empty_quote": N_("The quotation marks are empty, so they were ignored."),
    "open_bracket": N_("This bracket is never closed, so it was closed at the end of the query. Add a closing )."),
    "stray_bracket": N_("This bracket has no opening bracket, so it was ignored. Add an opening (."),
    "empty_bracket": N_("The brackets are empty, so they were ignored."),
    "deep": N_("Brackets can be nested {most} deep; deeper ones were ignored from here on. Use fewer levels."),
    "operator": N_(
        "{operator} has no search term beside it, so it was ignored. To search for the word itself, put it in quotation marks."
    ),
    "only_operators": N_("The query has nothing to combine, so {operator} was searched as text."),
    "empty_field": N_("Nothing follows {written}, so it was ignored. Write the search term right after the colon."),
    "two_fields": N_("Two fields were given for the same words; the one next to the words was used: {field}."),
    "lonely_tag": N_("There is no word before {written}, so it was ignored. Write: word{written}"),
    "unsupported_field": N_("{written} cannot be searched here; its value was searched as text."),
    "bad_year": N_(
        "“{value}” is not a year or a range of years, so it was searched as text. Write 2015, 2015..2020, 2015.. or ..2020."
    ),
    "bad_month": N_(
        "“{value}” is not a month or a range of months, so it was searched as text. Write 2015-04, 2015-04..2017-09, 2015-04.. or ..2017-09."
    ),
    "only_years": N_("Only years can be searched; the month and day of “{value}” were ignored."),
    "turned_years": N_("The range ended before it began, so it was reversed: {value}."),
    "no_number": N_("“{value}” has no letter and no digit, so it finds nothing. Write a number such as 12."),
    "unknown_has": N_("“{value}” is not a value of has:, so it was searched as text. The values are: {known}."),
    "star_alone": N_("* alone matches everything, so it was ignored. Add letters before or after it."),
    "short_pattern": N_("“{value}” matches too many words, so its wildcard was ignored. Use at least {least} letters."),
    "many_patterns": N_(
        "A query can have {most} words with *, ? or ~ (a word that begins with * counts as 8); the signs were ignored from here on."
    ),
    "short_fuzzy": N_("“{value}” is too short for a fuzzy search, so ~ was ignored. Use at least {least} letters."),
    "far_fuzzy": N_("Words can differ by at most {most} characters; {most} was used."),
    "far_slop": N_("At most {most} words are allowed in between; {most} was used."),
    "sign_in_quote": N_(
        "Inside quotation marks, {sign} is an ordinary character. To use it as a wildcard, write it outside of them."
    ),
    "long": N_("The query is too long; the rest was ignored from here on. Shorten the query."),
}

#: Hints about queries that are valid.
HINTS: dict[str, str] = {
    "mixed": N_("AND (which a space also means) binds more tightly than OR, so this was read as: {reading}"),
    "subtitle": N_(
        "This was read as a subtitle between dashes, so no record was left out. To leave records out, write: NOT {word}"
    ),
    "no_subtitle": N_(
        "This minus leaves records out. If it begins a subtitle between dashes, search without the dashes."
    ),
    "name_in_parts": N_(
        "{initials} was searched as a word, not as a part of the author's name. For the whole name, write: {whole}"
    ),
    "near_field": N_("Unknown field {name}; searched as text. Did you mean {field}?"),
}

#: Limits that are reached only during the search.
LIMITS: dict[str, str] = {
    "exact_cut": N_("={written} matches too many records; only the best {most} were checked. Add another word."),
}

#: Values of filters that no record has. They have no place in the query: ``start`` and ``end`` are 0.
VALUES: dict[str, str] = {
    "unknown_value": N_("No record of this library has the {filter} “{value}”."),
    "near_value": N_("No record of this library has the {filter} “{value}”. Did you mean: {near}"),
    "known_values": N_("No record of this library has the {filter} “{value}”. The library has: {known}"),
}

TEXTS = PROBLEMS | HINTS | LIMITS | VALUES

#: Filter -> what it is called in a message.
FILTER_NAMES: dict[str, str] = {
    "journal": N_("journal"),
    "language": N_("language"),
    "source": N_("data source"),
    "type": N_("type"),
    "author": N_("author"),
    "publisher": N_("publisher"),
    "subject": N_("subject"),
    "project": N_("project"),
    "funder": N_("funder"),
    "institution": N_("institution"),
    "tag": N_("tag"),
}


def silent(kind: str, span: Span, fields: dict[str, str]) -> None:
    """Report nothing."""


class Notice(msgspec.Struct, frozen=True):
    """A remark on a search: its kind, and the part of the query that it is about (character offsets, ``end`` excluded).

    A remark on a filter is about no part of the query: both offsets are 0.
    """

    kind: str
    start: int
    end: int
    fields: dict[str, str] = {}

    @property
    def is_problem(self) -> bool:
        """Whether that part of the query is invalid. The others are hints."""
        return self.kind in PROBLEMS

    def text(self, language: str = "en") -> str:
        """Return the message in ``language`` ("ja" or "en")."""
        fields = self.fields
        if name := fields.get("filter"):
            fields = fields | {"filter": translated(FILTER_NAMES[name], language)}
        return translated(TEXTS[self.kind], language).format(**fields)

    def to_dict(self) -> dict[str, str | int]:
        """Return the notice as plain data, with its message in both languages."""
        return {
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "en": self.text("en"),
            "ja": self.text("ja"),
        }


class QueryUnclear(ShorokuError, ValueError):
    """A query cannot be read as it is written, and ``strict`` was given."""

    query: str
    notice: Notice

    exit_code = 2
    template = N_(
        "The query is unclear, so nothing was searched. A search that is not strict would say: {said}\n  {line}\n  {caret}"
    )

    def text(self, language: str = "en") -> str:
        """Return how the query would be read otherwise, and below it the query with a caret under the invalid part."""
        line, caret = pointed(self.query, self.notice.start, self.notice.end)
        said = self.notice.text(language)
        return translated(self.template, language).format(said=said, line=line, caret=caret)
