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
#: A month of one digit stands apart from its year: 2015-4 and 2015年4月, not 20154.
_MONTH_POINT = r"(\d{4})年?((?:[-/.]?(?:0[1-9]|1[0-2])|(?:(?<=年)|[-/.])[1-9])(?!\d)月?)?"
_MONTH_RANGE = rf"(?:{_MONTH_POINT})?\s*(?:\.{{2,3}}|[-:~〜‐–—−]|から)\s*(?:{_MONTH_POINT})?"
_MONTH_COMPARED = rf"([<>]=?)\s*{_MONTH_POINT}"
_UNTIL = "まで"
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


class Months(NamedTuple):
    """A range of months, and whether it had to be reversed."""

    first: Month | None
    last: Month | None
    was_turned: bool = False

    def __str__(self) -> str:
        return "..".join("" if month is None else f"{month[0]:04}-{month[1]:02}" for month in (self.first, self.last))


def read_months(text: str) -> Months | None:
    """Read a month or a range of months, a year being its first or last one; None if it is neither.

    2015-04, 2015-4, 201504, 2015/4, 2015.4, 2015年4月, 平成27年4月, 2015-04..2017-09, 2015年4月から2017年9月まで, 2015-04..,
    ..2017, 2015..2017-09, >=2015-04, 2010年代.
    """
    written = unicodedata.normalize("NFKC", text).strip().replace("…", "..")
    written = re.sub(_ERA_YEAR, _western, written)
    if match := re.fullmatch(_DECADE, written):
        decade = int(match[1] or match[2])
        return Months((decade, 1), (decade + 9, 12))
    if match := re.fullmatch(_MONTH_POINT, written):
        return Months(*_months(match[1], match[2]))
    if match := re.fullmatch(_MONTH_COMPARED, written):
        return _compared(match[1], *_months(match[2], match[3]))
    body = written.removesuffix(_UNTIL)
    if body != written and re.fullmatch(_MONTH_POINT, body):
        body = f"..{body}"
    match = re.fullmatch(_MONTH_RANGE, body)
    if match is None:
        return None
    begin = _months(match[1], match[2]) if match[1] else None
    end = _months(match[3], match[4]) if match[3] and int(match[3]) < _NO_END else None
    if begin and end and begin[0] > end[1]:
        return Months(end[0], begin[1], was_turned=True)
    return Months(begin and begin[0], end and end[1]) if begin or end else None


def _months(year: str, month: str | None) -> tuple[Month, Month]:
    """Return the first and the last month of what is written: the month, or the whole year."""
    if not month:
        return (int(year), 1), (int(year), 12)
    one = int(year), int(re.sub(r"\D", "", month))
    return one, one


def _compared(sign: str, first: Month, last: Month) -> Months:
    """Return the months since or until ``first`` to ``last``, without them if they are compared strictly."""
    if sign == ">=":
        return Months(first, None)
    if sign == "<=":
        return Months(None, last)
    year, month = last if sign == ">" else first
    if sign == ">":
        return Months((year + month // 12, month % 12 + 1), None)
    return Months(None, (year, month - 1) if month > 1 else (max(0, year - 1), 12))


def _western(match: re.Match[str]) -> str:
    """Return a year of an era as one of the common era, as it is where the era had no such year."""
    letter = (match["letter"] or "").upper()
    for name, (sign, before, years) in _ERAS.items():
        if match["name"] == name or letter == sign:
            year = 1 if match["year"] == "元" else int(match["year"])
            if 0 < year <= years:
                return f"{before + year}{'年代' if match['decade'] else '年'}"
    return match[0]
