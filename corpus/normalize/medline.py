"""Related articles, data and grants in MEDLINE's tags: what a line says, and the line that says it."""

import re
from collections.abc import Iterator

from shoroku.corpus.awards import awards
from shoroku.corpus.identifiers import Identifier
from shoroku.corpus.keys import project_key
from shoroku.corpus.normalize import cleaning
from shoroku.corpus.normalize.one_line import one_line
from shoroku.corpus.normalize.relations import CLINICAL_TRIAL, data_bank, relation, work_identifier
from shoroku.corpus.record import Funding, Record, Relation

#: Tag -> PubMed's word for the relation (CommentsCorrections).
WORDS = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRF": "CorrectedandRepublishedFrom",
    "CRI": "CorrectedandRepublishedIn",
    "DDIN": "DatasetDescribedIn",
    "ECF": "ExpressionOfConcernFor",
    "ECI": "ExpressionOfConcernIn",
    "EFR": "ErratumFor",
    "EIN": "ErratumIn",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPF": "RepublishedFrom",
    "RPI": "RepublishedIn",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
_TAGS = {word: tag for tag, word in WORDS.items()}
#: Kind and direction -> the tag for words of other sources.
_BY_KIND = {
    ("comments", False): "CON",
    ("comments", True): "CIN",
    ("corrects", False): "EFR",
    ("corrects", True): "EIN",
    ("retracts", False): "ROF",
    ("retracts", True): "RIN",
    ("updates", False): "UOF",
    ("updates", True): "UIN",
}
_PMID = re.compile(r"(?:^|\s)PMID:\s*(\d{1,8})\s*$")


def related(tag: str, value: str) -> Relation:
    """Return the relation of a line: the citation, and the PMID at its end if it has one."""
    match = _PMID.search(value)
    title = value[: match.start()].strip() if match else value
    return relation(WORDS[tag], [work_identifier("PMID", match[1]) if match else None], title=title)


def data(value: str) -> Relation | None:
    """Return the relation to what an accession number names: ``GENBANK/AF078607``."""
    bank, _, number = value.partition("/")
    return data_bank(bank, number)


def grants(value: str) -> tuple[Funding, ...]:
    """Return the awards of a grant: ``number/acronym/agency/country``, of which the first ones may be missing."""
    *before, agency, _country = value.split("/") if "/" in value else [value, "", ""]
    number = "/".join(before[:-1] if len(before) > 1 else before)
    funders = cleaning.distinct([cleaning.text(agency.strip())] if agency.strip() else [])
    return awards([number], funders)


def lines(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the tags and values for a record's awards, data and related articles, as far as MEDLINE has tags for them."""
    for award in record.funding:
        agency = one_line(award.funders[0].value).replace("/", "／") if award.funders else ""
        scheme, _, national = (project_key(award) or "").partition(":")
        number = f"JP{national}" if scheme == "kakenhi" else one_line(award.number)
        if number or agency:
            yield "GR", f"{number}//{agency}/"
    for one in record.relations:
        if (one.kind == "supplements" and one.inverse) or one.type == CLINICAL_TRIAL:
            yield from (("SI", f"{one.word}/{each.value}") for each in one.identifiers if _is_of_a_bank(one, each))
        elif tag := _TAGS.get(one.word) or _BY_KIND.get((one.kind, one.inverse)):
            pmid = next((each.value for each in one.identifiers if each.kind == "PMID"), "")
            title = one_line(one.title) or next((f"{each.kind}: {each.value}" for each in one.identifiers), "")
            yield tag, f"{title} PMID: {pmid}".strip() if pmid else title


def _is_of_a_bank(stated: Relation, identifier: Identifier) -> bool:
    """Return whether an identifier is an accession number in the data bank that the relation's word names."""
    return identifier.kind == stated.word.upper() and "/" not in stated.word
