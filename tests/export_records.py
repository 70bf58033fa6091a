"""Invented records for the laws of writing and reading: texts that hold what formats obey, and people of all sorts."""

import io
from typing import Any

import msgspec
from hypothesis import strategies as st

from shoroku import Identifier, Person, Record, Text
from shoroku.corpus.normalize.cleaning import clean, language_of
from shoroku.corpus.normalize.markup import plain
from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.readers import named as reader_named
from shoroku.corpus.record import with_id
from shoroku.corpus.writers import named

#: What is a sign somewhere: of TeX, of RIS and MEDLINE, of CSV and spreadsheets, of Markdown; and letters of all widths.
SIGNS = [
    "{", "}", "\\", "\\\\", "\\alpha", "%", "$", "$x_1$", "&", "#", "_", "^", "~", "@", "@article{a,", "--", "---", "''", "``",
    "?`", "!`", ",,", "<<", ">>", "=", "=1+1", "+", "-", "'", "'=", '"', '""', ";", ",", ":", " and ", " others ", "\n", "\nTY  - ",
    "\nER  - ", "\n\nPMID- 1", "  ", "\t", "\u2028", "\u3000", "ＡＢＣ", "＝＠", "😀", "é", "ß", "Ω", "α", "[", "]", "(", ")", "*", "`",
    "|", "!", "1.", "http://a.example/?b=c&d", "word", "Word", "IL-6", "100", "x > y", "a/b", "e\u0301", "\u200b", "...",
]  # fmt: skip
JAPANESE = ["抄録", "カタカナ", "ひらがな", "髙﨑", "、", "。", "「」", "ｶﾀｶﾅ", "𠮷"]


def _survives(text: str) -> bool:
    """Return whether a text is one that a reader would have made: clean, and nothing in it looks like HTML."""
    return (
        bool(text.strip()) and plain(text) == text and clean(text) == text and plain(one_line(text)) == one_line(text)
    )


def _joined(parts: list[str]) -> st.SearchStrategy[str]:
    chosen = st.lists(st.sampled_from(parts), min_size=1, max_size=8)
    return st.tuples(chosen, st.sampled_from(["", " "])).map(lambda pair: pair[1].join(pair[0]).strip())


english = _joined(SIGNS).map(lambda text: f"On {text}").filter(_survives)
japanese = _joined(SIGNS + JAPANESE).map(lambda text: f"論{text}").filter(_survives)


def texts(most: int = 2) -> st.SearchStrategy[tuple[Text, ...]]:
    """Give no text, one, or one in each language, in either order."""
    both = [st.builds(Text, japanese, st.just("ja")), st.builds(Text, english, st.just("en"))]
    orders = [st.tuples(), st.tuples(both[0]), st.tuples(both[1]), st.tuples(*both), st.tuples(*reversed(both))]
    return st.one_of(*orders[: 1 + most * 2])


NAMES = (
    ("藤本 穣", "Fujimoto Minoru"),
    ("髙橋 花子",),
    ("京都大学 医学部",),
    ("ジョン・スミス",),
    ("von Neumann, John",),
    ("Jürgen von der Müller",),
    ("World Health Organization",),
    ("Barnes and Noble",),
    ("others",),
    ("O'Brien {Pat}",),
    ("KANAZAWA Itaru",),
    ("Madonna",),
    ("Smith, Jr., John",),
    ("A & B_C 100%",),
    ("Ångström, A. B.",),
)
people = st.lists(st.sampled_from(NAMES), max_size=4, unique=True).map(
    lambda chosen: tuple(Person(names=tuple(Text(name, language_of(name)) for name in names)) for names in chosen)
)
IDENTIFIERS = {
    "CRID": "1390000000000000001",
    "NAID": "110000000001",
    "DOI": "10.99999/a_(b)<c>;2-#",
    "PMID": "12345678",
    "NCID": "AN00000001",
    "ISBN": "9784000000000",
    "HDL": "2433/1234",
    "PMCID": "PMC1234567",
}
identifiers = st.lists(st.sampled_from(sorted(IDENTIFIERS)), max_size=8, unique=True).map(
    lambda kinds: tuple(Identifier(kind, IDENTIFIERS[kind]) for kind in kinds)
)
short = st.sampled_from(["", "1", "32", "4", "12-13", "Suppl. 1", "A_1", "第3"])

records = st.builds(
    Record,
    id=st.sampled_from(["1390000000000000001", "a", "A", "W1", "acl2020.wat-1.5", "x y{z}", "名"]),
    type=st.sampled_from(["article", "book", "dissertation", "dataset"]),
    titles=texts().filter(bool),
    abstracts=texts(),
    creators=people,
    journals=texts(),
    issns=st.lists(st.sampled_from(["0914-8760", "2189-0595", "1234-567X"]), max_size=3, unique=True).map(tuple),
    volume=short,
    issue=short,
    pages=st.sampled_from(["", "12", "323-330", "S1-S5", "e0123456", "1-3, 5-7", "iv-x"]),
    date=st.sampled_from(["", "2020", "1999-02", "2020-12-30"]),
    publishers=texts(),
    language=st.sampled_from(["", "ja", "en", "de"]),
    subjects=st.lists(st.one_of(japanese, english), max_size=3, unique_by=one_line).map(
        lambda values: tuple(Text(value, language_of(value)) for value in values)
    ),
    identifiers=identifiers,
    sources=st.sampled_from([(), ("JaLC",), ("JaLC", "CiNii Articles")]),
    links=st.sampled_from([(), ("https://a.example/1",), ("https://a.example/?a=1;b=2", "https://b.example/_#%20~")]),
    abstract_licence=st.sampled_from(["", "allow", "disallow"]),
)


def written(format_: str, *of: Record) -> bytes:
    """Return records as a file."""
    return b"".join(named(format_).write(of))


def read(format_: str, data: bytes) -> list[Record]:
    """Return the records of a file, as our own reader has them; nothing of it may be rejected."""
    items = list(reader_named(format_, "-").read(io.BytesIO(data)))
    assert [item.error for item in items if item.error] == []
    return [item.record for item in items if item.record]


def held(record: Record, **fields: Any) -> Record:
    """Return a record with other fields, and the id that a reader gives to one without."""
    return with_id(msgspec.structs.replace(record, **({"id": "", "abstract_licence": ""} | fields)))


def in_line(texts_: tuple[Text, ...], record: Record) -> tuple[Text, ...]:
    """Return texts, each in one line, the one in the language of the work first."""
    lines = [Text(one_line(text.value), text.lang) for text in texts_]
    return tuple(sorted(lines, key=lambda text: text.lang != record.language))
