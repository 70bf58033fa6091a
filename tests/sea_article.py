"""An invented article of which several tests look at all fields: the page of a record, OAI-PMH, what reference managers save."""

from shoroku import Person, Record, Text
from shoroku.corpus.identifiers import Identifier

ARTICLE = Record(
    id="1390000000000000017",
    titles=(
        Text("深海魚の発光", "ja"),
        Text("Light of deep-sea fish", "en"),
        Text("シンカイギョ ノ ハッコウ", "ja-Kana"),
    ),
    abstracts=(Text("深海魚の発光器を観察した。", "ja"), Text("We observed light organs.", "en")),
    creators=(
        Person(
            (Text("海野 光", "ja"), Text("UNNO Hikaru", "en")),
            (Text("架空大学", "ja"), Text("Invented University", "en")),
            (Identifier("ORCID", "0000-0002-1825-0097"),),
        ),
        Person((Text("沖 渚", "ja"),)),
    ),
    journals=(Text("架空海洋誌", "ja"),),
    issns=("0000-0019",),
    volume="12",
    issue="3",
    pages="93-120",
    date="2015-04",
    publishers=(Text("架空海洋学会", "ja"),),
    language="ja",
    subjects=(Text("発光", "ja"),),
    identifiers=(Identifier("CRID", "1390000000000000017"), Identifier("DOI", "10.99999/sea.17")),
    sources=("JaLC", "CiNii Articles"),
    links=("https://example.org/17.pdf",),
    abstract_licence="allow",
)
