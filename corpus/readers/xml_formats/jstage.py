"""J-STAGE's WebAPI, the search for articles (``service=3``): Atom with PRISM. It carries no abstracts.

Every CDATA section is surrounded by white space, the Japanese and the English list of authors may differ in length, and an
empty result may be an entry without content. Errors are in ``result/status``.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from shoroku.corpus.identifiers import issn
from shoroku.corpus.normalize import cleaning, people
from shoroku.corpus.normalize.dois import dois
from shoroku.corpus.normalize.pages import pages
from shoroku.corpus.readers import xml
from shoroku.corpus.readers.reader import Format, Item
from shoroku.corpus.record import Record, Text, with_id
from shoroku.corpus.record_errors import AnswerSays, NothingFound, NoTitle
from shoroku.messages import N_, Localized

#: The meanings of the codes of ``result/status``. Other codes name an invalid parameter, which the message explains.
_MEANINGS = {
    "ERR_001": N_("nothing was found"),
    "ERR_003": N_("too many requests"),
    "SYS_ERR_009": N_("an error inside J-STAGE"),
}
_UNKNOWN = N_("the request was not accepted")
_OURS = re.compile(rb"jstage|<result[\s>]|<servicecd[\s>]", re.IGNORECASE)


def read(stream: BinaryIO) -> Iterator[Item]:
    """Yield an item for each entry, and one for an error status."""
    return xml.items(stream, {"entry": record, "result": _status})


def _status(result: xml.Element) -> None:
    """Raise the error of a status. "0" is success; a warning means that the result is incomplete."""
    code = xml.value(result, "status")
    if code in ("", "0") or code.startswith("WARN"):
        return
    kind = NothingFound if code == "ERR_001" else AnswerSays
    raise kind(
        field="status",
        code=code[:40],
        message=xml.value(result, "message")[:200],
        meaning=Localized(_MEANINGS.get(code, _UNKNOWN)),
        line=result.sourceline,
    )


def record(entry: xml.Element) -> Record | None:
    """Return the record of one entry; None for an empty one. Raises RecordError."""
    if not len(entry):
        return None
    titles = _bilingual(entry, "article_title")
    if not titles:
        raise NoTitle(field="article_title")
    own = xml.value(entry, "joi") or xml.value(entry, "id")
    found = dois(xml.value(entry, "doi"))
    made = Record(
        id="" if found else own,
        titles=titles,
        creators=people.paired([list(map(xml.text, xml.each(entry, f"author/{lang}/name"))) for lang in ("ja", "en")]),
        journals=_bilingual(entry, "material_title"),
        issns=tuple(dict.fromkeys(number for name in ("issn", "eIssn") if (number := issn(xml.value(entry, name))))),
        volume=xml.value(entry, "volume"),
        issue=xml.value(entry, "number"),
        pages=pages(xml.value(entry, "startingPage"), xml.value(entry, "endingPage")),
        date=cleaning.date(xml.value(entry, "pubyear"), "pubyear"),
        identifiers=found,
        sources=("J-STAGE",),
        links=tuple(dict.fromkeys(link for lang in ("ja", "en") if (link := xml.value(entry, f"article_link/{lang}")))),
    )
    return with_id(made)


def _bilingual(entry: xml.Element, name: str) -> tuple[Text, ...]:
    parent = xml.first(entry, name)
    texts = [xml.marked_up(one, lang) for lang in ("ja", "en") for one in xml.each(parent, lang)]
    return cleaning.distinct(Text(text.value, _language(text)) for text in texts)


def _language(text: Text) -> str:
    """Return the language of a text: without a Japanese text, J-STAGE repeats the English one as Japanese."""
    return "en" if text.value.isascii() else text.lang


def _recognizes(head: bytes) -> bool:
    return xml.root_name(head) == "feed" and _OURS.search(head) is not None


FORMAT = Format("jstage", "J-STAGE", _recognizes, read)
