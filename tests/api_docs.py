"""The page on the JSON API, made of its OpenAPI document, in both languages.

``python -m tests.api_docs`` writes ``docs/api.md`` and ``docs/api.ja.md`` again; a test holds them against the document.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args

from shoroku.web.api import answers
from shoroku.web.api.openapi import PREFIX, document

DOCS = Path(__file__).resolve().parents[1] / "docs"
Language = Literal["en", "ja"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FILES: dict[Language, Path] = {"en": DOCS / "api.md", "ja": DOCS / "api.ja.md"}

_HEADS: dict[Language, str] = {
    "en": """\
# The JSON API

Japanese: [api.ja.md](api.ja.md). This page is made of the OpenAPI document by `python -m tests.api_docs`.

`shoroku serve` answers under `{prefix}`; `{prefix}/openapi.json` is the OpenAPI document. Answers are what the command line
prints with `--json`. The query language is that of [query.md](query.md).

- A parameter that there is not, or a value that it cannot have, is an error. Errors are problem details (RFC 9457).
- **Paging.** `cursor` of an answer asks for the next page, with the other parameters unchanged. A page costs the same
  however far down it is. After the library has changed, a cursor is answered from the new order, and `renewed` is true.
- **Scores.** `score` is null where hits are not ranked: with a `sort` other than `relevance`, without words, and on pages
  that a cursor reaches beyond the first thousand hits.
- **Conditional requests.** Answers have an `ETag`; with `If-None-Match` the answer is 304 until the library changes.
- Answers are compressed for clients that accept gzip. HEAD and OPTIONS are answered. Scripts of any origin may read (CORS).
- Abstracts that may not be redistributed are searched and left out of every answer; `withheld` says so.
""",
    "ja": """\
# JSON API

英語版: [api.md](api.md)。このページは `python -m tests.api_docs` で OpenAPI の記述から作成しています。

`shoroku serve` は `{prefix}` の下で応答します。OpenAPI の記述は `{prefix}/openapi.json` にあります。応答は、コマンドが `--json` で出力するものと
同じです。検索式は [query.ja.md](query.ja.md) のとおりです。

- ない名前のパラメーターや、指定できない値はエラーになります。エラーは problem details（RFC 9457）です。
- **ページ送り。** 応答の `cursor` を、ほかのパラメーターを変えずに指定すると、次のページを返します。どれほど先のページでも、かかる手間は同じです。ライブラリが
  変わったあとの `cursor` には新しい順序で応答し、`renewed` が true になります。
- **スコア。** 関連度順でないとき（`sort` が `relevance` 以外のとき、検索語がないとき、`cursor` で 1,000 件目より先に進んだとき）、`score` は null です。
- **条件付き要求。** 応答には `ETag` があります。`If-None-Match` を付けると、ライブラリが変わるまで 304 を返します。
- gzip を受け付けるクライアントには圧縮して返します。HEAD と OPTIONS にも応答します。どのオリジンのスクリプトからも読めます（CORS）。
- 再配布できない抄録は検索の対象になりますが、どの応答にも含めません。その場合は `withheld` が true になります。
""",
}
_WORDS: dict[Language, dict[str, str]] = {
    "en": {"parameter": "parameter", "type": "type", "meaning": "meaning", "answer": "Answer", "shapes": "Shapes",
           "required": "required", "repeatable": "repeatable", "default": "default", "or": " or ", "list": "list of {}",
           "map": "map of {}", "field": "field", "status": "status"},
    "ja": {"parameter": "パラメーター", "type": "型", "meaning": "意味", "answer": "応答", "shapes": "構造",
           "required": "必須", "repeatable": "複数可", "default": "省略時", "or": " または ", "list": "{} の配列",
           "map": "{} を値とするオブジェクト", "field": "項目", "status": "状態"},
}  # fmt: skip


def page(language: Language) -> str:
    """Return the page."""
    return "\n".join([*_lines(language), ""])


def _lines(language: Language) -> Iterator[str]:
    words, described = _WORDS[language], document(language)
    yield _HEADS[language].format(prefix=PREFIX)
    for path, methods in described["paths"].items():
        operation = methods["get"]
        yield f"## `GET {PREFIX}{path}`\n"
        yield f"{operation['summary']}\n"
        if operation["parameters"]:
            yield f"| {words['parameter']} | {words['type']} | {words['meaning']} |\n|---|---|---|"
            for one in operation["parameters"]:
                yield f"| `{one['name']}` | {_of_parameter(one, words)} | {_cell(one['description'])} |"
            yield ""
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        yield f"{words['answer']}: {_type(answer, words)}. {words['status']}: {', '.join(operation['responses'])}.\n"
    yield f"## {words['shapes']}\n"
    for name, schema in described["components"]["schemas"].items():
        yield f"### {name}\n"
        if "description" in schema and language == "en" and _is_ours(name):
            yield f"{schema['description']}\n"
        yield f"| {words['field']} | {words['type']} |\n|---|---|"
        for field, kind in schema.get("properties", {}).items():
            yield f"| `{field}` | {_type(kind, words)} |"
        yield ""


def _is_ours(name: str) -> bool:
    """Return whether a shape is one of the interface's own; others are described where they are defined."""
    return getattr(vars(answers).get(name), "__module__", "") == answers.__name__


def _of_parameter(parameter: dict[str, Any], words: dict[str, str]) -> str:
    schema = parameter["schema"]
    one = schema.get("items", schema)
    told = [_type(one, words)]
    if "minimum" in one:
        told[0] += f" {one['minimum']:,}–{one['maximum']:,}"
    if "pattern" in one and len(one["pattern"]) < 40:
        told.append(f"`{one['pattern']}`")
    if parameter["required"]:
        told.append(words["required"])
    if schema["type"] == "array":
        told.append(words["repeatable"])
    if one.get("default") not in (None, ""):
        told.append(f"{words['default']} `{str(one['default']).lower()}`")
    return ", ".join(told)


def _type(schema: dict[str, Any], words: dict[str, str]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return words["or"].join(_type(one, words) for one in schema["anyOf"])
    if "enum" in schema:
        return words["or"].join(f"`{one}`" if one != "" else '""' for one in schema["enum"])
    if schema.get("type") == "array":
        return words["list"].format(_type(schema["items"], words)) if "items" in schema else "array"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return words["map"].format(_type(schema["additionalProperties"], words))
    return str(schema.get("type", "any"))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write both files again."""
    for language, file in FILES.items():
        file.write_text(page(language), encoding="utf-8")


if __name__ == "__main__":
    main()
