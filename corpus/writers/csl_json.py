"""CSL-JSON, which citation processors read (citeproc-js, pandoc, Zotero): one array of items.

``title`` is the title in the language of the work; CSL has one field for another title, ``original-title``. Values without a
field in CSL (identifiers, data sources, the journal's other name) are in ``custom``, which CSL 1.0.2 provides for them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from shoroku.corpus import addresses
from shoroku.corpus.main_text import main_and_other
from shoroku.corpus.normalize.json_escapes import escaped_json
from shoroku.corpus.normalize.personal_names import Name, names, other_names
from shoroku.corpus.record import Record
from shoroku.corpus.writers.writer import Writer

_TYPES = {
    "article": "article-journal",
    "book": "book",
    "dissertation": "thesis",
    "dataset": "dataset",
    "report": "report",
}
_OWN_PLACE = frozenset({"DOI", "PMID", "PMCID", "ISBN"})


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the array, one item per line."""
    before = b"[\n"
    for record in records:
        yield before + escaped_json(msgspec.json.encode(item(record)))
        before = b",\n"
    yield b"\n]\n" if before != b"[\n" else b"[]\n"


def item(record: Record) -> dict[str, Any]:
    """Return the item of a record, without empty fields."""
    title, other_title = main_and_other(record, record.titles)
    journal, _ = main_and_other(record, record.journals)
    abstract, _ = main_and_other(record, record.abstracts)
    fields = {
        "id": record.id,
        "type": _TYPES.get(record.type, "document"),
        "title": title.value,
        "original-title": other_title.value,
        "author": [_author(name) for name in names(record)],
        "editor": [_author(name) for name in names(record, "editor")],
        "translator": [_author(name) for name in names(record, "translator")],
        "contributor": [_author(name) for name in other_names(record, ("editor", "translator"))],
        "container-title": journal.value,
        "volume": record.volume,
        "issue": record.issue,
        "page": record.pages,
        "issued": {"date-parts": [list(map(int, record.date.split("-")))]} if record.date else {},
        "publisher": main_and_other(record, record.publishers)[0].value,
        "ISSN": ", ".join(record.issns),
        **{kind: record.identifier(kind) for kind in sorted(_OWN_PLACE)},
        "URL": addresses.page(record),
        "language": record.language,
        "keyword": ", ".join(subject.value for subject in record.subjects),
        "source": "; ".join(record.sources),
        "abstract": abstract.value,
        "custom": _custom(record),
    }
    return {name: value for name, value in fields.items() if value}


def _author(name: Name) -> dict[str, str]:
    return {"literal": name.family} if name.is_whole else {"family": name.family, "given": name.given}


def _custom(record: Record) -> dict[str, Any]:
    _, journal = main_and_other(record, record.journals)
    _, abstract = main_and_other(record, record.abstracts)
    first = {kind: record.identifier(kind) for kind in _OWN_PLACE}
    others = [f"{one.kind}:{one.value}" for one in record.identifiers if first.get(one.kind) != one.value]
    fields = {
        "container-title-other": journal.value,
        "abstract-other": abstract.value,
        "identifiers": others,
        "links": list(record.links),
        "abstract-licence": record.abstract_licence,
    }
    return {name: value for name, value in fields.items() if value}


WRITER = Writer("csl-json", ".json", "application/vnd.citationstyles.csl+json", write)
