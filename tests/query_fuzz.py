"""Queries for testing: texts that people type, the same with typing errors, and signs thrown together.

``python -m tests.query_fuzz 100000`` holds the laws of the language against that many texts, and prints what it found.
"""

import random
import sys
import time
from collections.abc import Iterator

from shoroku.search.query import parse, split
from shoroku.search.query.ast import And, Field, Node, Not, Or
from shoroku.search.query.parser import MOST_LEAVES

#: What people type, here and elsewhere.
TYPED = (
    "IL-6阻害薬とバイオマーカー",
    "rheumatoid arthritis (RA) AND (tocilizumab OR sarilumab) NOT review[pt]",
    "関節リウマチ　治療　year:2015-2020",
    "著者：藤本穣　題名：（免疫 OR 感染）　－抗体",
    "fujimoto m[au] AND 2015:2020[dp] AND jpn[la]",
    '("2015/01/01"[Date - Publication] : "2020/12/31"[Date - Publication]) AND "il-6"[tiab:~3]',
    'title:"serum amyloid a"~5 immun* behavi?r inhibitr~2 =Inhibitor ="IL-6 inhibitors"',
    "creator:鈴木 publicationTitle:臨床リウマチ from:201504 until:2020",
    "「関節リウマチ」 『抗体』 “rheumatoid arthritis” ＂IL-6＂｜TNF",
    "10.1016/S0140-6736(20)30183-5 https://doi.org/10.1234/abc:def?x=1 RNA:DNA note: text",
    '(E)-2-hexenal benzo[a]pyrene HLA-B*27 C++ p<0.05 -80 °C \\AND title\\:x -"a b"',
    "language:ja,en has:abstract -type:book doi:10.1/x naid:110007707553 abstract:*",
)
_SIGNS = (
    'AND OR NOT ＡＮＤ and - － + ＋ = ＝ ( ) （ ） | ｜ || " ＂ “ ” „ 「 」 『 』 : ： * ＊ ? ？ ~ ～ ~2 ~99 [ ] ［ ］ [ti] [au] '
    "[dp] [la] [tw] [tiab:~3] \\ \\\\ title: 著者： year: year:2015.. month: month:2015-04.. volume: 巻: number: pages: 12[vi] from: language: has: journal: all: volume: 2015 "
    "2015-2020 .. . , 、 。 ! a ab abc 免疫 がん IL-6 Ω é \u3000 \t \n \u200b \u202e \x00 \x1c \x85 \ud800 \udfff 😀 () (a) "
    '(a|b) "" "a b" a* *a a?b a~ a:b'
).split(" ")
_GAPS = ("", "", "", " ", " ", "  ", "\u3000")


def thrown(chance: random.Random) -> str:
    """Return signs and words thrown together."""
    return "".join(chance.choice(_SIGNS) + chance.choice(_GAPS) for _ in range(chance.choice((1, 3, 8, 8, 20, 60))))


def slipped(chance: random.Random) -> str:
    """Return what someone types, with pieces of it left out, doubled, changed places, or signs put in."""
    text = chance.choice(TYPED)
    for _ in range(chance.randrange(1, 8)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 1, 1, 2, 5, 12)))
        put = chance.choice(("", text[start:end] * 2, chance.choice(_SIGNS), text[start:end][::-1]))
        text = text[:start] + put + text[end:]
    return text


def anything(chance: random.Random) -> str:
    """Return characters from all of Unicode."""
    return "".join(
        chr(int(chance.random() * chance.choice((127, 0x500, 0xFFFF, 0x10FFFF)))) for _ in range(chance.randrange(30))
    )


def texts(seed: int) -> Iterator[str]:
    """Yield queries without end."""
    chance = random.Random(seed)
    makers = (thrown, slipped, slipped, anything)
    while True:
        yield chance.choice(makers)(chance)


def check(text: str) -> None:
    """Check the laws of the language with one text. Raises AssertionError."""
    parsed = parse(text)
    again = parse(str(parsed.tree)).tree
    assert again == parsed.tree, (text, parsed.tree, again)
    assert hash(again) == hash(parsed.tree)
    assert_shape(parsed.tree, len(text))
    for notice in parsed.notices:
        assert 0 <= notice.start <= notice.end <= len(text), (text, notice)
        assert notice.text("en")
        assert notice.text("ja") != notice.text("en")
    narrowed = split(parsed.tree)
    assert parse(str(narrowed.main)).tree == narrowed.main, text


def assert_shape(tree: Node, length: int) -> None:
    """See that a tree has the form that all have, is bounded, and says where it was read."""
    waiting, leaves = [tree], 0
    while waiting:
        node = waiting.pop()
        assert 0 <= node.span[0] <= node.span[1] <= length, node
        if isinstance(node, And | Or):
            assert len(node.nodes) > 1 or node is tree
            assert not any(type(one) is type(node) for one in node.nodes)
            waiting += node.nodes
        elif isinstance(node, Field | Not):
            assert not isinstance(node.node, Not)
            assert isinstance(node, Not) or not isinstance(node.node, Field)
            waiting.append(node.node)
        else:
            leaves += 1
    assert leaves <= MOST_LEAVES


def main(count: int, seed: int) -> None:
    """Check the laws with ``count`` texts, and print how long the slowest took to parse."""
    slowest, at = 0.0, ""
    for _, text in zip(range(count), texts(seed), strict=False):
        began = time.perf_counter()
        parse(text)
        took = time.perf_counter() - began
        slowest, at = max((slowest, at), (took, text))
        check(text)
    print(f"{count:,} queries, seed {seed}: nothing found; the slowest took {slowest * 1000:.1f} ms: {at!a:.80}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1000, int(sys.argv[2]) if sys.argv[2:] else 1)
