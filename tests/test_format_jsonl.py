"""The project's own format: JSON Lines, in full and in short forms."""

import io
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku import (
    BadDate,
    BrokenSyntax,
    Count,
    Funding,
    Identifier,
    Institution,
    NoTitle,
    Person,
    Record,
    RecordError,
    Relation,
    Text,
    WrongType,
)
from shoroku.corpus.identifiers import canonical
from shoroku.corpus.normalize import cleaning
from shoroku.corpus.readers import Item
from shoroku.corpus.readers.json_formats.jsonl import FORMAT, read
from shoroku.corpus.record import RELATION_KINDS, encode


def items(*lines: str | bytes) -> list[Item]:
    """Read lines."""
    written = [line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line for line in lines]
    return list(read(io.BytesIO(b"\n".join(written))))


def record(**fields: Any) -> Record:
    """Read one valid line of these fields."""
    (item,) = items(json.dumps(fields))
    assert item.error is None
    assert item.record is not None
    return item.record


def test_a_kind_of_relation_that_is_none_of_ours() -> None:
    """It is kept as the source's word, beside which the identifier has its canonical spelling."""
    doi = {"kind": "doi", "value": "https://doi.org/10.5555/A"}
    (relation,) = record(title="A", relations=[{"kind": "admires", "identifiers": [doi]}]).relations
    assert relation == Relation("", "admires", identifiers=(Identifier("DOI", "10.5555/a"),))


# --- The full form ----------------------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(cleaning.clean).filter(bool)
plain = st.one_of(st.just(""), words)
texts = st.lists(st.builds(Text, words, st.sampled_from(["ja", "en", "ja-Kana", "de"])), max_size=2).map(tuple)
identifiers = st.lists(
    st.builds(canonical, st.sampled_from(["DOI", "NAID", "CRID", "PMID", "HDL", "ISBN"]), words),
    max_size=2,
    unique=True,
).map(tuple)
institutions = st.lists(st.builds(Institution, texts, identifiers), max_size=1).map(tuple)
persons = st.lists(st.builds(Person, texts, texts, identifiers, plain, institutions), max_size=2).map(tuple)
relations = st.lists(
    st.builds(Relation, st.sampled_from(sorted(RELATION_KINDS)), plain, st.booleans(), identifiers, plain, plain),
    max_size=2,
).map(tuple)
awards = st.lists(st.builds(Funding, plain, texts, identifiers, texts, identifiers, plain), max_size=2).map(tuple)
counts = st.lists(st.builds(Count, words, st.integers(0, 2**40), plain, plain), max_size=2).map(tuple)
several = st.lists(words, max_size=2, unique=True).map(tuple)
records = st.builds(
    Record,
    id=words,
    type=st.sampled_from(["article", "book", "dataset"]),
    titles=st.lists(st.builds(Text, words, st.sampled_from(["ja", "en"])), min_size=1, max_size=2).map(tuple),
    abstracts=texts,
    creators=persons,
    contributors=persons,
    relations=relations,
    funding=awards,
    counts=counts,
    journals=texts,
    issns=st.lists(st.sampled_from(["1234-5678", "2345-678X", "no ISSN"]), max_size=2).map(tuple),
    volume=plain,
    issue=plain,
    pages=plain,
    date=st.sampled_from(["", "2020", "2020-02", "2020-02-29"]),
    until=st.sampled_from(["", "2021", "2021-03-31"]),
    publishers=texts,
    language=st.sampled_from(["", "ja", "en"]),
    subjects=texts,
    identifiers=identifiers,
    sources=several,
    links=several,
    abstract_licence=st.sampled_from(["", "allow", "disallow"]),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(records, max_size=3))
def test_round_trip(written: list[Record]) -> None:
    """Every field of every record comes back as it was written."""
    found = list(read(io.BytesIO(b"\n".join(map(encode, written)))))
    assert [item.record for item in found] == written
    assert all(item.repaired == () for item in found)


# --- The short forms --------------------------------------------------------------------------------------------------

SHORT = [
    ({"title_ja": "硝子", "title_en": "Glass"}, {"titles": (Text("硝子", "ja"), Text("Glass", "en"))}),
    ({"title": "硝子"}, {"titles": (Text("硝子", "ja"),)}),
    ({"title": "Glass"}, {"titles": (Text("Glass", "en"),)}),
    ({"title": " Glass "}, {"titles": (Text("Glass", "en"),)}),
    ({"title_ja": "硝子", "title_en": None}, {"titles": (Text("硝子", "ja"),)}),
    ({"titles": [{"value": "Glas", "lang": "de"}], "title": "Glass"}, {"titles": (Text("Glas", "de"),)}),
    ({"titles": [{"value": "硝子"}]}, {"titles": (Text("硝子", "ja"),)}),
    ({"abstract_ja": "要旨", "abstract_en": "Abstract"}, {"abstracts": (Text("要旨", "ja"), Text("Abstract", "en"))}),
    ({"text": "Abstract"}, {"abstracts": (Text("Abstract", "en"),)}),
    ({"journal": "硝子学"}, {"journals": (Text("硝子学", "ja"),)}),
    ({"year": 2020}, {"date": "2020"}),
    ({"year": "2020"}, {"date": "2020"}),
    ({"year": None}, {"date": ""}),
    ({"date": "2020-03", "year": 1999}, {"date": "2020-03"}),
    ({"date": 2020}, {"date": "2020"}),
    ({"language": "ja"}, {"language": "ja"}),
    ({"sources": ["JaLC", "JaLC", " "]}, {"sources": ("JaLC",)}),
    ({"sources": "JaLC"}, {"sources": ("JaLC",)}),
    (
        {"authors": ["架空 花子", "T. Nobody"]},
        {"creators": (Person((Text("架空 花子", "ja"),)), Person((Text("T. Nobody", "en"),)))},
    ),
    ({"authors": "T. Nobody"}, {"creators": (Person((Text("T. Nobody", "en"),)),)}),
    ({"authors": None}, {"creators": ()}),
    ({"volume": 3, "issue": 1, "pages": 7}, {"volume": "3", "issue": "1", "pages": "7"}),
    ({"issns": "2189059x"}, {"issns": ("2189-059X",)}),
    ({"subjects": ["glass", {"value": "硝子"}]}, {"subjects": (Text("glass", "en"), Text("硝子", "ja"))}),
    ({"doi": "https://doi.org/10.5555/A"}, {"identifiers": (Identifier("DOI", "10.5555/a"),)}),
    ({"naid": 110000000001, "pmid": 5}, {"identifiers": (Identifier("NAID", "110000000001"), Identifier("PMID", "5"))}),
    (
        {"identifiers": [{"kind": "doi", "value": "10.5555/A"}], "doi": "10.5555/a"},
        {"identifiers": (Identifier("DOI", "10.5555/a"),)},
    ),
    ({"id": 7}, {"id": "7"}),
    ({"id": "", "crid": 1390000000000000001}, {"id": "1390000000000000001"}),
    ({"id": "", "doi": "10.5555/A"}, {"id": "doi:10.5555/a"}),
    ({"unknown": {"field": [1]}}, {}),
]


@pytest.mark.parametrize(("given", "expected"), SHORT)
def test_short_forms(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """The few fields that people have are understood, in whatever shape they come; the full form wins."""
    titled = any(name.startswith("title") for name in given)
    made = record(**({"id": "a"} | ({} if titled else {"title": "T"}) | given))
    assert {field: getattr(made, field) for field in expected} == expected


def test_a_record_without_id_is_named_by_its_content() -> None:
    """Two equal lines without id are one record, another line is another."""
    assert record(title="Glass").id == record(title="Glass").id != record(title="Sand").id


# --- What is wrong with a line ----------------------------------------------------------------------------------------

BAD = [
    ("{", BrokenSyntax, ""),
    ("not JSON", BrokenSyntax, ""),
    ('{"title": "a"} trailing', BrokenSyntax, ""),
    (b'{"title": "\xff\xfe"}', BrokenSyntax, ""),
    ('{"title": ' * 5_000, RecordError, None),
    ('{"title": "\\u0000", "x": ' + "[" * 400 + "]" * 400 + "}", RecordError, None),
    ('{"title": "\\u0000", "x": ' + "[" * 900 + "]" * 900 + "}", RecordError, None),
    ("[1]", WrongType, ""),
    ("7", WrongType, ""),
    ('"a title"', WrongType, ""),
    ("null", WrongType, ""),
    ('{"title": 7}', WrongType, "title"),
    ('{"titles": ["a"]}', WrongType, "titles"),
    ('{"titles": [{"value": 7}]}', WrongType, "titles.value"),
    ('{"title": "a", "sources": [7]}', WrongType, "sources"),
    ('{"title": "a\\u0000", "year": []}', WrongType, "year"),
    ('{"id": "a"}', NoTitle, "title"),
    ('{"title": "  "}', NoTitle, "title"),
    ('{"title": null}', NoTitle, "title"),
    ('{"title": "\\u0000\\u202e"}', NoTitle, "title"),
    ('{"titles": [{"value": ""}]}', NoTitle, "title"),
    ('{"title": "a", "year": "19xx"}', BadDate, "year"),
    ('{"title": "a", "date": "n.d."}', BadDate, "date"),
]


@pytest.mark.parametrize(("line", "error", "field"), BAD)
def test_bad_lines(line: str | bytes, error: type[RecordError], field: str | None) -> None:
    """A line that is not a record says what is wrong and with which field, and is kept for the rejects."""
    (item,) = items(line)
    assert item.record is None
    assert isinstance(item.error, error)
    assert field is None or re.sub(r"\[.*?\]", "", item.error.field) == field
    assert item.raw
    assert len(item.raw) <= 2_000
    assert item.error.text("ja")
    assert item.error.text("en")


def test_a_broken_line_in_the_middle() -> None:
    """A broken line does not keep the others from being read, and every line keeps its number."""
    found = items('{"id": "a", "title": "A"}', "", "{broken", " ", '{"id": "b", "title": "B"}')
    assert [(item.line, item.record.id if item.record else None) for item in found] == [(1, "a"), (3, None), (5, "b")]
    assert found[1].raw.strip() == b"{broken"


REPAIRED = [
    ('{"id": "a", "title": "\\u001b[31mred\\u001b[0m"}', "red", ("title",)),
    ('{"id": "a", "title": "a\\u0000b"}', "ab", ("title",)),
    ('{"id": "a", "title": "a\x00b"}', "ab", ("title",)),
    ('{"id": "a", "title": "a\x1b[1mb"}', "ab", ("title",)),
    ('{"id": "a", "title": "a\\ud800b"}', "a\ufffdb", ("title",)),
    ('{"id": "a", "title": "a\ud800b"}', "a\ufffdb", ("title",)),
    ('{"id": "a", "title": "\\u202eab"}', "ab", ("title",)),
    ('{"id": "a", "title": "\u202eab\u2066"}', "ab", ("title",)),
    ('{"id": "a", "title": "a\x7fb\x9b"}', "ab", ("title",)),
    ('{"id": "a", "title": "a\\fb"}', "a b", ("title",)),
    ('{"id": "a", "title": "x", "text": "\\ufeffy", "authors": ["\\u0007z"]}', "x", ("text", "authors")),
]


@pytest.mark.parametrize(("line", "title", "fields"), REPAIRED)
def test_harmful_characters_are_taken_out(line: str, title: str, fields: tuple[str, ...]) -> None:
    """A record with harmful characters is taken without them, and the fields are named."""
    (item,) = items(line)
    assert item.record is not None
    assert item.record.titles[0].value == title
    assert item.repaired == fields
    assert not cleaning.any_harmful(json.loads(encode(item.record)))


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "a", "title": "\\ud83d\\ude00 👩\u200d🔬"}',
        '{"id": "a", "title": "tab\\tnew\\nline"}',
        '{"id": "a", "title": "back\\\\u0000slash"}',
        '\ufeff{"id": "a", "title": "after a byte-order mark"}',
    ],
)
def test_what_is_harmless_stays(line: str) -> None:
    """Emoji, tabs, line breaks and a byte-order mark before the line are no harm."""
    (item,) = items(line)
    assert item.record is not None
    assert item.record.titles[0].value == json.loads(line.removeprefix("\ufeff"))["title"]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.one_of(
        st.binary(max_size=40),
        st.dictionaries(
            st.sampled_from(
                ["id", "title", "titles", "year", "date", "authors", "creators", "doi", "sources", "language", "x"]
            ),
            st.recursive(
                st.one_of(
                    st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters(exclude_categories=()))
                ),
                lambda inner: st.one_of(
                    st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(["value", "lang"]), inner)
                ),
                max_leaves=4,
            ),
        ).map(lambda line: json.dumps(line).encode()),
    )
)
def test_any_line_is_a_record_or_says_why_not(line: bytes) -> None:
    """Whatever stands in a line, it is a record that can be kept or an error that can be reported."""
    for item in read(io.BytesIO(line)):
        if item.record is not None:
            assert not cleaning.any_harmful(json.loads(encode(item.record)))
            assert item.record.id
        else:
            assert str(item.error)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"id": "a", "title": "A"}\n', True),
        (b'\n {"titles": []', True),
        (b'{"title_ja": "a"}', True),
        (b"[]", False),
        (b"TY  - JOUR", False),
        (b'{"a": 1}', False),
        (b"", False),
    ],
)
def test_recognizes(head: bytes, expected: bool) -> None:
    """The format is known by its first line."""
    assert FORMAT.recognizes(head) is expected


@pytest.mark.parametrize("field", ["volume", "issue", "pages", "date", "titles_of_nobody", "language", "sources"])
def test_null_is_nothing(field: str) -> None:
    """A field that is null counts as left out."""
    (item,) = read(io.BytesIO(json.dumps({"id": "n", "title": "Nulls", field: None}).encode()))
    assert item.error is None
    assert item.record is not None
    assert item.record.titles[0].value == "Nulls"


@pytest.mark.parametrize(
    ("given", "english", "japanese"),
    [
        ({"titles": 3}, "titles: expected a list, got a whole number", "titles: 値の型が正しくありません（正しい型: リスト、実際の型: 整数）"),
        ({"note": [1]}, "note: expected a string, got a list", "note: 値の型が正しくありません（正しい型: 文字列、実際の型: リスト）"),
        ({"date": [1]}, "expected a whole number or a string, got a list", "整数または文字列、実際の型: リスト"),
        ({"titles": [None]}, "titles[0]: expected an object, got nothing (null)", "オブジェクト、実際の型: 値なし（null）"),
        ({"titles": [{"lang": "en"}]}, "expected an object with the field value", "項目 value を持つオブジェクト"),
        ({"year": 1.5}, "expected a whole number or a string, got a number", "整数または文字列、実際の型: 数値"),
    ],
)  # fmt: skip
def test_a_wrong_type_is_told_in_words(given: dict[str, object], english: str, japanese: str) -> None:
    """What was expected is said in the language of the message, not in the names of a program's types."""
    (item,) = read(io.BytesIO(json.dumps({"id": "n", **given}).encode()))
    assert item.error is not None
    assert english in item.error.text("en")
    assert japanese in item.error.text("ja")
