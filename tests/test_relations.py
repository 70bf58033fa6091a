"""What sources call relations, and how they name other works: one vocabulary, one spelling."""

import re
from pathlib import Path

import pytest

from shoroku import Identifier
from shoroku.corpus.normalize.relations import kind_of, relation, work_identifier
from shoroku.corpus.record import RELATION_KINDS

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "samples"

#: A source's word, what it means, and whether the other work is the subject.
WORDS = [
    ("cites", "cites", False),
    ("Cites", "cites", False),
    ("References", "cites", False),
    ("isCitedBy", "cites", True),
    ("IsReferencedBy", "cites", True),
    ("isSupplementTo", "supplements", False),
    ("is-supplemented-by", "supplements", True),
    ("IsDerivedFrom", "derived-from", False),
    ("isSourceOf", "derived-from", True),
    ("isPartOf", "part-of", False),
    ("inSeries", "part-of", False),
    ("hasPart", "part-of", True),
    ("isVersionOf", "version-of", False),
    ("isFormatOf", "version-of", False),
    ("IsNewVersionOf", "version-of", False),
    ("replaces", "version-of", False),
    ("is-preprint-of", "version-of", False),
    ("has-preprint", "version-of", True),
    ("hasVersion", "version-of", True),
    ("isReplacedBy", "version-of", True),
    ("isTranslationOf", "translation-of", False),
    ("hasTranslation", "translation-of", True),
    ("Reviews", "reviews", False),
    ("has-review", "reviews", True),
    ("CommentOn", "comments", False),
    ("CommentIn", "comments", True),
    ("ErratumFor", "corrects", False),
    ("ErratumIn", "corrects", True),
    ("corrected-article", "corrects", False),
    ("RetractionOf", "retracts", False),
    ("RetractionIn", "retracts", True),
    ("UpdateOf", "updates", False),
    ("UpdateIn", "updates", True),
    ("isIdenticalTo", "same-as", False),
    ("RetractedandRepublishedFrom", "retracts", False),
    ("RetractedandRepublishedIn", "retracts", True),
    ("cito:cites", "cites", False),
    ("ｉｓ Ｐａｒｔ Ｏｆ", "part-of", False),
    ("参考文献", "cites", False),
    ("被引用文献", "cites", True),
    ("使用データ", "derived-from", False),
    ("OriginalReportIn", "", False),
    ("requires", "", False),
    ("関連", "", False),
    ("", "", False),
]


@pytest.mark.parametrize(("word", "kind", "inverse"), WORDS)
def test_words(word: str, kind: str, inverse: bool) -> None:
    """A word of any source is understood without regard to case and hyphens; an unknown one has no kind."""
    assert kind_of(word) == (kind, inverse)
    assert kind in RELATION_KINDS


@pytest.mark.skipif(not SHARED.is_dir(), reason="the samples are not beside the project")
def test_every_word_of_jpcoar_that_states_a_relation_of_ours() -> None:
    """Of the words of the official schema, only those that state nothing of our vocabulary have no kind."""
    schema = (SHARED / "jpcoar" / "2.1" / "jpcoar_scm.xsd").read_text(encoding="utf-8")
    words = re.findall(
        r'enumeration value="((?:is[A-Z]|has[A-Z]|in[A-Z]|cites|references|replaces|requires|co)\w*)"', schema
    )
    unknown = {word for word in words if not kind_of(word)[0]}
    assert unknown <= {
        "isRequiredBy", "requires", "isCollectedBy", "collects", "continues", "isContinuedBy",
        "collection", "conference", "compiled", "courtdocuments", "conferenceobject",
    }, unknown  # fmt: skip


IDENTIFIERS = [
    ("DOI", "10.5555/A", "DOI 10.5555/a"),
    ("doi", "https://doi.org/10.1016/0022-0248(83)90411-6", "DOI 10.1016/0022-0248(83)90411-6"),
    ("URL", "https://doi.org/10.5555%2FA", "DOI 10.5555/a"),
    ("JaLC", "10.5555/a", "DOI 10.5555/a"),
    ("DOI", "なし", None),
    ("DOI", " ", None),
    ("DOI", "123456", "DOI 123456"),
    ("pubmed", "9482837", "PMID 9482837"),
    ("", "https://pubmed.ncbi.nlm.nih.gov/9482837/", "PMID 9482837"),
    ("pmc", "22336", "PMCID PMC22336"),
    ("uri", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC22336/", "PMCID PMC22336"),
    ("arXiv", "arXiv:0706.0001", "ARXIV 0706.0001"),
    ("URL", "https://arxiv.org/abs/0706.0001", "ARXIV 0706.0001"),
    ("URI", "https://cir.nii.ac.jp/crid/1573105976826099072", "CRID 1573105976826099072"),
    ("URI", "https://ci.nii.ac.jp/naid/110007707553", "NAID 110007707553"),
    ("Handle", "http://hdl.handle.net/2433/1", "HDL 2433/1"),
    ("URL", "https://www.jircas.go.jp/ja/greenasia", "URI https://www.jircas.go.jp/ja/greenasia"),
    ("", "10.5555/a", "DOI 10.5555/a"),
    ("", "Ann. Rep. 3", "OTHER Ann. Rep. 3"),
    ("URI", "doi.org/10.5555/A", "DOI 10.5555/a"),
    ("URL", "HTTPS://WWW.DOI.ORG/10.5555/A", "DOI 10.5555/a"),
    ("", "１０．５５５５／Ａ", "DOI 10.5555/a"),
    ("URI", "hdl.handle.net/2433/1", "HDL 2433/1"),
    ("HDL", "hdl:2433/1", "HDL 2433/1"),
    ("URL", "ci.nii.ac.jp/naid/110007707553/", "NAID 110007707553"),
    ("URL", "pmc.ncbi.nlm.nih.gov/articles/PMC22336/", "PMCID PMC22336"),
    ("DOI", "10.5555/PMC22336", "DOI 10.5555/pmc22336"),
    ("GENBANK", "AF078607", "GENBANK AF078607"),
    ("openalex", "https://openalex.org/W1784246281", "OPENALEX W1784246281"),
]


@pytest.mark.parametrize(("scheme", "value", "expected"), IDENTIFIERS)
def test_identifiers(scheme: str, value: str, expected: str | None) -> None:
    """Another work is named by one spelling, whatever the source calls the registry; "none" is no identifier."""
    found = work_identifier(scheme, value)
    assert (found and f"{found.kind} {found.value}") == expected


def test_a_relation() -> None:
    """A relation keeps the source's word and its identifiers, each once."""
    doi = Identifier("DOI", "10.5555/a")
    made = relation("isCitedBy", [doi, None, doi], type="article", title="On Glass")
    assert (made.kind, made.word, made.inverse) == ("cites", "isCitedBy", True)
    assert (made.identifiers, made.type, made.title) == ((doi,), "article", "On Glass")
