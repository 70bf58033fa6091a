"""The sources' own files, spelt otherwise in every place where a source may do so, say the same of relations and people."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from shoroku import Record
from shoroku.corpus.graph.derive import derive
from shoroku.corpus.readers.json_formats import cinii, cinii_search, crossref, datacite, jalc, nrid, openalex, ror
from shoroku.corpus.readers.xml_formats import jpcoar, kaken, orcid_xml, pubmed

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples"
FILES: dict[str, tuple[Callable[[dict[str, Any]], Record | None], tuple[str, ...]]] = {
    "cinii/crid_1050002213762702720.json": (cinii.record, ("response",)),
    "cinii/crid_1390282680241132288.json": (cinii.record, ()),
    "cinii/opensearch_v2_project_19KK0341_ja.json": (cinii_search.record, ("items",)),
    "crossref/10.1016_j.advnut.2025.100480.json": (crossref.record, ("message",)),
    "crossref/10.7554_elife.01567.json": (crossref.record, ("message",)),
    "datacite/10.60574_104682.json": (datacite.record, ("data",)),
    "datacite/dataset_v4.5.json": (datacite.record, ("data",)),
    "jalc/10.34556_0002000787.json": (jalc.record, ("data",)),
    "nrid/researchers_response.json": (nrid.record, ("researchers",)),
    "openalex/A5000546253.json": (openalex.record, ()),
    "openalex/W4412424744.json": (openalex.record, ()),
    "ror/005pdtr14.json": (ror.record, ("items",)),
}
_SCHEME = re.compile(r"https?://(?:dx\.)?((?:doi|orcid|ror|openalex)\.org|hdl\.handle\.net|cir\.nii\.ac\.jp)")
_KINDS = {"@type", "type", "id-type", "relationType", "relation", "relatedIdentifierType", "nameIdentifierScheme"}
#: An inverted index of words is no list of values, and its words are keys.
_OTHER = {"abstract_inverted_index"}

Place = tuple[str, ...]
Change = Callable[[Any, Place], Any]


def changed(value: Any, change: Change, at: Place = ()) -> Any:
    """Return a value with a change made wherever it applies."""
    made = change(value, at)
    if isinstance(made, dict):
        return {key: changed(inner, change, (*at, key)) for key, inner in made.items()}
    return [changed(inner, change, (*at, "")) for inner in made] if isinstance(made, list) else made


def places(value: Any, at: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield where values are, and the values; the elements of a list are in one place."""
    if at[:1] and at[0] in _OTHER:
        return
    yield at, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*at, key))
    elif isinstance(value, list):
        for inner in value:
            yield from places(inner, (*at, ""))


def without_list(place: Place) -> Change:
    return lambda value, at: value[0] if at == place and isinstance(value, list) and len(value) == 1 else value


def in_list(place: Place) -> Change:
    return lambda value, at: [value] if at == place and at[-1] and isinstance(value, dict | str | int) else value


def without_scheme(value: Any, at: Place) -> Any:
    return _SCHEME.sub(r"\1", value) if isinstance(value, str) else value


def in_other_case(value: Any, at: Place) -> Any:
    return value.swapcase() if isinstance(value, str) and at and at[-1] in _KINDS else value


def alone(found: Any, envelope: tuple[str, ...]) -> dict[str, Any]:
    """Return the first record of an answer."""
    for key in envelope:
        found = found.get(key, found)
    first: dict[str, Any] = found[0] if isinstance(found, list) else found
    return first


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the project")
@pytest.mark.parametrize("name", FILES)
def test_other_shapes_of_real_files(name: str) -> None:
    """A list of one value says what the value alone says, at every place; so do addresses without schemes and other cases."""
    read, envelope = FILES[name]
    given = alone(json.loads((SAMPLES / name).read_text(encoding="utf-8")), envelope)
    record = read(given)
    assert record is not None
    expected = derive(record)
    found = dict(places(given))
    changes = [without_scheme, in_other_case, *map(without_list, found), *(in_list(place) for place in found if place)]
    for place, change in zip([(), (), *found, *(place for place in found if place)], changes, strict=True):
        other = read(changed(given, change))
        assert other is not None, place
        assert edges_of(other) == edges_of(record), place
        assert derive(other).mentions == expected.mentions, place


def edges_of(record: Record) -> set[tuple[str, int, int]]:
    """Return the edges without the sources' words, which may be in other letters."""
    return {(edge.key, edge.kind, edge.turned) for edge in derive(record).edges}


XML_FILES: dict[str, Callable[[Any], Record | None]] = {
    "kaken/grantAwards_19KK0341.xml": kaken.record,
    "jpcoar/2.1_07_dataset.xml": jpcoar.record,
    "jpcoar/2.0_02_journal_article_embargoed.xml": jpcoar.record,
    "jpcoar/1.0_01_departmental_bulletin_paper_oa.xml": jpcoar.record,
    "pubmed/10097079.xml": pubmed.record,
    "pubmed/18719013.xml": pubmed.record,
    "orcid/works-3.0.xml": orcid_xml.record,
}
_TYPES = {"type", "relationType", "identifierType", "nameIdentifierScheme", "funderIdentifierType", "IdType", "EIdType"}
_RECORDS = {"grantAward", "jpcoar", "PubmedArticle", "works"}


def spelt(element: Any, spell: Callable[[str], str]) -> None:
    """Write what says of which kind something is in other letters, and leave out schemes and line breaks."""
    for one in element.iter(etree.Element):
        for name, value in one.attrib.items():
            plain = _SCHEME.sub(r"\1", value)
            one.attrib[name] = spell(plain) if etree.QName(name).localname in _TYPES else plain
        if etree.QName(one).localname in ("external-id-type", "external-id-relationship", "DataBankName"):
            one.text = spell(one.text)
        elif one.text and one.text.strip():
            one.text = "\n  " + _SCHEME.sub(r"\1", one.text) + "\n"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the project")
@pytest.mark.parametrize("spell", [str.lower, str.upper])
@pytest.mark.parametrize("name", XML_FILES)
def test_other_letters_of_real_files(name: str, spell: Callable[[str], str]) -> None:
    """Kinds in other letters, addresses without schemes and white space around values change nothing."""
    root = etree.parse(SAMPLES / name).getroot()
    (given, *_) = (one for one in root.iter(etree.Element) if etree.QName(one).localname in _RECORDS)
    record = XML_FILES[name](given)
    assert record is not None
    spelt(given, spell)
    other = XML_FILES[name](given)
    assert other is not None
    assert edges_of(record)
    assert edges_of(other) == edges_of(record)
    assert derive(other).mentions == derive(record).mentions
