"""Abstracts that may not be redistributed: the licence is read and kept."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shoroku import Contribution, Record, Text
from shoroku.corpus import readers, writers
from shoroku.corpus.licence import licence, passed_on
from shoroku.corpus.store.store import Store

SAID = [
    ("allow", "allow"),
    (" allow\n", "allow"),
    ("", ""),
    (None, ""),
    ("disallow", "disallow"),
    ("Disallow", "disallow"),
    ("DISALLOW", "disallow"),
    ("deny", "disallow"),
    ("Allow", "disallow"),
    ("allowed?", "disallow"),
    (False, "disallow"),
    (0, "disallow"),
    ({"@value": "disallow"}, "disallow"),
    (["allow", "disallow"], "disallow"),
    (["allow", "allow"], "allow"),
]


def cinii(flag: Any) -> bytes:
    """Return a record of CiNii's with that flag."""
    described = {"type": "abstract", "notation": [{"@value": "text", "@language": "en"}], "abstractLicenseFlag": flag}
    data = {"@id": "https://cir.nii.ac.jp/crid/1390000000000000001", "dc:title": "A", "description": [described]}
    return json.dumps(data).encode()


def cinii_search(flag: Any) -> bytes:
    """Return an item of CiNii's answer to a search with that flag."""
    item = {"@type": "item", "@id": "https://cir.nii.ac.jp/crid/1390000000000000001", "title": "A"}
    return json.dumps({"@type": "channel", "items": [{**item, "abstractLicenseFlag": flag}]}).encode()


def jsonl(flag: Any) -> bytes:
    """Return a line with that licence."""
    return json.dumps({"id": "a", "title": "A", "text": "text", "abstract_licence": flag}).encode()


@pytest.mark.parametrize(("name", "made"), [("cinii-json", cinii), ("cinii-search", cinii_search), ("jsonl", jsonl)])
@pytest.mark.parametrize(("flag", "expected"), SAID)
def test_what_is_not_allowed_is_disallowed(name: str, made: Callable[[Any], bytes], flag: Any, expected: str) -> None:
    """Any word but ``allow`` is ``disallow``, whatever its case and type; what is not there says nothing."""
    (item,) = readers.named(name, "").read(io.BytesIO(made(flag)))
    assert item.record is not None
    assert item.record.abstract_licence == expected


@pytest.mark.parametrize(("written", "expected"), [one for one in SAID if isinstance(one[0], str)])
def test_in_a_table(written: str, expected: str) -> None:
    """A table's column of licences is read in the same way."""
    (item,) = readers.named("csv", "").read(io.BytesIO(f'title,abstract licence\nA,"{written}"\n'.encode()))
    assert item.record is not None
    assert item.record.abstract_licence == expected


def work(licence_: Any, abstract: str = "text", **fields: Any) -> Record:
    """Return a record with that licence."""
    return Record(
        id="a", titles=(Text("A", "en"),), abstracts=(Text(abstract, "en"),), abstract_licence=licence_, **fields
    )


@pytest.mark.parametrize("together", [True, False], ids=["one call", "two calls"])
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["disallow", ""], "disallow"),
        (["disallow", "", ""], "disallow"),
        (["disallow", "allow"], "allow"),
        (["disallow", "", "allow", ""], ""),
        (["", "disallow"], "disallow"),
        (["Disallow"], "disallow"),
        (["allow", ""], ""),
    ],
)
def test_disallow_stays(tmp_path: Path, said: list[Any], expected: str, together: bool) -> None:
    """What an origin disallowed stays disallowed until the same origin says ``allow``; saying nothing changes nothing."""
    given = [Contribution("CiNii Research", work(one, f"text {number}")) for number, one in enumerate(said)]
    with Store(tmp_path / "records.db", writable=True) as store:
        for calls in [given] if together else [[one] for one in given]:
            store.take(calls)
        (record,) = store.all()
    assert record.abstract_licence == expected
    assert record.abstracts[0].value == f"text {len(said) - 1}"


def test_the_same_again_is_unchanged(tmp_path: Path) -> None:
    """A delivery that leaves out the licence is known unchanged the second time."""
    with Store(tmp_path / "records.db", writable=True) as store:
        store.take([Contribution("x", work("disallow"))])
        assert store.take([Contribution("x", work(""))]).unchanged == 1
        assert store.take([Contribution("x", work("", "new"))]).changed == 1
        assert store.take([Contribution("x", work("", "new"))]).unchanged == 1


@pytest.mark.parametrize("said", ["disallow", "allow", ""])
@pytest.mark.parametrize("name", ["jsonl", "ris", "bibtex", "nbib", "csv", "tsv"])
def test_every_format_that_we_read_keeps_it(name: str, said: Any) -> None:
    """A file of ours brings the licence back, with the abstract and without."""
    for record in (work(said), passed_on(work(said))):
        written = b"".join(writers.named(name).write([record]))
        reader = "csv" if name == "tsv" else name
        (item,) = readers.named(reader, "").read(io.BytesIO(written))
        assert item.record is not None
        assert item.record.abstract_licence == said


def test_several() -> None:
    """Of several words one that is not ``allow`` decides."""
    assert licence("allow", "", "perhaps") == "disallow"
    assert licence("allow", None) == "allow"
    assert licence() == ""
