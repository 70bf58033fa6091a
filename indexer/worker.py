"""A process that analyzes records and takes a share in making the lexicon (``main``), started by ``worker_pool.py``.

For each frame on standard input it writes one frame to standard output. A frame is four bytes of length, then MessagePack.
Unlike multiprocessing's processes, it never imports the user's main module, and it ends when its parent ends, even if that
was killed, because its input ends.
"""

import gc
import struct
import sys
from typing import BinaryIO

import msgspec

from shoroku.analyzers import latin, remembered
from shoroku.corpus.record import Record, decode
from shoroku.corpus.store import machine
from shoroku.indexer.bilingual.candidates import Counted, Link, candidates
from shoroku.indexer.bilingual.mining import Mined, mined
from shoroku.indexer.documents import Document, document, forms_of
from shoroku.indexer.documents import encode as encode_document
from shoroku.indexer.stored_terms import packed

LENGTH = struct.Struct("<I")
_UNREADABLE = b"!"  # begins an answer that is not JSON

#: Records to analyze: some hundred times (number in the store, the record's JSON).
Work = list[tuple[int, bytes]]
#: The answer to a frame: each record's document, as JSON in UTF-8, which saves encoding and decoding on the way.
Documents = list[bytes]


class Records(msgspec.Struct, array_like=True, tag=True):
    """A request to analyze records."""

    work: Work


class Pairs(msgspec.Struct, array_like=True, tag=True):
    """A request to mine parallel texts, given by their records."""

    records: list[list[str]]


class Words(msgspec.Struct, array_like=True, tag=True):
    """A request to find the candidates of one language's words for word alignment."""

    words: Counted
    side: int


Request = Records | Pairs | Words
decode_request = msgspec.msgpack.Decoder(Request).decode
decode_documents = msgspec.msgpack.Decoder(Documents).decode
decode_mined = msgspec.msgpack.Decoder(Mined).decode
decode_links = msgspec.msgpack.Decoder(list[Link]).decode
encode = msgspec.msgpack.Encoder().encode


def analyzed(work: Work, met: list[str] | None = None) -> Documents:
    """Analyse the records of one frame; return each one's document as JSON.

    Word forms only have to be in the index's dictionary. Stored with every record that contains them, they would make up an
    eighth of the index, so a worker stores a form only with the first record in which it occurs (``met`` collects the words
    that are new to the worker). Without ``met``, every record has all its forms.
    """
    made = [_attempted(seq, payload, met) for seq, payload in work]
    documents = [one for one in made if isinstance(one, Document)]
    # One after the other: the tables of the compressor stay in the processor's cache.
    for one, terms in zip(
        documents, [packed(one.text_ja, one.text_en, one.parallel) for one in documents], strict=True
    ):
        one.terms = terms
    return [encode_document(one) if isinstance(one, Document) else one for one in made]


def _attempted(seq: int, payload: bytes, met: list[str] | None) -> Document | bytes:
    """Return a record's document, or an answer for ``unreadable``: a damaged record must not stop the others."""
    try:
        return _made(seq, decode(payload), met)
    except Exception as error:
        if met is not None:
            _forget(met)
        if machine.number_of(error):  # concerns the process, not the record: a worker ends, and another one tries again
            raise
        # Any other error concerns this record, and is reported with its number.
        return _UNREADABLE + f"{seq}:{type(error).__name__}: {error}".encode(errors="replace")


def _forget(met: list[str]) -> None:
    """Forget words of no document, so that no other record's document gets their forms: these would outlive their record."""
    if met:
        for word in met:
            latin.TERMS.pop(word, None)
        latin.CHUNKS.clear()
        remembered.forget()
        met.clear()


def unreadable(document: bytes) -> tuple[int, str] | None:
    """Return the number of the record that could not be analyzed, and why; None for a document."""
    if not document.startswith(_UNREADABLE):
        return None
    seq, _, reason = document.removeprefix(_UNREADABLE).decode().partition(":")
    return int(seq), reason


def _made(seq: int, record: Record, met: list[str] | None) -> Document:
    made = document(seq, record)
    if met is None:
        made.form = " ".join(sorted(forms_of(record)))
    elif met:
        made.form = " ".join(sorted(latin.forms(met)))
        met.clear()
    return made


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame, None at the end of the stream, even in the middle of a frame."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    frame = stream.read(length)
    return frame if len(frame) == length else None


def write_frame(stream: BinaryIO, frame: bytes) -> None:
    """Write a frame and flush it."""
    stream.write(LENGTH.pack(len(frame)))
    stream.write(frame)
    stream.flush()


def _answer(request: Request, met: list[str]) -> Documents | Mined | list[Link]:
    if isinstance(request, Records):
        _forget(met)  # what was met while helping with the lexicon belongs to no document
        return analyzed(request.work, met)
    return mined(request.records) if isinstance(request, Pairs) else candidates(request.words, request.side)


def main() -> None:
    """Serve frames until the input ends."""
    met = latin.TERMS.met = []
    gc.disable()  # nothing here makes reference cycles, and the collector would traverse the caches repeatedly
    try:
        while (frame := read_frame(sys.stdin.buffer)) is not None:
            write_frame(sys.stdout.buffer, encode(_answer(decode_request(frame), met)))
    except (BrokenPipeError, KeyboardInterrupt):
        pass
