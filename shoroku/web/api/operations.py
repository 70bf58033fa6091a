"""What can be asked under ``/api/v1``: path, parameters, shape of the answer, and the function that answers."""

from typing import Any, get_args

from shoroku.corpus.record import Record
from shoroku.library import Library
from shoroku.messages import N_
from shoroku.redistribution import shared_page, shared_record, shared_similar
from shoroku.search import FACETS, Page, Sort
from shoroku.web.api import answers, cursors
from shoroku.web.api.linked import LINKED
from shoroku.web.api.operation import Operation, Values
from shoroku.web.api.parameters import Parameter

#: The largest page, and where pages without a cursor end.
MOST_HITS, MOST_OFFSET = 1_000, 10_000
_MOST_TEXT = 2_000
_KINDS = ("title", "subject", "journal", "author")

_QUERY = Parameter(
    "q",
    "string",
    N_("What to search for, in the query language of docs/query.md."),
    "",
    most=_MOST_TEXT,
    example="免疫",
)
_FILTERS = (
    Parameter("journal", "string", N_("A journal, by any of its names or an ISSN."), is_repeatable=True),
    Parameter(
        "year",
        "string",
        N_("A year or a range of years: 2015, 2015..2020, 2015.., ..2020."),
        pattern=r"^([0-9]{1,4}|[0-9]{1,4}\.\.|\.\.[0-9]{1,4}|[0-9]{1,4}\.\.[0-9]{1,4})$",
        example="1990..2020",
    ),
    Parameter("language", "string", N_("A language of the full text, such as ja or en."), is_repeatable=True),
    Parameter("source", "string", N_("A data source, such as JaLC."), is_repeatable=True),
    Parameter("type", "string", N_("A type of record, such as article."), is_repeatable=True),
    Parameter("author", "string", N_("A person, in any usual order and spelling of the name."), is_repeatable=True),
    Parameter("publisher", "string", N_("A publisher."), is_repeatable=True),
    Parameter("subject", "string", N_("A subject."), is_repeatable=True),
    Parameter("project", "string", N_("A project's award number in any notation."), is_repeatable=True),
    Parameter("funder", "string", N_("A funder's ROR, DOI or name, or a value of this facet."), is_repeatable=True),
    Parameter(
        "institution", "string", N_("An institution's ROR or name, or a value of this facet."), is_repeatable=True
    ),
    Parameter("tag", "string", N_("A tag that the owner of the library has given."), is_repeatable=True),
)
#: Tags are the owner's own: a search can be narrowed to one, but they are not listed.
_COUNTED = tuple(name for name in FACETS if name != "tag")
_FACETS = Parameter("facet", "string", N_("What to count."), choices=_COUNTED, is_repeatable=True)
_FACET_SIZE = Parameter("facet_size", "integer", N_("How many values to count of each facet."), 10, least=1, most=1_000)
_LANGUAGE = Parameter("search_in", "string", N_("Search only texts in this language."), choices=("ja", "en"))
_EXACT = Parameter(
    "exact", "boolean", N_("Search for the words as written: no spellings, synonyms or translations."), False
)


def _filters(values: Values) -> dict[str, Any]:
    """Return the filters among the values, as ``Library.search`` takes them."""
    found = {one.name: values[one.name] for one in _FILTERS if one.name != "year" and values[one.name]}
    if values["year"]:
        found["year"] = _years(values["year"])
    return found


def _years(written: str) -> tuple[int | None, int | None]:
    """Return a year or a range as a range; the earlier end is the first."""
    first, dots, last = written.partition("..")
    if not dots:
        return int(first), int(first)
    ends = [int(end) for end in (first, last) if end]
    if len(ends) == 2:
        return min(ends), max(ends)
    return (ends[0], None) if first else (None, ends[0])


def search(library: Library, values: Values) -> dict[str, Any]:
    """Return a page of hits."""
    options = {
        "facets": values["facet"],
        "facet_size": values["facet_size"],
        "sort": values["sort"],
        "limit": values["limit"],
        "exact": values["exact"],
        "lang": values["search_in"],
        "explain": values["explain"],
    }
    asked = {**_filters(values), **options}
    page, cursor, renewed = cursors.page(library, values["q"], asked, values["offset"], values["cursor"])
    told = shared_page(library, page).to_dict()
    return told | {"cursor": cursor, "renewed": renewed}


def record(library: Library, values: Values) -> dict[str, Any]:
    """Return one record."""
    found = library.get(values["id"])
    shared = shared_record(found)
    return {"record": shared, "withheld": _is_withheld(found, shared)}


def _is_withheld(found: Record, shared: Record) -> bool:
    return len(found.abstracts) > len(shared.abstracts)


def facets(library: Library, values: Values) -> dict[str, Any]:
    """Return counts."""
    wanted = values["facet"] or _COUNTED
    page: Page = library.search(
        values["q"],
        **_filters(values),
        facets=wanted,
        facet_size=values["facet_size"],
        exact=values["exact"],
        lang=values["search_in"],
        limit=0,
    )
    return {
        "query": page.query,
        "total": page.total,
        "relaxed": not page.total and page.relaxed_total > 0,
        "relaxed_total": page.relaxed_total,
        "facets": page.facets,
        "notices": [one.to_dict() for one in page.notices],
        "change": page.change,
        **({"partial": page.partial} if page.partial else {}),
    }


def suggest(library: Library, values: Values) -> dict[str, Any]:
    """Return completions."""
    found = library.suggest(values["prefix"], limit=values["limit"], within=values["in"])
    return {"prefix": values["prefix"], "suggestions": found}


def similar(library: Library, values: Values) -> dict[str, Any]:
    """Return similar records."""
    given = library.get(values["id"])
    found = library.similar(given.id, limit=values["limit"], **_filters(values))
    return {
        "id": given.id,
        "similar": [
            {
                "id": one.id,
                "score": one.score,
                "title": one.title,
                "title_other": one.title_other or None,
                "year": one.record.year,
                "doi": one.record.doi or None,
                "because": one.because,
                "across": one.across,
            }
            for one in shared_similar(given, found)
        ],
    }


def lexicon(library: Library, values: Values) -> dict[str, Any]:
    """Return translations."""
    return {"query": values["q"], "meanings": library.lexicon(values["q"])}


def stats(library: Library, _values: Values) -> dict[str, Any]:
    """Return figures, but not where the library is."""
    figures = library.stats()._asdict()
    del figures["path"]
    return figures


OPERATIONS = (
    Operation(
        "search",
        "/search",
        N_("Search, best first; without q, list everything, newest first."),
        (
            _QUERY,
            *_FILTERS,
            Parameter(
                "sort",
                "string",
                N_(
                    "Order of the hits. cited: those first that most other records of this library cite, by cited_in_library;"
                    " citations from elsewhere are not counted."
                ),
                "relevance",
                choices=get_args(Sort),
            ),
            Parameter("limit", "integer", N_("Number of hits."), 10, most=MOST_HITS),
            Parameter("offset", "integer", N_("Number of hits to skip. Further on, use cursor."), 0, most=MOST_OFFSET),
            Parameter(
                "cursor",
                "string",
                N_("The cursor of the page before, with the other parameters unchanged. Replaces offset."),
                pattern=cursors.PATTERN,
            ),
            _LANGUAGE,
            _EXACT,
            Parameter("explain", "boolean", N_("Say why each record was found."), False),
            _FACETS,
            _FACET_SIZE,
        ),
        answers.SearchAnswer,
        search,
    ),
    Operation(
        "record",
        "/records/{id}",
        N_("One record, by its id, or by a DOI, CRID, NAID or PMID in any notation. Slashes may stand as they are."),
        (),
        answers.RecordAnswer,
        record,
        has_id=True,
        may_be_missing=True,
    ),
    Operation(
        "facets",
        "/facets",
        N_("Count what a search finds, by journal, year, author and so on."),
        (_QUERY, *_FILTERS, _LANGUAGE, _EXACT, _FACETS, _FACET_SIZE),
        answers.FacetsAnswer,
        facets,
    ),
    Operation(
        "suggest",
        "/suggest",
        N_(
            "Complete the beginning of a word, subject, journal or name; kana and Latin letters find Japanese words by reading."
        ),
        (
            Parameter("prefix", "string", N_("What was typed."), "", most=_MOST_TEXT, example="めんえき"),
            Parameter("limit", "integer", N_("Number of completions."), 10, most=100),
            Parameter("in", "string", N_("Only this kind."), choices=_KINDS, is_repeatable=True),
        ),
        answers.SuggestAnswer,
        suggest,
    ),
    Operation(
        "similar",
        "/similar",
        N_("The records with content most similar to that of one record, in both languages."),
        (
            Parameter("id", "string", N_("The record: what /records takes."), is_required=True, most=500),
            Parameter("limit", "integer", N_("Number of records."), 10, most=100),
            *_FILTERS,
        ),
        answers.SimilarAnswer,
        similar,
        may_be_missing=True,
    ),
    *LINKED,
    Operation(
        "lexicon",
        "/lexicon",
        N_("How a search translates words between Japanese and English."),
        (Parameter("q", "string", N_("Words."), is_required=True, most=_MOST_TEXT, example="免疫"),),
        answers.LexiconAnswer,
        lexicon,
    ),
    Operation(
        "stats", "/stats", N_("How many records the library has, from which sources."), (), answers.StatsAnswer, stats
    ),
)
