"""Why a record was found, in a few lines that a librarian understands."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from shoroku.cli.messages import message
from shoroku.cli.render.facets import print_facets
from shoroku.cli.render.record import citation
from shoroku.cli.terminal.console import console, print_text
from shoroku.cli.terminal.text import safe
from shoroku.corpus.record import Record, in_language
from shoroku.search import Highlighted, Hit, Page
from shoroku.search.present.explain import Explanation, Reason

_MOST_CREATORS = 6
_MOST_EXPANSIONS = 8
_FOUND = "bold yellow"


def print_page(
    page: Page, number_of_first: int | None, page_number: int | None = None, most_years: int | None = None
) -> None:
    """Print a page. Hits are numbered from ``number_of_first``, or not at all where it is not known; ``page_number`` is
    the page's, where it was asked for by that.

    Of all years that the page counts, the newest ``most_years`` are listed.
    """
    to = console()
    print_text(to, Text(_heading(page), style="bold"))
    if page.also_searched:
        print_text(to, Text(_also(page), style="dim"))
    if page.did_you_mean:
        print_text(to, Text(message("search.did_you_mean", query=safe(page.did_you_mean))))
    elif not page.hits and not page.total:
        print_text(to, Text(message("search.nothing")))
    elif not page.hits and number_of_first != 1:
        print_text(to, Text(message("search.past_the_end")))
    for index, hit in enumerate(page.hits):
        if hit.relaxed and not page.in_one_list and (index == 0 or not page.hits[index - 1].relaxed):
            to.print(f"\n── {message('search.relaxed')} ──", style="cyan", soft_wrap=True)
        to.print()
        _print_hit(to, hit, "–" if number_of_first is None else f"{number_of_first + index}.")
    if any(page.facets.values()):
        to.print()
        print_facets(to, page.facets, most_years)
    if page.cursor and page.hits:
        to.print()
        print_text(to, Text(_next_page(page, number_of_first, page_number), style="dim"))


def print_hits(to: Console, hits: Sequence[Hit], number_of_first: int) -> None:
    """Print hits as on a page, numbered, a blank line before each."""
    for number, hit in enumerate(hits, number_of_first):
        to.print()
        _print_hit(to, hit, f"{number}.")


def _heading(page: Page) -> str:
    took = f"{page.took_ms:.1f}"
    if page.in_one_list and page.relaxed_total:
        return message("search.one_list", total=page.total + page.relaxed_total, whole=page.total, took=took)
    if page.total or not page.relaxed_total:
        return message("search.one" if page.total == 1 else "search.total", total=page.total, took=took)
    return message("search.only_relaxed", total=page.relaxed_total, took=took)


def _also(page: Page) -> str:
    words = list(dict.fromkeys(safe(one.written) for one in page.also_searched))
    if len(words) > _MOST_EXPANSIONS:
        words[_MOST_EXPANSIONS:] = [message("search.also_more", count=len(words) - _MOST_EXPANSIONS)]
    return message("search.also", words=", ".join(words))


def _next_page(page: Page, number_of_first: int | None, page_number: int | None) -> str:
    if page_number is not None:
        return message("search.next_numbered", page=page_number + 1)
    if number_of_first is None:
        return message("search.next_cursor", cursor=page.cursor)
    return message("search.next", offset=number_of_first - 1 + len(page.hits))


def _print_hit(to: Console, hit: Hit, number: str) -> None:
    first = f"{number:<4}" if len(number) < 4 else f"{number} "
    indent = " " * len(first)
    title = _marked(hit.highlights.get("title") or Highlighted(hit.title), "bold")
    print_text(to, title, indent, first)
    if hit.title_other:
        other = hit.highlights.get("title_other") or Highlighted(hit.title_other)
        print_text(to, _marked(other, "dim"), indent)
    if line := " · ".join(_about(hit.record)):
        print_text(to, Text(line), indent)
    if (snippet := hit.highlights.get("abstract")) and snippet.text.strip():
        print_text(to, _snippet(snippet, hit.record), indent)
    print_text(to, Text(safe(hit.id), style="dim"), indent)
    if hit.explanation:
        for line in explained(hit.explanation):
            print_text(to, Text(line, style="cyan"), indent)


def _about(record: Record) -> Iterator[str]:
    names = [safe(in_language(person.names, record.language)) for person in record.creators]
    if len(names) > _MOST_CREATORS:
        names[_MOST_CREATORS:] = [message("search.more_creators", count=len(names) - _MOST_CREATORS)]
    if names:
        yield ", ".join(names)
    if where := citation(record):
        yield where
    if record.sources:
        yield safe(", ".join(record.sources))


def _snippet(snippet: Highlighted, record: Record) -> Text:
    """Mark what was found, and with … where the abstract goes on."""
    whole = next((text.value for text in record.abstracts if snippet.text in text.value), snippet.text)
    before = "" if whole.startswith(snippet.text) else "…"
    after = "" if whole.endswith(snippet.text) else "…"
    return Text.assemble(before, _marked(snippet, ""), after)


def _marked(highlighted: Highlighted, style: str) -> Text:
    text, at = Text(style=style), 0
    for start, end in highlighted.spans:
        text.append(safe(highlighted.text[at:start]))
        text.append(safe(highlighted.text[start:end]), style=_FOUND)
        at = end
    return text.append(safe(highlighted.text[at:]))


#: Less than half a percent would be told as nothing.
_LEAST_TOLD = 0.005


def explained(why: Explanation) -> Iterator[str]:
    """Yield the lines: what stands for each word and where, what is missing, how the rank came about."""
    yield message("explain.why")
    for reason in sorted(why.reasons, key=lambda reason: -reason.share):
        yield f"  {_line(reason)}"
    if why.missing:
        yield f"  {message('explain.missing', words=', '.join(map(safe, why.missing)))}"
    if why.translated:
        yield f"  {message('explain.translated')}"
    told = [step for step in why.steps if abs(step.share) >= _LEAST_TOLD]
    if told:
        steps = ", ".join(message(f"explain.step.{step.name}", share=step.share) for step in told)
        yield f"  {message('explain.steps', steps=steps)}"


def _line(reason: Reason) -> str:
    places = ", ".join(message(f"explain.place.{place}") for place in reason.places)
    kind = "" if reason.kind == "word" else message(f"explain.kind.{reason.kind}")
    return message(
        "explain.reason",
        word=safe(reason.word),
        found=safe(reason.found),
        kind=kind,
        places=places,
        share=reason.share,
    )
