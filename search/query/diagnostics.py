"""What the parser reports about a query: what is invalid, where it is, and what was done instead."""

from collections.abc import Callable

import msgspec

from shoroku.corpus.errors import ShorokuError
from shoroku.search.query.caret import pointed

#: A stretch of a query: character offsets, the end excluded.
Span = tuple[int, int]
#: Takes a report: the kind of a notice, where, and its fields.
Tell = Callable[[str, Span, dict[str, str]], None]

#: Kind -> (English, Japanese). The fields that are filled in are plain text.
PROBLEMS: dict[str, tuple[str, str]] = {
    "open_quote": (
        "This quotation mark is never closed, so it was ignored. Add a closing {sign}.",
        "ここから始まる引用に終わりがないため、この記号を無視しました。終わりにも記号を付けてください（{sign}）。",
    ),
    "empty_quote": (
        "The quotation marks are empty, so they were ignored.",
        "引用符の中が空なので無視しました。",
    ),
    "open_bracket": (
        "This bracket is never closed, so it was closed at the end of the query. Add a closing ).",
        "ここから始まるかっこに終わりがないため、検索式の末尾までとしました。終わりに ) を付けてください。",
    ),
    "stray_bracket": (
        "This bracket has no opening bracket, so it was ignored. Add an opening (.",
        "対応する始まりのかっこがないため、この記号を無視しました。始まりに ( を付けてください。",
    ),
    "empty_bracket": (
        "The brackets are empty, so they were ignored.",
        "かっこの中が空なので無視しました。",
    ),
    "deep": (
        "Brackets can be nested {most} deep; deeper ones were ignored from here on. Use fewer levels.",
        "かっこの入れ子は {most} 段までです。ここから先のかっこは無視しました。入れ子を減らしてください。",
    ),
    "operator": (
        "{operator} has no search term beside it, so it was ignored. To search for the word itself, put it in quotation marks.",
        "{operator} の隣に検索語がないため無視しました。語として探すには引用符で囲んでください。",
    ),
    "only_operators": (
        "The query has nothing to combine, so {operator} was searched as text.",
        "組み合わせる検索語がないため、{operator} を検索語として扱いました。",
    ),
    "empty_field": (
        "Nothing follows {written}, so it was ignored. Write the search term right after the colon.",
        "{written} の後に何もないため無視しました。コロンのすぐ後に検索語を書いてください。",
    ),
    "two_fields": (
        "Two fields were given for the same words; the one next to the words was used: {field}.",
        "フィールドが重ねて指定されているため、語に最も近い {field} としました。",
    ),
    "lonely_tag": (
        "No word stands before {written}, so it was ignored. Write: word{written}",
        "{written} の前に語がないため無視しました。「語{written}」のように書いてください。",
    ),
    "unsupported_field": (
        "{written} cannot be searched here; its value was searched as text.",
        "{written} では検索できないため、その値を検索語として扱いました。",
    ),
    "bad_year": (
        "“{value}” is not a year or a range of years, so it was searched as text. Write 2015, 2015..2020, 2015.. or ..2020.",
        "「{value}」は年または年の範囲ではないため、検索語として扱いました。2015、2015..2020、2015..、..2020 のように書いてください。",
    ),
    "only_years": (
        "Only years can be searched; the month and day of “{value}” were ignored.",
        "検索できるのは年だけなので、「{value}」の月日は無視しました。",
    ),
    "turned_years": (
        "The range ended before it began, so it was reversed: {value}.",
        "範囲の終わりが始まりより前なので、入れ替えました（{value}）。",
    ),
    "unknown_has": (
        "“{value}” is not a value of has:, so it was searched as text. The values are: {known}.",
        "has: に「{value}」は指定できないため、検索語として扱いました。指定できるもの: {known}",
    ),
    "star_alone": (
        "* alone matches everything, so it was ignored. Add letters before or after it.",
        "* だけでは何も絞り込めないため無視しました。前か後に文字を付けてください。",
    ),
    "short_pattern": (
        "“{value}” matches too many words, so its wildcard was ignored. Use at least {least} letters.",
        "「{value}」に当てはまる語が多すぎるため、記号を無視しました。{least} 文字以上にしてください。",
    ),
    "many_patterns": (
        "A query can have {most} words with *, ? or ~ (a word that begins with * counts as 8); the signs were ignored from here on.",
        "*、?、~ を付けた語は {most} 個まで（* で始まる語は 8 個分）です。ここから先の記号は無視しました。",
    ),
    "short_fuzzy": (
        "“{value}” is too short for a fuzzy search, so ~ was ignored. Use at least {least} letters.",
        "「{value}」は短すぎて似た語を探せないため、~ を無視しました。{least} 文字以上にしてください。",
    ),
    "far_fuzzy": (
        "Words can differ by {most} characters at most; {most} was used.",
        "語の違いは {most} 文字までなので、{most} としました。",
    ),
    "far_slop": (
        "At most {most} words can stand in between; {most} was used.",
        "間に入る語は {most} 語までなので、{most} としました。",
    ),
    "sign_in_quote": (
        "Inside quotation marks, {sign} is an ordinary character. To use it as a wildcard, write it outside of them.",
        "引用符の中の {sign} は通常の文字として扱われます。ワイルドカードとして使うには引用符の外に書いてください。",
    ),
    "long": (
        "The query is too long; the rest was ignored from here on. Shorten the query.",
        "検索式が長すぎるため、ここから先は無視しました。短くしてください。",
    ),
}

#: Hints about queries that are valid.
HINTS: dict[str, tuple[str, str]] = {
    "mixed": (
        "AND (which a space also means) binds more tightly than OR, so this was read as: {reading}",
        "AND（空白も同じ）は OR より優先されるため、次のように解釈しました: {reading}",
    ),
    "near_field": (
        "Unknown field {name}; searched as text. Did you mean {field}?",
        "{name} というフィールドはないため、検索語として扱いました。もしかして: {field}",
    ),
}

#: Limits that only the search itself can meet.
LIMITS: dict[str, tuple[str, str]] = {
    "exact_cut": (
        "={written} matches too many records; only the best {most} were checked. Add another word.",
        "={written} に該当するレコードが多すぎるため、関連度の高い {most} 件だけを調べました。検索語を追加してください。",
    ),
}

#: Values of filters that no record has. They have no place in the query: ``start`` and ``end`` are 0.
VALUES: dict[str, tuple[str, str]] = {
    "unknown_value": (
        "No record of this library has the {filter} “{value}”.",
        "{filter} が「{value}」のレコードは、このライブラリにありません。",
    ),
    "near_value": (
        "No record of this library has the {filter} “{value}”. Did you mean: {near}",
        "{filter} が「{value}」のレコードは、このライブラリにありません。もしかして: {near}",
    ),
    "known_values": (
        "No record of this library has the {filter} “{value}”. The library has: {known}",
        "{filter} が「{value}」のレコードは、このライブラリにありません。ライブラリにあるもの: {known}",
    ),
}

TEXTS = PROBLEMS | HINTS | LIMITS | VALUES


def silent(kind: str, span: Span, fields: dict[str, str]) -> None:
    """Report to nobody."""


class Notice(msgspec.Struct, frozen=True):
    """A remark on a search: its kind, and the part of the query that it is about (character offsets, ``end`` excluded).

    A remark on a filter is about no part of the query: both offsets are 0.
    """

    kind: str
    start: int
    end: int
    fields: dict[str, str] = {}

    @property
    def is_problem(self) -> bool:
        """Whether that part of the query is invalid. The others are hints."""
        return self.kind in PROBLEMS

    def text(self, language: str = "en") -> str:
        """Return the message in ``language`` ("ja" or "en")."""
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
