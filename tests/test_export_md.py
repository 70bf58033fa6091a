"""Markdown out: a readable list, in which no text of a record becomes markup."""

import re

import pytest
from hypothesis import given, settings

from shoroku import Identifier, Person, Record, Text
from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.writers.md import escaped
from tests.export_records import english, records, written

WORK = Record(
    id="1390000000000000001",
    titles=(Text("Inflammation of *joints*", "en"), Text("関節の炎症", "ja")),
    abstracts=(Text("炎症は\nある。", "ja"),),
    creators=(Person(names=(Text("藤本 穣", "ja"),)), Person(names=(Text("Smith, John", "en"),))),
    journals=(Text("架空年報", "ja"),),
    volume="32",
    issue="4",
    pages="323-330",
    date="2020-12",
    language="ja",
    identifiers=(Identifier("CRID", "1390000000000000001"), Identifier("DOI", "10.99999/a_(1)")),
    sources=("JaLC",),
)
SHOWN = r"""- **[関節の炎症](https://doi.org/10.99999/a_%281%29)**\
  Inflammation of \*joints\*\
  藤本 穣, Smith, John\
  *架空年報* 32(4), 323-330, 2020\
  DOI [10.99999/a\_(1)](https://doi.org/10.99999/a_%281%29) · CRID [1390000000000000001](https://cir.nii.ac.jp/crid/1390000000000000001) · JaLC

  > 炎症はある。

"""


def test_an_item() -> None:
    """A record is an item of a list, with its links; the abstract is a quotation."""
    assert written("md", WORK).decode() == SHOWN


def test_little_is_known() -> None:
    """A record with a title alone is a line."""
    assert written("md", Record(id="a", titles=(Text("A", "en"),))).decode() == "- **A**\n\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("a_b *c* [d](e) `f` <g>", r"a\_b \*c\* \[d\](e) \`f\` \<g\>"),
        ("&amp; | ~~x~~", r"\&amp; \| \~\~x\~\~"),
        ("http://evil.example", r"http\://evil.example"),
        ("two\nlines", "two lines"),
    ],
)
def test_signs_are_shown(text: str, shown: str) -> None:
    """What Markdown obeys is shown as it stands."""
    assert escaped(text) == shown


@given(english)
def test_escaping_loses_nothing(text: str) -> None:
    """Without its backslashes the text is the same; none of Markdown's signs stands without one."""
    shown = escaped(text)
    assert re.sub(r"\\(.)", r"\1", shown) == one_line(text)
    assert not re.search(r"(?<!\\)[*_\[\]<>`]", re.sub(r"\\\\", "", shown))


@settings(max_examples=100, deadline=None)
@given(records)
def test_every_line_belongs_to_its_item(record: Record) -> None:
    """Whatever the texts hold, the first line begins the item and the others stay inside of it."""
    first, *rest = written("md", record).decode().rstrip("\n").split("\n")
    assert first.startswith("- **")
    assert all(line == "" or line.startswith("  ") for line in rest)
