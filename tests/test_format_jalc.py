"""JaLC's REST answers are read: one record, a list of them, in the envelope or without."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoroku import BadDate, BrokenSyntax, NoTitle, Record, RecordError, Text, WrongType
from shoroku.corpus.readers import Item, formats, recognized
from shoroku.corpus.readers.json_formats import jalc

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "jalc" / "dump"
with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not here")

WORK: dict[str, Any] = {
    "content_type": "JA",
    "doi": "10.99999/Example.3.1_7",
    "ra": "JaLC",
    "site_name": "J-STAGE",
    "publisher_list": [
        {"publisher_name": "架空栄養学会", "lang": "ja"},
        {"publisher_name": "Society &amp; Food", "lang": "en"},
    ],
    "title_list": [
        {"lang": "en", "title": "Fermentation with <i>Lactobacillus brevis</i> &mdash; a trial"},
        {"lang": "ja", "title": "<b>乳酸菌による発酵</b>", "subtitle": "予備的研究"},
    ],
    "creator_list": [
        {
            "sequence": "1",
            "type": "person",
            "names": [
                {"lang": "en", "last_name": "MIOTSUKUSHI", "first_name": "Kai"},
                {"lang": "ja", "last_name": "澪標", "first_name": "櫂"},
            ],
            "affiliation_list": [
                {"affiliation_name": "Women&apos;s College", "sequence": "1", "lang": "en"},
                {"affiliation_name": "架空女子大学", "sequence": "1", "lang": "ja"},
            ],
            "researcher_id_list": [{"type": "ORCID", "id_code": "https://orcid.org/0000-0002-1825-0097"}],
        },
        {"sequence": "2", "type": "person", "names": [{"lang": "ja", "last_name": "", "first_name": "鷲見田"}]},
        {"sequence": "3", "type": "person", "names": []},
    ],
    "publication_date": {"publication_year": "2011", "publication_month": "4", "publication_day": "30"},
    "relation_list": [
        {"content": "https://example.org/7/_pdf", "type": "URL", "relation": "fullTextPdf"},
        {"content": "10.1/other", "type": "DOI", "relation": "isReferencedBy"},
    ],
    "content_language": "jpn",
    "journal_id_list": [
        {"journal_id": "2187-3259", "type": "ISSN", "issn_type": "online"},
        {"journal_id": "0916006x", "type": "ISSN", "issn_type": "print"},
        {"journal_id": "fcn", "type": "JID"},
    ],
    "journal_title_name_list": [
        {"journal_title_name": "J. Food", "type": "abbreviation", "lang": "en"},
        {"journal_title_name": "Journal of Food", "type": "full", "lang": "en"},
        {"journal_title_name": "食品誌", "type": "full"},
        {"journal_title_name": "旧誌名", "type": "before"},
    ],
    "volume": 6,
    "issue": "2",
    "first_page": "9",
    "last_page": "20",
    "article_number": "KJ1",
    "keyword_list": [
        {"keyword": "便秘", "sequence": "1", "lang": "ja"},
        {"keyword": "pickles", "sequence": "2", "lang": "eng"},
    ],
    "citation_list": [{"sequence": "1", "title_list": [{"title": "cited"}]}],
}


def work(**fields: Any) -> dict[str, Any]:
    return {**WORK, **fields}


def envelope(data: Any) -> dict[str, Any]:
    message = {"total": 1, "rows": 1, "totalPages": 1, "page": 1}
    return {"status": "OK", "apiType": "doi", "apiVersion": "1.0.0", "message": message, "data": data}


def read(answer: Any) -> list[Item]:
    return list(jalc.read(io.BytesIO(answer if isinstance(answer, bytes) else json.dumps(answer).encode())))


def one(answer: Any) -> Record:
    (item,) = read(answer)
    assert item.record is not None
    return item.record


EXPECTED = {
    "id": "doi:10.99999/example.3.1_7",
    "type": "article",
    "titles": (
        Text("Fermentation with Lactobacillus brevis — a trial", "en"),
        Text("乳酸菌による発酵 : 予備的研究", "ja"),
    ),
    "abstracts": (),
    "journals": (Text("Journal of Food", "en"), Text("食品誌", "ja")),
    "issns": ("2187-3259", "0916-006X"),
    "volume": "6",
    "issue": "2",
    "pages": "9-20",
    "date": "2011-04-30",
    "publishers": (Text("架空栄養学会", "ja"), Text("Society & Food", "en")),
    "language": "ja",
    "subjects": (Text("便秘", "ja"), Text("pickles", "en")),
    "sources": ("JaLC",),
    "links": ("https://example.org/7/_pdf",),
}


@pytest.mark.parametrize(("field", "expected"), EXPECTED.items())
def test_field(field: str, expected: Any) -> None:
    """Each field of JaLC's lands in its field of the record, markup gone, languages by their tags."""
    assert getattr(one(envelope(WORK)), field) == expected


def test_people_have_names_and_affiliations_in_each_language() -> None:
    """A creator has the family's name first in every language, affiliations and an ORCID; one without names is none."""
    first, second = one(WORK).creators
    assert first.names == (Text("MIOTSUKUSHI Kai", "en"), Text("澪標 櫂", "ja"))
    assert first.affiliations == (Text("Women's College", "en"), Text("架空女子大学", "ja"))
    assert [(one.kind, one.value) for one in first.identifiers] == [("ORCID", "0000-0002-1825-0097")]
    assert second.names == (Text("鷲見田", "ja"),)


@pytest.mark.parametrize(
    "answer",
    [
        WORK,
        [WORK],
        envelope(WORK),
        envelope([WORK]),
        envelope({"items": [WORK]}),
        [envelope(WORK)],
        b"\xef\xbb\xbf" + json.dumps(WORK).encode(),
    ],
    ids=["bare", "list", "envelope", "envelope of a list", "items", "list of envelopes", "byte-order mark"],
)
def test_shapes_of_an_answer(answer: Any) -> None:
    """The record is the same however it is wrapped."""
    assert one(answer) == one(WORK)


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        ({"publication_date": {"publication_year": "1991"}}, "date", "1991"),
        ({"publication_date": {"publication_year": 1991, "publication_month": 2}}, "date", "1991-02"),
        ({"publication_date": {"publication_year": "1991", "publication_day": "3"}}, "date", "1991"),
        ({"publication_date": None}, "date", ""),
        ({"content_language": "eng"}, "language", "en"),
        ({"content_language": "ja"}, "language", "ja"),
        ({"content_language": "und"}, "language", ""),
        ({"content_type": "RD"}, "type", "dataset"),
        ({"content_type": "BK"}, "type", "book"),
        ({"first_page": None, "last_page": None}, "pages", "KJ1"),
        ({"first_page": "7", "last_page": "7"}, "pages", "7"),
        (
            {"journal_title_name_list": [{"journal_title_name": "J. Food", "type": "abbreviation"}]},
            "journals",
            (Text("J. Food", "en"),),
        ),
        ({"title_list": {"title": "題名だけ"}}, "titles", (Text("題名だけ", "ja"),)),
        ({"keyword_list": []}, "subjects", ()),
    ],
)
def test_variations(fields: dict[str, Any], field: str, expected: Any) -> None:
    """What is missing, short or in another code is read for what it is."""
    assert getattr(one(work(**fields)), field) == expected


@pytest.mark.parametrize(
    ("answer", "error", "field"),
    [
        (work(title_list=[]), NoTitle, "title_list"),
        (work(title_list=[{"title": "<b></b>"}]), NoTitle, "title_list"),
        (work(publication_date={"publication_year": "不明"}), BadDate, "publication_date"),
        ("a string", WrongType, ""),
        (envelope(["a string"]), WrongType, ""),
        (b"<html>busy</html>", BrokenSyntax, ""),
        (b'{"data": {"doi": "10.1/x", "tit', BrokenSyntax, ""),
        (b'{"data": ' + b"[" * 100_000, BrokenSyntax, ""),
        (b'{"volume": ' + b"1" * 5_000 + b"}", BrokenSyntax, ""),
    ],
)
def test_rejects(answer: Any, error: type[RecordError], field: str) -> None:
    """What cannot be read is reported with its field, its reason and its text."""
    (item,) = read(answer)
    assert item.record is None
    assert type(item.error) is error
    assert item.error is not None
    assert item.error.field == field
    assert item.error.text("ja") != item.error.text("en") != ""
    assert item.raw
    assert len(item.raw) <= 2_000


def test_broken_record_does_not_keep_the_others() -> None:
    """Records around one without a title are read, and every one has its own line."""
    lines = ",\n".join(json.dumps(one) for one in (WORK, work(title_list=[]), work(doi="10.99999/other")))
    items = read(f'{{"status": "OK",\n"data": [\n{lines}\n]}}'.encode())
    assert [(item.line, item.record is not None) for item in items] == [(3, True), (4, False), (5, True)]
    assert json.loads(items[1].raw[: items[1].raw.index(b', "creator_list"')] + b"}")["title_list"] == []


def test_answer_cut_in_the_middle_keeps_what_came_whole() -> None:
    """Of a body that ends too soon the whole records are taken, and the cut one is reported with its line."""
    body = f'{{"data": [\n{json.dumps(WORK)},\n{json.dumps(WORK)}'.encode()
    whole, cut = read(body[:-100])
    assert whole.record is not None
    assert (cut.line, type(cut.error)) == (3, BrokenSyntax)
    assert cut.raw.startswith(b'{"content_type"')


def test_break_within_a_list_of_lines_costs_one_record() -> None:
    """If an answer has a record a line, the records behind one of broken syntax are read."""
    line = json.dumps(WORK)
    items = read(f'{{"data": [\n{line},\n{line[:50]},\n{line},\n{line}\n]}}'.encode())
    assert [(item.line, item.record is not None) for item in items] == [(2, True), (3, False), (4, True), (5, True)]


def test_one_a_line_with_a_broken_line() -> None:
    """Records one a line are read, the one after a broken line too."""
    line = json.dumps(WORK).encode()
    items = read(line + b"\n" + line[:50] + b"\n" + line + b"\n")
    assert [(item.line, item.record is not None) for item in items] == [(1, True), (2, False), (3, True)]


def test_harmful_characters_are_taken_and_told() -> None:
    """Control characters and bytes that are no UTF-8 are cleaned away, and the fields are named."""
    (item,) = read(json.dumps(work(volume="6\u0007")).encode().replace(b'"issue": "2"', b'"issue": "2\xff"'))
    assert item.record is not None
    assert (item.record.volume, item.record.issue) == ("6", "2\ufffd")
    assert item.repaired == ("volume", "issue")


@pytest.mark.parametrize("answer", [WORK, [WORK], envelope(WORK)])
@pytest.mark.parametrize("indent", [None, 1])
def test_is_recognized(answer: Any, indent: int | None) -> None:
    """JaLC's answers are known by their content, and by no other format of the same or a higher standing."""
    head = json.dumps(answer, indent=indent, ensure_ascii=False).encode()[:4096]
    assert recognized(head, "answer.json").name == "jalc"
    others = [
        other.name for other in formats().values() if other.recognizes(head) and other.priority >= jalc.FORMAT.priority
    ]
    assert others == ["jalc"]


@with_samples
def test_every_sample_is_read() -> None:
    """Every real answer about a DOI gives one record; the list of prefixes gives none and is not recognised."""
    found = 0
    for path in sorted(SAMPLES.glob("*.json")):
        whole = path.read_bytes()
        items = read(whole)
        if path.name == "prefixes.json":
            assert not any(item.record for item in items)
            assert not jalc.FORMAT.recognizes(whole[:4096])
            continue
        assert [item.error for item in items] == [None], path.name
        assert recognized(whole[:4096], path.name) is jalc.FORMAT
        found += 1
    assert found >= 100


@with_samples
def test_fields_of_a_real_answer() -> None:
    """Each field that JaLC speaks is found in a real answer."""
    made = one((SAMPLES / "dois_10.11473-fcn.6.9.json").read_bytes())
    assert made.id == "doi:10.11473/fcn.6.9"
    assert made.titles[0].value.endswith(
        "with Lactobacillus brevis subsp. coagulans containing gamma-aminobutyric acid"
    )
    assert made.titles[1] == Text("GABA 含有漬物摂取による女子学生の腸内環境の改善", "ja")
    assert made.creators[0].names == (Text("Yamamoto Syumi", "en"), Text("山本 周美", "ja"))
    assert made.creators[0].affiliations[0].value.endswith("Mukogawa Women's University")
    assert made.journals == (Text("Food and Clinical Nutrition", "en"), Text("食品・臨床栄養", "ja"))
    assert (made.issns, made.volume, made.issue, made.pages, made.date) == (("2187-3259",), "6", "2", "9-20", "2011")
    assert made.publishers[1] == Text("日本生物高分子学会", "ja")
    assert (made.language, made.type, made.sources) == ("ja", "article", ("JaLC",))
    assert made.identifier("DOI") == "10.11473/fcn.6.9"
    assert Text("便秘", "ja") in made.subjects
    assert made.links == ("https://www.jstage.jst.go.jp/article/fcn/6/2/6_9/_pdf",)


@with_samples
def test_real_titles_hold_no_markup() -> None:
    """No title, name or keyword of the real answers has a tag or an entity left, and subtitles are there."""
    made = [one(path.read_bytes()) for path in SAMPLES.glob("doi*.json")]
    texts = [text.value for record in made for text in record.titles + record.journals + record.subjects]
    assert not [text for text in texts if "<" in text or "&" in text]
    assert sum(" : " in text for text in texts) >= 5


KEYS = "title lang names last_name first_name affiliation_name journal_id type content relation keyword publication_year".split()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(WORK)), VALUES)
def test_any_value_in_any_field_is_read(field: str, value: Any) -> None:
    """Whatever a field holds, an object gives one item, which is a record or an error."""
    (found,) = read(work(**{field: value}))
    assert (found.record is None) != (found.error is None)


@given(st.binary(max_size=200))
def test_any_bytes_are_read(noise: bytes) -> None:
    """Whatever the bytes are, items come out, in the order of their lines."""
    lines = [found.line for found in read(b'[{"a": 1},\n' + noise)]
    assert lines == sorted(lines)
    assert lines[0] == 1
