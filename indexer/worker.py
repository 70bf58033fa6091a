"""A process that analyses records (``main``; see ``pool.py``, which starts it).

It reads frames from standard input and writes one frame to standard output for each: four bytes of length, then
MessagePack. A process of our own, not multiprocessing's: it never imports the user's main module, and it ends when its
parent does, however that ended, because its input ends.
"""

import gc
import struct
import sys
from typing import BinaryIO

import msgspec

from shoroku.analyzers import latin
from shoroku.corpus.record import Record, decode
from shoroku.indexer.documents import document, forms_of
from shoroku.indexer.documents import encode as encode_document

LENGTH = struct.Struct("<I")
_UNREADABLE = b"!"  # no JSON begins with it

#: One frame to a worker: (number in the store, the record's JSON), some hundred of them.
Work = list[tuple[int, bytes]]
#: What is answered: each record's document, as JSON in UTF-8. As text it would be encoded and decoded on its way.
Documents = list[bytes]

decode_work = msgspec.msgpack.Decoder(Work).decode
decode_documents = msgspec.msgpack.Decoder(Documents).decode
encode = msgspec.msgpack.Encoder().encode


def analyzed(work: Work, met: list[str] | None = None) -> Documents:
    """Analyse the records of one frame; return each one's document as JSON.

    The forms of words only have to be in the index's dictionary. With every record that holds them they would be an
    eighth of the index, so a worker gives a form to the record that it first meets it in (``met`` collects the words that
    it has not met before). Without ``met`` every record has all of its own.
    """
    return [_attempted(seq, payload, met) for seq, payload in work]


def _attempted(seq: int, payload: bytes, met: list[str] | None) -> bytes:
    """Return a record's document, or what ``unreadable`` reads: one damaged record must not keep the others out."""
    try:
        return _encoded(seq, decode(payload), met)
    except MemoryError:  # of this process, not of this record: the process ends, and another one tries again
        raise
    except Exception as error:  # whatever it is, it is this record's, and is told with its name
        return _UNREADABLE + f"{seq}:{type(error).__name__}: {error}".encode(errors="replace")


def unreadable(document: bytes) -> tuple[int, str] | None:
    """Return the number of the record that could not be analysed, and why; None for a document."""
    if not document.startswith(_UNREADABLE):
        return None
    seq, _, reason = document.removeprefix(_UNREADABLE).decode().partition(":")
    return int(seq), reason


def _encoded(seq: int, record: Record, met: list[str] | None) -> bytes:
    made = document(seq, record)
    if met is None:
        made.form = forms_of(record)
    elif met:
        made.form = " ".join(sorted(latin.forms(met)))
        met.clear()
    return encode_document(made)


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame, None at the end of the stream, also where that comes in the middle of a frame."""
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


def main() -> None:
    """Serve frames until the input ends."""
    met = latin.TERMS.met = []
    gc.disable()  # nothing here makes reference cycles, and the collector would walk through the caches again and again
    try:
        while (frame := read_frame(sys.stdin.buffer)) is not None:
            write_frame(sys.stdout.buffer, encode(analyzed(decode_work(frame), met)))
    except (BrokenPipeError, KeyboardInterrupt):
        pass
