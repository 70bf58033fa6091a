"""The project's own format: JSON Lines, one record a line (jsonlines.org). Described in docs/jsonl.md.

The full form has all fields of ``Record``. Two short forms need fewer: ``title_ja title_en abstract_ja abstract_en journal
year language sources authors``, and ``id title text``. They may be mixed; if both give a value, the full form wins.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from shoroku.corpus.edited import is_editable
from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.licence import licence
from shoroku.corpus.normalize import cleaning
from shoroku.corpus.readers import answers
from shoroku.corpus.readers.lines import lines
from shoroku.corpus.readers.reader import LONGEST, LONGEST_MB, Format, Item
from shoroku.corpus.record import (
    RELATION_KINDS,
    Count,
    Funding,
    Institution,
    Person,
    Record,
    Relation,
    Text,
    with_id,
)
from shoroku.corpus.record_errors import BrokenSyntax, NoTitle, RecordError, TooLong, WrongType
from shoroku.messages import AS_IS, Localized

_FIELD = re.compile(r"`\$\.?([\w.\[\]…]+)`")
_RAW_BYTES = 2_000  # of a rejected line, kept for the rejects file

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_Strings = str | list[str]


class _Relation(msgspec.Struct):
    kind: str = ""
    word: str = ""
    inverse: bool = False
    identifiers: list[Identifier] = []
    type: str = ""
    title: str = ""


class _Line(msgspec.Struct):
    id: str | int = ""
    type: str = "article"
    titles: list[Text] = []
    abstracts: list[Text] = []
    creators: list[Person] = []
    journals: list[Text] = []
    issns: _Strings = []
    volume: str | int = ""
    issue: str | int = ""
    pages: str | int = ""
    date: str | int = ""
    until: str | int = ""
    publishers: list[Text] = []
    language: str | None = ""
    subjects: list[Text | str] = []
    identifiers: list[Identifier] = []
    sources: _Strings = []
    links: _Strings = []
    abstract_licence: Any = ""
    tags: _Strings = []
    note: str | None = ""
    edited: _Strings = []
    contributors: tuple[Person, ...] = ()
    relations: tuple[_Relation, ...] = ()
    funding: tuple[Funding, ...] = ()
    counts: tuple[Count, ...] = ()
    # The short forms.
    title: str | None = ""
    text: str | None = ""
    title_ja: str | None = ""
    title_en: str | None = ""
    abstract_ja: str | None = ""
    abstract_en: str | None = ""
    journal: str | None = ""
    year: str | int | None = None
    authors: _Strings | None = None
    doi: str | None = None
    naid: str | int | None = None
    crid: str | int | None = None
    pmid: str | int | None = None


_decode = msgspec.json.Decoder(_Line).decode


def read(stream: BinaryIO, *, titled: bool = True) -> Iterator[Item]:
    """Yield an item for every non-empty line; after an invalid line, reading continues.

    Without ``titled``, records need no title: test collections have documents without one.
    """
    for number, line in enumerate(lines(stream), 1):
        if not line.strip():
            continue
        try:
            if len(line) > LONGEST:
                raise TooLong(field="", limit=LONGEST_MB)
            yield _item(number, line, titled)
        except RecordError as error:
            yield Item(number, None, error, line[:_RAW_BYTES])


def record_of(given: object, *, titled: bool = True) -> Record:
    """Return the record of a mapping with the fields of a line, or of a ``Record``, cleaned and validated like a line.

    Raises RecordError.
    """
    try:
        line = msgspec.json.encode(given)
    except (TypeError, ValueError, UnicodeEncodeError) as error:
        raise BrokenSyntax(field="", format="JSON", reason=str(error)) from None
    record = _item(0, line, titled).record
    assert record is not None  # noqa: S101 (an item without an error has a record)
    return record


def _item(number: int, line: bytes, titled: bool) -> Item:
    repaired: tuple[str, ...] = ()
    line = line.removeprefix(_BYTE_ORDER_MARK)
    if _is_suspect(line):
        line, repaired = _scrubbed(line)
    try:
        parsed = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        line, repaired = _scrubbed(line)  # says what is wrong, unless it is only a raw control character or a null
        parsed = _decoded(line)
    return Item(number, _record(parsed, titled), repaired=repaired)


def _decoded(line: bytes) -> _Line:
    try:
        return _decode(line)
    except msgspec.ValidationError as error:
        raise _wrong_type(error) from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise BrokenSyntax(field="", format="JSON", reason=str(error)) from None


#: What the characters that cleaning takes away look like in a line. JSON forbids controls below U+0020 as they are, so
#: those are met when decoding fails. Each pattern begins with a fixed byte, which makes looking for it cheap.
_ESCAPED = re.compile(
    rb"\\(?:u(?:00[01]|007[fF]|00[89]|200[eEfF]|202[a-eA-E]|206[6-9]|[fF][eE][fF][fF]|[fF]{3}[eEfF]|[dD][89a-fA-F])|[bf])"
)
_RAW = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\xc2[\x80-\x9f]",
        rb"\xe2\x80[\x8e\x8f\xaa-\xae]",
        rb"\xe2\x81[\xa6-\xa9]",
        rb"\xef(?:\xbb\xbf|\xbf[\xbe\xbf])",
    )
)


def _is_suspect(line: bytes) -> bool:
    if b"\\" in line and _ESCAPED.search(line):
        return True
    return b"\x7f" in line or (not line.isascii() and any(pattern.search(line) for pattern in _RAW))


def _scrubbed(line: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the line with cleaned strings and without nulls, and the fields that were cleaned."""
    try:
        parsed = json.loads(line, strict=False)
        if not isinstance(parsed, dict):
            raise WrongType(field="", expected=Localized("a JSON object"))
        repaired = tuple(field for field, value in parsed.items() if cleaning.any_harmful(value))
        cleaned = {field: value for field, value in cleaning.deep_clean(parsed).items() if value is not None}
        return json.dumps(cleaned).encode(), repaired
    except (ValueError, RecursionError) as error:
        raise BrokenSyntax(field="", format="JSON", reason=str(error)) from None


def _wrong_type(error: msgspec.ValidationError) -> WrongType:
    message = str(error)
    match = _FIELD.search(message)
    return WrongType(field=match.group(1) if match else "", expected=_expected(message.split(" - at ")[0]))


#: What msgspec calls types -> what they are called in messages.
_TYPES = {
    "array": Localized("a list"),
    "object": Localized("an object"),
    "str": Localized("a string"),
    "int": Localized("a whole number"),
    "float": Localized("a number"),
    "bool": Localized("true or false"),
    "null": Localized("nothing (null)"),
}


def _expected(message: str) -> Localized:
    """Return what was expected, in words, from the message of msgspec."""
    if types := re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", message):
        return Localized("{expected}, got {got}", expected=_kinds(types[1]), got=_kinds(types[2]))
    if field := re.fullmatch(r"Object missing required field `([^`]+)`", message):
        return Localized("an object with the field {name}", name=field[1])
    return Localized(AS_IS, text=message.removeprefix("Expected "))


def _kinds(written: str) -> Localized:
    """Return types in words: of "str | null" the first alone."""
    names = [name for name in written.split(" | ") if name != "null"] or ["null"]
    first, *others = (_TYPES.get(name, Localized(AS_IS, text=name)) for name in names)
    return Localized("{one} or {other}", one=first, other=others[0]) if others else first


def _record(line: _Line, titled: bool) -> Record:
    # Most fields of most lines are empty: what is empty is not worth a call.
    record = Record(
        id=str(line.id).strip(),
        type=line.type,
        titles=(line.titles and _texts(line.titles)) or _short(line.title, line.title_ja, line.title_en),
        abstracts=(line.abstracts and _texts(line.abstracts)) or _short(line.text, line.abstract_ja, line.abstract_en),
        creators=tuple(map(_person, line.creators)) or tuple(map(_author, _list(line.authors))),
        journals=(line.journals and _texts(line.journals)) or _short(line.journal, None, None),
        issns=tuple([issn(value) or value for value in _list(line.issns)]) if line.issns else (),
        volume=str(line.volume).strip(),
        issue=str(line.issue).strip(),
        pages=str(line.pages).strip(),
        date=_date(line),
        until=cleaning.date(line.until, "until") if line.until else "",
        publishers=_texts(line.publishers) if line.publishers else (),
        language=line.language or "",
        subjects=_subjects(line.subjects) if line.subjects else (),
        identifiers=_identifiers(line),
        sources=tuple(dict.fromkeys(_list(line.sources))),
        links=tuple(_list(line.links)) if line.links else (),
        abstract_licence=licence(*answers.flags(line.abstract_licence)) if line.abstract_licence != "" else "",
        tags=tuple(dict.fromkeys(_list(line.tags))) if line.tags else (),
        note=(line.note or "").strip(),
        edited=_edited(line.edited) if line.edited else (),
        contributors=tuple(map(_person, line.contributors)) if line.contributors else (),
        relations=tuple(map(_relation, line.relations)) if line.relations else (),
        funding=tuple(map(_award, line.funding)) if line.funding else (),
        counts=line.counts,
    )
    if titled and not record.titles:
        raise NoTitle(field="title")
    return with_id(record)


def _text(value: str, lang: str = "") -> Text:
    return Text(value.strip(), lang or cleaning.language_of(value))


def _texts(texts: Iterable[Text]) -> tuple[Text, ...]:
    return tuple([made for text in texts if (made := _text(text.value, text.lang)).value])


def _short(plain: str | None, japanese: str | None, english: str | None) -> tuple[Text, ...]:
    found = []
    if japanese and (value := japanese.strip()):
        found.append(Text(value, "ja"))
    if english and (value := english.strip()):
        found.append(Text(value, "en"))
    if plain and (value := plain.strip()):
        found.append(Text(value, cleaning.language_of(value)))
    return tuple(found)


def _subjects(subjects: Iterable[Text | str]) -> tuple[Text, ...]:
    return _texts([subject if isinstance(subject, Text) else Text(subject) for subject in subjects])


def _edited(names: _Strings) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(_list(names)) if is_editable(name))


def _person(person: Person) -> Person:
    return Person(
        _texts(person.names),
        _texts(person.affiliations),
        _canonical(person.identifiers),
        person.role,
        tuple(Institution(_texts(one.names), _canonical(one.identifiers)) for one in person.institutions),
    )


def _canonical(identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
    return tuple([canonical(identifier.kind, identifier.value) for identifier in identifiers])


def _relation(line: _Relation) -> Relation:
    """Return a relation; a kind that is none of ours is kept as the source's word."""
    is_known = line.kind in RELATION_KINDS
    return Relation(
        kind=line.kind if is_known else "",  # type: ignore[arg-type]
        word=line.word.strip() or ("" if is_known else line.kind),
        inverse=line.inverse,
        identifiers=_canonical(line.identifiers),
        type=line.type.strip(),
        title=line.title.strip(),
    )


def _award(award: Funding) -> Funding:
    return Funding(
        number=award.number.strip(),
        funders=_texts(award.funders),
        funder_identifiers=_canonical(award.funder_identifiers),
        titles=_texts(award.titles),
        identifiers=_canonical(award.identifiers),
        word=award.word.strip(),
    )


def _author(name: str) -> Person:
    return Person((_text(name),))


def _list(values: _Strings | None) -> list[str]:
    if not values:
        return []
    return [stripped for value in ([values] if isinstance(values, str) else values) if (stripped := value.strip())]


def _date(line: _Line) -> str:
    if line.date != "":
        return cleaning.date(line.date)
    return cleaning.date(line.year, "year") if line.year is not None else ""


def _identifiers(line: _Line) -> tuple[Identifier, ...]:
    given = [(identifier.kind, identifier.value) for identifier in line.identifiers]
    given += [
        (kind, str(value))
        for kind, value in (("CRID", line.crid), ("NAID", line.naid), ("DOI", line.doi), ("PMID", line.pmid))
        if value
    ]
    return tuple(dict.fromkeys([canonical(kind, value) for kind, value in given])) if given else ()


def _recognizes(head: bytes) -> bool:
    first = head.lstrip().split(b"\n", 1)[0]
    if not first.startswith(b"{"):
        return False
    complete = len(first) < len(head.lstrip())
    return any(key in first for key in (b'"title', b'"abstract', b'"text"', b'"id"')) and (
        complete or b"@context" not in first
    )


FORMAT = Format("jsonl", "jsonl", _recognizes, read)
