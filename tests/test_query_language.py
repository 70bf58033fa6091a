"""The query language: the tree and the notices of each query."""

import time
from collections.abc import Sequence

import msgspec
import pytest

from shoroku import QueryUnclear
from shoroku.search import Filters
from shoroku.search.query import (
    EVERYTHING,
    And,
    Exact,
    Field,
    Fuzzy,
    Node,
    Not,
    Only,
    Or,
    ParsedQuery,
    Phrase,
    Prefix,
    Wildcard,
    Words,
    Years,
    parse,
    split,
)
from shoroku.search.query.ast import plain_parts
from shoroku.search.query.diagnostics import HINTS, PROBLEMS
from shoroku.search.query.parser import MOST_CONTENT, MOST_LEAVES, MOST_PATTERNS


def w(text: str) -> Words:
    return Words(text)


def both(*nodes: Node) -> And:
    return And(nodes)


def either(*nodes: Node) -> Or:
    return Or(nodes)


def kinds(parsed: ParsedQuery) -> list[str]:
    return [notice.kind for notice in parsed.notices]


PLAIN = [
    "IL-6阻害薬とバイオマーカー",
    "rheumatoid arthritis",
    "ＩＬ－６",
    "Th17/Treg",
    "β-カテニン",
    "COVID-19",
    "C++",
    "p<0.05",
    "p=0.05",
    "A-B",
    "-",
    "foo - bar",
    "-80 °C",
    "=",
    "+/-",
    "IL-6 -/- mice",
    "arthritis(RA)",
    "関節リウマチ（RA）の治療",
    "(E)-2-hexenal",
    "N-(3-(aminomethyl)benzyl)acetamidine",
    "benzo[a]pyrene",
    "HLA-B*27",
    "CYP2D6*4",
    "IL-6とは何か?",
    "what is IL-6?",
    "免疫～その歴史～",
    "特集 －免疫の現在－",
    "特集 -免疫の現在-",
    "10.1234/abc:def",
    "10.1016/S0140-6736(20)30183-5",
    "https://example.org/a?b=c&d=[e]",
    "RNA:DNA",
    "note: text",
    "Language: its nature and origin",
    "and or not",
    "AND-gate",
    "a\\b",
    "rock'n'roll",
]


@pytest.mark.parametrize("text", PLAIN)
def test_words_are_words(text: str) -> None:
    """What looks like a sign and is none is a part of the words."""
    assert parse(text) == ParsedQuery(text, Words(text))


READ: list[tuple[str, Node]] = [
    ("", EVERYTHING),
    (" \u3000\n", EVERYTHING),
    ("serum\u3000 amyloid", w("serum amyloid")),
    # operators
    ("a AND b", both(w("a"), w("b"))),
    ("a b AND c", both(w("a b"), w("c"))),
    ("a ＡＮＤ b", both(w("a"), w("b"))),
    ("a OR b", either(w("a"), w("b"))),
    ("a|b", either(w("a"), w("b"))),
    ("a ｜ b || c", either(w("a"), w("b"), w("c"))),
    ("a OR b c", either(w("a"), w("b c"))),
    ("a AND b OR c AND d", either(both(w("a"), w("b")), both(w("c"), w("d")))),
    ("NOT a b", both(Not(w("a")), w("b"))),
    ("a NOT b", both(w("a"), Not(w("b")))),
    ("a AND NOT b", both(w("a"), Not(w("b")))),
    ("a OR NOT b", either(w("a"), Not(w("b")))),
    ("NOT NOT a", w("a")),
    ("-a", Not(w("a"))),
    ("リウマチ　－抗体", both(w("リウマチ"), Not(w("抗体")))),
    ("fog -whale year:2015-", both(w("fog"), Not(w("whale")), Years(2015, None))),
    ("year:平成30年", Years(2018, 2018)),
    ("year:平成元年", Years(1989, 1989)),
    ("year:R2", Years(2020, 2020)),
    ("year:昭和50年代", Years(1975, 1984)),
    ("year:1970年代", Years(1970, 1979)),
    ("year:平成20年-令和2年", Years(2008, 2020)),
    ("a −b", both(w("a"), Not(w("b")))),
    ('-"a b"', Not(Phrase("a b"))),
    ("-(a b)", Not(w("a b"))),
    ("-(a OR b)", Not(either(w("a"), w("b")))),
    ("+a b", both(w("a"), w("b"))),
    ("＋a ＋b", both(w("a"), w("b"))),
    # brackets
    ("rheumatoid arthritis (RA)", w("rheumatoid arthritis RA")),
    ("a (b c) d", w("a b c d")),
    ("((a))", w("a")),
    ("（a OR b）c", both(either(w("a"), w("b")), w("c"))),
    ("a AND (b OR (c AND d))", both(w("a"), either(w("b"), both(w("c"), w("d"))))),
    ("a OR (b OR c)", either(w("a"), w("b"), w("c"))),
    ("NOT(a OR b)", Not(either(w("a"), w("b")))),
    ("免疫(T細胞 OR B細胞)", both(w("免疫"), either(w("T細胞"), w("B細胞")))),
    ('(see "a b") c', both(w("see"), Phrase("a b"), w("c"))),
    # quotations
    ('"a b"', Phrase("a b")),
    ("“a b”", Phrase("a b")),
    ("”a b”", Phrase("a b")),
    ("＂a b＂", Phrase("a b")),
    ('“a b"', Phrase("a b")),
    ("「a b」", Phrase("a b")),
    ("『「a」b』", Phrase("「a」b")),
    ("小説「こころ」の研究", both(w("小説"), Phrase("こころ"), w("の研究"))),
    ('"a  \\"b\\" c"', Phrase('a "b" c')),
    ('"a b"~3', Phrase("a b", 3)),
    ('"a b"~', Phrase("a b", 5)),
    # patterns
    ("immun*", Prefix("immun")),
    ("immun*, cell", both(Prefix("immun"), w("cell"))),
    ("免疫＊", Prefix("免疫")),
    ("*itis", Wildcard("*itis")),
    ("behavi?r", Wildcard("behavi?r")),
    ("behavi*r*", Wildcard("behavi*r*")),
    ("免疫*細胞", Wildcard("免疫*細胞")),
    ("inhibitr~", Fuzzy("inhibitr")),
    ("inhibitr~1", Fuzzy("inhibitr")),
    ("inhibitr~2", Fuzzy("inhibitr", 2)),
    ("inhibitr~0.8", Fuzzy("inhibitr")),
    ("inhibitr~0", w("inhibitr")),
    ("=inhibitor", Exact("inhibitor")),
    ("＝IL-6", Exact("IL-6")),
    ('="exact form"', Exact("exact form")),
    ("-=a", Not(Exact("a"))),
    # fields
    ("title:immunity", Field("title", w("immunity"))),
    ("Title:immunity", Field("title", w("immunity"))),
    ("ｔｉｔｌｅ：免疫", Field("title", w("免疫"))),
    ("title: immunity", Field("title", w("immunity"))),
    ("title:a b", both(Field("title", w("a")), w("b"))),
    ("title:(免疫 OR 感染)", Field("title", either(w("免疫"), w("感染")))),
    ("題名：（免疫 感染）", Field("title", w("免疫 感染"))),
    ('title:"a b"~3', Field("title", Phrase("a b", 3))),
    ("title:immun*", Field("title", Prefix("immun"))),
    ("title:=a", Field("title", Exact("a"))),
    ("-title:a", Not(Field("title", w("a")))),
    ("title:-a", Not(Field("title", w("a")))),
    ("title:(a author:b)", Field("title", both(w("a"), Field("author", w("b"))))),
    ("著者:藤本穣", Field("author", w("藤本穣"))),
    ("creator:fujimoto", Field("author", w("fujimoto"))),
    ("description:a", Field("abstract", w("a"))),
    ("all:a", w("a")),
    ("title:\\-a", Field("title", w("-a"))),
    ("title\\:a", w("title:a")),
    ("\\AND", w("AND")),
    # values
    ("journal:Nature", Only("journal", "Nature")),
    ('雑誌:"Nature Medicine"', Only("journal", "Nature Medicine")),
    ("publicationTitle:(A B)", Only("journal", "A B")),
    ("journal:臨床*", Only("journal", "臨床*")),
    ("language:ja,en", either(Only("language", "ja"), Only("language", "en"))),
    ("language:(ja OR en)", either(Only("language", "ja"), Only("language", "en"))),
    ('type:"a,b"', Only("type", "a,b")),
    ("doi:10.1016/S0140-6736(20)30183-5", Only("doi", "10.1016/S0140-6736(20)30183-5")),
    ("(issn:0914-8760)", Only("issn", "0914-8760")),
    ("has:抄録", Only("has", "abstract")),
    ("abstract:*", Only("has", "abstract")),
    ("doi:*", Only("has", "doi")),
    ("year:*", Only("has", "year")),
    # years
    ("year:2015", Years(2015, 2015)),
    ("year:2015..2020", Years(2015, 2020)),
    ("year:2015-2020", Years(2015, 2020)),
    ("年：２０１５～２０２０年", Years(2015, 2020)),
    ("year:2015-", Years(2015, None)),
    ("month:2015-04", Only("month", "2015-04")),
    ("month:2015-04..", Only("month", "2015-04..")),
    ("month:..2017-09", Only("month", "..2017-09")),
    ("month:2015..2017-09", Only("month", "2015..2017-09")),
    *[(f"month:{month}", Only("month", month)) for month in ("2015-4", "2015/4", "2015.4..2015.9", ">=2015-04")],
    ("年月:平成27年4月", Only("month", "平成27年4月")),
    ("month:2015年4月から2016年3月", Only("month", "2015年4月から2016年3月")),
    ("vol:12 issue:3 page:5", both(Only("volume", "12"), Only("number", "3"), Only("pages", "5"))),
    ("12[vi]", Only("volume", "12")),
    ("号:3/4", Only("number", "3/4")),
    ("year:2015..", Years(2015, None)),
    ("year:-2020", Years(None, 2020)),
    ("year:..2020", Years(None, 2020)),
    ("year:>=2015", Years(2015, None)),
    ("year:>2015", Years(2016, None)),
    ("year:<2015", Years(None, 2014)),
    ("from:2015 until:2020", both(Years(2015, None), Years(None, 2020))),
    ("range:2015-2020", Years(2015, 2020)),
    ("year:(2015 OR 2018)", either(Years(2015, 2015), Years(2018, 2018))),
    # tags
    ("fujimoto[au]", Field("author", w("fujimoto"))),
    ("fujimoto m[au] AND 2020[dp]", both(Field("author", w("fujimoto m")), Years(2020, 2020))),
    ("fujimoto m [Author] ra", both(Field("author", w("fujimoto m")), w("ra"))),
    ("a NOT fujimoto m[au]", both(w("a"), Not(Field("author", w("fujimoto m"))))),
    ("a OR b c[ti]", either(w("a"), Field("title", w("b c")))),
    ('"a b"[tiab:~3]', Field("tiab", Phrase("a b", 3))),
    ("(a OR b)[ti]", Field("title", either(w("a"), w("b")))),
    ("jpn[la]", Only("language", "jpn")),
    ("2015:2020[dp]", Years(2015, 2020)),
    ("2015:3000[dp]", Years(2015, None)),
    ('"2015"[Date - Publication] : "2020"[Date - Publication]', Years(2015, 2020)),
    ("a[tw]", w("a")),
    ("10.1/x[aid]", Only("id", "10.1/x")),
]


@pytest.mark.parametrize(("text", "tree"), READ, ids=[text for text, _ in READ])
def test_what_is_read(text: str, tree: Node) -> None:
    """Each query gives its tree, and nothing is amiss with it."""
    parsed = parse(text, strict=True)
    assert parsed.tree == tree
    assert parse(str(tree)).tree == tree


#: What is not read as it is written: what it is read as, and what is said from where to where.
MISREAD: list[tuple[str, Node, str, int, int]] = [
    ('5" tube', w('5" tube'), "open_quote", 1, 2),
    ("「免疫 感染", w("「免疫 感染"), "open_quote", 0, 1),
    ('a "" b', w("a b"), "empty_quote", 2, 4),
    ("(a b", w("a b"), "open_bracket", 0, 1),
    ("a) b", w("a b"), "stray_bracket", 1, 2),
    ("a ( ) b", w("a b"), "empty_bracket", 2, 5),
    ("(" * 33 + "a OR b" + ")" * 33, either(w("a"), w("b")), "deep", 32, 33),
    ("a AND", w("a"), "operator", 2, 5),
    ("AND a", w("a"), "operator", 0, 3),
    ("a OR OR b", either(w("a"), w("b")), "operator", 5, 7),
    ("a AND OR b", either(w("a"), w("b")), "operator", 2, 5),
    ("a NOT", w("a"), "operator", 2, 5),
    ("AND", w("AND"), "only_operators", 0, 3),
    ("(AND OR)", w("AND OR"), "only_operators", 1, 7),
    ("(b title:) a", w("b a"), "empty_field", 3, 9),
    ("title:author:a", Field("author", w("a")), "two_fields", 0, 6),
    ("a[ti][au]", Field("title", w("a")), "two_fields", 5, 9),
    ("[ti] a", w("a"), "lonely_tag", 0, 4),
    ("degree:32", w("32"), "unsupported_field", 0, 7),
    ("month:soon", w("soon"), "bad_month", 6, 10),
    ("month:2015-13", w("2015-13"), "bad_month", 6, 13),
    ("month:2015-04..2014", Only("month", "2014-01..2015-04"), "turned_years", 6, 19),
    ("month:2015-04..2015-03", Only("month", "2015-03..2015-04"), "turned_years", 6, 22),
    ("volume:...", Only("volume", "..."), "no_number", 7, 10),
    ("pages:-", Only("pages", "-"), "no_number", 6, 7),
    ("volume:*", Only("volume", "*"), "no_number", 7, 8),
    ("number:*", Only("number", "*"), "no_number", 7, 8),
    ("year:soon", w("soon"), "bad_year", 5, 9),
    ("from:201504", Years(2015, None), "only_years", 5, 11),
    ("year:2020..2015", Years(2015, 2020), "turned_years", 5, 15),
    ("has:cover", w("cover"), "unknown_has", 4, 9),
    ("*", EVERYTHING, "star_alone", 0, 1),
    ("a *", w("a"), "star_alone", 2, 3),
    ("a*", w("a*"), "short_pattern", 0, 2),
    ("*is", w("*is"), "short_pattern", 0, 3),
    ("ab~", w("ab~"), "short_fuzzy", 0, 3),
    ("inhibitr~3", Fuzzy("inhibitr", 2), "far_fuzzy", 0, 10),
    ("abcd~2", Fuzzy("abcd", 1), "far_fuzzy", 0, 6),
    ('"a b"~1000', Phrase("a b", 100), "far_slop", 0, 10),
    ('"immun* cell"', Phrase("immun* cell"), "sign_in_quote", 0, 13),
    ("abc* " * MOST_PATTERNS + "abc*", both(*[Prefix("abc")] * MOST_PATTERNS, w("abc")), "many_patterns", 160, 164),
    ("*abc *abc *abc *abc *abc", both(*[Wildcard("*abc")] * 4, w("abc")), "many_patterns", 20, 24),
    ("a AND " * MOST_LEAVES + "a", both(*[w("a")] * MOST_LEAVES), "long", 3071, 3073),
    ("a" * (MOST_CONTENT + 1), w("a" * MOST_CONTENT), "long", 0, MOST_CONTENT + 1),
]


@pytest.mark.parametrize(
    ("text", "tree", "kind", "start", "end"), MISREAD, ids=[f"{m[2]}-{m[0][:20]}" for m in MISREAD]
)
def test_what_cannot_be_read_as_written(text: str, tree: Node, kind: str, start: int, end: int) -> None:
    """It is read as the nearest thing, and said where; with ``strict`` it is an error that points there."""
    parsed = parse(text)
    assert parsed.tree == tree
    assert (kind, start, end) in [(one.kind, one.start, one.end) for one in parsed.problems]
    assert parse(str(tree)).tree == tree
    with pytest.raises(QueryUnclear) as caught:
        parse(text, strict=True)
    assert caught.value.notice == parsed.problems[0]


HINTED = [
    ("a b OR c", either(w("a b"), w("c")), "mixed", "(a b) OR c"),
    ("auther:foo", w("auther:foo"), "near_field", "author:"),
    ("tite:cancer", w("tite:cancer"), "near_field", "title:"),
    ("author:Fujimoto M", both(Field("author", w("Fujimoto")), w("M")), "name_in_parts", 'author:"Fujimoto M"'),
    (
        "x 著者：Fujimoto M.J.",
        both(w("x"), Field("author", w("Fujimoto")), w("M.J.")),
        "name_in_parts",
        '"Fujimoto M.J."',
    ),
    ("au:Fujimoto, M J y", both(Field("author", w("Fujimoto,")), w("M J y")), "name_in_parts", 'au:"Fujimoto, M J"'),
    ("特集 －免疫の 現在－", w("特集 －免疫の 現在－"), "subtitle", "NOT 免疫の"),
    ("特集 -免疫の 現在-", w("特集 -免疫の 現在-"), "subtitle", "NOT 免疫の"),
    ("fog -whale anti-", both(w("fog"), Not(w("whale")), w("anti-")), "no_subtitle", ""),
    ("fog -whale pre- and post-", both(w("fog"), Not(w("whale")), w("pre- and post-")), "no_subtitle", ""),
]


@pytest.mark.parametrize(("text", "tree", "kind", "said"), HINTED)
def test_hints(text: str, tree: Node, kind: str, said: str) -> None:
    """What is read as it is written may be worth a hint, which is not an error."""
    parsed = parse(text, strict=True)
    assert (parsed.tree, kinds(parsed), parsed.problems) == (tree, [kind], ())
    assert said in parsed.notices[0].text("en")
    assert said in parsed.notices[0].text("ja")


def test_every_kind_of_notice_is_tried() -> None:
    """The tables above hold every kind that there is."""
    assert {kind for _, _, kind, _, _ in MISREAD} == set(PROBLEMS)
    assert {kind for _, _, kind, _ in HINTED} == set(HINTS)


CARETS = [
    ("(abc", "  (abc\n  ^"),
    ("関節「リウマチ", "  関節「リウマチ\n      ^^"),
    ("a\tb ()", "  a b ()\n      ^^"),
    ("x" * 50 + ' "y', "  …" + "x" * 29 + ' "y\n  ' + " " * 31 + "^"),
    ("é\u0301 (", "  é\u0301 (\n    ^"),
]


@pytest.mark.parametrize(("text", "shown"), CARETS)
def test_the_caret_stands_under_the_place(text: str, shown: str) -> None:
    """An error shows the query and points to the place, where characters two columns wide stand before it too."""
    with pytest.raises(QueryUnclear) as caught:
        parse(text, strict=True)
    for language in ("en", "ja"):
        message, line, caret = caught.value.text(language).split("\n")
        assert f"{line}\n{caret}" == shown
        assert message.endswith(caught.value.notice.text(language))
        assert message.startswith(
            {"en": "The query is unclear, so nothing was searched.", "ja": "検索式が不明確なので"}[language]
        )
    assert str(caught.value) == caught.value.text("en")


def test_where_nodes_were_read() -> None:
    """Every node tells its place in the query, and equal queries are equal wherever they stand."""
    tree = parse("  免疫 AND title:(a OR b)").tree
    assert isinstance(tree, And)
    assert [node.span for node in tree.nodes] == [(2, 4), (9, 23)]
    assert tree == parse("免疫 AND title:(a OR b)").tree
    assert hash(tree) == hash(parse("免疫 AND title:(a OR b)").tree)
    assert tree != parse("免疫 AND title:(a OR c)").tree
    assert Words("a") != Exact("a")


def test_a_tree_as_json() -> None:
    """A tree goes into JSON as it is, each node with its kind."""
    tree = parse('a AND title:("b c"~2 OR d*) NOT year:2015.. lang:ja').tree
    plain = msgspec.to_builtins(tree)
    assert plain["kind"] == "and"
    assert [node["kind"] for node in plain["nodes"]] == ["words", "field", "not", "only"]


SPLIT: list[tuple[str, Node, Filters, Sequence[str]]] = [
    ("関節リウマチ 治療 year:2015-", w("関節リウマチ 治療"), Filters(year=(2015, None)), []),
    ("from:2015 a until:2020 b", both(w("a"), w("b")), Filters(year=(2015, 2020)), []),
    ("year:2015-2018 year:2017-2020", EVERYTHING, Filters(year=(2017, 2018)), []),
    ("a language:ja,en type:book", w("a"), Filters(language=("ja", "en"), type=("book",)), []),
    ("a journal:X issn:1234-5678", w("a"), Filters(journal=("X",)), ["issn:1234-5678"]),
    ("a (journal:X OR issn:1234-5678)", w("a"), Filters(journal=("X", "1234-5678")), []),
    ("a source:JaLC source:IRDB", w("a"), Filters(source=("JaLC",)), ["source:IRDB"]),
    ("a has:abstract -language:en", w("a"), Filters(), ["has:abstract", "NOT language:en"]),
    ("a (year:2015 OR year:2018)", w("a"), Filters(), ["year:2015 OR year:2018"]),
    ("a journal:臨床*", w("a"), Filters(), ['journal:"臨床\\*"']),
    ("a OR year:2015", either(w("a"), Years(2015, 2015)), Filters(), []),
    ("title:a year:2015", Field("title", w("a")), Filters(year=(2015, 2015)), []),
    ("year:2015", EVERYTHING, Filters(year=(2015, 2015)), []),
]


@pytest.mark.parametrize(("text", "main", "filters", "others"), SPLIT, ids=[case[0] for case in SPLIT])
def test_what_only_narrows_is_taken_out(text: str, main: Node, filters: Filters, others: Sequence[str]) -> None:
    """Years, language, journal and the like, beside the rest at the top of a query, become filters."""
    found = split(parse(text).tree)
    assert (found.main, found.filters, [str(node) for node in found.others]) == (main, filters, list(others))


@pytest.mark.parametrize("text", [*PLAIN, 'serum "rheumatoid arthritis" sepsis', "「関節リウマチ」の治療"])
def test_a_query_of_words_is_plain(text: str) -> None:
    """Words and quotations alone ask for what they say, and may be relaxed."""
    parts = plain_parts(parse(text).tree)
    assert parts is not None
    assert str(And(parts) if len(parts) > 1 else parts[0]) == str(parse(text).tree)


@pytest.mark.parametrize("text", ["a AND b", "+a b", "a OR b", "-a", "title:a", '"a b"~2', "ab*", "=a"])
def test_a_query_with_operators_is_not_plain(text: str) -> None:
    """An operator, a field or a pattern means what it says, and is not relaxed."""
    assert plain_parts(parse(text).tree) is None


LONG = [
    "(",
    "()",
    "( ",
    ")",
    '"',
    "「",
    "“a” ",
    "-",
    "- ",
    "-(",
    "NOT ",
    "a OR ",
    "a AND (",
    "免疫 ",
    "title:",
    "abc* ",
    "abc~ ",
    "[",
    "a[ti] ",
    "\\",
    "\\( ",
    "f(",
    "a:",
    "year:1-",
    "language:a,",
    "\ud800",
    "\x00",
]


@pytest.mark.parametrize("piece", LONG)
def test_a_huge_query(piece: str) -> None:
    """A hundred thousand of anything are read, within bounds that are reported, into a tree that prints and is read again."""
    text = piece * 100_000
    began = time.process_time()
    parsed = parse(text)
    took = time.process_time() - began
    assert "long" in kinds(parsed)
    assert parse(str(parsed.tree)).tree == parsed.tree
    assert len(parsed.notices) <= 60
    assert took < 2  # in fact a twentieth of it; what this would find takes minutes
