"""Records: one work as a bibliography describes it, the same for every source.

Immutable and typed. Texts have a BCP 47 language tag ("ja", "en", "ja-Kana"), or "" if none was given. Repeatable fields are
tuples, in the order of the source.
"""

import hashlib
import re
from typing import Annotated, Literal, get_args

import msgspec

from shoroku.corpus.identifiers import Identifier

Licence = Literal["", "allow", "disallow"]

#: What one work, project or person is to another. "" stands for a source's word that has no place here: it is kept and shown.
RelationKind = Literal[
    "",
    "cites",
    "supplements",
    "derived-from",
    "part-of",
    "version-of",
    "translation-of",
    "reviews",
    "comments",
    "corrects",
    "retracts",
    "updates",
    "same-as",
    "output-of",
    "part-of-project",
    "created-by",
    "member-of",
]
RELATION_KINDS: frozenset[str] = frozenset(get_args(RelationKind))

#: The largest number that JSON holds exactly in every program (RFC 8259).
LARGEST_COUNT = 2**53 - 1

_YEAR = re.compile(r"\d{4}")
#: A Japanese surname and given name separated by a comma, as in RIS.
_COMMA = re.compile(r"[\u3005-\u30ff\u3400-\u9fff]{1,6}[,，、]\s*[\u3005-\u30ff\u3400-\u9fff]{1,8}")


class Text(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """A text and its language."""

    value: str
    lang: str = ""


class Institution(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """An institution that a source identifies, such as a person's affiliation."""

    names: tuple[Text, ...] = ()
    identifiers: tuple[Identifier, ...] = ()


class Person(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """A person: the name in each known language, affiliations, identifiers.

    ``role`` is the source's word for what the person did, or "" for an author. ``institutions`` are the institutions of
    the affiliations, as far as a source names them apart, with their identifiers if it gives any.
    """

    names: tuple[Text, ...] = ()
    affiliations: tuple[Text, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    role: str = ""
    institutions: tuple[Institution, ...] = ()

    @property
    def name(self) -> str:
        """The first name, as the source writes it, or ""."""
        return self.names[0].value if self.names else ""


class Relation(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """What a source says of this work and another.

    ``word`` is the source's own word ("isCitedBy", "reference", "ErratumIn"), ``kind`` what it means. ``inverse`` says that
    the other work is the subject: isCitedBy is "cites", inverse. Without ``identifiers``, the other work is known only by
    its ``title``, which may be a whole reference; ``type`` is its type if the source says it.
    """

    kind: RelationKind = ""
    word: str = ""
    inverse: bool = False
    identifiers: tuple[Identifier, ...] = ()
    type: str = ""
    title: str = ""


class Funding(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """An award or a funder that the work names; in a record of a project, who funds it.

    ``number`` is the award's number in its normal form (``corpus/awards.py``). ``titles`` and ``identifiers`` are those of
    the project. ``word`` is the source's own word for what it says, such as the name of a funding programme.
    """

    number: str = ""
    funders: tuple[Text, ...] = ()
    funder_identifiers: tuple[Identifier, ...] = ()
    titles: tuple[Text, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    word: str = ""


class Count(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """A number that a source states about the work, such as "cited-by"; ``date`` is when the source stated it."""

    kind: str
    value: Annotated[int, msgspec.Meta(ge=-LARGEST_COUNT, le=LARGEST_COUNT)]
    source: str = ""
    date: str = ""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """One work; or a project or a researcher, by its ``type``.

    ``creators`` are a work's authors, a project's members, or the researcher; ``contributors`` are people with another
    role, such as editors. ``id`` is the CRID where there is one, else the source's own identifier. ``date`` is ISO 8601 with at least the year
    ("2020", "2020-12", "2020-12-30"), or "";
    a project has it from ``date`` to ``until``. ``language`` is the language of the full text (ISO 639-1 where there is
    one). ``sources`` are the data sources by their names (JaLC, CiNii Articles, …). ``abstract_licence`` says whether
    the abstracts may be passed on. ``tags`` and ``note`` are the user's own. ``edited`` names the fields whose value is the
    user's own and takes precedence over every source's: "date", or "titles@en" for the English titles alone.
    """

    id: str
    type: str = "article"
    titles: tuple[Text, ...] = ()
    abstracts: tuple[Text, ...] = ()
    creators: tuple[Person, ...] = ()
    journals: tuple[Text, ...] = ()
    issns: tuple[str, ...] = ()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    date: str = ""
    publishers: tuple[Text, ...] = ()
    language: str = ""
    subjects: tuple[Text, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    sources: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    abstract_licence: Licence = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    edited: tuple[str, ...] = ()
    contributors: tuple[Person, ...] = ()
    relations: tuple[Relation, ...] = ()
    funding: tuple[Funding, ...] = ()
    counts: tuple[Count, ...] = ()
    until: str = ""

    @property
    def year(self) -> int | None:
        """The year of publication, None where unknown."""
        match = _YEAR.match(self.date)
        return int(match.group()) if match else None

    @property
    def doi(self) -> str:
        """The first DOI, or ""."""
        return self.identifier("DOI")

    @property
    def title(self) -> str:
        """The title in the language of the full text, else the first title that is not a reading, or ""."""
        return in_language(self.titles, self.language)

    def identifier(self, kind: str) -> str:
        """Return the first identifier of that kind, or ""."""
        return next((identifier.value for identifier in self.identifiers if identifier.kind == kind), "")


def in_language(texts: tuple[Text, ...], language: str) -> str:
    """Return the text in ``language``; else one without a reading's tag (ja-Kana); else the first; else ""."""
    for text in texts:
        if text.lang == language:
            return text.value
    plain = next((text.value for text in texts if "-" not in text.lang), "")
    return plain or (texts[0].value if texts else "")


def titles(record: Record) -> tuple[str, str]:
    """Return a record's title in the language of its text (else the first), and the first in another language."""
    plain = [text for text in record.titles if "-" not in text.lang] or list(record.titles)
    if not plain:
        return "", ""
    first: Text = next((text for text in plain if text.lang == record.language), plain[0])
    other = next((text.value for text in plain if text.lang != first.lang and text.value != first.value), "")
    return first.value, other


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


def with_id(record: Record) -> Record:
    """Give a record without an id one: from its identifiers, else from its content."""
    if record.id:
        return record
    for kind in ("CRID", "DOI", "NAID", "PMID"):
        if value := record.identifier(kind):
            return msgspec.structs.replace(record, id=value if kind == "CRID" else f"{kind.lower()}:{value}")
    digest = hashlib.blake2b(encode(record), digest_size=8).hexdigest()
    return msgspec.structs.replace(record, id=f"h-{digest}")


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Record).decode
