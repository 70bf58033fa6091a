"""BibTeX and BibLaTeX, read by bibtexparser; TeX's accents and commands become the characters that they stand for.

Japanese names stay as they are written. Invalid entries are reported with their line; the others are read.
"""

import logging
import re
from collections.abc import Iterator
from functools import cache
from typing import BinaryIO

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware, NormalizeFieldKeys
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, Field, ParsingFailedBlock

from shoroku.corpus.identifiers import Identifier, canonical, issn
from shoroku.corpus.licence import licence
from shoroku.corpus.normalize import cleaning, dates, language
from shoroku.corpus.normalize.dois import dois
from shoroku.corpus.normalize.markup import plain
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.normalize.wrapping import unwrapped
from shoroku.corpus.readers import lines
from shoroku.corpus.readers.reader import LONGEST_MB, Format, Item
from shoroku.corpus.record import Person, Record, Text, with_id
from shoroku.corpus.record_errors import BrokenSyntax, NoTitle, RecordError, TooLong

_RAW_BYTES = 2_000  # of a rejected entry, kept for the rejects file
_ENTRY = re.compile(rb"(?:\xef\xbb\xbf)?[ \t]*@[ \t]*\w+[ \t]*[{(]")
_BEGINS = re.compile(
    rb"(?:^|\n)[ \t]*@\s*(?:article|book|booklet|inbook|incollection|inproceedings|conference|manual|mastersthesis|misc|online|"
    rb"phdthesis|proceedings|techreport|report|thesis|unpublished|dataset|collection|string|comment|preamble|preprint|software)"
    rb"\s*[{(]",
    re.IGNORECASE,
)
_TYPES = {"phdthesis": "dissertation", "mastersthesis": "dissertation", "thesis": "dissertation", "dataset": "dataset"}
_TYPES |= dict.fromkeys(("book", "mvbook", "collection", "proceedings", "booklet"), "book")
_PERCENT = re.compile(r"(?<!\\)%")  # few programs escape it, and TeX would take the rest of the line for a comment
_TIE = re.compile(r"(?<!\\)~")
_SCRIPT = re.compile(r"(?<!\\)[_^]")
#: A formula, distinguished from prices: no space inside the dollar signs, and no digit after the second one.
_DOLLARS = re.compile(r"(?<!\\)(?:\$(?=\S)(?P<formula>(?:[^$\\]|\\.){1,500}?)(?<=\S)\$(?!\d)|\$)", re.DOTALL)
#: bibtexparser also logs what it returns; without a handler, the log would be printed.
_QUIET = logging.NullHandler()
_COMMAS = re.compile(r"[,;，、；]")
_AND = re.compile(r"(?<=\s)and(?=\s)")
#: Signs that the decoder does not know by these names. They are replaced by characters that no text contains until it is done.
_SIGNS = {"braceleft": "\ufdd0", "braceright": "\ufdd1", "asciicircum": "\ufdd2"}
_BY_NAME = str.maketrans(dict(zip(_SIGNS.values(), "{}^", strict=True)))
_BRACE_BY_NAME = re.compile(rf"\\text({'|'.join(_SIGNS)})(?:\{{\}}|(?![A-Za-z])\s?)")

Fields = dict[str, str]


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each entry."""
    logging.getLogger("bibtexparser").addHandler(_QUIET)
    strings: list[Block] = []
    for line, piece in _pieces(stream):
        raw = piece.whole()
        try:
            if piece.is_too_long:
                raise TooLong(field="", limit=LONGEST_MB)
            text = raw.decode()
        except TooLong as error:
            yield Item(line, None, error, raw[:_RAW_BYTES])
            continue
        except UnicodeDecodeError as error:
            line += raw.count(b"\n", 0, error.start)
            broken = BrokenSyntax(field="", format="BibTeX", reason=str(error))
            yield Item(line, None, broken, raw.split(b"\n")[raw.count(b"\n", 0, error.start)][:_RAW_BYTES])
            continue
        library = parse_string(text, library=Library(strings), append_middleware=[NormalizeFieldKeys()])
        strings = [*library.strings]
        for block in library.blocks:
            if isinstance(block, Entry | ParsingFailedBlock):
                yield _item(block, line)


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, lines.Block]]:
    """Yield the text of each entry, and the number of its first line."""
    first, piece = 1, lines.Block()
    for number, line in enumerate(lines.lines(stream), 1):
        if _ENTRY.match(line) and piece:
            yield first, piece
            first, piece = number, lines.Block()
        piece.add(line)
    yield first, piece


def _item(block: Block, before: int) -> Item:
    line = (block.start_line or 0) + before
    raw = (block.raw or "").encode()[:_RAW_BYTES]
    try:
        entry = _entry(block)
        fields = {field.key: str(field.value) for field in reversed(entry.fields)}  # of a field given twice, the first
        repaired = tuple(name for name, value in fields.items() if cleaning.any_harmful(value))
        return Item(line, record(entry.entry_type.lower(), fields), repaired=repaired)
    except RecordError as error:
        return Item(line, None, error, raw)


def _entry(block: Block) -> Entry:
    """Return the entry of a block. A key or field that is given twice is no error. Raises BrokenSyntax."""
    error = block.error if isinstance(block, ParsingFailedBlock) else None
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        block = block.ignore_error_block or block
    if isinstance(block, Entry):
        return block
    reason = str(getattr(error, "abort_reason", None) or error or "not an entry")
    raise BrokenSyntax(field="", format="BibTeX", reason=unwrapped(cleaning.clean(reason))[:200])


def record(kind: str, fields: Fields) -> Record:
    """Return the record of the raw fields of an entry. Raises RecordError (no title, an invalid date)."""
    titles = [": ".join(part for name in ("title", "subtitle") if (part := _value(fields, name)))]
    others = [_value(fields, name) for name in ("titleaddon_en", "origtitle")]
    others.append(_in_another_script(_value(fields, "titleaddon"), titles[0]))
    tagged = _in_languages(fields, "title")
    if not any((*titles, *others, *tagged)):
        raise NoTitle(field="title")
    made = Record(
        id="",
        type=_TYPES.get(kind, "article"),
        titles=cleaning.distinct([*map(cleaning.text, titles), *tagged, *map(cleaning.text, others)]),
        abstracts=cleaning.distinct([cleaning.text(_value(fields, "abstract")), *_in_languages(fields, "abstract")]),
        creators=tuple(Person(names=(name,)) for name in _people(fields.get("author", ""))),
        journals=_journals(fields),
        issns=tuple(
            dict.fromkeys(number for one in _COMMAS.split(_value(fields, "issn")) if (number := issn(one.strip())))
        ),
        volume=_value(fields, "volume"),
        issue=_value(fields, "number") or _value(fields, "issue"),
        pages=pages(_value(fields, "pages").replace("–", "-")),  # TeX's range
        date=_date(fields),
        publishers=_first_text(fields, "publisher", "school", "institution"),
        language=language.base(_value(fields, "language") or _value(fields, "langid")),
        subjects=cleaning.distinct(map(cleaning.text, _keywords(fields.get("keywords", "")))),
        identifiers=_identifiers(fields),
        abstract_licence=licence(_value(fields, "abstract_licence")),
        links=tuple(link for link in [_value(fields, "url")] if link),
        contributors=tuple(
            Person(names=(name,), role=role)
            for field, role in _contributing(fields)
            for name in _people(fields.get(field, ""))
        ),
    )
    return with_id(made)


def _contributing(fields: Fields) -> Iterator[tuple[str, str]]:
    """Yield the fields of people with another part in a work, and their roles."""
    yield from (("editor", "editor"), ("translator", "translator"))
    if _value(fields, "editoratype") == "collaborator":
        yield "editora", "contributor"


def _in_languages(fields: Fields, name: str) -> list[Text]:
    """Return the texts of fields whose names end in a language: ``title_en``, ``abstract_ja``."""
    found = (cleaning.text(_value(fields, f"{name}_{lang}"), lang) for lang in ("en", "ja"))
    return [text for text in found if text.value]


def _in_another_script(addition: str, title: str) -> str:
    """Return the second half of a title if it is the same title in another script and not a remark."""
    return addition if title and cleaning.language_of(addition) != cleaning.language_of(title) else ""


def _journals(fields: Fields) -> tuple[Text, ...]:
    named = _first_text(fields, "journal", "journaltitle", "booktitle")
    return cleaning.distinct([*named, *_first_text(fields, "journaltitleaddon")])


def _keywords(written: str) -> list[str]:
    """Split keywords at commas, also Japanese ones, outside of braces."""
    parts = [cleaning.clean(plain(_decoded(one))) for one in _outside_braces(_COMMAS, written)]
    return [part for part in parts if part]


@cache
def _decoder() -> LatexDecodingMiddleware:
    return LatexDecodingMiddleware(keep_math_mode=False)


def _decoded(written: str) -> str:
    """Return the text that TeX would print, in one line. Text without TeX's signs is not changed."""
    if not any(sign in written for sign in ("\\", "{", "}", "$", "~", "``", "''", "--")):
        return unwrapped(written)
    if "\\text" in written:
        written = _BRACE_BY_NAME.sub(lambda match: _SIGNS[match[1]], written)
    escaped = _DOLLARS.sub(_formula, _TIE.sub(" ", _PERCENT.sub(r"\\%", written)))
    entry = _decoder().transform_entry(Entry("misc", "", [Field("value", escaped)]), Library())
    decoded = unwrapped(str(entry.fields[0].value) if isinstance(entry, Entry) else written)
    return decoded.translate(_BY_NAME) if max(decoded, default="") >= "\ufdd0" else decoded


def _formula(match: re.Match[str]) -> str:
    formula = match["formula"]
    return r"\$" if formula is None else f"${_SCRIPT.sub('', formula)}$"


def _value(fields: Fields, name: str) -> str:
    written = fields.get(name, "")
    if name in ("url", "doi", "issn"):
        return cleaning.clean(written.replace("\\_", "_").replace("\\%", "%").replace("\\&", "&").strip("{} "))
    return cleaning.clean(plain(_decoded(written)))


def _people(written: str) -> tuple[Text, ...]:
    parts = (name.strip() for name in _outside_braces(_AND, written))
    names = (_decoded(name) for name in parts if name.lower() != "others")
    return cleaning.distinct(cleaning.text(name) for name in names)


def _outside_braces(between: re.Pattern[str], written: str) -> list[str]:
    """Split a list at a separator, but not inside braces: {Barnes and Noble} is one name."""
    parts, depth, start = [], 0, 0
    for match in re.finditer(rf"\\.|[{{}}]|{between.pattern}", written, re.IGNORECASE | re.DOTALL):
        sign = match.group()
        if sign in ("{", "}"):
            depth += 1 if sign == "{" else -1
        elif depth == 0 and not sign.startswith("\\"):
            parts.append(written[start : match.start()])
            start = match.end()
    return [*parts, written[start:]]


def _first_text(fields: Fields, *names: str) -> tuple[Text, ...]:
    return next(((cleaning.text(value),) for name in names if (value := _value(fields, name))), ())


def _date(fields: Fields) -> str:
    if year := _value(fields, "year"):
        return dates.of_parts(year, _value(fields, "month"), _value(fields, "day"), "year")
    return dates.date(_value(fields, "date"), "date")


def _identifiers(fields: Fields) -> tuple[Identifier, ...]:
    url = _value(fields, "url")
    found = list(dois(_value(fields, "doi"), url if "doi.org/" in url else ""))
    found += [
        canonical(kind, value)
        for name, kind in (("pmid", "PMID"), ("isbn", "ISBN"), ("naid", "NAID"), ("crid", "CRID"))
        if (value := _value(fields, name))
    ]
    if _value(fields, "eprinttype").lower() == "pubmed" and (value := _value(fields, "eprint")):
        found.append(Identifier("PMID", value))
    return tuple(dict.fromkeys(found))


def _recognizes(head: bytes) -> bool:
    return not head.lstrip().startswith((b"{", b"[", b"<")) and _BEGINS.search(head) is not None


FORMAT = Format("bibtex", "bibtex", _recognizes, read, priority=5)
