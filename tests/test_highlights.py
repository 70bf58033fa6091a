"""Highlights: the query's words marked in the original text, at the right characters, in any script."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoroku import Highlighted, Library, Record
from shoroku.search.expand.analyze import analyze_tree
from shoroku.search.expand.variants import QueryTerm
from shoroku.search.present.snippets import Highlighter
from shoroku.search.query import parse

quick = settings(max_examples=150, deadline=None)


def read(query: str) -> tuple[QueryTerm, ...]:
    return analyze_tree(parse(query).tree).terms


def marked(query: str, text: str) -> str:
    """Return ``text`` with what ``query`` marks in it between ⟦ and ⟧."""
    return Highlighter(read(query)).whole(text).html("⟦", "⟧")


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("inhibitor", "New inhibitors, an INHIBITOR.", "New ⟦inhibitors⟧, an ⟦INHIBITOR⟧."),
        ("IL-6", "抗IL-6抗体とanti-IL-6 therapy", "抗⟦IL-6⟧抗体とanti-⟦IL-6⟧ therapy"),
        ("il6", "ＩＬ－６を測る。IL‐6", "⟦ＩＬ－６⟧を測る。⟦IL‐6⟧"),
        ("阻害薬", "IL-6阻害薬とその他の薬", "IL-6⟦阻害薬⟧とその他の薬"),
        ("情報学", "国立情報学研究所の情報と学", "国立⟦情報学⟧研究所の情報と学"),
        ("関節リウマチ", "関節リウマチ患者の関節", "⟦関節リウマチ⟧患者の⟦関節⟧"),
        ("バイオマーカー", "新しいﾊﾞｲｵﾏｰｶｰとバイオマーカ", "新しい⟦ﾊﾞｲｵﾏｰｶｰ⟧と⟦バイオマーカ⟧"),
        ("ﾊﾞｲｵﾏｰｶｰ", "バイオマーカー探索", "⟦バイオマーカー⟧探索"),
        ("株式会社", "架空㍿の製品、株式会社例", "架空⟦㍿⟧の製品、⟦株式会社⟧例"),
        ("㍿", "前の株式会社", "前の⟦株式会社⟧"),
        ("国立", "國立の施設と国立の施設", "⟦國立⟧の施設と⟦国立⟧の施設"),
        ("癌", "がん患者と癌、ガン", "⟦がん⟧患者と⟦癌⟧、⟦ガン⟧"),
        ("therapy", "combined therapies", "combined ⟦therapies⟧"),
        ("tumour", "tumor Tumours", "⟦tumor⟧ ⟦Tumours⟧"),
        ("naive", "a naïve and a nai\u0308ve cell", "a ⟦naïve⟧ and a ⟦nai\u0308ve⟧ cell"),
        ("cytokine", "cyto\u200bkine and cyto\u00adkines", "⟦cyto\u200bkine⟧ and ⟦cyto\u00adkines⟧"),
        ("serum protein", "Serum protein in serum", "⟦Serum⟧ ⟦protein⟧ in ⟦serum⟧"),
        ('"serum protein"', "Protein, serum, serum protein", "Protein, serum, ⟦serum protein⟧"),
        ("「血清蛋白」", "血清の蛋白、血清蛋白", "血清の蛋白、⟦血清蛋白⟧"),
        ("TNF-α", "TNFα and TNF-alpha", "⟦TNFα⟧ and ⟦TNF⟧-⟦alpha⟧"),
        ("5㎜", "直径5mmと５㎜", "直径⟦5mm⟧と⟦５㎜⟧"),
        ("京都", "東京都の京都", "東京都の⟦京都⟧"),
        ("リング", "モニタリングとリング", "モニタリングと⟦リング⟧"),
        ("serum", "😀serum𠮷serum", "😀⟦serum⟧𠮷⟦serum⟧"),
        ("血清", "\ud800血清\udfff", "\ud800⟦血清⟧\udfff"),
        ("serum", "nothing of it", "nothing of it"),
        ("", "no query", "no query"),
        ("…", "only signs…", "only signs…"),
        ("serum", "", ""),
    ],
)
def test_spans_are_at_the_right_characters(query: str, text: str, expected: str) -> None:
    """Each word is marked where it stands in the text as it was written, whatever its script, width or spelling."""
    assert marked(query, text) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("<mark>", "</mark>", "&lt;b&gt; &amp; <mark>serum</mark> &quot;x&quot; &#x27;y&#x27;"),
        ("[", "]", "&lt;b&gt; &amp; [serum] &quot;x&quot; &#x27;y&#x27;"),
    ],
)
def test_html_is_escaped(before: str, after: str, expected: str) -> None:
    """What the text itself holds of HTML is escaped, the marks are not."""
    text = "<b> & serum \"x\" 'y'"
    assert Highlighter(read("serum")).whole(text).html(before, after) == expected


def test_html_of_nothing_marked() -> None:
    """A text without marks is the escaped text."""
    assert Highlighted("a < b").html() == "a &lt; b"


words = st.sampled_from(
    ["serum", "IL-6", "ＩＬ－６", "血清", "蛋白質", "タンパク質", "ﾊﾞｲｵﾏｰｶｰ", "㍿", "国立", "國", "α2", "ひとつ", "5㎜", "。", ". ", " ",
     "\u3000", "、", "<", "&", "\ud800", "\u200b", "が\u3099", "ﾞ", "つ", "naïve", "e\u0301", "-", "\n", "①", "Ⅱ型", "¶", "😀"]
)  # fmt: skip
texts = st.one_of(
    st.lists(words, max_size=40).map("".join), st.text(st.characters(exclude_categories=()), max_size=200)
)


def assert_orderly(found: Highlighted) -> None:
    """Check that spans are in order, apart, not empty, and inside the text."""
    at = -1
    for start, end in found.spans:
        assert at < start < end <= len(found.text)
        at = end


@quick
@given(query=texts, text=texts)
def test_spans_are_sorted_apart_and_inside(query: str, text: str) -> None:
    """Whatever is asked of whatever text, spans are in order, apart, and inside the text."""
    highlighter = Highlighter(read(query))
    whole, snippet = highlighter.whole(text), highlighter.snippet(text)
    assert whole.text == text
    assert snippet.text in text
    assert_orderly(whole)
    assert_orderly(snippet)


@quick
@given(before=texts, word=st.sampled_from(["serum", "関節リウマチ", "IL-6"]), after=texts)
def test_a_snippet_contains_what_it_highlights(before: str, word: str, after: str) -> None:
    """The snippet of a long text that holds the word once among others marks that very word."""
    text = f"{before * 3}。 {word} 。{after * 3}"
    highlighter = Highlighter(read(word))
    whole, snippet = highlighter.whole(text), highlighter.snippet(text)
    marks = {whole.text[start:end] for start, end in whole.spans}
    assert word in marks
    assert snippet.spans
    assert all(any(snippet.text[start:end] in mark for mark in marks) for start, end in snippet.spans)


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("The samples were stored in a cold room. ", "glycoprotein"),
        ("検体は冷たい部屋に置いた。", "糖蛋白質"),
    ],
)
def test_a_snippet_is_the_part_that_says_most(sentence: str, word: str) -> None:
    """Of a long text, the snippet is a short part around the word, and begins where a sentence begins."""
    text = sentence * 30 + f"{word} {word}. " + sentence * 30
    snippet = Highlighter(read(word)).snippet(text)
    assert snippet.html("[", "]").startswith(f"[{word}] [{word}]")
    assert len(snippet.text) <= 240


def test_a_short_text_is_its_own_snippet() -> None:
    """A text of a sentence or two is shown whole, marked or not."""
    highlighter = Highlighter(read("serum"))
    assert highlighter.snippet("Some serum.") == Highlighted("Some serum.", ((5, 10),))
    assert highlighter.snippet("None.") == Highlighted("None.")


def test_a_snippet_of_nothing_is_the_beginning() -> None:
    """If no word stands in a long text, the snippet is its beginning, no word cut."""
    text = "All of these are plain words " * 40
    snippet = Highlighter(read("serum")).snippet(text)
    assert text.startswith(snippet.text)
    assert text[len(snippet.text)] == " "


def test_hits_carry_highlights(library: Library, record: Callable[..., Record], fill: Callable[..., Library]) -> None:
    """A hit has its titles and the best of its abstracts marked."""
    abstracts = ("血清を測定した。", "We measured serum proteins in serum.")
    fill(library, record("a", ("血清蛋白", "Serum proteins"), abstracts, language="ja"))
    (hit,) = library.search("serum protein").hits
    assert {name: found.html("[", "]") for name, found in hit.highlights.items()} == {
        "title": "[血清]蛋白",  # the translation of serum
        "title_other": "[Serum] [proteins]",
        "abstract": "We measured [serum] [proteins] in [serum].",
    }
    assert (hit.title, hit.title_other) == ("血清蛋白", "Serum proteins")


def test_relaxed_hits_mark_the_parts(
    library: Library, record: Callable[..., Record], fill: Callable[..., Library]
) -> None:
    """A record that holds a part of a compound has that part marked; one with the whole has the whole marked."""
    fill(library, record("whole", "情報学と情報"), record("part", "情報の検索"))
    found = {hit.id: hit.highlights["title"].html("[", "]") for hit in library.search("情報学").hits}
    assert found == {"whole": "[情報学]と情報", "part": "[情報]の検索"}


def test_a_record_without_an_abstract(
    library: Library, record: Callable[..., Record], fill: Callable[..., Library]
) -> None:
    """If there is no abstract there is none to be marked."""
    fill(library, record("a", "Serum"))
    assert set(library.search("serum").hits[0].highlights) == {"title"}
