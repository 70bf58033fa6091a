"""CSL-JSON out: which field goes where, by CSL's names; and citeproc-py makes a bibliography of it."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings

from shoroku import Identifier, Person, Record, Text
from tests.export_records import records, written

WORK = Record(
    id="1390000000000000001",
    titles=(Text("Inflammation of joints", "en"), Text("関節の炎症", "ja")),
    abstracts=(Text("炎症はある。", "ja"), Text("There is some.", "en")),
    creators=(
        Person(names=(Text("藤本 穣", "ja"), Text("Fujimoto Minoru", "en"))),
        Person(names=(Text("World Health Organization", "en"),)),
    ),
    journals=(Text("Invented Annals", "en"), Text("架空年報", "ja")),
    issns=("0914-8760", "2189-0595"),
    volume="32",
    issue="4",
    pages="323-330",
    date="2020-12",
    publishers=(Text("架空学会", "ja"),),
    language="ja",
    subjects=(Text("関節", "ja"), Text("joint", "en")),
    identifiers=(Identifier("CRID", "1390000000000000001"), Identifier("DOI", "10.99999/a.1")),
    sources=("JaLC", "CiNii Articles"),
    links=("https://a.example/1",),
    abstract_licence="allow",
)
ITEM = {
    "id": "1390000000000000001",
    "type": "article-journal",
    "title": "関節の炎症",
    "original-title": "Inflammation of joints",
    "author": [{"family": "藤本", "given": "穣"}, {"literal": "World Health Organization"}],
    "container-title": "架空年報",
    "volume": "32",
    "issue": "4",
    "page": "323-330",
    "issued": {"date-parts": [[2020, 12]]},
    "publisher": "架空学会",
    "ISSN": "0914-8760, 2189-0595",
    "DOI": "10.99999/a.1",
    "URL": "https://doi.org/10.99999/a.1",
    "language": "ja",
    "keyword": "関節, joint",
    "source": "JaLC; CiNii Articles",
    "abstract": "炎症はある。",
    "custom": {
        "container-title-other": "Invented Annals",
        "abstract-other": "There is some.",
        "identifiers": ["CRID:1390000000000000001"],
        "links": ["https://a.example/1"],
        "abstract-licence": "allow",
    },
}
#: Names of CSL-JSON 1.0.2 for what is a string, a name, a date.
STRINGS = set(
    "id type title original-title container-title volume issue page publisher ISSN ISBN DOI PMID PMCID URL language"
    " keyword source abstract".split()
)


def test_which_field_goes_where() -> None:
    """Every field stands under the name that docs/export.md gives."""
    assert json.loads(written("csl-json", WORK)) == [ITEM]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_array(count: int) -> None:
    """However many records there are, the file is one array, an item a line."""
    data = written("csl-json", *[WORK] * count)
    assert json.loads(data) == [ITEM] * count
    assert data.count(b'\n{"id"') == count


@settings(max_examples=100, deadline=None)
@given(records)
def test_the_names_and_types_are_those_of_csl(record: Record) -> None:
    """Whatever a record holds, its item has names of CSL and values of their types, and the texts letter by letter."""
    (item,) = json.loads(written("csl-json", record))
    assert set(item) <= STRINGS | {"author", "issued", "custom"}
    assert all(isinstance(item[name], str) for name in set(item) & STRINGS)
    assert all(set(name) in ({"literal"}, {"family", "given"}) for name in item.get("author", []))
    if record.date:
        ((parts,),) = item["issued"].values()
        assert "-".join(f"{part:02d}" for part in parts) == record.date
    titles = {item["title"], item.get("original-title", item["title"])}
    assert titles == {text.value for text in record.titles}
    assert {item.get("abstract", ""), item.get("custom", {}).get("abstract-other", "")} >= {
        text.value for text in record.abstracts
    }


def bibliography(items: list[dict[str, Any]]) -> list[str]:
    """Return what citeproc-py sets of items in a style that comes with it."""
    citeproc = pytest.importorskip("citeproc")
    from citeproc.source.json import CiteProcJSON

    source = CiteProcJSON(items)
    style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
    made = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
    for item in items:
        made.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
    return [re.sub(r"\s+", " ", str(entry)) for entry in made.bibliography()]


@pytest.mark.filterwarnings("ignore::UserWarning")  # citeproc-py does not know all of CSL 1.0.2 ("custom")
def test_citeproc_sets_it() -> None:
    """A citation processor finds title, names, journal, volume, pages and year."""
    (entry,) = bibliography(json.loads(written("csl-json", WORK)))
    for part in ("藤本", "World Health Organization", "2020", "関節の炎症", "架空年報", "32", "323"):
        assert part in entry
