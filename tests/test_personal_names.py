"""Names of people: what can be told of family and given name, and what is left as it is."""

import pytest

from shoroku import Person, Record, Text
from shoroku.corpus.normalize.personal_names import Name, names, parts

PARTS = [
    ("藤本 穣", ("藤本", "穣")),
    ("藤本　穣", ("藤本", "穣")),
    ("長谷川 さくら", ("長谷川", "さくら")),
    ("阿部 一", ("阿部", "一")),
    ("山田, 花子", ("山田", "花子")),
    ("山田花子", ("山田花子", "")),
    ("京都大学 医学部", ("京都大学 医学部", "")),
    ("日本リウマチ学会", ("日本リウマチ学会", "")),
    ("ジョン スミス", ("ジョン スミス", "")),
    ("Smith, John", ("Smith", "John")),
    ("von Neumann, John", ("von Neumann", "John")),
    ("Smith, Jr., John", ("Smith, Jr., John", "")),
    ("Smith,", ("Smith,", "")),
    ("FUJIMOTO Minoru", ("FUJIMOTO", "Minoru")),
    ("Minoru FUJIMOTO", ("FUJIMOTO", "Minoru")),
    ("Zhuoyuan Mao", ("Mao", "Zhuoyuan")),
    ("John Ronald Tolkien", ("Tolkien", "John Ronald")),
    ("John von Neumann", ("von Neumann", "John")),
    ("Ludwig van der Berg", ("van der Berg", "Ludwig")),
    ("J. R. R. Tolkien", ("J. R. R. Tolkien", "")),
    ("Madonna", ("Madonna", "")),
    ("World Health Organization", ("World Health Organization", "")),
    ("University of Tokyo", ("University of Tokyo", "")),
    ("Barnes and Noble", ("Barnes and Noble", "")),
    ("", ("", "")),
]


@pytest.mark.parametrize(("written", "expected"), PARTS)
def test_parts(written: str, expected: tuple[str, str]) -> None:
    """A name is taken apart where the letters tell how; any other stays whole."""
    assert parts(written) == expected
    assert parts(written).is_whole == (not expected[1])


def test_an_order_that_nobody_can_tell() -> None:
    """The Latin name of a Japanese author may begin with either part, and stays whole; capitals tell."""
    assert parts("Fujimoto Minoru", may_begin_with_given=False) == ("Fujimoto Minoru", "")
    assert parts("FUJIMOTO Minoru", may_begin_with_given=False) == ("FUJIMOTO", "Minoru")


def test_names_of_a_work() -> None:
    """Each person has the name in the language of the work; one without any is left out."""
    both = Person(names=(Text("藤本 穣", "ja"), Text("Fujimoto Minoru", "en")))
    work = Record(id="a", creators=(both, Person(), Person(names=(Text("John Smith", "en"),))), language="ja")
    assert names(work) == (Name("藤本", "穣"), Name("John Smith"))
    english = Record(id="a", creators=work.creators, language="en")
    assert list(map(str, names(english))) == ["Fujimoto Minoru", "Smith, John"]
