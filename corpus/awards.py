"""Award numbers, and the forms by which a research project is recognised without its funder.

A KAKENHI number has two digits, one or two letters and four or five digits (``19KK0341``), or eight digits until 2014
(``05402028``). It is also written as a national number (``JP19KK0341``), with KAKEN's prefix (``KAKENHI-PROJECT-19KK0341``), or
as an address. Other national numbers begin with ``JP``, too (``JPMJCR1234``, ``JP21GM1234567``). Other countries have numbers that
look like the bare forms (NSFC's have eight digits, and a laboratory's contract is DE-AC02-05CH11231), so these count only if
nothing speaks against a Japanese funder. A number in any other form means something only together with its funder.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.record import Funding, Text

_MODERN = r"\d{2}[A-Z]{1,2}\d{4,5}"
_SPACED = r"\d{2}[ ]?[A-Z]{1,2}[ ]?\d{4,5}"
_OLD = r"\d{8}"
_NUMBER = re.compile(
    rf"""
    (?<![A-Z0-9-])
    (?:
        KAKENHI-[A-Z]+(?:-[A-Z]+)*-(?P<prefixed>{_MODERN}|{_OLD})
      | JP[ ]?(?P<kakenhi>{_SPACED}|{_OLD})
      | (?P<national>JP(?!Y\d)(?=[A-Z]*\d)[A-Z0-9]{{6,20}})
      | (?P<modern>{_MODERN})
      | (?P<spaced>{_SPACED})
      | (?P<old>{_OLD})
    )
    (?![A-Z0-9-])
    """,
    re.VERBOSE | re.ASCII,
)
_BETWEEN = re.compile(r"\s*[,、，;；]\s*|\s+and\s+|\s*及び\s*")
_KAKENHI_SAID = re.compile(r"KAKENHI|KAKEN\.NII|JSPS|科研費|科学研究費|学術振興会|文部科学省|文部省|GRANTS?-IN-AID")
_JAPANESE_FUNDER = re.compile(
    r"KAKENHI|JSPS|\bMEXT\b|JAPAN SOCIETY FOR THE PROMOTION OF SCIENCE|MINISTRY OF EDUCATION, (?:CULTURE|SCIENCE)"
    r"|GRANTS?-IN-AID|科学研究費|科研費|学術振興会|文部科学省|文部省"
)
#: JSPS and the ministry (MEXT), the two funders of KAKENHI: funder DOIs, RORs and e-Rad's numbers.
_KAKENHI_FUNDERS = frozenset(
    {
        Identifier("DOI", "10.13039/501100001691"),
        Identifier("DOI", "10.13039/501100001700"),
        Identifier("ROR", "00hhkn466"),
        Identifier("ROR", "048rj2z13"),
        Identifier("ERAD_FUNDER", "1025"),
    }
)


def project_numbers(
    written: str, funders: Iterable[Text] = (), funder_identifiers: Iterable[Identifier] = ()
) -> tuple[Identifier, ...]:
    """Return the numbers in ``written`` that identify a project without its funder, each once: kind KAKEN or JGN."""
    text = _folded(written)
    named = [_folded(one.value) for one in funders]
    is_kakenhi = bool(
        _KAKENHI_SAID.search(text)
        or any(map(_JAPANESE_FUNDER.search, named))
        or not _KAKENHI_FUNDERS.isdisjoint(funder_identifiers)
    )
    is_unfunded = not named and not tuple(funder_identifiers) and not _NUMBER.sub("", _BETWEEN.sub(" ", text)).strip()
    return tuple(dict.fromkeys(_recognized(text, is_kakenhi, is_unfunded)))


def _recognized(text: str, is_kakenhi: bool, is_unfunded: bool) -> Iterator[Identifier]:
    for match in _NUMBER.finditer(text):
        if national := match["national"]:
            yield Identifier("JGN", national)
        elif number := match["prefixed"] or match["kakenhi"]:
            yield Identifier("KAKEN", number.replace(" ", ""))
        elif match["modern"] and (is_kakenhi or is_unfunded):
            yield Identifier("KAKEN", match["modern"])
        elif is_kakenhi and (number := match["old"] or match["spaced"]):
            yield Identifier("KAKEN", number.replace(" ", ""))


def awards(
    written: Iterable[str],
    funders: tuple[Text, ...] = (),
    funder_identifiers: tuple[Identifier, ...] = (),
    titles: tuple[Text, ...] = (),
    identifiers: tuple[Identifier, ...] = (),
    word: str = "",
) -> tuple[Funding, ...]:
    """Return one ``Funding`` for each award, or one without a number if no award is named; none if nothing is said.

    ``written`` are numbers as the source writes them: several may stand in one string, and one may stand in several.
    """
    numbers: dict[tuple[str, Identifier | None], None] = {}
    for one in written:
        numbers.update(dict.fromkeys(_numbers(one, funders, funder_identifiers)))
    if not numbers and (funders or funder_identifiers or titles or identifiers):
        numbers[("", None)] = None
    return tuple(
        Funding(
            number=number,
            funders=funders,
            funder_identifiers=funder_identifiers,
            titles=titles,
            identifiers=identifiers if known is None or known in identifiers else (known, *identifiers),
            word=word,
        )
        for number, known in numbers
    )


def _numbers(
    written: str, funders: tuple[Text, ...], funder_identifiers: tuple[Identifier, ...]
) -> Iterator[tuple[str, Identifier | None]]:
    """Yield the numbers of a list, in their normal form where they have one; the rest as written."""
    if not project_numbers(written, funders, funder_identifiers):
        if written.strip():
            yield written.strip(), None
        return
    hint = tuple(funders) or ((Text("KAKENHI"),) if _KAKENHI_SAID.search(_folded(written)) else ())
    for piece in filter(None, _BETWEEN.split(written.strip())):
        found = project_numbers(piece, hint, funder_identifiers)
        yield from ((one.value, one) for one in found)
        if not found:
            yield piece, None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()
