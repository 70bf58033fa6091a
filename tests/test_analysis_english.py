"""English words: one spelling, one stem, no accents, Greek letters by their names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku.analyzers import joined_terms
from shoroku.analyzers.latin import TERMS, fold, joined, readable, transcriptions, words
from shoroku.analyzers.spelling.british import american
from shoroku.analyzers.spelling.stopwords import ENGLISH

BRITISH_AND_AMERICAN = """
behaviour behavior, behavioural behavioral, tumour tumor, tumours tumors, colour color, coloured colored,
labelled labeled, labelling labeling, modelling modeling, travelled traveled, cancelled canceled, fuelled fueled,
organise organize, organisation organization, optimise optimize, optimised optimized, minimising minimizing,
randomised randomized, characterise characterize, characterising characterizing, polarise polarize,
mechanise mechanize, ionise ionize, hypothesised hypothesized, crystallisation crystallization, standardise standardize,
analyse analyze, analysed analyzed, paralysed paralyzed, catalyse catalyze,
anaemia anemia, anaemic anemic, haemoglobin hemoglobin, leukaemia leukemia, ischaemia ischemia, oedema edema,
oestrogen estrogen, oesophagus esophagus, foetus fetus, paediatric pediatric, orthopaedics orthopedics,
anaesthesia anesthesia, aetiology etiology, gynaecology gynecology, diarrhoea diarrhea, dyspnoea dyspnea, apnoea apnea,
coeliac celiac, faecal fecal, palaeolithic paleolithic, manoeuvre maneuver, caesarean cesarean,
fibre fiber, fibres fibers, litre liter, millilitre milliliter, metre meter, centre center, theatre theater, titre titer,
goitre goiter, sulphate sulfate, aluminium aluminum, programme program, catalogue catalog, defence defense,
licence license, ageing aging, artefact artifact, fulfil fulfill, enrolment enrollment, practising practicing,
grey gray, mould mold, plough plow
"""
PAIRS = [tuple(pair.split()) for pair in BRITISH_AND_AMERICAN.split(",")]

THE_SAME_EVERYWHERE = """
hour hours four fourteen pour tour tourist our your sour flour detour contour contouring glamour devour devouring scour velour
wise otherwise likewise stepwise rise arise raise praise noise noised poise bruise cruise disguise
exercise exercised exercising precise concise excise advise advised devise revise revised supervise supervised unsupervised
improvise televise promise promising premise compromise compromised surmise advertise expertise treatise franchise
enterprise surprise comprise comprised paradise merchandise despise disease diseases size sizes prize isomer
visited listed analysis paralysis
here there were acre massacre ogre genre cadre poem poetry aerobic aerosol does shoes coexist algae larvae
rolling called filled distill cell cells controlled compelled
""".split()

MEET = [
    ("inhibitor", "inhibitors"),
    ("therapies", "therapy"),
    ("Therapy", "THERAPIES"),
    ("naïve", "naive"),
    ("Alzheimer's", "Alzheimer"),
    ("Alzheimer’s", "alzheimer"),
    ("Sjögren", "Sjogren"),
    ("café", "cafe"),
    ("cafe\u0301", "café"),
    ("œdema", "oedema"),
    ("Straße", "strasse"),
    ("studied", "studies"),
    ("ﬁbroblast", "fibroblast"),
    ("β2", "beta-2"),
    ("γ-globulin", "gamma globulin"),
    ("µ", "μ"),
    ("1,000", "1000"),
    ("3D", "3d"),
    ("H₂O", "H2O"),
]

APART = [
    ("IL-6", "IL-17"),
    ("IL-1", "IL-10"),
    ("hour", "hor"),
    ("RA", "ratio"),
    ("universe", "diverse"),
    ("C", "C++"),
    ("C", "C#"),
    ("C++", "C#"),
    ("0.05", "0.5"),
    ("CD4", "CD8"),
    ("α", "β"),
    ("four", "for"),
    ("sour", "sor"),
    ("tour", "tor"),
    ("wise", "wize"),
]


@pytest.mark.parametrize(("british", "us"), PAIRS)
def test_british_and_american_spelling_meet(british: str, us: str) -> None:
    """A word in British spelling is found by the American one, and the other way round."""
    assert american(british) == us
    assert american(us) == us
    assert joined_terms(british) == joined_terms(us)


@pytest.mark.parametrize("word", THE_SAME_EVERYWHERE)
def test_spelling_leaves_other_words_alone(word: str) -> None:
    """A word that only looks British keeps its letters."""
    assert american(word) == word


@pytest.mark.parametrize(("one", "other"), MEET)
def test_forms_meet(one: str, other: str) -> None:
    """Forms of one word give one term."""
    assert joined_terms(one) == joined_terms(other) != ""


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_stay_apart(one: str, other: str) -> None:
    """Different words do not become one."""
    assert set(joined_terms(one).split()).isdisjoint(joined_terms(other).split())


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("SARS-CoV-2", "sar cov2"),
        ("IL-17A", "il17a"),
        ("IL-6.", "il6"),
        ("IL-6, 7", "il6 7"),
        ("double-blind", "doubl blind"),
        ("αβ", "alpha beta"),
        ("λόγος", "λογος"),
        ("Москва", "москва"),
        ("snake_case", "snake case"),
        ("p<0.05", "p 0.05"),
        ("12.5%", "12.5"),
        ("x" * 300, "x" * 100),
    ],
)
def test_what_a_word_is(text: str, terms: str) -> None:
    """Letters with a hyphen and digits are one word; other hyphens and signs part words."""
    assert joined_terms(text) == terms


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("Schrödinger", ["schroeding"]),
        ("Schroedinger", ["schroding"]),
        ("schro\u0308dinger", ["schroeding"]),
        ("Müller", ["mueller"]),
        ("Mueller", ["muller"]),
        ("cytokine", []),
        ("queue", []),
        ("value", []),
        ("IL-6", []),
        ("", []),
    ],
)
def test_transcriptions(word: str, others: list[str]) -> None:
    """A word with an umlaut knows the term of its spelling without, and the other way round."""
    assert transcriptions(word) == others


@pytest.mark.parametrize(
    ("one", "other"), [("Schrödinger", "Schroedinger"), ("Müller", "Mueller"), ("Gödel", "Goedel")]
)
def test_transcriptions_meet(one: str, other: str) -> None:
    """Asked for with its transcriptions, either spelling finds the other."""
    assert TERMS[other] in transcriptions(one)
    assert TERMS[one] in transcriptions(other)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Ångström", "angstrom"), ("Łódź", "lodz"), ("Ærø", "aero"), ("naïve", "naive"), ("IL-6", "il-6")],
)
def test_fold(word: str, expected: str) -> None:
    """Folding takes case and accents away."""
    assert fold(word) == expected


def test_stopwords_are_words_of_the_chain() -> None:
    """Every stop word is one word in lower case, and no subject of a search is among them."""
    assert all(len(list(words(word))) == 1 and word == word.lower() for word in ENGLISH)
    assert ENGLISH.isdisjoint({"cytokine", "il", "ra", "vitamin", "study", "c"})


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("abcdefghilmnoprstuyzeo"), min_size=1, max_size=14))
def test_spelling_is_settled_after_one_step(word: str) -> None:
    """A word that was respelled is not respelled again, so a query in either spelling ends at the same term."""
    assert american(american(word)) == american(word)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("abIL6-. ,()':;\n\t'é#+cC")))
def test_joined_is_words(text: str) -> None:
    """The fast way over Latin text reads the same words as the one with offsets."""
    assert joined(text) == " ".join(term for term, _, _ in words(text))


@pytest.mark.parametrize(
    ("stem", "forms", "shown"),
    [
        ("languag", "language languages", "language"),
        ("system", "systems", "system"),
        ("joint", "jointe joints", "joint"),
        ("analyz", "analyzing analyze analyzed", "analyze"),
        ("walk", "walking", "walk"),
        ("kyoto", "", "kyoto"),
    ],
)
def test_a_stem_is_shown_as_a_word(stem: str, forms: str, shown: str) -> None:
    """A stem is shown as its shortest word form, or as it is if it has a plural."""
    assert all(TERMS[form] == stem for form in forms.split())
    assert readable(stem, forms.split()) == shown
