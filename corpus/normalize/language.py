"""Normalises language codes: ``jpn`` and ``JA`` become ``ja``."""

#: ISO 639-2 and 639-3 codes, terminological and bibliographic, of the languages found in Japanese bibliographies.
_TWO_LETTERS = {
    "ara": "ar", "bul": "bg", "bur": "my", "cat": "ca", "ces": "cs", "chi": "zh", "cze": "cs", "dan": "da", "deu": "de",
    "dut": "nl", "ell": "el", "eng": "en", "epo": "eo", "fas": "fa", "fin": "fi", "fra": "fr", "fre": "fr",
    "ger": "de", "gre": "el", "heb": "he", "hin": "hi", "hun": "hu", "ind": "id", "ita": "it", "jpn": "ja",
    "khm": "km", "kor": "ko", "lat": "la", "may": "ms", "mon": "mn", "msa": "ms", "mya": "my", "nep": "ne",
    "nld": "nl", "nor": "no", "per": "fa", "pol": "pl", "por": "pt", "ron": "ro", "rum": "ro", "rus": "ru",
    "san": "sa", "slk": "sk", "slo": "sk", "spa": "es", "swe": "sv", "tha": "th", "tur": "tr", "ukr": "uk", "vie": "vi",
    "zho": "zh",
}  # fmt: skip
_UNSTATED = frozenset({"und", "zxx", "mis"})


def tag(code: str) -> str:
    """Return ``code`` as a BCP 47 tag, with a two-letter language if there is one; "" if the language is not stated.

    The rest (``ja-Kana``, ``zh_TW``) is kept, after a hyphen.
    """
    language, _, rest = code.strip().replace("_", "-").partition("-")
    language = language.lower()
    if language in _UNSTATED:
        return ""
    language = _TWO_LETTERS.get(language, language)
    return f"{language}-{rest}" if language and rest else language


#: Names of languages that are used in RIS and BibTeX instead of codes.
_NAMES = {
    "arabic": "ar", "chinese": "zh", "dutch": "nl", "english": "en", "french": "fr", "german": "de", "italian": "it",
    "japanese": "ja", "korean": "ko", "portuguese": "pt", "russian": "ru", "spanish": "es", "日本語": "ja", "英語": "en",
    "中国語": "zh", "韓国語": "ko", "ドイツ語": "de", "フランス語": "fr", "ロシア語": "ru", "スペイン語": "es",
}  # fmt: skip


def base(written: str) -> str:
    """Return the language of a full text from a code or name, without region and script; "" if there are several or none."""
    written = written.strip().lower()
    language = _NAMES.get(written) or tag(written).partition("-")[0]
    return language if language.isalpha() and len(language) in (2, 3) and language != "mul" else ""


#: Two letters -> three letters. If a language has two codes, the bibliographic one.
_THREE_LETTERS = {two: three for three, two in _TWO_LETTERS.items()}
_THREE_LETTERS |= {"zh": "chi", "cs": "cze", "nl": "dut", "fr": "fre", "de": "ger", "el": "gre", "fa": "per"}
_THREE_LETTERS |= {"ms": "may", "ro": "rum", "sk": "slo", "my": "bur"}


def three_letters(tag_: str) -> str:
    """Return a language's bibliographic code (ISO 639-2/B), as used by libraries and MEDLINE; others are unchanged."""
    language = tag_.partition("-")[0]
    return _THREE_LETTERS.get(language, language)


#: ISO 639-3 has the terminological codes.
_BIBLIOGRAPHIC = frozenset("bur chi cze dut fre ger gre may per rum slo".split())
_TERMINOLOGICAL = {two: three for three, two in _TWO_LETTERS.items() if three not in _BIBLIOGRAPHIC}


def iso_639_3(code: str) -> str:
    """Return the ISO 639-3 code of a language, as JPCOAR wants it; "" where it is not known."""
    return code if len(code) == 3 else _TERMINOLOGICAL.get(code, "")
