"""What a reference manager saves with one click from the page of a record.

Zotero is not needed for it. Its rules are written down here in our own words, from the code of its translators: of the tags of
a page it takes the context object (COinS) first, and "Embedded Metadata" (Highwire's ``citation_`` tags) if that is chosen.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import lxml.html
import msgspec
import pytest
from starlette.testclient import TestClient

import shoroku
from shoroku import Contribution, Person, Record, Text
from shoroku.corpus.identifiers import Identifier
from shoroku.web import Settings, create_app
from tests import sea_article

ARTICLE = msgspec.structs.replace(
    sea_article.ARTICLE,
    titles=(Text("深海魚の発光 & そのほか", "ja"), Text("Light of deep-sea fish", "en")),
    abstracts=(Text("発光器を 100% 観察した。", "ja"),),
    creators=(
        Person((Text("海野 光", "ja"), Text("UNNO Hikaru", "en")), (Text("架空大学", "ja"),)),
        Person((Text("de la Cruz, Maria Elena", "en"),)),
        Person((Text("Society of Invented Seas", "en"),)),
    ),
    subjects=(Text("発光", "ja"), Text("fish; deep-sea", "en")),
    identifiers=(Identifier("DOI", "10.99999/sea(17)"), Identifier("PMID", "1234567")),
    sources=(),
    links=(),
)
CLOSED = msgspec.structs.replace(
    ARTICLE, id="closed", identifiers=(), abstracts=(Text("Quagga words.", "en"),), abstract_licence="disallow"
)
BOOK = Record(
    id="book",
    type="book",
    titles=(Text("Books of the sea", "en"),),
    creators=(Person((Text("Shore, Ann", "en"),)),),
    contributors=(
        Person((Text("MISAKI Tsubasa", "en"),), role="Editor"),
        Person((Text("Invented Museum", "en"),), role="HostingInstitution"),
        Person((Text("Lamp, Leo", "en"),), role="translator"),
        Person((Text("Keeper, Kay", "en"),), role="contributor"),
    ),
    journals=(Text("Sea Library", "en"),),
    publishers=(Text("Harbour Press", "en"),),
    date="2011",
    language="en",
    identifiers=(Identifier("ISBN", "9784000000000"),),
)
THESIS = Record(
    id="thesis",
    type="dissertation",
    titles=(Text("深海魚の研究", "ja"),),
    creators=(Person((Text("海野 光", "ja"),)),),
    publishers=(Text("架空大学", "ja"),),
    date="2014-03-25",
    language="ja",
    links=("https://example.org/thesis",),
)
DATA = Record(id="data", type="dataset", titles=(Text("Light, measured", "en"),), date="2016", pages="7", language="en")
MANY = msgspec.structs.replace(
    DATA, id="many", type="article", creators=tuple(Person((Text(f"Fish, Given{n}", "en"),)) for n in range(60))
)
RECORDS = (ARTICLE, CLOSED, BOOK, THESIS, DATA, MANY)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, lxml.html.HtmlElement]:
    """The page of each record, by the record's id."""
    folder: Path = tmp_path_factory.mktemp("managers") / "library"
    with shoroku.open(folder) as library:
        library.take([Contribution("program", one) for one in RECORDS])
        with TestClient(create_app(library, Settings(seconds=600.0))) as client:
            answers = {one.id: client.get(f"/records/{one.id}") for one in RECORDS}
    return {id_: lxml.html.document_fromstring(answer.content) for id_, answer in answers.items()}


# --- The rules of a reference manager ---------------------------------------------------------------------------------


def cleaned_name(written: str) -> tuple[str, str]:
    """Split a name as Zotero does: at its comma, else before its last word."""
    family, comma, given = (part.strip() for part in written.partition(","))
    if comma:
        return family, given
    given, _, family = written.rpartition(" ")
    return family, given


def authors_of(tag: str) -> Iterator[tuple[str, str]]:
    """Yield the authors of one ``citation_author``: several at semicolons, or at a comma between two pairs of words."""
    several = re.split(r"\s*;\s*", tag)
    by_comma = re.split(r"\s*,\s*", tag)
    if len(several) == 1 and len(by_comma) > 1 and " " in by_comma[0] and " " in by_comma[1]:
        several = by_comma
    yield from (cleaned_name(one) for one in several if one)


def from_highwire(page: lxml.html.HtmlElement) -> dict[str, Any]:
    """Read the tags in the head of a page as "Embedded Metadata" does; repeated values are joined."""
    tags = [(str(one.get("name")), str(one.get("content"))) for one in page.xpath("/html/head/meta[@name]")]
    fields = {
        "citation_title": "title",
        "citation_publication_date": "date",
        "citation_journal_title": "publication",
        "citation_series_title": "series",
        "citation_volume": "volume",
        "citation_issue": "issue",
        "citation_dissertation_institution": "university",
        "citation_publisher": "publisher",
        "citation_isbn": "ISBN",
        "citation_issn": "ISSN",
        "citation_abstract": "abstract",
        "citation_doi": "DOI",
        "citation_language": "language",
        "citation_pmid": "PMID",
    }
    found: dict[str, Any] = {
        field: ", ".join(content for name, content in tags if name == tag)
        for tag, field in fields.items()
        if any(name == tag for name, _ in tags)
    }
    ends = ", ".join(content for name, content in tags if name == "citation_lastpage")
    if first := ", ".join(content for name, content in tags if name == "citation_firstpage"):
        found["pages"] = f"{first}-{ends}" if ends else first
    found["authors"] = [one for name, content in tags if name == "citation_author" for one in authors_of(content)]
    found["editors"] = [one for name, content in tags if name == "citation_editor" for one in authors_of(content)]
    types = {
        "citation_journal_title": "journalArticle",
        "citation_dissertation_institution": "thesis",
    }
    guesses = {"citation_title": "journalArticle", "citation_isbn": "book"}
    sure = [types[name] for name, _ in tags if name in types]
    guessed = [guesses[name] for name, _ in tags if name in guesses]
    found["type"] = (sure or guessed)[-1]
    return found


_FORMATS = {"journal": "journalArticle", "book": "book", "dissertation": "thesis"}


def from_context_object(page: lxml.html.HtmlElement) -> dict[str, Any]:
    """Read the context object of a page: its format says the type, and which key is the title."""
    (span,) = page.xpath("//span[@class='Z3988'][@title]")  # a second one would be a choice, and not one click
    given = [part.partition("=")[::2] for part in span.get("title").split("&")]
    pairs = [(key, unquote(re.sub(r"\+|%2[bB]", " ", value))) for key, value in given]
    kind = _FORMATS[dict(pairs)["rft_val_fmt"].rpartition(":")[2]]
    titles = {"journalArticle": "rft.atitle", "book": "rft.btitle", "thesis": "rft.title"}
    fields = {titles[kind]: "title"} | _KEYS | ({"rft.inst": "university"} if kind == "thesis" else _ELSEWHERE)
    if kind == "journalArticle":
        fields["rft.jtitle"] = "publication"
    several = {"rft.au": "authors", "rft.contributor": "contributors"}
    found: dict[str, Any] = {"type": kind, "authors": [], "contributors": [], "tags": []}
    for key, value in pairs:
        if key in fields:
            found[fields[key]] = value
        elif key in several:
            found[several[key]].append(cleaned_name(value))
        elif key == "rft.subject" and kind != "thesis":
            found["tags"].append(value)
    first, last = found.pop("first", ""), found.pop("last", "")
    if first:
        found["pages"] = f"{first}-{last}" if last not in ("", first) else first
    return found | dict(map(address, (value for key, value in pairs if key == "rft_id")))


#: Keys that mean the same for every kind of work, and those that are read of all but dissertations.
_KEYS = {
    "rft.series": "series",
    "rft.date": "date",
    "rft.volume": "volume",
    "rft.issue": "issue",
    "rft.spage": "first",
    "rft.epage": "last",
    "rft.issn": "ISSN",
    "rft.isbn": "ISBN",
    "rft.pub": "publisher",
}
_ELSEWHERE = {"rft.language": "language", "rft.description": "abstract", "rft.type": "type"}


def address(identifier: str) -> tuple[str, str]:
    """Return what an ``rft_id`` is read as: a DOI, an address, or nothing that is saved."""
    if identifier.startswith("info:doi/"):
        return "DOI", identifier.removeprefix("info:doi/")
    return ("url" if identifier.startswith(("http://", "https://")) else "unread"), identifier


# --- What is saved ----------------------------------------------------------------------------------------------------

_ARTICLE = {
    "type": "journalArticle",
    "title": "深海魚の発光 & そのほか",
    "publication": "架空海洋誌",
    "volume": "12",
    "issue": "3",
    "pages": "93-120",
    "ISSN": "0000-0019",
    "publisher": "架空海洋学会",
    "language": "ja",
}


def test_an_article_is_saved_whole(pages: dict[str, lxml.html.HtmlElement]) -> None:
    """The context object has every field of a citation, people in their order, subjects, and the abstract."""
    assert from_context_object(pages[ARTICLE.id]) == _ARTICLE | {
        "unread": "info:pmid/1234567",
        "date": "2015-04",
        "authors": [("海野", "光"), ("de la Cruz", "Maria Elena"), ("Seas", "Society of Invented")],
        "contributors": [],
        "tags": ["発光", "fish; deep-sea"],
        "abstract": "発光器を 100% 観察した。",
        "DOI": "10.99999/sea(17)",
        "url": "https://doi.org/10.99999/sea(17)",
    }


def test_highwire_says_the_same(pages: dict[str, lxml.html.HtmlElement]) -> None:
    """Highwire's tags give the same fields; nobody becomes two people, though a name has two words on either side."""
    found = from_highwire(pages[ARTICLE.id])
    assert [given for _, given in found.pop("authors")] == ["光", "Maria Elena de la", "Society of Invented"]
    assert found == _ARTICLE | {
        "date": "2015/04",
        "editors": [],
        "abstract": "発光器を 100% 観察した。",
        "DOI": "10.99999/sea(17)",
        "PMID": "1234567",
    }


def test_a_closed_abstract_is_not_saved(pages: dict[str, lxml.html.HtmlElement]) -> None:
    """Neither tag has an abstract that may not be passed on; the rest is there."""
    page = pages[CLOSED.id]
    for found in (from_context_object(page), from_highwire(page)):
        assert "abstract" not in found
        assert found["publication"] == "架空海洋誌"
    assert b"Quagga" not in lxml.html.tostring(page)


def test_a_book_has_its_editor_and_series(pages: dict[str, lxml.html.HtmlElement]) -> None:
    """A book is a book, in a series and not in a journal; who took part in it is saved, a museum that holds it is not."""
    found = from_context_object(pages[BOOK.id])
    assert (found["type"], found["title"], found["series"]) == ("book", "Books of the sea", "Sea Library")
    assert (found["publisher"], found["ISBN"], found["date"]) == ("Harbour Press", "9784000000000", "2011")
    assert found["authors"] == [("Shore", "Ann")]
    assert found["contributors"] == [("MISAKI", "Tsubasa"), ("Lamp", "Leo"), ("Keeper", "Kay")]
    embedded = from_highwire(pages[BOOK.id])
    assert (embedded["type"], embedded["series"], embedded["publisher"]) == ("book", "Sea Library", "Harbour Press")
    assert embedded["editors"] == [("MISAKI", "Tsubasa")]


def test_a_dissertation_has_its_university(pages: dict[str, lxml.html.HtmlElement]) -> None:
    """A dissertation is one for both, with its university and its address."""
    found, embedded = from_context_object(pages[THESIS.id]), from_highwire(pages[THESIS.id])
    assert (found["type"], embedded["type"]) == ("thesis", "thesis")
    assert (found["university"], embedded["university"]) == ("架空大学", "架空大学")
    assert found["title"] == embedded["title"] == "深海魚の研究"
    assert found["url"] == "https://example.org/thesis"
    assert (found["date"], embedded["date"]) == ("2014-03-25", "2014/03/25")


def test_data_are_saved_as_data(pages: dict[str, lxml.html.HtmlElement]) -> None:
    """A data set is one; a single page is no range."""
    found = from_context_object(pages[DATA.id])
    assert (found["type"], found["title"], found["pages"]) == ("dataset", "Light, measured", "7")


def test_all_of_many_authors_are_saved(pages: dict[str, lxml.html.HtmlElement]) -> None:
    """A work with sixty authors has sixty, in their order."""
    expected = [("Fish", f"Given{n}") for n in range(60)]
    assert from_context_object(pages[MANY.id])["authors"] == expected
    assert from_highwire(pages[MANY.id])["authors"] == expected


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.id)
def test_json_ld_says_the_same(record: Record, pages: dict[str, lxml.html.HtmlElement]) -> None:
    """What schema.org's terms say of a record is what the context object says."""
    (script,) = pages[record.id].xpath("//script[@type='application/ld+json']")
    described, found = json.loads(script.text), from_context_object(pages[record.id])
    classes = {"journalArticle": "ScholarlyArticle", "book": "Book", "thesis": "Thesis", "dataset": "Dataset"}
    assert described["@type"] == classes[found["type"]]
    assert described["name"] == found["title"]
    assert described["datePublished"] == found["date"]
    assert len(described.get("author", [])) == len(found["authors"])
    assert described.get("abstract") == found.get("abstract")
