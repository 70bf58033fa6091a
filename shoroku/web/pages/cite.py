"""Citations to copy: by the rules of SIST 02, which Japan's science follows, by APA's, as BibTeX and as RIS."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shoroku.corpus import addresses, writers
from shoroku.corpus.licence import passed_on
from shoroku.corpus.main_text import main_and_other
from shoroku.corpus.normalize.personal_names import Name, names
from shoroku.corpus.record import Record
from shoroku.messages import Language
from shoroku.web.pages.hits import cut
from shoroku.web.pages.language import tag_of
from shoroku.web.pages.metadata import page_range

_TITLE, _MOST_PEOPLE, _BEFORE_ELLIPSIS = 1_000, 20, 19
_FILE = 40_000


class Citation(NamedTuple):
    """A record as one style cites it."""

    style: str
    text: str
    lang: str
    is_file: bool = False


def citations(record: Record, language: Language) -> tuple[Citation, ...]:
    """Return a record in each style, the one that is usual in a language first."""
    texts = [Citation("APA", apa(record), ""), Citation("SIST 02", sist02(record), "")]
    if language == "ja":
        texts.reverse()
    found = [
        *texts,
        Citation("BibTeX", _file(record, "bibtex"), "", True),
        Citation("RIS", _file(record, "ris"), "", True),
    ]
    return tuple(one._replace(lang=tag_of(one.text, "")) for one in found)


def sist02(record: Record) -> str:
    """Return a citation by SIST 02:2007: authors. title. journal. year, volume, number, pages."""
    title, _ = main_and_other(record, record.titles)
    journal, _ = main_and_other(record, record.journals)
    publisher, _ = main_and_other(record, record.publishers)
    people, are_editors = _cited_people(record)
    first, last = page_range(record)
    everyone = _joined(_as_is(one) for one in people[:_MOST_PEOPLE])
    if len(people) > _MOST_PEOPLE:
        everyone = f"{_as_is(people[0])} et al"
    if are_editors:
        everyone += ", ed" if everyone.isascii() else "編"
    written = [everyone]
    written += [cut(title.value, _TITLE).rstrip(".．。"), journal.value or publisher.value]
    numbers = [
        str(record.year or ""),
        f"vol. {record.volume}" if record.volume else "",
        f"no. {record.issue}" if record.issue else "",
        f"p. {first}-{last}" if last else f"p. {first}" if first else "",
    ]
    written.append(_joined(numbers))
    text = ". ".join(filter(None, written)) + "."
    return f"{text} {url}" if (url := addresses.page(record)) else text


def _cited_people(record: Record) -> tuple[tuple[Name, ...], bool]:
    """Return the authors, or the editors of a work without authors; and whether they are its editors."""
    authors = names(record)
    editors = () if authors else names(record, "editor")
    return authors or editors, bool(editors)


def apa(record: Record) -> str:
    """Return a citation by APA's rules (7th edition); one in Japanese as Japan's psychologists write it."""
    is_japanese = tag_of(main_and_other(record, record.titles)[0].value, "").startswith("ja")
    return _apa_japanese(record) if is_japanese else _apa_english(record)


def _apa_english(record: Record) -> str:
    title, _ = main_and_other(record, record.titles)
    journal, _ = main_and_other(record, record.journals)
    publisher, _ = main_and_other(record, record.publishers)
    cited, are_editors = _cited_people(record)
    people = _apa_people([_initials(one) for one in cited])
    if are_editors:
        people += " (Ed.)" if len(cited) == 1 else " (Eds.)"
    volume = f"{record.volume}({record.issue})" if record.issue else record.volume
    first, last = page_range(record)
    place = _joined((journal.value or publisher.value, volume, f"{first}–{last}" if last else first))
    whole = cut(title.value, _TITLE).rstrip(".")
    year = f"({record.year or 'n.d.'})"
    before = f"{_ended(people)} {year}. {whole}" if people else f"{whole}. {year}"
    text = ". ".join(filter(None, (before, place))) + "."
    return f"{text} {url}" if (url := addresses.page(record)) else text


def _apa_japanese(record: Record) -> str:
    title, _ = main_and_other(record, record.titles)
    journal, _ = main_and_other(record, record.journals)
    publisher, _ = main_and_other(record, record.publishers)
    cited, are_editors = _cited_people(record)
    people = [_as_is(one, " ") for one in cited]
    if len(people) > _MOST_PEOPLE:
        people = [*people[:_BEFORE_ELLIPSIS], f"…{people[-1]}"]
    volume = f"{record.volume}({record.issue})" if record.issue else record.volume
    first, last = page_range(record)
    place = "，".join(filter(None, (journal.value or publisher.value, volume, f"{first}–{last}" if last else first)))
    written = [
        f"{'・'.join(people)}{'（編）' if are_editors else ''}（{record.year or '出版年不明'}）",
        cut(title.value, _TITLE).rstrip("．。"),
        place,
    ]
    text = "．".join(filter(None, written)) + "．"
    return f"{text}{url}" if (url := addresses.page(record)) else text


def _apa_people(people: Sequence[str]) -> str:
    if len(people) > _MOST_PEOPLE:
        return ", ".join([*people[:_BEFORE_ELLIPSIS], f". . . {people[-1]}"])
    if len(people) < 2:
        return "".join(people)
    return f"{', '.join(people[:-1])}, & {people[-1]}"


def _initials(name: Name) -> str:
    """Return ``Fujimoto, M.``; a given name that is not in Latin letters stays whole."""
    if name.is_whole or not name.given[:1].isascii():
        return _as_is(name, " ")
    parts = [part for part in name.given.replace(".", " ").split() if part]
    initials = " ".join("-".join(f"{one[0]}." for one in part.split("-") if one) for part in parts)
    return f"{name.family}, {initials}"


def _as_is(name: Name, between: str = "") -> str:
    """Return a name with the family's name first, in Japanese without a comma."""
    if name.is_whole:
        return cut(name.family, 300)
    return f"{name.family}{between}{name.given}" if not name.family.isascii() else f"{name.family}, {name.given}"


def _ended(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(filter(None, parts))


def _file(record: Record, form: str) -> str:
    """Return a record as a file, which is not cut: half a file is none."""
    written = b"".join(writers.named(form).write([passed_on(record)])).decode().strip()
    return written if len(written) <= _FILE else ""
