"""Markdown for people: a list of works with links, and with abstracts as block quotes (CommonMark)."""

import re
from collections.abc import Iterable, Iterator

from shoroku.corpus import addresses
from shoroku.corpus.main_text import main_and_other, ordered
from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.record import Record, in_language
from shoroku.corpus.roles import listed_people
from shoroku.corpus.writers.writer import Writer

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~!&$@^=])")
#: Beginnings that would make a line a list or a rule; and addresses that some programs turn into links.
_BEGINNING = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([+-])")
_ADDRESS = re.compile(r"(?i)(https?|ftp)(:)|(www)(\.)")
_IN_LINK = str.maketrans({"(": "%28", ")": "%29"})


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield a list item for each record."""
    for record in records:
        yield "\n".join([*_lines(record), ""]).encode("utf-8", "replace")


def _lines(record: Record) -> Iterator[str]:
    title, other = main_and_other(record, record.titles)
    page = addresses.page(record)
    shown = escaped(title.value)
    about = [f"**[{shown}]({page.translate(_IN_LINK)})**" if page else f"**{shown}**"]
    about += filter(None, (escaped(other.value), _authors(record), _place(record), _identifiers(record)))
    yield "- " + "\\\n  ".join(about)  # a backslash at the end breaks a line, as two spaces would
    for abstract in ordered(record, record.abstracts):
        yield ""
        yield f"  > {escaped(abstract.value)}"
    yield ""


def escaped(text: str) -> str:
    """Return ``text`` on one line, with Markdown's special characters escaped."""
    shown = _SIGNS.sub(r"\\\1", one_line(text))
    shown = _ADDRESS.sub(lambda match: f"{match[1] or match[3]}\\{match[2] or match[4]}", shown)
    return _BEGINNING.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", shown)


def _authors(record: Record) -> str:
    names = (in_language(person.names, record.language) for person in listed_people(record))
    return escaped(", ".join(filter(None, names)))


def _place(record: Record) -> str:
    """Return the citation: *journal* 32(4), 323-330, 2020."""
    journal = escaped(main_and_other(record, record.journals)[0].value)
    number = f"{record.volume}({record.issue})" if record.issue else record.volume
    first = " ".join(filter(None, (f"*{journal}*" if journal else "", escaped(number))))
    return ", ".join(filter(None, (first, escaped(record.pages), str(record.year or ""))))


def _identifiers(record: Record) -> str:
    shown = []
    if doi := record.identifier("DOI"):
        shown.append(f"DOI [{escaped(doi)}](https://doi.org/{addresses.address(doi).translate(_IN_LINK)})")
    if crid := record.identifier("CRID"):
        shown.append(f"CRID [{escaped(crid)}](https://cir.nii.ac.jp/crid/{addresses.address(crid)})")
    return " · ".join([*shown, *([escaped(", ".join(record.sources))] if record.sources else [])])


WRITER = Writer("md", ".md", "text/markdown; charset=utf-8", write)
