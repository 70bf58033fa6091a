"""Recognises texts that are neither Japanese nor English, by their function words.

The two chains analyze every text, but stems and stop words fit only Japanese and English. A text in another language keeps
all its words; the index marks the record (``fields.OTHER_LANGUAGE``), and the ranking places it behind others.

Function words are few and frequent, and every abstract has some (Dunning, "Statistical identification of language", 1994;
earlier Ingle, 1976, who identified languages by short words alone). Chinese has no kana, and it has characters that Japanese
does not use.
"""

from collections.abc import Iterable

from shoroku.analyzers.latin import TERMS


def _in_order(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(TERMS.__getitem__, words.split())))


def _terms(words: str) -> frozenset[str]:
    return frozenset(_in_order(words))


#: The most frequent ones first.
_ENGLISH = _in_order("the of and to for with that this these are was by from which be our we it its has have can been")
_ENGLISH_APART = tuple(f" {term} " for term in _ENGLISH)
#: Function words of other languages, without those that are also English words or names of frequent symbols.
_OTHERS = tuple(
    map(
        _terms,
        (
            "le la les des du une dans pour est sur avec aux ce cette par nous qui que sont ces et ou leur",
            "der die das und ist nicht ein eine mit für auf dem des im von zu werden wird sich auch den bei einer",
            "el los las del una para con por que se es como y su sus este esta lo más entre",
            "os uma para com por que não dos das em um do da ao como são foi pelo pela",
            "il gli della che di per con una dei nel sono le questo un alla delle è nella anche si",
            "het een van en de niet met voor op aan dat te zijn wordt deze bij ook",
            "yang dan dengan untuk dari pada ini dalam adalah tidak oleh sebagai",
            "и в не на что с по для это как из при от является к о",
        ),
    )
)
#: A text with this many different English function words is English, even if it contains foreign names and quotations.
_ENOUGH = 5
#: With fewer different function words of another language, a text may be a name or a formula.
_FEWEST = 2

#: Particles and endings of Japanese; every sentence has at least one.
_JAPANESE_APART = tuple(f" {term} " for term in "の を に は が と で も から です ます だ た 為る".split())
#: Chinese characters that are written differently in Japanese, and characters that are frequent only in Chinese.
_SIMPLIFIED = frozenset(
    "们这为对从进还过时实验语义话认识训练结构问题测试网络图书馆动关发设经济历东车门长风见马鸟鱼龙个传统领"
)
_FREQUENT = frozenset("的了是在和与與及其")
_MOST_FREQUENT_IN_JAPANESE = 0.05


def is_other_than_english(terms: str) -> bool:
    """Return whether a text in a spaced script, given as terms separated by spaces, is in a language other than English."""
    if _stands_in(f" {terms} ", _ENGLISH_APART, _ENOUGH):
        return False
    distinct = set(terms.split(" "))
    english = len(distinct.intersection(_ENGLISH))
    return max(len(words & distinct) for words in _OTHERS) >= max(_FEWEST, 2 * english + 1)


def is_chinese(terms: str) -> bool:
    """Return whether a text with kanji, given as terms separated by spaces, is Chinese."""
    if _stands_in(f" {terms} ", _JAPANESE_APART, 1):
        return False
    characters = terms.replace(" ", "")
    if sum(map(_SIMPLIFIED.__contains__, characters)) >= _FEWEST:
        return True
    frequent = sum(map(_FREQUENT.__contains__, characters))
    return frequent > 2 and frequent > _MOST_FREQUENT_IN_JAPANESE * len(characters)


def _stands_in(text: str, words: Iterable[str], enough: int) -> bool:
    """Return whether ``enough`` of ``words`` are in a text; both have a space around each word.

    The first few are found in almost every text, which is faster than splitting it.
    """
    left = enough
    for word in words:
        if word in text:
            left -= 1
            if not left:
                return True
    return False
