"""What of an answer may leave the machine: over HTTP, by MCP, by anything that is not a person at this terminal.

``corpus/licence.py`` decides which abstracts may be passed on. Here the same is done for what is made of abstracts: snippets,
explanations, words that records share, corrections of a query. The owner's notes do not leave either.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from shoroku.corpus.licence import may_be_passed_on, passed_on
from shoroku.corpus.record import Record
from shoroku.search import Hit, Page
from shoroku.search.assist.similar import Similar

if TYPE_CHECKING:
    from shoroku.library import Library

#: Number of records in whose open texts the words of a correction are looked for.
_LOOKED_AT = 20


def shared_record(record: Record) -> Record:
    """Return a record without an abstract that may not be passed on, and without the owner's note."""
    shared = passed_on(record)
    return msgspec.structs.replace(shared, note="") if shared.note else shared


def shared_page(library: "Library", page: Page) -> Page:
    """Return a page as it may leave the machine; see ``Hit.passed_on``.

    Of a hit whose abstract is withheld, the explanation names only words of titles, subjects and names. A correction of the
    query is left out if it has words that stand in withheld abstracts only.
    """
    page = page.passed_on()
    hits = tuple(_shared_hit(hit) for hit in page.hits)
    meant = page.did_you_mean
    if meant and not _stands_in_the_open(library, meant, page.query):
        meant = None
    return msgspec.structs.replace(page, hits=hits, did_you_mean=meant)


def shared_similar(record: Record, found: Sequence[Similar]) -> list[Similar]:
    """Return similar records as they may leave the machine.

    ``record`` is the one that they are similar to. Of two records, one of whose abstracts is withheld, only those words are
    named that stand in its titles or subjects.
    """
    return [_shared_similar(record, one) for one in found]


def _shared_hit(hit: Hit) -> Hit:
    hit = msgspec.structs.replace(hit, record=shared_record(hit.record))
    if not hit.withheld or hit.explanation is None:
        return hit
    reasons = tuple(reason for reason in hit.explanation.reasons if set(reason.places) - {"text"})
    return msgspec.structs.replace(hit, explanation=msgspec.structs.replace(hit.explanation, reasons=reasons))


def _shared_similar(record: Record, one: Similar) -> Similar:
    closed = [each for each in (record, one.record) if not may_be_passed_on(each)]
    texts = [" ".join(_open_texts(each)).casefold() for each in closed]
    because = tuple(word for word in one.because if all(word.word.casefold() in text for text in texts))
    return msgspec.structs.replace(one, record=shared_record(one.record), because=because)


def _open_texts(record: Record) -> Iterator[str]:
    """Yield the texts of a record that may be passed on."""
    shared = passed_on(record)
    for texts in (shared.titles, shared.subjects, shared.journals, shared.abstracts, shared.publishers):
        yield from (text.value for text in texts)
    for person in shared.creators:
        yield from (name.value for name in person.names)


def _stands_in_the_open(library: "Library", meant: str, written: str) -> bool:
    """Return whether the words of a correction that are not in the query occur in text that may be redistributed."""
    known = written.casefold().split()
    words = [word for word in meant.casefold().split() if word not in known]
    page = library.search(meant, limit=_LOOKED_AT)
    texts = [" ".join(_open_texts(hit.record)).casefold() for hit in page.hits]
    return all(any(word in text for text in texts) for word in words)
