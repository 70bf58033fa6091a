"""A page of hits for people: numbered and highlighted, with explanations if requested, and with facets below."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from gettext import gettext as _
from gettext import ngettext, pgettext

from rich.console import Console

from shoroku.cli.terminal.console import Paragraph, console, print_items, print_paragraphs, print_text
from shoroku.cli.terminal.text import cells
from shoroku.corpus.record import Record, citation, in_language, person_name, titles
from shoroku.corpus.roles import contributing_people
from shoroku.labels import LABELS, TYPES
from shoroku.messages import N_, language
from shoroku.search import FacetValue, Highlighted, Hit, Page
from shoroku.search.present.explain import Explanation, Reason

_MOST_CREATORS = 6
_MOST_EXPANSIONS = 8
_FOUND = "bold yellow"
_BLANK = Paragraph([])


def print_page(
    page: Page, number_of_first: int | None, page_number: int | None = None, most_years: int | None = None
) -> None:
    """Print a page.

    Hits are numbered from ``number_of_first``, or not numbered if that is None; ``page_number`` is the page's number, if the
    user gave one; of the years counted, the newest ``most_years`` are listed.
    """
    to = console()
    print_paragraphs(to, [*_above_hits(page, number_of_first), *_hits(page, number_of_first)])
    if any(page.facets.values()):
        to.print()
        print_facets(to, page.facets, most_years)
    if page.cursor and page.hits:
        to.print()
        print_text(to, _next_page(page, number_of_first, page_number), "dim")


def print_hits(to: Console, hits: Sequence[Hit], number_of_first: int) -> None:
    """Print hits as on a page, numbered, a blank line before each."""
    numbered = enumerate(hits, number_of_first)
    print_paragraphs(to, [part for number, hit in numbered for part in (_BLANK, *_hit(hit, f"{number}."))])


def _above_hits(page: Page, number_of_first: int | None) -> Iterator[Paragraph]:
    """Yield how many records were found, what was searched for besides the words, and what to do if nothing was found."""
    yield Paragraph([(_heading(page), "bold")])
    for line in _also_searched(page):
        yield Paragraph([(line, "dim")])
    if any(hit.cited_in_library is not None for hit in page.hits):
        text = _("Sorted by citations from other records of this library; citations from elsewhere are not counted.")
        yield Paragraph([(text, "dim")])
    if page.did_you_mean:
        yield Paragraph([(_("Did you mean: {query}").format(query=page.did_you_mean), "")])
    elif not page.hits and not page.total and not page.relaxed_total:
        text = _(
            "Nothing was found. Use fewer or different words, or fewer filters. To see what the library holds, run: shoroku facets"
        )
        yield Paragraph([(text, "")])
    elif not page.hits and number_of_first != 1:
        yield Paragraph([(_("There are no more records."), "")])


def _hits(page: Page, number_of_first: int | None) -> Iterator[Paragraph]:
    """Yield the hits, with a heading above the relaxed ones."""
    for index, hit in enumerate(page.hits):
        if hit.relaxed and not page.in_one_list and (index == 0 or not page.hits[index - 1].relaxed):
            heading = _("Records that contain only some of the words")
            yield _BLANK
            yield Paragraph([(f"── {heading} ──", "cyan")])
        yield _BLANK
        yield from _hit(hit, "–" if number_of_first is None else f"{number_of_first + index}.")


def print_records(records: Sequence[Record]) -> None:
    """Print records as the hits of a page, numbered from 1."""
    parts: list[Paragraph] = []
    for number, record in enumerate(records, 1):
        hit = Hit(record.id, 0.0, False, record, *titles(record), {})
        parts += [*([_BLANK] if parts else ()), *_hit(hit, f"{number}.")]
    print_paragraphs(console(), parts)


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
    guesses = [one.written for one in page.also_searched if one.kind == "guess"]
    if words := [one.written for one in page.also_searched if one.kind != "guess"]:
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


def _hit(hit: Hit, number: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of one hit, with its number before the title."""
    first = f"{number:<4}" if len(number) < 4 else f"{number} "
    indent = " " * len(first)
    yield Paragraph(_highlighted(hit.highlights.get("title") or Highlighted(hit.title), "bold"), indent, first)
    if hit.title_other:
        other = hit.highlights.get("title_other") or Highlighted(hit.title_other)
        yield Paragraph(_highlighted(other, "dim"), indent)
    if about := " · ".join((*_about(hit.record), *_cited(hit))):
        yield Paragraph([(about, "")], indent)
    if hit.record.tags:
        yield Paragraph([(_("Tags: {tags}").format(tags=", ".join(hit.record.tags)), "dim")], indent)
    if (snippet := hit.highlights.get("abstract")) and snippet.text.strip():
        yield Paragraph(_snippet(snippet, hit.record), indent)
    yield Paragraph([(hit.id, "dim")], indent)
    if hit.explanation:
        yield Paragraph([(_("Why:"), "cyan")], indent)
        for line in _reasons(hit.explanation):
            yield Paragraph([(line, "cyan")], f"{indent}  ")


def _about(record: Record) -> Iterator[str]:
    """Yield the authors, the citation and the data sources, if they are known."""
    where = citation(record)
    names = [in_language(person.names, record.language) for person in (record.creators or contributing_people(record))]
    if (more := len(names) - _MOST_CREATORS) > 0:
        names[_MOST_CREATORS:] = [ngettext("and {count} more", "and {count} more", more).format(count=more)]
    if names:
        yield ", ".join(map(person_name, names))
    if where:
        yield where
    if record.sources:
        yield ", ".join(record.sources)


def _cited(hit: Hit) -> Iterator[str]:
    """Yield by how many records of the library a hit is cited, if the page is sorted by that."""
    if (count := hit.cited_in_library) is not None:
        text = ngettext(
            "cited by {count:,} record of this library", "cited by {count:,} records of this library", count
        )
        yield text.format(count=count)


def _snippet(snippet: Highlighted, record: Record) -> list[tuple[str, str]]:
    """Return the snippet, with … where the abstract goes on."""
    whole = next((text.value for text in record.abstracts if snippet.text in text.value), snippet.text)
    before = "" if whole.startswith(snippet.text) else "…"
    after = "" if whole.endswith(snippet.text) else "…"
    return [(before, ""), *_highlighted(snippet, ""), (after, "")]


def _highlighted(highlighted: Highlighted, style: str) -> list[tuple[str, str]]:
    """Return a text in pieces, with those that were found in another style."""
    pieces, at = [], 0
    for start, end in highlighted.spans:
        pieces += [(highlighted.text[at:start], style), (highlighted.text[start:end], f"{style} {_FOUND}")]
        at = end
    return [*pieces, (highlighted.text[at:], style)]


# --- Facets -----------------------------------------------------------------------------------------------------------


def print_facets(to: Console, facets: Mapping[str, Sequence[FacetValue]], most_years: int | None = None) -> None:
    """Print each facet's values and counts in a few lines; of the years a histogram and the newest ``most_years``."""
    labels = {facet: _(LABELS[facet]) for facet in facets}
    room = to.width - max(map(cells, labels.values())) - 2
    names = names_in(language())
    rows: list[tuple[str, list[str]]] = []
    for facet, values in facets.items():
        label, listed = labels[facet], values
        if facet == "year":
            listed = values[:most_years]
            if bars := year_bars(values, room):
                rows.append((label, bars))
                label = ""
        rows.append((label, [f"{names(facet, one)} ({one.count:,})" for one in listed]))
    print_items(to, rows)


def names_in(language: str) -> Callable[[str, FacetValue], str]:
    """Return how values of facets are named in a language; a person, who has names in several, is named as counted."""

    def name(facet: str, one: FacetValue) -> str:
        if facet == "type" and (label := _(TYPES.get(one.value, one.value))) != one.value:
            return f"{label} ({one.value})"
        if facet == "author":
            return person_name(one.value) or "-"
        if one.label:
            label = one.names.get(language, one.label)
            return label if one.value.startswith("name:") else f"{label} [{one.value}]"
        return one.names.get(language, "") or one.value or "-"

    return name


def year_bars(years: Sequence[FacetValue], width: int) -> list[str]:
    """Return the histogram of the years, with a note if a bar stands for several: behind it, or below if that is too wide."""
    bars, step = histogram(years, width)
    if not bars or step == 1:
        return [bars] if bars else []
    note = _("(one bar: {step} years)")
    shorter, longer_step = histogram(years, width - cells(note.format(step=step * 10)) - 1)
    if len(shorter) < len("1900  2000") + _FEWEST_BESIDE:
        return [bars, note.format(step=step)]
    return [f"{shorter} {note.format(step=longer_step)}"]


#: The sign for no records; the bars from few to many.
_NONE, _BARS = "·", "▁▂▃▄▅▆▇"
#: How many years a bar may stand for.
_YEARS_OF_A_BAR = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
_FEWEST_YEARS = 3
#: With fewer bars than this beside it, the note goes below.
_FEWEST_BESIDE = 8


def histogram(years: Sequence[FacetValue], width: int) -> tuple[str, int]:
    """Return ``1990 ▁▃▇·▂ 2024`` in at most ``width`` columns, and how many years one bar stands for.

    "" for so few years, or bars, that a histogram says no more than their counts.
    """
    counts = {int(one.value): one.count for one in years}
    if len(counts) < _FEWEST_YEARS:
        return "", 1
    first, last = min(counts), max(counts)
    room = max(1, width - len(f"{first} ") - len(f" {last}"))
    step = next(step for step in _YEARS_OF_A_BAR if last // step - first // step < room)
    bars = [0] * (last // step - first // step + 1)
    for year, count in counts.items():
        bars[year // step - first // step] += count
    if len(bars) < _FEWEST_YEARS:
        return "", 1
    most = max(bars)
    line = "".join(_BARS[(count * len(_BARS) - 1) // most] if count else _NONE for count in bars)
    return f"{first} {line} {last}", step


# --- Why a record was found -------------------------------------------------------------------------------------------

#: A smaller share would be shown as 0%.
_LEAST_SHARE = 0.005
_KINDS = {
    "word": "",
    "spelling": N_(" (spelling variant)"),
    "synonym": N_(" (synonym)"),
    "translation": N_(" (translation)"),
    "guess": N_(" (possible translation)"),
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


def _reasons(why: Explanation) -> Iterator[str]:
    """Yield what was found for each word and where, which words are missing, and what contributed to the score."""
    for reason in sorted(why.reasons, key=lambda reason: -reason.share):
        yield _reason(reason)
    if why.missing:
        words = pgettext("between words", ", ").join(why.missing)
        yield _("not found: {words}").format(words=words)
    if why.translated:
        yield _("found by the translated query")
    if steps := [step for step in why.steps if abs(step.share) >= _LEAST_SHARE]:
        shown = pgettext("between steps", ", ").join(_(_STEPS[step.name]).format(share=step.share) for step in steps)
        yield _("ranking: {steps}").format(steps=shown)


def _reason(reason: Reason) -> str:
    kind = _KINDS[reason.kind]
    return _("{word}: {found}{kind} in {places}, {share:.0%}").format(
        word=reason.word,
        found=reason.found,
        kind=_(kind) if kind else "",
        places=pgettext("between places", ", ").join(_(_PLACES[place]) for place in reason.places),
        share=reason.share,
    )
