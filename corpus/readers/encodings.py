"""Detection of a file's encoding. All readers get its text as UTF-8.

XML states its encoding (XML 1.0, appendix F). Everything else is recognised by its byte-order mark or by its bytes: as
UTF-8, UTF-16, EUC-JP, or CP932, which is Shift_JIS with the characters that Windows adds. As long as a file holds
nothing but ASCII, all except UTF-16 agree, so the first other byte decides.
"""

import codecs
import io
import re
from collections.abc import Callable
from typing import Any

#: Number of bytes examined, beginning with the first one that is not ASCII.
SAMPLE = 1 << 20
_CHUNK = 1 << 16
_ASCII = bytes(range(128))

_DECLARED = re.compile(r"\A\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']\s*([A-Za-z][\w.\-]*)\s*[\"']")
_DECLARATION = re.compile(r"(\A\s*<\?xml\s[^>]*?)(encoding\s*=\s*[\"'][^\"'>]*[\"'])")
#: Text declared as Shift_JIS is usually CP932, which contains all of Shift_JIS.
_NAMES = dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji"), "cp932")
_NAMES["x-euc-jp"] = "euc_jp"

_BROKEN = re.compile("[\udc80-\udcff]")  # bytes that are not UTF-8, as ``surrogateescape`` gives them
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
_JAPANESE = re.compile("[\u3041-\u3096\u30a1-\u30fc]|[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff9f]{2}")
_NOT_ASSIGNED = re.compile("[\x80-\xa0\ue000-\uf8ff]")  # where a codec has no character, or a private one


def by_mark(head: bytes) -> str:
    """Return the encoding shown by a byte-order mark, or by the zeros of UTF-16; else ""."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = head[:4]
    if len(start) == 4 and start.count(0) == 2:
        return "utf-16-be" if start[0::2] == b"\0\0" else "utf-16-le" if start[1::2] == b"\0\0" else ""
    return ""


def by_content(sample: bytes) -> str:
    """Return the encoding of bytes that are not all ASCII.

    It is UTF-8 unless more characters are invalid than valid; otherwise EUC-JP or CP932, if all bytes are valid in it and
    look like Japanese. If nothing fits, it is UTF-8, and the readers report the invalid records.
    """
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)  # the end may cut a character
    broken = len(_BROKEN.findall(text))
    if broken <= len(_BEYOND_ASCII.findall(text)) - broken:
        return "utf-8"
    return next((encoding for encoding in ("euc_jp", "cp932") if _is_japanese_in(encoding, sample)), "utf-8")


def _is_japanese_in(encoding: str, sample: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return not _NOT_ASSIGNED.search(text) and _JAPANESE.search(text) is not None


def declared(head: bytes) -> str:
    """Return the encoding that XML declares in its first line, by Python's name; "" for none or an unknown one."""
    match = _DECLARED.match(head[:1024].decode("latin-1"))
    name = match[1].lower() if match else ""
    try:
        found = codecs.lookup(_NAMES.get(name, name))
    except LookupError:
        return ""
    return found.name if found._is_text_encoding and not found.name.startswith(("utf-16", "utf-32")) else ""


def of(head: bytes) -> str:
    """Return the encoding of the first bytes of a file, by Python's name; "" if all of them are ASCII."""
    return by_mark(head) or (declared(head) or "utf-8" if head.lstrip()[:1] == b"<" else "")


class Utf8(io.RawIOBase):
    """The text of a stream as UTF-8, without byte-order mark, read piece by piece.

    At most ``SAMPLE`` bytes are in memory. Invalid bytes of other encodings become U+FFFD. Invalid UTF-8 is passed on,
    because the readers report it.
    """

    def __init__(self, head: bytes, stream: Any) -> None:
        """``stream`` is read from its current position; ``head`` is what was read of it before."""
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._pending = head.removeprefix(codecs.BOM_UTF8)
        self._ready = b""
        self._is_at_end = self._is_settled = False
        self._decoder: Any = None
        self._is_first = True
        self._error: BaseException | None = None
        if encoding := of(head):
            self._settle(encoding)

    def head(self, size: int) -> bytes:
        """Return the first ``size`` bytes, or all if there are fewer, without consuming them."""
        while len(self._ready) < size and not self._is_at_end and self._error is None:
            self._ready += self._guarded(size)
        return self._ready[:size]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        while not self._ready and not self._is_at_end:
            if self._error is not None:
                raise self._error
            self._ready = self._next(len(buffer))
        piece, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)

    def _settle(self, encoding: str) -> None:
        self._is_settled = True
        if encoding not in ("utf-8", "ascii"):
            self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def _next(self, size: int) -> bytes:
        """Return the next piece, b"" if there is none or none yet."""
        chunk = self._pending or self._read(max(size, _CHUNK))
        self._pending = b""
        self._is_at_end = not chunk
        if not self._is_settled and not chunk.isascii():
            chunk += self._sample()
            self._settle(by_content(chunk.lstrip(_ASCII)))
        if self._decoder is None:
            return chunk
        text = self._decoder.decode(chunk, final=not chunk)
        if self._is_first and text:
            self._is_first = False
            text = _restated(text.removeprefix("\ufeff"))
        return str(text).encode("utf-8", "replace")

    def _sample(self) -> bytes:
        pieces, size = [], 0
        while size < SAMPLE and (piece := self._guarded(SAMPLE - size, self._read)):
            pieces.append(piece)
            size += len(piece)
        return b"".join(pieces)

    def _guarded(self, size: int, read: Callable[[int], bytes] | None = None) -> bytes:
        """Read ahead. An error is raised only when the reader gets there."""
        try:
            return (read or self._next)(size)
        except Exception as error:  # whatever it is, it is raised later
            self._error = error
            return b""


def _restated(text: str) -> str:
    """Return the first line of XML without its encoding declaration, which no longer holds; other characters keep their places."""
    return _DECLARATION.sub(lambda match: match[1] + " " * len(match[2]), text, count=1)
