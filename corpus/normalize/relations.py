"""What sources call the relations between works, in one vocabulary, and the identifiers by which they name other works.

The vocabularies are those of DataCite and JPCOAR, Crossref, PubMed (CommentsCorrections) and JATS (related-article-type).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

from shoroku.corpus.identifiers import Identifier, canonical
from shoroku.corpus.normalize.dois import dois
from shoroku.corpus.record import Relation, RelationKind

#: Words, without hyphens and case, for: this work is the subject.
_WORDS: dict[RelationKind, str] = {
    "cites": "cites references reference ref referencedworks citationlist articlereference 参考文献 引用文献",
    "supplements": "issupplementto supplements associatedpublication",
    "derived-from": "isderivedfrom isbasedon basedondata 使用データ",
    "part-of": "ispartof inseries partof ispublishedin",
    "version-of": (
        "isversionof isformatof isnewversionof replaces ispreprintof isvariantformof ismanuscriptof iseditionof obsoletes"
        " reprintof republishedfrom republishedarticle newversion newedition isupdateto"
    ),
    "translation-of": "istranslationof translatedarticle",
    "reviews": "reviews isreviewof peerreviewedarticle reviewedarticle",
    "comments": "iscommenton commenton isreplyto commentaryarticle expressionofconcernfor expressionofconcern objectofconcern",
    "corrects": (
        "iscorrectionof erratumfor erratum correction corrigendum clarification correctedarticle"
        " correctedandrepublishedfrom"
    ),
    "retracts": (
        "retractionof partialretractionof retraction partialretraction withdrawal removal retractedarticle"
        " retractedandrepublishedfrom"
    ),
    "updates": "updateof updatedarticle addendum addendedarticle",
    "same-as": "isidenticalto issameas sameas",
}
#: Words for: the other work is the subject.
_INVERSE: dict[RelationKind, str] = {
    "cites": "iscitedby isreferencedby 被引用文献",
    "supplements": "issupplementedby hassupplement associateddataset",
    "derived-from": "issourceof isbasisfor hasderivation isdatabasisfor",
    "part-of": "haspart",
    "version-of": (
        "hasversion hasformat ispreviousversionof isreplacedby haspreprint isoriginalformof hasmanuscript isobsoletedby"
        " reprintin republishedin preprint"
    ),
    "translation-of": "hastranslation",
    "reviews": "isreviewedby hasreview",
    "comments": "hascomment commentin hasreply commentary expressionofconcernin",
    "corrects": "hascorrection erratumin correctionforward correctedandrepublishedin",
    "retracts": "retractionin partialretractionin retractionforward retractedandrepublishedin",
    "updates": "updatein addendumforward updateforward",
}
_KINDS: dict[str, tuple[RelationKind, bool]] = {
    word: (kind, inverse)
    for table, inverse in ((_WORDS, False), (_INVERSE, True))
    for kind, words in table.items()
    for word in words.split()
}

#: The same identifier under other names, in capitals.
_SCHEMES = {
    "HANDLE": "HDL",
    "PUBMED": "PMID",
    "MEDLINE": "PMID",
    "PMC": "PMCID",
    "URL": "URI",
    "PURL": "URI",
    "W3ID": "URI",
    "JALC": "DOI",
    "CROSSREF": "DOI",
    "DATACITE": "DOI",
}
#: Addresses of works, with or without their scheme.
_PLACES = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.ASCII))
    for kind, pattern in (
        ("DOI", r"(?:https?://)?(?:dx\.|www\.)?doi\.org/(10\.\S+)"),
        ("HDL", r"(?:https?://)?hdl\.handle\.net/(\S+)"),
        ("CRID", r"(?:https?://)?cir\.nii\.ac\.jp/crid/(\d{19})\b"),
        ("NAID", r"(?:https?://)?ci\.nii\.ac\.jp/naid/(\d{11,12})\b"),
        ("PMID", r"(?:https?://)?(?:(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/(\d{1,8})\b"),
        ("PMCID", r"(?:https?://)?(?:(?:www\.|pmc\.)?ncbi\.nlm\.nih\.gov|europepmc\.org)/(?:\S*?/)?(PMC\d+)\b"),
        ("PMCID", r"https?://\S+?/(?:articles/)?(PMC\d+)\b"),
        ("ARXIV", r"(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/(\S+?)(?:\.pdf)?$"),
        ("OPENALEX", r"(?:https?://)?openalex\.org/(?:works/)?(W\d+)"),
    )
)
_BARE_DOI = re.compile(r"(?:info:doi/|doi:\s*)?10\.\d{4,9}/", re.IGNORECASE | re.ASCII)
#: Registers of clinical trials, which PubMed lists among the data banks; in capitals.
_TRIAL_REGISTERS = frozenset(
    "CLINICALTRIALS.GOV ISRCTN ANZCTR CHICTR CRIS CTRI DRKS EUDRACT IRCT JAPICCTI JMACCT JPRN JRCT NTR PACTR REBEC REPEC RPCEC"
    " SLCTR TCTR UMIN-CTR".split()
)
#: The type of what a register of trials names.
CLINICAL_TRIAL = "clinical trial"
_NOTHING = frozenset({"", "なし", "無し", "無", "none", "n/a", "na", "-", "－", "null", "doi"})


@lru_cache(1_000)
def kind_of(word: str) -> tuple[RelationKind, bool]:
    """Return what a source's word means and whether it is an inverse; ("", False) if it has no place in our vocabulary.

    Case, hyphens, spaces and the prefix of a namespace do not matter.
    """
    plain = unicodedata.normalize("NFKC", word).rpartition(":")[2]
    return _KINDS.get(re.sub(r"[\W\d_]", "", plain.lower()), ("", False))


def relation(word: str, identifiers: Iterable[Identifier | None] = (), *, type: str = "", title: str = "") -> Relation:  # noqa: A002
    """Return the relation that a source states with ``word``; ``identifiers`` that are None are left out."""
    kind, inverse = kind_of(word)
    return Relation(kind, word, inverse, tuple(dict.fromkeys(filter(None, identifiers))), type, title)


def work_identifier(scheme: str, value: str) -> Identifier | None:
    """Return the identifier of another work, in its canonical spelling; None if there is none.

    ``scheme`` is the source's name for the registry. An address that contains an identifier is that identifier.
    """
    value = value.strip()
    if value.lower() in _NOTHING:
        return None
    for kind, place in _PLACES:
        if match := place.match(value):
            return _of_kind(kind, unquote(match[1]) if kind == "DOI" else match[1])
    kind = scheme.strip().upper().removeprefix("CIR:")
    kind = _SCHEMES.get(kind, kind)
    if not kind or kind in ("URI", "OTHER"):
        if value[:4].lower() == "http":
            return Identifier("URI", value)
        kind = "DOI" if _BARE_DOI.match(unicodedata.normalize("NFKC", value)) else kind or "OTHER"
    return _of_kind(kind, value)


def _of_kind(kind: str, value: str) -> Identifier:
    if kind == "DOI":
        return next(iter(dois(value)), Identifier(kind, value))
    if kind == "HDL":
        return Identifier(kind, re.sub(r"^(?:info:hdl/|hdl:\s*)", "", value, flags=re.IGNORECASE))
    if kind == "ARXIV":
        return Identifier(kind, re.sub(r"^arxiv:\s*", "", value, flags=re.IGNORECASE))
    if kind == "PMCID":
        return Identifier(kind, f"PMC{value}" if value.isdecimal() else value.upper())
    return canonical(kind, value)


def data_bank(bank: str, number: str) -> Relation | None:
    """Return what an accession number is to the article that states it: the data behind it, or a registered trial."""
    named = work_identifier(bank, number)
    if not named:
        return None
    if bank.upper() in _TRIAL_REGISTERS:
        return Relation("", bank, False, (named,), CLINICAL_TRIAL)
    return Relation("supplements", bank, True, (named,), "dataset")
