"""Records that a server with the interface of CiNii Research gives: whole, with a forbidden abstract, without a CRID."""

from shoroku import Identifier, Person, Record, Text

CRID = "1390000000000000017"
ODD = "doi:10.99999/odd (1)/x"
HIDDEN = "zygote quorum fjord"
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss": "http://purl.org/rss/1.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "atom": "http://www.w3.org/2005/Atom",
    "opensearch": "http://a9.com/-/spec/opensearch/1.1/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
}

WHOLE = Record(
    id=CRID,
    titles=(
        Text("深海魚の発光", "ja"),
        Text('Light of "deep-sea" fish <script>', "en"),
        Text("シンカイギョ ノ ハッコウ", "ja-Kana"),
    ),
    abstracts=(Text("深海魚の発光器を観察した。", "ja"), Text("We observed light organs & more.", "en")),
    creators=(
        Person(
            (Text("海野 光", "ja"), Text("UNNO Hikaru", "en")),
            (Text("架空大学", "ja"), Text("Invented University", "en")),
            (Identifier("NRID", "9000000000001"), Identifier("ORCID", "0000-0002-1825-0097")),
        ),
        Person((Text("沖 渚", "ja"),)),
    ),
    contributors=(
        Person((Text("岬 翼", "ja"), Text("MISAKI Tsubasa", "en")), (Text("架空水族館", "ja"),), role="Editor"),
        Person(
            (Text("Shore, Ann", "en"),), identifiers=(Identifier("ORCID", "0000-0001-5109-3700"),), role="translator"
        ),
        Person((Text("灯台 守", "ja"),), role="contributor"),
        Person((Text("架空博物館", "ja"),), role="HostingInstitution"),
    ),
    journals=(Text("架空海洋誌", "ja"), Text("Journal of Invented Seas", "en")),
    issns=("0000-0019",),
    volume="12",
    issue="3",
    pages="93-120",
    date="2015-04",
    publishers=(Text("架空海洋学会", "ja"), Text("Society of Invented Seas", "en")),
    language="ja",
    subjects=(Text("発光", "ja"), Text("Bioluminescence", "en"), Text("Kanji 漢字", "en")),
    identifiers=(Identifier("CRID", CRID), Identifier("DOI", "10.99999/sea.17"), Identifier("NAID", "110000000017")),
    sources=("JaLC", "CiNii Articles"),
    links=("https://example.org/17.pdf",),
    abstract_licence="allow",
)
FORBIDDEN = Record(
    id="1390000000000000025",
    titles=(Text("Lantern fish", "en"),),
    abstracts=(Text(HIDDEN, "en"),),
    date="2016",
    language="en",
    identifiers=(Identifier("CRID", "1390000000000000025"),),
    sources=("Crossref",),
    abstract_licence="disallow",
)
WITHOUT_CRID = Record(
    id=ODD,
    type="book",
    titles=(Text("Books of the sea", "en"), Text("海の本", "ja")),
    abstracts=(Text("All of it.", "en"), Text("すべて。", "ja")),
    date="2015",
    pages="7",
    identifiers=(Identifier("DOI", "10.99999/odd(1)/x"), Identifier("ISBN", "9784000000000")),
    sources=("CiNii Books", "NDL"),
)
RECORDS = (WHOLE, FORBIDDEN, WITHOUT_CRID)
