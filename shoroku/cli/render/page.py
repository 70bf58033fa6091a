"""A page of hits for people: numbered, highlighted, with explanations where they were asked for and facets below."""

from collections.abc import Iterator, Sequence
from gettext import gettext as _
from gettext import ngettext, pgettext

from rich.console import Console
from rich.text import Text

from shoroku.cli.messages import N_
from shoroku.cli.render.facets import print_facets
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
    """Print a page.

    Hits are numbered from ``number_of_first``, or not numbered if that is None; ``page_number`` is the page's number, if the
    user gave one; of the years counted, the newest ``most_years`` are listed.
    """
    to = console()
    print_text(to, Text(_heading(page), style="bold"))
    for line in _also_searched(page):
        print_text(to, Text(line, style="dim"))
    if page.did_you_mean:
        print_text(to, Text(_("Did you mean: {query}").format(query=safe(page.did_you_mean))))
    elif not page.hits and not page.total:
        text = _(
            "Nothing was found. Use fewer or different words, or fewer filters. To see what the library holds, run: shoroku facets"
        )
        print_text(to, Text(text))
    elif not page.hits and number_of_first != 1:
        print_text(to, Text(_("There are no more records.")))
    for index, hit in enumerate(page.hits):
        if hit.relaxed and not page.in_one_list and (index == 0 or not page.hits[index - 1].relaxed):
            heading = _("Records that contain only some of the words")
            to.print(f"\n── {heading} ──", style="cyan", soft_wrap=True)
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
        total = page.total + page.relaxed_total
        text = ngettext(
            "{total:,} record, {complete:,} with all the words ({took} ms)",
            "{total:,} records, {complete:,} with all the words ({took} ms)",
            total,
        )
        return text.format(total=total, complete=page.total, took=took)
    if page.total or not page.relaxed_total:
        text = ngettext("{total:,} record ({took} ms)", "{total:,} records ({took} ms)", page.total)
        return text.format(total=page.total, took=took)
    text = ngettext(
        "No record contains all the words; {total:,} contains some of them ({took} ms)",
        "No record contains all the words; {total:,} contain some of them ({took} ms)",
        page.relaxed_total,
    )
    return text.format(total=page.relaxed_total, took=took)


def _also_searched(page: Page) -> Iterator[str]:
    """Yield what was searched for besides the words, and, with explanations, which guesses helped to rank."""
    guesses = [safe(one.written) for one in page.also_searched if one.kind == "guess"]
    if words := [safe(one.written) for one in page.also_searched if one.kind != "guess"]:
        yield _("Also searched for: {words}").format(words=_listed(words))
    if guesses and any(hit.explanation for hit in page.hits):
        yield _("Used for ranking only: {words}").format(words=_listed(guesses))


def _listed(written: list[str]) -> str:
    words = list(dict.fromkeys(written))
    if (more := len(words) - _MOST_EXPANSIONS) > 0:
        words[_MOST_EXPANSIONS:] = [
            ngettext("and {count} more word", "and {count} more words", more).format(count=more)
        ]
    return pgettext("between words", ", ").join(words)


def _next_page(page: Page, number_of_first: int | None, page_number: int | None) -> str:
    if page_number is not None:
        option = f"--page {page_number + 1}"
    elif number_of_first is None:
        option = f"--cursor {page.cursor}"
    else:
        option = f"--offset {number_of_first - 1 + len(page.hits)}"
    return _("For more, add {option} to the command.").format(option=option)


def _print_hit(to: Console, hit: Hit, number: str) -> None:
    first = f"{number:<4}" if len(number) < 4 else f"{number} "
    indent = " " * len(first)
    title = _highlighted(hit.highlights.get("title") or Highlighted(hit.title), "bold")
    print_text(to, title, indent, first)
    if hit.title_other:
        other = hit.highlights.get("title_other") or Highlighted(hit.title_other)
        print_text(to, _highlighted(other, "dim"), indent)
    if line := " · ".join(_about(hit.record)):
        print_text(to, Text(line), indent)
    if (snippet := hit.highlights.get("abstract")) and snippet.text.strip():
        print_text(to, _snippet(snippet, hit.record), indent)
    print_text(to, Text(safe(hit.id), style="dim"), indent)
    if hit.explanation:
        for line in _explained(hit.explanation):
            print_text(to, Text(line, style="cyan"), indent)


def _about(record: Record) -> Iterator[str]:
    """Yield the authors, the citation and the data sources, if they are known."""
    names = [safe(in_language(person.names, record.language)) for person in record.creators]
    if (more := len(names) - _MOST_CREATORS) > 0:
        names[_MOST_CREATORS:] = [ngettext("and {count} more", "and {count} more", more).format(count=more)]
    if names:
        yield ", ".join(names)
    if where := citation(record):
        yield where
    if record.sources:
        yield safe(", ".join(record.sources))


def citation(record: Record) -> str:
    """Return journal volume(issue), pages, year, as far as they are known."""
    journal = in_language(record.journals, record.language)
    number = f"{record.volume}({record.issue})" if record.issue else record.volume
    where = " ".join(filter(None, (journal, number)))
    return safe(", ".join(filter(None, (where, record.pages, str(record.year or "")))))


def _snippet(snippet: Highlighted, record: Record) -> Text:
    """Return the snippet, with … where the abstract goes on."""
    whole = next((text.value for text in record.abstracts if snippet.text in text.value), snippet.text)
    before = "" if whole.startswith(snippet.text) else "…"
    after = "" if whole.endswith(snippet.text) else "…"
    return Text.assemble(before, _highlighted(snippet, ""), after)


def _highlighted(highlighted: Highlighted, style: str) -> Text:
    text, at = Text(style=style), 0
    for start, end in highlighted.spans:
        text.append(safe(highlighted.text[at:start]))
        text.append(safe(highlighted.text[start:end]), style=_FOUND)
        at = end
    return text.append(safe(highlighted.text[at:]))


# --- Why a record was found -------------------------------------------------------------------------------------------

#: A smaller share would be shown as 0%.
_LEAST_SHARE = 0.005
_KINDS = {
    "word": "",
    "spelling": N_(" (spelling variant)"),
    "synonym": N_(" (synonym)"),
    "translation": N_(" (translation)"),
    "part": N_(" (part of it)"),
}
_PLACES = {
    "title": N_("title"),
    "text": N_("text"),
    "subject": N_("subjects"),
    "name": N_("names"),
    "identifier": N_("identifiers"),
    "journal": N_("journal, publisher or affiliation"),
}
_STEPS = {
    "index": N_("words {share:+.0%}"),
    "structured": N_("all translations of the words {share:+.0%}"),
    "bigrams": N_("character pairs {share:+.0%}"),
    "passages": N_("proximity {share:+.0%}"),
    "coverage": N_("coverage of the query {share:+.0%}"),
    "feedback": N_("similarity to the best records {share:+.0%}"),
}


def _explained(why: Explanation) -> Iterator[str]:
    """Yield the lines: what was found for each word and where, which words are missing, how the score came about."""
    yield _("Why:")
    yield from (f"  {line}" for line in _reasons(why))


def _reasons(why: Explanation) -> Iterator[str]:
    for reason in sorted(why.reasons, key=lambda reason: -reason.share):
        yield _reason(reason)
    if why.missing:
        words = pgettext("between words", ", ").join(map(safe, why.missing))
        yield _("not found: {words}").format(words=words)
    if why.translated:
        yield _("found by the translated query")
    if steps := [step for step in why.steps if abs(step.share) >= _LEAST_SHARE]:
        shown = pgettext("between steps", ", ").join(_(_STEPS[step.name]).format(share=step.share) for step in steps)
        yield _("ranking: {steps}").format(steps=shown)


def _reason(reason: Reason) -> str:
    kind = _KINDS[reason.kind]
    return _("{word}: {found}{kind} in {places}, {share:.0%}").format(
        word=safe(reason.word),
        found=safe(reason.found),
        kind=_(kind) if kind else "",
        places=pgettext("between places", ", ").join(_(_PLACES[place]) for place in reason.places),
        share=reason.share,
    )
