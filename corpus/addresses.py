"""Where a work is found on the web by its identifiers, and which addresses name a work."""

import re
from collections.abc import Iterator

from shoroku.corpus.identifiers import Identifier, canonical
from shoroku.corpus.record import Record

_UNSAFE = re.compile(r"[\s\\{}<>\"^`|\x00-\x1f\x7f]")
_PAGES = {
    "CRID": "https://cir.nii.ac.jp/crid/{}",
    "DOI": "https://doi.org/{}",
    "NAID": "https://ci.nii.ac.jp/naid/{}",
    "PMID": "https://pubmed.ncbi.nlm.nih.gov/{}/",
}
_NAMES = (
    ("CRID", re.compile(r"https?://cir\.nii\.ac\.jp/crid/\d{19}(?:\.json(?:ld)?)?/?$")),
    ("NAID", re.compile(r"https?://ci\.nii\.ac\.jp/naid/\d{11,12}/?$")),
    ("PMID", re.compile(r"https?://pubmed\.ncbi\.nlm\.nih\.gov/\d{1,8}/?$")),
)


def address(url: str) -> str:
    """Return a URL without characters that no URL has (RFC 3986): they are percent-encoded."""
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match.group().encode()), url.strip())


def pages(record: Record) -> tuple[str, ...]:
    """Return the addresses of a work, each once: its page at CiNii first, then what it links to, then its identifiers'."""
    return tuple(dict.fromkeys(address(url) for url in _all(record) if "://" in url))


def _all(record: Record) -> Iterator[str]:
    of_kind = {kind: [one.value for one in record.identifiers if one.kind == kind] for kind in _PAGES}
    yield from (_PAGES["CRID"].format(value) for value in of_kind["CRID"])
    yield from record.links
    # The first DOI has a field of its own wherever there are fields.
    yield from (_PAGES["DOI"].format(value) for value in of_kind["DOI"][1:])
    for kind in ("NAID", "PMID"):
        yield from (_PAGES[kind].format(value) for value in of_kind[kind])


def page(record: Record) -> str:
    """Return the one address that is best kept: CiNii's page, the DOI's, else the first link, or ""."""
    if crid := record.identifier("CRID"):
        return _PAGES["CRID"].format(crid)
    if doi := record.identifier("DOI"):
        return _PAGES["DOI"].format(address(doi))
    return next(iter(pages(record)), "")


def named_by(url: str) -> Identifier | None:
    """Return the identifier that an address is nothing but another spelling of, or None."""
    for kind, pattern in _NAMES:
        if pattern.match(url):
            return canonical(kind, url.rstrip("/"))
    return None
