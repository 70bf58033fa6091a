"""The pinned searches: half a thousand queries of all kinds, one a line, and those that need arguments."""

from collections.abc import Iterator
from typing import Any, NamedTuple

#: Kind -> queries, one a line. Each is asked of both libraries. Lines are taken as they stand, without their newline.
TEXTS: dict[str, str] = {
    "japanese words": """\
関節リウマチ
関節リウマチ 治療
関節リウマチ　治療　予後
免疫
癌
がん
ガン
胃癌
乳がん
学
科学
京都
東京都
東京
図書館
圖書館
大学図書館
大學圖書館
國學
国学者の蔵書
コンピュータ
コンピューター
コンピュータ 教育
量子コンピュータ
ワクチン
機械翻訳
機械翻訳の評価
地震
地震による液状化
森林 炭素
海藻
茶
お茶
糖尿病
ＩＩ型糖尿病
２型糖尿病
付属
附属
齋藤
斉藤
斎藤頼子
髙橋
高橋
渡辺
渡邊
肥満 小児
子供
こども
子ども 肥満
アレルギー
アレルギー性鼻炎の治療
出会い系
決済法
炎
波
ねむり
リウマチ
ﾘｳﾏﾁ
プログラミング教育
再生可能エネルギー
エネルギー価格
数値シミュレーション
数値計算
書評
研究
報告
データ
画像所見
バイオマーカー
唾液腺
早期診断 画像
江戸時代
さくら
桜
存在しない言葉の並び""",
    "english words": """\
immunity
rheumatoid arthritis
arthritis treatment
inhibitor
inhibitors
Inhibitor
INHIBITION
cancer
breast cancer
behaviour
behavior
user behaviour
user behavior in libraries
library
libraries
photosynthesis
seaweed
seaweeds
sea weed
machine translation
evaluation of machine translation
concrete
cracks in concrete
ageing
aging
ageing bridges
diabetes mellitus
diabetes and periodontal disease
type II diabetes
type 2 diabetes
earthquake
earthquakes liquefaction
tumour
tumor
tumor necrosis factor
vaccine
vaccines adverse reactions
tea
fermented tea
publishing
obesity
obesity in children
children
child
quantum computer
quantum computers error correction
programming
teaching
forest
carbon uptake
randomised controlled trial
randomized controlled trial
hay fever
rhinitis
renewable energy
econometrics
electricity market
the
of the
a study of
study
data
open data
analysis
analyses
naïve
naive T cells
Schrödinger
Schrodinger equation
Sjögren's syndrome
Sjogren
lighthouse
EEG
tonic signaling
signalling
no such wordings whatever
xyzzy
antibody
antibodies
mice
mouse
woman
women
criteria criterion
meta-analysis
metaanalysis
electronic health records""",
    "mixed and signs in words": """\
IL-6
IL6
il 6
ＩＬ－６
IL-6阻害薬
IL-6阻害薬とバイオマーカー
抗IL-6抗体
TNF-α
TNFα
tnf alpha
TNF alpha 阻害
TNF-αの発現
ELISA法
ELISA
COVID-19
COVID19
COVID-19ワクチン
covid 19 vaccine
β-カロテン
beta-carotene
βカロテン
Th17
Th17/Treg
CD4
C++
p<0.05
X線
Ｘ線 画像
DNA
環境DNA
環境 DNA 魚類
Leucine-rich α2 glycoprotein
LRG
SAA
RA 治療
関節リウマチ therapy
arthritis 関節リウマチ
図書館 users
cancer 疼痛
機械翻訳 corpora
-80 °C
HLA-B*27
A-B
(E)-2-hexenal
arthritis(RA)
10%
2010–2020年
1985-2020
第3版
no. 4""",
    "phrases": """\
"serum amyloid"
"serum amyloid a"
"amyloid serum"~5
"rheumatoid arthritis"
"arthritis rheumatoid"
“rheumatoid arthritis”
＂machine translation＂
「関節リウマチ」
『関節リウマチ』
「早期診断」
「機械翻訳」 評価
"機械翻訳の評価"
"machine translation" evaluation
"IL-6 inhibitors"
"IL-6阻害薬"
"TNF-α"
"user behaviour"
"user behavior"
"hay fever" treatment
"treatment of allergic rhinitis"
"rhinitis treatment"~3
"rhinitis treatment"~0
"children obesity"~2
"肥満 小児"~3
"小児の肥満"
"東京都"
"京都"
"the of"
"a"
"学校給食" OR "school lunches"
"no such phrase here"
-"rheumatoid arthritis" arthritis
"carbon uptake" -forest
"quantum computers" "error correction\"""",
    "operators": """\
sepsis AND shock
arthritis AND treatment
tocilizumab OR sarilumab
cancer OR 癌
tumor｜cancer
tumor | cancer
arthritis NOT juvenile
arthritis -juvenile
関節炎　－若年性
関節リウマチ -治療
+obesity children
+obesity +children
(IL-6 OR TNF) inhibitor
（IL-6 OR TNF） 阻害薬
(癌 OR がん) AND 疼痛
tea OR coffee OR 茶
tea AND NOT coffee
NOT cancer
-cancer
-cancer -tea
cancer AND (pain OR survey) NOT mouse
sepsis shock OR burns
tea energy OR forest
tea AND energy OR forest
forest OR tea AND energy
(tea OR forest) AND (fluorescence OR satellite OR gas)
地震 OR 森林
地震 AND 森林
地震 NOT 液状化
図書館 AND 利用 NOT 大学
ＡＮＤ
AND
OR
NOT
and
cats and dogs
tea ＯＲ forest
((tea))
(tea (forest OR energy))
tea || forest
(photosynthesis OR 光合成) (seaweed OR 海藻)
vaccine AND 副反応
vaccine OR ワクチン NOT 医療従事者
"home care" OR 在宅医療
(tea OR forest OR energy OR cancer) -Japan -study
a OR b
免疫 AND (感染 OR アレルギー) AND NOT 抗体
library AND library
library OR library""",
    "patterns": """\
immun*
免疫*
*itis
behavi?r
behaviou?r
inhibitr~
inhibitr~2
inhibiti*
リウマ*
*リウマチ
関節*
comput*
コンピュー*
quant*m
qu?ntum
photo*
*synthesis
ob*ity
anal?sis
analys*
libary~
translaton~
tranlsation~2
forrest~
トランスレーション~
ワクチ~
図書*
*図書館
大?図書館
19*
a*
*a
*
*abc*
?
~
tea*
te?
イン*
rhin* AND allerg*
-immun* cancer
title:immun*
title:*itis
abstract:season*
author:yama*
subject:can*
zzz*
*zzz
qqqq~""",
    "exact forms": """\
=inhibitor
=inhibitors
=Inhibitor
="IL-6 inhibitors"
="rheumatoid arthritis"
=behaviour
=behavior
=tumour
=癌
=がん
=關節
=関節リウマチ
="機械翻訳"
=TNF-α
=tea forest
title:=tea
title:="machine translation"
=nosuchform
=libraries OR =library
-=library libraries""",
    "fields": """\
title:immunity
題名:免疫
タイトル：免疫
title:(免疫 OR 感染)
title:(tea OR forest)
title:関節リウマチ
title:"machine translation"
ti:tea
abstract:"amyloid A"
抄録:季節
abstract:seasonal
abstract:観察 title:茶
tiab:immunity
tiab:森林
author:藤本穣
著者:藤本 穣
author:"Fujimoto Minoru"
author:fujimoto
author:Yamada
author:山田
author:"Yamada T"
author:"van der Berg"
author:Lindqvist title:tea
author:O'Hara
author:Ono
author:ōno
author:Miller
author:"金 敏洙"
-author:Yamada tea
affiliation:kochi
所属:大学
publisher:elsewhere
publisher:青葉出版
出版者:"Aoba Press"
subject:immunology
subject:癌
主題:ワクチン
キーワード:"machine translation"
journal:臨床リウマチ
journal:"Clinical Rheumatology and Related Research"
journal:情報と図書館
journal:"Information and Libraries"
journal:臨床*
journal:Annals*
journal:2049-3630
issn:0914-8760
issn:1050-124X
year:2015..2020
year:2015-2020
年:2015-2020
2015:2020[dp]
year:2015-
year:2015..
from:2015
year:>=2015
year:<=2000
year:<1999
year:-2000
year:..2000
until:2000
from:2005 until:2008
year:2012
関節リウマチ 治療 year:2015-
tea year:2000-2010
language:ja
language:en tea
言語:日本語
language:ja,en
language:fr
source:JaLC
source:PubMed vaccine
データソース:KAKEN
source:JaLC,IRDB
type:article
type:dissertation
種別:book
type:dataset OR type:report
-type:article
doi:10.55555/small.6
10.55555/small.8
https://doi.org/10.55555/small.11
crid:1390287142242714752
1390287142242714752
https://cir.nii.ac.jp/crid/1390287142242714752
naid:130007987415
130007987415
pmid:90000006
90000011
small-042
sample-0007
id:small-042
has:abstract
has:doi
-has:abstract
has:author,doi
has:subject -has:year
has:nothing
abstract:*
doi:*
volume:32
RNA:DNA
note: text
auhtor:yamada
titel:tea
title:author:tea
title:
author:""
year:20155
year:abc
year:2020-2015
year:2015-04
from:201504 until:202012
all:tea
すべて:茶
publicationTitle:臨床リウマチ
creator:鈴木
description:季節
category:cancer
range:2010-2015 language:en
naid:40000000013
40000000013""",
    "pubmed tags": """\
immunity[ti]
[ab]
tea[ab]
fujimoto m[au]
Fujimoto Minoru[au]
yamada t[au] tea
lindqvist a[author]
miller j[au] OR sasaki r[au]
kochi[ad]
immunology[mh]
cancer[mesh]
"Clinical Rheumatology and Related Research"[ta]
0914-8760[is]
2015[dp]
2015/01/01:2020/12/31[dp]
("2015/01/01"[Date - Publication] : "2020/12/31"[Date - Publication]) AND tea[tiab]
jpn[la]
eng[la] forest
review[pt]
rheumatoid arthritis (RA) AND (tocilizumab OR sarilumab) NOT review[pt]
"hay fever"[tiab]
"fever hay"[tiab:~3]
obesity[ti] AND children[ti]
fujimoto m[au] AND 2015:2020[dp] AND jpn[la]
90000006[pmid]
10.55555/small.6[aid]
32[vi]
tea[nosuchtag]
benzo[a]pyrene
tea[tw] OR forest[all]""",
    "names": """\
Fujimoto Minoru
Minoru Fujimoto
M. Fujimoto
Fujimoto M
藤本穣
藤本 穣
フジモト ミノル
Yamada Taro
Taro Yamada
山田太郎
山田　太郎 茶
T. Yamada
斎藤久美子
齋藤久美子 図書館
Kumiko Saito tea
Takahashi Ken
高橋健
Ōno Sakura
Ono Sakura
Oono Sakura
大野桜
Jan van der Berg
van der Berg
Anna Lindqvist
O'Hara
Kim Min-su
金敏洙
ジョン・ミラー
John Miller
Halvorsen-Tui Leilani""",
    "sentences": """\
What is known about the treatment of allergic rhinitis?
How do users behave in university libraries?
Does tea contain aroma compounds that can be measured by gas chromatography?
Can machine translation of patent documents be evaluated?
Which factors lead to obesity in children who eat school lunches?
I am looking for studies of cracks in old bridges that use ultrasonic testing.
the effects of seasonal differences on photosynthesis in seaweeds of inland seas
関節リウマチの患者に対するIL-6阻害薬の効果について知りたい。
地震で液状化が起きやすいのはどのような土地か。
小児の肥満と学校給食にはどのような関係がありますか？
大学図書館の利用者はどのように本を探しているのか
ワクチンの副反応を電子カルテから調べた研究はありますか
再生可能エネルギーの価格は電力市場にどんな影響を与えるか
癌患者の痛みを家でどう和らげるか、質問紙で調べた論文を探しています
プログラミングを中学校で教えるときの課題は何か。
IL-6は多様な作用をもつ炎症性サイトカインであり、その作用を遮断するIL-6阻害薬は関節リウマチ（RA）の治療に広く用いられている。
Interleukin-6 (IL-6) is a pleiotropic cytokine that drives much of the inflammation seen in rheumatoid arthritis (RA), and drugs that block it are now an established treatment.""",
    "years and numbers": """\
2015
2015 tea
2015年
2015-2020
2015..2020 tea
平成27年
1999 2000
12
12名
3
0
１２名
2020-06-30
1.5
1,000
350 queries
tea 1998 -2001""",
    "mistyped": """\
photosyntesis
photosynthseis
rheumatiod arthritis
arthritus
immunty
translaton
machne translation
libary users
obessity in children
fermentd tea
quantm computer
vacine
リュウマチ
コンピュター
ワクチソ
ワクチ
プログラミソグ教育
シミレーション
れきし
アレルギ性鼻炎
Fujimto
Yamda Taro
Lindquist
inhibitr IL-6
seaweedz
tea gardn xyzzy""",
    "malformed": """\
(sepsis
sepsis)
((tea
tea))
tea AND
AND tea
tea OR
OR tea
tea NOT
tea AND OR forest
tea AND AND forest
NOT NOT tea
"tea
tea"
「図書館
図書館」
""
()
( )
"()"
tea ()
tea "" forest
title:(
title:)
title:"
author:(
year:
year:..
year:-
[ti]
tea [ti]
tea[
tea]
tea[ti
~2
tea~
tea~9
te~2
"tea forest"~99
"tea forest"~
"te*a"
tea\\
\\
\\AND
\\"tea
title\\:tea
\\-80
: tea
:tea
::
-
--
- tea
-- tea
+
+ tea
|
||
=
= tea
==tea
-=
=-tea
-(tea OR forest) energy
-() tea
field:value:other
title:title:tea
title:-tea
title:(tea OR) forest
(((((((((((((((((((((((((((((((((((((((tea)))))))))))))))))))))))))))))))))))))))
tea\u0000forest
tea\u200bforest
\u202etea
<script>alert(1)</script>
'; DROP TABLE record; --
%s %d {0} {query}
tea\ttea""",
    "empty and signs only": """\

\u0020\u0020
\u3000
...
。
、。
!?
???
***
---
~~~
@#$%
（）
「」
＝
・
★
😀
𠮷
…
α
Ω
é
_
/
&
&&
<>
{}
^""",
}

#: What is asked of one library alone, or with arguments: (library, query, arguments). "both" asks both libraries.
ARGUED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    *(("both", query, {"facets": ["journal", "year", "language", "source", "type", "author", "publisher", "subject"]})
      for query in ("", "tea", "癌", "関節リウマチ", "study", "研究 データ", "author:Yamada", "year:2005-2015", "immun*", "xyzzy", "title:(tea OR 茶) -fermented")),
    *(("both", query, {"facets": {"author": 3, "year": 100, "subject": 5}}) for query in ("", "免疫", "energy")),
    ("both", "", {"facets": ["journal"], "facet_size": 2, "limit": 0}),
    ("both", "図書館", {"facets": ["source", "type"], "facet_size": 100, "limit": 1, "year": (2000, 2015)}),
    ("sample", "", {"facets": ["journal", "year"], "journal": "臨床リウマチ"}),
    ("sample", "免疫", {"facets": ["journal", "language"], "language": "en"}),
    ("sample", "関節リウマチ", {"journal": ["臨床リウマチ", "深山膠原病・免疫研究"], "facets": ["journal"]}),
    ("sample", "IL-6阻害薬", {"year": (2015, 2020), "journal": ["臨床リウマチ"], "facets": ["journal"]}),
    ("sample", "", {"journal": "0914-8760"}),
    ("sample", "", {"journal": "Shiomi Economic Review", "sort": "title"}),
    ("sample", "", {"author": "藤本穣"}),
    ("sample", "", {"author": "Fujimoto M"}),
    ("sample", "", {"author": ["Miyazaki", "齋藤頼子"], "sort": "oldest"}),
    ("sample", "がん", {"subject": "breast cancer"}),
    ("sample", "", {"subject": ["免疫", "immunity"], "facets": ["subject"]}),
    ("small", "", {"journal": "情報と図書館", "facets": ["journal", "language"]}),
    ("small", "", {"journal": "Information and Libraries", "facets": ["journal", "language"]}),
    ("small", "tea", {"journal": "1234-5679"}),
    ("small", "", {"journal": "Nature of Things"}),
    ("small", "", {"journal": "no such journal", "facets": ["journal", "year"]}),
    ("small", "", {"author": "Yamada Taro", "facets": ["author"]}),
    ("small", "", {"author": "山田太郎", "facets": ["author", "journal"]}),
    ("small", "", {"author": "T Yamada"}),
    ("small", "", {"author": "斎藤久美子"}),
    ("small", "", {"author": ["Ono Sakura", "Kim"]}),
    ("small", "", {"author": "van der Berg"}),
    ("small", "", {"publisher": "Aoba Press", "facets": ["publisher"]}),
    ("small", "", {"publisher": ["青葉出版", "Elsewhere Publishing"], "year": 2010}),
    ("small", "", {"subject": "癌", "facets": ["subject"]}),
    ("small", "", {"subject": ["tea", "forest"]}),
    ("small", "tea", {"subject": "tea", "language": "en"}),
    ("small", "茶", {"type": "article", "source": ["JaLC", "IRDB"]}),
    ("small", "", {"type": ["book", "report"], "sort": "oldest", "facets": ["type"]}),
    ("small", "", {"source": "PubMed", "year": (None, 2005)}),
    ("small", "", {"source": "no such source"}),
    *(("both", query, {"year": year}) for query in ("", "study 研究")
      for year in (2010, (2010, 2010), (2010, None), (None, 2000), (1995, 2005), (1800, 1801))),
    *(("both", query, {"language": language}) for query in ("", "energy", "エネルギー") for language in ("ja", "en", ["ja", "en"], "fr")),
    *(("both", query, {"source": source}) for query in ("", "癌") for source in ("JaLC", ["Crossref", "KAKEN"])),
    *(("both", query, {"type": kind}) for query in ("", "study") for kind in ("article", ["book", "dissertation"])),
    *(("both", query, {"sort": sort}) for query in ("", "免疫", "tea", "library OR 図書館", "cancer 癌 year:1990-", "data")
      for sort in ("newest", "oldest", "title")),
    *(("both", query, {"offset": offset, "limit": limit}) for query in ("", "研究", "data OR データ", "effects of treatment")
      for offset, limit in ((0, 0), (0, 1), (3, 5), (10, 10), (45, 10), (55, 5), (195, 20), (10_000, 10))),
    *(("both", query, {"limit": 100}) for query in ("", "analysis", "免疫", "seasonal differences in forests", "京都 OR 東京")),
    *(("both", query, {"sort": sort, "offset": 20, "limit": 7}) for query in ("", "studies") for sort in ("newest", "title")),
    *(("both", query, {"lang": lang}) for query in ("免疫", "immunity", "tea", "茶", "IL-6", "machine translation 評価", '"user behaviour"', "", "immun*")
      for lang in ("ja", "en")),
    *(("both", query, {"exact": True}) for query in ("癌", "がん", "behaviour", "behavior", "libraries", "免疫", "rheumatoid arthritis", "TNF-α", "tnf alpha",
      "Fujimoto Minoru", "齋藤", "コンピュータ", "tumour", "機械翻訳の評価", "What is known about the treatment of allergic rhinitis?", "immun*", '"hay fever"')),
    *(("both", query, {"exact": True, "lang": lang}) for query in ("癌", "tea", "photosynthesis") for lang in ("ja", "en")),
    *(("both", query, {"strict": True}) for query in ("tea AND forest", "(tea", "tea AND", "year:abc", '"tea', "title:", "関節リウマチ", "te* OR a*", "auhtor:x")),
    ("both", "tea AND forest OR energy", {"facets": ["year"], "sort": "newest", "limit": 3}),
    ("both", "author:Yamada OR 藤本", {"year": (2000, None), "facets": ["author"]}),
    ("both", "language:en", {"language": "ja"}),
    ("both", "year:2000-2010", {"year": (2005, 2020)}),
    ("both", "tea " * 300, {}),
    ("both", " OR ".join(f"word{number}" for number in range(600)), {}),
    ("both", "関節リウマチ" * 200, {}),
    ("both", "x" * 12_000, {}),
    ("both", "(" * 40 + "tea" + ")" * 40, {}),
    ("both", " ".join(f"ab{letter}*" for letter in "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"), {}),
)  # fmt: skip


class Case(NamedTuple):
    """One search: of which library, and what is asked."""

    library: str
    query: str
    arguments: dict[str, Any]

    @property
    def name(self) -> str:
        """A name by which the case can be found, short where the query is long."""
        query = self.query if len(self.query) <= 100 else f"{self.query[:60]}… ({len(self.query)} characters)"
        arguments = "".join(f" {name}={value!r}" for name, value in self.arguments.items())
        return f"{self.library}: {query!r}{arguments}"


def cases() -> Iterator[Case]:
    """Yield every pinned search."""
    for lines in TEXTS.values():
        for query in lines.split("\n"):
            for library in ("sample", "small"):
                yield Case(library, query, {})
    for library, query, arguments in ARGUED:
        for one in ("sample", "small") if library == "both" else (library,):
            yield Case(one, query, arguments)
