"""A user's own values of a record's fields, and how they take precedence over those of sources.

A record says in ``edited`` which of its fields are the user's own. A name like "titles@en" means the texts in that
language alone ("titles@" those without a language); the others stay as the sources have them. A field that is named and
empty was removed by the user.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from shoroku.corpus.record import Record, Text

#: Fields whose texts can be edited language by language.
BY_LANGUAGE = frozenset({"titles", "abstracts", "journals", "publishers"})
#: All fields that can be edited.
EDITABLE = (
    *("type", "titles", "abstracts", "creators", "journals", "issns", "volume", "issue", "pages", "date"),
    *("publishers", "language", "subjects", "identifiers", "links", "tags", "note"),
)


def is_editable(name: str) -> bool:
    """Return whether ``name`` is a field that can be edited, or one with a language (``titles@en``)."""
    field, at, _ = name.partition("@")
    return field in (BY_LANGUAGE if at else EDITABLE)


def with_edits(record: Record, edits: Iterable[Record]) -> Record:
    """Return ``record`` with the edited fields of ``edits``; where several edit the same, the first one counts."""
    names: dict[str, None] = dict.fromkeys(record.edited)
    for edit in reversed(list(edits)):
        changes: dict[str, Any] = {}
        for name in edit.edited:
            field, _, lang = name.partition("@")
            given = getattr(edit, field)
            names.pop(name, None)
            names[name] = None
            if field != name:
                given = in_that_language(changes.get(field, getattr(record, field)), lang, given)
            changes[field] = given
        record = msgspec.structs.replace(record, **changes)
    return msgspec.structs.replace(record, edited=tuple(sorted(names)))


def in_that_language(texts: tuple[Text, ...], lang: str, given: Iterable[Text]) -> tuple[Text, ...]:
    """Return ``texts`` with those of one language replaced by those that are ``given`` in it, where the first stood."""
    mine = [text for text in given if text.lang == lang]
    at = next((index for index, text in enumerate(texts) if text.lang == lang), len(texts))
    return (*texts[:at], *mine, *(text for text in texts[at:] if text.lang != lang))
