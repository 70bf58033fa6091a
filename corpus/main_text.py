"""Which of a work's texts goes where a format has room for one, or for one and another."""

import re

from shoroku.corpus.record import Record, Text

#: Language tags with a script mark readings: ja-Kana, ja-Latn (BCP 47 script subtags).
_READING = re.compile(r"-(?:kana|hira|hrkt|latn)\b", re.IGNORECASE)


def ordered(record: Record, texts: tuple[Text, ...]) -> tuple[Text, ...]:
    """Return ``texts`` with the one in the language of the work first, each value once, and no mere readings.

    Where there is nothing but readings, they are returned.
    """
    plain = [text for text in texts if not _READING.search(text.lang)] or list(texts)
    plain.sort(key=lambda text: text.lang != record.language)
    found: dict[str, Text] = {}
    for text in plain:
        found.setdefault(text.value, text)
    return tuple(found.values())


def main_and_other(record: Record, texts: tuple[Text, ...]) -> tuple[Text, Text]:
    """Return the text in the language of the work, else the first; and the first in another language. Empty for none."""
    found = ordered(record, texts)
    if not found:
        return Text(""), Text("")
    return found[0], next((text for text in found[1:] if text.lang != found[0].lang), Text(""))


def in_this(texts: tuple[Text, ...], lang: str) -> str:
    """Return the first text in that very language, or ""."""
    return next((text.value for text in texts if text.lang == lang), "")
