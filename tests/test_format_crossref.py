"""Crossref's answers are read: a list of works, one work, works without the envelope."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoroku import BadDate, BrokenSyntax, Identifier, NoTitle, Record, RecordError, Text, WrongType
from shoroku.corpus.readers import Item, formats, recognized
from shoroku.corpus.readers.json_formats import crossref

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "crossref"
with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not here")

WORK: dict[str, Any] = {
    "indexed": {"date-parts": [[2026, 1, 6]]},
    "reference-count": 36,
    "publisher": "Example &amp; Sons",
    "issue": "4",
    "license": [{"URL": "https://example.org/licence"}],
    "content-domain": {"domain": [], "crossmark-restriction": False},
    "DOI": "10.99999/JOR.1100150407",
    "type": "journal-article",
    "page": "519-27",
    "source": "Crossref",
    "title": ["Growth of <i>E. coli</i> at 5&#xa0;°C"],
    "subtitle": ["A trial"],
    "original-title": ["大腸菌の増殖"],
    "abstract": "<jats:title>Abstract</jats:title><jats:p>Twenty beagles (p &lt; 0.05) ran <mml:math><mml:mi>x</mml:mi>"
    "</mml:math> miles.</jats:p><jats:p>Then more.</jats:p>",
    "author": [
        {
            "ORCID": "http://orcid.org/0000-0002-1825-0097",
            "given": "Kai",
            "family": "Miotsukushi",
            "suffix": "Jr.",
            "sequence": "first",
            "affiliation": [{"name": "Example University"}, {"id": [{"id": "https://ror.org/1"}]}],
        },
        {"given": "恵", "family": "辻堂野", "affiliation": []},
        {"name": "The Example Study Group", "sequence": "additional"},
        {"sequence": "additional"},
    ],
    "container-title": ["Journal of Examples", "J. Ex. Research"],
    "issn-type": [{"type": "print", "value": "0736-0266"}, {"type": "electronic", "value": "1554527x"}],
    "ISSN": ["0736-0266", "1554-527X"],
    "volume": "15",
    "issued": {"date-parts": [[1997, 7]]},
    "language": "en",
    "resource": {"primary": {"URL": "https://example.org/doi/1"}},
    "URL": "https://doi.org/10.99999/jor.1100150407",
    "update-to": [],
}


def work(**fields: Any) -> dict[str, Any]:
    return {**WORK, **fields}


def works(*items: Any) -> dict[str, Any]:
    message = {
        "facets": {},
        "next-cursor": "abc==",
        "total-results": len(items),
        "items": list(items),
        "items-per-page": 20,
    }
    return {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message}


def read(answer: Any) -> list[Item]:
    return list(crossref.read(io.BytesIO(answer if isinstance(answer, bytes) else json.dumps(answer).encode())))


def one(answer: Any) -> Record:
    (found,) = read(answer)
    assert found.record is not None
    return found.record


UNTITLED = work(title=[], **{"original-title": []})

EXPECTED = {
    "id": "doi:10.99999/jor.1100150407",
    "type": "article",
    "titles": (Text("Growth of E. coli at 5\xa0°C: A trial", "en"), Text("大腸菌の増殖", "ja")),
    "abstracts": (Text("Twenty beagles (p < 0.05) ran x miles.\nThen more.", "en"),),
    "journals": (Text("Journal of Examples", "en"), Text("J. Ex. Research", "en")),
    "issns": ("0736-0266", "1554-527X"),
    "volume": "15",
    "issue": "4",
    "pages": "519-527",
    "date": "1997-07",
    "publishers": (Text("Example & Sons", "en"),),
    "language": "en",
    "sources": ("Crossref",),
    "links": ("https://example.org/doi/1",),
    "identifiers": (Identifier("DOI", "10.99999/jor.1100150407"),),
    "abstract_licence": "",
}


@pytest.mark.parametrize(("field", "expected"), EXPECTED.items())
def test_field(field: str, expected: Any) -> None:
    """Each field of a work lands in its field of the record, in plain text."""
    assert getattr(one(works(WORK)), field) == expected


def test_people_and_groups() -> None:
    """Authors bear their names, affiliations that have one, and an ORCID; groups count, the nameless do not."""
    first, second, group = one(works(WORK)).creators
    assert first.names == (Text("Kai Miotsukushi Jr.", "en"),)
    assert first.affiliations == (Text("Example University", "en"),)
    assert first.identifiers == (Identifier("ORCID", "0000-0002-1825-0097"),)
    assert second.names == (Text("辻堂野 恵", "ja"),)
    assert group.names == (Text("The Example Study Group", "en"),)


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        ({"issued": {"date-parts": [[None]]}}, "date", ""),
        (
            {"issued": {"date-parts": [[None]]}, "published-online": {"date-parts": [[2009, 1, 29]]}},
            "date",
            "2009-01-29",
        ),
        ({"issued": {"date-parts": [[2009, 2, 31]]}}, "date", "2009-02"),
        ({"issued": {"date-parts": [2009, 2]}}, "date", "2009-02"),
        ({"issued": {"date-parts": []}}, "date", ""),
        ({"issued": {}}, "date", ""),
        ({"issued": None}, "date", ""),
        ({"type": "proceedings-article"}, "type", "article"),
        ({"type": "dataset"}, "type", "dataset"),
        ({"type": "dissertation"}, "type", "dissertation"),
        ({"type": "monograph"}, "type", "book"),
        ({"type": None}, "type", "article"),
        ({"page": None, "article-number": "e12"}, "pages", "e12"),
        ({"title": "A title alone", "subtitle": [], "original-title": []}, "titles", (Text("A title alone", "en"),)),
        ({"title": ["猫の研究"], "subtitle": [], "original-title": []}, "titles", (Text("猫の研究", "ja"),)),
        (
            {"subtitle": ["at 5&#xa0;°C"], "original-title": [None]},
            "titles",
            (Text("Growth of E. coli at 5\xa0°C", "en"),),
        ),
        ({"abstract": "<jats:p>猫を観察した。</jats:p>"}, "abstracts", (Text("猫を観察した。", "ja"),)),
        ({"abstract": "<p>Abstract thoughts</p>"}, "abstracts", (Text("Abstract thoughts", "en"),)),
        ({"abstract": None}, "abstracts", ()),
        ({"issn-type": None}, "issns", ("0736-0266", "1554-527X")),
        ({"language": "jpn"}, "language", "ja"),
        ({"resource": None}, "links", ("https://doi.org/10.99999/jor.1100150407",)),
        ({"author": None}, "creators", ()),
    ],
)
def test_variations(fields: dict[str, Any], field: str, expected: Any) -> None:
    """Nulls, scalars, other types and missing parts are read for what they are."""
    assert getattr(one(work(**fields)), field) == expected


@pytest.mark.parametrize(
    "answer", [WORK, [WORK], works(WORK), {"status": "ok", "message-type": "work", "message": WORK}]
)
@pytest.mark.parametrize("indent", [None, 2])
def test_shapes_of_an_answer(answer: Any, indent: int | None) -> None:
    """A work is the same in a list, as a message and alone; each shape is recognised, and by this format only."""
    whole = json.dumps(answer, indent=indent).encode()
    assert one(whole) == one(WORK)
    assert recognized(whole[:4096], "answer.json").name == "crossref"
    rivals = [other.name for other in formats().values() if other.recognizes(whole[:4096]) and other.priority > 0]
    assert rivals == ["crossref"]


def test_nothing_found_gives_nothing() -> None:
    """An empty list of works is no reject."""
    assert read(works()) == []


@pytest.mark.parametrize(
    ("answer", "error", "field"),
    [
        (UNTITLED, NoTitle, "title"),
        (work(title=None, **{"original-title": None}), NoTitle, "title"),
        (work(issued={"date-parts": [["soon"]]}), BadDate, "issued"),
        (works(7), WrongType, ""),
        (b"Resource not found.", BrokenSyntax, ""),
    ],
)
def test_rejects(answer: Any, error: type[RecordError], field: str) -> None:
    """What cannot be read is reported with its field, its reason and its text."""
    (found,) = read(answer)
    assert found.error is not None
    assert (type(found.error), found.error.field, found.line) == (error, field, 1)
    assert found.raw


def test_broken_work_does_not_keep_the_others() -> None:
    """Works around one without a title are read."""
    assert [item.record is not None for item in read(works(WORK, UNTITLED, WORK))] == [True, False, True]


@with_samples
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_every_sample_is_read(path: Path) -> None:
    """Every work of a real answer is a record, but for an issue of a journal, which has no title."""
    whole = path.read_bytes()
    items = read(whole)
    message = json.loads(whole)["message"]
    assert len(items) == len(message.get("items", [message]))
    assert {type(item.error) for item in items} <= {type(None), NoTitle}
    assert all(b"journal-issue" in whole for item in items if item.error)
    assert recognized(whole[:4096], path.name) is crossref.FORMAT


@with_samples
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_real_texts_hold_no_markup(path: Path) -> None:
    """No title or abstract of the real answers has a tag left."""
    made = [item.record for item in read(path.read_bytes()) if item.record]
    texts = [text.value for record in made for text in record.titles + record.abstracts]
    assert texts
    assert not [text for text in texts if "<jats" in text or "<p>" in text or "</" in text]


@with_samples
def test_fields_of_real_answers() -> None:
    """Each field that Crossref speaks is found in a real answer."""
    made = one((SAMPLES / "test_works_with_many_ids_1.json").read_bytes())
    assert made.id == "doi:10.1002/jor.1100150407"
    assert made.titles[0].value.startswith("Growth hormone secretagogue")
    assert made.abstracts[0].value.startswith("Twenty‐two beagles")
    assert "(p < 0.001)" in made.abstracts[0].value
    assert made.creators[0].names == (Text("Richard L. Lieber", "en"),)
    assert made.journals == (Text("Journal of Orthopaedic Research", "en"),)
    assert (made.issns, made.volume, made.issue) == (("0736-0266", "1554-527X"), "15", "4")
    assert (made.pages, made.date, made.language, made.type) == ("519-527", "1997-07", "en", "article")
    assert made.publishers == (Text("Wiley", "en"),)
    assert made.links == ("https://onlinelibrary.wiley.com/doi/10.1002/jor.1100150407",)


@with_samples
def test_people_of_real_answers() -> None:
    """Affiliations and ORCIDs are found in real answers, and a date that is null is no date."""
    made = [item.record for path in SAMPLES.glob("*.json") for item in read(path.read_bytes()) if item.record]
    people = [person for record in made for person in record.creators]
    assert sum(bool(person.affiliations) for person in people) >= 10
    assert sum(bool(person.identifiers) for person in people) >= 10
    assert {record.titles[0].value: record.date for record in made}["Web Widget"] == ""


KEYS = "name family given affiliation value type date-parts primary URL ORCID".split()
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
