"""A repository on loopback that speaks OAI-PMH 2.0, strict about what it is asked."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from tests.sources_server import Reply, Request, Server, xml_reply

_NAMESPACES = {
    "jpcoar_1.0": "https://github.com/JPCOAR/schema/blob/master/1.0/",
    "jpcoar_2.0": "https://github.com/JPCOAR/schema/blob/master/2.0/",
}


@dataclass
class Deposit:
    """A record of the repository; without titles it is a deleted one."""

    identifier: str
    datestamp: str = "2024-05-01T00:00:00Z"
    title: str = ""
    title_en: str = ""
    abstract: str = ""
    abstract_en: str = ""
    doi: str = ""
    sets: tuple[str, ...] = ()

    def metadata(self, prefix: str) -> str:
        """Return the metadata in the format of that prefix."""
        return _dc(self) if prefix == "oai_dc" else _junii2(self) if prefix == "junii2" else _jpcoar(self, prefix)


def _tag(name: str, value: str, attributes: str = "") -> str:
    return f"<{name}{' ' if attributes else ''}{attributes}>{escape(value)}</{name}>" if value else ""


def _dc(one: Deposit) -> str:
    parts = [_tag("dc:title", one.title), _tag("dc:title", one.title_en), _tag("dc:description", one.abstract)]
    parts += [_tag("dc:identifier", f"https://doi.org/{one.doi}" if one.doi else ""), _tag("dc:date", "2024-03")]
    return (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"{''.join(parts)}</oai_dc:dc>"
    )


def _junii2(one: Deposit) -> str:
    parts = [
        _tag("title", one.title),
        _tag("alternative", one.title_en),
        _tag("description", one.abstract),
        _tag("doi", one.doi),
    ]
    return f'<junii2 xmlns="http://ju.nii.ac.jp/junii2" version="3.1">{"".join(parts)}</junii2>'


def _jpcoar(one: Deposit, prefix: str) -> str:
    abstract = 'descriptionType="Abstract" xml:lang='
    parts = [
        _tag("dc:title", one.title, 'xml:lang="ja"'),
        _tag("dc:title", one.title_en, 'xml:lang="en"'),
        _tag("datacite:description", one.abstract, f'{abstract}"ja"'),
        _tag("datacite:description", one.abstract_en, f'{abstract}"en"'),
        _tag("jpcoar:identifierRegistration", one.doi, 'identifierType="JaLC"'),
    ]
    return (
        f'<jpcoar:jpcoar xmlns:jpcoar="{_NAMESPACES[prefix]}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:datacite="https://schema.datacite.org/meta/kernel-4/">{"".join(parts)}</jpcoar:jpcoar>'
    )


@dataclass
class Repository:
    """The repository. ``page`` records a page; ``tokens`` counts the tokens given out, which ``expire`` makes worthless."""

    deposits: list[Deposit]
    prefixes: tuple[str, ...] = ("oai_dc", "junii2", "jpcoar_1.0", "jpcoar_2.0")
    page: int = 2
    granularity: str = "YYYY-MM-DDThh:mm:ssZ"
    error_status: int = 200
    expired: set[str] = field(default_factory=set)
    _lists: dict[str, tuple[list[Deposit], str]] = field(default_factory=dict)

    def serve(self, server: Server, path: str = "/oai") -> str:
        """Answer at that path; return the address."""
        server.route(path, self._answer)
        return server.base + path

    def expire(self) -> None:
        """Forget every list that was begun."""
        self.expired |= set(self._lists)

    def _answer(self, request: Request) -> Reply:
        query = dict(request.query)
        verb = query.pop("verb", "")
        if verb == "Identify":
            return envelope(
                f"<Identify><repositoryName>A</repositoryName>{_tag('granularity', self.granularity)}</Identify>"
            )
        if verb == "ListMetadataFormats":
            formats = "".join(
                f"<metadataFormat>{_tag('metadataPrefix', one)}</metadataFormat>" for one in self.prefixes
            )
            return envelope(f"<ListMetadataFormats>{formats}</ListMetadataFormats>")
        if verb == "ListRecords":
            return self._records(query)
        return self._error("badVerb", verb)

    def _error(self, code: str, message: str = "") -> Reply:
        return error(code, message, self.error_status)

    def _records(self, query: dict[str, str]) -> Reply:
        token = query.pop("resumptionToken", "")
        if token:
            if query:
                return self._error("badArgument", "resumptionToken is exclusive")
            if token in self.expired or token not in self._lists:
                return self._error("badResumptionToken", "expired")
            chosen, prefix = self._lists[token]
            return self._list(chosen, prefix, int(token.rpartition("-")[2]))
        prefix = query.pop("metadataPrefix", "")
        if prefix not in self.prefixes:
            return self._error("cannotDisseminateFormat", prefix)
        length = len(self.granularity)
        if any(len(query.get(name, self.granularity)) != length for name in ("from", "until")):
            return self._error("badArgument", "granularity")
        chosen = [one for one in self.deposits if self._fits(one, query)]
        return self._list(chosen, prefix, 0) if chosen else self._error("noRecordsMatch")

    def _fits(self, one: Deposit, query: dict[str, str]) -> bool:
        stamp = one.datestamp[: len(self.granularity)]
        in_set = "set" not in query or query["set"] in one.sets
        return in_set and query.get("from", "") <= stamp <= query.get("until", "9")

    def _list(self, chosen: list[Deposit], prefix: str, at: int) -> Reply:
        written = "".join(self._record(one, prefix) for one in chosen[at : at + self.page])
        token = ""
        if at + self.page < len(chosen):
            token = f"{len(self._lists)}/ {prefix}-{at + self.page}"
            self._lists[token] = (chosen, prefix)
        if at or token:
            written += f'<resumptionToken completeListSize="{len(chosen)}" cursor="{at}">{token}</resumptionToken>'
        return envelope(f"<ListRecords>{written}</ListRecords>")

    def _record(self, one: Deposit, prefix: str) -> str:
        stamp = _tag("datestamp", one.datestamp[: len(self.granularity)])
        header = f"{_tag('identifier', one.identifier)}{stamp}{''.join(_tag('setSpec', name) for name in one.sets)}"
        if not one.title:
            return f'<record><header status="deleted">{header}</header></record>'
        return f"<record><header>{header}</header><metadata>{one.metadata(prefix)}</metadata></record>"


def envelope(inside: str, status: int = 200) -> Reply:
    """Return an OAI-PMH answer."""
    head = '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    return xml_reply(
        f"{head}<responseDate>2024-06-01T00:00:00Z</responseDate><request>x</request>{inside}</OAI-PMH>", status
    )


def error(code: str, message: str = "", status: int = 200) -> Reply:
    """Return an OAI-PMH error."""
    return envelope(f"<error code={quoteattr(code)}>{escape(message)}</error>", status)
