"""Reading untrusted XML, record by record and in constant memory.

Entities are not expanded, DTDs are not fetched, the network is not used, and the size of trees is limited. A document type
may be named (as in PubMed and JATS) but may not contain declarations, which entity bombs and external entities need.
Elements are found by their local names, because namespaces contain version numbers.
"""

import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, BinaryIO

from lxml import etree

from shoroku.corpus.normalize import cleaning, language
from shoroku.corpus.normalize.markup import plain
from shoroku.corpus.normalize.wrapping import unwrapped
from shoroku.corpus.readers.reader import LONGEST, LONGEST_MB, Item
from shoroku.corpus.record import Record, Text
from shoroku.corpus.record_errors import BrokenXml, RecordError, UnsafeXml
from shoroku.messages import Localized

Element = Any  # lxml's; its stubs make every step into a tree a cast

_CHUNK = 1 << 16
_RAW_BYTES = 2_000  # of a rejected record, kept for the rejects file
_ROOT_WITHIN = 1 << 20  # bytes; what stands before the first element is not allowed to be larger
_REGION = re.compile(r"-(?:[A-Za-z]{2}|\d{3})(?:-.*)?$")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_OWN_DECLARATIONS = re.compile(
    rb"(?>(?:\xef\xbb\xbf)?\s*(?>(?:<\?.*?\?>|<!--.*?-->)\s*)*)<!DOCTYPE(?>(?:[^\"'\[>]|\"[^\"]*\"|'[^']*')*)\[",
    re.DOTALL,
)
_ASCII_BASED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>]*encoding=[\"'](?!utf-8|us-ascii))", re.IGNORECASE)
#: XML forbids most control characters. It allows DEL, which cleaning removes and reports.
_CONTROLS_TO_DEL = bytes(0x7F if code < 0x20 and code not in (9, 10, 13) else code for code in range(256))
_CONTROL_REFERENCE = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));")

#: Elements that repeat a formula that is also given in MathML.
_SAID_TWICE = frozenset({"tex-math", "annotation", "annotation-xml"})
#: Elements that form a paragraph, in all the vocabularies that are read here.
_BLOCKS = frozenset(
    {"p", "title", "sec", "list", "list-item", "disp-formula", "disp-quote", "break", "br", "div", "li"}
)


class _Source:
    """The bytes of a file on their way to the parser, counted so that a line can be shown in an error."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lines_before = 0
        self._chunk = b""
        self._scrubs = False
        self.size = 0

    def next(self) -> bytes:
        """Return the next chunk, b"" at the end. A character reference is never cut in two."""
        self._lines_before += self._chunk.count(b"\n")
        chunk = self._stream.read(_CHUNK)
        if chunk and (tail := chunk.rfind(b"&", -16)) >= 0 and b";" not in chunk[tail:]:
            chunk += self._stream.read(16)
        if not self.size:
            self._scrubs = _ASCII_BASED.match(chunk) is not None
        self.size += len(chunk)
        if self._scrubs:
            chunk = chunk.translate(_CONTROLS_TO_DEL)
            if b"&#" in chunk:
                chunk = _CONTROL_REFERENCE.sub(b"\x7f", chunk)
        self._chunk = chunk
        return chunk

    def line(self, number: int) -> bytes:
        """Return the line with that number, as far as it is still in memory."""
        lines = self._chunk.split(b"\n")
        index = number - self._lines_before - 1
        return lines[index][:_RAW_BYTES] if 0 <= index < len(lines) else b""


def elements(stream: BinaryIO, names: Collection[str], dropped: Collection[str] = ()) -> Iterator[Element]:
    """Yield the outermost elements with one of ``names``. An element is emptied when the next one is requested.

    Elements with names in ``dropped`` are emptied as soon as they end. Raises BrokenXml at invalid XML, after all elements
    before it, and UnsafeXml if the document type contains declarations.
    """
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    source = _Source(stream)
    walk = _Walk(names, dropped)
    held = 0  # bytes of the element that is being read
    try:
        while chunk := source.next():
            if not walk.begun:
                _refuse_declarations(chunk, source.size)
            before = walk.inside
            parser.feed(chunk)
            yield from walk.ended(parser.read_events())
            held = held + len(chunk) if walk.inside is before else 0
            if walk.inside is not None and held > LONGEST:
                line, reason = walk.inside.sourceline, f"an element longer than {LONGEST_MB} MB"
                raise BrokenXml(field=local(walk.inside), format="XML", reason=reason, line=line, raw=b"")
        if not source.size:
            raise BrokenXml(field="", format="XML", reason=Localized("the file is empty"), line=1, raw=b"")
        parser.close()
        yield from walk.ended(parser.read_events())
    except etree.XMLSyntaxError as error:
        yield from walk.ended(_sound(parser))
        line = error.lineno or 1
        raise BrokenXml(field="", format="XML", reason=_reason(error), line=line, raw=source.line(line)) from None


def _sound(parser: Any) -> Iterator[tuple[str, Element]]:
    """Yield the events before a syntax error; lxml reports the error again after them."""
    with suppress(etree.XMLSyntaxError):
        yield from parser.read_events()


def _reason(error: etree.XMLSyntaxError) -> str:
    return cleaning.clean(error.msg or "no XML")[:200]


def _refuse_declarations(chunk: bytes, size: int) -> None:
    if match := _OWN_DECLARATIONS.match(chunk):
        raise _unsafe(Localized("a DOCTYPE with declarations"), chunk[: match.end()].count(b"\n") + 1)
    if size > _ROOT_WITHIN + _CHUNK:
        raise _unsafe(Localized("no element in the first megabyte"), 1)


def _unsafe(reason: str, line: int) -> UnsafeXml:
    return UnsafeXml(field="DOCTYPE", format="XML", reason=reason, line=line, raw=b"")


class _Walk:
    """Iterates over the events of a parser, yields the requested elements, and frees everything else."""

    def __init__(self, names: Collection[str], dropped: Collection[str]) -> None:
        self._names = names
        self._dropped = dropped
        self.inside: Element | None = None
        self.begun = False

    def ended(self, events: Iterator[tuple[str, Element]]) -> Iterator[Element]:
        for event, element in events:
            if not self.begun:
                self.begun = True
                _refuse_subset(element)
            if event == "start":
                if self.inside is None and local(element) in self._names:
                    self.inside = element
            elif element is self.inside:
                yield element
                self.inside = None
                _forget(element)
            elif self.inside is None:
                _forget(element)
            elif local(element) in self._dropped:
                element.clear(keep_tail=True)


def _refuse_subset(root: Element) -> None:
    """Reject declarations that the check of the first bytes missed, for example in another encoding."""
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and (any(True for _ in dtd.iterentities()) or any(True for _ in dtd.iterelements())):
        raise _unsafe(Localized("a DOCTYPE with declarations"), 1)


def _forget(element: Element) -> None:
    """Empty an element that has ended and remove the elements before it. Its tail may not have been read yet."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def items(
    stream: BinaryIO, make: Mapping[str, Callable[[Element], Record | None]], dropped: Collection[str] = ()
) -> Iterator[Item]:
    """Yield an item for each outermost element with a name in ``make``, whose function turns it into a record or None."""
    try:
        for element in elements(stream, make, dropped):
            if (one := item(element, make[local(element)])) is not None:
                yield one
    except BrokenXml as error:
        yield Item(error.line, None, error, error.raw)


def item(element: Element, make: Callable[[Element], Record | None]) -> Item | None:
    """Return the item of one element, None if ``make`` returns None."""
    try:
        made = make(element)
    except RecordError as error:
        return Item(element.sourceline, None, error, raw(element))
    return None if made is None else Item(element.sourceline, made, repaired=_repaired(element))


def raw(element: Element) -> bytes:
    """Return the source text of an element, cut to what a rejects file keeps."""
    return bytes(etree.tostring(element, encoding="utf-8", with_tail=False))[:_RAW_BYTES]


def _repaired(element: Element) -> tuple[str, ...]:
    if not cleaning.any_harmful("".join(element.itertext())):
        return ()
    harmed = (
        one for one in element.iter(etree.Element) if cleaning.any_harmful([one.text, *(child.tail for child in one)])
    )
    return tuple(dict.fromkeys(local(one) for one in harmed))


@lru_cache(maxsize=4)
def root(head: bytes) -> str:
    """Return the name of the first element in ``head``, with its namespace as ``{…}name``, or ""."""
    if head.lstrip()[:1] != b"<" and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return ""
    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, load_dtd=False, no_network=True)
    with suppress(etree.XMLSyntaxError):
        parser.feed(head + b"\n")  # the parser waits for more than four bytes
    with suppress(etree.XMLSyntaxError):
        opened: Element = next(iter(parser.read_events()), ("", None))[1]
        return "" if opened is None else str(opened.tag)
    return ""


def root_name(head: bytes) -> str:
    """Return the local name of the first element in ``head``, or ""."""
    return root(head).rpartition("}")[2]


# --- Within an element ------------------------------------------------------------------------------------------------


def local(element: Element) -> str:
    """Return the name of an element without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its local name, stripped, or ""."""
    found = element.get(name)
    if found is None:
        found = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
    return str(found).strip()


def lang(element: Element) -> str:
    """Return the language that an element itself states, as a tag without region, or ""."""
    return _REGION.sub("", language.tag(element.get(_XML_LANG) or element.get("lang") or ""))


def each(element: Element | None, path: str) -> Iterator[Element]:
    """Yield the elements at ``path``, local names with ``/`` between them, from ``element`` down."""
    if element is None:
        return
    name, _, rest = path.partition("/")
    for child in element:
        if local(child) == name:
            if rest:
                yield from each(child, rest)
            else:
                yield child


def first(element: Element | None, *paths: str) -> Element | None:
    """Return the first element at the first of ``paths`` that has one, or None."""
    return next((found for path in paths for found in each(element, path)), None)


def value(element: Element | None, path: str = "") -> str:
    """Return the content of the first non-empty element at ``path`` in one line, or ""."""
    found = ([element] if element is not None else []) if not path else each(element, path)
    return next((text for one in found if (text := line(one))), "")


def line(element: Element, without: Collection[str] = ()) -> str:
    """Return the text of an element without markup, in one line."""
    return content(element, without).replace("\n", " ")


def content(element: Element, without: Collection[str] = ()) -> str:
    """Return the text of an element without markup, one line for each paragraph.

    Elements with names in ``without`` are left out, and so are alternative forms of a formula.
    """
    parts: list[str] = []
    if any(local(one) == "math" for one in element.iter(etree.Element)):
        without = {*without, *_SAID_TWICE}
    _collect(element, parts, without)
    paragraphs = (unwrapped(part) for part in "".join(parts).split("\x1e"))
    return cleaning.clean("\n".join(paragraph for paragraph in paragraphs if paragraph))


def _collect(element: Element, parts: list[str], without: Collection[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        name = local(child)
        if isinstance(child, etree._Entity):
            parts.append(html.unescape(child.text))
        elif name and name not in without:
            block = "\x1e" if name in _BLOCKS else ""
            parts.append(block)
            _collect(child, parts, without)
            parts.append(block)
        parts.append(child.tail or "")


def text(element: Element, otherwise: str = "", without: Collection[str] = ()) -> Text:
    """Return the content of an element with its language: its own, else ``otherwise``, else the one of its script."""
    return cleaning.text(content(element, without), lang(element) or otherwise)


def marked_up(element: Element, otherwise: str = "") -> Text:
    """Return the same for an element that may contain escaped markup, as some sources have it."""
    return cleaning.text(plain(content(element)), lang(element) or otherwise)
