"""Writing XML with lxml, which escapes everything; what XML 1.0 cannot hold is left out."""

import re
from collections.abc import Mapping

from lxml import etree

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Names:
    """Names of elements and attributes, by their prefixes: ``Names({"dc": …})("dc:title")``."""

    def __init__(self, spaces: Mapping[str, str]) -> None:
        """``spaces`` maps prefixes to namespaces; "" is the default namespace."""
        self.nsmap = {prefix or None: space for prefix, space in spaces.items()}
        self._spaces = spaces

    def __call__(self, name: str) -> str:
        """Return a name as lxml takes it."""
        prefix, _, local = name.rpartition(":")
        space = self._spaces.get(prefix, "")
        return f"{{{space}}}{local}" if space else local

    def root(self, name: str) -> etree._Element:
        """Return an element that declares all the namespaces."""
        return etree.Element(self(name), nsmap=self.nsmap)  # type: ignore[arg-type]

    def add(
        self, parent: etree._Element, name: str, text: str = "", /, attributes: Mapping[str, str] | None = None
    ) -> etree._Element:
        """Append an element with a text and attributes, and return it; attributes that are "" are left out."""
        element = etree.SubElement(parent, self(name))
        if text:
            element.text = allowed(text)
        for key, value in (attributes or {}).items():
            if value:
                element.set(self(key) if ":" in key and not key.startswith("{") else key, allowed(value))
        return element


def allowed(text: str) -> str:
    """Return a text without characters that XML 1.0 cannot hold."""
    return _FORBIDDEN.sub("", text)


def written(root: etree._Element) -> bytes:
    """Return a document in UTF-8."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
