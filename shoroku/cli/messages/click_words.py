"""Click's own words in Japanese.

Click marks its texts for gettext and brings no catalogue. Its modules look their translator up under the names ``_`` and
``ngettext``; here they are given ones that know the table below. What is not in it, as after a change in click, stays English.
"""

import sys
from collections.abc import Callable
from gettext import gettext, ngettext

from shoroku.cli.messages import language

JAPANESE = {
    "Usage:": "使い方:",
    "Options": "オプション",
    "Commands": "コマンド",
    "Error: {message}": "エラー: {message}",
    "Try '{command} {option}' for help.": "使い方は「{command} {option}」で表示されます。",
    "Invalid value: {message}": "値が正しくありません: {message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} の値が正しくありません: {message}",
    "Missing argument": "引数がありません:",
    "Missing option": "オプションがありません:",
    "Missing parameter": "パラメータがありません:",
    "Missing command.": "コマンドがありません。",
    "No such option {name!r}.": "{name} というオプションはありません。",
    "No such command {name!r}.": "{name} というコマンドはありません。",
    "Did you mean {possibility}?": "{possibility} のことでしょうか。",
    "(Did you mean one of: {possibilities}?)": "（候補: {possibilities}）",
    "Got unexpected extra argument ({args})": "余分な引数があります（{args}）",
    "Got unexpected extra arguments ({args})": "余分な引数があります（{args}）",
    "Option {name!r} requires an argument.": "オプション {name} には値が必要です。",
    "Option {name!r} requires {nargs} arguments.": "オプション {name} には値が {nargs} 個必要です。",
    "Option {name!r} does not take a value.": "オプション {name} は値を取りません。",
    "Argument {name!r} takes {nargs} values.": "引数 {name} には値が {nargs} 個必要です。",
    "{value!r} is not a valid {number_type}.": "「{value}」は数ではありません。",
    "{value} is not in the range {range}.": "{value} は範囲 {range} にありません。",
    "{value!r} is not {choice}.": "「{value}」は {choice} ではありません。",
    "{value!r} is not one of {choices}.": "「{value}」は {choices} のどれでもありません。",
    "default: {default}": "省略時: {default}",
    "required": "必須",
    "Error: invalid input": "エラー: y か n で答えてください",
    "Aborted!": "中断しました。",
}


def translate_click() -> None:
    """Let those modules of click that are loaded look their texts up here. Doing it twice changes nothing."""
    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            _replace(module, "_", gettext, _text)
            _replace(module, "ngettext", ngettext, _plural)


def _replace(module: object, name: str, theirs: Callable[..., str], ours: Callable[..., str]) -> None:
    if getattr(module, name, None) is theirs:
        setattr(module, name, ours)


def _text(message: str) -> str:
    found = JAPANESE.get(message) if language() == "ja" else None
    return found or gettext(message)


def _plural(singular: str, plural: str, count: int) -> str:
    found = JAPANESE.get(singular if count == 1 else plural) if language() == "ja" else None
    return found or ngettext(singular, plural, count)
