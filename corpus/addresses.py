"""Where a work is found on the web, and which addresses are only another spelling of an identifier."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import msgspec

from shoroku.corpus.identifiers import Identifier, canonical
from shoroku.corpus.record import Funding, Record, Relation
from shoroku.corpus.record_errors import UnsafeLink

_UNSAFE = re.compile(r"[\s\\{}<>\"^`|\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_CRID = re.compile(r"\d{19}", re.ASCII)
_NAID = re.compile(r"\d{11,12}", re.ASCII)
_PMID = re.compile(r"\d{1,8}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\]")
#: Characters that are valid in a path or query besides letters and digits; others are percent-encoded (RFC 3986, 3987 3.1).
_KEPT = "/:;,.?&=+~@!$*()-_%#"
#: The schemes of links that are kept. What else a scheme may do, a browser decides: run a script, open a file of the reader.
SCHEMES = ("http", "https", "ftp", "ftps", "doi", "hdl", "ark", "urn", "info")
#: A scheme, as a browser finds it: spaces and controls do not count. With a dot it is a host and its port.
_SCHEME = re.compile(r"([a-z][a-z0-9+-]*):", re.IGNORECASE)
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_USUAL = ("http://", "https://")
_LONGEST_TOLD = 100
#: Kinds of identifiers that are addresses.
_ADDRESSES = frozenset({"URI", "URL", "HDL", "HANDLE"})
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
    """Return the one address to give for a work: its DOI's, else its page at CiNii, else a link or another identifier's
    page; "" if there is none.

    Always ``http`` or ``https`` with a host, in ASCII and without spaces, so that a browser may be given it: any other
    link of a record is passed over.
    """
    return next(_best_first(record), "")


def _best_first(record: Record) -> Iterator[str]:
    of_kind = {kind: [one.value for one in record.identifiers if one.kind == kind] for kind in _PAGES}
    for doi in of_kind["DOI"]:
        if _DOI.fullmatch(doi) and doi.isprintable():
            yield _PAGES["DOI"].format(quote(doi, safe="/:;,.()-_"))
    for crid in (*of_kind["CRID"], record.id):
        if _CRID.fullmatch(crid):
            yield _PAGES["CRID"].format(crid)
    yield from filter(None, map(web_address, record.links))
    for kind, pattern in (("NAID", _NAID), ("PMID", _PMID)):
        yield from (_PAGES[kind].format(value) for value in of_kind[kind] if pattern.fullmatch(value))


def of_identifier(identifier: Identifier) -> str:
    """Return the address of an identifier's page, as a browser may have it, or ""."""
    return next(_best_first(Record(id="", identifiers=(identifier,))), "")


def web_address(link: str) -> str | None:
    """Return a link as a browser may have it, or None: no other scheme, no password, no space or control character."""
    link = link.strip(" ")
    if _CONTROL.search(link):
        return None
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc or not re.fullmatch(r"[a-z0-9.:-]+", host):
        return None
    if ":" in host:
        host = f"[{host}]"
    rest = parts._replace(scheme="", netloc="").geturl()
    return f"{parts.scheme.lower()}://{host}{port}{quote(rest, safe=_KEPT)}"


def is_safe(link: str) -> bool:
    """Return whether a link may be kept: its scheme is one of ``SCHEMES``, or it has none."""
    scheme = _SCHEME.match(_BLANK.sub("", link))
    return scheme is None or scheme[1].lower() in SCHEMES


def with_safe_links(record: Record) -> tuple[Record, tuple[UnsafeLink, ...]]:
    """Return a record without the links that may not be kept, and an error for each of these.

    Addresses among the identifiers, of the work and of related ones, are held to the same.
    """
    if not any(_unsafe(record)):
        return record, ()
    relations = (
        msgspec.structs.replace(one, identifiers=tuple(filter(_is_kept, one.identifiers))) for one in record.relations
    )
    awards = (
        msgspec.structs.replace(one, identifiers=tuple(filter(_is_kept, one.identifiers))) for one in record.funding
    )
    kept = msgspec.structs.replace(
        record,
        funding=tuple(awards),
        links=tuple(filter(is_safe, record.links)),
        identifiers=tuple(filter(_is_kept, record.identifiers)),
        relations=tuple(one for one in relations if one.identifiers or one.title),
    )
    return kept, tuple(
        UnsafeLink(field=field, value=value[:_LONGEST_TOLD], allowed=SCHEMES) for field, value in _unsafe(record)
    )


def _unsafe(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the fields and values of addresses that may not be kept."""
    for link in record.links:
        if not link.startswith(_USUAL) and not is_safe(link):
            yield "links", link
    for one in record.identifiers:
        if not _is_kept(one):
            yield "identifiers", one.value
    stated: tuple[tuple[str, tuple[Relation | Funding, ...]], ...] = (
        ("relations", record.relations),
        ("funding", record.funding),
    )
    for field, named in stated:
        yield from ((field, one.value) for each in named for one in each.identifiers if not _is_kept(one))


def _is_kept(identifier: Identifier) -> bool:
    return identifier.kind not in _ADDRESSES or is_safe(identifier.value)


def named_by(url: str) -> Identifier | None:
    """Return the identifier that an address is nothing but another spelling of, or None."""
    for kind, pattern in _NAMES:
        if pattern.match(url):
            return canonical(kind, url.rstrip("/"))
    return None
