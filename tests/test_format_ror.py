"""ROR's organisations are read, in both versions: names, and the numbers by which a funder is known elsewhere."""

import io
import json
from typing import Any

import pytest

from shoroku import Identifier, NoTitle, Record, Relation, Text
from shoroku.corpus.readers import Item, recognized

OTHERS = (
    Identifier("ROR", "00hhkn466"),
    Identifier("DOI", "10.13039/501100001691"),
    Identifier("GRID", "grid.54432.34"),
    Identifier("ISNI", "0000000121507825"),
)
RELATIONS = (
    Relation("part-of", "parent", False, (Identifier("ROR", "005pdtr14"),), "organization", "Ministry"),
    Relation("part-of", "child", True, (Identifier("ROR", "057zh3y96"),), "organization", "Office"),
    Relation("", "related", False, (Identifier("ROR", "019whta54"),), "organization", "Friend"),
)
RELATED = [
    {"type": word, "id": f"https://ror.org/{relation.identifiers[0].value}", "label": relation.title}
    for word, relation in zip(("parent", "child", "related"), RELATIONS, strict=True)
]
SECOND: dict[str, Any] = {
    "id": "https://ror.org/00hhkn466",
    "established": 1932,
    "external_ids": [
        {"type": "fundref", "all": ["501100001691"], "preferred": "501100001691"},
        {"type": "grid", "all": ["grid.54432.34"], "preferred": None},
        {"type": "isni", "all": ["0000 0001 2150 7825"], "preferred": None},
        {"type": "unheard of", "all": ["1"], "preferred": None},
    ],
    "links": [{"type": "website", "value": "https://example.org/"}],
    "names": [
        {"lang": None, "types": ["acronym"], "value": "FSG"},
        {"lang": "en", "types": ["ror_display", "label"], "value": "Fund for Studies of Glass"},
        {"lang": "ja", "types": ["label"], "value": "硝子研究基金"},
    ],
    "relationships": RELATED,
    "types": ["funder"],
}
FIRST: dict[str, Any] = {
    "id": "https://ror.org/00hhkn466",
    "name": "Fund for Studies of Glass",
    "established": 1932,
    "external_ids": {
        "FundRef": {"all": ["501100001691"], "preferred": "501100001691"},
        "GRID": {"all": "grid.54432.34", "preferred": "grid.54432.34"},
        "ISNI": {"all": ["0000 0001 2150 7825"], "preferred": None},
    },
    "links": ["https://example.org/"],
    "labels": [{"label": "硝子研究基金", "iso639": "ja"}],
    "aliases": [],
    "acronyms": ["FSG"],
    "relationships": RELATED,
}


def items(content: Any) -> list[Item]:
    """Read a file, whose format is recognised."""
    written = json.dumps(content).encode()
    return list(recognized(written[:4096], "file").read(io.BytesIO(written)))


@pytest.mark.parametrize("content", [SECOND, FIRST, {"number_of_results": 1, "items": [SECOND]}])
def test_an_organisation(content: Any) -> None:
    """Both versions give the same record: the name that ROR shows first, and its numbers elsewhere."""
    (item,) = items(content)
    assert item.record is not None
    record: Record = item.record
    assert (record.id, record.type, record.date) == ("ror:00hhkn466", "organization", "1932")
    assert set(record.titles) == {
        Text("Fund for Studies of Glass", "en"),
        Text("硝子研究基金", "ja"),
        Text("FSG", "en"),
    }
    assert record.title == "Fund for Studies of Glass"
    assert record.identifiers == OTHERS
    assert record.links == ("https://example.org/",)
    assert record.relations == RELATIONS


def test_nameless() -> None:
    """An organisation without a name is rejected."""
    (item,) = items({"id": "https://ror.org/00hhkn466", "established": 1932, "names": []})
    assert isinstance(item.error, NoTitle)
