"""A record: one work, immutable and typed, the same for every source."""

import msgspec
import pytest

from shoroku import Count, Funding, Identifier, Institution, Person, Record, Relation, Text
from shoroku.corpus.record import decode, encode, in_language, with_id

FULL = Record(
    id="1390000000000000001",
    type="book",
    titles=(Text("硝子の熱", "ja"), Text("Heat in Glass", "en"), Text("ガラス ノ ネツ", "ja-Kana")),
    abstracts=(Text("要旨。", "ja"),),
    creators=(Person((Text("架空 花子", "ja"),), (Text("虚構大学", "ja"),), (Identifier("NRID", "1000000000001"),)),),
    journals=(Text("硝子学", "ja"),),
    issns=("1234-567X",),
    volume="3",
    issue="1",
    pages="1-9",
    date="2019-04",
    publishers=(Text("硝子学会", "ja"),),
    language="ja",
    subjects=(Text("硝子", "ja"),),
    identifiers=(Identifier("DOI", "10.5555/glass"),),
    sources=("JaLC",),
    links=("https://example.org/glass",),
    abstract_licence="disallow",
    tags=("review",),
    note="See p. 3.",
    edited=("date", "titles@en"),
    contributors=(
        Person(
            (Text("架空 次郎", "ja"),),
            role="editor",
            institutions=(Institution((Text("虚構大学", "ja"),), (Identifier("ROR", "00hhkn466"),)),),
        ),
    ),
    relations=(
        Relation("cites", "isCitedBy", True, (Identifier("DOI", "10.5555/citing"),), "article", "On Glass"),
        Relation(word="seeAlso", title="A text"),
    ),
    funding=(
        Funding(
            "19KK0341",
            (Text("JSPS", "en"),),
            (Identifier("ROR", "00hhkn466"),),
            (Text("硝子の研究", "ja"),),
            (Identifier("KAKEN", "19KK0341"),),
            "KAKENHI",
        ),
    ),
    counts=(Count("cited-by", 3, "Crossref", "2026-01-02"),),
    until="2021-03",
)


@pytest.mark.parametrize(("date", "year"), [("2020-12-30", 2020), ("1984", 1984), ("0794", 794), ("", None)])
def test_year(date: str, year: int | None) -> None:
    """The year is read from the date, and unknown where there is none."""
    assert Record(id="a", date=date).year == year


@pytest.mark.parametrize(("kind", "value"), [("DOI", "10.5555/a"), ("NAID", "110000000001"), ("PMID", "")])
def test_identifier(kind: str, value: str) -> None:
    """The first identifier of a kind is given, or nothing."""
    doi, other, naid = (
        Identifier("DOI", "10.5555/a"),
        Identifier("DOI", "10.5555/b"),
        Identifier("NAID", "110000000001"),
    )
    assert Record(id="a", identifiers=(doi, other, naid)).identifier(kind) == value


@pytest.mark.parametrize(
    ("tags", "language", "expected"),
    [
        (["ja", "en"], "en", "en"),
        (["ja", "en"], "ja", "ja"),
        (["ja-Kana", "en"], "ja", "en"),
        (["ja-Kana", "fr"], "en", "fr"),
        (["ja-Kana"], "en", "ja-Kana"),
        ([], "en", ""),
    ],
)
def test_in_language(tags: list[str], language: str, expected: str) -> None:
    """The text in the language asked for is taken, else one that is not a reading, else any."""
    assert in_language(tuple(Text(tag, tag) for tag in tags), language) == expected


def test_a_record_is_immutable() -> None:
    """A record cannot be changed once it is made."""
    with pytest.raises(AttributeError):
        FULL.volume = "4"  # type: ignore[misc]


def test_encode_and_decode() -> None:
    """Every field of a record comes back from its JSON."""
    assert all(getattr(FULL, field) != getattr(Record(id=""), field) for field in FULL.__struct_fields__)
    assert decode(encode(FULL)) == FULL


def test_empty_fields_take_no_room() -> None:
    """A record's JSON names only the fields that say something."""
    assert encode(Record(id="a")) == b'{"id":"a"}'


@pytest.mark.parametrize(
    "payload",
    [
        b"{}",
        b'{"id":1}',
        b'{"id":"a","relations":[{"kind":"likes"}]}',
        b'{"id":"a","titles":["x"]}',
        b'{"id":"a","abstract_licence":"?"}',
        b"[",
    ],
)
def test_decode_refuses(payload: bytes) -> None:
    """JSON that is not a record is refused."""
    with pytest.raises(msgspec.DecodeError):
        decode(payload)


@pytest.mark.parametrize(
    ("identifiers", "expected"),
    [
        ((Identifier("DOI", "10.5555/a"), Identifier("CRID", "1390000000000000001")), "1390000000000000001"),
        ((Identifier("NAID", "110000000001"), Identifier("DOI", "10.5555/a")), "doi:10.5555/a"),
        ((Identifier("PMID", "1"), Identifier("NAID", "110000000001")), "naid:110000000001"),
        ((Identifier("PMID", "1"),), "pmid:1"),
    ],
)
def test_an_identifier_becomes_the_id(identifiers: tuple[Identifier, ...], expected: str) -> None:
    """A record without an id is named by an identifier of its own, a CRID before all."""
    assert with_id(Record(id="", identifiers=identifiers)).id == expected


def test_content_becomes_the_id() -> None:
    """A record without any identifier is named by its content, the same each time."""
    one, again, other = (with_id(Record(id="", titles=(Text(title, "en"),))) for title in ("One", "One", "Other"))
    assert one.id == again.id != other.id


def test_an_id_stays() -> None:
    """A record that has an id keeps it."""
    assert with_id(FULL) is FULL
