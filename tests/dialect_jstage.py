"""J-STAGE's WebAPI as it speaks on loopback: the search for articles. Every article is invented."""

from typing import NamedTuple

from tests.sources_server import Reply, Request, Server, xml_reply


class Article(NamedTuple):
    """An invented article."""

    number: int
    year: int = 2015

    @property
    def doi(self) -> str:
        return f"10.99998/kaku.{self.number}"


class JStage:
    """Serves articles. ``status`` and ``message`` are what ``result`` says; articles stand beside a WARN only."""

    def __init__(self, server: Server, articles: list[Article]) -> None:
        self.articles = articles
        self.status, self.message = "0", ""
        self._server = server
        server.route("/searchapi/do", self._search)

    @property
    def asked(self) -> list[dict[str, str]]:
        return [request.query for request in self._server.asked("/searchapi/do")]

    def _search(self, request: Request) -> Reply:
        query = request.query
        first, last = int(query.get("pubyearfrom", "0")), int(query.get("pubyearto", "9999"))
        found = [article for article in self.articles if first <= article.year <= last]
        start, count = int(query.get("start", "1")), min(int(query.get("count", "100")), 1_000)
        status = self.status if found or self.status != "0" else "ERR_001"
        shown = found[start - 1 : start - 1 + count] if status == "0" or status.startswith("WARN") else []
        return xml_reply(_feed(status, self.message, len(found), start, shown))


def _feed(status: str, message: str, total: int, start: int, articles: list[Article]) -> str:
    entries = "".join(map(_entry, articles)) or "<entry/>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"
      xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xml:lang="ja">
    <result><status>{status}</status><message>{message}</message></result>
    <title>Articles</title>
    <servicecd>3</servicecd>
    <opensearch:totalResults>{total}</opensearch:totalResults>
    <opensearch:startIndex>{start}</opensearch:startIndex>
    <opensearch:itemsPerPage>{len(articles)}</opensearch:itemsPerPage>
    {entries}
</feed>"""


def _entry(article: Article) -> str:
    address = f"https://www.jstage.jst.go.jp/article/kaku/1/{article.number}/_article"
    return f"""<entry>
        <article_title>
            <en>
                <![CDATA[Invented article {article.number}]]>
            </en>
            <ja>
                <![CDATA[架空の論文 {article.number}]]>
            </ja>
        </article_title>
        <article_link><en>{address}</en><ja>{address}/-char/ja/</ja></article_link>
        <author>
            <en><name><![CDATA[Hanako Kaku]]></name></en>
            <ja><name><![CDATA[架空 花子]]></name><name><![CDATA[架空 太郎]]></name></ja>
        </author>
        <cdjournal>kaku</cdjournal>
        <material_title><en><![CDATA[Invented Letters]]></en><ja><![CDATA[架空通信]]></ja></material_title>
        <prism:issn>0000-0035</prism:issn>
        <prism:volume>1</prism:volume>
        <prism:startingPage>{article.number}</prism:startingPage>
        <pubyear>{article.year}</pubyear>
        <prism:doi>{article.doi}</prism:doi>
        <systemname>J-STAGE</systemname>
        <updated>2017-02-16T09:00+09:00</updated>
    </entry>"""
