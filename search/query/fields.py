"""The fields of a query, and all their names.

English and Japanese names and CiNii Research's names of parameters stand before a colon, PubMed's tags in square
brackets after a word (pubmed.ncbi.nlm.nih.gov/help, "Search field tags").
"""

import unicodedata

#: Fields that are searched by words. ``tiab`` is title, abstract and subjects together.
TEXT = frozenset({"title", "abstract", "author", "affiliation", "publisher", "subject", "tiab"})
#: Fields that are matched by whole values; ``id`` is an identifier of any kind.
VALUES = frozenset(
    {
        "journal",
        "issn",
        "language",
        "source",
        "type",
        "tag",
        "has",
        "doi",
        "crid",
        "naid",
        "pmid",
        "id",
        "project",
        "funder",
        "institution",
        "orcid",
        "cites",
        "volume",
        "number",
        "pages",
        "month",
    }
)
YEARS = frozenset({"year", "from", "until"})
#: The whole record; and fields of other systems that are not supported here.
ALL, UNSUPPORTED = "all", "unsupported"

#: Fields whose values may be lists separated by commas, as in CiNii's parameters.
LISTS = frozenset({"language", "source", "type", "tag", "has"})
#: Fields whose values have a letter or a digit.
NUMBERED = frozenset({"volume", "number", "pages"})
#: Fields that allow a space after the colon. With the others, the text is searched as words: "Language: its nature and origin".
LOOSE = (TEXT | YEARS | VALUES | {ALL}) - LISTS - NUMBERED - {"month"}
#: The values of ``has:``.
HAS = (
    "abstract",
    "doi",
    "author",
    "affiliation",
    "subject",
    "year",
    "tag",
    "note",
    "project",
    "reference",
    "data",
    "link",
)

_NAMES = {
    "title": "title, ti, 題名, タイトル, 論題, 標題, 表題, 論文名, 書名, dc.title",
    "abstract": "abstract, ab, description, 抄録, 要旨, 要約, アブストラクト",
    "author": "author, authors, au, creator, 著者, 著者名, 作者, 執筆者, dc.creator",
    "affiliation": "affiliation, ad, 所属, 所属機関",
    "publisher": "publisher, 出版者, 出版社, 発行者",
    "subject": "subject, keyword, keywords, mesh, mh, category, 主題, キーワード, 件名",
    "tiab": "tiab",
    "all": "all, すべて, 全て",
    "journal": "journal, ta, publicationtitle, 雑誌, 雑誌名, 誌名, 掲載誌, 刊行物名, ジャーナル",
    "issn": "issn",
    "language": "language, lang, la, languagetype, 言語, 本文言語",
    "source": "source, datasource, datasourcetype, データソース, 提供元",
    "type": "type, pt, resourcetype, 種別, 資料種別",
    "tag": "tag, tags, タグ",
    "has": "has, あり",
    "year": "year, years, dp, date, range, 年, 出版年, 発行年, 刊行年",
    "from": "from, 開始年",
    "until": "until, 終了年",
    "doi": "doi",
    "crid": "crid",
    "naid": "naid",
    "pmid": "pmid",
    "id": "id, isbn, ncid, 識別子",
    "project": "project, award, 研究課題, 課題番号",
    "funder": "funder, 助成機関, 資金提供機関",
    "institution": "institution, 機関, 研究機関",
    "orcid": "orcid",
    "cites": "cites, 引用文献",
    "volume": "volume, vol, 巻",
    "number": "number, issue, 号",
    "pages": "pages, page, ページ, 頁",
    "month": "month, 年月",
    "unsupported": "projectid, degree, researcherid, isfulltitle",
}
_TAGS = {
    "title": "ti, title",
    "abstract": "ab, abstract",
    "author": "au, author, fau, 1au, lastau, full author name, author - first, author - last, author - full",
    "affiliation": "ad, affl, affiliation",
    "publisher": "pubn, publisher",
    "subject": "mh, mesh, majr, sh, ot, mesh terms, mesh major topic, mesh subheading, other term",
    "tiab": "tiab, title/abstract",
    "all": "all, tw, all fields, text word, text words",
    "journal": "ta, jour, journal",
    "issn": "is, issn",
    "language": "la, lang, language",
    "type": "pt, ptyp, publication type",
    "year": "dp, pdat, edat, date - publication, publication date",
    "pmid": "pmid, uid",
    "doi": "doi",
    "id": "aid, lid, location id, article identifier",
    "volume": "vi, volume",
    "number": "ip, issue",
    "pages": "pg, pagination",
}
_HAS_NAMES = {
    "abstract": "abstract, abstracts, 抄録, 要旨, 要約",
    "doi": "doi",
    "author": "author, authors, creator, 著者",
    "affiliation": "affiliation, 所属",
    "subject": "subject, keyword, keywords, 主題, キーワード",
    "year": "year, date, 年, 出版年",
    "tag": "tag, tags, タグ",
    "note": "note, notes, メモ",
    "project": "project, projects, award, 研究課題, 課題番号",
    "reference": "reference, references, 引用文献, 参考文献",
    "data": "data, dataset, データ",
    "link": "link, links, リンク",
}


def _turned(table: dict[str, str]) -> dict[str, str]:
    return {name: field for field, names in table.items() for name in names.split(", ")}


_FIELD_OF_NAME, _FIELD_OF_TAG, _HAS_OF_NAME = _turned(_NAMES), _turned(_TAGS), _turned(_HAS_NAMES)

#: Names of fields that a mistyped name before a colon may have been meant for.
SPELLED_OUT = tuple(
    name for name, field in _FIELD_OF_NAME.items() if name.isascii() and len(name) > 4 and field != UNSUPPORTED
)


def names_of(field: str) -> tuple[str, ...]:
    """Return the names of ``field`` before a colon."""
    return tuple(_NAMES[field].split(", "))


def tags_of(field: str) -> tuple[str, ...]:
    """Return the tags in square brackets for ``field``."""
    return tuple(_TAGS.get(field, "").split(", ")) if field in _TAGS else ()


def field_named(name: str) -> str:
    """Return the field with ``name`` before a colon, in any case and width, or ""."""
    return _FIELD_OF_NAME.get(_folded(name), "")


def field_tagged(tag: str) -> str:
    """Return the field of PubMed's ``tag``, or ""."""
    return _FIELD_OF_TAG.get(_folded(tag), "")


def has_named(value: str) -> str:
    """Return the member of ``HAS`` that ``value`` means, or ""."""
    return _HAS_OF_NAME.get(_folded(value), "")


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
