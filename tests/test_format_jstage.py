"""J-STAGE's Atom: titles, people and journals in two languages, and what the API says instead of records."""

import io
from pathlib import Path

import pytest

from shoroku import AnswerSays, BadDate, Identifier, NothingFound, NoTitle, Person, Record, Text
from shoroku.corpus import readers
from shoroku.corpus.readers.xml_formats.jstage import read

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "jstage"
with_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")

ENTRY = """<entry>
  <article_title><en>
     <![CDATA[Role of <i>IL-6</i> in arthritis]]>
  </en><ja>
     <![CDATA[関節炎における&alpha;鎖の役割]]>
  </ja></article_title>
  <article_link><en>https://example.org/1</en><ja>https://example.org/1/ja</ja></article_link>
  <author><en><name><![CDATA[ Hanako Yamada ]]></name></en><ja><name><![CDATA[ 山田 花子 ]]></name></ja></author>
  <cdjournal>xx</cdjournal>
  <material_title><en><![CDATA[Journal of X]]></en><ja><![CDATA[エックス学会誌]]></ja></material_title>
  <prism:issn>0000-0019</prism:issn><prism:eIssn>0000-0027</prism:eIssn>
  <prism:volume>12</prism:volume><prism:number>3</prism:number>
  <prism:startingPage>34</prism:startingPage><prism:endingPage>57</prism:endingPage>
  <pubyear>2015</pubyear><joi>JST.JSTAGE/xx/12.34</joi><prism:doi>10.1234/XX.12.34</prism:doi>
  <id>https://example.org/1/ja</id><updated>2017-02-16T09:00+09:00</updated>
</entry>"""


def feed(*entries: str, status: str = "0", message: str = "") -> bytes:
    """Return an answer of the API with those entries."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xml:lang="ja">
<result><status>{status}</status><message>{message}</message></result><servicecd>3</servicecd>{"".join(entries)}</feed>""".encode()


def records(data: bytes) -> list[Record]:
    """Return the records of an answer in which nothing is rejected."""
    items = list(read(io.BytesIO(data)))
    assert [item.error for item in items if item.error] == []
    return [item.record for item in items if item.record]


def test_every_field() -> None:
    """An entry gives every field that the API has, without white space and markup, each text in its language."""
    assert records(feed(ENTRY)) == [
        Record(
            id="doi:10.1234/xx.12.34",
            titles=(Text("関節炎におけるα鎖の役割", "ja"), Text("Role of IL-6 in arthritis", "en")),
            creators=(Person(names=(Text("山田 花子", "ja"), Text("Hanako Yamada", "en"))),),
            journals=(Text("エックス学会誌", "ja"), Text("Journal of X", "en")),
            issns=("0000-0019", "0000-0027"),
            volume="12",
            issue="3",
            pages="34-57",
            date="2015",
            identifiers=(Identifier("DOI", "10.1234/xx.12.34"),),
            sources=("J-STAGE",),
            links=("https://example.org/1/ja", "https://example.org/1"),
        )
    ]


def test_people_of_unequal_lists_are_all_kept() -> None:
    """If the lists of the two languages differ in length nobody is paired and nobody is lost."""
    entry = ENTRY.replace("</name></ja>", "</name><name>鈴木 一郎</name></ja>")
    (record,) = records(feed(entry))
    assert [[name.value for name in person.names] for person in record.creators] == [
        ["山田 花子"],
        ["鈴木 一郎"],
        ["Hanako Yamada"],
    ]


def test_id_without_doi() -> None:
    """An entry without DOI is named by its JOI."""
    (record,) = records(feed(ENTRY.replace("<prism:doi>10.1234/XX.12.34</prism:doi>", "")))
    assert (record.id, record.identifiers) == ("JST.JSTAGE/xx/12.34", ())


def test_english_repeated_as_japanese_is_english() -> None:
    """A title that stands under both languages in Latin script is an English one, once."""
    entry = ENTRY.replace("関節炎における&alpha;鎖の役割", "Role of IL-6 in arthritis")
    assert records(feed(entry))[0].titles == (Text("Role of IL-6 in arthritis", "en"),)


@pytest.mark.parametrize("entries", [(), ("<entry/>",), ("<entry></entry>",)])
def test_nothing_found(entries: tuple[str, ...]) -> None:
    """An answer without entries, or with an empty one, holds no records and no errors."""
    assert list(read(io.BytesIO(feed(*entries)))) == []


@pytest.mark.parametrize(
    ("code", "kind", "en", "ja"),
    [
        ("ERR_001", NothingFound, "no records", "該当するレコードが見つかりません"),
        ("ERR_003", AnswerSays, "too many requests", "リクエスト過多"),
        ("ERR_012", AnswerSays, "not accepted", "受け付けられません"),
        ("SYS_ERR_009", AnswerSays, "inside J-STAGE", "J-STAGE 内部"),
        ("ERR_999", AnswerSays, "not accepted", "受け付けられません"),
    ],
)
def test_status_is_told(code: str, kind: type[AnswerSays], en: str, ja: str) -> None:
    """A status that tells of an error is reported as one, with its code and line, in both languages."""
    (item,) = read(io.BytesIO(feed(status=code, message="sorry")))
    assert type(item.error) is kind
    assert (item.line, item.error.code, item.error.message) == (3, code, "sorry")
    assert en in item.error.text("en")
    assert ja in item.error.text("ja")


def test_warning_does_not_keep_the_entries() -> None:
    """With a warning the entries are read all the same."""
    assert len(records(feed(ENTRY, status="WARN_002"))) == 1


@pytest.mark.parametrize(
    ("entry", "error", "field"),
    [
        ("<entry><cdjournal>xx</cdjournal></entry>", NoTitle, "article_title"),
        (ENTRY.replace("2015", "unknown"), BadDate, "pubyear"),
    ],
)
def test_rejected_entry_does_not_keep_the_others(entry: str, error: type[Exception], field: str) -> None:
    """An entry that cannot be taken is reported with field, line and text, between two that are."""
    items = list(read(io.BytesIO(feed(ENTRY, "\n" + entry, ENTRY))))
    assert [item.record is not None for item in items] == [True, False, True]
    assert isinstance(items[1].error, error)
    assert items[1].error.field == field
    assert items[1].line > items[0].line
    assert items[1].raw.startswith(b"<entry")


def test_recognized_by_content() -> None:
    """An answer is recognised by what is in it; another Atom feed is not."""
    assert readers.recognized(feed(ENTRY)[:4096], "x").name == "jstage"
    assert not readers.formats()["jstage"].recognizes(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>a blog</title></feed>'
    )


@with_samples
def test_real_answer() -> None:
    """A real answer gives every field that sources.md names."""
    first, _, third = records((SAMPLES / "search_service3.xml").read_bytes())
    assert first.titles == (
        Text("進化論の見地からみる統合失調症", "ja"),
        Text("Schizophrenia from viewpoint of the evolutionary psychiatry", "en"),
    )
    assert first.creators == (Person(names=(Text("加藤 敏", "ja"), Text("Satoshi Kato", "en"))),)
    assert first.journals == (
        Text("日本生物学的精神医学会誌", "ja"),
        Text("Japanese Journal of Biological Psychiatry", "en"),
    )
    assert (first.issns, first.volume, first.issue, first.pages) == (("2186-6619", "2186-6465"), "23", "1", "53-59")
    assert (first.date, first.identifier("DOI")) == ("2012", "10.11249/jsbpjjpp.23.1_53")
    assert first.links[0] == "https://www.jstage.jst.go.jp/article/jsbpjjpp/23/1/23_53/_article/-char/ja/"
    assert [person.names[0].value for person in third.creators] == ["高橋 栄", "内山 真", "Sakae Takahashi"]


@with_samples
def test_list_of_volumes_holds_no_articles() -> None:
    """A list of volumes (service=2) is recognised, and each of its entries told to be no article."""
    data = (SAMPLES / "list_service2.xml").read_bytes()
    assert readers.recognized(data[:4096], "x").name == "jstage"
    assert [type(item.error) for item in read(io.BytesIO(data))] == [NoTitle]
