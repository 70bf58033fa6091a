"""Documents for a cluster, made of those for the library's own index (``indexer/documents.py``)."""

import zlib
from typing import Any

import msgspec

from shoroku.corpus.licence import passed_on
from shoroku.corpus.record import Record, decode, encode
from shoroku.corpus.store.store import Change
from shoroku.indexer import fields
from shoroku.indexer.cluster.mapping import (
    CHANGE,
    CHECKSUM,
    CLAIM,
    EMPTY,
    KEYWORDS,
    LISTED,
    LONGEST_TERM,
    RECORD,
    RECORD_ID,
    SPLIT,
    TEXTS,
    WORDS,
)

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(dict[str, Any])
_MAY_BE_DISALLOWED, _MAY_HAVE_A_NOTE = b'"disallow"', b'"note":'


class Sending(msgspec.Struct, frozen=True):
    """What is sent of a record beside its terms: the record itself or only its id, and abstracts that are not to be
    redistributed or not. The owner's note is never sent."""

    records: bool = True
    disallowed_abstracts: bool = False


def leaving(change: Change, sending: Sending) -> Change:
    """Return a change as it leaves for the cluster: without the owner's note and without an abstract that may not leave.

    Their terms would tell them too, so this comes before the analysis.
    """
    payload = change.payload
    if payload is None or (_MAY_BE_DISALLOWED not in payload and _MAY_HAVE_A_NOTE not in payload):
        return change
    record = decode(payload)
    shared = passed_on(record, with_disallowed=sending.disallowed_abstracts)
    if shared.note:
        shared = msgspec.structs.replace(shared, note="")
    return change if shared is record else change._replace(payload=encode(shared))


def checksum(change: Change) -> int:
    """Return a number of 32 bits that tells one state of a record, as it leaves, from another."""
    return zlib.crc32(change.payload or b"", change.seq & 0xFFFFFFFF)


def document(made: bytes, change: Change, sending: Sending) -> bytes:
    """Return the document for a cluster, as JSON; ``made`` is the one for the library's own index."""
    found = _decoder.decode(made)
    payload = change.payload or b"{}"
    record = decode(payload)
    sent: dict[str, Any] = {
        fields.SEQ: change.seq,
        CHANGE: change.change,
        CHECKSUM: checksum(change),
        RECORD_ID: record.id,
        CLAIM: claims(record),
    }
    for name in (*KEYWORDS, fields.YEAR, fields.TITLE_KEY):
        if value := found.get(name):
            sent[name] = value
    for name in SPLIT:
        if value := found.get(name):
            sent[name] = value.split(" ")
    for name in TEXTS:
        sent[name] = found.get(name) or EMPTY
    sent[WORDS] = {name: _distinct(value) for name in LISTED if (value := found.get(name))}
    if sending.records:
        sent[RECORD] = msgspec.Raw(payload)
    return _encoder.encode(sent)


def claims(record: Record) -> list[str]:
    """Return the identifiers by which a record is looked up."""
    return [f"{one.kind}:{one.value}"[:LONGEST_TERM] for one in record.identifiers]


def _distinct(terms: str) -> list[str]:
    found = set(terms.split(" "))
    found.discard(fields.BOUNDARY)
    return list(found)
