"""OpenAlex's answers are read; abstracts are put together again."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoroku import BadDate, BrokenSyntax, Identifier, NoTitle, Record, RecordError, Text, WrongType
from shoroku.corpus.readers import Item, formats, recognized
from shoroku.corpus.readers.json_formats import openalex
from shoroku.corpus.readers.json_formats.openalex import rebuilt

WORK: dict[str, Any] = {
    "id": "https://openalex.org/W2741809807",
    "doi": "https://doi.org/10.99999/Oa.7",
    "title": "Growth of <i>E. coli</i> &amp; others",
    "display_name": "Growth of <i>E. coli</i> &amp; others",
    "publication_year": 2018,
    "publication_date": "2018-02-13",
    "ids": {
        "openalex": "https://openalex.org/W2741809807",
        "doi": "https://doi.org/10.99999/oa.7",
        "mag": "2741809807",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/29456894",
    },
    "language": "en",
    "primary_location": {
        "landing_page_url": "https://doi.org/10.99999/oa.7",
        "pdf_url": "https://example.org/7.pdf",
        "source": {
            "id": "https://openalex.org/S1983995261",
            "display_name": "Journal of Examples",
            "issn_l": "2167-8359",
            "issn": ["2167-8359", "18808077"],
            "host_organization_name": "Example Press",
        },
    },
    "type": "article",
    "authorships": [
        {
            "author_position": "first",
            "author": {
                "id": "https://openalex.org/A1",
                "display_name": "Kai Miotsukushi",
                "orcid": "https://orcid.org/0000-0002-1825-0097",
            },
            "institutions": [{"display_name": "Example University"}],
            "raw_author_name": "澪標 櫂",
            "raw_affiliation_strings": ["Dept. of Examples, Example University", "架空大学"],
        },
        {
            "author": {"display_name": "Megumi Tsujidono", "orcid": None},
            "institutions": [{"display_name": "Tsujido College"}],
            "raw_author_name": "Tsujidono M.",
            "raw_affiliation_strings": [],
        },
        {"author": {"display_name": None}},
    ],
    "biblio": {"volume": "6", "issue": None, "first_page": "e4375", "last_page": "e4375"},
    "is_retracted": False,
    "keywords": [{"id": "https://openalex.org/keywords/growth", "display_name": "Growth", "score": 0.6}],
    "abstract_inverted_index": {"Despite": [0], "the": [1, 4], "growth": [2, 5], "of": [3], "(p<0.05).": [6]},
}


def work(**fields: Any) -> dict[str, Any]:
    return {**WORK, **fields}


def works(*items: Any) -> dict[str, Any]:
    return {"meta": {"count": 1, "per_page": 25, "next_cursor": "IlsxNj=="}, "results": list(items), "group_by": []}


def read(answer: Any) -> list[Item]:
    return list(openalex.read(io.BytesIO(answer if isinstance(answer, bytes) else json.dumps(answer).encode())))


def one(answer: Any) -> Record:
    (found,) = read(answer)
    assert found.record is not None
    return found.record


EXPECTED = {
    "id": "openalex:W2741809807",
    "type": "article",
    "titles": (Text("Growth of E. coli & others", "en"),),
    "abstracts": (Text("Despite the growth of the growth (p<0.05).", "en"),),
    "journals": (Text("Journal of Examples", "en"),),
    "issns": ("2167-8359", "1880-8077"),
    "volume": "6",
    "issue": "",
    "pages": "e4375",
    "date": "2018-02-13",
    "publishers": (Text("Example Press", "en"),),
    "language": "en",
    "subjects": (Text("Growth", "en"),),
    "sources": ("OpenAlex",),
    "links": ("https://example.org/7.pdf", "https://doi.org/10.99999/oa.7"),
    "identifiers": (
        Identifier("DOI", "10.99999/oa.7"),
        Identifier("PMID", "29456894"),
        Identifier("OPENALEX", "W2741809807"),
    ),
}


@pytest.mark.parametrize(("field", "expected"), EXPECTED.items())
def test_field(field: str, expected: Any) -> None:
    """Each field of a work lands in its field of the record."""
    assert getattr(one(works(WORK)), field) == expected


def test_people() -> None:
    """An author bears the name shown, the work's own where that is in another language, affiliations and an ORCID."""
    first, second = one(WORK).creators
    assert first.names == (Text("Kai Miotsukushi", "en"), Text("澪標 櫂", "ja"))
    assert first.affiliations == (Text("Dept. of Examples, Example University", "en"), Text("架空大学", "ja"))
    assert first.identifiers == (Identifier("ORCID", "0000-0002-1825-0097"), Identifier("OPENALEX", "A1"))
    assert second.names == (Text("Megumi Tsujidono", "en"),)
    assert second.affiliations == (Text("Tsujido College", "en"),)


def index_of(words: list[str]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(place)
    return index


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Despite growing interest", "Despite growing interest"),
        ("本研究では、 猫を 観察した。 結果は 良好。", "本研究では、猫を観察した。結果は良好。"),
        (
            "本研究では Lactobacillus brevis を用いて Western blot を行った。",
            "本研究ではLactobacillus brevisを用いてWestern blotを行った。",
        ),
        ("【目的】 GABA の効果を ３群で検討した。", "【目的】GABAの効果を３群で検討した。"),
        ("The word 猫 means a cat, and 犬 means a dog.", "The word 猫 means a cat, and 犬 means a dog."),
        ("", ""),
    ],
)
def test_abstract_is_rebuilt(words: str, expected: str) -> None:
    """Words go to their places; a Japanese abstract gets no spaces but between Latin words."""
    assert rebuilt(index_of(words.split())) == expected


@given(st.lists(st.text("abcXYZ.,<0", min_size=1)))
def test_english_words_come_back(words: list[str]) -> None:
    """An index made of words gives the words back, in their order."""
    assert rebuilt(index_of(words)).split() == words


@given(st.lists(st.text("猫を観察した。", min_size=1)))
def test_japanese_comes_back_without_spaces(words: list[str]) -> None:
    """An index made of pieces of Japanese gives the pieces back, joined."""
    assert rebuilt(index_of(words)) == "".join(words)


def test_far_places_take_no_room() -> None:
    """A place as far off as numbers go costs no more than any other."""
    assert rebuilt({"b": [10**15], "a": [0]}) == "a b"


def test_retracted_work_is_kept() -> None:
    """A retracted work is a record like any other."""
    assert one(work(is_retracted=True)) == one(WORK)


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        ({"abstract_inverted_index": None}, "abstracts", ()),
        ({"abstract_inverted_index": {}}, "abstracts", ()),
        ({"abstract_inverted_index": {"growth": 1, "Slow": [0]}}, "abstracts", (Text("Slow growth", "en"),)),
        (
            {"abstract_inverted_index": {"<p>猫を": [0], "観察した。</p>": [1]}},
            "abstracts",
            (Text("猫を観察した。", "ja"),),
        ),
        ({"title": "猫の研究"}, "titles", (Text("猫の研究", "ja"),)),
        ({"title": None}, "titles", (Text("Growth of E. coli & others", "en"),)),
        ({"publication_date": None}, "date", "2018"),
        ({"primary_location": None}, "journals", ()),
        ({"primary_location": {"source": None}}, "issns", ()),
        ({"biblio": {"first_page": "1", "last_page": "9"}}, "pages", "1-9"),
        ({"biblio": None}, "pages", ""),
        ({"type": "dissertation"}, "type", "dissertation"),
        ({"type": "book-chapter"}, "type", "article"),
        ({"language": None}, "language", ""),
        ({"doi": None}, "identifiers", EXPECTED["identifiers"]),
        ({"id": None, "ids": None}, "id", "doi:10.99999/oa.7"),
        ({"authorships": None}, "creators", ()),
    ],
)
def test_variations(fields: dict[str, Any], field: str, expected: Any) -> None:
    """Nulls and missing parts are read for what they are."""
    assert getattr(one(work(**fields)), field) == expected


@pytest.mark.parametrize("answer", [WORK, [WORK], works(WORK)])
@pytest.mark.parametrize("indent", [None, 4])
def test_shapes_of_an_answer(answer: Any, indent: int | None) -> None:
    """A work is the same alone, in a list and as a result; each shape is recognised, and by this format only."""
    whole = json.dumps(answer, indent=indent).encode()
    assert one(whole) == one(WORK)
    assert recognized(whole[:4096], "answer.json").name == "openalex"
    rivals = [other.name for other in formats().values() if other.recognizes(whole[:4096]) and other.priority > 0]
    assert rivals == ["openalex"]


def test_one_work_a_line() -> None:
    """Works one a line, as in OpenAlex's snapshot, are read with their lines."""
    assert [item.line for item in read(json.dumps(WORK).encode() + b"\n" + json.dumps(WORK).encode())] == [1, 2]


def test_nothing_found_gives_nothing() -> None:
    """An empty list of results is no reject."""
    assert read(works()) == []


@pytest.mark.parametrize(
    ("answer", "error", "field"),
    [
        (work(title=None, display_name=None), NoTitle, "title"),
        (work(publication_date="soon"), BadDate, "publication_date"),
        (work(abstract_inverted_index={"a": ["first"]}), WrongType, "abstract_inverted_index"),
        (work(abstract_inverted_index={"a": {"b": 0}}), WrongType, "abstract_inverted_index"),
        (work(abstract_inverted_index=["a"]), WrongType, "abstract_inverted_index"),
        (work(abstract_inverted_index={"a": [float("inf")]}), WrongType, "abstract_inverted_index"),
        (works(None), WrongType, ""),
        (b'{"results": [{"id": "https://openalex.org/W1", "ti', BrokenSyntax, ""),
    ],
)
def test_rejects(answer: Any, error: type[RecordError], field: str) -> None:
    """What cannot be read is reported with its field, its reason and its text."""
    (found,) = read(answer)
    assert found.error is not None
    assert (type(found.error), found.error.field, found.line) == (error, field, 1)
    assert found.raw


def test_broken_work_does_not_keep_the_others() -> None:
    """Works around one with a broken abstract are read."""
    found = read(works(WORK, work(abstract_inverted_index=7), WORK))
    assert [item.record is not None for item in found] == [True, False, True]


KEYS = "author display_name orcid source issn issn_l volume first_page raw_author_name institutions doi pmid".split()
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
