"""How records are described to people: names of types, languages and facets; a person's name; a citation in one line."""

import re

from shoroku.corpus.record import Record, in_language
from shoroku.messages import N_

TYPES = {"article": N_("article"), "book": N_("book"), "dataset": N_("dataset"), "dissertation": N_("dissertation")}
LABELS = {
    "journal": N_("Journal"),
    "year": N_("Year"),
    "language": N_("Language"),
    "source": N_("Data source"),
    "type": N_("Type"),
    "author": N_("Author"),
    "publisher": N_("Publisher"),
    "subject": N_("Subject"),
}
LANGUAGES = {
    "ja": N_("Japanese"),
    "en": N_("English"),
    "de": N_("German"),
    "fr": N_("French"),
    "zh": N_("Chinese"),
    "ko": N_("Korean"),
}

#: A surname and a given name in Japanese, as RIS writes them.
_COMMA = re.compile(r"[\u3005-\u30ff\u3400-\u9fff]{1,6}[,，、]\s*[\u3005-\u30ff\u3400-\u9fff]{1,8}")


def person_name(name: str) -> str:
    """Return a Japanese name without the comma that RIS puts behind the surname; any other as it is written."""
    surname, comma, given = re.split(r"([,，、])\s*", name, maxsplit=1) if _COMMA.fullmatch(name) else (name, "", "")
    return f"{surname} {given}" if comma else name


def citation(record: Record) -> str:
    """Return journal volume(issue), pages, year, as far as they are known."""
    journal = in_language(record.journals, record.language)
    number = f"{record.volume}({record.issue})" if record.issue else record.volume
    where = " ".join(filter(None, (journal, number)))
    return ", ".join(filter(None, (where, record.pages, str(record.year or ""))))
