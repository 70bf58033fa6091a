"""Every source on loopback, each with some works, and what follows ``harvest`` to ask each of them for all of these."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests import dialect_crossref, dialect_datacite, dialect_openalex
from tests.cli_harvests import deposit
from tests.dialect_cinii import APPID, CiNii, Work
from tests.dialect_crossref import Crossref
from tests.dialect_datacite import DataCite
from tests.dialect_jalc import JaLC
from tests.dialect_jalc import Work as JaLCWork
from tests.dialect_jstage import Article, JStage
from tests.dialect_kaken import Kaken
from tests.dialect_oai import Repository
from tests.dialect_openalex import KEY, OpenAlex
from tests.dialect_orcid import Orcid
from tests.dialect_pubmed import PubMed, many
from tests.faults.linked import orcid
from tests.sources_server import Server

#: The keys that the sources ask for.
KEYS = {"CINII_APPID": APPID, "OPENALEX_API_KEY": KEY}
ROWS = "5"
_KAKEN_ROWS = "20"  # the fewest that it knows


class Sources:
    """The sources, each on a server of its own; a context manager. ``harvests`` is name -> what follows ``harvest``."""

    def __init__(self, works: int) -> None:
        """``works``: how many each source has."""
        self._servers: list[Server] = []
        self.works = works
        self.harvests: dict[str, tuple[str, ...]] = {}
        numbers = range(1, works + 1)
        self._cinii = [Work(number) for number in numbers]
        self._add("cinii", lambda server: (CiNii(server, self._cinii), server.base)[1], "--query", "x")
        self._crossref = Crossref([dialect_crossref.work(number) for number in numbers])
        self._add("crossref", self._crossref.serve, "--issn", "0914-8760")
        self._jalc = [JaLCWork(f"10.99997/kaku.{number}", f"2020-05-{number % 28 + 1:02}") for number in numbers]
        self._add("jalc", lambda server: (JaLC(server, self._jalc), server.base)[1], "--prefix", "10.99997")
        self._articles = [Article(number, 2025) for number in numbers]
        self._add("jstage", lambda server: (JStage(server, self._articles), server.base)[1], "--article", "架空")
        self._openalex = OpenAlex([dialect_openalex.work(number) for number in numbers])
        self._add("openalex", self._openalex.serve, "--issn", "0914-8760")
        self._pubmed = PubMed(many(works, step=1))
        self._add("pubmed", self._pubmed.serve, "--query", "food")
        self._kaken = Kaken(works)
        self._add("kaken", self._kaken.serve, "--query", "硝子", rows=_KAKEN_ROWS)
        self._nrid = Kaken(works, is_json=True)
        self._add("nrid", self._nrid.serve, "--researcher", "架空", rows=_KAKEN_ROWS)
        self._datacite = DataCite([dialect_datacite.data_set(number) for number in numbers])
        self._add("datacite", self._datacite.serve, "--query", "glass")
        people = [orcid(number) for number in numbers]
        self.harvests["orcid"] = ("orcid", ",".join(people), "--base", Orcid(as_xml=people[::2]).serve(self._server()))
        self._repository = Repository([deposit(number) for number in numbers], page=int(ROWS))
        server = self._server()
        self.harvests["oai"] = ("oai", self._repository.serve(server))

    def grow(self) -> None:
        """Give every source as many works again; an update finds them."""
        numbers = range(self.works + 1, 2 * self.works + 1)
        this_month = f"{datetime.now(UTC):%Y-%m}"  # an update asks for the last months
        self._cinii += [Work(number, this_month) for number in numbers]
        new = {"indexed": {"date-time": "2026-11-20T00:00:00Z"}}
        self._crossref.works += [dialect_crossref.work(number, **new) for number in numbers]
        self._jalc += [JaLCWork(f"10.99997/kaku.{number}", "2026-11-20") for number in numbers]
        self._articles += [Article(number, 2026) for number in numbers]
        self._openalex.works += [dialect_openalex.work(number) for number in numbers]
        self._kaken.size = self._nrid.size = numbers[-1]
        self._datacite.works += [
            dialect_datacite.data_set(number, updated="2026-11-20T00:00:00Z") for number in numbers
        ]
        self._pubmed.articles = many(2 * self.works, step=1)
        self._repository.deposits += [deposit(number, datestamp="2026-11-20T00:00:00Z") for number in numbers]
        self.works *= 2

    def asked(self) -> list[str]:
        """Return the addresses that were asked so far."""
        return [server.base + request.target for server in self._servers for request in server.requests]

    def __enter__(self) -> "Sources":
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.__exit__()

    def _add(self, name: str, serve: Callable[[Server], str], *asked: str, rows: str = ROWS) -> None:
        base = serve(self._server())
        self.harvests[name] = (name, *asked, "--rows", rows, "--base", base)

    def _server(self) -> Server:
        self._servers.append(Server().__enter__())
        return self._servers[-1]
