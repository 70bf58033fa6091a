"""Records as pages list them: every text with its language, cut where it would fill the page, escaped."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup

from shoroku.corpus import addresses
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.record import Person, Record, Text, citation, in_language, person_name
from shoroku.corpus.roles import listed_people
from shoroku.search import Highlighted, Hit
from shoroku.web.pages.language import tag_of
from shoroku.web.pages.metadata import coins

#: Characters of a title, of another text and of a name in a list.
_TITLE, _TEXT, _NAME = 300, 400, 80
_MOST_PEOPLE, _MOST_SOURCES = 6, 6
#: Longer pages may be broken.
_LONGEST_PAGES = 20


class Shown(NamedTuple):
    """A text as it is shown, as HTML, and its language tag."""

    html: Markup
    lang: str = ""


class ShownHit(NamedTuple):
    """A record in a list. ``cited`` is by how many records of the library it is cited, None if the list is not sorted by that."""

    id: str
    title: Shown
    other: Shown | None
    people: tuple[Shown, ...]
    more_people: int
    where: Shown
    type: str
    sources: tuple[str, ...]
    tags: tuple[str, ...]
    snippet: Shown | None
    is_withheld: bool
    is_relaxed: bool
    doi: str
    doi_url: str
    coins: str
    cited: int | None = None


def shown_hit(hit: Hit) -> ShownHit:
    """Return a hit, which has to be one that may be passed on, as it is shown."""
    record = hit.record
    other = hit.highlights.get("title_other") or Highlighted(hit.title_other)
    snippet = hit.highlights.get("abstract")
    everyone = listed_people(record)
    people = everyone[:_MOST_PEOPLE]
    return ShownHit(
        id=hit.id,
        title=_marked(hit.highlights.get("title") or Highlighted(hit.title), _TITLE, _tag(record.titles, hit.title)),
        other=_marked(other, _TITLE, _tag(record.titles, hit.title_other)) if other.text else None,
        people=tuple(_person(one, record.language) for one in people),
        more_people=len(everyone) - len(people),
        where=shown_place(record, _TEXT),
        type=record.type,
        sources=record.sources[:_MOST_SOURCES],
        tags=record.tags,
        snippet=_snippet(snippet, record) if snippet and snippet.text.strip() else None,
        is_withheld=hit.withheld,
        is_relaxed=hit.relaxed,
        doi=record.doi,
        doi_url=addresses.of_identifier(Identifier("DOI", record.doi)) if record.doi else "",
        coins=coins(record),
        cited=hit.cited_in_library,
    )


def shown_record(record: Record, title: str, other: str) -> ShownHit:
    """Return a record that was not searched for as it is shown, without its abstract."""
    return shown_hit(Hit(record.id, 0.0, False, record, title, other, {}))


def shown(text: str, stated: str = "", most: int = 100_000) -> Shown:
    """Return a text as it is shown: at most so many characters, with the tag that its source states or its script tells."""
    return Shown(Markup.escape(cut(text, most)), tag_of(text[:most], stated))


def shown_place(record: Record, most: int = 100_000) -> Shown:
    """Return where a record was published: journal, volume, pages, year. A range of pages stays on one line."""
    tag = _tag(record.journals, in_language(record.journals, record.language))
    place = shown(citation(record), tag, most)
    pages = Markup.escape(record.pages)
    before, found, after = place.html.rpartition(f", {pages}")
    if not found or "-" not in pages or len(pages) > _LONGEST_PAGES:
        return place
    return Shown(before + Markup(', <span class="whole">{}</span>').format(pages) + after, place.lang)


def cut(text: str, most: int) -> str:
    """Return a text, or its first ``most`` characters with … where it goes on."""
    return text if len(text) <= most else text[:most].rstrip() + "…"


def shown_texts(texts: Iterable[Text], most: int = 100_000) -> tuple[Shown, ...]:
    """Return texts as they are shown."""
    return tuple(shown(text.value, text.lang, most) for text in texts)


def _person(person: Person, language: str) -> Shown:
    name = in_language(person.names, language)
    return shown(person_name(name[:1_000]), _tag(person.names, name), _NAME)


def _tag(texts: Iterable[Text], value: str) -> str:
    return next((text.lang for text in texts if text.value == value), "")


def _snippet(snippet: Highlighted, record: Record) -> Shown:
    """Return the snippet, with … where the abstract goes on."""
    whole = next((text for text in record.abstracts if snippet.text in text.value), Text(snippet.text))
    marked, lang = _marked(snippet, _TEXT, whole.lang)
    before = "" if whole.value.startswith(snippet.text) else "…"
    goes_on = not whole.value.endswith(snippet.text) and not marked.endswith("…")
    after = "" if not goes_on else " …" if snippet.text.endswith(".") else "…"
    return Shown(before + marked + after, lang)


def _marked(highlighted: Highlighted, most: int, stated: str) -> Shown:
    text = cut(highlighted.text, most)
    spans = tuple(_within(highlighted.spans, min(most, len(text))))
    return Shown(Markup(Highlighted(text, spans).html()), tag_of(text, stated))  # noqa: S704 (html() escapes)


def _within(spans: Iterable[tuple[int, int]], end: int) -> Iterator[tuple[int, int]]:
    return ((start, min(stop, end)) for start, stop in spans if start < end)
