"""PubMed's E-utilities on loopback: ESearch keeps what it found, EFetch gives it out."""

from datetime import date, timedelta
from typing import NamedTuple
from xml.sax.saxutils import escape

from tests.sources_server import Reply, Request, Server, json_reply, xml_reply


class Article(NamedTuple):
    """An invented article and the day on which PubMed took it in."""

    pmid: int
    entered: date = date(2020, 4, 1)

    def xml(self) -> str:
        """Return it as a PubmedArticle."""
        return f"""<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{self.pmid}</PMID>
<Article PubModel="Print"><Journal><ISSN IssnType="Print">0914-8760</ISSN><JournalIssue CitedMedium="Print"><Volume>3</Volume>
<Issue>1</Issue><PubDate><Year>2020</Year><Month>Apr</Month></PubDate></JournalIssue><Title>Journal of invented food</Title></Journal>
<ArticleTitle>[A study of invented food {self.pmid}].</ArticleTitle><Pagination><MedlinePgn>1-9</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.99999/pubmed.{self.pmid}</ELocationID>
<Abstract><AbstractText Label="METHODS">Bacteria were studied.</AbstractText></Abstract>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Yamada</LastName><ForeName>Hanako</ForeName></Author></AuthorList>
<Language>jpn</Language><VernacularTitle>架空の発酵食品の研究 {self.pmid}</VernacularTitle></Article></MedlineCitation></PubmedArticle>"""


def many(count: int, first: date = date(2019, 1, 1), step: int = 30) -> list[Article]:
    """Return the given number of articles, each entered ``step`` days after the one before."""
    return [Article(number + 1, first + timedelta(days=step * number)) for number in range(count)]


class PubMed:
    """The service; ``forget`` lets everything that was searched for expire."""

    def __init__(self, articles: list[Article]) -> None:
        self.articles = articles
        self._kept: dict[tuple[str, str], list[Article]] = {}
        self._number = 0

    def serve(self, server: Server) -> str:
        """Answer; return the address."""
        server.route("/esearch.fcgi", self._search)
        server.route("/efetch.fcgi", self._fetch)
        return server.base

    def forget(self) -> None:
        """Forget what was found."""
        self._kept.clear()

    def _search(self, request: Request) -> Reply:
        first, last = (request.query.get(name, "").replace("/", "-") for name in ("mindate", "maxdate"))
        found = [one for one in self.articles if not first or first <= one.entered.isoformat() <= last]
        self._number += 1
        environment = f"MCID_{self._number}"
        self._kept[environment, "1"] = found
        return search_result(
            f"<Count>{len(found)}</Count><RetMax>0</RetMax><RetStart>0</RetStart><QueryKey>1</QueryKey>"
            f"<WebEnv>{environment}</WebEnv><IdList/><TranslationStack><TermSet><Term>food</Term><Count>77</Count></TermSet></TranslationStack>"
        )

    def _fetch(self, request: Request) -> Reply:
        found = self._kept.get((request.query["WebEnv"], request.query["query_key"]))
        if found is None:
            return fetch_error("Unable to obtain query #1")
        start = int(request.query["retstart"])
        return articles(found[start : start + int(request.query["retmax"])])


def search_result(inside: str) -> Reply:
    """Return what ESearch answers."""
    return xml_reply(
        '<?xml version="1.0" encoding="UTF-8" ?><!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN"'
        f' "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd"><eSearchResult>{inside}</eSearchResult>'
    )


def articles(some: list[Article], more: str = "") -> Reply:
    """Return what EFetch answers."""
    return xml_reply(
        '<?xml version="1.0" ?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2024//EN"'
        ' "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_240101.dtd">'
        f"<PubmedArticleSet>{''.join(one.xml() for one in some)}{more}</PubmedArticleSet>"
    )


def fetch_error(message: str, status: int = 400) -> Reply:
    """Return an error of EFetch."""
    return xml_reply(f'<?xml version="1.0" ?><eFetchResult><ERROR>{escape(message)}</ERROR></eFetchResult>', status)


def json_error(message: str, status: int) -> Reply:
    """Return an error as the gate before the E-utilities tells it."""
    return json_reply({"error": message, "count": "11"}, status)
