"""A page of hits as JSON: the shape that programs rely on."""

from typing import Any

from shoroku.corpus.record import in_language
from shoroku.search import Hit, Page


def page_as_json(page: Page) -> dict[str, Any]:
    """Return a page as plain data. Texts that a record lacks are "", other values null."""
    return {
        "query": page.query,
        "total": page.total,
        "relaxed": page.relaxed,
        "relaxed_total": page.relaxed_total,
        "took_ms": page.took_ms,
        "hits": [hit_as_json(hit) for hit in page.hits],
        "facets": page.facets,
        "cursor": page.cursor,
        "also_searched": page.also_searched,
        "notices": [
            {"kind": one.kind, "start": one.start, "end": one.end, "en": one.text("en"), "ja": one.text("ja")}
            for one in page.notices
        ],
        "did_you_mean": page.did_you_mean,
        "in_one_list": page.in_one_list,
    }


def hit_as_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as plain data."""
    record = hit.record
    title, abstract = hit.highlights.get("title"), hit.highlights.get("abstract")
    return {
        "id": hit.id,
        "score": hit.score,
        "relaxed": hit.relaxed,
        "type": record.type,
        "title": hit.title,
        "title_other": hit.title_other or None,
        "creators": [in_language(person.names, record.language) for person in record.creators],
        "journal": in_language(record.journals, record.language),
        "year": record.year,
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.pages,
        "language": record.language,
        "sources": record.sources,
        "crid": record.identifier("CRID") or None,
        "doi": record.identifier("DOI") or None,
        "highlights": {
            "title": title.html() if title else None,
            "abstract": abstract.html() if abstract else None,
        },
        **({"explanation": hit.explanation} if hit.explanation else {}),
    }
