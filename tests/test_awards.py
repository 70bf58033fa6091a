"""Award numbers: which ones identify a project, in all the forms in which they are written."""

import pytest

from shoroku import Funding, Identifier, Text
from shoroku.corpus.awards import awards, project_numbers

JSPS = (Text("Japan Society for the Promotion of Science", "en"),)
NSFC = (Text("National Natural Science Foundation of China", "en"),)

#: What is written, who funds it, and what is recognised.
NUMBERS = [
    ("20K12345", (), ["KAKEN 20K12345"]),
    ("JP20K12345", (), ["KAKEN 20K12345"]),
    ("jp20k12345", (), ["KAKEN 20K12345"]),
    ("ＪＰ２０Ｋ１２３４５", (), ["KAKEN 20K12345"]),
    ("JP 20K12345", (), ["KAKEN 20K12345"]),
    ("KAKENHI-PROJECT-20K12345", (), ["KAKEN 20K12345"]),
    ("https://kaken.nii.ac.jp/grant/KAKENHI-PROJECT-20K12345/", (), ["KAKEN 20K12345"]),
    ("https://kaken.nii.ac.jp/ja/grant/KAKENHI-PROJECT-20K12345", (), ["KAKEN 20K12345"]),
    ("KAKENHI-PLANNED-18049069", (), ["KAKEN 18049069"]),
    ("KAKENHI-AREA-18H05521", (), ["KAKEN 18H05521"]),
    ("KAKENHI-ORGANIZER-18H05521", (), ["KAKEN 18H05521"]),
    ("KAKENHI-INTERNATIONAL-PLANNED-23K20039", (), ["KAKEN 23K20039"]),
    ("19KK0341", (), ["KAKEN 19KK0341"]),
    ("18H05521", (), ["KAKEN 18H05521"]),
    ("24KJ0837", (), ["KAKEN 24KJ0837"]),
    ("JP05402028", (), ["KAKEN 05402028"]),
    ("05402028", JSPS, ["KAKEN 05402028"]),
    ("05402028", (), []),
    ("81773024", NSFC, []),
    ("05CH11231", (Text("U.S. Department of Energy", "en"),), []),
    ("DE-AC02-05CH11231", (), []),
    ("DE-AC02-05CH11231", JSPS, []),
    ("JSPS KAKENHI Grant Number JP20K12345", (), ["KAKEN 20K12345"]),
    ("Grant-in-Aid for Scientific Research (C) 20K12345", (), ["KAKEN 20K12345"]),
    ("科研費 20K12345", (), ["KAKEN 20K12345"]),
    ("JP20K12345, JP19KK0341", (), ["KAKEN 20K12345", "KAKEN 19KK0341"]),
    ("20K12345、19KK0341", (), ["KAKEN 20K12345", "KAKEN 19KK0341"]),
    ("20K12345; JP20K12345", (), ["KAKEN 20K12345"]),
    ("JPMJCR1234", (), ["JGN JPMJCR1234"]),
    ("jpmjcr1234", (), ["JGN JPMJCR1234"]),
    ("JPJ012345678", (), ["JGN JPJ012345678"]),
    ("JP21gm1234567", (), ["JGN JP21GM1234567"]),
    ("https://doi.org/10.52926/JPMJCR1234", (), ["JGN JPMJCR1234"]),
    ("JPY1000000", (), []),
    ("05a1C5", JSPS, []),
    ("R01 CA123456", (), []),
    ("20K123456", JSPS, []),
    ("20K1234567", JSPS, []),
    ("A20K12345", JSPS, []),
    ("JP 20 K 12345", (), ["KAKEN 20K12345"]),
    ("Grant Number 20K 12345", JSPS, ["KAKEN 20K12345"]),
    ("20 K 12345", (), []),
    ("20 K 12345", NSFC, []),
    ("2020 K 12345", JSPS, []),
    ("19KK0341 20K12345", JSPS, ["KAKEN 19KK0341", "KAKEN 20K12345"]),
    ("", (), []),
]


@pytest.mark.parametrize(("written", "funders", "expected"), NUMBERS)
def test_project_numbers(written: str, funders: tuple[Text, ...], expected: list[str]) -> None:
    """A KAKENHI or national number is recognised in every form, and no number that only looks like one."""
    assert [f"{one.kind} {one.value}" for one in project_numbers(written, funders)] == expected


@pytest.mark.parametrize(
    "funder",
    [
        Identifier("DOI", "10.13039/501100001691"),
        Identifier("ROR", "00hhkn466"),
        Identifier("ERAD_FUNDER", "1025"),
    ],
)
def test_a_funder_known_by_its_identifier(funder: Identifier) -> None:
    """JSPS may be named by any of its identifiers; an old number of eight digits is then KAKENHI's."""
    assert project_numbers("05402028", (), (funder,)) == (Identifier("KAKEN", "05402028"),)


def test_every_award_is_one() -> None:
    """A list becomes one award each, the same number written twice one award; what is no number of a project stays."""
    assert awards(["JP20K12345, 05a1C5", "20K12345"], JSPS) == (
        Funding("20K12345", JSPS, identifiers=(Identifier("KAKEN", "20K12345"),)),
        Funding("05a1C5", JSPS),
    )


def test_a_list_without_a_number_of_a_project_is_not_taken_apart() -> None:
    """A comma may belong to a number that is not ours to read."""
    assert awards(["R01, extension 2"], NSFC) == (Funding("R01, extension 2", NSFC),)


def test_a_funder_without_an_award() -> None:
    """A funder is kept alone, and so is what is known of a project; nothing said is no award."""
    assert awards([], JSPS) == awards(["", "  "], JSPS) == (Funding(funders=JSPS),)
    assert awards(["", " "]) == ()


def test_a_word_for_kakenhi_counts_for_the_whole_list() -> None:
    """The word before the first number of a list speaks of all of them."""
    assert [one.number for one in awards(["JSPS KAKENHI 05402028, 06402029"])] == ["05402028", "06402029"]
