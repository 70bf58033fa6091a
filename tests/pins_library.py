"""A small bilingual library for the pins of the search: 204 records in Japanese and English, always the same.

Seventeen topics, each written twelve times: in both languages, in Japanese alone and in English alone, with journals
under several names, people in both scripts, all kinds of records, and spellings that the search has to bring together.
"""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

SEED = 20201

_T = TypeVar("_T")


class Topic(NamedTuple):
    """What records are about: a subject, a method and a place or material, each in both languages."""

    subject: tuple[str, str]
    method: tuple[str, str]
    matter: tuple[str, str]
    keyword: tuple[str, str]


TOPICS = (
    Topic(("海藻の光合成", "photosynthesis in seaweeds"), ("蛍光測定", "fluorescence measurement"), ("瀬戸内海の藻場", "seaweed beds of an inland sea"), ("海藻", "seaweed")),
    Topic(("機械翻訳の評価", "evaluation of machine translation"), ("対訳コーパス", "parallel corpora"), ("特許文書", "patent documents"), ("機械翻訳", "machine translation")),
    Topic(("コンクリートのひび割れ", "cracks in concrete"), ("超音波探傷", "ultrasonic testing"), ("老朽化した橋梁", "ageing bridges"), ("コンクリート", "concrete")),
    Topic(("癌患者の疼痛", "pain in cancer patients"), ("質問紙調査", "a questionnaire survey"), ("在宅医療", "home care"), ("癌", "cancer")),
    Topic(("糖尿病と歯周病", "diabetes and periodontal disease"), ("コホート研究", "a cohort study"), ("地方の診療所", "rural clinics"), ("糖尿病", "diabetes mellitus")),
    Topic(("図書館の利用行動", "user behaviour in libraries"), ("アクセスログ分析", "analysis of access logs"), ("大學圖書館", "university libraries"), ("図書館", "library")),
    Topic(("地震による液状化", "liquefaction caused by earthquakes"), ("ボーリング調査", "boring surveys"), ("埋立地", "reclaimed land"), ("地震", "earthquake")),
    Topic(("TNF-αの発現", "expression of TNF-α"), ("ELISA法", "an ELISA"), ("マウスの肝臓", "the mouse liver"), ("TNF-α", "tumor necrosis factor")),
    Topic(("COVID-19ワクチンの副反応", "adverse reactions to COVID-19 vaccines"), ("電子カルテ", "electronic health records"), ("医療従事者", "health care workers"), ("ワクチン", "vaccine")),
    Topic(("茶の香気成分", "aroma compounds of tea"), ("ガスクロマトグラフィー", "gas chromatography"), ("発酵茶", "fermented teas"), ("茶", "tea")),
    Topic(("江戸時代の出版文化", "the culture of publishing in the Edo period"), ("書誌学的方法", "methods of bibliography"), ("國學者の蔵書", "the collections of scholars of national learning"), ("出版", "publishing")),
    Topic(("小児の肥満", "obesity in children"), ("メタアナリシス", "a meta-analysis"), ("学校給食", "school lunches"), ("肥満", "obesity")),
    Topic(("量子コンピュータの誤り訂正", "error correction for quantum computers"), ("数値シミュレーション", "numerical simulation"), ("超伝導回路", "superconducting circuits"), ("量子コンピュータ", "quantum computer")),
    Topic(("プログラミング教育", "programming education"), ("授業実践", "teaching practice"), ("東京都の中学校", "lower secondary schools in Tokyo"), ("教育", "education")),
    Topic(("森林の炭素吸収", "carbon uptake by forests"), ("衛星画像", "satellite images"), ("京都の里山", "the village woodlands of Kyoto"), ("森林", "forest")),
    Topic(("アレルギー性鼻炎の治療", "treatment of allergic rhinitis"), ("無作為化比較試験", "a randomised controlled trial"), ("花粉症", "hay fever"), ("免疫療法", "immunotherapy")),
    Topic(("再生可能エネルギーの価格", "prices of renewable energy"), ("計量経済学", "econometrics"), ("電力市場", "electricity markets"), ("エネルギー", "energy")),
)  # fmt: skip

#: Frames of titles and of sentences. {s} is the subject, {m} the method, {p} the matter; S begins with a capital.
TITLES = (
    ("{s}に関する研究：{p}を例として", "A study of {s}: the case of {p}"),
    ("{m}による{s}の解析", "Analysing {s} by {m}"),
    ("{p}における{s}", "{S} and {p}"),
    ("{s}の最近の動向", "Recent trends in {s}"),
    ("{s}は{m}で分かるか", "Can {m} tell us about {s}?"),
    ("{p}と{s}の関係についての予備的検討", "Preliminary notes on the relation of {p} to {s}"),
)
SENTENCES = (
    ("本研究では、{p}を対象に{m}を行い、{s}を明らかにした。", "We examined {p} by {m} in order to clarify {s}."),
    (
        "その結果、{s}には季節による違いが認められた（p<0.05）。",
        "The results showed seasonal differences in {s} (p < 0.05).",
    ),
    ("{m}は費用が小さく、多くの現場で使うことができる。", "The cost of {m} is small, and many sites can take part."),
    ("先行研究は{p}を十分に扱っていない。", "Earlier studies have not dealt with {p} sufficiently."),
    ("今後は、長期の観察と国際比較が必要である。", "Long-term observation and international comparison are needed."),
    ("{s}について、専門家12名への面接も行った。", "Twelve experts were also interviewed about {s}."),
    ("データと解析の手順は公開している。", "The data and the procedures of the analyses are open."),
)
#: Names of a journal in both languages, and its ISSN. Records name one, the other, or both.
JOURNALS = (
    ("環境科学年報", "Annals of Environmental Science", "1234-5679"),
    ("情報と図書館", "Information and Libraries", "2049-3630"),
    ("臨床と地域医療", "Clinical and Community Medicine", "0317-8471"),
    ("土木構造論文集", "Proceedings of Structural Engineering", "1050-124X"),
    ("基礎医学通信", "Letters in Basic Medicine", "2434-561X"),
    ("文化史研究", "Studies in Cultural History", ""),
    ("", "Nature of Things", ""),
)
PEOPLE = (
    ("山田 太郎", "Yamada Taro"),
    ("齋藤 久美子", "Saito Kumiko"),
    ("髙橋 健", "Takahashi Ken"),
    ("渡邊 洋一", "Watanabe Yoichi"),
    ("佐々木 りん", "Sasaki Rin"),
    ("", "Lindqvist, Anna"),
    ("", "O'Hara Patrick"),
    ("", "van der Berg, Jan"),
    ("大野 桜", "Ōno Sakura"),
    ("金 敏洙", "Kim Min-su"),
    ("ジョン・ミラー", "Miller John"),
)
SOURCES = (["JaLC", "CiNii Articles"], ["Crossref"], ["IRDB"], ["PubMed"], ["CiNii Articles", "Crossref"], ["KAKEN"])
TYPES = ("article",) * 8 + ("dissertation", "book", "dataset", "report")
PUBLISHERS = (
    ("環境科学会", "Society of Environmental Science"),
    ("青葉出版", "Aoba Press"),
    ("", "Elsewhere Publishing"),
)


class _Chance:
    """Choices that come out alike on every version of Python: only ``random()`` promises that."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, limit: int) -> int:
        return int(self._random.random() * limit)

    def choice(self, values: Sequence[_T]) -> _T:
        return values[self.below(len(values))]

    def some(self, values: Sequence[_T], least: int, most: int) -> list[_T]:
        left, count = list(values), least + self.below(most - least + 1)
        return [left.pop(self.below(len(left))) for _ in range(count)]


def records() -> Iterator[dict[str, Any]]:
    """Yield the records as plain data, in the project's own JSON Lines form."""
    chance = _Chance(SEED)
    number = 0
    for topic in TOPICS:
        for which in range(12):
            number += 1
            languages = (("ja", "en"), ("ja",), ("en",))[(which + number // 12) % 3]
            yield {name: value for name, value in _record(chance, topic, number, languages).items() if value}


def write(path: Path) -> Path:
    """Write the records to a file that ``shoroku add`` reads, and return its path."""
    lines = (json.dumps(record, ensure_ascii=False) for record in records())
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def _record(chance: _Chance, topic: Topic, number: int, languages: tuple[str, ...]) -> dict[str, Any]:
    title, sentences = chance.choice(TITLES), chance.some(SENTENCES, 2, 5)
    journal = chance.choice(JOURNALS)
    publisher = chance.choice(PUBLISHERS)
    year = 1994 + chance.below(31)
    type_ = chance.choice(TYPES)
    names_of_journal = _texts(journal, ("ja", "en") if chance.below(2) else languages)
    has_doi, has_pmid, has_naid = chance.below(3) == 0, chance.below(5) == 0, chance.below(6) == 0
    return {
        "id": f"small-{number:03}",
        "type": type_,
        "titles": _texts(tuple(_filled(frame, topic, at) for at, frame in enumerate(title)), languages),
        "abstracts": _abstracts(sentences, topic, languages) if chance.below(8) else [],
        "creators": [{"names": _texts(person, languages) or _texts(person, ("ja", "en"))} for person in chance.some(PEOPLE, 1, 3)],
        "journals": names_of_journal if type_ == "article" else [],
        "issns": [journal[2]] if journal[2] and type_ == "article" and chance.below(2) else [],
        "publishers": _texts(publisher, languages),
        "subjects": _texts(topic.keyword, ("ja", "en") if chance.below(4) == 0 else languages),
        "volume": str(year - 1980),
        "pages": f"{number}-{number + 9}",
        "date": (f"{year}", f"{year}-0{1 + number % 9}", f"{year}-0{1 + number % 9}-15")[number % 3] if chance.below(20) else "",
        "language": languages[0],
        "identifiers": [
            *([{"kind": "DOI", "value": f"10.55555/small.{number}"}] if has_doi else []),
            *([{"kind": "PMID", "value": str(90_000_000 + number)}] if has_pmid else []),
            *([{"kind": "NAID", "value": str(40_000_000_000 + number)}] if has_naid else []),
        ],
        "sources": chance.choice(SOURCES),
        "abstract_licence": ("allow", "disallow", "")[number % 3],
    }  # fmt: skip


def _texts(pair: tuple[str, ...], languages: tuple[str, ...]) -> list[dict[str, str]]:
    both = zip(("ja", "en"), pair, strict=False)
    return [{"value": value, "lang": lang} for lang, value in both if value and lang in languages]


def _abstracts(sentences: list[tuple[str, str]], topic: Topic, languages: tuple[str, ...]) -> list[dict[str, str]]:
    filled = (
        "".join(_filled(one[0], topic, 0) for one in sentences),
        " ".join(_filled(one[1], topic, 1) for one in sentences),
    )
    return _texts(filled, languages)  # fmt: skip


def _filled(frame: str, topic: Topic, at: int) -> str:
    subject, method, matter = topic.subject[at], topic.method[at], topic.matter[at]
    return frame.format(s=subject, m=method, p=matter, S=_capital(subject))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
