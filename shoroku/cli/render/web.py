"""Where a record is found on the web: the addresses that it is safe to give to a browser."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from shoroku.corpus.record import Record

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_CRID = re.compile(r"\d{19}", re.ASCII)
_PAGES = (
    ("NAID", r"\d{11,12}", "https://ci.nii.ac.jp/naid/{}"),
    ("PMID", r"\d{1,8}", "https://pubmed.ncbi.nlm.nih.gov/{}/"),
)
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\]")
#: What may stand in a path or query besides letters and digits; the rest is percent-encoded (RFC 3986, RFC 3987 3.1).
_KEPT = "/:;,.?&=+~@!$*()-_%#"


def address(record: Record) -> str | None:
    """Return the best address of a record: its DOI's, its page at CiNii, else one that it links to; None if it has none.

    Always ``http`` or ``https`` with a host, in ASCII without spaces: what else a record may call a link is passed over.
    """
    return next(_addresses(record), None)


def _addresses(record: Record) -> Iterator[str]:
    known = {
        kind: [one.value for one in record.identifiers if one.kind == kind] for kind in ("DOI", "CRID", "NAID", "PMID")
    }
    for doi in known["DOI"]:
        if _DOI.fullmatch(doi) and doi.isprintable():
            yield "https://doi.org/" + quote(doi, safe="/:;,.()-_")
    for crid in (*known["CRID"], record.id):
        if _CRID.fullmatch(crid):
            yield f"https://cir.nii.ac.jp/crid/{crid}"
    yield from filter(None, map(_safe, record.links))
    for kind, pattern, page in _PAGES:
        yield from (page.format(value) for value in known[kind] if re.fullmatch(pattern, value, re.ASCII))


def _safe(link: str) -> str | None:
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
