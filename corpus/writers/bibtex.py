"""BibTeX with BibLaTeX's fields, in UTF-8; written by bibtexparser, one entry at a time, so that nothing is held.

``title`` is the title in the language of the work and ``titleaddon``, which BibLaTeX sets after it, the other one;
``journal`` and ``journaltitleaddon`` likewise. Month and day are numbers. Fields that neither knows (``crid``, ``naid``,
``abstract_en``, ``abstract_licence``) are passed over by both.

An entry's key never changes with what else is written: it is the record's id, in letters that BibTeX takes, with the
name of the first author and the year in front where they can be told. No two ids give the same key.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from bibtexparser.writer import BibtexFormat

from shoroku.corpus import addresses
from shoroku.corpus.main_text import main_and_other
from shoroku.corpus.normalize.cleaning import language_of
from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.normalize.personal_names import Name, names, parts
from shoroku.corpus.normalize.tex import escaped
from shoroku.corpus.record import Record, Text
from shoroku.corpus.writers.writer import Writer

_TYPES = {
    "article": "article",
    "book": "book",
    "dissertation": "phdthesis",
    "dataset": "dataset",
    "report": "techreport",
}
_PUBLISHERS = {"dissertation": "school", "report": "institution"}
_LANGUAGES = {"ja": "japanese", "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian"}
_LANGUAGES |= {"ru": "russian", "pt": "portuguese", "nl": "dutch", "ko": "korean", "zh": "chinese"}
_NOT_IN_KEY = re.compile(r"[^a-z0-9./:-]")
_HYPHENS = re.compile("-{2,}")
_DIGEST = re.compile(
    r"-[0-9a-f]{8}\Z"
)  # an id that ends so gets another one, or it might be that of an id with a digest
_SEVERAL = re.compile(r"[,;，、；]")
_RANGE = re.compile(r"\A(\w+)-(\w+)\Z")
_UNBALANCED = re.compile(r"[\s{}\\]")


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield an entry for each record."""
    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent = "  "
    layout.trailing_comma = True
    for record in records:
        # The stack of an unparsing would enclose values; they are enclosed already, dates without and names with care.
        text: str = write_string(Library([entry(record)]), unparse_stack=[], bibtex_format=layout)
        yield (text + "\n").encode()


def entry(record: Record) -> Entry:
    """Return the entry of a record, its values enclosed in braces."""
    fields = {name: value for name, value in _fields(record).items() if value}
    return Entry(
        _TYPES.get(record.type, "misc"), key(record), [Field(name, f"{{{value}}}") for name, value in fields.items()]
    )


def _fields(record: Record) -> dict[str, str]:
    title, other_title = main_and_other(record, record.titles)
    journal, other_journal = main_and_other(record, record.journals)
    abstract, other_abstract = main_and_other(record, record.abstracts)
    year, _, rest = record.date.partition("-")
    month, _, day = rest.partition("-")
    return {
        "author": " and ".join(map(_author, names(record))),
        "title": _text(title),
        "titleaddon": _text(other_title),
        f"title_{_suffix(other_title)}": _text(other_title) if _may_be_mistaken(title, other_title) else "",
        "journal": _text(journal),
        "journaltitleaddon": _text(other_journal),
        "volume": escaped(one_line(record.volume)),
        "number": escaped(one_line(record.issue)),
        "pages": escaped(one_line(_RANGE.sub(r"\1--\2", record.pages))).replace("-{}-", "--"),
        "year": year,
        "month": month,
        "day": day,
        _PUBLISHERS.get(record.type, "publisher"): _guarded(_text(main_and_other(record, record.publishers)[0])),
        "issn": ", ".join(map(_verbatim, record.issns)),
        "isbn": _verbatim(record.identifier("ISBN")),
        "doi": _verbatim(record.identifier("DOI")),
        "crid": _verbatim(record.identifier("CRID")),
        "naid": _verbatim(record.identifier("NAID")),
        "eprint": _verbatim(record.identifier("PMID")),
        "eprinttype": "pubmed" if record.identifier("PMID") else "",
        "url": addresses.page(record),
        "langid": _LANGUAGES.get(record.language, ""),
        "language": "" if record.language in _LANGUAGES else escaped(one_line(record.language)),
        "keywords": ", ".join(_keyword(subject) for subject in record.subjects),
        "abstract": _text(abstract),
        f"abstract_{_suffix(other_abstract)}": _text(other_abstract),
        "abstract_licence": record.abstract_licence,
    }


def _verbatim(identifier: str) -> str:
    """Return an identifier as BibLaTeX wants it, without TeX; of what no identifier should hold, braces could do harm."""
    return _UNBALANCED.sub("", identifier)


def _text(text: Text) -> str:
    return escaped(one_line(text.value))


def _may_be_mistaken(title: Text, other: Text) -> bool:
    """Tell whether what follows a title looks like a remark in the same language, and not like the title in another."""
    return language_of(title.value) == language_of(other.value)


def _suffix(text: Text) -> str:
    return "ja" if text.lang == "ja" else "en"


def _author(name: Name) -> str:
    """Return a name for ``author``; one that is a whole is braced, or its last word would be taken for the family's."""
    if name.is_whole:
        return f"{{{escaped(name.family)}}}"
    return ", ".join(_guarded(escaped(part)) for part in name)


def _guarded(part: str) -> str:
    """Brace a part of a name, or a publisher, in which BibTeX would find another one."""
    return f"{{{part}}}" if re.search(r"\b(?:and|others)\b", part, re.IGNORECASE) else part


def _keyword(subject: Text) -> str:
    written = _text(subject)
    return f"{{{written}}}" if _SEVERAL.search(written) else written


def key(record: Record) -> str:
    """Return the record's key: ``fujimoto2020-1390287142242714752``."""
    return "-".join(filter(None, (f"{_first_author(record)}{record.year or ''}", _id(record.id))))


def _first_author(record: Record) -> str:
    """Return the family's name of the first author in plain letters, as far as it is written in Latin ones."""
    for person in record.creators[:1]:
        latin = next((name.value for name in person.names if _latin(name.value)), "")
        is_japanese = any(name.lang.startswith("ja") for name in person.names)
        family = parts(one_line(latin), may_begin_with_given=not is_japanese).family
        return next(filter(None, map(_latin, family.split(" "))), "")
    return ""


def _latin(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub("[^a-z]", "", plain.lower())


def _id(id_: str) -> str:
    """Return an id in letters that a key may hold: ``KyGnM 1`` becomes ``kygnm-1-5d41c9f0``.

    What had to be changed is followed by a digest, so that no two ids become one: BibTeX takes A and a for the same.
    """
    plain = _NOT_IN_KEY.sub("-", id_.lower())
    if plain == id_ and not _DIGEST.search(id_):
        return id_
    digest = hashlib.blake2b(id_.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{_HYPHENS.sub('-', plain).strip('-')}-{digest}"


WRITER = Writer("bibtex", ".bib", "application/x-bibtex", write)
