"""Complaints of users of search engines about Latin script: plurals, spellings, hyphens, accents, Greek letters, numerals."""

from collections.abc import Callable

import pytest

from shoroku import Library, Page, Record
from shoroku.analyzers.latin import other_number, singular

Make = Callable[..., Record]
Fill = Callable[..., Library]


@pytest.fixture
def shelf(library: Library, record: Make, fill: Fill) -> Callable[..., Library]:
    """Give a function that fills a library with records of a title each, named by the keyword, among others."""

    def shelf(**titles: str) -> Library:
        others = [
            record(f"zz{n}", title) for n, title in enumerate(["Stones by a river", "Old bridges", "A garden gate"])
        ]
        return fill(library, *(record(name, title) for name, title in titles.items()), *others)

    return shelf


def strict(page: Page) -> list[str]:
    """Return the ids of the hits that hold the whole query, in order."""
    return [hit.id for hit in page.hits if not hit.relaxed]


FORMS = [
    (["mouse", "mice"], "mousse"),
    (["child", "children"], "chile"),
    (["criterion", "criteria"], "criticism"),
    (["analysis", "analyses"], "analyst"),
    (["hypothesis", "hypotheses"], "hypothecation"),
    (["metastasis", "metastases"], "metaphor"),
    (["index", "indices", "indexes"], "indication"),
    (["matrix", "matrices"], "matron"),
    (["vertebra", "vertebrae"], "vertigo"),
    (["bacterium", "bacteria"], "bactericide"),
    (["phenomenon", "phenomena"], "phenotype"),
    (["stimulus", "stimuli"], "stimulation"),
    (["woman", "women"], "womb"),
    (["foot", "feet"], "fee"),
    (["axis", "axes"], "axiom"),
    (["tumour", "tumor", "tumours"], "tumult"),
    (["leucocyte", "leukocyte", "leucocytes"], "leucine"),
    (["neighbourhood", "neighborhood"], "neighing"),
    (["tumourigenesis", "tumorigenesis"], "genesis"),
    (["centred", "centered"], "centipede"),
    (["haemorrhage", "hemorrhage"], "hemoglobin"),
    (["fibreglass", "fiberglass"], "glass"),
    (["Alzheimer's disease", "Alzheimer’s disease", "Alzheimer disease", "Alzheimers disease"], "Altona disease"),
    (["Crohn’s", "Crohn's", "Crohn"], "crone"),
    (["β-catenin", "beta-catenin", "β‐catenin", "beta catenin"], "alpha-catenin"),
    (["TGF-β", "TGFβ", "TGF-beta", "TGFbeta"], "TNF-alpha"),
    (["naïve", "naive", "nai\u0308ve"], "native"),
    (["Sjögren", "Sjogren", "Sjo\u0308gren"], "Sjoberg"),
    (["dose-response", "dose–response", "dose\u2011response", "dose response"], "dosage respondent"),
    (["Guillain-Barré", "Guillain–Barre"], "Guillotine bar"),
    (["cytokine", "cyto\u00adkine", "cyto\u200dkine", "cyto\u200bkine"], "cytosine"),
    (["ﬁbrosis", "fibrosis"], "fibula"),
    (["anticancer", "anti-cancer", "anti\u2010cancer"], "antique cancan"),
    (["preeclampsia", "pre-eclampsia"], "eclampsia"),
    (["nonlinear", "non-linear", "non linear"], "linear"),
    (["e-mail", "email"], "mail"),
    (["meta-analysis", "metaanalysis"], "meta study"),
    (["CO₂", "CO2"], "CO3"),
    (["type 2 collagen", "type II collagen", "type Ⅱ collagen"], "type 3 collagen"),
    (["type 1 collagen", "type I collagen", "type Ⅰ collagen"], "type V collagen"),
    (["IL-6", "IL–6", "IL\u20116", "IL 6", "IL6"], "IL-8"),
]  # fmt: skip


@pytest.mark.parametrize(("forms", "rival"), FORMS)
def test_forms_find_each_other(shelf: Callable[..., Library], forms: list[str], rival: str) -> None:
    """Each form of a word finds all the others and no word that only looks like it."""
    library = shelf(rival=f"The {rival} here", **{f"form{n}": f"The {form} there" for n, form in enumerate(forms)})
    for form in forms:
        assert sorted(strict(library.search(form))) == [f"form{n}" for n in range(len(forms))], form


def test_the_form_that_was_asked_for_comes_first(shelf: Callable[..., Library]) -> None:
    """The form that was typed comes first: matrices before matrix, and the other way round."""
    library = shelf(a_one="Sparse matrix", b_many="Sparse matrices")
    assert strict(library.search("matrices")) == ["b_many", "a_one"]
    assert strict(library.search("matrix")) == ["a_one", "b_many"]


def test_abbreviations_with_points_are_no_words(shelf: Callable[..., Library]) -> None:
    """Neither e.g. nor et al. narrows a search to the pages that say it."""
    library = shelf(a_eg="e.g. an example", b_mice="Rodents such as mice", c_both="Rodents, e.g. mice")
    assert set(strict(library.search("rodents, e.g. mice"))) == {"b_mice", "c_both"}


@pytest.mark.parametrize("query", ["mice 10.0000/\ud800", "0 10.0000/\ud800", "10.0000/\udfff x"])
def test_half_a_character_in_an_identifier(shelf: Callable[..., Library], query: str) -> None:
    """An identifier that was pasted with half a character finds nothing of its own, and is no error."""
    assert strict(shelf(a="Of mice").search(query)) == []


def test_a_possessive_is_marked_whole(shelf: Callable[..., Library]) -> None:
    """The mark of a possessive is on the word with its ending, in whichever sign it is written."""
    (hit,) = shelf(a="On Crohn’s disease").search("crohn's").hits
    assert hit.highlights["title"].html("[", "]") == "On [Crohn’s] disease"


@pytest.mark.parametrize(
    "word",
    """species specimen regimen abdomen lumen media data bases lives dose doses uses cases diseases databases devices
    delta ephedra era camera pneumonia dementia alpha phi semi multi anti gemini quanta-x purposes phases does
    this these houses synapses glucoses human german ottoman virus campus thus famous""".split(),
)
def test_what_only_looks_like_a_plural(word: str) -> None:
    """A word that is not an irregular plural stays as it is."""
    assert singular(word) == word


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("analysis", "analyses"),
        ("electrolysis", "electrolyses"),
        ("mycobacterium", "mycobacteria"),
        ("polyhedron", "polyhedra"),
        ("staphylococcus", "staphylococci"),
        ("index", "indices"),
        ("mouse", "mice"),
        ("fisherman", "fishermen"),
        ("human", ""),
        ("virus", ""),
        ("album", ""),
        ("basis", ""),
        ("", ""),
    ],
)
def test_number(one: str, many: str) -> None:
    """A noun and its irregular plural know each other; a noun with a regular plural knows none."""
    assert other_number(one) == many
    if many:
        assert other_number(many) == one
