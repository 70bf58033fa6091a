"""BibTeX with BibLaTeX's fields, in UTF-8; written by bibtexparser one entry at a time, to keep memory use constant.

``title`` is the title in the language of the work, and ``titleaddon``, which BibLaTeX prints after it, is the other title;
``journal`` and ``journaltitleaddon`` likewise. Contributors other than editors and translators are ``editora`` with BibLaTeX's
type ``collaborator``. Month and day are numbers. Both programs ignore unknown fields (``crid``, ``naid``, ``abstract_en``,
``abstract_licence``).

The key of an entry does not depend on other entries: it is the record's id in characters that BibTeX accepts, preceded by
the first author's name and the year if they are known. Different ids give different keys.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import partial

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from bibtexparser.writer import BibtexFormat

from shoroku.corpus import addresses
from shoroku.corpus.main_text import main_and_other
from shoroku.corpus.normalize.cleaning import language_of
from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.normalize.personal_names import Name, names, other_names, parts
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
)  # an id that already ends like this gets a digest too, so that it cannot equal an id with a digest
_SEVERAL = re.compile(r"[,;，、；]")
_RANGE = re.compile(r"\A(\w+)-(\w+)\Z")
_UNBALANCED = re.compile(r"[\s{}\\]")


def write(records: Iterable[Record], *, own: bool = False) -> Iterator[bytes]:
    """Yield an entry for each record; with ``own``, the user's tags are among the keywords, and the note is ``note``."""
    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent = "  "
    layout.trailing_comma = True
    for record in records:
        # bibtexparser's default stack would enclose the values, which are enclosed already.
        text: str = write_string(Library([entry(record, own=own)]), unparse_stack=[], bibtex_format=layout)
        yield (text + "\n").encode()


def entry(record: Record, *, own: bool = False) -> Entry:
    """Return the entry of a record, its values enclosed in braces."""
    fields = {name: value for name, value in _fields(record, own=own).items() if value}
    return Entry(
        _TYPES.get(record.type, "misc"), key(record), [Field(name, f"{{{value}}}") for name, value in fields.items()]
    )


def _fields(record: Record, *, own: bool) -> dict[str, str]:
    tags = [Text(tag) for tag in record.tags] if own else []
    title, other_title = main_and_other(record, record.titles)
    journal, other_journal = main_and_other(record, record.journals)
    abstract, other_abstract = main_and_other(record, record.abstracts)
    year, _, rest = record.date.partition("-")
    month, _, day = rest.partition("-")
    others = other_names(record, ("editor", "translator"))
    return {
        "author": " and ".join(map(_author, names(record))),
        "editor": " and ".join(map(_author, names(record, "editor"))),
        "translator": " and ".join(map(_author, names(record, "translator"))),
        "editora": " and ".join(map(_author, others)),
        "editoratype": "collaborator" if others else "",
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
        "keywords": ", ".join(_keyword(subject) for subject in (*record.subjects, *tags)),
        "abstract": _text(abstract),
        f"abstract_{_suffix(other_abstract)}": _text(other_abstract),
        "abstract_licence": record.abstract_licence,
        "note": escaped(one_line(record.note)) if own else "",
    }


def _verbatim(identifier: str) -> str:
    """Return an identifier without TeX, as BibLaTeX expects it, and without braces, which could break the entry."""
    return _UNBALANCED.sub("", one_line(identifier))


def _text(text: Text) -> str:
    return escaped(one_line(text.value))


def _may_be_mistaken(title: Text, other: Text) -> bool:
    """Return whether the other title is in the same language, so that it could be mistaken for a remark on the title."""
    return language_of(title.value) == language_of(other.value)


def _suffix(text: Text) -> str:
    return "ja" if text.lang == "ja" else "en"


def _author(name: Name) -> str:
    """Return a name for ``author``. A whole name is put in braces; otherwise its last word would become the family name."""
    if name.is_whole:
        return f"{{{escaped(name.family)}}}"
    return ", ".join(_guarded(escaped(part)) for part in name)


def _guarded(part: str) -> str:
    """Put a name or publisher in braces if it contains a word that BibTeX would take for a separator."""
    return f"{{{part}}}" if re.search(r"\b(?:and|others)\b", part, re.IGNORECASE) else part


def _keyword(subject: Text) -> str:
    written = _text(subject)
    return f"{{{written}}}" if _SEVERAL.search(written) else written


def key(record: Record) -> str:
    """Return the record's key: ``fujimoto2020-1390287142242714752``."""
    return "-".join(filter(None, (f"{_first_author(record)}{record.year or ''}", _id(record.id))))


def _first_author(record: Record) -> str:
    """Return the first author's family name in plain Latin letters, "" if it is not known in Latin script."""
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
    """Return an id in characters that are valid in a key: ``KyGnM 1`` becomes ``kygnm-1-5d41c9f0``.

    An id that had to be changed gets a digest, so that different ids stay different: BibTeX ignores case.
    """
    plain = _NOT_IN_KEY.sub("-", id_.lower())
    if plain == id_ and not _DIGEST.search(id_):
        return id_
    digest = hashlib.blake2b(id_.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{_HYPHENS.sub('-', plain).strip('-')}-{digest}"


WRITER = Writer("bibtex", ".bib", "application/x-bibtex", write, write_own=partial(write, own=True))
