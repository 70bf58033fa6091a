"""Reading years and ranges of years in all usual notations."""

import re
import unicodedata
from typing import NamedTuple

# Compiled when they are first needed (``re`` keeps them): few queries have a year.
_MONTH, _DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_POINT = (
    rf"(\d{{1,4}}(?!\d)|\d{{4}}(?=\d))年?((?:[-/.]?{_MONTH}(?:[-/.]?{_DAY})?(?!\d)|[/.]\d{{1,2}}(?:[/.]\d{{1,2}})?)?)"
)
_RANGE = rf"(?:{_POINT})?\s*(?:\.{{2,3}}|[-:~〜‐–—−])\s*(?:{_POINT})?"
_COMPARED = rf"([<>]=?)\s*{_POINT}"
#: The eras of Japan: their letter, the year before their first, and how many years they had.
_ERAS = {
    "明治": ("M", 1867, 45),
    "大正": ("T", 1911, 15),
    "昭和": ("S", 1925, 64),
    "平成": ("H", 1988, 31),
    "令和": ("R", 2018, 99),
}
_ERA_YEAR = rf"(?:(?P<name>{'|'.join(_ERAS)})\s*|(?<![A-Za-z])(?P<letter>[MTSHRmtshr])\.?)(?P<year>元|\d{{1,2}})(?!\d)(?:年度?)?(?P<decade>代)?"
#: Decades of an era do not begin in round years: 昭和50年代 is 1975 to 1984.
_DECADE = r"(\d{4})年代|(\d{3}0)s"
_MONTH_POINT = r"(\d{4})(?:[-/.年]?(0[1-9]|1[0-2]|[1-9](?=月))月?|年)?"
_MONTH_RANGE = rf"(?:{_MONTH_POINT})?\s*(?:\.{{2,3}}|[-:~〜‐–—−])\s*(?:{_MONTH_POINT})?"
_NO_END = 3000  # how an open end is written in PubMed


class Range(NamedTuple):
    """A range of years, and whether it had to be reversed or had months."""

    first: int | None
    last: int | None
    had_months: bool = False
    was_turned: bool = False


def read_years(text: str) -> Range | None:
    """Read a year or a range of years; None if it is neither.

    2015, 2015..2020, 2015-2020, 2015:2020, 2015～2020年, 2015-, -2020, >=2015, 201504, 2015/04/01; 平成30年, R2, 平成元年-令和2年,
    昭和50年代, 1970年代.
    """
    written = unicodedata.normalize("NFKC", text).strip().replace("…", "..")
    written = re.sub(_ERA_YEAR, _western, written)
    if match := re.fullmatch(_DECADE, written):
        decade = int(match[1] or match[2])
        return Range(decade, decade + 9)
    if match := re.fullmatch(_POINT, written):
        return Range(int(match[1]), int(match[1]), bool(match[2]))
    if match := re.fullmatch(_COMPARED, written):
        year, strictly = int(match[2]), len(match[1]) == 1
        if match[1][0] == ">":
            return Range(year + strictly, None, bool(match[3]))
        return Range(None, max(0, year - strictly), bool(match[3]))
    match = re.fullmatch(_RANGE, written)
    if match is None or not (match[1] or match[3]):
        return None
    first = int(match[1]) if match[1] else None
    last = int(match[3]) if match[3] and int(match[3]) < _NO_END else None
    if first is None and last is None:
        return None
    had_months = bool(match[2] or match[4])
    if first is not None and last is not None and first > last:
        return Range(last, first if first < _NO_END else None, had_months, was_turned=True)
    return Range(first, last, had_months)


#: A year and a month of it, from 1.
Month = tuple[int, int]


def read_months(text: str) -> tuple[Month | None, Month | None] | None:
    """Read a month or a range of months, a year being its first or last one; None if it is neither, or ends before it begins.

    2015-04, 201504, 2015/04, 2015年4月, 2015-04..2017-09, 2015-04.., ..2017, 2015..2017-09.
    """
    written = unicodedata.normalize("NFKC", text).strip().replace("…", "..")
    if match := re.fullmatch(_MONTH_POINT, written):
        return _month(match[1], match[2], 1), _month(match[1], match[2], 12)
    match = re.fullmatch(_MONTH_RANGE, written)
    if match is None:
        return None
    first, last = _month(match[1], match[2], 1), _month(match[3], match[4], 12)
    if (first is None and last is None) or (first is not None and last is not None and first > last):
        return None
    return first, last


def _month(year: str | None, month: str | None, otherwise: int) -> Month | None:
    return None if year is None else (int(year), int(month or otherwise))


def _western(match: re.Match[str]) -> str:
    """Return a year of an era as one of the common era, as it is where the era had no such year."""
    letter = (match["letter"] or "").upper()
    for name, (sign, before, years) in _ERAS.items():
        if match["name"] == name or letter == sign:
            year = 1 if match["year"] == "元" else int(match["year"])
            if 0 < year <= years:
                return f"{before + year}{'年代' if match['decade'] else '年'}"
    return match[0]
