"""ORCID as it speaks on loopback: the record of one person a request, as JSON or as XML."""

import json
from collections.abc import Collection

from tests.sources_server import Reply, Request, Server, json_reply, xml_reply
from tests.test_format_orcid import RECORD, XML

_SOMEBODY, _WORK = "0000-0002-1825-0097", "10.99999/A"


class Orcid:
    """The service: it knows everyone. ``as_xml`` are those whose records come as XML."""

    def __init__(self, as_xml: Collection[str] = ()) -> None:
        self._as_xml = frozenset(as_xml)

    def serve(self, server: Server) -> str:
        """Answer; return the address."""
        server.route(r"/v3.0/([\dX-]+)/record", self._answer)
        return server.base

    def _answer(self, request: Request) -> Reply:
        (orcid,) = request.groups
        work = f"10.99999/work-of-{orcid[-4:].lower()}"
        if orcid in self._as_xml:
            return xml_reply(XML.replace(_SOMEBODY, orcid).replace(_WORK, work))
        written = json.dumps(RECORD).replace(_SOMEBODY, orcid)
        return json_reply(json.loads(written.replace(_WORK, work).replace(_WORK.lower(), work)))
