"""What the parser of queries reports: what could not be read as it is written, what was done instead, and where."""

from collections.abc import Callable

import msgspec

from shoroku.corpus.errors import ShorokuError
from shoroku.search.query.caret import pointed

#: A stretch of a query: character offsets, the end excluded.
Span = tuple[int, int]
#: Takes a report: the kind of a notice, where, and its fields.
Tell = Callable[[str, Span, dict[str, str]], None]

#: Kind -> (English, Japanese). What is put in between is plain text.
PROBLEMS: dict[str, tuple[str, str]] = {
    "open_quote": (
        "The quotation that begins here has no end; the sign was left out. Put {sign} at its end too.",
        "ここから始まる引用に終わりがないため、この記号を無視しました。終わりにも記号を付けてください（{sign}）。",
    ),
    "empty_quote": (
        "There is nothing in the quotation marks; they were left out.",
        "引用符の中が空なので無視しました。",
    ),
    "open_bracket": (
        "The bracket that begins here has no end; it was taken to end with the query. Put ) where it should.",
        "ここから始まるかっこに終わりがないため、検索式の末尾までとしました。終わりに ) を付けてください。",
    ),
    "stray_bracket": (
        "No bracket was open here; the sign was left out. Put ( where it should begin.",
        "対応する始まりのかっこがないため、この記号を無視しました。始まりに ( を付けてください。",
    ),
    "empty_bracket": (
        "There is nothing in the brackets; they were left out.",
        "かっこの中が空なので無視しました。",
    ),
    "deep": (
        "Brackets more than {most} deep are not read; from here on they were left out. Write the query flatter.",
        "かっこの入れ子は {most} 段までです。ここから先のかっこは無視しました。入れ子を減らしてください。",
    ),
    "operator": (
        "Something is missing beside {operator}; it was left out. If you mean the word, write it in quotation marks.",
        "{operator} の隣に検索語がないため無視しました。語として探すには引用符で囲んでください。",
    ),
    "only_operators": (
        "There is nothing to combine, so {operator} was read as a word.",
        "組み合わせる検索語がないため、{operator} を語として読みました。",
    ),
    "empty_field": (
        "Nothing follows {written}; it was left out. Write what to look for right after the colon.",
        "{written} の後に何もないため無視しました。コロンのすぐ後に検索語を書いてください。",
    ),
    "two_fields": (
        "Two fields are asked for at once; the one nearest to the words was taken: {field}.",
        "フィールドが重ねて指定されているため、語に最も近い {field} としました。",
    ),
    "lonely_tag": (
        "There is no word before {written} that it could belong to; it was left out. Write: word{written}",
        "{written} の前に語がないため無視しました。「語{written}」のように書いてください。",
    ),
    "unsupported_field": (
        "Records cannot be found by {written} here; what follows was read as words.",
        "{written} では検索できないため、その値を語として読みました。",
    ),
    "bad_year": (
        "“{value}” is no year or range of years, and was read as words. Write 2015, 2015..2020, 2015.. or ..2020.",
        "「{value}」は年や年の範囲として読めないため、語として読みました。2015、2015..2020、2015..、..2020 のように書いてください。",
    ),
    "only_years": (
        "Records are found by the year only; month and day of “{value}” were left out.",
        "検索できるのは年だけなので、「{value}」の月日は無視しました。",
    ),
    "turned_years": (
        "The range ends before it begins; it was turned round: {value}.",
        "範囲の終わりが始まりより前なので、入れ替えました（{value}）。",
    ),
    "unknown_has": (
        "has: cannot ask for “{value}”, which was read as words. It can ask for: {known}.",
        "has: で「{value}」は指定できないため、語として読みました。指定できるもの: {known}",
    ),
    "star_alone": (
        "* alone asks for nothing in particular; it was left out. Write letters before or after it.",
        "* だけでは何も絞り込めないため無視しました。前か後に文字を付けてください。",
    ),
    "short_pattern": (
        "“{value}” fits too many words; it was read without its sign. Write {least} letters or more.",
        "「{value}」に当てはまる語が多すぎるため、記号を除いて読みました。{least} 文字以上にしてください。",
    ),
    "many_patterns": (
        "A query may have {most} words with *, ? or ~ (one that begins with * counts as 8); from here on the sign was left out.",
        "*、?、~ を付けた語は {most} 個まで（* で始まる語は 8 個分）です。ここから先の記号は無視しました。",
    ),
    "short_fuzzy": (
        "“{value}” is too short to look for words like it; it was read without ~. Write {least} letters or more.",
        "「{value}」は短すぎて似た語を探せないため、~ を除いて読みました。{least} 文字以上にしてください。",
    ),
    "far_fuzzy": (
        "Words may differ by {most} characters at most; {most} was taken.",
        "語の違いは {most} 文字までなので、{most} としました。",
    ),
    "far_slop": (
        "At most {most} words may stand between; {most} was taken.",
        "間に入る語は {most} 語までなので、{most} としました。",
    ),
    "sign_in_quote": (
        "Inside quotation marks {sign} is only a sign. Outside of them it stands for other letters.",
        "引用符の中では {sign} はただの記号です。ほかの文字の代わりとして使うには引用符の外に書いてください。",
    ),
    "long": (
        "The query is too long; what begins here was left out. Ask for less at once.",
        "検索式が長すぎるため、ここから先は無視しました。短くしてください。",
    ),
}

#: What is worth saying of a query that was read as it is written.
HINTS: dict[str, tuple[str, str]] = {
    "mixed": (
        "AND, which a space also means, comes before OR; this was read as: {reading}",
        "AND（空白も同じ）は OR より先に結び付くため、次のように読みました: {reading}",
    ),
    "near_field": (
        "{name} is the name of no field and was read as a word. Did you mean {field}?",
        "{name} という名前のフィールドはないため、語として読みました。{field} のことでしょうか。",
    ),
}

#: What was found out only when the index was asked.
LIMITS: dict[str, tuple[str, str]] = {
    "exact_cut": (
        "={written} stands on too many records; the {most} that fit best were looked at. Add another word.",
        "={written} は該当するレコードが多すぎるため、よく合う {most} 件だけを調べました。語を加えてください。",
    ),
}

TEXTS = PROBLEMS | HINTS | LIMITS


def silent(kind: str, span: Span, fields: dict[str, str]) -> None:
    """Report to nobody."""


class Notice(msgspec.Struct, frozen=True):
    """Something that was noticed: its kind, and where it stands in the query (character offsets, ``end`` excluded)."""

    kind: str
    start: int
    end: int
    fields: dict[str, str] = {}

    @property
    def is_problem(self) -> bool:
        """Whether the query could not be read as it is written. The others are hints."""
        return self.kind in PROBLEMS

    def text(self, language: str = "en") -> str:
        """Return what there is to say, in ``language`` ("ja" or "en")."""
        english, japanese = TEXTS[self.kind]
        return (japanese if language == "ja" else english).format(**self.fields)


class QueryUnclear(ShorokuError, ValueError):
    """A query that cannot be read as it is written, with ``strict``."""

    query: str
    notice: Notice

    exit_code = 2
    en = "{said}\n  {line}\n  {caret}"
    ja = "{said}\n  {line}\n  {caret}"

    def text(self, language: str = "en") -> str:
        """Return what is wrong, and below it the query with a caret under the place."""
        line, caret = pointed(self.query, self.notice.start, self.notice.end)
        return self.en.format(said=self.notice.text(language), line=line, caret=caret)
